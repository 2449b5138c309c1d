import { type Clusters, clusterRows, onOnePoint, rowsOf } from '../logic/cluster.ts';
import { AREA_FROM, type Columns, markRows, mercatorX, mercatorY, type Window } from '../logic/columns.ts';
import { type Basemap, makeBasemap } from './basemap.ts';
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

/** The map: countries drawn by MapLibre, incidents by us on a canvas over it, in the same frame. */
export class MapView {
  readonly basemap: Basemap;
  private readonly canvas: HTMLCanvasElement;
  private readonly pen: CanvasRenderingContext2D;
  private readonly events: MapEvents;
  private columns: Columns | null = null;
  private mask = new Uint8Array(0);
  private clusters: { zoom: number; points: Clusters; areas: Clusters } | null = null;
  private drawn: Drawn[] = [];
  private readonly look: Pick<Scene, 'dark' | 'pointed' | 'box' | 'crosshair'>;

  constructor(
    box: HTMLElement,
    canvas: HTMLCanvasElement,
    dark: boolean,
    view: { center: [number, number]; zoom: number },
    events: MapEvents,
  ) {
    this.canvas = canvas;
    this.pen = canvas.getContext('2d') as CanvasRenderingContext2D;
    this.events = events;
    this.look = { dark, pointed: null, box: null, crosshair: false };
    this.basemap = makeBasemap(box, dark, view);
    const { map } = this.basemap;
    map.on('render', () => this.draw());
    map.on('resize', () => this.draw());
    map.on('moveend', () => {
      const { lng, lat } = map.getCenter();
      events.onMoved({ zoom: map.getZoom(), lat, lon: lng });
    });
    map.on('click', (event) => this.open(event.point.x, event.point.y, 4));
    map.on('mousemove', (event) => this.hover(event.point.x, event.point.y));
    map.on('mouseout', () => events.onHover(null, 0, 0, 0));
    const surface = map.getCanvas();
    surface.setAttribute(
      'aria-label',
      'Map of incidents. Arrow keys move it, plus and minus zoom, Enter lists what is at the cross in the middle. The list holds the same incidents.',
    );
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
    this.basemap.map.triggerRepaint();
    return count;
  }

  point(at: { lon: number; lat: number; km: number } | null): void {
    this.look.pointed = at;
    this.basemap.map.triggerRepaint();
  }

  setDark(dark: boolean): void {
    if (this.look.dark === dark) return;
    this.look.dark = dark;
    this.basemap.setDark(dark);
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
    this.basemap.map.fitBounds([w, s, e, n], { padding: 48, maxZoom: 7, animate: animate && !still() });
  }

  zoomBy(step: number): void {
    const { map } = this.basemap;
    map.zoomTo(map.getZoom() + step, { duration: still() ? 0 : 200 });
  }

  bounds(): [number, number, number, number] {
    const box = this.basemap.map.getBounds();
    return [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
  }

  resize(): void {
    this.basemap.map.resize();
  }

  stop(): void {
    this.basemap.map.remove();
  }

  private setCross(on: boolean): void {
    if (this.look.crosshair === on) return;
    this.look.crosshair = on;
    this.basemap.map.triggerRepaint();
  }

  private draw(): void {
    const { map } = this.basemap;
    const surface = map.getCanvas();
    const width = surface.clientWidth;
    const height = surface.clientHeight;
    const ratio = Math.min(2, devicePixelRatio || 1);
    if (this.canvas.width !== Math.round(width * ratio) || this.canvas.height !== Math.round(height * ratio)) {
      this.canvas.width = Math.round(width * ratio);
      this.canvas.height = Math.round(height * ratio);
    }
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { columns } = this;
    if (!columns) return;
    const zoom = map.getZoom();
    // Half steps: clusters part smoothly enough while zooming, and stay while panning.
    const level = Math.round(zoom * 2) / 2;
    if (this.clusters?.zoom !== level) {
      this.clusters = {
        zoom: level,
        points: clusterRows(columns, this.mask, false, AREA_FROM, level),
        areas: clusterRows(columns, this.mask, true, AREA_FROM, level),
      };
    }
    const { lng, lat } = map.getCenter();
    const view = { x: mercatorX(lng), y: mercatorY(lat), zoom, width, height };
    this.drawn = drawScene(this.pen, view, { columns, ...this.clusters, labels: this.basemap.labels, ...this.look });
  }

  private hover(x: number, y: number): void {
    const found = hit(this.drawn, x, y, 2);
    this.basemap.map.getCanvas().style.cursor = found ? 'pointer' : '';
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
    const { map } = this.basemap;
    if (onOnePoint(clusters, at) || map.getZoom() > 12.5) {
      this.events.onRows(rowsOf(clusters, at, MOST_LISTED), clusters.size[at] as number);
      return;
    }
    const lon = (x: number) => (x - 0.5) * 360;
    const lat = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
    const box: [number, number, number, number] = [
      lon(clusters.west[at] as number),
      lat(clusters.south[at] as number),
      lon(clusters.east[at] as number),
      lat(clusters.north[at] as number),
    ];
    const before = map.getZoom();
    const target = map.cameraForBounds(box, { padding: 60, maxZoom: 13 });
    // A cluster as wide as the screen would not move the map: always go in at least one step.
    map.easeTo({
      center: target?.center ?? map.getCenter(),
      zoom: Math.max(before + 1, target?.zoom ?? before + 1),
      duration: still() ? 0 : 350,
    });
  }
}

function still(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
