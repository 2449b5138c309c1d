import type { PageProps } from '../app.tsx';

export function DocumentPage({ id }: PageProps) {
  return <p>{id}</p>;
}
