"""A computer that starts from a stick: QEMU without acceleration, its screen, its serial lines, its sockets for sticks."""

import base64
import json
import pathlib
import shutil
import socket
import subprocess
import time

OVMF = pathlib.Path("/usr/share/OVMF")
# Firmware: its code, its variables, and what the machine needs for it.
FIRMWARE = {
    "bios": None,
    "uefi": ("OVMF_CODE_4M.fd", "OVMF_VARS_4M.fd"),
    "secure": ("OVMF_CODE_4M.secboot.fd", "OVMF_VARS_4M.ms.fd"),
    "ia32": ("OVMF32_CODE_4M.secboot.fd", "OVMF32_VARS_4M.fd"),
}
# What the tests ask of the released image, from outside: systemd reads units from the computer's own description (SMBIOS). The first serial
# line tells again and again what gomme sees, the second one follows the journal.
ASKED = {
    "systemd.extra-unit.seen.service": """[Service]
ExecStart=/usr/bin/gomme list --json
StandardOutput=tty
TTYPath=/dev/ttyS0
Environment=LANG=en_US.UTF-8
Restart=always
RestartSec=2
[Unit]
StartLimitIntervalSec=0
""",
    "systemd.extra-unit.told.service": """[Service]
ExecStart=/usr/bin/journalctl --boot --no-pager --follow --lines=all --output=short-monotonic
StandardOutput=tty
TTYPath=/dev/ttyS1
Environment=SYSTEMD_COLORS=0
""",
    "systemd.unit-dropin.gomme.target": "[Unit]\nWants=seen.service told.service\n",
}


GUIDE = "[Service]\nExecStart=\nExecStart=/usr/bin/gomme guide --stick /media/gomme --power-off --allow-virtual --lang fr "
# What the drives inside say of themselves.
SERIALS = {"nvme": "NVME0001", "sata": "SATA0002", "scsi": "SCSI0003"}


class Failed(Exception):
    """What a test expected and did not get."""


def credentials(folder, values):
    """QEMU's options that give the guest these files by its description."""
    for number, (name, value) in enumerate(values.items()):
        file = folder / f"smbios-{number}"
        file.write_text(f"io.systemd.credential.binary:{name}={base64.b64encode(value.encode()).decode()}")
        yield from ("-smbios", f"type=11,path={file}")


def board(firmware, folder):
    """QEMU's options for a computer with this firmware; `folder` keeps its variables."""
    secure = firmware == "secure"
    # One processor: with more, an emulated one may run what another is just patching, and the kernel dies of it (QEMU 7.2).
    words = ["-accel", "tcg", "-cpu", "max", "-smp", "1", "-M", "q35,smm=on" if secure else "q35", "-nic", "none"]
    words += ["-no-reboot", "-rtc", "base=utc", "-device", "qemu-xhci,id=xhci", "-device", "usb-kbd,bus=xhci.0"]
    if secure:
        words += ["-global", "driver=cfi.pflash01,property=secure,value=on"]
    if FIRMWARE[firmware]:
        code, variables = FIRMWARE[firmware]
        kept = folder / f"{firmware}.vars"
        shutil.copyfile(OVMF / variables, kept)
        words += ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF / code}"]
        words += ["-drive", f"if=pflash,format=raw,unit=1,file={kept}"]
    return words


def stick(name, file, boot=False):
    """QEMU's options for a stick in a socket of its own."""
    # A -drive would go with its device; a -blockdev stays, and can be put in again.
    return ["-blockdev", f"driver=raw,node-name={name},file.driver=file,file.filename={file}", "-device", stick_device(name, boot)]


def stick_device(name, boot=False):
    return f"usb-storage,id=usb-{name},bus=xhci.0,drive={name},serial={name},removable=on" + (",bootindex=0" if boot else "")


def inner(drives):
    """QEMU's options for drives inside the computer: file by kind."""
    emmc = "emmc" if '"emmc"' in subprocess.run(["qemu-system-x86_64", "-device", "help"], capture_output=True, text=True).stdout else "sd-card"
    devices = {
        "nvme": [f"nvme,serial={SERIALS['nvme']},drive=nvme"],
        "sata": [f"ide-hd,bus=ide.0,serial={SERIALS['sata']},drive=sata"],
        "scsi": ["virtio-scsi-pci,id=scsi-host", f"scsi-hd,bus=scsi-host.0,serial={SERIALS['scsi']},drive=scsi"],
        "emmc": ["sdhci-pci", f"{emmc},drive=emmc"],
    }
    for kind, file in drives.items():
        yield from ("-drive", f"if=none,id={kind},format=raw,file={file}")
        for device in devices[kind]:
            yield from ("-device", device)


