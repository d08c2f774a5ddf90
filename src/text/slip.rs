//! The words of the papers of what a zone signs: a lot, a donor’s year.

/// One field a sentence, a label or a list of words.
pub struct Slip {
    /// Title of a lot.
    pub title_lot: &'static str,
    /// Title of a report.
    pub title_report: &'static str,
    /// Below the title: zone and day.
    pub issued: fn(zone: &str, day: &str) -> String,
    /// What an approved lot says.
    pub opening_approved: fn(zone: &str) -> String,
    /// What a lot says of which nobody decided.
    pub opening_waiting: fn(zone: &str) -> String,
    /// What a rejected lot says.
    pub opening_rejected: fn(zone: &str) -> String,
    /// Results, in the order of the type: approved, rejected, waiting.
    pub decisions: [&'static str; 3],
    /// Machines handed over.
    pub machines_in: fn(n: u64, shown: &str) -> String,
    /// Documents in the lot.
    pub documents_in: fn(n: u64, shown: &str) -> String,
    /// Heading.
    pub decision_heading: &'static str,
    /// Label.
    pub decided_by: &'static str,
    /// Label.
    pub decided_at: &'static str,
    /// Nobody decided yet.
    pub nobody: &'static str,
    /// Label.
    pub grounds: &'static str,
    /// Heading: what became of the machines that were handed over.
    pub outcome_heading: &'static str,
    /// Machines by outcome, in the order of their type.
    pub outcomes: [&'static str; 6],
    /// Label: what is missing.
    pub missing_heading: &'static str,
    /// Nothing is missing.
    pub nothing_missing: &'static str,
    /// Machines without a document, by label.
    pub missing: fn(labels: &str) -> String,
    /// Machines without a known label.
    pub missing_without_label: fn(n: &str) -> String,
    /// Machines that wait, by label.
    pub waiting: fn(labels: &str) -> String,
    /// Documents of drives that came alone and wait, by number.
    pub loose: fn(numbers: &str) -> String,
    /// Heading of the table.
    pub table_heading: &'static str,
    /// Heads of the columns of a lot.
    pub columns: [&'static str; 5],
    /// Papers, in the order of their type.
    pub papers: [&'static str; 5],
    /// Documents by kind, where nothing more is known of them: erasure, no medium, destruction.
    pub kinds: [&'static str; 3],
    /// A finding, and what follows.
    pub follows: fn(finding: &str, fate: &str) -> String,
    /// Where a machine goes.
    pub to: fn(outcome: &str, fate: &str) -> String,
    /// A digest.
    pub digest: fn(&str) -> String,
    /// A drive that came without a machine.
    pub alone: &'static str,
    /// There is none.
    pub no_drive: &'static str,
    /// A drive that tells neither model nor number.
    pub not_told: &'static str,
    /// Machines without a known label.
    pub no_label: fn(n: &str) -> String,
    /// Nothing is known of a machine.
    pub nothing_known: &'static str,
    /// Reservation: destructions are declared.
    pub by_word: fn(n: &str) -> String,
    /// Reservation: documents with reservations.
    pub reserved: fn(n: &str) -> String,
    /// Reservation: drives that may hold data.
    pub may_hold: fn(n: &str) -> String,
    /// What a lot does not cover.
    pub limits_lot: [&'static str; 3],
    /// The law, for a lot: the convention.
    pub legal_lot: fn(convention: Option<&str>) -> String,
    /// The clock was that of whoever signed.
    pub clock: &'static str,
    /// The clock was wrong.
    pub clock_behind: &'static str,
    /// What a report says: donor, year.
    pub opening_report: fn(donor: &str, year: u32) -> String,
    /// Heading.
    pub year_heading: &'static str,
    /// Label.
    pub year: &'static str,
    /// How a year is counted.
    pub year_is: &'static str,
    /// Label: what is asked for.
    pub target: fn(year: u32) -> String,
    /// Nothing is asked for.
    pub no_target: &'static str,
    /// What is asked for.
    pub target_is: fn(share: &str) -> String,
    /// Result: reached; what is asked for.
    pub reached: fn(share: &str) -> String,
    /// Result: not reached; what is asked for.
    pub not_reached: fn(share: &str) -> String,
    /// Result: there is no stock.
    pub no_share: &'static str,
    /// Result: a share, and nothing asked for.
    pub share_only: fn(share: &str) -> String,
    /// Label: A.
    pub a: &'static str,
    /// What A is.
    pub a_is: fn(n: &str) -> String,
    /// Label: B.
    pub b: &'static str,
    /// What B is.
    pub b_is: fn(n: &str) -> String,
    /// Label: the share.
    pub share: &'static str,
    /// The share.
    pub share_is: fn(share: &str) -> String,
    /// No share.
    pub share_none: &'static str,
    /// Label: machines that went elsewhere.
    pub elsewhere: &'static str,
    /// So many machines to where.
    pub elsewhere_is: fn(n: &str, fate: &str) -> String,
    /// Heading.
    pub lots_heading: &'static str,
    /// Heading.
    pub machines_heading: &'static str,
    /// Heading.
    pub documents_heading: &'static str,
    /// Heads of columns.
    pub columns_lots: [&'static str; 2],
    /// Heads of columns.
    pub columns_machines: [&'static str; 3],
    /// Heads of columns.
    pub columns_documents: [&'static str; 3],
    /// What a report does not cover.
    pub limits_report: [&'static str; 3],
    /// Reservation: B is the donor’s word.
    pub b_declared: &'static str,
    /// The décret.
    pub decree: &'static str,
}

/// English.
pub const EN: Slip = Slip {
    title_lot: "Lot slip",
    title_report: "Annual report of a donor",
    issued: |zone, day| format!("issued by zone {zone} on {day}"),
    opening_approved: |zone| {
        format!(
            "Zone {zone} has checked the documents listed below, countersigns each of them by its digest, and says what became of every machine."
        )
    },
    opening_waiting: |zone| {
        format!(
            "Zone {zone} has checked the documents listed below and vouches for each of them by its digest. NOBODY HAS DECIDED YET whether the outcome is accepted."
        )
    },
    opening_rejected: |zone| {
        format!(
            "Zone {zone} DOES NOT ACCEPT the outcome of this handover. This lot countersigns none of the documents listed below: they stay provisional."
        )
    },
    decisions: ["Lot approved", "Lot rejected", "Lot not yet approved"],
    machines_in: |n, shown| match n {
        1 => "1 machine".to_owned(),
        _ => format!("{shown} machines"),
    },
    documents_in: |n, shown| match n {
        1 => "1 document".to_owned(),
        _ => format!("{shown} documents, each by its digest"),
    },
    decision_heading: "Decision",
    decided_by: "Decided by",
    decided_at: "Day",
    nobody: "nobody yet",
    grounds: "Grounds",
    outcome_heading: "What became of the machines handed over",
    outcomes: [
        "without a document",
        "waiting: medium not erased",
        "medium given back to the donor",
        "medium declared destroyed",
        "medium erased",
        "without a medium",
    ],
    missing_heading: "What is missing",
    nothing_missing: "Nothing: every machine handed over has its document, and no medium that may hold data waits.",
    missing: |labels| format!("Without any document: {labels}."),
    missing_without_label: |n| format!("Without any document or known label: {n}."),
    waiting: |labels| format!("With a medium that may hold data, and waiting: {labels}."),
    loose: |numbers| format!("Medium that came alone, may hold data, and waits: {numbers}."),
    table_heading: "Machine by machine",
    columns: ["Label", "Machine", "Paper", "Storage medium", "Finding, and what follows"],
    papers: [
        "attestation of erasure",
        "attestation of failure",
        "statement of no medium",
        "declaration of destruction",
        "this line",
    ],
    kinds: ["erasure, done or failed", "statement of no medium", "declaration of destruction"],
    follows: |finding, fate| format!("{finding}; {fate}"),
    to: |outcome, fate| format!("{outcome} – {fate}"),
    digest: |digest| format!("SHA-256 {digest}"),
    alone: "came alone",
    no_drive: "none",
    not_told: "not told",
    no_label: |n| format!("{n} × no label"),
    nothing_known: "NO DOCUMENT: nothing is known of it",
    by_word: |n| format!("Declared destroyed by a person, and not seen by the program: {n}."),
    reserved: |n| format!("Erased with reservations, which the attestation of each names: {n}."),
    may_hold: |n| format!("Data may still be on media that went back to the donor or wait: {n}."),
    limits_lot: [
        "This slip says what the listed documents say, and does not replace them: each has its own reservations and limits.",
        "How many machines were handed over, and where each one goes, is what the zone declares.",
        "Only this lot is attached to this PDF; the documents that it lists are files of their own, told by their digests.",
    ],
    legal_lot: |convention| {
        let under = convention.map(|c| format!(" under convention {c}")).unwrap_or_default();
        format!(
            "Checked on behalf of the donor, who is the controller{under} (GDPR art. 28). The decision is the validation of NIST SP 800-88 rev. 2 §4.5.2. This slip helps to demonstrate art. 5(2) and 32 of the GDPR; it does not release the donor from its own obligations."
        )
    },
    clock: "By the clock of the zone’s computer, which nobody confirmed.",
    clock_behind: "The clock of the zone’s computer was wrong: it was earlier than it can have been.",
    opening_report: |donor, year| {
        format!(
            "Reformed computer equipment of {donor} that was oriented to reuse in {year}, by the approved lots listed below."
        )
    },
    year_heading: "Year",
    year: "Year",
    year_is: "of approval of the lots, in universal time",
    target: |year| format!("Asked for in {year}"),
    no_target: "none: the decree asks for nothing before 2023",
    target_is: |share| format!("at least {share} (decree 2023-266, art. 1)"),
    reached: |share| format!("Target of {share} reached"),
    not_reached: |share| format!("Target of {share} not reached"),
    no_share: "Share not known",
    share_only: |share| format!("Share: {share}"),
    a: "A, reused",
    a_is: |n| format!("{n}: machines of the lots below that go to reuse"),
    b: "B, stock",
    b_is: |n| format!("{n}: reformed equipment on 1 January, as the donor declares it; nobody checked it"),
    share: "A ÷ B × 100",
    share_is: |share| format!("{share}, rounded down to a tenth"),
    share_none: "none: the donor declares no stock on 1 January",
    elsewhere: "Not counted",
    elsewhere_is: |n, fate| format!("{fate}: {n}"),
    lots_heading: "Approved lots of the year",
    machines_heading: "Machines",
    documents_heading: "Documents of the lots",
    columns_lots: ["Lot", "Digest of its file"],
    columns_machines: ["Label", "Lot", "Where it goes"],
    columns_documents: ["No.", "Paper", "What follows"],
    limits_report: [
        "A counts machines by their labels, each once, and no other equipment that the decree names; a machine without a label does not count.",
        "It counts nothing but the lots listed here: other zones and other workshops are not in it.",
        "Where a machine goes is what the zone declares; nobody checked that it arrived there.",
    ],
    b_declared: "B is the donor’s word, and so is the share that comes of it.",
    decree: "Decree no. 2023-266 of 12 April 2023 on the reuse of reformed computer equipment of the State and of local authorities: A, oriented to reuse in the year; B, stock of reformed equipment on 1 January. This report helps the donor with its own; it stands for none that the donor has to make.",
};

/// French.
pub const FR: Slip = Slip {
    title_lot: "Bordereau de lot",
    title_report: "Bilan annuel du donateur",
    issued: |zone, day| format!("établi par la zone {zone} le {day}"),
    opening_approved: |zone| {
        format!(
            "La zone {zone} a contrôlé les documents listés ci-dessous, contresigne chacun d’eux par son empreinte et dit ce qu’est devenue chaque machine."
        )
    },
    opening_waiting: |zone| {
        format!(
            "La zone {zone} a contrôlé les documents listés ci-dessous et répond de chacun d’eux par son empreinte. PERSONNE N’A ENCORE DÉCIDÉ si le résultat est accepté."
        )
    },
    opening_rejected: |zone| {
        format!(
            "La zone {zone} N’ACCEPTE PAS le résultat de cette prise en charge. Ce lot ne contresigne aucun des documents listés ci-dessous\u{202f}: ils restent provisoires."
        )
    },
    decisions: ["Lot approuvé", "Lot refusé", "Lot pas encore approuvé"],
    machines_in: |n, shown| match n {
        0 | 1 => format!("{shown} machine"),
        _ => format!("{shown} machines"),
    },
    documents_in: |n, shown| match n {
        0 | 1 => format!("{shown} document"),
        _ => format!("{shown} documents, chacun par son empreinte"),
    },
    decision_heading: "Décision",
    decided_by: "Décidé par",
    decided_at: "Date",
    nobody: "personne encore",
    grounds: "Motif",
    outcome_heading: "Ce que sont devenues les machines prises en charge",
    outcomes: [
        "sans aucun document",
        "en attente\u{202f}: support non effacé",
        "support rendu au donateur",
        "support déclaré détruit",
        "support effacé",
        "sans support",
    ],
    missing_heading: "Ce qui manque",
    nothing_missing: "Rien\u{202f}: chaque machine prise en charge a son document, et aucun support qui peut contenir des données n’attend.",
    missing: |labels| format!("Sans aucun document\u{202f}: {labels}."),
    missing_without_label: |n| format!("Sans aucun document ni étiquette connue\u{202f}: {n}."),
    waiting: |labels| format!("Avec un support qui peut contenir des données, en attente\u{202f}: {labels}."),
    loose: |numbers| {
        format!("Support venu seul, qui peut contenir des données, en attente\u{202f}: {numbers}.")
    },
    table_heading: "Machine par machine",
    columns: ["Étiquette", "Machine", "Papier", "Support", "Constat, et suite"],
    papers: [
        "attestation d’effacement",
        "attestation d’échec",
        "constat d’absence",
        "constat de destruction",
        "cette ligne",
    ],
    kinds: ["effacement, réussi ou échoué", "constat d’absence de support", "constat de destruction"],
    follows: |finding, fate| format!("{finding}\u{202f}; {fate}"),
    to: |outcome, fate| format!("{outcome} – {fate}"),
    digest: |digest| format!("SHA-256 {digest}"),
    alone: "venu seul",
    no_drive: "aucun",
    not_told: "non communiqué",
    no_label: |n| format!("{n} × sans étiquette"),
    nothing_known: "AUCUN DOCUMENT\u{202f}: on n’en sait rien",
    by_word: |n| {
        format!("Déclarés détruits par une personne, sans que le logiciel l’ait constaté\u{202f}: {n}.")
    },
    reserved: |n| format!("Effacés avec des réserves, que nomme l’attestation de chacun\u{202f}: {n}."),
    may_hold: |n| {
        format!("Des données peuvent rester sur des supports rendus au donateur ou en attente\u{202f}: {n}.")
    },
    limits_lot: [
        "Ce bordereau dit ce que disent les documents listés et ne les remplace pas\u{202f}: chacun a ses propres réserves et limites.",
        "Le nombre de machines prises en charge, et la destination de chacune, sont ceux que la zone déclare.",
        "Seul ce lot est joint à ce PDF\u{202f}; les documents qu’il liste sont des fichiers à part, reconnus à leur empreinte.",
    ],
    legal_lot: |convention| {
        let under = convention.map(|c| format!(", dans le cadre de la convention {c}")).unwrap_or_default();
        format!(
            "Contrôle fait pour le compte du donateur, responsable du traitement{under} (RGPD art. 28). La décision est la validation du NIST SP 800-88 rév. 2, § 4.5.2. Ce bordereau contribue à démontrer le respect des art. 5-2 et 32 du RGPD\u{202f}; il ne dispense pas le donateur de ses propres obligations."
        )
    },
    clock: "Heure de l’horloge de l’ordinateur de la zone, que personne n’a confirmée.",
    clock_behind: "L’horloge de l’ordinateur de la zone était fausse\u{202f}: en retard sur ce qui est possible.",
    opening_report: |donor, year| {
        format!(
            "Matériel informatique réformé de {donor} orienté vers le réemploi en {year}, d’après les lots approuvés listés ci-dessous."
        )
    },
    year_heading: "Année",
    year: "Année",
    year_is: "d’approbation des lots, en temps universel",
    target: |year| format!("Objectif {year}"),
    no_target: "aucun\u{202f}: le décret ne demande rien avant 2023",
    target_is: |share| format!("au moins {share} (décret 2023-266, art. 1)"),
    reached: |share| format!("Objectif de {share} atteint"),
    not_reached: |share| format!("Objectif de {share} non atteint"),
    no_share: "Part non calculable",
    share_only: |share| format!("Part\u{202f}: {share}"),
    a: "A, réemploi",
    a_is: |n| format!("{n}\u{202f}: machines des lots ci-dessous qui vont au réemploi"),
    b: "B, parc réformé",
    b_is: |n| {
        format!(
            "{n}\u{202f}: matériel réformé au 1er janvier, déclaré par le donateur\u{202f}; personne ne l’a contrôlé"
        )
    },
    share: "Part A ÷ B × 100",
    share_is: |share| format!("{share}, arrondi au dixième inférieur"),
    share_none: "aucune\u{202f}: le donateur ne déclare aucun parc réformé au 1er janvier",
    elsewhere: "Non comptées",
    elsewhere_is: |n, fate| format!("{fate}\u{202f}: {n}"),
    lots_heading: "Lots approuvés de l’année",
    machines_heading: "Machines prises en compte",
    documents_heading: "Documents des lots",
    columns_lots: ["Lot", "Empreinte de son fichier"],
    columns_machines: ["Étiquette", "Lot", "Destination"],
    columns_documents: ["N°", "Papier", "Suite"],
    limits_report: [
        "A compte des machines par leur étiquette, chacune une fois, et aucun autre matériel que vise le décret\u{202f}; une machine sans étiquette ne compte pas.",
        "Seuls les lots listés ici sont comptés\u{202f}: ceux d’autres zones et d’autres ateliers n’y sont pas.",
        "La destination d’une machine est celle que la zone déclare\u{202f}; personne n’a contrôlé qu’elle y soit arrivée.",
    ],
    b_declared: "B est la parole du donateur, et la part calculée en dépend.",
    decree: "Décret n° 2023-266 du 12 avril 2023 sur le réemploi des matériels informatiques réformés de l’État et des collectivités\u{202f}: A, orienté vers le réemploi dans l’année\u{202f}; B, parc réformé au 1er janvier. Ce bilan aide le donateur à établir les siens et n’en remplace aucun.",
};
