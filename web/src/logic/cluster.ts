import type { Columns } from './columns.ts';
import { FAMILIES } from './families.ts';

/** Incidents drawn as one sign at a zoom. */
export interface Clusters {
  count: number;
  /** Middle, in Web Mercator 0 to 1. */
  x: Float64Array;
  y: Float64Array;
  size: Uint32Array;
  /** One of its rows; of a cluster of one, the row. */
  row: Int32Array;
  /** Bounds of its points. */
  west: Float64Array;
  east: Float64Array;
  north: Float64Array;
  south: Float64Array;
  /** `FAMILIES.length` numbers a cluster. */
  families: Uint32Array;
  disputed: Uint32Array;
  /** Cluster of each row; -1 where the row is not shown. */
  of: Int32Array;
}

/** Pixels of the grid that signs of one cluster share. Chosen by eye: counts of six digits still do not touch. */
const CELL = 64;

/** Two clusters nearer than this share of a cell become one. */
const NEAR = 0.8;

/** Size of the world in pixels at zoom 0. */
export const WORLD = 512;

/**
 * Gathers the rows with `mask` 1 and `keep(precision)` into clusters for a zoom (whole numbers; the drawing scales between).
 *
 * A grid over the world, so that clusters stay as they are while the map is moved; then a pass that joins what the grid's lines cut
 * apart. Linear in rows: a hundred thousand take some milliseconds, so that it can run for each step of the timeline's brush.
 */
export function clusterRows(
  columns: Columns,
  mask: Uint8Array,
  areas: boolean,
  areaFrom: number,
  zoom: number,
): Clusters {
  const { n, x, y, precision, family, disputed } = columns;
  const scale = (WORLD * 2 ** zoom) / CELL;
  const kinds = FAMILIES.length;
  const of = new Int32Array(n).fill(-1);
  const table = new Table(Math.min(n, 65_536));
  let grown = makeClusters(1024, of, kinds);
  for (let row = 0; row < n; row++) {
    if (mask[row] === 0 || (precision[row] as number) >= areaFrom !== areas) continue;
    const px = x[row] as number;
    const py = y[row] as number;
    const at = table.place(Math.floor(px * scale) * 4_194_304 + Math.floor(py * scale), grown.count);
    if (at === grown.count) {
      if (grown.count === grown.x.length) grown = enlarge(grown, kinds);
      grown.count++;
      grown.row[at] = row;
      grown.west[at] = grown.east[at] = px;
      grown.north[at] = grown.south[at] = py;
    }
    of[row] = at;
    grown.x[at] = (grown.x[at] as number) + px;
    grown.y[at] = (grown.y[at] as number) + py;
    grown.size[at] = (grown.size[at] as number) + 1;
    if (px < (grown.west[at] as number)) grown.west[at] = px;
    if (px > (grown.east[at] as number)) grown.east[at] = px;
    if (py < (grown.north[at] as number)) grown.north[at] = py;
    if (py > (grown.south[at] as number)) grown.south[at] = py;
    const slot = at * kinds + (family[row] as number);
    grown.families[slot] = (grown.families[slot] as number) + 1;
    grown.disputed[at] = (grown.disputed[at] as number) + (disputed[row] as number);
  }
  for (let at = 0; at < grown.count; at++) {
    grown.x[at] = (grown.x[at] as number) / (grown.size[at] as number);
    grown.y[at] = (grown.y[at] as number) / (grown.size[at] as number);
  }
  return joinNear(grown, kinds, NEAR / scale);
}

/** Joins clusters whose middles are nearer than `near`, the greater taking in the smaller. */
function joinNear(clusters: Clusters, kinds: number, near: number): Clusters {
  const { count, x, y, size } = clusters;
  const order = Array.from({ length: count }, (_, at) => at).sort(
    (a, b) => (size[b] as number) - (size[a] as number) || a - b,
  );
  const cells = new Map<number, number[]>();
  const key = (cx: number, cy: number) => cx * 4_194_304 + cy;
  const into = new Int32Array(count).fill(-1);
  for (const at of order) {
    const cx = Math.floor((x[at] as number) / near);
    const cy = Math.floor((y[at] as number) / near);
    let taken = -1;
    for (let dx = -1; dx <= 1 && taken < 0; dx++) {
      for (let dy = -1; dy <= 1 && taken < 0; dy++) {
        for (const other of cells.get(key(cx + dx, cy + dy)) ?? []) {
          if (Math.hypot((x[at] as number) - (x[other] as number), (y[at] as number) - (y[other] as number)) < near) {
            taken = other;
            break;
          }
        }
      }
    }
    if (taken >= 0) {
      into[at] = taken;
      continue;
    }
    const cell = cells.get(key(cx, cy));
    if (cell) cell.push(at);
    else cells.set(key(cx, cy), [at]);
  }
  return compact(clusters, into, kinds);
}

