SHELL = /bin/bash
.PHONY: demo test bench simulate lint install prepare

PREFIX ?= /usr/local
BENCH ?=
SEEDS ?= 200
SIMULATE ?=

prepare:
	@packaging/scripts/prepare

demo: prepare
	@packaging/demo/run

test: prepare
	swift build --build-tests --explicit-target-dependency-import-check error
	swift test --skip-build

bench: prepare
	swift build -c release --product risiti
	swift build -c release --product risiti-sim
	"$$(swift build -c release --show-bin-path)/risiti" bench all $(BENCH)

simulate: prepare
	swift build -c release --product risiti-simulate
	"$$(swift build -c release --show-bin-path)/risiti-simulate" --seeds $(SEEDS) $(SIMULATE)

lint:
	swift format lint --strict --recursive Sources Tests spool Package.swift

install: prepare
	swift build -c release --product risiti --static-swift-stdlib
	install -D -m 0755 "$$(swift build -c release --static-swift-stdlib --show-bin-path)/risiti" "$(DESTDIR)$(PREFIX)/bin/risiti"
