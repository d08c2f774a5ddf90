//! The patterns by name.
//!
//! One pass is enough (NIST SP 800-88 rev. 2 §3.1.1 and its footnote). The others are for donors whose rules name them.

use serde::Serialize;

/// A pattern: what the passes write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// One pass of zeros.
    Zero,
    /// One pass of a fresh random stream.
    Random,
    /// 55, AA, a random stream.
    ThreePass,
    /// HMG Infosec Standard 5, baseline: one pass, read back in full.
    HmgIs5Baseline,
    /// HMG Infosec Standard 5, enhanced: zeros, ones, random, read back in full.
    HmgIs5,
    /// BSI VSITR: zeros and ones three times in turn, then AA.
    Bsi,
}

/// What one pass writes; keys are drawn when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fill", rename_all = "snake_case")]
pub enum Pass {
    /// One byte everywhere.
    Byte {
        /// That byte.
        value: u8,
    },
    /// A fresh random stream.
    Random,
}

const ZEROS: Pass = Pass::Byte { value: 0x00 };
const ONES: Pass = Pass::Byte { value: 0xff };

impl Pattern {
    /// All of them.
    pub const ALL: [Pattern; 6] = [
        Pattern::Zero,
        Pattern::Random,
        Pattern::ThreePass,
        Pattern::HmgIs5Baseline,
        Pattern::HmgIs5,
        Pattern::Bsi,
    ];

    /// Its name on the command line and in records.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Pattern::Zero => "zero",
            Pattern::Random => "random",
            Pattern::ThreePass => "three-pass",
            Pattern::HmgIs5Baseline => "hmg-is5-baseline",
            Pattern::HmgIs5 => "hmg-is5",
            Pattern::Bsi => "bsi",
        }
    }

    /// Its passes, in order; at least one.
    #[must_use]
    pub fn passes(self) -> &'static [Pass] {
        match self {
            Pattern::Zero | Pattern::HmgIs5Baseline => &[ZEROS],
            Pattern::Random => &[Pass::Random],
            Pattern::ThreePass => &[Pass::Byte { value: 0x55 }, Pass::Byte { value: 0xaa }, Pass::Random],
            Pattern::HmgIs5 => &[ZEROS, ONES, Pass::Random],
            Pattern::Bsi => &[ZEROS, ONES, ZEROS, ONES, ZEROS, ONES, Pass::Byte { value: 0xaa }],
        }
    }

    /// Whether its own rules ask for every byte to be read back.
    #[must_use]
    pub fn reads_all(self) -> bool {
        matches!(self, Pattern::HmgIs5Baseline | Pattern::HmgIs5)
    }
}
