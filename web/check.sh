#!/usr/bin/env bash
# Checks the web app: types, lint, unit tests, whether dist is current, and tests in a real browser.
# Each step that lacks its tool is skipped, with the reason.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  echo "skipped: the web app is not checked: there is no node with npm (20.19 or later)"
  exit 0
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  echo "skipped: the web app is not checked: node $(node --version) is older than 20.19"
  exit 0
fi
stamp=node_modules/.dateline-lock
if ! cmp -s package-lock.json "$stamp"; then
  if ! told=$(npm ci --no-audit --no-fund --loglevel=error 2>&1); then
    echo "$told" >&2
    # Without a network there is nothing to check with; a lock that does not fit is a fault of ours.
    if grep -q EUSAGE <<< "$told"; then exit 1; fi
    echo "skipped: the web app is not checked: npm ci could not fetch its packages"
    exit 0
  fi
  cp package-lock.json "$stamp"
fi
npm run --silent lint
npm run --silent typecheck
npm run --silent test:unit
npm run --silent check:dist
npm run --silent test:browser
