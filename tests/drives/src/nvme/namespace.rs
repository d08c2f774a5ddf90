//! Namespaces and the capacity that belongs to none.

use std::collections::BTreeMap;

use super::{NvmeDrive, NvmePersona, status};

/// The namespace identifier that means all of them.
pub(super) const BROADCAST: u32 = 0xFFFF_FFFF;
/// Highest namespace identifier where namespaces can be made.
pub(super) const MOST_NAMESPACES: u32 = 16;

/// A namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Namespace {
    /// Its first byte in the store.
    pub(super) from: u64,
    pub(super) bytes: u64,
    /// Index of its LBA format: 0 is 512 bytes, 1 is 4096.
    pub(super) format: u8,
    pub(super) attached: bool,
    pub(super) eui64: u64,
    pub(super) nguid: u128,
}

impl Namespace {
    /// log2 of the block size.
    pub(super) fn block_shift(&self) -> u32 {
        block_shift(self.format)
    }

    pub(super) fn block_bytes(&self) -> u64 {
        1 << self.block_shift()
    }

    pub(super) fn blocks(&self) -> u64 {
        self.bytes >> self.block_shift()
    }

    pub(super) fn to(&self) -> u64 {
        self.from + self.bytes
    }

    pub(super) fn range(&self) -> (u64, u64) {
        (self.from, self.to())
    }
}

/// log2 of the block size of an LBA format.
pub(super) fn block_shift(format: u8) -> u32 {
    if format == 0 { 9 } else { 12 }
}

/// Those that the drive left the factory with.
pub(super) fn planned(persona: &NvmePersona) -> BTreeMap<u32, Namespace> {
    let mut from = 0;
    let mut spaces = BTreeMap::new();
    for (nsid, plan) in (1..).zip(&persona.namespaces) {
        let format = u8::from(plan.block_bytes == 4096);
        let (bytes, attached) = (plan.bytes, plan.attached);
        let (eui64, nguid) = (plan.eui64, plan.nguid);
        spaces.insert(nsid, Namespace { from, bytes, format, attached, eui64, nguid });
        from += bytes;
    }
    spaces
}

impl NvmeDrive {
    /// The highest namespace identifier there may be.
    pub(super) fn most_namespaces(&self) -> u32 {
        let planned = self.persona.namespaces.len() as u32;
        if self.persona.namespace_management { planned.max(MOST_NAMESPACES) } else { planned }
    }

    /// An attached namespace.
    pub(super) fn active(&self, nsid: u32) -> Result<&Namespace, u16> {
        self.namespaces.get(&nsid).filter(|space| space.attached).ok_or(status::INVALID_NAMESPACE)
    }

    /// Ranges of the user capacity that belong to no namespace.
    pub(super) fn unallocated(&self) -> Vec<(u64, u64)> {
        let mut taken: Vec<(u64, u64)> = self.namespaces.values().map(Namespace::range).collect();
        taken.sort_unstable();
        let mut gaps = Vec::new();
        let mut at = 0;
        for (from, to) in taken {
            if from > at {
                gaps.push((at, from));
            }
            at = to;
        }
        if at < self.persona.user_bytes() {
            gaps.push((at, self.persona.user_bytes()));
        }
        gaps
    }
}
