//! From what devices send to digits: the same on every keyboard.
//!
//! A keyboard that this program reads itself (evdev) sends the places of keys, and the places of digits are the same in every country. A
//! scanner is such a device too: it types as an American keyboard would, faster than any hand. A terminal sends characters instead; on
//! a French keyboard the keys of the digits send `&é"'(-è_çà` unless Shift is held.

use std::time::Duration;

/// The device that something came from. A scanner is not the keyboard beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Device(pub u32);

/// What a person may press. There are no letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// 0 to 9.
    Digit(u8),
    /// *Entrée*.
    Enter,
    /// *Échap*.
    Esc,
    /// Takes the last digit back.
    Back,
}

/// Something that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key of a device.
    Press(Device, Key),
    /// A text that a scanner read.
    Scan(Device, String),
    /// Nothing: time went by, or the facts changed.
    Look,
}

/// The digit that a character stands for: itself, or what its key sends on a French keyboard without Shift.
#[must_use]
pub fn digit(character: char) -> Option<u8> {
    const FRENCH: [char; 10] = ['à', '&', 'é', '"', '\'', '(', '-', 'è', '_', 'ç'];
    let plain = character.to_digit(10).and_then(|digit| u8::try_from(digit).ok());
    plain.or_else(|| FRENCH.iter().position(|c| *c == character).and_then(|at| u8::try_from(at).ok()))
}

/// What a terminal sent in one go, as keys. Sequences of function and arrow keys are no Esc; letters are nothing.
#[must_use]
pub fn of_terminal(bytes: &[u8]) -> Vec<Key> {
    let mut keys = Vec::new();
    let text = latin(bytes);
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '\u{1b}' if matches!(rest.peek(), Some('[' | 'O')) => {
                rest.next();
                // The Linux console sends `ESC [ [ A` for F1.
                rest.next_if_eq(&'[');
                while rest.next_if(|c| c.is_ascii_digit() || *c == ';').is_some() {}
                rest.next();
            }
            '\u{1b}' => keys.push(Key::Esc),
            '\r' | '\n' => keys.push(Key::Enter),
            '\u{8}' | '\u{7f}' => keys.push(Key::Back),
            character => keys.extend(digit(character).map(Key::Digit)),
        }
    }
    keys
}

/// The text of a terminal: UTF-8, or Latin-1 where it is none (a console that was left in that mode).
fn latin(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}

/// Places of keys, as Linux numbers them (`linux/input-event-codes.h`).
mod place {
    pub const ESC: u16 = 1;
    pub const BACKSPACE: u16 = 14;
    pub const ENTER: u16 = 28;
    pub const KEYPAD_ENTER: u16 = 96;
    pub const LEFT_SHIFT: u16 = 42;
    pub const RIGHT_SHIFT: u16 = 54;
    /// From 0 to 9.
    pub const DIGITS: [u16; 10] = [11, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    pub const KEYPAD: [u16; 10] = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73];
    /// Rows of an American keyboard: first place, characters without and with Shift.
    pub const ROWS: [(u16, &str, &str); 4] = [
        (2, "1234567890-=", "!@#$%^&*()_+"),
        (16, "qwertyuiop", "QWERTYUIOP"),
        (30, "asdfghjkl;'", "ASDFGHJKL:\""),
        (44, "zxcvbnm,./", "ZXCVBNM<>?"),
    ];
    pub const SPACE: u16 = 57;
}

/// The key at a place.
#[must_use]
pub fn of_place(code: u16) -> Option<Key> {
    let among = |places: &[u16; 10]| places.iter().position(|place| *place == code);
    match code {
        place::ESC => Some(Key::Esc),
        place::BACKSPACE => Some(Key::Back),
        place::ENTER | place::KEYPAD_ENTER => Some(Key::Enter),
        _ => {
            let digit = among(&place::DIGITS).or_else(|| among(&place::KEYPAD))?;
            u8::try_from(digit).ok().map(Key::Digit)
        }
    }
}

/// The character at a place of an American keyboard.
fn american(code: u16, shift: bool) -> Option<char> {
    if code == place::SPACE {
        return Some(' ');
    }
    if let Some(digit) = place::KEYPAD.iter().position(|place| *place == code) {
        return char::from_digit(u32::try_from(digit).ok()?, 10);
    }
    place::ROWS.iter().find_map(|(first, plain, shifted)| {
        let at = usize::from(code.checked_sub(*first)?);
        if shift { shifted.chars().nth(at) } else { plain.chars().nth(at) }
    })
}

/// Between two characters of a scanner at most.
const SCANNER_GAP: Duration = Duration::from_millis(35);
/// Fewer characters than these may be a hand that fell on the keys.
const SCANNER_LEAST: usize = 4;
/// More are no label.
const SCANNER_MOST: usize = 64;

/// What one device sends, taken apart into keys of a hand and texts of a scanner: characters that follow each other faster than a hand
/// can, ended by Enter. A key is held back until it is known to be a hand's.
#[derive(Clone, Debug)]
pub struct Reader {
    device: Device,
    shift: bool,
    /// Characters that may be the beginning of a scan, with their keys where they have one.
    waiting: Vec<(char, Option<Key>)>,
    last: Duration,
}

