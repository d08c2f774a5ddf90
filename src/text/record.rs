//! The words of a record: results, levels, and what stands beside them.

/// One field a word.
pub struct Words {
    /// Result: erased.
    pub erased: &'static str,
    /// Result: with reservations.
    pub erased_with_reservations: &'static str,
    /// Result: not erased.
    pub not_erased: &'static str,
    /// Level: none.
    pub level_none: &'static str,
    /// Level: Clear.
    pub level_clear: &'static str,
    /// Level: Purge.
    pub level_purge: &'static str,
    /// Why not: each [`Reason`](crate::record::Reason) in its order.
    pub interrupted: &'static str,
    /// The drive stopped answering.
    pub stalled: &'static str,
    /// The drive is gone.
    pub vanished: &'static str,
    /// The drive could not be confirmed.
    pub identity_not_confirmed: &'static str,
    /// The drive is dying.
    pub too_many_bad_blocks: &'static str,
    /// The drive is dead.
    pub nothing_but_errors: &'static str,
    /// The drive did not flush.
    pub flush_failed: &'static str,
    /// gomme failed.
    pub internal_error: &'static str,
    /// A later job.
    pub superseded: &'static str,
    /// The journal could not be written, so that the erase was not begun.
    pub journal_not_written: &'static str,
    /// A pass did not end.
    pub pass_incomplete: &'static str,
    /// No read-back.
    pub read_back_missing: &'static str,
    /// The read-back differs.
    pub read_back_differs: &'static str,
    /// The read-back could not read.
    pub read_back_impossible: &'static str,
    /// Bad blocks that still hold something.
    pub bad_blocks_still_readable: &'static str,
    /// The drive kept what was there.
    pub data_survived: &'static str,
    /// The drive refused or failed.
    pub firmware_erase_failed: &'static str,
    /// Not proven.
    pub firmware_erase_unproven: &'static str,
    /// Nothing was tried.
    pub nothing_tried: &'static str,
    /// Reservation: spare flash.
    pub spare_flash_not_reached: &'static str,
    /// Reservation: hidden areas.
    pub hidden_areas_not_examined: &'static str,
    /// Reservation: bad blocks.
    pub bad_blocks: &'static str,
    /// Reservation: blocks not read back.
    pub blocks_not_read_back: &'static str,
    /// Reservation: weak identity.
    pub weak_identity: &'static str,
    /// Reservation: hidden areas left.
    pub hidden_areas_not_erased: &'static str,
    /// Reservation: hidden areas not read.
    pub hidden_areas_not_read_back: &'static str,
    /// Reservation: boot partitions.
    pub boot_areas_not_erased: &'static str,
    /// Reservation: an earlier technique.
    pub earlier_technique_failed: &'static str,
    /// Limit: addressable only.
    pub addressable_only: &'static str,
    /// Limit: retired blocks.
    pub retired_blocks_not_counted: &'static str,
    /// Limit: sampled.
    pub sampled_only: &'static str,
    /// Limit: virtual drive.
    pub virtual_drive: &'static str,
    /// Limit: firmware.
    pub firmware_trusted: &'static str,
    /// Limit: encryption.
    pub encryption_trusted: &'static str,
    /// Limit: RPMB.
    pub replay_protected_kept: &'static str,
    /// Limit: boot partitions not known.
    pub boot_partitions_not_examined: &'static str,
    /// Limit: an emulated drive.
    pub emulated_drive: &'static str,
    /// The drive keeps the published password, which is this.
    pub password_published: fn(&str) -> String,
    /// The drive keeps somebody else's password.
    pub password_not_ours: &'static str,
    /// The drive may keep a password; the published one is this.
    pub password_unknown: fn(&str) -> String,
}

