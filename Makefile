# `make serve` and `make test` are the two commands; each installs what is missing first (see
# .ci/setup).

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PORT ?= 8080

export PATH := $(CURDIR)/.tools/bin:$(PATH)
export WATCHBACK_DATA ?= $(abspath ../shared/data)
export WATCHBACK_DIST ?= $(CURDIR)/dist

# Set only where set-up had to bring another compiler for wasm.
for_wasm = env $$(cat .tools/wasm-env 2>/dev/null)

# The profile of the native tests, with which it shares crates.
site = cargo run --quiet --locked --profile test --package watchback-site $(site_features) --

.PHONY: help
help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

.PHONY: serve
serve: app ## build the page and serve it at http://localhost:PORT/ (PORT=8080)
	@$(site) serve dist $(PORT)

.PHONY: test
test: ## run every test: native, golden, wasm, browser
	@.ci/step "set-up" .ci/setup --browser
	@$(MAKE) --no-print-directory test-native
	@# With the runner of the wasm tests, which come next: so both are built of the same crates.
	@.ci/step "page" $(MAKE) --no-print-directory app site_features="--features test-runner"
	@$(MAKE) --no-print-directory test-wasm
	@$(MAKE) --no-print-directory test-browser

.PHONY: test-native
test-native: ## engine, command line and what of the page needs no browser, with golden and real data where they are at hand
	@.ci/step "native tests" cargo test --locked --workspace --no-fail-fast

.PHONY: test-wasm
# By the page's own profile and flags: it tests what is published, and shares all that was built for
# it.
test-wasm: ## the engine in a browser's worker
	@.ci/step "wasm tests" $(for_wasm) CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$$($(site) flags)" WASM_BINDGEN_TEST_TIMEOUT=300 cargo test --locked --profile app --target wasm32-unknown-unknown --test wasm

.PHONY: test-browser
test-browser: ## the page in `dist` as a person uses it; screenshots in target/screenshots
	@.ci/step "browser tests" cargo test --locked --test browser -- --test-threads=1

.PHONY: truth
truth: ## planted links and null cities: are links found, and skill and bias claimed where there are any, and only there; many minutes
	@.ci/step "truth" cargo test --locked --release --no-fail-fast --test truth --test skill --test coverage --test comparators --test spatial --test enforcement --test push --test push_chicago --test released -- --ignored --nocapture --test-threads=1

.PHONY: fuzz
FUZZ_SECONDS ?= 120
fuzz: ## every reader of files on changed files (FUZZ_SECONDS=120): by cargo-fuzz where it is at hand, else without sanitizer
	@.ci/fuzz $(FUZZ_SECONDS)

.PHONY: bench
bench: app ## measure; the figures of docs/benchmarks.md
	@.ci/setup --browser
	cargo bench --locked --bench scan
	benches/peers/run
	cargo test --locked --test browser -- --ignored --nocapture --test-threads=1 figures_
	@.ci/size

.PHONY: examples
watchback = cargo run --quiet --locked --release --
chicago = $(WATCHBACK_DATA)/events/chicago_crimes_201[4-7].csv.gz
examples: ## finished results in `results`, which `make app` publishes beside the page; Chicago's where its files are at hand
	@mkdir -p results target/examples
	$(watchback) demo --out target/examples/simulated
	$(watchback) demo --null --out target/examples/simulated-null
	@if ls $(chicago) >/dev/null 2>&1; then $(watchback) run $(chicago) --city chicago --out target/examples/chicago-2017 \
	  --boundary $(WATCHBACK_DATA)/boundaries/chicago_community_areas.geojson \
	  --table $(WATCHBACK_DATA)/socio/chicago_hardship_index_community_area_2008_2012.csv --value "HARDSHIP INDEX"; \
	else echo "SKIPPED: no files of Chicago in $(WATCHBACK_DATA)"; fi
	@for folder in target/examples/*/; do gzip -9nc "$$folder/results.json" >results/$$(basename "$$folder").json.gz; done

.PHONY: pictures
pictures: app ## the pictures of README.md, made by the page in `dist`
	@.ci/setup --browser
	cargo test --locked --test browser -- --ignored --test-threads=1 pictures_of_the_readme
	@mkdir -p docs/pictures
	for name in bring findings evidence; do cp target/screenshots/readme-$$name.png docs/pictures/$$name.png; done

.PHONY: app
app: setup ## build the page into `dist`
	@$(site) build

.PHONY: single-file
single-file: app ## the whole page as one file that opens from disk: dist/watchback.html
	@wc -c <dist/watchback.html | awk '{ printf "dist/watchback.html has %.1f MB; open it from disk\n", $$1 / 1e6 }'
	@sha256sum dist/watchback.html

.PHONY: reproducible
reproducible: setup ## two clean builds in two folders give the same bytes; twice the time of a build
	@.ci/reproducible

.PHONY: size
size: ## bytes of the built page
	@.ci/size

.PHONY: setup
setup:
	@.ci/setup
