//! What the workshop wrote down for the guide: `gomme.toml`. Without it everything works, and the attestation leaves names open.

use serde::Deserialize;

use super::facts::{Donor, Operator, Workshop};
use crate::attest::{canonical, name};
use crate::record::common::is_text;
use crate::text::guide::{EN, FR};
use crate::text::{Lang, Say};

/// More people, or donors, are no list for a screen.
const ENTRIES_MAX: usize = 200;
/// What stands before the numbers of labels.
const PREFIX_MAX: usize = 8;

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What screens and attestations take from it.
    pub workshop: Workshop,
    /// The name of the station that is made where there is none yet.
    pub station: Option<String>,
    /// Whether the donors agreed beforehand to a lower level where a drive's own erase fails or proves nothing.
    pub fall_back: bool,
    /// Whether the donors accept an erase that only changes a drive's encryption key.
    pub accept_crypto_erase: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { workshop: Workshop::default(), station: None, fall_back: true, accept_crypto_erase: false }
    }
}

/// As the file is spelt.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    structure: Option<String>,
    zone: Option<String>,
    station: Option<String>,
    #[serde(default)]
    label_prefix: String,
    #[serde(default = "yes")]
    fall_back: bool,
    #[serde(default)]
    accept_crypto_erase: bool,
    #[serde(default)]
    operators: Vec<Person>,
    #[serde(default)]
    donors: Vec<Giver>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    code: String,
    name: Option<String>,
    digits: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Giver {
    name: String,
    convention: Option<String>,
}

fn yes() -> bool {
    true
}

/// Why the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsError {
    /// It is no TOML, or says what the guide does not know: what the reader said, and the line.
    Toml(String),
    /// An entry that cannot stand on a screen and in an attestation.
    Entry(String),
}

crate::error_that_says!(SettingsError);

impl Say for SettingsError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            SettingsError::Toml(why) => (t.settings_unreadable)(why),
            SettingsError::Entry(entry) => (t.settings_entry)(entry),
        }
    }
}

impl Settings {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// [`SettingsError`]: nothing is taken from a file that is not wholly understood.
    pub fn read(text: &str) -> Result<Settings, SettingsError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
            let place = line.map_or_else(String::new, |line| format!("{line}: "));
            SettingsError::Toml(format!("{place}{}", error.message()))
        })?;
        let digits = |digits: &Option<String>| {
            digits
                .as_ref()
                .is_none_or(|d| (1..=12).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()))
        };
        for operator in &file.operators {
            let right =
                fits(Some(&operator.code)) && fits(operator.name.as_ref()) && digits(&operator.digits);
            refuse(right, &operator.code)?;
        }
        for donor in &file.donors {
            refuse(fits(Some(&donor.name)) && fits(donor.convention.as_ref()), &donor.name)?;
        }
        refuse(fits(file.structure.as_ref()), "structure")?;
        refuse(fits(file.zone.as_ref()), "zone")?;
        refuse(file.station.as_deref().is_none_or(name::is_station), "station")?;
        let prefix = &file.label_prefix;
        let plain = prefix.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'));
        refuse(plain && prefix.len() <= PREFIX_MAX, "label_prefix")?;
        refuse(file.operators.len() <= ENTRIES_MAX, "operators")?;
        refuse(file.donors.len() <= ENTRIES_MAX, "donors")?;
        let operator = |one: Person| Operator { code: one.code, name: one.name, digits: one.digits };
        let donor = |one: Giver| Donor { name: one.name, convention: one.convention };
        Ok(Settings {
            workshop: Workshop {
                name: file.structure,
                zone: file.zone,
                station: None,
                operators: file.operators.into_iter().map(operator).collect(),
                donors: file.donors.into_iter().map(donor).collect(),
                label_prefix: file.label_prefix,
            },
            station: file.station,
            fall_back: file.fall_back,
            accept_crypto_erase: file.accept_crypto_erase,
        })
    }
}

fn fits(text: Option<&String>) -> bool {
    text.is_none_or(|text| is_text(text) && canonical::is_clean(text) && text.chars().count() <= 80)
}

fn refuse(right: bool, entry: &str) -> Result<(), SettingsError> {
    if right { Ok(()) } else { Err(SettingsError::Entry(entry.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        structure = "Recyclerie de Veynes"
        zone = "Buëch"
        station = "sud-A05"
        label_prefix = "B-"
        fall_back = false
        accept_crypto_erase = true
        [[operators]]
        code = "A"
        name = "Marie"
        digits = "1234"
        [[operators]]
        code = "B"
        [[donors]]
        name = "Mairie de Veynes"
        convention = "2027-014"
    "#;

    #[test]
    fn the_whole_file_is_taken() {
        let settings = Settings::read(WHOLE).unwrap();
        let Workshop { name, zone, station, operators, donors, label_prefix } = settings.workshop;
        assert_eq!(
            (name.as_deref(), zone.as_deref(), station),
            (Some("Recyclerie de Veynes"), Some("Buëch"), None)
        );
        assert_eq!(operators.len(), 2);
        assert_eq!(operators[0].digits.as_deref(), Some("1234"));
        assert_eq!(donors[0].convention.as_deref(), Some("2027-014"));
        assert_eq!(
            (label_prefix.as_str(), settings.fall_back, settings.accept_crypto_erase),
            ("B-", false, true)
        );
        assert_eq!(settings.station.as_deref(), Some("sud-A05"));
        assert_eq!(Settings::read("").unwrap(), Settings::default());
    }

    #[test]
    fn what_is_not_understood_is_refused_by_its_line() {
        let unknown = Settings::read("structure = \"V\"\nstrucutre = \"W\"").unwrap_err();
        assert!(matches!(&unknown, SettingsError::Toml(why) if why.starts_with('2')), "{unknown:?}");
        for wrong in [
            "label_prefix = \"B é\"",
            "station = \"A 05\"",
            "[[operators]]\ncode = \"\"",
            "[[operators]]\ncode = \"A\"\ndigits = \"12a4\"",
            "[[donors]]\nname = \"a\\u0007b\"",
        ] {
            assert!(matches!(Settings::read(wrong), Err(SettingsError::Entry(_))), "{wrong}");
        }
    }
}
