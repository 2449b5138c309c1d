/** One journey against `dateline serve` itself, over the sample reports. Skipped where the program was not built. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launch, open } from './helper.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const binary = process.env.DATELINE_BIN ?? join(root, 'target/debug/dateline');
const skip = reason();

function reason() {
  if (!existsSync(binary))
    return `there is no ${process.env.DATELINE_BIN ? 'program at DATELINE_BIN' : 'target/debug/dateline'}: cargo build makes it`;
  if (spawnSync(binary, ['serve', '--help']).status !== 0) return 'the program was built before it could serve';
  return false;
}

async function serving(ledger, ...more) {
  const server = spawn(binary, ['serve', '--ledger', ledger, '--port', '0', ...more]);
  const url = await new Promise((done, failed) => {
    let told = '';
    const look = (piece) => {
      told += piece;
      const found = told.match(/http:\/\/[\d.]+:\d+/);
      if (found) done(found[0]);
    };
    server.stdout.on('data', look);
    server.stderr.on('data', look);
    server.on('exit', (code) => failed(new Error(`dateline serve ended with ${code}: ${told}`)));
  });
  return { url, stop: () => new Promise((done) => server.on('exit', done) && server.kill('SIGINT')) };
}

test('the app over dateline serve: filter, incident, sentence, explanation, conditions, actors', { skip }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dateline-web-'));
  const ledger = join(directory, 'sample.db');
  assert.equal(spawnSync(binary, ['ingest', join(root, 'examples/reports'), '--ledger', ledger]).status, 0);
  const server = await serving(ledger);
  const browser = await launch();
  try {
    const { page, done } = await open({ browser, mock: server }, '/');
    await page.locator('.incident').first().waitFor();
    const all = Number((await page.locator('.list-count strong').innerText()).replace(/\D/g, ''));
    await page.fill('input[name=text]', 'atarib market');
    await page.keyboard.press('Enter');
    await page.locator('.chip', { hasText: 'atarib market' }).waitFor();
    await page.waitForFunction(
      (n) => Number(document.querySelector('.list-count strong')?.textContent?.replace(/\D/g, '')) < n,
      all,
    );
    await page.locator('.order select').selectOption('reports');
    await page.locator('.incident', { hasText: '6 reports' }).click();
    await page.locator('.tolls').waitFor();
    assert.ok((await page.locator('.voice').count()) > 3);
    await page.locator('.chart svg').first().waitFor();
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.locator('.explanation').waitFor();
    await page.locator('.voice a').first().click();
    await page.locator('.text mark.chosen').first().waitFor();
    await page.getByRole('button', { name: 'Why?' }).first().click();
    await page.locator('.because dt').first().waitFor();
    await page.getByRole('link', { name: 'Conditions' }).click();
    await page.locator('.place-card').first().waitFor();
    await page.getByRole('link', { name: 'Actors' }).click();
    await page.locator('tbody tr').first().waitFor();
    await page.getByRole('link', { name: 'Publishers', exact: true }).click();
    await page.locator('tbody tr').first().waitFor();
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.getByText('This server has no users').waitFor();
    const csv = await page.request.get(`${server.url}/api/v1/export/csv?text=atarib`);
    assert.equal(csv.status(), 200);
    await done();
  } finally {
    await browser.close();
    await server.stop();
    rmSync(directory, { recursive: true });
  }
});

test('over dateline serve with users: sign in, decide, undo, add a report, sign out', { skip }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dateline-web-'));
  const ledger = join(directory, 'sample.db');
  const users = ['--users', join(directory, 'sample.users')];
  assert.equal(spawnSync(binary, ['ingest', join(root, 'examples/reports'), '--ledger', ledger]).status, 0);
  const add = spawnSync(binary, ['users', 'add', 'ada', '--role', 'reviewer', ...users], {
    input: 'a long enough phrase\n',
  });
  assert.equal(add.status, 0, String(add.stderr));
  const server = await serving(ledger, ...users);
  const browser = await launch();
  try {
    const { page, done } = await open({ browser, mock: server }, '/');
    await page.getByRole('alert').getByRole('link', { name: 'Sign in' }).first().click();
    await page.fill('input[name=name]', 'ada');
    await page.fill('input[name=password]', 'a wrong long phrase');
    await page.keyboard.press('Enter');
    await page.getByText('name or password is wrong').waitFor();
    await page.fill('input[name=password]', 'a long enough phrase');
    await page.keyboard.press('Enter');
    await page.locator('.incident').first().waitFor();
    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.getByText('Deciding as').waitFor();
    await page.locator('.review-claim').first().waitFor();
    await page.keyboard.press('a');
    await page.fill('dialog input[name=reason]', 'seen on the video');
    await page.keyboard.press('Enter');
    await page.locator('.trail', { hasText: 'seen on the video' }).waitFor();
    await page.keyboard.press('u');
    await page.fill('dialog input[name=reason]', 'another place');
    await page.keyboard.press('Enter');
    await page.locator('.trail .undone').waitFor();
    await page.getByRole('link', { name: 'Add a report' }).click();
    await page.fill('input[name=title]', 'Blast in <b>Kandahar</b>');
    await page.fill('input[name=publisher]', 'Hill Post');
    await page.fill('input[name=published]', '2021-03-03');
    await page.fill('textarea[name=text]', 'A car bomb killed at least 17 people in Kandahar on Tuesday, police said.');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.locator('.text mark', { hasText: '17 people' }).first().waitFor();
    assert.match(await page.locator('h1').innerText(), /Blast in <b>Kandahar<\/b>/);
    await page.getByRole('link', { name: 'ada' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await done();
  } finally {
    await browser.close();
    await server.stop();
    rmSync(directory, { recursive: true });
  }
});

test('over dateline serve as an admin: feeds come and go', { skip }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'dateline-web-'));
  const ledger = join(directory, 'sample.db');
  const users = ['--users', join(directory, 'sample.users')];
  assert.equal(spawnSync(binary, ['ingest', join(root, 'examples/reports'), '--ledger', ledger]).status, 0);
  const add = spawnSync(binary, ['users', 'add', 'ada', '--role', 'admin', ...users], {
    input: 'a long enough phrase\n',
  });
  assert.equal(add.status, 0, String(add.stderr));
  const server = await serving(ledger, ...users, '--feeds', join(directory, 'feeds.toml'));
  const browser = await launch();
  try {
    const { page, done } = await open({ browser, mock: server }, '/feeds');
    await page.locator('main').getByRole('link', { name: 'Sign in' }).first().click();
    await page.fill('input[name=name]', 'ada');
    await page.fill('input[name=password]', 'a long enough phrase');
    await page.keyboard.press('Enter');
    await page.getByText('No feed is watched yet').waitFor();
    const tell = async (address, name) => {
      await page.fill('input[name=url]', address);
      await page.fill('input[name=publisher]', name);
      await page.keyboard.press('Enter');
    };
    await tell('https://wire.example/rss', 'Harbour <b>Wire</b>');
    await page.locator('tbody tr', { hasText: 'Harbour <b>Wire</b>' }).waitFor();
    await tell('https://wire.example/rss', 'Again');
    await page.getByRole('alert').getByText('twice').waitFor();
    await tell('https://post.example/atom', 'Hill Post');
    await page.locator('tbody tr', { hasText: 'Hill Post' }).waitFor();
    assert.match(readFileSync(join(directory, 'feeds.toml'), 'utf8'), /post\.example/);
    await page.getByRole('button', { name: 'Remove https://wire.example/rss' }).click();
    await page.locator('tbody tr', { hasText: 'Harbour' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove https://post.example/atom' }).click();
    await page.getByRole('alert').getByText('last feed').waitFor();
    await done();
  } finally {
    await browser.close();
    await server.stop();
    rmSync(directory, { recursive: true });
  }
});
