//! What stands in the way of a technique, for a person: what it is, and what to do.

use super::technique::Unusable;
use crate::event::Obstacle;
use crate::text::plan::{EN, FR};
use crate::text::{Lang, Say, obstacle};

impl Say for Obstacle {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&obstacle::EN, &obstacle::FR);
        match self {
            Obstacle::SecurityFrozen => t.security_frozen,
            Obstacle::SanitizeFrozen => t.sanitize_frozen,
            Obstacle::PasswordExpired => t.password_expired,
            Obstacle::NoRegisters => t.no_registers,
            Obstacle::BehindBridge => t.behind_bridge,
            Obstacle::CryptoNotAccepted => t.crypto_not_accepted,
            Obstacle::NotAllEncrypted => t.not_all_encrypted,
            Obstacle::OtherNamespaces => t.other_namespaces,
            Obstacle::UnseenNamespaces => t.unseen_namespaces,
            Obstacle::OtherLogicalUnits => t.other_units,
            Obstacle::WriteProtected => t.write_protected,
            Obstacle::SanitizeFailed => t.sanitize_failed,
        }
        .to_owned()
    }
}

impl Say for Unusable {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            Unusable::NotOffered(technique) => (t.not_offered)(&technique.say(lang)),
            Unusable::Blocked(blocked) => {
                (t.blocked)(&blocked.technique.say(lang), &blocked.obstacle.say(lang))
            }
        }
    }
}
