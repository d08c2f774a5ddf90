"""Loop devices on memory, and a brake on their speed. All of it goes away with the `with` block."""

import os
import shutil
import subprocess
import tempfile

MIB = 2**20
# What the kernel takes for a loop device by itself.
LONGEST_KIB = 1280


def call(*command: str) -> str:
    """Runs a command that must succeed, and gives what it printed."""
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


class Devices:
    """Loop devices over files in a tmpfs of our own; every page of them is really there."""

    def __init__(self, count: int, mib: int, sector: int):
        self.count, self.mib, self.sector = count, mib, sector
        self.folder = ""
        self.names: list[str] = []

    def __enter__(self) -> "Devices":
        self.folder = tempfile.mkdtemp(prefix="gomme-bench-")
        try:
            room = self.count * self.mib + 64
            call("mount", "-t", "tmpfs", "-o", f"size={room}m", "none", self.folder)
            for n in range(self.count):
                file = f"{self.folder}/drive-{n}"
                call("dd", "if=/dev/zero", f"of={file}", "bs=1M", f"count={self.mib}", "status=none")
                name = call("losetup", "--find", "--show", "--sector-size", str(self.sector), file)
                self.names.append(name)
                subprocess.run(["losetup", "--direct-io=on", name], check=False, stderr=subprocess.DEVNULL)
                # Requests of one MiB in one piece: the brake counts a request that is split twice. A device keeps the
                # limit that somebody set before.
                with open(f"/sys/block/{os.path.basename(name)}/queue/max_sectors_kb", "w", encoding="ascii") as limit:
                    limit.write(str(LONGEST_KIB))
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in self.names:
            subprocess.run(["losetup", "--detach", name], check=False)
        subprocess.run(["umount", "-l", self.folder], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def bytes(self) -> int:
        """Bytes on one device."""
        return self.mib * MIB

    def direct(self) -> bool:
        """Whether the devices reach their files without the page cache."""
        with open(f"/sys/block/{os.path.basename(self.names[0])}/loop/dio", encoding="ascii") as dio:
            return dio.read().strip() == "1"


class Brake:
    """A control group whose members move no more than so many bytes a second on each device."""

    V1 = "/sys/fs/cgroup/blkio"
    V2 = "/sys/fs/cgroup"

    def __init__(self, devices: Devices, bytes_per_second: int):
        self.devices, self.rate = devices, bytes_per_second
        self.group: str | None = None

    def __enter__(self) -> "Brake":
        numbers = []
        for name in self.devices.names:
            with open(f"/sys/block/{os.path.basename(name)}/dev", encoding="ascii") as dev:
                numbers.append(dev.read().strip())
        try:
            if os.path.exists(f"{self.V1}/blkio.throttle.write_bps_device") or os.path.exists(f"{self.V1}/cgroup.procs"):
                self._make(self.V1)
                for number in numbers:
                    self._put("blkio.throttle.write_bps_device", f"{number} {self.rate}")
                    self._put("blkio.throttle.read_bps_device", f"{number} {self.rate}")
            else:
                with open(f"{self.V2}/cgroup.subtree_control", "w", encoding="ascii") as control:
                    control.write("+io")
                self._make(self.V2)
                for number in numbers:
                    self._put("io.max", f"{number} rbps={self.rate} wbps={self.rate}")
        except OSError:
            self.__exit__()
        return self

    def _make(self, root: str) -> None:
        group = f"{root}/gomme-bench-{os.getpid()}"
        os.mkdir(group)
        self.group = group

    def _put(self, file: str, value: str) -> None:
        with open(f"{self.group}/{file}", "w", encoding="ascii") as control:
            control.write(value)

    def __exit__(self, *_: object) -> None:
        if self.group:
            try:
                os.rmdir(self.group)
            except OSError:
                pass
            self.group = None
