/** Whether web/dist is what the sources build to. The build is deterministic, so that this can be asked byte for byte. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), 'dateline-web-'));
const files = (root) =>
  new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
      .map((path) => [path.slice(root.length + 1), readFileSync(path)]),
  );
try {
  const build = spawnSync(
    join(web, 'node_modules/.bin/vite'),
    ['build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'error'],
    { cwd: web, stdio: 'inherit' },
  );
  if (build.status !== 0) process.exit(build.status ?? 1);
  const wanted = files(fresh);
  const kept = files(join(web, 'dist'));
  const odd = [...new Set([...wanted.keys(), ...kept.keys()])].filter((name) => {
    const a = wanted.get(name);
    const b = kept.get(name);
    return !a || !b || !a.equals(b);
  });
  if (odd.length > 0) {
    console.error(
      `web/dist is not what the sources build to (${odd.slice(0, 6).join(', ')}${odd.length > 6 ? ', …' : ''}): run npm run build in web/ and commit dist`,
    );
    process.exit(1);
  }
  console.log(`web/dist is current: ${kept.size} files`);
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
