//! What is said about a drive's own abilities and its state.

use crate::event::{AreaKind, NoCommands};

/// The sentences of one language.
pub struct SurveyText {
    /// No commands are sent to it; why, and what to do.
    pub none: fn(NoCommands) -> &'static str,
    /// The ways to erase itself, as a list.
    pub can_erase: fn(&str) -> String,
    /// It has none.
    pub cannot_erase: &'static str,
    /// Not learnt.
    pub may_erase: &'static str,
    /// The kinds of sanitize, as a list.
    pub sanitize: fn(&str) -> String,
    /// Sanitize, block erase.
    pub block: &'static str,
    /// Sanitize, cryptographic erase.
    pub crypto: &'static str,
    /// Sanitize, overwrite.
    pub overwrite: &'static str,
    /// ATA enhanced security erase.
    pub security_enhanced: &'static str,
    /// ATA normal security erase.
    pub security_normal: &'static str,
    /// NVMe or SCSI format.
    pub format: &'static str,
    /// NVMe format with a change of key.
    pub format_crypto: &'static str,
    /// eMMC sanitize.
    pub mmc_sanitize: &'static str,
    /// eMMC secure erase.
    pub mmc_secure_erase: &'static str,
    /// All that is written is encrypted, by its word.
    pub encrypts_all: &'static str,
    /// A USB bridge without registers.
    pub bridge_no_registers: &'static str,
    /// A controller without registers.
    pub controller_no_registers: &'static str,
    /// A sanitize runs.
    pub sanitize_running: &'static str,
    /// The last sanitize failed.
    pub sanitize_failed: &'static str,
    /// The last sanitize succeeded.
    pub sanitize_succeeded: &'static str,
    /// Sanitize is frozen.
    pub sanitize_frozen: &'static str,
    /// What a sanitize does or did was not learnt.
    pub sanitize_unknown: &'static str,
    /// The security feature set is frozen.
    pub security_frozen: &'static str,
    /// Locked; the password that gomme sets.
    pub security_locked: fn(&str) -> String,
    /// A password is set, and the drive is open.
    pub security_set: &'static str,
    /// Too many wrong passwords.
    pub security_expired: &'static str,
    /// A format runs.
    pub formatting: &'static str,
    /// Takes no writes.
    pub write_protected: &'static str,
    /// TCG: some range is locked.
    pub tcg_locked: &'static str,
    /// TCG: set up, and open.
    pub tcg_enabled: &'static str,
    /// TCG: there, not set up.
    pub tcg_idle: &'static str,
    /// TCG: there, and no more is known.
    pub tcg_unknown: &'static str,
    /// How many other namespaces are attached.
    pub other_namespaces: fn(u32) -> String,
    /// How many other logical units there are.
    pub other_units: fn(u32) -> String,
    /// A hidden area: what it is, how large.
    pub hidden: fn(&str, &str) -> String,
    /// A hidden area of unknown size: what it is.
    pub hidden_unmeasured: fn(&str) -> String,
    /// Areas of which it was not learnt whether they are there, as a list.
    pub maybe_hidden: fn(&str) -> String,
    /// What a hidden area is called.
    pub area: fn(AreaKind) -> &'static str,
}

