//! The ATA registers after a command. Those that did not come, or that cannot be what a drive said, are
//! [`Registers::Unknown`]: a row of zeros is never a success.

use super::RESULTS_PAGE;
use crate::codec::bytes::array;
use crate::codec::scsi;
use crate::codec::sense::{ABORTED_COMMAND, Sense, descriptors, sent};

/// The ATA registers after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaskFile {
    /// STATUS.
    pub status: u8,
    /// ERROR.
    pub error: u8,
    /// COUNT; bits 15:8 are meaningless unless `whole`.
    pub count: u16,
    /// LBA; bits 47:24 are meaningless unless `whole`, but for what some translators put in bits 31:24 after 28-bit commands.
    pub lba: u64,
    /// DEVICE.
    pub device: u8,
    /// Whether the upper halves came: descriptor format after a 48-bit command. The fixed format has no room for them.
    pub whole: bool,
}

impl TaskFile {
    /// STATUS bits 7 (BSY) and 6 (DRDY).
    const BSY: u8 = 0x80;
    const DRDY: u8 = 0x40;
    /// STATUS bits 5 (DF, device fault) and 0 (ERR).
    const DF: u8 = 0x20;
    const ERR: u8 = 0x01;
    /// ERROR bit 2 (ABRT).
    const ABRT: u8 = 0x04;

    /// STATUS says that the command failed, or that the drive does.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.status & (TaskFile::ERR | TaskFile::DF) != 0
    }

    /// The drive is ready and reports neither an error nor a fault.
    #[must_use]
    pub fn is_ready_without_error(&self) -> bool {
        self.status & (TaskFile::BSY | TaskFile::DRDY) == TaskFile::DRDY && !self.is_error()
    }

    /// The drive aborted the command: it does not know it, or does not allow it now.
    #[must_use]
    pub fn is_aborted(&self) -> bool {
        self.status & TaskFile::ERR != 0 && self.error & TaskFile::ABRT != 0
    }

    /// STATUS 50h with ERROR 01h: what a drive shows after a reset. Seen during an erase, that erase is not over.
    #[must_use]
    pub fn is_after_reset(&self) -> bool {
        self.status == 0x50 && self.error == 0x01
    }
}

/// What is known of the registers after a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registers {
    /// These came back.
    Known(TaskFile),
    /// They are not known.
    Unknown(WhyUnknown),
}

/// Why registers are not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyUnknown {
    /// There are no sense data, or none that can be read.
    NoSense,
    /// The sense data are about an earlier command.
    Deferred,
    /// The sense data hold no ATA registers.
    NotInSense,
    /// All registers are zero: no drive says that, some controllers do.
    AllZero,
    /// STATUS says busy: the other registers mean nothing.
    Busy,
    /// STATUS does not say ready.
    NotReady,
    /// The sense data and the log page of the translator differ.
    Contradiction,
}

/// The registers out of sense data, and out of LOG SENSE page 16h where that was read after sense data in fixed format.
#[must_use]
pub fn registers(sense: &[u8], log_page_16: Option<&[u8]>) -> Registers {
    match look(sense, log_page_16).and_then(plausible) {
        Ok(task) => Registers::Known(task),
        Err(why) => Registers::Unknown(why),
    }
}

fn look(sense: &[u8], log_page_16: Option<&[u8]>) -> Result<TaskFile, WhyUnknown> {
    let parsed = Sense::parse(sense).ok_or(WhyUnknown::NoSense)?;
    if parsed.deferred {
        return Err(WhyUnknown::Deferred);
    }
    // The descriptor says what it is; the fixed format holds registers only with the code that says so.
    if sense[0] & 0x7f == 0x72 {
        return descriptors(sense).find_map(of_descriptor).ok_or(WhyUnknown::NotInSense);
    }
    if !parsed.has_ata_registers() {
        return of_error(parsed, sense).ok_or(WhyUnknown::NotInSense);
    }
    let (short, index) = of_fixed(sent(sense)).ok_or(WhyUnknown::NotInSense)?;
    match log_page_16.and_then(|page| of_log(page, index)) {
        None => Ok(short),
        Some(long) if agree(&short, &long) => Ok(long),
        Some(_) => Err(WhyUnknown::Contradiction),
    }
}

