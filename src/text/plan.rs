//! The sentences of `gomme plan`.

use super::{Lang, amounts};

/// One field a sentence.
pub struct PlanText {
    /// Heading of a drive: path, then model and size.
    pub heading: fn(&str, &str) -> String,
    /// The level that will be reached: Clear.
    pub level_clear: &'static str,
    /// The level that will be reached: Purge.
    pub level_purge: &'static str,
    /// A level in brackets behind a technique: Clear.
    pub clear: &'static str,
    /// A level in brackets behind a technique: Purge.
    pub purge: &'static str,
    /// A hidden area is brought back: what it is.
    pub restore: fn(&str) -> String,
    /// A hidden area is brought back: what it is, how large.
    pub restore_measured: fn(&str, &str) -> String,
    /// A hidden area is brought back if it is there, which is not known: what it is.
    pub restore_if_any: fn(&str) -> String,
    /// The drive erases itself: how, and the level.
    pub firmware: fn(&str, &str) -> String,
    /// What shows whether it did.
    pub evidence: &'static str,
    /// What is tried when all before failed or proved nothing: how, and the level.
    pub otherwise: fn(&str, &str) -> String,
    /// A pass: its number, how many, what is written.
    pub overwrite: fn(u32, u32, &str) -> String,
    /// A byte as content of a pass.
    pub byte: fn(u8) -> String,
    /// A random stream as content of a pass.
    pub random: &'static str,
    /// Read-back by sample: how many blocks.
    pub sample: fn(u64) -> String,
    /// Read-back by the older NIST scheme.
    pub nist: &'static str,
    /// Read-back of everything.
    pub full: &'static str,
    /// Why Clear.
    pub overwrite_is_clear: &'static str,
    /// One pass would do.
    pub one_pass: &'static str,
    /// The pattern reads all back.
    pub pattern_reads_all: &'static str,
    /// Between techniques that are not used for the same reason.
    pub and_also: &'static str,
    /// Techniques that are not used, and why.
    pub blocked: fn(&str, &str) -> String,
    /// A technique that the drive has not.
    pub not_offered: fn(&str) -> String,
    /// Drives that have not the method that was asked for; the list follows.
    pub unusable: fn(&str) -> String,
    /// What will be reserved.
    pub expect: fn(&str) -> String,
    /// How long: a duration.
    pub about: fn(&str) -> String,
    /// The code that confirms the drive.
    pub confirm: fn(&str) -> String,
    /// The drive cannot be chosen; the reasons follow.
    pub refused: &'static str,
}

/// English.
pub const EN: PlanText = PlanText {
    heading: |path, what| format!("{path}  {what}"),
    level_clear: "Level reached: Clear (NIST SP 800-88 rev. 2)",
    level_purge: "Level reached: Purge (NIST SP 800-88 rev. 2)",
    clear: "“Clear” of NIST SP 800-88",
    purge: "“Purge” of NIST SP 800-88",
    restore: |area| format!("Bring a hidden area back first ({area})"),
    restore_measured: |area, size| format!("Bring a hidden area back first ({area}, {size})"),
    restore_if_any: |area| format!("Bring a hidden area back first, if there is one ({area})"),
    firmware: |technique, level| format!("Have the drive erase itself: {technique}; {level}"),
    evidence: "Look on the medium for what must be gone: marks placed before, contents noted before, and blocks drawn at random",
    otherwise: |technique, level| format!("If that fails or proves nothing: {technique}; {level}"),
    overwrite: |pass, of, what| format!("Pass {pass} of {of}: write {what} over every addressable block"),
    byte: |value| format!("the byte {value:02X}"),
    random: "a fresh random stream",
    sample: |blocks| {
        format!(
            "Read back {} blocks drawn at random, one in each equal part",
            amounts::count(Lang::En, blocks)
        )
    },
    nist: "Read back 10 % of the drive in 2,000 random places (NIST SP 800-88 rev. 1)",
    full: "Read back every addressable block",
    overwrite_is_clear: "An overwrite goes through the ordinary interface: it reaches what the interface addresses, and no more.",
    one_pass: "One pass would be enough; more of them do not raise the level.",
    pattern_reads_all: "This pattern's own rules ask for everything to be read back.",
    and_also: "; ",
    blocked: |technique, why| format!("Not possible as it is: {technique}. {why}"),
    not_offered: |technique| {
        format!(
            "The drive does not say that it has this: {technique}. Leave --method out, or choose another."
        )
    },
    unusable: |list| format!("Nothing was done. These drives cannot be erased by that method:\n{list}"),
    expect: |reservation| format!("The attestation will say: {reservation}"),
    about: |time| format!("About {time} on a usual drive of this kind"),
    confirm: |code| format!("To confirm this drive: --confirm {code}"),
    refused: "This drive cannot be chosen:",
};

