//! What kind of drive it is: the facts that IDENTIFY DEVICE tells and those that it does not.

use std::time::Duration;

/// How long the erasing commands take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EraseTimes {
    /// SECURITY ERASE UNIT, normal.
    pub normal: Duration,
    /// SECURITY ERASE UNIT, enhanced.
    pub enhanced: Duration,
    /// CRYPTO SCRAMBLE EXT.
    pub crypto: Duration,
    /// BLOCK ERASE EXT.
    pub block: Duration,
    /// OVERWRITE EXT, each pass.
    pub overwrite: Duration,
}

impl EraseTimes {
    /// The same time for all.
    #[must_use]
    pub fn all(each: Duration) -> EraseTimes {
        EraseTimes { normal: each, enhanced: each, crypto: each, block: each, overwrite: each }
    }
}

/// A SMART attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its number: 5 reallocated, 9 hours, 197 pending …
    pub id: u8,
    /// Its normalised value, 1 to 253.
    pub value: u8,
    /// Its threshold.
    pub threshold: u8,
    /// Its raw value, 48 bits.
    pub raw: u64,
}

/// An ATA drive as it left the factory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a bit of IDENTIFY DEVICE")]
pub struct AtaPersona {
    /// Model, at most 40 characters.
    pub model: String,
    /// Serial number, at most 20 characters.
    pub serial: String,
    /// Firmware revision, at most 8 characters.
    pub firmware: String,
    /// World wide name (NAA 5); 0 for none.
    pub wwn: u64,
    /// Native capacity in logical sectors, hidden ones with it.
    pub sectors: u64,
    /// Bytes in a logical sector: 512 or 4096.
    pub sector_bytes: u32,
    /// Bytes in a physical sector: 4096 with 512 above is 512e.
    pub physical_bytes: u32,
    /// Word 217: 1 for an SSD, or revolutions per minute.
    pub rotation: u16,
    /// Word 80: major version bits.
    pub versions: u16,
    /// Security feature set.
    pub security: bool,
    /// SECURITY ERASE UNIT has an enhanced mode.
    pub enhanced: bool,
    /// The enhanced mode changes the media key; else it writes [`AtaPersona::enhanced_pattern`].
    pub enhanced_is_crypto: bool,
    /// What the enhanced mode writes otherwise.
    pub enhanced_pattern: u8,
    /// Word 89 as it is: time of the normal erase in units of 2 minutes.
    pub normal_minutes: u16,
    /// Word 90 as it is.
    pub enhanced_minutes: u16,
    /// The master password that the factory set. Nobody knows it.
    pub master: [u8; 32],
    /// CRYPTO SCRAMBLE EXT.
    pub sanitize_crypto: bool,
    /// BLOCK ERASE EXT.
    pub sanitize_block: bool,
    /// OVERWRITE EXT.
    pub sanitize_overwrite: bool,
    /// Sanitize is allowed on a locked drive and takes its user password away (ACS-4, log 30h page 06h).
    pub sanitize_overrides_security: bool,
    /// All user data are encrypted (word 69 bit 4).
    pub all_encrypted: bool,
    /// Claims trusted computing (word 48); its commands are aborted all the same.
    pub trusted: bool,
    /// Host protected area.
    pub hpa: bool,
    /// SET MAX security extension.
    pub hpa_security: bool,
    /// Device configuration overlay.
    pub dco: bool,
    /// Accessible max address configuration.
    pub amac: bool,
    /// 48-bit commands.
    pub lba48: bool,
    /// General purpose logging.
    pub gpl: bool,
    /// DATA SET MANAGEMENT / TRIM.
    pub trim: bool,
    /// Reads after TRIM are deterministic (word 69 bit 14).
    pub trim_deterministic: bool,
    /// … and zeros (word 69 bit 5).
    pub trim_zeroes: bool,
    /// Settings survive a bus reset (software settings preservation, word 78 bit 6): freezes, unlocks, volatile SET MAX.
    pub keeps_settings: bool,
    /// How long erasing takes.
    pub erase_takes: EraseTimes,
    /// The byte that BLOCK ERASE EXT leaves.
    pub blank: u8,
    /// SMART attributes.
    pub attributes: Vec<Attribute>,
    /// SMART RETURN STATUS says that a threshold was exceeded.
    pub smart_failing: bool,
    /// Percentage used (device statistics), SSDs only.
    pub percent_used: u8,
}

impl Default for AtaPersona {
    /// A plain SATA SSD of 16 MiB with every way of erasing and no hidden areas.
    fn default() -> AtaPersona {
        let attribute = |id, value, threshold, raw| Attribute { id, value, threshold, raw };
        AtaPersona {
            model: "EMULATED SATA SSD".to_owned(),
            serial: "EMU0000001".to_owned(),
            firmware: "EM01".to_owned(),
            wwn: 0x5000_C500_0000_0001,
            sectors: 32768,
            sector_bytes: 512,
            physical_bytes: 512,
            rotation: 1,
            versions: 0x07F0,
            security: true,
            enhanced: true,
            enhanced_is_crypto: false,
            enhanced_pattern: 0xFF,
            normal_minutes: 1,
            enhanced_minutes: 1,
            master: *b"never told to anybody outside \0\0",
            sanitize_crypto: true,
            sanitize_block: true,
            sanitize_overwrite: true,
            sanitize_overrides_security: false,
            all_encrypted: false,
            trusted: false,
            hpa: false,
            hpa_security: false,
            dco: false,
            amac: false,
            lba48: true,
            gpl: true,
            trim: true,
            trim_deterministic: true,
            trim_zeroes: true,
            keeps_settings: true,
            erase_takes: EraseTimes::all(Duration::from_millis(300)),
            blank: 0,
            attributes: vec![
                attribute(5, 100, 10, 0),
                attribute(9, 99, 0, 12_345),
                attribute(12, 100, 0, 678),
                attribute(194, 66, 0, 34),
                attribute(197, 100, 0, 0),
                attribute(198, 100, 0, 0),
            ],
            smart_failing: false,
            percent_used: 3,
        }
    }
}

impl AtaPersona {
    /// Whether there is any way of sanitizing.
    #[must_use]
    pub fn sanitizes(&self) -> bool {
        self.sanitize_crypto || self.sanitize_block || self.sanitize_overwrite
    }

    /// Native capacity in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.sectors * u64::from(self.sector_bytes)
    }
}
