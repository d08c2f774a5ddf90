#!/usr/bin/env bash
# Fails unless a binary needs no shared library: it must run from an initramfs.
set -euo pipefail
binary=$1
said=$(LC_ALL=C ldd "$binary" 2>&1 || true)
case $said in
*"statically linked"* | *"not a dynamic executable"*) ;;
*)
    printf '%s is not static:\n%s\n' "$binary" "$said" >&2
    exit 1
    ;;
esac
printf '%s: static, %s bytes\n' "$binary" "$(stat -c %s "$binary")"
