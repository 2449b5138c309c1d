import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { send } from '../api.ts';
import type { PageProps } from '../app.tsx';
import { useAnswer } from '../ask.ts';
import { sayDays } from '../logic/days.ts';
import { type Draft, fieldValue, stepTo } from '../logic/review.ts';
import type { Claim, Incident, IncidentWhole, Paged, Problem } from '../logic/types.ts';
import { TypeMark } from '../parts/shape.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { TollText, tollOf } from '../parts/toll.tsx';
import { counted, sayPlace } from '../parts/words.ts';
import { go, Link } from '../router.tsx';
import { useSession } from '../session.ts';
import { ClaimRow } from './review/claim-row.tsx';
import { DecideDialog } from './review/decide.tsx';
import { KeyHelpBox } from './review/key-help.tsx';
import { type ReviewRow, Trail } from './review/trail.tsx';

const QUEUES: readonly [string, string, string][] = [
  ['disputed', 'In dispute', 'disputed=true&sort=killed'],
  ['killed', 'Most killed', 'sort=killed'],
  ['newest', 'Newest', 'sort=day&reverse=true'],
];

/** Incidents to look through, with keys for what a reviewer decides. */
export function ReviewPage({ query, version }: PageProps) {
  const params = new URLSearchParams(query);
  const id = params.get('id') ?? '';
  const name = params.get('queue') ?? 'disputed';
  const queue = QUEUES.find(([q]) => q === name) ?? (QUEUES[0] as (typeof QUEUES)[number]);
  const [turn, setTurn] = useState(0);
  const list = useAnswer<Paged<Incident>>(`/incidents?${queue[2]}&limit=100`, version + turn);
  const rows = useMemo(() => list.value?.rows ?? [], [list.value]);
  const current = id || rows[0]?.id || '';
  const whole = useAnswer<IncidentWhole>(current ? `/incidents/${encodeURIComponent(current)}` : null, version + turn);
  const trail = useAnswer<Paged<ReviewRow>>(
    current ? `/reviews?target=${encodeURIComponent(current)}&limit=100` : null,
    version + turn,
  );
  const { session, mayReview } = useSession();
  const [at, setAt] = useState(0);
  const [claims, setClaims] = useState<ReadonlySet<string>>(new Set());
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState<Draft | null>(null);
  const [help, setHelp] = useState(false);
  const [said, setSaid] = useState('');
  const open = (incident: string, replace = true) =>
    go(`/review?${new URLSearchParams({ queue: queue[0], id: incident })}`, replace);

  useEffect(() => {
    document.title = 'Review · Dateline';
  }, []);
  // Another incident begins at its first claim.
  useEffect(() => {
    setAt(0);
    setClaims(new Set());
  }, [current]);

  const shown = whole.value?.incident.id === current ? whole.value : null;
  const told = shown?.claims ?? [];
  const claim: Claim | undefined = told[at];

  const begin = (action: Draft['action']) => {
    const plan = planOf(action, { incident: current, claim, claims, marked, trail: trail.value?.rows ?? [] });
    if (typeof plan === 'string') setSaid(plan);
    else if (!mayReview) setSaid('Sign in as a reviewer to decide.');
    else setDraft(plan);
  };
  const keys: Record<string, () => void> = {
    j: () => setAt((n) => stepTo(n, 1, told.length)),
    k: () => setAt((n) => stepTo(n, -1, told.length)),
    n: () => step(1),
    p: () => step(-1),
    Enter: () => claim && go(`/documents/${claim.document}?claim=${claim.id}`),
    a: () => begin('accept'),
    r: () => begin('reject'),
    A: () => setDraftOf('accept'),
    R: () => setDraftOf('reject'),
    c: () => begin('correct'),
    s: () => begin('split'),
    M: () => begin('merge'),
    u: () => begin('undo'),
    x: () => claim && setClaims((now) => toggled(now, claim.id)),
    m: () => current && setMarked((now) => toggled(now, current)),
    '?': () => setHelp((now) => !now),
    Escape: () => setHelp(false),
  };
  const step = (by: number) => {
    const here = rows.findIndex((row) => row.id === current);
    const next = rows[stepTo(here, by, rows.length)];
    if (next) open(next.id);
  };
  const setDraftOf = (action: 'accept' | 'reject') => {
    if (!mayReview) setSaid('Sign in as a reviewer to decide.');
    else if (current) setDraft({ action, targets: [current], says: `${action} the whole incident` });
  };
  useKeys(keys, draft === null);

  const decide = useCallback(
    async (reason: string, fields: Record<string, string>) => {
      if (!draft) return;
      const named = Object.entries(fields).map(([field, words]) => [field, fieldValue(words)]);
      const body = {
        action: draft.action,
        targets: draft.targets,
        reason,
        ...(named.length > 0 ? { fields: Object.fromEntries(named) } : {}),
      };
      await send('POST', '/reviews', body);
      setDraft(null);
      setSaid(`Done: ${draft.says}.`);
      setClaims(new Set());
      setMarked(new Set());
      setTurn((n) => n + 1);
    },
    [draft],
  );

  return (
    <div class="review">
      <header class="review-head">
        <h1>Review</h1>
        <fieldset class="segments">
          <legend class="unseen">Queue</legend>
          {QUEUES.map(([q, text]) => (
            <button type="button" key={q} aria-pressed={q === queue[0]} onClick={() => go(`/review?queue=${q}`)}>
              {text}
            </button>
          ))}
        </fieldset>
        <button type="button" class="button" aria-expanded={help} onClick={() => setHelp(!help)}>
          Keys <kbd>?</kbd>
        </button>
        <p class="review-said" role="status">
          {said}
        </p>
        <Who mayReview={mayReview} signIn={session.sign_in} user={session.user?.name ?? null} query={query} />
      </header>
      {help && <KeyHelpBox onClose={() => setHelp(false)} />}
      <nav class="queue" aria-label="Incidents to review">
        {list.problem && <Failed problem={list.problem} again={list.again} />}
        {!list.value && list.loading && <Loading what="the queue" />}
        {list.value && rows.length === 0 && (
          <Empty title="Nothing here">
            <p class="quiet">No incident of the ledger is in this queue. Choose another above.</p>
          </Empty>
        )}
        <ol class="plain">
          {rows.map((row) => (
            <QueueRow
              key={row.id}
              row={row}
              here={row.id === current}
              marked={marked.has(row.id)}
              onOpen={() => open(row.id, false)}
            />
          ))}
        </ol>
      </nav>
      <section class="bench" aria-label="The incident">
        {whole.problem && <Gone problem={whole.problem} again={whole.again} />}
        {!whole.problem && current && !shown && <Loading what="the incident" />}
        {shown && !whole.problem && (
          <>
            <Head incident={shown.incident} />
            <Actions mayReview={mayReview} begin={begin} whole={setDraftOf} marked={marked.size} split={claims.size} />
            <ol class="plain review-claims">
              {told.map((row, n) => (
                <ClaimRow
                  key={row.id}
                  claim={row}
                  here={n === at}
                  marked={claims.has(row.id)}
                  onPick={() => setAt(n)}
                  onMark={() => setClaims((now) => toggled(now, row.id))}
                />
              ))}
            </ol>
            <Trail rows={trail.value?.rows ?? []} problem={trail.problem} />
          </>
        )}
      </section>
      {draft && <DecideDialog draft={draft} onClose={() => setDraft(null)} onDecide={decide} />}
    </div>
  );
}

