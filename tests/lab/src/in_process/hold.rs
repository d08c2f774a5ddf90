//! An emulated drive as gomme holds a drive: commands and blocks, and a clock that only waiting moves.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use emulated_drives::When;
use emulated_drives::clock::{Clock, VirtualClock};
use emulated_drives::emmc::EmmcDrive;
use emulated_drives::nvme::NvmeDrive;
use emulated_drives::scsi::ScsiTarget;
use gomme::codec::Transfer;
use gomme::drive::guard::Hold;
use gomme::drive::wire::{Reply, Request, Speaks, Wire};
use gomme::event::DriveIdentity;
use gomme::sys::direct::Blocks;
use gomme::sys::io::{BlockIo, Choice, Layout};
use gomme::units::Answer;

/// What every command takes.
const COMMAND: Duration = Duration::from_micros(200);
/// What Linux waits for a read or write.
const IO_LIMIT: Duration = Duration::from_secs(30);

/// A drive of any kind.
pub enum Emulated {
    /// SCSI, and ATA behind a translation.
    Scsi(Box<dyn ScsiTarget>),
    /// NVMe, and the namespace that is the block device.
    Nvme(Box<NvmeDrive>, u32),
    /// eMMC.
    Emmc(Box<EmmcDrive>),
}

impl std::fmt::Debug for Emulated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Emulated")
    }
}

/// A drive, its clock, and the moment at which the power goes.
#[derive(Debug)]
pub struct Machine {
    /// The drive.
    pub drive: Emulated,
    clock: Arc<VirtualClock>,
    /// Commands and requests until the power goes; none where it stays.
    cut_after: Option<u64>,
    /// Commands and requests until another drive stands there.
    swap_after: Option<u64>,
    /// Another drive, and after how many commands and requests it is put into the dock in place of the first.
    spare: Option<(u64, Emulated)>,
    /// Commands and requests so far.
    counted: u64,
    /// Commands by name, each with the count it had.
    sent: Vec<(u64, String)>,
    gone: bool,
}

/// What the machine's one drive is held by.
#[derive(Clone, Debug)]
pub struct Held {
    machine: Arc<Mutex<Machine>>,
    clock: Arc<VirtualClock>,
    identity: DriveIdentity,
    speaks: Speaks,
    dark: Arc<AtomicBool>,
}

impl Machine {
    /// A machine with one drive.
    #[must_use]
    pub fn new(drive: Emulated, clock: Arc<VirtualClock>) -> Arc<Mutex<Machine>> {
        let mut machine = Machine {
            drive,
            clock,
            cut_after: None,
            swap_after: None,
            spare: None,
            counted: 0,
            sent: Vec::new(),
            gone: false,
        };
        machine.probe();
        Arc::new(Mutex::new(machine))
    }

    /// What time it is.
    #[must_use]
    pub fn clock(&self) -> Arc<VirtualClock> {
        self.clock.clone()
    }

    /// Lets the power go after so many commands and requests.
    pub fn cut_after(&mut self, commands: Option<u64>) {
        self.cut_after = commands;
    }

    /// Lets another drive stand there after so many commands and requests of all.
    pub fn swap_after(&mut self, commands: Option<u64>) {
        self.swap_after = commands;
    }

    /// Puts another drive into the dock after so many commands and requests of all. The dock stays, and what the system knows.
    pub fn dock_after(&mut self, commands: u64, spare: Emulated) {
        self.spare = Some((commands, spare));
    }

    /// Commands and requests so far.
    #[must_use]
    pub fn counted(&self) -> u64 {
        self.counted
    }

    /// Commands by name, each with the count it had.
    #[must_use]
    pub fn sent(&self) -> &[(u64, String)] {
        &self.sent
    }

    /// The power comes back; time has passed.
    pub fn power_on(&mut self, off_for: Duration) {
        self.cut_after = None;
        self.gone = false;
        match &mut self.drive {
            Emulated::Scsi(drive) => drive.power_cycle(),
            Emulated::Nvme(drive, _) => drive.power_cycle(),
            Emulated::Emmc(drive) => drive.power_cycle(),
        }
        self.clock.advance(off_for);
        self.probe();
        self.tick();
    }

