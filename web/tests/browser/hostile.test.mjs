import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, setting } from './helper.mjs';

const here = setting();
const PAGES = [
  '/?text=script',
  '/incidents/i_bad0000000000001',
  '/documents/d_bad0000000000001?claim=c_bad0000000000001',
  '/conditions?as_of=2024-12-02',
  '/publishers',
  '/review?id=i_bad0000000000001',
  '/actors',
];

for (const path of PAGES) {
  test(`nothing that reports say runs on ${path}`, async () => {
    const { page, done } = await open(here, path);
    await page.waitForFunction(
      () => document.querySelectorAll('.state[role=status]').length === 0 && document.querySelector('main *'),
    );
    await page.waitForTimeout(250);
    const found = await page.evaluate(() => ({
      ran: window.__xss ?? null,
      scripts: [...document.scripts].filter((s) => !s.src.startsWith(location.origin)).length,
      images: document.images.length,
      handlers: document.querySelectorAll('[onerror], [onload], [onclick], [onmouseover]').length,
      links: [...document.links].map((a) => a.protocol).filter((p) => p !== 'http:' && p !== 'https:'),
    }));
    assert.deepEqual(found, { ran: null, scripts: 0, images: 0, handlers: 0, links: [] });
    await done();
  });
}

test('hostile words are shown as words, and marks stay on theirs beside emoji', async () => {
  const { page, done } = await open(here, '/documents/d_bad0000000000001?claim=c_bad0000000000001');
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.match(await page.locator('h1').innerText(), /<script>window\.__xss=1/);
  assert.deepEqual(await page.locator('.text mark.mark-figure').allInnerTexts(), ['17 people']);
  assert.equal(await page.getByText('its address is no web address').count(), 1);
  await done();
});

test('the address can not smuggle markup or another site in', async () => {
  const { page, done } = await open(
    here,
    '/?text=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&country=%3Cb%3E&map=%3Cscript%3E',
  );
  await page.locator('.chips').waitFor();
  assert.match(await page.locator('.chips').innerText(), /<img src=x onerror=alert\(1\)>/);
  await page.goto(`${here.mock.url}/sign-in?to=//elsewhere.example/`);
  await page.fill('input[name=name]', 'Ada');
  await page.fill('input[name=password]', 'correct horse');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${here.mock.url}/review`);
  await done();
});
