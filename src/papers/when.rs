//! Times as a French reader expects them: the legal time of Paris, wherever the page is made.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::PaperError;
use crate::text::Lang;
use crate::text::paper::{EN, FR};

/// Legal time of metropolitan France since 1996 (directive 2000/84/EC keeps the same days): a rule written out, so
/// that no time zone database, whose versions differ, changes a page.
const PARIS: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// The zone.
///
/// # Errors
/// [`PaperError::Zone`] never: the rule is a constant, which a test reads.
pub fn paris() -> Result<TimeZone, PaperError> {
    TimeZone::posix(PARIS).map_err(|_| PaperError::Zone)
}

/// A moment in Paris.
#[must_use]
pub fn local(zone: &TimeZone, at: Timestamp) -> DateTime {
    at.to_zoned(zone.clone()).datetime()
}

/// `18 mars 2027`, `18 March 2027`.
#[must_use]
pub fn date(lang: Lang, at: DateTime) -> String {
    let t = lang.pick(&EN, &FR);
    let month = usize::try_from(at.month() - 1).ok().and_then(|month| t.months.get(month)).unwrap_or(&"");
    let day = match (lang, at.day()) {
        (Lang::Fr, 1) => "1er".to_owned(),
        (_, day) => day.to_string(),
    };
    format!("{day}\u{a0}{month} {:04}", at.year())
}

/// `14 h 33`, `14:33`.
#[must_use]
pub fn clock(lang: Lang, at: DateTime) -> String {
    match lang {
        Lang::Fr => format!("{} h {:02}", at.hour(), at.minute()).replace(' ', "\u{a0}"),
        Lang::En => format!("{:02}:{:02}", at.hour(), at.minute()),
    }
}

/// A time in UTC: `2027-03-18 13:33`.
#[must_use]
pub fn utc(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC);
    format!("{:04}-{:02}-{:02} {:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(at: &str) -> String {
        let zone = paris().expect("a constant");
        let at = local(&zone, at.parse().expect(at));
        format!("{} {}", date(Lang::Fr, at), clock(Lang::Fr, at)).replace('\u{a0}', " ")
    }

    #[test]
    fn summer_begins_and_ends_at_one_utc() {
        assert_eq!(shown("2027-03-18T13:33:00Z"), "18 mars 2027 14 h 33");
        assert_eq!(shown("2027-03-28T00:59:59Z"), "28 mars 2027 1 h 59");
        assert_eq!(shown("2027-03-28T01:00:00Z"), "28 mars 2027 3 h 00");
        assert_eq!(shown("2027-10-31T00:59:59Z"), "31 octobre 2027 2 h 59");
        assert_eq!(shown("2027-10-31T01:00:00Z"), "31 octobre 2027 2 h 00");
        assert_eq!(shown("2026-12-31T23:05:00Z"), "1er janvier 2027 0 h 05");
    }

    #[test]
    fn the_rule_agrees_with_the_database() {
        let zone = paris().expect("a constant");
        let database = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Paris").expect("bundled");
        let mut at: Timestamp = "1997-01-01T00:30:00Z".parse().expect("a time");
        for _ in 0..40 * 366 {
            assert_eq!(local(&zone, at), local(&database, at), "{at}");
            at += jiff::SignedDuration::from_hours(24);
        }
    }
}
