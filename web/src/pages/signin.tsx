import { useEffect, useState } from 'preact/hooks';
import type { PageProps } from '../app.tsx';
import { problemOf } from '../ask.ts';
import type { Problem } from '../logic/types.ts';
import { go } from '../router.tsx';
import { useSession } from '../session.ts';

/** Signing in, and out. `?to=` says where to go then; only to pages of the app. */
export function SignInPage({ query }: PageProps) {
  const { session, signIn, signOut } = useSession();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Sign in · Dateline';
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setProblem(null);
    try {
      await signIn(String(form.get('name') ?? ''), String(form.get('password') ?? ''));
      const to = new URLSearchParams(query).get('to') ?? '/review';
      go(/^\/(?![/\\])/.test(to) ? to : '/review');
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  if (session.user) {
    return (
      <div class="state">
        <h1>Signed in as {session.user.name}</h1>
        <p>Role: {session.user.role}</p>
        <button
          type="button"
          class="button"
          onClick={() => signOut().catch((error: unknown) => setProblem(problemOf(error)))}
        >
          Sign out
        </button>
        {problem && <p role="alert">{problem.detail ?? problem.title}</p>}
      </div>
    );
  }
  if (!session.sign_in) {
    return (
      <div class="state">
        <h1>There is nobody to sign in as</h1>
        <p>This server is read-only. Whoever runs it can name a file of users, and then they sign in here:</p>
        <pre>
          <code>
            {
              'dateline users add ada --role admin --users war.users\ndateline serve --ledger war.ledger --users war.users'
            }
          </code>
        </pre>
      </div>
    );
  }
  return (
    <form class="state sign-in" onSubmit={submit}>
      <h1>Sign in</h1>
      <label class="field">
        <span class="field-name">Name</span>
        <input name="name" autocomplete="username" required />
      </label>
      <label class="field">
        <span class="field-name">Password</span>
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      {problem && (
        <p class="form-problem" role="alert">
          {problem.detail ?? problem.title}
        </p>
      )}
      <button type="submit" class="button button-main" disabled={busy}>
        Sign in
      </button>
    </form>
  );
}
