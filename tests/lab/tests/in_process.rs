//! Thousands of fault plans: whatever a drive does wrong, `erased` is only said of what is erased.

use lab::in_process::sweep;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|n| n.parse().ok())
}

/// `GOMME_LAB_PLANS` plans from number `GOMME_LAB_FROM` on; what fits a test run when nobody says.
#[test]
fn no_fault_plan_makes_gomme_lie() {
    let (from, count) = (number("GOMME_LAB_FROM").unwrap_or(0), number("GOMME_LAB_PLANS").unwrap_or(400));
    let show = std::env::var_os("GOMME_LAB_SHOW").is_some();
    let found = sweep(from, count, |number, setup, ended| {
        if show {
            println!(
                "{number} {} [{}] {:?} {:?} -> {:?} {:?} {:?} {:?}",
                setup.persona,
                setup.faults,
                setup.method,
                ended.facts.technique,
                ended.outcome.result,
                ended.outcome.level,
                ended.outcome.reasons,
                ended.outcome.reservations
            );
        }
    });
    assert!(found.is_empty(), "{} false greens:\n{}", found.len(), found.join("\n"));
}