/// English.
pub const EN: Words = Words {
    erased: "erased and read back",
    erased_with_reservations: "erased with reservations",
    not_erased: "NOT ERASED",
    level_none: "none",
    level_clear: "simple erasure (“Clear” of NIST SP 800-88)",
    level_purge: "thorough erasure (“Purge” of NIST SP 800-88)",
    interrupted: "Somebody interrupted the job.",
    stalled: "The drive stopped answering.",
    vanished: "The drive disappeared during the job.",
    identity_not_confirmed: "It could not be made sure that it was the chosen drive from beginning to end.",
    too_many_bad_blocks: "The drive is dying: too many blocks cannot be written.",
    nothing_but_errors: "Wherever it was tried, the drive answered nothing but errors.",
    flush_failed: "The drive did not confirm that what it accepted is on the medium.",
    internal_error: "gomme could not go on.",
    superseded: "A later job on the same drive took the place of this one.",
    journal_not_written: "The journal of the job could not be written (is the stick full, or was it pulled out?), so the erase was not begun. Run the same command again once the folder can be written.",
    pass_incomplete: "The overwrite did not reach the end of the drive.",
    read_back_missing: "The drive was not read back to the end of the plan.",
    read_back_differs: "Reading back found something else than what was written.",
    read_back_impossible: "Too much of what was to be read back could not be read.",
    bad_blocks_still_readable: "Blocks that could not be overwritten can still be read.",
    data_survived: "The drive’s own erase was tried; the medium still holds data that was there before.",
    firmware_erase_failed: "The drive refused to erase itself, or says that it failed.",
    firmware_erase_unproven: "The drive says that it erased itself, but this could not be proven.",
    nothing_tried: "No technique was tried to its end.",
    spare_flash_not_reached: "This drive holds more memory cells than it shows; overwriting does not reach the spare ones.",
    hidden_areas_not_examined: "Hidden areas, which some drives have, were not looked for.",
    bad_blocks: "Some blocks can be neither written nor read; they are listed in the attestation.",
    blocks_not_read_back: "Some blocks could not be read back: nobody saw that they are erased.",
    weak_identity: "The drive tells no serial number: only its label ties it to this attestation.",
    hidden_areas_not_erased: "The drive has a hidden area that could not be erased; the attestation names it.",
    hidden_areas_not_read_back: "The drive has a hidden area that its erase command covers, but that cannot be read back.",
    boot_areas_not_erased: "The drive has boot partitions, which hold its machine’s firmware; they were left as they are.",
    earlier_technique_failed: "Another technique was tried before, and failed or proved nothing; the attestation lists it.",
    addressable_only: "Only what the drive’s interface reaches was erased and read back.",
    retired_blocks_not_counted: "Blocks that the drive itself had retired before are out of reach, and their number is not known.",
    sampled_only: "Only the blocks that were drawn were read back.",
    virtual_drive: "A virtual drive: what lies beneath it was not judged.",
    firmware_trusted: "What a drive reaches when it erases itself on command, spare cells included, rests on how its maker built it.",
    encryption_trusted: "A cryptographic erase destroys the key; it rests on the drive’s own encryption.",
    replay_protected_kept: "Replay-protected memory, which no computer can erase, was left as it is.",
    boot_partitions_not_examined: "The drive did not tell whether it has boot partitions; an erase would not reach them.",
    emulated_drive: "A test: the drive was emulated, and no drive was erased.",
    password_published: |password| {
        format!(
            "The drive stays locked, or will be once it loses its power: the published password {password} could not be taken off. To open it, as root, with the drive’s own name for sdX: hdparm --user-master u --security-unlock {password} /dev/sdX and then hdparm --user-master u --security-disable {password} /dev/sdX"
        )
    },
    password_not_ours: "The drive is locked with a password that is not ours. Ask the donor for it, and take it off in the BIOS setup of the machine the drive comes from.",
    password_unknown: |password| {
        format!(
            "A password may be left on the drive, and it could not be learnt whose. Cut the drive’s power, plug it in again, and look with hdparm -I /dev/sdX. Should it be gomme’s, these open it: hdparm --user-master u --security-unlock {password} /dev/sdX and then hdparm --user-master u --security-disable {password} /dev/sdX"
        )
    },
};

