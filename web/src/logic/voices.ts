import type { Claim, DocumentHead, TollPoint } from './types.ts';

/** All claims of one voice: side by side with the others on an incident's page. */
export interface Voice {
  key: string;
  name: string;
  /** A side in the fight: its figures are of its own or its enemy's losses. */
  party: boolean;
  /** Says it in its own voice: an outlet, not someone cited. */
  outlet: boolean;
  claims: Claim[];
}

/** Who is heard in a claim: the last of those cited, else the outlet. */
export function voiceOf(claim: Claim): { key: string; name: string; party: boolean; outlet: boolean } {
  const cited = claim.attribution.at(-1);
  if (cited)
    return { key: cited.actor ?? cited.speaker.toLowerCase(), name: cited.speaker, party: cited.party, outlet: false };
  const name = claim.publisher ?? 'publisher not known';
  return { key: name, name, party: false, outlet: true };
}

/** Claims by voice, those with most claims first; copies of wire reports are no voice of their own. */
export function voicesOf(claims: readonly Claim[], documents: readonly DocumentHead[]): Voice[] {
  const copies = new Set(documents.filter((d) => d.copy_of).map((d) => d.id));
  const voices = new Map<string, Voice>();
  for (const claim of claims) {
    if (copies.has(claim.document)) continue;
    const { key, name, party, outlet } = voiceOf(claim);
    const voice = voices.get(key) ?? { key, name, party, outlet, claims: [] };
    voice.claims.push(claim);
    // The longest way to say a name is the one to show: 'the Observatory' is 'Syrian Observatory for Human Rights'.
    if (name.length > voice.name.length) voice.name = name;
    voice.party ||= party;
    voices.set(key, voice);
  }
  return [...voices.values()].sort((a, b) => Number(a.outlet) - Number(b.outlet) || b.claims.length - a.claims.length);
}

/** One line of the chart of a toll over time. */
export interface Series {
  key: string;
  name: string;
  party: boolean;
  points: TollPoint[];
}

/** Whether a figure is, or once was, what its voice says of the whole. */
export function holds(point: TollPoint): boolean {
  return point.standing === 'counts' || point.standing === 'replaced';
}

/** Points by voice in order of publication; only those with a day. */
export function seriesOf(points: readonly TollPoint[], all: boolean): Series[] {
  const series = new Map<string, Series>();
  for (const point of points) {
    if (!point.published || !(all || holds(point))) continue;
    const key = point.voice ?? point.voice_name ?? '?';
    const name = point.voice_name ?? point.voice ?? 'voice not known';
    const one = series.get(key) ?? { key, name, party: point.party, points: [] };
    one.points.push(point);
    if (name.length > one.name.length) one.name = name;
    one.party ||= point.party;
    series.set(key, one);
  }
  for (const one of series.values())
    one.points.sort((a, b) => ((a.published ?? '') < (b.published ?? '') ? -1 : a.published === b.published ? 0 : 1));
  return [...series.values()];
}

const STANDINGS: Readonly<Record<string, string>> = {
  counts: 'counts',
  replaced: 'replaced by a later figure of the same voice',
  wire_copy: 'in a wire copy: counts once',
  running_total: 'a running total over several events',
  part: 'part of another figure, or said again',
  smaller: 'smaller than its report’s figure for the whole',
  other_event: 'of another event',
  not_happened: 'not held to have happened',
};

export function sayStanding(standing: string): string {
  return STANDINGS[standing] ?? standing.replaceAll('_', ' ');
}

const DISPUTES: Readonly<Record<string, string>> = {
  toll: 'Figures that exclude each other',
  part_exceeds_whole: 'A part is larger than its whole',
  denied: 'Denied',
};

export function sayDispute(about: string): string {
  return DISPUTES[about] ?? about.replaceAll('_', ' ');
}

/** A report with those that repeat it word for word. */
export interface Told {
  document: DocumentHead;
  copies: DocumentHead[];
}

/** Reports in order of publication, copies folded under the first of their wording that is among them. */
export function foldCopies(documents: readonly DocumentHead[]): Told[] {
  const here = new Map(documents.map((d) => [d.id, d]));
  const told = new Map<string, Told>();
  for (const document of documents)
    if (!document.copy_of || !here.has(document.copy_of)) told.set(document.id, { document, copies: [] });
  for (const document of documents) if (document.copy_of) told.get(document.copy_of)?.copies.push(document);
  // A copy of a copy hangs on neither: show it by itself rather than lose it.
  const shown = new Set([...told.values()].flatMap((t) => [t.document.id, ...t.copies.map((c) => c.id)]));
  for (const document of documents) if (!shown.has(document.id)) told.set(document.id, { document, copies: [] });
  return [...told.values()];
}
