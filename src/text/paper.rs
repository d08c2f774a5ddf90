//! The words of the papers that donors get: the attestation of an erasure, and of its failure.
//!
//! What a record concluded is said by `record::say`, in the words of the screen; here stands what surrounds it on paper.

use crate::event::{AreaKind, Medium, RestoreOutcome, Transport};

/// One field a sentence, a label or a word.
pub struct Paper {
    /// January to December.
    pub months: [&'static str; 12],
    /// Title, when the drive was erased.
    pub title: &'static str,
    /// Title, when it was not.
    pub title_failed: &'static str,
    /// Title for all drives of one machine.
    pub title_machine: &'static str,
    /// The number of an attestation.
    pub number: fn(&str) -> String,
    /// Below the title: station and day.
    pub issued: fn(station: &str, day: &str) -> String,
    /// What is attested: station, day.
    pub opening: fn(station: &str, day: &str) -> String,
    /// What is attested of a failure: station, day.
    pub opening_failed: fn(station: &str, day: &str) -> String,
    /// What is attested of several drives.
    pub opening_machine: fn(station: &str) -> String,
    /// So many drives of so many.
    pub drives_of: fn(erased: usize, all: usize) -> String,
    /// Not countersigned, in a word.
    pub provisional_word: &'static str,
    /// Countersigned, in a word.
    pub countersigned_word: &'static str,
    /// Not countersigned, in a sentence.
    pub provisional: &'static str,
    /// Countersigned: the number of the lot.
    pub countersigned: fn(lot: &str) -> String,
    /// A test and nothing else.
    pub test: &'static str,
    /// Heading: the donor.
    pub donor_heading: &'static str,
    /// Label.
    pub donor: &'static str,
    /// Label.
    pub convention: &'static str,
    /// Label.
    pub handover: &'static str,
    /// Heading: the machine.
    pub machine_heading: &'static str,
    /// Label: vendor and product.
    pub make: &'static str,
    /// Label.
    pub serial: &'static str,
    /// Label.
    pub label: &'static str,
    /// Label.
    pub inventory: &'static str,
    /// Nobody told.
    pub not_given: &'static str,
    /// Heading: the drive.
    pub drive_heading: &'static str,
    /// Heading: one of several drives.
    pub drive_nth: fn(usize) -> String,
    /// Label: kind of drive.
    pub kind: &'static str,
    /// Label.
    pub model: &'static str,
    /// Label.
    pub capacity: &'static str,
    /// Label: world-wide name.
    pub wwn: &'static str,
    /// The drive does not tell its model.
    pub unknown: &'static str,
    /// The drive tells no serial number.
    pub no_serial: &'static str,
    /// The drive tells neither serial number nor world-wide name.
    pub weak_identity: &'static str,
    /// The drive tells no world-wide name.
    pub no_wwn: &'static str,
    /// Bytes, as a count and as a size.
    pub bytes: fn(count: &str, size: &str) -> String,
    /// What it keeps its data on.
    pub medium: fn(Medium) -> &'static str,
    /// How it is attached.
    pub transport: fn(Transport) -> &'static str,
    /// Label: level and technique.
    pub method: &'static str,
    /// An overwrite with its pattern.
    pub pattern: fn(technique: &str, pattern: &str) -> String,
    /// Label: techniques that came before.
    pub earlier: &'static str,
    /// They failed or proved nothing.
    pub in_vain: fn(&str) -> String,
    /// Label.
    pub scope: &'static str,
    /// Bytes erased of bytes with an address.
    pub erased_of: fn(erased: &str, all: &str) -> String,
    /// All bytes with an address.
    pub erased_all: fn(all: &str) -> String,
    /// Not erased: what was written meanwhile.
    pub written_of: fn(written: &str, all: &str) -> String,
    /// Bad blocks.
    pub bad_blocks: fn(blocks: u64, shown: &str) -> String,
    /// Hidden areas: a virtual drive has none.
    pub hidden_not_applicable: &'static str,
    /// Hidden areas: nobody looked.
    pub hidden_not_examined: &'static str,
    /// Hidden areas: none there.
    pub hidden_none: &'static str,
    /// Hidden areas that are there, as a list.
    pub hidden_found: fn(&str) -> String,
    /// Hidden areas of which nobody knows, as a list.
    pub hidden_unknown: fn(&str) -> String,
    /// A hidden area, its size if known, and what came of it.
    pub hidden_area: fn(area: &str, size: Option<&str>, outcome: &str) -> String,
    /// What came of bringing a hidden area back.
    pub restored: fn(Option<RestoreOutcome>) -> &'static str,
    /// What a hidden area is called.
    pub area: fn(AreaKind) -> &'static str,
    /// Label: what was read back.
    pub check: &'static str,
    /// Nothing was read back.
    pub no_check: &'static str,
    /// Label.
    pub dates: &'static str,
    /// Beginning and end on one day: the day, two clock times, two times in UTC.
    pub same_day: fn(day: &str, from: &str, to: &str, utc: &str) -> String,
    /// Beginning and end on two days.
    pub two_days: fn(from: &str, to: &str, utc: &str) -> String,
    /// A day and a clock time.
    pub at: fn(day: &str, clock: &str) -> String,
    /// The clock was the system's.
    pub clock: &'static str,
    /// The clock was wrong.
    pub clock_behind: &'static str,
    /// Somebody had set the clock.
    pub clock_by_hand: &'static str,
    /// Label: why not.
    pub reasons: &'static str,
    /// Label.
    pub reservations: &'static str,
    /// There are none.
    pub none: &'static str,
    /// Label.
    pub limits: &'static str,
    /// Label: what becomes of a drive that was not erased.
    pub fate: &'static str,
    /// What is promised of it.
    pub fate_promise: &'static str,
    /// A box to tick, with a line to write on.
    pub fate_destroyed: &'static str,
    /// A box to tick.
    pub fate_returned: &'static str,
    /// A box to tick.
    pub fate_pending: &'static str,
    /// Label: the law.
    pub frame: &'static str,
    /// The law, with the convention where there is one.
    pub legal: fn(convention: Option<&str>) -> String,
    /// The law, for a failure.
    pub legal_failed: fn(convention: Option<&str>) -> String,
    /// The standard.
    pub standard: &'static str,
    /// Label.
    pub operator: &'static str,
    /// An operator's code.
    pub code: fn(&str) -> String,
    /// Label.
    pub destination: &'static str,
    /// Label.
    pub tool: &'static str,
    /// Name, version, build.
    pub tool_is: fn(name: &str, version: &str, build: &str) -> String,
    /// Label: the station and its key.
    pub station: &'static str,
    /// Label: the zone and its key.
    pub zone: &'static str,
    /// Label: signature.
    pub signature: &'static str,
    /// What the signature is worth.
    pub seal: &'static str,
    /// Heading.
    pub verify: &'static str,
    /// What counts, and how to get at it.
    pub verify_how: &'static str,
    /// With gomme.
    pub verify_gomme: &'static str,
    /// Without.
    pub verify_ssh: &'static str,
    /// The command, with gomme.
    pub command_gomme: &'static str,
    /// The command, without: the signer's name, and what the signature is for.
    pub command_ssh: fn(signer: &str, namespace: &str) -> String,
    /// Before the eight words.
    pub words: &'static str,
    /// In place of the words, where the document names no trust set.
    pub no_words: &'static str,
    /// Where the eight words can be compared.
    pub words_hint: &'static str,
    /// What the picture of a result shows: the result.
    pub alt_sign: fn(result: &str) -> String,
    /// What the QR code holds.
    pub alt_code: &'static str,
    /// In the footer: what is attached.
    pub attached: &'static str,
    /// In the footer: what is attached for several drives.
    pub attached_all: &'static str,
    /// Result of a machine: so many drives are not erased.
    pub some_not_erased: fn(usize) -> String,
    /// In the footer: page and pages.
    pub page: fn(page: usize, pages: usize) -> String,
    /// At the head of a later page: what it goes on with.
    pub continued: fn(&str) -> String,
    /// Attachment: the record.
    pub file_record: &'static str,
    /// Attachment: the record of a document that is no erasure.
    pub file_document: &'static str,
    /// Attachment: its signature.
    pub file_signature: &'static str,
    /// Attachment: the text of the QR code.
    pub file_code: &'static str,
    /// Attachment: the lot.
    pub file_lot: &'static str,
    /// Attachment: the lot's signature.
    pub file_lot_signature: &'static str,
    /// Error: the program is damaged.
    pub damaged: &'static str,
    /// Error: the QR text is too long.
    pub code_too_long: &'static str,
    /// Error: the page could not be written; what the writer said.
    pub not_written: fn(&str) -> String,
    /// Error: not a document of which a paper is made; why.
    pub not_an_attestation: fn(&str) -> String,
    /// Error: the signature is not over these bytes.
    pub not_intact: &'static str,
    /// Error: the lot does not hold the attestation.
    pub not_in_lot: &'static str,
    /// Error: attestations of different machines.
    pub other_machine: fn(&str) -> String,
    /// A file, and what is wrong with it.
    pub file: fn(path: &str, why: &str) -> String,
    /// Error: what stands in place of the paper is no PDF.
    pub in_the_way: fn(path: &str) -> String,
    /// Error: several folders, and no file to write.
    pub no_output: &'static str,
    /// The paper was made.
    pub made: fn(path: &str) -> String,
    /// After a job: no paper could be made; the number, why.
    pub no_paper: fn(number: &str, why: &str) -> String,
    /// Error: no attestation at all.
    pub nothing: &'static str,
    /// The PDF would be larger than any reader takes.
    pub too_large: &'static str,
}

/// English.
pub const EN: Paper = Paper {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    title: "Attestation of data erasure",
    title_failed: "Attestation of failed erasure",
    title_machine: "Attestations of one computer",
    number: |number| format!("No. {number}"),
    issued: |station, day| format!("issued by station {station} on {day}"),
    opening: |station, day| {
        format!(
            "The organisation that keeps station {station} attests that it had the storage medium named below erased on {day}, by the \
             method and within the limits stated here."
        )
    },
    opening_failed: |station, day| {
        format!(
            "The organisation that keeps station {station} attests that the storage medium named below could not be erased on {day}. \
             The data may still be on it."
        )
    },
    opening_machine: |station| {
        format!(
            "The organisation that keeps station {station} attests what was done to each storage medium of the computer below, by the \
             method and within the limits stated for each."
        )
    },
    drives_of: |erased, all| match all {
        1 => format!("{erased} medium of 1"),
        _ => format!("{erased} media of {all}"),
    },
    provisional_word: "provisional",
    countersigned_word: "countersigned",
    provisional: "Provisional: signed by the station, not yet countersigned by the zone.",
    countersigned: |lot| format!("Countersigned by the zone, in lot {lot}, which is attached."),
    test: "TEST – the drive was emulated: this paper proves nothing",
    donor_heading: "Donor",
    donor: "Name",
    convention: "Convention",
    handover: "Handover slip",
    machine_heading: "Computer",
    make: "Make, model",
    serial: "Serial number",
    label: "Label",
    inventory: "Inventory no.",
    not_given: "not given",
    drive_heading: "Storage medium",
    drive_nth: |n| format!("Storage medium {n}"),
    kind: "Kind",
    model: "Make, model",
    capacity: "Capacity",
    wwn: "WWN",
    unknown: "unknown",
    no_serial: "not told by the medium",
    weak_identity: "not told by the medium (weak identity: see the reservations)",
    no_wwn: "not told",
    bytes: |count, size| format!("{count} bytes ({size})"),
    medium: |medium| match medium {
        Medium::Rotating => "Hard disk",
        Medium::Flash => "Flash memory (SSD)",
        Medium::Virtual => "Virtual drive",
        Medium::Unknown => "Kind not recognised",
    },
    transport: |transport| match transport {
        Transport::Ata => "ATA",
        Transport::Nvme => "NVMe",
        Transport::Scsi => "SCSI or SAS",
        Transport::Usb => "behind a USB adapter",
        Transport::Mmc => "eMMC or SD",
        Transport::Ufs => "UFS",
        Transport::Virtual => "of a virtual machine",
        Transport::Loop => "loop device",
        Transport::File => "plain file",
        Transport::Unknown => "interface not recognised",
    },
    method: "Method",
    pattern: |technique, pattern| format!("{technique} (pattern “{pattern}”)"),
    earlier: "Tried before",
    in_vain: |list| format!("{list}: failed, or proved nothing"),
    scope: "Scope",
    erased_of: |erased, all| format!("{erased} of {all} addressable bytes."),
    erased_all: |all| format!("All {all} addressable bytes."),
    written_of: |written, all| {
        format!("Before the end {written} of {all} addressable bytes were written over; this proves nothing.")
    },
    bad_blocks: |blocks, shown| match blocks {
        1 => "1 bad block.".to_owned(),
        _ => format!("{shown} bad blocks."),
    },
    hidden_not_applicable: "Hidden areas: none on a virtual drive.",
    hidden_not_examined: "Hidden areas: not looked for.",
    hidden_none: "Hidden areas: looked for, none found.",
    hidden_found: |list| format!("Hidden areas found: {list}."),
    hidden_unknown: |list| format!("Not known whether there are: {list}."),
    hidden_area: |area, size, outcome| match size {
        Some(size) => format!("{area} ({size}), {outcome}"),
        None => format!("{area}, {outcome}"),
    },
    restored: |outcome| match outcome {
        Some(RestoreOutcome::Restored) => "brought back and erased with the rest",
        Some(RestoreOutcome::NothingHidden) => "nothing hidden in it",
        Some(RestoreOutcome::Refused) => "which the medium refused to bring back",
        Some(RestoreOutcome::Unchanged) => "which did not come back",
        Some(RestoreOutcome::NeedsPowerCycle) => "which could not be brought back without a power cut",
        Some(RestoreOutcome::Unknown) => "of which nothing clear was learnt",
        None => "left without an address",
    },
    area: |kind| match kind {
        AreaKind::HostProtected => "host protected area (HPA)",
        AreaKind::ConfigurationOverlay => "configuration overlay (DCO)",
        AreaKind::AccessibleMax => "lowered maximum address (AMAC)",
        AreaKind::ClippedCapacity => "capacity lowered by a setting",
        AreaKind::DepopulatedElements => "surfaces taken out of use",
        AreaKind::DetachedNamespaces => "namespaces that are not attached",
        AreaKind::OtherNamespaces => "other namespaces",
        AreaKind::OtherLogicalUnits => "other logical units of the same disk",
        AreaKind::UnallocatedCapacity => "capacity in no namespace",
        AreaKind::BootPartitions => "boot partitions",
        AreaKind::ReplayProtected => "replay protected memory (RPMB)",
        AreaKind::GeneralPurpose => "general purpose partitions",
    },
    check: "Check",
    no_check: "None: nothing was read back.",
    dates: "Dates",
    same_day: |day, from, to, utc| format!("{day}, from {from} to {to}, legal time of Paris ({utc} UTC)."),
    two_days: |from, to, utc| format!("From {from} to {to}, legal time of Paris ({utc} UTC)."),
    at: |day, clock| format!("{day} at {clock}"),
    clock: "By the station’s clock, which nobody confirmed.",
    clock_behind: "The station’s clock was wrong: it was earlier than it can have been.",
    clock_by_hand: "By the station’s clock, which the operator had set by hand.",
    reasons: "Why",
    reservations: "Reservations",
    none: "None.",
    limits: "Limits",
    fate: "What follows",
    fate_promise: "It will not leave the workshop chain in a readable state.",
    fate_destroyed: "physical destruction, slip no.",
    fate_returned: "return to the donor",
    fate_pending: "pending",
    frame: "Legal frame",
    legal: |convention| {
        let under = convention.map(|c| format!(" under convention {c}")).unwrap_or_default();
        format!(
            "Done on behalf of the donor, who is the controller{under} (GDPR art. 28). This attestation helps to demonstrate that art. 5(1)(e) \
             and 5(1)(f) (storage limitation, integrity and confidentiality), 5(2) (accountability) and 32 (security) of the GDPR were \
             observed and, where it applies, art. 17. It does not release the donor from its own obligations."
        )
    },
    legal_failed: |convention| {
        let under = convention.map(|c| format!(" under convention {c}")).unwrap_or_default();
        format!(
            "Tried on behalf of the donor, who is the controller{under} (GDPR art. 28). This attestation shows no erasure: until what \
             follows is done, the medium is to be kept secure (GDPR art. 5(1)(f) and 32)."
        )
    },
    standard: "Method chosen by reference to NIST SP 800-88 rev. 2 (September 2025); the drive’s own techniques are those of the ATA, NVMe, \
               SCSI and eMMC interfaces.",
    operator: "Operator",
    code: |code| format!("code {code}"),
    destination: "Destination",
    tool: "Program",
    tool_is: |name, version, build| format!("{name} {version} (build {build})"),
    station: "Station",
    zone: "Zone",
    signature: "Signature",
    seal: "Document sealed by an Ed25519 electronic signature (a seal that is not qualified in the sense of eIDAS).",
    verify: "How to verify",
    verify_how: "The file attestation.json, attached to this PDF, is what counts; this page shows it. Save it with attestation.json.sig in \
                 a folder. LIST is the trust set that the organisation gave you.",
    verify_gomme: "With gomme:",
    verify_ssh: "Without it:",
    command_gomme: "gomme verify --trust LIST FOLDER",
    command_ssh: |signer, namespace| {
        format!(
            "ssh-keygen -Y verify -f LIST -I {signer} -n {namespace} -s attestation.json.sig < attestation.json"
        )
    },
    words: "Eight words of the trust set",
    no_words: "Eight words of the trust set: this document names no set; gomme verify shows the words of LIST, to be compared with those on \
               the convention.",
    words_hint: "compare them with those on the convention",
    alt_sign: |result| format!("Result: {result}"),
    alt_code: "QR code that holds the signed core of this attestation",
    attached: "Attached to this PDF: attestation.json, which is what counts, and its signature.",
    attached_all: "Attached to this PDF: the attestation of each medium, which is what counts, and its signature.",
    some_not_erased: |media| match media {
        1 => "1 medium NOT ERASED".to_owned(),
        _ => format!("{media} media NOT ERASED"),
    },
    page: |page, pages| format!("page {page} of {pages}"),
    continued: |what| format!("{what} (continued)"),
    file_record: "The attestation: what was signed, and what counts",
    file_document: "The document: what was signed, and what counts",
    file_signature: "Signature of attestation.json (SSHSIG)",
    file_code: "Text of the QR code",
    file_lot: "The lot in which the zone countersigned",
    file_lot_signature: "Signature of lot.json (SSHSIG)",
    damaged: "This program is damaged. Install it again.",
    code_too_long: "The text for the QR code is too long. Make the paper without it.",
    not_written: |why| {
        format!(
            "The page could not be made: {why}. Report it to gomme’s makers; the attestation itself is whole."
        )
    },
    not_an_attestation: |why| format!("No paper can be made of this: {why}."),
    not_intact: "The signature does not belong to this attestation: no paper is made of it. Take the folder as the station delivered it.",
    not_in_lot: "The lot does not name this attestation: no paper is made of both. Take the lot that holds it.",
    other_machine: |number| {
        format!("Attestation {number} is about another computer or donor. Make a paper for each computer.")
    },
    file: |path, why| format!("{path}: {why}"),
    in_the_way: |path| {
        format!("{path} is there and is no PDF: nothing was written. Name another file with --output.")
    },
    no_output: "Several folders make one PDF: name it with --output.",
    made: |path| format!("Paper made: {path}"),
    no_paper: |number, why| {
        format!(
            "{number}: the attestation is complete, but its PDF could not be made ({why}). Make it later with gomme paper."
        )
    },
    nothing: "There is no attestation here. Name the folder of a finished job, which holds attestation.json.",
    too_large: "The PDF would be larger than gomme reads. Name fewer folders, or send the files themselves.",
};

/// French.
pub const FR: Paper = Paper {
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    title: "Attestation d’effacement de données",
    title_failed: "Attestation d’échec d’effacement",
    title_machine: "Attestations d’un ordinateur",
    number: |number| format!("N°\u{a0}{number}"),
    issued: |station, day| format!("établie par le poste {station} le {day}"),
    opening: |station, day| {
        format!(
            "La structure qui tient le poste {station} atteste avoir fait procéder, le {day}, à l’effacement du support de stockage \
             identifié ci-dessous, selon la méthode et dans les limites indiquées."
        )
    },
    opening_failed: |station, day| {
        format!(
            "La structure qui tient le poste {station} atteste que le support de stockage identifié ci-dessous n’a pas pu être effacé \
             le {day}. Les données peuvent s’y trouver encore."
        )
    },
    opening_machine: |station| {
        format!(
            "La structure qui tient le poste {station} atteste ce qui a été fait de chaque support de stockage de l’ordinateur \
             ci-dessous, selon la méthode et dans les limites indiquées pour chacun."
        )
    },
    drives_of: |erased, all| match all {
        1 => format!("{erased} support sur 1"),
        _ if erased < 2 => format!("{erased} support sur {all}"),
        _ => format!("{erased} supports sur {all}"),
    },
    provisional_word: "provisoire",
    countersigned_word: "contresignée",
    provisional: "Provisoire : signée par le poste, pas encore contresignée par la zone.",
    countersigned: |lot| format!("Contresignée par la zone, dans le lot {lot}, joint à ce PDF."),
    test: "ESSAI – le disque était simulé : ce papier ne prouve rien",
    donor_heading: "Donateur",
    donor: "Nom",
    convention: "Convention",
    handover: "Prise en charge",
    machine_heading: "Appareil",
    make: "Marque, modèle",
    serial: "N° de série",
    label: "Étiquette",
    inventory: "N° d’inventaire",
    not_given: "non renseigné",
    drive_heading: "Support de stockage",
    drive_nth: |n| format!("Support de stockage {n}"),
    kind: "Nature",
    model: "Marque, modèle",
    capacity: "Capacité",
    wwn: "WWN",
    unknown: "inconnu",
    no_serial: "non communiqué par le support",
    weak_identity: "non communiqué par le support (identité faible : voir les réserves)",
    no_wwn: "non communiqué",
    bytes: |count, size| format!("{count} octets ({size})"),
    medium: |medium| match medium {
        Medium::Rotating => "Disque dur magnétique",
        Medium::Flash => "Mémoire flash (SSD)",
        Medium::Virtual => "Disque virtuel",
        Medium::Unknown => "Nature non reconnue",
    },
    transport: |transport| match transport {
        Transport::Ata => "interface ATA",
        Transport::Nvme => "interface NVMe",
        Transport::Scsi => "interface SCSI ou SAS",
        Transport::Usb => "derrière un adaptateur USB",
        Transport::Mmc => "eMMC ou carte SD",
        Transport::Ufs => "interface UFS",
        Transport::Virtual => "d’une machine virtuelle",
        Transport::Loop => "périphérique de boucle",
        Transport::File => "simple fichier",
        Transport::Unknown => "interface non reconnue",
    },
    method: "Méthode",
    pattern: |technique, pattern| format!("{technique} (motif « {pattern} »)"),
    earlier: "Essayé avant",
    in_vain: |list| format!("{list} : sans succès ou sans preuve"),
    scope: "Étendue",
    erased_of: |erased, all| format!("{erased} octets adressables sur {all}."),
    erased_all: |all| format!("La totalité des {all} octets adressables."),
    written_of: |written, all| {
        format!("Réécrit avant l’arrêt : {written} octets adressables sur {all}, sans valeur de preuve.")
    },
    bad_blocks: |blocks, shown| match blocks {
        1 => "1 bloc défectueux.".to_owned(),
        _ => format!("{shown} blocs défectueux."),
    },
    hidden_not_applicable: "Zones cachées : sans objet, disque virtuel.",
    hidden_not_examined: "Zones cachées : non recherchées.",
    hidden_none: "Zones cachées : recherchées, aucune trouvée.",
    hidden_found: |list| format!("Zones cachées trouvées : {list}."),
    hidden_unknown: |list| format!("On ne sait pas s’il y a : {list}."),
    hidden_area: |area, size, outcome| match size {
        Some(size) => format!("{area} ({size}), {outcome}"),
        None => format!("{area}, {outcome}"),
    },
    restored: |outcome| match outcome {
        Some(RestoreOutcome::Restored) => "rétablie et effacée avec le reste",
        Some(RestoreOutcome::NothingHidden) => "rien n’y était caché",
        Some(RestoreOutcome::Refused) => "que le support a refusé de rétablir",
        Some(RestoreOutcome::Unchanged) => "qui n’a pas reparu",
        Some(RestoreOutcome::NeedsPowerCycle) => "impossible à rétablir sans couper le courant",
        Some(RestoreOutcome::Unknown) => "dont rien de clair n’a été appris",
        None => "restée sans adresse",
    },
    area: |kind| match kind {
        AreaKind::HostProtected => "zone protégée de l’hôte (HPA)",
        AreaKind::ConfigurationOverlay => "surcouche de configuration (DCO)",
        AreaKind::AccessibleMax => "adresse maximale abaissée (AMAC)",
        AreaKind::ClippedCapacity => "capacité abaissée par un réglage",
        AreaKind::DepopulatedElements => "surfaces mises hors service",
        AreaKind::DetachedNamespaces => "espaces de noms non rattachés",
        AreaKind::OtherNamespaces => "autres espaces de noms",
        AreaKind::OtherLogicalUnits => "autres unités logiques du même disque",
        AreaKind::UnallocatedCapacity => "capacité hors de tout espace de noms",
        AreaKind::BootPartitions => "partitions de démarrage",
        AreaKind::ReplayProtected => "mémoire protégée du rejeu (RPMB)",
        AreaKind::GeneralPurpose => "partitions à usage général",
    },
    check: "Contrôle",
    no_check: "Aucun : rien n’a été relu.",
    dates: "Dates",
    same_day: |day, from, to, utc| format!("Le {day}, de {from} à {to}, heure légale de Paris ({utc} UTC)."),
    two_days: |from, to, utc| format!("Du {from} au {to}, heure légale de Paris ({utc} UTC)."),
    at: |day, clock| format!("{day} à {clock}"),
    clock: "Heure de l’horloge du poste, que personne n’a confirmée.",
    clock_behind: "L’horloge du poste était fausse : en retard sur ce qui est possible.",
    clock_by_hand: "Heure de l’horloge du poste, que l’opérateur avait réglée à la main.",
    reasons: "Motifs",
    reservations: "Réserves",
    none: "Aucune.",
    limits: "Limites",
    fate: "Suite",
    fate_promise: "Il ne quittera pas la filière en état de lecture.",
    fate_destroyed: "destruction physique, bordereau n°",
    fate_returned: "restitution au donateur",
    fate_pending: "en attente",
    frame: "Cadre légal",
    legal: |convention| {
        let under = convention.map(|c| format!(", dans le cadre de la convention {c}")).unwrap_or_default();
        format!(
            "Opération réalisée pour le compte du donateur, responsable du traitement{under} (RGPD art. 28). Cette attestation contribue à \
             démontrer le respect des art. 5-1-e et 5-1-f (limitation de la conservation, intégrité et confidentialité), 5-2 \
             (responsabilité) et 32 (sécurité) du RGPD ; le cas échéant de l’art. 17. Elle ne dispense pas le donateur de ses propres \
             obligations."
        )
    },
    legal_failed: |convention| {
        let under = convention.map(|c| format!(", dans le cadre de la convention {c}")).unwrap_or_default();
        format!(
            "Opération tentée pour le compte du donateur, responsable du traitement{under} (RGPD art. 28). Cette attestation ne démontre aucun \
             effacement : tant que la suite n’est pas faite, le support doit être gardé en sécurité (RGPD art. 5-1-f et 32)."
        )
    },
    standard: "Méthode choisie par référence au NIST SP 800-88 révision 2 (septembre 2025) ; les techniques propres au support sont celles \
               des interfaces ATA, NVMe, SCSI et eMMC.",
    operator: "Opérateur",
    code: |code| format!("code {code}"),
    destination: "Destination",
    tool: "Logiciel",
    tool_is: |name, version, build| format!("{name} {version} (version du code source : {build})"),
    station: "Poste",
    zone: "Zone",
    signature: "Signature",
    seal: "Document scellé par une signature électronique Ed25519 (cachet non qualifié au sens d’eIDAS).",
    verify: "Vérifier",
    verify_how: "Le fichier attestation.json, joint à ce PDF, fait foi ; cette page en est la présentation. Enregistrez-le avec \
                 attestation.json.sig dans un dossier. LISTE est la liste de confiance que la structure vous a remise.",
    verify_gomme: "Avec gomme :",
    verify_ssh: "Sans gomme :",
    command_gomme: "gomme verify --trust LISTE DOSSIER",
    command_ssh: |signer, namespace| {
        format!(
            "ssh-keygen -Y verify -f LISTE -I {signer} -n {namespace} -s attestation.json.sig < attestation.json"
        )
    },
    words: "Huit mots de la liste de confiance",
    no_words: "Huit mots de la liste de confiance : ce document n’en nomme aucune ; gomme verify affiche ceux de LISTE, à comparer avec \
               ceux de la convention.",
    words_hint: "à comparer avec ceux de la convention",
    alt_sign: |result| format!("Résultat : {result}"),
    alt_code: "Code QR qui contient le noyau signé de cette attestation",
    attached: "Joints à ce PDF : attestation.json, qui fait foi, et sa signature.",
    attached_all: "Joints à ce PDF : l’attestation de chaque support, qui fait foi, et sa signature.",
    some_not_erased: |media| match media {
        1 => "1 support NON EFFACÉ".to_owned(),
        _ => format!("{media} supports NON EFFACÉS"),
    },
    page: |page, pages| format!("page {page} sur {pages}"),
    continued: |what| format!("{what} (suite)"),
    file_record: "L’attestation : ce qui a été signé, et qui fait foi",
    file_document: "Le document : ce qui a été signé, et qui fait foi",
    file_signature: "Signature de attestation.json (SSHSIG)",
    file_code: "Texte du code QR",
    file_lot: "Le lot par lequel la zone a contresigné",
    file_lot_signature: "Signature de lot.json (SSHSIG)",
    damaged: "Ce programme est abîmé. Installez-le à nouveau.",
    code_too_long: "Le texte prévu pour le code QR est trop long. Faites le papier sans lui.",
    not_written: |why| {
        format!(
            "La page n’a pas pu être faite : {why}. Signalez-le aux auteurs de gomme ; l’attestation elle-même est entière."
        )
    },
    not_an_attestation: |why| format!("Aucun papier ne peut en être fait : {why}."),
    not_intact: "La signature n’est pas celle de cette attestation : aucun papier n’en est fait. Prenez le dossier tel que le poste l’a \
                 remis.",
    not_in_lot: "Le lot ne nomme pas cette attestation : aucun papier n’en est fait. Prenez le lot qui la contient.",
    other_machine: |number| {
        format!(
            "L’attestation {number} porte sur un autre ordinateur ou un autre donateur. Faites un papier par ordinateur."
        )
    },
    file: |path, why| format!("{path} : {why}"),
    in_the_way: |path| {
        format!(
            "{path} existe et n’est pas un PDF : rien n’a été écrit. Nommez un autre fichier avec --output."
        )
    },
    no_output: "Plusieurs dossiers font un seul PDF : nommez-le avec --output.",
    made: |path| format!("Papier fait : {path}"),
    no_paper: |number, why| {
        format!(
            "{number} : l’attestation est complète, mais son PDF n’a pas pu être fait ({why}). Faites-le plus tard avec gomme paper."
        )
    },
    nothing: "Il n’y a pas d’attestation ici. Nommez le dossier d’un travail terminé, qui contient attestation.json.",
    too_large: "Le PDF serait plus grand que ce que gomme sait lire. Nommez moins de dossiers, ou envoyez les fichiers eux-mêmes.",
};
