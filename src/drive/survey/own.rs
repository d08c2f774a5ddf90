//! Who a drive says that it is, asked by a command. The system keeps what it learnt when it found a device; behind a USB dock that
//! stays while its drive is changed, only the drive itself tells the difference.
//!
//! What a drive says is compared with what it said before by the same command, never with the serial number of a bridge.

use super::{Unheard, ata, nvme, scsi};
use crate::codec::scsi::Command;
use crate::drive::clean::{clean, identifier};
use crate::drive::vpd;
use crate::drive::wire::{Ask, Speaks};
use crate::event::{AskedBy, DriveIdentity, OwnIdentity, Survey, Transport};
use crate::units::Answer;

/// How a drive can be asked, by the way to it and what it told; `None` where nothing would answer for the drive.
///
/// An eMMC is not asked: it gives its CID only before it is selected, and the system compares that itself whenever it
/// starts the device anew.
#[must_use]
pub fn how(speaks: Speaks, survey: &Survey) -> Option<AskedBy> {
    match (speaks, survey) {
        (Speaks::Nothing(_) | Speaks::Mmc, _) => None,
        (Speaks::Nvme { .. }, _) => Some(AskedBy::NvmeIdentify),
        (Speaks::Scsi { .. }, Survey::Ata(_)) => Some(AskedBy::AtaIdentify),
        (Speaks::Scsi { .. }, _) => Some(AskedBy::ScsiPages),
    }
}

/// Asks a drive who it is; `None` when it does not answer, or gives neither a serial number nor a world-wide name.
pub fn ask(by: AskedBy, ask: &mut dyn Ask) -> Option<OwnIdentity> {
    let told = match by {
        AskedBy::AtaIdentify => of_ata(ask),
        AskedBy::ScsiPages => of_scsi(ask),
        AskedBy::NvmeIdentify => of_nvme(ask),
    };
    told.ok().filter(|told| told.serial.is_some() || told.wwn.is_some())
}

fn of_ata(ask: &mut dyn Ask) -> Result<OwnIdentity, Unheard> {
    let data = ata::identify(ask)?;
    Ok(OwnIdentity {
        by: AskedBy::AtaIdentify,
        model: data.model.and_then(|model| clean(model.as_bytes())),
        serial: data.serial.and_then(|serial| identifier(serial.as_bytes())),
        wwn: data.wwn.map(|wwn| format!("naa.{wwn:016x}")).filter(|_| data.wwn != Some(0)),
    })
}

/// Only the pages that page 00h lists are asked for: some bridges do not survive others.
fn of_scsi(ask: &mut dyn Ask) -> Result<OwnIdentity, Unheard> {
    let inquiry = scsi::inquiry(ask)?;
    let mut page = |page| scsi::read(ask, Command::inquiry(Some(page)), super::PAGE_LIMIT);
    let listed = vpd::pages(&page(0x00)?);
    let mut of = |code: u8, read: fn(&[u8]) -> Option<String>| {
        if !listed.contains(&code) {
            return Ok(None);
        }
        page(code).map(|bytes| read(&bytes))
    };
    let (serial, wwn) = (of(0x80, vpd::serial)?, of(0x83, vpd::name)?);
    let model = inquiry.product.and_then(|product| clean(product.as_bytes()));
    Ok(OwnIdentity { by: AskedBy::ScsiPages, model, serial, wwn })
}

fn of_nvme(ask: &mut dyn Ask) -> Result<OwnIdentity, Unheard> {
    let controller = nvme::controller(ask)?;
    Ok(OwnIdentity {
        by: AskedBy::NvmeIdentify,
        model: clean(controller.model.as_bytes()),
        serial: identifier(controller.serial.as_bytes()),
        wwn: None,
    })
}

/// Whether a drive is the one that told `before`, by what it tells `now`. *Unknown* when it was silent, or leaves out what it
/// was known by.
#[must_use]
pub fn is_same(before: &OwnIdentity, now: Option<&OwnIdentity>) -> Answer {
    let Some(now) = now.filter(|now| now.by == before.by) else { return Answer::Unknown };
    let pairs = [(&before.model, &now.model), (&before.serial, &now.serial), (&before.wwn, &now.wwn)];
    let differs = pairs.iter().any(|(then, now)| then.is_some() && now.is_some() && then != now);
    let left_out = pairs[1..].iter().any(|(then, now)| then.is_some() && now.is_none());
    match (differs, left_out) {
        (true, _) => Answer::No,
        (false, true) => Answer::Unknown,
        (false, false) => Answer::Yes,
    }
}

