#!/bin/sh
# Makes sure that the browser of the journeys is there; fails loudly if it
# cannot be installed.
set -eu
if [ -n "${GERBANG_CHROMIUM:-}" ]; then
	[ -x "$GERBANG_CHROMIUM" ] && exit 0
	echo "GERBANG_CHROMIUM is $GERBANG_CHROMIUM, which is no program." >&2
	exit 1
fi
for name in chromium chromium-browser google-chrome; do
	command -v "$name" >/dev/null 2>&1 && exit 0
done
echo "No Chromium on this machine: installing the distribution's package."
as_root=""
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null 2>&1 || {
		echo "The browser tests need Chromium. Install it (Debian: apt-get install chromium) or set GERBANG_CHROMIUM." >&2
		exit 1
	}
	as_root="sudo"
fi
command -v apt-get >/dev/null 2>&1 || {
	echo "The browser tests need Chromium, and this machine has no apt-get to install it with. Set GERBANG_CHROMIUM." >&2
	exit 1
}
$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null
command -v chromium >/dev/null 2>&1 || { echo "Chromium could not be installed." >&2; exit 1; }
