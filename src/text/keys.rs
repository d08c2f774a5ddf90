//! Sentences of `gomme keys`, and of whatever opens a station.

/// One field a sentence.
pub struct Keys {
    /// A name that no station may have.
    pub bad_name: fn(name: &str, max: usize) -> String,
    /// The folder of a new station is not empty.
    pub not_empty: fn(dir: &str) -> String,
    /// No station in the folder.
    pub not_a_station: fn(dir: &str) -> String,
    /// A file cannot be read or written, and why.
    pub file: fn(path: &str, why: &str) -> String,
    /// `station.pub` is damaged.
    pub public_key_unreadable: fn(path: &str) -> String,
    /// The private key is no key.
    pub not_a_key: fn(path: &str) -> String,
    /// The private key is of a type that is not ours.
    pub other_key: fn(path: &str) -> String,
    /// The passphrase is wrong.
    pub wrong_passphrase: fn(path: &str) -> String,
    /// No random numbers.
    pub no_random: &'static str,
    /// Private and public key do not belong together.
    pub key_mismatch: fn(path: &str) -> String,
    /// No way to ask for the passphrase.
    pub no_way_to_ask: &'static str,
    /// The passphrase is empty.
    pub empty_passphrase: &'static str,
    /// The passphrase is not text.
    pub passphrase_not_text: &'static str,
    /// Typed twice, and differently.
    pub typed_differently: &'static str,
    /// Asks for the passphrase of a key.
    pub ask: &'static str,
    /// Asks for the passphrase of a new key.
    pub ask_new: &'static str,
    /// Asks for it again.
    pub ask_again: &'static str,
    /// The ledger is broken at a line; how.
    pub ledger_broken: fn(path: &str, line: u64, how: &str) -> String,
    /// A line that is none.
    pub breach_unreadable: &'static str,
    /// A line out of sequence.
    pub breach_sequence: &'static str,
    /// A line that does not follow the one before.
    pub breach_previous: &'static str,
    /// A line about a job that does not fit the others.
    pub breach_job: &'static str,
    /// The ledger does not know the job.
    pub job_not_opened: fn(number: &str) -> String,
    /// The job has another attestation.
    pub job_closed: fn(number: &str) -> String,
    /// What was to be signed breaks a rule of the format; which.
    pub refused: fn(why: &str) -> String,
    /// A signature just made does not hold.
    pub self_check: &'static str,
    /// A new station was made.
    pub made: fn(name: &str, dir: &str) -> String,
    /// Its key is not encrypted.
    pub made_plain: &'static str,
    /// What to do next with a new station.
    pub made_next: fn(dir: &str) -> String,
    /// Label: name.
    pub name: &'static str,
    /// Label: fingerprint.
    pub fingerprint: &'static str,
    /// Label: eight words.
    pub words: &'static str,
    /// What the words of a station stand for.
    pub words_of_station: &'static str,
    /// A line of a trust set that cannot be read; which, and why.
    pub trust_line: fn(path: &str, line: usize, why: &str) -> String,
    /// A trust set that is no text, or far too large.
    pub trust_not_text: fn(path: &str) -> String,
    /// A line without a key.
    pub flaw_no_key: &'static str,
    /// A line with an option that is wrong.
    pub flaw_option: &'static str,
    /// A line with a time that is wrong.
    pub flaw_time: &'static str,
    /// A line with a key that is wrong.
    pub flaw_key: &'static str,
    /// A trust set that trusts nobody.
    pub trust_empty: fn(path: &str) -> String,
    /// The ledger is whole: so many lines, the last of that time.
    pub ledger_whole: fn(lines: usize, last: &str) -> String,
    /// The ledger is whole and empty.
    pub ledger_empty: &'static str,
    /// The last line is torn.
    pub ledger_torn: &'static str,
    /// Heading of the jobs without an attestation.
    pub ledger_open: fn(jobs: usize) -> String,
}

