#!/usr/bin/env bash
# Builds the web page: page.sh CARGO OUT [TRUST]. One file, with the trust set or trust folder in it if there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo=$1 out=$2 trust=${3:-}
PATH=$(dirname "$cargo"):$PATH
[ -z "$trust" ] || [ -r "$trust" ] || { printf 'page.sh: %s cannot be read: TRUST is the trust set to build in, or a trust folder\n' "$trust" >&2; exit 2; }

rustc=$(scripts/page-setup.sh)
target=${CARGO_TARGET_DIR:-target}
# Of a folder of its own: another compiler may have built what lies there.
build=$target/page/build
sysroot=$(rustc --print sysroot)
cargo_home=${CARGO_HOME:-$HOME/.cargo}
# No path of this machine gets into the page.
flags="--remap-path-prefix=$cargo_home=cargo --remap-path-prefix=$PWD=gomme --remap-path-prefix=$("$rustc" --print sysroot)=rust"
case $rustc in
*/page-rust/rustc | "${GOMME_PAGE_CACHE:-none}"/rustc)
    flags+=" -Clinker=$sysroot/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"
    ;;
esac
RUSTC=$rustc CARGO_TARGET_DIR=$build CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS=$flags \
    "$cargo" rustc --locked --package gomme-page --crate-type cdylib --target wasm32-unknown-unknown --profile page
arguments=("$build/wasm32-unknown-unknown/page/gomme_page.wasm" "$out")
[ -z "$trust" ] || arguments+=("$trust")
"$cargo" run --quiet --locked --package pack-page -- "${arguments[@]}"
