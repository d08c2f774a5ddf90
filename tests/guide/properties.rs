//! What no sequence of keys can do.

use gomme::event::Context;
use gomme::guide::facts::{DriveFact, Facts, Hiding, Keep, Power, Proof, Standing, Why};
use gomme::guide::screen::Tone;
use gomme::guide::{Device, Input, Key, Order, State, show, step};
use gomme::record::Verdict;
use proptest::prelude::*;

use super::scenes::{self, after, card, ended, facts, nameless, samsung, seagate, stick, typed};

fn key() -> impl Strategy<Value = Key> {
    prop_oneof![
        4 => (0u8..10).prop_map(Key::Digit),
        4 => Just(Key::Enter),
        1 => Just(Key::Esc),
        1 => Just(Key::Back),
    ]
}

/// Keys, scans and looks; and often the beginning that leads to the codes, or a code, so that the end of the way is reached.
fn inputs() -> impl Strategy<Value = Vec<Input>> {
    let piece = prop_oneof![
        6 => key().prop_map(|key| vec![Input::Press(Device(0), key)]),
        1 => "[0-9]{4,6}|B-[0-9]{3}".prop_map(|text| vec![Input::Scan(Device(1), text)]),
        2 => Just(vec![Input::Look]),
        2 => Just(typed("e21114eee")),
        2 => Just(typed("4071e")),
        1 => Just(typed("2280e")),
        1 => Just(typed("9000e")),
    ];
    proptest::collection::vec(piece, 1..40).prop_map(|pieces| pieces.concat())
}

/// Facts as they may change from one key to the next.
fn change() -> impl Strategy<Value = u8> {
    prop_oneof![6 => Just(0u8), 1 => 1u8..13]
}

fn apply(facts: &mut Facts, change: u8) {
    let swap = |facts: &mut Facts, drive: DriveFact| {
        facts.drives.retain(|d| d.code != drive.code);
        facts.drives.insert(0, drive);
    };
    match change {
        1 => facts.drives.retain(|drive| drive.code != "4071"),
        2 => swap(facts, samsung()),
        // Another drive in the same bay that has, of all codes, the same digits to type.
        3 => swap(facts, DriveFact { key: "4071000000".into(), ..samsung() }),
        4 => swap(facts, DriveFact { standing: Standing::Protected(Why::InUse), ..samsung() }),
        5 => facts.hidden = vec![Hiding::Setting],
        6 => facts.hidden.clear(),
        7 => facts.keep = Keep::Missing,
        8 => facts.keep = Keep::Here,
        9 => facts.power = Power::Battery(Some(30)),
        10 => facts.power = Power::Mains,
        11 => facts.is_empty = !facts.is_empty,
        12 => swap(facts, nameless()),
        _ => {}
    }
}

/// What was typed for a drive: the digits since the last key that was none, if they were ended by Enter.
#[derive(Default)]
struct Witness {
    digits: String,
    entered: Vec<String>,
}

