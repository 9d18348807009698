# Every target first installs what it needs and does not find (xtask/setup.sh); the work itself is in xtask/.

# A Node.js that the set-up had to fetch, if any.
export PATH := $(CURDIR)/target/node/bin:$(PATH)

SETUP := @xtask/setup.sh
XTASK := @cargo xtask

.DEFAULT_GOAL := help
.PHONY: help run dev test lint fmt build bench peers simulate audit setup clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 14

run: ## build, then serve the demo shop on http://127.0.0.1:3000
	$(SETUP)
	$(XTASK) run

dev: ## the same, but build again and reload while you edit
	$(SETUP)
	$(XTASK) dev

test: ## run every test: rules, both databases, HTTP, browser
	$(SETUP) tests
	$(XTASK) test

lint: ## check the format and lint
	$(SETUP) lint
	$(XTASK) check

fmt: ## format the Rust code
	$(SETUP) lint
	@cargo fmt --all

build: ## build target/dist/dockline, one file with the site inside
	$(SETUP)
	$(XTASK) dist

bench: ## measure the release build against a bare axum server
	$(SETUP)
	$(XTASK) bench
	@if [ -d bench/peers/node_modules ]; then node bench/peers/measure.mjs; fi

peers: ## measure the widget beside the same in other frameworks and what others publish
	$(SETUP) peers
	@node bench/peers/measure.mjs

simulate: ## run 100 000 random steps against a simple model; cargo xtask simulate --seed S --steps N for others
	$(SETUP)
	$(XTASK) simulate

audit: ## compare what it is built of with the advisories that are known; needs the network
	$(SETUP) audit
	@target/tools/bin/cargo-deny --locked check
	@for project in xtask end2end bench/peers; do (cd $$project && npm audit) || exit 1; done

setup: ## only install what is missing, for every target
	$(SETUP) lint tests

clean: ## remove what was built and fetched; dockline.db stays
	rm -rf target xtask/node_modules end2end/node_modules bench/peers/node_modules end2end/test-results end2end/playwright-report
