import { useEffect, useMemo } from 'preact/hooks';
import type { PageProps } from '../app.tsx';
import { useAnswer } from '../ask.ts';
import { allCountries } from '../logic/countries.ts';
import { dayOf, isoOf, sayDay } from '../logic/days.ts';
import { sayCode } from '../logic/families.ts';
import type { ConditionRow, Paged } from '../logic/types.ts';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { counted, sayPlace } from '../parts/words.ts';
import { go, Link } from '../router.tsx';

const KINDS: readonly [string, string][] = [
  ['', 'All'],
  ['control', 'Control'],
  ['facility', 'Facilities'],
  ['siege', 'Sieges'],
  ['ceasefire', 'Ceasefires'],
  ['security', 'Security'],
  ['alliance', 'Alliances'],
];

/** Rows of one page; the server gives no more at once. */
const MOST = 500;

interface Asked {
  day: string;
  kind: string;
  country: string;
  text: string;
}

function readAsked(query: string): Asked {
  const params = new URLSearchParams(query);
  const day = params.get('as_of') ?? '';
  return {
    day: dayOf(day) === null ? '' : day,
    kind: params.get('condition') ?? '',
    country: params.get('country') ?? '',
    text: params.get('text') ?? '',
  };
}

function writeAsked(asked: Asked): string {
  const params = new URLSearchParams();
  if (asked.day) params.set('as_of', asked.day);
  if (asked.kind) params.set('condition', asked.kind);
  if (asked.country) params.set('country', asked.country);
  if (asked.text) params.set('text', asked.text);
  return params.toString();
}

/** Who is said to hold what, and what works, on a day: the latest word of each voice up to then. */
export function ConditionsPage({ query, version }: PageProps) {
  const asked = useMemo(() => readAsked(query), [query]);
  const today = isoOf(Math.floor(Date.now() / 86_400_000));
  const day = asked.day || today;
  const path = `/conditions?${writeAsked({ ...asked, day })}&limit=${MOST}`;
  const { value, problem, loading, again } = useAnswer<Paged<ConditionRow>>(path, version);
  useEffect(() => {
    document.title = 'Conditions · Dateline';
  }, []);
  const change = (some: Partial<Asked>) => {
    const next = writeAsked({ ...asked, ...some });
    go(next ? `/conditions?${next}` : '/conditions');
  };
  const move = (days: number) => change({ day: isoOf((dayOf(day) ?? 0) + days) });
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>Conditions</h1>
          <p class="quiet">
            Who is said to hold what, and what is said to work: the latest word of each voice up to the day, never a
            verdict.
          </p>
        </div>
      </header>
      <form class="bar" onSubmit={(event) => event.preventDefault()}>
        <div class="field">
          <label class="field-name" for="as-of">
            As of
          </label>
          <span class="stepper">
            <button type="button" class="button" onClick={() => move(-7)}>
              −7 days
            </button>
            <input
              id="as-of"
              type="date"
              value={day}
              onChange={(event) => change({ day: event.currentTarget.value })}
            />
            <button type="button" class="button" onClick={() => move(7)}>
              +7 days
            </button>
          </span>
        </div>
        <label class="field">
          <span class="field-name">Country</span>
          <select value={asked.country} onChange={(event) => change({ country: event.currentTarget.value })}>
            <option value="">Any country</option>
            {allCountries().map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="field field-wide">
          <span class="field-name">Words</span>
          <input
            type="text"
            value={asked.text}
            placeholder="hospital, airport, town …"
            onChange={(event) => change({ text: event.currentTarget.value.trim() })}
          />
        </label>
      </form>
      <fieldset class="segments">
        <legend class="unseen">Kind of condition</legend>
        {KINDS.map(([id, name]) => (
          <button type="button" key={id} aria-pressed={asked.kind === id} onClick={() => change({ kind: id })}>
            {name}
          </button>
        ))}
      </fieldset>
      {problem && <Failed problem={problem} again={again} />}
      {!value && loading && <Loading what="conditions" />}
      {value && value.rows.length === 0 && (
        <Empty title={`No report up to ${sayDay(day)} tells of such a state`}>
          <p class="quiet">Choose a later day, another kind, or fewer filters.</p>
        </Empty>
      )}
      {value && value.rows.length > 0 && <Places rows={value.rows} total={value.total} day={day} />}
    </div>
  );
}

interface Group {
  place: string;
  rows: ConditionRow[];
}

function byPlace(rows: readonly ConditionRow[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const place = row.place ? sayPlace(row.place) : 'Place not told';
    const group = groups.get(place) ?? { place, rows: [] };
    group.rows.push(row);
    groups.set(place, group);
  }
  for (const group of groups.values()) group.rows.sort((a, b) => ((a.day ?? '') < (b.day ?? '') ? 1 : -1));
  return [...groups.values()].sort((a, b) => a.place.localeCompare(b.place, 'en'));
}

/** Whether different holders are named for a place. They may hold different parts of it: the rows tell. */
function differ(rows: readonly ConditionRow[]): boolean {
  const held = new Set(
    rows.filter((r) => r.condition.kind === 'control' && r.condition.holder).map((r) => r.condition.holder),
  );
  return held.size > 1;
}

function Places({ rows, total, day }: { rows: ConditionRow[]; total: number; day: string }) {
  return (
    <>
      <p class="quiet" role="status">
        {counted(total, 'statement')} up to {sayDay(day)}
        {rows.length < total && `; the first ${rows.length} are shown: filter to see the others`}
      </p>
      {byPlace(rows).map((group) => (
        <section key={group.place} class="place-card" aria-label={group.place}>
          <h2>
            {group.place} {differ(group.rows) && <span class="badge badge-dispute">different holders are named</span>}
          </h2>
          <div class="scroll-x">
            <table class="stacks">
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Is said to be</th>
                  <th scope="col">Held by</th>
                  <th scope="col">According to</th>
                  <th scope="col">Reported</th>
                </tr>
              </thead>
              <tbody>
                {group.rows.map((row) => (
                  <Row key={row.claim} row={row} day={day} />
                ))}
              </tbody>
            </table>
          </div>
        </section>
      ))}
    </>
  );
}

function Row({ row, day }: { row: ConditionRow; day: string }) {
  const age = (dayOf(day) ?? 0) - (dayOf(row.day) ?? dayOf(day) ?? 0);
  const { condition } = row;
  return (
    <tr>
      <td data-name="What">
        {condition.subject ?? 'not named'}
        <span class="quiet">
          {' '}
          {sayCode(condition.kind)}
          {condition.extent && ` · ${condition.extent}`}
        </span>
      </td>
      <td data-name="Is said to be">
        {condition.state ?? 'not told'}
        {row.status !== 'asserted' && row.status !== 'attributed' && <span class="badge">{sayCode(row.status)}</span>}
      </td>
      <td data-name="Held by">{condition.holder ?? <span class="quiet">–</span>}</td>
      <td data-name="According to">
        {row.according_to || row.publisher || 'not known'}
        {row.attribution.some((a) => a.party) && <span class="badge">a side in the fight</span>}
      </td>
      <td data-name="Reported">
        <Link to={`/documents/${row.document}?claim=${row.claim}`} title={row.evidence.text}>
          {sayDay(row.day)}
        </Link>
        {age > 30 && <span class="quiet"> {sayAge(age)} before</span>}
      </td>
    </tr>
  );
}

function sayAge(days: number): string {
  if (days < 60) return `${days} days`;
  if (days < 730) return `${Math.round(days / 30.4)} months`;
  return `${Math.round(days / 365.25)} years`;
}
