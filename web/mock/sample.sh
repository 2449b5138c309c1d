#!/usr/bin/env bash
# Writes mock/sample.json: what the sample reports become, as the browser tests' fixture.
# usage, in web/:  mock/sample.sh ../target/debug/dateline
set -euo pipefail
dateline=$1
ledger=$(mktemp -d)/sample.db
trap 'rm -r "$(dirname "$ledger")"' EXIT
"$dateline" ingest ../examples/reports --ledger "$ledger" 2>/dev/null
rows() { "$dateline" "$@" --ledger "$ledger" --format jsonl 2>/dev/null | jq -s .; }
jq -nc --argjson incidents "$(rows incidents)" --argjson documents "$(rows documents)" \
  --argjson claims "$(rows claims)" --argjson conditions "$(rows conditions)" --argjson actors "$(rows actors list)" \
  '{incidents: $incidents, documents: $documents, claims: $claims, conditions: $conditions, actors: $actors}' > mock/sample.json
