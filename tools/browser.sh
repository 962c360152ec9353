#!/bin/sh
# Makes sure the browser tests have Chromium; where only an administrator could install it, says the line to type.
set -eu
command -v chromium >/dev/null 2>&1 && exit 0
line="apt-get install -y --no-install-recommends chromium"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -q && DEBIAN_FRONTEND=noninteractive $line && exit 0
fi
echo "The browser tests need Chromium and are left out. To run them too: sudo $line" >&2
