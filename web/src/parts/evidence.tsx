import { type Mark, pieces, stands } from '../logic/bytes.ts';
import type { Claim, Excerpt } from '../logic/types.ts';

/** The words of a claim that figures, sources and the event were read from. Offsets are bytes of the document's text. */
export function marksOf(claim: Claim): Mark[] {
  const marks: Mark[] = [];
  const add = (kind: string, span: Excerpt | null | undefined) => {
    if (span && span.end > span.start) marks.push({ start: span.start, end: span.end, kind, claim: claim.id });
  };
  for (const harm of claim.harm) add('figure', harm.span);
  for (const cited of claim.attribution) add('source', cited.span);
  add('trigger', claim.trigger);
  if (claim.condition) add('trigger', claim.condition.span);
  return marks;
}

const TELLS: Readonly<Record<string, string>> = { figure: 'figure', source: 'source', trigger: 'event' };

/** Marked words. Text of documents is only ever text here: no markup of theirs reaches the page. */
export function Marked({ text, marks, base }: { text: string; marks: readonly Mark[]; base: number }) {
  return (
    <>
      {pieces(text, marks, base).map((piece) =>
        piece.kinds.length === 0 ? (
          piece.text
        ) : (
          <mark
            key={piece.at}
            class={piece.kinds.map((kind) => `mark-${kind}`).join(' ')}
            title={piece.kinds.map((kind) => TELLS[kind] ?? kind).join(', ')}
          >
            {piece.text}
          </mark>
        ),
      )}
    </>
  );
}

/** The sentence of a claim, its figures, sources and event words marked. */
export function Sentence({ claims }: { claims: readonly Claim[] }) {
  const first = claims[0];
  if (!first) return null;
  const { text, start } = first.evidence;
  const marks = claims.flatMap(marksOf).filter((mark) => inside(mark, first.evidence, text));
  return (
    <blockquote class="sentence" dir="auto">
      <Marked text={text} marks={marks} base={start} />
    </blockquote>
  );
}

/** Marks are shown only where they lie within the sentence; one whose words are elsewhere would point at the wrong ones. */
function inside(mark: Mark, evidence: Excerpt, text: string): boolean {
  if (mark.start < evidence.start || mark.end > evidence.end) return false;
  return stands(text, { start: 0, end: evidence.end - evidence.start, text });
}

/** What the marks mean. */
export function MarkKey() {
  return (
    <p class="mark-key quiet">
      <mark class="mark-figure">figure</mark> <mark class="mark-source">source</mark>{' '}
      <mark class="mark-trigger">words of the event</mark>
    </p>
  );
}
