//! What a survey says to a person: what the drive can do, what stands in the way, what is hidden, what was not learnt.

use crate::codec::ata::Password;
use crate::event::{
    AreaKind, AtaSurvey, MmcSurvey, NvmeSurvey, SanitizeState, SanitizeSurvey, ScsiSurvey, Survey, TcgSurvey,
};
use crate::text::survey::{EN, FR, SurveyText};
use crate::text::{Lang, amounts};
use crate::units::Answer;

/// The sentences: at least one, each whole.
#[must_use]
pub fn sentences(lang: Lang, survey: &Survey) -> Vec<String> {
    let mut page = Page { t: lang.pick(&EN, &FR), said: Vec::new() };
    match survey {
        Survey::None { why } => page.say((page.t.none)(*why)),
        Survey::Ata(ata) => page.ata(ata),
        Survey::Scsi(scsi) => page.scsi(scsi),
        Survey::Nvme(nvme) => page.nvme(nvme),
        Survey::Mmc(mmc) => page.mmc(mmc),
    }
    page.areas(lang, survey);
    page.said
}

struct Page {
    t: &'static SurveyText,
    said: Vec<String>,
}

impl Page {
    fn say(&mut self, sentence: impl Into<String>) {
        self.said.push(sentence.into());
    }

    fn say_if(&mut self, answer: Answer, sentence: &str) {
        if answer == Answer::Yes {
            self.say(sentence);
        }
    }

    fn ata(&mut self, ata: &AtaSurvey) {
        let t = self.t;
        let security = &ata.security;
        let others = [(security.enhanced, t.security_enhanced), (security.supported, t.security_normal)];
        self.abilities(Some(&ata.sanitize), &others);
        if ata.registers == Answer::No {
            self.say(if ata.bridge { t.bridge_no_registers } else { t.controller_no_registers });
        }
        self.say_if(ata.encrypts_all, t.encrypts_all);
        self.sanitize(&ata.sanitize);
        self.say_if(security.frozen, t.security_frozen);
        match (security.locked, security.enabled) {
            (Answer::Yes, _) => self.say((t.security_locked)(Password::PUBLISHED_TEXT)),
            (_, Answer::Yes) => self.say(t.security_set),
            _ => {}
        }
        self.say_if(security.expired, t.security_expired);
        self.tcg(&ata.tcg);
    }

    fn scsi(&mut self, scsi: &ScsiSurvey) {
        self.abilities(Some(&scsi.sanitize), &[(scsi.format_unit, self.t.format)]);
        self.sanitize(&scsi.sanitize);
        self.say_if(scsi.formatting, self.t.formatting);
        if let Some(others @ 1..) = scsi.other_units {
            self.say((self.t.other_units)(others));
        }
        self.tcg(&scsi.tcg);
    }

    fn nvme(&mut self, nvme: &NvmeSurvey) {
        let t = self.t;
        self.abilities(
            Some(&nvme.sanitize),
            &[(nvme.format_crypto, t.format_crypto), (nvme.format, t.format)],
        );
        self.sanitize(&nvme.sanitize);
        self.say_if(nvme.formatting, t.formatting);
        self.say_if(nvme.write_protected, t.write_protected);
        self.tcg(&nvme.tcg);
        if let Some(others @ 1..) = nvme.other_namespaces {
            self.say((t.other_namespaces)(others));
        }
    }

    fn mmc(&mut self, mmc: &MmcSurvey) {
        let t = self.t;
        // What a sanitize is to reach must be trimmed before.
        let sanitize = if mmc.trim == Answer::Yes { mmc.sanitize } else { mmc.trim };
        self.abilities(None, &[(sanitize, t.mmc_sanitize), (mmc.secure_erase, t.mmc_secure_erase)]);
    }

    /// The ways to erase that there are; *none* only where each of them is known not to be there.
    fn abilities(&mut self, sanitize: Option<&SanitizeSurvey>, others: &[(Answer, &str)]) {
        let t = self.t;
        let kinds = sanitize.map(|s| [(s.block, t.block), (s.crypto, t.crypto), (s.overwrite, t.overwrite)]);
        let kinds = kinds.into_iter().flatten();
        let there = |(answer, name): &(Answer, &'static str)| (*answer == Answer::Yes).then_some(*name);
        let sanitizes: Vec<&str> = kinds.clone().filter_map(|kind| there(&kind)).collect();
        let mut ways: Vec<String> = Vec::new();
        if !sanitizes.is_empty() {
            ways.push((t.sanitize)(&sanitizes.join(", ")));
        }
        ways.extend(others.iter().filter(|(a, _)| *a == Answer::Yes).map(|(_, name)| (*name).to_owned()));
        let unknown = |answer: Answer| answer == Answer::Unknown;
        if !ways.is_empty() {
            self.say((t.can_erase)(&ways.join(", ")));
        } else if kinds.map(|(a, _)| a).chain(others.iter().map(|(a, _)| *a)).any(unknown) {
            self.say(t.may_erase);
        } else {
            self.say(t.cannot_erase);
        }
    }

    fn sanitize(&mut self, sanitize: &SanitizeSurvey) {
        let t = self.t;
        match sanitize.state {
            SanitizeState::InProgress => self.say(t.sanitize_running),
            SanitizeState::Failed => self.say(t.sanitize_failed),
            SanitizeState::Succeeded => self.say(t.sanitize_succeeded),
            SanitizeState::Frozen => self.say(t.sanitize_frozen),
            SanitizeState::Unknown => self.say(t.sanitize_unknown),
            SanitizeState::Idle => {}
        }
    }

    fn tcg(&mut self, tcg: &TcgSurvey) {
        let t = self.t;
        match (tcg.locked, tcg.enabled, tcg.supported) {
            (Answer::Yes, ..) => self.say(t.tcg_locked),
            (_, Answer::Yes, _) => self.say(t.tcg_enabled),
            (_, Answer::No, Answer::Yes) => self.say(t.tcg_idle),
            (_, Answer::Unknown, Answer::Yes) => self.say(t.tcg_unknown),
            _ => {}
        }
    }

    fn areas(&mut self, lang: Lang, survey: &Survey) {
        let t = self.t;
        let areas = survey.areas().unwrap_or_default();
        // Other namespaces and logical units are drives of their own here, and have their sentence.
        let is_drive = |kind| matches!(kind, AreaKind::OtherNamespaces | AreaKind::OtherLogicalUnits);
        let hidden =
            areas.iter().filter(|area| area.present == Answer::Yes && !is_drive(area.kind)).map(|area| {
                match area.bytes {
                    Some(bytes) => (t.hidden)((t.area)(area.kind), &amounts::size(lang, bytes)),
                    None => (t.hidden_unmeasured)((t.area)(area.kind)),
                }
            });
        self.said.extend(hidden);
        let unknown = areas.iter().filter(|area| area.present == Answer::Unknown);
        let unknown: Vec<&str> = unknown.map(|area| (t.area)(area.kind)).collect();
        if !unknown.is_empty() {
            self.say((t.maybe_hidden)(&unknown.join(" · ")));
        }
    }
}
