PREFIX ?= /usr/local
DESTDIR ?=
# Where `make install` links check_virtpulse.
NAGIOS_PLUGINS ?= $(PREFIX)/lib/nagios/plugins
# LAB=0 leaves out the tests that start real guests; they need root.
LAB ?= 1
# How long `make soak` goes on; SEED repeats the random choices of another run.
SOAK_MINUTES ?= 10
# How long `make fuzz` goes on with each of its targets.
FUZZ_SECONDS ?= 60
SEED ?=
# Where `make demo` and `make run` listen.
ADDRESS ?= 127.0.0.1:9177

RELEASE := .build/release
# Stripped by the linker, so that an unchanged program is not linked again. A program exports no symbols, and packed
# relocations (glibc 2.36 or newer, as on Debian 12) save another megabyte, as does -Osize, at no measured cost. Colours
# would be another command line, and so a whole build, on a terminal than elsewhere.
# The runtime's C++ library is linked from its archive, where there is one: to load it would make each start a
# millisecond longer.
ARCHIVES := $(CURDIR)/.build/archives
RELEASE_FLAGS := -c release --no-color-diagnostics --static-swift-stdlib -Xswiftc -Osize -Xswiftc -use-ld=lld -Xlinker -s -Xlinker --no-export-dynamic \
	-Xlinker -z -Xlinker pack-relative-relocs -Xlinker --icf=all \
	-Xlinker -L$(ARCHIVES) -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
TOOLS := .build/bench-tools
FUZZ_TARGETS := request web-configuration feed collectd-configuration
PACKAGES := packaging/install-packages

.DEFAULT_GOAL := build

## build: the release programs, static against the Swift runtime and stripped, .build/release/{virtpulse,virtpulse-plugin,virtpulse-snmp}
.PHONY: build
build: swift
	@$(PACKAGES) build
	@mkdir -p $(ARCHIVES)
	@archive=$$(clang -print-file-name=libstdc++.a 2>/dev/null); [ ! -f "$$archive" ] || ln -sf "$$archive" $(ARCHIVES)
	swift build $(RELEASE_FLAGS) --product virtpulse
	swift build $(RELEASE_FLAGS) --product virtpulse-plugin
	swift build $(RELEASE_FLAGS) --product virtpulse-snmp

## run: install what is missing, build and serve this host on ADDRESS
.PHONY: run
run: build
	exec $(RELEASE)/virtpulse serve --web.listen-address $(ADDRESS)

## demo: serve six real guests in different states on ADDRESS until Ctrl-C; needs root
.PHONY: demo
demo: root build
	@$(PACKAGES) demo
	@exec Tests/lab/demo $(RELEASE)/virtpulse $(ADDRESS)

## test: all tests; LAB=0 leaves out those with real guests, which need root
.PHONY: test
test: swift
ifneq ($(LAB),0)
	@[ "$$(id -u)" = 0 ] || { echo "make test: the tests with real guests need root; run it as root, or without them: make test LAB=0" >&2; exit 1; }
	@$(PACKAGES) test
	@Tests/lab/linux .build-linux
else
	@$(PACKAGES) build
endif
	VIRTPULSE_LAB=$(LAB) Tests/run

## test-matrix: the tests with real guests against libvirt 9.0, 11.3 and 12.8, and a build against the newest headers
.PHONY: test-matrix
test-matrix: root swift
	@$(PACKAGES) matrix
	@Tests/lab/linux .build-linux
	Tests/lab/matrix .build-matrix

## bench: the promised figures, against 100 real guests and synthetic snapshots; needs root
.PHONY: bench
bench: root build
	@$(PACKAGES) bench
	VIRTPULSE_BENCH=1 swift build $(RELEASE_FLAGS) --product virtpulse-bench
	@mkdir -p $(TOOLS)
	cc -O2 -Wall -Wextra -Werror -D_GNU_SOURCE -o $(TOOLS)/bulk-call Benchmarks/bulk-call.c $$(pkg-config --cflags --libs libvirt)
	cc -O2 -Wall -Wextra -Werror -D_GNU_SOURCE -o $(TOOLS)/page-client Benchmarks/page-client.c
	cc -O2 -Wall -Wextra -Werror -D_GNU_SOURCE -o $(TOOLS)/snmp-client Benchmarks/snmp-client.c $$(pkg-config --cflags --libs netsnmp)
	cc -O2 -Wall -Wextra -Werror -D_GNU_SOURCE -o $(TOOLS)/table-container Benchmarks/table-container.c $$(pkg-config --cflags --libs netsnmp-agent)
	Benchmarks/run $(TOOLS) $(RELEASE)/virtpulse $(RELEASE)/virtpulse-plugin $(RELEASE)/virtpulse-snmp $(RELEASE)/virtpulse-bench

