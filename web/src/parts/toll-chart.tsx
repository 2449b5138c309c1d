import { useId, useState } from 'preact/hooks';
import { dayOf, sayDay } from '../logic/days.ts';
import { sayCode } from '../logic/families.ts';
import { roundSteps, sayBounds, sayNumber } from '../logic/tolls.ts';
import type { Toll, TollPoint } from '../logic/types.ts';
import { holds, type Series, sayStanding, seriesOf } from '../logic/voices.ts';
import { Link } from '../router.tsx';

const W = 720;
const H = 270;
const LEFT = 46;
const RIGHT = 16;
const TOP = 14;
const BOTTOM = 34;

/** How many voices get a look of their own; the others share the last. */
const LOOKS = 8;

interface Props {
  kind: string;
  toll: Toll | null;
  points: TollPoint[];
}

/** Each voice's figures by the day they were published, with bounds, beside the reconciled toll. */
export function TollChart({ kind, toll, points }: Props) {
  const id = useId();
  const [all, setAll] = useState(false);
  const series = seriesOf(points, all);
  const others = points.filter((p) => !holds(p)).length;
  const days = series.flatMap((s) => s.points.map((p) => dayOf(p.published) ?? 0));
  return (
    <figure class="chart">
      {series.length > 0 ? (
        <>
          <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-labelledby={`${id}-t ${id}-d`}>
            <title id={`${id}-t`}>People {sayCode(kind)}, as each voice gave it over time</title>
            <desc id={`${id}-d`}>{describe(series, toll)}</desc>
            <Plot series={series} toll={toll} first={Math.min(...days)} last={Math.max(...days)} />
          </svg>
          <figcaption>
            <ul class="chart-key">
              {series.map((one, n) => (
                <li key={one.key} class={`look look-${n % LOOKS}`}>
                  <svg width="18" height="14" viewBox="0 0 18 14" aria-hidden="true">
                    <path class="look-line" d="M0 7H18" />
                    <Dot look={n} x={9} y={7} />
                  </svg>
                  {one.name}
                  {one.party && <span class="badge">a side in the fight</span>}
                </li>
              ))}
            </ul>
          </figcaption>
        </>
      ) : (
        <p class="quiet">No figure with a day of publication counts here.</p>
      )}
      {others > 0 && (
        <label class="check">
          <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} />
          Also the {others} that {others === 1 ? 'does' : 'do'} not count (parts, copies, totals over several events)
        </label>
      )}
      <details>
        <summary>Every figure as a table</summary>
        <FigureTable kind={kind} points={points} />
      </details>
    </figure>
  );
}

function describe(series: Series[], toll: Toll | null): string {
  const lines = series.map(
    (s) => `${s.name}: ${s.points.map((p) => `${sayDay(p.published)} ${sayBounds(p)}`).join(', ')}.`,
  );
  return `${toll ? `Reconciled: ${sayBounds(toll, toll.open)}. ` : ''}${lines.join(' ')}`;
}

function Plot({ series, toll, first, last }: { series: Series[]; toll: Toll | null; first: number; last: number }) {
  const values = series.flatMap((s) => s.points.flatMap((p) => [p.low, p.best, p.high])).filter((n) => n !== null);
  const steps = roundSteps(Math.max(1, ...values, toll?.high ?? 0) * 1.05);
  const most = steps.at(-1) as number;
  const pad = last === first ? 1 : (last - first) * 0.06;
  const x = (day: number) => LEFT + ((day - first + pad) / (last - first + 2 * pad)) * (W - LEFT - RIGHT);
  const y = (n: number) => H - BOTTOM - (n / most) * (H - TOP - BOTTOM);
  const days = [...new Set(series.flatMap((s) => s.points.map((p) => dayOf(p.published) ?? 0)))].sort((a, b) => a - b);
  const labelled = days
    .filter((day, n) => n === 0 || x(day) - x(days[n - 1] as number) > 74 || n === days.length - 1)
    .slice(0, 9);
  const low = toll?.low ?? toll?.best;
  const high = toll?.high ?? most;
  return (
    <>
      {toll && low !== null && low !== undefined && (
        <rect class="chart-band" x={LEFT} width={W - LEFT - RIGHT} y={y(high)} height={Math.max(2, y(low) - y(high))} />
      )}
      {steps.map((step) => (
        <g key={step} class="chart-step">
          <path d={`M${LEFT} ${y(step)}H${W - RIGHT}`} />
          <text x={LEFT - 8} y={y(step) + 4}>
            {sayNumber(step)}
          </text>
        </g>
      ))}
      {toll?.best !== null && toll?.best !== undefined && (
        <g class="chart-best">
          <path d={`M${LEFT} ${y(toll.best)}H${W - RIGHT}`} />
          <text x={W - RIGHT - 4} y={y(toll.best) - 5}>
            best {sayNumber(toll.best)}
          </text>
        </g>
      )}
      {labelled.map((day) => (
        <text key={day} class="chart-day" x={x(day)} y={H - 10}>
          {sayDay(new Date(day * 86_400_000).toISOString().slice(0, 10))}
        </text>
      ))}
      {series.map((one, n) => (
        <Line
          key={one.key}
          series={one}
          look={n}
          shift={(n - (series.length - 1) / 2) * Math.min(11, 90 / series.length)}
          x={x}
          y={y}
          most={most}
        />
      ))}
    </>
  );
}

