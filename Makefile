# gomme: everything that people and CI run. `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Where HOME is not the home that Rust was installed in, cargo tells where its toolchains are.
CARGO := $(shell command -v cargo || ls "$$(getent passwd "$$(id -u)" | cut -d: -f6)/.cargo/bin/cargo" 2>/dev/null)
RUST_HOME := $(patsubst %/.cargo/bin/cargo,%,$(filter %/.cargo/bin/cargo,$(CARGO)))
ifneq ($(RUST_HOME),)
export CARGO_HOME ?= $(RUST_HOME)/.cargo
export RUSTUP_HOME ?= $(RUST_HOME)/.rustup
endif

TARGET := x86_64-unknown-linux-gnu
TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
GOMME := $(TARGET_DIR)/$(TARGET)/release/gomme
LIVE := $(TARGET_DIR)/$(TARGET)/release/live
# The live image, and the packages it is made of.
IMAGE := $(TARGET_DIR)/image

# The tests attach loop devices and mount file systems: they run as root.
ifneq ($(shell id -u),0)
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER ?= sudo -E
endif

# The trust set or trust folder that `make page` builds in: that of this repository, unless another is named.
TRUST ?= $(wildcard keys/trust)
PAGE := $(TARGET_DIR)/page/gomme-verify.html

# Seconds for each fuzzing target.
FUZZ_SECONDS ?= 30

.PHONY: help setup build image image-lock boot-test try page page-for-tests sheet demo test lab lab-setup vectors kill-test bench fuzz lint clean

help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## Installs what building, tests and benchmarks need (Debian packages, only when missing)
	@scripts/setup.sh build demo test bench

build: ## Builds the static release binary
	@scripts/setup.sh build
	"$(CARGO)" build --release --locked
	@scripts/check-static.sh "$(GOMME)"

image: ## Builds the live image that starts a computer from a stick (140 MB of Debian packages; nothing is installed)
	@scripts/setup.sh build image
	"$(CARGO)" build --release --locked
	"$(CARGO)" build --release --locked --package live
	@scripts/check-static.sh "$(GOMME)"
	@scripts/check-static.sh "$(LIVE)"
	@image/build.sh "$(IMAGE)" "$(GOMME)" "$(LIVE)"

image-lock: ## Writes image/packages.lock anew: what Debian has today
	@scripts/setup.sh image
	@image/fetch.sh "$(IMAGE)" --lock

boot-test: image ## Starts the image on virtual computers: BIOS, UEFI with Secure Boot, 32-bit UEFI (no KVM; some minutes)
	@scripts/setup.sh boot
	@GOMME="$(GOMME)" python3 tests/boot/boot.py "$(IMAGE)"

try: image ## Starts the image before your eyes, on a virtual computer with virtual drives
	@scripts/setup.sh boot
	@python3 tests/boot/try.py "$(IMAGE)"

page: ## Builds the web page for those who verify: one file, with a trust set in it (TRUST=FILE or FOLDER)
	@scripts/setup.sh build page
	@scripts/page.sh "$(CARGO)" "$(PAGE)" $(TRUST)

# With the trust set of the test vectors, with the trust folder of those of zones, and without any: what tests open in a browser.
page-for-tests:
	@scripts/setup.sh build page
	@scripts/page.sh "$(CARGO)" "$(TARGET_DIR)/page/test/zones.html" tests/zones/trust
	@scripts/page.sh "$(CARGO)" "$(TARGET_DIR)/page/test/gomme-verify.html" tests/vectors/trust
	@scripts/page.sh "$(CARGO)" "$(TARGET_DIR)/page/test/without-trust.html"

sheet: ## Prints the volunteers' sheet: docs/fiche-benevole.pdf, one page of A4
	@scripts/setup.sh sheet
	@scripts/sheet.sh

demo: ## Erases two virtual drives before your eyes, and shows the papers
	@scripts/setup.sh build demo
	"$(CARGO)" build --release --locked
	@scripts/demo.sh "$(GOMME)"

test: lab-setup ## Runs everything that CI runs: format, lints, all tests, the lab as far as it fits
	@scripts/setup.sh build test
	@$(MAKE) page-for-tests
	"$(CARGO)" fmt --all --check
	"$(CARGO)" clippy --locked --workspace --all-targets -- -D warnings
	"$(CARGO)" clippy --locked --package gomme --all-targets --no-default-features -- -D warnings
	"$(CARGO)" build --locked --package gomme --no-default-features
	"$(CARGO)" test --locked --workspace --no-fail-fast

lab: lab-setup ## Runs the lab: emulated drives below real drivers, in virtual machines (no hardware, no KVM; some minutes)
	GOMME_LAB_CUTS=50 "$(CARGO)" test --locked --no-fail-fast --package emulated-drives --package lab
	"$(CARGO)" test --locked --no-fail-fast --package lab --test kernel_power_cut --test kernel_station -- --ignored
	"$(CARGO)" run --locked --package lab --bin lab

lab-setup: ## Fetches the lab's kernels and tools into target/lab (200 MB of Debian packages; nothing is installed)
	@scripts/setup.sh lab
	@scripts/lab-setup.sh

vectors: page-for-tests ## Puts every test vector before gomme, ssh-keygen and the web page: do they agree?
	@scripts/setup.sh build test
	"$(CARGO)" test --quiet --locked --test agree

kill-test: ## Kills 200 erases at random moments
	@scripts/setup.sh build test
	GOMME_KILLS=200 "$(CARGO)" test --locked --test erase_kill

bench: ## Races gomme with fio, dd and nwipe on the same loop devices (BENCH_QUICK=1: two minutes)
	@scripts/setup.sh build bench
	"$(CARGO)" build --release --locked
	@python3 tests/bench/bench.py "$(GOMME)"

fuzz: ## Fuzzes what parses untrusted bytes (cargo-fuzz and a nightly toolchain; FUZZ_SECONDS each)
	@command -v cargo-fuzz >/dev/null || { echo 'make fuzz needs cargo-fuzz: cargo install cargo-fuzz' >&2; exit 2; }
	@for target in $$("$(CARGO)" +nightly fuzz list); do \
		"$(CARGO)" +nightly fuzz run "$$target" --target $(TARGET) -- -max_total_time=$(FUZZ_SECONDS); \
	done

lint: ## Looks at licences, sources and scripts, with the tools that are installed
	@if command -v cargo-deny >/dev/null; then "$(CARGO)" deny --locked check bans licenses sources; \
		else echo 'cargo-deny is not installed: licences and sources not looked at' >&2; fi
	@if command -v shellcheck >/dev/null; then shellcheck -x scripts/*.sh image/*.sh .ci/run; \
		else echo 'shellcheck is not installed: scripts not looked at' >&2; fi

clean: ## Removes what was built, and the papers of the demonstration
	"$(CARGO)" clean
	rm -rf demo
