# Everything starts here: `make demo` and `make test` do all the set-up on a fresh machine.

PYTHON ?= python3
export PYTHON

CANDOR := .build/release/candor
FIXTURE_PYTHON := .deps/python/bin/python

.PHONY: help setup setup-analysers setup-browser build demo test lint format fixtures bench clean

help:
	@echo 'make setup      fetch libtorch and the default model into .deps/ (about 640 MB to download, once)'
	@echo 'make setup-analysers  fetch bandit, flawfinder and semgrep into .deps/analysers (about 90 MB, once)'
	@echo 'make setup-browser    fetch Playwright into .deps/browser-tests, to test the view in Chromium (about 55 MB, once)'
	@echo 'make build      the release build of $(CANDOR)'
	@echo 'make demo       set-up, build, then the shipped experiment from prompts to report'
	@echo 'make test       set-up, lint, all tests'
	@echo 'make format     format the Swift sources in place'
	@echo 'make fixtures   make the test fixtures again with the Python libraries they come from'
	@echo 'make bench      the benchmarks that the README quotes'
	@echo 'make clean      remove build products (rm -r .deps removes libtorch and the model too)'

setup:
	@Scripts/setup

setup-analysers:
	@Scripts/setup-analysers

setup-browser:
	@Scripts/setup-browser

build: setup
	swift build -c release --product candor

demo:
	@Scripts/demo

# Chromium takes both cores of a small machine: what has time limits is tested before it.
test: setup lint
	swift test --skip BrowserTests --skip GroundTruthTests
	swift test --skip-build --filter BrowserTests
	swift test --skip-build --filter GroundTruthTests

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

format:
	swift format --in-place --recursive Sources Tests Package.swift

fixtures: $(FIXTURE_PYTHON)
	@set -e; for script in Tests/*/Fixtures/make_*.py; do echo "$$script"; $(FIXTURE_PYTHON) "$$script"; done

$(FIXTURE_PYTHON): Tests/requirements.txt
	$(PYTHON) -m venv .deps/python
	.deps/python/bin/python -m pip install --requirement Tests/requirements.txt
	@touch $@

bench: build
	Benchmarks/cpu --out .deps/bench/results.json
	Benchmarks/check cpu .deps/bench/results.json
	$(CANDOR) bench run-engine
	$(CANDOR) bench view
	Benchmarks/view

clean:
	swift package clean
