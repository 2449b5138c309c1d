/** Days as whole numbers since 1970-01-01, so that a hundred thousand of them compare and bin without date objects. */

const DAY_MS = 86_400_000;

/** Stands for 'no day known' in columns of days. */
export const NO_DAY = -2_147_483_648;

/** The day of an ISO date (`2017-11-13`), or `null` where it is none. */
export function dayOf(iso: string | null | undefined): number | null {
  if (!iso || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return null;
  const ms = Date.parse(`${iso}T00:00:00Z`);
  if (Number.isNaN(ms)) return null;
  // '2017-02-30' parses in some engines: a day that does not come back as it went in is none.
  return new Date(ms).toISOString().startsWith(iso) ? ms / DAY_MS : null;
}

/** The ISO date of a day. */
export function isoOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Year, month (1–12) and day of the month. */
export function partsOf(day: number): [number, number, number] {
  const date = new Date(day * DAY_MS);
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

/** The day of a year, month and day of the month; months beyond 12 run on into the next years. */
export function dayFrom(year: number, month: number, date: number): number {
  return Date.UTC(year, month - 1, date) / DAY_MS;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The short English name of a month, 1–12. */
export function monthName(month: number): string {
  return MONTHS[month - 1] ?? '';
}

/** A day for people: '13 Nov 2017'. What is no date is given back as it stands. */
export function sayDay(iso: string | null | undefined): string {
  const day = dayOf(iso);
  if (day === null) return iso ?? 'no date';
  const [year, month, date] = partsOf(day);
  return `${date} ${monthName(month)} ${year}`;
}

/** A span of days for people: '13–15 Nov 2017', '29 Nov – 2 Dec 2024', 'since 2012'. */
export function sayDays(start: string | null | undefined, end: string | null | undefined): string {
  const a = dayOf(start);
  const b = dayOf(end);
  if (a === null && b === null) return 'day not told';
  if (a === null) return `up to ${sayDay(end)}`;
  if (b === null) return `since ${sayDay(start)}`;
  if (a === b) return sayDay(start);
  const [ya, ma, da] = partsOf(a);
  const [yb, mb, db] = partsOf(b);
  if (ya === yb && ma === mb) return `${da}–${db} ${monthName(ma)} ${ya}`;
  if (ya === yb) return `${da} ${monthName(ma)} – ${db} ${monthName(mb)} ${ya}`;
  return `${sayDay(start)} – ${sayDay(end)}`;
}
