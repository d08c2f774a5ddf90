//! The French help of the command line. The English one is in the doc comments of `cli.rs`, whence clap makes it.
//!
//! A table by subcommand and argument: the tests compare it with the command line itself, so that an option without its
//! French entry, or an entry without its option, fails by its name.

/// The help of a subcommand.
#[derive(Clone, Copy, Debug)]
pub struct CommandHelp {
    /// Its words after `gomme`, empty for `gomme` itself.
    pub path: &'static str,
    /// What it does.
    pub about: &'static str,
    /// Its own options and arguments: clap's name of each, and what it is for.
    pub args: &'static [(&'static str, &'static str)],
}

/// What stands around the entries.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// Before the usage line, with its colon.
    pub usage: &'static str,
    /// Heading of the subcommands; clap adds the colon, here and below.
    pub commands: &'static str,
    /// Placeholder of a subcommand in the usage line.
    pub command: &'static str,
    /// Heading of the arguments.
    pub arguments: &'static str,
    /// Heading of the options.
    pub options: &'static str,
    /// Heading of the options that go into the attestation.
    pub papers: &'static str,
    /// `-h`, in the short help.
    pub help_short: &'static str,
    /// `--help`, in the long one.
    pub help_long: &'static str,
    /// `-V`.
    pub version: &'static str,
    /// The subcommand `help`.
    pub help_command: &'static str,
    /// Above the values that an option takes.
    pub values: &'static str,
    /// A value and what it means.
    pub value: fn(&str, &str) -> String,
    /// The value that is taken when none is given.
    pub default: fn(&str) -> String,
}

/// The French frame.
pub const FRAME: Frame = Frame {
    usage: "Utilisation\u{202f}:",
    commands: "Commandes\u{202f}",
    command: "COMMANDE",
    arguments: "Arguments\u{202f}",
    options: "Options\u{202f}",
    papers: "Ce que diront les papiers\u{202f}",
    help_short: "Affiche l’aide (plus longue avec --help)",
    help_long: "Affiche l’aide (plus courte avec -h)",
    version: "Affiche la version",
    help_command: "Affiche cette aide, ou celle d’une commande",
    values: "Valeurs possibles\u{202f}:",
    value: |value, meaning| format!("- {value}\u{202f}: {meaning}"),
    default: |value| format!("[sans cette option\u{202f}: {value}]"),
};

const ALLOW_VIRTUAL: (&str, &str) = (
    "allow_virtual",
    "Permet les périphériques de boucle, les simples fichiers et les disques des machines virtuelles",
);
const VOLUNTEER: (&str, &str) =
    ("volunteer", "Règles des bénévoles\u{202f}: les disques USB ou amovibles ne peuvent pas être choisis");
const JSON: (&str, &str) = ("json", "Affiche du JSON");
const METHOD: (&str, &str) = ("method", "Comment effacer");
const FALL_BACK: (&str, &str) = (
    "fall_back",
    "Accepte d’avance un niveau moindre, si l’effacement par le disque lui-même échoue ou ne prouve rien",
);
const ACCEPT_CRYPTO_ERASE: (&str, &str) = (
    "accept_crypto_erase",
    "Le donateur accepte un effacement qui ne fait que changer la clé de chiffrement du disque",
);
const PATTERN: (&str, &str) = ("pattern", "Ce qu’écrit une réécriture");
const READ_BACK: (&str, &str) = ("read_back", "Comment relire une réécriture");
const DRIVES: (&str, &str) = ("drives", "Disques entiers, comme /dev/sda");
const OUT: (&str, &str) = ("out", "Dossier des attestations\u{202f}; chaque document y a son dossier");
const STATION: (&str, &str) = ("station", "Dossier de la clé et du registre du poste");
const STATION_PASSPHRASE: (&str, &str) =
    ("passphrase_file", "Fichier dont la première ligne est la phrase de passe de la clé du poste");
const ZONE: (&str, &str) = ("zone", "Dossier de la clé de la zone");
const ZONE_OUT: (&str, &str) =
    ("out", "Dossier de ce que signe la zone\u{202f}; chaque document y a son dossier");
