#!/usr/bin/env python3
"""Starts the released image on virtual computers, and looks from outside at what it does. Its last line: `boots: N passed, M failed`.

boot.py FOLDER [CASE...], where FOLDER is what image/build.sh made. Pictures and serial lines stay in FOLDER/boot-test. No KVM, no root.
GOMME names the program that verifies. GOMME_BOOT_MEMORY gives the computers another amount of memory, in MiB.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import traceback

import disks
import screen
from machine import SERIALS, Failed, Machine, inner, stick

MEMORY = int(os.environ.get("GOMME_BOOT_MEMORY", "1024"))
SIGNATURE = bytes.fromhex("4d4d4f47")
# The letters on a screen of up to 1199 lines.
FONT = "boot/usr/share/consolefonts/Lat15-Terminus16.psf.gz"
# No program to type commands into, to log in, to put drives together or to swap, nothing that speaks to a network.
FORBIDDEN = [
    "sh", "bash", "dash", "busybox", "getty", "agetty", "login", "sulogin", "su", "sudo", "mdadm", "lvm", "cryptsetup", "swapon", "mount",
    "dhclient", "ip", "sshd", "systemd-networkd", "systemd-sulogin-shell", "perl", "python3", "apt", "dpkg",
]


def check(holds, what):
    if not holds:
        raise Failed(what)


class Bench:
    """What the cases share: the image, a stick that lives through them, drives."""

    def __init__(self, folder):
        self.folder = folder
        self.image = folder / "gomme.img"
        self.work = folder / "boot-test"
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        self.drives = disks.inner_drives(self.work)
        self.digests = {kind: disks.digest(file) for kind, file in self.drives.items()}
        self.stick = disks.stick(self.image, self.work / "stick.disk", 1024)

    def untouched(self):
        for kind, file in self.drives.items():
            check(disks.digest(file) == self.digests[kind], f"the {kind} drive was written to")

    def ready(self, machine):
        """Waits until gomme lists the drives and the stick is mounted; gives the list."""
        machine.wait("the first list", lambda: machine.seen())
        first = machine.seconds()
        machine.wait("the stick, mounted", lambda: mounted(machine.seen()))
        print(f"  first list after {first:.0f} s, stick mounted after {machine.seconds():.0f} s")
        return machine.seen(machine.answers() - 1)

    def lines(self, machine, name):
        return screen.text(machine.picture(name), self.folder / FONT)


def mounted(drives):
    """The stick whose data partition is mounted."""
    for path, drive in (drives or {}).items():
        if any("/media/gomme" in refusal["message"] for refusal in drive["refusals"]):
            return path
    return None


def codes(drive):
    return [refusal["code"] for refusal in drive["refusals"]]


def no_failure(machine):
    """The journal of the guest tells of no unit that failed and no program that crashed."""
    for line in machine.journal().splitlines():
        check("Failed with result" not in line and "dumped core" not in line, f"in the journal: {line.strip()}")


def holds_nothing_else(bench):
    """The image holds no shell, no login, no network; the stick's signature is the one that gomme refuses."""
    inside, boot = disks.files_of_the_system(bench.image, bench.work, bench.folder / "tools")
    check("usr/bin/gomme" in inside and "usr/lib/systemd/systemd" in inside, "the list of files was read")
    for name in inside:
        check(pathlib.PurePath(name).name not in FORBIDDEN, f"{name} is in the image")
        check("/drivers/net/" not in name and "/drivers/md/" not in name and "/drivers/gpu/drm/i915" not in name, f"{name} is in the image")
    check(not any("fbx64" in name.lower() for name in boot), "shim's fallback is in the image")
    with open(bench.image, "rb") as image:
        check(image.read(444)[440:] == SIGNATURE, "the disk signature")
    root = pathlib.Path(__file__).resolve().parents[2]
    for file in ("src/drive/boot.rs", "image/grub.cfg", "image/files/etc/udev/rules.d/61-gomme.rules"):
        check("474f4d4d" in (root / file).read_text(), f"{file} names another signature")


