//! The sentences of `gomme erase`.

use super::{Lang, amounts};

/// One field a sentence.
pub struct EraseText {
    /// A drive was named twice.
    pub named_twice: fn(&str) -> String,
    /// Drives were refused; the list follows.
    pub refused: fn(&str) -> String,
    /// A code that is no code.
    pub not_a_code: fn(&str) -> String,
    /// A code that confirms none of the drives.
    pub code_of_no_drive: fn(&str) -> String,
    /// A drive without a code.
    pub no_code: fn(&str) -> String,
    /// A text for the papers that cannot stand in an attestation: the option, and the limit in bytes.
    pub bad_context: fn(&str, usize) -> String,
    /// The output folder cannot be used: where, why.
    pub out_unusable: fn(&str, &str) -> String,
    /// No random numbers from the system.
    pub no_random: &'static str,
    /// The record cannot be made before anything was done: why.
    pub rehearsal: fn(&str) -> String,
    /// Heading above the drives to be confirmed.
    pub confirm_heading: &'static str,
    /// All content of this drive goes: which, its code.
    pub confirm_line: fn(&str, &str) -> String,
    /// Asks for the code: of which drive.
    pub confirm_ask: fn(&str) -> String,
    /// A wrong code was typed: nothing was done.
    pub confirm_wrong: &'static str,
    /// Asks whether to go on with an interrupted job: which drive, how far in per cent.
    pub resume_ask: fn(&str, &str) -> String,
    /// An interrupted job goes on: which drive, how far.
    pub resuming: fn(&str, &str) -> String,
    /// An interrupted job of the same drive is closed as not erased: its number.
    pub superseded: fn(&str) -> String,
    /// An earlier job that lacked its attestation got it: number, folder.
    pub recovered: fn(&str, &str) -> String,
    /// A journal that cannot be read was left alone: folder.
    pub journal_unusable: fn(&str) -> String,
    /// A journal of a job that the ledger does not hold open: its folder.
    pub journal_stale: fn(&str) -> String,
    /// The journal cannot be written any more: drive, why.
    pub journal_lost: fn(&str, &str) -> String,
    /// The attestation could not be written where it belongs; where it is instead.
    pub delivered_elsewhere: fn(&str, &str, &str) -> String,
    /// The attestation could not be signed or written: drive, why.
    pub proof_failed: fn(&str, &str) -> String,
    /// The engine cannot be had: why.
    pub no_engine: fn(&str) -> String,
    /// A journal without a proof was kept: where, and why there is no proof.
    pub journal_rescued: fn(&str, &str) -> String,
    /// Some proof is missing, or not where it belongs; which was told before.
    pub no_proof: &'static str,
    /// A journal that is none of a job.
    pub no_job: &'static str,
    /// A label and what is said of it.
    pub labelled: fn(&str, &str) -> String,
    /// A pass is under way: number, how many.
    pub writing: fn(u32, u32) -> String,
    /// The read-back is under way.
    pub reading: &'static str,
    /// The look before a resume is under way.
    pub checking: &'static str,
    /// Phase: canaries and witnesses before the drive's own erase.
    pub planting: &'static str,
    /// Phase: looking for them afterwards.
    pub looking: &'static str,
    /// Speed, share, end: for the progress line.
    pub progress: fn(&str, &str) -> String,
    /// Not yet known when it ends.
    pub end_unknown: &'static str,
    /// Some blocks could not be written: how many.
    pub write_failed: fn(u64) -> String,
    /// Result of a drive: words of the result, folder.
    pub closed: fn(&str, &str) -> String,
    /// Ctrl-C was seen.
    pub interrupting: &'static str,
}

