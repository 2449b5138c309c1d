import type { PageProps } from '../app.tsx';

export function SignInPage({ id }: PageProps) {
  return <p>{id}</p>;
}
