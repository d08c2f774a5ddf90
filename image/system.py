#!/usr/bin/env python3
"""Makes the live system as a folder: the files of the packages that image/system.txt names, with the libraries they are linked with; the
files in image/files and the units in systemd/; fonts, keyboard layouts; the programs gomme and live.

system.py FOLDER INTO GOMME LIVE HWDB..., where FOLDER holds the unpacked packages (image/fetch.sh) and HWDB is the command that makes an
index of hardware.
"""

import gzip
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
# Name of the image's layout, and ckbcomp's layout and variant. The boot menu (image/grub.cfg) offers these names.
LAYOUTS = {
    "be": ["be"], "ch-fr": ["ch", "fr"], "de": ["de"], "es": ["es"], "fr": ["fr"], "fr-bepo": ["fr", "bepo"],
    "gb": ["gb"], "it": ["it"], "pt": ["pt"], "us": ["us"],
}
FONTS = ["Lat15-Terminus16", "Lat15-Terminus24x12", "Lat15-Terminus32x16"]
# Nobody logs in, nothing sleeps, nothing is swapped to, no key restarts the computer; these units exist to be asked for.
MASKED = [
    "autovt@.service", "ctrl-alt-del.target", "emergency.service", "emergency.target", "getty@.service", "hibernate.target",
    "rescue.service", "rescue.target", "serial-getty@.service", "sleep.target", "suspend.target", "swap.target", "kbrequest.target",
]
HARDWARE = ["60-autosuspend.hwdb", "60-evdev.hwdb", "60-keyboard.hwdb"]
LIBRARIES = "usr/lib/x86_64-linux-gnu"


def put(source, target):
    """Copies a file, or a link as a link, or a folder's files."""
    if source.is_dir() and not source.is_symlink():
        for inner in sorted(source.iterdir()):
            put(inner, target / inner.name)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def linked(packages, program):
    """The libraries that a program is linked with, as paths in the packages."""
    loader = packages / "usr/lib64/ld-linux-x86-64.so.2"
    path = f"{packages / LIBRARIES}:{packages / LIBRARIES}/systemd"
    told = subprocess.run([loader, "--library-path", path, "--list", program], capture_output=True, text=True)
    for line in told.stdout.splitlines():
        words = line.split()
        if "not found" in line:
            sys.exit(f"{program}: {line.strip()}")
        if len(words) > 2 and words[1] == "=>":
            yield pathlib.Path(words[2])


def is_elf(file):
    return file.is_file() and not file.is_symlink() and file.open("rb").read(4) == b"\x7fELF"


def packaged(packages, into):
    for line in (HERE / "system.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        found = sorted(packages.glob(line))
        if not found:
            sys.exit(f"image/system.txt: no file {line} in the packages")
        for file in found:
            put(file, into / file.relative_to(packages))
    for program in [file for file in sorted(into.rglob("*")) if is_elf(file)]:
        for library in linked(packages, program):
            for file in (library, library.resolve()):
                put(file, into / file.relative_to(packages))


def console(boot, into):
    for font in FONTS:
        target = into / "usr/share/consolefonts" / f"{font}.psf"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.decompress((boot / f"usr/share/consolefonts/{font}.psf.gz").read_bytes()))
    rules = boot / "usr/share/X11/xkb"
    for name, layout in LAYOUTS.items():
        made = subprocess.run(
            ["perl", boot / "usr/bin/ckbcomp", f"-I{rules}", "-model", "pc105", *layout],
            capture_output=True, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
        target = into / "usr/share/keymaps" / f"{name}.kmap"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made.stdout)


def hardware(hwdb, packages, into):
    """The index of what devices need to be told: keyboards that have keys of their own. It names its sources by their whole path, so that
    they lie in a folder whose name is always as long, and is taken out."""
    with tempfile.TemporaryDirectory(prefix="gomme-hwdb-", dir="/tmp") as scratch:
        for source in sorted((packages / "usr/lib/udev/hwdb.d").iterdir()):
            if source.name in HARDWARE:
                put(source, pathlib.Path(scratch) / "usr/lib/udev/hwdb.d" / source.name)
        subprocess.run([*hwdb, f"--root={scratch}", "--usr", "update"], check=True)
        index = (pathlib.Path(scratch) / "usr/lib/udev/hwdb.bin").read_bytes()
        (into / "usr/lib/udev/hwdb.bin").write_bytes(index.replace(scratch.encode(), b"/" * len(scratch)))


def main():
    folder, into, gomme, live = (pathlib.Path(word).resolve() for word in sys.argv[1:5])
    packages = folder / "system"
    for name in ("proc", "sys", "dev", "run", "tmp", "var", "root", "media", "etc", "usr/bin", "usr/sbin", "usr/lib", "usr/lib64"):
        (into / name).mkdir(parents=True, exist_ok=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (into / name).symlink_to(f"usr/{name}")
    (into / "var/run").symlink_to("../run")
    packaged(packages, into)
    put(HERE / "files", into)
    put(HERE.parent / "systemd", into / "usr/lib/systemd/system")
    units = into / "etc/systemd/system"
    units.mkdir(parents=True, exist_ok=True)
    (units / "default.target").symlink_to("/usr/lib/systemd/system/gomme.target")
    for unit in MASKED:
        (units / unit).symlink_to("/dev/null")
    console(folder / "boot", into)
    hardware(sys.argv[5:], packages, into)
    put(gomme, into / "usr/bin/gomme")
    put(live, into / "usr/lib/gomme/live")
    (into / "etc/machine-id").write_text("")
    for file in into.rglob("*"):
        if not file.is_symlink() and file.is_file():
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    (into / "etc/shadow").chmod(0o600)


main()
