import { useEffect, useRef } from 'preact/hooks';
import { sayDays } from '../logic/days.ts';
import { sayCode } from '../logic/families.ts';
import { sayNumber } from '../logic/tolls.ts';
import type { Incident } from '../logic/types.ts';
import { TypeMark } from '../parts/shape.tsx';
import { Empty, Failed, Loading } from '../parts/states.tsx';
import { TollBar, TollText, tollOf } from '../parts/toll.tsx';
import { counted, sayPlace } from '../parts/words.ts';
import { Link } from '../router.tsx';
import type { List } from './use-list.ts';

interface Props {
  list: List;
  /** Where the list was scrolled to, kept over a visit to an incident. */
  place: string;
  onPoint: (incident: Incident | null) => void;
  onClear: () => void;
  filtered: boolean;
}

const scrolled = new Map<string, number>();

export function IncidentList({ list, place, onPoint, onClear, filtered }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { rows } = list;
  const here = rows !== null;
  useEffect(() => {
    if (here && box.current) box.current.scrollTop = scrolled.get(place) ?? 0;
  }, [here, place]);
  return (
    <div
      class={`list-scroll ${list.loading && rows ? 'stale' : ''}`}
      ref={box}
      onScroll={() => box.current && scrolled.set(place, box.current.scrollTop)}
      aria-busy={list.loading}
    >
      {list.problem && <Failed problem={list.problem} again={list.again} />}
      {!rows && !list.problem && <Loading what="incidents" />}
      {rows?.length === 0 && !list.problem && <Nothing filtered={filtered} onClear={onClear} />}
      {rows && rows.length > 0 && (
        <ol class="incidents" onMouseLeave={() => onPoint(null)}>
          {rows.map((incident) => (
            <Row key={incident.id} incident={incident} onPoint={onPoint} />
          ))}
        </ol>
      )}
      {list.hasMore && rows && (
        <button type="button" class="button more" onClick={list.more} disabled={list.loading}>
          Show more ({sayNumber(rows.length)} of {sayNumber(list.total)})
        </button>
      )}
    </div>
  );
}

function Row({ incident, onPoint }: { incident: Incident; onPoint: (incident: Incident | null) => void }) {
  const killed = tollOf(incident, 'killed');
  const other = incident.tolls.filter((toll) => toll.kind !== 'killed').slice(0, 2);
  const reports = incident.documents.length + incident.mentions.length;
  return (
    <li onMouseEnter={() => onPoint(incident)}>
      <Link
        to={`/incidents/${incident.id}`}
        class="incident"
        onFocus={() => onPoint(incident)}
        onBlur={() => onPoint(null)}
      >
        <span class="incident-head">
          <time>{sayDays(incident.start, incident.end)}</time>
          <TypeMark type={incident.event_type} />
          {incident.disputes.length > 0 && <span class="badge badge-dispute">in dispute</span>}
        </span>
        <span class="incident-place">{sayPlace(incident.place)}</span>
        {incident.headline && <span class="incident-title">{incident.headline}</span>}
        <span class="incident-foot">
          {killed && (
            <span class="toll toll-killed">
              <TollBar bounds={killed} open={killed.open} />
              <span>
                killed <TollText bounds={killed} open={killed.open} />
              </span>
            </span>
          )}
          {other.map((toll) => (
            <span class="toll" key={toll.kind}>
              {sayCode(toll.kind)} <TollText bounds={toll} open={toll.open} />
            </span>
          ))}
          <span class="incident-voices">
            {counted(reports, 'report')}
            {incident.corroboration > 1 && `, ${incident.corroboration} publishers`}
          </span>
        </span>
      </Link>
    </li>
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (!filtered) {
    return (
      <Empty title="The ledger has no incidents yet">
        <p>Read reports into it; this page shows them as they come in:</p>
        <pre>
          <code>dateline ingest my-reports/ --ledger my.db</code>
        </pre>
      </Empty>
    );
  }
  return (
    <Empty title="No incident fits these filters">
      <p>What is asked for must fit in all points. Remove one above, or begin again:</p>
      <button type="button" class="button" onClick={onClear}>
        Clear all filters
      </button>
    </Empty>
  );
}
