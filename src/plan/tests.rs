use proptest::prelude::*;

use super::technique::tests::surveys;
use super::*;
use crate::event::{
    Area, Blocked, FallBack, Medium, NoCommands, Obstacle, SanitizeState, SanitizeSurvey, TcgSurvey,
    Transport,
};
use crate::event::{AtaSecurity, AtaSurvey};
use crate::record::Reservation;
use crate::units::Answer;

fn drives() -> impl Strategy<Value = DriveIdentity> {
    let transport = prop::sample::select(vec![
        Transport::Ata,
        Transport::Nvme,
        Transport::Scsi,
        Transport::Usb,
        Transport::Mmc,
        Transport::Ufs,
        Transport::Virtual,
        Transport::Loop,
        Transport::File,
        Transport::Unknown,
    ]);
    let medium =
        prop::sample::select(vec![Medium::Rotating, Medium::Flash, Medium::Virtual, Medium::Unknown]);
    (transport, medium, 1u64..1 << 45, prop::option::of("[A-Z0-9]{4}")).prop_map(
        |(transport, medium, blocks, serial)| DriveIdentity {
            vendor: None,
            model: None,
            serial,
            wwn: None,
            firmware: None,
            size_bytes: blocks * 512,
            logical_block_bytes: 512,
            physical_block_bytes: 4096,
            transport,
            medium,
        },
    )
}

fn methods() -> impl Strategy<Value = Method> {
    let only = prop::sample::select(Technique::ALL.to_vec()).prop_map(Method::Only);
    prop_oneof![Just(Method::Strongest), only]
}

fn wishes() -> impl Strategy<Value = Wish> {
    let scheme =
        prop::sample::select(vec![ReadBackScheme::Sample, ReadBackScheme::NistR1, ReadBackScheme::Full]);
    let consent = (prop::sample::select(vec![FallBack::SameLevel, FallBack::Lower]), any::<bool>())
        .prop_map(|(fall_back, crypto_erase)| Consent { fall_back, crypto_erase });
    (prop::sample::select(Pattern::ALL.to_vec()), scheme, methods(), consent)
        .prop_map(|(pattern, read_back, method, consent)| Wish { pattern, read_back, method, consent })
}

/// Surveys of all command sets, with hidden areas of all kinds.
fn with_areas() -> impl Strategy<Value = Survey> {
    let kind = prop::sample::select(vec![
        AreaKind::HostProtected,
        AreaKind::ConfigurationOverlay,
        AreaKind::AccessibleMax,
        AreaKind::ClippedCapacity,
        AreaKind::DepopulatedElements,
        AreaKind::DetachedNamespaces,
        AreaKind::UnallocatedCapacity,
        AreaKind::BootPartitions,
        AreaKind::ReplayProtected,
        AreaKind::GeneralPurpose,
    ]);
    let present = prop::sample::select(vec![Answer::Yes, Answer::No, Answer::Unknown]);
    let area = (kind, present, prop::option::of(1u64..1 << 30)).prop_map(|(kind, present, bytes)| Area {
        kind,
        present,
        bytes,
    });
    (surveys(), prop::collection::vec(area, 0..4)).prop_map(|(mut survey, found)| {
        match &mut survey {
            Survey::None { .. } => {}
            Survey::Ata(ata) => ata.areas = found,
            Survey::Scsi(scsi) => scsi.areas = found,
            Survey::Nvme(nvme) => nvme.areas = found,
            Survey::Mmc(mmc) => mmc.areas = found,
        }
        survey
    })
}

fn present(survey: &Survey, kind: fn(AreaKind) -> bool) -> bool {
    survey.areas().unwrap_or_default().iter().any(|area| area.present == Answer::Yes && kind(area.kind))
}

fn can_come_back(kind: AreaKind) -> bool {
    matches!(kind, AreaKind::HostProtected | AreaKind::ConfigurationOverlay | AreaKind::AccessibleMax)
}

/// A SCSI disk is asked for all its blocks unless it is known to show them.
fn may_be_clipped(survey: &Survey) -> bool {
    let mut areas = survey.areas().unwrap_or_default().iter();
    areas.any(|area| area.kind == AreaKind::ClippedCapacity && area.present != Answer::No)
}