/// English.
pub const EN: SurveyText = SurveyText {
    none: |why| match why {
        NoCommands::Virtual => "A virtual drive: it has no firmware of its own that could erase it.",
        NoCommands::RaidController => {
            "Behind a RAID controller, which answers in the drive’s place: the drive’s own erase is not used. Set the controller to HBA mode, or move the drive to a plain SATA or SAS port."
        }
        NoCommands::Fabrics => "In another machine, reached through a network: erase it there.",
        NoCommands::SdCard => "An SD card: it has no erase command that can be relied on.",
        NoCommands::Ufs => "UFS memory: gomme does not use its own erase.",
        NoCommands::Bridge => {
            "Behind a USB adapter that hands no commands through: the drive’s own erase is not used, and whether a part of it is hidden is not known. Connect it directly if you can."
        }
        NoCommands::NoAnswer => {
            "The drive answered no question about itself: what it can do, and whether a part of it is hidden, is not known."
        }
    },
    can_erase: |ways| format!("Can erase itself: {ways}."),
    cannot_erase: "Has no command to erase itself.",
    may_erase: "Whether it can erase itself is not known.",
    sanitize: |kinds| format!("sanitize ({kinds})"),
    block: "block erase",
    crypto: "cryptographic erase",
    overwrite: "overwrite",
    security_enhanced: "enhanced security erase",
    security_normal: "security erase",
    format: "format",
    format_crypto: "format with a change of key",
    mmc_sanitize: "erase of all blocks, then sanitize",
    mmc_secure_erase: "secure erase",
    encrypts_all: "Says that it encrypts all that is written.",
    bridge_no_registers: "Behind a USB bridge that returns no registers: the drive’s own erase is not used. Connect it directly if you can.",
    controller_no_registers: "The controller returns no registers: the drive’s own erase is not used. Move the drive to a plain SATA port if you can.",
    sanitize_running: "A sanitize is running: the drive does nothing else until it ends, and goes on after a power cut. Let it run.",
    sanitize_failed: "Its last sanitize failed: it may refuse everything but another one.",
    sanitize_succeeded: "Its last sanitize ended without error, by its own word.",
    sanitize_frozen: "Its sanitize is frozen by the computer’s firmware: put the computer to sleep and wake it, or unplug the drive’s power and plug it in again.",
    sanitize_unknown: "Whether a sanitize runs or failed is not known.",
    security_frozen: "Its security erase is frozen by the computer’s firmware: put the computer to sleep and wake it, or unplug the drive’s power and plug it in again.",
    security_locked: |password| {
        format!(
            "Locked with a password: nothing can be read or written. After an erase by gomme that lost power it is {password}; any other is not ours."
        )
    },
    security_set: "A password is set, and the drive is open for now.",
    security_expired: "Too many wrong passwords were tried: cut the drive’s power before the next one.",
    formatting: "A format is running: wait until it ends.",
    write_protected: "Write protected: it cannot be erased as it is.",
    tcg_locked: "Locked by its encryption (TCG): a part of it can be neither read nor written without the password.",
    tcg_enabled: "Its encryption lock (TCG) is set up, and open for now.",
    tcg_idle: "Has an encryption lock (TCG) that is not set up.",
    tcg_unknown: "Has an encryption lock (TCG); whether it is set up is not known.",
    other_namespaces: |n| format!("Other namespaces of the same drive, listed on their own: {n}."),
    other_units: |n| format!("Other logical units of the same disk, listed on their own: {n}."),
    hidden: |what, size| format!("Hidden area ({what}): {size}."),
    hidden_unmeasured: |what| format!("Hidden area ({what}), of unknown size."),
    maybe_hidden: |list| format!("Not known whether there is a hidden area: {list}."),
    area: |kind| match kind {
        AreaKind::HostProtected => "host protected area, HPA",
        AreaKind::ConfigurationOverlay => "configuration overlay, DCO",
        AreaKind::AccessibleMax => "lowered maximum address, AMAC",
        AreaKind::ClippedCapacity => "capacity lowered by a setting",
        AreaKind::DepopulatedElements => "surfaces taken out of use",
        AreaKind::OtherLogicalUnits => "other logical units of the same disk",
        AreaKind::DetachedNamespaces => "namespaces that this computer does not see",
        AreaKind::OtherNamespaces => "other namespaces",
        AreaKind::UnallocatedCapacity => "capacity in no namespace",
        AreaKind::BootPartitions => "boot partitions",
        AreaKind::ReplayProtected => "replay protected memory, RPMB",
        AreaKind::GeneralPurpose => "general purpose partitions",
    },
};

