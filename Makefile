# Every target is a script in .ci/, so that what a person runs and what CI runs is the same.

.PHONY: help run build test lint fuzz bench prove generate

help:
	@echo "make run       build client and server, serve on http://localhost:8080 (ARGS=... for flags)"
	@echo "make build     build them to bin/rookery"
	@echo "make test      everything that has to pass: formatting to browser"
	@echo "make lint      the quick checks alone"
	@echo "make fuzz      every fuzz target, 20 s each (FUZZTIME=... for longer)"
	@echo "make bench     the benchmarks"
	@echo "make prove     what is promised, under kills, power cuts and lies (QUICK=1 for a sample, SEED=n)"
	@echo "make generate  write the generated files anew"

run: build
	@exec bin/rookery $(ARGS)

build:
	@.ci/build

test:
	@.ci/test

lint:
	@.ci/lint

fuzz:
	@.ci/fuzz

bench:
	@.ci/bench

prove:
	@.ci/prove

generate:
	@go generate ./...
