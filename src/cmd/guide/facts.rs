//! What the guide may know of the computer: found by the layers below, turned into plain data.

use crate::cmd::erase::earlier::percent_of;
use crate::cmd::planned::Planned;
use crate::drive::guard::{confirmation_code, short_codes_differ};
use crate::drive::refusal::Refusal;
use crate::drive::{Drive, Hint, Host, machine};
use crate::erase::resume::Unfinished;
use crate::guide::facts::{DriveFact, Facts, Hiding, Interrupted, Keep, Power, Standing, Why, Workshop};
use crate::text::make;
use crate::units::now;

/// Before anybody looked.
pub(super) fn at_first(host: &Host, may_power_off: bool) -> Facts {
    Facts {
        now: super::local(now()),
        floor: None,
        workshop: Workshop::default(),
        keep: Keep::Missing,
        looked: false,
        drives: vec![],
        hidden: vec![],
        is_empty: false,
        has_serial: machine(host).serial.is_some(),
        has_tray: host.names("sys/block").unwrap_or_default().iter().any(|name| name.starts_with("sr")),
        has_setup_password: has_setup_password(host),
        power: Power::Mains,
        jobs: vec![],
        refused: None,
        empty_paper: None,
        may_power_off,
    }
}

/// What changes by itself.
pub(super) fn refresh(host: &Host, facts: &mut Facts) {
    facts.now = super::local(now());
    facts.power = power(host);
}

/// Where the power comes from (Linux `Documentation/ABI/testing/sysfs-class-power`): from the battery only when one of the computer's
/// own discharges. A computer without one does not tell.
pub(super) fn power(host: &Host) -> Power {
    let base = "sys/class/power_supply";
    let supplies = host.names(base).unwrap_or_default();
    let read = |supply: &str, file: &str| {
        host.text(format!("{base}/{supply}/{file}")).map(|text| text.trim().to_owned())
    };
    let is = |supply: &str, file: &str, wanted: &str| read(supply, file).as_deref() == Some(wanted);
    let own = supplies.iter().filter(|supply| {
        is(supply, "type", "Battery") && !is(supply, "scope", "Device") && !is(supply, "present", "0")
    });
    let plugged = supplies.iter().any(|supply| !is(supply, "type", "Battery") && is(supply, "online", "1"));
    let mut draining = own.filter(|supply| is(supply, "status", "Discharging"));
    match draining.next() {
        Some(supply) if !plugged => Power::Battery(
            host.number(format!("{base}/{supply}/capacity")).and_then(|n| u8::try_from(n).ok()),
        ),
        _ => Power::Mains,
    }
}

/// Whether the settings of the computer are behind a password, where its firmware tells (Dell, HP and Lenovo; Linux
/// `Documentation/ABI/testing/sysfs-class-firmware-attributes`).
pub(super) fn has_setup_password(host: &Host) -> bool {
    let base = "sys/class/firmware-attributes";
    let below = |path: &str| host.names(path).unwrap_or_default();
    below(base).iter().any(|maker| {
        let all = format!("{base}/{maker}/authentication");
        below(&all).iter().any(|one| host.flag(format!("{all}/{one}/is_enabled")) == Some(true))
    })
}

