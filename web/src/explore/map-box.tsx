import { useEffect, useRef, useState } from 'preact/hooks';
import { type Columns, idOf, type Window } from '../logic/columns.ts';
import { isoOf, NO_DAY, sayDays } from '../logic/days.ts';
import { FAMILIES } from '../logic/families.ts';
import { type Filters, writeBox } from '../logic/filters.ts';
import { sayBounds } from '../logic/tolls.ts';
import type { Incident, Problem } from '../logic/types.ts';
import type { MapView } from '../map/map-view.ts';
import { Sign, TypeMark } from '../parts/shape.tsx';
import { Failed } from '../parts/states.tsx';
import { counted } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { useDark } from '../theme.ts';

interface Props {
  columns: Columns | null;
  window: Window;
  filters: Filters;
  pointed: Incident | null;
  onChange: (change: Partial<Filters>) => void;
  problem: Problem | null;
  loading: boolean;
  /** Whether the list is there to be read: the map's code waits for it. */
  begin: boolean;
}

/** Resolves when the page has nothing else to do: reading the map's code would hold up the list on a slow machine. */
function whenIdle(): Promise<void> {
  return new Promise((done) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(() => done(), { timeout: 2000 });
    else setTimeout(done, 200);
  });
}

/** The view in the address: `map=zoom/lat/lon`, so that a link shows what its sender saw. */
export function viewOfAddress(query: string): { center: [number, number]; zoom: number } | null {
  const [zoom, lat, lon] = (new URLSearchParams(query).get('map') ?? '').split('/').map(Number);
  if (zoom === undefined || lat === undefined || lon === undefined) return null;
  if (![zoom, lat, lon].every(Number.isFinite) || Math.abs(lat) > 85 || Math.abs(lon) > 180 || zoom < 0 || zoom > 15)
    return null;
  return { center: [lon, lat], zoom };
}

function keepView({ zoom, lat, lon }: { zoom: number; lat: number; lon: number }): void {
  if (location.pathname !== '/') return;
  const params = new URLSearchParams(location.search);
  params.set('map', `${zoom.toFixed(2)}/${lat.toFixed(3)}/${lon.toFixed(3)}`);
  // Quietly: the page need not hear of it, and moving the map is no step to go back by.
  history.replaceState(history.state, '', `/?${params.toString().replaceAll('%2F', '/')}`);
}

export function MapBox({ columns, window, filters, pointed, onChange, problem, loading, begin }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<MapView | null>(null);
  const [broken, setBroken] = useState(false);
  const [listed, setListed] = useState<{ rows: number[]; total: number } | null>(null);
  const [hover, setHover] = useState<{ row: number; count: number; x: number; y: number } | null>(null);
  const dark = useDark();
  const fitted = useRef<Columns | null>(null);
  const asked = useRef(viewOfAddress(location.search));
  const begun = useRef(false);
  begun.current ||= begin || columns !== null;
  const ready = begun.current;

  useEffect(() => {
    if (!ready || !box.current) return;
    const surface = box.current;
    let made: MapView | null = null;
    let here = true;
    whenIdle()
      .then(() => import('../map/map-view.ts'))
      .then(({ MapView }) => {
        if (!here) return;
        made = new MapView(surface, dark, asked.current ?? { center: [20, 22], zoom: 1.2 }, {
          onRows: (rows, total) => setListed(rows.length > 0 ? { rows, total } : null),
          onHover: (row, count, x, y) => setHover(row === null ? null : { row, count, x, y }),
          onMoved: keepView,
        });
        setView(made);
      })
      .catch((error: unknown) => {
        console.warn('the map can not be shown', error);
        if (here) setBroken(true);
      });
    return () => {
      here = false;
      made?.stop();
      setView(null);
    };
  }, [ready]);
  useEffect(() => view?.setDark(dark), [view, dark]);
  useEffect(() => {
    if (!view || !columns) return;
    view.show(columns, window);
    // Other filters, other places: look at them. A view that came with the address is kept at first.
    if (fitted.current !== columns) {
      if (fitted.current !== null || asked.current === null) view.fit(fitted.current !== null);
      fitted.current = columns;
      setListed(null);
    }
  }, [view, columns, window]);
  useEffect(() => {
    const place = pointed?.place;
    const known = place && place.lat !== null && place.lon !== null;
    view?.point(known ? { lon: place.lon as number, lat: place.lat as number, km: place.precision_km ?? 0 } : null);
  }, [view, pointed]);

  return (
    <div class="map-box">
      <div
        class="map-surface"
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the map is moved by keys
        tabIndex={0}
        role="application"
        aria-label="Map of incidents. Arrow keys move it, plus and minus zoom, Enter lists what is at the cross in the middle. The list holds the same incidents."
      />
      {!view && !broken && !problem && <p class="map-wait quiet">The map is on its way …</p>}
      {broken && (
        <div class="map-wait">
          <p>The map could not be fetched. The list and the timeline show the same incidents.</p>
        </div>
      )}
      {problem && <Failed problem={problem} />}
      {loading && view && <p class="map-busy quiet">Reading …</p>}
      {view && (
        <div class="map-tools">
          <button type="button" class="button" aria-label="Zoom in" onClick={() => view.zoomBy(1)}>
            +
          </button>
          <button type="button" class="button" aria-label="Zoom out" onClick={() => view.zoomBy(-1)}>
            −
          </button>
          <button type="button" class="button" onClick={() => view.fit(true)}>
            See all
          </button>
          <button
            type="button"
            class="button"
            aria-pressed={filters.bbox !== ''}
            onClick={() => onChange({ bbox: writeBox(...view.bounds()) })}
          >
            List this area
          </button>
        </div>
      )}
      {hover && columns && hover.row < columns.n && (
        <p class="map-tip" aria-hidden="true" style={{ left: `${hover.x}px`, top: `${hover.y}px` }}>
          {hover.count > 1
            ? `${counted(hover.count, 'incident')} around ${placeOf(columns, hover.row)}`
            : tell(columns, hover.row)}
        </p>
      )}
      {listed && columns && <OnSpot columns={columns} {...listed} onClose={() => setListed(null)} />}
      {!broken && <Legend />}
    </div>
  );
}

