//! One sleep of the computer before anything is armed, where that may end a freeze which keeps a drive from something better.
//! Afterwards every drive must be the one that was chosen, and is asked anew.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::confirm::{is_yes, prompt};
use super::{EraseError, lines};
use crate::cmd::Failure;
use crate::cmd::planned::{Planned, look};
use crate::drive::guard::confirmation_code;
use crate::drive::sleep::{Sleep, ability, sleep_once};
use crate::drive::survey::own;
use crate::drive::{Drive, DriveError, Host, Refusal, Selection, find};
use crate::event::OwnIdentity;
use crate::plan::Wish;
use crate::text::Lang;
use crate::text::erase::{EN, FR};
use crate::ui::tell;
use crate::units::Answer;

/// How long drives may take to come back: disks have to turn again.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two looks for a drive.
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);

/// What to do about frozen drives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No drive would gain by it, or nobody is there to agree.
    Nothing,
    /// Sleep: somebody asked for it.
    Sleep,
    /// Ask whether to.
    Offer,
    /// It would help, and this computer cannot: say why, and what else to do.
    Cannot(Sleep),
}

/// Decides: whether a drive would gain, whether `--suspend` was given, whether somebody is at the keyboard.
#[must_use]
pub fn decide(gains: bool, asked: bool, keyboard: bool, ability: Sleep) -> Decision {
    match (gains, asked, keyboard, ability) {
        (false, ..) | (_, false, false, _) => Decision::Nothing,
        (true, true, _, Sleep::Deep) => Decision::Sleep,
        (true, false, true, Sleep::Deep) => Decision::Offer,
        (true, .., unable) => Decision::Cannot(unable),
    }
}

/// Sleeps once where that helps and somebody agrees, and plans again with what the drives tell then.
///
/// # Errors
/// When the terminal cannot be read, the computer does not sleep, or a drive is not what it was.
pub(super) fn thaw(
    lang: Lang,
    host: &Host,
    planned: Vec<Planned>,
    (wish, selection): (Wish, Selection),
    (asked, keyboard): (bool, bool),
) -> Result<Vec<Planned>, Failure> {
    let t = lang.pick(&EN, &FR);
    let gains = planned.iter().any(|one| one.plan.gains_by_thawing());
    match decide(gains, asked, keyboard, ability(host)) {
        Decision::Nothing => return Ok(planned),
        Decision::Cannot(why) => {
            tell(why_not(lang, why));
            return Ok(planned);
        }
        Decision::Offer if !is_yes(&prompt(t.suspend_ask)?) => return Ok(planned),
        Decision::Offer | Decision::Sleep => {}
    }
    tell(t.suspending);
    sleep_once(host).map_err(EraseError::NoSleep)?;
    let (before, own): (Vec<Drive>, Vec<_>) = planned.into_iter().map(|one| (one.drive, one.own)).unzip();
    let drives = find_again(host, &before, selection, PATIENCE)
        .map_err(|refused| EraseError::Refused(lines(lang, &refused)))?;
    let planned = look(drives, wish);
    // The dock may be the same and the drive in it another.
    let changed = planned.iter().zip(&own).filter(|(now, then)| is_another(then.as_ref(), now.own.as_ref()));
    let changed: Vec<_> = changed.map(|(now, _)| (now.drive.clone(), vec![Refusal::DriveChanged])).collect();
    if !changed.is_empty() {
        return Err(EraseError::Refused(lines(lang, &changed)).into());
    }
    let still = planned.iter().any(|one| one.plan.gains_by_thawing());
    tell(if still { t.still_frozen } else { t.thawed });
    Ok(planned)
}

/// Whether a drive that said who it is says something else now, or nothing.
fn is_another(then: Option<&OwnIdentity>, now: Option<&OwnIdentity>) -> bool {
    then.is_some_and(|then| own::is_same(then, now) != Answer::Yes)
}

fn why_not(lang: Lang, ability: Sleep) -> &'static str {
    let t = lang.pick(&EN, &FR);
    match ability {
        Sleep::Shallow => t.sleeps_shallow,
        Sleep::None | Sleep::NoAlarm | Sleep::Deep => t.sleeps_not,
    }
}

/// Finds drives again: each must be the one that it was, by its identity and by all that its confirmation code rests on.
///
/// # Errors
/// Those that did not come back in time, are others now, or cannot be chosen any more, and why.
pub fn find_again(
    host: &Host,
    before: &[Drive],
    selection: Selection,
    patience: Duration,
) -> Result<Vec<Drive>, Vec<(Drive, Vec<Refusal>)>> {
    let since = Instant::now();
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    for drive in before {
        let now = loop {
            match same(host, drive, selection) {
                Err(_) if since.elapsed() < patience => sleep(BETWEEN_LOOKS.min(patience)),
                now => break now,
            }
        };
        match now {
            Ok(now) => found.push(now),
            Err(refusals) => refused.push((drive.clone(), refusals)),
        }
    }
    if refused.is_empty() { Ok(found) } else { Err(refused) }
}

fn same(host: &Host, before: &Drive, selection: Selection) -> Result<Drive, Vec<Refusal>> {
    match find(host, before.path(), selection) {
        Ok(now)
            if now.identity() != before.identity()
                || confirmation_code(&now) != confirmation_code(before) =>
        {
            Err(vec![Refusal::DriveChanged])
        }
        Ok(now) if !now.is_selectable() => Err(now.refusals().to_vec()),
        Ok(now) => Ok(now),
        Err(DriveError::NotPermitted(_)) => Err(vec![Refusal::NoPermission]),
        Err(_) => Err(vec![Refusal::Vanished]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_sleeps_unless_it_helps_and_somebody_wants_it() {
        for ability in [Sleep::Deep, Sleep::Shallow, Sleep::None, Sleep::NoAlarm] {
            for (asked, keyboard) in [(false, false), (true, false), (false, true), (true, true)] {
                assert_eq!(decide(false, asked, keyboard, ability), Decision::Nothing);
            }
            assert_eq!(decide(true, false, false, ability), Decision::Nothing);
        }
        assert_eq!(decide(true, true, false, Sleep::Deep), Decision::Sleep);
        assert_eq!(decide(true, true, true, Sleep::Deep), Decision::Sleep);
        assert_eq!(decide(true, false, true, Sleep::Deep), Decision::Offer);
    }

    #[test]
    fn a_computer_that_keeps_the_power_on_never_sleeps_for_it() {
        for ability in [Sleep::Shallow, Sleep::None, Sleep::NoAlarm] {
            for (asked, keyboard) in [(true, false), (false, true), (true, true)] {
                assert_eq!(decide(true, asked, keyboard, ability), Decision::Cannot(ability));
            }
        }
    }
}