const ZONE_NUMBER: (&str, &str) = (
    "number",
    "Numéro de ce qui est signé, qui nomme son dossier\u{202f}: lettres sans accent, chiffres, - _ ou .",
);
const ZONE_TRUST: (&str, &str) = (
    "trust",
    "Fichier «\u{202f}allowed signers\u{202f}» d’OpenSSH, qui nomme ceux à qui vous faites confiance",
);
const ZONE_DONOR: (&str, &str) = ("donor", "Qui a donné les machines");
const LOT_TRUST: (&str, &str) = (
    "trust",
    "Fichier «\u{202f}allowed signers\u{202f}» d’OpenSSH, qui nomme les zones auxquelles vous faites confiance",
);
const STATION_FOLDER: (&str, &str) = ("dir", "Dossier du poste");
const ZONE_FOLDER: (&str, &str) = ("dir", "Dossier de la zone");
const CERTIFICATE_OUT: (&str, &str) = ("out", "Où écrire le certificat");
const DAYS: (&str, &str) = ("days", "Nombre de jours pendant lesquels le certificat est en vigueur");
const ZONE_PASSPHRASE: (&str, &str) =
    ("passphrase_file", "Fichier dont la première ligne est la phrase de passe de la clé de la zone");
const LIST_OUT: (&str, &str) =
    ("out", "Dossier de confiance où écrire aussi la liste, en plus du dossier de la zone");