    /// What a computer's firmware does as it starts: SECURITY FREEZE LOCK, through the translation (SAT-4 §12.2.3).
    pub fn freeze(&mut self) {
        const NON_DATA: u8 = 3 << 1;
        if let Emulated::Scsi(drive) = &mut self.drive {
            let mut cdb = [0; 16];
            (cdb[0], cdb[1], cdb[14]) = (0x85, NON_DATA, 0xf5);
            // The first one may only hear that the power was gone.
            let frozen = (0..3).any(|_| drive.command(&cdb, &[], 0).status == 0);
            assert!(frozen, "a drive that cannot be frozen");
        }
    }

    /// What the kernel does when it finds a drive: an eMMC is brought into the state in which it moves data.
    fn probe(&mut self) {
        const ADDRESS: u32 = 1 << 16;
        if let Emulated::Emmc(drive) = &mut self.drive {
            drive.command(0, 0, &[]);
            for _ in 0..1000 {
                if drive.command(1, 0x40ff_8000, &[]).response[0] >> 31 == 1 {
                    break;
                }
                self.clock.advance(Duration::from_millis(1));
            }
            for (index, argument) in [(2, 0), (3, ADDRESS), (7, ADDRESS)] {
                drive.command(index, argument, &[]);
            }
        }
    }

    /// Lets the drive do what is due.
    pub fn tick(&mut self) {
        match &mut self.drive {
            Emulated::Scsi(drive) => drive.tick(),
            Emulated::Nvme(drive, _) => drive.tick(),
            Emulated::Emmc(drive) => drive.tick(),
        }
    }

    /// Bytes that can be addressed, and in a block.
    #[must_use]
    pub fn size(&self) -> (u64, u32) {
        match &self.drive {
            Emulated::Scsi(drive) => {
                (drive.capacity_blocks() * u64::from(drive.block_bytes()), drive.block_bytes())
            }
            Emulated::Nvme(drive, nsid) => {
                let space = drive.persona().namespaces.get(*nsid as usize - 1);
                space.map_or((0, 512), |space| (space.bytes, space.block_bytes as u32))
            }
            Emulated::Emmc(drive) => (drive.persona().user_bytes, 512),
        }
    }

    /// One more command: whether there is still power for it.
    fn count(&mut self) -> bool {
        self.counted += 1;
        if let Some((_, spare)) = self.spare.take_if(|(after, _)| self.counted > *after) {
            self.drive = spare;
            self.probe();
        }
        match &mut self.cut_after {
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
            None => true,
        }
    }

    fn reset(&mut self) {
        match &mut self.drive {
            Emulated::Scsi(drive) => drive.bus_reset(),
            Emulated::Nvme(drive, _) => drive.controller_reset(),
            Emulated::Emmc(drive) => drive.power_cycle(),
        }
        self.probe();
    }

    /// Waits for an answer as the kernel does: past the limit it resets the bus and gives up.
    fn wait(&mut self, when: When, limit: Duration) -> Result<(), i32> {
        match when {
            When::Now => self.clock.advance(COMMAND),
            When::After(time) if time <= limit => self.clock.advance(time),
            When::After(_) | When::Never => {
                self.clock.advance(limit);
                self.tick();
                self.reset();
                return Err(libc::ETIME);
            }
            When::Gone => {
                self.gone = true;
                return Err(libc::ENODEV);
            }
        }
        self.tick();
        Ok(())
    }

    fn exchange(&mut self, request: &Request, limit: Duration) -> Result<Reply, i32> {
        if self.gone {
            return Err(libc::ENODEV);
        }
        match (request, &mut self.drive) {
            (Request::Scsi { cdb, transfer, .. }, Emulated::Scsi(drive)) => {
                let (out, room) = parts(transfer);
                let answer = drive.command(cdb, out, room);
                self.wait(answer.when, limit)?;
                Ok(Reply::Scsi { status: answer.status, sense: answer.sense, data: cut(answer.data, room) })
            }
            (Request::Nvme { opcode, nsid, cdw10_15, transfer, .. }, Emulated::Nvme(drive, _)) => {
                let (out, room) = parts(transfer);
                let answer = drive.admin(&sqe(*opcode, *nsid, cdw10_15), out);
                self.wait(answer.when, limit)?;
                if let Emulated::Nvme(drive, _) = &mut self.drive
                    && drive.is_dead()
                {
                    return Err(libc::EINTR);
                }
                let mut data = answer.data;
                // The kernel's buffer is as large as was asked for; what the controller did not write stays zero.
                data.resize(room, 0);
                Ok(Reply::Nvme { status: answer.status, result: answer.result, data })
            }
            (Request::Mmc(commands), Emulated::Emmc(_)) => {
                let (mut response, mut data) = (0, Vec::new());
                for command in commands {
                    let Emulated::Emmc(drive) = &mut self.drive else { return Err(libc::ENOTTY) };
                    let (out, room) = parts(&command.transfer);
                    let answer = drive.command(command.opcode as u8, command.arg, out);
                    if answer.no_response {
                        return Err(libc::ETIMEDOUT);
                    }
                    self.wait(answer.when, limit.max(command.timeout))?;
                    response |= answer.response[0];
                    if room > 0 {
                        data = cut(answer.data, room);
                    }
                }
                Ok(Reply::Mmc { response, data })
            }
            _ => Err(libc::ENOTTY),
        }
    }

