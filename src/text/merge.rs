//! Sentences of `gomme ledger`.

/// One field a sentence.
pub struct Merge {
    /// What the tree holds: where, documents, ledgers, trust sets, revocation lists.
    pub holds: fn(into: &str, documents: &str, ledgers: &str, sets: &str, lists: &str) -> String,
    /// Files that were not in the tree before.
    pub written: fn(files: &str) -> String,
    /// Nothing to look at.
    pub nothing: &'static str,
    /// Heading of what lacks or contradicts itself.
    pub findings: &'static str,
    /// Heading of what was not taken.
    pub left: &'static str,
    /// Heading of the answers about each document.
    pub verdicts: &'static str,
    /// Without a trust set nothing is said of who signed.
    pub no_trust: &'static str,
    /// No file of ours in a source.
    pub empty_source: fn(path: &str) -> String,
    /// And so many more.
    pub and_more: fn(n: usize) -> String,
    /// Findings.
    pub found: Found,
    /// Why something was not taken.
    pub why: Reasons,
    /// Why there is no tree.
    pub errors: Errors,
}

/// What lacks or contradicts itself.
pub struct Found {
    /// Different documents with one number: whose, number, how many.
    pub same_number: fn(of: &str, number: &str, n: usize) -> String,
    /// A document that was signed twice: whose, number.
    pub signed_twice: fn(of: &str, number: &str) -> String,
    /// Ledgers of one station that part: station, line, how many.
    pub fork: fn(station: &str, line: u64, n: usize) -> String,
    /// Documents of a ledger that are not there: station, how many, numbers.
    pub missing: fn(station: &str, n: usize, numbers: &str) -> String,
    /// Jobs without an end: station, how many, numbers.
    pub open: fn(station: &str, n: usize, numbers: &str) -> String,
    /// No ledger: station, how many documents.
    pub no_ledger: fn(station: &str, n: usize) -> String,
    /// Documents behind the end of the ledger: station, its last line, how many, numbers.
    pub cut: fn(station: &str, last: u64, n: usize, numbers: &str) -> String,
    /// Documents that the ledger does not hold: station, how many, numbers.
    pub not_in_ledger: fn(station: &str, n: usize, numbers: &str) -> String,
    /// Lines that nothing tells of: station, first, last.
    pub gap: fn(station: &str, first: u64, last: u64) -> String,
    /// Documents that a lot names and that are not there: zone, lot, how many, numbers.
    pub missing_from_lot: fn(zone: &str, lot: &str, n: usize, numbers: &str) -> String,
    /// Revocation lists of one number: zone, number.
    pub same_list: fn(zone: &str, number: u64) -> String,
    /// A label twice: label, numbers.
    pub same_label: fn(label: &str, numbers: &str) -> String,
    /// A drive in two zones: drive, numbers.
    pub same_drive: fn(drive: &str, numbers: &str) -> String,
}

/// Why something was not taken, and what to do.
pub struct Reasons {
    /// The operating system refused; why.
    pub unreadable: fn(why: &str) -> String,
    /// A symbolic link.
    pub not_followed: &'static str,
    /// Signed, and written by a later version.
    pub newer: &'static str,
    /// Signed, and contradictory.
    pub inconsistent: &'static str,
    /// Signed, and no document; why.
    pub not_a_document: fn(why: &str) -> String,
    /// A name or number that no folder may have.
    pub name: fn(name: &str) -> String,
    /// No text of a QR code.
    pub not_a_code: &'static str,
    /// A ledger with a broken chain: line.
    pub broken: fn(line: u64) -> String,
    /// A ledger that is too large.
    pub ledger_too_large: &'static str,
    /// A ledger of nobody.
    pub ledger_of_nobody: &'static str,
    /// The torn end of a ledger.
    pub torn: &'static str,
    /// A trust set that cannot be read: line, why.
    pub trust_set: fn(line: usize, why: &str) -> String,
    /// A trust set that is no text.
    pub trust_not_text: &'static str,
    /// A trust set that names nobody.
    pub trust_empty: &'static str,
    /// No signature over a trust set.
    pub trust_signature: &'static str,
    /// No revocation list.
    pub list: &'static str,
    /// A revocation list without its signature.
    pub list_signature: &'static str,
    /// A file of the tree that was not intact.
    pub set_aside: &'static str,
}

/// Why there is no tree.
pub struct Errors {
    /// A source cannot be read: where, why.
    pub source: fn(path: &str, why: &str) -> String,
    /// A source in the tree.
    pub source_inside: fn(path: &str) -> String,
    /// The folder cannot be used: where, why.
    pub into: fn(path: &str, why: &str) -> String,
    /// Another process merges into it.
    pub busy: fn(path: &str) -> String,
    /// A file cannot be written: where, why.
    pub write: fn(path: &str, why: &str) -> String,
    /// A source changed.
    pub changed: fn(path: &str) -> String,
    /// Two names that are one.
    pub one_name: fn(path: &str) -> String,
    /// Something could not be read: how many.
    pub could_not: fn(n: usize) -> String,
}