/// Every subcommand, in its order.
pub const COMMANDS: &[CommandHelp] = &[
    CommandHelp {
        path: "",
        about: "Efface les disques des ordinateurs donnés, en apporte la preuve et signe une attestation",
        args: &[("lang", "Langue des phrases\u{202f}: fr ou en [sans cette option\u{202f}: celle de LANG]")],
    },
    CommandHelp {
        path: "list",
        about: "Montre les disques, et pourquoi l’un d’eux ne peut pas être choisi",
        args: &[("drives", "Ne montre que ces disques"), ALLOW_VIRTUAL, VOLUNTEER, JSON],
    },
    CommandHelp {
        path: "plan",
        about: "Dit ce que ferait l’effacement, et affiche le code qui confirme chaque disque",
        args: &[
            DRIVES,
            METHOD,
            FALL_BACK,
            ACCEPT_CRYPTO_ERASE,
            PATTERN,
            READ_BACK,
            ALLOW_VIRTUAL,
            VOLUNTEER,
            JSON,
        ],
    },
    CommandHelp {
        path: "erase",
        about: "Efface des disques, les relit et signe une attestation par disque",
        args: &[
            DRIVES,
            ("out", "Dossier des attestations\u{202f}; chaque disque y a son dossier"),
            ("station", "Dossier de la clé et du registre du poste"),
            (
                "confirm",
                "Code qui confirme un disque, tel que l’affiche `gomme plan`\u{202f}; une fois par disque",
            ),
            METHOD,
            FALL_BACK,
            ACCEPT_CRYPTO_ERASE,
            PATTERN,
            READ_BACK,
            ALLOW_VIRTUAL,
            VOLUNTEER,
            (
                "suspend",
                "Met d’abord l’ordinateur en veille pendant 20 secondes, si cela peut dégeler un disque",
            ),
            ("passphrase_file", "Fichier dont la première ligne est la phrase de passe de la clé du poste"),
            ("start_over", "Recommence un travail interrompu, au lieu de le poursuivre"),
            (
                "stall_after",
                "Déclare bloqué un disque qui ne répond pas pendant ce nombre de secondes, de 1 à 86\u{202f}400",
            ),
            ("engine", "Moteur qui transporte les données"),
            ("events", "Affiche les événements sur la sortie standard, un par ligne"),
            ("donor", "Qui a donné la machine"),
            ("convention", "Convention de don"),
            ("handover", "Bordereau de prise en charge"),
            ("inventory_number", "Numéro d’inventaire du donateur"),
            ("label", "Étiquette collée sur la machine"),
            ("operator", "Code de la personne au clavier"),
            ("destination", "Où va la machine"),
        ],
    },
    CommandHelp {
        path: "guide",
        about: "Accompagne un bénévole sur une console\u{202f}: des chiffres, Entrée et Échap",
        args: &[
            (
                "drives",
                "Ne propose que ces disques\u{202f}; sinon, tous ceux que permettent les règles des bénévoles",
            ),
            (
                "stick",
                "Tout garder sur la clé montée ici\u{202f}: attestations/, station/, gomme.toml\u{202f}; ouverte en écriture au besoin seulement",
            ),
            ("out", "Dossier des attestations\u{202f}; chaque disque y a son dossier"),
            STATION,
            ("settings", "Réglages de l’atelier\u{202f}: structure, personnes, donateurs"),
            ("screen", "Comment dessiner les écrans"),
            ("power_off", "Le dernier écran peut éteindre l’ordinateur, au lieu de terminer le programme"),
            ALLOW_VIRTUAL,
            STATION_PASSPHRASE,
        ],
    },
    CommandHelp { path: "keys", about: "Crée et montre les clés des postes et des zones", args: &[] },
    CommandHelp {
        path: "keys new-station",
        about: "Crée la clé d’un nouveau poste dans un dossier vide",
        args: &[
            ("dir", "Dossier où la créer"),
            (
                "name",
                "Nom du poste\u{202f}: 48 caractères au plus, lettres sans accent, chiffres, - _ ou . en commençant par une \
                 lettre ou un chiffre",
            ),
            ("no_passphrase", "Laisse la clé sans chiffrement"),
            ("passphrase_file", "Fichier dont la première ligne est la phrase de passe"),
        ],
    },
    CommandHelp {
        path: "keys show",
        about: "Montre un poste ou une zone\u{202f}: nom, empreinte, certificat, huit mots",
        args: &[STATION_FOLDER],
    },
    CommandHelp {
        path: "keys trust",
        about: "Affiche les lignes de confiance d’un poste ou d’une zone, au format «\u{202f}allowed signers\u{202f}» d’OpenSSH",
        args: &[STATION_FOLDER],
    },
    CommandHelp {
        path: "keys words",
        about: "Affiche les huit mots d’une liste de confiance",
        args: &[("trust", "Fichier «\u{202f}allowed signers\u{202f}» d’OpenSSH, ou dossier de confiance")],
    },
    CommandHelp {
        path: "keys ledger",
        about: "Contrôle que le registre d’un poste est entier",
        args: &[STATION_FOLDER],
    },
    CommandHelp {
        path: "keys new-zone",
        about: "Crée la clé d’une nouvelle zone dans un dossier vide",
        args: &[
            ("dir", "Dossier où la créer"),
            ("name", "Nom de la zone\u{202f}: lettres sans accent, chiffres, _ ou . sans -"),
            ("no_passphrase", "Laisse la clé sans chiffrement"),
            ("passphrase_file", "Fichier dont la première ligne est la phrase de passe"),
        ],
    },
    CommandHelp {
        path: "keys certify",
        about: "Donne son certificat à un poste de la zone, d’après le fichier station.pub qu’il a envoyé",
        args: &[
            ZONE_FOLDER,
            ("request", "Fichier station.pub du poste"),
            CERTIFICATE_OUT,
            DAYS,
            ZONE_PASSPHRASE,
        ],
    },
    CommandHelp {
        path: "keys renew",
        about: "Donne à un poste un nouveau certificat pour la même clé",
        args: &[ZONE_FOLDER, ("station", "Nom du poste"), CERTIFICATE_OUT, DAYS, ZONE_PASSPHRASE],
    },
    CommandHelp {
        path: "keys install",
        about: "Installe un certificat sur un poste, avec la liste de confiance qui l’accompagne",
        args: &[
            STATION_FOLDER,
            ("certificate", "Le certificat"),
            ("trust", "Liste de confiance\u{202f}: un fichier, ou un dossier avec des listes de révocation"),
        ],
    },
    CommandHelp {
        path: "keys revoke",
        about: "Révoque un poste ou un certificat, et publie la liste de la zone",
        args: &[
            ZONE_FOLDER,
            ("station", "Le poste de ce nom\u{202f}: tous ses certificats, et sa clé"),
            ("serial", "Le certificat de ce numéro"),
            ("certificate", "Le certificat de ce fichier, et sa clé"),
            ("reason", "Pourquoi"),
            ("since", "Premier jour de doute, comme 2027-03-15"),
            LIST_OUT,
            ZONE_PASSPHRASE,
        ],
    },
    CommandHelp {
        path: "keys revocations",
        about: "Publie à nouveau la liste de révocation de la zone, à la date du jour",
        args: &[ZONE_FOLDER, LIST_OUT, ZONE_PASSPHRASE],
    },
    CommandHelp {
        path: "keys trust-set",
        about: "Fait une liste de confiance de zones et de postes seuls, dans un nouveau dossier",
        args: &[
            ("zones", "Fichier zone.pub d’une zone\u{202f}; une fois par zone"),
            ("stations", "Fichier station.pub d’un poste seul\u{202f}; une fois par poste"),
            ("out", "Dossier de confiance où la faire"),
        ],
    },
    CommandHelp {
        path: "keys sign-trust",
        about: "Signe une nouvelle liste de confiance au nom d’une zone de l’ancienne",
        args: &[ZONE_FOLDER, ("trust", "Dossier de la nouvelle liste de confiance"), ZONE_PASSPHRASE],
    },
    CommandHelp {
        path: "keys follow",
        about: "Prend une liste de confiance plus récente que deux zones de l’ancienne ont signée, et les listes de révocation plus \
                récentes",
        args: &[
            ("held", "Dossier de confiance que vous tenez"),
            ("new", "Dossier de confiance que vous avez reçu"),
        ],
    },
    CommandHelp {
        path: "keys paper",
        about: "Affiche la clé privée d’une zone en 24 mots, à copier sur papier",
        args: &[ZONE_FOLDER, ZONE_PASSPHRASE],
    },
    CommandHelp {
        path: "keys restore",
        about: "Recrée une zone d’après ses 24 mots, tapés sur l’entrée standard",
        args: &[
            ("dir", "Dossier où la créer"),
            ("name", "Nom de la zone"),
            ("lists", "Dossier de confiance qui contient la dernière liste de révocation de la zone"),
            ("no_passphrase", "Laisse la clé sans chiffrement"),
            ("passphrase_file", "Fichier dont la première ligne est la phrase de passe"),
        ],
    },
    CommandHelp {
        path: "declare",
        about: "Signe ce qu’une personne déclare\u{202f}: ordinateur sans disque, disque détruit",
        args: &[],
    },
    CommandHelp {
        path: "declare no-media",
        about: "Cet ordinateur est arrivé sans disque\u{202f}: en cherche d’abord un, et refuse tant qu’il y en a un indice",
        args: &[
            OUT,
            STATION,
            STATION_PASSPHRASE,
            ("bay_empty", "J’ai ouvert l’ordinateur et trouvé vide chaque logement de disque"),
            ("donor", "Qui a donné la machine"),
            ("convention", "Convention de don"),
            ("handover", "Bordereau de prise en charge"),
            ("inventory_number", "Numéro d’inventaire du donateur"),
            ("label", "Étiquette collée sur la machine"),
            ("operator", "Code de la personne au clavier"),
            ("destination", "Où va la machine"),
        ],
    },
    CommandHelp {
        path: "declare destruction",
        about: "Un disque a été détruit\u{202f}: la parole d’une personne",
        args: &[
            OUT,
            STATION,
            STATION_PASSPHRASE,
            (
                "failed_erasure",
                "L’attestation de son effacement, qui a échoué\u{202f}; remplace --serial, --model, --vendor et --medium",
            ),
            ("serial", "Numéro de série du disque, ou une marque qui le distingue"),
            ("model", "Modèle du disque"),
            ("vendor", "Fabricant du disque"),
            ("medium", "Sur quoi il gardait ses données"),
            ("means", "Comment il a été détruit"),
            ("detail", "Plus de précision\u{202f}: taille des morceaux, nombre de trous"),
            (
                "every_chip",
                "Si toutes les puces de mémoire ont été détruites\u{202f}; sauf pour un disque magnétique",
            ),
            ("which_chips", "Quelles puces ont été détruites"),
            ("by", "Nom de la personne qui le déclare et l’a vu"),
            ("quality", "En quelle qualité"),
            ("witness", "Nom d’un témoin"),
            ("witness_quality", "Qualité du témoin"),
            ("place", "Où cela a été fait"),
            ("date", "Quel jour, sous la forme 2027-03-18"),
            ("waste_slip", "Bordereau des déchets (DEEE, Trackdéchets)"),
            ("donor", "Qui a donné la machine"),
            ("convention", "Convention de don"),
            ("handover", "Bordereau de prise en charge"),
            ("inventory_number", "Numéro d’inventaire du donateur"),
            ("label", "Étiquette collée sur la machine"),
            ("operator", "Code de la personne au clavier"),
            ("destination", "Où va la machine"),
        ],
    },
    CommandHelp {
        path: "lot",
        about: "Contresigne les documents d’une prise en charge, pour une zone",
        args: &[],
    },
    CommandHelp {
        path: "lot close",
        about: "Contrôle les documents d’une prise en charge et les contresigne",
        args: &[
            ("paths", "Les documents, ou dossiers qui en contiennent"),
            ZONE,
            ZONE_OUT,
            ZONE_NUMBER,
            ZONE_TRUST,
            ZONE_PASSPHRASE,
            ZONE_DONOR,
            ("convention", "Convention de don"),
            ("handover", "Bordereau de prise en charge"),
            (
                "machines",
                "Liste des machines\u{202f}: une ligne étiquette;machine;disques pour chacune, comme l’enregistre un tableur",
            ),
            (
                "machines_in",
                "Combien de machines ont été prises en charge [sans cette option\u{202f}: autant qu’il y en a dans la liste]",
            ),
            ("fate", "Où vont les machines dont la liste ne dit rien"),
            ("decision", "Si le résultat est accepté"),
            ("by", "Nom de la personne qui décide"),
            ("quality", "En quelle qualité"),
            ("grounds", "Motif de la décision"),
        ],
    },
    CommandHelp {
        path: "lot show",
        about: "Montre un lot\u{202f}: chaque machine, chaque document",
        args: &[("lot", "Le lot\u{202f}: son dossier, ou son attestation.json"), LOT_TRUST, JSON],
    },
    CommandHelp { path: "report", about: "Tire des bilans des lots contresignés, pour une zone", args: &[] },
    CommandHelp {
        path: "report year",
        about: "La part des machines d’un donateur orientées vers le réemploi dans l’année (décret 2023-266)",
        args: &[
            ("paths", "Des lots, ou dossiers qui en contiennent"),
            ZONE,
            ZONE_OUT,
            ZONE_NUMBER,
            ZONE_TRUST,
            ZONE_PASSPHRASE,
            ZONE_DONOR,
            ("year", "L’année"),
            ("stock", "Machines du parc réformé du donateur au 1er janvier, comme il le déclare"),
        ],
    },
    CommandHelp {
        path: "ledger",
        about: "Réunit les fichiers de plusieurs postes et zones, pour qui coordonne",
        args: &[],
    },
    CommandHelp {
        path: "ledger merge",
        about: "Réunit ce que postes et zones ont signé, et dit ce qui manque ou se contredit",
        args: &[
            (
                "sources",
                "Dossiers d’attestations, de postes ou de listes de confiance\u{202f}; clés USB telles quelles\u{202f}; autres dossiers réunis",
            ),
            ("into", "Dossier où tout réunir\u{202f}; ce qu’il contient déjà compte aussi"),
            (
                "trust",
                "Dit de chaque document s’il est authentique\u{202f}: fichier «\u{202f}allowed signers\u{202f}» d’OpenSSH, ou dossier avec ses listes de révocation",
            ),
            JSON,
        ],
    },
    CommandHelp {
        path: "export",
        about: "Fait des tableaux et des inventaires à partir d’attestations, pour d’autres programmes",
        args: &[
            ("paths", "Attestations (attestation.json), ou dossiers qui en contiennent"),
            ("format", "Pour quoi"),
            (
                "output",
                "Nouveau fichier à écrire\u{202f}; pour glpi, un dossier nouveau ou vide [sans cette option\u{202f}: à l’écran]",
            ),
            (
                "trust",
                "Liste de confiance\u{202f}: fichier «\u{202f}allowed signers\u{202f}» d’OpenSSH, ou dossier avec ses listes de révocation",
            ),
            (
                "lots",
                "Cherche aussi des lots contresignés ici\u{202f}: un lot, ou un dossier qui en contient",
            ),
        ],
    },
    CommandHelp {
        path: "verify",
        about: "Contrôle des attestations\u{202f}: des fichiers, ou des dossiers qui en contiennent",
        args: &[
            ("paths", "PDF, attestations (attestation.json), ou dossiers qui en contiennent"),
            (
                "trust",
                "Liste de confiance\u{202f}: fichier «\u{202f}allowed signers\u{202f}» d’OpenSSH, ou dossier avec ses listes de révocation",
            ),
            (
                "lots",
                "Cherche aussi des lots contresignés ici\u{202f}: un lot, ou un dossier qui en contient",
            ),
            JSON,
        ],
    },
    CommandHelp {
        path: "paper",
        about: "Fait le PDF destiné au donateur, à partir d’un travail terminé",
        args: &[
            (
                "paths",
                "Dossiers de travaux terminés, de constats, de lots ou de bilans, ou leurs fichiers\u{202f}; ceux d’un même ordinateur font un seul \
                 PDF",
            ),
            (
                "output",
                "Fichier à écrire [sans cette option\u{202f}: attestation.pdf, à côté de attestation.json]",
            ),
        ],
    },
    CommandHelp {
        path: "qr",
        about: "Affiche dans le terminal le code QR d’un travail terminé, à photographier",
        args: &[("folders", "Dossiers de travaux terminés")],
    },
];

