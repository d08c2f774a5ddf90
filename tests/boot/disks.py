"""Sticks and drives as files: made, looked into without mounting, and compared."""

import hashlib
import os
import pathlib
import struct
import subprocess


def tool(*words, **more):
    """Runs a program of this computer, and gives what it says."""
    path = os.environ["PATH"] + ":/usr/sbin:/sbin"
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env={**os.environ, "PATH": path}, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{words[0]}: {done.stderr}{done.stdout}")
    return done.stdout


def digest(file):
    with open(file, "rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def stick(image, file, mib):
    """The image on a stick of so many MiB."""
    tool("cp", "--sparse=always", image, file)
    os.truncate(file, mib << 20)
    return file


def partition(file, number):
    """First sector and sectors of an entry of the table."""
    with open(file, "rb") as disk:
        entry = disk.read(512)[446 + 16 * (number - 1) :][:16]
    return struct.unpack("<II", entry[8:16])


def volume(file, number=1):
    """What a FAT32 says of itself: its number, whether it was left clean, its sectors."""
    start, _ = partition(file, number)
    with open(file, "rb") as disk:
        disk.seek(start * 512)
        block = disk.read(512)
    return {"number": block[67:71].hex(), "clean": not block[65] & 1, "sectors": struct.unpack("<I", block[32:36])[0]}


def mtools(program, file, *words, number=1):
    start, _ = partition(file, number)
    return tool(program, "-i", f"{file}@@{start * 512}", *words, errors="replace")


def inner_drives(folder):
    """Drives as they come: with a swap area, file systems, and labels like those of a stick of ours."""
    made = {kind: folder / f"{kind}.disk" for kind in ("nvme", "sata", "scsi", "emmc")}
    for number, (kind, file) in enumerate(made.items()):
        with open(file, "wb") as disk:
            disk.truncate(64 << 20)
            disk.seek(40 << 20)
            disk.write(bytes((number * 7 + at) % 251 for at in range(1 << 20)))
    # A table with a swap partition and one with a label of ours.
    table = "label: dos\nlabel-id: 0x12345678\nstart=2048, size=32768, type=82\nstart=34816, size=40960, type=c\n"
    tool("sfdisk", "-q", made["nvme"], input=table)
    part = folder / "part"
    for offset, mib, words in (
        (2048, 16, ["mkswap", "-q", "-L", "swap"]),
        (34816, 20, ["mkfs.vfat", "-n", "ATTESTATION"]),
    ):
        part.write_bytes(bytes(mib << 20))
        tool(*words, part)
        with open(made["nvme"], "r+b") as disk:
            disk.seek(offset * 512)
            disk.write(part.read_bytes())
    tool("mkfs.vfat", "-n", "ATTESTATION", made["sata"])
    tool("mkfs.vfat", "-n", "GOMME", made["emmc"])
    part.unlink()
    return made


def files_of_the_system(image, folder, tools):
    """The names of all files in the live system of an image, and its boot partition's."""
    initrd = folder / "initrd"
    mtools("mcopy", image, "-n", "-o", "::live/initrd.img", initrd, number=2)
    data = initrd.read_bytes()
    # The first file of the archive is the system: newc writes its size in the 7th field.
    size = int(data[6 + 6 * 8 : 6 + 7 * 8], 16)
    named = int(data[6 + 11 * 8 : 6 + 12 * 8], 16)
    start = (110 + named + 3) // 4 * 4
    squashfs = folder / "squashfs"
    squashfs.write_bytes(data[start : start + size])
    lib = tools / "usr/lib/x86_64-linux-gnu"
    loader = [tools / "usr/lib64/ld-linux-x86-64.so.2", "--argv0", "unsquashfs", "--library-path", lib]
    names = tool(*loader, tools / "usr/bin/unsquashfs", "-l", squashfs).splitlines()
    initrd.unlink()
    squashfs.unlink()
    inside = [str(pathlib.PurePath(name).relative_to("squashfs-root")) for name in names if name.startswith("squashfs-root/")]
    return inside, mtools("mdir", image, "-/", "-b", "::", number=2).split()
