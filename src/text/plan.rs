//! The sentences of `gomme plan`.

use super::{Lang, amounts};

/// One field a sentence.
pub struct PlanText {
    /// Heading of a drive: path, then model and size.
    pub heading: fn(&str, &str) -> String,
    /// The level that will be reached.
    pub level_clear: &'static str,
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
    expect: |reservation| format!("The attestation will say: {reservation}"),
    about: |time| format!("About {time} on a usual drive of this kind"),
    confirm: |code| format!("To confirm this drive: --confirm {code}"),
    refused: "This drive cannot be chosen:",
};

/// French.
pub const FR: PlanText = PlanText {
    heading: |path, what| format!("{path}  {what}"),
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
    expect: |reservation| format!("L’attestation dira : {reservation}"),
    about: |time| format!("Environ {time} sur un disque ordinaire de ce genre"),
    confirm: |code| format!("Pour confirmer ce disque : --confirm {code}"),
    refused: "Ce disque ne peut pas être choisi :",
};
