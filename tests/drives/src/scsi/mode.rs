//! MODE SENSE and MODE SELECT (SPC-5; block descriptors: SBC-4).

use super::cdb::{Cdb, number};
use crate::sense::{INVALID_FIELD, INVALID_PARAMETER, PARAMETER_LENGTH, Sense};

/// What MODE SENSE tells.
#[derive(Clone, Copy, Debug)]
pub struct ModeView {
    /// Blocks that can be addressed.
    pub blocks: u64,
    /// Blocks that the default values tell: all of them, or, from drives that echo what was set, the same.
    pub default_blocks: u64,
    /// Bytes in a block.
    pub block_bytes: u32,
    /// Sense data in descriptor format.
    pub descriptor_sense: bool,
    /// Write cache enabled.
    pub write_cache: bool,
}

/// What MODE SELECT asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ModeChange {
    /// Blocks and bytes in a block. All ones as the number of blocks: as many as there are.
    pub descriptor: Option<(u64, u32)>,
    /// Sense data in descriptor format.
    pub descriptor_sense: Option<bool>,
    /// Write cache enabled.
    pub write_cache: Option<bool>,
}

impl ModeView {
    fn page(&self, page: u8, changeable: bool) -> Option<Vec<u8>> {
        let (len, fields): (usize, [u8; 2]) = match page {
            0x01 => (12, [if changeable { 0 } else { 0xC0 }, 0]),
            0x08 => (20, [if changeable || self.write_cache { 0x04 } else { 0 }, 0]),
            0x0A => (12, [if changeable || self.descriptor_sense { 0x04 } else { 0 }, 0]),
            0x1C => (12, [0, if changeable { 0 } else { 0x06 }]),
            _ => return None,
        };
        let mut data = vec![page, (len - 2) as u8];
        data.extend(fields);
        data.resize(len, 0);
        Some(data)
    }

    fn block_descriptor(&self, long: bool, defaults: bool) -> Vec<u8> {
        let blocks = if defaults { self.default_blocks } else { self.blocks };
        if long {
            let mut descriptor = blocks.to_be_bytes().to_vec();
            descriptor.extend([0; 4]);
            descriptor.extend(self.block_bytes.to_be_bytes());
            return descriptor;
        }
        let mut descriptor = u32::try_from(blocks).unwrap_or(u32::MAX).to_be_bytes().to_vec();
        descriptor.extend(self.block_bytes.to_be_bytes());
        descriptor
    }

    /// MODE SENSE (6) and (10).
    ///
    /// # Errors
    /// A page that is not there.
    pub fn sense(&self, cdb: &Cdb) -> Result<Vec<u8>, Sense> {
        let ten = cdb.opcode() == 0x5A;
        let (control, wanted, subpage) = (cdb.0[2] >> 6, cdb.0[2] & 0x3F, cdb.0[3]);
        if !matches!(subpage, 0 | 0xFF) {
            return Err(INVALID_FIELD);
        }
        let asked: &[u8] = if wanted == 0x3F { &[0x01, 0x08, 0x0A, 0x1C] } else { &[wanted] };
        let pages: Option<Vec<Vec<u8>>> = asked.iter().map(|page| self.page(*page, control == 1)).collect();
        let pages = pages.ok_or(INVALID_FIELD)?.concat();
        let long = ten && cdb.0[1] & 0x10 != 0;
        let descriptor =
            if cdb.0[1] & 0x08 != 0 { Vec::new() } else { self.block_descriptor(long, control == 2) };
        let body = descriptor.len() + pages.len();
        // Device-specific parameter: DPOFUA.
        let mut data = if ten {
            let [upper, lower] = (body as u16 + 6).to_be_bytes();
            vec![upper, lower, 0, 0x10, u8::from(long), 0, 0, descriptor.len() as u8]
        } else {
            vec![body as u8 + 3, 0, 0x10, descriptor.len() as u8]
        };
        data.extend(descriptor);
        data.extend(pages);
        let room = if ten { cdb.number(7..9) } else { cdb.number(4..5) };
        data.truncate(room as usize);
        Ok(data)
    }
}

/// MODE SELECT (6) and (10).
///
/// # Errors
/// A list that is cut, or asks for what cannot be changed.
pub fn select(cdb: &Cdb, out: &[u8]) -> Result<ModeChange, Sense> {
    let ten = cdb.opcode() == 0x55;
    let len = if ten { cdb.number(7..9) } else { cdb.number(4..5) } as usize;
    let mut change = ModeChange::default();
    if len == 0 {
        return Ok(change);
    }
    let list = out.get(..len).ok_or(PARAMETER_LENGTH)?;
    let header = list.get(..if ten { 8 } else { 4 }).ok_or(PARAMETER_LENGTH)?;
    let described = if ten { number(&header[6..8]) as usize } else { usize::from(header[3]) };
    let long = ten && header[4] & 1 != 0;
    let descriptor = list.get(header.len()..header.len() + described).ok_or(PARAMETER_LENGTH)?;
    change.descriptor = match (descriptor.len(), long) {
        (0, _) => None,
        (8, false) => Some((short_blocks(number(&descriptor[..4])), number(&descriptor[5..8]) as u32)),
        (16, true) => Some((number(&descriptor[..8]), number(&descriptor[12..16]) as u32)),
        _ => return Err(INVALID_PARAMETER),
    };
    let mut rest = &list[header.len() + described..];
    while rest.len() >= 2 {
        let end = 2 + usize::from(rest[1]);
        let page = rest.get(..end).ok_or(PARAMETER_LENGTH)?;
        match (page[0] & 0x3F, page.len()) {
            (0x0A, 12) => change.descriptor_sense = Some(page[2] & 0x04 != 0),
            (0x08, 20) => change.write_cache = Some(page[2] & 0x04 != 0),
            (0x01 | 0x1C, 12) => {}
            _ => return Err(INVALID_PARAMETER),
        }
        rest = &rest[end..];
    }
    Ok(change)
}

/// All ones in 32 bits means what all ones in 64 bits mean.
fn short_blocks(blocks: u64) -> u64 {
    if blocks == u64::from(u32::MAX) { u64::MAX } else { blocks }
}
