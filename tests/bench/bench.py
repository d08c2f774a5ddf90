#!/usr/bin/env python3
"""Races gomme with fio, dd and nwipe on the same loop devices. Usage: bench.py GOMME

Every round runs every tool once, each second round backwards, so that what the machine does meanwhile hits all alike;
ratios are drawn within a round. The noise is printed, and a noisy run is called invalid.

BENCH_QUICK=1  two minutes instead of eight      NWIPE=path  another nwipe than the installed one
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

from devices import Brake, Devices, call
from measure import GIB, Run, run

QUICK = os.environ.get("BENCH_QUICK") == "1"
ROUNDS = 3 if QUICK else 5
LARGE_MIB = 1024 if QUICK else 3072
# nwipe of Debian writes through the page cache, slowly: a smaller drive of its own measures its speed as well.
SMALL_MIB = 256 if QUICK else 512
BAY_MIB = 256 if QUICK else 512
RATE = 200_000_000
BAYS = (1, 8, 24) if QUICK else (1, 4, 8, 24)
# More than this, and the figures say more about the machine than about the tools.
OTHERS_LIMIT = 0.3
SPREAD_LIMIT = 1.3


class Gomme:
    """The program under test, with a station and a folder for its papers."""

    def __init__(self, binary: str, folder: str):
        self.binary, self.folder = os.path.abspath(binary), folder
        self.papers = 0
        call(self.binary, "keys", "new-station", f"{folder}/station", "--name", "bench", "--no-passphrase")

    def erase(self, devices: list[str], pattern: str, read_back: str) -> list[str]:
        """The command that erases these devices."""
        plan = json.loads(call(self.binary, "plan", "--allow-virtual", "--json", "--pattern", pattern, *devices))
        codes = [p["confirm"] for p in plan["plans"]]
        self.papers += 1
        out = f"{self.folder}/papers-{self.papers}"
        os.mkdir(out)
        return [
            self.binary, "erase", *devices, "--allow-virtual", "--confirm", *codes, "--pattern", pattern,
            "--read-back", read_back, "--out", out, "--station", f"{self.folder}/station",
        ]  # fmt: skip


def fio(device: str, rw: str, block: str, depth: int, *more: str) -> list[str]:
    return [
        "fio", "--name=bench", f"--filename={device}", "--direct=1", "--ioengine=io_uring", f"--rw={rw}", f"--bs={block}",
        f"--iodepth={depth}", "--fixedbufs", "--gtod_reduce=1", "--minimal", "--thread", *more,
    ]  # fmt: skip


def contenders(gomme: Gomme, large: Devices, small: Devices, nwipe: str | None) -> dict[str, tuple]:
    """Name → (command maker, device, which phase tells the speed)."""
    big, little = large.names[0], small.names[0]
    count = str(large.mib // 4)

    def fixed(*command: str):
        return lambda: list(command)

    tools = {
        "gomme zero": (lambda: gomme.erase([big], "zero", "sample"), big, "write"),
        "fio write 512K x4": (lambda: fio(big, "write", "512k", 4, "--zero_buffers"), big, "write"),
        "fio write 1M x8": (lambda: fio(big, "write", "1m", 8, "--zero_buffers"), big, "write"),
        "dd write": (fixed("dd", "if=/dev/zero", f"of={big}", "bs=4M", f"count={count}", "oflag=direct"), big, "write"),
        "gomme random": (lambda: gomme.erase([big], "random", "sample"), big, "write"),
        "fio refill 1M x8": (lambda: fio(big, "write", "1m", 8, "--refill_buffers"), big, "write"),
        "gomme random, full read-back": (lambda: gomme.erase([big], "random", "full"), big, "read"),
        "gomme zero, full read-back": (lambda: gomme.erase([big], "zero", "full"), big, "read"),
        "fio read 1M x4": (lambda: fio(big, "read", "1m", 4), big, "read"),
        "dd read": (fixed("dd", f"if={big}", "of=/dev/null", "bs=4M", f"count={count}", "iflag=direct"), big, "read"),
    }
    if nwipe:
        base = [nwipe, "--autonuke", "--nogui", "--nowait", "--noblank", f"--logfile={gomme.folder}/nwipe.log"]
        tools |= {
            "nwipe zero": (fixed(*base, "--method=zero", "--verify=off", little), little, "write"),
            "nwipe isaac64": (fixed(*base, "--method=random", "--prng=isaac64", "--verify=off", little), little, "write"),
            "nwipe isaac64, verified": (
                fixed(*base, "--method=random", "--prng=isaac64", "--verify=last", little), little, "read"),
            "nwipe zero, verified": (fixed(*base, "--method=zero", "--verify=last", little), little, "read"),
        }  # fmt: skip
    return tools


def check(result: Run, gib: float) -> Run:
    """A run that failed, or did not move what it should have, is no run."""
    if result.code != 0:
        raise SystemExit(f"{result.name}: exit {result.code}\n{result.output[-2000:]}")
    if result.name.startswith("nwipe"):
        result.cached()
    moved = result.write.gib + result.read.gib
    if moved < 0.9 * gib:
        raise SystemExit(f"{result.name}: moved {moved:.2f} GiB of {gib:.2f}\n{result.output[-2000:]}")
    return result


def race(gomme: Gomme, large: Devices, small: Devices, nwipe: str | None) -> tuple[dict, dict]:
    """All rounds. Gives the runs by name, and the CPU seconds that each kind of tool spends on nothing."""
    tools = contenders(gomme, large, small, nwipe)
    runs: dict[str, list[Run]] = {name: [] for name in tools}
    for n in range(ROUNDS):
        for name in list(tools) if n % 2 == 0 else list(tools)[::-1]:
            maker, device, _ = tools[name]
            size = large.bytes if device == large.names[0] else small.bytes
            runs[name].append(check(run(name, maker(), [device]), size / GIB))
    return runs, tools


def empty_cost(gomme: Gomme, nwipe: str | None) -> dict[str, tuple[float, float]]:
    """CPU and wall seconds of each tool on a drive of one MiB: start-up, key, journal, papers."""
    with Devices(1, 1, 4096) as tiny:
        device = tiny.names[0]
        commands = {
            "gomme": lambda: gomme.erase([device], "zero", "sample"),
            "fio": lambda: fio(device, "write", "512k", 4),
            "dd": lambda: ["dd", "if=/dev/zero", f"of={device}", "bs=1M", "count=1", "oflag=direct"],
        }
        if nwipe:
            commands["nwipe"] = lambda: [
                nwipe, "--autonuke", "--nogui", "--nowait", "--noblank", "--method=zero", "--verify=off",
                f"--logfile={gomme.folder}/nwipe.log", device,
            ]  # fmt: skip
        cost = {}
        for tool, maker in commands.items():
            runs = [check(run(tool, maker(), [device]), 0.0) for _ in range(3)]
            cost[tool] = (statistics.median(r.cpu for r in runs), statistics.median(r.wall for r in runs))
    return cost


def spread(values: list[float], digits: int = 2) -> str:
    return f"{statistics.median(values):.{digits}f} [{min(values):.{digits}f}..{max(values):.{digits}f}]"


class Table:
    """Speeds and CPU of the race, in the terms of the goals."""

    def __init__(self, runs: dict, tools: dict, cost: dict):
        self.runs, self.tools, self.cost = runs, tools, cost

    def speeds(self, name: str) -> list[float]:
        phase = self.tools[name][2]
        return [getattr(r, phase).speed for r in self.runs[name]]

    def cpus(self, name: str) -> list[float]:
        """CPU seconds a GiB in the phase that the tool is here for; what comes before and after it does not count."""
        phases = [getattr(r, self.tools[name][2]) for r in self.runs[name]]
        return [p.cpu / p.gib if p.gib else 0.0 for p in phases]

    def both_cpus(self, name: str) -> list[float]:
        """CPU seconds a GiB of writing and reading back together."""
        runs = self.runs[name]
        return [(r.write.cpu + r.read.cpu) / max(r.write.gib + r.read.gib, 1e-9) for r in runs]

    def show(self) -> None:
        print(f"\n{'':30} {'GiB/s':>20} {'CPU s/GiB':>24} {'peak MiB':>9}")
        for name in self.runs:
            peaks = max(r.peak_mib for r in self.runs[name])
            note = "  read from the page cache, not the drive" if any(r.from_cache for r in self.runs[name]) else ""
            print(f"{name:30} {spread(self.speeds(name)):>20} {spread(self.cpus(name), 3):>24} {peaks:9.1f}{note}")
        print("\nOn a drive of 1 MiB (start-up, key, journal, papers):")
        for tool, (cpu, wall) in self.cost.items():
            print(f"  {tool:8} {cpu:.3f} s of CPU, {wall:.2f} s in all")


def ratio_line(what: str, above: list[float], below: list[float], goal: str, bound: float, at_least: bool) -> None:
    ratios = [a / b for a, b in zip(above, below) if b > 0]
    if not ratios:
        print(f"  {what:58} not to be measured here")
        return
    middle = statistics.median(ratios)
    met = middle >= bound if at_least else middle <= bound
    print(f"  {what:58} {spread(ratios):>22}   {goal:>8}   {'met' if met else 'MISSED'}")


def ratios(table: Table, nwipe: bool) -> None:
    best = max(("fio write 512K x4", "fio write 1M x8"), key=lambda n: statistics.median(table.speeds(n)))
    print(f"\nRatios, drawn within each round (best fio: {best}):          median [min..max]       goal")
    speed, cpu = table.speeds, table.cpus
    ratio_line("zero: speed / best fio", speed("gomme zero"), speed(best), ">= 0.98", 0.98, True)
    ratio_line("zero: speed / dd", speed("gomme zero"), speed("dd write"), ">= 1", 1.0, True)
    ratio_line("random: speed / fio refill", speed("gomme random"), speed("fio refill 1M x8"), ">= 1", 1.0, True)
    fast = statistics.median(speed(best)) > 3
    note = "random: speed / best fio zero" + (" (goal is for devices <= 3 GiB/s)" if fast else "")
    ratio_line(note, speed("gomme random"), speed(best), ">= 0.98", 0.98, True)
    reads = speed("gomme zero, full read-back")
    ratio_line("read-back of zeros: speed / fio read", reads, speed("fio read 1M x4"), ">= 0.95", 0.95, True)
    ratio_line("read-back of zeros: speed / dd read", reads, speed("dd read"), ">= 1", 1.0, True)
    if nwipe:
        read_cpu, nwipe_cpu = cpu("gomme zero, full read-back"), cpu("nwipe zero, verified")
        ratio_line("zero: speed / nwipe", speed("gomme zero"), speed("nwipe zero"), ">= 1.5", 1.5, True)
        ratio_line("zero: CPU / nwipe", cpu("gomme zero"), cpu("nwipe zero"), "<= 0.4", 0.4, False)
        ratio_line("random: speed / nwipe isaac64", speed("gomme random"), speed("nwipe isaac64"), ">= 5", 5.0, True)
        ratio_line("random: CPU / nwipe isaac64", cpu("gomme random"), cpu("nwipe isaac64"), "<= 0.15", 0.15, False)
        ratio_line("read-back of zeros: speed / nwipe", reads, speed("nwipe zero, verified"), ">= 1.5", 1.5, True)
        ratio_line("read-back of zeros: CPU / nwipe", read_cpu, nwipe_cpu, "<= 0.45", 0.45, False)
        ours, theirs = table.both_cpus("gomme random, full read-back"), table.both_cpus("nwipe isaac64, verified")
        ratio_line("write + read back, random: CPU / nwipe", ours, theirs, "<= 0.18", 0.18, False)


def bays(gomme: Gomme) -> list[float]:
    """Many drives at once, each held to the speed of a hard disk."""
    others = []
    print(f"\nMany drives at once, {BAY_MIB} MiB each:")
    for count in BAYS:
        with Devices(count, BAY_MIB, 4096) as drives, Brake(drives, RATE) as brake:
            held = brake.group is not None
            for pattern in ("zero", "random"):
                result = run("gomme", gomme.erase(drives.names, pattern, "full"), drives.names, brake.group)
                check(result, 2 * count * BAY_MIB / 1024)
                others.append(result.others)
                cores = result.cpu / result.wall
                line = f"  {count:2} x {pattern:6} write {result.write.speed:6.2f} GiB/s, read {result.read.speed:6.2f} GiB/s"
                if held:
                    rate = count * RATE / GIB
                    shares = result.write.speed / rate, result.read.speed / rate
                    # The brake lets a burst through at the start: a little above 1 is its slack.
                    met = min(shares) >= 0.98 and cores <= 0.7
                    line += f" = {shares[0]:.3f} and {shares[1]:.3f} of {RATE // 10**6} MB/s each"
                    line += f" (goal >= 0.98, <= 0.7 cores: {'met' if met else 'MISSED'})"
                limit = 8 + 4.2 * count
                fits = "met" if result.peak_mib <= limit else "MISSED"
                print(f"{line}, {cores:.2f} cores, {result.peak_mib:.1f} MiB (goal <= {limit:.1f}: {fits})")
            if not held:
                print("  (no control group can hold the drives to a speed here: they run freely)")
    return others


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    if os.getuid() != 0:
        raise SystemExit("make bench attaches loop devices: run it as root")
    nwipe = shutil.which(os.environ.get("NWIPE", "nwipe"))
    folder = tempfile.mkdtemp(prefix="gomme-bench-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
    try:
        gomme = Gomme(sys.argv[1], folder)
        version = subprocess.run([nwipe, "--version"], capture_output=True, text=True, check=False).stdout if nwipe else ""
        print(call(gomme.binary, "--version"), "·", call("fio", "--version"), "·", version.strip() or "no nwipe")
        print(f"{os.cpu_count()} cores, Linux {os.uname().release}, {ROUNDS} rounds")
        cost = empty_cost(gomme, nwipe)
        with Devices(1, LARGE_MIB, 4096) as large, Devices(1, SMALL_MIB, 4096) as small:
            print(f"loop devices on memory: {LARGE_MIB} MiB, and {SMALL_MIB} MiB for nwipe; direct I/O: {large.direct()}")
            runs, tools = race(gomme, large, small, nwipe)
        table = Table(runs, tools, cost)
        table.show()
        ratios(table, nwipe is not None)
        others = [r.others for rs in runs.values() for r in rs] + bays(gomme)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    fios = [table.speeds(n) for n in ("fio write 512K x4", "fio read 1M x4")]
    wobble = max(max(f) / min(f) for f in fios)
    disturbed = statistics.median(others)
    print(f"\nNoise: others kept {disturbed:.2f} cores busy (median); fio's best run is {wobble:.2f} times its worst.")
    if disturbed > OTHERS_LIMIT or wobble > SPREAD_LIMIT:
        print(f"INVALID: too noisy to judge (limits {OTHERS_LIMIT} cores, {SPREAD_LIMIT} times). Run it on a quiet machine.")


if __name__ == "__main__":
    main()
