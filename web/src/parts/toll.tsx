import { onScale, sayBounds, tellBounds } from '../logic/tolls.ts';
import type { Bounds, Incident, Toll } from '../logic/types.ts';

export function tollOf(incident: Incident, kind: string): Toll | null {
  return incident.tolls.find((toll) => toll.kind === kind) ?? null;
}

/** A toll as words: the exact figures, with a plain-language reading for screen readers. */
export function TollText({ bounds, open = false }: { bounds: Bounds; open?: boolean }) {
  return (
    <>
      <span aria-hidden="true" class="figures">
        {sayBounds(bounds, open)}
      </span>
      <span class="unseen">{tellBounds(bounds, open)}</span>
    </>
  );
}

/**
 * A toll as a bar on a common logarithmic scale up to 1,000: a line from low to high, a dot at the best figure, an arrow for an open
 * ceiling. Beside the words, never in their place.
 */
export function TollBar({ bounds, open = false, width = 84 }: { bounds: Bounds; open?: boolean; width?: number }) {
  const room = width - 12;
  const at = (n: number) => 3 + onScale(n) * room;
  const low = bounds.low ?? bounds.best ?? bounds.high;
  const high = bounds.high ?? bounds.best ?? bounds.low;
  if (low === null || high === null) return null;
  const best = bounds.best ?? low;
  const ceiling = open || bounds.high === null;
  return (
    <svg class="toll-bar" width={width} height="12" viewBox={`0 0 ${width} 12`} aria-hidden="true" focusable="false">
      <path class="toll-scale" d={`M3 6H${width - 3}`} />
      <path class="toll-range" d={`M${at(low)} 6H${Math.max(at(high), at(low) + 1)}`} />
      {ceiling && <path class="toll-open" d={`M${at(high)} 6h7m-3-3 3 3-3 3`} />}
      <circle class="toll-best" cx={at(best)} cy="6" r="3" />
    </svg>
  );
}
