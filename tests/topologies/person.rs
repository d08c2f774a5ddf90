//! A person before the guide, who presses whatever a screen offers.

use gomme::guide::facts::{DriveFact, Facts, Keep, Power, Workshop};
use gomme::guide::state::{Confirmed, DRIVES_PER_PAGE};
use gomme::guide::{Device, Input, Key, Order, Screen, State, show, step};
use gomme::text::Lang;

/// A workshop that wrote nothing down, and these drives.
pub fn facts(drives: Vec<DriveFact>) -> Facts {
    Facts {
        now: "2027-03-18T14:32".parse().expect("a time"),
        floor: None,
        workshop: Workshop::default(),
        keep: Keep::Here,
        looked: true,
        drives,
        hidden: vec![],
        is_empty: false,
        has_serial: true,
        has_tray: false,
        has_setup_password: false,
        power: Power::Mains,
        jobs: vec![],
        refused: None,
        empty_paper: None,
        may_power_off: false,
    }
}

pub struct Person {
    state: State,
    /// All that was ordered.
    pub orders: Vec<Order>,
}

impl Person {
    /// At the list of drives, or where the guide says that there is none; person 1, label 1.
    pub fn at_the_list(facts: &Facts) -> Person {
        let mut person = Person { state: State::new(), orders: vec![] };
        let one = Key::Digit(1);
        let way = [Key::Enter, one, Key::Enter, Key::Enter, one, Key::Enter, Key::Enter];
        person.press(facts, &way);
        person
    }

    pub fn screen(&self, facts: &Facts) -> Screen {
        show::screen(&self.state, facts, Lang::Fr)
    }

    /// Presses keys, and lets the guide look around after each.
    pub fn press(&mut self, facts: &Facts, keys: &[Key]) {
        for key in keys {
            for input in [Input::Press(Device(0), *key), Input::Look] {
                let (state, order) = step(self.state.clone(), &input, facts);
                self.state = state;
                self.orders.extend(order);
            }
        }
    }

    /// The keys of the drives that have a digit on some page of the list.
    pub fn offered(&mut self, facts: &Facts) -> Vec<String> {
        let mut keys = vec![];
        for page in facts.drives.chunks(DRIVES_PER_PAGE) {
            for (row, drive) in self.screen(facts).rows.iter().zip(page) {
                keys.extend(row.digit.map(|_| drive.key.clone()));
            }
            // Each digit twice: in and out again, or out and in; those of protected drives do nothing.
            for digit in (1..=8).flat_map(|digit| [digit, digit]) {
                self.press(facts, &[Key::Digit(digit)]);
            }
            self.press(facts, &[Key::Digit(9)]);
        }
        keys
    }

    /// Types the code that stands on the screen, if one does.
    pub fn type_code(&mut self, facts: &Facts) {
        let code = self.screen(facts).rows.first().and_then(|row| row.code.clone());
        let digits = code.unwrap_or_default();
        let keys = digits.chars().filter_map(|c| u8::try_from(c.to_digit(10)?).ok()).map(Key::Digit);
        self.press(facts, &keys.collect::<Vec<_>>());
    }

    /// Goes on as long as there is something to confirm, and longer.
    pub fn insist(&mut self, facts: &Facts) {
        for _ in 0..12 {
            self.press(facts, &[Key::Enter]);
            self.type_code(facts);
        }
    }

    /// The drives that are to be erased.
    pub fn ordered(&self) -> Vec<Confirmed> {
        let erases = self.orders.iter().filter_map(|order| match order {
            Order::Erase { drives, .. } => Some(drives.clone()),
            _ => None,
        });
        erases.flatten().collect()
    }
}
