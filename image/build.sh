#!/usr/bin/env bash
# Makes FOLDER/gomme.img, its .sha256 and its .manifest, out of Debian's packages and the programs gomme and live.
# image/build.sh FOLDER GOMME LIVE. Needs no root. The same commit and the same packages give the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1 gomme=$2 live=$3
image/fetch.sh "$folder"
folder=$(cd "$folder" && pwd)
# The time of the commit: in every file, and in every file system.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022

# native PROGRAM: the command of a program of the packages, with its own loader and libraries.
native() {
    printf '%s\n' "$folder/tools/usr/lib64/ld-linux-x86-64.so.2" --argv0 "${1##*/}" \
        --library-path "$folder/tools/usr/lib/x86_64-linux-gnu:$folder/tools/usr/lib/x86_64-linux-gnu/systemd" "$folder/tools/usr/$1"
}
mapfile -t kmod < <(native bin/kmod)
mapfile -t mksquashfs < <(native bin/mksquashfs)
mapfile -t zstd < <(native bin/zstd)
mapfile -t hwdb < <(native bin/systemd-hwdb)
# kmod is depmod by its name.
kmod[2]=depmod

work=$folder/work
rm -rf "$work"
mkdir -p "$work/root"
python3 image/modules.py "$folder/boot" "$work/modules" "${kmod[@]}"
python3 image/system.py "$folder" "$work/root" "$gomme" "$live" "${hwdb[@]}"
cp -r "$work/modules/usr/lib/modules" "$work/root/usr/lib/"
find "$work/root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
"${mksquashfs[@]}" "$work/root" "$work/system.squashfs" -quiet -no-progress -noappend -all-root -reproducible -b 1M \
    -comp zstd -Xcompression-level "${GOMME_IMAGE_LEVEL:-19}" >/dev/null
python3 image/initrd.py "$work/system.squashfs" "$live" "$work/modules" "$work/initrd.img" "${zstd[@]}"
python3 image/disk.py "$folder" "$folder"/boot/boot/vmlinuz-* "$work/initrd.img" "$folder/gomme.img"
(cd "$folder" && sha256sum gomme.img >gomme.img.sha256)
{
    printf 'commit %s\ntime %s\n' "$(git rev-parse HEAD)$(git diff --quiet HEAD || echo ' and changes')" "$SOURCE_DATE_EPOCH"
    sha256sum "$folder/gomme.img" "$gomme" "$live" "$folder"/boot/boot/vmlinuz-* "$work/initrd.img" | sed "s, .*/, ,"
    cut -d' ' -f1-3,5 "$folder/packages.lock"
} >"$folder/gomme.img.manifest"
rm -rf "$work"
printf '%s: %s MiB\n' "$folder/gomme.img" "$(($(stat -c %s "$folder/gomme.img") >> 20))"
cat "$folder/gomme.img.sha256"
