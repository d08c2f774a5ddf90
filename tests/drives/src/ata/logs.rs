//! SMART, and the logs of general purpose logging (ACS-3).

use super::{AtaAnswer, AtaDrive, Attribute, Refusal, TaskFile};

/// Bit 63 of a qword in the IDENTIFY DEVICE data log or the device statistics: it is valid.
const VALID: u64 = 1 << 63;

/// Makes 512 bytes add up to zero by their last.
fn checksum(page: &mut [u8]) {
    let sum = page[..511].iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    page[511] = 0u8.wrapping_sub(sum);
}

/// A page of qwords: revision 1 and the page number come first.
fn qwords(page: u8, fields: &[(usize, u64)]) -> Vec<u8> {
    let mut data = vec![0; 512];
    data[0..8].copy_from_slice(&(VALID | u64::from(page) << 16 | 1).to_le_bytes());
    for (offset, value) in fields {
        data[*offset..offset + 8].copy_from_slice(&value.to_le_bytes());
    }
    data
}

impl AtaDrive {
    pub(super) fn smart(&mut self, task: &TaskFile, out: &[u8]) -> Result<AtaAnswer, Refusal> {
        if task.lba >> 8 & 0xFFFF != 0xC24F {
            return Err(Refusal::Aborted);
        }
        let logs = !self.faults.has("no_log");
        match task.feature & 0xFF {
            0xD0 => Ok(AtaAnswer::data(self.smart_data())),
            0xD1 => Ok(AtaAnswer::data(self.smart_thresholds())),
            0xD4 if matches!(task.lba & 0x7F, 0..=4 | 127) => Ok(AtaAnswer::good()),
            0xD5 if logs => self.smart_log(task),
            0xD6 if logs && out.len() >= 512 => Ok(AtaAnswer::good()),
            0xD2 | 0xD8 | 0xD9 => Ok(AtaAnswer::good()),
            0xDA => Ok(AtaAnswer::lba(if self.persona.smart_failing { 0x2C_F400 } else { 0xC2_4F00 })),
            _ => Err(Refusal::Aborted),
        }
    }

    fn attributes(&self) -> impl Iterator<Item = (usize, &Attribute)> {
        self.persona.attributes.iter().take(30).enumerate().map(|(row, attribute)| (2 + row * 12, attribute))
    }

    fn smart_data(&self) -> Vec<u8> {
        let mut page = vec![0; 512];
        page[0] = 16;
        for (at, attribute) in self.attributes() {
            page[at] = attribute.id;
            page[at + 1] = 0x33;
            page[at + 3] = attribute.value;
            page[at + 4] = attribute.value;
            page[at + 5..at + 11].copy_from_slice(&attribute.raw.to_le_bytes()[..6]);
        }
        // Capabilities: self-tests, autosave, logging; short and extended tests of 1 and 2 minutes.
        page[367] = 0x5B;
        page[368] = 3;
        page[370] = 1;
        page[372] = 1;
        page[373] = 2;
        checksum(&mut page);
        page
    }

    fn smart_thresholds(&self) -> Vec<u8> {
        let mut page = vec![0; 512];
        page[0] = 16;
        for (at, attribute) in self.attributes() {
            page[at] = attribute.id;
            page[at + 1] = attribute.threshold;
        }
        checksum(&mut page);
        page
    }

    /// SMART READ LOG: the directory, the error log and the self-test log, both empty.
    fn smart_log(&self, task: &TaskFile) -> Result<AtaAnswer, Refusal> {
        let mut page = vec![0; 512];
        page[0] = 1;
        match task.lba & 0xFF {
            0 => {
                page[2] = 1;
                page[12] = 1;
            }
            1 | 6 => checksum(&mut page),
            _ => return Err(Refusal::Aborted),
        }
        Ok(AtaAnswer::data(page))
    }

