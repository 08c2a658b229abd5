# Aerial: `make demo` and `make test` do everything from nothing; run again they only do what is new.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# One build serves the demo, the tests and the installed program.
SWIFT_FLAGS := -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error
# The order of a package's traits among the compiler's flags hangs on Swift's hashing: in another order SwiftProtobuf and Hummingbird, and
# what stands on them, are compiled again.
SWIFT_BUILD := SWIFT_DETERMINISTIC_HASHING=1 swift build
# 'swift test' would build everything once more with settings of its own, and every tool of every package: protoc, in C++.
BUILD_TESTS := $(SWIFT_BUILD) $(SWIFT_FLAGS) --product aerialPackageTests
BIN := .build/release
AERIAL := $(BIN)/aerial
# The tests' program itself: 'swift test' would keep a second one from running beside it. Several programs compute beside each other:
# threads that wait for each other do not spin meanwhile.
TEST := env OPENBLAS_NUM_THREADS=1 GOMP_SPINCOUNT=0 $(BIN)/aerialPackageTests.xctest --testing-library swift-testing
CLUSTER_TESTS := scripts/test-spark.sh $(TEST) --no-parallel --filter ClusterTests
BROWSER_TESTS := AERIAL=$(AERIAL) scripts/test-serve.sh
PREFIX ?= /usr/local
DEMO ?= demo
# The weights that demo and tests use lie with the other third-party files.
export AERIAL_HOME ?= $(CURDIR)/.deps/aerial

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: deps
deps: ## Debian packages and OpenVINO (asks for sudo only if something is missing)
	@scripts/deps.sh

.PHONY: build
build: deps ## The program, in .build/release/aerial
	@$(SWIFT_BUILD) $(SWIFT_FLAGS) --product AerialTorch
	@$(SWIFT_BUILD) $(SWIFT_FLAGS) --product aerial
	@$(SWIFT_BUILD) $(SWIFT_FLAGS) --product aerial-worker

.PHONY: spark-client
spark-client: build ## The client of Spark, in .build/release/aerial-spark (aerial finds it there)
	@$(SWIFT_BUILD) $(SWIFT_FLAGS) --product aerial-spark

.PHONY: serve
serve: build ## The workbench's server, in .build/release/aerial-server (aerial serve finds it there)
	@$(SWIFT_BUILD) $(SWIFT_FLAGS) --product aerial-server
	@scripts/deps.sh workbench

.PHONY: serve-demo
serve-demo: serve demo ## The workbench on the demo's county, in the browser
	@$(AERIAL) serve $(DEMO) --open

.PHONY: weights
weights: build ## The pretrained weights that demo and tests use
	@$(AERIAL) weights pull efficientnet-lite0 --quiet

.PHONY: demo
demo: build weights ## A synthetic county from imagery to map and report
	@AERIAL=$(AERIAL) scripts/demo.sh $(DEMO)

.PHONY: examples build-examples
examples: build ## The programs of Examples/, in .build/release
	@$(MAKE) --no-print-directory build-examples

