# Everything a person or a CI does with this repository. `make help` lists it.

SWIFT ?= swift
BUILD := .build/release
MMTRACE := $(BUILD)/mmtrace
# The recording that `make demo` shows: a kernel whose clear_refs loses writes (Tests/Fixtures/README.md).
DEMO ?= Tests/Fixtures/lab3-lost-cr-gup.dat
# Events of the traces that `make bench` makes.
N ?= 1000000 10000000

SWIFT_SOURCES := Package.swift Sources Tests Plugins Benchmarks/Package.swift Benchmarks/Sources
SHELL_SCRIPTS := .ci/run scripts/install-packages Benchmarks/run.sh Benchmarks/perf.sh

.PHONY: help demo build test lint format bench build-bench clean
.PHONY: packages-build packages-test packages-bench check-swift

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

demo: build ## build, then report on a recording with lost writes
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	echo '$$ mmtrace ingest $(DEMO) -o demo.db' && \
	$(MMTRACE) ingest $(DEMO) -o "$$dir/demo.db" && \
	echo '$$ mmtrace report demo.db' && \
	$(MMTRACE) report "$$dir/demo.db"

build: packages-build check-swift ## build mmtrace in release, warnings are errors
	$(SWIFT) build -c release --static-swift-stdlib --product mmtrace

test: packages-build packages-test check-swift ## run every test
	$(SWIFT) test --disable-xctest

lint: check-swift ## check the format of Swift and the syntax of shell
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	@for script in $(SHELL_SCRIPTS); do bash -n $$script || exit 1; done
	@! command -v shellcheck >/dev/null || shellcheck $(SHELL_SCRIPTS)

format: check-swift ## format the Swift files in place
	$(SWIFT) format --in-place --parallel --recursive $(SWIFT_SOURCES)

bench: packages-bench build build-bench ## ingest beside trace-cmd report and perf script: make bench N="1000000"
	Benchmarks/run.sh $(N)
	Benchmarks/perf.sh $(firstword $(N))

build-bench: check-swift
	$(SWIFT) build -c release --package-path Benchmarks --product MakeTrace

clean: ## remove what was built
	rm -rf .build Benchmarks/.build

packages-build packages-test packages-bench:
	@scripts/install-packages $(@:packages-%=%)

check-swift:
	@command -v $(SWIFT) >/dev/null || \
	{ echo 'Swift 6.3 is not on the PATH: https://www.swift.org/install/linux/' >&2; exit 1; }
