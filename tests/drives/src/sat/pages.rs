//! INQUIRY and its pages, log pages, supported commands.

use super::SatDisk;
use crate::scsi::answer::{
    ScsiTarget, log_page, log_page_list, one_command, padded, standard_inquiry, vital_product_data,
};
use crate::scsi::cdb::Cdb;
use crate::sense::{INVALID_FIELD, Sense};

impl SatDisk {
    pub(super) fn inquiry(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        let mut data = match (cdb.0[1] & 1, cdb.0[2]) {
            (0, 0) => self.standard(),
            (0, _) => return Err(INVALID_FIELD),
            (_, page) => vital_product_data(page, &self.vital_page(page).ok_or(INVALID_FIELD)?),
        };
        data.truncate(cdb.number(3..5) as usize);
        Ok(data)
    }

    fn standard(&self) -> Vec<u8> {
        let (persona, bridge) = (self.drive.persona(), &self.bridge);
        let vendor = if bridge.vendor.is_empty() { "ATA" } else { &bridge.vendor };
        let product = if bridge.product.is_empty() { &persona.model } else { &bridge.product };
        standard_inquiry(vendor, product, &persona.firmware, bridge.removable)
    }

    fn serial(&self) -> &str {
        self.bridge.serial.as_ref().unwrap_or(&self.drive.persona().serial)
    }

    fn vital_page(&self, page: u8) -> Option<Vec<u8>> {
        let persona = self.drive.persona();
        match page {
            0x00 if self.bridge.no_information => Some(vec![0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2]),
            0x00 => Some(vec![0x00, 0x80, 0x83, 0x89, 0xB0, 0xB1, 0xB2]),
            0x80 => Some(padded(self.serial(), 20)),
            0x83 => Some(self.identifiers()),
            0x89 if !self.bridge.no_information => Some(self.ata_information()),
            0xB0 => Some(self.block_limits()),
            0xB1 => {
                let mut body = vec![0; 60];
                body[0..2].copy_from_slice(&persona.rotation.to_be_bytes());
                Some(body)
            }
            // Logical block provisioning: LBPU, LBPWS, LBPRZ.
            0xB2 if persona.trim => Some(vec![0, 0xC0 | u8::from(persona.trim_zeroes) << 2, 0, 0]),
            0xB2 => Some(vec![0; 4]),
            _ => None,
        }
    }

    /// T10 vendor identification with model and serial number, and the world wide name.
    fn identifiers(&self) -> Vec<u8> {
        let persona = self.drive.persona();
        let mut body = vec![0x02, 0x01, 0, 68];
        body.extend(padded("ATA", 8));
        body.extend(padded(&persona.model, 40));
        body.extend(padded(self.serial(), 20));
        if persona.wwn != 0 {
            body.extend([0x01, 0x03, 0, 8]);
            body.extend(persona.wwn.to_be_bytes());
        }
        body
    }

    /// Page 89h: the translation, the signature FIS, the command IDENTIFY DEVICE and its data.
    fn ata_information(&self) -> Vec<u8> {
        let mut body = vec![0; 4];
        body.extend(padded("emulated", 8));
        body.extend(padded("translation", 16));
        body.extend(padded("1", 4));
        let mut signature = [0; 20];
        (signature[0], signature[2], signature[3], signature[4]) = (0x34, 0x50, 0x01, 0x01);
        signature[12] = 1;
        body.extend(signature);
        body.extend([0xEC, 0, 0, 0]);
        body.extend(self.drive.identify());
        body
    }

    /// Page B0h: most blocks of a transfer and of UNMAP, most UNMAP descriptors, most blocks of WRITE SAME.
    fn block_limits(&self) -> Vec<u8> {
        let mut body = vec![0; 60];
        body[4..8].copy_from_slice(&0xFFFFu32.to_be_bytes());
        if self.drive.persona().trim {
            body[16..20].copy_from_slice(&0x003F_FFC0u32.to_be_bytes());
            body[20..24].copy_from_slice(&1u32.to_be_bytes());
        }
        body[32..40].copy_from_slice(&self.capacity_blocks().to_be_bytes());
        body
    }

    pub(super) fn log_sense(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        if self.fault("no_log") || cdb.0[3] != 0 {
            return Err(INVALID_FIELD);
        }
        let mut data = match cdb.0[2] & 0x3F {
            0x00 => log_page_list(&[0x00, 0x0D, 0x16, 0x2F]),
            0x0D => log_page(0x0D, &[(0, vec![0, 34])]),
            0x16 => log_page(0x16, &self.result_parameters()),
            0x2F => log_page(
                0x2F,
                &[(0, vec![if self.drive.persona().smart_failing { 0x5D } else { 0 }, 0, 34, 0])],
            ),
            _ => return Err(INVALID_FIELD),
        };
        data.truncate(cdb.number(7..9) as usize);
        Ok(data)
    }

    fn result_parameters(&self) -> Vec<(u16, Vec<u8>)> {
        let kept = self.results.iter().enumerate();
        kept.map(|(code, result)| (code as u16, result.descriptor().to_vec())).collect()
    }

    pub(super) fn supported(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        let opcode = cdb.0[3];
        let known = match opcode {
            0x85 => !self.bridge.no_pass_through_16,
            0xA1 => !self.bridge.no_pass_through_12,
            0x42 | 0x93 => self.drive.persona().trim,
            0x9E => cdb.number(4..6) == 0x10,
            0xA3 => cdb.number(4..6) == 0x0C,
            _ => {
                Cdb::new(&[opcode]).span().is_some()
                    || matches!(
                        opcode,
                        0x00 | 0x03
                            | 0x12
                            | 0x15
                            | 0x1A
                            | 0x1B
                            | 0x25
                            | 0x35
                            | 0x41
                            | 0x4D
                            | 0x55
                            | 0x5A
                            | 0x91
                            | 0xA0
                    )
            }
        };
        let mut data = match cdb.0[2] & 7 {
            1..=3 => one_command(known, opcode),
            _ => return Err(INVALID_FIELD),
        };
        data.truncate(cdb.number(6..10) as usize);
        Ok(data)
    }
}
