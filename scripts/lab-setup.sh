#!/usr/bin/env bash
# Fetches and unpacks what the lab's virtual machines are made of, into ${GOMME_LAB_CACHE:-target/lab}. Nothing is installed on
# this machine: the packages come from its own Debian mirror, of the release below, and are unpacked into a folder.
# Doing it again costs nothing, unless this script or tests/lab/guest has changed. No root is needed.
#
#   root/       the root of User-Mode Linux, with the tools (hdparm, nvme, sg3_utils ...) and the newer QEMU
#   uml         User-Mode Linux          qemu        runs that QEMU with its own libraries
#   vmlinuz     Debian's full kernel     base.cpio   its initramfs: busybox, the tools, the modules below
set -euo pipefail
cd "$(dirname "$0")/.."

RELEASE=trixie
# QEMU has a client for vfio-user since this version.
QEMU_AT_LEAST=10.1
TOOLS=(busybox-static kmod hdparm nvme-cli sg3-utils smartmontools mmc-utils)
# What the initramfs carries of these.
PROGRAMS=(busybox kmod hdparm nvme smartctl mmc sg_sanitize sg_inq sg_vpd sg_raw sg_format sg_sat_identify sg_requests
    sg_opcodes sg_readcap sg_luns sg_logs sg_turs)
MODULES=(ahci sd_mod sg nvme virtio_pci virtio_scsi virtio_blk 9p 9pnet_virtio sdhci_pci mmc_block uas usb_storage xhci_pci
    scsi_debug null_blk loop ext4 vfat nls_ascii nls_cp437)

cache=${GOMME_LAB_CACHE:-target/lab}

fail() {
    printf 'lab-setup: %s\n' "$*" >&2
    exit 1
}
trap 'fail "line $LINENO: $BASH_COMMAND"' ERR
set -E
. scripts/apt.sh

for program in apt-get apt-cache dpkg-deb xz strip flock sha256sum; do
    command -v "$program" >/dev/null || fail "the program $program is missing: the lab is made of Debian packages, on Debian (make setup)"
done
[ "$(dpkg --print-architecture)" = amd64 ] || fail "the lab's machines are amd64, this one is $(dpkg --print-architecture)"

mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
exec 9>"$cache/lock"
flock 9
# Paths are written into what is made: a folder that was moved is made anew.
recipe=$(cat scripts/lab-setup.sh scripts/apt.sh tests/lab/guest/* - <<<"$cache" | sha256sum | cut -d' ' -f1)
if [ "$(cat "$cache/ready" 2>/dev/null)" = "$recipe" ]; then
    exit 0
fi
rm -rf "$cache/ready" "$cache/root" "$cache/initramfs"

download() {
    local qemu kernel archives=$cache/apt/var/cache/apt/archives
    qemu=$(apt-cache madison qemu-system-x86 | awk '{ print $3 }' | sort -rV | head -1)
    [ -n "$qemu" ] || fail "no qemu-system-x86 in $RELEASE or its backports"
    dpkg --compare-versions "${qemu#*:}" ge "$QEMU_AT_LEAST" \
        || fail "qemu-system-x86 is at $qemu, and the lab needs $QEMU_AT_LEAST or newer: are $RELEASE-backports on this mirror?"
    kernel=$(apt-cache depends linux-image-amd64 | awk '$1 == "Depends:" && $2 ~ /^linux-image-/ { print $2; exit }')
    [ -n "$kernel" ] || fail "no linux-image-amd64 in $RELEASE"
    apt-get -qq --yes --download-only -t "$RELEASE-backports" install qemu-system-x86 >/dev/null \
        || fail "qemu-system-x86 $qemu cannot be downloaded"
    apt-get -qq --yes --download-only install "${TOOLS[@]}" user-mode-linux patchelf >/dev/null \
        || fail "cannot be downloaded: ${TOOLS[*]} user-mode-linux patchelf"
    # The kernel alone, without what would make it boot a real machine.
    (cd "$archives" && apt-get -qq download "$kernel") || fail "$kernel cannot be downloaded"
}

unpack() {
    mkdir -p "$cache"/root/usr/{bin,sbin,lib,lib64,lib/lab} "$cache"/root/{proc,sys,dev,tmp,run,job,etc,root,mnt}
    for folder in bin sbin lib lib64; do
        ln -s "usr/$folder" "$cache/root/$folder"
    done
    for package in "$cache"/apt/var/cache/apt/archives/*.deb; do
        dpkg-deb -x "$package" "$cache/root" || fail "$package cannot be unpacked"
    done
    rm -rf "$cache"/apt/var/cache/apt/archives/*.deb "$cache"/root/usr/share/{doc,man,locale}
}

# native PROGRAM ARGUMENT...: a program of the release, with its own loader and libraries.
native() {
    local lib=$cache/root/usr/lib
    "${lib}64/ld-linux-x86-64.so.2" --library-path "$lib/x86_64-linux-gnu" "$@"
}

# The programs that busybox is go into a folder of their own, found after the real ones.
add_busybox() {
    mkdir -p "$1/usr/lib/lab"
    local applet
    for applet in $("$cache/root/usr/bin/busybox" --list); do
        ln -sf ../../bin/busybox "$1/usr/lib/lab/$applet"
    done
    [ -e "$1/usr/bin/sh" ] || ln -s busybox "$1/usr/bin/sh"
    for applet in insmod modprobe rmmod lsmod; do
        ln -sf ../bin/kmod "$1/usr/sbin/$applet"
    done
    install -m 755 tests/lab/guest/init "$1/init"
    install -m 755 tests/lab/guest/mount-job tests/lab/guest/suspend "$1/usr/sbin/"
}

make_uml() {
    local lib=$cache/root/usr/lib
    install -m 755 "$cache/root/usr/bin/linux.uml" "$cache/uml" || fail 'the package user-mode-linux holds no linux.uml'
    # It wants a C library that this machine may not have yet, and cannot be started through a loader: it looks where its heap is.
    native "$cache/root/usr/bin/patchelf" --set-interpreter "${lib}64/ld-linux-x86-64.so.2" --force-rpath \
        --set-rpath "$lib/x86_64-linux-gnu" "$cache/uml"
    # kmod looks for the modules of the running kernel below /lib/modules.
    local modules
    for modules in "$cache"/root/usr/lib/uml/modules/*; do
        mkdir -p "$cache/root/usr/lib/modules"
        ln -sfn "../uml/modules/$(basename "$modules")" "$cache/root/usr/lib/modules/$(basename "$modules")"
        native --argv0 depmod "$cache/root/usr/bin/kmod" -b "$cache/root" "$(basename "$modules")"
    done
    add_busybox "$cache/root"
}

make_qemu() {
    local loader lib=$cache/root/usr/lib devices
    loader=$(readlink -f "${lib}64/ld-linux-x86-64.so.2")
    # QEMU looks for its modules and firmware below a folder of this name beside the program that runs, before it looks in /usr: a
    # machine with another QEMU of its own has modules there that this one stops at.
    ln -sfn "$cache/root" "$(dirname "$loader")/qemu-bundle"
    cat >"$cache/qemu" <<-END
	#!/bin/sh
	# QEMU of Debian $RELEASE-backports, with its own loader, libraries, modules and firmware.
	root='$cache/root'
	exec '$loader' --library-path "\$root/usr/lib/x86_64-linux-gnu" --argv0 qemu-system-x86_64 \\
	    "\$root/usr/bin/qemu-system-x86_64" -L "\$root/usr/share/qemu" -L "\$root/usr/share/seabios" "\$@"
	END
    chmod 755 "$cache/qemu"
    devices=$("$cache/qemu" -device help 2>&1) || fail "QEMU does not start: $devices"
    grep -q '"vfio-user-pci"' <<<"$devices" || fail 'this QEMU has no vfio-user-pci device'
}

# An uncompressed cpio: an emulated processor would take longer to unpack it than to read it.
make_initramfs() {
    local tree=$cache/initramfs version program path module file
    version=$(basename "$(ls -d "$cache"/root/usr/lib/modules/*-amd64)")
    cp "$cache/root/boot/vmlinuz-$version" "$cache/vmlinuz"
    mkdir -p "$tree"/usr/{bin,sbin,lib64,lib/x86_64-linux-gnu} "$tree"/{proc,sys,dev,tmp,run,job,etc,root,mnt}
    for file in bin sbin lib lib64; do
        ln -s "usr/$file" "$tree/$file"
    done
    for program in "${PROGRAMS[@]}"; do
        for path in usr/bin usr/sbin; do
            [ -f "$cache/root/$path/$program" ] || continue
            cp -L "$cache/root/$path/$program" "$tree/$path/"
            # A static program has none, and says so by failing.
            { native --list "$cache/root/$path/$program" 2>/dev/null || true; } | awk '$3 ~ /^\// { print $3 }'
        done
        [ -e "$tree/usr/bin/$program" ] || [ -e "$tree/usr/sbin/$program" ] || fail "no program $program in the packages"
    done | sort -u >"$cache/libraries"
    xargs -a "$cache/libraries" cp -L -t "$tree/usr/lib/x86_64-linux-gnu"
    cp -L "$cache/root/usr/lib64/ld-linux-x86-64.so.2" "$tree/usr/lib64/"
    add_busybox "$tree"

    native --argv0 depmod "$cache/root/usr/bin/kmod" -b "$cache/root" "$version"
    for module in "${MODULES[@]}"; do
        native --argv0 modprobe "$cache/root/usr/bin/kmod" -d "$cache/root" -S "$version" --show-depends "$module" \
            || fail "no module $module in $version"
    done | awk '$1 == "insmod" { print $2 }' | sort -u >"$cache/modules"
    while read -r file; do
        path=$tree/usr/lib/modules/$version/kernel/$(basename "$file" .xz)
        mkdir -p "$(dirname "$path")"
        case $file in
        *.xz) xz -dc "$file" >"$path" ;;
        *) cp "$file" "$path" ;;
        esac
        strip --strip-debug "$path"
    done <"$cache/modules"
    cp "$cache/root/usr/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} "$tree/usr/lib/modules/$version/"
    native --argv0 depmod "$cache/root/usr/bin/kmod" -b "$tree" "$version"
    (cd "$tree" && find . | "$cache/root/usr/bin/busybox" cpio -o -H newc) >"$cache/base.cpio" 2>/dev/null
    [ -s "$cache/base.cpio" ] || fail 'the initramfs could not be made'
    rm -rf "$tree"
}

printf 'The lab: fetching about 200 MB of Debian packages into %s\n' "$cache"
set_up_apt "$cache/apt" "$RELEASE" "$RELEASE-backports"
download
unpack
make_uml
make_qemu
make_initramfs
echo "$recipe" >"$cache/ready"
printf 'The lab is ready: %s\n' "$("$cache/qemu" --version | head -1)"
