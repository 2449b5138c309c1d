import type { PageProps } from '../app.tsx';

export function ActorsPage({ id }: PageProps) {
  return <p>{id}</p>;
}
