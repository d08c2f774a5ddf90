//! Sentences about the QR code of an attestation, its short form.

/// One field a sentence.
pub struct Codes {
    /// The answer about a code alone: the sentence of the result, which begins with the word that the eye looks for, and goes on.
    pub according_to_it: fn(sentence: &str) -> String,
    /// The answer about a code whose attestation was there too, and authentic: the sentence of the attestation.
    pub with_its_attestation: fn(sentence: &str) -> String,
    /// The attestation that the code is bound to was there, and says something else.
    pub contradicts: &'static str,
    /// A code of ours that cannot be read.
    pub damaged: &'static str,
    /// A code of a later version.
    pub newer: &'static str,
    /// A picture without any QR code that can be read.
    pub no_code: &'static str,
    /// A picture with a QR code of something else.
    pub other_code: &'static str,
    /// A picture with several codes of ours that differ.
    pub several: &'static str,
    /// A picture that is cut off or damaged.
    pub bad_picture: &'static str,
    /// A picture that is too large.
    pub large_picture: &'static str,
    /// A picture, and this program was built without reading any.
    pub no_pictures: &'static str,
    /// Beside the number: that it is the short form alone.
    pub short_form: &'static str,
    /// A text of which the code holds the beginning alone.
    pub cut: fn(text: &str) -> String,
    /// Bytes of a drive are not known.
    pub no_size: &'static str,
    /// Drive or computer: model, serial number, size.
    pub drive: fn(model: &str, serial: &str, size: &str) -> String,
    /// The same of a computer without a drive.
    pub machine: fn(model: &str, serial: &str) -> String,
    /// When it was signed.
    pub signed_at: fn(at: &str) -> String,
    /// The same, by a clock that was behind.
    pub signed_at_behind: fn(at: &str) -> String,
    /// The drive was an emulated one.
    pub emulated: &'static str,
    /// What the full attestation is, and why it is wanted.
    pub full: fn(digest: &str) -> String,
    /// The window is too small to show the code: columns and lines that it takes.
    pub window_too_small: fn(columns: usize, lines: usize) -> String,
    /// There is no code in a folder: which.
    pub none_in_folder: fn(folder: &str) -> String,
    /// The code in a folder is not the one of its attestation.
    pub not_of_attestation: &'static str,
    /// How to have it shown: the folder.
    pub hint: fn(folder: &str) -> String,
}

/// English.
pub const EN: Codes = Codes {
    according_to_it: |sentence| {
        format!("{sentence}, according to the QR code; the full attestation was not seen")
    },
    with_its_attestation: |sentence| format!("{sentence}; the QR code belongs to this attestation"),
    contradicts: "CONTRADICTORY – signed by a station that you trust, but the QR code does not say what its own attestation says. Do \
                  not rely on either; report it to the organisation.",
    damaged: "CANNOT BE READ – this QR code begins like that of an attestation, but it is damaged or was altered. Take another \
              picture, or ask the organisation for the attestation.",
    newer: "CANNOT BE READ – this QR code is of a later version of the format. Use a later version of gomme.",
    no_code: "NO QR CODE – none can be read in this picture. Take another one: closer, sharp, without glare.",
    other_code: "NOT AN ATTESTATION – the QR code in this picture is one of something else.",
    several: "SEVERAL QR CODES – this picture shows more than one attestation. Take a picture of each.",
    bad_picture: "CANNOT BE READ – this picture is damaged or not complete. Ask for it again.",
    large_picture: "CANNOT BE READ – this picture is too large. Cut it down to the QR code.",
    no_pictures: "NOT READ – this gomme was built without reading pictures. Use a full one, or the files of the attestation.",
    short_form: "short form: the QR code alone",
    cut: |text| format!("{text}… (cut short in the QR code)"),
    no_size: "size unknown",
    drive: |model, serial, size| format!("Drive: {model}, {serial}, {size}"),
    machine: |model, serial| format!("Computer: {model}, {serial}"),
    signed_at: |at| format!("Signed on {at}, by the station’s clock"),
    signed_at_behind: |at| format!("Signed on {at}, by a clock that was wrong"),
    emulated: "A test on an emulated drive: no real drive was erased.",
    full: |digest| {
        format!(
            "How it was checked, reservations and limits stand in the full attestation alone, the file attestation.json with the SHA-256 \
             {digest}"
        )
    },
    window_too_small: |columns, lines| {
        format!(
            "The QR code needs a window of {columns} columns and {lines} lines. Make it larger or its letters smaller, and try again; or \
             print the PDF."
        )
    },
    none_in_folder: |folder| {
        format!(
            "{folder}: there is no QR code in this folder. An attestation is whole without one: hand on attestation.json and \
             attestation.json.sig."
        )
    },
    not_of_attestation: "The QR code in the file attestation.qr is not the one of this attestation. Delete that file; the attestation is \
                         whole without it.",
    hint: |folder| format!("To photograph the proof as a QR code: gomme qr {folder}"),
};