/// French.
pub const FR: SurveyText = SurveyText {
    none: |why| match why {
        NoCommands::Virtual => {
            "Disque virtuel\u{202f}: il n’a pas de micrologiciel à lui qui pourrait l’effacer."
        }
        NoCommands::RaidController => {
            "Derrière un contrôleur RAID, qui répond à la place du disque\u{202f}: l’effacement propre au disque n’est pas employé. Mettez le contrôleur en mode HBA, ou branchez le disque sur un simple port SATA ou SAS."
        }
        NoCommands::Fabrics => "Dans une autre machine, atteinte par un réseau\u{202f}: effacez-le là-bas.",
        NoCommands::SdCard => {
            "Carte SD\u{202f}: elle n’a pas de commande d’effacement sur laquelle on puisse compter."
        }
        NoCommands::Ufs => "Mémoire UFS\u{202f}: gomme n’emploie pas son propre effacement.",
        NoCommands::Bridge => {
            "Derrière un adaptateur USB qui ne laisse passer aucune commande\u{202f}: l’effacement propre au disque n’est pas employé, et on ne sait pas si une partie en est cachée. Branchez-le directement si vous le pouvez."
        }
        NoCommands::NoAnswer => {
            "Le disque n’a répondu à aucune question sur lui-même\u{202f}: on ne sait ni ce qu’il peut faire, ni si une partie en est cachée."
        }
    },
    can_erase: |ways| format!("Peut s’effacer lui-même\u{202f}: {ways}."),
    cannot_erase: "N’a pas de commande pour s’effacer lui-même.",
    may_erase: "On ne sait pas s’il peut s’effacer lui-même.",
    sanitize: |kinds| format!("commande sanitize ({kinds})"),
    block: "effacement par blocs",
    crypto: "effacement cryptographique",
    overwrite: "réécriture",
    security_enhanced: "security erase renforcé",
    security_normal: "security erase simple",
    format: "formatage",
    format_crypto: "formatage avec changement de clé",
    mmc_sanitize: "effacement de tous les blocs, puis sanitize",
    mmc_secure_erase: "effacement sécurisé",
    encrypts_all: "Dit chiffrer tout ce qu’on y écrit.",
    bridge_no_registers: "Derrière un adaptateur USB qui ne rend pas les registres\u{202f}: l’effacement propre au disque n’est pas employé. Branchez-le directement si vous le pouvez.",
    controller_no_registers: "Le contrôleur ne rend pas les registres\u{202f}: l’effacement propre au disque n’est pas employé. Branchez le disque sur un simple port SATA si vous le pouvez.",
    sanitize_running: "Une commande sanitize est en cours\u{202f}: le disque ne fait rien d’autre avant la fin, et reprend après une coupure de courant. Laissez-la finir.",
    sanitize_failed: "Sa dernière commande sanitize a échoué\u{202f}: il peut tout refuser, sauf une nouvelle.",
    sanitize_succeeded: "Sa dernière commande sanitize s’est terminée sans erreur, selon lui.",
    sanitize_frozen: "Sa commande sanitize est gelée par le micrologiciel de l’ordinateur\u{202f}: mettez l’ordinateur en veille et réveillez-le, ou débranchez puis rebranchez l’alimentation du disque.",
    sanitize_unknown: "On ne sait pas si une commande sanitize est en cours ou a échoué.",
    security_frozen: "Son security erase est gelé par le micrologiciel de l’ordinateur\u{202f}: mettez l’ordinateur en veille et réveillez-le, ou débranchez puis rebranchez l’alimentation du disque.",
    security_locked: |password| {
        format!(
            "Verrouillé par un mot de passe\u{202f}: rien ne peut être lu ni écrit. Après un effacement par gomme privé de courant, c’est {password}\u{202f}; tout autre n’est pas le nôtre."
        )
    },
    security_set: "Un mot de passe est posé, et le disque est ouvert pour l’instant.",
    security_expired: "Trop de mots de passe faux ont été essayés\u{202f}: coupez l’alimentation du disque avant le prochain.",
    formatting: "Un formatage est en cours\u{202f}: attendez la fin.",
    write_protected: "Protégé contre l’écriture\u{202f}: il ne peut pas être effacé en l’état.",
    tcg_locked: "Verrouillé par son chiffrement (TCG)\u{202f}: une partie ne peut être ni lue ni écrite sans le mot de passe.",
    tcg_enabled: "Son verrou de chiffrement (TCG) est en service, et ouvert pour l’instant.",
    tcg_idle: "A un verrou de chiffrement (TCG) qui n’est pas en service.",
    tcg_unknown: "A un verrou de chiffrement (TCG)\u{202f}; on ne sait pas s’il est en service.",
    other_namespaces: |n| format!("Autres espaces de noms du même disque, listés à part\u{202f}: {n}."),
    other_units: |n| format!("Autres unités logiques du même disque, listées à part\u{202f}: {n}."),
    hidden: |what, size| format!("Zone cachée ({what})\u{202f}: {size}."),
    hidden_unmeasured: |what| format!("Zone cachée ({what}), de taille inconnue."),
    maybe_hidden: |list| format!("On ne sait pas s’il y a une zone cachée\u{202f}: {list}."),
    area: |kind| match kind {
        AreaKind::HostProtected => "zone protégée de l’hôte, HPA",
        AreaKind::ConfigurationOverlay => "surcouche de configuration, DCO",
        AreaKind::AccessibleMax => "adresse maximale abaissée, AMAC",
        AreaKind::ClippedCapacity => "capacité abaissée par un réglage",
        AreaKind::DepopulatedElements => "surfaces mises hors service",
        AreaKind::OtherLogicalUnits => "autres unités logiques du même disque",
        AreaKind::DetachedNamespaces => "espaces de noms que cet ordinateur ne voit pas",
        AreaKind::OtherNamespaces => "autres espaces de noms",
        AreaKind::UnallocatedCapacity => "capacité hors de tout espace de noms",
        AreaKind::BootPartitions => "partitions de démarrage",
        AreaKind::ReplayProtected => "mémoire protégée du rejeu, RPMB",
        AreaKind::GeneralPurpose => "partitions à usage général",
    },
};
