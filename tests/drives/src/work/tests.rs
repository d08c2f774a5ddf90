use super::*;
use crate::store::Store;

const MIB: u64 = 1 << 20;
const SECOND: Duration = Duration::from_secs(1);

/// Eight megabytes of 0xA5, to be blanked in 100 seconds.
fn case(faults: &str) -> (Store, Flash, Work, Faults) {
    let store = Store::memory(Flash::store_bytes(8 * MIB, 0));
    store.fill(0, 8 * MIB, 0xA5);
    let tracks = vec![Track { how: Treatment::Fill(0), ranges: vec![(4 * MIB, 8 * MIB), (0, 4 * MIB)] }];
    let flash = Flash::new(store.clone(), 8 * MIB, 0);
    (store, flash, Work::start(tracks, 100 * SECOND, SECOND), faults.parse().expect("faults"))
}

/// Which megabytes still hold anything.
fn left(store: &Store) -> Vec<u64> {
    let holds = |megabyte: &u64| {
        let mut bytes = vec![0; MIB as usize];
        store.read(megabyte * MIB, &mut bytes);
        bytes.iter().any(|byte| *byte != 0)
    };
    (0..8).filter(holds).collect()
}

#[test]
fn the_erase_follows_the_clock_in_the_order_of_its_ranges() {
    let (store, flash, mut work, faults) = case("");
    assert_eq!(work.advance(51 * SECOND, &faults, &flash), Outcome::Running);
    assert_eq!(left(&store), [0, 1, 2, 3]);
    assert_eq!(work.progress(51 * SECOND, &faults), WHOLE / 2);
    assert_eq!(work.advance(101 * SECOND, &faults, &flash), Outcome::Done);
    assert_eq!(left(&store), []);
    assert_eq!(work.answers(&faults), Some((100 * SECOND, Outcome::Done)));
}

#[test]
fn what_is_left_is_what_the_fault_says() {
    for (fault, expected) in [
        ("lie", vec![0, 1, 2, 3, 4, 5, 6, 7]),
        ("partial=50", vec![0, 1, 2, 3]),
        ("scatter=4", vec![3, 7]),
        ("scatter=1", vec![0, 1, 2, 3, 4, 5, 6, 7]),
    ] {
        let (store, flash, mut work, faults) = case(fault);
        assert_eq!(work.advance(51 * SECOND, &faults, &flash), Outcome::Running, "{fault}");
        assert_eq!(work.advance(101 * SECOND, &faults, &flash), Outcome::Done, "{fault}");
        assert_eq!(left(&store), expected, "{fault}");
    }
}

#[test]
fn it_stops_where_the_fault_says() {
    for (fault, outcome, answers) in [
        ("fail_at=50", Outcome::Failed, Some((50 * SECOND, Outcome::Failed))),
        ("hang_at=50", Outcome::Running, None),
        ("die_at=50", Outcome::Dead, None),
        ("reset", Outcome::Reset, None),
    ] {
        let (store, flash, mut work, faults) = case(fault);
        let promised = work.answers(&faults);
        assert_eq!(work.advance(1000 * SECOND, &faults, &flash), outcome, "{fault}");
        assert_eq!(left(&store), [0, 1, 2, 3], "{fault}");
        assert_eq!(work.progress(1000 * SECOND, &faults), WHOLE / 2, "{fault}");
        assert_eq!(promised, answers, "{fault}");
    }
}

#[test]
fn a_drive_that_came_back_goes_on_where_it_was() {
    for fault in ["die_at=50", "reset"] {
        let (store, flash, mut work, faults) = case(fault);
        work.advance(500 * SECOND, &faults, &flash);
        assert_eq!(
            work.advance(900 * SECOND, &faults, &flash),
            Outcome::Running,
            "gone, so time stands still"
        );
        work.resume(1000 * SECOND);
        assert_eq!(work.advance(1049 * SECOND, &faults, &flash), Outcome::Running);
        assert_eq!(work.advance(1050 * SECOND, &faults, &flash), Outcome::Done);
        assert_eq!(left(&store), [], "{fault}");
    }
}

#[test]
fn progress_may_go_backwards_or_creep() {
    let (_, flash, mut work, faults) = case("backwards=40");
    let shown: Vec<u64> =
        [21, 40, 41, 61, 81].map(|at| work.progress(at * SECOND, &faults) * 100 / WHOLE).to_vec();
    assert_eq!(shown, [19, 38, 0, 19, 0]);
    assert_eq!(work.advance(9999 * SECOND, &faults, &flash), Outcome::Running);

    let (_, flash, mut work, faults) = case("endless");
    let shown: Vec<u64> = [101, 201, 100_001].map(|at| work.progress(at * SECOND, &faults)).to_vec();
    assert_eq!(shown[0], WHOLE / 2);
    assert!(shown.is_sorted() && shown[2] < WHOLE);
    assert_eq!(work.advance(100_001 * SECOND, &faults, &flash), Outcome::Running);
    assert_eq!(work.answers(&faults), None);
}

#[test]
fn text_brings_it_back() {
    let (_, flash, mut work, faults) = case("");
    work.advance(31 * SECOND, &faults, &flash);
    let text = work.to_text(31 * SECOND);
    let back = Work::from_text(&text, 5 * SECOND).expect("our own text");
    assert_eq!(back.to_text(5 * SECOND), text);
    assert_eq!(back.progress(25 * SECOND, &faults), WHOLE / 2);
    assert_eq!(Work::from_text("nonsense", SECOND), None);
}