impl Reader {
    /// Of a device.
    #[must_use]
    pub fn new(device: Device) -> Reader {
        Reader { device, shift: false, waiting: Vec::new(), last: Duration::ZERO }
    }

    /// A key went down or up, at a time since any fixed moment.
    pub fn take(&mut self, code: u16, down: bool, at: Duration) -> Vec<Input> {
        if matches!(code, place::LEFT_SHIFT | place::RIGHT_SHIFT) {
            self.shift = down;
            return vec![];
        }
        if !down {
            return vec![];
        }
        let mut out = self.settle(at);
        self.last = at;
        let key = of_place(code);
        match american(code, self.shift) {
            Some(character) if self.waiting.len() < SCANNER_MOST => self.waiting.push((character, key)),
            _ if key == Some(Key::Enter) && self.waiting.len() >= SCANNER_LEAST => {
                let text = std::mem::take(&mut self.waiting).into_iter().map(|(c, _)| c).collect();
                out.push(Input::Scan(self.device, text));
            }
            _ => {
                out.extend(self.release());
                out.extend(key.map(|key| Input::Press(self.device, key)));
            }
        }
        out
    }

    /// Time went by: what waited and was no scan is a hand's.
    pub fn settle(&mut self, at: Duration) -> Vec<Input> {
        if at.saturating_sub(self.last) > SCANNER_GAP { self.release() } else { vec![] }
    }

    fn release(&mut self) -> Vec<Input> {
        let keys = std::mem::take(&mut self.waiting).into_iter().filter_map(|(_, key)| key);
        keys.map(|key| Input::Press(self.device, key)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Key> {
        (0..10).map(Key::Digit).collect()
    }

    #[test]
    fn digits_are_digits_with_shift_and_without() {
        assert_eq!(of_terminal(b"0123456789"), all());
        assert_eq!(of_terminal("à&é\"'(-è_ç".as_bytes()), all());
        // The same from a console in Latin-1.
        assert_eq!(of_terminal(b"\xe0&\xe9\"'(-\xe8_\xe7"), all());
        let places: Vec<Key> =
            place::DIGITS.iter().chain(&place::KEYPAD).filter_map(|p| of_place(*p)).collect();
        assert_eq!(places, [all(), all()].concat());
    }

    #[test]
    fn no_letter_and_no_function_key_is_anything() {
        assert_eq!(of_terminal(b"\x1b[A\x1b[15~\x1bOP\x1b[[Aqwertyop \x1b[1;5C"), []);
        assert_eq!(of_terminal(b"\x1b"), [Key::Esc]);
        assert_eq!(of_terminal(b"4\r\n\x7f"), [Key::Digit(4), Key::Enter, Key::Enter, Key::Back]);
        for code in 0..512 {
            let known = matches!(code, 1 | 14 | 28 | 96)
                || place::DIGITS.contains(&code)
                || place::KEYPAD.contains(&code);
            assert_eq!(of_place(code).is_some(), known, "{code}");
        }
    }

    fn press(reader: &mut Reader, code: u16, ms: u64) -> Vec<Input> {
        let at = Duration::from_millis(ms);
        let mut all = reader.take(code, true, at);
        all.extend(reader.take(code, false, at));
        all
    }

    #[test]
    fn a_scanner_is_read_as_american_and_a_hand_as_digits() {
        let mut reader = Reader::new(Device(7));
        // B-114, with Shift for the letter, 5 ms a key.
        assert!(reader.take(42, true, Duration::from_millis(1000)).is_empty());
        let mut all = press(&mut reader, 48, 1005);
        all.extend(reader.take(42, false, Duration::from_millis(1007)));
        for (at, code) in [12, 2, 2, 5].into_iter().enumerate() {
            all.extend(press(&mut reader, code, 1010 + 5 * at as u64));
        }
        assert!(all.is_empty(), "{all:?}");
        assert_eq!(press(&mut reader, 28, 1040), [Input::Scan(Device(7), "B-114".into())]);
        // A hand: each key by itself once the next comes, or once time goes by.
        assert!(press(&mut reader, 5, 5000).is_empty());
        assert_eq!(press(&mut reader, 11, 5200), [Input::Press(Device(7), Key::Digit(4))]);
        assert_eq!(reader.settle(Duration::from_millis(5300)), [Input::Press(Device(7), Key::Digit(0))]);
        assert_eq!(press(&mut reader, 28, 5400), [Input::Press(Device(7), Key::Enter)]);
    }

    #[test]
    fn a_scan_without_its_enter_is_digits_and_letters_are_lost() {
        let mut reader = Reader::new(Device(1));
        for (at, code) in [48, 2, 3].into_iter().enumerate() {
            assert!(press(&mut reader, code, at as u64).is_empty());
        }
        let digits = [Key::Digit(1), Key::Digit(2)].map(|key| Input::Press(Device(1), key));
        assert_eq!(reader.settle(Duration::from_secs(1)), digits);
    }
}