    /// READ LOG (DMA) EXT: address in LBA 7:0, page in LBA 39:32 and 15:8, pages in COUNT.
    pub(super) fn read_log(&self, task: &TaskFile) -> Result<AtaAnswer, Refusal> {
        if !self.persona.gpl || self.faults.has("no_log") || task.count == 0 {
            return Err(Refusal::Aborted);
        }
        let address = task.lba as u8;
        let first = (task.lba >> 24 & 0xFF00 | task.lba >> 8 & 0xFF) as u16;
        let mut data = Vec::new();
        for page in 0..task.count {
            let number = first.checked_add(page).ok_or(Refusal::Aborted)?;
            data.extend(self.log_page(address, number).ok_or(Refusal::Aborted)?);
        }
        Ok(AtaAnswer::data(data))
    }

    fn log_page(&self, address: u8, page: u16) -> Option<Vec<u8>> {
        let page = u8::try_from(page).ok()?;
        match (address, page) {
            (0x00, 0) => Some(directory()),
            (0x04, _) => self.statistics(page),
            (0x30, 0) => Some(page_list(&[0, 1, 2, 3, 6])),
            (0x30, 1) => Some(self.identify().to_vec()),
            (0x30, 2) => Some(qwords(2, &[(8, VALID | self.accessible())])),
            (0x30, 3) => Some(qwords(3, &[(8, VALID)])),
            (0x30, 6) => Some(self.security_page()),
            (0x30, 4 | 5 | 7 | 8) => Some(vec![0; 512]),
            _ => None,
        }
    }

    /// Log 04h, device statistics: general, errors of media, and wear of SSDs. Bits 63 and 62: supported and valid.
    fn statistics(&self, page: u8) -> Option<Vec<u8>> {
        let valid = 3 << 62;
        let raw = |id: u8| self.persona.attributes.iter().find(|a| a.id == id).map_or(0, |a| a.raw);
        match page {
            0 => Some(page_list(if self.persona.rotation == 1 { &[0, 1, 5, 7] } else { &[0, 1, 3, 5] })),
            1 => Some(qwords(1, &[(8, valid | raw(12)), (16, valid | raw(9))])),
            3 if self.persona.rotation != 1 => Some(qwords(3, &[(32, valid | raw(5))])),
            5 => Some(qwords(5, &[(8, valid | raw(194) & 0xFF)])),
            7 if self.persona.rotation == 1 => {
                Some(qwords(7, &[(8, valid | u64::from(self.persona.percent_used))]))
            }
            2..=8 => Some(vec![0; 512]),
            _ => None,
        }
    }

    /// Log 30h page 06h (ACS-3; bit 7 of the capabilities: ACS-4).
    fn security_page(&self) -> Vec<u8> {
        let persona = &self.persona;
        let word = u64::from(self.security.word(persona.enhanced));
        let status = word >> 1 & 0x0F | (word >> 5 & 1) << 4 | (word >> 8 & 1) << 5 | 1 << 6;
        let security = [
            (8, VALID | u64::from(self.security.master_identifier)),
            (16, VALID | status),
            (24, VALID | u64::from(persona.enhanced_minutes)),
            (32, VALID | u64::from(persona.normal_minutes)),
        ];
        let mut fields = if persona.security { security.to_vec() } else { Vec::new() };
        fields.push((40, VALID | u64::from(persona.trusted)));
        let overrides = u64::from(persona.sanitize_overrides_security) << 7;
        fields.push((48, VALID | overrides | u64::from(persona.all_encrypted)));
        qwords(6, &fields)
    }
}

/// Log 00h: version 1, then the number of pages of each log.
fn directory() -> Vec<u8> {
    let mut page = vec![0; 512];
    page[0] = 1;
    page[2 * 0x04] = 9;
    page[2 * 0x30] = 9;
    page
}

/// Page 00h of a log: which pages there are.
fn page_list(pages: &[u8]) -> Vec<u8> {
    let mut data = vec![0; 512];
    data[0..2].copy_from_slice(&1u16.to_le_bytes());
    data[8] = pages.len() as u8;
    data[9..9 + pages.len()].copy_from_slice(pages);
    data
}
