//! What a judge plants in a store before, and looks for after: from outside, past every driver and every drive.

use emulated_drives::store::Store;

/// What is planted.
pub const CANARY: &[u8; 16] = b"canary of gomme\n";
/// A canary every so many bytes.
const EVERY: u64 = 4096;

/// Plants canaries all over a store.
pub fn plant(store: &Store) {
    plant_up_to(store, store.bytes());
}

/// Plants them in the first so many bytes: those that a host can reach.
pub fn plant_up_to(store: &Store, bytes: u64) {
    for at in (0..bytes).step_by(EVERY as usize) {
        store.write(at, CANARY);
    }
}

/// How many are left.
#[must_use]
pub fn left(store: &Store) -> usize {
    store.find(CANARY, usize::MAX).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canaries_are_planted_and_found_until_they_are_gone() {
        let store = Store::memory(1 << 20);
        plant(&store);
        assert_eq!(left(&store), 256);
        store.fill(0, 1 << 19, 0xff);
        assert_eq!(left(&store), 128);
    }
}
