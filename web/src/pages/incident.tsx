import { useEffect, useState } from 'preact/hooks';
import type { PageProps } from '../app.tsx';
import { useAnswer } from '../ask.ts';
import { sayDay, sayDays } from '../logic/days.ts';
import { sayCode, sayType } from '../logic/families.ts';
import type { Claim, DocumentHead, Incident, IncidentWhole } from '../logic/types.ts';
import { foldCopies, sayDispute, type Voice, voicesOf } from '../logic/voices.ts';
import { sayClaim, sayHarm, sayVoices } from '../parts/claim-line.tsx';
import { MarkKey, Sentence } from '../parts/evidence.tsx';
import { TypeMark } from '../parts/shape.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { TollBar, TollText, tollOf } from '../parts/toll.tsx';
import { TollChart } from '../parts/toll-chart.tsx';
import { counted, sayPlace, sayPrecision } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** The whole story of an incident. */
export function IncidentPage({ id, version }: PageProps) {
  const { value, problem, loading, again } = useAnswer<IncidentWhole>(`/incidents/${encodeURIComponent(id)}`, version);
  const title = value ? `${sayType(value.incident.event_type)}, ${sayPlace(value.incident.place)}` : 'Incident';
  useEffect(() => {
    document.title = `${title} · Dateline`;
  }, [title]);
  if (problem) return <Failed problem={problem} again={again} />;
  if (!value || value.incident.id !== id)
    return loading || value ? <Loading what="the incident" /> : <Empty title="Nothing to show" />;
  return <Whole whole={value} />;
}

function Whole({ whole }: { whole: IncidentWhole }) {
  const { incident, claims, documents } = whole;
  const copies = documents.filter((d) => d.copy_of).length;
  return (
    <article class="page incident-page">
      <p class="crumbs">
        <Link to="/">Incidents</Link> <span class="quiet">/ {incident.id}</span>
      </p>
      <header class="page-head">
        <div>
          <p class="incident-head">
            <TypeMark type={incident.event_type} />
            <time>{sayDays(incident.start, incident.end)}</time>
            {incident.disputes.length > 0 && <span class="badge badge-dispute">in dispute</span>}
            {(incident.reviews?.length ?? 0) > 0 && <span class="badge">reviewed</span>}
          </p>
          <h1>{sayPlace(incident.place)}</h1>
          {incident.place && (
            <p class="quiet">
              Place: {sayPrecision(incident.place)}
              {incident.place.runner_up &&
                `; could be ${incident.place.runner_up.name}, ${incident.place.runner_up.admin1 ?? incident.place.runner_up.country ?? ''}`}
            </p>
          )}
          <p class="quiet">
            {counted(documents.length, 'report')} by {counted(incident.corroboration, 'independent publisher')}
            {copies > 0 && `, ${counted(copies, 'wire copy', 'wire copies')} folded`} ·{' '}
            {counted(claims.length, 'claim')}
          </p>
        </div>
        <p class="page-tools">
          <Link to={`/review?id=${incident.id}`} class="button">
            Review
          </Link>
          <Link to={`/?${around(incident)}`} class="button">
            Near it
          </Link>
        </p>
      </header>
      <Tolls incident={incident} />
      <Disputes incident={incident} claims={claims} />
      <section aria-labelledby="voices">
        <h2 id="voices">Who says what</h2>
        <MarkKey />
        <div class="voices">
          {voicesOf(claims, documents).map((voice) => (
            <VoiceCard key={voice.key} voice={voice} />
          ))}
        </div>
      </section>
      {whole.toll_history.length > 0 && <History whole={whole} />}
      <Story claims={claims} documents={documents} />
      <Explanation id={incident.id} neighbours={whole.neighbours} />
    </article>
  );
}

/** The filters that show what else happened there and then. */
function around(incident: Incident): string {
  const query = new URLSearchParams();
  if (incident.place?.country) query.set('country', incident.place.country);
  if (incident.place?.admin1) query.set('admin1', incident.place.admin1);
  return query.toString();
}

function Tolls({ incident }: { incident: Incident }) {
  if (incident.tolls.length === 0) return <p class="quiet">No report gives a figure of people harmed.</p>;
  return (
    <dl class="tolls">
      {incident.tolls.map((toll) => (
        <div key={toll.kind}>
          <dt>{sayCode(toll.kind)}</dt>
          <dd>
            <TollText bounds={toll} open={toll.open} />
          </dd>
          <dd>
            <TollBar bounds={toll} open={toll.open} width={150} />
          </dd>
          {toll.open && <dd class="quiet">may be higher: the highest figure is “at least”</dd>}
        </div>
      ))}
    </dl>
  );
}