impl Witness {
    fn sees(&mut self, input: &Input) {
        match input {
            Input::Press(_, Key::Digit(digit)) => self.digits.push_str(&digit.to_string()),
            Input::Press(_, Key::Back) => drop(self.digits.pop()),
            Input::Press(_, Key::Enter) => {
                let digits = std::mem::take(&mut self.digits);
                self.entered.push(digits);
            }
            Input::Press(_, Key::Esc) => self.digits.clear(),
            Input::Scan(..) | Input::Look => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_erased_that_was_not_confirmed(
        inputs in inputs(),
        changes in proptest::collection::vec(change(), 400),
        two in any::<bool>(),
        empty in any::<bool>(),
    ) {
        let mut facts = facts();
        if two {
            facts.drives.insert(1, seagate());
        }
        if empty {
            facts.drives = vec![stick()];
            facts.is_empty = true;
        }
        let mut state = State::new();
        let mut witness = Witness::default();
        for (input, change) in inputs.iter().zip(changes.iter().cycle()) {
            apply(&mut facts, *change);
            let before = state.clone();
            let order;
            witness.sees(input);
            (state, order) = step(state, input, &facts);
            match &order {
                Some(Order::Erase { drives, .. }) => {
                    prop_assert_eq!(input, &Input::Press(Device(0), Key::Enter));
                    prop_assert_eq!(facts.keep, Keep::Here);
                    prop_assert_ne!(facts.power, Power::Battery(Some(30)));
                    prop_assert!(!drives.is_empty());
                    let label = match &order {
                        Some(Order::Erase { papers, .. }) => papers.label.is_some(),
                        _ => false,
                    };
                    for confirmed in drives {
                        // There now, free, and its own code was typed and entered.
                        let drive = facts.drives.iter().find(|drive| drive.key == confirmed.key());
                        let drive = drive.expect("a drive that is there");
                        prop_assert!(drive.is_free());
                        prop_assert!(label || drive.serial.is_some(), "nothing ties it to its attestation");
                        prop_assert_eq!(&drive.code, confirmed.typed());
                        prop_assert!(witness.entered.iter().any(|typed| typed.ends_with(&drive.code)), "{:?}", witness.entered);
                    }
                    let mut keys: Vec<&str> = drives.iter().map(|drive| drive.key()).collect();
                    keys.sort_unstable();
                    keys.dedup();
                    prop_assert_eq!(keys.len(), drives.len());
                }
                Some(Order::DeclareEmpty(papers)) => {
                    prop_assert!(facts.is_empty && facts.hidden.is_empty() && facts.looked);
                    let only_sticks = facts.drives.iter().all(|d| d.standing == Standing::Protected(Why::Stick));
                    prop_assert!(only_sticks, "{:?}", facts.drives);
                    prop_assert!(papers.operator.is_some());
                }
                _ => {}
            }
            if !matches!(input, Input::Press(..)) {
                prop_assert_eq!(&order, &None, "nothing begins by itself, nor by a scanner");
            }
            if matches!(input, Input::Press(_, Key::Esc)) {
                prop_assert_eq!(&order, &None, "Esc begins nothing");
            }
            prop_assert!(before.is_erasing() || !state.is_erasing() || order.is_some());
            // What is shown can always be shown, and a job that was never begun is no result.
            let shown = show::screen(&state, &facts, gomme::text::Lang::Fr);
            prop_assert!(!shown.title.is_empty());
            prop_assert_ne!((shown.tone, order.is_none()), (Tone::Good, false));
            prop_assert_ne!(shown.tone, Tone::Good, "green without a job: {:?}", shown);
        }
    }

    /// Whatever a person does afterwards, a computer with a drive that keeps its data is on the red shelf.
    #[test]
    fn green_is_only_for_a_computer_without_anything_left(
        verdicts in proptest::collection::vec(0u8..4, 2),
        hidden in any::<bool>(),
        leave_second in any::<bool>(),
        keys in proptest::collection::vec(key(), 0..6),
    ) {
        let mut facts = facts();
        facts.drives.insert(1, seagate());
        let way = if leave_second { "e21114ee2e4071e" } else { "e21114eee4071e2280e" };
        let mut state = after(State::new(), &facts, way);
        prop_assert!(state.is_erasing());
        let all = [Verdict::Erased, Verdict::ErasedWithReservations, Verdict::NotErased, Verdict::Erased];
        let ends: Vec<_> = [(samsung(), 1), (seagate(), 2)]
            .iter()
            .zip(&verdicts)
            .map(|((drive, number), verdict)| {
                let mut job = ended(drive, *number, all[usize::from(*verdict)], true, true);
                if *verdict == 3 {
                    job.ended.as_mut().expect("ended").proof = None;
                }
                job
            })
            .take(if leave_second { 1 } else { 2 })
            .collect();
        facts.jobs = ends;
        if hidden {
            facts.hidden = vec![Hiding::NoDriver];
        }
        for key in keys {
            (state, _) = step(state, &Input::Look, &facts);
            (state, _) = step(state, &Input::Press(Device(0), key), &facts);
            let shelf = show::shelf(&state, &facts);
            let worst = verdicts.iter().take(facts.jobs.len()).map(|v| match v { 0 => 0, 1 => 1, _ => 2 }).max();
            let right = match worst {
                _ if hidden || leave_second => Tone::Stop,
                Some(0) => Tone::Good,
                Some(1) => Tone::Care,
                _ => Tone::Stop,
            };
            if !facts.jobs.is_empty() && state_is_after(&state, &facts) {
                prop_assert_eq!(shelf, right);
            }
        }
    }

    /// Letters of any keyboard are no keys.
    #[test]
    fn text_without_digits_is_nothing(text in "[a-zA-Z \\[\\];:.,/\\\\éÉ]{0,20}") {
        let keys = gomme::guide::keys::of_terminal(text.as_bytes());
        let meant = text.chars().filter(|c| gomme::guide::keys::digit(*c).is_some()).count();
        prop_assert_eq!(keys.len(), meant);
    }
}

/// Whether the state still looks back at its jobs.
fn state_is_after(state: &State, facts: &Facts) -> bool {
    let shown = show::screen(state, facts, gomme::text::Lang::En);
    ["Goodbye", "Welcome", "Who are you?", "One moment"].iter().all(|title| shown.title != *title)
        && shown.step.is_none()
}

#[test]
fn the_way_to_an_erase_is_short_and_is_digits_and_enter() {
    let facts = facts();
    let mut orders = Vec::new();
    let mut state = State::new();
    for input in typed("e21114eee4071e") {
        let order;
        (state, order) = step(state, &input, &facts);
        orders.extend(order);
        (state, _) = step(state, &Input::Look, &facts);
    }
    let [Order::Erase { round: 1, drives, papers }] = orders.as_slice() else { panic!("{orders:?}") };
    assert_eq!(drives.len(), 1);
    let wanted = Context {
        donor: Some("Mairie de Veynes".into()),
        convention: Some("2027-014".into()),
        label: Some("B-114".into()),
        operator: Some("B".into()),
        ..Context::default()
    };
    assert_eq!(*papers, wanted);
}

/// The code's last Enter comes after the drive was changed for another that has the same digits.
#[test]
fn a_drive_that_changed_since_is_not_addressed() {
    let mut facts = facts();
    let state = after(State::new(), &facts, "e21114eee4071");
    apply(&mut facts, 3);
    let (state, order) = step(state, &typed("e")[0], &facts);
    assert_eq!(order, None);
    assert!(!state.is_erasing());
    // Nor a moment later, without its code being typed again.
    let state = after(state, &facts, "ee");
    assert!(!state.is_erasing());
}

/// Without the mains nothing begins that takes long, nor anything with half the charge gone; how much there is must be known.
#[test]
fn on_battery_only_what_is_short_begins() {
    let begins = |power: Power, seconds: u64| {
        let drive = DriveFact { standing: Standing::Free { seconds }, ..samsung() };
        let facts = Facts { power, drives: vec![drive, stick()], ..facts() };
        after(State::new(), &facts, "e21114eee4071e").is_erasing()
    };
    assert!(begins(Power::Mains, 100_000));
    assert!(begins(Power::Battery(Some(50)), 1800));
    assert!(!begins(Power::Battery(Some(50)), 1801));
    assert!(!begins(Power::Battery(Some(49)), 10));
    assert!(!begins(Power::Battery(None), 10));
    // The charger is pulled out at the last question.
    let mut facts = facts();
    let state = after(State::new(), &facts, "e21114eee4071");
    facts.power = Power::Battery(Some(30));
    assert_eq!(step(state, &typed("e")[0], &facts).1, None);
}

/// What is shown while drives are being erased.
fn erasing(change: impl Fn(&mut Facts)) -> String {
    let mut facts = facts();
    facts.drives.insert(1, seagate());
    let state = after(State::new(), &facts, "e21114eee4071e2280e");
    facts.jobs = vec![scenes::job(&samsung(), 1, 423, None), scenes::job(&seagate(), 2, 118, None)];
    change(&mut facts);
    let state = after(state, &facts, "x");
    assert!(state.is_erasing());
    format!("{:?}", show::screen(&state, &facts, gomme::text::Lang::Fr))
}

#[test]
fn what_goes_wrong_during_an_erase_is_said_at_once() {
    let sentences = ["Rebranchez le chargeur", "Clé retirée", "ne répond plus"];
    let silent = |facts: &mut Facts| facts.jobs.iter_mut().for_each(|job| job.is_silent = job.number == 2);
    let changes: [&dyn Fn(&mut Facts); 3] =
        [&|facts| facts.power = Power::Battery(Some(90)), &|facts| facts.keep = Keep::Missing, &silent];
    assert!(!sentences.iter().any(|sentence| erasing(|_| ()).contains(sentence)));
    for (at, change) in changes.iter().enumerate() {
        let shown = erasing(change);
        for (other, sentence) in sentences.iter().enumerate() {
            assert_eq!(shown.contains(sentence), at == other, "{sentence} on {shown}");
        }
    }
}

/// A memory card that stays in its slot leaves the building with the computer.
#[test]
fn a_forgotten_card_keeps_the_computer_on_the_red_shelf() {
    let mut facts = Facts { drives: vec![samsung(), stick(), card()], ..facts() };
    let state = after(State::new(), &facts, "e21114eee4071e");
    facts.jobs = vec![ended(&samsung(), 1, Verdict::Erased, true, true)];
    let state = after(state, &facts, "x");
    let said = |facts: &Facts| {
        let shown = show::screen(&state, facts, gomme::text::Lang::Fr);
        (shown.title.clone(), shown.lines.iter().any(|line| line.text.contains("retirez-la")))
    };
    assert_eq!(show::shelf(&state, &facts), Tone::Stop);
    assert_eq!(said(&facts), ("Une carte mémoire est restée dans cet ordinateur".into(), true));
    // Taken out, it is no more; a stick of somebody's stays nobody's drive, and is told.
    facts.drives.pop();
    assert_eq!((show::shelf(&state, &facts), said(&facts).1), (Tone::Good, false));
    facts.drives.push(DriveFact { standing: Standing::Protected(Why::Usb), ..card() });
    assert_eq!((show::shelf(&state, &facts), said(&facts).1), (Tone::Good, true));
}

/// Only a label ties a drive without a number to its attestation.
#[test]
fn a_drive_without_a_number_needs_the_label() {
    let facts = Facts { drives: vec![nameless(), stick()], ..facts() };
    let without = after(State::new(), &facts, "e21eee");
    let shown = show::screen(&without, &facts, gomme::text::Lang::Fr);
    assert!(shown.lines.iter().any(|line| line.text.contains("il faut l’étiquette")), "{shown:?}");
    assert!(!after(without.clone(), &facts, "4071e").is_erasing());
    assert!(after(without, &facts, "xx114eee4071e").is_erasing());
    assert!(after(State::new(), &facts, "e21114eee4071e").is_erasing());
}

#[test]
fn three_wrong_codes_lead_back() {
    let facts = facts();
    let state = after(State::new(), &facts, "e21114eee1111e2222e");
    assert!(show::screen(&state, &facts, gomme::text::Lang::En).entry.is_some());
    let state = after(state, &facts, "3333e");
    let shown = show::screen(&state, &facts, gomme::text::Lang::En);
    assert!(
        shown.entry.is_none() && shown.lines.iter().any(|line| line.text.contains("Three wrong codes")),
        "{shown:?}"
    );
}

#[test]
fn a_proof_in_memory_alone_is_not_left_behind() {
    let mut facts = facts();
    let state = after(State::new(), &facts, "e21114eee4071e");
    facts.jobs = vec![ended(&samsung(), 1, Verdict::Erased, false, false)];
    let state = after(state, &facts, "xe");
    for keys in ["e", "9", "eeee", "0", "2", "x e9".split(' ').next().unwrap_or("")] {
        let end = after(state.clone(), &facts, keys);
        let (_, order) = step(end, &typed("e")[0], &facts);
        assert_eq!(order, None, "{keys}");
    }
    let (state, order) = step(state, &typed("1")[0], &facts);
    assert_eq!(order, Some(Order::Save));
    facts.jobs = vec![ended(&samsung(), 1, Verdict::Erased, true, false)];
    let state = after(state, &facts, "e");
    assert_eq!(step(state, &typed("e")[0], &facts).1, Some(Order::Leave));
}

/// Jobs of an earlier round are no answer to this one.
#[test]
fn an_earlier_round_is_not_this_one() {
    let mut facts = facts();
    let state = after(State::new(), &facts, "e21114eee4071e");
    facts.jobs = vec![ended(&samsung(), 1, Verdict::Erased, true, true)];
    let state = after(state, &facts, "xee1");
    let state = after(state, &facts, "1115eee4071e");
    assert!(state.is_erasing(), "{state:?}");
    let shown = show::screen(&state, &facts, gomme::text::Lang::En);
    assert_ne!(shown.tone, Tone::Good, "{shown:?}");
}

#[test]
fn a_clock_that_is_wrong_cannot_be_called_right() {
    let facts = Facts { now: "2010-01-01T00:00".parse().unwrap(), ..facts() };
    for keys in ["eeee", "e01012010e", "e01011999e", "e18032027e2561e", "e18032027e1432ee"] {
        let state = after(State::new(), &facts, keys);
        let shown = show::screen(&state, &facts, gomme::text::Lang::En);
        assert!(
            ["Welcome", "What day is it?", "What time is it?"].contains(&shown.title.as_str()),
            "{keys}: {shown:?}"
        );
    }
    let state = after(State::new(), &facts, "e18032027e");
    let orders: Vec<_> = typed("1432e")
        .iter()
        .scan(state, |state, input| {
            let (next, order) = step(state.clone(), input, &facts);
            *state = next;
            Some(order)
        })
        .flatten()
        .collect();
    assert_eq!(orders, [Order::SetClock("2027-03-18T14:32".parse().unwrap())]);
}

#[test]
fn no_paper_of_an_empty_computer_while_anything_speaks_against_it() {
    let empty = Facts { drives: vec![stick()], is_empty: true, ..facts() };
    let sign = |facts: &Facts| {
        let state = after(State::new(), facts, "e21114ee1");
        step(state, &typed("1")[0], facts).1
    };
    assert!(matches!(sign(&empty), Some(Order::DeclareEmpty(_))));
    let usb = DriveFact { standing: Standing::Protected(Why::Usb), ..samsung() };
    for against in [
        Facts { hidden: vec![Hiding::Setting], ..empty.clone() },
        Facts { hidden: vec![Hiding::NoAnswer], ..empty.clone() },
        Facts { is_empty: false, ..empty.clone() },
        Facts { drives: vec![stick(), usb], ..empty.clone() },
        Facts { drives: vec![samsung()], ..empty.clone() },
        Facts { keep: Keep::Missing, ..empty.clone() },
        Facts { looked: false, ..empty.clone() },
    ] {
        assert!(!matches!(sign(&against), Some(Order::DeclareEmpty(_))), "{against:?}");
    }
    // A trace that comes up between the question and the answer.
    let state = after(State::new(), &empty, "e21114ee1");
    let late = Facts { hidden: vec![Hiding::NoDriver], ..empty.clone() };
    assert_eq!(step(state.clone(), &typed("1")[0], &late).1, None);
    let signed = Facts { empty_paper: Some(Proof { number: "n".into(), qr: None, is_saved: true }), ..empty };
    let _ = scenes::QR_CHARS;
    assert_eq!(step(state, &Input::Look, &signed).1, None);
}
