//! IDENTIFY DEVICE data (ACS-3; words that ACS-3 dropped as ATA8-ACS has them).

use super::{AtaDrive, hidden};

/// The words while they are put together.
struct Words([u16; 256]);

impl Words {
    /// Two characters in a word, the first in its upper half, filled with spaces.
    fn text(&mut self, first: usize, words: usize, text: &str) {
        let mut bytes = text.bytes().chain(std::iter::repeat(b' '));
        for word in &mut self.0[first..first + words] {
            let (upper, lower) = (bytes.next().unwrap_or(b' '), bytes.next().unwrap_or(b' '));
            *word = u16::from_be_bytes([upper, lower]);
        }
    }

    /// A number, its lowest word first.
    fn number(&mut self, first: usize, words: usize, value: u64) {
        for (place, word) in self.0[first..first + words].iter_mut().enumerate() {
            *word = (value >> (16 * place)) as u16;
        }
    }

    fn bit(&mut self, word: usize, bit: u8, set: bool) {
        self.0[word] |= u16::from(set) << bit;
    }

    fn sealed(&self) -> [u8; 512] {
        let mut data = [0; 512];
        for (bytes, word) in data.chunks_exact_mut(2).zip(self.0) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        hidden::seal(&mut data);
        data
    }
}

impl AtaDrive {
    /// What IDENTIFY DEVICE tells now.
    #[must_use]
    pub fn identify(&self) -> [u8; 512] {
        let mut words = Words([0; 256]);
        self.identity(&mut words);
        self.capacity(&mut words);
        self.transfer_modes(&mut words);
        self.feature_sets(&mut words);
        self.erasing_words(&mut words);
        words.sealed()
    }

    fn identity(&self, words: &mut Words) {
        let persona = &self.persona;
        words.0[0] = 0x0040;
        (words.0[1], words.0[3], words.0[6]) = (16383, 16, 63);
        words.text(10, 10, &persona.serial);
        words.text(23, 4, &persona.firmware);
        words.text(27, 20, &persona.model);
        words.0[80] = persona.versions;
        words.bit(48, 14, true);
        words.bit(48, 0, persona.trusted);
        let wwn = persona.wwn;
        for place in 0..4 {
            words.0[108 + place] = (wwn >> (48 - 16 * place)) as u16;
        }
        words.0[217] = persona.rotation;
        words.0[168] = 3;
        words.0[222] = 0x107F;
    }

    fn capacity(&self, words: &mut Words) {
        let (persona, sectors) = (&self.persona, self.hidden.accessible());
        words.number(60, 2, sectors.min(0x0FFF_FFFF));
        if persona.lba48 {
            words.number(100, 4, sectors);
        }
        let ratio = (persona.physical_bytes / persona.sector_bytes).max(1);
        words.bit(106, 14, true);
        if ratio > 1 {
            words.bit(106, 13, true);
            words.0[106] |= ratio.ilog2() as u16;
        }
        if persona.sector_bytes > 512 {
            words.bit(106, 12, true);
            words.number(117, 2, u64::from(persona.sector_bytes / 2));
        }
        words.bit(209, 14, true);
    }

    fn transfer_modes(&self, words: &mut Words) {
        words.0[47] = 0x8010;
        words.0[49] = 0x2F00;
        words.0[50] = 0x4000;
        words.0[53] = 0x0006;
        words.0[63] = 0x0007;
        words.0[64] = 0x0003;
        words.number(65, 4, 0x0078_0078_0078_0078);
        words.0[75] = 31;
        // Queued commands, all three speeds, power management by the host.
        words.0[76] = 0x030E;
        words.bit(78, 6, self.persona.keeps_settings);
        words.bit(79, 6, self.persona.keeps_settings);
        words.0[88] = 0x407F;
    }

    fn feature_sets(&self, words: &mut Words) {
        let persona = &self.persona;
        // NOP, power management, SMART; write cache and look-ahead.
        (words.0[82], words.0[85]) = (0x4069, 0x4049);
        words.bit(85, 5, self.write_cache);
        words.bit(82, 1, persona.security);
        words.bit(85, 1, persona.security && self.security.enabled);
        words.bit(82, 10, self.hidden.hpa);
        words.bit(85, 10, self.hidden.hpa);
        // FLUSH CACHE and FLUSH CACHE EXT.
        (words.0[83], words.0[86]) = (0x5000, 0x1000);
        for word in [83, 86] {
            words.bit(word, 13, persona.lba48);
            words.bit(word, 10, persona.lba48);
            words.bit(word, 11, self.hidden.dco);
        }
        words.bit(83, 8, persona.hpa_security);
        words.bit(86, 8, persona.hpa_security && self.hidden.password.is_some());
        words.bit(86, 15, true);
        for word in [84, 87] {
            // SMART error log and self-test.
            words.0[word] = 0x4003;
            words.bit(word, 5, persona.gpl);
            words.bit(word, 8, persona.wwn != 0);
        }
        for word in [119, 120] {
            words.bit(word, 14, true);
            words.bit(word, 2, persona.lba48);
            words.bit(word, 8, self.hidden.amac);
        }
        words.bit(69, 14, persona.trim && persona.trim_deterministic);
        words.bit(69, 5, persona.trim && persona.trim_zeroes);
        words.bit(69, 4, persona.all_encrypted);
        words.bit(169, 0, persona.trim);
        words.0[105] = if persona.trim { 8 } else { 0 };
    }

    fn erasing_words(&self, words: &mut Words) {
        let persona = &self.persona;
        words.bit(59, 15, persona.sanitize_block);
        words.bit(59, 14, persona.sanitize_overwrite);
        words.bit(59, 13, persona.sanitize_crypto);
        for bit in [12, 11, 10] {
            words.bit(59, bit, persona.sanitizes());
        }
        if persona.security {
            words.0[89] = persona.normal_minutes;
            words.0[90] = if persona.enhanced { persona.enhanced_minutes } else { 0 };
            words.0[92] = self.security.master_identifier;
            words.0[128] = self.security.word(persona.enhanced);
        }
    }
}