/// English.
pub const EN: Keys = Keys {
    bad_name: |name, max| {
        format!(
            "“{name}” cannot be the name of a station. Use 1 to {max} letters without accents, digits, “-”, “_” or “.”, \
             beginning with a letter or a digit."
        )
    },
    not_empty: |dir| {
        format!("{dir} is not empty, and nothing in it was changed. Choose a new folder for the station.")
    },
    not_a_station: |dir| {
        format!("{dir} holds no station. Make one with “gomme keys new-station {dir} --name NAME”.")
    },
    file: |path, why| format!("{path} cannot be used: {why}."),
    public_key_unreadable: |path| {
        format!(
            "{path} is damaged: it should hold the public key and the name of the station. Take it from a backup."
        )
    },
    not_a_key: |path| format!("{path} holds no private key. Take it from a backup, or make a new station."),
    other_key: |path| {
        format!(
            "{path} holds a key that gomme did not make. Take the station’s key from a backup, or make a new station."
        )
    },
    wrong_passphrase: |path| format!("The passphrase does not open {path}. Try again."),
    no_random: "The operating system gave no random numbers. Nothing was made; try again later.",
    key_mismatch: |path| {
        format!("{path} does not belong to the station’s public key. Take both from the same backup.")
    },
    no_way_to_ask: "The key needs a passphrase, and there is no terminal to ask on. Give --passphrase-file FILE, \
                    or set GOMME_PASSPHRASE.",
    empty_passphrase: "The passphrase is empty. Choose one of several words.",
    passphrase_not_text: "The passphrase is not UTF-8 text. Choose another one.",
    typed_differently: "The two passphrases differ. Nothing was made; try again.",
    ask: "Passphrase of the key: ",
    ask_new: "Passphrase for the new key: ",
    ask_again: "The same once more: ",
    ledger_broken: |path, line, how| {
        format!(
            "The ledger {path} is broken at line {line}: {how}. Somebody changed it, or the medium lost data. Keep this folder \
             as it is, tell the person in charge, and make a new station."
        )
    },
    breach_unreadable: "this is no line of a ledger",
    breach_sequence: "a line is missing or was inserted",
    breach_previous: "the line before it was changed, or another one is missing",
    breach_job: "it closes a job that was not opened, or the same job twice",
    job_not_opened: |number| {
        format!(
            "The ledger of this station does not know job {number}. Was it begun by another station? Use that one."
        )
    },
    job_closed: |number| {
        format!("Job {number} has its attestation already. Look for it in the output folder or in a backup.")
    },
    refused: |why| {
        format!("Nothing was signed, because no reader would accept it: {why}. Please report this.")
    },
    self_check: "Nothing was kept, because the signature that was just made does not hold. The computer may be failing: \
                 try another one.",
    made: |name, dir| format!("Station {name} was made in {dir}."),
    made_plain: "Its key is not encrypted: whoever copies this folder can sign in its name.",
    made_next: |dir| {
        format!("Give its trust line to those who check attestations: gomme keys trust {dir} > trust")
    },
    name: "Name",
    fingerprint: "Fingerprint",
    words: "Eight words",
    words_of_station: "The words stand for the trust set that holds this station alone, as “gomme keys trust” prints it.",
    trust_line: |path, line, why| {
        format!(
            "The trust set {path} cannot be read at line {line}: {why}. Ask for it again where you had it from."
        )
    },
    trust_not_text: |path| format!("{path} is no trust set. Ask for it again where you had it from."),
    flaw_no_key: "there is no key behind the name",
    flaw_option: "an option is unknown or given twice",
    flaw_time: "a date is wrong",
    flaw_key: "the key is damaged",
    trust_empty: |path| {
        format!("The trust set {path} names no station. Ask for it again where you had it from.")
    },
    ledger_whole: |lines, last| format!("The ledger is whole: {lines} lines, the last of {last}."),
    ledger_empty: "The ledger is whole, and empty.",
    ledger_torn: "A last line was not written to its end (a power cut, or a full medium). The next job puts that right; no \
                  whole line is lost.",
    ledger_open: |jobs| match jobs {
        0 => "Every job that was opened has its attestation.".to_owned(),
        1 => "One job was opened and has no attestation:".to_owned(),
        n => format!("{n} jobs were opened and have no attestation:"),
    },
};

