//! Sentences of `gomme export`, and the words of the tables that it makes: these are French whoever makes them.

/// One field a sentence.
pub struct Exports {
    /// Written: where, how many rows or files.
    pub written: fn(path: &str, n: &str) -> String,
    /// Rows that are not authentic: how many of how many.
    pub unverified: fn(n: &str, all: &str) -> String,
    /// The same, and no trust set was given.
    pub no_trust: fn(n: &str, all: &str) -> String,
    /// Documents of no known machine: how many, numbers.
    pub alone: fn(n: usize, numbers: &str) -> String,
    /// The output is there already.
    pub exists: fn(path: &str) -> String,
    /// The output cannot be written: where, why.
    pub output: fn(path: &str, why: &str) -> String,
    /// Paths that could not be read: path, what is said of it.
    pub could_not: fn(path: &str, said: &str) -> String,
    /// Nothing was written, because of these.
    pub nothing: &'static str,
    /// Links that were not followed.
    pub links: fn(n: u64) -> String,
}

/// English.
pub const EN: Exports = Exports {
    written: |path, n| format!("Written: {path} ({n})"),
    unverified: |n, all| {
        format!("{n} of {all} documents are not authentic: their state stands beside them, and no result.")
    },
    no_trust: |n, all| {
        format!(
            "{n} of {all} documents are not known to be authentic: their state stands beside them, and no result. Run again with --trust."
        )
    },
    alone: |n, numbers| {
        format!(
            "Left out ({n}), because nothing tells which machine the drive was in: {numbers}. A label (--label) would have told."
        )
    },
    exists: |path| {
        format!("{path} is there already, and nothing is overwritten. Give another name, or move it away.")
    },
    output: |path, why| {
        format!("{path} cannot be written: {why}. Nothing is left of it; see to it, and run this again.")
    },
    could_not: |path, said| format!("{path}: {said}"),
    nothing: "nothing was exported: a table with a part missing would not show it.",
    links: |n| format!("links that were not followed: {n}"),
};

/// French.
pub const FR: Exports = Exports {
    written: |path, n| format!("Écrit\u{202f}: {path} ({n})"),
    unverified: |n, all| {
        format!(
            "{n} documents sur {all} ne sont pas authentiques\u{202f}: leur état est à côté, sans résultat."
        )
    },
    no_trust: |n, all| {
        format!(
            "Rien ne dit que {n} documents sur {all} soient authentiques\u{202f}: leur état est à côté, sans résultat. Recommencez avec --trust."
        )
    },
    alone: |n, numbers| {
        format!(
            "Laissé de côté ({n}), car rien ne dit dans quelle machine était le disque\u{202f}: {numbers}. Une étiquette (--label) l’aurait dit."
        )
    },
    exists: |path| {
        format!("{path} existe déjà, et rien n’est jamais écrasé. Donnez un autre nom, ou déplacez-le.")
    },
    output: |path, why| {
        format!(
            "{path} ne peut pas être écrit\u{202f}: {why}. Il n’en reste rien\u{202f}; remédiez-y, et recommencez."
        )
    },
    could_not: |path, said| format!("{path}\u{202f}: {said}"),
    nothing: "rien n’a été exporté\u{202f}: dans un tableau, ce qui manque ne se verrait pas.",
    links: |n| format!("liens non suivis\u{202f}: {n}"),
};

/// The columns for a spreadsheet.
pub const COLUMNS: [&str; 31] = [
    "Vérification",
    "Contreseing",
    "Numéro",
    "Document",
    "Résultat",
    "Niveau",
    "Technique",
    "Réserves",
    "Date (UTC)",
    "Donateur",
    "Convention",
    "Prise en charge",
    "N° d’inventaire",
    "Étiquette",
    "Ordinateur – marque",
    "Ordinateur – modèle",
    "Ordinateur – n° de série",
    "Support – marque",
    "Support – modèle",
    "Support – n° de série",
    "Support – WWN",
    "Support – type",
    "Support – octets",
    "Poste",
    "Zone",
    "Destination",
    "Opérateur (code)",
    "Contresigné par",
    "Lot",
    "Contresigné le (UTC)",
    "Fichier",
];

