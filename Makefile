# make demo       build, read the sample reports into a ledger, tell the story of two incidents
# make test       everything that must hold before a change is taken
# make scorecard  measure every task that has gold data, into SCORECARD.md
#
# A Rust toolchain installed with rustup is enough: rust-toolchain.toml pins the version, and the first cargo command
# installs it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := demo
.PHONY: demo test scorecard tools

CARGO ?= cargo
DATELINE := $(CARGO) run --quiet --release --locked --package dateline --
XTASK := $(CARGO) run --quiet --locked --package xtask --
# Gold data is not part of this repository; what needs it is skipped where it is absent.
GOLD ?= ../shared/gold

demo:
	@echo "Building (about three minutes the first time) …"
	@$(CARGO) build --release --locked --package dateline
	@mkdir -p demo-out
	@rm -f demo-out/ledger.db demo-out/ledger.db-wal demo-out/ledger.db-shm
	@$(DATELINE) ingest examples/reports --ledger demo-out/ledger.db
	@$(DATELINE) claims --ledger demo-out/ledger.db --format jsonl > demo-out/claims.jsonl
	@$(DATELINE) incidents --ledger demo-out/ledger.db --format table
	@echo
	@$(DATELINE) incidents --ledger demo-out/ledger.db --sort reports --limit 2 --format jsonl \
		| sed -E 's/^\{"id":"([^"]+)".*/\1/' \
		| xargs $(DATELINE) show --ledger demo-out/ledger.db
	@echo
	@echo "Above: the incidents of $$(ls examples/reports/*.txt | wc -l | tr -d ' ') sample reports, and the story of the two that most reports tell of."
	@echo "Next:  open demo-out/claims.jsonl: $$(wc -l < demo-out/claims.jsonl | tr -d ' ') claims, one a line, each with the words it was read from."
	@echo "       See them on a map and a timeline, in the browser, on this machine alone:"
	@echo "       cargo run --release -p dateline -- serve --ledger demo-out/ledger.db"
	@echo "       Then read reports of your own:"
	@echo "       cargo run --release -p dateline -- code my-report.txt --published 2024-11-29"
	@echo "       cargo run --release -p dateline -- ingest my-reports/ --ledger my.db"

test: tools
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	INSTA_UPDATE=no $(CARGO) test --workspace --locked
	@# Reports as PDF, which the usual build leaves out; in a profile that is quick to build.
	$(CARGO) test --quiet --profile quick --locked -p dateline-export --features pdf pdf
	@# Ledgers in PostgreSQL, on a server of the tests' own.
	@sh crates/ledger/tests/postgres.sh
	@# What other people's libraries see in the exports; in a virtual environment below target.
	@if command -v python3 > /dev/null; then \
		python3 crates/export/tests/open_with.py target/debug/dateline examples/reports target/open-with; \
	else \
		echo "skipped: exports are not opened with other libraries: there is no python3"; \
	fi
	@# What schemathesis finds in the answers of the server; in a virtual environment below target.
	@if command -v python3 > /dev/null; then \
		python3 crates/server/tests/schemathesis.py target/debug/dateline examples/reports target/schemathesis; \
	else \
		echo "skipped: the API is not tested with schemathesis: there is no python3"; \
	fi
	@# The web app: types, lint, unit tests, whether its built files are current, tests in a real browser.
	web/check.sh
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked --quiet
	$(XTASK) codegen --check
	$(XTASK) tidy
	$(XTASK) licences

# The components that the checks need, where rustup did not bring them with the pinned toolchain.
tools:
	@$(CARGO) fmt --version > /dev/null 2>&1 || rustup component add rustfmt
	@$(CARGO) clippy --version > /dev/null 2>&1 || rustup component add clippy

scorecard:
	@if [ -d "$(GOLD)" ]; then \
		$(DATELINE) scorecard --gold "$(GOLD)" -o SCORECARD.md \
			--commit "$$(git rev-parse --short=12 HEAD)" --date "$$(git log -1 --format=%cs)"; \
	else \
		echo "skipped: no gold data at $(GOLD)"; \
	fi