/// An option, and its values in their order: as typed, and what each means.
pub type Values = (&'static str, &'static [(&'static str, &'static str)]);

/// The values of the options that take one of a few. The same option has the same values in each subcommand.
pub const VALUES: &[Values] = &[
    ("lang", &[("en", "anglais"), ("fr", "français")]),
    (
        "format",
        &[
            ("csv", "un tableau pour un tableur en français"),
            ("open-data", "un tableau à publier\u{202f}: il ne nomme personne"),
            ("glpi", "des inventaires pour GLPI, un fichier par machine"),
            ("jsonl", "une ligne de JSON par document, pour des programmes"),
        ],
    ),
    (
        "method",
        &[
            ("strongest", "la plus forte que le disque possède et qui puisse être prouvée"),
            ("overwrite", "tout réécrire, par l’interface ordinaire"),
            ("sanitize-block", "par le disque\u{202f}: sanitize, effacement par blocs"),
            ("sanitize-crypto", "par le disque\u{202f}: sanitize, effacement cryptographique"),
            ("sanitize-overwrite", "par le disque\u{202f}: sanitize, réécriture"),
            ("security-erase-enhanced", "par le disque\u{202f}: ATA security erase, renforcé"),
            ("security-erase", "par le disque\u{202f}: ATA security erase"),
            ("format-crypto", "par le disque\u{202f}: formatage NVMe avec effacement cryptographique"),
            ("format-user-data", "par le disque\u{202f}: formatage NVMe avec effacement des données"),
            ("format-unit", "par le disque\u{202f}: formatage SCSI"),
            ("mmc-sanitize", "par le disque\u{202f}: effacement eMMC, puis sanitize"),
            ("mmc-secure-erase", "par le disque\u{202f}: effacement eMMC sécurisé"),
        ],
    ),
    (
        "screen",
        &[
            ("auto", "des images sur une console qui peut les montrer, sinon du texte"),
            ("text", "du texte"),
            ("fb", "des images (framebuffer)"),
        ],
    ),
    (
        "pattern",
        &[
            ("zero", "une passe de zéros"),
            ("random", "une passe d’un flux aléatoire neuf"),
            ("three-pass", "55, AA, puis un flux aléatoire"),
            ("hmg-is5-baseline", "HMG IS5 de base\u{202f}: des zéros, relus"),
            ("hmg-is5", "HMG IS5 renforcé\u{202f}: des zéros, des uns, un flux aléatoire, relus"),
            ("bsi", "BSI VSITR\u{202f}: des zéros et des uns trois fois, puis AA"),
        ],
    ),
    (
        "read_back",
        &[
            (
                "sample",
                "des blocs tirés au hasard\u{202f}: 6\u{202f}905 sur un disque magnétique, 69\u{202f}075 sur de la mémoire flash",
            ),
            (
                "nist-r1",
                "NIST SP 800-88 rév. 1\u{202f}: 10\u{202f}% du disque, en 2\u{202f}000 endroits tirés au hasard",
            ),
            ("full", "chaque octet"),
        ],
    ),
    (
        "engine",
        &[
            ("auto", "io_uring si le noyau le permet, sinon des fils d’exécution (threads)"),
            ("io-uring", "io_uring ou rien"),
            ("threads", "des fils d’exécution"),
        ],
    ),
    (
        "medium",
        &[
            ("rotating", "un disque magnétique"),
            ("flash", "de la mémoire flash\u{202f}: SSD, carte mémoire, eMMC"),
            ("unknown", "on ne sait pas"),
        ],
    ),
    (
        "means",
        &[
            ("drilled", "percé de trous"),
            ("cut", "découpé"),
            ("bent", "plié"),
            ("crushed", "écrasé"),
            ("shredded", "broyé par une machine"),
            ("disintegrated", "réduit en grains"),
            ("incinerated", "incinéré dans une installation autorisée"),
            ("other", "autrement, comme le dit --detail"),
        ],
    ),
    ("every_chip", &[("yes", "oui"), ("no", "non"), ("unknown", "on ne sait pas")]),
    (
        "fate",
        &[
            ("reuse", "vers quelqu’un qui s’en sert (réemploi)"),
            ("parts", "leurs pièces servent"),
            ("waste", "aux déchets (DEEE)"),
            ("returned", "rendues au donateur"),
            ("waiting", "pas encore décidé"),
        ],
    ),
    (
        "decision",
        &[
            ("approved", "le résultat est accepté"),
            ("rejected", "il est refusé"),
            ("waiting", "personne n’a encore décidé"),
        ],
    ),
    (
        "reason",
        &[
            ("lost", "personne ne sait où il est"),
            ("stolen", "quelqu’un l’a, qui ne devrait pas"),
            ("retired", "il ne sert plus"),
            ("other", "rien de cela"),
        ],
    ),
    ("events", &[("json", "du JSON, un événement par ligne")]),
];

