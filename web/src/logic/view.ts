import { WORLD } from './cluster.ts';
import { mercatorX, mercatorY } from './columns.ts';

/** The part of the world that is on the screen: its middle in Web Mercator (0 to 1; x runs on where the world repeats), and pixels. */
export interface View {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
}

/** West, south, east, north in degrees. */
export type Bounds = readonly [number, number, number, number];

export const LOWEST_ZOOM = 0.6;
export const HIGHEST_ZOOM = 14;

/** Pixels across the whole world. */
export function sizeAt(zoom: number): number {
  return WORLD * 2 ** zoom;
}

export function zoomOf(size: number): number {
  return Math.log2(size / WORLD);
}

/** The longitude of an x, from -180 to 180 whichever copy of the world it is on. */
export function lonOf(x: number): number {
  return (x - Math.floor(x) - 0.5) * 360;
}

export function latOf(y: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
}

/** The screen as degrees. As wide as the world where the screen is wider. */
export function boundsOf({ x, y, zoom, width, height }: View): Bounds {
  const size = sizeAt(zoom);
  const [across, down] = [width / 2 / size, height / 2 / size];
  const lat = (at: number) => latOf(Math.max(0, Math.min(1, at)));
  const [south, north] = [lat(y + down), lat(y - down)];
  return across >= 0.5 ? [-180, south, 180, north] : [lonOf(x - across), south, lonOf(x + across), north];
}

/** Where to look from to see all of a box, with so many pixels left free around it. */
export function viewFor(
  [west, south, east, north]: Bounds,
  screen: { width: number; height: number },
  padding: number,
  highest: number,
): Pick<View, 'x' | 'y' | 'zoom'> {
  const [left, right] = [mercatorX(west), mercatorX(east)];
  const [top, bottom] = [mercatorY(north), mercatorY(south)];
  const room = (pixels: number) => Math.max(1, pixels - 2 * padding);
  const size = Math.min(
    room(screen.width) / Math.max(1e-9, right - left),
    room(screen.height) / Math.max(1e-9, bottom - top),
  );
  const zoom = Math.max(LOWEST_ZOOM, Math.min(highest, zoomOf(size)));
  return { x: (left + right) / 2, y: (top + bottom) / 2, zoom };
}

/** The copy of an x that is nearest to another: the short way around the world. */
export function nearestCopy(x: number, to: number): number {
  return x + Math.round(to - x);
}
