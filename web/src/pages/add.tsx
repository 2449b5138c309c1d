import { useEffect, useState } from 'preact/hooks';
import { send } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { problemOf } from '../ask.ts';
import type { Problem } from '../logic/types.ts';
import { Empty } from '../parts/states.tsx';
import { go, Link } from '../router.tsx';
import { useSession } from '../session.ts';

/** A report typed or pasted in: it is read, kept and settled at once, then shown as it was read. */
export function AddPage(_: PageProps) {
  const { session, mayReview } = useSession();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = 'Add a report · Dateline';
  }, []);
  if (!mayReview) {
    return (
      <Empty title="Only reviewers add reports">
        {session.sign_in ? (
          <p>
            <Link to="/sign-in?to=/add">Sign in</Link> as one.
          </p>
        ) : (
          <p>This server is read-only. Whoever runs it adds reports with dateline ingest.</p>
        )}
      </Empty>
    );
  }
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const word = (name: string) => String(form.get(name) ?? '').trim() || null;
    setBusy(true);
    setProblem(null);
    try {
      const body = {
        text: word('text') ?? '',
        title: word('title'),
        publisher: word('publisher'),
        published: word('published'),
        url: word('url'),
      };
      const taken = await send<{ id: string }>('POST', '/documents', body);
      go(`/documents/${taken.id}`);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <form class="state add-report" onSubmit={submit}>
      <h1>Add a report</h1>
      <label class="field">
        <span class="field-name">Headline</span>
        <input name="title" maxLength={2000} autocomplete="off" />
      </label>
      <div class="add-row">
        <label class="field">
          <span class="field-name">Outlet</span>
          <input name="publisher" maxLength={2000} autocomplete="off" />
        </label>
        <label class="field">
          <span class="field-name">Published</span>
          <input name="published" type="date" />
        </label>
      </div>
      <label class="field">
        <span class="field-name">Address</span>
        <input name="url" type="url" maxLength={2000} autocomplete="off" placeholder="https://…" />
      </label>
      <label class="field">
        <span class="field-name">Text, as it was published</span>
        <textarea name="text" rows={14} required />
      </label>
      <p class="quiet">
        Without the day of publication “on Tuesday” stays open. Without the outlet the report counts for none.
      </p>
      {problem && (
        <p class="form-problem" role="alert">
          {problem.detail ?? problem.title}
        </p>
      )}
      <button type="submit" class="button button-main" disabled={busy}>
        {busy ? 'Reading …' : 'Add'}
      </button>
    </form>
  );
}
