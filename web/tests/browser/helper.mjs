/** What the browser tests share: a browser, the stand-in server, and pages that fail when their console tells of errors. */
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { startMock } from '../../mock/server.mjs';

export async function launch(gl = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', ...gl],
  });
}

/** A browser and a server for the tests of a file. */
export function setting(options = {}) {
  const here = { browser: null, mock: null };
  before(async () => {
    here.mock = await startMock({ incidents: 300, ...options });
    here.browser = await launch();
  });
  after(async () => {
    await here.browser?.close();
    await here.mock?.stop();
  });
  return here;
}

/** A page; `told` collects what went wrong on it: errors, broken policy, dialogs, requests to elsewhere. */
export async function open(here, path, options = {}) {
  const context = await here.browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const told = [];
  page.on('pageerror', (error) => told.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (4|5)\d\d|ERR_/.test(message.text()))
      told.push(`console: ${message.text()}`);
  });
  page.on('dialog', (dialog) => {
    told.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(here.mock.url) && !url.startsWith('data:') && !url.startsWith('blob:'))
      told.push(`elsewhere: ${url}`);
  });
  page.setDefaultTimeout(15_000);
  await page.goto(here.mock.url + path);
  return {
    page,
    told,
    context,
    done: async () => {
      await context.close();
      assert.deepEqual(told, []);
    },
  };
}