/// The placeholders of values: as clap has them, and in French.
pub const PLACEHOLDERS: &[(&str, &str)] = &[
    ("CODE", "CODE"),
    ("COUNT", "NOMBRE"),
    ("DAY", "JOUR"),
    ("DAYS", "JOURS"),
    ("DECISION", "DÉCISION"),
    ("DIR", "DOSSIER"),
    ("DRIVE", "DISQUE"),
    ("ENGINE", "MOTEUR"),
    ("EVERY_CHIP", "TOUTES"),
    ("FATE", "SUITE"),
    ("FILE", "FICHIER"),
    ("FOLDER", "DOSSIER"),
    ("FORMAT", "FORMAT"),
    ("HELD", "ANCIEN"),
    ("LANG", "LANGUE"),
    ("MEANS", "MOYEN"),
    ("MEDIUM", "SUPPORT"),
    ("METHOD", "MÉTHODE"),
    ("NAME", "NOM"),
    ("NEW", "NOUVEAU"),
    ("NUMBER", "NUMÉRO"),
    ("PATH", "CHEMIN"),
    ("PATTERN", "MOTIF"),
    ("READ_BACK", "RELECTURE"),
    ("REASON", "MOTIF"),
    ("SCREEN", "ÉCRAN"),
    ("SECONDS", "SECONDES"),
    ("SOURCE", "SOURCE"),
    ("TEXT", "TEXTE"),
    ("YEAR", "ANNÉE"),
];

/// The help of a subcommand.
#[must_use]
pub fn of_command(path: &str) -> Option<&'static CommandHelp> {
    COMMANDS.iter().find(|help| help.path == path)
}

/// What an argument of a subcommand is for.
#[must_use]
pub fn of_arg(path: &str, id: &str) -> Option<&'static str> {
    find(of_command(path)?.args, id)
}

/// What the values of an option mean; empty when it takes any.
#[must_use]
pub fn of_values(id: &str) -> &'static [(&'static str, &'static str)] {
    VALUES.iter().find(|(name, _)| *name == id).map_or(&[], |(_, values)| values)
}

/// A placeholder in French.
#[must_use]
pub fn of_placeholder(name: &str) -> Option<&'static str> {
    find(PLACEHOLDERS, name)
}

fn find(table: &'static [(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(name, _)| *name == key).map(|(_, said)| *said)
}
