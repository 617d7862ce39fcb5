#!/bin/sh
# What must hold before a commit: format, vet, staticcheck, fresh generated
# files, the import rule, locale parity.
set -eu
cd "$(dirname "$0")/.."
failed=0
step() { echo "check: $1"; }

step "format"
unformatted=$(git ls-files -z '*.go' | xargs -0 gofmt -l)
if [ -n "$unformatted" ]; then
	echo "not gofmt-ed:"; echo "$unformatted"; failed=1
fi

step "generated files"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git ls-files -z --cached --others --exclude-standard 'views/*_templ.go' | xargs -0 sha256sum >"$work/before"
go tool -modfile=tools.mod templ generate -log-level error
git ls-files -z --cached --others --exclude-standard 'views/*_templ.go' | xargs -0 sha256sum >"$work/after"
if ! diff "$work/before" "$work/after" >"$work/diff"; then
	echo "generated files were not fresh; commit what make generate writes:"; cat "$work/diff"; failed=1
fi

step "modules"
go mod verify >/dev/null
go mod tidy -diff >"$work/tidy" 2>&1 || { echo "go.mod is not tidy:"; cat "$work/tidy"; failed=1; }

step "vet"
go vet ./... || failed=1

step "staticcheck"
go tool -modfile=tools.mod staticcheck ./... || failed=1

step "import rule, locale parity, texts that nothing names"
go test -count=1 -run 'TestImportRule|TestLoad|TestParity|TestKeys|TestEvery' ./app/ ./app/i18n/ || failed=1

exit $failed