interface At {
  incident: string;
  claim: Claim | undefined;
  claims: ReadonlySet<string>;
  marked: ReadonlySet<string>;
  trail: ReviewRow[];
}

/** What a key would decide, or why it can not. */
function planOf(action: Draft['action'], { incident, claim, claims, marked, trail }: At): Draft | string {
  switch (action) {
    case 'accept':
    case 'reject':
    case 'correct':
      return claim ? { action, targets: [claim.id], says: `${action} claim ${claim.id}` } : 'There is no claim here.';
    case 'split':
      if (claims.size === 0) return 'Mark claims with x first, then split them off.';
      return { action, targets: [incident, ...claims], says: `split ${counted(claims.size, 'claim')} off` };
    case 'merge': {
      const all = new Set([...marked, incident]);
      if (all.size < 2) return 'Mark another incident with m first, then merge.';
      return { action, targets: [...all], says: `merge ${counted(all.size, 'incident')}` };
    }
    case 'undo': {
      const last = trail.filter((row) => row.holds !== false && !row.decision.startsWith('undo')).at(-1);
      return last
        ? { action, targets: [String(last.seq)], says: `undo decision ${last.seq} (${last.decision})` }
        : 'There is no decision to undo here.';
    }
  }
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Single keys, but not while something is typed or a control is used. */
function useKeys(keys: Record<string, () => void>, active: boolean): void {
  // Set while drawing, not after it: a key that follows a closing dialog at once must not be lost.
  const now = useRef<Record<string, () => void>>({});
  now.current = active ? keys : {};
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.matches('input, select, textarea')) return;
      if (event.key === 'Enter' && target?.matches('a, button, summary')) return;
      const act = now.current[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}

function Who({
  mayReview,
  signIn,
  user,
  query,
}: {
  mayReview: boolean;
  signIn: boolean;
  user: string | null;
  query: string;
}) {
  const to = `/review${query ? `?${query}` : ''}`;
  if (mayReview) {
    return (
      <p class="quiet">
        Deciding as <Link to="/sign-in">{user ?? 'you'}</Link>
      </p>
    );
  }
  return (
    <p class="readonly">
      Read-only.{' '}
      {user ? (
        `${user} may read, not decide.`
      ) : signIn ? (
        <Link to={`/sign-in?to=${encodeURIComponent(to)}`}>Sign in to decide</Link>
      ) : (
        'This server has no users: dateline review decides at the command line.'
      )}
    </p>
  );
}

function QueueRow({
  row,
  here,
  marked,
  onOpen,
}: {
  row: Incident;
  here: boolean;
  marked: boolean;
  onOpen: () => void;
}) {
  const killed = tollOf(row, 'killed');
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) item.current?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  return (
    <li ref={item}>
      <button type="button" class="queue-row" aria-current={here ? 'true' : undefined} onClick={onOpen}>
        <span class="incident-head">
          <time>{sayDays(row.start, row.end)}</time>
          <TypeMark type={row.event_type} />
          {marked && <span class="badge">marked</span>}
          {(row.reviews?.length ?? 0) > 0 && <span class="badge">reviewed</span>}
        </span>
        <strong>{sayPlace(row.place)}</strong>
        {killed && (
          <span>
            killed <TollText bounds={killed} open={killed.open} />
          </span>
        )}
      </button>
    </li>
  );
}

