/** Runs the unit tests of the pure functions: compiles src/logic and tests/unit with tsc, then node's own test runner. */
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const out = `${web}.cache/unit`;
rmSync(out, { recursive: true, force: true });
const compile = spawnSync(`${web}node_modules/.bin/tsc`, ['-p', `${web}tests/tsconfig.unit.json`], {
  stdio: 'inherit',
});
if (compile.status !== 0) process.exit(compile.status ?? 1);
writeFileSync(`${out}/package.json`, '{"type":"module"}');
const files = readdirSync(`${out}/tests/unit`).filter((name) => name.endsWith('.test.js'));
const run = spawnSync(
  process.execPath,
  ['--test', '--test-reporter=dot', ...files.map((name) => `${out}/tests/unit/${name}`)],
  { stdio: 'inherit' },
);
process.exit(run.status ?? 1);
