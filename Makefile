# make demo       build, code the sample reports, show what happened according to whom
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
	@$(DATELINE) code examples/reports --format claims
	@$(DATELINE) code examples/reports --format jsonl > demo-out/claims.jsonl 2> demo-out/messages.txt \
		|| { cat demo-out/messages.txt >&2; exit 1; }
	@echo
	@echo "Above: what $$(ls examples/reports/*.txt | wc -l | tr -d ' ') sample reports claim, and on whose word."
	@echo "Next:  open demo-out/claims.jsonl: $$(wc -l < demo-out/claims.jsonl | tr -d ' ') claims, one a line, each with the words it was read from."
	@echo "       Then code a report of your own:"
	@echo "       cargo run --release -p dateline -- code my-report.txt --published 2024-11-29"

test: tools
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	INSTA_UPDATE=no $(CARGO) test --workspace --locked
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
