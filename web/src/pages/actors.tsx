import { useEffect } from 'preact/hooks';
import type { PageProps } from '../app.tsx';
import { countryName } from '../logic/countries.ts';
import { sayDay } from '../logic/days.ts';
import { sayCode } from '../logic/families.ts';
import { sayNumber } from '../logic/tolls.ts';
import type { ActorRow } from '../logic/types.ts';
import { More, useRows } from '../parts/more-rows.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { counted } from '../parts/words.ts';
import { go, Link } from '../router.tsx';

const SORTS: readonly [string, string][] = [
  ['claims', 'Most claims'],
  ['source', 'Most often doer'],
  ['target', 'Most often target'],
  ['voice', 'Most often voice'],
  ['name', 'By name'],
  ['day', 'Earliest first'],
];

/** Who is named as doer, target and voice, how often and since when. */
export function ActorsPage({ query, version }: PageProps) {
  const params = new URLSearchParams(query);
  const words = params.get('actor') ?? '';
  const asked = params.get('sort') ?? '';
  const sort = SORTS.some(([id]) => id === asked) ? asked : 'claims';
  const path = `/actors?${new URLSearchParams({ ...(words ? { actor: words } : {}), sort })}&limit=100`;
  const { list, problem, loading, more, again } = useRows<ActorRow>(path, version);
  useEffect(() => {
    document.title = 'Actors · Dateline';
  }, []);
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value) next.set(name, value);
    else next.delete(name);
    go(`/actors${next.size > 0 ? `?${next}` : ''}`);
  };
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Actors</h1>
          <p class="quiet">
            Who is named in claims: as the one who did it, as the one who suffered it, as the voice that says so.
          </p>
        </div>
      </header>
      <form class="bar" onSubmit={(event) => event.preventDefault()}>
        <label class="field field-wide">
          <span class="field-name">With an actor named</span>
          <input
            type="text"
            value={words}
            placeholder="army, police, an id"
            onChange={(event) => change('actor', event.currentTarget.value.trim())}
          />
        </label>
        <label class="field">
          <span class="field-name">Order</span>
          <select value={sort} onChange={(event) => change('sort', event.currentTarget.value)}>
            {SORTS.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </form>
      {problem && <Failed problem={problem} again={again} />}
      {!list && loading && <Loading what="actors" />}
      {list?.rows.length === 0 && (
        <Empty title="No claim names such an actor">
          <p class="quiet">Part of a name is enough; the names are those of the reports and of the dictionary.</p>
        </Empty>
      )}
      {list && list.rows.length > 0 && (
        <>
          <p class="quiet" role="status">
            {counted(list.total, 'actor')}
          </p>
          <table class="stacks">
            <thead>
              <tr>
                <th scope="col">Actor</th>
                <th scope="col">What it is</th>
                <th scope="col" class="number">
                  Claims
                </th>
                <th scope="col" class="number">
                  Doer
                </th>
                <th scope="col" class="number">
                  Target
                </th>
                <th scope="col" class="number">
                  Voice
                </th>
                <th scope="col">Named</th>
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => (
                <tr key={`${row.id ?? ''}/${row.name}/${row.country ?? ''}`}>
                  <td data-name="Actor">
                    <Link to={`/?actor=${encodeURIComponent(row.id ?? row.name)}`}>{row.name}</Link>
                    {row.id && <span class="quiet"> {row.id}</span>}
                  </td>
                  <td data-name="What it is">
                    {[sayCode(row.kind), row.country ? countryName(row.country) : ''].filter(Boolean).join(', ') || '–'}
                  </td>
                  <Figure name="Claims" n={row.claims} most={list.rows[0]?.claims ?? 1} />
                  <Figure name="Doer" n={row.source} />
                  <Figure name="Target" n={row.target} />
                  <Figure name="Voice" n={row.voice} />
                  <td data-name="Named">
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

function Figure({ name, n, most }: { name: string; n: number; most?: number }) {
  return (
    <td class="number" data-name={name}>
      {most !== undefined && <span class="share" style={{ width: `${Math.round((n / Math.max(1, most)) * 60)}px` }} />}
      {n === 0 ? <span class="quiet">–</span> : sayNumber(n)}
    </td>
  );
}