/// The columns to publish.
pub const OPEN_COLUMNS: [&str; 10] = [
    "verification",
    "contreseing",
    "mois",
    "zone",
    "document",
    "resultat",
    "niveau",
    "technique",
    "support",
    "capacite_go",
];

/// Signed by a station alone.
pub const PROVISIONAL: &str = "provisoire";
/// Countersigned by a zone.
pub const COUNTERSIGNED: &str = "contresigné";
/// In a lot on which nobody decided yet.
pub const WAITS: &str = " (lot en attente)";
/// Of a word that this table does not hold.
const UNKNOWN: &str = "non vérifié";

/// Each verdict's word, and what the table says.
pub const STATES: [(&str, &str); 42] = [
    ("authentic", "authentique"),
    ("unknown_issuer", "émetteur inconnu"),
    ("modified", "modifié"),
    ("wrong_namespace", "signé pour un autre usage"),
    ("malformed_signature", "signature abîmée"),
    ("unsupported_signer", "non vérifiable"),
    ("certificate_refused", "certificat refusé"),
    ("not_yet_valid", "pas encore valable"),
    ("expired", "expiré"),
    ("revoked", "révoqué"),
    ("other_zone", "d’une autre zone"),
    ("not_for_attestations", "clé d’un autre usage"),
    ("wrong_station", "mauvais émetteur"),
    ("malformed", "illisible"),
    ("too_large", "illisible"),
    ("other_kind", "version plus récente"),
    ("newer_schema", "version plus récente"),
    ("inconsistent", "contradictoire"),
    ("missing_signature", "signature absente"),
    ("missing_attestation", "attestation absente"),
    ("unfinished", "travail inachevé"),
    ("not_an_attestation", "pas une attestation"),
    ("not_found", "introuvable"),
    ("nothing_found", "rien trouvé"),
    ("unreadable", "lecture impossible"),
    ("not_followed", "lien non suivi"),
    ("authentic_code", "code QR seul, attestation non vue"),
    ("no_qr_code", "image sans code QR"),
    ("other_qr_code", "autre code QR"),
    ("several_qr_codes", "plusieurs codes QR"),
    ("damaged_picture", "image abîmée"),
    ("large_picture", "image trop grande"),
    ("picture_not_read", "image non lue"),
    ("page_altered", "page modifiée"),
    ("page_unvouched", "contresignature inconnue"),
    ("page_not_compared", "page non comparée"),
    ("pdf_too_large", "PDF illisible"),
    ("pdf_truncated", "PDF incomplet"),
    ("pdf_encrypted", "PDF chiffré"),
    ("pdf_not_as_made", "PDF réenregistré"),
    ("pdf_without_attestation", "PDF sans attestation"),
    ("not_checked", "non vérifié"),
];

/// What the tables say of a verdict; of one that they do not know, that it is not verified.
#[must_use]
pub fn state(verdict: &str) -> &'static str {
    STATES.iter().find(|(word, _)| *word == verdict).map_or(UNKNOWN, |(_, said)| said)
}

/// What an inventory says of a drive or machine.
pub struct Glpi {
    /// Not authentic: state, number.
    pub unverified: fn(state: &str, number: &str) -> String,
    /// Erased: day, number.
    pub erased: fn(day: &str, number: &str) -> String,
    /// The same with reservations.
    pub erased_with_reservations: fn(day: &str, number: &str) -> String,
    /// Not erased.
    pub not_erased: fn(day: &str, number: &str) -> String,
    /// No drive.
    pub no_media: fn(day: &str, number: &str) -> String,
    /// A person declares it destroyed.
    pub destroyed: fn(day: &str, number: &str) -> String,
    /// A person declares something that leaves memory chips.
    pub not_destroyed: fn(day: &str, number: &str) -> String,
}

/// In French.
pub const GLPI: Glpi = Glpi {
    unverified: |state, number| format!("attestation NON VÉRIFIÉE ({state}) {number}"),
    erased: |day, number| format!("effacé {day} {number}"),
    erased_with_reservations: |day, number| format!("effacé avec réserves {day} {number}"),
    not_erased: |day, number| format!("NON EFFACÉ {day} {number}"),
    no_media: |day, number| format!("sans disque {day} {number}"),
    destroyed: |day, number| format!("disque déclaré détruit {day} {number}"),
    not_destroyed: |day, number| format!("disque NON DÉTRUIT {day} {number}"),
};