function Head({ incident }: { incident: Incident }) {
  return (
    <header class="bench-head">
      <h2>
        <Link to={`/incidents/${incident.id}`}>{sayPlace(incident.place)}</Link>
      </h2>
      <p class="incident-head">
        <TypeMark type={incident.event_type} />
        <time>{sayDays(incident.start, incident.end)}</time>
        <span>{incident.id}</span>
      </p>
      {incident.disputes.map((dispute) => (
        <p key={dispute.told} class="bench-dispute">
          {dispute.told}
        </p>
      ))}
    </header>
  );
}

function Actions({
  mayReview,
  begin,
  whole,
  marked,
  split,
}: {
  mayReview: boolean;
  begin: (a: Draft['action']) => void;
  whole: (a: 'accept' | 'reject') => void;
  marked: number;
  split: number;
}) {
  const button = (text: string, key: string, act: () => void) => (
    <button type="button" class="button button-small" disabled={!mayReview} onClick={act}>
      {text} <kbd>{key}</kbd>
    </button>
  );
  return (
    <div class="actions" role="toolbar" aria-label="Decide">
      {button('Accept', 'a', () => begin('accept'))}
      {button('Reject', 'r', () => begin('reject'))}
      {button('Correct', 'c', () => begin('correct'))}
      {button(`Split off${split > 0 ? ` ${split}` : ''}`, 's', () => begin('split'))}
      {button(`Merge${marked > 0 ? ` ${marked} marked` : ''}`, 'M', () => begin('merge'))}
      {button('Undo', 'u', () => begin('undo'))}
      {button('Accept all', 'A', () => whole('accept'))}
      {button('Reject all', 'R', () => whole('reject'))}
    </div>
  );
}

/** An incident's id is that of its claims: after a merge, a split or a new report it has another. */
function Gone({ problem, again }: { problem: Problem; again: () => void }) {
  if (problem.status !== 404) return <Failed problem={problem} again={again} />;
  return (
    <Empty title="This incident has changed">
      <p>
        Its claims are of another incident now, as happens after a decision or when reports come in. Choose it anew in
        the queue.
      </p>
    </Empty>
  );
}
