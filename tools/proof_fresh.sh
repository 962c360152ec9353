#!/bin/sh
# Shows both commands on a bare Debian 12 made on the spot, as an ordinary user. Needs root and debootstrap.
# Where packages come from is read from this machine's own configuration, and written nowhere.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
root=$(mktemp -d /var/tmp/wederhoor-fresh.XXXXXX)
chmod 755 "$root" # an ordinary user must walk through it
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
bound=""

finish() {
  for place in $bound; do umount -l "$root$place" 2>/dev/null || true; done
  rm -rf --one-file-system "$root"
}
trap finish EXIT
trap 'exit 1' INT TERM

bind() { # a folder of this machine at the same place inside, read-only where a second word says so
  mkdir -p "$root$1"
  mount --bind "$1" "$root$1"
  [ "${2:-}" = ro ] && mount -o remount,bind,ro "$root$1"
  bound="$1 $bound"
}

debootstrap --variant=minbase --include=git,make,python3-venv,ca-certificates bookworm "$root" "$mirror" >/dev/null
for place in /proc /dev /dev/shm; do bind $place; done
for place in /etc/ssl/certs /usr/local/share/ca-certificates /etc/apt/apt.conf.d; do [ -d $place ] && bind $place ro; done
mkdir -p "$root/etc/uv"
for file in /etc/resolv.conf /etc/hosts /etc/pip.conf /etc/uv/uv.toml; do [ -e $file ] && cp -L $file "$root$file"; done
# Folders that pip was told to look in are part of where this machine's packages come from.
for place in $(python3 -m pip config list 2>/dev/null | grep -oE "(file://)?/[^ ']+" | sed 's#^file://##' | sort -u) ${PIP_FIND_LINKS:-}; do
  [ -d "$place" ] && bind "$place" ro
done

chroot "$root" useradd --create-home --shell /bin/sh guest
git clone -q --no-hardlinks "$top" "$root/home/guest/wederhoor"
for tool in pip uv; do
  [ -d "$HOME/.config/$tool" ] && mkdir -p "$root/home/guest/.config" && cp -r "$HOME/.config/$tool" "$root/home/guest/.config/"
done
chroot "$root" chown -R guest:guest /home/guest

as_guest() { chroot --userspec=guest:guest "$root" env HOME=/home/guest USER=guest LANG=C.UTF-8 sh -c "cd ~/wederhoor && $1"; }

echo "== make up"
as_guest 'set -e
  make up UP="--port 0" >up.log 2>&1 & up=$!
  for _ in $(seq 600); do grep -q "Ctrl-C stops" up.log && break; kill -0 $up 2>/dev/null || break; sleep 0.5; done
  cat up.log
  address=$(grep -oE "http://localhost:[0-9]+" up.log | head -n 1)
  .venv/bin/python -c "import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).status, sys.argv[1])" "$address"
  kill -TERM $up
  wait $up || true
  tail -n 1 up.log'
echo "== make test"
as_guest 'make test'
