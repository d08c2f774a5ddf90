//! Sentences of `gomme verify`.

/// One field a sentence. Those of the answers begin with the word that the eye looks for.
pub struct Verify {
    /// Authentic, and plainly erased.
    pub erased: &'static str,
    /// Authentic, erased with reservations.
    pub erased_with_reservations: &'static str,
    /// Authentic, and not erased.
    pub not_erased: &'static str,
    /// Whose key it is, nobody said: its fingerprint, and whether there was a trust set at all.
    pub unknown_issuer: fn(key: &str) -> String,
    /// The same without any trust set.
    pub no_trust: fn(key: &str) -> String,
    /// The bytes are not those that were signed.
    pub modified: &'static str,
    /// Signed as something else.
    pub wrong_namespace: fn(namespace: &str) -> String,
    /// The frame of the signature file is not right.
    pub malformed_armour: &'static str,
    /// Its content is not right.
    pub malformed_content: &'static str,
    /// A key or certificate that this version cannot check.
    pub unsupported_signer: fn(kind: &str) -> String,
    /// Trusted later.
    pub not_yet_valid: fn(from: &str) -> String,
    /// The station's certificate has expired.
    pub certificate_expired: fn(until: &str) -> String,
    /// The station's certificate is not yet in force.
    pub certificate_not_yet_valid: fn(from: &str) -> String,
    /// Revoked: what the list says of it, and the day of the list.
    pub revoked: fn(note: &str, list: &str) -> String,
    /// Of a revocation: the reason and, where known, since when.
    pub revoked_note: fn(reason: &str, since: Option<&str>) -> String,
    /// Reason: lost.
    pub lost: &'static str,
    /// Reason: stolen.
    pub stolen: &'static str,
    /// Reason: no longer used.
    pub retired: &'static str,
    /// Reason: other, or none known.
    pub other_reason: &'static str,
    /// A date that is not known.
    pub no_date: &'static str,
    /// A zone gave a certificate to a station of another zone.
    pub other_zone: fn(zone: &str) -> String,
    /// A certificate that is not one of ours.
    pub bad_certificate: fn(why: &str) -> String,
    /// Trusted by a certificate of a zone, whose list is of that day.
    pub by_zone: fn(zone: &str, list: &str) -> String,
    /// Trusted by a certificate of a zone, whose list is not at hand.
    pub by_zone_without_list: fn(zone: &str) -> String,
    /// Trusted by itself.
    pub lone_station: &'static str,
    /// Trusted before.
    pub expired: fn(until: &str) -> String,
    /// Trusted for something else.
    pub not_for_attestations: &'static str,
    /// Signed in the name of another station.
    pub wrong_station: fn(station: &str) -> String,
    /// The content breaks a rule; which.
    pub malformed: fn(why: &str) -> String,
    /// Another kind of document.
    pub other_kind: fn(kind: &str) -> String,
    /// A later version.
    pub newer_schema: fn(schema: u64) -> String,
    /// It claims what does not follow from its facts.
    pub inconsistent: &'static str,
    /// Too large.
    pub too_large: &'static str,
    /// Rules that a content may break.
    pub flaws: Flaws,
    /// No signature beside it.
    pub missing_signature: &'static str,
    /// A signature alone.
    pub missing_attestation: &'static str,
    /// A journal alone.
    pub unfinished: &'static str,
    /// No attestation at all.
    pub not_an_attestation: &'static str,
    /// A path that does not exist.
    pub not_found: &'static str,
    /// A file that cannot be read, and why.
    pub unreadable: fn(why: &str) -> String,
    /// A symbolic link in a folder.
    pub not_followed: &'static str,
    /// A folder without attestations.
    pub nothing_found: &'static str,
    /// A file that cannot be read for another reason than the system's.
    pub not_a_file: &'static str,
    /// So many paths could not be checked.
    pub could_not: fn(paths: u64) -> String,
    /// So many links to folders were not followed.
    pub links_left: fn(links: u64) -> String,
    /// The standard output cannot be written.
    pub output: fn(why: &str) -> String,
    /// Number, issuer.
    pub number: fn(number: &str, issuer: &str) -> String,
    /// The word for a signature that no zone has countersigned.
    pub provisional: &'static str,
    /// Model, serial number, size and bytes of the drive.
    pub drive: fn(model: &str, serial: &str, size: &str, bytes: &str) -> String,
    /// A serial number.
    pub serial: fn(serial: &str) -> String,
    /// A drive that tells no model.
    pub no_model: &'static str,
    /// A drive that tells no serial number.
    pub no_serial: &'static str,
    /// The level reached.
    pub level: fn(level: &str) -> String,
    /// The drive's own technique.
    pub technique: fn(technique: &str) -> String,
    /// A technique that was tried before it.
    pub tried_before: fn(technique: &str) -> String,
    /// Why it was not erased.
    pub reasons: &'static str,
    /// Reservations.
    pub reservations: &'static str,
    /// Limits.
    pub limits: &'static str,
    /// How many are authentic and erased, of how many.
    pub summary: fn(good: u64, all: u64) -> String,
    /// The eight words of the trust set.
    pub words: fn(words: &str) -> String,
}