/// English.
pub const EN: Merge = Merge {
    holds: |into, documents, ledgers, sets, lists| {
        format!(
            "{into} holds: documents {documents}, ledgers {ledgers}, trust sets {sets}, revocation lists {lists}"
        )
    },
    written: |files| format!("New files: {files}"),
    nothing: "Nothing is missing, and nothing contradicts itself.",
    findings: "To be looked at:",
    left: "Not taken:",
    verdicts: "Each document:",
    no_trust: "Intact says that nothing changed since it was signed, not who signed: for that, add --trust.",
    empty_source: |path| format!("{path}: nothing that gomme signed is in it. Is it the right folder?"),
    and_more: |n| format!("and {n} more (--json names all)"),
    found: Found {
        same_number: |of, number, n| {
            format!(
                "{of}: {n} different documents have the number {number}. All are kept, side by side; ask the station which one is true."
            )
        },
        signed_twice: |of, number| {
            format!("{of}: document {number} has several signatures of the same key. All are kept.")
        },
        fork: |station, line, n| {
            format!(
                "{station}: {n} ledgers that differ from line {line} on. All are kept; the station’s stick was copied, or lines were cut off its ledger. Ask the station."
            )
        },
        missing: |station, n, numbers| {
            format!(
                "{station}: the ledger holds documents that are not here ({n}): {numbers}. Fetch them from the station."
            )
        },
        open: |station, n, numbers| {
            format!(
                "{station}: jobs that were begun and have no end ({n}): {numbers}. Their drives are not erased; finish them at the station."
            )
        },
        no_ledger: |station, n| {
            format!(
                "{station}: no ledger for its documents ({n}), so that nobody can tell whether one was held back. Fetch ledger.jsonl from the station’s folder."
            )
        },
        cut: |station, last, n, numbers| {
            format!(
                "{station}: the ledger ends at line {last}, and there are documents behind that ({n}): {numbers}. It is an old copy, or lines were cut off. Fetch the ledger from the station."
            )
        },
        not_in_ledger: |station, n, numbers| {
            format!(
                "{station}: documents that its ledger has other lines in the place of ({n}): {numbers}. Two sticks of one station, or a changed ledger: ask the station."
            )
        },
        gap: |station, first, last| {
            if first == last {
                format!(
                    "{station}: nothing tells of line {first} of its ledger. Fetch the ledger and the documents from the station."
                )
            } else {
                format!(
                    "{station}: nothing tells of lines {first} to {last} of its ledger. Fetch the ledger and the documents from the station."
                )
            }
        },
        missing_from_lot: |zone, lot, n, numbers| {
            format!(
                "{zone}: {lot} names documents that are not here ({n}): {numbers}. Fetch them from whoever has the lot."
            )
        },
        same_list: |zone, number| {
            format!(
                "{zone}: different revocation lists have the number {number}. All are kept; ask the zone for a new one (gomme keys revocations)."
            )
        },
        same_label: |label, numbers| {
            format!(
                "Label {label} is on machines of two zones or two donors: {numbers}. See which machine has which."
            )
        },
        same_drive: |drive, numbers| format!("Drive {drive} stands in documents of two zones: {numbers}."),
    },
    why: Reasons {
        unreadable: |why| format!("it cannot be read: {why}. See that it can be, and run this again."),
        not_followed: "a link, which is not followed. Name what it leads to as a source of its own.",
        newer: "intact, but written by a later version of gomme. Take that version to merge.",
        inconsistent: "intact, but its result does not follow from its own facts. Do not rely on it; ask the station.",
        not_a_document: |why| format!("signed, but {why}. Ask whoever gave it to you."),
        name: |name| {
            format!(
                "intact, but “{name}” is no name that gomme gives, and names no folder. Ask whoever gave it to you."
            )
        },
        not_a_code: "not the QR code of the attestation beside it, which is enough by itself.",
        broken: |line| {
            format!(
                "the ledger’s chain is broken at line {line}: it was changed, or damaged. Keep it, and fetch the ledger from the station (gomme keys ledger checks it there)."
            )
        },
        ledger_too_large: "far too large to be a ledger. Fetch the ledger from the station.",
        ledger_of_nobody: "nothing tells which station’s ledger this is. Fetch the ledger from the station.",
        torn: "the ledger’s last line was not written to its end; all before it was taken. Fetch the ledger again when no job is running.",
        trust_set: |line, why| format!("no trust set: line {line}: {why}. Take it from whoever made it."),
        trust_not_text: "no trust set: it is no text. Take it from whoever made it.",
        trust_empty: "no trust set: it names nobody. Take it from whoever made it.",
        trust_signature: "not a signature over the trust set beside it. Ask the zone for it (gomme keys sign-trust).",
        list: "no revocation list. Ask the zone for it (gomme keys revocations).",
        list_signature: "a revocation list that no signature beside it was made over. Ask the zone for both files.",
        set_aside: "it stood in the place of an intact file, and was not what was signed; it was moved to this name. Look at it, then delete it.",
    },
    errors: Errors {
        source: |path, why| format!("{path} cannot be read: {why}. Nothing in the sources was changed."),
        source_inside: |path| {
            format!("{path} lies within the folder to merge into. Put it somewhere else, and run this again.")
        },
        into: |path, why| format!("{path} cannot be used to merge into: {why}."),
        busy: |path| {
            format!("another gomme is merging into {path}. Wait until it is done, and run this again.")
        },
        write: |path, why| {
            format!(
                "{path} cannot be written: {why}. What was there is still there; see to it, and run this again."
            )
        },
        changed: |path| format!("{path} changed while it was being copied. Run this again."),
        one_name: |path| {
            format!(
                "{path} would take the place of another file: on this file system capitals make no difference. Merge into a folder on another disk."
            )
        },
        could_not: |n| format!("could not be read: {n}, each named above. All else is merged."),
    },
};

