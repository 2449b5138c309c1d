import { useEffect, useState } from 'preact/hooks';
import { send } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { problemOf, useAnswer } from '../ask.ts';
import type { Problem } from '../logic/types.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { Link } from '../router.tsx';
import { useSession } from '../session.ts';

interface FeedRow {
  id: string;
  url: string;
  publisher: string | null;
  every: number;
  pages: boolean;
}

/** The feeds that `dateline watch` polls, to be added to and taken from. */
export function FeedsPage(_: PageProps) {
  const { session } = useSession();
  const { value, problem, loading, again } = useAnswer<{ rows: FeedRow[] }>(session.feeds ? '/feeds' : null);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  useEffect(() => {
    document.title = 'Feeds · Dateline';
  }, []);
  if (!session.feeds) {
    return (
      <Empty title="Feeds are looked after by admins">
        {session.user ? (
          <p>
            This server must know their file, too: <code>dateline serve --feeds feeds.toml</code>
          </p>
        ) : (
          <p>
            <Link to="/sign-in?to=/feeds">Sign in</Link> as one.
          </p>
        )}
      </Empty>
    );
  }
  const change = async (work: () => Promise<unknown>) => {
    setRefusal(null);
    try {
      await work();
      again();
      return true;
    } catch (error) {
      setRefusal(problemOf(error));
      return false;
    }
  };
  const rows = value?.rows ?? [];
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Feeds</h1>
          <p class="quiet">
            RSS, Atom and JSON feeds that <code>dateline watch</code> polls. One that runs takes a change up within a
            minute.
          </p>
        </div>
      </header>
      {problem && <Failed problem={problem} again={again} />}
      {!value && loading && <Loading what="feeds" />}
      {value && rows.length === 0 && <Empty title="No feed is watched yet" />}
      {rows.length > 0 && (
        <table class="stacks">
          <thead>
            <tr>
              <th scope="col">Address</th>
              <th scope="col">Publisher</th>
              <th scope="col">Asked every</th>
              <th scope="col">Pages</th>
              <th scope="col">
                <span class="unseen">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td data-name="Address" class="address">
                  {row.url}
                </td>
                <td data-name="Publisher">{row.publisher ?? <span class="quiet">as the feed says</span>}</td>
                <td data-name="Asked every">{saySpan(row.every)}</td>
                <td data-name="Pages">{row.pages ? 'read' : 'the feed’s own texts'}</td>
                <td>
                  <button
                    type="button"
                    class="button button-small"
                    aria-label={`Remove ${row.url}`}
                    onClick={() => change(() => send('DELETE', `/feeds/${encodeURIComponent(row.id)}`))}
                  >
                    Remove
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {refusal && (
        <p class="form-problem" role="alert">
          {refusal.detail ?? refusal.title}
        </p>
      )}
      {value && <AddFeed add={(body) => change(() => send('POST', '/feeds', body))} />}
    </div>
  );
}

function AddFeed({ add }: { add: (body: unknown) => Promise<boolean> }) {
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    const word = (name: string) => String(given.get(name) ?? '').trim() || null;
    setBusy(true);
    const body = {
      url: word('url') ?? '',
      publisher: word('publisher'),
      every: word('every'),
      pages: given.get('pages') === 'on' ? null : false,
    };
    if (await add(body)) form.reset();
    setBusy(false);
  };
  return (
    <form class="add-report" onSubmit={submit}>
      <h2>Add a feed</h2>
      <label class="field">
        <span class="field-name">Address</span>
        <input name="url" type="url" required maxLength={2000} autocomplete="off" placeholder="https://…" />
      </label>
      <div class="add-row">
        <label class="field">
          <span class="field-name">Publisher, whatever it says itself</span>
          <input name="publisher" maxLength={2000} autocomplete="off" />
        </label>
        <label class="field">
          <span class="field-name">Asked every</span>
          <input name="every" maxLength={8} autocomplete="off" placeholder="10m" />
        </label>
      </div>
      <label class="check">
        <input name="pages" type="checkbox" checked /> Read the pages that it points to
      </label>
      <button type="submit" class="button button-main" disabled={busy}>
        Add
      </button>
    </form>
  );
}

/** A span as it is written in the file: 90 s, 10 min, 2 h. */
function saySpan(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