/// English.
pub const EN: EraseText = EraseText {
    named_twice: |drive| format!("{drive} is named twice; name each drive once."),
    refused: |list| format!("Nothing was written. These drives cannot be erased:\n{list}"),
    not_a_code: |typed| {
        format!(
            "“{typed}” is no confirmation code. A code has ten digits, such as 4071-839261; `gomme plan` prints it."
        )
    },
    code_of_no_drive: |typed| {
        format!(
            "The code {typed} confirms none of these drives; nothing was written. The code changes when the drive does: \
             run `gomme plan` again and look at the drive."
        )
    },
    no_code: |drive| {
        format!(
            "{drive} is not confirmed; nothing was written. Run `gomme plan {drive}`, then give its code with --confirm, \
             or run this in a terminal to be asked."
        )
    },
    bad_context: |option, max| {
        format!(
            "The text of {option} cannot stand in an attestation: at most {max} bytes, on one line, without control characters."
        )
    },
    out_unusable: |path, why| {
        format!(
            "Nothing was written to any drive: the attestations could not be kept in {path} ({why}). Give another folder with --out."
        )
    },
    no_random: "The operating system gives no random numbers; nothing was written. Try again after a restart.",
    rehearsal: |why| format!("Nothing was written: the attestation of this drive could not be made ({why})."),
    confirm_heading: "ALL CONTENT of these drives will be gone:",
    confirm_line: |drive, code| format!("  code {code}   {drive}"),
    confirm_ask: |drive| format!("Type the code shown beside {drive}: "),
    confirm_wrong: "That is not the code shown beside this drive. Nothing was written.",
    resume_ask: |drive, share| {
        format!("An interrupted erase of {drive} was found, {share} done. Go on with it? [Y/n] ")
    },
    resuming: |drive, share| format!("{drive}: going on with an interrupted erase, {share} done."),
    superseded: |number| {
        format!("The interrupted job {number} is closed as not erased; the drive is erased from its start.")
    },
    recovered: |number, folder| {
        format!("The attestation of the earlier job {number} was completed: {folder}")
    },
    journal_unusable: |folder| {
        format!(
            "The journal in {folder} cannot be read, so that job is not gone on with; the folder is left as it is."
        )
    },
    journal_stale: |folder| {
        format!(
            "The job in {folder} is not open in the station’s ledger (it was attested before, or belongs to another ledger), so it is not gone on with; the folder is left as it is."
        )
    },
    journal_lost: |drive, why| {
        format!(
            "{drive}: the journal cannot be written any more ({why}). Erasing goes on; the attestation will be written at the end."
        )
    },
    delivered_elsewhere: |number, why, folder| {
        format!(
            "{number}: the attestation could not be written where it belongs ({why}). It is in {folder}: copy it to a safe place now."
        )
    },
    proof_failed: |drive, why| {
        format!(
            "{drive}: the attestation could not be made ({why}). The journal is kept: run the same command again to get it."
        )
    },
    no_engine: |why| {
        format!(
            "Nothing was written: this engine cannot be used here ({why}). Leave --engine out, or choose another."
        )
    },
    journal_rescued: |folder, why| {
        format!(
            "{why} The journal of the job is in {folder}: copy it to a safe place now, it is the only trace of the work"
        )
    },
    no_proof: "Not every attestation is where it belongs; see above.",
    no_job: "the journal does not begin as a job does",
    labelled: |label, said| format!("{label}: {said}"),
    writing: |pass, of| if of == 1 { "writing".into() } else { format!("pass {pass}/{of}") },
    reading: "reading back",
    checking: "checking before going on",
    planting: "placing marks to look for afterwards",
    looking: "looking for what should be gone",
    progress: |speed, end| format!("{speed}/s, ends {end}"),
    end_unknown: "…",
    write_failed: |n| format!("{} blocks could not be written so far", amounts::count(Lang::En, n)),
    closed: |result, folder| format!("{result}  →  {folder}"),
    interrupting: "Interrupted: ending cleanly, with a signed “not erased”.",
};

