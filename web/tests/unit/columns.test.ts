import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clusterRows, onOnePoint, rowsOf } from '../../src/logic/cluster.ts';
import { AREA_FROM, type Columns, columnsOf, idOf, markRows } from '../../src/logic/columns.ts';
import { dayOf } from '../../src/logic/days.ts';
import { columnsQuery, noFilters, readBox, readFilters, writeBox, writeFilters } from '../../src/logic/filters.ts';
import { binOf, binsFor, countBins, datesOf, floorTo, nextOf, spanOf, ticksFor } from '../../src/logic/histogram.ts';
import type { MapAnswer, Precision } from '../../src/logic/types.ts';
import { unwrapLine, unwrapRing } from '../../src/logic/unwrap.ts';

type Point = [lon: number, lat: number, start?: string | null, end?: string | null, precision?: Precision];

function columns(...points: Point[]): Columns {
  const n = points.length;
  const all = <T>(value: T) => Array.from({ length: n }, () => value);
  const answer: MapAnswer = {
    total: n,
    without_place: 0,
    types: ['ASSAULT', 'PROTEST'],
    places: ['A'],
    id: points.map((_, i) => `i_${String(i).padStart(16, '0')}`),
    lon: points.map((p) => p[0]),
    lat: points.map((p) => p[1]),
    km: all(5),
    precision: points.map((p) => p[4] ?? 'town'),
    start: points.map((p) => (p[2] === undefined ? '2020-01-01' : p[2])),
    end: points.map((p) => p[3] ?? null),
    type: points.map((_, i) => i % 2),
    place: all(0),
    country: all('SYR'),
    killed_low: all(null),
    killed_best: all(3),
    killed_high: all(null),
    reports: all(1),
    disputed: all(0),
  };
  return columnsOf(answer);
}

const ones = (c: Columns) => new Uint8Array(c.n).fill(1);

test('columns keep ids and absent numbers', () => {
  const c = columns([1, 2], [3, 4]);
  assert.equal(idOf(c, 1), 'i_0000000000000001');
  assert.equal(c.killedLow[0], -1);
  assert.equal(c.killedBest[0], 3);
});

test('rows without a point are counted, not drawn', () => {
  const c = columns([1, 2], [Number.NaN, 4]);
  assert.equal(c.n, 1);
  assert.equal(c.withoutPlace, 1);
});

test('a window of days takes what is not over before and not begun after', () => {
  const c = columns([0, 0, '2020-01-01', '2020-01-10'], [0, 0, '2020-02-01'], [0, 0, null]);
  const mask = new Uint8Array(3);
  const window = (from: string | null, to: string | null) =>
    markRows(c, { from: dayOf(from), to: dayOf(to), box: null }, mask);
  assert.equal(window('2020-01-10', null), 2);
  assert.equal(window('2020-01-11', null), 1);
  assert.equal(window(null, '2020-01-01'), 1);
  assert.equal(window(null, null), 3);
});

test('a window of degrees takes what lies in it', () => {
  const c = columns([10, 10], [20, 20]);
  assert.equal(markRows(c, { from: null, to: null, box: [5, 5, 15, 15] }, new Uint8Array(2)), 1);
});

test('clusters hold each row once, whatever the zoom', () => {
  const points: Point[] = Array.from({ length: 500 }, (_, i) => [((i * 37) % 300) - 150, ((i * 17) % 120) - 60]);
  const c = columns(...points);
  for (const zoom of [0, 2.5, 6, 12]) {
    const clusters = clusterRows(c, ones(c), false, AREA_FROM, zoom);
    assert.equal(
      clusters.size.reduce((a, b) => a + b, 0),
      500,
    );
    assert.ok(
      c.x.every((_, row) => (clusters.of[row] as number) >= 0 && (clusters.of[row] as number) < clusters.count),
    );
    const families = clusters.families.reduce((a, b) => a + b, 0);
    assert.equal(families, 500);
  }
});

test('near ones join at a low zoom and part at a high one', () => {
  const c = columns([36.8, 36.1], [37.1, 36.2]);
  assert.equal(clusterRows(c, ones(c), false, AREA_FROM, 3).count, 1);
  assert.equal(clusterRows(c, ones(c), false, AREA_FROM, 10).count, 2);
});

test('those of one point stay one cluster at any zoom', () => {
  const c = columns([36.8, 36.1], [36.8, 36.1], [36.8, 36.1]);
  const clusters = clusterRows(c, ones(c), false, AREA_FROM, 14);
  assert.equal(clusters.count, 1);
  assert.ok(onOnePoint(clusters, 0));
  assert.deepEqual(rowsOf(clusters, 0, 2), [0, 1]);
});

