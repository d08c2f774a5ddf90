#!/usr/bin/env python3
"""Makes INTO/usr/lib/modules: the kernel's modules that image/modules.txt wants, with all that they need, and their index.

modules.py BOOT INTO DEPMOD..., where BOOT is the unpacked packages of the kernel and DEPMOD the command that makes an index.
They are unpacked: their signature is inside, so it still holds, and a squashfs packs them together better than each by itself.
"""

import lzma
import pathlib
import re
import shutil
import subprocess
import sys


def wanted(names, patterns):
    """The names that a line with + begins and no line with - does."""
    signs = {"+": [], "-": []}
    for line in patterns.splitlines():
        if line and not line.startswith("#"):
            sign, _, prefix = line.partition(" ")
            signs[sign].append("kernel/" + prefix)
    idle = [prefix for prefix in signs["+"] + signs["-"] if not any(name.startswith(prefix) for name in names)]
    if idle:
        sys.exit(f"image/modules.txt: no module begins with {', '.join(idle)}")
    keep, drop = (tuple(signs[sign]) for sign in "+-")
    return {name for name in names if name.startswith(keep) and not name.startswith(drop)}


def needs(index):
    """What each module needs, by depmod's index."""
    return {name: needed.split() for name, needed in (line.split(":") for line in index.splitlines())}


def closure(names, needed):
    """The names, and all that they need."""
    found, todo = set(), list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += needed[name]
    return found


def main():
    boot, into, depmod = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
    (source,) = (boot / "usr/lib/modules").iterdir()
    version = source.name
    subprocess.run([*depmod, "-b", boot, version], check=True)
    needed = needs((source / "modules.dep").read_text())
    patterns = pathlib.Path(__file__).with_name("modules.txt").read_text()
    chosen = closure(wanted(sorted(needed), patterns), needed)
    target = into / "usr/lib/modules" / version
    # depmod looks below lib.
    into.mkdir(parents=True, exist_ok=True)
    (into / "lib").unlink(missing_ok=True)
    (into / "lib").symlink_to("usr/lib")
    shutil.rmtree(target, ignore_errors=True)
    for name in sorted(chosen):
        to = target / re.sub(r"\.xz$", "", name)
        to.parent.mkdir(parents=True, exist_ok=True)
        data = (source / name).read_bytes()
        to.write_bytes(lzma.decompress(data) if name.endswith(".xz") else data)
    for name in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copyfile(source / name, target / name)
    subprocess.run([*depmod, "-b", into, version], check=True)
    size = sum(file.stat().st_size for file in target.rglob("*.ko"))
    print(f"{len(chosen)} of {len(needed)} modules of {version}, {size / 2**20:.0f} MiB")


main()
