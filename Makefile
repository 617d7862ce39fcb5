# Everything needed to build, run and test Gerbang. Two commands do all the
# set-up on a fresh machine: `make run` and `make test`.

GO        ?= go
TOOL       = $(GO) tool -modfile=tools.mod
TEMPL      = $(TOOL) templ
BIN       := bin/gerbang
export GERBANG_ADDR ?= 127.0.0.1:8080

.PHONY: run build test check bench assets generate format clean

run: build
	@sh scripts/postgres.sh >/dev/null
	@exec ./$(BIN) serve

build: assets
	@mkdir -p bin
	@$(GO) build -o $(BIN) ./cmd/gerbang

# npm packages, only when the lock file has changed since.
node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

assets: node_modules/.package-lock.json
	@npm run --silent build

# Tests of Go, then journeys in a browser against the real binary.
test: build
	@PATH="$$PATH:$$(sh scripts/postgres.sh)" $(GO) test -timeout 8m ./...
	@sh scripts/chromium.sh
	@npm run --silent test:e2e

# What must hold before a commit, apart from tests.
check: assets
	@sh scripts/check.sh

bench: build
	@sh scripts/postgres.sh >/dev/null
	@./$(BIN) bench

generate:
	@$(TEMPL) generate -log-level error

format: generate
	@gofmt -w $$(git ls-files '*.go')
	@$(TEMPL) fmt -log-level error views

clean:
	rm -rf bin node_modules static/dist/*