interface LineProps {
  series: Series;
  look: number;
  /** Pixels to the side, so that voices of one day do not hide each other. */
  shift: number;
  x: (day: number) => number;
  y: (n: number) => number;
  most: number;
}

function Line({ series, look, shift, x, y, most }: LineProps) {
  const placed = series.points.flatMap((point) => {
    const value = point.best ?? point.low ?? point.high;
    return value === null ? [] : [{ point, value, at: x(dayOf(point.published) ?? 0) + shift }];
  });
  const path = placed
    .filter(({ point }) => holds(point))
    .map(({ at, value }, n) => `${n === 0 ? 'M' : 'L'}${at} ${y(value)}`);
  return (
    <g class={`look look-${look % LOOKS}`}>
      <path class="look-line" d={path.join('')} />
      {placed.map(({ point, value, at }) => (
        <g key={`${point.claim}-${value}`} class={holds(point) ? '' : 'look-faint'}>
          {point.high === null ? (
            <path class="look-bound" d={`M${at} ${y(value)}V${Math.max(y(most), y(value) - 26)}m-4 5 4-5 4 5`} />
          ) : (
            <path
              class="look-bound"
              d={`M${at} ${y(point.low ?? value)}V${y(point.high)}m-4 0h8M${at - 4} ${y(point.low ?? value)}h8`}
            />
          )}
          <Dot look={look} x={at} y={y(value)} />
        </g>
      ))}
    </g>
  );
}

function Dot({ look, x, y }: { look: number; x: number; y: number }) {
  const r = 4.5;
  switch (look % 4) {
    case 0:
      return <circle class="look-dot" cx={x} cy={y} r={r} />;
    case 1:
      return <rect class="look-dot" x={x - r + 0.5} y={y - r + 0.5} width={2 * r - 1} height={2 * r - 1} />;
    case 2:
      return <path class="look-dot" d={`M${x} ${y - r - 1}l${r + 1} ${2 * r}h${-2 * r - 2}z`} />;
    default:
      return <path class="look-dot" d={`M${x} ${y - r - 1}l${r + 1} ${r + 1}-${r + 1} ${r + 1}-${r + 1}-${r + 1}z`} />;
  }
}

function FigureTable({ kind, points }: { kind: string; points: TollPoint[] }) {
  return (
    <div class="scroll-x">
      <table>
        <caption class="unseen">Every figure of people {sayCode(kind)}</caption>
        <thead>
          <tr>
            <th scope="col">Published</th>
            <th scope="col">Voice</th>
            <th scope="col">Figure</th>
            <th scope="col">Standing</th>
            <th scope="col">Read it</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point, n) => (
            <tr key={n}>
              <td>{sayDay(point.published)}</td>
              <td>
                {point.voice_name ?? point.voice ?? 'not known'}{' '}
                {point.party && <span class="badge">a side in the fight</span>}
              </td>
              <td class="figures">{sayBounds(point)}</td>
              <td>{sayStanding(point.standing)}</td>
              <td>
                <Link to={`/documents/${point.document}?claim=${point.claim}`}>sentence</Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