def bios(bench):
    """SeaBIOS, the stick's first start, with drives of four kinds and another stick that bears our label."""
    decoy = bench.work / "decoy.disk"
    with open(decoy, "wb") as disk:
        disk.truncate(64 << 20)
    disks.tool("mkfs.vfat", "-n", "ATTESTATION", decoy)
    before = disks.digest(decoy)
    words = [*stick("gomme", bench.stick, boot=True), *stick("decoy", decoy), *inner(bench.drives)]
    with Machine("bios", "bios", bench.work, words, MEMORY) as machine:
        drives = bench.ready(machine)
        check({"/dev/nvme0n1", "/dev/mmcblk0"} <= set(drives), f"drives are missing: {sorted(drives)}")
        check(sum(path.startswith("/dev/sd") for path in drives) == 4, f"drives are missing: {sorted(drives)}")
        own = mounted(drives)
        check("boot_medium" in codes(drives[own]), f"the stick can be chosen: {drives[own]}")
        others = [path for path, drive in drives.items() if path != own and "boot_medium" in codes(drive)]
        check(not others, f"protected for nothing: {others}")
        used = [path for path, drive in drives.items() if path != own and {"mounted", "swap", "holder", "in_use"} & set(codes(drive))]
        check(used in ([], ["/dev/loop0"]), f"in use: {used}")

        machine.wait("the guide", lambda: "gomme[" in machine.journal() and "Bienvenue" in machine.journal())
        machine.picture("guide")
        no_failure(machine)

        machine.pull_stick()
        count = machine.answers()
        machine.wait("a list without the stick", lambda: own not in (machine.seen(count) or {own: 0}))
        machine.wait("a screen that asks for it", lambda: "Branchez la clé" in machine.journal())
        machine.picture("pulled")
        no_failure(machine)
    bench.untouched()
    check(disks.digest(decoy) == before, "another stick was written to")
    start, sectors = disks.partition(bench.stick, 1)
    old, _ = disks.partition(bench.image, 1)
    check(start > old and start + sectors == (1024 << 20) // 512, f"the data partition did not grow: {start} {sectors}")
    told = disks.volume(bench.stick)
    # Whole tracks, as mkfs.vfat has it.
    check(told["clean"] and sectors - 63 < told["sectors"] <= sectors, f"its file system: {told}")
    check(told["number"] != disks.volume(bench.image)["number"], "its number is every stick's")
    check("clé gomme" in disks.mtools("mtype", bench.stick, "::LISEZMOI.TXT"), "LISEZMOI.TXT is not what it was")
    disks.tool("fsck.vfat", "-n", only_data(bench.stick, bench.work))


def only_data(file, folder):
    """The data partition as a file of its own."""
    start, sectors = disks.partition(file, 1)
    part = folder / "part.disk"
    disks.tool("dd", f"if={file}", f"of={part}", "bs=1M", "iflag=skip_bytes,count_bytes", f"skip={start * 512}", f"count={sectors * 512}", "conv=sparse", "status=none")
    return part


def secure(bench):
    """UEFI with Secure Boot and Microsoft's keys; the stick's second start, with files on it and a fresh gomme stick beside it."""
    note = bench.work / "A05-2026-000001"
    note.write_bytes(bytes(range(256)) * 99)
    disks.mtools("mcopy", bench.stick, note, "::")
    number, place = disks.volume(bench.stick)["number"], disks.partition(bench.stick, 1)
    check(number != disks.volume(bench.image)["number"], "the stick was never started from: the case bios comes before this one")
    sibling = disks.stick(bench.image, bench.work / "sibling.disk", 512)
    before = disks.digest(sibling)
    words = [*stick("gomme", bench.stick, boot=True), *stick("sibling", sibling), *inner(bench.drives)]
    with Machine("secure", "secure", bench.work, words, MEMORY) as machine:
        drives = bench.ready(machine)
        own = mounted(drives)
        check(drives[own]["size_bytes"] == 1024 << 20, "the other stick is mounted")
        protected = sorted(path for path, drive in drives.items() if "boot_medium" in codes(drive))
        check(len(protected) == 2, f"both sticks are protected: {protected}")
        machine.wait("the kernel's word on Secure Boot", lambda: "Secure boot enabled" in machine.journal(), 60)
        check("locked down" in machine.journal(), "the kernel is not locked down")
        # Pulled out, and put back: it is mounted again, though the other one is there.
        machine.pull_stick()
        machine.wait("a list without the stick", lambda: own not in (machine.seen() or {own: 0}))
        # Time enough for the other one to take its place, if it would.
        time.sleep(6)
        machine.put_stick_in()
        again = machine.wait("the stick, mounted again", lambda: mounted(machine.seen()))
        check(machine.seen()[again]["size_bytes"] == 1024 << 20, "the other stick took its place")
        print(f"  pulled out and put back: {own}, then {again}")
        machine.picture("guide")
        no_failure(machine)
    bench.untouched()
    check(disks.volume(bench.stick)["number"] == number and disks.partition(bench.stick, 1) == place, "it grew twice")
    disks.mtools("mcopy", bench.stick, "-n", "-o", "::A05-2026-000001", bench.work / "back")
    check((bench.work / "back").read_bytes() == note.read_bytes(), "a file on the stick is not what it was")
    check(disks.digest(sibling) == before, "the other gomme stick was written to")


def cut(bench):
    """The power goes while the data partition moves, at the first start: it is whole in its old place or its new one, and grows in the end."""
    fresh = disks.stick(bench.image, bench.work / "cut.disk", 4096)
    with Machine("cut", "bios", bench.work, stick("gomme", fresh, boot=True), MEMORY) as machine:
        machine.wait("the move to begin", lambda: "loop1: detected capacity change" in machine.journal())
    start, _ = disks.partition(fresh, 1)
    moved = start != disks.partition(bench.image, 1)[0]
    print(f"  cut when the table named the {'new' if moved else 'old'} place")
    check("clé gomme" in disks.mtools("mtype", fresh, "::LISEZMOI.TXT"), "what was on it is gone")
    with Machine("cut", "bios", bench.work, stick("gomme", fresh, boot=True), MEMORY) as machine:
        bench.ready(machine)
        no_failure(machine)
    check(disks.partition(fresh, 1)[0] > disks.partition(bench.image, 1)[0], "it did not grow in the end")
    check("clé gomme" in disks.mtools("mtype", fresh, "::LISEZMOI.TXT"), "what was on it is gone")


def ia32(bench):
    """32-bit UEFI below a 64-bit processor, as in tablets of 2014."""
    with Machine("ia32", "ia32", bench.work, [*stick("gomme", bench.stick, boot=True), *inner(bench.drives)], MEMORY) as machine:
        drives = bench.ready(machine)
        check("boot_medium" in codes(drives[mounted(drives)]), "the stick can be chosen")
        machine.picture("guide")
        no_failure(machine)
    bench.untouched()


def menu(bench):
    """Another keyboard, chosen in the boot menu with the keys that a person has."""
    with Machine("menu", "uefi", bench.work, stick("gomme", bench.stick, boot=True), MEMORY) as machine:
        # The firmware shows its console on the first serial line as well; any key stops the countdown.
        machine.wait("the menu", lambda: "Clavier" in machine.serial(), 120)
        machine.press("down", "down", "down", "ret", "ret")
        bench.ready(machine)
        check("gomme.keymap=be" in machine.journal(), "the command line does not name the chosen keyboard")
        check("gomme.boot=474f4d4d-02" in machine.journal(), "the command line does not name the stick")
        no_failure(machine)


def answers(machine, see, screens):
    """Answers screens as a volunteer does, with digits and Enter alone."""
    for seen, typed in screens:
        see(seen)
        machine.press(*typed, "ret")


BEGINNING = [("Bienvenue", ""), ("Qui êtes-vous", "7"), ("De qui vient", ""), ("L’étiquette", "114"), ("Avant de commencer", "")]


def confirms(machine, codes_of, count):
    """From the list of drives on: confirms each; gives the codes that it typed."""
    machine.picture("drives")
    machine.press("ret")
    typed = []
    for number in range(count):
        code = codes_of(number)
        machine.picture(f"confirm-{number}")
        machine.press(*code, "ret")
        typed.append(code)
    return typed


def to_the_end(machine, see, count):
    """From the results to a computer that is off."""
    see("Étagère")
    machine.picture("results")
    machine.press("ret")
    for number in range(count):
        see("Enregistré sur la clé")
        machine.picture(f"proof-{number}")
        machine.press("ret")
    see("C’est fini")
    machine.picture("end")
    machine.press("ret")
    switches_off(machine)


def switches_off(machine):
    end = time.monotonic() + 120
    while not machine.off():
        check(time.monotonic() < end, "it did not switch itself off")
        time.sleep(0.5)


def reader(bench, machine):
    """Waits for a screen of text that holds some words; gives its lines."""

    def see(text):
        return machine.wait(text, lambda: text in (lines := bench.lines(machine, "now").replace("'", "’")) and lines)

    return see


def code_beside(lines):
    line = next(line for line in lines.splitlines() if " code :" in line)
    return line.split(" code :")[1].split()[0]


def brought_home(bench, stick_file, name):
    """What lies on the stick as a folder; the station's trust set, its name, and its documents."""
    home = bench.work / f"{name}-stick"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    disks.mtools("mcopy", stick_file, "-s", "-n", "::attestations", "::station", home)
    check(disks.volume(stick_file)["clean"], "the stick was left unclean")
    kind, key, station = (home / "station/station.pub").read_text().split()
    trust = home / "trust"
    trust.write_text(f'{station} namespaces="gomme-attestation" {kind} {key}\n')
    return trust, station, sorted((home / "attestations").iterdir())


def verified(folder, trust, station):
    """A document that gomme and stock OpenSSH verify, with its paper and its code; gives what it says."""
    json_file = folder / "attestation.json"
    said = subprocess.run([os.environ["GOMME"], "verify", json_file, "--trust", trust], capture_output=True, text=True)
    check(said.returncode == 0, f"gomme verify {folder.name}: {said.stdout}{said.stderr}")
    with open(json_file, "rb") as data:
        words = ["ssh-keygen", "-Y", "verify", "-f", trust, "-I", station, "-n", "gomme-attestation", "-s", f"{json_file}.sig"]
        check(subprocess.run(words, stdin=data, capture_output=True).returncode == 0, f"ssh-keygen does not verify {folder.name}")
    check((folder / "attestation.pdf").read_bytes().startswith(b"%PDF-1.7"), f"{folder.name} has no paper")
    said = subprocess.run([os.environ["GOMME"], "verify", folder / "attestation.pdf", "--trust", trust], capture_output=True, text=True)
    check(said.returncode == 0, f"gomme verify {folder.name}, its paper: {said.stdout}{said.stderr}")
    check((folder / "attestation.qr").exists(), f"{folder.name} has no code")
    return json.loads(json_file.read_text())


def proven(bench, stick_file, drives, name):
    """Nothing is left on the drives, and the stick holds a good attestation of each; gives the station's name."""
    for kind, file in drives.items():
        with open(file, "rb") as disk:
            while block := disk.read(1 << 20):
                check(not any(block), f"something is left on the {kind} drive")
    trust, station, folders = brought_home(bench, stick_file, name)
    check(len(folders) == len(drives), f"attestations: {[folder.name for folder in folders]}")
    said = [verified(folder, trust, station) for folder in folders]
    for record in said:
        check(record["result"] in ("erased", "erased_with_reservations"), f"{record['number']}: {record['result']}")
    serials = {record["facts"]["drive"]["serial"] for record in said}
    check(serials == {SERIALS[kind] for kind in drives}, f"serial numbers: {serials}")
    return station


def paper(bench):
    """From power-on to the papers by keys alone, on a screen of text, and again with pictures under Secure Boot; USB drives stay as they are."""
    decoy = bench.work / "usb.disk"
    with open(decoy, "wb") as disk:
        disk.write(os.urandom(64 << 20))
    before = disks.digest(decoy)
    fresh = disks.stick(bench.image, bench.work / "paper.disk", 512)
    seen = []
    for name, firmware, paint in (("paper-text", "bios", "text"), ("paper-pictures", "secure", "fb")):
        drives = {}
        for kind in ("nvme", "sata", "scsi"):
            drives[kind] = bench.work / f"{kind}-{name}.disk"
            shutil.copyfile(bench.drives[kind], drives[kind])
        words = [*stick("gomme", fresh, boot=True), *stick("other", decoy), *inner(drives)]
        disks.mtools("mdeltree", fresh, "::attestations") if seen else None
        with Machine(name, firmware, bench.work, words, MEMORY, guide=f"--screen {paint}") as machine:
            text_on = reader(bench, machine)

            def see(text):
                if paint == "text":
                    return text_on(text)
                # Pictures are looked at by people; here the journal says which screen it is.
                title = {"Étagère": "EFFACÉ", "Enregistré sur la clé": "La preuve"}.get(text, text)
                machine.wait(text, lambda: title in machine.journal())
                time.sleep(2)

            def code(number):
                if paint == "text":
                    return code_beside(text_on(f"{number + 1} sur 3"))
                see("Dernière question")
                return seen[number]

            answers(machine, see, BEGINNING)
            see("seront effacés")
            typed = confirms(machine, code, 3)
            to_the_end(machine, see, 3)
            seen = seen or typed
            print(f"  {name}: from power-on to off in {machine.seconds():.0f} s")
            no_failure(machine)
        station = proven(bench, fresh, drives, name)
        check(disks.digest(decoy) == before, "the USB drive was written to")
        print(f"  station {station}")


def power(bench):
    """The power goes in the middle of an erase; the next start goes on with it, the stick is pulled out while it does, and comes back."""
    mib = 1 << 20
    drive = bench.work / "power-sata.disk"
    # Random data, so that it takes a while and nothing is taken for empty.
    with open(drive, "wb") as disk:
        for _ in range(96):
            disk.write(os.urandom(16 * mib))
    size = drive.stat().st_size

    def is_blank(at):
        with open(drive, "rb") as disk:
            disk.seek(at)
            return not any(disk.read(mib))

    fresh = disks.stick(bench.image, bench.work / "power.disk", 512)
    words = [*stick("gomme", fresh, boot=True), *inner({"sata": drive})]
    with Machine("power-cut", "bios", bench.work, words, MEMORY, guide="--screen text") as machine:
        see = reader(bench, machine)
        answers(machine, see, BEGINNING)
        see("sera effacé")
        confirms(machine, lambda _: code_beside(see("Dernière question")), 1)
        machine.wait("a third of it erased", lambda: is_blank(size // 3))
    check(not is_blank(size - mib), "it was too late to cut the power")
    check(not any("attestation.json" in name for name in names_on(fresh)), "a proof of an erase that was cut")
    with Machine("power-back", "bios", bench.work, words, MEMORY, guide="--screen text") as machine:
        see = reader(bench, machine)
        answers(machine, see, [("Bienvenue", ""), ("Un effacement a été interrompu", ""), ("Avant de commencer", "")])
        see("SERA TERMINÉ")
        confirms(machine, lambda _: code_beside(see("Dernière question")), 1)
        machine.wait("two thirds of it erased", lambda: is_blank(2 * size // 3))
        machine.pull_stick()
        lines = see("Remettez la clé")
        machine.picture("asks")
        check("EFFACÉ" not in lines, f"a result before its proof: {lines}")
        machine.put_stick_in()
        to_the_end(machine, see, 1)
        no_failure(machine)
    print(f"  station {proven(bench, fresh, {'sata': drive}, 'power')}")


def empty(bench):
    """A computer without any drive, whose clock stopped in 2010: the date is asked for, and a person signs that there is none."""
    fresh = disks.stick(bench.image, bench.work / "empty.disk", 512)
    words = [*stick("gomme", fresh, boot=True), "-rtc", "base=2010-01-01T00:07:00"]
    # Later than the program itself, wherever the time zones are.
    day, hour = time.strftime("%d%m%Y %H%M", time.localtime(time.time() + 86400)).split()
    with Machine("empty", "bios", bench.work, words, MEMORY, guide="--screen text") as machine:
        see = reader(bench, machine)
        lines = see("Quel jour sommes-nous")
        check("fausse" in lines, f"2010 is taken for right: {lines}")
        machine.picture("clock")
        machine.press("ret")
        answers(machine, see, [("Tapez le jour", day), ("Quelle heure", hour), *BEGINNING])
        see("Je ne vois aucun disque")
        machine.press("1")
        see("Vous signez")
        machine.picture("signs")
        machine.press("1")
        see("Noté")
        machine.press("ret")
        see("C’est fini")
        machine.press("ret")
        switches_off(machine)
    trust, station, folders = brought_home(bench, fresh, "empty")
    check(len(folders) == 1, f"documents: {[folder.name for folder in folders]}")
    record = verified(folders[0], trust, station)
    check(record["type"] == "no-media", f"a document of type {record['type']}")
    check(record["time"]["clock"] == "operator", f"who set the clock: {record['time']}")


def hidden(bench):
    """A RAID controller and nothing else: a drive may be behind it, and no key leads to a paper that says there is none."""
    fresh = disks.stick(bench.image, bench.work / "hidden.disk", 512)
    words = [*stick("gomme", fresh, boot=True), "-device", "megasas"]
    with Machine("hidden", "bios", bench.work, words, MEMORY, guide="--screen text") as machine:
        see = reader(bench, machine)
        answers(machine, see, BEGINNING)
        see("Un disque est caché")
        machine.picture("said")
        for key in ("ret", "2", "3", "9"):
            machine.press(key)
            see("Un disque est caché")
    check(not any("attestation.json" in name for name in names_on(fresh)), "something was signed")


def names_on(stick_file):
    return disks.mtools("mdir", stick_file, "-/", "-b", "::").split()


def flipped(bench):
    """One bit of the kernel is another, Secure Boot is on: it does not start."""
    bad = disks.stick(bench.image, bench.work / "bad.disk", 256)
    kernel = bench.work / "vmlinuz"
    disks.mtools("mcopy", bad, "-n", "-o", "::live/vmlinuz", kernel, number=2)
    data = bytearray(kernel.read_bytes())
    data[len(data) // 2] ^= 1
    kernel.write_bytes(data)
    disks.mtools("mcopy", bad, "-o", kernel, "::live/vmlinuz", number=2)
    with Machine("flipped", "secure", bench.work, stick("gomme", bad, boot=True), MEMORY) as machine:
        # The firmware shows its console on the first serial line as well.
        machine.wait("the refusal", lambda: "bad shim signature" in machine.serial())
        time.sleep(10)
        check(machine.seen() is None and "systemd" not in machine.journal(), "it started")
        machine.picture("refused")


CASES = [holds_nothing_else, bios, secure, ia32, cut, menu, flipped, paper, power, empty, hidden]


def main():
    sys.stdout.reconfigure(line_buffering=True)
    folder, wanted = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    bench = Bench(folder)
    passed = failed = 0
    for case in CASES:
        if wanted and case.__name__ not in wanted:
            continue
        since = time.monotonic()
        print(f"{case.__name__}: {case.__doc__}")
        try:
            case(bench)
            passed += 1
            print(f"  passed, {time.monotonic() - since:.0f} s")
        except Exception as error:
            failed += 1
            if not isinstance(error, Failed):
                traceback.print_exc()
            print(f"  FAILED, {time.monotonic() - since:.0f} s: {error}")
    for file in bench.work.glob("*.disk"):
        file.unlink()
    print(f"boots: {passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