/// Kinds that leave a reservation when nobody knows whether they are there.
fn must_be_known(kind: AreaKind) -> bool {
    use AreaKind::{BootPartitions, ClippedCapacity, GeneralPurpose};
    !matches!(kind, BootPartitions | GeneralPurpose | ClippedCapacity)
}

proptest! {
    /// Nothing is planned that nobody looks at afterwards; and what cannot be followed is not planned at all.
    #[test]
    fn a_plan_ends_by_looking_at_the_medium(drive in drives(), survey in with_areas(), wish in wishes()) {
        let plan = plan(&drive, &survey, wish);
        if plan.unusable.is_some() {
            prop_assert!(plan.steps.is_empty() && plan.level == Level::None && !plan.overwrites());
            return Ok(());
        }
        let looks = |step: &Step| matches!(step, Step::ReadBack { .. } | Step::Evidence);
        prop_assert!(plan.steps.last().is_some_and(looks));
        // Each technique of the drive's own is followed by evidence before an overwrite may begin.
        for (at, step) in plan.steps.iter().enumerate() {
            if let Step::Firmware { .. } = step {
                prop_assert_eq!(plan.steps.get(at + 1), Some(&Step::Evidence));
            }
            if let Step::Overwrite { pass: 1, .. } = step {
                let before = plan.steps[..at].iter().rev().find(|s| !matches!(s, Step::Otherwise { technique: Technique::Overwrite, .. }));
                prop_assert!(before.is_none_or(|s| matches!(s, Step::Evidence | Step::RestoreArea { .. })), "{:?}", plan.steps);
            }
        }
        prop_assert!(plan.read_back == wish.read_back || plan.read_back == ReadBackScheme::Full);
    }

    /// The steps name each technique of the policy, in its order, and no other.
    #[test]
    fn steps_are_the_techniques(drive in drives(), survey in with_areas(), wish in wishes()) {
        let plan = plan(&drive, &survey, wish);
        let mut named: Vec<Technique> = plan.steps.iter().filter_map(|step| match step {
            Step::Firmware { technique, .. } | Step::Otherwise { technique, .. } => Some(*technique),
            _ => None,
        }).collect();
        if plan.first() == Some(Technique::Overwrite) {
            named.insert(0, Technique::Overwrite);
        }
        prop_assert_eq!(&named[..], plan.techniques());
        let passes: Vec<&Step> = plan.steps.iter().filter(|step| matches!(step, Step::Overwrite { .. })).collect();
        let wanted = if plan.overwrites() { wish.pattern.passes().len() } else { 0 };
        prop_assert_eq!(passes.len(), wanted);
        for (number, step) in (1u32..).zip(passes) {
            let whole = matches!(step, Step::Overwrite { pass, bytes, .. } if *pass == number && *bytes == drive.size_bytes);
            prop_assert!(whole);
        }
        let fills = plan.fills(|| Ok::<_, ()>(Fill::Byte { value: 1 })).unwrap();
        prop_assert_eq!(fills.len(), wanted);
    }

    /// More than Clear is promised only where the drive itself has what reaches it, and nothing is in its way.
    #[test]
    fn a_plan_never_promises_more_than_its_first_technique(drive in drives(), survey in with_areas(), wish in wishes()) {
        let plan = plan(&drive, &survey, wish);
        let Some(first) = plan.first() else { return Ok(()) };
        prop_assert_eq!(plan.level, level(first));
        if first == Technique::Overwrite || matches!(survey, Survey::None { .. }) {
            prop_assert_eq!(plan.level, Level::Clear);
        }
        let blocked = plan.firmware.iter().flat_map(|policy| &policy.blocked);
        for one in blocked {
            prop_assert!(plan.remarks.contains(&Remark::Blocked(*one)));
            prop_assert!(!plan.techniques().contains(&one.technique));
        }
    }

    /// What will be reserved is said beforehand, in each case that the verdict knows.
    #[test]
    fn reservations_are_said_beforehand(drive in drives(), survey in with_areas(), wish in wishes()) {
        let plan = plan(&drive, &survey, wish);
        let Some(first) = plan.first() else { return Ok(()) };
        let expects = |reservation| plan.remarks.contains(&Remark::Expect(reservation));
        let flash = matches!(drive.medium, Medium::Flash | Medium::Unknown);
        prop_assert_eq!(flash && !first.reaches_spares(), expects(Reservation::SpareFlashNotReached));
        let not_looked = match survey.areas() {
            None => drive.medium != Medium::Virtual,
            Some(areas) => areas.is_empty() || areas.iter().any(|area| area.present == Answer::Unknown && must_be_known(area.kind)),
        };
        prop_assert_eq!(not_looked, expects(Reservation::HiddenAreasNotExamined));
        let boot = present(&survey, |kind| matches!(kind, AreaKind::BootPartitions | AreaKind::GeneralPurpose));
        prop_assert_eq!(boot, expects(Reservation::BootAreasNotErased));
        let weak = drive.serial.is_none() && drive.medium != Medium::Virtual;
        prop_assert_eq!(weak, expects(Reservation::WeakIdentity));
        if present(&survey, |kind| kind == AreaKind::DepopulatedElements) {
            prop_assert!(expects(Reservation::HiddenAreasNotErased), "no technique reaches those");
        }
        if first == Technique::Overwrite {
            prop_assert!(!expects(Reservation::HiddenAreasNotReadBack));
        }
    }

    /// What can be brought back is, before anything is erased.
    #[test]
    fn hidden_areas_come_back_first(drive in drives(), survey in with_areas(), wish in wishes()) {
        let plan = plan(&drive, &survey, wish);
        if plan.unusable.is_some() {
            return Ok(());
        }
        let restores = |step: &Step| matches!(step, Step::RestoreArea { .. });
        let leading = plan.steps.iter().take_while(|step| restores(step)).count();
        prop_assert_eq!(leading, plan.steps.iter().filter(|step| restores(step)).count());
        prop_assert_eq!(leading > 0, present(&survey, can_come_back) || may_be_clipped(&survey));
    }

    #[test]
    fn more_passes_and_more_reading_never_take_less_time(
        drive in drives(), survey in with_areas(), wish in wishes(),
    ) {
        let seconds = |pattern, read_back| plan(&drive, &survey, Wish { pattern, read_back, ..wish }).estimated_seconds;
        prop_assert!(seconds(Pattern::Bsi, wish.read_back) >= seconds(Pattern::Zero, wish.read_back));
        prop_assert!(seconds(wish.pattern, ReadBackScheme::Full) >= seconds(wish.pattern, ReadBackScheme::NistR1));
    }

    /// A virtual drive is overwritten, as it always was.
    #[test]
    fn a_virtual_drive_is_overwritten(drive in drives(), wish in wishes()) {
        let survey = Survey::None { why: NoCommands::Virtual };
        let plan = plan(&drive, &survey, Wish { method: Method::Strongest, ..wish });
        prop_assert_eq!(&plan.firmware, &None);
        prop_assert_eq!(plan.techniques(), [Technique::Overwrite]);
        prop_assert_eq!(plan.steps.len(), wish.pattern.passes().len() + 1);
        prop_assert!(!plan.gains_by_thawing());
    }
}

