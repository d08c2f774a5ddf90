//! The data structures of Identify (Base 5.2.13; NVM 4.1.5). Numbers are little-endian; offsets in bytes.

use crate::codec::page::{Page, PageError};

/// Optional Admin Command Support: bytes 257:256 of Identify Controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oacs(pub u16);

impl Oacs {
    /// Bit 0: Security Send and Receive.
    #[must_use]
    pub fn security(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bit 1: Format NVM.
    #[must_use]
    pub fn format(self) -> bool {
        self.0 & 1 << 1 != 0
    }

    /// Bit 3: namespace management and attachment, so that there may be namespaces that are not attached.
    #[must_use]
    pub fn namespace_management(self) -> bool {
        self.0 & 1 << 3 != 0
    }

    /// Bit 4: device self-test.
    #[must_use]
    pub fn self_test(self) -> bool {
        self.0 & 1 << 4 != 0
    }

    /// Bit 10: Command and Feature Lockdown, by which erasing may be locked.
    #[must_use]
    pub fn lockdown(self) -> bool {
        self.0 & 1 << 10 != 0
    }
}

/// Format NVM Attributes: byte 524 of Identify Controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fna(pub u8);

impl Fna {
    /// Bit 0: a format without erasing reaches all namespaces.
    #[must_use]
    pub fn format_reaches_all(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bit 1: a format with erasing reaches all namespaces.
    #[must_use]
    pub fn erase_reaches_all(self) -> bool {
        self.0 & 1 << 1 != 0
    }

    /// Bit 2: a format may erase by changing the key.
    #[must_use]
    pub fn crypto_erase(self) -> bool {
        self.0 & 1 << 2 != 0
    }

    /// Bit 3 is clear: [`ALL_NAMESPACES`](super::ALL_NAMESPACES) is accepted.
    #[must_use]
    pub fn takes_all_namespaces(self) -> bool {
        self.0 & 1 << 3 == 0
    }
}

/// Sanitize Capabilities: bytes 331:328 of Identify Controller. 0 before NVMe 1.3, and where Sanitize is not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sanicap(pub u32);

impl Sanicap {
    /// Bit 0: crypto erase.
    #[must_use]
    pub fn crypto_erase(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bit 1: block erase.
    #[must_use]
    pub fn block_erase(self) -> bool {
        self.0 & 1 << 1 != 0
    }

    /// Bit 2: overwrite.
    #[must_use]
    pub fn overwrite(self) -> bool {
        self.0 & 1 << 2 != 0
    }

    /// Bit 3: the state in which the medium may be read for verification (VERS).
    #[must_use]
    pub fn media_verification(self) -> bool {
        self.0 & 1 << 3 != 0
    }

    /// Bit 29: "no deallocate after sanitize" is inhibited (NDI): refused, or accepted with a warning.
    #[must_use]
    pub fn no_deallocate_inhibited(self) -> bool {
        self.0 & 1 << 29 != 0
    }

    /// NDI (bit 29) is 0 and NODMMAS (bits 31:30) is 01b: a sanitize may leave blocks allocated, and the medium is then not changed
    /// once more.
    #[must_use]
    pub fn keeps_blocks_allocated(self) -> bool {
        self.0 >> 29 == 0b010
    }

    /// Bits 31:30 are 10: the medium is changed once more after a sanitize without deallocation (NODMMAS).
    #[must_use]
    pub fn modified_afterwards(self) -> bool {
        self.0 >> 30 == 0b10
    }
}

/// Log Page Attributes: byte 261 of Identify Controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lpa(pub u8);

impl Lpa {
    /// Bit 1: the Commands Supported and Effects log.
    #[must_use]
    pub fn commands_effects(self) -> bool {
        self.0 & 1 << 1 != 0
    }

    /// Bit 2: offsets and 32-bit lengths of logs.
    #[must_use]
    pub fn extended_data(self) -> bool {
        self.0 & 1 << 2 != 0
    }

