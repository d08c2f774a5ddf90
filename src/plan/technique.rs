//! Which of a drive's own erases can be used, in which order, and what stands in the way of the others.
//!
//! The order is that of `docs/firmware-erase.md`: sanitize by block erase, by key, by overwrite; then the enhanced security
//! erase; then what reaches no more than an overwrite does.

use crate::event::{
    Blocked, DriveIdentity, FallBack, FirmwarePolicy, Medium, NvmeSurvey, Obstacle, SanitizeState,
    SanitizeSurvey, Survey, Technique,
};
use crate::record::attempt::level;
use crate::units::Answer;

/// How a drive is to be erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// By the strongest technique that the drive has and that can be proven.
    #[default]
    Strongest,
    /// By this one and no other.
    Only(Technique),
}

/// What somebody agreed to beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// How far a job may fall back by itself.
    pub fall_back: FallBack,
    /// The donor accepts a cryptographic erase.
    pub crypto_erase: bool,
}

/// The techniques to try, and those that are not; `None` when a plain overwrite is all there is to say.
#[must_use]
pub fn firmware(
    drive: &DriveIdentity,
    survey: &Survey,
    method: Method,
    consent: Consent,
) -> Option<FirmwarePolicy> {
    if method == Method::Only(Technique::Overwrite) || matches!(survey, Survey::None { .. }) {
        return None;
    }
    let mut techniques = Vec::new();
    let mut blocked = Vec::new();
    for technique in offered(drive, survey) {
        match obstacle(survey, technique, consent) {
            None => techniques.push(technique),
            Some(obstacle) => blocked.push(Blocked { technique, obstacle }),
        }
    }
    techniques.push(Technique::Overwrite);
    match method {
        Method::Only(wanted) => techniques.retain(|technique| {
            *technique == wanted || consent.fall_back == FallBack::Lower && *technique == Technique::Overwrite
        }),
        Method::Strongest => {
            let highest = techniques.first().map(|first| level(*first));
            techniques.retain(|technique| {
                consent.fall_back == FallBack::Lower || Some(level(*technique)) == highest
            });
        }
    }
    if techniques == [Technique::Overwrite] && blocked.is_empty() {
        return None;
    }
    Some(FirmwarePolicy {
        techniques,
        blocked,
        fall_back: consent.fall_back,
        crypto_erase_accepted: consent.crypto_erase,
    })
}

/// Why the one technique that somebody insists on cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The drive does not say that it has it.
    NotOffered(Technique),
    /// The drive has it, and something is in the way.
    Blocked(Blocked),
}

impl Unusable {
    /// Whether a power cycle of the drive may clear it.
    #[must_use]
    pub fn is_frozen(self) -> bool {
        matches!(self, Unusable::Blocked(blocked) if is_frozen(blocked.obstacle))
    }
}

/// Whether an obstacle is a freeze, which lasts until the drive loses its power.
#[must_use]
pub fn is_frozen(obstacle: Obstacle) -> bool {
    matches!(obstacle, Obstacle::SecurityFrozen | Obstacle::SanitizeFrozen)
}

/// Why a method cannot be followed on a drive; `None` when it can. An overwrite, and the strongest there is, always can.
#[must_use]
pub fn unusable(
    drive: &DriveIdentity,
    survey: &Survey,
    method: Method,
    consent: Consent,
) -> Option<Unusable> {
    let Method::Only(technique) = method else { return None };
    if technique == Technique::Overwrite {
        return None;
    }
    if !offered(drive, survey).contains(&technique) {
        return Some(Unusable::NotOffered(technique));
    }
    obstacle(survey, technique, consent).map(|obstacle| Unusable::Blocked(Blocked { technique, obstacle }))
}