/// French.
pub const FR: Words = Words {
    erased: "effacé et contrôlé",
    erased_with_reservations: "effacé avec réserves",
    not_erased: "NON EFFACÉ",
    level_none: "aucun",
    level_clear: "effacement simple (« Clear » du NIST SP 800-88)",
    level_purge: "effacement approfondi (« Purge » du NIST SP 800-88)",
    interrupted: "Quelqu’un a interrompu le travail.",
    stalled: "Le disque a cessé de répondre.",
    vanished: "Le disque a disparu pendant le travail.",
    identity_not_confirmed: "Il n’est pas sûr que ce soit resté le disque choisi, du début à la fin.",
    too_many_bad_blocks: "Le disque est en fin de vie : trop de blocs ne peuvent plus être écrits.",
    nothing_but_errors: "Le disque n’a répondu que par des erreurs, où qu’on l’essaie.",
    flush_failed: "Le disque n’a pas confirmé que ce qu’il a reçu est bien enregistré.",
    internal_error: "gomme n’a pas pu continuer.",
    superseded: "Un travail plus récent sur le même disque remplace celui-ci.",
    journal_not_written: "Le journal de l’opération n’a pas pu être écrit (clé USB pleine ou retirée ?) : l’effacement n’a pas été lancé. Relancez la même commande quand le dossier est de nouveau accessible.",
    pass_incomplete: "La réécriture n’est pas allée jusqu’au bout du disque.",
    read_back_missing: "La relecture prévue du disque n’est pas allée jusqu’au bout.",
    read_back_differs: "La relecture a trouvé autre chose que ce qui a été écrit.",
    read_back_impossible: "Une trop grande part de ce qui devait être relu est illisible.",
    bad_blocks_still_readable: "Des blocs qui n’ont pas pu être réécrits peuvent encore être lus.",
    data_survived: "L’effacement par le disque lui-même a été essayé ; des données d’avant sont toujours là.",
    firmware_erase_failed: "Le disque a refusé de s’effacer lui-même, ou dit qu’il a échoué.",
    firmware_erase_unproven: "Rien ne prouve que le disque s’est bien effacé lui-même.",
    nothing_tried: "Aucune méthode d’effacement n’est allée jusqu’au bout.",
    spare_flash_not_reached: "Ce disque a plus de cellules de mémoire qu’il n’en montre ; la réécriture n’atteint pas celles de \
                              réserve.",
    hidden_areas_not_examined: "Les zones cachées, que certains disques possèdent, n’ont pas été recherchées.",
    bad_blocks: "Certains blocs ne peuvent être ni écrits ni lus ; l’attestation en donne la liste.",
    blocks_not_read_back: "Certains blocs n’ont pas pu être relus\u{202f}: personne n’a vu qu’ils sont effacés.",
    weak_identity: "Le disque ne donne pas de numéro de série : seule son étiquette le relie à cette attestation.",
    hidden_areas_not_erased: "Le disque a une zone cachée qui n’a pas pu être effacée ; l’attestation la nomme.",
    hidden_areas_not_read_back: "Le disque a une zone cachée que sa commande d’effacement couvre, mais qui ne peut pas être relue.",
    boot_areas_not_erased: "Le disque a des partitions de démarrage, qui contiennent le micrologiciel de sa machine ; elles sont restées en l’état.",
    earlier_technique_failed: "Une autre méthode a été essayée avant, sans succès ou sans preuve ; l’attestation la mentionne.",
    addressable_only: "Seul ce que l’interface du disque permet d’atteindre a été effacé et relu.",
    retired_blocks_not_counted: "Les blocs que le disque avait déjà mis de côté sont hors d’atteinte, et leur nombre n’est pas \
                                 connu.",
    sampled_only: "Seuls les blocs tirés au hasard ont été relus.",
    virtual_drive: "Disque virtuel : ce qui se trouve en dessous n’a pas été jugé.",
    firmware_trusted: "Ce qu’un disque atteint quand il s’efface lui-même sur commande, cellules de réserve comprises, dépend de la façon dont son fabricant l’a construit.",
    encryption_trusted: "Un effacement cryptographique supprime la clé ; il repose sur le chiffrement du disque lui-même.",
    replay_protected_kept: "La mémoire protégée contre la relecture (RPMB), qu’aucun ordinateur ne peut effacer, est restée en l’état.",
    boot_partitions_not_examined: "Le disque n’a pas dit s’il a des partitions de démarrage ; un effacement ne les atteindrait pas.",
    emulated_drive: "Un essai : le disque était simulé, aucun disque n’a été effacé.",
    password_published: |password| {
        format!(
            "Le disque reste verrouillé, ou le sera dès qu’il perdra le courant\u{202f}: le mot de passe publié {password} n’a pas pu être retiré. Pour l’ouvrir, en tant que root, avec le nom du disque à la place de sdX\u{202f}: hdparm --user-master u --security-unlock {password} /dev/sdX puis hdparm --user-master u --security-disable {password} /dev/sdX"
        )
    },
    password_not_ours: "Le disque est verrouillé par un mot de passe qui n’est pas le nôtre. Demandez-le au donateur, et retirez-le dans le BIOS de la machine d’où vient le disque.",
    password_unknown: |password| {
        format!(
            "Un mot de passe est peut-être resté sur le disque, sans qu’on sache lequel. Débranchez puis rebranchez l’alimentation du disque, et regardez avec hdparm -I /dev/sdX. S’il vient de gomme, ceci l’ouvre\u{202f}: hdparm --user-master u --security-unlock {password} /dev/sdX puis hdparm --user-master u --security-disable {password} /dev/sdX"
        )
    },
};
