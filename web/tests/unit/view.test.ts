import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, middleOf } from '../../src/logic/outlines.ts';
import { boundsOf, HIGHEST_ZOOM, latOf, lonOf, nearestCopy, sizeAt, viewFor } from '../../src/logic/view.ts';

const near = (a: number, b: number, by = 1e-6) => assert.ok(Math.abs(a - b) < by, `${a} is not ${b}`);
const screen = { width: 800, height: 600 };

test('a view and its bounds fit each other', () => {
  const box = [36, 35, 38, 36] as const;
  const view = viewFor(box, screen, 0, HIGHEST_ZOOM);
  const [west, south, east, north] = boundsOf({ ...view, ...screen });
  near(west, 36);
  near(east, 38);
  assert.ok(south < 35 && north > 36, 'the tighter side decides');
});

test('padding and the highest zoom are kept to', () => {
  const tight = viewFor([36, 35, 38, 36], screen, 0, HIGHEST_ZOOM).zoom;
  assert.ok(viewFor([36, 35, 38, 36], screen, 100, HIGHEST_ZOOM).zoom < tight);
  assert.equal(viewFor([36.2, 35.1, 36.2, 35.1], screen, 48, 7).zoom, 7);
  assert.ok(viewFor([36, 35, 38, 36], { width: 10, height: 10 }, 48, 7).zoom > 0, 'padding wider than the screen');
});

test('a screen wider than the world sees all longitudes', () => {
  const [west, , east] = boundsOf({ x: 0.5, y: 0.5, zoom: 0.6, width: 1280, height: 700 });
  assert.deepEqual([west, east], [-180, 180]);
});

test('longitudes wrap and latitudes end', () => {
  near(lonOf(1.6), 36);
  near(lonOf(-0.4), 36);
  near(latOf(0.5), 0);
  near(latOf(0), 85.051129);
  near(nearestCopy(0.9, 0.1), -0.1);
  near(nearestCopy(0.5, 3.4), 3.5);
  assert.equal(sizeAt(1), 1024);
});

test('areas become lines with bounds, and their name goes into the largest part', () => {
  const square = (lon: number, lat: number, by: number) => [
    [lon, lat],
    [lon + by, lat],
    [lon + by, lat + by],
    [lon, lat + by],
    [lon, lat],
  ];
  const geometry = { type: 'MultiPolygon' as const, coordinates: [[square(0, 0, 1)], [square(20, 0, 4)]] };
  const lines = linesOf(geometry);
  assert.equal(lines.length, 2);
  near(lines[1]?.west ?? 0, 20 / 360 + 0.5);
  assert.ok((lines[1]?.north ?? 1) < (lines[1]?.south ?? 0), 'north is up');
  const middle = middleOf({ type: 'Feature', properties: {}, geometry });
  near(middle?.x ?? 0, 22 / 360 + 0.5);
  near(middle?.width ?? 0, 4 / 360);
  assert.equal(middleOf({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [1, 1] } }), null);
});
