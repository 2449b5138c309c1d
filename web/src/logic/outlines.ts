import type { Feature, Geometry, Position } from 'geojson';
import { mercatorX, mercatorY } from './columns.ts';
import { unwrapGeometry } from './unwrap.ts';

/** A line in Web Mercator, with its bounds, so that one that is off the screen costs nothing. */
export interface Line {
  x: Float64Array;
  y: Float64Array;
  west: number;
  east: number;
  north: number;
  south: number;
}

/** The largest part's middle and width, for a name. */
export interface Middle {
  x: number;
  y: number;
  width: number;
}

function lineOf(points: readonly Position[]): Line {
  const line: Line = {
    x: new Float64Array(points.length),
    y: new Float64Array(points.length),
    west: Number.POSITIVE_INFINITY,
    east: Number.NEGATIVE_INFINITY,
    north: Number.POSITIVE_INFINITY,
    south: Number.NEGATIVE_INFINITY,
  };
  points.forEach(([lon = 0, lat = 0], n) => {
    const x = mercatorX(lon);
    const y = mercatorY(lat);
    line.x[n] = x;
    line.y[n] = y;
    line.west = Math.min(line.west, x);
    line.east = Math.max(line.east, x);
    line.north = Math.min(line.north, y);
    line.south = Math.max(line.south, y);
  });
  return line;
}

/** The lines of a shape: of an area its rings, the outer ones first in each part. */
export function linesOf(geometry: Geometry): Line[] {
  const whole = unwrapGeometry(geometry);
  switch (whole.type) {
    case 'Polygon':
    case 'MultiLineString':
      return whole.coordinates.map(lineOf);
    case 'MultiPolygon':
      return whole.coordinates.flat().map(lineOf);
    default:
      return [];
  }
}

/** Where the name of an area goes: the middle of its largest part; null where it has none. */
export function middleOf(shape: Feature<Geometry>): Middle | null {
  let best: Middle | null = null;
  let most = 0;
  for (const { x, y, west, east } of linesOf(shape.geometry)) {
    let area = 0;
    let cx = 0;
    let cy = 0;
    for (let n = 0; n + 1 < x.length; n++) {
      const [ax, ay, bx, by] = [x[n] as number, y[n] as number, x[n + 1] as number, y[n + 1] as number];
      const cross = ax * by - bx * ay;
      area += cross;
      cx += (ax + bx) * cross;
      cy += (ay + by) * cross;
    }
    if (Math.abs(area) <= most) continue;
    most = Math.abs(area);
    best = { x: cx / (3 * area), y: cy / (3 * area), width: east - west };
  }
  return best;
}