test('areas and points never share a sign', () => {
  const c = columns([36.8, 36.1], [36.8, 36.1, '2020-01-01', null, 'province']);
  assert.equal(clusterRows(c, ones(c), false, AREA_FROM, 3).size[0], 1);
  assert.equal(clusterRows(c, ones(c), true, AREA_FROM, 3).size[0], 1);
});

test('bins are whole units and hold each day once', () => {
  for (const [first, last, unit] of [
    ['2020-01-01', '2020-02-01', 'day'],
    ['2019-01-01', '2020-12-31', 'week'],
    ['2012-01-01', '2020-12-31', 'month'],
    ['1948-01-01', '2024-12-31', 'year'],
  ] as const) {
    const bins = binsFor(dayOf(first) as number, dayOf(last) as number);
    assert.equal(bins.unit, unit);
    assert.equal(binOf(bins, (bins.edges[0] as number) - 1), -1);
    for (let bin = 0; bin + 1 < bins.edges.length; bin++) {
      assert.equal(binOf(bins, bins.edges[bin] as number), bin);
      assert.equal(binOf(bins, (bins.edges[bin + 1] as number) - 1), bin);
    }
  }
});

test('weeks begin on Mondays, also before 1970', () => {
  assert.equal(floorTo('week', dayOf('2017-11-15') as number), dayOf('2017-11-13'));
  assert.equal(floorTo('week', dayOf('1969-12-31') as number), dayOf('1969-12-29'));
  assert.equal(nextOf('month', dayOf('2019-12-01') as number), dayOf('2020-01-01'));
});

test('counts of bins are those of the rows', () => {
  const c = columns([0, 0, '2020-01-01'], [0, 0, '2020-01-01'], [0, 0, '2020-01-03'], [0, 0, null]);
  const [first, last] = spanOf(c) as [number, number];
  const counts = countBins(c, binsFor(first, last), null);
  assert.equal(
    counts.reduce((a, b) => a + b, 0),
    3,
  );
  assert.equal(Math.max(...counts), 2);
});

test('dates of bins are whole, in either order', () => {
  const bins = binsFor(dayOf('2012-01-01') as number, dayOf('2020-12-31') as number);
  const at = (iso: string) => binOf(bins, dayOf(iso) as number);
  assert.deepEqual(datesOf(bins, at('2016-03-05'), at('2016-02-11')), ['2016-02-01', '2016-03-31']);
});

test('ticks are few and in order', () => {
  for (const span of [5, 40, 400, 4000, 40_000]) {
    const ticks = ticksFor(10_000, 10_000 + span, 10);
    assert.ok(ticks.length >= 1 && ticks.length <= 12, `${span}: ${ticks.length}`);
  }
});

test('filters go to an address and back', () => {
  const filters = {
    ...noFilters(),
    from: '2017-11-01',
    country: 'SYR',
    text: 'market "air strike" & more',
    disputed: true,
    sort: 'killed',
  };
  assert.deepEqual(readFilters(writeFilters(filters)), filters);
  assert.equal(writeFilters(noFilters()), '');
});

test('what makes no sense is left out of the filters', () => {
  const filters = readFilters('from=yesterday&bbox=1,2&sort=size&disputed=perhaps&unknown=1&to=2017-02-30');
  assert.deepEqual(filters, noFilters());
});

test('the map asks the server only for what its columns can not tell', () => {
  assert.equal(
    columnsQuery(readFilters('from=2017-11-01&to=2018-01-01&bbox=1,2,3,4&sort=killed&country=SYR')),
    'country=SYR',
  );
});

test('boxes are read strictly and written to fit the globe', () => {
  assert.deepEqual(readBox('35.5,35,42.4,37.4'), [35.5, 35, 42.4, 37.4]);
  for (const bad of ['1,2,3', '1,2,3,x', '5,0,1,1', '-190,0,1,1', '1,2,,4', '']) assert.equal(readBox(bad), null, bad);
  assert.equal(writeBox(170, -10, 200, 10), '-180,-10,180,10');
  assert.equal(writeBox(1.001, 2.001, 3.001, 89.999), '1,2,3.01,90');
});

test('lines that cross the date line run on', () => {
  assert.deepEqual(
    unwrapLine([
      [179, 0],
      [-179, 1],
      [178, 2],
    ]),
    [
      [179, 0],
      [181, 1],
      [178, 2],
    ],
  );
});

test('a ring around the pole is closed along the edge', () => {
  const ring = unwrapRing([
    [-180, -80],
    [-90, -75],
    [0, -70],
    [90, -75],
    [180, -80],
    [-180, -80],
  ]);
  assert.ok(ring.some((p) => (p[1] as number) < -85));
  assert.deepEqual(ring[0], ring.at(-1));
});
