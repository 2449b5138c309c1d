import type { PageProps } from '../app.tsx';

export function ConditionsPage({ id }: PageProps) {
  return <p>{id}</p>;
}
