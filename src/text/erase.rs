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
    /// Asks whether the drive may be overwritten when its own erase fails.
    pub fall_back_ask: &'static str,
    /// Asks whether to put the computer to sleep, for a frozen drive.
    pub suspend_ask: &'static str,
    /// The computer is about to sleep.
    pub suspending: &'static str,
    /// After the sleep: nothing is in the way any more.
    pub thawed: &'static str,
    /// After the sleep: something is still frozen.
    pub still_frozen: &'static str,
    /// A drive is frozen, and the computer's sleep leaves drives their power.
    pub sleeps_shallow: &'static str,
    /// A drive is frozen, and the computer does not sleep, or would not wake.
    pub sleeps_not: &'static str,
    /// The computer did not sleep: why.
    pub no_sleep: fn(&str) -> String,
    /// How far an interrupted job came: a share in per cent.
    pub share_done: fn(&str) -> String,
    /// How far an interrupted job came: a technique of the drive's own was under way.
    pub technique_begun: fn(&str) -> String,
    /// Asks whether to go on with an interrupted job: which drive, how far.
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
    /// The ledger does not know of an attestation: its number, why, its folder.
    pub not_in_ledger: fn(&str, &str, &str) -> String,
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
    /// An attempt that is given up, as data are still there: which technique.
    pub left_data: fn(&str) -> String,
    /// An attempt that is given up, as the drive refused or failed: which technique.
    pub failed: fn(&str) -> String,
    /// An attempt that is given up, as it could not be proven: which technique.
    pub unproven: fn(&str) -> String,
    /// Level and technique that were reached.
    pub reached: fn(&str, &str) -> String,
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
    fall_back_ask: "If the drive’s own erase fails or proves nothing, may gomme overwrite it (level Clear) instead? 1 yes / 2 no: ",
    suspend_ask: "A drive is frozen by this computer’s firmware, and could be erased better without. Put the computer to sleep for 20 seconds to free it? The screen goes dark meanwhile. 1 yes / 2 no: ",
    suspending: "The computer goes to sleep for about 20 seconds; the screen goes dark, and that is normal.",
    thawed: "Back from sleep: the drive is no longer frozen.",
    still_frozen: "Back from sleep, and a drive is still frozen: this computer froze it again, or left it its power. Pull the drive’s power and plug it in again while the computer runs, or erase it in another computer.",
    sleeps_shallow: "A drive is frozen by this computer’s firmware, and this computer’s sleep leaves drives their power (s2idle alone), so that sleeping would not free it. Pull the drive’s power, not its data cable, for 5 seconds while the computer runs, and plug it in again; or erase it in another computer.",
    sleeps_not: "A drive is frozen by this computer’s firmware, and this computer cannot be put to sleep and woken by its clock. Pull the drive’s power, not its data cable, for 5 seconds while the computer runs, and plug it in again; or erase it in another computer.",
    no_sleep: |why| {
        format!(
            "Nothing was written: the computer could not be put to sleep ({why}). Leave --suspend out, or pull the drive’s power and plug it in again."
        )
    },
    share_done: |share| format!("{share} done"),
    technique_begun: |technique| format!("with this begun: {technique}"),
    resume_ask: |drive, far| {
        format!("An interrupted erase of {drive} was found, {far}. Go on with it? [Y/n] ")
    },
    resuming: |drive, far| format!("{drive}: going on with an interrupted erase, {far}."),
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
            "{drive}: the journal cannot be written any more ({why}). A step that has begun goes on, no other method is begun; the attestation will be written at the end."
        )
    },
    delivered_elsewhere: |number, why, folder| {
        format!(
            "{number}: the attestation could not be written where it belongs ({why}). It is in {folder}: copy it to a safe place now."
        )
    },
    not_in_ledger: |number, why, folder| {
        format!(
            "{number}: the attestation is signed and lies in {folder}, but the station’s ledger could not be written ({why}). Do not hand it out yet: make room for the ledger, or plug its stick in again, then run gomme erase once more with the same --out and --station. The attestation is entered then."
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
    left_data: |technique| {
        format!("{technique}: something that was there before is still there; trying another way")
    },
    failed: |technique| format!("{technique}: the drive refused, or failed; trying another way"),
    unproven: |technique| format!("{technique}: that it worked could not be proven; trying another way"),
    reached: |level, technique| format!("{level}, by {technique}"),
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
    fall_back_ask: "Si l’effacement par le disque lui-même échoue ou ne prouve rien, gomme peut-il le réécrire à la place (niveau Clear)\u{202f}? 1 oui / 2 non\u{202f}: ",
    suspend_ask: "Un disque est gelé par le micrologiciel de cet ordinateur, et pourrait être mieux effacé sans cela. Mettre l’ordinateur en veille 20 secondes pour le libérer\u{202f}? L’écran s’éteint pendant ce temps. 1 oui / 2 non\u{202f}: ",
    suspending: "L’ordinateur se met en veille une vingtaine de secondes\u{202f}; l’écran s’éteint, c’est normal.",
    thawed: "Retour de veille\u{202f}: le disque n’est plus gelé.",
    still_frozen: "Retour de veille, et un disque est toujours gelé\u{202f}: cet ordinateur l’a gelé de nouveau, ou lui a laissé le courant. Débranchez puis rebranchez l’alimentation du disque pendant que l’ordinateur tourne, ou effacez-le dans un autre ordinateur.",
    sleeps_shallow: "Un disque est gelé par le micrologiciel de cet ordinateur, dont la veille laisse le courant aux disques (s2idle seulement)\u{202f}: elle ne le libérerait pas. Débranchez 5 secondes l’alimentation du disque, pas son câble de données, pendant que l’ordinateur tourne, puis rebranchez-la\u{202f}; ou effacez-le dans un autre ordinateur.",
    sleeps_not: "Un disque est gelé par le micrologiciel de cet ordinateur, qui ne peut pas être mis en veille et réveillé par son horloge. Débranchez 5 secondes l’alimentation du disque, pas son câble de données, pendant que l’ordinateur tourne, puis rebranchez-la\u{202f}; ou effacez-le dans un autre ordinateur.",
    no_sleep: |why| {
        format!(
            "Rien n’a été écrit\u{202f}: l’ordinateur n’a pas pu être mis en veille ({why}). Retirez --suspend, ou débranchez puis rebranchez l’alimentation du disque."
        )
    },
    share_done: |share| format!("fait à {share}"),
    technique_begun: |technique| format!("avec ceci de commencé\u{202f}: {technique}"),
    resume_ask: |drive, far| {
        format!("Un effacement interrompu de {drive} a été trouvé, {far}. Le continuer\u{202f}? [O/n] ")
    },
    resuming: |drive, far| format!("{drive}\u{202f}: un effacement interrompu, {far}, continue."),
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
    not_in_ledger: |number, why, folder| {
        format!(
            "{number} : l’attestation est signée et se trouve dans {folder}, mais le registre du poste n’a pas pu être écrit ({why}). Ne la remettez pas encore : libérez de la place pour le registre, ou rebranchez sa clé, puis relancez gomme erase avec les mêmes --out et --station. L’attestation y sera alors inscrite."
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
    left_data: |technique| {
        format!(
            "{technique}\u{202f}: il reste quelque chose de ce qui était là\u{202f}; un autre moyen est essayé"
        )
    },
    failed: |technique| {
        format!("{technique}\u{202f}: le disque a refusé ou échoué\u{202f}; un autre moyen est essayé")
    },
    unproven: |technique| {
        format!("{technique}\u{202f}: rien ne prouve la réussite\u{202f}; un autre moyen est essayé")
    },
    reached: |level, technique| format!("{level}, moyen employé\u{202f}: {technique}"),
    closed: |result, folder| format!("{result}  →  {folder}"),
    interrupting: "Interruption : l’opération se termine proprement, par une attestation signée « non effacé ».",
};
