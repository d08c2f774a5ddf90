#!/usr/bin/env bash
# Makes FOLDER/system, FOLDER/boot and FOLDER/tools: the packages of image/packages.txt, unpacked, and FOLDER/packages.lock, which names
# each with its version and digest. With --lock it resolves anew and writes image/packages.lock.
#
# While the packages of the committed lock are in FOLDER/debs, no network is needed. When the archive no longer has them, the image
# is made of what it has, and says so; GOMME_IMAGE_LOCKED=1 makes that an error.
set -euo pipefail
cd "$(dirname "$0")/.."
RELEASE=trixie
folder=$1
committed=image/packages.lock

fail() {
    printf 'image: %s\n' "$*" >&2
    exit 1
}
. scripts/apt.sh

group() {
    awk -v group="$1" '$1 == group { print $2 }' image/packages.txt
}

# held LOCK: whether each package of it is in the folder, with its digest.
held() {
    [ -s "$1" ] && (cd "$folder/debs" && awk '{ print $5 "  " $4 }' | sha256sum --check --quiet --status) <"$1"
}

# resolve: asks the archive, downloads, and writes FOLDER/packages.lock: GROUP PACKAGE VERSION FILE SHA256.
resolve() {
    local apt=$folder/apt name kernel
    # Its own kind of failure is told by set_up_apt.
    set_up_apt "$apt" "$RELEASE" "$RELEASE-updates"
    printf 'Dir::Cache::archives "%s/debs";\n' "$folder" >>"$APT_CONFIG"
    mkdir -p "$folder/debs/partial"
    kernel=$(apt-cache depends linux-image-amd64 | awk '$1 == "Depends:" && $2 ~ /^linux-image-/ { print $2; exit }')
    [ -n "$kernel" ] || fail "no linux-image-amd64 in $RELEASE"
    for name in system tools boot; do
        local wanted=() files=()
        mapfile -t wanted < <(group "$name" | sed "s/^linux-image-amd64\$/$kernel/")
        if [ "$name" = boot ]; then
            (cd "$folder/debs" && apt-get -qq download "${wanted[@]}") || fail "cannot be downloaded: ${wanted[*]}"
            mapfile -t files < <(apt-get -qq download --print-uris "${wanted[@]}" | awk '{ print $2 }')
        else
            apt-get -qq --yes --download-only install "${wanted[@]}" >/dev/null || fail "cannot be downloaded: ${wanted[*]}"
            mapfile -t files < <(rm -rf "$apt/none" && mkdir -p "$apt/none/partial" \
                && apt-get -qq --yes --print-uris -o Dir::Cache::archives="$apt/none" install "${wanted[@]}" | awk '{ print $2 }')
        fi
        local file digest
        for file in "${files[@]}"; do
            # apt writes the colon of an epoch as %3a into the file's name, and prints it so.
            [ -f "$folder/debs/$file" ] || fail "$file was not downloaded"
            digest=$(sha256sum "$folder/debs/$file" | cut -d' ' -f1)
            # shellcheck disable=SC2016  # dpkg-deb's own names
            printf '%s %s %s %s\n' "$name" "$(dpkg-deb -W --showformat='${Package} ${Version}' "$folder/debs/$file")" "$file" "$digest"
        done
    done | LC_ALL=C sort >"$folder/packages.lock"
    rm -rf "$apt"
}

unpack() {
    local name package version file digest
    rm -rf "${folder:?}"/{system,boot,tools}
    mkdir -p "$folder"/{system,boot,tools}
    for name in system boot tools; do
        mkdir -p "$folder/$name"/usr/{bin,sbin,lib,lib64}
        for link in bin sbin lib lib64; do
            ln -s "usr/$link" "$folder/$name/$link"
        done
    done
    while read -r name package version file digest; do
        dpkg-deb -x "$folder/debs/$file" "$folder/$name" || fail "$package $version cannot be unpacked"
    done <"$folder/packages.lock"
}

for program in apt-get apt-cache dpkg-deb xz flock sha256sum; do
    command -v "$program" >/dev/null || fail "the program $program is missing: the image is made of Debian packages, on Debian"
done
mkdir -p "$folder/debs"
folder=$(cd "$folder" && pwd)
if [ "${2:-}" = --lock ]; then
    resolve
    cp "$folder/packages.lock" "$committed"
elif held "$committed"; then
    cp "$committed" "$folder/packages.lock"
else
    resolve
    if ! diff -u "$committed" "$folder/packages.lock" >"$folder/packages.diff"; then
        [ -z "${GOMME_IMAGE_LOCKED:-}" ] || fail "the archive no longer holds what $committed names: see $folder/packages.diff"
        printf 'image: the archive has moved on since %s was written (make image-lock); this image is made of what it has now:\n' "$committed" >&2
        grep '^[-+][a-z]' "$folder/packages.diff" | cut -d' ' -f2,3 >&2 || true
    fi
fi
# Packages that no lock names any more.
for deb in "$folder"/debs/*.deb; do
    grep -qF " ${deb##*/} " "$folder/packages.lock" || rm "$deb"
done
if [ "$(cat "$folder/unpacked" 2>/dev/null)" != "$(sha256sum <"$folder/packages.lock")" ]; then
    rm -f "$folder/unpacked"
    unpack
    sha256sum <"$folder/packages.lock" >"$folder/unpacked"
fi
