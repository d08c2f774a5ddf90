//! The words of the papers of what a person states: a computer without a drive, a drive destroyed.

/// One field a sentence, a label or a list of words.
pub struct Statement {
    /// Title of a computer without a drive.
    pub title_no_media: &'static str,
    /// Title of a destruction.
    pub title_destruction: &'static str,
    /// Title of a destruction that leaves memory chips.
    pub title_not_destroyed: &'static str,
    /// Below the title: station and day.
    pub issued: fn(station: &str, day: &str) -> String,
    /// What is stated of a computer without a drive.
    pub opening_no_media: &'static str,
    /// What a person declares: name, quality, day, place.
    pub opening_destruction: fn(name: &str, quality: &str, day: &str, place: &str) -> String,
    /// Result: none.
    pub no_media: &'static str,
    /// Heading: what the program looked for.
    pub seen_by_program: &'static str,
    /// Heading: what a person saw.
    pub seen_by_person: &'static str,
    /// Label: where it looked.
    pub looked_for: &'static str,
    /// Where drives are looked for, in the order of their type.
    pub places: [&'static str; 4],
    /// Label: what it found.
    pub found: &'static str,
    /// Nothing.
    pub found_none: &'static str,
    /// Controllers that report nothing attached: how many, their addresses.
    pub controllers: fn(n: usize, addresses: &str) -> String,
    /// Drives that the program was started from, as a list.
    pub started_from: fn(&str) -> String,
    /// Label: what a person says.
    pub statement: &'static str,
    /// Opened and found empty: the code of the person.
    pub opened: fn(code: &str) -> String,
    /// Label: when it was signed.
    pub signed: &'static str,
    /// Day, clock time, the same in UTC.
    pub signed_at: fn(day: &str, clock: &str, utc: &str) -> String,
    /// Reservation: a clock that was wrong.
    pub clock_reserved: &'static str,
    /// What a statement of no medium does not cover.
    pub limits_no_media: [&'static str; 3],
    /// The law, for no medium: the convention.
    pub legal_no_media: fn(convention: Option<&str>) -> String,
    /// Heading: what was declared.
    pub destruction_heading: &'static str,
    /// Label: how.
    pub means: &'static str,
    /// How, and more of how.
    pub means_detail: fn(means: &str, detail: &str) -> String,
    /// Label: memory chips.
    pub chips: &'static str,
    /// Whether all, and which.
    pub every_chip: fn(every: &str, which: Option<&str>) -> String,
    /// A magnetic disk: nobody asked.
    pub no_chips: &'static str,
    /// Label: day and place.
    pub when_and_where: &'static str,
    /// Label: who declares.
    pub declared_by: &'static str,
    /// A person: name, quality.
    pub person: fn(name: &str, quality: &str) -> String,
    /// Label: who saw it too.
    pub witness: &'static str,
    /// Nobody.
    pub no_witness: &'static str,
    /// Label: slip of the waste.
    pub waste_slip: &'static str,
    /// Label: the erasure that failed.
    pub failed_erasure: &'static str,
    /// Its number.
    pub failed: fn(number: &str) -> String,
    /// None is named: the drive was typed in.
    pub no_failed: &'static str,
    /// Nobody told its size.
    pub no_capacity: &'static str,
    /// Why it is not destroyed.
    pub chips_left: &'static str,
    /// What a declaration does not cover.
    pub limits_destruction: [&'static str; 3],
    /// The law, for a destruction: the convention.
    pub legal_destruction: fn(convention: Option<&str>) -> String,
    /// The law, for one that leaves memory chips: the convention.
    pub legal_not_destroyed: fn(convention: Option<&str>) -> String,
    /// Not countersigned, in a word.
    pub provisional_word: &'static str,
    /// Countersigned, in a word.
    pub countersigned_word: &'static str,
    /// Not countersigned, in a sentence.
    pub provisional: &'static str,
    /// Countersigned: the number of the lot.
    pub countersigned: fn(lot: &str) -> String,
}

/// English.
pub const EN: Statement = Statement {
    title_no_media: "Statement of no storage medium",
    title_destruction: "Declaration of destruction",
    title_not_destroyed: "Declaration of incomplete destruction",
    issued: |station, day| format!("issued by station {station} on {day}"),
    opening_no_media: "No storage medium is in the computer named below: the program sees none and no trace of one, and a person opened the computer and found every place for one empty.",
    opening_destruction: |name, quality, day, place| {
        format!(
            "{name}, {quality}, declares to have witnessed on {day}, at {place}, the destruction of the storage medium named below."
        )
    },
    no_media: "No storage medium",
    seen_by_program: "What the program looked at",
    seen_by_person: "What a person saw",
    looked_for: "Looked at",
    places: [
        "drives that the system sees",
        "storage controllers (PCI)",
        "NVMe controllers",
        "hosts of memory cards and eMMC",
    ],
    found: "Found",
    found_none: "No drive, and no trace of one that hides.",
    controllers: |n, addresses| match n {
        1 => format!(
            "1 controller reports nothing attached ({addresses}): an empty place looks so, and a dead drive too."
        ),
        _ => format!(
            "{n} controllers report nothing attached ({addresses}): an empty place looks so, and a dead drive too."
        ),
    },
    started_from: |list| format!("Not counted, because the program was started from it: {list}."),
    statement: "Statement",
    opened: |code| {
        format!("Computer opened; every place for a drive found empty, by the person with the code {code}.")
    },
    signed: "Signed",
    signed_at: |day, clock, utc| format!("{day} at {clock}, legal time of Paris ({utc} UTC)."),
    clock_reserved: "The clock was wrong when this was signed: the day that it shows is not that of the signature.",
    limits_no_media: [
        "This is about this computer alone, as it was when it was signed.",
        "A drive that is dead or unplugged shows to nobody but the person who opened the computer: the program takes that person’s word.",
        "No erasure took place: this statement attests none.",
    ],
    legal_no_media: |convention| {
        let under = convention.map(|c| format!(" under convention {c}")).unwrap_or_default();
        format!(
            "Stated on behalf of the donor, who is the controller{under} (GDPR art. 28). It helps to demonstrate why no erasure is attested for this computer (GDPR art. 5(2)). It does not release the donor from its own obligations."
        )
    },
    destruction_heading: "What the person declares",
    means: "Means",
    means_detail: |means, detail| format!("{means}: {detail}"),
    chips: "Memory chips",
    every_chip: |every, which| match which {
        Some(which) => format!("All destroyed: {every}. Which: {which}."),
        None => format!("All destroyed: {every}. Which: not given."),
    },
    no_chips: "Not asked for: a magnetic disk.",
    when_and_where: "Day and place",
    declared_by: "Declared by",
    person: |name, quality| format!("{name}, {quality}"),
    witness: "Witness",
    no_witness: "none",
    waste_slip: "Waste slip",
    failed_erasure: "Failed erasure",
    failed: |number| format!("attestation No. {number}, which names this medium"),
    no_failed: "none is named: the medium is as the person typed it in",
    no_capacity: "not given",
    chips_left: "Nobody declares that every memory chip was destroyed: data may still be on those that are whole.",
    limits_destruction: [
        "The program saw nothing of it: it seals what a person declares, and that this person declared it.",
        "The program did not compare the destroyed object with the medium named above.",
        "No erasure is attested here.",
    ],
    legal_destruction: |convention| {
        let under = convention.map(|c| format!(" under convention {c}")).unwrap_or_default();
        format!(
            "Done on behalf of the donor, who is the controller{under} (GDPR art. 28). This declaration helps to demonstrate art. 5(1)(f), 5(2) and 32 of the GDPR. It does not release the donor from its own obligations."
        )
    },
    legal_not_destroyed: |convention| {
        let under = convention.map(|c| format!(" under convention {c}")).unwrap_or_default();
        format!(
            "Tried on behalf of the donor, who is the controller{under} (GDPR art. 28). Until what follows is done, the medium is to be kept secure (GDPR art. 5(1)(f) and 32)."
        )
    },
    provisional_word: "provisional",
    countersigned_word: "countersigned",
    provisional: "Provisional: signed by the station, not yet countersigned by the zone.",
    countersigned: |lot| format!("Countersigned by the zone, in lot {lot}, which is attached."),
};

/// French.
pub const FR: Statement = Statement {
    title_no_media: "Constat d’absence de support",
    title_destruction: "Constat de destruction",
    title_not_destroyed: "Constat de destruction incomplète",
    issued: |station, day| format!("établi par le poste {station} le {day}"),
    opening_no_media: "L’ordinateur identifié ci-dessous ne contient aucun support de stockage\u{202f}: le logiciel n’en voit ni trace ni indice, et une personne l’a ouvert et a trouvé vide chaque logement.",
    opening_destruction: |name, quality, day, place| {
        format!(
            "{name}, {quality}, déclare avoir assisté le {day}, à {place}, à la destruction du support de stockage identifié ci-dessous."
        )
    },
    no_media: "Aucun support de stockage",
    seen_by_program: "Ce que le logiciel a regardé",
    seen_by_person: "Ce qu’une personne a constaté",
    looked_for: "Regardé",
    places: [
        "disques que le système voit",
        "contrôleurs de stockage (PCI)",
        "contrôleurs NVMe",
        "lecteurs de cartes mémoire et eMMC",
    ],
    found: "Trouvé",
    found_none: "Aucun disque, aucun indice d’un disque caché.",
    controllers: |n, addresses| match n {
        1 => format!(
            "1 contrôleur ne signale rien de branché ({addresses})\u{202f}: un logement vide se présente ainsi, un disque en panne aussi."
        ),
        _ => format!(
            "{n} contrôleurs ne signalent rien de branché ({addresses})\u{202f}: un logement vide se présente ainsi, un disque en panne aussi."
        ),
    },
    started_from: |list| format!("Non compté, car le logiciel en a démarré\u{202f}: {list}."),
    statement: "Constat",
    opened: |code| {
        format!(
            "Ordinateur ouvert\u{202f}; chaque logement de disque trouvé vide, par la personne qui a le code {code}."
        )
    },
    signed: "Signé",
    signed_at: |day, clock, utc| format!("Le {day} à {clock}, heure légale de Paris ({utc} UTC)."),
    clock_reserved: "L’horloge était fausse à la signature\u{202f}: le jour qu’elle donne n’est pas celui de la signature.",
    limits_no_media: [
        "Ce constat porte sur ce seul ordinateur, tel qu’il était à la signature.",
        "Un disque en panne ou débranché n’est visible que de la personne qui a ouvert l’ordinateur\u{202f}: le logiciel s’en remet à sa parole.",
        "Aucun effacement n’a eu lieu\u{202f}: ce constat n’en atteste aucun.",
    ],
    legal_no_media: |convention| {
        let under = convention.map(|c| format!(", dans le cadre de la convention {c}")).unwrap_or_default();
        format!(
            "Constat fait pour le compte du donateur, responsable du traitement{under} (RGPD art. 28). Il contribue à démontrer pourquoi aucun effacement n’est attesté pour cet ordinateur (RGPD art. 5-2). Il ne dispense pas le donateur de ses propres obligations."
        )
    },
    destruction_heading: "Ce que la personne déclare",
    means: "Moyen",
    means_detail: |means, detail| format!("{means}\u{202f}: {detail}"),
    chips: "Puces de mémoire",
    every_chip: |every, which| match which {
        Some(which) => format!("Toutes détruites\u{202f}: {every}. Lesquelles\u{202f}: {which}."),
        None => format!("Toutes détruites\u{202f}: {every}. Lesquelles\u{202f}: non renseigné."),
    },
    no_chips: "Non demandé\u{202f}: disque magnétique.",
    when_and_where: "Jour et lieu",
    declared_by: "Déclaré par",
    person: |name, quality| format!("{name} ({quality})"),
    witness: "Témoin",
    no_witness: "aucun",
    waste_slip: "Bordereau DEEE",
    failed_erasure: "Échec d’effacement",
    failed: |number| format!("attestation n° {number}, qui nomme ce support"),
    no_failed: "aucun n’est nommé\u{202f}: le support est décrit par la personne",
    no_capacity: "non renseignée",
    chips_left: "Personne ne déclare que toutes les puces de mémoire ont été détruites\u{202f}: des données peuvent rester sur celles qui sont intactes.",
    limits_destruction: [
        "Le logiciel n’en a rien vu\u{202f}: il scelle ce qu’une personne déclare, et le fait qu’elle le déclare.",
        "Le logiciel n’a pas comparé l’objet détruit avec le support nommé ci-dessus.",
        "Aucun effacement n’est attesté ici.",
    ],
    legal_destruction: |convention| {
        let under = convention.map(|c| format!(", dans le cadre de la convention {c}")).unwrap_or_default();
        format!(
            "Opération faite pour le compte du donateur, responsable du traitement{under} (RGPD art. 28). Ce constat contribue à démontrer le respect des art. 5-1-f, 5-2 et 32 du RGPD. Il ne dispense pas le donateur de ses propres obligations."
        )
    },
    legal_not_destroyed: |convention| {
        let under = convention.map(|c| format!(", dans le cadre de la convention {c}")).unwrap_or_default();
        format!(
            "Opération tentée pour le compte du donateur, responsable du traitement{under} (RGPD art. 28). Tant que la suite n’est pas faite, le support doit être gardé en sécurité (RGPD art. 5-1-f et 32)."
        )
    },
    provisional_word: "provisoire",
    countersigned_word: "contresigné",
    provisional: "Provisoire\u{202f}: signé par le poste, pas encore contresigné par la zone.",
    countersigned: |lot| format!("Contresigné par la zone, dans le lot {lot}, joint à ce PDF."),
};