/// Why a content is not that of an attestation: the end of a sentence.
pub struct Flaws {
    /// Too large.
    pub too_large: &'static str,
    /// Not UTF-8.
    pub not_utf8: &'static str,
    /// Not JSON.
    pub not_json: &'static str,
    /// A member twice.
    pub duplicate: fn(name: &str) -> String,
    /// A number that may not stand there.
    pub number: &'static str,
    /// A text that may not stand there.
    pub text: &'static str,
    /// JSON without a type.
    pub not_a_record: &'static str,
    /// Not the canonical spelling.
    pub spelling: &'static str,
    /// Unknown or missing members.
    pub shape: &'static str,
}

/// English.
pub const EN: Verify = Verify {
    erased: "AUTHENTIC – erased and read back",
    erased_with_reservations: "AUTHENTIC – erased with reservations",
    not_erased: "AUTHENTIC – NOT ERASED",
    unknown_issuer: |key| {
        format!(
            "UNKNOWN ISSUER – the signature is intact, but its key {key} is not in your trust set. Do not rely on it; ask the \
             organisation for its trust set."
        )
    },
    no_trust: |key| {
        format!(
            "UNKNOWN ISSUER – the signature is intact, but nothing says whose key {key} is. Run again with --trust FILE, the \
             trust set that the organisation gave you."
        )
    },
    modified: "MODIFIED – this is not what was signed. Do not rely on it; ask the organisation for the original.",
    wrong_namespace: |namespace| {
        format!("NOT AN ATTESTATION – this was signed for another use ({namespace}). Do not rely on it.")
    },
    malformed_armour: "MODIFIED – the signature file is damaged. Ask the organisation for the original.",
    malformed_content: "MODIFIED – the content of the signature file is damaged. Ask the organisation for the original.",
    unsupported_signer: |kind| {
        format!(
            "CANNOT BE CHECKED – signed with a key of the kind {kind}, which this version of gomme does not check. Use a later \
             version, or ssh-keygen."
        )
    },
    not_yet_valid: |from| {
        format!(
            "UNKNOWN ISSUER – your trust set trusts this key only from {from}. Check the date of this computer."
        )
    },
    certificate_expired: |until| {
        format!(
            "EXPIRED – the signature is intact, but the station’s certificate was in force until {until}, and no zone countersigned \
             this. Ask the organisation for the zone’s countersignature."
        )
    },
    certificate_not_yet_valid: |from| {
        format!(
            "NOT YET VALID – the station’s certificate is in force only from {from}. Check the date of this computer."
        )
    },
    revoked: |note, list| {
        format!(
            "REVOKED – the zone no longer trusts the station that signed this ({note}; revocation list of {list}). Do not rely on it; \
             ask the organisation whether the zone countersigned it."
        )
    },
    revoked_note: |reason, since| match since {
        Some(since) => format!("{reason}, since {since}"),
        None => reason.to_owned(),
    },
    lost: "key lost",
    stolen: "key stolen",
    retired: "station no longer used",
    other_reason: "no reason given",
    no_date: "unknown date",
    other_zone: |zone| {
        format!(
            "WRONG ISSUER – zone {zone} gave a certificate to a station that is not its own. Do not rely on it; report it to the \
             organisation."
        )
    },
    bad_certificate: |why| {
        format!(
            "CANNOT BE CHECKED – signed with a certificate that gomme does not accept: {why}. Do not rely on it; report it to the \
             organisation."
        )
    },
    by_zone: |zone, list| format!("Trusted by a certificate of zone {zone}; revocation list of {list}"),
    by_zone_without_list: |zone| {
        format!(
            "Trusted by a certificate of zone {zone}; no revocation list at hand: a theft would not be known"
        )
    },
    lone_station: "Lone station: named by the trust set itself, by no zone",
    expired: |until| {
        format!(
            "UNKNOWN ISSUER – your trust set trusted this key until {until}. Ask the organisation for its current trust set."
        )
    },
    not_for_attestations: "UNKNOWN ISSUER – your trust set trusts this key for other uses, not for attestations. Do not rely \
                           on it.",
    wrong_station: |station| {
        format!(
            "WRONG ISSUER – it speaks in the name of station {station}, and another key signed it. Do not rely on it."
        )
    },
    malformed: |why| {
        format!(
            "NOT AN ATTESTATION – signed by a station that you trust, but {why}. Report it to the organisation."
        )
    },
    other_kind: |kind| {
        format!(
            "NOT AN ERASURE – signed by a station that you trust, but it is a document of the kind “{kind}”. Use a later version of gomme."
        )
    },
    newer_schema: |schema| {
        format!(
            "CANNOT BE READ – signed by a station that you trust, in version {schema} of the format. Use a later version of gomme."
        )
    },
    inconsistent: "CONTRADICTORY – signed by a station that you trust, but its result does not follow from its own facts. Do not \
                   rely on it; report it to the organisation.",
    too_large: "NOT AN ATTESTATION – the file is far too large to be one.",
    flaws: Flaws {
        too_large: "it is too large",
        not_utf8: "it is not UTF-8 text",
        not_json: "it is not JSON",
        duplicate: |name| format!("the member “{name}” stands in it twice"),
        number: "it holds a number that attestations do not use",
        text: "it holds a text with control characters or unusual accents",
        not_a_record: "it does not say what kind of document it is",
        spelling: "it is not in the canonical form",
        shape: "it holds members that are unknown, or lacks some",
    },
    missing_signature: "NOT SIGNED – there is no signature file beside it. Ask the organisation for both files.",
    missing_attestation: "INCOMPLETE – there is a signature, but no attestation beside it. Ask the organisation for both files.",
    unfinished: "UNFINISHED – this job was begun and has no attestation. Treat the drive as not erased.",
    not_an_attestation: "NOT AN ATTESTATION – this is some other file.",
    not_found: "NOT FOUND – there is no such file or folder. Check the path.",
    unreadable: |why| format!("CANNOT BE READ – {why}."),
    not_followed: "NOT CHECKED – this is a symbolic link, and links inside a folder are not followed. Name it directly.",
    nothing_found: "NOTHING FOUND – this folder holds no attestation. Check the path; an attestation is a file named \
                    attestation.json.",
    not_a_file: "it is neither a file nor a folder",
    could_not: |paths| match paths {
        1 => "One of the paths could not be checked; see above.".to_owned(),
        n => format!("{n} paths could not be checked; see above."),
    },
    links_left: |links| {
        format!("Symbolic links to folders that were not followed: {links}. Name them directly.")
    },
    output: |why| format!("The answer could not be written: {why}."),
    number: |number, issuer| format!("No. {number}, signed by station {issuer}"),
    provisional: "provisional: signed by the station, not yet countersigned by the zone",
    drive: |model, serial, size, bytes| format!("Drive: {model}, {serial}, {size} ({bytes} bytes)"),
    serial: |serial| format!("serial number {serial}"),
    no_model: "model unknown",
    no_serial: "no serial number",
    level: |level| format!("Level: {level}"),
    technique: |technique| format!("Technique: {technique}"),
    tried_before: |technique| format!("Tried before, in vain or without proof: {technique}"),
    reasons: "Why:",
    reservations: "Reservations:",
    limits: "Limits:",
    summary: |good, all| format!("{good} of {all}: authentic, and nothing to object to."),
    words: |words| format!("Words of the trust set: {words}"),
};

