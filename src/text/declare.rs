//! Sentences of `gomme declare`, and of texts that go into a document as typed.

/// One field a sentence.
pub struct Declare {
    /// A text for the papers that cannot stand in a document: the option, and the limit in bytes.
    pub bad_text: fn(option: &str, max: usize) -> String,
    /// The folder for the documents cannot be used: where, why.
    pub out_unusable: fn(path: &str, why: &str) -> String,
    /// Signed: number, folder.
    pub signed: fn(number: &str, folder: &str) -> String,
    /// The computer shows a drive, or a trace of one; the list follows.
    pub not_empty: &'static str,
    /// A drive that shows.
    pub drive_there: fn(what: &str) -> String,
    /// A place where drives are looked for cannot be read.
    pub not_looked: fn(place: &str) -> String,
    /// Nobody says that the computer was opened and is empty.
    pub bay_unsaid: &'static str,
    /// Nothing tells which computer it is.
    pub no_machine: &'static str,
    /// No code of whoever opened it.
    pub no_operator: &'static str,
    /// Not a day.
    pub bad_day: fn(typed: &str) -> String,
    /// A day to come.
    pub day_to_come: fn(typed: &str) -> String,
    /// Memory chips of which nothing is said.
    pub chips_unsaid: &'static str,
    /// Another way of destroying, and not which.
    pub other_unsaid: &'static str,
    /// A witness of oneself.
    pub own_witness: &'static str,
    /// Not one attestation of an erasure by this station.
    pub not_one_erasure: fn(path: &str) -> String,
    /// The drive was erased.
    pub was_erased: fn(number: &str) -> String,
    /// The drive of that erasure has no name.
    pub nameless: fn(number: &str) -> String,
    /// The drive of that erasure is virtual.
    pub virtual_drive: fn(number: &str) -> String,
}

/// English.
pub const EN: Declare = Declare {
    bad_text: |option, max| {
        format!(
            "The text of {option} cannot stand in an attestation: at most {max} bytes, not blank, on one line, without control \
             characters."
        )
    },
    out_unusable: |path, why| {
        format!("The folder {path} cannot be used: {why}. Choose another one with --out.")
    },
    signed: |number, folder| format!("Signed: No. {number}, in {folder}"),
    not_empty: "No statement that there is no drive: this computer shows one, or a trace of one. Remove it or erase it, and \
                begin again.",
    drive_there: |what| format!("A drive is there: {what}"),
    not_looked: |place| {
        format!("/{place} cannot be read: a drive could be there. Run this on the computer itself, as root.")
    },
    bay_unsaid: "I see no drive. Did you open the computer, and is every place for a drive in it empty? Then say so with \
                 --bay-empty.",
    no_machine: "This computer tells no serial number: say which one it is with --label or --inventory-number.",
    no_operator: "Say with --operator who opened the computer: the code of that person.",
    bad_day: |typed| format!("“{typed}” is not a day. Write it as 2027-03-18."),
    day_to_come: |typed| {
        format!("The day {typed} is still to come. Check it, and the date of this computer.")
    },
    chips_unsaid: "Data may be in memory chips: say with --every-chip yes, no or unknown whether every one was destroyed.",
    other_unsaid: "Say with --detail which other way it was.",
    own_witness: "The witness has to be somebody else than the person who declares.",
    not_one_erasure: |path| {
        format!(
            "{path} is not one attestation of an erasure, signed by this station. Name its folder, or describe the drive with \
             --serial and --medium."
        )
    },
    was_erased: |number| {
        format!(
            "Attestation {number} says that the drive was erased: no erasure failed. Describe the drive with --serial and --medium."
        )
    },
    nameless: |number| {
        format!(
            "The drive of attestation {number} has no serial number. Put a mark on it, and describe it with --serial and --medium."
        )
    },
    virtual_drive: |number| {
        format!("The drive of attestation {number} is a virtual one: nobody destroys it.")
    },
};

/// French.
pub const FR: Declare = Declare {
    bad_text: |option, max| {
        format!(
            "Le texte de {option} ne peut pas figurer dans une attestation\u{202f}: {max} octets au plus, pas vide, sur une ligne, \
             sans caractère de contrôle."
        )
    },
    out_unusable: |path, why| {
        format!(
            "Le dossier {path} ne peut pas être utilisé\u{202f}: {why}. Choisissez-en un autre avec --out."
        )
    },
    signed: |number, folder| format!("Signé\u{202f}: n° {number}, dans {folder}"),
    not_empty: "Pas de constat d’absence de support\u{202f}: cet ordinateur montre un disque, ou l’indice d’un disque. Retirez-le ou \
                effacez-le, puis recommencez.",
    drive_there: |what| format!("Un disque est là\u{202f}: {what}"),
    not_looked: |place| {
        format!(
            "/{place} ne peut pas être lu\u{202f}: un disque pourrait y être. Lancez ceci sur l’ordinateur lui-même, en root."
        )
    },
    bay_unsaid: "Je ne vois aucun disque. Avez-vous ouvert l’appareil, et chaque logement est-il vide\u{202f}? Alors dites-le avec \
                 --bay-empty.",
    no_machine: "Cet ordinateur ne dit pas son numéro de série\u{202f}: dites lequel c’est avec --label ou --inventory-number.",
    no_operator: "Dites avec --operator qui a ouvert l’ordinateur\u{202f}: le code de cette personne.",
    bad_day: |typed| {
        format!("«\u{202f}{typed}\u{202f}» n’est pas un jour. Écrivez-le comme ceci\u{202f}: 2027-03-18.")
    },
    day_to_come: |typed| {
        format!("Le {typed} n’est pas encore passé. Vérifiez ce jour, et la date de cet ordinateur.")
    },
    chips_unsaid: "Des données peuvent être dans des puces de mémoire\u{202f}: dites avec --every-chip yes, no ou unknown (oui, non, \
                   on ne sait pas) si toutes ont été détruites.",
    other_unsaid: "Dites avec --detail de quel autre moyen il s’agit.",
    own_witness: "Le témoin doit être une autre personne que celle qui déclare.",
    not_one_erasure: |path| {
        format!(
            "{path} n’est pas une attestation d’effacement signée par ce poste. Nommez son dossier, ou décrivez le disque avec \
             --serial et --medium."
        )
    },
    was_erased: |number| {
        format!(
            "L’attestation {number} dit que le disque a été effacé\u{202f}: aucun effacement n’a échoué. Décrivez le disque avec \
             --serial et --medium."
        )
    },
    nameless: |number| {
        format!(
            "Le disque de l’attestation {number} n’a pas de numéro de série. Mettez-y une marque, et décrivez-le avec --serial et \
             --medium."
        )
    },
    virtual_drive: |number| {
        format!("Le disque de l’attestation {number} est virtuel\u{202f}: personne ne le détruit.")
    },
};
