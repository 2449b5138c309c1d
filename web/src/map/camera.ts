import { select } from 'd3-selection';
import 'd3-transition';
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import {
  type Bounds,
  boundsOf,
  HIGHEST_ZOOM,
  LOWEST_ZOOM,
  nearestCopy,
  sizeAt,
  type View,
  viewFor,
  zoomOf,
} from '../logic/view.ts';

/** Pixels that an arrow key moves the map by. */
const STEP = 100;

type Target = Pick<View, 'x' | 'y' | 'zoom'>;

/** Where the map is looked at from, moved by pointer, wheel, fingers and keys on a surface. */
export class Camera {
  private readonly surface: HTMLElement;
  private readonly behaviour = zoom<HTMLElement, unknown>();
  private readonly watch: ResizeObserver;
  private width = 1;
  private height = 1;
  private transform: ZoomTransform = zoomIdentity;

  /** `moved`: with each step; `rested`: when a movement ends. */
  constructor(surface: HTMLElement, at: Target, moved: () => void, rested: () => void) {
    this.surface = surface;
    this.behaviour
      .extent(() => [
        [0, 0],
        [this.width, this.height],
      ])
      .scaleExtent([sizeAt(LOWEST_ZOOM), sizeAt(HIGHEST_ZOOM)])
      // The world repeats to the sides, and ends above and below.
      .translateExtent([
        [Number.NEGATIVE_INFINITY, 0],
        [Number.POSITIVE_INFINITY, 1],
      ])
      .clickDistance(3)
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        this.transform = event.transform;
        moved();
      })
      .on('end', rested);
    this.measure();
    select(surface).call(this.behaviour).call(this.behaviour.transform, this.transformTo(at));
    surface.addEventListener('keydown', this.onKey);
    this.watch = new ResizeObserver(() => {
      const { x, y, zoom } = this.view();
      this.measure();
      this.go({ x, y, zoom }, 0);
    });
    this.watch.observe(surface);
  }

  view(): View {
    const { x, y, k } = this.transform;
    const { width, height } = this;
    return { x: (width / 2 - x) / k, y: (height / 2 - y) / k, zoom: zoomOf(k), width, height };
  }

  bounds(): Bounds {
    return boundsOf(this.view());
  }

  /** Moves there within so many milliseconds, the short way around the world. */
  go(target: Target, duration: number): void {
    const to = this.transformTo({ ...target, x: nearestCopy(target.x, this.view().x) });
    const surface = select(this.surface);
    if (duration > 0 && !still()) surface.transition().duration(duration).call(this.behaviour.transform, to);
    else surface.interrupt().call(this.behaviour.transform, to);
  }

  fit(bounds: Bounds, padding: number, highest: number, duration: number): void {
    this.go(viewFor(bounds, this.view(), padding, highest), duration);
  }

  zoomBy(step: number): void {
    const { x, y, zoom } = this.view();
    this.go({ x, y, zoom: Math.max(LOWEST_ZOOM, Math.min(HIGHEST_ZOOM, zoom + step)) }, 200);
  }

  stop(): void {
    this.watch.disconnect();
    this.surface.removeEventListener('keydown', this.onKey);
    select(this.surface).interrupt().on('.zoom', null);
  }

  private measure(): void {
    this.width = Math.max(1, this.surface.clientWidth);
    this.height = Math.max(1, this.surface.clientHeight);
  }

  private transformTo({ x, y, zoom }: Target): ZoomTransform {
    const size = sizeAt(zoom);
    return zoomIdentity.translate(this.width / 2 - x * size, this.height / 2 - y * size).scale(size);
  }

  private readonly onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const ways: Record<string, readonly [number, number]> = {
      ArrowLeft: [-STEP, 0],
      ArrowRight: [STEP, 0],
      ArrowUp: [0, -STEP],
      ArrowDown: [0, STEP],
    };
    const way = ways[event.key];
    if (way) {
      event.preventDefault();
      const { k } = this.transform;
      select(this.surface)
        .interrupt()
        .call(this.behaviour.translateBy, -way[0] / k, -way[1] / k);
    } else if (event.key === '+' || event.key === '=') this.zoomBy(1);
    else if (event.key === '-') this.zoomBy(-1);
  };
}

function still(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
