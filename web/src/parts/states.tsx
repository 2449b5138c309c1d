import type { ComponentChildren } from 'preact';
import { remedy } from '../api.ts';
import type { Problem } from '../logic/types.ts';
import { Link } from '../router.tsx';

/** What went wrong, what to do, and a button to try again. */
export function Failed({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="state state-failed" role="alert">
      <h2>{problem.title}</h2>
      {problem.detail && <p>{problem.detail}</p>}
      <p class="quiet">{remedy(problem)}</p>
      {problem.status === 401 && (
        <p>
          <Link to={`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`}>Sign in</Link>
        </p>
      )}
      {again && (
        <button type="button" class="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Nothing to show, why, and what to do. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p class="state quiet" role="status">
      Reading {what} …
    </p>
  );
}
