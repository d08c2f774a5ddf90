//! Sentences of `gomme lot` and `gomme report`.

/// One field a sentence.
pub struct Lots {
    /// Signed: number, folder.
    pub signed: fn(number: &str, folder: &str) -> String,
    /// A number that names no folder.
    pub bad_number: fn(number: &str) -> String,
    /// The folder is there already.
    pub number_taken: fn(folder: &str) -> String,
    /// The folder cannot be used: where, why.
    pub out_unusable: fn(path: &str, why: &str) -> String,
    /// A document that is not authentic; what is said of it.
    pub not_authentic: fn(path: &str, said: &str) -> String,
    /// Nothing was found.
    pub nothing: &'static str,
    /// The trust set does not trust the zone.
    pub not_trusted: fn(zone: &str) -> String,
    /// The list of machines cannot be used, and why.
    pub list: fn(path: &str, why: &str) -> String,
    /// The end of that sentence: too large.
    pub list_too_large: &'static str,
    /// Not UTF-8.
    pub list_not_text: &'static str,
    /// No line in it.
    pub list_empty: &'static str,
    /// A line that is none.
    pub list_line: fn(line: usize) -> String,
    /// A word that names no fate.
    pub list_word: fn(line: usize, word: &str) -> String,
    /// A label that stands twice.
    pub list_twice: fn(line: usize, label: &str) -> String,
    /// A lot or a report among the documents.
    pub not_of_a_station: fn(number: &str) -> String,
    /// Two documents with one number.
    pub twice: fn(number: &str) -> String,
    /// A document of another donor.
    pub other_donor: fn(number: &str, donor: &str) -> String,
    /// A document of another convention.
    pub other_convention: fn(number: &str, convention: &str) -> String,
    /// A document of a machine that is not in the list.
    pub not_in_list: fn(number: &str, label: &str) -> String,
    /// A line of the list that is about a document of a machine.
    pub no_such_machine: fn(name: &str) -> String,
    /// A fate that a document does not allow.
    pub impossible: fn(number: &str, fate: &str) -> String,
    /// A machine that goes on though it is not settled.
    pub not_settled: fn(label: &str) -> String,
    /// Fewer machines came in than are known.
    pub too_few: fn(said: u64, known: u64) -> String,
    /// More than one document can hold.
    pub too_many: fn(most: usize) -> String,
    /// A decision without a person, or a person without a decision.
    pub undecided: &'static str,
    /// A rejection without grounds.
    pub no_grounds: &'static str,
    /// An approval while these are missing or wait.
    pub incomplete: fn(which: &str) -> String,
    /// Not one lot.
    pub not_a_lot: fn(path: &str) -> String,
    /// A machine in two lots.
    pub machine_twice: fn(label: &str) -> String,
    /// No lot of this donor and year.
    pub no_lot: fn(year: u32, donor: &str) -> String,
    /// Title of a lot that is shown: number, zone.
    pub title: fn(number: &str, zone: &str) -> String,
    /// Heading of the machines.
    pub machines: &'static str,
    /// Heading of the documents.
    pub documents: &'static str,
}