/// French.
pub const FR: Merge = Merge {
    holds: |into, documents, ledgers, sets, lists| {
        format!(
            "{into} contient\u{202f}: documents {documents}, registres {ledgers}, listes de confiance {sets}, listes de révocation {lists}"
        )
    },
    written: |files| format!("Nouveaux fichiers\u{202f}: {files}"),
    nothing: "Rien ne manque, et rien ne se contredit.",
    findings: "À voir\u{202f}:",
    left: "Laissé de côté\u{202f}:",
    verdicts: "Chaque document\u{202f}:",
    no_trust: "Intact veut dire que rien n’a changé depuis la signature, pas qui a signé\u{202f}: pour cela, ajoutez --trust.",
    empty_source: |path| {
        format!("{path}\u{202f}: il ne contient rien que gomme ait signé. Est-ce le bon dossier\u{202f}?")
    },
    and_more: |n| format!("et {n} de plus (--json les nomme tous)"),
    found: Found {
        same_number: |of, number, n| {
            format!(
                "{of}\u{202f}: {n} documents différents portent le numéro {number}. Tous sont gardés, côte à côte\u{202f}; demandez au poste lequel est vrai."
            )
        },
        signed_twice: |of, number| {
            format!(
                "{of}\u{202f}: le document {number} a plusieurs signatures de la même clé. Toutes sont gardées."
            )
        },
        fork: |station, line, n| {
            format!(
                "{station}\u{202f}: {n} registres qui diffèrent à partir de la ligne {line}. Tous sont gardés\u{202f}; la clé USB du poste a été copiée, ou la fin de son registre a été coupée. Demandez au poste."
            )
        },
        missing: |station, n, numbers| {
            format!(
                "{station}\u{202f}: des documents de son registre ne sont pas ici ({n})\u{202f}: {numbers}. Allez les chercher au poste."
            )
        },
        open: |station, n, numbers| {
            format!(
                "{station}\u{202f}: des travaux commencés n’ont pas de fin ({n})\u{202f}: {numbers}. Leurs disques ne sont pas effacés\u{202f}; terminez-les au poste."
            )
        },
        no_ledger: |station, n| {
            format!(
                "{station}\u{202f}: pas de registre pour ses documents ({n}), et personne ne peut dire s’il en manque. Allez chercher ledger.jsonl dans le dossier du poste."
            )
        },
        cut: |station, last, n, numbers| {
            format!(
                "{station}\u{202f}: le registre s’arrête à la ligne {last}, et il y a des documents au-delà ({n})\u{202f}: {numbers}. C’est une vieille copie, ou sa fin a été coupée. Allez chercher le registre au poste."
            )
        },
        not_in_ledger: |station, n, numbers| {
            format!(
                "{station}\u{202f}: des documents à la place desquels son registre a d’autres lignes ({n})\u{202f}: {numbers}. Deux clés USB pour un poste, ou un registre modifié\u{202f}: demandez au poste."
            )
        },
        gap: |station, first, last| {
            if first == last {
                format!(
                    "{station}\u{202f}: rien ne parle de la ligne {first} de son registre. Allez chercher le registre et les documents au poste."
                )
            } else {
                format!(
                    "{station}\u{202f}: rien ne parle des lignes {first} à {last} de son registre. Allez chercher le registre et les documents au poste."
                )
            }
        },
        missing_from_lot: |zone, lot, n, numbers| {
            format!(
                "{zone}\u{202f}: {lot} nomme des documents qui ne sont pas ici ({n})\u{202f}: {numbers}. Demandez-les à qui a le lot."
            )
        },
        same_list: |zone, number| {
            format!(
                "{zone}\u{202f}: des listes de révocation différentes portent le numéro {number}. Toutes sont gardées\u{202f}; demandez-en une nouvelle à la zone (gomme keys revocations)."
            )
        },
        same_label: |label, numbers| {
            format!(
                "L’étiquette {label} est sur des machines de deux zones ou de deux donateurs\u{202f}: {numbers}. Regardez laquelle porte quoi."
            )
        },
        same_drive: |drive, numbers| {
            format!("Le disque {drive} figure dans des documents de deux zones\u{202f}: {numbers}.")
        },
    },
    why: Reasons {
        unreadable: |why| format!("la lecture échoue\u{202f}: {why}. Rendez-la possible, et recommencez."),
        not_followed: "un lien, qui n’est pas suivi. Donnez ce vers quoi il mène comme une source de plus.",
        newer: "intact, mais écrit par une version plus récente de gomme. Prenez celle-ci pour la fusion.",
        inconsistent: "intact, mais son résultat ne découle pas de ses propres constats. Ne vous y fiez pas\u{202f}; demandez au poste.",
        not_a_document: |why| format!("signé, mais {why}. Demandez à qui vous l’a donné."),
        name: |name| {
            format!(
                "intact, mais «\u{202f}{name}\u{202f}» n’est pas un nom que gomme donne, et ne peut nommer un dossier. Demandez à qui vous l’a donné."
            )
        },
        not_a_code: "ce n’est pas le code QR de l’attestation à côté, qui suffit à elle seule.",
        broken: |line| {
            format!(
                "la chaîne du registre est rompue à la ligne {line}\u{202f}: il a été modifié, ou abîmé. Gardez-le, et allez chercher le registre au poste (gomme keys ledger l’y contrôle)."
            )
        },
        ledger_too_large: "bien trop grand pour un registre. Allez chercher le registre au poste.",
        ledger_of_nobody: "rien ne dit de quel poste est ce registre. Allez chercher le registre au poste.",
        torn: "la dernière ligne du registre n’a pas été écrite jusqu’au bout\u{202f}; tout ce qui précède a été pris. Reprenez le registre quand aucun travail n’est en cours.",
        trust_set: |line, why| {
            format!(
                "pas une liste de confiance\u{202f}: ligne {line}\u{202f}: {why}. Prenez-la chez qui l’a faite."
            )
        },
        trust_not_text: "pas une liste de confiance\u{202f}: ce n’est pas du texte. Prenez-la chez qui l’a faite.",
        trust_empty: "pas une liste de confiance\u{202f}: elle ne nomme personne. Prenez-la chez qui l’a faite.",
        trust_signature: "pas une signature de la liste de confiance à côté. Demandez-la à la zone (gomme keys sign-trust).",
        list: "pas une liste de révocation. Demandez-la à la zone (gomme keys revocations).",
        list_signature: "une liste de révocation dont aucune signature n’est à côté. Demandez les deux fichiers à la zone.",
        set_aside: "il tenait la place d’un fichier intact, et n’était pas ce qui a été signé\u{202f}; il porte maintenant ce nom. Regardez-le, puis supprimez-le.",
    },
    errors: Errors {
        source: |path, why| {
            format!("{path} ne peut pas être lu\u{202f}: {why}. Rien n’a changé dans les sources.")
        },
        source_inside: |path| {
            format!("{path} est à l’intérieur du dossier où réunir. Mettez-le ailleurs, et recommencez.")
        },
        into: |path, why| format!("{path} ne peut pas servir à réunir les fichiers\u{202f}: {why}."),
        busy: |path| {
            format!(
                "un autre gomme réunit déjà des fichiers dans {path}. Attendez qu’il ait fini, et recommencez."
            )
        },
        write: |path, why| {
            format!(
                "{path} ne peut pas être écrit\u{202f}: {why}. Ce qui y était y est encore\u{202f}; remédiez-y, et recommencez."
            )
        },
        changed: |path| format!("{path} a changé pendant la copie. Recommencez."),
        one_name: |path| {
            format!(
                "{path} prendrait la place d’un autre fichier\u{202f}: sur ce disque, les majuscules ne comptent pas. Choisissez un dossier sur un autre disque."
            )
        },
        could_not: |n| {
            format!("lectures impossibles\u{202f}: {n}, nommées ci-dessus. Tout le reste est réuni.")
        },
    },
};
