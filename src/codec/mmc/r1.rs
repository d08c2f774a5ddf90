//! The card status: response R1 (B51 6.13).

/// All bits that report an error: 31 to 26, 24 to 15 without 14, 13 and 7. Bit 25 (locked) is a state.
const ERRORS: u32 = 0xfdff_a080;

/// The 32 bits of R1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardStatus(pub u32);

/// CURRENT_STATE: bits 12:9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 0: before identification. An empty response says the same.
    Idle,
    /// 3.
    StandBy,
    /// 4: takes commands.
    Transfer,
    /// 5: sends data.
    Data,
    /// 6: receives data.
    Receive,
    /// 7: programs or erases.
    Programming,
    /// 8.
    Disconnect,
    /// Any other.
    Other(u8),
}

impl CardStatus {
    /// The error bits; 0 when there is none.
    #[must_use]
    pub fn errors(self) -> u32 {
        self.0 & ERRORS
    }

    /// Bit 25: locked by a password.
    #[must_use]
    pub fn is_locked(self) -> bool {
        self.0 & 1 << 25 != 0
    }

    /// Bit 26 or 15: something was write-protected, and so not erased (WP_VIOLATION, WP_ERASE_SKIP).
    #[must_use]
    pub fn is_write_protected(self) -> bool {
        self.0 & (1 << 26 | 1 << 15) != 0
    }

    /// Bit 22: the command is not legal here, or not known.
    #[must_use]
    pub fn is_illegal_command(self) -> bool {
        self.0 & 1 << 22 != 0
    }

    /// Bit 8: ready for data.
    #[must_use]
    pub fn is_ready(self) -> bool {
        self.0 & 1 << 8 != 0
    }

    /// The state in which the card was when it got the command.
    #[must_use]
    pub fn state(self) -> State {
        let [_, bits, ..] = self.0.to_le_bytes();
        match bits >> 1 & 0x0f {
            0 => State::Idle,
            3 => State::StandBy,
            4 => State::Transfer,
            5 => State::Data,
            6 => State::Receive,
            7 => State::Programming,
            8 => State::Disconnect,
            other => State::Other(other),
        }
    }

    /// Whether the card accepted what came before and is done with it: no error, ready, in state *transfer*, not locked. Asked by
    /// SEND_STATUS after the command; an empty response is not it.
    #[must_use]
    pub fn is_done_without_error(self) -> bool {
        self.errors() == 0 && !self.is_locked() && self.is_ready() && self.state() == State::Transfer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_in_transfer_is_done_and_nothing_else_is() {
        assert!(CardStatus(0x0000_0900).is_done_without_error());
        for other in [0, 0xffff_ffff, 0x0000_0800, 0x0000_0100, 0x0000_0e00, 0x0200_0900] {
            assert!(!CardStatus(other).is_done_without_error(), "{other:#x}");
        }
        assert_eq!(CardStatus(0x0000_0e00).state(), State::Programming);
        assert_eq!(CardStatus(0).state(), State::Idle);
    }

    #[test]
    fn each_error_bit_spoils_it() {
        let errors = [31, 30, 29, 28, 27, 26, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 13, 7];
        for bit in 0..32 {
            let status = CardStatus(0x0000_0900 | 1 << bit);
            assert_eq!(status.errors() != 0, errors.contains(&bit), "{bit}");
            assert!(!errors.contains(&bit) || !status.is_done_without_error());
        }
        assert!(CardStatus(1 << 15).is_write_protected() && CardStatus(1 << 26).is_write_protected());
        assert!(CardStatus(1 << 22).is_illegal_command() && !CardStatus(1 << 15).is_illegal_command());
    }
}
