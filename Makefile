# Everything a person or a CI does with this repository. `make help` lists it.

SWIFT ?= swift
BUILD := .build/release
MMTRACE := $(BUILD)/mmtrace
# The recording that `make demo` shows: a kernel whose clear_refs loses writes (Tests/Fixtures/README.md).
DEMO ?= Tests/Fixtures/lab3-lost-cr-gup.dat
# Where `make install` puts things, below DESTDIR.
PREFIX ?= /usr/local
# Tries of each case of `make faults`, seconds of each target of `make fuzz`.
TRIES ?= 60
T ?= 60
# Events of the traces that `make bench` makes, and the kinds of recordings that it repeats: an ordinary one, many
# windows, mappings, fork.
N ?= 1000000 10000000
KINDS ?= lab3-lost-cr-gup lab3-lost-cr-3lost v6.1-0-map v6.1-0-fork

# Recordings of `make fleet`.
FLEET ?= 1000
# Where `make deb` puts the package.
DEB_OUT ?= .build/deb

# What `make lab` boots (a name of lab/kernels.txt or a bzImage), where the results go.
KERNEL ?= 6.1
LAB_OUT ?= .build/lab/out/$(notdir $(KERNEL))
export WORKLOAD COMMAND RECORD SETUP TRUTH

ROOT = $(DESTDIR)$(PREFIX)
# Groups of canned queries; the judge's steps are no queries.
QUERY_GROUPS := $(filter-out queries/judge,$(wildcard queries/*))
BASH_DIR := share/bash-completion/completions
ZSH_DIR := share/zsh/site-functions
FISH_DIR := share/fish/vendor_completions.d

SWIFT_SOURCES := Package.swift Sources Tests Plugins Benchmarks/Package.swift Benchmarks/Sources \
  Fuzz/Package.swift Fuzz/Sources
SHELL_SCRIPTS := .ci/run scripts/install-packages scripts/faults scripts/fuzz Benchmarks/run.sh Benchmarks/perf.sh Benchmarks/stages.sh \
  lab/kernel lab/initrd lab/run lab/suite lab/packages scripts/deb scripts/deb-test

.PHONY: help demo build test test-tools cases mutants model evidence lint format faults fuzz bench build-bench install uninstall build-man
.PHONY: clean packages-build packages-test packages-bench packages-fuzz packages-lab packages-mutants packages-tools packages-stages check-swift stages
.PHONY: lab lab-suite lab-all fleet deb deb-test packages-deb packages-deb-test packages-fleet

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

model: packages-build packages-test check-swift ## every interleaving of a small machine through the judge, also those that make test leaves out
	MMTRACE_MODEL=all $(SWIFT) test --disable-xctest --filter ModelTests

lab: packages-lab build ## boot a kernel and record in it: make lab KERNEL=6.12 WORKLOAD="fork 1" RECORD="--set locks"
	lab/run $(KERNEL) $(LAB_OUT) lab/jobs/record
	@echo "the recording is $(LAB_OUT)/trace.dat$(if $(TRUTH),; what the emulator saw is beside it)"
	@if [ -n "$(TRUTH)" ]; then $(MMTRACE) verify $(LAB_OUT)/trace.dat --truth $(LAB_OUT)/truth; fi

lab-suite: packages-lab build ## what CI wants of one kernel: make lab-suite KERNEL=6.12
	lab/suite $(KERNEL)

lab-all: packages-lab build ## the same of every kernel of lab/kernels.txt
	lab/suite $$(awk '!/^#/ { print $$1 }' lab/kernels.txt)

cases: packages-build check-swift ## write expectations of cases, golden reports, docs/tables.md and probes/ anew: read the difference
	$(SWIFT) build --product CaseRunner
	.build/debug/CaseRunner --write Tests/Cases/*/*.txt
	MMTRACE_GOLDEN=write $(SWIFT) test --disable-xctest --filter "TextReportTests.theReportIsAsItWasRead|SchemaPageTests|ProbeFilesTests"

mutants: packages-build packages-mutants check-swift ## wrong pairings and judges against the cases: make mutants T=1200
	scripts/mutants --seconds $(if $(filter command line,$(origin T)),$(T),1200)

test-tools: packages-build packages-test packages-tools check-swift ## run the recipes of docs/other-tools.md and prove the rules of docs/model.md, with tools installed in .build/tools
	test -x .build/tools/bin/python3 || python3 -m venv .build/tools
	.build/tools/bin/pip install --quiet --disable-pip-version-check -r Tests/Tools/requirements.txt
	.build/tools/bin/python3 Tests/Tools/intervals.py docs/model.md
	PATH="$(CURDIR)/.build/tools/bin:$$PATH" $(SWIFT) test --disable-xctest --filter OtherToolsTests

evidence: packages-build packages-test check-swift ## every part taken away from recordings, one at a time
	MMTRACE_EVIDENCE=all $(SWIFT) test --disable-xctest --filter EvidenceTests

lint: check-swift ## check the format of Swift and the syntax of shell
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	@for script in $(SHELL_SCRIPTS); do bash -n $$script || exit 1; done
	@! command -v shellcheck >/dev/null || shellcheck $(SHELL_SCRIPTS)

format: check-swift ## format the Swift files in place
	$(SWIFT) format --in-place --parallel --recursive $(SWIFT_SOURCES)

bench: packages-bench build build-bench ## ingest beside trace-cmd report and perf script: make bench N="1000000"
	for recording in $(KINDS); do RECORDING=Tests/Fixtures/$$recording.dat Benchmarks/run.sh $(N) || exit 1; done
	Benchmarks/perf.sh $(firstword $(N))

faults: packages-test build ## kills, full disks, changing inputs: what is on the disk afterwards: make faults TRIES=60
	scripts/faults $(TRIES)

fuzz: packages-build packages-fuzz check-swift ## fuzz every reader for T seconds each: make fuzz T=60
	scripts/fuzz $(T)

fleet: packages-fleet build ## a question of FLEET=1000 recordings in DuckDB, ClickHouse and Spark: the same answers
	scripts/fleet $(FLEET)

deb: packages-deb build build-man ## a Debian package, in DEB_OUT=.build/deb
	scripts/deb $(DEB_OUT)

deb-test: packages-deb-test deb ## lintian, then installed, tried and removed in a bare Debian
	scripts/deb-test "$$(ls -t $(DEB_OUT)/mmtrace_*.deb | head -1)"

stages: packages-bench packages-stages build build-bench ## instructions of each stage against Benchmarks/stages.txt: make stages WRITE=1
	Benchmarks/stages.sh $(if $(WRITE),--write)

build-bench: check-swift
	$(SWIFT) build -c release --package-path Benchmarks --product MakeTrace

install: build build-man ## install program, man pages, completions, probes, queries: PREFIX, DESTDIR
	install -D -m 755 $(MMTRACE) $(ROOT)/bin/mmtrace
	$(MMTRACE) --experimental-dump-help | $(BUILD)/ManPages $(ROOT)/share/man docs/recording.md
	install -d $(ROOT)/$(BASH_DIR) $(ROOT)/$(ZSH_DIR) $(ROOT)/$(FISH_DIR)
	$(MMTRACE) --generate-completion-script bash > $(ROOT)/$(BASH_DIR)/mmtrace
	$(MMTRACE) --generate-completion-script zsh > $(ROOT)/$(ZSH_DIR)/_mmtrace
	$(MMTRACE) --generate-completion-script fish > $(ROOT)/$(FISH_DIR)/mmtrace.fish
	install -d $(ROOT)/share/mmtrace/probes $(ROOT)/share/doc/mmtrace
	install -m 644 probes/* $(ROOT)/share/mmtrace/probes
	for group in $(QUERY_GROUPS); do \
	  install -d $(ROOT)/share/mmtrace/$$group && \
	  install -m 644 $$group/*.sql $(ROOT)/share/mmtrace/$$group || exit 1; \
	done
	install -m 644 README.md CHANGELOG.md LICENSE docs/*.md $(ROOT)/share/doc/mmtrace

uninstall: ## remove what install put there
	rm -rf $(ROOT)/bin/mmtrace $(ROOT)/share/man/man[157]/mmtrace*.[157] $(ROOT)/$(BASH_DIR)/mmtrace \
	  $(ROOT)/$(ZSH_DIR)/_mmtrace $(ROOT)/$(FISH_DIR)/mmtrace.fish $(ROOT)/share/mmtrace \
	  $(ROOT)/share/doc/mmtrace

build-man: check-swift
	$(SWIFT) build -c release --static-swift-stdlib --product ManPages

clean: ## remove what was built
	rm -rf .build Benchmarks/.build Fuzz/.build

packages-build packages-test packages-bench packages-fuzz packages-lab packages-mutants packages-stages packages-tools packages-fleet packages-deb packages-deb-test:
	@scripts/install-packages $(@:packages-%=%)

check-swift:
	@command -v $(SWIFT) >/dev/null || \
	{ echo 'Swift 6.3 is not on the PATH: https://www.swift.org/install/linux/' >&2; exit 1; }
