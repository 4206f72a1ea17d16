# make check installs what the tests need and runs them all; make test runs
# anywhere and says what it skipped. The command's own tests start it hundreds of
# times, for each of which the race detector takes a third of a second: what the
# command is made of is tested with it, and the command without.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c

FUZZTIME ?= 2s
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: check test lint fuzz bench servers browser tools hooks

check: servers browser tools lint hooks
	@.ci/fuzz $(FUZZTIME)
	AUTHLINT_SERVERS=required go test -race -timeout 9m $$(go list ./... | grep -v /cmd/)
	AUTHLINT_SERVERS=required go test -timeout 9m ./cmd/...

check: validators
check: export AUTHLINT_VALIDATORS = required
check: export AUTHLINT_SARIF_MULTITOOL = $(MULTITOOL)/node_modules/@microsoft/sarif-multitool-linux

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
	@command -v pre-commit >/dev/null && command -v groff >/dev/null && command -v pcre2test >/dev/null && command -v strace >/dev/null || { \
		$(SUDO) apt-get update -q && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends pre-commit groff-base pcre2-utils strace; }

servers:
	@command -v apache2 >/dev/null && command -v htpasswd >/dev/null && command -v nginx >/dev/null && \
	command -v mariadbd >/dev/null && command -v mariadb-install-db >/dev/null && command -v mariadb-dump >/dev/null && \
	[ -e /usr/share/wordpress/wp-settings.php ] && ls /usr/sbin/php-fpm* /usr/lib/apache2/modules/libphp*.so >/dev/null 2>&1 && \
	php -r 'exit(extension_loaded("mysqli") ? 0 : 1);' 2>/dev/null || $(SUDO) .ci/install apache2 apache2-utils nginx-light \
		wordpress libapache2-mod-php php-cli php-fpm php-mysql mariadb-server

browser:
	@command -v chromedriver >/dev/null && { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null || \
		$(SUDO) .ci/install chromium chromium-driver

# Microsoft's validator comes with the schema of SARIF, in a package of npm's.
MULTITOOL_VERSION := 5.7.0
MULTITOOL = $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/authlint/sarif-multitool-$(MULTITOOL_VERSION)

.PHONY: validators
validators:
	@missing=; command -v xmllint >/dev/null || missing=libxml2-utils; command -v npm >/dev/null || missing+=" npm"; \
	[ -z "$$missing" ] || { \
		$(SUDO) apt-get update -q && \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing; }
	@[ -x "$(MULTITOOL)/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool" ] || { \
		npm install --silent --no-save --ignore-scripts --prefix "$(MULTITOOL)" @microsoft/sarif-multitool-linux@$(MULTITOOL_VERSION) && \
		chmod u+x "$(MULTITOOL)/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"; }
