//! Sentences about the documents that are no erasure: what each says, and the words of their members.

use super::Lang;
use crate::event::Medium;
use crate::units::Answer;

/// One field a sentence.
pub struct Documents {
    /// A computer without a drive.
    pub no_media: &'static str,
    /// A destruction that a person declares.
    pub declared_destroyed: &'static str,
    /// The same with reservations.
    pub declared_destroyed_with_reservations: &'static str,
    /// A destruction that leaves memory chips.
    pub not_destroyed: &'static str,
    /// A lot that was approved.
    pub lot_approved: &'static str,
    /// A lot that waits.
    pub lot_waiting: &'static str,
    /// A lot that was rejected.
    pub lot_rejected: &'static str,
    /// A report of a year.
    pub annual_report: &'static str,
    /// Number, zone that signs.
    pub number_of_zone: fn(number: &str, zone: &str) -> String,
    /// Countersigned: when, by which zone, in which lot; whether it was approved.
    pub countersigned: fn(day: &str, zone: &str, lot: &str, approved: bool) -> String,
    /// The computer: model, serial number, label.
    pub machine: fn(machine: &str) -> String,
    /// A label.
    pub label: fn(label: &str) -> String,
    /// An inventory number of the donor.
    pub inventory: fn(number: &str) -> String,
    /// A serial number of a computer.
    pub serial: fn(serial: &str) -> String,
    /// Who opened the computer and found it empty.
    pub opened_by: fn(operator: &str) -> String,
    /// How many controllers report nothing attached.
    pub empty_controllers: fn(n: usize) -> String,
    /// What nobody but a person observed.
    pub by_a_person: &'static str,
    /// A drive that is known by its serial number alone.
    pub drive: fn(model: &str, serial: &str) -> String,
    /// How, and more of how.
    pub method: fn(method: &str, detail: &str) -> String,
    /// Memory chips: whether all, and which.
    pub chips: fn(every: &str, which: &str) -> String,
    /// Who declares, in what quality, where and on which day.
    pub declared: fn(name: &str, quality: &str, place: &str, day: &str) -> String,
    /// Who saw it too.
    pub witness: fn(name: &str, quality: &str) -> String,
    /// Slip of the waste.
    pub waste_slip: fn(slip: &str) -> String,
    /// The erasure that failed before.
    pub failed_erasure: fn(number: &str) -> String,
    /// Donor.
    pub donor: fn(donor: &str) -> String,
    /// Machines handed over, and how many of them came to what.
    pub machines_in: fn(n: &str) -> String,
    /// Documents in a lot.
    pub documents: fn(n: &str) -> String,
    /// Who decided, in what quality, on which day.
    pub decided: fn(name: &str, quality: &str, day: &str) -> String,
    /// Grounds of a decision.
    pub grounds: fn(grounds: &str) -> String,
    /// Machines of which labels are missing.
    pub missing: fn(labels: &str) -> String,
    /// Machines that are missing and have no known label.
    pub missing_without_label: fn(n: &str) -> String,
    /// Machines that wait, by label.
    pub waiting: fn(labels: &str) -> String,
    /// And so many more.
    pub and_more: fn(n: &str) -> String,
    /// Year and donor of a report.
    pub year: fn(year: u32, donor: &str) -> String,
    /// A, B and the share.
    pub share: fn(reused: &str, stock: &str, share: &str) -> String,
    /// No share, because the stock is 0.
    pub no_share: fn(reused: &str) -> String,
    /// What is asked for, and reached.
    pub reached: fn(required: &str) -> String,
    /// What is asked for, and not reached.
    pub not_reached: fn(required: &str) -> String,
    /// Words for outcomes of machines, in the order of their type.
    pub outcomes: [&'static str; 6],
    /// Words for fates of machines, in the order of their type.
    pub machine_fates: [&'static str; 5],
    /// Words for fates of drives, in the order of their type.
    pub fates: [&'static str; 7],
    /// Words for what a document says, in the order of its type.
    pub results: [&'static str; 7],
    /// Words for ways of destroying, in the order of their type.
    pub methods: [&'static str; 8],
    /// Words for reservations of a destruction, in the order of their type.
    pub destruction_reservations: [&'static str; 3],
    /// Words for kinds of documents, in the order of their type.
    pub kinds: [&'static str; 5],
}

/// English.
pub const EN: Documents = Documents {
    no_media: "AUTHENTIC – no drive in this computer",
    declared_destroyed: "AUTHENTIC – destruction declared by a person, not observed by the software",
    declared_destroyed_with_reservations: "AUTHENTIC – destruction declared by a person, with reservations; not observed by the \
                                           software",
    not_destroyed: "AUTHENTIC – NOT DESTROYED: a person declares a destruction, but memory chips may be whole",
    lot_approved: "AUTHENTIC – lot approved",
    lot_waiting: "AUTHENTIC – lot NOT YET APPROVED",
    lot_rejected: "AUTHENTIC – lot REJECTED",
    annual_report: "AUTHENTIC – annual report",
    number_of_zone: |number, zone| format!("No. {number}, signed by zone {zone}"),
    countersigned: |day, zone, lot, approved| match approved {
        true => format!("countersigned on {day} by zone {zone}, lot {lot}"),
        false => format!("countersigned on {day} by zone {zone}, lot {lot}, which is not yet approved"),
    },
    machine: |machine| format!("Computer: {machine}"),
    label: |label| format!("label {label}"),
    inventory: |number| format!("inventory number {number}"),
    serial: |serial| format!("serial number {serial}"),
    opened_by: |operator| {
        format!("Opened, and every bay found empty, by the person with the code {operator}")
    },
    empty_controllers: |n| format!("Controllers that report nothing attached: {n}"),
    by_a_person: "Observed by a person, not by the software.",
    drive: |model, serial| format!("Drive: {model}, serial number {serial}"),
    method: |method, detail| match detail {
        "" => format!("Method: {method}"),
        detail => format!("Method: {method} ({detail})"),
    },
    chips: |every, which| match which {
        "" => format!("Every memory chip destroyed: {every}"),
        which => format!("Every memory chip destroyed: {every} ({which})"),
    },
    declared: |name, quality, place, day| format!("Declared by {name}, {quality}; {place}, {day}"),
    witness: |name, quality| format!("Witness: {name}, {quality}"),
    waste_slip: |slip| format!("Waste slip: {slip}"),
    failed_erasure: |number| format!("The erasure that failed: No. {number}"),
    donor: |donor| format!("Donor: {donor}"),
    machines_in: |n| format!("Machines handed over: {n}"),
    documents: |n| format!("Documents in the lot: {n}"),
    decided: |name, quality, day| format!("Decided by {name}, {quality}, on {day}"),
    grounds: |grounds| format!("Grounds: {grounds}"),
    missing: |labels| format!("Without a document: {labels}"),
    missing_without_label: |n| format!("Without a document and without a known label: {n}"),
    waiting: |labels| format!("With a drive that was not erased, and waiting: {labels}"),
    and_more: |n| format!("and {n} more"),
    year: |year, donor| format!("Year {year}, donor: {donor}"),
    share: |reused, stock, share| {
        format!("Reused: {reused} of a stock of {stock} on 1 January, as the donor declares: {share}")
    },
    no_share: |reused| format!("Reused: {reused}; the donor declares no stock on 1 January"),
    reached: |required| format!("At least {required} are asked for (decree 2023-266): reached"),
    not_reached: |required| format!("At least {required} are asked for (decree 2023-266): NOT reached"),
    outcomes: [
        "without a document",
        "waiting",
        "drive returned",
        "drive declared destroyed",
        "erased",
        "without a drive",
    ],
    machine_fates: ["reuse", "parts", "waste", "returned", "waiting"],
    fates: [
        "reuse",
        "parts",
        "waste",
        "declared destroyed",
        "returned",
        "waiting",
        "a later document tells more",
    ],
    results: [
        "erased",
        "erased with reservations",
        "NOT ERASED",
        "no drive",
        "declared destroyed",
        "declared destroyed, with reservations",
        "NOT DESTROYED",
    ],
    methods: [
        "drilled",
        "cut",
        "bent",
        "crushed",
        "shredded",
        "ground to grains",
        "burnt in a licensed plant",
        "another way",
    ],
    destruction_reservations: [
        "Parts remain that a laboratory could read (NIST SP 800-88 rev. 2 §3.1.3).",
        "Nobody else saw it.",
        "No slip says where the waste went.",
    ],
    kinds: [
        "attestation of erasure",
        "statement that there is no drive",
        "declaration of destruction",
        "lot of documents",
        "annual report",
    ],
};

/// French.
pub const FR: Documents = Documents {
    no_media: "AUTHENTIQUE – ordinateur sans support de stockage",
    declared_destroyed: "AUTHENTIQUE – destruction déclarée par une personne, non constatée par le logiciel",
    declared_destroyed_with_reservations: "AUTHENTIQUE – destruction déclarée par une personne, avec réserves\u{202f}; non constatée par \
                                           le logiciel",
    not_destroyed: "AUTHENTIQUE – NON DÉTRUIT\u{202f}: une personne déclare une destruction, mais des puces de mémoire peuvent être \
                    intactes",
    lot_approved: "AUTHENTIQUE – lot approuvé",
    lot_waiting: "AUTHENTIQUE – lot PAS ENCORE APPROUVÉ",
    lot_rejected: "AUTHENTIQUE – lot REFUSÉ",
    annual_report: "AUTHENTIQUE – bilan annuel",
    number_of_zone: |number, zone| format!("N° {number}, signé par la zone {zone}"),
    countersigned: |day, zone, lot, approved| match approved {
        true => format!("contresigné le {day} par la zone {zone}, lot {lot}"),
        false => format!("contresigné le {day} par la zone {zone}, lot {lot}, qui n’est pas encore approuvé"),
    },
    machine: |machine| format!("Ordinateur\u{202f}: {machine}"),
    label: |label| format!("étiquette {label}"),
    inventory: |number| format!("n° d’inventaire {number}"),
    serial: |serial| format!("n° de série {serial}"),
    opened_by: |operator| {
        format!("Ouvert, et chaque logement trouvé vide, par la personne qui a le code {operator}")
    },
    empty_controllers: |n| format!("Contrôleurs qui ne signalent rien de branché\u{202f}: {n}"),
    by_a_person: "Opération constatée par une personne, non par le logiciel.",
    drive: |model, serial| format!("Disque\u{202f}: {model}, n° de série {serial}"),
    method: |method, detail| match detail {
        "" => format!("Moyen\u{202f}: {method}"),
        detail => format!("Moyen\u{202f}: {method} ({detail})"),
    },
    chips: |every, which| match which {
        "" => format!("Toutes les puces de mémoire détruites\u{202f}: {every}"),
        which => format!("Toutes les puces de mémoire détruites\u{202f}: {every} ({which})"),
    },
    declared: |name, quality, place, day| format!("Déclaré par {name}, {quality}\u{202f}; {place}, le {day}"),
    witness: |name, quality| format!("Témoin\u{202f}: {name}, {quality}"),
    waste_slip: |slip| format!("Bordereau de déchets\u{202f}: {slip}"),
    failed_erasure: |number| format!("L’effacement qui a échoué\u{202f}: n° {number}"),
    donor: |donor| format!("Donateur\u{202f}: {donor}"),
    machines_in: |n| format!("Machines prises en charge\u{202f}: {n}"),
    documents: |n| format!("Documents dans le lot\u{202f}: {n}"),
    decided: |name, quality, day| format!("Décidé par {name}, {quality}, le {day}"),
    grounds: |grounds| format!("Motif\u{202f}: {grounds}"),
    missing: |labels| format!("Sans aucun document\u{202f}: {labels}"),
    missing_without_label: |n| format!("Sans aucun document ni étiquette connue\u{202f}: {n}"),
    waiting: |labels| format!("Avec un disque non effacé, en attente\u{202f}: {labels}"),
    and_more: |n| format!("et {n} autres"),
    year: |year, donor| format!("Année {year}, donateur\u{202f}: {donor}"),
    share: |reused, stock, share| {
        format!(
            "Orientés vers le réemploi\u{202f}: {reused}, sur un parc réformé de {stock} au 1er janvier, déclaré par le donateur\u{202f}: {share}"
        )
    },
    no_share: |reused| {
        format!(
            "Orientés vers le réemploi\u{202f}: {reused}\u{202f}; le donateur ne déclare aucun parc réformé au 1er janvier"
        )
    },
    reached: |required| format!("Au moins {required} demandés (décret 2023-266)\u{202f}: atteint"),
    not_reached: |required| format!("Au moins {required} demandés (décret 2023-266)\u{202f}: NON atteint"),
    outcomes: [
        "sans document",
        "en attente",
        "disque rendu",
        "disque déclaré détruit",
        "effacés",
        "sans support",
    ],
    machine_fates: ["réemploi", "pièces", "déchets (DEEE)", "rendu au donateur", "en attente"],
    fates: [
        "réemploi",
        "pièces",
        "déchets (DEEE)",
        "déclaré détruit",
        "rendu au donateur",
        "en attente",
        "un document plus récent en dit plus",
    ],
    results: [
        "effacé",
        "effacé avec réserves",
        "NON EFFACÉ",
        "sans support",
        "déclaré détruit",
        "déclaré détruit, avec réserves",
        "NON DÉTRUIT",
    ],
    methods: [
        "perçage",
        "découpe",
        "pliage",
        "écrasement",
        "broyage",
        "réduction en grains",
        "incinération dans une installation autorisée",
        "autre moyen",
    ],
    destruction_reservations: [
        "Il reste des morceaux qu’un laboratoire pourrait lire (NIST SP 800-88 rév. 2, §\u{202f}3.1.3).",
        "Personne d’autre n’y a assisté.",
        "Aucun bordereau ne dit où sont allés les déchets.",
    ],
    kinds: [
        "attestation d’effacement",
        "constat d’absence de support",
        "constat de destruction",
        "lot de documents",
        "bilan annuel",
    ],
};

/// Yes, no, not known.
#[must_use]
pub fn answer(lang: Lang, answer: Answer) -> &'static str {
    match (lang, answer) {
        (Lang::En, Answer::Yes) => "yes",
        (Lang::En, Answer::No) => "no",
        (Lang::En, Answer::Unknown) => "not known",
        (Lang::Fr, Answer::Yes) => "oui",
        (Lang::Fr, Answer::No) => "non",
        (Lang::Fr, Answer::Unknown) => "on ne sait pas",
    }
}

/// What a drive keeps its data on.
#[must_use]
pub fn medium(lang: Lang, medium: Medium) -> &'static str {
    match (lang, medium) {
        (Lang::En, Medium::Rotating) => "hard disk",
        (Lang::En, Medium::Flash) => "flash memory",
        (Lang::En, Medium::Virtual) => "virtual drive",
        (Lang::En, Medium::Unknown) => "unknown medium",
        (Lang::Fr, Medium::Rotating) => "disque magnétique",
        (Lang::Fr, Medium::Flash) => "mémoire flash",
        (Lang::Fr, Medium::Virtual) => "disque virtuel",
        (Lang::Fr, Medium::Unknown) => "support inconnu",
    }
}

/// A day as people write it: `2027-03-18`, `18/03/2027`.
#[must_use]
pub fn day(lang: Lang, day: jiff::civil::Date) -> String {
    match lang {
        Lang::En => day.to_string(),
        Lang::Fr => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
    }
}