    /// Bit 4: the Persistent Event Log.
    #[must_use]
    pub fn persistent_events(self) -> bool {
        self.0 & 1 << 4 != 0
    }
}

/// Identify Controller (CNS 01h). Whether there are boot partitions is not in it: that is a register (CAP.BPS).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controller {
    /// SN: bytes 23:4, without padding; never empty.
    pub serial: String,
    /// MN: bytes 63:24, without padding; may be empty.
    pub model: String,
    /// FR: bytes 71:64, without padding; may be empty.
    pub firmware: String,
    /// CMIC: byte 76, bit 1: the NVM subsystem may have several controllers; bit 2: this one is a virtual function of another.
    pub shares_subsystem: bool,
    /// CNTLID: bytes 79:78.
    pub controller_id: u16,
    /// VER: bytes 83:80; major 31:16, minor 15:8, tertiary 7:0. 0 before NVMe 1.2.
    pub version: u32,
    /// CNTRLTYPE: byte 111; 0 not reported, 1 I/O, 2 discovery, 3 administrative.
    pub controller_type: u8,
    /// OACS.
    pub oacs: Oacs,
    /// LPA.
    pub lpa: Lpa,
    /// TNVMCAP: bytes 295:280, all capacity in bytes. 0 where namespace management is not supported.
    pub total_capacity: u128,
    /// UNVMCAP: bytes 311:296, capacity in bytes that is in no namespace.
    pub unallocated_capacity: u128,
    /// RPMBS 2:0 of bytes 315:312: replay protected memory blocks, which no erase reaches.
    pub rpmb_units: u8,
    /// SANICAP.
    pub sanicap: Sanicap,
    /// NN: bytes 519:516, the highest namespace identifier.
    pub namespaces: u32,
    /// FNA.
    pub fna: Fna,
    /// VWC bit 0 of byte 525: a volatile write cache.
    pub volatile_cache: bool,
}

impl Controller {
    /// Reads the 4096 bytes.
    ///
    /// # Errors
    /// Short, all zero or all ones; a serial number that is empty, or strings that are not printable ASCII.
    pub fn parse(bytes: &[u8]) -> Result<Controller, PageError> {
        let page: Page<'_, 4096> = Page::new(bytes)?;
        let serial = page.text::<4, 20>("serial number")?;
        if serial.is_empty() {
            return Err(PageError::Implausible("serial number"));
        }
        Ok(Controller {
            serial,
            model: page.text::<24, 40>("model number")?,
            firmware: page.text::<64, 8>("firmware revision")?,
            shares_subsystem: page.byte::<76>() & 0b110 != 0,
            controller_id: page.u16::<78>(),
            version: page.u32::<80>(),
            controller_type: page.byte::<111>(),
            oacs: Oacs(page.u16::<256>()),
            lpa: Lpa(page.byte::<261>()),
            total_capacity: page.u128::<280>(),
            unallocated_capacity: page.u128::<296>(),
            rpmb_units: page.byte::<312>() & 0x07,
            sanicap: Sanicap(page.u32::<328>()),
            namespaces: page.u32::<516>(),
            fna: Fna(page.byte::<524>()),
            volatile_cache: page.byte::<525>() & 1 != 0,
        })
    }
}

/// What a deallocated block reads as: DLFEAT 2:0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deallocated {
    /// 0, or a reserved value: not reported.
    NotReported,
    /// 1: bytes of 00h.
    Zeros,
    /// 2: bytes of FFh.
    Ones,
}

/// Identify Namespace (CNS 00h and 11h).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// NSZE: bytes 7:0, size in logical blocks; never 0.
    pub size_blocks: u64,
    /// NCAP: bytes 15:8, blocks that can be allocated at a time.
    pub capacity_blocks: u64,
    /// FLBAS: byte 26; the format in use in 3:0 and 6:5, metadata at the end of each block in 4.
    pub flbas: u8,
    /// Data of a logical block in bytes: LBADS of the format in use.
    pub block_bytes: u64,
    /// Metadata of a logical block in bytes: MS of the format in use.
    pub metadata_bytes: u16,
    /// MC: byte 27, metadata capabilities.
    pub mc: u8,
    /// DPS: byte 29; the type of protection information in 2:0, its place in 3.
    pub dps: u8,
    /// FPI: byte 32, per cent of a format that remain. `None` where it is not reported.
    pub format_remains: Option<u8>,
    /// DLFEAT: byte 33.
    pub deallocated: Deallocated,
    /// NVMCAP: bytes 63:48, capacity in bytes that the namespace takes. 0 where it is not reported.
    pub nvm_capacity: u128,
    /// NSATTR bit 0 of byte 99: write-protected.
    pub write_protected: bool,
    /// NGUID: bytes 119:104. `None` where it is not reported.
    pub nguid: Option<[u8; 16]>,
    /// EUI64: bytes 127:120. `None` where it is not reported.
    pub eui64: Option<[u8; 8]>,
}

/// LBADS of a format in use: 512 bytes to 2 GiB.
const BLOCK_BITS: std::ops::RangeInclusive<u8> = 9..=31;

