/** Runs the tests in a real browser, or says why not. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const tests = fileURLToPath(new URL('.', import.meta.url));
const setup = spawnSync('bash', [`${tests}setup.sh`], { encoding: 'utf8' });
if (setup.status !== 0) {
  console.log(`skipped: the browser tests do not run: ${setup.stderr.trim()}`);
  process.exit(0);
}
if (!existsSync(`${tests}../dist/index.html`)) {
  console.error('there is no web/dist: run npm run build');
  process.exit(1);
}
const wanted = process.argv.slice(2);
const files = readdirSync(`${tests}browser`).filter(
  (name) => name.endsWith('.test.mjs') && (wanted.length === 0 || wanted.some((w) => name.includes(w))),
);
const run = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=2', '--test-reporter=spec', ...files.map((name) => `${tests}browser/${name}`)],
  {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM: setup.stdout.trim() },
  },
);
process.exit(run.status ?? 1);
