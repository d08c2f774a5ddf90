//! The answer about the QR code of an attestation: by itself, or with the attestation that it is the short form of. Pure.

use jiff::Timestamp;

use super::details::Detail;
use crate::attest::lot::{Lots, verify_with};
use crate::attest::qr::{self, Code, Core};
use crate::attest::trust::TrustSet;
use crate::attest::verify::{Finding, Verification};
use crate::record::{ClockSource, Kind, Level};
use crate::text::{Lang, Say, amounts, code, verify};
use crate::units::hex;

/// What a code comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeAnswer {
    /// Only the code was there: never more than [`Finding::AuthenticCode`].
    Alone(Verification),
    /// The code is authentic, and so is its attestation, which was there too: what that one came to.
    WithAttestation(Verification),
    /// Both are authentic, and say different things: what the code came to.
    Contradicts(Verification),
}

/// The two files of an attestation that may be the one of a code.
#[derive(Clone, Debug)]
pub struct Companion {
    /// `attestation.json`.
    pub attestation: Vec<u8>,
    /// `attestation.json.sig`.
    pub signature: Vec<u8>,
}

impl CodeAnswer {
    /// The answer about the text of a code. `None` when it is none. The one of the companions that it is bound to, if any, is checked too.
    #[must_use]
    pub fn about(
        text: &str,
        companions: &[Companion],
        trust: Option<&TrustSet>,
        lots: &Lots,
        at: Timestamp,
    ) -> Option<CodeAnswer> {
        let text = text.trim_end_matches(['\n', '\r']);
        let checked = qr::verify(text, trust, at).ok()?;
        let (Finding::AuthenticCode(core), Ok(code)) = (&checked.finding, Code::read(text)) else {
            return Some(CodeAnswer::Alone(checked));
        };
        let Some(own) = companions.iter().find(|companion| core.is_bound_to(&companion.attestation)) else {
            return Some(CodeAnswer::Alone(checked));
        };
        let whole = verify_with(lots, &own.attestation, &own.signature, trust, at);
        Some(match &whole.finding {
            Finding::Authentic(document) if code.is_of(document, &own.attestation) => {
                CodeAnswer::WithAttestation(whole)
            }
            Finding::Authentic(_) => CodeAnswer::Contradicts(checked),
            // Its digest is the right one, and yet it is not authentic by itself: then it adds nothing.
            _ => CodeAnswer::Alone(checked),
        })
    }

    /// What was checked.
    #[must_use]
    pub fn checked(&self) -> &Verification {
        match self {
            CodeAnswer::Alone(checked)
            | CodeAnswer::WithAttestation(checked)
            | CodeAnswer::Contradicts(checked) => checked,
        }
    }

    /// What the code says, where it is authentic and all that there is.
    #[must_use]
    pub fn core(&self) -> Option<&Core> {
        match self {
            CodeAnswer::Alone(Verification { finding: Finding::AuthenticCode(core), .. }) => Some(core),
            _ => None,
        }
    }

    /// Whether the whole attestation was seen, is authentic, and is good news. A code alone is never enough: the facts behind its result
    /// were not checked.
    #[must_use]
    pub fn is_authentic_and_favourable(&self) -> bool {
        matches!(self, CodeAnswer::WithAttestation(whole) if whole.finding.is_authentic_and_favourable())
    }

    /// The answer in the `--json` output; stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            CodeAnswer::Contradicts(_) => "inconsistent",
            CodeAnswer::Alone(checked) | CodeAnswer::WithAttestation(checked) => checked.finding.code(),
        }
    }
}

impl Say for CodeAnswer {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&code::EN, &code::FR);
        match self {
            CodeAnswer::Alone(checked) => checked.say(lang),
            CodeAnswer::WithAttestation(whole) => (t.with_its_attestation)(&whole.say(lang)),
            CodeAnswer::Contradicts(_) => t.contradicts.to_owned(),
        }
    }
}

/// What stands below the sentence of an authentic code.
#[must_use]
pub fn details(lang: Lang, core: &Core, checked: &Verification) -> Vec<Detail> {
    let (t, v) = (lang.pick(&code::EN, &code::FR), lang.pick(&verify::EN, &verify::FR));
    let mut lines = vec![format!("{} ({})", (v.number)(&core.number(), core.signer.name()), t.short_form)];
    lines.extend(checked.issuer.as_ref().map(|issuer| issuer.say(lang)));
    let shown = |text: &qr::CutText| if text.is_cut { (t.cut)(&text.text) } else { text.text.clone() };
    let model = core.model.as_ref().map_or_else(|| v.no_model.to_owned(), shown);
    let serial = core.serial.as_ref().map_or_else(|| v.no_serial.to_owned(), |s| (v.serial)(&shown(s)));
    lines.push(match (core.result.kind(), core.size_bytes) {
        (Kind::NoMedia, _) => (t.machine)(&model, &serial),
        (_, None) => (t.drive)(&model, &serial, t.no_size),
        (_, Some(bytes)) => {
            let bytes = bytes.get();
            (v.drive)(&model, &serial, &amounts::size(lang, bytes), &amounts::count(lang, bytes))
        }
    });
    if core.level != Level::None {
        lines.push((v.level)(&core.level.say(lang)));
    }
    let signed_at = match core.clock {
        ClockSource::System | ClockSource::Operator => t.signed_at,
        ClockSource::SystemBehind => t.signed_at_behind,
    };
    lines.push(signed_at(&core.signed_at.to_string()));
    if core.emulated {
        lines.push(t.emulated.to_owned());
    }
    lines.push((t.full)(&hex(&core.digest)));
    lines.into_iter().map(Detail::from).collect()
}