function placeOf(columns: Columns, row: number): string {
  return columns.places[columns.place[row] as number] ?? 'an unnamed place';
}

function daysOf(columns: Columns, row: number): string {
  const iso = (day: number) => (day === NO_DAY ? null : isoOf(day));
  return sayDays(iso(columns.start[row] as number), iso(columns.end[row] as number));
}

function killedOf(columns: Columns, row: number): string | null {
  const number = (n: number | undefined) => (n === undefined || n < 0 ? null : n);
  const bounds = {
    low: number(columns.killedLow[row]),
    best: number(columns.killedBest[row]),
    high: number(columns.killedHigh[row]),
  };
  return bounds.low === null && bounds.best === null && bounds.high === null ? null : `killed ${sayBounds(bounds)}`;
}

function tell(columns: Columns, row: number): string {
  return [placeOf(columns, row), daysOf(columns, row), killedOf(columns, row)].filter(Boolean).join(' · ');
}

/** All incidents of one spot, to choose from. */
function OnSpot({
  columns,
  rows,
  total,
  onClose,
}: {
  columns: Columns;
  rows: number[];
  total: number;
  onClose: () => void;
}) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), [rows]);
  const newest = [...rows].sort((a, b) => (columns.start[b] as number) - (columns.start[a] as number));
  const first = newest[0] ?? 0;
  return (
    <section class="on-spot" aria-label="Incidents here" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <header>
        <h2 ref={head} tabIndex={-1}>
          {counted(total, 'incident')} at {placeOf(columns, first)}
        </h2>
        <button type="button" class="button button-small" onClick={onClose} aria-label="Close">
          ×
        </button>
      </header>
      {(columns.precision[first] as number) >= 2 && (
        <p class="quiet">The place is known no finer than this; the point is the middle of an area.</p>
      )}
      <ul class="plain">
        {newest.map((row) => (
          <li key={row}>
            <Link to={`/incidents/${idOf(columns, row)}`}>{daysOf(columns, row)}</Link>
            <TypeMark type={columns.types[columns.type[row] as number]} />
            <span>{killedOf(columns, row)}</span>
            {columns.disputed[row] === 1 && <span class="badge badge-dispute">in dispute</span>}
          </li>
        ))}
      </ul>
      {total > rows.length && (
        <p class="quiet">The first {rows.length}. Filter by time or province to see the others.</p>
      )}
    </section>
  );
}

function Legend() {
  return (
    <details class="legend" open={innerWidth > 900}>
      <summary>Legend</summary>
      <ul class="plain">
        {FAMILIES.map((family, n) => (
          <li key={family.id}>
            <Sign family={n} /> {family.name}
          </li>
        ))}
        <li>
          <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" class="legend-area">
            <circle cx="8" cy="8" r="6" />
          </svg>
          Known by area only
        </li>
        <li>
          <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" class="legend-extent">
            <circle cx="8" cy="8" r="6.5" />
          </svg>
          Extent of the place
        </li>
        <li>
          <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" class="legend-hatch">
            <path d="M0 16 16 0M0 8 8 0M8 16l8-8" />
          </svg>
          Disputed area, border
        </li>
      </ul>
      <p class="quiet">Borders: Natural Earth, who holds an area in fact. No statement on whose it is.</p>
    </details>
  );
}
