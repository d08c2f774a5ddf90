//! The words of the guide: what a volunteer reads. Verbs first, one idea a line, no word that a person at the bench would have to ask
//! for. `vous`, and never a name that only Linux knows.

/// The words.
#[derive(Debug)]
pub struct GuideText {
    /// Which of how many steps.
    pub step: fn(u8, u8) -> String,
    /// The name of the key Enter, as keyboards print it.
    pub key_enter: &'static str,
    /// The name of the key Esc.
    pub key_esc: &'static str,
    /// Back to the screen before.
    pub back: &'static str,
    /// On to the next screen.
    pub next: &'static str,
    /// Looks for drives again.
    pub look_again: &'static str,
    /// Switches the computer off.
    pub power_off: &'static str,
    /// Ends the program.
    pub quit: &'static str,
    /// Takes the last digit back.
    pub correct: &'static str,
    /// More of a list.
    pub more: &'static str,
    /// Confirms what was typed.
    pub confirm: &'static str,
    /// Whose workshop, and which station.
    pub place: fn(&str, &str) -> String,
    /// From Monday.
    pub weekdays: [&'static str; 7],
    /// From January.
    pub months: [&'static str; 12],
    /// É1.
    pub clock_title: &'static str,
    /// The day and the time.
    pub clock_now: fn(&str, &str) -> String,
    /// Whether it is right.
    pub clock_right: &'static str,
    /// The clock cannot be right.
    pub clock_wrong: &'static str,
    /// Why it is wrong, most often.
    pub clock_battery: &'static str,
    /// It is right.
    pub clock_yes: &'static str,
    /// Set it.
    pub clock_set: &'static str,
    /// Set it, where it is wrong for sure.
    pub clock_begin: &'static str,
    /// The date is asked for.
    pub date_title: &'static str,
    /// How it is typed.
    pub date_how: &'static str,
    /// Before the digits.
    pub date_label: &'static str,
    /// The time is asked for.
    pub time_title: &'static str,
    /// How it is typed.
    pub time_how: &'static str,
    /// Before the digits.
    pub time_label: &'static str,
    /// A date that cannot be.
    pub bad_date: &'static str,
    /// A time that cannot be.
    pub bad_time: &'static str,
    /// Drives are being looked for.
    pub looking_title: &'static str,
    /// What is done.
    pub looking: &'static str,
    /// The stick is not there.
    pub stick_title: &'static str,
    /// Why.
    pub stick_text: &'static str,
    /// What happens then.
    pub stick_wait: &'static str,
    /// An interrupted erase.
    pub broken_title: &'static str,
    /// Which drive, how far.
    pub broken_text: fn(usize, u8) -> String,
    /// Go on.
    pub broken_go: &'static str,
    /// Begin with other papers.
    pub broken_new: &'static str,
    /// É2.
    pub who_title: &'static str,
    /// Nobody is in the settings.
    pub who_none: &'static str,
    /// Before the digits.
    pub who_label: &'static str,
    /// Their own digits are asked for.
    pub digits_title: fn(&str) -> String,
    /// Before the digits.
    pub digits_label: &'static str,
    /// Wrong digits.
    pub not_yours: &'static str,
    /// É3.
    pub donor_title: &'static str,
    /// A donor in the list.
    pub donor_one: fn(&str, &str) -> String,
    /// Nobody knows.
    pub donor_unknown: &'static str,
    /// No donor is in the settings.
    pub donor_none: &'static str,
    /// É4.
    pub label_title: &'static str,
    /// What to do.
    pub label_text: &'static str,
    /// Without one.
    pub label_none: &'static str,
    /// Before the digits.
    pub label_label: &'static str,
    /// É5.
    pub before_title: &'static str,
    /// Plugged in.
    pub mains_yes: &'static str,
    /// On battery.
    pub mains_no: fn(u64) -> String,
    /// On battery, how long is not known.
    pub mains_short: &'static str,
    /// Enter was pressed without the mains.
    pub needs_mains: &'static str,
    /// There is a tray.
    pub tray: &'static str,
    /// Other things.
    pub cards: &'static str,
    /// A memory card or a stick is in.
    pub card_in: &'static str,
    /// The settings of the computer are behind a password.
    pub setup_password: &'static str,
    /// The lid.
    pub lid: &'static str,
    /// A drive may be hidden.
    pub maybe_hidden: &'static str,
    /// A drive is hidden.
    pub hidden_title: &'static str,
    /// By a setting.
    pub hidden_setting: &'static str,
    /// No driver.
    pub hidden_driver: &'static str,
    /// It does not answer.
    pub hidden_dead: &'static str,
    /// First step.
    pub hidden_1: &'static str,
    /// Second step.
    pub hidden_2: &'static str,
    /// Third step.
    pub hidden_3: &'static str,
    /// What else to do.
    pub hidden_take_out: &'static str,
    /// What it means.
    pub hidden_rule: &'static str,
    /// Go on with those that show.
    pub hidden_go: &'static str,
    /// No drive.
    pub none_title: &'static str,
    /// The question.
    pub none_text: &'static str,
    /// Opened and empty.
    pub none_yes: &'static str,
    /// Not opened.
    pub none_no: &'static str,
    /// No code of a person, or no label.
    pub needs_names: &'static str,
    /// It must be opened.
    pub open_title: &'static str,
    /// What to do.
    pub open_1: &'static str,
    /// What to look for.
    pub open_2: &'static str,
    /// The last question.
    pub empty_title: &'static str,
    /// What is signed.
    pub empty_text: &'static str,
    /// Sign.
    pub empty_yes: &'static str,
    /// Being signed.
    pub empty_working: &'static str,
    /// Signed.
    pub empty_done: &'static str,
    /// What becomes of it.
    pub empty_shelf: &'static str,
    /// Number of an attestation.
    pub number: fn(&str) -> String,
    /// Only protected drives.
    pub protected_title: &'static str,
    /// What to do.
    pub protected_text: &'static str,
    /// É6.
    pub drives_title: fn(usize) -> String,
    /// What the digits do.
    pub drives_text: &'static str,
    /// Number, model and size of a drive.
    pub drive_name: fn(usize, &str, &str) -> String,
    /// Its serial number.
    pub serial: fn(&str) -> String,
    /// It has none.
    pub no_serial: &'static str,
    /// It tells no model.
    pub no_model: &'static str,
    /// It will be erased.
    pub will_go: &'static str,
    /// Somebody left it out.
    pub left_out: &'static str,
    /// The stick.
    pub is_stick: &'static str,
    /// USB.
    pub is_usb: &'static str,
    /// A memory card in the computer's own slot.
    pub is_card: &'static str,
    /// In use.
    pub is_in_use: &'static str,
    /// It cannot be erased here.
    pub is_unable: &'static str,
    /// No drive of this computer.
    pub is_no_drive: &'static str,
    /// It was begun.
    pub will_finish: fn(u8) -> String,
    /// No drive is left.
    pub none_chosen: &'static str,
    /// A drive tells no serial number, and nobody gave the computer's label.
    pub needs_label: &'static str,
    /// A drive is not what it was.
    pub changed: &'static str,
    /// É7.
    pub confirm_title: &'static str,
    /// What happens.
    pub confirm_text: fn(usize) -> String,
    /// What to type.
    pub confirm_how: fn(usize) -> String,
    /// It tells no serial number.
    pub confirm_no_serial: &'static str,
    /// Which of several drives.
    pub confirm_of: fn(usize, usize) -> String,
    /// Before the digits.
    pub confirm_label: &'static str,
    /// Before a code.
    pub code: &'static str,
    /// The last Enter.
    pub confirm_start: &'static str,
    /// A wrong code.
    pub wrong_code: fn(u8) -> String,
    /// Too many.
    pub wrong_often: &'static str,
    /// Getting ready.
    pub starting: &'static str,
    /// It could not be begun.
    pub refused_title: &'static str,
    /// Before the reason.
    pub refused_text: &'static str,
    /// É8: percent and end.
    pub erasing_title: fn(u16, &str) -> String,
    /// É8, when the end is not known yet.
    pub erasing_unknown: &'static str,
    /// A phase.
    pub phase_preparing: &'static str,
    /// A phase.
    pub phase_erasing: &'static str,
    /// A phase.
    pub phase_checking: &'static str,
    /// Phase: done, and the stick is missing.
    pub phase_waiting: &'static str,
    /// Nothing but the stick is missing.
    pub waiting_title: &'static str,
    /// Why it is needed.
    pub waiting_text: &'static str,
    /// A job: phase and end.
    pub job_end: fn(&str, &str) -> String,
    /// What not to do.
    pub do_not_1: &'static str,
    /// What may be done.
    pub stick_leave: &'static str,
    /// The stick went.
    pub stick_gone: &'static str,
    /// A drive does not answer.
    pub silent: &'static str,
    /// On battery during an erase.
    pub unplugged: &'static str,
    /// Green.
    pub green: &'static str,
    /// Orange.
    pub orange: &'static str,
    /// Red.
    pub red: &'static str,
    /// Nothing could be signed.
    pub no_proof: &'static str,
    /// Where it goes.
    pub shelf_green: &'static str,
    /// Where it goes.
    pub shelf_orange: &'static str,
    /// Where it goes.
    pub shelf_red: &'static str,
    /// Another drive stays.
    pub also_left: &'static str,
    /// A memory card stays.
    pub also_card: &'static str,
    /// A drive may be hidden.
    pub also_hidden: &'static str,
    /// A reason.
    pub why_stopped: &'static str,
    /// A reason.
    pub why_no_answer: &'static str,
    /// A reason.
    pub why_endless: &'static str,
    /// A reason.
    pub why_gone: &'static str,
    /// A reason.
    pub why_remains: &'static str,
    /// É10.
    pub proof_title: &'static str,
    /// What to do with the square.
    pub proof_photo: &'static str,
    /// What it is, without a square.
    pub proof_text: fn(usize) -> String,
    /// What to write down.
    pub proof_note: &'static str,
    /// It is saved.
    pub proof_saved: &'static str,
    /// It is not.
    pub proof_unsaved: &'static str,
    /// Save.
    pub proof_save: &'static str,
    /// Go on without.
    pub proof_leave: &'static str,
    /// There is none.
    pub proof_none: &'static str,
    /// É11.
    pub end_title: &'static str,
    /// The label.
    pub end_label: fn(&str) -> String,
    /// Without a label.
    pub end_no_label: &'static str,
    /// The stick.
    pub end_stick: &'static str,
    /// Another one on this bench.
    pub end_again: &'static str,
    /// It ends.
    pub left_title: &'static str,
    /// What happens.
    pub left_text: &'static str,
    /// The settings cannot be read: the line, and what the reader said.
    pub settings_unreadable: fn(&str) -> String,
    /// An entry that cannot be used.
    pub settings_entry: fn(&str) -> String,
    /// The file cannot be read.
    pub settings_file: fn(&str, &str) -> String,
    /// Nobody can press anything.
    pub no_keyboard: &'static str,
    /// The screen cannot be painted.
    pub no_picture: fn(&str) -> String,
    /// The clock could not be set.
    pub clock_failed: fn(&str) -> String,
}

/// English.
pub const EN: GuideText = GuideText {
    step: |n, of| format!("Step {n} of {of}"),
    key_enter: "Enter",
    key_esc: "Esc",
    back: "back",
    next: "go on",
    look_again: "look again",
    power_off: "switch off",
    quit: "end",
    correct: "take the last digit back",
    more: "show more",
    confirm: "confirm",
    place: |workshop, station| format!("{workshop} – {station}"),
    weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
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
    clock_title: "Welcome",
    clock_now: |day, time| format!("It is {day}, {time}."),
    clock_right: "Is that right?",
    clock_wrong: "This computer’s clock is wrong. What day is it?",
    clock_battery: "The battery on its board is probably flat: note it on the label.",
    clock_yes: "yes",
    clock_set: "set the clock",
    clock_begin: "set the date",
    date_title: "What day is it?",
    date_how: "Type day, month and year: 18032027 for 18 March 2027.",
    date_label: "Date",
    time_title: "What time is it?",
    time_how: "Type hours and minutes: 1432 for 14:32.",
    time_label: "Time",
    bad_date: "That day cannot be. Please type it again.",
    bad_time: "There is no such time. Please type it again.",
    looking_title: "One moment",
    looking: "The drives of this computer are being looked at.",
    stick_title: "Please put the stick in",
    stick_text: "The proof is kept on the workshop’s stick, and I do not find it.",
    stick_wait: "I go on by myself as soon as it is there.",
    broken_title: "An erase was interrupted",
    broken_text: |n, percent| format!("Drive no. {n} was erased up to {percent} %, then it stopped."),
    broken_go: "finish it",
    broken_new: "begin again, with another label or donor",
    who_title: "Who are you?",
    who_none: "Type your number. Nothing is fine too.",
    who_label: "Your number",
    digits_title: |who| format!("Hello {who}"),
    digits_label: "Your own digits",
    not_yours: "These are not your digits. Please type them again.",
    donor_title: "Who gives this computer?",
    donor_one: |donor, convention| format!("{donor} – agreement {convention}"),
    donor_unknown: "I do not know (to be added later)",
    donor_none: "No donor is entered on this stick. The attestation leaves the name open.",
    label_title: "The label",
    label_text: "Scan the label on the computer, or type its number.",
    label_none: "No label? Just go on.",
    label_label: "Number of the label",
    before_title: "Before you start",
    mains_yes: "The charger is plugged in.",
    mains_no: |minutes| format!("Plug the charger in: it takes {minutes} minutes."),
    mains_short: "Plug the charger in.",
    needs_mains: "Please plug the charger in first.",
    tray: "Open the disc tray: is it empty?",
    cards: "Take out memory cards and other sticks.",
    card_in: "A card or a stick is still in: take it out, I do not erase it.",
    setup_password: "This computer’s BIOS has a password: ask the donor for it.",
    lid: "Keep the lid open until the end.",
    maybe_hidden: "A drive may be hidden: I show you what to do.",
    hidden_title: "A drive is hidden",
    hidden_setting: "A setting of this computer (RAID mode) hides it. This is how to show it:",
    hidden_driver: "This stick cannot speak to the part that holds it.",
    hidden_dead: "A drive is there and does not answer.",
    hidden_1: "1. Switch off, then on, and press F2 at once (or Del, F10).",
    hidden_2: "2. Find “SATA”, “Storage” or “VMD”.",
    hidden_3: "3. Choose “AHCI”, or switch VMD off. Save and start again.",
    hidden_take_out: "Show this computer to your referent: the drive can be taken out.",
    hidden_rule: "Until then, do not give this computer away.",
    hidden_go: "erase the drives that I see",
    none_title: "I see no drive",
    none_text: "Did you open the computer and look?",
    none_yes: "yes: every place for a drive is empty",
    none_no: "no",
    needs_names: "For this paper I need your number and the computer’s label. Press Esc to type them.",
    open_title: "Open the computer",
    open_1: "Switch off, unplug, take the battery out, and open the cover.",
    open_2: "Look for a drive in the bay, on the board (M.2), and under the second cover.",
    empty_title: "You sign that it is empty",
    empty_text: "I opened this computer, and every place for a drive in it is empty.",
    empty_yes: "I sign",
    empty_working: "I write the paper.",
    empty_done: "Recorded: no drive",
    empty_shelf: "Green shelf, without a drive.",
    number: |number| format!("Attestation {number}"),
    protected_title: "No drive can be erased here",
    protected_text: "Show this computer to your referent.",
    drives_title: |n| match n {
        0 => "No drive will be erased".into(),
        1 => "1 drive will be erased".into(),
        n => format!("{n} drives will be erased"),
    },
    drives_text: "A digit leaves a drive out, or takes it back in.",
    drive_name: |n, model, size| format!("Drive no. {n} – {model}, {size}"),
    serial: |serial| format!("no. {serial}"),
    no_serial: "it does not tell its number",
    no_model: "unnamed model",
    will_go: "WILL BE ERASED",
    left_out: "left out – NOT erased",
    is_stick: "your stick – protected",
    is_usb: "plugged in from outside (USB) – protected",
    is_card: "memory card – protected: take it out",
    is_in_use: "in use – protected",
    is_unable: "cannot be erased here – see your referent",
    is_no_drive: "not a drive of this computer – protected",
    will_finish: |percent| format!("WILL BE FINISHED (from {percent} %)"),
    none_chosen: "Every drive is left out. Take one back in with its digit.",
    needs_label: "A drive does not tell its number: the label is needed. Press Esc to type it.",
    changed: "A drive has changed. Please look at the list again.",
    confirm_title: "Last question",
    confirm_text: |n| format!("All content of drive no. {n} will be gone for ever."),
    confirm_how: |n| format!("Type the code shown beside drive no. {n}."),
    confirm_no_serial: "This drive does not tell its number: the label alone names it.",
    confirm_of: |n, of| format!("Drive {n} of {of} to confirm"),
    confirm_label: "The drive’s code",
    code: "code",
    confirm_start: "erase",
    wrong_code: |left| format!("That is not this drive’s code. Nothing was erased. Tries left: {left}."),
    wrong_often: "Three wrong codes: nothing was erased. Look at the list again.",
    starting: "I get ready",
    refused_title: "Nothing was erased",
    refused_text: "I could not begin. Show this to your referent:",
    erasing_title: |percent, end| format!("{percent} % – done by about {end}"),
    erasing_unknown: "Erasing…",
    phase_preparing: "getting ready",
    phase_erasing: "erasing",
    phase_checking: "checking",
    phase_waiting: "done; waits for the stick",
    waiting_title: "Put the stick back in",
    waiting_text: "The work is done. The result comes with the stick.",
    job_end: |phase, end| format!("{phase}, until about {end}"),
    do_not_1: "Do not switch off. Do not close the lid. Leave it plugged in.",
    stick_leave: "Leave the stick in: the proof is written on it.",
    stick_gone: "The stick is gone: the erase goes on. Put it back in for the end.",
    silent: "does not answer any more; the others go on",
    unplugged: "Plug the charger in now.",
    green: "ERASED AND CHECKED",
    orange: "ERASED, SIMPLE LEVEL",
    red: "NOT ERASED – DO NOT GIVE AWAY",
    no_proof: "NO PROOF – DO NOT GIVE AWAY",
    shelf_green: "Green shelf.",
    shelf_orange: "Orange shelf: see your referent.",
    shelf_red: "Red shelf, red label.",
    also_left: "A drive of this computer is not erased.",
    also_card: "A memory card is still in this computer.",
    also_hidden: "A drive may still be hidden in this computer.",
    why_stopped: "it was stopped before the end",
    why_no_answer: "the drive answers no more",
    why_endless: "the drive does not come to an end",
    why_gone: "the drive is gone",
    why_remains: "the check did not succeed",
    proof_title: "The proof",
    proof_photo: "Photograph this square with your phone: it is the spare copy.",
    proof_text: |n| format!("The attestation of drive no. {n} is signed."),
    proof_note: "Write this number on the label:",
    proof_saved: "Saved on the stick.",
    proof_unsaved: "Not saved yet: put the stick back in, then press 1.",
    proof_save: "save",
    proof_leave: "I photographed it: go on without saving",
    proof_none: "There is no attestation for this drive. Show this to your referent.",
    end_title: "It is done",
    end_label: |label| format!("Label {label}: stick the coloured dot on it."),
    end_no_label: "Stick the label and the coloured dot on the computer.",
    end_stick: "Take the stick along to the next computer.",
    end_again: "another drive on this bench",
    left_title: "Goodbye",
    left_text: "This computer may be switched off.",
    settings_unreadable: |why| format!("The settings are not as they should be (line {why})."),
    settings_entry: |entry| format!("This entry of the settings cannot be used: {entry}."),
    settings_file: |file, why| format!("The settings {file} cannot be read ({why})."),
    no_keyboard: "The guide needs a terminal or a keyboard: start it on a console.",
    no_picture: |why| format!("This screen cannot show pictures ({why}). Use --screen text."),
    clock_failed: |why| format!("The clock could not be set ({why})."),
};

/// French.
pub const FR: GuideText = GuideText {
    step: |n, of| format!("Étape {n} sur {of}"),
    key_enter: "Entrée",
    key_esc: "Échap",
    back: "revenir",
    next: "continuer",
    look_again: "chercher encore",
    power_off: "éteindre",
    quit: "terminer",
    correct: "effacer le dernier chiffre",
    more: "voir la suite",
    confirm: "valider",
    place: |workshop, station| format!("Atelier\u{202f}: {workshop} – poste {station}"),
    weekdays: ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
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
    clock_title: "Bienvenue",
    clock_now: |day, time| format!("Nous sommes le {day}, {time}."),
    clock_right: "C’est juste\u{202f}?",
    clock_wrong: "L’horloge de cet ordinateur est fausse. Quel jour sommes-nous\u{202f}?",
    clock_battery: "Sa pile est sans doute à changer\u{202f}: notez-le sur l’étiquette.",
    clock_yes: "oui, c’est juste",
    clock_set: "corriger",
    clock_begin: "donner la date",
    date_title: "Quel jour sommes-nous\u{202f}?",
    date_how: "Tapez le jour, le mois et l’année\u{202f}: 18032027 pour le 18 mars 2027.",
    date_label: "Date (8 chiffres)",
    time_title: "Quelle heure est-il\u{202f}?",
    time_how: "Tapez les heures et les minutes\u{202f}: 1432 pour 14 h 32.",
    time_label: "Heure (4 chiffres)",
    bad_date: "Ce jour n’est pas possible. Tapez-le encore une fois.",
    bad_time: "Cette heure n’existe pas. Tapez-la encore une fois.",
    looking_title: "Un instant",
    looking: "Je regarde les disques de cet ordinateur.",
    stick_title: "Branchez la clé",
    stick_text: "La preuve s’enregistre sur la clé de l’atelier, et je ne la trouve pas.",
    stick_wait: "Je continue tout seul dès qu’elle est là.",
    broken_title: "Un effacement a été interrompu",
    broken_text: |n, percent| {
        format!("Le disque n° {n} était effacé à {percent}\u{202f}%, puis tout s’est arrêté.")
    },
    broken_go: "le terminer",
    broken_new: "recommencer, avec une autre étiquette ou un autre donateur",
    who_title: "Qui êtes-vous\u{202f}?",
    who_none: "Tapez votre numéro. Vous pouvez aussi ne rien taper.",
    who_label: "Votre numéro",
    digits_title: |who| format!("Bonjour {who}"),
    digits_label: "Votre code personnel",
    not_yours: "Ce n’est pas votre code. Tapez-le encore une fois.",
    donor_title: "De qui vient cet ordinateur\u{202f}?",
    donor_one: |donor, convention| format!("{donor} – convention {convention}"),
    donor_unknown: "je ne sais pas (à compléter plus tard)",
    donor_none: "Aucun donateur n’est inscrit sur cette clé. L’attestation laisse le nom à compléter.",
    label_title: "L’étiquette",
    label_text: "Scannez l’étiquette collée sur l’ordinateur, ou tapez son numéro.",
    label_none: "Pas d’étiquette\u{202f}? Continuez sans rien taper.",
    label_label: "Numéro de l’étiquette",
    before_title: "Avant de commencer",
    mains_yes: "Le chargeur est branché.",
    mains_no: |minutes| format!("Branchez le chargeur\u{202f}: il faut {minutes} minutes."),
    mains_short: "Branchez le chargeur.",
    needs_mains: "Branchez d’abord le chargeur.",
    tray: "Ouvrez le lecteur de CD\u{202f}: est-il vide\u{202f}?",
    cards: "Retirez les cartes mémoire et les autres clés.",
    card_in: "Une carte ou une clé est restée\u{202f}: retirez-la, je ne l’efface pas.",
    setup_password: "Le BIOS de cet ordinateur a un mot de passe\u{202f}: demandez-le au donateur.",
    lid: "Gardez l’écran ouvert jusqu’à la fin.",
    maybe_hidden: "Un disque est peut-être caché\u{202f}: je vous montre que faire.",
    hidden_title: "Un disque est caché",
    hidden_setting: "Un réglage de cet ordinateur (mode RAID) le cache. Voici comment le montrer\u{202f}:",
    hidden_driver: "Cette clé ne sait pas parler à la pièce qui le porte.",
    hidden_dead: "Un disque est là et ne répond pas.",
    hidden_1: "1. Éteignez, rallumez, et appuyez tout de suite sur F2 (ou Suppr, F10).",
    hidden_2: "2. Cherchez «\u{202f}SATA\u{202f}», «\u{202f}Storage\u{202f}» ou «\u{202f}VMD\u{202f}».",
    hidden_3: "3. Choisissez «\u{202f}AHCI\u{202f}», ou désactivez VMD. Enregistrez et redémarrez.",
    hidden_take_out: "Montrez cet ordinateur à votre référent\u{202f}: le disque peut être sorti.",
    hidden_rule: "En attendant, ne donnez pas cet ordinateur.",
    hidden_go: "effacer les disques que je vois",
    none_title: "Je ne vois aucun disque",
    none_text: "Avez-vous ouvert l’appareil pour regarder\u{202f}?",
    none_yes: "oui, tous les emplacements sont vides",
    none_no: "non",
    needs_names: "Pour ce papier, il faut votre numéro et l’étiquette. Touche Échap pour les taper.",
    open_title: "Ouvrez l’appareil",
    open_1: "Éteignez, débranchez, retirez la batterie et ouvrez le capot.",
    open_2: "Cherchez un disque dans la baie, sur la carte (M.2) et sous l’autre capot.",
    empty_title: "Vous signez qu’il est vide",
    empty_text: "J’ai ouvert cet appareil, et tous les emplacements de disque sont vides.",
    empty_yes: "je signe",
    empty_working: "J’écris le papier.",
    empty_done: "Noté\u{202f}: aucun disque",
    empty_shelf: "Étagère verte, sans disque.",
    number: |number| format!("Attestation n° {number}"),
    protected_title: "Aucun disque ne peut être effacé ici",
    protected_text: "Montrez cet ordinateur à votre référent.",
    drives_title: |n| match n {
        0 => "Aucun disque ne sera effacé".into(),
        1 => "1 disque sera effacé".into(),
        n => format!("{n} disques seront effacés"),
    },
    drives_text: "Un chiffre laisse un disque de côté, ou le reprend.",
    drive_name: |n, model, size| format!("Disque n° {n} – {model}, {size}"),
    serial: |serial| format!("numéro de série {serial}"),
    no_serial: "il ne dit pas son numéro",
    no_model: "modèle inconnu",
    will_go: "SERA EFFACÉ",
    left_out: "laissé de côté – NON effacé",
    is_stick: "votre clé – protégée",
    is_usb: "branché de l’extérieur (USB) – protégé",
    is_card: "carte mémoire – protégée\u{202f}: retirez-la",
    is_in_use: "en service – protégé",
    is_unable: "ne peut pas être effacé ici – voyez le référent",
    is_no_drive: "pas un disque de cet ordinateur – protégé",
    will_finish: |percent| format!("SERA TERMINÉ (repris à {percent}\u{202f}%)"),
    none_chosen: "Tous les disques sont laissés de côté. Reprenez-en un avec son chiffre.",
    needs_label: "Un disque ne dit pas son numéro\u{202f}: il faut l’étiquette. Touche Échap.",
    changed: "Un disque a changé. Regardez de nouveau la liste.",
    confirm_title: "Dernière question",
    confirm_text: |n| format!("Tout le contenu du disque n° {n} va disparaître pour toujours."),
    confirm_how: |n| format!("Tapez le code affiché à côté du disque n° {n}."),
    confirm_no_serial: "Ce disque ne dit pas son numéro\u{202f}: seule l’étiquette le désigne.",
    confirm_of: |n, of| format!("Disque {n} sur {of} à confirmer"),
    confirm_label: "Code du disque",
    code: "code\u{202f}:",
    confirm_start: "effacer",
    wrong_code: |left| {
        format!("Ce n’est pas le code de ce disque. Rien n’est effacé. Essais restants\u{202f}: {left}.")
    },
    wrong_often: "Trois codes faux\u{202f}: rien n’est effacé. Regardez de nouveau la liste.",
    starting: "Je me prépare",
    refused_title: "Rien n’est effacé",
    refused_text: "Je n’ai pas pu commencer. Montrez ceci à votre référent\u{202f}:",
    erasing_title: |percent, end| format!("{percent}\u{202f}% – fin vers {end}"),
    erasing_unknown: "Effacement en cours…",
    phase_preparing: "préparation",
    phase_erasing: "effacement",
    phase_checking: "contrôle",
    phase_waiting: "terminé\u{202f}; attend la clé",
    waiting_title: "Remettez la clé",
    waiting_text: "Le travail est fini. Le résultat s’affiche avec la clé.",
    job_end: |phase, end| format!("{phase}, fin vers {end}"),
    do_not_1: "N’éteignez pas. Ne fermez pas l’écran. Laissez branché.",
    stick_leave: "Laissez la clé\u{202f}: la preuve s’y écrit.",
    stick_gone: "Clé retirée\u{202f}: l’effacement continue. Remettez-la pour la fin.",
    silent: "ne répond plus\u{202f}; les autres continuent",
    unplugged: "Rebranchez le chargeur tout de suite.",
    green: "EFFACÉ ET CONTRÔLÉ",
    orange: "EFFACÉ, NIVEAU SIMPLE",
    red: "NON EFFACÉ – NE PAS DONNER",
    no_proof: "PAS DE PREUVE – NE PAS DONNER",
    shelf_green: "Étagère verte.",
    shelf_orange: "Étagère orange\u{202f}: à voir avec le référent.",
    shelf_red: "Étagère rouge, étiquette rouge.",
    also_left: "Un disque de cet ordinateur n’est pas effacé.",
    also_card: "Une carte mémoire est restée dans cet ordinateur.",
    also_hidden: "Un disque est peut-être encore caché dans cet ordinateur.",
    why_stopped: "arrêté avant la fin",
    why_no_answer: "le disque ne répond plus",
    why_endless: "le disque ne termine pas",
    why_gone: "le disque a disparu",
    why_remains: "le contrôle n’a pas réussi",
    proof_title: "La preuve",
    proof_photo: "Photographiez ce carré avec votre téléphone\u{202f}: c’est la copie de secours.",
    proof_text: |n| format!("L’attestation du disque n° {n} est signée."),
    proof_note: "Notez ce numéro sur l’étiquette\u{202f}:",
    proof_saved: "Enregistré sur la clé.",
    proof_unsaved: "Pas encore enregistré\u{202f}: remettez la clé, puis touche 1.",
    proof_save: "enregistrer",
    proof_leave: "photo faite\u{202f}: continuer sans enregistrer",
    proof_none: "Il n’y a pas d’attestation pour ce disque. Montrez ceci à votre référent.",
    end_title: "C’est fini",
    end_label: |label| format!("Étiquette {label}\u{202f}: collez-y la pastille de couleur."),
    end_no_label: "Collez l’étiquette et la pastille de couleur sur l’ordinateur.",
    end_stick: "Emportez la clé vers l’ordinateur suivant.",
    end_again: "un autre disque sur ce poste",
    left_title: "Au revoir",
    left_text: "Vous pouvez éteindre cet ordinateur.",
    settings_unreadable: |why| format!("Les réglages ne sont pas corrects (ligne {why})."),
    settings_entry: |entry| format!("Cette ligne des réglages n’est pas utilisable\u{202f}: {entry}."),
    settings_file: |file, why| format!("Les réglages {file} sont illisibles ({why})."),
    no_keyboard: "Le guide a besoin d’un terminal ou d’un clavier\u{202f}: lancez-le sur une console.",
    no_picture: |why| format!("Cet écran ne peut pas montrer d’images ({why}). Utilisez --screen text."),
    clock_failed: |why| format!("L’horloge n’a pas pu être réglée ({why})."),
};
