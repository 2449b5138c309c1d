import { dayOf, NO_DAY } from './days.ts';
import { familyOf } from './families.ts';
import type { MapAnswer, Precision } from './types.ts';

/** Incidents with a point, as typed arrays: what the map and the timeline work on. Row `n` of each array is one incident. */
export interface Columns {
  n: number;
  total: number;
  withoutPlace: number;
  /** Ids, one after the other; all of `idWidth` characters, or parted by line breaks where `idWidth` is 0. */
  idText: string;
  idWidth: number;
  types: string[];
  places: string[];
  /** Web Mercator, 0 to 1 from the north-west corner of the world. */
  x: Float64Array;
  y: Float64Array;
  lon: Float64Array;
  lat: Float64Array;
  /** Kilometres around the point; 0 where not known. */
  km: Float32Array;
  /** Index into `PRECISIONS`. */
  precision: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  type: Int16Array;
  family: Uint8Array;
  place: Int32Array;
  /** -1: not stated. */
  killedLow: Int32Array;
  killedBest: Int32Array;
  killedHigh: Int32Array;
  reports: Uint16Array;
  disputed: Uint8Array;
}

export const PRECISIONS: readonly Precision[] = ['site', 'town', 'district', 'province', 'country'];

/** From this precision on a place is an area, and its point only the area's middle. */
export const AREA_FROM = PRECISIONS.indexOf('district');

/** Latitude in Web Mercator, 0 at the top. Beyond 85.05° the map ends. */
export function mercatorY(lat: number): number {
  const bounded = Math.max(-85.051129, Math.min(85.051129, lat));
  const sin = Math.sin((bounded * Math.PI) / 180);
  return 0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI);
}

export function mercatorX(lon: number): number {
  return lon / 360 + 0.5;
}

/** Columns of an answer. Rows without a usable point are left out and counted. */
export function columnsOf(answer: MapAnswer): Columns {
  const rows: number[] = [];
  for (let i = 0; i < answer.id.length; i++) {
    if (Number.isFinite(answer.lon[i]) && Number.isFinite(answer.lat[i])) rows.push(i);
  }
  const n = rows.length;
  const columns: Columns = {
    n,
    total: answer.total,
    withoutPlace: answer.without_place + (answer.id.length - n),
    ...packIds(rows.map((i) => String(answer.id[i]))),
    types: answer.types,
    places: answer.places,
    x: new Float64Array(n),
    y: new Float64Array(n),
    lon: new Float64Array(n),
    lat: new Float64Array(n),
    km: new Float32Array(n),
    precision: new Uint8Array(n),
    start: new Int32Array(n),
    end: new Int32Array(n),
    type: new Int16Array(n),
    family: new Uint8Array(n),
    place: new Int32Array(n),
    killedLow: new Int32Array(n),
    killedBest: new Int32Array(n),
    killedHigh: new Int32Array(n),
    reports: new Uint16Array(n),
    disputed: new Uint8Array(n),
  };
  const families = answer.types.map(familyOf);
  const days = new Map<string, number>();
  const day = (iso: string | null | undefined) => {
    if (!iso) return NO_DAY;
    let found = days.get(iso);
    if (found === undefined) {
      found = dayOf(iso) ?? NO_DAY;
      days.set(iso, found);
    }
    return found;
  };
  rows.forEach((i, row) => {
    const lon = answer.lon[i] as number;
    const lat = answer.lat[i] as number;
    columns.lon[row] = lon;
    columns.lat[row] = lat;
    columns.x[row] = mercatorX(lon);
    columns.y[row] = mercatorY(lat);
    columns.km[row] = answer.km[i] ?? 0;
    columns.precision[row] = Math.max(0, PRECISIONS.indexOf(answer.precision[i] ?? 'country'));
    columns.start[row] = day(answer.start[i]);
    columns.end[row] = answer.end[i] ? day(answer.end[i]) : (columns.start[row] as number);
    const type = answer.type[i] ?? -1;
    columns.type[row] = type;
    columns.family[row] = families[type] ?? familyOf(null);
    columns.place[row] = answer.place[i] ?? -1;
    columns.killedLow[row] = answer.killed_low[i] ?? -1;
    columns.killedBest[row] = answer.killed_best[i] ?? -1;
    columns.killedHigh[row] = answer.killed_high[i] ?? -1;
    columns.reports[row] = Math.min(65_535, answer.reports[i] ?? 0);
    columns.disputed[row] = answer.disputed[i] ? 1 : 0;
  });
  return columns;
}

function packIds(ids: string[]): { idText: string; idWidth: number } {
  const width = ids[0]?.length ?? 0;
  return ids.every((id) => id.length === width)
    ? { idText: ids.join(''), idWidth: width }
    : { idText: ids.join('\n'), idWidth: 0 };
}

/** The id of a row. */
export function idOf(columns: Columns, row: number): string {
  const { idText, idWidth } = columns;
  if (idWidth > 0) return idText.slice(row * idWidth, (row + 1) * idWidth);
  return idText.split('\n')[row] ?? '';
}

/** The buffers behind columns: handed over between threads, not copied. */
export function buffersOf(columns: Columns): ArrayBuffer[] {
  return Object.values(columns)
    .filter((value) => ArrayBuffer.isView(value))
    .map((view) => view.buffer as ArrayBuffer);
}

/** What of the columns is shown. `null`: no bound. */
export interface Window {
  from: number | null;
  to: number | null;
  box: readonly [number, number, number, number] | null;
}

/**
 * Marks the rows within a window with 1 in `mask` and counts them. Days as the API has them: not over before `from`, not begun after
 * `to`; an incident without a day fits only where no day is asked for.
 */
export function markRows(columns: Columns, window: Window, mask: Uint8Array): number {
  const { n, start, end, lon, lat } = columns;
  const timed = window.from !== null || window.to !== null;
  const from = window.from ?? NO_DAY;
  const to = window.to ?? 2_147_483_647;
  const [w, s, e, north] = window.box ?? [-181, -91, 181, 91];
  let count = 0;
  for (let row = 0; row < n; row++) {
    const begun = start[row] as number;
    let fits = !timed || (begun !== NO_DAY && (end[row] as number) >= from && begun <= to) ? 1 : 0;
    if (fits && window.box !== null) {
      const a = lon[row] as number;
      const b = lat[row] as number;
      fits = a >= w && a <= e && b >= s && b <= north ? 1 : 0;
    }
    mask[row] = fits;
    count += fits;
  }
  return count;
}

/** Ground distance in Mercator units (1 = the whole world) of kilometres at a latitude. */
export function mercatorLength(km: number, lat: number): number {
  const around = 40_075.017 * Math.cos((Math.min(85, Math.abs(lat)) * Math.PI) / 180);
  return km / around;
}
