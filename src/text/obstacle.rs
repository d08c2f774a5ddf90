//! What stands in the way of a drive's own erase, and what to do about it.

/// One field an obstacle, each one or two whole sentences.
pub struct ObstacleText {
    /// Security is frozen.
    pub security_frozen: &'static str,
    /// Sanitize is frozen.
    pub sanitize_frozen: &'static str,
    /// Too many wrong passwords.
    pub password_expired: &'static str,
    /// No registers come back.
    pub no_registers: &'static str,
    /// A USB bridge.
    pub behind_bridge: &'static str,
    /// The donor did not agree to a change of key.
    pub crypto_not_accepted: &'static str,
    /// The drive does not say that it encrypts everything.
    pub not_all_encrypted: &'static str,
    /// Other namespaces.
    pub other_namespaces: &'static str,
    /// Namespaces that are not seen here.
    pub unseen_namespaces: &'static str,
    /// Other logical units.
    pub other_units: &'static str,
    /// Write protection.
    pub write_protected: &'static str,
    /// An earlier sanitize failed.
    pub sanitize_failed: &'static str,
}

/// English.
pub const EN: ObstacleText = ObstacleText {
    security_frozen: "Frozen by this computer’s firmware. Put the computer to sleep once (--suspend), or pull the drive’s power and plug it in again while the computer runs.",
    sanitize_frozen: "Its sanitize is frozen by this computer’s firmware. Put the computer to sleep once (--suspend), or pull the drive’s power and plug it in again while the computer runs.",
    password_expired: "Too many wrong passwords were tried. Pull the drive’s power, plug it in again, and try once more.",
    no_registers: "The controller or adapter does not hand on what the drive answers, so that nobody could see what it did. Connect the drive to a plain SATA port.",
    behind_bridge: "A USB adapter may reset the drive in the middle of it and leave it locked. Connect the drive to a plain SATA port.",
    crypto_not_accepted: "It only changes the key of the drive’s encryption. Add --accept-crypto-erase if the donor agrees to that.",
    not_all_encrypted: "It only changes a key, and the drive does not say that it encrypts all that is written. Choose another technique.",
    other_namespaces: "It would erase other namespaces of the same drive too, which nobody chose. Remove them first with the drive’s management tool.",
    unseen_namespaces: "It would erase the whole drive, and the drive has, or may have, namespaces that this computer does not see and that nobody chose. Attach or remove them first with the drive’s management tool.",
    other_units: "It may erase other parts of the same disk too (logical units, as disks with two actuators have), which nobody chose. Use --method overwrite, once for each part.",
    write_protected: "The drive is write protected. Take the protection off first, in the BIOS setup or with the drive’s management tool.",
    sanitize_failed: "An earlier sanitize failed, and the drive takes nothing but another one. Use one of the sanitize methods.",
};

/// French.
pub const FR: ObstacleText = ObstacleText {
    security_frozen: "Gelé par le micrologiciel de cet ordinateur. Mettez l’ordinateur en veille une fois (--suspend), ou débranchez puis rebranchez l’alimentation du disque pendant que l’ordinateur tourne.",
    sanitize_frozen: "La commande sanitize est gelée par le micrologiciel de cet ordinateur. Mettez l’ordinateur en veille une fois (--suspend), ou débranchez puis rebranchez l’alimentation du disque pendant que l’ordinateur tourne.",
    password_expired: "Trop de mots de passe faux ont été essayés. Débranchez puis rebranchez l’alimentation du disque, et réessayez.",
    no_registers: "Le contrôleur ou l’adaptateur ne transmet pas ce que répond le disque\u{202f}: personne ne pourrait voir ce qu’il a fait. Branchez le disque sur un simple port SATA.",
    behind_bridge: "Un adaptateur USB peut réinitialiser le disque en plein effacement et le laisser verrouillé. Branchez le disque sur un simple port SATA.",
    crypto_not_accepted: "Cela ne fait que changer la clé de chiffrement du disque. Ajoutez --accept-crypto-erase si le donateur l’accepte.",
    not_all_encrypted: "Cela ne fait que changer une clé, et le disque ne dit pas chiffrer tout ce qu’on y écrit. Choisissez une autre méthode.",
    other_namespaces: "Cela effacerait aussi d’autres espaces de noms du même disque, que personne n’a choisis. Supprimez-les d’abord avec l’outil de gestion du disque.",
    unseen_namespaces: "Cela effacerait le disque entier, et le disque a, ou peut avoir, des espaces de noms que cet ordinateur ne voit pas et que personne n’a choisis. Rattachez-les ou supprimez-les d’abord avec l’outil de gestion du disque.",
    other_units: "Cela pourrait effacer aussi d’autres parties du même disque (des unités logiques, comme en ont les disques à deux actionneurs), que personne n’a choisies. Employez --method overwrite, une fois pour chaque partie.",
    write_protected: "Le disque est protégé contre l’écriture. Retirez d’abord cette protection, dans le BIOS ou avec l’outil de gestion du disque.",
    sanitize_failed: "Une commande sanitize a échoué auparavant, et le disque n’accepte plus qu’une autre. Employez une des méthodes sanitize.",
};
