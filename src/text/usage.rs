//! What is wrong with a command line, in French. In English clap says it itself.

/// One field a sentence. Arguments are shown as in the help (`--out <DOSSIER>`), lists are laid out beforehand.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Required, and not there: a list.
    pub missing: fn(&str) -> String,
    /// An option without its value.
    pub no_value: fn(&str) -> String,
    /// An argument, and a value that it does not take.
    pub bad_value: fn(&str, &str) -> String,
    /// The values that it takes: a list.
    pub possible: fn(&str) -> String,
    /// What the argument is for, in the words of the help.
    pub purpose: fn(&str) -> String,
    /// An option that takes no value, or no more, and the value.
    pub too_many: fn(&str, &str) -> String,
    /// An option with too few values, or not as many as it takes.
    pub wrong_count: fn(&str) -> String,
    /// A value that must be bound by an equals sign.
    pub no_equals: fn(&str) -> String,
    /// No such option.
    pub unknown_option: fn(&str) -> String,
    /// A word where none is expected.
    pub unexpected: fn(&str) -> String,
    /// No such subcommand.
    pub unknown_command: fn(&str) -> String,
    /// The subcommand is not there: after what.
    pub no_command: fn(&str) -> String,
    /// The subcommands: a list.
    pub commands: fn(&str) -> String,
    /// What may have been meant.
    pub meant: fn(&str) -> String,
    /// The same option twice.
    pub twice: fn(&str) -> String,
    /// Two that exclude each other: an option, and a list.
    pub conflict: fn(&str, &str) -> String,
    /// A word that is not UTF-8.
    pub not_text: &'static str,
    /// Anything else.
    pub other: &'static str,
    /// What to do: the command whose help says it.
    pub see: fn(&str) -> String,
    /// Between the last two of a list.
    pub and: &'static str,
}

/// French.
pub const FR: Usage = Usage {
    missing: |args| format!("Il manque {args}."),
    no_value: |arg| format!("Il manque la valeur de {arg}."),
    bad_value: |arg, value| format!("{arg} n’accepte pas «\u{202f}{value}\u{202f}»."),
    possible: |values| format!("Valeurs possibles\u{202f}: {values}."),
    purpose: |help| format!("À quoi sert cette option\u{202f}: {help}."),
    too_many: |arg, value| {
        format!("{arg} ne prend pas la valeur «\u{202f}{value}\u{202f}»\u{202f}: elle est de trop.")
    },
    wrong_count: |arg| format!("{arg} n’a pas le nombre de valeurs voulu."),
    no_equals: |arg| format!("La valeur de {arg} doit suivre un signe =, sans espace."),
    unknown_option: |option| format!("L’option {option} n’existe pas ici."),
    unexpected: |word| {
        format!("«\u{202f}{word}\u{202f}» est de trop\u{202f}: rien n’est attendu à cette place.")
    },
    unknown_command: |word| format!("La commande «\u{202f}{word}\u{202f}» n’existe pas."),
    no_command: |path| format!("Il manque une commande après «\u{202f}{path}\u{202f}»."),
    commands: |names| format!("Commandes possibles\u{202f}: {names}."),
    meant: |names| format!("Vouliez-vous dire {names}\u{202f}?"),
    twice: |arg| format!("{arg} ne peut être donné qu’une fois."),
    conflict: |arg, others| format!("{arg} ne va pas avec {others}\u{202f}: choisissez."),
    not_text: "Un des mots de la commande n’est pas du texte UTF-8. Tapez-le de nouveau.",
    other: "La commande ne peut pas être comprise.",
    see: |command| format!("Essayez\u{202f}: {command} --help"),
    and: " et ",
};
