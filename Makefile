# demo      installs missing libraries, builds, and segments a clip of fixtures/
# test      installs missing libraries, builds, and runs all tests (optimized, as the numeric tests require)
# bench     compares with PyTorch, scikit-image and scikit-learn (make bench-venv installs them), writes docs/dev/BENCHMARKS.md
# checkasm  compares every kernel with plain loops at every vector width, and times both (a minute; a kernel: ONLY=multiply)
# labels-over-time  measures labels over time on clips with masks, with controls (needs ../shared and make bench-venv)
# scribbles  measures scribbles on clips with masks (needs ../shared and make bench-venv)
# promises  a short round of kills, full disks, failing system calls and damaged files (minutes)
# test-slurm  segments a film as a Slurm job array with 1, 2 and 3 workers, and kills one (minutes; installs slurm-wlm)
# mutate    runs the command on 5,000 damaged and forged files (most of an hour; a quick look: make mutate COUNT=300)
# sanitize  the same with 100 files under AddressSanitizer, then ThreadSanitizer (two full builds: many minutes)
# python    tests the Python reader in python/ (needs Python 3.10 or later; pip installs into python/.venv)
# check-report  opens a report in headless Chromium: clicks, keys, layout (needs chromium, otherwise says so)
# foreign-readers  reads every exported format with the tools themselves (pip installs them into Tests/ForeignReaders/.venv)
# build     builds the command line, .build/release/tessera
# install   installs tessera, its manual pages, completions, pipelines and documents (make install PREFIX=/opt/tessera DESTDIR=/tmp/tree)
# uninstall removes what make install installed with the same PREFIX and DESTDIR
# deb, tarball  write a Debian package and an archive to dist/; neither needs Swift where it is installed
# container  builds an image with the package, where there is podman, buildah or docker
# test-deb  installs the package in a bare Debian 12, and segments a clip there (needs root and mmdebstrap)
# examples  builds and runs the programs in Examples/
# format, lint  apply and check the code style; lint checks the links of the documents, too
# lint-documents  checks the Markdown and the spelling of the documents (pip installs two linters into .build/lint)
# reference  writes docs/COMMANDS.md and docs/PARAMETERS.md from what the program says about itself
# pictures  draws docs/images again (ten minutes; needs ffmpeg, Pillow)
# docc      builds the library's documentation, .build/docc; a warning is an error
# fixtures  renders fixtures/ again

SWIFT_BUILD = swift build -c release
TESSERA = .build/release/tessera

.PHONY: demo test build bench bench-venv checkasm check-report labels-over-time scribbles promises test-slurm mutate sanitize deps install uninstall deb tarball container test-deb manual static format lint lint-documents reference pictures docc fixtures python foreign-readers examples clean

build: deps
	$(SWIFT_BUILD) --product tessera

demo: build
	@mkdir -p demo
	$(TESSERA) segment fixtures/shapes.mp4 --overlay demo/shapes.overlay.mp4 --labels demo/shapes.labels --overwrite
	@echo
	@echo "Look at demo/shapes.overlay.mp4 (any player or browser) and at demo/shapes.labels/000000.png …"
	@echo "Your own video:  $(TESSERA) segment VIDEO"

test: build
	$(SWIFT_BUILD) --build-tests
	swift test -c release --skip-build

PYTHON = $(shell test -x .venv/bin/python && echo .venv/bin/python || echo python3)
PEER = $(wildcard ../shared/peers/pytorch_peer.py)
STILL = $(firstword $(wildcard ../shared/data/bsds500/val/images/101085.jpg) fixtures/still.png)

bench: build
	$(PYTHON) .ci/bench $(TESSERA) $(if $(PEER),--peer $(PEER)) --video fixtures/shapes.mp4 --still $(STILL)

bench-venv:
	python3 -m venv .venv
	.venv/bin/pip install -q torch scikit-image scikit-learn opencv-python-headless scipy

ONLY =

checkasm: deps
	$(SWIFT_BUILD) --product tessera-checkasm
	.build/release/tessera-checkasm $(if $(ONLY),--only $(ONLY))

SHARED = ../shared

