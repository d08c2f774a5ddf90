//! INQUIRY, supported commands, log pages and defect lists of a SAS disk.

use super::answer::{log_page, log_page_list, one_command, padded, standard_inquiry, vital_product_data};
use super::cdb::Cdb;
use super::disk::ScsiDisk;
use crate::sense::{INVALID_FIELD, Sense};

impl ScsiDisk {
    pub(super) fn inquiry(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        let persona = &self.persona;
        let mut data = match (cdb.0[1] & 1, cdb.0[2]) {
            (0, 0) => standard_inquiry(&persona.vendor, &persona.product, &persona.revision, false),
            (0, _) => return Err(INVALID_FIELD),
            (_, page) => vital_product_data(page, &self.vital_page(page).ok_or(INVALID_FIELD)?),
        };
        data.truncate(cdb.number(3..5) as usize);
        Ok(data)
    }

    fn vital_page(&self, page: u8) -> Option<Vec<u8>> {
        let persona = &self.persona;
        let mut body = vec![0; 60];
        match page {
            0x00 => body = vec![0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2],
            0x80 => body = padded(&persona.serial, persona.serial.len().max(8)),
            0x83 => {
                body = vec![0x01, 0x03, 0, 8];
                body.extend(persona.wwn.to_be_bytes());
            }
            0xB0 => {
                body[4..8].copy_from_slice(&0xFFFFu32.to_be_bytes());
                let most = u32::from(persona.unmap) * 0x00FF_FFFF;
                body[16..20].copy_from_slice(&most.to_be_bytes());
                body[20..24].copy_from_slice(&(most & 16).to_be_bytes());
                body[32..40].copy_from_slice(&self.blocks.to_be_bytes());
            }
            0xB1 => body[0..2].copy_from_slice(&persona.rotation.to_be_bytes()),
            // LBPU, LBPWS, LBPWS10, LBPRZ.
            0xB2 => body = vec![0, if persona.unmap { 0xE4 } else { 0 }, u8::from(persona.unmap) * 2, 0],
            _ => return None,
        }
        Some(body)
    }

    pub(super) fn supported(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        let (opcode, action, options) = (cdb.0[3], cdb.number(4..6), cdb.0[2] & 7);
        if !matches!(options, 1..=3) {
            return Err(INVALID_FIELD);
        }
        let persona = &self.persona;
        let known = match (opcode, action) {
            (0x48, 0x01) => persona.sanitize_overwrite,
            (0x48, 0x02) => persona.sanitize_block,
            (0x48, 0x03) => persona.sanitize_crypto,
            (0x48, 0x1F) => self.sanitizes(),
            (0x48, _) => self.sanitizes() && options == 1,
            (0x04, _) => persona.format,
            (0x42, _) => persona.unmap,
            (0x9E, 0x10) | (0xA3, 0x0C) | (0x7F, 0x000D) | (0x93 | 0x41, _) => true,
            _ => {
                Cdb::new(&[opcode]).span().is_some()
                    || matches!(opcode, 0x00 | 0x03 | 0x12 | 0x15 | 0x1A | 0x1B | 0x1D | 0x1E | 0x25)
                    || matches!(opcode, 0x35 | 0x37 | 0x4D | 0x55 | 0x5A | 0x91 | 0xA0 | 0xB7)
            }
        };
        let mut data = one_command(known, opcode);
        data.truncate(cdb.number(6..10) as usize);
        Ok(data)
    }

    pub(super) fn log_sense(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        if self.faults.has("no_log") || cdb.0[3] != 0 {
            return Err(INVALID_FIELD);
        }
        let counters = || (0..7).map(|code| (code, vec![0; 8])).collect::<Vec<_>>();
        let ssd = self.persona.rotation == 1;
        let mut data = match cdb.0[2] & 0x3F {
            0x00 if ssd => log_page_list(&[0x00, 0x02, 0x03, 0x05, 0x0D, 0x10, 0x11, 0x15, 0x2F]),
            0x00 => log_page_list(&[0x00, 0x02, 0x03, 0x05, 0x0D, 0x10, 0x15, 0x2F]),
            page @ (0x02 | 0x03 | 0x05) => log_page(page, &counters()),
            // Temperature now, and the most that it may be, in degrees Celsius.
            0x0D => log_page(0x0D, &[(0, vec![0, 34]), (1, vec![0, 65])]),
            0x10 => log_page(0x10, &(1..=20).map(|code| (code, vec![0; 16])).collect::<Vec<_>>()),
            0x11 if ssd => log_page(0x11, &[(1, vec![0, 0, 0, 3])]),
            // Background scan: minutes powered on, nothing running.
            0x15 => log_page(0x15, &[(0, [&741_720u32.to_be_bytes()[..], &[0; 8]].concat())]),
            0x2F => log_page(0x2F, &[(0, vec![0, 0, 34, 0])]),
            _ => return Err(INVALID_FIELD),
        };
        data.truncate(cdb.number(7..9) as usize);
        Ok(data)
    }
}

/// READ DEFECT DATA: no defects.
pub(super) fn defects(cdb: &Cdb) -> Vec<u8> {
    let ten = cdb.opcode() == 0x37;
    let mut data = vec![0; if ten { 4 } else { 8 }];
    data[1] = if ten { cdb.0[2] & 0x1F } else { cdb.0[1] & 0x1F };
    data
}