/// French.
pub const FR: PlanText = PlanText {
    heading: |path, what| format!("{path}  {what}"),
    level_purge: "Niveau atteint\u{202f}: effacement approfondi, «\u{202f}Purge\u{202f}» (NIST SP 800-88 rév. 2)",
    clear: "«\u{202f}Clear\u{202f}» du NIST SP 800-88",
    purge: "«\u{202f}Purge\u{202f}» du NIST SP 800-88",
    restore: |area| format!("Rendre d’abord accessible une zone cachée ({area})"),
    restore_measured: |area, size| format!("Rendre d’abord accessible une zone cachée ({area}, {size})"),
    restore_if_any: |area| format!("Rendre d’abord accessible une zone cachée, s’il y en a une ({area})"),
    firmware: |technique, level| {
        format!("Faire effacer le disque par lui-même\u{202f}: {technique}\u{202f}; {level}")
    },
    evidence: "Rechercher sur le support ce qui doit avoir disparu\u{202f}: repères posés avant, contenus relevés avant, et blocs tirés au hasard",
    otherwise: |technique, level| {
        format!("Si cela échoue ou ne prouve rien\u{202f}: {technique}\u{202f}; {level}")
    },
    level_clear: "Niveau atteint : effacement simple, « Clear » (NIST SP 800-88 rév. 2)",
    overwrite: |pass, of, what| {
        format!("Passe {pass} sur {of} : écrire {what} sur tous les blocs adressables")
    },
    byte: |value| format!("l’octet {value:02X}"),
    random: "un flux aléatoire neuf",
    sample: |blocks| {
        format!("Relire {} blocs tirés au hasard, un par partie égale", amounts::count(Lang::Fr, blocks))
    },
    nist: "Relire 10 % du disque en 2 000 endroits tirés au hasard (NIST SP 800-88 rév. 1)",
    full: "Relire tous les blocs adressables",
    overwrite_is_clear: "Une réécriture passe par l’interface ordinaire : elle atteint ce que cette interface adresse, et rien de plus.",
    one_pass: "Une seule passe suffirait ; en faire plus n’élève pas le niveau.",
    pattern_reads_all: "Les règles de cette méthode demandent de tout relire.",
    and_also: "\u{202f}; ",
    blocked: |technique, why| format!("Impossible en l’état\u{202f}: {technique}. {why}"),
    not_offered: |technique| {
        format!(
            "Le disque ne dit pas posséder ceci\u{202f}: {technique}. Retirez --method, ou choisissez-en une autre."
        )
    },
    unusable: |list| {
        format!(
            "Rien n’a été fait. Ces disques ne peuvent pas être effacés par cette méthode\u{202f}:\n{list}"
        )
    },
    expect: |reservation| format!("L’attestation dira : {reservation}"),
    about: |time| format!("Environ {time} sur un disque ordinaire de ce genre"),
    confirm: |code| format!("Pour confirmer ce disque : --confirm {code}"),
    refused: "Ce disque ne peut pas être choisi :",
};