labels-over-time: build
	$(PYTHON) .ci/labels-over-time $(TESSERA) --data $(SHARED)/data --judge $(SHARED)/judge/judge_video.py

scribbles: build
	$(PYTHON) .ci/scribbles $(TESSERA) --data $(SHARED)/data

COUNT = 5000

promises: build
	.ci/promises $(TESSERA)

test-slurm: build
	.ci/test-slurm $(TESSERA)

mutate: build
	.ci/mutate $(TESSERA) --count $(COUNT)

sanitize: deps
	swift build -c release --sanitize=address --scratch-path .build-asan --product tessera
	ASAN_OPTIONS=detect_leaks=0 .ci/mutate .build-asan/release/tessera --count 100 --memory 0 --time-limit 120
	swift build -c release --sanitize=thread --scratch-path .build-tsan --product tessera
	TSAN_OPTIONS=suppressions=$(CURDIR)/.ci/thread-sanitizer-suppressions \
	  .ci/mutate .build-tsan/release/tessera --count 100 --memory 0 --time-limit 120

check-report: build
	.ci/check-report $(TESSERA)

# Tests of the program's output need a built program, or make python TESSERA=PROGRAM.
python:
	test -x python/.venv/bin/pip || python3 -m venv python/.venv
	python/.venv/bin/pip install -q -e 'python[video,test]'
	cd python && .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && \
	  TESSERA=$(abspath $(TESSERA)) .venv/bin/pytest

READERS = Tests/ForeignReaders

# Readers that are not on PyPI are used if they are installed there, or on PYTHONPATH: davis2017, trackeval, pycocotools.ytvos.
foreign-readers: build
	@command -v python3 > /dev/null || { echo "skipped: there is no python3"; exit 0; }; \
	  set -e; test -x $(READERS)/.venv/bin/pip || python3 -m venv $(READERS)/.venv; \
	  $(READERS)/.venv/bin/pip install -q -r $(READERS)/requirements.txt; \
	  cd $(READERS) && TESSERA=$(abspath $(TESSERA)) .venv/bin/python -m pytest -q -rs -W ignore

deps:
	@./.ci/install-dependencies

PREFIX = /usr/local

install: manual
	packaging/install .build/release "$(DESTDIR)" "$(PREFIX)"

uninstall:
	packaging/uninstall "$(DESTDIR)" "$(PREFIX)"

# The manual pages and completions, in .build/release/share.
manual: build
	$(SWIFT_BUILD) --product ManualGenerator
	packaging/generate .build/release

# Swift's standard library is part of the program. FFmpeg, OpenBLAS and zlib are those of the system.
SWIFT_BUILD_STATIC = $(SWIFT_BUILD) --static-swift-stdlib --disable-local-rpath --scratch-path .build-static

static: deps
	$(SWIFT_BUILD_STATIC) --product tessera
	$(SWIFT_BUILD_STATIC) --product ManualGenerator
	packaging/generate .build-static/release

deb: static
	packaging/build-deb .build-static/release dist

tarball: static
	packaging/build-tarball .build-static/release dist

# The image, where there is a container tool.
container:
	@tool=$$(command -v podman || command -v buildah || command -v docker) || \
	  { echo "There is no podman, buildah or docker. make test-deb does in a chroot what the image does."; exit 1; }; \
	$$tool build -f packaging/Containerfile -t tessera .

test-deb: deb
	.ci/test-deb dist

format:
	swift format --in-place --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --recursive Package.swift Sources Tests
	.ci/check-documents

lint-documents:
	.ci/lint-documents

reference: manual
	cp .build/release/share/reference/*.md docs/

pictures: build
	$(SWIFT_BUILD) --product FixtureGenerator
	$(PYTHON) .ci/draw-pictures $(TESSERA) .build/release/FixtureGenerator .build/pictures

docc: build
	packaging/build-docc .build/release .build/docc

fixtures: deps
	$(SWIFT_BUILD) --product FixtureGenerator
	.build/release/FixtureGenerator fixtures

clean:
	rm -rf .build .build-static .build-asan .build-tsan demo dist python/.venv Tests/ForeignReaders/.venv

# The programs in Examples/, built against this checkout and run on a clip from fixtures/.
examples: deps
	.ci/examples