/// What the drive says that it has, in order of preference. What it may have, but was not heard to say, it has not.
fn offered(drive: &DriveIdentity, survey: &Survey) -> Vec<Technique> {
    let yes = |answer: Answer, technique| (answer == Answer::Yes).then_some(technique);
    let sanitize = |sanitize: &SanitizeSurvey| {
        let block = yes(sanitize.block, Technique::SanitizeBlockErase);
        let crypto = yes(sanitize.crypto, Technique::SanitizeCryptoErase);
        let overwrite = yes(sanitize.overwrite, Technique::SanitizeOverwrite);
        // On platters an overwrite is what the drive was made for, and what can be read back as such.
        if drive.medium == Medium::Rotating { [overwrite, block, crypto] } else { [block, crypto, overwrite] }
    };
    let all: Vec<Option<Technique>> = match survey {
        Survey::None { .. } => vec![],
        Survey::Ata(ata) => {
            let has = ata.security.supported;
            let enhanced = if has == Answer::Yes { ata.security.enhanced } else { Answer::No };
            let erases =
                [yes(enhanced, Technique::SecurityEraseEnhanced), yes(has, Technique::SecurityErase)];
            sanitize(&ata.sanitize).into_iter().chain(erases).collect()
        }
        Survey::Scsi(scsi) => {
            let format = yes(scsi.format_unit, Technique::FormatUnit);
            sanitize(&scsi.sanitize).into_iter().chain([format]).collect()
        }
        Survey::Nvme(nvme) => {
            let user = yes(nvme.format, Technique::FormatUserDataErase);
            let crypto = if nvme.format == Answer::Yes { nvme.format_crypto } else { Answer::No };
            let crypto = yes(crypto, Technique::FormatCryptoErase);
            sanitize(&nvme.sanitize).into_iter().chain([crypto, user]).collect()
        }
        Survey::Mmc(mmc) => {
            vec![yes(mmc.sanitize, Technique::MmcSanitize), yes(mmc.secure_erase, Technique::MmcSecureErase)]
        }
    };
    all.into_iter().flatten().collect()
}

/// Why a technique that the drive has is not used; `None` when nothing stands in its way.
#[must_use]
pub fn obstacle(survey: &Survey, technique: Technique, consent: Consent) -> Option<Obstacle> {
    let accepted =
        || (technique.is_cryptographic() && !consent.crypto_erase).then_some(Obstacle::CryptoNotAccepted);
    match survey {
        Survey::None { .. } | Survey::Mmc(_) => None,
        Survey::Ata(ata) => {
            if ata.registers != Answer::Yes {
                return Some(Obstacle::NoRegisters);
            }
            match technique {
                Technique::SecurityErase | Technique::SecurityEraseEnhanced => {
                    let security = &ata.security;
                    // A reset by the bridge in the middle of it leaves the drive locked.
                    if ata.bridge {
                        Some(Obstacle::BehindBridge)
                    } else if security.frozen != Answer::No {
                        Some(Obstacle::SecurityFrozen)
                    } else if security.expired == Answer::Yes {
                        Some(Obstacle::PasswordExpired)
                    } else {
                        // A password may be ours, left by a power cut: it is tried, once.
                        None
                    }
                }
                _ => sanitize_obstacle(&ata.sanitize).or_else(accepted).or_else(|| {
                    // Where not all data are encrypted, a new key makes not all of them unreadable.
                    (technique.is_cryptographic() && ata.encrypts_all != Answer::Yes)
                        .then_some(Obstacle::NotAllEncrypted)
                }),
            }
        }
        // A command to one actuator's unit may reach the other's, and nobody chose that.
        Survey::Scsi(scsi) if scsi.other_units != Some(0) => Some(Obstacle::OtherLogicalUnits),
        Survey::Scsi(scsi) => match technique {
            Technique::FormatUnit => None,
            _ => sanitize_obstacle(&scsi.sanitize).or_else(accepted),
        },
        Survey::Nvme(nvme) => nvme_obstacle(nvme, technique).or_else(accepted),
    }
}

fn sanitize_obstacle(sanitize: &SanitizeSurvey) -> Option<Obstacle> {
    (sanitize.state == SanitizeState::Frozen).then_some(Obstacle::SanitizeFrozen)
}

