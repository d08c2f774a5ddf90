//! From one trust set to the next: whoever holds the old one follows when two of its zones signed the new one. Pure.

use std::collections::BTreeMap;

use ed25519_dalek::VerifyingKey;
use jiff::Timestamp;

use super::TRUST_NAMESPACE;
use super::sshsig::SshSig;
use super::trust::TrustSet;

/// How many different zones of the old set have to sign.
pub const ZONES_NEEDED: usize = 2;

/// Which zones of an old set stand behind a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Succession {
    keys: BTreeMap<String, VerifyingKey>,
    /// Signatures that do not count: as they were called, and why.
    pub refused: Vec<(String, Why)>,
}

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Not a signature.
    Malformed,
    /// Not over this set.
    OtherBytes,
    /// Over this set, but not by a zone of the old one whose line is in force, for this use.
    NoZone,
    /// By a zone, or a key, that has signed already.
    Twice,
}

impl Succession {
    /// Looks at the signatures over a new set, each with a name to call it by.
    pub fn of<'a>(
        old: &TrustSet,
        new: &[u8],
        signatures: impl IntoIterator<Item = (&'a str, &'a [u8])>,
        at: Timestamp,
    ) -> Succession {
        let mut found = Succession::default();
        for (called, text) in signatures {
            let why = match SshSig::read(text) {
                Err(_) => Why::Malformed,
                Ok(signature) => match old.zone_that_signed(&signature, TRUST_NAMESPACE, new, at) {
                    Some((zone, key)) => {
                        if !found.keys.contains_key(zone) && !found.keys.values().any(|known| *known == key) {
                            found.keys.insert(zone.to_owned(), key);
                            continue;
                        }
                        Why::Twice
                    }
                    None if signature.key_that_signed(new).is_none() => Why::OtherBytes,
                    None => Why::NoZone,
                },
            };
            found.refused.push((called.to_owned(), why));
        }
        found
    }

    /// The zones that signed, in their order.
    pub fn zones(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// Whether that is enough.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.keys.len() >= ZONES_NEEDED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attest::zone::PublicZone;
    use crate::attest::{REVOCATIONS_NAMESPACE, sshsig};
    use ed25519_dalek::SigningKey;
    use jiff::tz::TimeZone;

    fn key(n: u8) -> SigningKey {
        SigningKey::from_bytes(&[n; 32])
    }

    fn set(zones: &[(&str, u8)]) -> String {
        let zone =
            |(name, n): &(&str, u8)| PublicZone::new(name, key(*n).verifying_key()).unwrap().trust_lines();
        zones.iter().map(zone).collect()
    }

    fn of(old: &str, new: &str, signatures: &[String]) -> Succession {
        let old = TrustSet::parse(old.as_bytes(), &TimeZone::UTC).unwrap();
        let named = signatures.iter().map(|text| ("a file", text.as_bytes()));
        Succession::of(&old, new.as_bytes(), named, "2027-06-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn two_different_zones_of_the_old_set_are_needed() {
        let old = set(&[("centre", 1), ("nord", 2), ("sud", 3)]);
        let new = set(&[("centre", 1), ("nord", 9), ("sud", 3)]);
        let by = |n: u8| sshsig::sign(&key(n), TRUST_NAMESPACE, new.as_bytes());
        let two = of(&old, &new, &[by(1), by(3)]);
        assert!(two.is_enough() && two.refused.is_empty());
        assert_eq!(two.zones().collect::<Vec<_>>(), ["centre", "sud"]);
        for (signatures, why) in [
            (vec![by(1)], None),
            (vec![by(1), by(1)], Some(Why::Twice)),
            // The new zone's key is not the old set's.
            (vec![by(1), by(9)], Some(Why::NoZone)),
            (vec![by(1), sshsig::sign(&key(3), TRUST_NAMESPACE, old.as_bytes())], Some(Why::OtherBytes)),
            (vec![by(1), sshsig::sign(&key(3), REVOCATIONS_NAMESPACE, new.as_bytes())], Some(Why::NoZone)),
            (vec![by(1), "nonsense".into()], Some(Why::Malformed)),
        ] {
            let found = of(&old, &new, &signatures);
            assert!(!found.is_enough(), "{why:?}");
            assert_eq!(found.refused.first().map(|(_, why)| *why), why);
        }
    }

    #[test]
    fn one_key_under_two_names_is_one_zone() {
        let old = set(&[("centre", 1), ("nord", 1)]);
        let by = || sshsig::sign(&key(1), TRUST_NAMESPACE, b"new");
        assert!(!of(&old, "new", &[by(), by()]).is_enough());
    }

    #[test]
    fn a_line_that_has_expired_signs_no_successor() {
        let old = set(&[("centre", 1), ("nord", 2)])
            .replace("nord namespaces", "nord valid-before=\"20270101Z\",namespaces");
        let found = of(&old, "new", &[1, 2].map(|n| sshsig::sign(&key(n), TRUST_NAMESPACE, b"new")));
        assert_eq!(found.refused, [("a file".to_owned(), Why::NoZone)]);
    }
}
