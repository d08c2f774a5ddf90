#!/usr/bin/env python3
"""Starts the image on a virtual computer with three virtual drives: in a window where there is a display, else on this terminal.

try.py FOLDER, where FOLDER is what image/build.sh made. The stick and the drives stay in FOLDER/try, so that a second start finds what the first
one left; remove that folder to begin anew. On the terminal: Ctrl-A, then X, switches off.
"""

import os
import pathlib
import subprocess
import sys

import disks
from machine import board, credentials, inner, stick


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    kept = folder / "try"
    kept.mkdir(exist_ok=True)
    file = kept / "stick.disk"
    if not file.exists() or file.stat().st_mtime < (folder / "gomme.img").stat().st_mtime:
        disks.stick(folder / "gomme.img", file, 1024)
    drives = {kind: kept / f"{kind}.disk" for kind in ("nvme", "sata", "emmc")}
    for drive in drives.values():
        if not drive.exists():
            with open(drive, "wb") as disk:
                disk.truncate(256 << 20)
    line = ["qemu-system-x86_64", *board("uefi", kept), "-m", "2048", *stick("gomme", file, boot=True), *inner(drives)]
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        line += ["-display", "gtk", "-serial", "none"]
    else:
        # The image speaks to its screen alone; from outside it is told to speak to a serial line.
        terminal = f"[Service]\nTTYPath=/dev/ttyS0\nEnvironment=TERM={os.environ.get('TERM', 'vt220')}\n"
        line += ["-display", "none", "-serial", "mon:stdio", *credentials(kept, {"systemd.unit-dropin.gomme.service": terminal})]
        print("Starting; Ctrl-A, then X, switches off.", flush=True)
    sys.exit(subprocess.run(line).returncode)


main()
