#!/usr/bin/env python3
"""Writes the disk image: a partition table, GRUB for BIOS in the gap behind it, the partition to start from, the data partition.

disk.py FOLDER KERNEL INITRD OUT, where FOLDER holds the unpacked packages (image/fetch.sh). No root, no loop device, no mount. The same
inputs and SOURCE_DATE_EPOCH give the same bytes.

    sector 0      boot code, and the table: entry 1 the data partition, entry 2 the one to start from
    sector 1      GRUB for BIOS, whole
    sector 4096   FAT32 GOMME, type EFh, active: shim, GRUB, kernel, initramfs
    then          FAT32 ATTESTATION, type 0Ch: last, so that it can grow; first in the table, for Windows that shows one alone
"""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# The disk signature of every gomme stick (src/drive/boot.rs, image/live/src/stick/table.rs, image/grub.cfg, the device manager's rule).
SIGNATURE = 0x474F4D4D
BOOT_VOLUME, DATA_VOLUME = "474f4d42", "474f4d44"
GAP_SECTORS, BOOT_MIB, DATA_MIB = 4096, 96, 64
BIOS_MODULES = ["biosdisk", "vbe", "vga", "linux16"]
EFI_MODULES = ["efi_gop", "efi_uga"]
# What image/grub.cfg uses. Nothing is loaded from the stick.
MODULES = [
    "all_video", "configfile", "echo", "fat", "halt", "linux", "minicmd", "normal", "part_msdos", "probe", "regexp", "sleep", "test",
    "video",
]


class Tools:
    """The packages' own programs, with their own loader and libraries."""

    def __init__(self, root):
        self.root = root

    def run(self, program, *words, **more):
        lib = self.root / "usr/lib/x86_64-linux-gnu"
        loader = [self.root / "usr/lib64/ld-linux-x86-64.so.2", "--argv0", pathlib.Path(program).name, "--library-path", lib]
        # mtools finds what it is called by its own name.
        subprocess.run([*loader, self.root / program, *words], check=True, stdout=subprocess.DEVNULL, **more)

    def fat(self, file, mib, label, volume, cluster_sectors):
        with open(file, "wb") as out:
            out.truncate(mib << 20)
        self.run(
            "usr/sbin/mkfs.fat", "--invariant", "-F", "32", "-S", "512", "-s", str(cluster_sectors), "--mbr=n", "-n", label, "-i", volume, file
        )

    def copy(self, into, *files):
        self.run("usr/bin/mtools", "-c", "mcopy", "-s", "-p", "-Q", "-m", "-i", into, *files, "::")


def grub(tools, boot, scratch):
    """core.img for BIOS and the program for 32-bit UEFI, which are ours and not signed."""
    made = {}
    for name, platform, package, modules, prefix in [
        ("core.img", "i386-pc", "grub-pc-bin", BIOS_MODULES, "(,msdos2)/EFI/debian"),
        ("bootia32.efi", "i386-efi", "grub-efi-ia32-bin", EFI_MODULES, "/EFI/debian"),
    ]:
        made[name] = scratch / name
        tools.run(
            "usr/bin/grub-mkimage", "-O", platform, "-d", boot / "usr/lib/grub" / platform, "-p", prefix, "-c", HERE / "early.cfg",
            "-o", made[name], *MODULES, *modules,
        )
    return made["core.img"].read_bytes(), made["bootia32.efi"]


def boot_tree(boot, ia32, kernel, initrd, into):
    """What the partition to start from holds."""
    signed = boot / "usr/lib"
    files = {
        "EFI/BOOT/BOOTX64.EFI": signed / "shim/shimx64.efi.signed",
        # Never fbx64.efi beside it: it would write boot entries into the computer.
        "EFI/BOOT/mmx64.efi": signed / "shim/mmx64.efi.signed",
        "EFI/BOOT/grubx64.efi": signed / "grub/x86_64-efi-signed/grubx64.efi.signed",
        "EFI/BOOT/BOOTIA32.EFI": ia32,
        "EFI/debian/grub.cfg": HERE / "grub.cfg",
        "live/vmlinuz": kernel,
        "live/initrd.img": initrd,
    }
    for name, source in files.items():
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_bytes(source.read_bytes())


def stamp(tree):
    """Gives everything the time of the build."""
    time = int(os.environ["SOURCE_DATE_EPOCH"])
    for file in [tree, *tree.rglob("*")]:
        os.utime(file, (time, time))


def entry(kind, start, sectors, active=False):
    # Cylinders and heads mean nothing any more: the greatest value says so.
    return struct.pack("<B3sB3sII", 0x80 if active else 0, b"\xfe\xff\xff", kind, b"\xfe\xff\xff", start, sectors)


def first_sectors(boot_image, core, data, start):
    """Boot code and table, then GRUB, as grub-bios-setup writes them: where core.img lies, and that the drive is the BIOS's own."""
    mbr = bytearray(boot_image[:440])
    mbr[0x5C:0x64] = struct.pack("<Q", 1)
    mbr[0x64] = 0xFF
    mbr[0x66:0x68] = b"\x90\x90"
    core = bytearray(core)
    core[0x1F4:0x1FC] = struct.pack("<Q", 2)
    sectors = -(-len(core) // 512)
    (told,) = struct.unpack("<H", core[0x1FC:0x1FE])
    if told != sectors - 1 or sectors >= GAP_SECTORS:
        sys.exit(f"core.img: {sectors} sectors, and it says {told}")
    mbr += struct.pack("<IH", SIGNATURE, 0) + entry(0x0C, *data) + entry(0xEF, *start, active=True) + bytes(32) + b"\x55\xaa"
    return bytes(mbr) + bytes(core)


def main():
    folder, kernel, initrd, out = (pathlib.Path(word) for word in sys.argv[1:5])
    tools, boot = Tools(folder / "tools"), folder / "boot"
    os.environ.update(TZ="UTC", LC_ALL="C.UTF-8", MTOOLS_SKIP_CHECK="1", MTOOLSRC="/dev/null")
    with tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        scratch = pathlib.Path(scratch)
        core, ia32 = grub(tools, boot, scratch)
        tree = scratch / "boot"
        boot_tree(boot, ia32, kernel, initrd, tree)
        readme = scratch / "data/LISEZMOI.TXT"
        readme.parent.mkdir()
        # For any Windows: a mark that it is UTF-8, and its own line ends.
        readme.write_bytes(b"\xef\xbb\xbf" + (HERE / "LISEZMOI.TXT").read_bytes().replace(b"\n", b"\r\n"))
        stamp(tree)
        stamp(readme.parent)
        tools.fat(scratch / "boot.fat", BOOT_MIB, "GOMME", BOOT_VOLUME, 2)
        tools.copy(scratch / "boot.fat", tree / "EFI", tree / "live")
        tools.fat(scratch / "data.fat", DATA_MIB, "ATTESTATION", DATA_VOLUME, 1)
        tools.copy(scratch / "data.fat", readme)
        start = (GAP_SECTORS, BOOT_MIB * 2048)
        data = (GAP_SECTORS + BOOT_MIB * 2048, DATA_MIB * 2048)
        with open(out, "wb") as image:
            image.write(first_sectors((boot / "usr/lib/grub/i386-pc/boot.img").read_bytes(), core, data, start))
            for (sector, _), file in ((start, "boot.fat"), (data, "data.fat")):
                image.seek(sector * 512)
                image.write((scratch / file).read_bytes())


main()
