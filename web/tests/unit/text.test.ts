import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces, safeUrl, stands, utf16Of } from '../../src/logic/bytes.ts';
import { countryName } from '../../src/logic/countries.ts';
import { dayOf, isoOf, sayDays } from '../../src/logic/days.ts';
import { roundSteps, sayBounds, tellBounds } from '../../src/logic/tolls.ts';

test('offsets go from bytes of UTF-8 to units of UTF-16', () => {
  const text = 'a😀é한\u202Eb';
  const encoder = new TextEncoder();
  const unit = utf16Of(text);
  let bytes = 0;
  for (let at = 0; at < text.length; ) {
    assert.equal(unit(bytes), at);
    const character = String.fromCodePoint(text.codePointAt(at) as number);
    bytes += encoder.encode(character).length;
    at += character.length;
  }
  assert.equal(unit(bytes), text.length);
  assert.equal(unit(bytes + 100), text.length);
  assert.equal(unit(-3), 0);
});

test('an offset inside of a character goes to its start', () => {
  assert.equal(utf16Of('😀x')(2), 0);
  assert.equal(utf16Of('éx')(1), 0);
});

test('offsets stay right beyond the first mark of a long text', () => {
  const text = `${'é😀 '.repeat(500)}killed 61`;
  const bytes = new TextEncoder().encode(text.slice(0, text.indexOf('killed'))).length;
  assert.equal(utf16Of(text)(bytes), text.indexOf('killed'));
});

test('a lone surrogate counts as three bytes, as the replacement character does', () => {
  assert.equal(utf16Of('\ud800x')(3), 1);
});

test('marks cut the text where they begin and end, and overlap', () => {
  const text = 'é killed 61 people';
  const cut = pieces(text, [
    { start: 3, end: 12, kind: 'trigger', claim: 'c_1' },
    { start: 10, end: 19, kind: 'figure', claim: 'c_2' },
  ]);
  assert.equal(cut.map((p) => p.text).join(''), text);
  assert.deepEqual(
    cut.map((p) => [p.text, p.kinds]),
    [
      ['é ', []],
      ['killed ', ['trigger']],
      ['61', ['trigger', 'figure']],
      [' people', ['figure']],
    ],
  );
});

test('marks count from where their sentence begins', () => {
  const cut = pieces('killed 61', [{ start: 107, end: 109, kind: 'figure' }], 100);
  assert.deepEqual(
    cut.map((p) => p.text),
    ['killed ', '61'],
  );
});

test('an excerpt stands where its words are', () => {
  assert.ok(stands('é 61', { start: 3, end: 5, text: '61' }));
  assert.ok(!stands('é 61', { start: 2, end: 4, text: '61' }));
});

test('only web addresses are links', () => {
  assert.equal(safeUrl('https://example.org/a'), 'https://example.org/a');
  for (const bad of [
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    '//x',
    'https://a:b@example.org',
    '',
    null,
  ]) {
    assert.equal(safeUrl(bad), null, String(bad));
  }
});

test('tolls are told with their bounds', () => {
  const cases: [Parameters<typeof sayBounds>[0], boolean, string][] = [
    [{ low: 12, best: 17, high: 24 }, false, '12–24, best 17'],
    [{ low: 53, best: 53, high: null }, false, '≥ 53'],
    [{ low: 53, best: 60, high: null }, false, '≥ 53, best 60'],
    [{ low: 61, best: 61, high: 61 }, false, '61'],
    [{ low: 61, best: 61, high: 61 }, true, '≥ 61'],
    [{ low: 4, best: 101, high: 101 }, true, '4–101+, best 101'],
    [{ low: null, best: null, high: 40 }, false, 'up to 40'],
    [{ low: 3, best: null, high: null }, false, '≥ 3'],
    [{ low: 0, best: 0, high: 0 }, false, '0'],
    [{ low: null, best: null, high: null }, false, 'number not stated'],
    [{ low: 1200, best: 1200, high: 1200 }, false, '1,200'],
    [{ low: null, best: 5, high: null }, false, 'about 5'],
  ];
  for (const [bounds, open, said] of cases) assert.equal(sayBounds(bounds, open), said);
});

test('tolls are told in words for screen readers', () => {
  assert.equal(tellBounds({ low: 12, best: 17, high: 24 }), 'between 12 and 24, best figure 17');
  assert.equal(tellBounds({ low: 53, best: 53, high: null }), 'at least 53');
  assert.equal(tellBounds({ low: 4, best: 101, high: 101 }, true), 'between 4 and 101 or more, best figure 101');
});

test('steps of an axis are round and reach the top', () => {
  assert.deepEqual(roundSteps(3), [0, 1, 2, 3]);
  for (const most of [1, 7, 69, 101, 999, 12_345]) {
    const steps = roundSteps(most);
    assert.ok((steps.at(-1) as number) >= most && steps.length <= 7, `${most}: ${steps}`);
    assert.ok(steps.every(Number.isInteger));
  }
});

test('days are numbers and come back', () => {
  assert.equal(dayOf('1970-01-02'), 1);
  assert.equal(isoOf(dayOf('2024-02-29') as number), '2024-02-29');
  for (const none of ['2017-02-30', '2017-1-1', 'x', '', null, undefined]) assert.equal(dayOf(none), null);
});

test('spans of days are told shortly', () => {
  assert.equal(sayDays('2017-11-13', '2017-11-13'), '13 Nov 2017');
  assert.equal(sayDays('2017-11-13', '2017-11-15'), '13–15 Nov 2017');
  assert.equal(sayDays('2024-11-29', '2024-12-02'), '29 Nov – 2 Dec 2024');
  assert.equal(sayDays('2012-01-01', null), 'since 1 Jan 2012');
  assert.equal(sayDays(null, null), 'day not told');
});

test('countries have names; codes of none stay codes', () => {
  assert.equal(countryName('SYR'), 'Syria');
  assert.equal(countryName('ZZZ'), 'ZZZ');
});
