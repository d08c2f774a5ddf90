//! Sentences of the web page that are not those of `gomme verify`.

/// One field a sentence.
pub struct Page {
    /// The title.
    pub title: &'static str,
    /// What it is for.
    pub lead: &'static str,
    /// On the place where files are dropped.
    pub drop: &'static str,
    /// What may be dropped.
    pub drop_what: &'static str,
    /// A button.
    pub choose_files: &'static str,
    /// A button.
    pub choose_folder: &'static str,
    /// Nothing leaves this computer.
    pub private: &'static str,
    /// The trust set of the page.
    pub trust_built_in: &'static str,
    /// What to do with its words.
    pub trust_built_in_explain: &'static str,
    /// A trust set that the reader gave, by its file's name.
    pub trust_given: fn(name: &str) -> String,
    /// What to do with its words.
    pub trust_given_explain: &'static str,
    /// No trust set.
    pub trust_none: &'static str,
    /// What that means.
    pub trust_none_explain: &'static str,
    /// The file that was given is no trust set; why is said by others.
    pub trust_broken: &'static str,
    /// What a zone revoked is known, as of a day.
    pub trust_list: fn(zone: &str, day: &str) -> String,
    /// What a zone revoked is not known.
    pub trust_no_list: fn(zone: &str) -> String,
    /// The list of answers, for those who hear it.
    pub answers: &'static str,
    /// What can be folded out.
    pub details: &'static str,
    /// A button.
    pub print: &'static str,
    /// A button.
    pub clear: &'static str,
    /// Files are being read.
    pub reading: &'static str,
    /// More than the page takes.
    pub too_many: &'static str,
    /// A folder was dropped that this browser does not open.
    pub folder_closed: &'static str,
    /// Nothing in what was dropped is for this page.
    pub nothing: &'static str,
    /// The program in the page stopped.
    pub broken: &'static str,
    /// What it is made of.
    pub licences: &'static str,
    /// Which source it was made of.
    pub version: &'static str,
    /// When the answers were found, by the clock of the computer.
    pub checked: fn(at: &str) -> String,
}

impl Page {
    /// The sentences that stand as they are, by the names that the page's elements call them.
    #[must_use]
    pub fn by_name(&self) -> Vec<(&'static str, &'static str)> {
        vec![
            ("title", self.title),
            ("lead", self.lead),
            ("drop", self.drop),
            ("drop_what", self.drop_what),
            ("choose_files", self.choose_files),
            ("choose_folder", self.choose_folder),
            ("private", self.private),
            ("answers", self.answers),
            ("details", self.details),
            ("print", self.print),
            ("clear", self.clear),
            ("reading", self.reading),
            ("too_many", self.too_many),
            ("folder_closed", self.folder_closed),
            ("nothing", self.nothing),
            ("broken", self.broken),
            ("licences", self.licences),
            ("version", self.version),
        ]
    }
}

/// English.
pub const EN: Page = Page {
    title: "Check an erasure attestation",
    lead: "Is it really from the organisation that erased the drive, and has nobody changed it?",
    drop: "Drop the files here",
    drop_what: "The PDF, or attestation.json and attestation.json.sig together, or a whole folder",
    choose_files: "Choose files …",
    choose_folder: "Choose a folder …",
    private: "Your files stay on this computer: this page contacts no server.",
    trust_built_in: "The trust set in this page",
    trust_built_in_explain: "Compare these eight words with those on your convention. If one differs, do not rely on this page.",
    trust_given: |name| format!("The trust set that you gave: {name}"),
    trust_given_explain: "Compare these eight words with those on your convention. If one differs, do not rely on the answers below.",
    trust_none: "There is no trust set in this page",
    trust_none_explain: "Nothing here says whose signatures count: the best answer is UNKNOWN ISSUER. Drop the trust set that the \
                         organisation gave you with the convention, or ask it for its own page.",
    trust_broken: "The trust set that you gave cannot be used",
    trust_list: |zone, day| format!("What zone {zone} revoked: known as of {day}."),
    trust_no_list: |zone| format!("What zone {zone} revoked: not known here."),
    answers: "Answers",
    details: "Details",
    print: "Print the answers",
    clear: "Start again",
    reading: "Reading the files …",
    too_many: "These are too many files at once: 5,000 files or 256 MB is the limit. Drop fewer of them, or use the command gomme verify.",
    folder_closed: "A folder could not be opened. Use the button “Choose a folder”, or drop the files in it.",
    nothing: "There is no attestation in what you dropped. An attestation is a PDF, or a file named attestation.json.",
    broken: "The program in this page stopped: no answer on it counts. Load the page again; if that does not help, use the command gomme \
             verify, and report it to the organisation.",
    licences: "What this page is made of, and the licences",
    version: "Source:",
    checked: |at| format!("Checked on {at}, by the clock of this computer."),
};

/// French.
pub const FR: Page = Page {
    title: "Vérifier une attestation d’effacement",
    lead: "Vient-elle bien de la structure qui a effacé le disque, sans que personne l’ait modifiée ?",
    drop: "Déposez les fichiers ici",
    drop_what: "Le PDF, ou attestation.json et attestation.json.sig ensemble, ou un dossier entier",
    choose_files: "Choisir des fichiers…",
    choose_folder: "Choisir un dossier…",
    private: "Vos fichiers restent sur cet ordinateur : cette page ne contacte aucun serveur.",
    trust_built_in: "La liste de confiance de cette page",
    trust_built_in_explain: "Comparez ces huit mots avec ceux de votre convention. Si un seul diffère, ne vous fiez pas à cette page.",
    trust_given: |name| format!("La liste de confiance que vous avez donnée : {name}"),
    trust_given_explain: "Comparez ces huit mots avec ceux de votre convention. Si un seul diffère, ne vous fiez pas aux réponses \
                          ci-dessous.",
    trust_none: "Cette page ne contient pas de liste de confiance",
    trust_none_explain: "Rien ne dit ici quelles signatures comptent : la meilleure réponse possible est ÉMETTEUR INCONNU. Déposez la \
                         liste de confiance que la structure vous a remise avec la convention, ou demandez-lui sa propre page.",
    trust_broken: "La liste de confiance que vous avez donnée est inutilisable",
    trust_list: |zone, day| format!("Révocations de la zone {zone} : connues au {day}."),
    trust_no_list: |zone| format!("Révocations de la zone {zone} : inconnues ici."),
    answers: "Réponses",
    details: "Détails",
    print: "Imprimer les réponses",
    clear: "Recommencer",
    reading: "Lecture des fichiers…",
    too_many: "Cela fait trop de fichiers à la fois : la limite est de 5 000 fichiers ou 256 Mo. Déposez-en moins, ou utilisez la \
               commande gomme verify.",
    folder_closed: "Un dossier n’a pas pu être ouvert. Utilisez le bouton « Choisir un dossier », ou déposez les fichiers qu’il contient.",
    nothing: "Il n’y a pas d’attestation dans ce que vous avez déposé. Une attestation est un PDF, ou un fichier nommé attestation.json.",
    broken: "Le programme de cette page s’est arrêté : aucune de ses réponses ne compte. Rechargez la page ; si cela ne suffit pas, \
             utilisez la commande gomme verify, et signalez-le à la structure.",
    licences: "Ce dont cette page est faite, et les licences",
    version: "Source :",
    checked: |at| format!("Vérifié le {at}, selon l’horloge de cet ordinateur."),
};
