import type { PageProps } from '../app.tsx';

export function IncidentPage({ id }: PageProps) {
  return <p>{id}</p>;
}