/// French.
pub const FR: Verify = Verify {
    erased: "AUTHENTIQUE – effacé et contrôlé",
    erased_with_reservations: "AUTHENTIQUE – effacé avec réserves",
    not_erased: "AUTHENTIQUE – NON EFFACÉ",
    unknown_issuer: |key| {
        format!(
            "ÉMETTEUR INCONNU – la signature est intacte, mais sa clé {key} n’est pas dans votre liste de confiance. Ne vous y \
             fiez pas ; demandez sa liste de confiance à la structure."
        )
    },
    no_trust: |key| {
        format!(
            "ÉMETTEUR INCONNU – la signature est intacte, mais rien ne dit à qui est la clé {key}. Recommencez avec --trust \
             FICHIER, la liste de confiance que la structure vous a remise."
        )
    },
    modified: "MODIFIÉ – ce n’est pas ce qui a été signé. Ne vous y fiez pas ; demandez l’original à la structure.",
    wrong_namespace: |namespace| {
        format!(
            "PAS UNE ATTESTATION – ceci a été signé pour un autre usage ({namespace}). Ne vous y fiez pas."
        )
    },
    malformed_armour: "MODIFIÉ – le fichier de signature est abîmé. Demandez l’original à la structure.",
    malformed_content: "MODIFIÉ – le contenu du fichier de signature est abîmé. Demandez l’original à la structure.",
    unsupported_signer: |kind| {
        format!(
            "VÉRIFICATION IMPOSSIBLE – signé avec une clé du type {kind}, que cette version de gomme ne vérifie pas. Utilisez \
             une version plus récente, ou ssh-keygen."
        )
    },
    not_yet_valid: |from| {
        format!(
            "ÉMETTEUR INCONNU – votre liste de confiance n’accepte cette clé qu’à partir du {from}. Vérifiez la date de cet \
             ordinateur."
        )
    },
    certificate_expired: |until| {
        format!(
            "EXPIRÉ – la signature est intacte, mais le certificat du poste était en vigueur jusqu’au {until}, et aucune zone n’a \
             contresigné. Demandez à la structure la contresignature de la zone."
        )
    },
    certificate_not_yet_valid: |from| {
        format!(
            "PAS ENCORE VALABLE – le certificat du poste n’est en vigueur qu’à partir du {from}. Vérifiez la date de cet ordinateur."
        )
    },
    revoked: |note, list| {
        format!(
            "RÉVOQUÉ – la zone ne fait plus confiance au poste qui a signé ceci ({note} ; liste de révocation du {list}). Ne vous y \
             fiez pas ; demandez à la structure si la zone l’a contresigné."
        )
    },
    revoked_note: |reason, since| match since {
        Some(since) => format!("{reason}, depuis le {since}"),
        None => reason.to_owned(),
    },
    lost: "clé perdue",
    stolen: "clé volée",
    retired: "poste hors service",
    other_reason: "sans motif indiqué",
    no_date: "date inconnue",
    other_zone: |zone| {
        format!(
            "MAUVAIS ÉMETTEUR – la zone {zone} a donné un certificat à un poste qui n’est pas le sien. Ne vous y fiez pas ; \
             signalez-le à la structure."
        )
    },
    bad_certificate: |why| {
        format!(
            "VÉRIFICATION IMPOSSIBLE – signé avec un certificat que gomme n’accepte pas : {why}. Ne vous y fiez pas ; signalez-le à \
             la structure."
        )
    },
    by_zone: |zone, list| {
        format!("Confiance par un certificat de la zone {zone} ; liste de révocation du {list}")
    },
    by_zone_without_list: |zone| {
        format!(
            "Confiance par un certificat de la zone {zone} ; pas de liste de révocation : un vol ne se verrait pas"
        )
    },
    lone_station: "Poste seul : nommé par la liste de confiance elle-même, sans zone",
    expired: |until| {
        format!(
            "ÉMETTEUR INCONNU – votre liste de confiance n’acceptait cette clé que jusqu’au {until}. Demandez à la structure \
             sa liste actuelle."
        )
    },
    not_for_attestations: "ÉMETTEUR INCONNU – votre liste de confiance accepte cette clé pour d’autres usages, pas pour des \
                           attestations. Ne vous y fiez pas.",
    wrong_station: |station| {
        format!(
            "MAUVAIS ÉMETTEUR – ceci parle au nom du poste {station}, et une autre clé l’a signé. Ne vous y fiez pas."
        )
    },
    malformed: |why| {
        format!(
            "PAS UNE ATTESTATION – signé par un poste de confiance, mais {why}. Signalez-le à la structure."
        )
    },
    other_kind: |kind| {
        format!(
            "PAS UN EFFACEMENT – signé par un poste de confiance, mais c’est un document du genre « {kind} ». Utilisez une \
             version plus récente de gomme."
        )
    },
    newer_schema: |schema| {
        format!(
            "LECTURE IMPOSSIBLE – signé par un poste de confiance, dans la version {schema} du format. Utilisez une version \
             plus récente de gomme."
        )
    },
    inconsistent: "CONTRADICTOIRE – signé par un poste de confiance, mais son résultat ne découle pas de ses propres constats. Ne \
                   vous y fiez pas ; signalez-le à la structure.",
    too_large: "PAS UNE ATTESTATION – ce fichier est bien trop grand.",
    flaws: Flaws {
        too_large: "le fichier est trop grand",
        not_utf8: "ce n’est pas du texte UTF-8",
        not_json: "ce n’est pas du JSON",
        duplicate: |name| format!("le membre « {name} » s’y trouve deux fois"),
        number: "il s’y trouve un nombre que les attestations n’emploient pas",
        text: "il s’y trouve un texte avec des caractères de commande ou des accents inhabituels",
        not_a_record: "rien n’y dit de quel genre de document il s’agit",
        spelling: "ce n’est pas la forme canonique",
        shape: "il s’y trouve des membres inconnus, ou il en manque",
    },
    missing_signature: "NON SIGNÉ – il n’y a pas de fichier de signature à côté. Demandez les deux fichiers à la structure.",
    missing_attestation: "INCOMPLET – il y a une signature, mais pas d’attestation à côté. Demandez les deux fichiers à la \
                          structure.",
    unfinished: "INACHEVÉ – ce travail a été commencé et n’a pas d’attestation. Considérez le disque comme non effacé.",
    not_an_attestation: "PAS UNE ATTESTATION – c’est un autre fichier.",
    not_found: "INTROUVABLE – ce fichier ou ce dossier n’existe pas. Vérifiez le chemin.",
    unreadable: |why| format!("LECTURE IMPOSSIBLE – {why}."),
    not_followed: "NON VÉRIFIÉ – c’est un lien symbolique, et les liens ne sont pas suivis dans un dossier. Nommez-le \
                   directement.",
    nothing_found: "RIEN TROUVÉ – ce dossier ne contient pas d’attestation. Vérifiez le chemin ; une attestation est un fichier \
                    nommé attestation.json.",
    not_a_file: "ce n’est ni un fichier ni un dossier",
    could_not: |paths| match paths {
        1 => "Un des chemins n’a pas pu être vérifié ; voyez ci-dessus.".to_owned(),
        n => format!("{n} chemins n’ont pas pu être vérifiés ; voyez ci-dessus."),
    },
    links_left: |links| {
        format!(
            "Liens symboliques vers des dossiers qui n’ont pas été suivis : {links}. Nommez-les directement."
        )
    },
    output: |why| format!("La réponse n’a pas pu être écrite : {why}."),
    number: |number, issuer| format!("N° {number}, signé par le poste {issuer}"),
    provisional: "provisoire : signé par le poste, pas encore contresigné par la zone",
    drive: |model, serial, size, bytes| format!("Disque : {model}, {serial}, {size} ({bytes} octets)"),
    serial: |serial| format!("n° de série {serial}"),
    no_model: "modèle inconnu",
    no_serial: "sans numéro de série",
    level: |level| format!("Niveau : {level}"),
    technique: |technique| format!("Moyen : {technique}"),
    tried_before: |technique| format!("Essayé avant, sans succès ou sans preuve : {technique}"),
    reasons: "Pourquoi :",
    reservations: "Réserves :",
    limits: "Limites :",
    summary: |good, all| format!("{good} sur {all} : authentiques, et rien à y redire."),
    words: |words| format!("Mots de la liste de confiance : {words}"),
};
