#!/usr/bin/env python3
"""Writes an initramfs: the live system as one file, unpacked as it is, then a compressed archive with what opens it.

initrd.py SQUASHFS INIT MODULES OUT ZSTD..., where MODULES is a folder with the kernel's modules, INIT the first process and ZSTD the
command that compresses. Nothing in it depends on the files' times or owners, or on the order of a folder.
"""

import pathlib
import subprocess
import sys

# What INIT loads, in this order; what they need comes before them.
WANTED = ["loop", "squashfs", "overlay"]


def cpio(entries):
    """An archive in the format "newc" (Linux: Documentation/driver-api/early-userspace/buffer-format.rst): (name, mode, bytes)."""
    out = bytearray()
    for number, (name, mode, data) in enumerate([*entries, ("TRAILER!!!", 0, b"")], start=1):
        encoded = name.encode() + b"\0"
        fields = [number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(encoded), 0]
        out += b"070701" + b"".join(b"%08X" % field for field in fields) + encoded
        out += bytes(-len(out) % 4) + data
        out += bytes(-len(out) % 4)
    return bytes(out)


def modules(tree):
    """The files of the wanted modules and of what they need, in the order to load them."""
    (root,) = (tree / "usr/lib/modules").iterdir()
    needed = {}
    for line in (root / "modules.dep").read_text().splitlines():
        name, _, rest = line.partition(":")
        needed[name] = rest.split()
    order = []
    for wanted in WANTED:
        (path,) = (name for name in needed if pathlib.Path(name).stem == wanted)
        # depmod names first what is needed last.
        for name in [*reversed(needed[path]), path]:
            if name not in order:
                order.append(name)
    return [root / name for name in order]


def main():
    squashfs, init, tree, out = (pathlib.Path(word) for word in sys.argv[1:5])
    system = cpio([("system.squashfs", 0o100444, squashfs.read_bytes())])
    entries = [("init", 0o100755, init.read_bytes()), ("modules", 0o040755, b""), ("dev", 0o040755, b"")]
    for number, file in enumerate(modules(tree)):
        entries.append((f"modules/{number}-{file.name}", 0o100444, file.read_bytes()))
    packed = subprocess.run([*sys.argv[5:], "-q", "-19", "-c"], input=cpio(entries), stdout=subprocess.PIPE, check=True).stdout
    out.write_bytes(system + packed)
    print(f"initrd: {len(system)} bytes of system, {len(packed)} to open it with")


main()
