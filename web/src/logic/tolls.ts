import type { Bounds } from './types.ts';

/** One formatter for the whole app: making one costs more than a hundred uses. */
const WHOLE = new Intl.NumberFormat('en-GB');

/** A whole number in groups: 12,400. */
export function sayNumber(n: number): string {
  return WHOLE.format(n);
}

/**
 * Bounds for people: '12–24, best 17', '≥ 53', 'up to 40', '61'. An open ceiling ends in '+'. Nothing known: 'number not stated'.
 *
 * A number that is not there is never shown as 0: a reported zero is '0'.
 */
export function sayBounds({ low, best, high }: Bounds, open = false): string {
  if (low === null && best === null && high === null) return 'number not stated';
  const plus = open ? '+' : '';
  if (high === null) {
    if (low === null) return `about ${sayNumber(best as number)}`;
    return best !== null && best !== low ? `≥ ${sayNumber(low)}, best ${sayNumber(best)}` : `≥ ${sayNumber(low)}`;
  }
  if (low === null) {
    return best !== null && best !== high
      ? `up to ${sayNumber(high)}${plus}, best ${sayNumber(best)}`
      : `up to ${sayNumber(high)}${plus}`;
  }
  if (low === high) return open ? `≥ ${sayNumber(low)}` : sayNumber(low);
  const range = `${sayNumber(low)}–${sayNumber(high)}${plus}`;
  return best === null ? range : `${range}, best ${sayNumber(best)}`;
}

/** The same in words for screen readers: 'between 12 and 24, best figure 17'. */
export function tellBounds({ low, best, high }: Bounds, open = false): string {
  if (low === null && best === null && high === null) return 'number not stated';
  const tail =
    best === null || (best === (low ?? best) && best === (high ?? best)) ? '' : `, best figure ${sayNumber(best)}`;
  const more = open ? ' or more' : '';
  if (high === null) return low === null ? `about ${sayNumber(best as number)}` : `at least ${sayNumber(low)}${tail}`;
  if (low === null) return `up to ${sayNumber(high)}${more}${tail}`;
  if (low === high) return open ? `at least ${sayNumber(low)}` : sayNumber(low);
  return `between ${sayNumber(low)} and ${sayNumber(high)}${more}${tail}`;
}

/** Where a figure stands on a scale of 0 to 1 that gives small tolls room: logarithmic, full at 1,000. */
export function onScale(n: number): number {
  return Math.min(1, Math.log10(1 + Math.max(0, n)) / 3);
}

/** Steps for an axis from 0 to at least `most`: 3 to 6 round numbers. */
export function roundSteps(most: number): number[] {
  const least = Math.max(1, most);
  const rough = least / 4;
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * magnitude).find((s) => s >= rough && Number.isInteger(s)) ?? 1;
  const steps = [0];
  while ((steps.at(-1) as number) < least) steps.push((steps.at(-1) as number) + step);
  return steps;
}