function Disputes({ incident, claims }: { incident: Incident; claims: Claim[] }) {
  if (incident.disputes.length === 0) return null;
  const byId = new Map(claims.map((claim) => [claim.id, claim]));
  return (
    <section class="disputes" aria-labelledby="disputes">
      <h2 id="disputes">What can not all hold</h2>
      <ul class="plain">
        {incident.disputes.map((dispute) => (
          <li key={dispute.told}>
            <strong>
              {sayDispute(dispute.about)}
              {dispute.harm && ` (${sayCode(dispute.harm)})`}:
            </strong>{' '}
            {dispute.told}
            <span class="dispute-links">
              {dispute.claims.map((id, n) => {
                const claim = byId.get(id);
                return claim ? (
                  <Link key={id} to={`/documents/${claim.document}?claim=${id}`}>
                    sentence {n + 1}
                  </Link>
                ) : null;
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Claims of a voice with the same sentence are told once. */
export function bySentence(claims: readonly Claim[]): Claim[][] {
  const groups = new Map<string, Claim[]>();
  for (const claim of claims) {
    const key = `${claim.document}:${claim.evidence.start}-${claim.evidence.end}`;
    const group = groups.get(key);
    if (group) group.push(claim);
    else groups.set(key, [claim]);
  }
  return [...groups.values()];
}

function VoiceCard({ voice }: { voice: Voice }) {
  const groups = bySentence(voice.claims);
  const [all, setAll] = useState(false);
  const shown = all ? groups : groups.slice(0, 3);
  return (
    <section class="voice" aria-label={voice.name}>
      <h3>
        {voice.name} {voice.party && <span class="badge">a side in the fight</span>}
        {voice.outlet && <span class="quiet"> in its own words</span>}
      </h3>
      {shown.map((group) => {
        const first = group[0] as Claim;
        return (
          <div class="voice-claim" key={first.id}>
            <p class="voice-line">
              <span class="quiet">{sayDay(first.published)}</span>{' '}
              <strong>{group.flatMap((c) => c.harm.map(sayHarm)).join(' · ') || sayClaim(first)}</strong>{' '}
              {first.status !== 'asserted' && first.status !== 'attributed' && (
                <span class="badge">{sayCode(first.status)}</span>
              )}
              {group.some((c) => c.rejected) && <span class="badge badge-dispute">rejected by a reviewer</span>}
            </p>
            <Sentence claims={group} />
            <p class="quiet">
              <Link to={`/documents/${first.document}?claim=${first.id}`}>
                {first.publisher ?? 'publisher not known'}
              </Link>
            </p>
          </div>
        );
      })}
      {groups.length > shown.length && (
        <button type="button" class="button button-small" onClick={() => setAll(true)}>
          {counted(groups.length - shown.length, 'more sentence')}
        </button>
      )}
    </section>
  );
}

function History({ whole }: { whole: IncidentWhole }) {
  const kinds = whole.toll_history.filter((h) => h.points.length > 0);
  const [kind, setKind] = useState(kinds[0]?.kind ?? '');
  const now = kinds.find((h) => h.kind === kind) ?? kinds[0];
  if (!now) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history">How the toll moved</h2>
      <p class="quiet">
        Each mark is a figure on the day it was published; bars are its bounds, an arrow says “at least”. The band is
        the reconciled toll.
      </p>
      {kinds.length > 1 && (
        <fieldset class="segments">
          <legend class="unseen">Kind of harm</legend>
          {kinds.map((h) => (
            <button type="button" key={h.kind} aria-pressed={h.kind === now.kind} onClick={() => setKind(h.kind)}>
              {sayCode(h.kind)}
            </button>
          ))}
        </fieldset>
      )}
      <TollChart key={now.kind} kind={now.kind} toll={tollOf(whole.incident, now.kind)} points={now.points} />
    </section>
  );
}

function Story({ claims, documents }: { claims: Claim[]; documents: DocumentHead[] }) {
  return (
    <section aria-labelledby="story">
      <h2 id="story">How it was told</h2>
      <ol class="story">
        {foldCopies(documents).map(({ document, copies }) => (
          <li key={document.id}>
            <p class="quiet">
              <time>{sayDay(document.published)}</time> · {document.publisher ?? 'publisher not known'}
            </p>
            <h3>
              <Link to={`/documents/${document.id}`}>{document.title ?? 'untitled report'}</Link>
            </h3>
            {bySentence(claims.filter((claim) => claim.document === document.id)).map((group) => (
              <div class="told" key={group[0]?.id}>
                <Sentence claims={group} />
                <ul class="read-as">
                  {group.map((claim) => (
                    <li key={claim.id} class={claim.rejected ? 'rejected' : ''}>
                      {sayClaim(claim)}
                      {claim.attribution.length > 0 && <span class="quiet"> · according to {sayVoices(claim)}</span>}
                    </li>
                  ))}
                </ul>
              </div>
            ))}
            {copies.length > 0 && (
              <details class="copies">
                <summary>{counted(copies.length, 'wire copy', 'wire copies')} of this report, counted once</summary>
                <ul class="plain">
                  {copies.map((copy) => (
                    <li key={copy.id}>
                      <Link to={`/documents/${copy.id}`}>{copy.title ?? 'untitled report'}</Link>
                      <span class="quiet">
                        {' '}
                        {copy.publisher}, {sayDay(copy.published)}
                        {copy.resemblance !== null && `, ${Math.round(copy.resemblance * 100)} % the same`}
                      </span>
                    </li>
                  ))}
                </ul>
              </details>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Why these reports are one incident, asked for when wanted. */
function Explanation({ id, neighbours }: { id: string; neighbours: string[] }) {
  const [wanted, setWanted] = useState(false);
  const { value, problem, again } = useAnswer<{ text: string }>(
    wanted ? `/incidents/${encodeURIComponent(id)}/explain` : null,
  );
  return (
    <section aria-labelledby="why">
      <h2 id="why">Why these reports are one incident</h2>
      {!wanted && (
        <button type="button" class="button" onClick={() => setWanted(true)}>
          Explain
        </button>
      )}
      {problem && <Failed problem={problem} again={again} />}
      {wanted && !value && !problem && <Loading what="the reasons" />}
      {value && <pre class="explanation">{value.text}</pre>}
      {neighbours.length > 0 && (
        <p>
          Near, and kept apart:{' '}
          {neighbours.map((near) => (
            <span key={near}>
              <Link to={`/incidents/${near}`}>{near}</Link>{' '}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
