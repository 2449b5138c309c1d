import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { launch, open, setting } from './helper.mjs';

const here = setting({ session: { user: { name: 'ada', role: 'admin' }, writable: true, feeds: true } });
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGES = {
  incidents: '/',
  incident: '/incidents/i_dea03b8860078bc0',
  report: '/documents/d_41cb01f40b2b9ea9?claim=c_a24b399f65351211',
  conditions: '/conditions?as_of=2024-12-02',
  actors: '/actors',
  publishers: '/publishers',
  review: '/review',
  feeds: '/feeds',
  'add a report': '/add',
  'sign in': '/sign-in',
  'not found': '/nowhere',
  empty: '/?text=nothing-has-these-words',
};

async function settled(page) {
  await page.waitForFunction(
    () => document.querySelectorAll('.state[role=status]').length === 0 && document.querySelector('main *'),
  );
  await page.waitForTimeout(300);
}

for (const [name, path] of Object.entries(PAGES)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds no serious fault: ${name}, ${colorScheme}`, async () => {
      const { page, done } = await open(here, path, { colorScheme });
      await settled(page);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      const grave = violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map(
          (v) =>
            `${v.id}: ${v.nodes
              .slice(0, 3)
              .map((n) => n.html.slice(0, 160))
              .join(' | ')}`,
        );
      assert.deepEqual(grave, []);
      await done();
    });
  }
}

test('by keyboard alone: skip link, filter, list, incident, sentence', async () => {
  const { page, done } = await open(here, '/');
  await page.locator('.incident').first().waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to content');
  await page.keyboard.press('Enter');
  await page.keyboard.press('/');
  await page.keyboard.type('syrian market');
  await page.keyboard.press('Enter');
  await page.locator('.list-count', { hasText: '1 incident' }).waitFor();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.classList.contains('incident'))) break;
  }
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, 'solid', 'the focus can be seen');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Atarib, Aleppo, Syria' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'the focus goes to the new page');
  for (let n = 0; n < 20; n++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.textContent === 'sentence 1')) break;
  }
  await page.keyboard.press('Enter');
  await page.locator('.text mark.chosen').first().waitFor();
  await done();
});

test('the timeline is a pair of sliders', async () => {
  const { page, done } = await open(here, '/');
  const first = page.getByRole('slider', { name: 'First day shown' });
  await first.focus();
  await page.keyboard.press('PageUp');
  await page.waitForURL(/from=/);
  const from = await first.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(
    (before) => document.querySelector('[role=slider]')?.getAttribute('aria-valuetext') !== before,
    from,
  );
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => !url.search.includes('from='));
  await done();
});

for (const [name, path] of Object.entries(PAGES)) {
  test(`fits a phone without scrolling sideways: ${name}`, async () => {
    const { page, done } = await open(here, path, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    await settled(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0);
    const tall = await page.evaluate(() =>
      Math.max(...[...document.querySelectorAll('.top nav a')].map((a) => a.clientHeight)),
    );
    assert.ok(tall < 40, 'names of pages are not broken over lines');
    await done();
  });
}

test('dark and light by system and by switch', async () => {
  const { page, done } = await open(here, '/actors', { colorScheme: 'dark' });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.getByLabel('Colours').selectOption('light');
  const light = await ground();
  assert.notEqual(dark, light);
  await page.reload();
  assert.equal(await ground(), light, 'the choice is remembered');
  await done();
});

test('failures are told and can be tried again', async () => {
  const { page, done } = await open(here, '/');
  await page.locator('.incident').first().waitFor();
  await fetch(`${here.mock.url}/mock/break`);
  await page.getByLabel('Harm').selectOption('killed');
  await page.getByRole('alert').getByText('The ledger is busy').first().waitFor();
  await fetch(`${here.mock.url}/mock/mend`);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.locator('.incident').first().waitFor();
  await page.goto(`${here.mock.url}/incidents/i_none`);
  await page.getByText('No such incident').waitFor();
  await done();
});

test('an empty list says what to do', async () => {
  const { page, done } = await open(here, '/?text=nothing-has-these-words');
  await page.getByText('No incident fits these filters').waitFor();
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await page.locator('.incident').first().waitFor();
  await done();
});

test('the map needs no graphics card: it is drawn where the browser gives no WebGL', async () => {
  const browser = await launch(['--disable-3d-apis']);
  try {
    const { page, done } = await open({ browser, mock: here.mock }, '/');
    await page.locator('.map-tools').waitFor();
    await page.waitForFunction(() => {
      const [ground] = document.querySelectorAll('.map-surface canvas');
      const pixels = ground?.getContext('2d').getImageData(0, 0, ground.width, ground.height).data ?? [];
      const colours = new Set();
      for (let n = 0; n < pixels.length; n += 4) colours.add(pixels[n] * 65536 + pixels[n + 1] * 256 + pixels[n + 2]);
      return colours.size > 10;
    });
    await done();
  } finally {
    await browser.close();
  }
});
