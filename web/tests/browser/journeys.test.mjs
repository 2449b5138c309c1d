import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, setting } from './helper.mjs';

const here = setting();
const ATARIB = 'i_dea03b8860078bc0';

test('filter, list, incident, sentence, report, and back', async () => {
  const { page, done } = await open(here, '/');
  await page.locator('.incident').first().waitFor();
  await page.fill('input[name=text]', 'syrian market');
  await page.keyboard.press('Enter');
  await page.locator('.list-count', { hasText: '1 incident' }).waitFor();
  assert.match(page.url(), /text=syrian\+market/);
  await page.getByRole('link', { name: /Atarib, Aleppo, Syria/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Atarib, Aleppo, Syria' }).waitFor();
  assert.match(await page.locator('.tolls').innerText(), /21–69, best 69/);
  assert.match(await page.locator('.disputes').innerText(), /61 \(Syrian Observatory for Human Rights\) against 69/);
  await page.locator('.voice', { hasText: 'Syrian Observatory for Human Rights' }).getByRole('link').first().click();
  await page.locator('.text mark.chosen').first().waitFor();
  const marked = await page.locator('.text mark.mark-figure.chosen').allInnerTexts();
  assert.ok(marked.includes('at least 53 people'), String(marked));
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: 'Atarib, Aleppo, Syria' }).waitFor();
  await page.goBack();
  await page.locator('.list-count', { hasText: '1 incident' }).waitFor();
  await page.goBack();
  await page.locator('.list-count', { hasText: '315 incidents' }).waitFor();
  await done();
});

test('an incident is explained when asked, and its copies are folded', async () => {
  const { page, done } = await open(here, `/incidents/${ATARIB}`);
  await page.getByText('1 wire copy of this report, counted once').click();
  await page.getByRole('link', { name: 'Children among the dead as bombs fall on shoppers' }).waitFor();
  await page.getByRole('button', { name: 'Explain' }).click();
  await page.locator('.explanation').waitFor();
  await page.getByText('Every figure as a table').click();
  assert.ok((await page.locator('.chart tbody tr').count()) > 5);
  await done();
});

test('a claim says why it is as it is', async () => {
  const { page, done } = await open(here, '/documents/d_41cb01f40b2b9ea9');
  await page.getByRole('button', { name: 'Why?' }).first().click();
  await page.getByText('the gazetteer has one town of this name').waitFor();
  await done();
});

test('the map draws, lists what lies on one spot, and bounds the list to its area', async () => {
  const { page, done } = await open(here, '/?map=11/36.139/36.825&text=syrian');
  const canvas = page.locator('.map-surface');
  await canvas.waitFor();
  await page.waitForTimeout(600);
  await canvas.focus();
  await page.keyboard.press('Enter');
  await page.locator('.on-spot, .incident').first().waitFor();
  await page.getByRole('button', { name: 'List this area' }).click();
  await page.waitForURL(/bbox=/);
  await page.locator('.chip', { hasText: 'area' }).click();
  await page.waitForURL((url) => !url.search.includes('bbox'));
  await done();
});

test('the timeline is brushed with the pointer and undone with the back button', async () => {
  const { page, done } = await open(here, '/');
  const plot = page.locator('.timeline-plot');
  await plot.waitFor();
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 8 });
  await page.mouse.up();
  await page.waitForURL(/from=.*to=/);
  const count = async () => Number((await page.locator('.list-count strong').innerText()).replace(/\D/g, ''));
  await page.waitForFunction(() => !document.querySelector('.list-count')?.textContent?.includes('315'));
  assert.ok((await count()) < 315);
  await page.goBack();
  await page.locator('.list-count', { hasText: '315 incidents' }).waitFor();
  await done();
});

test('downloads have the filters of the page', async () => {
  const { page, done } = await open(here, '/?country=SYR&from=2017-01-01&sort=killed');
  await page.getByText('Download', { exact: true }).click();
  assert.equal(
    await page.getByRole('link', { name: 'CSV', exact: true }).getAttribute('href'),
    '/api/v1/export/csv?from=2017-01-01&country=SYR',
  );
  await done();
});

