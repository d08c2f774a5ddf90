//! Names of stations and zones. They become principals in a trust set, and parts of file names.

/// The longest name of a station or zone, in bytes.
pub const MAX_BYTES: usize = 48;

/// Whether a name may be that of a station: ASCII letters, digits, `-`, `_` and `.`, 1 to 48 of them, the first a letter
/// or a digit.
#[must_use]
pub fn is_station(name: &str) -> bool {
    let bytes = name.as_bytes();
    matches!(bytes.len(), 1..=MAX_BYTES)
        && bytes[0].is_ascii_alphanumeric()
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
}

/// Whether a name may be that of a zone: as a station's, without `-`, which separates both in the name of a station.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    is_station(name) && !name.contains('-')
}

/// The zone that a station's name begins with: `sud` of `sud-A05`. None in the name of a lone station; a name with a `-` in it is
/// no proof that there is such a zone.
#[must_use]
pub fn zone_of(station: &str) -> Option<&str> {
    let (zone, rest) = station.split_once('-')?;
    (is_station(station) && is_zone(zone) && !rest.is_empty()).then_some(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_station_of_a_zone_begins_with_its_name() {
        assert_eq!(zone_of("sud-A05"), Some("sud"));
        assert_eq!(zone_of("sud-A-05"), Some("sud"));
        for other in ["A05", "sud-", "-A05", "sud", "", "s d-A05", "sud-é"] {
            assert_eq!(zone_of(other), None, "{other}");
        }
        assert!(is_zone("sud") && is_zone("Hautes.Alpes_05"));
        assert!(!is_zone("sud-est") && !is_zone("") && !is_zone("sud*") && !is_zone(".sud"));
    }
}
