import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { PageProps } from '../app.tsx';
import { useAnswer } from '../ask.ts';
import { type Mark, pieces, safeUrl } from '../logic/bytes.ts';
import { sayDay } from '../logic/days.ts';
import { sayCode } from '../logic/families.ts';
import type { Claim, DocumentWhole } from '../logic/types.ts';
import { sayValue } from '../logic/values.ts';
import { sayClaim, sayVoices } from '../parts/claim-line.tsx';
import { MarkKey, marksOf } from '../parts/evidence.tsx';
import { Failed, Loading } from '../parts/states.tsx';
import { counted } from '../parts/words.ts';
import { go, Link } from '../router.tsx';

/** A report's text with all that was read from it. `?claim=` shows one claim in it. */
export function DocumentPage({ id, query, version }: PageProps) {
  const { value, problem, again } = useAnswer<DocumentWhole>(`/documents/${encodeURIComponent(id)}`, version);
  const chosen = new URLSearchParams(query).get('claim');
  useEffect(() => {
    document.title = `${value?.title ?? 'Report'} · Dateline`;
  }, [value]);
  if (problem) return <Failed problem={problem} again={again} />;
  if (!value || value.id !== id) return <Loading what="the report" />;
  return <Report report={value} chosen={chosen} />;
}

function Report({ report, chosen }: { report: DocumentWhole; chosen: string | null }) {
  const url = safeUrl(report.url);
  const claims = useMemo(() => [...report.claims].sort((a, b) => a.evidence.start - b.evidence.start), [report]);
  return (
    <article class="page document-page">
      <p class="crumbs">
        <Link to="/">Incidents</Link> <span class="quiet">/ report {report.id}</span>
      </p>
      <header class="page-head">
        <div>
          <h1 dir="auto">{report.title ?? 'Untitled report'}</h1>
          <p class="quiet">
            {report.publisher ? (
              <Link to={`/?publisher=${encodeURIComponent(report.publisher)}`}>{report.publisher}</Link>
            ) : (
              'publisher not known'
            )}{' '}
            · {sayDay(report.published)}
            {url && (
              <>
                {' · '}
                <a href={url} rel="noopener noreferrer" target="_blank">
                  where it was published
                </a>
              </>
            )}
            {report.url && !url && <span> · its address is no web address: {report.url}</span>}
          </p>
          {report.copy_of && (
            <p>
              A wire copy of <Link to={`/documents/${report.copy_of}`}>an earlier report</Link>: it corroborates nothing
              by itself.
            </p>
          )}
          {report.copies.length > 0 && (
            <p class="quiet">
              {counted(report.copies.length, 'copy', 'copies')}:{' '}
              {report.copies.map((copy) => (
                <Link key={copy} to={`/documents/${copy}`}>
                  {copy}{' '}
                </Link>
              ))}
            </p>
          )}
        </div>
      </header>
      <div class="reading">
        <div>
          <MarkKey />
          <Text text={report.text} claims={claims} chosen={chosen} />
        </div>
        <aside aria-label="What was read from it">
          <h2>{counted(claims.length, 'claim')} read from it</h2>
          {claims.length === 0 && <p class="quiet">It tells of no event or state that the ledger keeps.</p>}
          <ol class="plain claim-list">
            {claims.map((claim) => (
              <li key={claim.id} aria-current={claim.id === chosen ? 'true' : undefined}>
                <ClaimCard claim={claim} chosen={claim.id === chosen} />
              </li>
            ))}
          </ol>
        </aside>
      </div>
    </article>
  );
}

function Text({ text, claims, chosen }: { text: string; claims: Claim[]; chosen: string | null }) {
  const box = useRef<HTMLDivElement>(null);
  const cut = useMemo(() => {
    const marks: Mark[] = claims.flatMap((claim) => [
      ...marksOf(claim),
      { start: claim.evidence.start, end: claim.evidence.end, kind: 'evidence', claim: claim.id },
    ]);
    return pieces(text, marks);
  }, [text, claims]);
  useEffect(() => {
    if (!chosen) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    box.current?.querySelector('.chosen')?.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  }, [chosen]);
  return (
    <div class="text" ref={box} dir="auto">
      {cut.map((piece) => {
        if (piece.kinds.length === 0) return piece.text;
        const kinds = piece.kinds.map((kind) => `mark-${kind}`).join(' ');
        return (
          <mark key={piece.at} class={`${kinds}${chosen && piece.claims.includes(chosen) ? ' chosen' : ''}`}>
            {piece.text}
          </mark>
        );
      })}
    </div>
  );
}

function ClaimCard({ claim, chosen }: { claim: Claim; chosen: boolean }) {
  const [wanted, setWanted] = useState(false);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) card.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div class={`claim-card ${claim.rejected ? 'rejected' : ''}`} ref={card}>
      <button type="button" class="claim-pick" onClick={() => go(`/documents/${claim.document}?claim=${claim.id}`)}>
        {sayClaim(claim) || sayCode(claim.status)}
      </button>
      <p class="quiet">
        {claim.attribution.length > 0 ? `according to ${sayVoices(claim)} · ` : ''}
        {sayCode(claim.status)}
        {claim.place && ` · ${claim.place.name}`}
        {claim.rejected && ' · rejected by a reviewer'}
      </p>
      {wanted ? (
        <Because id={claim.id} />
      ) : (
        <button type="button" class="button button-small" onClick={() => setWanted(true)}>
          Why?
        </button>
      )}
    </div>
  );
}

interface Explained {
  fields: { field: string; value: unknown; because: unknown[] }[];
}

/** What set each field of a claim: words, rules, entries of the lexicons. */
function Because({ id }: { id: string }) {
  const { value, problem, again } = useAnswer<Explained>(`/claims/${encodeURIComponent(id)}/explain`);
  if (problem) return <Failed problem={problem} again={again} />;
  if (!value) return <Loading what="the reasons" />;
  return (
    <dl class="because">
      {value.fields.map((field, n) => (
        <div key={n}>
          <dt>
            {sayCode(field.field)}: {sayValue(field.value)}
          </dt>
          {field.because.map((reason, k) => (
            <dd key={k}>{sayValue(reason)}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}
