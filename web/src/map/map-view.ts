import { type Clusters, clusterRows, onOnePoint, rowsOf } from '../logic/cluster.ts';
import { AREA_FROM, type Columns, markRows, mercatorX, mercatorY, type Window } from '../logic/columns.ts';
import { type Bounds, latOf, lonOf, type View, viewFor } from '../logic/view.ts';
import { Basemap } from './basemap.ts';
import { Camera } from './camera.ts';
import { type Drawn, drawScene, hit, type Scene } from './overlay.ts';

/** What the map tells the page. */
export interface MapEvents {
  /** Incidents on one spot, or around the cross of the keyboard. */
  onRows: (rows: number[], total: number) => void;
  onHover: (row: number | null, count: number, x: number, y: number) => void;
  onMoved: (view: { zoom: number; lat: number; lon: number }) => void;
}

/** How many incidents a list in the map shows. */
export const MOST_LISTED = 200;

/** The map: countries on one canvas, incidents on another over it, both on a surface that takes pointer and keys. */
export class MapView {
  private readonly basemap: Basemap;
  private readonly camera: Camera;
  private readonly surface: HTMLElement;
  private readonly under: HTMLCanvasElement;
  private readonly over: HTMLCanvasElement;
  private readonly pen: CanvasRenderingContext2D;
  private readonly events: MapEvents;
  private columns: Columns | null = null;
  private mask = new Uint8Array(0);
  private clusters: { zoom: number; points: Clusters; areas: Clusters } | null = null;
  private drawn: Drawn[] = [];
  private readonly look: Pick<Scene, 'dark' | 'pointed' | 'box' | 'crosshair'>;
  /** What the countries were last drawn for; they stay while only incidents change. */
  private ground = '';
  private frame = 0;

