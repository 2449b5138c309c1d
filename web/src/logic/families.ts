/**
 * Sixteen event types are too many to tell apart on a map. Six families each have a colour of Okabe and Ito's palette, which
 * colour-blind readers tell apart, and a shape of their own, so that colour is never the only sign.
 */
export interface Family {
  id: string;
  name: string;
  shape: Shape;
  light: string;
  dark: string;
}

export type Shape = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'ring';

export const FAMILIES: readonly Family[] = [
  { id: 'assault', name: 'Assault', shape: 'circle', light: '#c2410c', dark: '#f0803c' },
  { id: 'coercion', name: 'Coercion, sanction', shape: 'square', light: '#9d4d86', dark: '#dd92c2' },
  { id: 'protest', name: 'Protest', shape: 'triangle', light: '#b07d00', dark: '#f0c030' },
  { id: 'threat', name: 'Threat, mobilisation', shape: 'diamond', light: '#0065a8', dark: '#5aaef0' },
  { id: 'words', name: 'Accusation, demand', shape: 'ring', light: '#4a7f98', dark: '#8cc8e0' },
  { id: 'cooperation', name: 'Cooperation, relief', shape: 'cross', light: '#00795a', dark: '#2fc19a' },
];

const OF_TYPE: Readonly<Record<string, number>> = {
  ASSAULT: 0,
  COERCE: 1,
  SANCTION: 1,
  PROTEST: 2,
  THREATEN: 3,
  MOBILIZE: 3,
  REQUEST: 4,
  ACCUSE: 4,
  REJECT: 4,
  AGREE: 5,
  CONSULT: 5,
  SUPPORT: 5,
  CONCEDE: 5,
  COOPERATE: 5,
  AID: 5,
  RETREAT: 5,
};

/** Index into `FAMILIES` of a PLOVER type. Only harm told, or a type of a later version: shown with the assaults' neighbour, words. */
export function familyOf(type: string | null | undefined): number {
  return OF_TYPE[type ?? ''] ?? 4;
}

/** The PLOVER types in codebook order, as the filter offers them. */
export const TYPES: readonly string[] = [
  'ASSAULT',
  'COERCE',
  'MOBILIZE',
  'PROTEST',
  'SANCTION',
  'THREATEN',
  'ACCUSE',
  'REJECT',
  'REQUEST',
  'AGREE',
  'AID',
  'CONCEDE',
  'CONSULT',
  'COOPERATE',
  'RETREAT',
  'SUPPORT',
];

/** Ways of assaults and protests, as PLOVER's modes name them, that the filter offers below the types. */
export const MODES: readonly [string, string][] = [
  ['aerial', 'Air strike'],
  ['drone', 'Drone'],
  ['heavy-weapons', 'Shelling, heavy weapons'],
  ['explosives', 'Explosives'],
  ['suicide-attack', 'Suicide attack'],
  ['firearms', 'Firearms'],
  ['targeted', 'Targeted killing'],
  ['abduct', 'Abduction'],
  ['beat', 'Beating'],
  ['torture', 'Torture'],
  ['sexual', 'Sexual violence'],
  ['destroy', 'Destruction'],
  ['crowd-control', 'Crowd control'],
  ['demo', 'Demonstration'],
  ['riot', 'Riot'],
  ['strike', 'Labour strike'],
];

const SAID: Readonly<Record<string, string>> = {
  ASSAULT: 'Assault',
  COERCE: 'Coercion',
  MOBILIZE: 'Mobilisation',
  PROTEST: 'Protest',
  SANCTION: 'Sanction',
  THREATEN: 'Threat',
  ACCUSE: 'Accusation',
  REJECT: 'Rejection',
  REQUEST: 'Demand',
  AGREE: 'Agreement',
  AID: 'Aid',
  CONCEDE: 'Concession',
  CONSULT: 'Consultation',
  COOPERATE: 'Cooperation',
  RETREAT: 'Retreat',
  SUPPORT: 'Support',
};

/** An event type or mode for people; an incident that is only told as harm is 'Harm'. */
export function sayType(type: string | null | undefined): string {
  if (!type) return 'Harm';
  return SAID[type] ?? MODES.find(([mode]) => mode === type)?.[1] ?? type;
}

/** A code for people: 'sexual_violence' is 'sexual violence'. */
export function sayCode(code: string | null | undefined): string {
  return (code ?? '').replaceAll('_', ' ').replaceAll('-', ' ');
}

export const HARMS: readonly string[] = [
  'killed',
  'injured',
  'abducted',
  'detained',
  'missing',
  'displaced',
  'surrendered',
  'sexual_violence',
  'captured',
  'casualties',
];

export const STATUSES: readonly string[] = [
  'asserted',
  'attributed',
  'alleged',
  'claimed',
  'denied',
  'attempted',
  'threatened',
  'planned',
  'ordered',
  'feared',
  'hypothetical',
  'background',
];
