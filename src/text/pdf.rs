//! Sentences of `gomme verify` about PDFs.

/// One field a sentence. Those of the answers begin with the word that the eye looks for.
pub struct Pdf {
    /// The page is the right one; below the sentence of its attestation.
    pub same: &'static str,
    /// It is not.
    pub altered: &'static str,
    /// It could not be compared.
    pub not_compared: &'static str,
    /// It tells of a countersignature that nobody vouches for.
    pub unvouched: &'static str,
    /// After these: number and sentence of the authentic attestation in it.
    pub attached: fn(number: &str, says: &str) -> String,
    /// After these: the sentence about an attestation in it that is not authentic.
    pub attached_flawed: fn(says: &str) -> String,
    /// Too large.
    pub too_large: &'static str,
    /// Cut off.
    pub truncated: &'static str,
    /// Encrypted.
    pub encrypted: &'static str,
    /// Saved anew by another program.
    pub not_as_made: &'static str,
    /// Some other PDF.
    pub no_attestation: &'static str,
    /// Not the attachments of ours.
    pub other_files: &'static str,
}

/// English.
pub const EN: Pdf = Pdf {
    same: "The page of this PDF is the one that belongs to the attestation",
    altered: "PAGE MODIFIED – the page of this PDF is not the one that was signed for. Do not rely on it; ask the organisation for \
              the original.",
    not_compared: "PAGE NOT COMPARED – another version of gomme made the page of this PDF, so this one cannot tell whether it was \
                   changed. Do not rely on the page; use the version that made it, or rely on the attestation in it alone.",
    unvouched: "UNKNOWN COUNTERSIGNATURE – the page of this PDF tells of a zone’s countersignature, and your trust \
                                 set does not know that zone. Do not rely on it; ask the organisation.",
    attached: |number, says| format!("The attestation in it, No. {number}, says: {says}"),
    attached_flawed: |says| format!("About the attestation in it: {says}"),
    too_large: "CANNOT BE READ – this PDF is far larger than those that gomme makes.",
    truncated: "INCOMPLETE – the end of this PDF is missing. Download it again, or ask the organisation for it.",
    encrypted: "CANNOT BE READ – this PDF is encrypted, and gomme makes none that are. Ask the organisation for the original.",
    not_as_made: "CANNOT BE READ – another program saved this PDF anew, so its page can no longer be compared. Ask the organisation \
                  for the file as gomme made it.",
    no_attestation: "NOT AN ATTESTATION – there is no attestation in this PDF. A scan or a print of one cannot be checked; ask the \
                     organisation for the file.",
    other_files: "PAGE MODIFIED – the files in this PDF are not those that gomme puts there. Do not rely on it; ask the organisation \
                  for the original.",
};

/// French.
pub const FR: Pdf = Pdf {
    same: "La page de ce PDF est bien celle de cette attestation",
    altered: "PAGE MODIFIÉE – la page de ce PDF n’est pas celle qui correspond à ce qui a été signé. Ne vous y fiez pas ; demandez \
              l’original à la structure.",
    not_compared: "PAGE NON COMPARÉE – une autre version de gomme a fait la page de ce PDF ; celle-ci ne peut donc pas dire si elle a \
                   été changée. Ne vous fiez pas à la page ; utilisez la version qui l’a faite, ou ne retenez que l’attestation jointe.",
    unvouched: "CONTRESIGNATURE INCONNUE – la page de ce PDF fait état de la contresignature d’une zone, et votre liste \
                                 de confiance ne connaît pas cette zone. Ne vous y fiez pas ; demandez à la structure.",
    attached: |number, says| format!("L’attestation jointe, n° {number}, dit : {says}"),
    attached_flawed: |says| format!("Au sujet de l’attestation jointe : {says}"),
    too_large: "LECTURE IMPOSSIBLE – ce PDF est bien plus grand que ceux que fait gomme.",
    truncated: "INCOMPLET – il manque la fin de ce PDF. Téléchargez-le de nouveau, ou demandez-le à la structure.",
    encrypted: "LECTURE IMPOSSIBLE – ce PDF est chiffré, et gomme n’en fait pas de tels. Demandez l’original à la structure.",
    not_as_made: "LECTURE IMPOSSIBLE – un autre programme a enregistré ce PDF de nouveau ; sa page ne peut plus être comparée. Demandez à \
                  la structure le fichier tel que gomme l’a fait.",
    no_attestation: "PAS UNE ATTESTATION – il n’y a pas d’attestation dans ce PDF. Un scan ou une impression ne se vérifie pas ; \
                     demandez le fichier à la structure.",
    other_files: "PAGE MODIFIÉE – les fichiers joints à ce PDF ne sont pas ceux que gomme y met. Ne vous y fiez pas ; demandez \
                  l’original à la structure.",
};
