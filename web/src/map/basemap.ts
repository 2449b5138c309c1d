import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification';
import fineUrl from 'world-atlas/countries-50m.json?url';
import coarseUrl from 'world-atlas/countries-110m.json?url';
import { type Line, linesOf, type Middle, middleOf } from '../logic/outlines.ts';
import { sizeAt, type View } from '../logic/view.ts';

type World = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/**
 * Areas whose standing is in dispute, by the names that Natural Earth gives them: hatched, their borders dashed. Natural Earth draws
 * who holds an area in fact; that is no statement of ours on whose it is.
 */
export const DISPUTED: ReadonlySet<string> = new Set([
  'W. Sahara',
  'Somaliland',
  'N. Cyprus',
  'Kosovo',
  'Siachen Glacier',
  'Palestine',
  'Taiwan',
  'Falkland Is.',
]);

/** From this zoom on the finer borders are fetched: 240 kB that a look at the whole world does not need. */
const FINE_FROM = 3;

/** Points nearer than this many pixels to the one before are left out of a line. Chosen: not to be seen. */
const NEAR = 0.7;

export interface Label extends Middle {
  name: string;
  disputed: boolean;
}

interface Outlines {
  land: Line[];
  hatched: Line[];
  coast: Line[];
  borders: Line[];
  disputes: Line[];
  labels: Label[];
}

const COLOURS = {
  light: { sea: '#dbe5ec', land: '#f7f6f2', border: '#a9aeb0', coast: '#9fb1bd', hatch: '#b3aa97', dash: '#8c8371' },
  dark: { sea: '#10161c', land: '#222a31', border: '#4a5560', coast: '#3c4a56', hatch: '#59533f', dash: '#8b8160' },
};

/** Countries and their borders on a canvas, as fine as the zoom asks for. */
export class Basemap {
  private readonly pen: CanvasRenderingContext2D;
  private readonly arrived: () => void;
  private outlines: Outlines | null = null;
  private level = 0;
  private hatch: { colour: string; pattern: CanvasPattern | null } | null = null;

  /** `arrived`: borders have come, and the map is to be drawn again. */
  constructor(canvas: HTMLCanvasElement, arrived: () => void) {
    this.pen = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D;
    this.arrived = arrived;
  }

  get labels(): readonly Label[] {
    return this.outlines?.labels ?? [];
  }

  /** Fetches the borders that a zoom asks for, where they are not there. */
  async want(zoom: number): Promise<void> {
    const level = zoom >= FINE_FROM ? 2 : 1;
    if (this.level >= level) return;
    this.level = level;
    try {
      const answer = await fetch(level === 2 ? fineUrl : coarseUrl);
      const outlines = outlinesOf((await answer.json()) as World);
      // The finer ones may have come before the coarse ones.
      if (this.level > level && this.outlines) return;
      this.outlines = outlines;
      this.arrived();
    } catch (error) {
      console.warn('the base map could not be read', error);
    }
  }

  draw(view: View, dark: boolean, ratio: number): void {
    const { pen, outlines } = this;
    const c = dark ? COLOURS.dark : COLOURS.light;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = c.sea;
    pen.fillRect(0, 0, view.width, view.height);
    if (!outlines) return;
    pen.lineJoin = 'round';
    this.path(outlines.land, view, true);
    pen.fillStyle = c.land;
    pen.fill('evenodd');
    this.path(outlines.hatched, view, true);
    pen.fillStyle = this.hatchOf(c.hatch, view) ?? c.land;
    pen.fill('evenodd');
    this.path(outlines.coast, view, false);
    this.stroke(c.coast, 0.7);
    this.path(outlines.borders, view, false);
    this.stroke(c.border, 0.6 + (0.8 * Math.max(0, Math.min(5, view.zoom - 1))) / 5);
    this.path(outlines.disputes, view, false);
    pen.setLineDash([3, 3]);
    this.stroke(c.dash, 1.4);
    pen.setLineDash([]);
  }