/// ATA STATUS RETURN descriptor (SAT-4): type 09h, 12 more bytes.
fn of_descriptor(bytes: &[u8]) -> Option<TaskFile> {
    let [0x09, 0x0c, flags, error, count_high, count, rest @ ..] = array::<14>(bytes, 0)? else {
        return None;
    };
    let [lba_24, lba_0, lba_32, lba_8, lba_40, lba_16, device, status] = rest;
    Some(TaskFile {
        status,
        error,
        count: u16::from_be_bytes([count_high, count]),
        lba: u64::from_le_bytes([lba_0, lba_8, lba_16, lba_24, lba_32, lba_40, 0, 0]),
        device,
        whole: flags & 1 == 1,
    })
}

/// Fixed format (SAT-4), and the index of the result in log page 16h (byte 8 bits 3:0). The LBA is in bytes 9 to 11,
/// lowest first.
fn of_fixed(bytes: &[u8]) -> Option<(TaskFile, u8)> {
    let [error, status, device, count] = array(bytes, 3)?;
    let [flags, lba_0, lba_8, lba_16] = array(bytes, 8)?;
    let lba = u64::from_le_bytes([lba_0, lba_8, lba_16, 0, 0, 0, 0, 0]);
    let task = TaskFile { status, error, count: u16::from(count), lba, device, whole: false };
    Some((task, flags & 0x0f))
}

/// After a command that the drive aborted, the additional sense code is that of the error and not 00h/1Dh, and the registers stand in
/// the same places: so SAT has it, and so libata does unless D_SENSE is set. They are believed only where all says that the
/// command was aborted; a success is never read out of them.
fn of_error(parsed: Sense, sense: &[u8]) -> Option<TaskFile> {
    let (task, _) = of_fixed(sent(sense))?;
    (parsed.key == ABORTED_COMMAND && task.is_aborted()).then_some(task)
}

/// The result of that index in page 16h.
fn of_log(page: &[u8], index: u8) -> Option<TaskFile> {
    let parameters = scsi::log_parameters(RESULTS_PAGE, page)?;
    let (_, value) = parameters.into_iter().find(|(code, _)| *code == u16::from(index))?;
    of_descriptor(value)
}

/// Whether the long form is of the same result as the short one.
fn agree(short: &TaskFile, long: &TaskFile) -> bool {
    let low =
        |task: &TaskFile| (task.status, task.error, task.device, task.count & 0xff, task.lba & 0x00ff_ffff);
    low(short) == low(long)
}