/** Clusters without those that went into others. The middle stays that of the greater one, weighed anew. */
function compact(clusters: Clusters, into: Int32Array, kinds: number): Clusters {
  const name = new Int32Array(clusters.count);
  let kept = 0;
  for (let at = 0; at < clusters.count; at++) if ((into[at] as number) < 0) name[at] = kept++;
  const out = makeClusters(kept, clusters.of, kinds);
  out.count = kept;
  out.west.fill(2);
  out.north.fill(2);
  out.east.fill(-2);
  out.south.fill(-2);
  for (let at = 0; at < clusters.count; at++) {
    const target = name[(into[at] as number) < 0 ? at : (into[at] as number)] as number;
    name[at] = target;
    const size = clusters.size[at] as number;
    out.x[target] = (out.x[target] as number) + (clusters.x[at] as number) * size;
    out.y[target] = (out.y[target] as number) + (clusters.y[at] as number) * size;
    out.size[target] = (out.size[target] as number) + size;
    if ((into[at] as number) < 0) out.row[target] = clusters.row[at] as number;
    out.west[target] = Math.min(out.west[target] as number, clusters.west[at] as number);
    out.east[target] = Math.max(out.east[target] as number, clusters.east[at] as number);
    out.north[target] = Math.min(out.north[target] as number, clusters.north[at] as number);
    out.south[target] = Math.max(out.south[target] as number, clusters.south[at] as number);
    out.disputed[target] = (out.disputed[target] as number) + (clusters.disputed[at] as number);
    for (let k = 0; k < kinds; k++) {
      const slot = target * kinds + k;
      out.families[slot] = (out.families[slot] as number) + (clusters.families[at * kinds + k] as number);
    }
  }
  for (let at = 0; at < kept; at++) {
    out.x[at] = (out.x[at] as number) / (out.size[at] as number);
    out.y[at] = (out.y[at] as number) / (out.size[at] as number);
  }
  for (let row = 0; row < out.of.length; row++) {
    const at = out.of[row] as number;
    if (at >= 0) out.of[row] = name[at] as number;
  }
  return out;
}

/** Rows of a cluster, at most `most`, in the order of the columns. */
export function rowsOf(clusters: Clusters, at: number, most: number): number[] {
  const rows: number[] = [];
  for (let row = 0; row < clusters.of.length && rows.length < most; row++) if (clusters.of[row] === at) rows.push(row);
  return rows;
}

/** Whether all incidents of a cluster lie within a few metres: zooming in would never part them. */
export function onOnePoint(clusters: Clusters, at: number): boolean {
  const wide = (clusters.east[at] as number) - (clusters.west[at] as number);
  const high = (clusters.south[at] as number) - (clusters.north[at] as number);
  return wide < 1e-6 && high < 1e-6;
}

function makeClusters(room: number, of: Int32Array, kinds: number): Clusters {
  return {
    count: 0,
    x: new Float64Array(room),
    y: new Float64Array(room),
    size: new Uint32Array(room),
    row: new Int32Array(room),
    west: new Float64Array(room),
    east: new Float64Array(room),
    north: new Float64Array(room),
    south: new Float64Array(room),
    families: new Uint32Array(room * kinds),
    disputed: new Uint32Array(room),
    of,
  };
}

function enlarge(clusters: Clusters, kinds: number): Clusters {
  const bigger = makeClusters(clusters.x.length * 2, clusters.of, kinds);
  bigger.count = clusters.count;
  for (const name of ['x', 'y', 'size', 'row', 'west', 'east', 'north', 'south', 'families', 'disputed'] as const) {
    bigger[name].set(clusters[name]);
  }
  return bigger;
}

/** Open addressing from numbers to small whole numbers: several times faster than a Map at a hundred thousand keys. */
class Table {
  private keys: Float64Array;
  private values: Int32Array;
  private used = 0;

  constructor(expected: number) {
    const room = 2 ** Math.ceil(Math.log2(Math.max(16, expected * 2)));
    this.keys = new Float64Array(room).fill(Number.NaN);
    this.values = new Int32Array(room);
  }

  /** The value of a key; `fresh` is kept and returned where the key is new. */
  place(key: number, fresh: number): number {
    if (this.used * 2 > this.keys.length) this.grow();
    const slot = this.find(key);
    if (this.keys[slot] === key) return this.values[slot] as number;
    this.keys[slot] = key;
    this.values[slot] = fresh;
    this.used++;
    return fresh;
  }

  private find(key: number): number {
    const most = this.keys.length - 1;
    // Multiplying by a large odd number spreads neighbouring cells over the table.
    let slot = (Math.imul(key % 2_147_483_647, 0x9e3779b1) >>> 7) & most;
    while (!Number.isNaN(this.keys[slot] as number) && this.keys[slot] !== key) slot = (slot + 1) & most;
    return slot;
  }

  private grow(): void {
    const { keys, values } = this;
    this.keys = new Float64Array(keys.length * 2).fill(Number.NaN);
    this.values = new Int32Array(keys.length * 2);
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] as number;
      if (Number.isNaN(key)) continue;
      const slot = this.find(key);
      this.keys[slot] = key;
      this.values[slot] = values[at] as number;
    }
  }
}