/// French.
pub const FR: Codes = Codes {
    according_to_it: |sentence| {
        format!("{sentence}, d’après le code QR ; l’attestation complète n’a pas été vue")
    },
    with_its_attestation: |sentence| format!("{sentence} ; le code QR est bien celui de cette attestation"),
    contradicts: "CONTRADICTOIRE – signé par un poste de confiance, mais le code QR ne dit pas ce que dit sa propre attestation. Ne vous \
                  fiez ni à l’un ni à l’autre ; signalez-le à la structure.",
    damaged: "ILLISIBLE – ce code QR commence comme celui d’une attestation, mais il est abîmé ou a été modifié. Refaites une photo, ou \
              demandez l’attestation à la structure.",
    newer: "ILLISIBLE – ce code QR suit une version plus récente du format. Utilisez une version plus récente de gomme.",
    no_code: "PAS DE CODE QR – aucun ne se lit sur cette image. Refaites la photo : de plus près, nette, sans reflet.",
    other_code: "PAS UNE ATTESTATION – le code QR de cette image est celui d’autre chose.",
    several: "PLUSIEURS CODES QR – cette image montre plus d’une attestation. Faites une photo de chacune.",
    bad_picture: "ILLISIBLE – cette image est abîmée ou incomplète. Demandez-la à nouveau.",
    large_picture: "ILLISIBLE – cette image est trop grande. Recadrez-la sur le code QR.",
    no_pictures: "NON LU – cette version de gomme ne lit pas les images. Utilisez une version complète, ou les fichiers de l’attestation.",
    short_form: "forme courte : le code QR seul",
    cut: |text| format!("{text}… (abrégé dans le code QR)"),
    no_size: "capacité inconnue",
    drive: |model, serial, size| format!("Disque : {model}, {serial}, {size}"),
    machine: |model, serial| format!("Ordinateur : {model}, {serial}"),
    signed_at: |at| format!("Signé le {at}, d’après l’horloge du poste"),
    signed_at_behind: |at| format!("Signé le {at}, d’après une horloge qui était fausse"),
    emulated: "Un essai sur un disque simulé : aucun vrai disque n’a été effacé.",
    full: |digest| {
        format!(
            "Le contrôle, les réserves et les limites ne figurent que dans l’attestation complète, le fichier attestation.json d’empreinte \
             SHA-256 {digest}"
        )
    },
    window_too_small: |columns, lines| {
        format!(
            "Le code QR demande une fenêtre de {columns} colonnes et {lines} lignes. Agrandissez-la ou réduisez ses caractères, puis \
             recommencez ; ou imprimez le PDF."
        )
    },
    none_in_folder: |folder| {
        format!(
            "{folder} : il n’y a pas de code QR dans ce dossier. L’attestation est entière sans lui : remettez attestation.json et \
             attestation.json.sig."
        )
    },
    not_of_attestation: "Le code QR du fichier attestation.qr n’est pas celui de cette attestation. Supprimez ce fichier ; l’attestation \
                         est entière sans lui.",
    hint: |folder| format!("Pour photographier la preuve en code QR : gomme qr {folder}"),
};
