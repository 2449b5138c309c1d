#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests. Prints its path, or why there is none (exit code 1).
set -euo pipefail
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" > /dev/null; then
    command -v "$name"
    exit 0
  fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  if apt-get install -y --no-install-recommends chromium > /dev/null 2>&1 ||
    { apt-get update > /dev/null 2>&1 && apt-get install -y --no-install-recommends chromium > /dev/null 2>&1; }; then
    command -v chromium
    exit 0
  fi
  echo "apt-get could not install chromium" >&2
  exit 1
fi
echo "there is no chromium, and only root can install it" >&2
exit 1
