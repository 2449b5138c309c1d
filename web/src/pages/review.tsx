import type { PageProps } from '../app.tsx';

export function ReviewPage({ id }: PageProps) {
  return <p>{id}</p>;
}
