//! What `gomme list` says around the drives.

use crate::event::{Medium, Transport};

/// The sentences of one language.
pub struct List {
    /// Nothing found.
    pub no_drive: &'static str,
    /// Above the hints that weigh.
    pub hidden_drives: &'static str,
    /// Above the other hints.
    pub maybe: &'static str,
    /// No reason against it.
    pub selectable: &'static str,
    /// Above the reasons.
    pub refused: &'static str,
    /// No model.
    pub no_model: &'static str,
    /// The serial number.
    pub serial: fn(&str) -> String,
    /// Neither serial number nor world-wide name.
    pub no_name: &'static str,
    /// Backing file of a loop device.
    pub file: fn(&str) -> String,
    /// How many partitions.
    pub partitions: fn(usize) -> String,
    /// Areas that writing the drive does not reach.
    pub areas: fn(&str) -> String,
    /// How it is attached.
    pub transport: fn(Transport) -> &'static str,
    /// What it keeps its data on.
    pub medium: fn(Medium) -> &'static str,
}

/// English.
pub const EN: List = List {
    no_drive: "No drive shows. Open the machine to be sure that it has none.",
    hidden_drives: "WARNING: A DRIVE MAY BE HIDDEN",
    maybe: "Also looked at:",
    selectable: "can be chosen",
    refused: "cannot be chosen:",
    no_model: "(gives no model)",
    serial: |serial| format!("serial {serial}"),
    no_name: "gives no serial number: copy the one on its label",
    file: |file| format!("file {file}"),
    partitions: |n| if n == 1 { "1 partition".into() } else { format!("{n} partitions") },
    areas: |names| format!("boot areas that an overwrite does not reach: {names}"),
    transport: |transport| match transport {
        Transport::Ata => "SATA",
        Transport::Nvme => "NVMe",
        Transport::Scsi => "SAS/SCSI",
        Transport::Usb => "USB",
        Transport::Mmc => "eMMC/SD",
        Transport::Ufs => "UFS",
        Transport::Virtual => "virtual",
        Transport::Loop => "loop device",
        Transport::File => "plain file",
        Transport::Unknown => "attachment unknown",
    },
    medium: |medium| match medium {
        Medium::Rotating => "hard disk",
        Medium::Flash => "flash",
        Medium::Virtual => "virtual medium",
        Medium::Unknown => "medium unknown",
    },
};

/// French.
pub const FR: List = List {
    no_drive: "Aucun disque n’apparaît. Ouvrez la machine pour être sûr qu’elle n’en a pas.",
    hidden_drives: "ATTENTION\u{202f}: UN DISQUE EST PEUT-ÊTRE CACHÉ",
    maybe: "À savoir aussi\u{202f}:",
    selectable: "peut être choisi",
    refused: "ne peut pas être choisi\u{202f}:",
    no_model: "(ne donne pas son modèle)",
    serial: |serial| format!("n° de série {serial}"),
    no_name: "ne dit pas son numéro de série\u{202f}: recopiez celui de l’étiquette",
    file: |file| format!("fichier {file}"),
    partitions: |n| if n == 1 { "1 partition".into() } else { format!("{n} partitions") },
    areas: |names| format!("zones de démarrage qu’une réécriture n’atteint pas\u{202f}: {names}"),
    transport: |transport| match transport {
        Transport::Ata => "SATA",
        Transport::Nvme => "NVMe",
        Transport::Scsi => "SAS/SCSI",
        Transport::Usb => "USB",
        Transport::Mmc => "eMMC/SD",
        Transport::Ufs => "UFS",
        Transport::Virtual => "virtuel",
        Transport::Loop => "périphérique de boucle",
        Transport::File => "simple fichier",
        Transport::Unknown => "branchement inconnu",
    },
    medium: |medium| match medium {
        Medium::Rotating => "disque magnétique",
        Medium::Flash => "mémoire flash",
        Medium::Virtual => "support virtuel",
        Medium::Unknown => "support inconnu",
    },
};