## soak: all faults at random for SOAK_MINUTES among real guests, every page judged; SEED=N repeats one; needs root
.PHONY: soak
soak: root build
	@$(PACKAGES) test
	VIRTPULSE_SOAK=1 swift build $(RELEASE_FLAGS) --product virtpulse-soak
	$(RELEASE)/virtpulse-soak $(RELEASE)/virtpulse $(SOAK_MINUTES) $(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))

## fuzz: libFuzzer on requests, on web and collectd's configurations and on the feed's messages, FUZZ_SECONDS each
.PHONY: fuzz
fuzz: swift
	@$(PACKAGES) build
	VIRTPULSE_FUZZ=1 swift build --no-color-diagnostics --scratch-path .build-fuzz --product virtpulse-fuzz -Xswiftc -sanitize=fuzzer,address -Xswiftc -use-ld=lld
	@mkdir -p $(addprefix .build-fuzz/corpus/,$(FUZZ_TARGETS))
	@cp Tests/WebConfigTests/Fixtures/*.yml .build-fuzz/corpus/web-configuration
	@cp Tests/Fuzz/requests/* .build-fuzz/corpus/request
	@cp Tests/FeedTests/Recorded/*/* .build-fuzz/corpus/feed
	@cp Tests/Fuzz/collectd-configurations/* .build-fuzz/corpus/collectd-configuration
	# Swift's backtracer hangs on what the sanitizer found
	cd .build-fuzz && for target in $(FUZZ_TARGETS); do \
		FUZZ_TARGET=$$target SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 debug/virtpulse-fuzz -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 corpus/$$target || exit 1; \
	done

## lint: format, shell scripts and file lengths
.PHONY: lint
lint: swift
	@$(PACKAGES) lint
	.ci/lint

## format: rewrite the Swift files as lint wants them
.PHONY: format
format: swift
	swift format --in-place --recursive Sources Tests Package.swift

## docs: regenerate the documentation that is made from the catalogue
.PHONY: docs
docs: swift
	@$(PACKAGES) build
	UPDATE_DOCS=1 swift test --filter Docs

## feed-code: write Sources/Feed/feed.pb.swift anew from feed.proto
.PHONY: feed-code
feed-code: swift
	@$(PACKAGES) build feed-code
	swift package resolve
	swift build -c release --package-path .build/checkouts/swift-protobuf --scratch-path .build-protobuf --product protoc-gen-swift
	protoc --plugin=.build-protobuf/release/protoc-gen-swift --swift_opt=Visibility=Internal --swift_out=Sources/Feed \
		--proto_path=Sources/Feed feed.proto

## install: copy the built programs and the SNMP modules to DESTDIR PREFIX, and link check_virtpulse in NAGIOS_PLUGINS (run `make build` before)
.PHONY: install
install:
	@[ -x $(RELEASE)/virtpulse ] && [ -x $(RELEASE)/virtpulse-plugin ] && [ -x $(RELEASE)/virtpulse-snmp ] || { echo "make install: nothing is built; run: make build" >&2; exit 1; }
	install -D -m 0755 $(RELEASE)/virtpulse "$(DESTDIR)$(PREFIX)/bin/virtpulse"
	install -D -m 0755 $(RELEASE)/virtpulse-plugin "$(DESTDIR)$(PREFIX)/bin/virtpulse-plugin"
	install -D -m 0755 $(RELEASE)/virtpulse-snmp "$(DESTDIR)$(PREFIX)/bin/virtpulse-snmp"
	install -D -m 0644 -t "$(DESTDIR)$(PREFIX)/share/snmp/mibs" mibs/*.txt
	install -d "$(DESTDIR)$(NAGIOS_PLUGINS)"
	ln -sfr "$(DESTDIR)$(PREFIX)/bin/virtpulse-plugin" "$(DESTDIR)$(NAGIOS_PLUGINS)/check_virtpulse"
	install -D -m 0644 LICENSE "$(DESTDIR)$(PREFIX)/share/doc/virtpulse/copyright"

## clean: remove everything built, the cached OS roots too
.PHONY: clean
clean:
	rm -rf .build .build-matrix .build-linux .build-fuzz .build-protobuf

## help: this list
.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

.PHONY: root
root:
	@[ "$$(id -u)" = 0 ] || { echo "make $(MAKECMDGOALS): real guests need root" >&2; exit 1; }

.PHONY: swift
swift:
	@command -v swift >/dev/null || { echo "Swift is missing: install Swift 6.2 or newer from https://www.swift.org/install/linux/ and put it on PATH" >&2; exit 1; }