/// Whether what a drive says of itself can be the drive that was chosen. Only where no bridge stands between: there the system's
/// serial number may be the bridge's.
#[must_use]
pub fn is_chosen(told: &OwnIdentity, chosen: &DriveIdentity) -> Answer {
    match (&told.serial, &chosen.serial, chosen.transport) {
        (Some(told), Some(chosen), Transport::Ata | Transport::Scsi | Transport::Nvme) => {
            if alike(told, chosen) { Answer::Yes } else { Answer::No }
        }
        _ => Answer::Unknown,
    }
}

/// Whether two spellings can be of one serial number: a controller may cut or pad it, or leave its bytes swapped in pairs.
fn alike(told: &str, chosen: &str) -> bool {
    /// Shorter pieces are in too many serial numbers.
    const LEAST: usize = 6;
    let bare = |text: &str| -> Vec<u8> {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect()
    };
    let (told, chosen) = (bare(told), bare(chosen));
    let swapped: Vec<u8> = told.chunks(2).flat_map(|pair| pair.iter().rev().copied()).collect();
    let of_one = |a: &[u8], b: &[u8]| {
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        a == b || short.len() >= LEAST && (long.starts_with(short) || long.ends_with(short))
    };
    of_one(&told, &chosen) || of_one(&swapped, &chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Medium;

    fn told(serial: Option<&str>, wwn: Option<&str>) -> OwnIdentity {
        let text = |part: Option<&str>| part.map(str::to_owned);
        OwnIdentity { by: AskedBy::AtaIdentify, model: text(Some("M")), serial: text(serial), wwn: text(wwn) }
    }

    #[test]
    fn another_serial_number_is_another_drive() {
        let before = told(Some("S1"), Some("naa.1"));
        assert_eq!(is_same(&before, Some(&before)), Answer::Yes);
        assert_eq!(is_same(&before, Some(&told(Some("S2"), Some("naa.1")))), Answer::No);
        assert_eq!(is_same(&before, Some(&told(Some("S1"), Some("naa.2")))), Answer::No);
        let other_model = OwnIdentity { model: Some("N".into()), ..before.clone() };
        assert_eq!(is_same(&before, Some(&other_model)), Answer::No);
    }

    #[test]
    fn silence_is_not_the_same_drive() {
        let before = told(Some("S1"), Some("naa.1"));
        assert_eq!(is_same(&before, None), Answer::Unknown);
        assert_eq!(is_same(&before, Some(&told(Some("S1"), None))), Answer::Unknown);
        assert_eq!(is_same(&before, Some(&told(None, Some("naa.1")))), Answer::Unknown);
        let otherwise = OwnIdentity { by: AskedBy::ScsiPages, ..before.clone() };
        assert_eq!(is_same(&before, Some(&otherwise)), Answer::Unknown, "another question");
        // What was not told before is no ground for a doubt now.
        assert_eq!(is_same(&told(Some("S1"), None), Some(&before)), Answer::Yes);
    }

    #[test]
    fn a_bridges_serial_number_is_not_compared() {
        let chosen = |serial: &str, transport| DriveIdentity {
            vendor: None,
            model: None,
            serial: Some(serial.into()),
            wwn: None,
            firmware: None,
            size_bytes: 1 << 30,
            logical_block_bytes: 512,
            physical_block_bytes: 512,
            transport,
            medium: Medium::Flash,
        };
        let drive = told(Some("WD-WCC4E1234567"), None);
        let by = |serial: &str, transport| is_chosen(&drive, &chosen(serial, transport));
        assert_eq!(by("000000000033", Transport::Usb), Answer::Unknown);
        assert_eq!(by("000000000033", Transport::Ata), Answer::No);
        assert_eq!(by("WD-WCC4E1234567", Transport::Ata), Answer::Yes);
        // Cut, padded, and with its bytes in pairs the wrong way round.
        assert_eq!(by("WD-WCC4E12", Transport::Scsi), Answer::Yes);
        assert_eq!(by("  WD-WCC4E1234567 ", Transport::Scsi), Answer::Yes);
        assert_eq!(
            is_chosen(&told(Some("DWC-W4C1E324"), None), &chosen("WD-WCC4E1234", Transport::Ata)),
            Answer::No
        );
        assert_eq!(is_chosen(&told(Some("3S8ZBN"), None), &chosen("S3Z8NB", Transport::Ata)), Answer::Yes);
        assert_eq!(by("WCC4", Transport::Scsi), Answer::No);
    }
}