/// French.
pub const FR: EraseText = EraseText {
    named_twice: |drive| format!("{drive} est nommé deux fois ; nommez chaque disque une seule fois."),
    refused: |list| format!("Rien n’a été écrit. Ces disques ne peuvent pas être effacés :\n{list}"),
    not_a_code: |typed| {
        format!(
            "« {typed} » n’est pas un code de confirmation. Un code a dix chiffres, comme 4071-839261 ; `gomme plan` l’affiche."
        )
    },
    code_of_no_drive: |typed| {
        format!(
            "Le code {typed} ne confirme aucun de ces disques ; rien n’a été écrit. Le code change avec le disque : \
             relancez `gomme plan` et regardez le disque."
        )
    },
    no_code: |drive| {
        format!(
            "{drive} n’est pas confirmé ; rien n’a été écrit. Lancez `gomme plan {drive}`, puis donnez son code avec \
             --confirm, ou lancez la commande dans un terminal pour que le code vous soit demandé."
        )
    },
    bad_context: |option, max| {
        format!(
            "Le texte de {option} ne peut pas figurer dans une attestation : {max} octets au plus, sur une ligne, sans caractère de contrôle."
        )
    },
    out_unusable: |path, why| {
        format!(
            "Rien n’a été écrit sur aucun disque : les attestations ne pourraient pas être gardées dans {path} ({why}). Donnez un autre dossier avec --out."
        )
    },
    no_random: "Le système ne fournit pas de nombres aléatoires ; rien n’a été écrit. Réessayez après un redémarrage.",
    rehearsal: |why| {
        format!("Rien n’a été écrit : l’attestation de ce disque ne pourrait pas être établie ({why}).")
    },
    confirm_heading: "TOUT LE CONTENU de ces disques va disparaître :",
    confirm_line: |drive, code| format!("  code {code}   {drive}"),
    confirm_ask: |drive| format!("Tapez le code affiché à côté de {drive} : "),
    confirm_wrong: "Ce n’est pas le code affiché à côté de ce disque. Rien n’a été écrit.",
    resume_ask: |drive, share| {
        format!("Un effacement interrompu de {drive} a été trouvé, fait à {share}. Le continuer ? [O/n] ")
    },
    resuming: |drive, share| format!("{drive} : un effacement interrompu, fait à {share}, continue."),
    superseded: |number| {
        format!(
            "L’opération interrompue {number} est close comme « non effacé » ; le disque est effacé depuis le début."
        )
    },
    recovered: |number, folder| {
        format!("L’attestation de l’opération précédente {number} a été complétée : {folder}")
    },
    journal_unusable: |folder| {
        format!(
            "Le journal de {folder} est illisible : cette opération n’est pas continuée et le dossier reste tel quel."
        )
    },
    journal_stale: |folder| {
        format!(
            "L’opération de {folder} n’est pas ouverte dans le registre du poste (déjà attestée, ou venue d’un autre registre) : elle n’est pas continuée et le dossier reste tel quel."
        )
    },
    journal_lost: |drive, why| {
        format!(
            "{drive} : le journal ne peut plus être écrit ({why}). L’effacement continue ; l’attestation sera écrite à la fin."
        )
    },
    delivered_elsewhere: |number, why, folder| {
        format!(
            "{number} : l’attestation n’a pas pu être écrite à sa place ({why}). Elle est dans {folder} : copiez-la tout de suite en lieu sûr."
        )
    },
    proof_failed: |drive, why| {
        format!(
            "{drive} : l’attestation n’a pas pu être établie ({why}). Le journal est gardé : relancez la même commande pour l’obtenir."
        )
    },
    no_engine: |why| {
        format!(
            "Rien n’a été écrit : ce moteur n’est pas utilisable ici ({why}). Retirez --engine, ou choisissez-en un autre."
        )
    },
    journal_rescued: |folder, why| {
        format!(
            "{why} Le journal de l’opération est dans {folder} : copiez-le tout de suite en lieu sûr, c’est la seule trace du travail"
        )
    },
    no_proof: "Toutes les attestations ne sont pas à leur place ; voyez ci-dessus.",
    no_job: "le journal ne commence pas comme celui d’une opération",
    labelled: |label, said| format!("{label} : {said}"),
    writing: |pass, of| if of == 1 { "écriture".into() } else { format!("passe {pass}/{of}") },
    reading: "relecture",
    checking: "contrôle avant de continuer",
    planting: "pose de repères à rechercher ensuite",
    looking: "recherche de ce qui doit avoir disparu",
    progress: |speed, end| format!("{speed}/s, fin vers {end}"),
    end_unknown: "…",
    write_failed: |n| format!("{} blocs n’ont pas pu être écrits jusqu’ici", amounts::count(Lang::Fr, n)),
    closed: |result, folder| format!("{result}  →  {folder}"),
    interrupting: "Interruption : l’opération se termine proprement, par une attestation signée « non effacé ».",
};
