/** Keys of the review queue, as the help shows them and as they are read. */
export interface KeyHelp {
  keys: string[];
  does: string;
  /** Needs the right to review. */
  writes: boolean;
}

export const KEYS: readonly KeyHelp[] = [
  { keys: ['j', 'k'], does: 'next, previous claim', writes: false },
  { keys: ['n', 'p'], does: 'next, previous incident', writes: false },
  { keys: ['Enter'], does: 'read the claim in its report', writes: false },
  { keys: ['a'], does: 'accept the claim', writes: true },
  { keys: ['r'], does: 'reject the claim: misread, part of no incident', writes: true },
  { keys: ['A', 'R'], does: 'accept, reject the whole incident', writes: true },
  { keys: ['c'], does: 'correct a field of the claim', writes: true },
  { keys: ['x'], does: 'mark the claim, to split it off', writes: true },
  { keys: ['s'], does: 'split the marked claims off: they are of another incident', writes: true },
  { keys: ['m'], does: 'mark the incident, to merge it', writes: true },
  { keys: ['M'], does: 'merge the marked incidents: they are one', writes: true },
  { keys: ['u'], does: 'undo the last decision of this trail', writes: true },
  { keys: ['?'], does: 'show and hide these keys', writes: false },
];

/** A decision before it has its reason. */
export interface Draft {
  action: 'accept' | 'reject' | 'correct' | 'merge' | 'split' | 'undo';
  targets: string[];
  says: string;
}

/** Fields that can be corrected, with what to write. */
export const FIELDS: readonly [string, string][] = [
  ['killed', '12, or none'],
  ['injured', '30, or none'],
  ['abducted', '3, or none'],
  ['detained', '3, or none'],
  ['missing', '3, or none'],
  ['displaced', '400, or none'],
  ['casualties', '40, or none'],
  ['place', 'Atarib, SYR'],
  ['date', '2017-11-13'],
  ['status', 'alleged'],
  ['source_actor', 'a name or an id, or none'],
  ['target_actor', 'a name or an id, or none'],
];

/** The value of a correction as the API takes it: whole numbers as numbers, words as words. */
export function fieldValue(words: string): number | string {
  const trimmed = words.trim();
  return /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** The position `step` further in a list of `length`, without running off its ends. */
export function stepTo(at: number, step: number, length: number): number {
  return Math.max(0, Math.min(length - 1, at + step));
}