/// What hides drives.
pub(super) fn hidden(hints: &[Hint]) -> Vec<Hiding> {
    let kind = |hint: &Hint| match hint {
        Hint::RemappedNvme { .. } | Hint::Vmd { .. } | Hint::RaidController { .. } => Some(Hiding::Setting),
        Hint::NoDriver { .. } => Some(Hiding::NoDriver),
        Hint::NvmeNotLive { .. } | Hint::NvmeEmpty { .. } => Some(Hiding::NoAnswer),
        // What an empty bay looks like, too.
        Hint::EmptyController { .. } => None,
    };
    let mut kinds: Vec<Hiding> = hints.iter().filter_map(kind).collect();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// What tells a drive from every other.
pub(super) fn key(drive: &Drive) -> String {
    confirmation_code(drive).to_string()
}

/// Whether all drives that may be chosen are told apart by the short code.
pub(super) fn is_short(planned: &[Planned]) -> bool {
    let free: Vec<Drive> =
        planned.iter().filter(|one| one.drive.is_selectable()).map(|one| one.drive.clone()).collect();
    short_codes_differ(&free)
}

/// The drives of the screens.
pub(super) fn drives(planned: &[Planned], earlier: &[Unfinished]) -> Vec<DriveFact> {
    let short = is_short(planned);
    planned.iter().map(|one| of(one, earlier, short)).collect()
}

fn of(one: &Planned, earlier: &[Unfinished], short: bool) -> DriveFact {
    let (drive, identity) = (&one.drive, one.drive.identity());
    let code = confirmation_code(drive);
    let standing = match why(drive) {
        Some(why) => Standing::Protected(why),
        None if one.plan.unusable.is_some() => Standing::Protected(Why::Cannot),
        None => Standing::Free { seconds: one.plan.estimated_seconds },
    };
    let path = drive.path().display().to_string();
    let interrupted = earlier.iter().rev().find(|job| job.is_about(identity, &path)).and_then(|job| {
        let context = job.opened()?.context.clone();
        Some(Interrupted { percent: percent_of(job, identity.size_bytes), context })
    });
    DriveFact {
        key: code.to_string(),
        code: if short { code.short() } else { code.to_string().replace('-', "") },
        model: make::name(identity.vendor.as_deref(), identity.model.as_deref()),
        size_bytes: identity.size_bytes,
        serial: identity.serial.clone(),
        standing,
        interrupted,
    }
}

/// Why a drive may not be chosen, in the words of a volunteer: the first of its reasons that a person can do something with.
fn why(drive: &Drive) -> Option<Why> {
    let refusals = drive.refusals();
    let any = |wanted: fn(&Refusal) -> bool| refusals.iter().any(wanted);
    if refusals.is_empty() {
        None
    } else if any(|r| matches!(r, Refusal::BootMedium(_))) {
        // By its socket, not by its transport: an emulated stick is a virtual drive too.
        let comes_out = any(|r| matches!(r, Refusal::Usb | Refusal::Removable));
        Some(if comes_out { Why::Stick } else { Why::InUse })
    } else if any(|r| matches!(r, Refusal::Usb)) {
        Some(Why::Usb)
    } else if any(|r| matches!(r, Refusal::Removable)) {
        Some(Why::Card)
    } else if any(|r| {
        matches!(r, Refusal::VirtualDrive | Refusal::NotADisk | Refusal::Hidden | Refusal::Multipath { .. })
    }) {
        Some(Why::NoDrive)
    } else if any(|r| {
        matches!(r, Refusal::InUse | Refusal::Mounted { .. } | Refusal::Swap { .. } | Refusal::Holder(_))
    }) {
        Some(Why::InUse)
    } else {
        Some(Why::Cannot)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn host(supplies: &[(&str, &[(&str, &str)])]) -> (tempfile::TempDir, Host) {
        let root = tempfile::tempdir().unwrap();
        for (name, files) in supplies {
            let folder = root.path().join("sys/class/power_supply").join(name);
            fs::create_dir_all(&folder).unwrap();
            for (file, text) in *files {
                fs::write(folder.join(file), format!("{text}\n")).unwrap();
            }
        }
        let host = Host::at(root.path());
        (root, host)
    }

    const DRAINING: &[(&str, &str)] = &[("type", "Battery"), ("status", "Discharging"), ("capacity", "71")];

    #[test]
    fn only_an_own_battery_that_drains_is_no_mains() {
        let of = |supplies: &[(&str, &[(&str, &str)])]| {
            let (_root, host) = host(supplies);
            power(&host)
        };
        assert_eq!(of(&[]), Power::Mains);
        let off: &[(&str, &str)] = &[("type", "Mains"), ("online", "0")];
        let on: &[(&str, &str)] = &[("type", "Mains"), ("online", "1")];
        assert_eq!(of(&[("AC", off), ("BAT0", DRAINING)]), Power::Battery(Some(71)));
        assert_eq!(of(&[("BAT0", DRAINING)]), Power::Battery(Some(71)));
        assert_eq!(of(&[("AC", on), ("BAT0", DRAINING)]), Power::Mains);
        let full: &[(&str, &str)] = &[("type", "Battery"), ("status", "Full"), ("capacity", "100")];
        assert_eq!(of(&[("AC", on), ("BAT0", full)]), Power::Mains);
        let mouse: &[(&str, &str)] =
            &[("type", "Battery"), ("scope", "Device"), ("status", "Discharging"), ("capacity", "9")];
        assert_eq!(of(&[("hid-1", mouse)]), Power::Mains);
        let unknown: &[(&str, &str)] = &[("type", "Battery"), ("status", "Discharging")];
        assert_eq!(of(&[("BAT0", unknown)]), Power::Battery(None));
    }

    #[test]
    fn a_password_before_the_settings_is_seen_where_the_firmware_tells() {
        let root = tempfile::tempdir().unwrap();
        let host = Host::at(root.path());
        assert!(!has_setup_password(&host), "most computers tell nothing");
        let all = root.path().join("sys/class/firmware-attributes/dell-wmi-sysman/authentication");
        for (one, is_enabled, has_password) in [
            ("Admin", "0\n", false),
            ("System", "1\n", true),
            ("System", "\n", false),
            ("Admin", "1\n", true),
        ] {
            fs::create_dir_all(all.join(one)).unwrap();
            fs::write(all.join(one).join("is_enabled"), is_enabled).unwrap();
            assert_eq!(has_setup_password(&host), has_password, "{one} {is_enabled:?}");
        }
    }

    #[test]
    fn every_loud_hint_hides_something() {
        let hints = [
            Hint::EmptyController { address: "a".into(), others: false },
            Hint::NoDriver { address: "b".into(), id: "1:2".into() },
            Hint::RemappedNvme { address: "c".into(), count: 1 },
            Hint::Vmd { address: "d".into(), driven: false },
        ];
        assert_eq!(hidden(&hints), [Hiding::Setting, Hiding::NoDriver]);
        assert_eq!(hidden(&hints[..1]), []);
        let alone: Vec<_> = hints[1..].iter().map(|hint| hidden(std::slice::from_ref(hint))).collect();
        assert_eq!(alone, [[Hiding::NoDriver], [Hiding::Setting], [Hiding::Setting]]);
    }
}
