/**
 * Measures the app in the real browser and prints the figures: sizes over the wire, time until the first page can be used on a slow
 * machine and line, frame times with 100,000 incidents. Nothing is asserted: machines differ.
 *
 * usage: npm run measure [-- --incidents 100000] [--base http://127.0.0.1:8000]
 */
import { cpus } from 'node:os';
import { startMock } from '../mock/server.mjs';
import { launch } from './browser/helper.mjs';

const flag = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : otherwise;
};
const count = Number(flag('incidents', '100000'));
const base = flag('base', '');

/** Lighthouse's mobile profile: four times slower processor, 1.6 Mbit/s down, 150 ms there and back. */
const SLOW_LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: (1.6 * 1024 * 1024) / 8,
  uploadThroughput: (750 * 1024) / 8,
};

const say = (name, value) => console.log(`${name.padEnd(62)} ${value}`);
const ms = (n) => `${Math.round(n)} ms`;

async function cold(browser, url, label) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', SLOW_LINE);
  await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  let bytes = 0;
  const sizes = new Map();
  const names = new Map();
  client.on('Network.responseReceived', (e) => names.set(e.requestId, e.response.url));
  client.on('Network.loadingFinished', (e) => {
    bytes += e.encodedDataLength;
    sizes.set(names.get(e.requestId) ?? '?', e.encodedDataLength);
  });
  await page.addInitScript(() => {
    window.__long = [];
    new PerformanceObserver((list) =>
      window.__long.push(...list.getEntries().map((e) => [e.startTime, e.duration])),
    ).observe({ type: 'longtask', buffered: true });
    // Told by the page itself: asking from outside costs time on a slowed processor. The list stands, is painted, and the page has
    // nothing left to do: then a key or a click is answered at once.
    const look = new MutationObserver(() => {
      if (!document.querySelector('.incident')) return;
      look.disconnect();
      requestAnimationFrame(() => requestIdleCallback(() => (window.__ready = performance.now())));
    });
    look.observe(document, { childList: true, subtree: true });
  });
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.__ready, null, { polling: 20 });
  const ready = await page.evaluate(() => window.__ready);
  const atReady = bytes;
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0);
  const blocked = await page.evaluate(
    (end) => window.__long.filter(([at]) => at < end).reduce((sum, [, d]) => sum + Math.max(0, d - 50), 0),
    ready,
  );
  say(`${label}, cold, 4x slower CPU, 1.6 Mbit/s, 150 ms: first paint`, ms(paint));
  say(`${label}: list painted, page idle`, ms(ready));
  say(`${label}: fetched by then`, `${Math.round(atReady / 1000)} kB`);
  say(`${label}: blocked by then (tasks beyond 50 ms)`, ms(blocked));
  await page.waitForSelector('.timeline-plot', { timeout: 120_000 });
  say(`${label}: timeline drawn`, ms(await page.evaluate(() => performance.now())));
  await page.waitForSelector('.map-tools', { timeout: 120_000 });
  await page.waitForTimeout(500);
  say(`${label}: map drawn`, ms((await page.evaluate(() => performance.now())) - 500));
  await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => {});
  say(`${label}: fetched in all`, `${Math.round(bytes / 1000)} kB`);
  for (const [address, size] of [...sizes].sort((a, b) => b[1] - a[1]).slice(0, 8)) {
    console.log(`    ${String(Math.round(size / 1000)).padStart(5)} kB  ${address.replace(/^https?:\/\/[^/]+/, '')}`);
  }
  await page.close();
}

/** Times between frames while something moves. */
async function frames(page, label, act) {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    const of = (name) => metrics.find((m) => m.name === name)?.value ?? 0;
    return 1000 * (of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration'));
  };
  const before = await busy();
  await page.evaluate(() => {
    window.__frames = [];
    let last = performance.now();
    const tick = (now) => {
      window.__frames.push(now - last);
      last = now;
      window.__raf = requestAnimationFrame(tick);
    };
    window.__raf = requestAnimationFrame(tick);
  });
  await act();
  const times = await page.evaluate(() => {
    cancelAnimationFrame(window.__raf);
    return window.__frames.slice(1).sort((a, b) => a - b);
  });
  const at = (q) => times[Math.min(times.length - 1, Math.floor(times.length * q))] ?? 0;
  const own = ((await busy()) - before) / Math.max(1, times.length);
  say(
    `${label}: frames, median / 95th / longest`,
    `${times.length}, ${ms(at(0.5))} / ${ms(at(0.95))} / ${ms(at(1))}; scripts, style, layout ${own.toFixed(1)} ms a frame`,
  );
}

async function smooth(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  await page.waitForSelector('.map-tools', { timeout: 120_000 });
  await page.waitForTimeout(2500);
  await frames(page, 'at rest', () => page.waitForTimeout(1500));
  const map = await page.locator('.map-surface').boundingBox();
  const [x, y] = [map.x + map.width / 2, map.y + map.height / 2];
  await frames(page, 'dragging the map', async () => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let n = 0; n < 120; n++) {
      await page.mouse.move(x + 150 * Math.sin(n / 12), y + 80 * Math.cos(n / 9));
      await page.waitForTimeout(8);
    }
    await page.mouse.up();
  });
  await frames(page, 'zooming the map', async () => {
    for (let n = 0; n < 40; n++) {
      await page.mouse.wheel(0, n < 20 ? -120 : 120);
      await page.waitForTimeout(40);
    }
  });
  const time = await page.locator('.timeline-plot').boundingBox();
  await frames(page, 'brushing the timeline', async () => {
    await page.mouse.move(time.x + 40, time.y + 40);
    await page.mouse.down();
    for (let n = 0; n < 120; n++) {
      await page.mouse.move(time.x + 60 + (time.width - 120) * Math.abs(Math.sin(n / 25)), time.y + 40);
      await page.waitForTimeout(8);
    }
    await page.mouse.up();
  });
  const work = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  say('heap of the page', `${Math.round(work / 1e6)} MB`);
  await page.close();
}

const browser = await launch();
console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} cores, node ${process.version}, Chromium ${browser.version()}`,
);
if (base) {
  await cold(browser, base, 'given server');
  await smooth(browser, base);
} else {
  const small = await startMock({ incidents: 300 });
  await cold(browser, small.url, '315 incidents');
  await small.stop();
  const large = await startMock({ incidents: count });
  await fetch(`${large.url}/api/v1/map`);
  await cold(browser, large.url, `${count.toLocaleString('en-GB')} incidents`);
  await smooth(browser, large.url);
  await large.stop();
}
await browser.close();
