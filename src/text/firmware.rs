//! The words of the drive's own erases.

/// One field a word.
pub struct FirmwareText {
    /// An overwrite.
    pub overwrite: &'static str,
    /// Sanitize, block erase.
    pub sanitize_block_erase: &'static str,
    /// Sanitize, cryptographic erase.
    pub sanitize_crypto_erase: &'static str,
    /// Sanitize, overwrite.
    pub sanitize_overwrite: &'static str,
    /// ATA enhanced security erase.
    pub security_erase_enhanced: &'static str,
    /// ATA normal security erase.
    pub security_erase: &'static str,
    /// NVMe format with cryptographic erase.
    pub format_crypto_erase: &'static str,
    /// NVMe format with user data erase.
    pub format_user_data_erase: &'static str,
    /// SCSI format.
    pub format_unit: &'static str,
    /// eMMC erase and sanitize.
    pub mmc_sanitize: &'static str,
    /// eMMC secure erase.
    pub mmc_secure_erase: &'static str,
}

/// English.
pub const EN: FirmwareText = FirmwareText {
    overwrite: "overwrite",
    sanitize_block_erase: "erase of all cells by the drive (sanitize, block erase)",
    sanitize_crypto_erase: "change of the drive’s encryption key (sanitize, cryptographic erase)",
    sanitize_overwrite: "overwrite by the drive (sanitize, overwrite)",
    security_erase_enhanced: "enhanced erase by the drive (ATA security erase, enhanced)",
    security_erase: "erase by the drive (ATA security erase)",
    format_crypto_erase: "format with a change of the encryption key (NVMe format)",
    format_user_data_erase: "format with an erase of the data (NVMe format)",
    format_unit: "format by the drive (SCSI format unit)",
    mmc_sanitize: "erase of all blocks, then sanitize (eMMC)",
    mmc_secure_erase: "secure erase (eMMC)",
};

/// French.
pub const FR: FirmwareText = FirmwareText {
    overwrite: "réécriture",
    sanitize_block_erase: "effacement de toutes les cellules par le disque (sanitize, block erase)",
    sanitize_crypto_erase: "changement de la clé de chiffrement du disque (sanitize, effacement cryptographique)",
    sanitize_overwrite: "réécriture par le disque (sanitize, overwrite)",
    security_erase_enhanced: "effacement renforcé par le disque (ATA security erase, enhanced)",
    security_erase: "effacement par le disque (ATA security erase)",
    format_crypto_erase: "formatage avec changement de la clé de chiffrement (NVMe format)",
    format_user_data_erase: "formatage avec effacement des données (NVMe format)",
    format_unit: "formatage par le disque (SCSI format unit)",
    mmc_sanitize: "effacement de tous les blocs, puis sanitize (eMMC)",
    mmc_secure_erase: "effacement sécurisé (eMMC)",
};
