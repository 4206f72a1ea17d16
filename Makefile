# make check installs what the tests need and runs them all; make test runs
# anywhere and says what it skipped.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c

FUZZTIME ?= 5s
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: check test lint fuzz bench servers tools hooks

check: servers tools lint hooks
	@.ci/fuzz $(FUZZTIME)
	AUTHLINT_SERVERS=required go test -race -timeout 4m ./...

test:
	@go test -v ./... 2>&1 | awk -f .ci/brief.awk

lint:
	@unformatted=$$(gofmt -s -l .); [ -z "$$unformatted" ] || { echo "gofmt -s would change:"; echo "$$unformatted"; exit 1; } >&2
	go vet ./...
	go tool staticcheck ./...

fuzz:
	@.ci/fuzz $(FUZZTIME)

bench:
	go test -run '^$$' -bench . -benchmem ./...

hooks:
	.ci/precommit

tools:
	@command -v pre-commit >/dev/null && command -v groff >/dev/null || { \
		$(SUDO) apt-get update -q && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends pre-commit groff-base; }

# The daemon that the distribution starts by itself is not ours and not used.
servers:
	@command -v apache2 >/dev/null && command -v htpasswd >/dev/null || { \
		$(SUDO) apt-get update -q && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends apache2 apache2-utils; }
