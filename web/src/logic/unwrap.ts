import type { Geometry, Position } from 'geojson';

/**
 * Shapes that cross the date line, made continuous: Natural Earth's topology jumps there from 180° to -180°, which draws lines right
 * across the map. Longitudes run on beyond 180 instead, and the copies of the world beside it show them.
 */
export function unwrapGeometry<G extends Geometry>(geometry: G): G {
  switch (geometry.type) {
    case 'Polygon':
      return { ...geometry, coordinates: geometry.coordinates.map(unwrapRing) };
    case 'MultiPolygon':
      return { ...geometry, coordinates: geometry.coordinates.map((rings) => rings.map(unwrapRing)) };
    case 'MultiLineString':
      return { ...geometry, coordinates: geometry.coordinates.map(unwrapLine) };
    default:
      return geometry;
  }
}

/** A line without jumps of more than half the globe. */
export function unwrapLine(line: readonly Position[]): Position[] {
  let turn = 0;
  let before: number | null = null;
  return line.map(([lon = 0, lat = 0]) => {
    if (before !== null) {
      if (lon - before > 180) turn -= 360;
      else if (before - lon > 180) turn += 360;
    }
    before = lon;
    return [lon + turn, lat];
  });
}

/** A ring without jumps. One around a pole (Antarctica) does not meet its beginning again: it is closed along the map's lower edge. */
export function unwrapRing(ring: readonly Position[]): Position[] {
  const line = unwrapLine(ring);
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last || Math.abs((first[0] as number) - (last[0] as number)) < 180) return line;
  const edge = (first[1] as number) < 0 ? -85.05 : 85.05;
  return [...line, [last[0] as number, edge], [first[0] as number, edge], first];
}