/// An SSD of a usual laptop: frozen, with a block erase.
fn ssd(frozen: Answer, block: Answer) -> AtaSurvey {
    AtaSurvey {
        bridge: false,
        registers: Answer::Yes,
        security: AtaSecurity {
            supported: Answer::Yes,
            enabled: Answer::No,
            locked: Answer::No,
            frozen,
            expired: Answer::No,
            enhanced: Answer::Yes,
            normal_minutes: Some(90),
            enhanced_minutes: Some(2),
        },
        sanitize: SanitizeSurvey {
            crypto: Answer::Yes,
            block,
            overwrite: Answer::No,
            state: SanitizeState::Idle,
        },
        encrypts_all: Answer::Yes,
        areas: vec![Area { kind: AreaKind::HostProtected, present: Answer::No, bytes: None }],
        tcg: TcgSurvey::UNKNOWN,
    }
}

fn laptop() -> DriveIdentity {
    DriveIdentity {
        vendor: None,
        model: None,
        serial: Some("S1".into()),
        wwn: None,
        firmware: None,
        size_bytes: 256_060_514_304,
        logical_block_bytes: 512,
        physical_block_bytes: 512,
        transport: Transport::Ata,
        medium: Medium::Flash,
    }
}

const USUAL: Wish = Wish {
    pattern: Pattern::Zero,
    read_back: ReadBackScheme::Sample,
    method: Method::Strongest,
    consent: Consent { fall_back: FallBack::SameLevel, crypto_erase: false },
};

