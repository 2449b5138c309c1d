import { useEffect } from 'preact/hooks';
import type { PageProps } from '../app.tsx';
import { sayDay } from '../logic/days.ts';
import { sayNumber } from '../logic/tolls.ts';
import { More, useRows } from '../parts/more-rows.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { counted } from '../parts/words.ts';
import { Link } from '../router.tsx';

interface PublisherRow {
  name: string;
  documents: number;
  copies: number;
  claims: number;
  first: string | null;
  last: string | null;
}

/** Outlets, how much the ledger has of each, and how much of that repeats others word for word. */
export function PublishersPage({ version }: PageProps) {
  const { list, problem, loading, more, again } = useRows<PublisherRow>('/publishers?limit=100', version);
  useEffect(() => {
    document.title = 'Publishers · Dateline';
  }, []);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Publishers</h1>
          <p class="quiet">
            A wire copy repeats an earlier report word for word: it is kept, and counts for nothing when reports are
            weighed.
          </p>
        </div>
      </header>
      {problem && <Failed problem={problem} again={again} />}
      {!list && loading && <Loading what="publishers" />}
      {list?.rows.length === 0 && <Empty title="No report names its publisher" />}
      {list && list.rows.length > 0 && (
        <>
          <p class="quiet" role="status">
            {counted(list.total, 'publisher')}
          </p>
          <table class="stacks">
            <thead>
              <tr>
                <th scope="col">Publisher</th>
                <th scope="col" class="number">
                  Reports
                </th>
                <th scope="col" class="number">
                  Wire copies
                </th>
                <th scope="col" class="number">
                  Claims
                </th>
                <th scope="col">Published</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => (
                <tr key={row.name}>
                  <td data-name="Publisher">
                    <Link to={`/?publisher=${encodeURIComponent(row.name)}`}>{row.name}</Link>
                  </td>
                  <td class="number" data-name="Reports">
                    {sayNumber(row.documents)}
                  </td>
                  <td class="number" data-name="Wire copies">
                    {row.copies > 0 ? (
                      `${row.copies} (${Math.round((row.copies / row.documents) * 100)} %)`
                    ) : (
                      <span class="quiet">–</span>
                    )}
                  </td>
                  <td class="number" data-name="Claims">
                    {sayNumber(row.claims)}
                  </td>
                  <td data-name="Published">
                    {sayDay(row.first)}
                    {row.last !== row.first && ` – ${sayDay(row.last)}`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <More shown={list.rows.length} total={list.total} loading={loading} onMore={more} />
        </>
      )}
    </div>
  );
}
