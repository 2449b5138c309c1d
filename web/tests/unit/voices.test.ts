import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf, sayType } from '../../src/logic/families.ts';
import { fieldValue, stepTo } from '../../src/logic/review.ts';
import type { Attribution, Claim, DocumentHead, TollPoint } from '../../src/logic/types.ts';
import { sayValue } from '../../src/logic/values.ts';
import { foldCopies, seriesOf, voicesOf } from '../../src/logic/voices.ts';

const claim = (id: string, document: string, speaker: string | null, actor: string | null = null) =>
  ({
    id,
    document,
    publisher: 'Harbour Wire',
    attribution: speaker ? [{ speaker, actor, verb: 'said', party: speaker === 'the army' } as Attribution] : [],
  }) as unknown as Claim;

const head = (id: string, copy_of: string | null = null) => ({ id, copy_of }) as DocumentHead;

test('claims stand by voice under its longest name; copies are no voice', () => {
  const voices = voicesOf(
    [
      claim('1', 'a', 'the Observatory', 'mon'),
      claim('2', 'a', 'Syrian Observatory', 'mon'),
      claim('3', 'a', 'the army'),
      claim('4', 'b', 'the army'),
      claim('5', 'a', null),
    ],
    [head('a'), head('b', 'a')],
  );
  assert.deepEqual(
    voices.map((v) => [v.name, v.claims.length, v.party, v.outlet]),
    [
      ['Syrian Observatory', 2, false, false],
      ['the army', 1, true, false],
      ['Harbour Wire', 1, false, true],
    ],
  );
});

test('copies fold under what they copy; none is lost', () => {
  const told = foldCopies([head('a'), head('b', 'a'), head('c', 'elsewhere'), head('d', 'b')]);
  assert.deepEqual(
    told.map((t) => [t.document.id, t.copies.map((c) => c.id)]),
    [
      ['a', ['b']],
      ['c', []],
      ['d', []],
    ],
  );
});

test('lines of a chart hold what counts, in order of publication', () => {
  const point = (voice: string, published: string | null, standing: string) =>
    ({ voice, voice_name: voice, published, standing, party: false }) as TollPoint;
  const points = [
    point('a', '2020-01-02', 'counts'),
    point('a', '2020-01-01', 'replaced'),
    point('b', '2020-01-01', 'part'),
    point('c', null, 'counts'),
  ];
  assert.deepEqual(
    seriesOf(points, false).map((s) => [s.key, s.points.map((p) => p.published)]),
    [['a', ['2020-01-01', '2020-01-02']]],
  );
  assert.equal(seriesOf(points, true).length, 2);
});

test('corrections are numbers where they are written as numbers', () => {
  assert.equal(fieldValue(' 12 '), 12);
  assert.equal(fieldValue('none'), 'none');
  assert.equal(fieldValue('2017-11-13'), '2017-11-13');
});

test('steps stay on the list', () => {
  assert.equal(stepTo(0, -1, 3), 0);
  assert.equal(stepTo(2, 1, 3), 2);
  assert.equal(stepTo(1, 1, 3), 2);
});

test('types have names; an unknown one is shown as it is', () => {
  assert.equal(sayType('ASSAULT'), 'Assault');
  assert.equal(sayType('FUTURE'), 'FUTURE');
  assert.equal(sayType(null), 'Harm');
  assert.equal(familyOf('FUTURE'), familyOf(null));
});

test('values of fields are told as the pages tell them', () => {
  const cases: [unknown, string][] = [
    [null, 'not told'],
    ['asserted', 'asserted'],
    [{ type: 'ASSAULT', mode: 'heavy-weapons', contexts: [] }, 'Assault, heavy weapons'],
    [{ id: null, name: 'police', country: 'SYR', mention: {} }, 'police, SYR'],
    [{ start: '2012-01-01', end: null, precision: 'year' }, 'since 1 Jan 2012 (year)'],
    [[{ kind: 'killed', low: 53, best: 53, high: null }], '≥ 53 killed'],
    [{ odd: 1, nested: {} }, 'odd: 1'],
    [[], 'not told'],
  ];
  for (const [value, said] of cases) assert.equal(sayValue(value), said);
});
