#!/usr/bin/env bash
# Finds a Rust compiler that builds for WebAssembly, and prints its path. Nothing is installed.
#
# The toolchain at hand is taken when it has the target (rustup target add wasm32-unknown-unknown). Otherwise Debian's compiler and
# standard library for WebAssembly, of the release below, are unpacked into ${GOMME_PAGE_CACHE:-target/page-rust} (180 MB are fetched),
# with the loader and libraries that they want; the linker is the one that comes with the toolchain at hand.
#
# Why a whole compiler, and why of that release: a standard library fits the one compiler that built it, to the version. Debian's next
# release always has a newer compiler than this crate asks for, and its library for WebAssembly beside it; it stays on the mirrors under
# its name when it is the stable one. Backports drop each version when the next one comes, and stable ones are too old.
set -euo pipefail
cd "$(dirname "$0")/.."

RELEASE=forky
TARGET=wasm32-unknown-unknown

fail() {
    printf 'page-setup: %s\n' "$*" >&2
    exit 1
}
trap 'fail "line $LINENO: $BASH_COMMAND"' ERR
set -E
. scripts/apt.sh

rustc=$(command -v rustc) || fail 'no Rust toolchain found: install one with https://rustup.rs'
if [ -d "$("$rustc" --print target-libdir --target "$TARGET")" ]; then
    echo "$rustc"
    exit 0
fi

for program in apt-get dpkg-deb flock sha256sum; do
    command -v "$program" >/dev/null || fail "rustup target add $TARGET is what this page needs (or Debian's tools: $program is missing)"
done
[ "$(dpkg --print-architecture)" = amd64 ] || fail "rustup target add $TARGET is what this page needs on this machine"
linker=$("$rustc" --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld
[ -x "$linker" ] || fail "rustup target add $TARGET is what this page needs: this toolchain has no $linker"

cache=${GOMME_PAGE_CACHE:-target/page-rust}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
exec 9>"$cache/lock"
flock 9
recipe=$(cat scripts/page-setup.sh scripts/apt.sh - <<<"$cache $linker" | sha256sum | cut -d' ' -f1)
if [ "$(cat "$cache/ready" 2>/dev/null)" = "$recipe" ]; then
    echo "$cache/rustc"
    exit 0
fi
rm -rf "$cache/ready" "$cache/root"
printf 'The page: fetching about 180 MB of Debian packages into %s\n' "$cache" >&2
set_up_apt "$cache/apt" "$RELEASE"
# Of what the compiler needs, the C compiler stays away: only the linker of the machine is called, for build scripts.
archives=$cache/apt/var/cache/apt/archives
apt-get -qq --yes --download-only install libstd-rust-dev libstd-rust-dev-wasm32 >/dev/null \
    || fail "Rust for WebAssembly cannot be downloaded from $RELEASE"
(cd "$archives" && apt-get -qq download rustc) || fail "rustc cannot be downloaded from $RELEASE"
mkdir -p "$cache/root"/usr/{lib,lib64,bin,sbin}
for folder in lib lib64 bin sbin; do
    ln -s "usr/$folder" "$cache/root/$folder"
done
for package in "$archives"/*.deb; do
    # Its package holds the library for two other machines as well, of 100 MB each.
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$cache/root" --keep-directory-symlink --exclude '*/wasm32-wasip*' \
        --exclude './usr/share/man/*' || fail "$package cannot be unpacked"
done
rm -rf "$archives"/*.deb
cat >"$cache/rustc" <<-END
	#!/bin/sh
	# rustc of Debian $RELEASE, with its own loader and libraries.
	root='$cache/root/usr'
	exec "\$root/lib64/ld-linux-x86-64.so.2" --library-path "\$root/lib/x86_64-linux-gnu" --argv0 rustc "\$root/bin/rustc" \\
	    --sysroot "\$root" "\$@"
	END
chmod 755 "$cache/rustc"
"$cache/rustc" --version >&2 || fail 'the compiler that was unpacked does not run'
echo "$recipe" >"$cache/ready"
echo "$cache/rustc"