fn nvme_obstacle(nvme: &NvmeSurvey, technique: Technique) -> Option<Obstacle> {
    // Both reach all namespaces of the NVM subsystem, those of other controllers too, and nobody chose those.
    let reaches_all = match technique {
        Technique::SanitizeBlockErase | Technique::SanitizeCryptoErase | Technique::SanitizeOverwrite => true,
        Technique::FormatCryptoErase | Technique::FormatUserDataErase => {
            nvme.format_reaches_all != Answer::No
        }
        _ => false,
    };
    match technique {
        _ if reaches_all && nvme.other_namespaces != Some(0) => Some(Obstacle::OtherNamespaces),
        _ if reaches_all && nvme.unseen_namespaces != Some(0) => Some(Obstacle::UnseenNamespaces),
        _ if nvme.write_protected == Answer::Yes => Some(Obstacle::WriteProtected),
        Technique::FormatCryptoErase | Technique::FormatUserDataErase
            if nvme.sanitize.state == SanitizeState::Failed =>
        {
            Some(Obstacle::SanitizeFailed)
        }
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::{AtaSecurity, AtaSurvey, MmcSurvey, NoCommands, ScsiSurvey, TcgSurvey, Transport};
    use crate::record::Level;

    fn answers() -> impl Strategy<Value = Answer> {
        prop::sample::select(vec![Answer::Yes, Answer::No, Answer::Unknown])
    }

    fn sanitize() -> impl Strategy<Value = SanitizeSurvey> {
        let state = prop::sample::select(vec![
            SanitizeState::Unknown,
            SanitizeState::Idle,
            SanitizeState::Succeeded,
            SanitizeState::Failed,
            SanitizeState::InProgress,
            SanitizeState::Frozen,
        ]);
        (answers(), answers(), answers(), state)
            .prop_map(|(crypto, block, overwrite, state)| SanitizeSurvey { crypto, block, overwrite, state })
    }

    fn security() -> impl Strategy<Value = AtaSecurity> {
        (answers(), answers(), answers(), answers(), answers(), answers()).prop_map(
            |(supported, enabled, locked, frozen, expired, enhanced)| AtaSecurity {
                supported,
                enabled,
                locked,
                frozen,
                expired,
                enhanced,
                normal_minutes: None,
                enhanced_minutes: None,
            },
        )
    }

    pub fn surveys() -> impl Strategy<Value = Survey> {
        let tcg = TcgSurvey::UNKNOWN;
        let ata = (any::<bool>(), answers(), security(), sanitize(), answers()).prop_map(
            move |(bridge, registers, security, sanitize, encrypts_all)| {
                Survey::Ata(AtaSurvey {
                    bridge,
                    registers,
                    security,
                    sanitize,
                    encrypts_all,
                    areas: vec![],
                    tcg,
                })
            },
        );
        let others = || prop::option::of(0u32..3);
        let scsi = (sanitize(), answers(), answers(), others()).prop_map(
            move |(sanitize, format_unit, formatting, other_units)| {
                let areas = vec![];
                Survey::Scsi(ScsiSurvey { sanitize, format_unit, formatting, other_units, areas, tcg })
            },
        );
        let nvme = (sanitize(), answers(), answers(), answers(), answers(), others(), others()).prop_map(
            move |(sanitize, format, crypto, all, protected, other_namespaces, unseen_namespaces)| {
                Survey::Nvme(NvmeSurvey {
                    sanitize,
                    format,
                    format_crypto: crypto,
                    format_reaches_all: all,
                    formatting: Answer::No,
                    write_protected: protected,
                    other_namespaces,
                    unseen_namespaces,
                    areas: vec![],
                    tcg,
                })
            },
        );
        let mmc = (answers(), answers(), answers()).prop_map(|(sanitize, secure_erase, trim)| {
            Survey::Mmc(MmcSurvey { sanitize, secure_erase, trim, erased_byte: 0, areas: vec![] })
        });
        let none = prop::sample::select(vec![
            NoCommands::Virtual,
            NoCommands::RaidController,
            NoCommands::Fabrics,
            NoCommands::Bridge,
        ])
        .prop_map(|why| Survey::None { why });
        prop_oneof![ata, scsi, nvme, mmc, none]
    }

    fn drive(medium: Medium) -> DriveIdentity {
        DriveIdentity {
            vendor: None,
            model: None,
            serial: None,
            wwn: None,
            firmware: None,
            size_bytes: 1 << 30,
            logical_block_bytes: 512,
            physical_block_bytes: 4096,
            transport: Transport::Ata,
            medium,
        }
    }

    fn mediums() -> impl Strategy<Value = Medium> {
        prop::sample::select(vec![Medium::Rotating, Medium::Flash, Medium::Unknown])
    }

    fn consents() -> impl Strategy<Value = Consent> {
        (prop::sample::select(vec![FallBack::SameLevel, FallBack::Lower]), any::<bool>())
            .prop_map(|(fall_back, crypto_erase)| Consent { fall_back, crypto_erase })
    }

    proptest! {
        /// The order never climbs, and goes down only where somebody agreed.
        #[test]
        fn levels_never_rise_and_fall_only_by_consent(
            medium in mediums(), survey in surveys(), consent in consents(),
        ) {
            let Some(policy) = firmware(&drive(medium), &survey, Method::Strongest, consent) else { return Ok(()) };
            let levels: Vec<Level> = policy.techniques.iter().map(|t| level(*t)).collect();
            prop_assert!(!levels.is_empty());
            prop_assert!(levels.windows(2).all(|pair| pair[0] >= pair[1]));
            prop_assert!(consent.fall_back == FallBack::Lower || levels.windows(2).all(|pair| pair[0] == pair[1]));
        }

        #[test]
        fn nothing_of_the_drives_own_where_it_could_not_be_followed(
            medium in mediums(), survey in surveys(), consent in consents(),
        ) {
            let Some(policy) = firmware(&drive(medium), &survey, Method::Strongest, consent) else { return Ok(()) };
            let own: Vec<Technique> =
                policy.techniques.iter().copied().filter(|t| *t != Technique::Overwrite).collect();
            match &survey {
                Survey::None { .. } => prop_assert!(own.is_empty()),
                Survey::Ata(ata) => {
                    prop_assert!(ata.registers == Answer::Yes || own.is_empty());
                    let security = own.iter().any(|t| matches!(t, Technique::SecurityErase | Technique::SecurityEraseEnhanced));
                    prop_assert!(!(security && ata.bridge));
                    prop_assert!(!(security && ata.security.frozen != Answer::No));
                }
                Survey::Nvme(nvme) => {
                    let sanitize = own.iter().any(|t| level(*t) == Level::Purge);
                    let alone = (nvme.other_namespaces, nvme.unseen_namespaces) == (Some(0), Some(0));
                    prop_assert!(!sanitize || alone);
                    prop_assert!(own.is_empty() || alone || nvme.format_reaches_all == Answer::No);
                }
                Survey::Scsi(scsi) => prop_assert!(own.is_empty() || scsi.other_units == Some(0)),
                Survey::Mmc(_) => {}
            }
            prop_assert!(consent.crypto_erase || !own.iter().any(|t| t.is_cryptographic()));
            let both = policy.blocked.iter().any(|blocked| policy.techniques.contains(&blocked.technique));
            prop_assert!(!both);
        }

        #[test]
        fn only_means_only(survey in surveys(), which in 0usize..11) {
            let wanted = Technique::ALL[which];
            let consent = Consent::default();
            if let Some(policy) = firmware(&drive(Medium::Flash), &survey, Method::Only(wanted), consent) {
                prop_assert!(policy.techniques.iter().all(|t| *t == wanted));
            }
        }
    }
}
