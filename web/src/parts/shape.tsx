import { FAMILIES, familyOf, sayType } from '../logic/families.ts';

/** The sign of an event family: shape and colour together. */
export function Sign({ family, size = 14 }: { family: number; size?: number }) {
  const kind = FAMILIES[family] ?? FAMILIES[4];
  return (
    <svg
      class={`sign sign-${kind?.id}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      {kind?.shape === 'circle' && <circle cx="8" cy="8" r="5.5" />}
      {kind?.shape === 'square' && <rect x="3" y="3" width="10" height="10" />}
      {kind?.shape === 'triangle' && <path d="M8 2.2 14.2 13.4H1.8z" />}
      {kind?.shape === 'diamond' && <path d="M8 1.2 14.8 8 8 14.8 1.2 8z" />}
      {kind?.shape === 'cross' && <path d="M6 2h4v4h4v4h-4v4H6v-4H2V6h4z" />}
      {kind?.shape === 'ring' && <circle class="hollow" cx="8" cy="8" r="4.5" />}
    </svg>
  );
}

/** An event type with its sign. */
export function TypeMark({ type }: { type: string | null | undefined }) {
  return (
    <span class="type-mark">
      <Sign family={familyOf(type)} />
      {sayType(type)}
    </span>
  );
}