/// English.
pub const EN: Lots = Lots {
    signed: |number, folder| format!("Signed by the zone: No. {number}, in {folder}"),
    bad_number: |number| {
        format!(
            "“{number}” cannot be a number: it names a folder, so take letters, digits, - _ or . and begin with a letter or a digit."
        )
    },
    number_taken: |folder| {
        format!("{folder} is there already. Nothing is overwritten: take another --number.")
    },
    out_unusable: |path, why| {
        format!("The folder {path} cannot be used: {why}. Choose another one with --out.")
    },
    not_authentic: |path, said| {
        format!("Nothing was signed, because of {path}: {said} Take it out, or have it put right.")
    },
    nothing: "No document was found. Check the paths.",
    not_trusted: |zone| {
        format!(
            "The trust set does not trust zone {zone} for lots: nobody could check this one. Give the right one with --trust."
        )
    },
    list: |path, why| format!("The list of machines {path} cannot be used: {why}."),
    list_too_large: "it is far too large",
    list_not_text: "it is not UTF-8 text; save it as “CSV UTF-8”",
    list_empty: "it names no machine",
    list_line: |line| format!("line {line} is not label;machine;drives"),
    list_word: |line, word| {
        format!(
            "line {line}: “{word}” is none of reuse, parts, waste, returned, waiting (drives: destroyed too)"
        )
    },
    list_twice: |line, label| format!("line {line}: the label {label} stands in it twice"),
    not_of_a_station: |number| {
        format!(
            "No. {number} is itself signed by a zone. A lot holds the documents of stations alone: name their folders."
        )
    },
    twice: |number| {
        format!(
            "Two different documents have the number {number}. Find out which one is right, and take the other out."
        )
    },
    other_donor: |number, donor| {
        format!(
            "No. {number} is about a machine of another donor ({donor}). Take it out, or correct --donor."
        )
    },
    other_convention: |number, convention| {
        format!(
            "No. {number} belongs to another convention ({convention}). Take it out, or correct --convention."
        )
    },
    not_in_list: |number, label| {
        format!(
            "No. {number} is about the machine {label}, which is not in the list. Add it to the list, or take the document out."
        )
    },
    no_such_machine: |name| {
        format!(
            "The list names document {name}, which belongs to a machine with a label: write the label instead."
        )
    },
    impossible: |number, fate| {
        format!(
            "By what No. {number} says, this cannot have become of its drive: {fate}. Correct the list; a drive that was not erased \
             waits, goes back to the donor, or has a declaration of its end in the lot."
        )
    },
    not_settled: |label| {
        format!(
            "The machine {label} cannot go on: it has no document, or a drive that may hold data. Write “waiting” or “returned”."
        )
    },
    too_few: |said, known| {
        format!(
            "--machines-in says {said}, but {known} machines are known by their labels. Correct one or the other."
        )
    },
    too_many: |most| format!("More than {most} documents or machines do not fit into one. Make several."),
    undecided: "A decision needs somebody who decides: --decision approved or rejected, with --by and --quality; or none of them.",
    no_grounds: "A rejection needs its grounds: say them with --grounds.",
    incomplete: |which| {
        format!(
            "Not approved, because these are missing or wait: {which}. Settle them first, or sign the lot without a decision."
        )
    },
    not_a_lot: |path| format!("{path} is not one lot. Name its folder."),
    machine_twice: |label| {
        format!("The machine {label} stands in two lots and would count twice. Leave one of the lots out.")
    },
    no_lot: |year, donor| {
        format!("No lot of the donor {donor} was approved in {year}. Check --donor, --year and the paths.")
    },
    title: |number, zone| format!("Lot No. {number}, zone {zone}"),
    machines: "Machines:",
    documents: "Documents:",
};