test('new incidents are announced, and shown when asked', async () => {
  const { page, done } = await open(here, '/');
  await page.locator('.list-count', { hasText: '315 incidents' }).waitFor();
  await page.waitForFunction(() => performance.getEntriesByName(`${location.origin}/api/v1/session`).length > 0);
  await page.waitForTimeout(300);
  await fetch(`${here.mock.url}/mock/news`);
  await page.locator('.news').waitFor();
  await page.locator('.list-count', { hasText: '315 incidents' }).waitFor();
  await page.locator('.news button').click();
  await page.locator('.list-count', { hasText: '318 incidents' }).waitFor();
  await page.getByText('Fresh report 1').waitFor();
  await done();
});

test('conditions are told by date', async () => {
  const { page, done } = await open(here, '/conditions?as_of=2024-12-02');
  await page.getByRole('heading', { name: /^Aleppo, Syria/ }).waitFor();
  await page.getByRole('button', { name: 'Facilities' }).click();
  await page.getByRole('heading', { name: 'Aleppo International Airport' }).waitFor();
  await page.waitForURL(/condition=facility/);
  await page.fill('#as-of', '2013-01-01');
  await page.getByText('No report up to 1 Jan 2013').waitFor();
  await done();
});

test('actors and publishers lead to their incidents', async () => {
  const { page, done } = await open(here, '/actors');
  await page.getByRole('link', { name: 'Syrian Arab Air Force' }).click();
  await page.waitForURL(/actor=syr\.gov\.mil\.air/);
  await page.locator('.chip', { hasText: 'syr.gov.mil.air' }).waitFor();
  await page.getByRole('link', { name: 'Publishers', exact: true }).click();
  await page.getByRole('link', { name: 'Sample Morning Herald (sample)' }).click();
  await page.waitForURL(/publisher=/);
  await done();
});

test('the review queue is read-only until someone signs in, then decides and undoes', async () => {
  const { page, done } = await open(here, '/review');
  await page.locator('.review-claim').first().waitFor();
  await page.keyboard.press('r');
  await page.getByText('Sign in as a reviewer to decide.').waitFor();
  await page.getByRole('link', { name: 'Sign in to decide' }).click();
  await page.fill('input[name=name]', 'Ada');
  await page.fill('input[name=password]', 'wrong');
  await page.keyboard.press('Enter');
  await page.getByText('Name or password is wrong.').waitFor();
  await page.fill('input[name=password]', 'correct horse');
  await page.keyboard.press('Enter');
  await page.getByText('Deciding as').waitFor();
  await page.locator('.review-claim').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  await page.locator('dialog').waitFor();
  await page.fill('dialog input[name=reason]', 'an old photograph');
  await page.keyboard.press('Enter');
  await page.locator('.review-claim.here .badge', { hasText: 'rejected' }).waitFor();
  await page.locator('.trail', { hasText: 'an old photograph' }).waitFor();
  await page.keyboard.press('u');
  await page.fill('dialog input[name=reason]', 'new pictures');
  await page.keyboard.press('Enter');
  await page.locator('.trail .undone').waitFor();
  await page.keyboard.press('c');
  await page.fill('dialog input[name=value]', '12');
  await page.fill('dialog input[name=reason]', 'list of names');
  await page.keyboard.press('Enter');
  await page.locator('.trail', { hasText: 'correct killed: 12' }).waitFor();
  for (const [keys, says] of [
    ['xs', 'Split 1 claim off'],
    ['mnM', 'Merge 2 incidents'],
    ['A', 'Accept the whole incident'],
  ]) {
    for (const key of keys) await page.keyboard.press(key);
    await page.getByRole('heading', { name: says }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
  }
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Keys' }).waitFor({ state: 'detached' });
  await done();
});