build-examples:
	@# One at a time: all products of a package bring the tools of all packages that it uses, protoc among them.
	@for program in $(notdir $(wildcard Examples/Sources/*)); do \
	    $(SWIFT_BUILD) --package-path Examples --scratch-path .build $(SWIFT_FLAGS) --product $$program && test -x $(BIN)/$$program || \
	    { echo "$$program was not built" >&2; exit 1; }; done

# First of all builds: its graph has nearly every module, so both the short and the long chains of them are at work.
.PHONY: tests
tests: deps
	@$(BUILD_TESTS)

.PHONY: tested
tested: deps format-check tests build spark-client serve weights
	@# Last: building other products of the same folder may take these away.
	@$(MAKE) --no-print-directory build-examples

.PHONY: test
test: tested ## The tests that need neither a cluster nor a browser
	@$(TEST)

# The package's modules wait for each other, so that a second core is often free: the fuzzers are built beside them, in a folder of
# their own. A cluster mostly waits: its tests run beside the others.
.PHONY: test-all
test-all: deps ## All tests, side by side: those of make test, test-spark and test-serve, and each parser fuzzed for 20 s
	@log=$$(mktemp); BUILD=debug nice Fuzz/run.sh 0 >"$$log" 2>&1 & fuzzers=$$!; \
	$(MAKE) --no-print-directory tested spark; \
	wait $$fuzzers || { cat "$$log" >&2; exit 1; }; rm -f "$$log"
	@$(MAKE) --no-print-directory -j3 run-cluster run-tests run-fuzz run-browser

.PHONY: run-tests run-cluster run-browser run-fuzz
run-tests: ; @$(TEST)
run-cluster: ; @$(CLUSTER_TESTS)
run-browser: ; @$(BROWSER_TESTS)
run-fuzz: ; @BUILD=debug Fuzz/run.sh 20

.PHONY: test-some
test-some: build weights ## Some tests: make test-some FILTER=ImageryTests
	@$(BUILD_TESTS)
	@$(TEST) --filter "$(FILTER)"

.PHONY: bench
bench: build weights ## Scoring beside Python pipelines: make bench IMAGES=folder [MODE=quick|full]
	@AERIAL=$(AERIAL) Benchmarks/scoring/run.sh "$(IMAGES)" $(or $(MODE),quick)
	@AERIAL=$(AERIAL) Benchmarks/scoring/formats.sh .build/benchmark-$(if $(filter full,$(MODE)),11760,1000)

.PHONY: spark
spark: ## Java 17 and Spark 4 in .deps/spark (fetches 456 MB once)
	@scripts/spark.sh install

.PHONY: spark-up
spark-up: spark-client ## A master, two workers and a Connect server on loopback; prints the address for --spark
	@scripts/spark.sh up

.PHONY: spark-down
spark-down: ## Stops them
	@scripts/spark.sh down

.PHONY: test-spark
test-spark: spark-client weights spark ## Tests on a Spark cluster of their own, started and stopped
	@$(BUILD_TESTS)
	@$(CLUSTER_TESTS)

.PHONY: test-serve
test-serve: serve weights ## The workbench and the pages of commands in a real Chromium (fetches Playwright from PyPI once)
	@$(BROWSER_TESTS)

.PHONY: test-mlflow
test-mlflow: build weights ## Runs sent to a real MLflow server (fetches MLflow from PyPI once)
	@AERIAL=$(AERIAL) scripts/test-mlflow.sh

.PHONY: test-stores
test-stores: build weights ## Everything in a bucket of an S3 server on loopback (fetches moto from PyPI once)
	@AERIAL=$(AERIAL) scripts/test-stores.sh

.PHONY: test-exports
test-exports: build ## Every model that export writes, run in ONNX Runtime (fetches it from PyPI once)
	@$(BUILD_TESTS)
	@scripts/test-exports.sh $(TEST)

.PHONY: sbom
sbom: build ## A bill of materials of the built program: bill-of-materials.json (CycloneDX)
	@scripts/sbom.sh $(BIN) bill-of-materials.json

.PHONY: fuzz
fuzz: deps ## Fuzzes every parser that is Aerial's own: make fuzz SECONDS=60
	@Fuzz/run.sh $(if $(filter command line,$(origin SECONDS)),$(SECONDS),60)

.PHONY: mutants
mutants: build weights ## Damaged files of every kind through the program: make mutants [COUNT=1000]
	@AERIAL=$(AERIAL) Fuzz/mutants.sh $(or $(COUNT),1000)

.PHONY: faults
faults: build weights ## Fails every write of every command, one at a time: make faults [MOST=20]
	@python3 Tests/Faults/sweep.py $(AERIAL) .build/faults $(if $(MOST),--most $(MOST))

.PHONY: kills
kills: build weights ## Kills every command at random moments: make kills [TIMES=20]
	@python3 Tests/Faults/kills.py $(AERIAL) .build/faults --times $(or $(TIMES),20)

.PHONY: format
format: ## Formats the sources
	@swift format --in-place --recursive --parallel Package.swift Sources Tests Examples/Package.swift Examples/Sources
	@scripts/format-c.sh

.PHONY: format-check
format-check: ## Fails when a source is not formatted
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples/Package.swift Examples/Sources
	@scripts/format-c.sh --check

.PHONY: docs
docs: build ## The library's documentation as pages, in .build/docs
	@scripts/docs.sh $(BIN) .build/docs

.PHONY: manual
manual: build ## The manual's pages, in .build/manual
	@scripts/manual.sh $(AERIAL) .build/manual

.PHONY: install
install: spark-client serve manual ## Installs below PREFIX (default /usr/local); the tree can be moved
	@scripts/install.sh "$(BIN)" "$(DESTDIR)$(PREFIX)"

.PHONY: clean
clean: ## Removes what was built (not what was fetched into .deps)
	@rm -rf .build $(DEMO)
