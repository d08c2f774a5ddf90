#!/usr/bin/env bash
# Installs the Debian packages that are missing for: build, page, sheet, demo, test, bench, lab, image, boot (any of them, as arguments).
# Looks for programs first: where they are there, nothing is installed and no privilege is needed.
set -euo pipefail

packages=()
# need PROGRAM PACKAGE: the package, unless the program is there.
need() {
    PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null 2>&1 || packages+=("$2")
}

for what in "$@"; do
    case $what in
    build)
        need cc build-essential
        ;;
    page)
        need flock util-linux
        need sha256sum coreutils
        ;;
    sheet)
        need chromium-headless-shell chromium-headless-shell
        need qpdf qpdf
        ;;
    demo)
        need losetup mount
        need ssh-keygen openssh-client
        ;;
    test)
        need losetup mount
        need setpriv util-linux
        need sfdisk fdisk
        need ssh-keygen openssh-client
        need openssl openssl
        need fusermount3 fuse3
        need mkfs.ext4 e2fsprogs
        need mkfs.btrfs btrfs-progs
        need jq jq
        need qpdf qpdf
        need pdftotext poppler-utils
        need zbarimg zbar-tools
        need cjpeg libjpeg-turbo-progs
        need python3 python3
        need strace strace
        need tmux tmux
        # The web page is opened in a browser.
        need chromium-headless-shell chromium-headless-shell
        need fc-list fontconfig
        ;;
    bench)
        need losetup mount
        need python3 python3
        need fio fio
        need nwipe nwipe
        ;;
    lab)
        need strip binutils
        need xz xz-utils
        need flock util-linux
        ;;
    image)
        # The rest of its tools come out of the very packages that it is made of.
        need xz xz-utils
        need flock util-linux
        need perl perl
        need python3 python3
        [ -r /usr/share/keyrings/debian-archive-keyring.gpg ] || packages+=(debian-archive-keyring)
        ;;
    boot)
        need qemu-system-x86_64 qemu-system-x86
        need mcopy mtools
        need mkfs.vfat dosfstools
        need sfdisk fdisk
        need python3 python3
        [ -r /usr/share/OVMF/OVMF_VARS_4M.ms.fd ] || packages+=(ovmf)
        [ -r /usr/share/OVMF/OVMF32_VARS_4M.fd ] || packages+=(ovmf-ia32)
        ;;
    *)
        printf 'setup.sh: unknown part: %s\n' "$what" >&2
        exit 2
        ;;
    esac
done

if [ "$#" -gt 0 ] && ! command -v cargo >/dev/null 2>&1 && [ -z "${CARGO_HOME:-}" ]; then
    echo 'No Rust toolchain found: install one with https://rustup.rs, then try again.' >&2
    exit 2
fi

[ "${#packages[@]}" -gt 0 ] || exit 0
mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)

if ! command -v apt-get >/dev/null 2>&1; then
    printf 'Missing, and this is no Debian: please install what these Debian packages hold: %s\n' "${packages[*]}" >&2
    exit 2
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        printf 'Missing: %s. Please install it as root: apt-get install %s\n' "${packages[*]}" "${packages[*]}" >&2
        exit 2
    fi
    as_root=(sudo)
fi
printf 'Installing: %s\n' "${packages[*]}"
# Somebody else may be installing: that is waited for.
wait_for_lock=(-o DPkg::Lock::Timeout=300)
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "${wait_for_lock[@]}" update
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "${wait_for_lock[@]}" install --yes --no-install-recommends "${packages[@]}" >/dev/null
