//! A trust folder: a trust set, what its zones revoked, and the zones' signatures over the set. Names and bytes; no file is opened.
//!
//! | file | what it is |
//! |---|---|
//! | `trust` | the trust set ([`super::trust`]) |
//! | `trust.<zone>.sig` | a zone's signature over it, for those who hold the set before ([`super::succession`]) |
//! | `revocations.<zone>.krl`, `.krl.sig` | what the zone revoked ([`super::revocation`]), and its signature |

use std::collections::BTreeMap;

use super::name;
use super::trust::{ListFlaw, TrustSet};

/// Name of the trust set, also at a station.
pub const TRUST_FILE: &str = "trust";
/// What ssh-keygen(1) calls such a file: people rename.
const OTHER_NAME: &str = "allowed_signers";

/// Files by their names.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Which part of a trust folder a file is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The trust set.
    Set,
    /// A zone's signature over it.
    SetSignature,
    /// A zone's list, or the signature over it.
    List,
}

/// A list that cannot be used: its file, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadList(pub String, pub ListFlaw);

/// Name of a zone's list.
#[must_use]
pub fn list_file(zone: &str) -> String {
    format!("revocations.{zone}.krl")
}

/// Name of the signature over it.
#[must_use]
pub fn list_signature_file(zone: &str) -> String {
    format!("{}.sig", list_file(zone))
}

/// Name of a zone's signature over a new trust set.
#[must_use]
pub fn trust_signature_file(zone: &str) -> String {
    format!("{TRUST_FILE}.{zone}.sig")
}

impl Part {
    /// `None` for the name of anything else.
    #[must_use]
    pub fn named(file: &str) -> Option<Part> {
        let between = |before, after| {
            let zone = file.strip_prefix(before).and_then(|rest: &str| rest.strip_suffix(after));
            zone.is_some_and(name::is_zone)
        };
        match file {
            TRUST_FILE | OTHER_NAME => Some(Part::Set),
            _ if between("trust.", ".sig") => Some(Part::SetSignature),
            _ if between("revocations.", ".krl") || between("revocations.", ".krl.sig") => Some(Part::List),
            _ => None,
        }
    }
}

/// Adds the lists of a set's zones. Of two of one zone the later counts; lists of other zones are passed over.
///
/// # Errors
/// The first that cannot be used: without it, a stolen station would pass for a good one.
pub fn add_lists(set: &mut TrustSet, files: &Files) -> Result<(), BadList> {
    let zones: Vec<String> = set.zones().into_iter().map(str::to_owned).collect();
    for zone in zones {
        let file = list_file(&zone);
        let Some(list) = files.get(&file) else { continue };
        let added = match files.get(&list_signature_file(&zone)) {
            Some(signature) => set.add_revocations(&zone, list, signature),
            None => Err(ListFlaw::NoSignature),
        };
        added.map_err(|flaw| BadList(file, flaw))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_is() {
        for (name, part) in [
            ("trust", Some(Part::Set)),
            ("allowed_signers", Some(Part::Set)),
            ("trust.sud.sig", Some(Part::SetSignature)),
            ("revocations.sud.krl", Some(Part::List)),
            ("revocations.sud.krl.sig", Some(Part::List)),
            ("trust.sig", None),
            ("revocations.krl", None),
            ("revocations.sud-A05.krl", None),
            ("attestation.json.sig", None),
        ] {
            assert_eq!(Part::named(name), part, "{name}");
        }
        assert_eq!(Part::named(&trust_signature_file("nord")), Some(Part::SetSignature));
        assert_eq!(Part::named(&list_signature_file("nord")), Some(Part::List));
    }
}