    fn blocks(&mut self, offset: u64, transfer: Move<'_>) -> io::Result<()> {
        let error = |errno| Err(io::Error::from_raw_os_error(errno));
        if !self.count() || self.gone {
            return error(libc::ENODEV);
        }
        let (size, block) = self.size();
        let len = transfer.len() as u64;
        if offset + len > size || !offset.is_multiple_of(block.into()) || !len.is_multiple_of(block.into()) {
            return error(libc::EINVAL);
        }
        let (lba, count) = (offset / u64::from(block), (len / u64::from(block)) as u32);
        let done = match &mut self.drive {
            Emulated::Scsi(drive) => {
                let write = matches!(transfer, Move::Write(_));
                let mut cdb = vec![if write { 0x8a } else { 0x88 }, 0];
                cdb.extend(lba.to_be_bytes());
                cdb.extend(count.to_be_bytes());
                cdb.extend([0, 0]);
                let out = if let Move::Write(bytes) = &transfer { bytes } else { &[][..] };
                let answer = drive.command(&cdb, out, if write { 0 } else { len as usize });
                (answer.when, answer.status == 0, answer.data)
            }
            Emulated::Nvme(drive, nsid) => {
                let write = matches!(transfer, Move::Write(_));
                let [low, high] = [lba as u32, (lba >> 32) as u32];
                let cdw = [low, high, count - 1, 0, 0, 0];
                let out = if let Move::Write(bytes) = &transfer { bytes } else { &[][..] };
                let answer = drive.io(&sqe(if write { 1 } else { 2 }, *nsid, &cdw), out);
                (answer.when, answer.status == 0, answer.data)
            }
            Emulated::Emmc(drive) => {
                let out = if let Move::Write(bytes) = &transfer { bytes } else { &[][..] };
                drive.expect_blocks(count);
                let index = if matches!(transfer, Move::Write(_)) { 25 } else { 18 };
                // Emulated cards are small: addressed by bytes.
                let answer = drive.command(index, offset as u32, out);
                let ok = !answer.no_response && answer.response[0] & EMMC_ERRORS == 0;
                (answer.when, ok, answer.data)
            }
        };
        let (when, ok, data) = done;
        if let Err(errno) = self.wait(when, IO_LIMIT) {
            return error(if errno == libc::ETIME { libc::EIO } else { errno });
        }
        if !ok {
            return error(libc::EIO);
        }
        if let Move::Read(into) = transfer {
            if data.len() < into.len() {
                return error(libc::EIO);
            }
            into.copy_from_slice(&data[..into.len()]);
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.count() || self.gone {
            return Err(io::Error::from_raw_os_error(libc::ENODEV));
        }
        let (when, ok) = match &mut self.drive {
            Emulated::Scsi(drive) => {
                let answer = drive.command(&[0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0], &[], 0);
                (answer.when, answer.status == 0)
            }
            Emulated::Nvme(drive, nsid) => {
                let answer = drive.io(&sqe(0, *nsid, &[0; 6]), &[]);
                (answer.when, answer.status == 0)
            }
            Emulated::Emmc(drive) => {
                // FLUSH_CACHE, register 32.
                let answer = drive.command(6, 3 << 24 | 32 << 16 | 1 << 8 | 1, &[]);
                (answer.when, !answer.no_response)
            }
        };
        match self.wait(when, IO_LIMIT) {
            Ok(()) if ok => Ok(()),
            Ok(()) | Err(libc::ETIME) => Err(io::Error::from_raw_os_error(libc::EIO)),
            Err(errno) => Err(io::Error::from_raw_os_error(errno)),
        }
    }
}

/// R1 bits that are errors (JESD84-B51 6.13), bits 31 to 16 but for the lock state.
const EMMC_ERRORS: u32 = 0xfdff_8000;

enum Move<'a> {
    Read(&'a mut [u8]),
    Write(&'a [u8]),
}

impl Move<'_> {
    fn len(&self) -> usize {
        match self {
            Move::Read(bytes) => bytes.len(),
            Move::Write(bytes) => bytes.len(),
        }
    }
}

fn parts(transfer: &Transfer) -> (&[u8], usize) {
    match transfer {
        Transfer::None => (&[], 0),
        Transfer::In(bytes) => (&[], *bytes),
        Transfer::Out(bytes) => (bytes, 0),
    }
}

fn cut(mut data: Vec<u8>, room: usize) -> Vec<u8> {
    data.truncate(room);
    data
}

/// A submission queue entry (NVMe Base 3.3.3.1).
fn sqe(opcode: u8, nsid: u32, cdw10_15: &[u32; 6]) -> [u8; 64] {
    let mut entry = [0; 64];
    entry[0] = opcode;
    entry[4..8].copy_from_slice(&nsid.to_le_bytes());
    for (at, word) in (40..).step_by(4).zip(cdw10_15) {
        entry[at..at + 4].copy_from_slice(&word.to_le_bytes());
    }
    entry
}

impl Held {
    /// Holds the machine's drive.
    #[must_use]
    pub fn new(machine: &Arc<Mutex<Machine>>, identity: DriveIdentity, speaks: Speaks) -> Held {
        let clock = machine.lock().unwrap_or_else(PoisonError::into_inner).clock.clone();
        Held { machine: machine.clone(), clock, identity, speaks, dark: Arc::default() }
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Raised when the power is gone: from then on nothing happened.
    #[must_use]
    pub fn dark(&self) -> Arc<AtomicBool> {
        self.dark.clone()
    }

    fn notice(&self, machine: &Machine) {
        if machine.cut_after == Some(0) {
            self.dark.store(true, Ordering::SeqCst);
        }
    }
}

impl Wire for Held {
    fn exchange(&mut self, request: &Request, limit: Duration) -> Reply {
        let mut machine = self.machine();
        if !machine.count() {
            drop(machine);
            self.dark.store(true, Ordering::SeqCst);
            return Reply::Silent { errno: libc::ENODEV };
        }
        let entry = (machine.counted, request.name());
        machine.sent.push(entry);
        let reply = machine.exchange(request, limit).unwrap_or_else(|errno| Reply::Silent { errno });
        self.notice(&machine);
        reply
    }

