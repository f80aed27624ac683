SHELL = /bin/bash
.PHONY: demo test simulate simulate-tests torture bench lint install prepare

PREFIX ?= /usr/local
BENCH ?=
# More for the doctored spools, such as DOCTOR='--copies 5000 --seed 7'.
DOCTOR ?=
SEEDS ?= 200
# More for the simulation, such as SIMULATE='--seconds 60' or SIMULATE='--seed 7'.
SIMULATE ?=

prepare:
	@packaging/scripts/prepare

demo: prepare
	@packaging/demo/run

test: prepare
	swift build --build-tests --explicit-target-dependency-import-check error
	# Eight at a time: all at once they wait for each other until their limits of time are over.
	swift test --skip-build --experimental-maximum-parallelization-width 8 --skip CrashMatrixTests
	# By itself, for it keeps every processor busy for minutes, and others wait for what comes.
	swift test --skip-build --filter CrashMatrixTests
	packaging/verifier/doctor.py --risiti "$$(swift build --show-bin-path)/risiti" $(DOCTOR)

# Kills of the real process and cuts of a real guest's power, more than an hour; KILLS, BOOKS_KILLS, CUTS and SEED decide
# how much.
torture:
	@packaging/scripts/prepare qemu-system-x86 linux-image-cloud-amd64 busybox-static cpio e2fsprogs kmod
	KILLS=$${KILLS:-1000} packaging/torture/kill
	packaging/torture/books --kills $${BOOKS_KILLS:-200} --seed $${SEED:-1}
	packaging/torture/books --kills $${BOOKS_KILLS:-200} --seed $${SEED:-1} --after none
	CUTS=$${CUTS:-20} packaging/torture/powercut

bench: prepare
	swift build -c release --product risiti
	swift build -c release --product risiti-sim
	"$$(swift build -c release --show-bin-path)/risiti" bench all $(BENCH)
	packaging/bench/card accept

simulate: prepare
	swift build -c release --product risiti-simulate
	"$$(swift build -c release --show-bin-path)/risiti-simulate" --seeds $(SEEDS) $(SIMULATE)

# The same in the build of the tests, as far as it comes in the time that CI has for it.
simulate-tests:
	"$$(swift build --show-bin-path)/risiti-simulate" --seeds $(SEEDS) --seconds 75 $(SIMULATE)

lint:
	swift format lint --strict --recursive Sources Tests spool firmware-profiles Package.swift

install: prepare
	swift build -c release --product risiti --static-swift-stdlib
	install -s -D -m 0755 "$$(swift build -c release --static-swift-stdlib --show-bin-path)/risiti" "$(DESTDIR)$(PREFIX)/bin/risiti"
