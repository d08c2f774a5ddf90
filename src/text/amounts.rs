//! Sizes, durations, counts and clock times as people of each language write them.

use super::Lang;

/// Narrow no-break space, which groups digits and binds units in French.
const THIN: char = '\u{202f}';

/// A size with three significant digits and a decimal unit: `256 GB`, `256 Go`.
#[must_use]
pub fn size(lang: Lang, bytes: u64) -> String {
    let units = match lang {
        Lang::En => ["B", "kB", "MB", "GB", "TB", "PB", "EB"],
        Lang::Fr => ["o", "ko", "Mo", "Go", "To", "Po", "Eo"],
    };
    let mut unit = 0;
    let mut scale = 1u128;
    // Up a unit while three digits would round to a thousand.
    while u128::from(bytes) * 2 >= scale * 1999 && unit + 1 < units.len() {
        (unit, scale) = (unit + 1, scale * 1000);
    }
    let rounded = |digits: u32| (u128::from(bytes) * 10u128.pow(digits) + scale / 2) / scale;
    let number = match rounded(2) {
        _ if unit == 0 => bytes.to_string(),
        0..=999 => decimal(lang, rounded(2), 2),
        1_000..=9_994 => decimal(lang, rounded(1), 1),
        _ => rounded(0).to_string(),
    };
    format!("{number} {}", units[unit])
}

/// Trims a scaled number: `decimal(_, 1250, 3)` is `1.25`.
fn decimal(lang: Lang, scaled: u128, digits: usize) -> String {
    let power = 10u128.pow(u32::try_from(digits).unwrap_or(0));
    let (whole, rest) = (scaled / power, scaled % power);
    let rest = format!("{rest:0digits$}");
    let rest = rest.trim_end_matches('0');
    let point = if lang == Lang::Fr { ',' } else { '.' };
    if rest.is_empty() { format!("{whole}") } else { format!("{whole}{point}{rest}") }
}

/// A count with grouped digits: `69,075`, `69 075`.
#[must_use]
pub fn count(lang: Lang, n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(if lang == Lang::Fr { THIN } else { ',' });
        }
        out.push(digit);
    }
    out
}

/// A share given in parts per billion, as a percentage with as many digits as it has: `0.1 %`.
#[must_use]
pub fn percent(lang: Lang, parts_per_billion: u64) -> String {
    format!("{} %", decimal(lang, u128::from(parts_per_billion), 7))
}

/// A duration to the precision that is useful: `45 s`, `12 min`, `3 h 20`.
#[must_use]
pub fn duration(lang: Lang, seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    match (seconds, lang) {
        (0..=59, _) => format!("{seconds} s"),
        (60..=3540, _) => format!("{minutes} min"),
        (_, Lang::En) => format!("{} h {:02} min", minutes / 60, minutes % 60),
        (_, Lang::Fr) => format!("{} h {:02}", minutes / 60, minutes % 60),
    }
}

/// The local clock time of a moment: `15:10`, `15 h 10`; with the day when that is not today.
#[must_use]
pub fn clock(lang: Lang, at: jiff::Timestamp, now: jiff::Timestamp) -> String {
    let zone = jiff::tz::TimeZone::system();
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone));
    let time = match lang {
        Lang::En => format!("{:02}:{:02}", at.hour(), at.minute()),
        Lang::Fr => format!("{:02} h {:02}", at.hour(), at.minute()),
    };
    if at.date() == now.date() {
        return time;
    }
    match lang {
        Lang::En => format!("{time} on {:04}-{:02}-{:02}", at.year(), at.month(), at.day()),
        Lang::Fr => format!("{time} le {:02}/{:02}/{:04}", at.day(), at.month(), at.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_three_digits() {
        let en = |n| size(Lang::En, n);
        assert_eq!(en(0), "0 B");
        assert_eq!(en(999), "999 B");
        assert_eq!(en(1_000), "1 kB");
        assert_eq!(en(256_060_514_304), "256 GB");
        assert_eq!(en(1_500_301_910_016), "1.5 TB");
        assert_eq!(en(67_108_864), "67.1 MB");
        assert_eq!(en(999_999_999), "1 GB");
        assert_eq!(size(Lang::Fr, 1_500_301_910_016), "1,5 To");
        assert_eq!(en(u64::MAX), "18.4 EB");
    }

    #[test]
    fn shares_and_counts_read_well() {
        assert_eq!(percent(Lang::En, 1_000_000), "0.1 %");
        assert_eq!(percent(Lang::Fr, 1_000_000), "0,1 %");
        assert_eq!(percent(Lang::En, 999_000_000), "99.9 %");
        assert_eq!(count(Lang::En, 69_075), "69,075");
        assert_eq!(count(Lang::Fr, 69_075), "69\u{202f}075");
        assert_eq!(count(Lang::En, 7), "7");
    }

    #[test]
    fn durations_round_up_to_the_minute() {
        assert_eq!(duration(Lang::En, 59), "59 s");
        assert_eq!(duration(Lang::En, 61), "2 min");
        assert_eq!(duration(Lang::Fr, 12_000), "3 h 20");
        assert_eq!(duration(Lang::En, 3_599), "1 h 00 min");
    }
}
