import type { Columns } from './columns.ts';
import { dayFrom, isoOf, monthName, NO_DAY, partsOf } from './days.ts';

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year' | 'decade';

/** Bins of whole calendar units. Bin `n` is the days `edges[n]` to before `edges[n + 1]`. */
export interface Bins {
  unit: Unit;
  edges: number[];
}

/** How many bins a timeline has at most. More are thinner than two pixels on a phone. */
const MOST_BINS = 140;

const UNITS: readonly Unit[] = ['day', 'week', 'month', 'quarter', 'year', 'decade'];

/** First and last day of columns, by their starts; `null` where none has a day. */
export function spanOf(columns: Columns): [number, number] | null {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < columns.n; row++) {
    const day = columns.start[row] as number;
    if (day === NO_DAY) continue;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return last < first ? null : [first, last];
}

/** The first day of the unit that a day is in. */
export function floorTo(unit: Unit, day: number): number {
  const [year, month] = partsOf(day);
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      // 1970-01-01 was a Thursday; weeks begin on Mondays.
      return day - ((((day + 3) % 7) + 7) % 7);
    case 'month':
      return dayFrom(year, month, 1);
    case 'quarter':
      return dayFrom(year, month - ((month - 1) % 3), 1);
    case 'year':
      return dayFrom(year, 1, 1);
    case 'decade':
      return dayFrom(year - (year % 10), 1, 1);
  }
}

/** The first day of the next unit. */
export function nextOf(unit: Unit, day: number): number {
  const [year, month] = partsOf(day);
  switch (unit) {
    case 'day':
      return day + 1;
    case 'week':
      return day + 7;
    case 'month':
      return dayFrom(year, month + 1, 1);
    case 'quarter':
      return dayFrom(year, month + 3, 1);
    case 'year':
      return dayFrom(year + 1, 1, 1);
    case 'decade':
      return dayFrom(year + 10, 1, 1);
  }
}

const ROUGH_DAYS: Readonly<Record<Unit, number>> = {
  day: 1,
  week: 7,
  month: 30.4,
  quarter: 91.3,
  year: 365.2,
  decade: 3652,
};

/** Bins that cover `first` to `last` in the finest unit that keeps them few enough to see. */
export function binsFor(first: number, last: number, most = MOST_BINS): Bins {
  const days = last - first + 1;
  const unit = UNITS.find((u) => days / ROUGH_DAYS[u] <= most) ?? 'decade';
  const edges = [floorTo(unit, first)];
  while ((edges.at(-1) as number) <= last) edges.push(nextOf(unit, edges.at(-1) as number));
  // A single bar says nothing of before and after: give it neighbours.
  while (edges.length < 8) {
    edges.unshift(floorTo(unit, (edges[0] as number) - 1));
    edges.push(nextOf(unit, edges.at(-1) as number));
  }
  return { unit, edges };
}

/** The bin of a day, from 0; days before the first are -1, after the last the number of bins. */
export function binOf(bins: Bins, day: number): number {
  const { edges } = bins;
  if (day < (edges[0] as number)) return -1;
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Incidents by the bin that they begin in; only rows whose `mask` is 1, where one is given. */
export function countBins(columns: Columns, bins: Bins, mask: Uint8Array | null): Uint32Array {
  const counts = new Uint32Array(bins.edges.length - 1);
  const first = bins.edges[0] as number;
  const span = (bins.edges.at(-1) as number) - first;
  // A table from day to bin: a hundred thousand look-ups a frame are then one subtraction each.
  const table = new Uint16Array(Math.max(0, Math.min(span, 400_000)));
  for (let bin = 0; bin < counts.length; bin++) {
    table.fill(bin, (bins.edges[bin] as number) - first, (bins.edges[bin + 1] as number) - first);
  }
  for (let row = 0; row < columns.n; row++) {
    if (mask !== null && mask[row] === 0) continue;
    const at = (columns.start[row] as number) - first;
    if (at >= 0 && at < table.length) {
      const bin = table[at] as number;
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
  return counts;
}

export interface Tick {
  day: number;
  label: string;
  /** Whether a year begins: drawn stronger. */
  strong: boolean;
}

/** Marks of the time axis between two days, about `wanted` of them. */
export function ticksFor(first: number, last: number, wanted: number): Tick[] {
  const days = Math.max(1, last - first);
  const steps: [Unit, number][] = [
    ['day', 1],
    ['day', 2],
    ['week', 1],
    ['week', 2],
    ['month', 1],
    ['month', 2],
    ['quarter', 1],
    ['quarter', 2],
    ['year', 1],
    ['year', 2],
    ['year', 5],
    ['decade', 1],
    ['decade', 5],
  ];
  const [unit, every] =
    steps.find(([u, k]) => days / (ROUGH_DAYS[u] * k) <= wanted) ?? (['decade', 10] as [Unit, number]);
  const ticks: Tick[] = [];
  let day = floorTo(unit, first);
  for (let n = 0; day <= last && n < 400; n++) {
    if (day >= first && n % every === 0) ticks.push({ day, ...tickLabel(unit, day, ticks.length === 0) });
    day = nextOf(unit, day);
  }
  return ticks;
}

function tickLabel(unit: Unit, day: number, first: boolean): { label: string; strong: boolean } {
  const [year, month, date] = partsOf(day);
  if (unit === 'year' || unit === 'decade') return { label: String(year), strong: true };
  if (unit === 'month' || unit === 'quarter') {
    const january = month === 1;
    return { label: january || first ? `${monthName(month)} ${year}` : monthName(month), strong: january };
  }
  return { label: `${date} ${monthName(month)}${first ? ` ${year}` : ''}`, strong: date === 1 };
}

/** A bin for people: 'week of 13 Nov 2017', 'Nov 2017'. */
export function sayBin(unit: Unit, day: number): string {
  const [year, month, date] = partsOf(day);
  switch (unit) {
    case 'day':
      return `${date} ${monthName(month)} ${year}`;
    case 'week':
      return `week of ${date} ${monthName(month)} ${year}`;
    case 'month':
      return `${monthName(month)} ${year}`;
    case 'quarter':
      return `${monthName(month)}–${monthName(month + 2)} ${year}`;
    case 'year':
      return String(year);
    case 'decade':
      return `${year}s`;
  }
}

/** First and last day of bins `a` to `b`, in either order, as ISO dates. */
export function datesOf(bins: Bins, a: number, b: number): [string, string] {
  const most = bins.edges.length - 2;
  const low = Math.max(0, Math.min(a, b, most));
  const high = Math.min(most, Math.max(a, b, 0));
  return [isoOf(bins.edges[low] as number), isoOf((bins.edges[high + 1] as number) - 1)];
}