impl Namespace {
    /// Reads the 4096 bytes.
    ///
    /// # Errors
    /// Short or all ones; all zero, which is how a namespace answers that is not attached; a size of 0, a capacity above the size, or
    /// blocks of no possible length.
    pub fn parse(bytes: &[u8]) -> Result<Namespace, PageError> {
        let page: Page<'_, 4096> = Page::new(bytes)?;
        let (size_blocks, capacity_blocks) = (page.u64::<0>(), page.u64::<8>());
        if size_blocks == 0 || capacity_blocks > size_blocks {
            return Err(PageError::Implausible("namespace size"));
        }
        let flbas = page.byte::<26>();
        let [ms_low, ms_high, data_bits, _] = format(page, format_index(flbas));
        if !BLOCK_BITS.contains(&data_bits) {
            return Err(PageError::Implausible("LBA data size"));
        }
        let fpi = page.byte::<32>();
        let (nguid, eui64) = (page.at::<104, 16>(), page.at::<120, 8>());
        Ok(Namespace {
            size_blocks,
            capacity_blocks,
            flbas,
            block_bytes: 1 << data_bits,
            metadata_bytes: u16::from_le_bytes([ms_low, ms_high]),
            mc: page.byte::<27>(),
            dps: page.byte::<29>(),
            format_remains: (fpi & 0x80 != 0).then_some(fpi & 0x7f),
            deallocated: match page.byte::<33>() & 0x07 {
                1 => Deallocated::Zeros,
                2 => Deallocated::Ones,
                _ => Deallocated::NotReported,
            },
            nvm_capacity: page.u128::<48>(),
            write_protected: page.byte::<99>() & 1 != 0,
            nguid: (nguid != [0; 16]).then_some(nguid),
            eui64: (eui64 != [0; 8]).then_some(eui64),
        })
    }

    /// The format in use: 0 to 63.
    #[must_use]
    pub fn format_index(&self) -> u8 {
        format_index(self.flbas)
    }

    /// Data of the namespace in bytes, without metadata.
    #[must_use]
    pub fn size_bytes(&self) -> u128 {
        u128::from(self.size_blocks) * u128::from(self.block_bytes)
    }
}

/// FLBAS: bits 3:0 are the low ones of the index, 6:5 the high ones.
fn format_index(flbas: u8) -> u8 {
    flbas & 0x0f | (flbas >> 5 & 0x03) << 4
}

/// LBA format descriptor: MS 15:0, LBADS 23:16, RP 25:24. 64 of them at byte 128.
fn format(page: Page<'_, 4096>, index: u8) -> [u8; 4] {
    let formats = page.at::<128, 256>();
    let (formats, _) = formats.as_chunks::<4>();
    formats.get(usize::from(index)).copied().unwrap_or_default()
}

/// A list of namespace identifiers (CNS 02h and 10h).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamespaceList {
    /// The identifiers in ascending order. None at all: either there is no namespace, or the answer is empty; both look the same.
    pub nsids: Vec<u32>,
}

impl NamespaceList {
    /// How many identifiers a list holds.
    const FULL: usize = 1024;

    /// Reads the 4096 bytes: identifiers that ascend, then zeros.
    ///
    /// # Errors
    /// Short or all ones; identifiers that do not ascend or are no namespace's, or anything after the first zero.
    pub fn parse(bytes: &[u8]) -> Result<NamespaceList, PageError> {
        let page: Page<'_, 4096> = Page::maybe_zero(bytes)?;
        let (numbers, _) = page.bytes().as_chunks::<4>();
        let numbers: Vec<u32> = numbers.iter().map(|n| u32::from_le_bytes(*n)).collect();
        let used = numbers.iter().position(|n| *n == 0).unwrap_or(numbers.len());
        let (nsids, rest) = numbers.split_at(used);
        let ascends = nsids.iter().zip(nsids.iter().skip(1)).all(|(a, b)| a < b);
        let ends = rest.iter().all(|n| *n == 0) && nsids.last() != Some(&super::ALL_NAMESPACES);
        if !ascends || !ends {
            return Err(PageError::Implausible("namespace list"));
        }
        Ok(NamespaceList { nsids: nsids.to_vec() })
    }

    /// The identifier after which to ask again; `None` when the list is complete.
    #[must_use]
    pub fn goes_on_after(&self) -> Option<u32> {
        self.nsids.last().copied().filter(|_| self.nsids.len() == Self::FULL)
    }
}
