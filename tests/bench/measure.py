"""Runs one command and measures it from outside: time from the device's own counters, CPU from wait4, memory from VmHWM.

A tool that goes through the page cache is not seen by the device while it fills the cache, and perhaps never when it
reads back; its time is taken from the bytes that it hands to the kernel and gets from it (/proc/PID/io).
"""

import glob
import os
import subprocess
import threading
import time
from dataclasses import dataclass, field

TICKS = os.sysconf("SC_CLK_TCK")
GIB = 2**30


@dataclass(frozen=True)
class Look:
    """A moment, and the CPU seconds that the process had spent by then."""

    time: float
    cpu: float


@dataclass
class Phase:
    """From the first to the last byte that moved in one direction."""

    first: "Look | None" = None
    last: "Look | None" = None
    bytes: int = 0

    def moved(self, now: "Look", before: "Look", count: int) -> None:
        """So many bytes moved between two looks."""
        if count:
            # They began no earlier than the last look.
            self.first = self.first or before
            self.last = now
            self.bytes += count

    @property
    def seconds(self) -> float:
        return self.last.time - self.first.time if self.first else 0.0

    @property
    def cpu(self) -> float:
        """Seconds of CPU that the process spent meanwhile."""
        return max(self.last.cpu - self.first.cpu, 0.0) if self.first else 0.0

    @property
    def gib(self) -> float:
        return self.bytes / GIB

    @property
    def speed(self) -> float:
        """GiB/s; 0 when nothing moved."""
        return self.gib / self.seconds if self.seconds > 0 else 0.0


@dataclass
class Run:
    """What one run of one command took."""

    name: str
    code: int = 0
    wall: float = 0.0
    cpu: float = 0.0
    peak_mib: float = 0.0
    others: float = 0.0  # cores that somebody else kept busy meanwhile
    write: Phase = field(default_factory=Phase)  # by the devices' counters
    read: Phase = field(default_factory=Phase)
    calls_write: Phase = field(default_factory=Phase)  # by the process's calls
    calls_read: Phase = field(default_factory=Phase)
    from_cache: bool = False  # what it read back never came from the drive
    output: str = ""

    def cached(self) -> None:
        """Takes the times of a tool that goes through the page cache: its calls, and the flush that ends the writing."""
        if self.write.last and self.calls_write.last:
            # What was written by then was flushed; a read-back begins only after that.
            ends = [self.calls_write.last, self.write.last]
            flushed = max(ends, key=lambda look: look.time)
            self.calls_write.last = min([flushed, self.calls_read.first or flushed], key=lambda look: look.time)
        self.from_cache = self.read.bytes < self.calls_read.bytes / 2
        self.write, self.read = self.calls_write, self.calls_read


def moved_by(devices: list[str]) -> tuple[int, int]:
    """Bytes read and written by these devices together."""
    read = written = 0
    for device in devices:
        with open(f"/sys/block/{os.path.basename(device)}/stat", encoding="ascii") as stat:
            columns = stat.read().split()
        read += int(columns[2])
        written += int(columns[6])
    return read * 512, written * 512


def calls_of(pid: int, before: tuple[int, int]) -> tuple[int, int]:
    """Bytes that a process has read and written by system calls; as before when it is gone."""
    try:
        with open(f"/proc/{pid}/io", encoding="ascii") as io:
            columns = dict(line.split(": ") for line in io.read().splitlines())
    except OSError:
        return before
    return int(columns["rchar"]), int(columns["wchar"])


def spent(pid: int, before: float) -> float:
    """CPU seconds of a process's threads, to the nanosecond; as before when it is gone."""
    total = 0
    for path in glob.glob(f"/proc/{pid}/task/*/schedstat"):
        try:
            with open(path, encoding="ascii") as stat:
                total += int(stat.read().split()[0])
        except (OSError, IndexError):
            continue
    # A thread that ended takes its account along; time never runs backwards.
    return max(before, total / 1e9)


# Reads and writes of a few KiB between two looks are libraries and logs, not the drive.
SMALL_TALK = 128 * 1024


def busy() -> float:
    """CPU seconds of all cores since boot, idle and waiting not counted."""
    with open("/proc/stat", encoding="ascii") as stat:
        columns = [int(c) for c in stat.readline().split()[1:9]]
    return sum(columns[i] for i in (0, 1, 2, 5, 6)) / TICKS


def kernel_workers() -> float:
    """CPU seconds of the kernel's workers: they are the loop device, the same for every tool."""
    total = 0
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path, encoding="utf-8", errors="replace") as stat:
                text = stat.read()
        except OSError:
            continue
        name = text[text.index("(") + 1 : text.rindex(")")]
        if name.startswith(("kworker", "loop")):
            columns = text[text.rindex(")") + 2 :].split()
            total += int(columns[11]) + int(columns[12])
    return total / TICKS


def peak(pid: int) -> float:
    """The most memory that a process has held so far, in MiB; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def run(name: str, command: list[str], devices: list[str], cgroup: str | None = None) -> Run:
    """Runs a command to its end while watching the counters of its devices."""
    result = Run(name)
    poll = 0.002 if len(devices) <= 4 else 0.01
    workers, busy_before = kernel_workers(), busy()
    seen = moved_by(devices)
    calls = (0, 0)
    start = time.monotonic()
    looked = Look(start, 0.0)
    if cgroup is not None:
        # The shell joins the group, then becomes the command.
        command = ["sh", "-c", f'echo $$ > {cgroup}/cgroup.procs && exec "$@"', "sh", *command]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    reader = threading.Thread(target=lambda: setattr(result, "output", process.stdout.read()))
    reader.start()
    looks = 0
    while True:
        called, cpu = calls_of(process.pid, calls), spent(process.pid, looked.cpu)
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        now = Look(time.monotonic(), cpu)
        current = moved_by(devices)
        result.read.moved(now, looked, current[0] - seen[0])
        result.write.moved(now, looked, current[1] - seen[1])
        for phase, count in ((result.calls_read, called[0] - calls[0]), (result.calls_write, called[1] - calls[1])):
            phase.moved(now, looked, count if count >= SMALL_TALK else 0)
        seen, calls, looked = current, called, now
        if pid:
            break
        if looks % 8 == 0:
            result.peak_mib = max(result.peak_mib, peak(process.pid))
        looks += 1
        time.sleep(poll)
    process.returncode = result.code = os.waitstatus_to_exitcode(status)
    reader.join()
    result.wall = time.monotonic() - start
    result.cpu = usage.ru_utime + usage.ru_stime
    elsewhere = busy() - busy_before - result.cpu - (kernel_workers() - workers)
    result.others = max(0.0, elsewhere / result.wall)
    return result