class Machine:
    """A running computer; `with` ends it. `folder` gets its serial lines and screens."""

    def __init__(self, name, firmware, folder, words, memory=1024, guide=None):
        self.name, self.folder = name, folder
        self.first, self.second = folder / f"{name}.serial", folder / f"{name}.journal"
        self.since = time.monotonic()
        control = folder / f"{name}.qmp"
        for file in (self.first, self.second, control):
            file.unlink(missing_ok=True)
        line = ["qemu-system-x86_64", *board(firmware, folder), "-m", str(memory), "-display", "none", *words]
        asked = dict(ASKED)
        if guide:
            # What a virtual computer's drives need to be offered at all, and how to paint.
            asked["systemd.unit-dropin.gomme.service"] = GUIDE + guide + "\n"
        line += [*credentials(folder, asked), "-serial", f"file:{self.first}", "-serial", f"file:{self.second}"]
        line += ["-qmp", f"unix:{control},server=on,wait=off"]
        self.errors = open(folder / f"{name}.errors", "w")
        self.process = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors)
        self.control = self.connect(control)

    def connect(self, path):
        while self.process.poll() is None:
            try:
                connection = socket.socket(socket.AF_UNIX)
                connection.connect(str(path))
                control = connection.makefile("rw")
                control.readline()
                self.control = control
                self.ask("qmp_capabilities")
                return control
            except (FileNotFoundError, ConnectionRefusedError):
                time.sleep(0.1)
        raise Failed(f"QEMU ended: {(self.folder / f'{self.name}.errors').read_text()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.errors.close()

    def ask(self, command, **arguments):
        self.control.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.control.flush()
        while True:
            answer = json.loads(self.control.readline())
            if "error" in answer:
                raise Failed(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def pull_stick(self):
        self.ask("device_del", id="usb-gomme")

    def put_stick_in(self):
        driver, *options = stick_device("gomme").split(",")
        options = {name: value for name, value in (option.split("=") for option in options)}
        self.ask("device_add", driver=driver, **options | {"removable": True})

    def off(self):
        """Whether the computer switched itself off."""
        return self.process.poll() is not None

    def seconds(self):
        """Since the power came on."""
        return time.monotonic() - self.since

    def wait(self, what, look, limit=240):
        """The first answer of `look` that is something."""
        end = time.monotonic() + limit
        while True:
            found = look()
            if found:
                return found
            if self.off():
                raise Failed(f"the machine is off, waiting for: {what}")
            if time.monotonic() > end:
                self.picture("late")
                raise Failed(f"not within {limit} s: {what}")
            time.sleep(0.5)

    def serial(self):
        return self.first.read_text(errors="replace") if self.first.exists() else ""

    def journal(self):
        return self.second.read_text(errors="replace") if self.second.exists() else ""

    def seen(self, after=0):
        """What gomme saw last: its drives by their path; None before it said so after so many answers."""
        answers = []
        for piece in self.serial().replace("\r", "").split('{\n  "drives"')[1:]:
            try:
                answers.append(json.JSONDecoder().raw_decode('{\n  "drives"' + piece)[0])
            except json.JSONDecodeError:
                break
        if len(answers) <= after:
            return None
        return {drive["path"]: drive for drive in answers[-1]["drives"]}

    def answers(self):
        return self.serial().count('{\r\n  "drives"')

    def press(self, *keys):
        """Presses keys, one after the other, by QEMU's names."""
        for key in keys:
            self.ask("send-key", keys=[{"type": "qcode", "data": key}])
            time.sleep(0.5)

    def picture(self, name):
        """Takes the screen; gives the file that can be read."""
        file = self.folder / f"{self.name}-{name}"
        self.ask("screendump", filename=f"{file}.png", format="png")
        self.ask("screendump", filename=f"{file}.ppm")
        return pathlib.Path(f"{file}.ppm")
