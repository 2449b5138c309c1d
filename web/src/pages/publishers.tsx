import type { PageProps } from '../app.tsx';

export function PublishersPage({ id }: PageProps) {
  return <p>{id}</p>;
}
