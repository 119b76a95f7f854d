# make run     set up, build, and watch the demo
# make test    set up, lint, build, and run every test
# make bench   measure
# make soak    keep it under load for minutes
# make help    all of it

.DEFAULT_GOAL := help
.PHONY: help setup build run test fuzz bench soak proto readme format lint clean

SWIFT_BUILD := swift build --explicit-target-dependency-import-check error
SWIFT_CODE := Package.swift Sources Tests Examples $(wildcard Benchmarks)

help: ## Show the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Install what is missing; fast when nothing is.
	@Scripts/setup.sh

build: setup ## Build the command line tool, optimised.
	@$(SWIFT_BUILD) --configuration release --product session-buddy-telemetry

run: build ## Show the demo: an embedded collector and a stream of records.
	@"$$(swift build --configuration release --show-bin-path)/session-buddy-telemetry" demo $(ARGUMENTS)

test: setup ## Lint, build, and run every test.
	@Scripts/test.sh

fuzz: setup ## Feed the decoders damaged input: FUZZ_ROUNDS=100000 for each, FUZZ_SEED=1 for other damage.
	@FUZZ_ROUNDS=$${FUZZ_ROUNDS:-20000} swift test --disable-swift-testing --filter FuzzTests

bench: setup ## Measure, beside the floor of each figure; ARGUMENTS=instruments for a part.
	@swift run --package-path Benchmarks --configuration release Benchmarks $(ARGUMENTS)

soak: setup ## Minutes of load while the collector is killed, slow and refuses; ARGUMENTS='--minutes 10 --scenario spool'.
	@swift run --package-path Benchmarks --configuration release Soak $(ARGUMENTS)

proto: setup ## Generate the protobuf-c code from Protos/.
	@Scripts/generate-protos.sh

readme: ## Write the generated parts of README.md, and docs/conformance.md.
	@WRITE_README=1 swift test --filter DocumentationTests

format: ## Format the Swift code.
	@swift format format --in-place --recursive --parallel $(SWIFT_CODE)

lint: ## Check format, imports and hazards.
	@Scripts/lint.sh

clean: ## Remove what was built, and the Python environment.
	@rm -rf .build .build-asan .venv Benchmarks/.build