    fn now(&self) -> Duration {
        self.clock.now()
    }

    fn pause(&mut self, time: Duration, _: &AtomicBool) {
        self.clock.advance(time);
        self.machine().tick();
    }
}

impl Hold for Held {
    fn identity(&self) -> &DriveIdentity {
        &self.identity
    }

    fn display_path(&self) -> String {
        "emulated".into()
    }

    fn recheck(&self) -> Answer {
        let machine = self.machine();
        let swapped = machine.swap_after.is_some_and(|after| machine.counted > after);
        if machine.gone || swapped || machine.cut_after == Some(0) { Answer::No } else { Answer::Yes }
    }

    fn open_blocks(&self, _: Choice, layout: Layout) -> io::Result<BlockIo> {
        Ok(BlockIo::emulated(Box::new(self.clone()), layout))
    }

    fn speaks(&self) -> Speaks {
        self.speaks
    }

    fn refresh_capacity(&mut self) -> io::Result<u64> {
        let (bytes, _) = self.machine().size();
        if bytes > self.identity.size_bytes {
            self.identity.size_bytes = bytes;
        }
        Ok(bytes)
    }
}

impl Blocks for Held {
    fn read(&mut self, offset: u64, into: &mut [u8]) -> io::Result<()> {
        let mut machine = self.machine();
        let done = machine.blocks(offset, Move::Read(into));
        self.notice(&machine);
        done
    }

    fn write(&mut self, offset: u64, from: &[u8]) -> io::Result<()> {
        let mut machine = self.machine();
        let done = machine.blocks(offset, Move::Write(from));
        self.notice(&machine);
        done
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut machine = self.machine();
        let done = machine.flush();
        self.notice(&machine);
        done
    }
}
