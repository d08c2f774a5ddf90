//! The drives of a command line: what they told of themselves, and what is to be done to them.

use std::path::Path;

use crate::cli::{MethodArg, MethodArgs, PatternArg, ReadBackArg};
use crate::drive::{Drive, DriveError, Host, Selection, find, survey};
use crate::event::{FallBack, NoCommands, OwnIdentity, ReadBackScheme, Survey, Technique};
use crate::plan::{Consent, Method, Pattern, Plan, Unusable, Wish, plan};
use crate::text::plan::{EN, FR};
use crate::text::{Lang, Say};

/// The drives of a command line.
pub(super) fn find_all(paths: &[impl AsRef<Path>], selection: Selection) -> Result<Vec<Drive>, DriveError> {
    let host = Host::real();
    paths.iter().map(|path| find(&host, path.as_ref(), selection)).collect()
}

/// What a command line asks for.
pub(super) fn wish(args: MethodArgs) -> Wish {
    Wish {
        pattern: match args.pattern {
            PatternArg::Zero => Pattern::Zero,
            PatternArg::Random => Pattern::Random,
            PatternArg::ThreePass => Pattern::ThreePass,
            PatternArg::HmgIs5Baseline => Pattern::HmgIs5Baseline,
            PatternArg::HmgIs5 => Pattern::HmgIs5,
            PatternArg::Bsi => Pattern::Bsi,
        },
        read_back: match args.read_back {
            ReadBackArg::Sample => ReadBackScheme::Sample,
            ReadBackArg::NistR1 => ReadBackScheme::NistR1,
            ReadBackArg::Full => ReadBackScheme::Full,
        },
        method: method(args.method),
        consent: Consent {
            fall_back: if args.fall_back { FallBack::Lower } else { FallBack::SameLevel },
            crypto_erase: args.accept_crypto_erase,
        },
    }
}

fn method(arg: MethodArg) -> Method {
    Method::Only(match arg {
        MethodArg::Strongest => return Method::Strongest,
        MethodArg::Overwrite => Technique::Overwrite,
        MethodArg::SanitizeBlock => Technique::SanitizeBlockErase,
        MethodArg::SanitizeCrypto => Technique::SanitizeCryptoErase,
        MethodArg::SanitizeOverwrite => Technique::SanitizeOverwrite,
        MethodArg::SecurityEraseEnhanced => Technique::SecurityEraseEnhanced,
        MethodArg::SecurityErase => Technique::SecurityErase,
        MethodArg::FormatCrypto => Technique::FormatCryptoErase,
        MethodArg::FormatUserData => Technique::FormatUserDataErase,
        MethodArg::FormatUnit => Technique::FormatUnit,
        MethodArg::MmcSanitize => Technique::MmcSanitize,
        MethodArg::MmcSecureErase => Technique::MmcSecureErase,
    })
}

/// A drive, what it told of itself, and what is to be done.
#[derive(Clone)]
pub(super) struct Planned {
    pub(super) drive: Drive,
    /// None for a drive that cannot be chosen: it is not asked.
    pub(super) survey: Option<Survey>,
    /// Who it says that it is, where it says so.
    pub(super) own: Option<OwnIdentity>,
    pub(super) plan: Plan,
}

/// Asks the drives what they can do, all at once, and plans.
pub(super) fn look(drives: Vec<Drive>, wish: Wish) -> Vec<Planned> {
    let told: Vec<Option<(Survey, Option<OwnIdentity>)>> = std::thread::scope(|scope| {
        let asked: Vec<_> = drives
            .iter()
            .map(|drive| drive.is_selectable().then(|| scope.spawn(|| survey::look(drive))))
            .collect();
        asked.into_iter().map(|asked| asked.map(|asked| asked.join().unwrap_or((UNHEARD, None)))).collect()
    });
    let planned = |(drive, told): (Drive, Option<_>)| {
        let (survey, own) = told.unzip();
        Planned::of(drive, survey, own.flatten(), wish)
    };
    drives.into_iter().zip(told).map(planned).collect()
}

/// What is known of a drive that was not heard.
const UNHEARD: Survey = Survey::None { why: NoCommands::NoAnswer };

impl Planned {
    fn of(drive: Drive, survey: Option<Survey>, own: Option<OwnIdentity>, wish: Wish) -> Planned {
        let plan = plan(drive.identity(), survey.as_ref().unwrap_or(&UNHEARD), wish);
        Planned { drive, survey, own, plan }
    }

    /// The same drive with another wish.
    pub(super) fn again(self, wish: Wish) -> Planned {
        Planned::of(self.drive, self.survey, self.own, wish)
    }
}

/// Drives that cannot be erased by the method that was asked for.
#[derive(Debug)]
pub struct MethodError {
    /// Ready to be shown.
    list: String,
}

impl Say for MethodError {
    fn say(&self, lang: Lang) -> String {
        (lang.pick(&EN, &FR).unusable)(&self.list)
    }
}

crate::error_that_says!(MethodError);

/// Refuses all drives when one of those that can be chosen cannot be erased as it was asked.
///
/// # Errors
/// [`MethodError`], with what is in the way of each.
pub(super) fn refuse_unusable<'a>(
    lang: Lang,
    planned: impl IntoIterator<Item = &'a Planned>,
) -> Result<(), MethodError> {
    let line = |(path, why): (String, Unusable)| format!("  {path}\n    - {}", why.say(lang));
    let lines: Vec<String> = planned
        .into_iter()
        .filter(|one| one.drive.is_selectable())
        .filter_map(|one| Some((one.drive.path().display().to_string(), one.plan.unusable?)))
        .map(line)
        .collect();
    if lines.is_empty() { Ok(()) } else { Err(MethodError { list: lines.join("\n") }) }
}