/// French.
pub const FR: Keys = Keys {
    bad_name: |name, max| {
        format!(
            "« {name} » ne peut pas être le nom d’un poste. Utilisez de 1 à {max} lettres sans accent, chiffres, « - », « _ » ou \
             « . », en commençant par une lettre ou un chiffre."
        )
    },
    not_empty: |dir| {
        format!(
            "Le dossier {dir} n’est pas vide, et rien n’y a été changé. Choisissez un nouveau dossier pour le poste."
        )
    },
    not_a_station: |dir| {
        format!(
            "Le dossier {dir} ne contient pas de poste. Créez-en un avec « gomme keys new-station {dir} --name NOM »."
        )
    },
    file: |path, why| format!("{path} ne peut pas être utilisé : {why}."),
    public_key_unreadable: |path| {
        format!(
            "{path} est abîmé : il devrait contenir la clé publique et le nom du poste. Reprenez-le d’une sauvegarde."
        )
    },
    not_a_key: |path| {
        format!(
            "{path} ne contient pas de clé privée. Reprenez-le d’une sauvegarde, ou créez un nouveau poste."
        )
    },
    other_key: |path| {
        format!(
            "{path} contient une clé que gomme n’a pas créée. Reprenez la clé du poste d’une sauvegarde, ou créez un nouveau \
             poste."
        )
    },
    wrong_passphrase: |path| format!("La phrase de passe n’ouvre pas {path}. Essayez encore."),
    no_random: "Le système n’a pas donné de nombres aléatoires. Rien n’a été créé ; réessayez plus tard.",
    key_mismatch: |path| {
        format!(
            "{path} ne correspond pas à la clé publique du poste. Reprenez les deux de la même sauvegarde."
        )
    },
    no_way_to_ask: "La clé demande une phrase de passe, et il n’y a pas de terminal où la demander. Donnez \
                    --passphrase-file FICHIER, ou la variable GOMME_PASSPHRASE.",
    empty_passphrase: "La phrase de passe est vide. Choisissez-en une de plusieurs mots.",
    passphrase_not_text: "La phrase de passe n’est pas du texte UTF-8. Choisissez-en une autre.",
    typed_differently: "Les deux phrases de passe sont différentes. Rien n’a été créé ; recommencez.",
    ask: "Phrase de passe de la clé : ",
    ask_new: "Phrase de passe pour la nouvelle clé : ",
    ask_again: "La même, encore une fois : ",
    ledger_broken: |path, line, how| {
        format!(
            "Le registre {path} est rompu à la ligne {line} : {how}. Quelqu’un l’a modifié, ou le support a perdu des données. \
             Gardez ce dossier tel quel, prévenez le référent, et créez un nouveau poste."
        )
    },
    breach_unreadable: "ce n’est pas une ligne de registre",
    breach_sequence: "une ligne manque ou a été ajoutée",
    breach_previous: "la ligne précédente a été modifiée, ou une autre manque",
    breach_job: "elle clôt un travail qui n’a pas été ouvert, ou deux fois le même",
    job_not_opened: |number| {
        format!(
            "Le registre de ce poste ne connaît pas le travail {number}. A-t-il été commencé sur un autre poste ? Utilisez \
             celui-là."
        )
    },
    job_closed: |number| {
        format!(
            "Le travail {number} a déjà son attestation. Cherchez-la dans le dossier de sortie ou dans une sauvegarde."
        )
    },
    refused: |why| {
        format!("Rien n’a été signé, car personne ne pourrait l’accepter : {why}. Merci de le signaler.")
    },
    self_check: "Rien n’a été gardé, car la signature qui vient d’être faite n’est pas bonne. L’ordinateur est peut-être \
                 défaillant : essayez-en un autre.",
    made: |name, dir| format!("Le poste {name} a été créé dans {dir}."),
    made_plain: "Sa clé n’est pas chiffrée : quiconque copie ce dossier peut signer en son nom.",
    made_next: |dir| {
        format!(
            "Donnez sa ligne de confiance à ceux qui vérifient les attestations : gomme keys trust {dir} > confiance"
        )
    },
    name: "Nom",
    fingerprint: "Empreinte",
    words: "Huit mots",
    words_of_station: "Les mots désignent la liste de confiance qui ne contient que ce poste, telle que l’affiche « gomme keys \
                       trust ».",
    trust_line: |path, line, why| {
        format!(
            "La liste de confiance {path} est illisible à la ligne {line} : {why}. Redemandez-la à qui vous l’a donnée."
        )
    },
    trust_not_text: |path| {
        format!("{path} n’est pas une liste de confiance. Redemandez-la à qui vous l’a donnée.")
    },
    flaw_no_key: "il n’y a pas de clé après le nom",
    flaw_option: "une option est inconnue ou répétée",
    flaw_time: "une date est fausse",
    flaw_key: "la clé est abîmée",
    trust_empty: |path| {
        format!("La liste de confiance {path} ne nomme aucun poste. Redemandez-la à qui vous l’a donnée.")
    },
    ledger_whole: |lines, last| format!("Le registre est entier : {lines} lignes, la dernière du {last}."),
    ledger_empty: "Le registre est entier, et vide.",
    ledger_torn: "Une dernière ligne n’a pas été écrite jusqu’au bout (coupure de courant, ou support plein). Le prochain \
                  travail y remédie ; aucune ligne entière n’est perdue.",
    ledger_open: |jobs| match jobs {
        0 => "Chaque travail ouvert a son attestation.".to_owned(),
        1 => "Un travail a été ouvert et n’a pas d’attestation :".to_owned(),
        n => format!("{n} travaux ont été ouverts et n’ont pas d’attestation :"),
    },
};
