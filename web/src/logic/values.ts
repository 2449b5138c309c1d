import { sayDays } from './days.ts';
import { sayCode, sayType } from './families.ts';
import { sayBounds } from './tolls.ts';
import type { Bounds } from './types.ts';

/** A field's value for people: names, days, figures and types as the pages tell them; what is none of these as `name: value` pairs. */
export function sayValue(value: unknown): string {
  if (value === null || value === undefined) return 'not told';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.length === 0 ? 'not told' : value.map(sayValue).join('; ');
  if (typeof value !== 'object') return String(value);
  const fields = value as Record<string, unknown>;
  const word = (name: string) => (typeof fields[name] === 'string' ? (fields[name] as string) : null);
  if (word('name')) return [word('name'), word('admin1'), word('country')].filter(Boolean).join(', ');
  if (word('speaker')) return [word('speaker'), word('verb') && `“${word('verb')}”`].filter(Boolean).join(' ');
  if (word('type')) return [sayType(word('type')), word('mode') && sayCode(word('mode'))].filter(Boolean).join(', ');
  if ('low' in fields && 'high' in fields)
    return `${sayBounds(fields as unknown as Bounds)} ${sayCode(word('kind'))}`.trim();
  if ('start' in fields && 'precision' in fields)
    return `${sayDays(word('start'), word('end'))} (${sayCode(word('precision'))})`;
  if (word('state')) return [word('subject'), word('state'), word('holder')].filter(Boolean).join(' · ');
  return Object.entries(fields)
    .filter(([, v]) => typeof v !== 'object')
    .map(([name, v]) => `${sayCode(name)}: ${String(v)}`)
    .join(', ');
}
