import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Columns } from '../logic/columns.ts';
import { dayOf, sayDay } from '../logic/days.ts';
import { binOf, binsFor, countBins, datesOf, sayBin, spanOf, ticksFor } from '../logic/histogram.ts';
import { sayNumber } from '../logic/tolls.ts';

interface Props {
  columns: Columns | null;
  from: string;
  to: string;
  /** Rows within the map's area, where the list is bound to it. */
  mask: Uint8Array | null;
  /** `done`: the brush was let go; before that it moves, many times a second. */
  onBrush: (from: string, to: string, done: boolean) => void;
}

const HEIGHT = 96;
const BASE = 74;
const SIDE = 10;

/** Incidents by the time they begin, and a brush over them: by pointer, or with two sliders by keyboard. */
export function Timeline({ columns, from, to, mask, onBrush }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const bins = useMemo(() => {
    const span = columns ? spanOf(columns) : null;
    return span ? binsFor(span[0], span[1]) : null;
  }, [columns]);
  const counts = useMemo(() => (columns && bins ? countBins(columns, bins, mask) : null), [columns, bins, mask]);
  const [hover, setHover] = useState<number | null>(null);
  const origin = useRef<number | null>(null);
  const drag = useRef<{ start: number; mode: 'new' | 'from' | 'to'; other: number } | null>(null);

  if (!columns || !bins || !counts) {
    return (
      <div class="timeline" ref={box} aria-busy={!columns}>
        {columns && <p class="quiet">No incident here has a known day.</p>}
      </div>
    );
  }
  const many = counts.length;
  const first = bins.edges[0] as number;
  const last = bins.edges[many] as number;
  const room = width - 2 * SIDE;
  const x = (day: number) => SIDE + ((day - first) / (last - first)) * room;
  const binAt = (px: number) =>
    Math.max(0, Math.min(many - 1, binOf(bins, Math.round(first + ((px - SIDE) / room) * (last - first) - 0.5))));
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  // Square roots let quiet weeks be seen beside the worst ones; the exact number is in the label.
  const high = (n: number) => (n === 0 ? 0 : Math.max(2, Math.sqrt(n / most) * (BASE - 14)));
  const fromDay = dayOf(from);
  const toDay = dayOf(to);
  const fromBin = fromDay === null ? 0 : Math.max(0, Math.min(many - 1, binOf(bins, fromDay)));
  const toBin = toDay === null ? many - 1 : Math.max(0, Math.min(many - 1, binOf(bins, toDay)));
  const brushed = from !== '' || to !== '';
  const left = x(bins.edges[fromBin] as number);
  const right = x(bins.edges[toBin + 1] as number);

  const bars = (shown: boolean) => {
    let path = '';
    for (let bin = 0; bin < many; bin++) {
      if ((bin >= fromBin && bin <= toBin) !== shown) continue;
      const tall = high(counts[bin] as number);
      if (tall === 0) continue;
      const a = x(bins.edges[bin] as number);
      const wide = Math.max(1, x(bins.edges[bin + 1] as number) - a - 1);
      path += `M${a.toFixed(1)} ${BASE}v${-tall.toFixed(1)}h${wide.toFixed(1)}V${BASE}z`;
    }
    return path;
  };

  const pick = (a: number, b: number, done: boolean) => {
    const [start, end] = datesOf(bins, a, b);
    onBrush(start, end, done);
  };
  const move = (which: 'from' | 'to', bin: number) => {
    const bounded = Math.max(0, Math.min(many - 1, bin));
    if (which === 'from') pick(Math.min(bounded, toBin), toBin, true);
    else pick(fromBin, Math.max(bounded, fromBin), true);
  };
  const keys = (which: 'from' | 'to') => (event: KeyboardEvent) => {
    const at = which === 'from' ? fromBin : toBin;
    const step: Record<string, number> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: at - 10,
      PageUp: at + 10,
      Home: which === 'from' ? 0 : fromBin,
      End: which === 'from' ? toBin : many - 1,
    };
    if (event.key === 'Escape') onBrush('', '', true);
    else if (event.key in step) move(which, step[event.key] as number);
    else return;
    event.preventDefault();
  };
  // Where the plot begins is asked once a gesture: asking at each move would lay the page out anew each time.
  const inPlot = (event: PointerEvent) => {
    origin.current ??= (event.currentTarget as SVGSVGElement).getBoundingClientRect().left;
    return event.clientX - origin.current;
  };
  const down = (event: PointerEvent) => {
    const svg = event.currentTarget as SVGSVGElement;
    origin.current = null;
    const px = inPlot(event);
    const bin = binAt(px);
    const near = (edge: number) => brushed && Math.abs(px - edge) < 8;
    drag.current = near(left)
      ? { start: bin, mode: 'from', other: toBin }
      : near(right)
        ? { start: bin, mode: 'to', other: fromBin }
        : { start: bin, mode: 'new', other: bin };
    svg.setPointerCapture(event.pointerId);
  };
  const slide = (event: PointerEvent) => {
    const bin = binAt(inPlot(event));
    setHover(bin);
    if (drag.current) pick(drag.current.other, bin, false);
  };
  const up = (event: PointerEvent) => {
    if (!drag.current) return;
    const bin = binAt(inPlot(event));
    const { mode, start, other } = drag.current;
    drag.current = null;
    // A click without a drag takes the bar under it; on the one bar that is taken already, it lets go.
    if (mode === 'new' && bin === start && brushed && fromBin === bin && toBin === bin) onBrush('', '', true);
    else pick(other, bin, true);
  };
  const [startDate, endDate] = datesOf(bins, fromBin, toBin);
  const at = hover !== null && hover < many ? hover : null;
  return (
    <div class="timeline" ref={box}>
      <div class="timeline-head">
        <h2>
          By {bins.unit} <span class="quiet scale-note">· scale: square root</span>
        </h2>
        <p class="timeline-note" aria-live="polite">
          {at !== null
            ? `${sayBin(bins.unit, bins.edges[at] as number)}: ${sayNumber(counts[at] as number)}`
            : brushed
              ? `${sayDay(from || startDate)} – ${sayDay(to || endDate)}`
              : 'Drag to choose a time'}
        </p>
        {brushed && (
          <button type="button" class="button button-small" onClick={() => onBrush('', '', true)}>
            All times
          </button>
        )}
      </div>
      {width > 40 && (
        <svg
          width={width}
          height={HEIGHT}
          class="timeline-plot"
          role="group"
          aria-label="Timeline of incidents"
          onPointerDown={down}
          onPointerMove={slide}
          onPointerUp={up}
          onPointerLeave={() => {
            origin.current = null;
            setHover(null);
          }}
        >
          <path class="axis" d={`M${SIDE} ${BASE + 0.5}H${width - SIDE}`} />
          {ticksFor(first, last, Math.max(3, width / 90)).map((tick) => (
            <g key={tick.day} class={tick.strong ? 'tick tick-strong' : 'tick'}>
              <path d={`M${x(tick.day).toFixed(1)} ${BASE}v5`} />
              {x(tick.day) < width - 34 && (
                <text x={x(tick.day)} y={BASE + 17} text-anchor={x(tick.day) < 30 ? 'start' : 'middle'}>
                  {tick.label}
                </text>
              )}
            </g>
          ))}
          {brushed && <rect class="brush" x={left} y="2" width={Math.max(2, right - left)} height={BASE - 2} />}
          <path class="bars bars-out" d={bars(false)} />
          <path class="bars" d={bars(true)} />
          {at !== null && (
            <path
              class="hover"
              d={`M${(x(bins.edges[at] as number) + x(bins.edges[at + 1] as number)) / 2} 2V${BASE}`}
            />
          )}
          {(['from', 'to'] as const).map((which) => (
            <g
              key={which}
              class={`handle ${brushed ? '' : 'handle-idle'}`}
              role="slider"
              tabindex={0}
              aria-label={which === 'from' ? 'First day shown' : 'Last day shown'}
              aria-valuemin={0}
              aria-valuemax={many - 1}
              aria-valuenow={which === 'from' ? fromBin : toBin}
              aria-valuetext={sayDay(which === 'from' ? from || startDate : to || endDate)}
              onKeyDown={keys(which)}
            >
              <path d={`M${which === 'from' ? left : right} 2V${BASE}`} />
              <rect x={(which === 'from' ? left : right) - 4} y={BASE / 2 - 12} width="8" height="24" rx="3" />
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

function useWidth(box: { current: HTMLDivElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    setWidth(element.clientWidth);
    return () => watch.disconnect();
  }, [box]);
  return width;
}
