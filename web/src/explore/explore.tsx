import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { markRows, type Window } from '../logic/columns.ts';
import { dayOf } from '../logic/days.ts';
import {
  columnsQuery,
  type Filters,
  listQuery,
  noFilters,
  readBox,
  readFilters,
  setFilters,
  writeFilters,
} from '../logic/filters.ts';
import { sayNumber } from '../logic/tolls.ts';
import type { Incident } from '../logic/types.ts';
import { counted } from '../parts/words.ts';
import { go } from '../router.tsx';
import { FilterBar, FilterChips } from './filter-bar.tsx';
import { IncidentList } from './list.tsx';
import { MapBox } from './map-box.tsx';
import { Timeline } from './timeline.tsx';
import { useColumns } from './use-columns.ts';
import { useList } from './use-list.ts';

const ORDERS: readonly [string, string][] = [
  ['', 'Newest first'],
  ['day', 'Oldest first'],
  ['killed', 'Most killed'],
  ['reports', 'Most reports'],
  ['publishers', 'Most publishers'],
];

/** Map, timeline and list of the incidents that fit the filters of the address. */
export function Explore({ query, version }: { query: string; version: number }) {
  const filters = useMemo(() => readFilters(query), [query]);
  const [brush, setBrush] = useState<{ from: string; to: string } | null>(null);
  const [pointed, setPointed] = useState<Incident | null>(null);
  const settled = useSettled(brush, 180);
  const shown = brush ?? filters;
  const list = useList(listQuery({ ...filters, ...(settled ?? {}) }), version);
  const { columns, problem: mapProblem, loading: mapLoading } = useColumns(columnsQuery(filters), version);

  useEffect(() => {
    document.title = 'Incidents · Dateline';
  }, []);

  const change = useCallback((some: Partial<Filters>) => {
    setBrush(null);
    const next = writeFilters({ ...readFilters(location.search), ...some });
    go(next ? `/?${next}` : '/');
  }, []);
  const onBrush = useCallback(
    (from: string, to: string, done: boolean) => {
      if (done) change({ from, to });
      else setBrush({ from, to });
    },
    [change],
  );
  const box = useMemo(() => readBox(filters.bbox), [filters.bbox]);
  const window = useMemo<Window>(
    () => ({ from: dayOf(shown.from), to: dayOf(shown.to), box }),
    [shown.from, shown.to, box],
  );
  const boxMask = useMemo(() => {
    if (!columns || !box) return null;
    const mask = new Uint8Array(columns.n);
    markRows(columns, { from: null, to: null, box }, mask);
    return mask;
  }, [columns, box]);
  const filtered = setFilters(filters).length > 0;
  // The same nodes while only the brush moves: fifty rows need not be compared sixty times a second.
  const { rows, total, hasMore, loading, problem } = list;
  // `list` is made anew with each drawing; its parts say whether it changed.
  const below = useMemo(
    () => (
      <>
        <FilterChips filters={filters} onChange={change} />
        <IncidentList
          list={list}
          place={query}
          onPoint={setPointed}
          onClear={() => change(noFilters())}
          filtered={filtered}
        />
      </>
    ),
    [filters, change, rows, total, hasMore, loading, problem, query, filtered],
  );
  const unplaced = columns?.withoutPlace ?? 0;
  return (
    <div class="explore">
      <h1 class="unseen">Incidents</h1>
      {useMemo(
        () => (
          <FilterBar filters={filters} onChange={change} />
        ),
        [filters, change],
      )}
      <section class="map-panel" aria-label="Map">
        <MapBox
          columns={columns}
          window={window}
          filters={filters}
          pointed={pointed}
          onChange={change}
          begin={rows !== null}
          problem={mapProblem}
          loading={mapLoading}
        />
      </section>
      <section class="time-panel" aria-label="Timeline">
        <Timeline columns={columns} from={shown.from} to={shown.to} mask={boxMask} onBrush={onBrush} />
      </section>
      <section class="list-panel" aria-label="List of incidents">
        <div class="list-head">
          <p class="list-count" role="status">
            {list.rows ? <strong>{counted(list.total, 'incident')}</strong> : '…'}
            {unplaced > 0 && <span class="quiet"> · {sayNumber(unplaced)} without a known point</span>}
          </p>
          <label class="order">
            <span class="unseen">Order</span>
            <select
              value={filters.sort}
              onChange={(event) => change({ sort: event.currentTarget.value, reverse: false })}
            >
              {ORDERS.map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        </div>
        {below}
      </section>
    </div>
  );
}

/** A value once it has been still for a time. */
function useSettled<T>(value: T, wait: number): T {
  const [settled, setSettled] = useState(value);
  const timer = useRef(0);
  useEffect(() => {
    clearTimeout(timer.current);
    if (value === null) setSettled(value);
    else timer.current = setTimeout(() => setSettled(value), wait) as unknown as number;
    return () => clearTimeout(timer.current);
  }, [value, wait]);
  return settled;
}
