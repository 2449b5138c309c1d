import { countryName } from '../logic/countries.ts';
import { sayNumber } from '../logic/tolls.ts';
import type { Place } from '../logic/types.ts';

/** A place in a line: 'Atarib, Aleppo, Syria'. Told by its way from another place, in the report's words. */
export function sayPlace(place: Place | null): string {
  if (!place) return 'place not told';
  const country = place.country ? countryName(place.country) : null;
  const parts = [place.relative ? place.relative.words.text : place.name, place.admin1, country];
  const out: string[] = [];
  for (const part of parts) if (part && part !== out.at(-1)) out.push(part);
  return out.join(', ');
}

const PRECISE: Readonly<Record<string, string>> = {
  site: 'a spot within a town',
  town: 'a town',
  district: 'a district: the point is its middle',
  province: 'a province: the point is its middle',
  country: 'only the country',
};

/** How fine a place is known, for people. */
export function sayPrecision(place: Place): string {
  const km = place.precision_km;
  const around = km ? `, within about ${km < 10 ? Math.round(km * 10) / 10 : Math.round(km)} km` : '';
  return `${PRECISE[place.precision] ?? place.precision}${around}`;
}

/** 'one report', '6 reports'. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${sayNumber(n)} ${n === 1 ? one : many}`;
}
