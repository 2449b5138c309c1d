import { dayOf } from './days.ts';

/** The filters of the API, as they stand in the page's address. Empty means 'not asked for'. */
export interface Filters {
  from: string;
  to: string;
  country: string;
  admin1: string;
  bbox: string;
  type: string;
  actor: string;
  harm: string;
  status: string;
  publisher: string;
  text: string;
  disputed: boolean;
  sort: string;
  reverse: boolean;
}

const WORDS = [
  'from',
  'to',
  'country',
  'admin1',
  'bbox',
  'type',
  'actor',
  'harm',
  'status',
  'publisher',
  'text',
  'sort',
] as const;

export const SORTS: readonly string[] = ['day', 'killed', 'reports', 'publishers'];

/** What the map's columns can be filtered by without asking the server again. The rest needs texts and claims. */
const ON_COLUMNS: ReadonlySet<string> = new Set(['from', 'to', 'bbox', 'sort', 'reverse']);

export function noFilters(): Filters {
  return {
    from: '',
    to: '',
    country: '',
    admin1: '',
    bbox: '',
    type: '',
    actor: '',
    harm: '',
    status: '',
    publisher: '',
    text: '',
    disputed: false,
    sort: '',
    reverse: false,
  };
}

/** Reads filters from an address. What makes no sense (a day that is none, an unknown order) is left out, not passed on. */
export function readFilters(query: string): Filters {
  const params = new URLSearchParams(query);
  const filters = noFilters();
  for (const name of WORDS) filters[name] = (params.get(name) ?? '').trim();
  filters.disputed = params.get('disputed') === 'true';
  filters.reverse = params.get('reverse') === 'true';
  if (dayOf(filters.from) === null) filters.from = '';
  if (dayOf(filters.to) === null) filters.to = '';
  if (readBox(filters.bbox) === null) filters.bbox = '';
  if (!SORTS.includes(filters.sort)) filters.sort = '';
  return filters;
}

function parameters(filters: Filters, leave: (name: string) => boolean): URLSearchParams {
  const params = new URLSearchParams();
  for (const name of WORDS) if (filters[name] && !leave(name)) params.set(name, filters[name]);
  if (filters.disputed) params.set('disputed', 'true');
  if (filters.reverse && !leave('reverse')) params.set('reverse', 'true');
  return params;
}

/** Filters as a query without the question mark; always in the same order, so that equal filters give equal addresses. */
export function writeFilters(filters: Filters): string {
  return parameters(filters, () => false).toString();
}

/** The API's order without words is the oldest first; a desk wants the newest. */
export function listQuery(filters: Filters): string {
  const asked = filters.sort === '' ? { ...filters, sort: 'day', reverse: true } : filters;
  return writeFilters(asked);
}

/** The query that decides which columns the map needs: without days and box, which are applied in the browser. */
export function columnsQuery(filters: Filters): string {
  return parameters(filters, (name) => ON_COLUMNS.has(name)).toString();
}

/** The query of a download or a count: no order. */
export function exportQuery(filters: Filters): string {
  return parameters(filters, (name) => name === 'sort' || name === 'reverse').toString();
}

/** West, south, east, north of a box filter, or `null` where the words are none. */
export function readBox(words: string): [number, number, number, number] | null {
  if (words === '') return null;
  const parts = words.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [w, s, e, n] = parts;
  if (parts.length !== 4 || parts.some((part) => !Number.isFinite(part))) return null;
  if (w === undefined || s === undefined || e === undefined || n === undefined) return null;
  if (w < -180 || e > 180 || s < -90 || n > 90 || w > e || s > n) return null;
  return [w, s, e, n];
}

/** A box filter of a map's bounds, cut to the globe, to a hundredth of a degree outward. */
export function writeBox(w: number, s: number, e: number, n: number): string {
  const out = (value: number) => String(Math.round(value * 100) / 100);
  const down = (value: number) => Math.floor(value * 100) / 100;
  const up = (value: number) => Math.ceil(value * 100) / 100;
  // A view wider than the globe, or over the date line, has no box of its own in degrees: take all longitudes.
  const [west, east] = e - w >= 360 || w < -180 || e > 180 ? [-180, 180] : [down(w), up(e)];
  return [west, Math.max(-90, down(s)), east, Math.min(90, up(n))].map(out).join(',');
}

/** The filters that are set, as name and value for people, in order. */
export function setFilters(filters: Filters): { name: keyof Filters; value: string }[] {
  const set: { name: keyof Filters; value: string }[] = [];
  for (const name of WORDS) if (name !== 'sort' && filters[name]) set.push({ name, value: filters[name] });
  if (filters.disputed) set.push({ name: 'disputed', value: 'in dispute' });
  return set;
}