  private stroke(colour: string, width: number): void {
    this.pen.strokeStyle = colour;
    this.pen.lineWidth = width;
    this.pen.stroke();
  }

  /** All lines that reach into the screen, on each copy of the world that is on it. */
  private path(lines: readonly Line[], view: View, closed: boolean): void {
    const { pen } = this;
    const size = sizeAt(view.zoom);
    const [across, down] = [view.width / 2 / size, view.height / 2 / size];
    pen.beginPath();
    // Shapes over the date line run on beyond their copy.
    for (let k = Math.floor(view.x - across) - 1; k <= Math.floor(view.x + across) + 1; k++) {
      for (const line of lines) {
        const off =
          line.east + k < view.x - across ||
          line.west + k > view.x + across ||
          line.south < view.y - down ||
          line.north > view.y + down;
        if (!off) trace(pen, line, size, (k - view.x) * size + view.width / 2, view.height / 2 - view.y * size, closed);
      }
    }
  }

  /** Diagonal lines that move with the land under them. */
  private hatchOf(colour: string, view: View): CanvasPattern | null {
    if (this.hatch?.colour !== colour) this.hatch = { colour, pattern: hatch(this.pen, colour) };
    const { pattern } = this.hatch;
    const size = sizeAt(view.zoom);
    pattern?.setTransform(new DOMMatrix([1, 0, 0, 1, -((view.x * size) % HATCH), -((view.y * size) % HATCH)]));
    return pattern;
  }
}

function trace(
  pen: CanvasRenderingContext2D,
  { x, y }: Line,
  size: number,
  left: number,
  top: number,
  closed: boolean,
): void {
  const last = x.length - 1;
  let [atX, atY] = [0, 0];
  for (let n = 0; n <= last; n++) {
    const px = (x[n] as number) * size + left;
    const py = (y[n] as number) * size + top;
    if (n === 0) pen.moveTo(px, py);
    else if (n < last && Math.abs(px - atX) < NEAR && Math.abs(py - atY) < NEAR) continue;
    else pen.lineTo(px, py);
    atX = px;
    atY = py;
  }
  if (closed) pen.closePath();
}

const HATCH = 8;

function hatch(pen: CanvasRenderingContext2D, colour: string): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = tile.height = HATCH;
  const lines = tile.getContext('2d') as CanvasRenderingContext2D;
  lines.strokeStyle = colour;
  lines.lineWidth = 1.2;
  lines.beginPath();
  for (const at of [-HATCH, 0, HATCH]) {
    lines.moveTo(at - 1, HATCH + 1);
    lines.lineTo(at + HATCH + 1, -1);
  }
  lines.stroke();
  return pen.createPattern(tile, 'repeat');
}

function outlinesOf(world: World): Outlines {
  const { countries } = world.objects;
  const shapes = feature(world, countries) as FeatureCollection<Geometry, { name: string }>;
  const contested = (shape: Feature<Geometry, { name: string }>) => DISPUTED.has(shape.properties.name);
  const touched = (g: GeometryObject) => DISPUTED.has((g as { properties?: { name?: string } }).properties?.name ?? '');
  const between = (keep: (a: GeometryObject, b: GeometryObject) => boolean) => linesOf(mesh(world, countries, keep));
  return {
    land: shapes.features.flatMap((shape) => linesOf(shape.geometry)),
    hatched: shapes.features.filter(contested).flatMap((shape) => linesOf(shape.geometry)),
    coast: between((a, b) => a === b),
    borders: between((a, b) => a !== b && !touched(a) && !touched(b)),
    disputes: between((a, b) => a !== b && (touched(a) || touched(b))),
    labels: shapes.features.flatMap((shape) => {
      const middle = middleOf(shape);
      return middle ? [{ ...middle, name: shape.properties.name, disputed: contested(shape) }] : [];
    }),
  };
}