#[test]
fn a_block_erase_comes_first_and_its_equal_after_it() {
    let plan = plan(&laptop(), &Survey::Ata(ssd(Answer::No, Answer::Yes)), USUAL);
    assert_eq!(
        plan.steps,
        [
            Step::Firmware { technique: Technique::SanitizeBlockErase, level: Level::Purge },
            Step::Evidence,
            Step::Otherwise { technique: Technique::SecurityEraseEnhanced, level: Level::Purge },
            Step::Evidence,
        ]
    );
    let not_agreed =
        Blocked { technique: Technique::SanitizeCryptoErase, obstacle: Obstacle::CryptoNotAccepted };
    assert_eq!(plan.remarks, [Remark::Blocked(not_agreed)]);
    // A minute for the erase, and half a minute of looking: not the ten minutes of an overwrite.
    assert_eq!(plan.estimated_seconds, 60 + 31);
}

#[test]
fn a_lower_level_comes_last_and_only_when_somebody_agreed() {
    let agreed = Consent { fall_back: FallBack::Lower, crypto_erase: false };
    let survey = Survey::Ata(ssd(Answer::No, Answer::Yes));
    let plan = plan(&laptop(), &survey, Wish { consent: agreed, ..USUAL });
    let [.., clear, evidence, otherwise, Step::Overwrite { .. }, Step::ReadBack { .. }] = plan.steps[..]
    else {
        panic!("{:?}", plan.steps);
    };
    assert_eq!(clear, Step::Otherwise { technique: Technique::SecurityErase, level: Level::Clear });
    assert_eq!(evidence, Step::Evidence);
    assert_eq!(otherwise, Step::Otherwise { technique: Technique::Overwrite, level: Level::Clear });
}

#[test]
fn a_drive_says_how_long_its_security_erase_takes() {
    let only = |technique| {
        let survey = Survey::Ata(ssd(Answer::No, Answer::Yes));
        plan(&laptop(), &survey, Wish { method: Method::Only(technique), ..USUAL }).estimated_seconds
    };
    assert_eq!(only(Technique::SecurityErase), 90 * 60 + 31);
    assert_eq!(only(Technique::SecurityEraseEnhanced), 2 * 60 + 31);
}

#[test]
fn thawing_is_worth_it_only_where_something_better_is_frozen() {
    let gains = |frozen, block, method| {
        plan(&laptop(), &Survey::Ata(ssd(frozen, block)), Wish { method, ..USUAL }).gains_by_thawing()
    };
    assert!(gains(Answer::Yes, Answer::No, Method::Strongest));
    assert!(!gains(Answer::No, Answer::No, Method::Strongest), "not frozen");
    assert!(!gains(Answer::Yes, Answer::Yes, Method::Strongest), "a block erase is as good");
    assert!(gains(Answer::Yes, Answer::Yes, Method::Only(Technique::SecurityErase)));
    assert!(!gains(Answer::Yes, Answer::No, Method::Only(Technique::Overwrite)));
    assert!(!gains(Answer::Yes, Answer::No, Method::Only(Technique::FormatUnit)), "it has none");
}

#[test]
fn a_wish_that_cannot_be_followed_says_why() {
    let unusable = |survey: &Survey, technique| {
        plan(&laptop(), survey, Wish { method: Method::Only(technique), ..USUAL }).unusable
    };
    let frozen = Survey::Ata(ssd(Answer::Yes, Answer::No));
    let blocked = |technique, obstacle| Some(Unusable::Blocked(Blocked { technique, obstacle }));
    assert_eq!(
        unusable(&frozen, Technique::SecurityErase),
        blocked(Technique::SecurityErase, Obstacle::SecurityFrozen)
    );
    assert_eq!(
        unusable(&frozen, Technique::SanitizeCryptoErase),
        blocked(Technique::SanitizeCryptoErase, Obstacle::CryptoNotAccepted)
    );
    let missing = Technique::SanitizeBlockErase;
    assert_eq!(unusable(&frozen, missing), Some(Unusable::NotOffered(missing)));
    let none = Survey::None { why: NoCommands::Bridge };
    assert_eq!(unusable(&none, missing), Some(Unusable::NotOffered(missing)));
    assert_eq!(unusable(&none, Technique::Overwrite), None);
}