  constructor(
    surface: HTMLElement,
    dark: boolean,
    view: { center: [number, number]; zoom: number },
    events: MapEvents,
  ) {
    this.surface = surface;
    this.under = document.createElement('canvas');
    this.over = document.createElement('canvas');
    surface.replaceChildren(this.under, this.over);
    this.pen = this.over.getContext('2d') as CanvasRenderingContext2D;
    this.events = events;
    this.look = { dark, pointed: null, box: null, crosshair: false };
    this.basemap = new Basemap(this.under, () => {
      this.ground = '';
      this.ask();
    });
    const [lon, lat] = view.center;
    this.camera = new Camera(
      surface,
      { x: mercatorX(lon), y: mercatorY(lat), zoom: view.zoom },
      () => this.ask(),
      () => this.rested(),
    );
    this.rested();
    surface.addEventListener('click', (event) => this.open(event.offsetX, event.offsetY, 4));
    surface.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'mouse' && event.buttons === 0) this.hover(event.offsetX, event.offsetY);
    });
    surface.addEventListener('pointerleave', () => events.onHover(null, 0, 0, 0));
    surface.addEventListener('focus', () => this.setCross(surface.matches(':focus-visible')));
    surface.addEventListener('blur', () => this.setCross(false));
    surface.addEventListener('keydown', (event) => {
      this.setCross(true);
      if (event.key !== 'Enter') return;
      event.preventDefault();
      this.open(surface.clientWidth / 2, surface.clientHeight / 2, 40);
    });
  }

  /** Shows these columns, bounded to a window of time and place. Cheap enough for each step of a brush. */
  show(columns: Columns, window: Window): number {
    if (this.columns !== columns) {
      this.columns = columns;
      this.mask = new Uint8Array(columns.n);
    }
    const count = markRows(columns, window, this.mask);
    this.clusters = null;
    this.look.box = window.box;
    this.ask();
    return count;
  }

  point(at: { lon: number; lat: number; km: number } | null): void {
    this.look.pointed = at;
    this.ask();
  }

  setDark(dark: boolean): void {
    if (this.look.dark === dark) return;
    this.look.dark = dark;
    this.ask();
  }

  /** Moves so that all that is shown is seen. */
  fit(animate: boolean): void {
    const { columns, mask } = this;
    if (!columns) return;
    let [w, s, e, n] = [181, 91, -181, -91];
    for (let row = 0; row < columns.n; row++) {
      if (mask[row] === 0) continue;
      const lon = columns.lon[row] as number;
      const lat = columns.lat[row] as number;
      if (lon < w) w = lon;
      if (lon > e) e = lon;
      if (lat < s) s = lat;
      if (lat > n) n = lat;
    }
    if (w > e) return;
    this.camera.fit([w, s, e, n], 48, 7, animate ? 600 : 0);
  }

  zoomBy(step: number): void {
    this.camera.zoomBy(step);
  }

  bounds(): Bounds {
    return this.camera.bounds();
  }

  stop(): void {
    this.camera.stop();
    cancelAnimationFrame(this.frame);
    this.frame = -1;
    this.surface.replaceChildren();
  }

  private rested(): void {
    // The camera tells of its first place before it is there to be asked.
    if (!this.camera) return;
    const { x, y, zoom } = this.camera.view();
    this.events.onMoved({ zoom, lat: latOf(y), lon: lonOf(x) });
    void this.basemap.want(zoom);
    this.ask();
  }

  /** Draws with the next frame, once however often it is asked. */
  private ask(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  }

  private setCross(on: boolean): void {
    if (this.look.crosshair === on) return;
    this.look.crosshair = on;
    this.ask();
  }

  private draw(): void {
    const view = this.camera.view();
    const ratio = Math.min(2, devicePixelRatio || 1);
    const { dark } = this.look;
    const ground = [view.x, view.y, view.zoom, view.width, view.height, ratio, dark].join(' ');
    if (this.ground !== ground) {
      this.ground = ground;
      fill(this.under, view, ratio);
      this.basemap.draw(view, dark, ratio);
    }
    fill(this.over, view, ratio);
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { columns } = this;
    if (!columns) return;
    // Half steps: clusters part smoothly enough while zooming, and stay while panning.
    const level = Math.round(view.zoom * 2) / 2;
    if (this.clusters?.zoom !== level) {
      this.clusters = {
        zoom: level,
        points: clusterRows(columns, this.mask, false, AREA_FROM, level),
        areas: clusterRows(columns, this.mask, true, AREA_FROM, level),
      };
    }
    this.drawn = drawScene(this.pen, view, { columns, ...this.clusters, labels: this.basemap.labels, ...this.look });
  }

  private hover(x: number, y: number): void {
    const found = hit(this.drawn, x, y, 2);
    this.surface.style.cursor = found ? 'pointer' : '';
    if (!found || !this.clusters) {
      this.events.onHover(null, 0, 0, 0);
      return;
    }
    const clusters = this.clusters[found.layer];
    this.events.onHover(
      clusters.row[found.cluster] as number,
      clusters.size[found.cluster] as number,
      found.x,
      found.y - found.radius,
    );
  }

  /** Goes into a cluster, or lists what lies on one spot. */
  private open(x: number, y: number, slack: number): void {
    const found = hit(this.drawn, x, y, slack);
    if (!found || !this.clusters) {
      this.events.onRows([], 0);
      return;
    }
    const clusters = this.clusters[found.layer];
    const at = found.cluster;
    const before = this.camera.view().zoom;
    if (onOnePoint(clusters, at) || before > 12.5) {
      this.events.onRows(rowsOf(clusters, at, MOST_LISTED), clusters.size[at] as number);
      return;
    }
    const box: Bounds = [
      lonOf(clusters.west[at] as number),
      latOf(clusters.south[at] as number),
      lonOf(clusters.east[at] as number),
      latOf(clusters.north[at] as number),
    ];
    const target = viewFor(box, { width: this.surface.clientWidth, height: this.surface.clientHeight }, 60, 13);
    // A cluster as wide as the screen would not move the map: always go in at least one step.
    this.camera.go({ ...target, zoom: Math.max(before + 1, target.zoom) }, 350);
  }
}

/** Makes a canvas as large as the view. */
function fill(canvas: HTMLCanvasElement, { width, height }: View, ratio: number): void {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width === across && canvas.height === down) return;
  canvas.width = across;
  canvas.height = down;
}