/// French.
pub const FR: Lots = Lots {
    signed: |number, folder| format!("Signé par la zone\u{202f}: n° {number}, dans {folder}"),
    bad_number: |number| {
        format!(
            "«\u{202f}{number}\u{202f}» ne peut pas être un numéro\u{202f}: il nomme un dossier\u{202f}; prenez des lettres sans accent, des chiffres, - _ ou . \
             en commençant par une lettre ou un chiffre."
        )
    },
    number_taken: |folder| {
        format!("{folder} existe déjà. Rien n’est jamais remplacé\u{202f}: prenez un autre --number.")
    },
    out_unusable: |path, why| {
        format!(
            "Le dossier {path} ne peut pas être utilisé\u{202f}: {why}. Choisissez-en un autre avec --out."
        )
    },
    not_authentic: |path, said| {
        format!("Rien n’a été signé, à cause de {path}\u{202f}: {said} Retirez-le, ou faites-le corriger.")
    },
    nothing: "Aucun document n’a été trouvé. Vérifiez les chemins.",
    not_trusted: |zone| {
        format!(
            "La liste de confiance n’accepte pas de lots de la zone {zone}\u{202f}: personne ne pourrait contrôler celui-ci. Donnez la bonne \
             liste avec --trust."
        )
    },
    list: |path, why| format!("La liste des machines {path} ne peut pas être utilisée\u{202f}: {why}."),
    list_too_large: "elle est bien trop grande",
    list_not_text: "ce n’est pas du texte UTF-8\u{202f}; enregistrez-la comme «\u{202f}CSV UTF-8\u{202f}»",
    list_empty: "elle ne nomme aucune machine",
    list_line: |line| format!("la ligne {line} n’est pas étiquette;machine;disques"),
    list_word: |line, word| {
        format!(
            "ligne {line}, «\u{202f}{word}\u{202f}» n’est ni réemploi, ni pièces, ni déchets, ni rendu, ni attente (pour les disques\u{202f}: ni détruit)"
        )
    },
    list_twice: |line, label| format!("ligne {line}, l’étiquette {label} s’y trouve deux fois"),
    not_of_a_station: |number| {
        format!(
            "Le n° {number} est lui-même signé par une zone. Un lot ne contient que des documents de postes\u{202f}: nommez leurs dossiers."
        )
    },
    twice: |number| {
        format!(
            "Deux documents différents ont le numéro {number}. Cherchez lequel est le bon, et retirez l’autre."
        )
    },
    other_donor: |number, donor| {
        format!(
            "Le n° {number} concerne une machine d’un autre donateur ({donor}). Retirez-le, ou corrigez --donor."
        )
    },
    other_convention: |number, convention| {
        format!(
            "Le n° {number} relève d’une autre convention ({convention}). Retirez-le, ou corrigez --convention."
        )
    },
    not_in_list: |number, label| {
        format!(
            "Le n° {number} concerne la machine {label}, qui n’est pas dans la liste. Ajoutez-la à la liste, ou retirez ce document."
        )
    },
    no_such_machine: |name| {
        format!(
            "La liste nomme le document {name}, qui est celui d’une machine étiquetée\u{202f}: écrivez plutôt l’étiquette."
        )
    },
    impossible: |number, fate| {
        format!(
            "D’après le n° {number}, son disque ne peut pas avoir eu cette suite\u{202f}: {fate}. Corrigez la liste\u{202f}; un disque non effacé \
             attend, retourne au donateur, ou a dans le lot un constat de sa fin."
        )
    },
    not_settled: |label| {
        format!(
            "La machine {label} ne peut pas partir\u{202f}: elle n’a aucun document, ou un disque qui peut contenir des données. Écrivez \
             «\u{202f}attente\u{202f}» ou «\u{202f}rendu\u{202f}»."
        )
    },
    too_few: |said, known| {
        format!(
            "--machines-in dit {said}, mais {known} machines sont connues par leur étiquette. Corrigez l’un ou l’autre."
        )
    },
    too_many: |most| {
        format!("Plus de {most} documents ou machines ne tiennent pas dans un seul. Faites-en plusieurs.")
    },
    undecided: "Une décision a besoin de quelqu’un qui décide\u{202f}: --decision approved (approuvé) ou rejected (refusé), avec --by et \
                --quality\u{202f}; ou rien de tout cela.",
    no_grounds: "Un refus a besoin d’un motif\u{202f}: dites-le avec --grounds.",
    incomplete: |which| {
        format!(
            "Pas approuvé, car ceci manque ou attend\u{202f}: {which}. Réglez-le d’abord, ou signez le lot sans décision."
        )
    },
    not_a_lot: |path| format!("{path} n’est pas un lot. Nommez son dossier."),
    machine_twice: |label| {
        format!(
            "La machine {label} se trouve dans deux lots et compterait deux fois. Laissez l’un des lots de côté."
        )
    },
    no_lot: |year, donor| {
        format!(
            "Aucun lot du donateur {donor} n’a été approuvé en {year}. Vérifiez --donor, --year et les chemins."
        )
    },
    title: |number, zone| format!("Lot n° {number}, zone {zone}"),
    machines: "Machines\u{202f}:",
    documents: "Documents\u{202f}:",
};
