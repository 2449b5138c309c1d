import type { Excerpt } from './types.ts';

/**
 * Offsets of documents are bytes of UTF-8; JavaScript's strings are UTF-16. `utf16Of(text)` gives a function from one to the other.
 *
 * Offsets inside of a character go to its start; those beyond the end go to the end. The function keeps a mark at each 256th byte,
 * so that a long document with many claims is walked once.
 */
export function utf16Of(text: string): (byte: number) => number {
  const EVERY = 256;
  const marks: number[] = [0];
  const markBytes: number[] = [0];
  let byte = 0;
  for (let at = 0; at < text.length; ) {
    const [units, width] = measure(text, at);
    if (byte - (markBytes.at(-1) as number) >= EVERY) {
      marks.push(at);
      markBytes.push(byte);
    }
    at += units;
    byte += width;
  }
  const whole = byte;
  return (wanted) => {
    if (wanted <= 0) return 0;
    if (wanted >= whole) return text.length;
    let low = 0;
    let high = markBytes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((markBytes[middle] as number) <= wanted) low = middle;
      else high = middle - 1;
    }
    let at = marks[low] as number;
    let here = markBytes[low] as number;
    while (here < wanted) {
      const [units, width] = measure(text, at);
      if (here + width > wanted) break;
      at += units;
      here += width;
    }
    return at;
  };
}

/** UTF-16 units and UTF-8 bytes of the character at `at`. A lone surrogate counts as the replacement character does: 3 bytes. */
function measure(text: string, at: number): [number, number] {
  const code = text.codePointAt(at) as number;
  if (code < 0x80) return [1, 1];
  if (code < 0x800) return [1, 2];
  if (code < 0x10000) return [1, 3];
  return [2, 4];
}

/** What a stretch of text is marked as. */
export interface Mark {
  start: number;
  end: number;
  kind: string;
  claim?: string;
}

export interface Piece {
  text: string;
  kinds: string[];
  claims: string[];
  /** Offset of the piece in UTF-16 units. */
  at: number;
}

/** Cuts text at the bounds of its marks. Marks may overlap; offsets are bytes, counted from `base` bytes before the text's start. */
export function pieces(text: string, marks: readonly Mark[], base = 0): Piece[] {
  const unit = utf16Of(text);
  const placed = marks
    .map((mark) => ({ ...mark, from: unit(mark.start - base), to: unit(mark.end - base) }))
    .filter((mark) => mark.to > mark.from);
  const cuts = new Set<number>([0, text.length]);
  for (const mark of placed) {
    cuts.add(mark.from);
    cuts.add(mark.to);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const out: Piece[] = [];
  for (let n = 0; n + 1 < sorted.length; n++) {
    const from = sorted[n] as number;
    const to = sorted[n + 1] as number;
    const over = placed.filter((mark) => mark.from <= from && mark.to >= to);
    out.push({
      text: text.slice(from, to),
      kinds: [...new Set(over.map((mark) => mark.kind))],
      claims: [...new Set(over.flatMap((mark) => (mark.claim ? [mark.claim] : [])))],
      at: from,
    });
  }
  return out;
}

/** Whether an excerpt's words stand at its offsets: a guard against showing marks on the wrong words. */
export function stands(text: string, excerpt: Excerpt): boolean {
  const unit = utf16Of(text);
  return text.slice(unit(excerpt.start), unit(excerpt.end)) === excerpt.text;
}

/** An address that may be linked to, or `null`: only http and https, and nothing with a user name in it. */
export function safeUrl(url: string | null | undefined): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return null;
    return parsed.username || parsed.password ? null : parsed.href;
  } catch {
    return null;
  }
}