fn plausible(task: TaskFile) -> Result<TaskFile, WhyUnknown> {
    let is_zero = (task.status, task.error, task.count, task.lba, task.device) == (0, 0, 0, 0, 0);
    match task.status {
        _ if is_zero => Err(WhyUnknown::AllZero),
        status if status & TaskFile::BSY != 0 => Err(WhyUnknown::Busy),
        status if status & TaskFile::DRDY == 0 => Err(WhyUnknown::NotReady),
        _ => Ok(task),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::ata::SanitizeStatus;
    use crate::units::{Answer, unhex};
    use proptest::prelude::*;

    fn bytes(hex: &str) -> Vec<u8> {
        unhex(&hex.replace(' ', "")).expect("hexadecimal")
    }

    fn why(hex: &str) -> WhyUnknown {
        match registers(&bytes(hex), None) {
            Registers::Unknown(why) => why,
            Registers::Known(task) => panic!("{task:?}"),
        }
    }

    /// 48 bits, COUNT 8041h, LBA 123456789ABCh, ready.
    const DESCRIPTOR: &str = "72 01 00 1d 00 00 00 0e 09 0c 01 00 80 41 56 bc 34 9a 12 78 40 50";
    /// COUNT 41h, LBA 789ABCh, ready, upper halves not zero, index 3.
    const FIXED: &str = "f0 00 01 00 50 40 41 0a e3 bc 9a 78 00 1d 00 00 00 00";
    /// The result of FIXED under index 3, after another one.
    const LOG: &str = "16 00 00 24 00 02 03 0e 09 0c 01 00 00 00 00 00 00 00 00 00 40 50 \
                       00 03 03 0e 09 0c 01 00 80 41 56 bc 34 9a 12 78 40 50";

    const WHOLE: TaskFile =
        TaskFile { status: 0x50, error: 0, count: 0x8041, lba: 0x1234_5678_9abc, device: 0x40, whole: true };

    #[test]
    fn descriptor_format() {
        assert_eq!(registers(&bytes(DESCRIPTOR), None), Registers::Known(WHOLE));
        // Behind another descriptor, with an error and its own key.
        let aborted = "72 0b 00 00 00 00 00 1a 00 0a 80 00 00 00 00 00 00 00 00 00 \
                       09 0c 01 04 20 00 00 03 00 00 00 00 40 51";
        let Registers::Known(task) = registers(&bytes(aborted), None) else { panic!("registers") };
        assert!(task.is_error() && task.is_aborted() && !task.is_ready_without_error());
        assert_eq!((task.count, task.lba, task.whole), (0x2000, 3, true));
        // A 28-bit command has no upper halves.
        let short = DESCRIPTOR.replace("09 0c 01", "09 0c 00");
        assert_eq!(registers(&bytes(&short), None), Registers::Known(TaskFile { whole: false, ..WHOLE }));
    }

    #[test]
    fn fixed_format() {
        let short = TaskFile { count: 0x41, lba: 0x78_9abc, whole: false, ..WHOLE };
        assert_eq!(registers(&bytes(FIXED), None), Registers::Known(short));
        assert_eq!(registers(&bytes(FIXED), Some(&bytes(LOG))), Registers::Known(WHOLE));
        // No result of that index; the page is cut; another page.
        for log in [
            LOG.replace("00 03 03 0e", "00 04 03 0e"),
            LOG[..80].to_owned(),
            LOG.replace("16 00 00", "15 00 00"),
        ] {
            assert_eq!(registers(&bytes(FIXED), Some(&bytes(&log))), Registers::Known(short), "{log}");
        }
        // A result of another command.
        let other = bytes(&LOG.replace("12 78 40 50", "12 79 40 50"));
        let seen = registers(&bytes(FIXED), Some(&other));
        assert_eq!(seen, Registers::Unknown(WhyUnknown::Contradiction));
    }

    #[test]
    fn a_fixed_answer_to_sanitize_status_says_nothing() {
        let seen = SanitizeStatus::of(&registers(&bytes(FIXED), None));
        assert_eq!(seen, SanitizeStatus::UNKNOWN);
        let seen = SanitizeStatus::of(&registers(&bytes(FIXED), Some(&bytes(LOG))));
        assert_eq!(seen.completed_without_error, Answer::Yes);
    }

    #[test]
    fn registers_that_did_not_come() {
        for nothing in ["", "00", "72", "70 00 01 00 50 40 41 0a e3 bc 9a 78"] {
            assert_eq!(why(nothing), WhyUnknown::NoSense, "{nothing}");
        }
        assert_eq!(why("72 01 00 1d 00 00 00 00"), WhyUnknown::NotInSense);
        // The descriptor is cut: by the buffer, by the length of the list, by its own length.
        assert_eq!(why(&DESCRIPTOR[..59]), WhyUnknown::NotInSense);
        assert_eq!(why(&DESCRIPTOR.replace("00 0e 09", "00 0d 09")), WhyUnknown::NotInSense);
        assert_eq!(why(&DESCRIPTOR.replace("09 0c", "09 0b")), WhyUnknown::NotInSense);
        // An ordinary medium error in fixed format, whose LBA could be taken for registers.
        assert_eq!(why("f0 00 03 00 50 40 41 0a 00 00 00 00 11 00 00 00 00 00"), WhyUnknown::NotInSense);
        assert_eq!(why(&DESCRIPTOR.replacen("72", "73", 1)), WhyUnknown::Deferred);
        assert_eq!(why(&FIXED.replacen("f0", "f1", 1)), WhyUnknown::Deferred);
    }

    #[test]
    fn registers_that_no_drive_says() {
        // As a PERC H355 gives them: success, and nothing in it.
        assert_eq!(why("70 00 01 00 00 00 00 0a 00 00 00 00 00 1d 00 00 00 00"), WhyUnknown::AllZero);
        assert_eq!(
            why("72 01 00 1d 00 00 00 0e 09 0c 01 00 00 00 00 00 00 00 00 00 00 00"),
            WhyUnknown::AllZero
        );
        assert_eq!(why(&DESCRIPTOR.replace("40 50", "40 d0")), WhyUnknown::Busy);
        assert_eq!(why(&DESCRIPTOR.replace("40 50", "40 ff")), WhyUnknown::Busy);
        assert_eq!(why(&DESCRIPTOR.replace("40 50", "40 10")), WhyUnknown::NotReady);
    }

    /// libata, D_SENSE off: SANITIZE STATUS EXT aborted because the last sanitize failed (LBA 7:0 = 1).
    #[test]
    fn an_aborted_command_keeps_its_registers_in_the_fixed_format() {
        const ABORTED: &str = "f0 00 0b 04 51 40 00 0a 00 01 00 00 00 00 00 00 00 00";
        let Registers::Known(task) = registers(&bytes(ABORTED), None) else { panic!("registers") };
        assert!(task.is_aborted() && !task.whole);
        let status = SanitizeStatus::of(&Registers::Known(task));
        assert_eq!(status.abort_reason, Some(crate::codec::ata::AbortReason::Unsuccessful));
        assert_eq!(status.completed_without_error, Answer::Unknown);
        // Another key; without the error that the key speaks of; busy.
        for (from, to) in [("f0 00 0b", "f0 00 03"), ("04 51", "04 50"), ("04 51", "00 51")] {
            assert_eq!(why(&ABORTED.replace(from, to)), WhyUnknown::NotInSense, "{to}");
        }
        assert_eq!(why(&ABORTED.replace("04 51", "04 d1")), WhyUnknown::Busy);
    }

    #[test]
    fn a_reset_leaves_its_mark() {
        let reset = DESCRIPTOR.replace("09 0c 01 00", "09 0c 01 01");
        assert!(matches!(registers(&bytes(&reset), None), Registers::Known(task) if task.is_after_reset()));
        assert!(!WHOLE.is_after_reset());
    }

    /// Sense data that look right at first, with anything after.
    fn sense() -> impl Strategy<Value = Vec<u8>> {
        let start = prop::sample::select(vec![bytes(DESCRIPTOR), bytes(FIXED), Vec::new()]);
        let change = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6);
        (start, change, prop::collection::vec(any::<u8>(), 0..24), 0usize..46).prop_map(
            |(mut sense, changes, more, length)| {
                sense.extend(more);
                for (at, byte) in changes {
                    if !sense.is_empty() {
                        let at = at.index(sense.len());
                        sense[at] = byte;
                    }
                }
                sense.truncate(length);
                sense
            },
        )
    }

    proptest! {
        #[test]
        fn known_registers_were_sent(sense in sense(), log in prop::option::of(prop::collection::vec(any::<u8>(), 0..60))) {
            let seen = registers(&sense, log.as_deref());
            if let Registers::Known(task) = seen {
                prop_assert_eq!(task.status & 0xc0, 0x40);
                prop_assert!(task.lba < 1 << 48 && sense.len() >= 14);
                prop_assert!(sense.contains(&task.status) && sense.contains(&task.device));
            }
            // No sanitize is known to have ended unless the drive's own two bytes say so.
            if SanitizeStatus::of(&seen).completed_without_error == Answer::Yes {
                prop_assert!(matches!(seen, Registers::Known(t) if t.whole && t.count >> 14 == 0b10 && !t.is_error()));
            }
        }

        #[test]
        fn zeros_are_never_known(length in 0usize..64, code in 0x70u8..0x74, asc: bool) {
            let mut sense = vec![0; length];
            for (at, byte) in [(0, code), (7, 0x38), (if code < 0x72 { 13 } else { 3 }, if asc { 0x1d } else { 0 })] {
                if let Some(place) = sense.get_mut(at) { *place = byte; }
            }
            if let (true, Some(place)) = (code >= 0x72 && length > 9, sense.get_mut(8..10)) {
                place.copy_from_slice(&[9, 12]);
            }
            let seen = registers(&sense, Some(&vec![0; length]));
            prop_assert!(matches!(seen, Registers::Unknown(_)), "{:?}", seen);
        }
    }
}
