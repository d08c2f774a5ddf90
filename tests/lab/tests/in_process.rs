//! Thousands of fault plans: whatever a drive does wrong, `erased` is only said of what is erased.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::atomic::{AtomicU64, Ordering};

use lab::in_process::{judge, plans, run};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|n| n.parse().ok())
}

/// `GOMME_LAB_PLANS` plans from number `GOMME_LAB_FROM` on; what fits a test run when nobody says.
#[test]
fn no_fault_plan_makes_gomme_lie() {
    let from = number("GOMME_LAB_FROM").unwrap_or(0);
    let end = from + number("GOMME_LAB_PLANS").unwrap_or(400);
    let show = std::env::var_os("GOMME_LAB_SHOW").is_some();
    let next = AtomicU64::new(from);
    let work = || {
        let mut found = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= end {
                return found;
            }
            let setup = plans::plan(number);
            let ended = run(&setup);
            let complaints = judge::complaints(&ended);
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
            if !complaints.is_empty() {
                found.push(format!("plan {number} {setup:?}: {:?} {complaints:?}", ended.outcome));
            }
        }
    };
    let found: Vec<String> = std::thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(found.is_empty(), "{} false greens:\n{}", found.len(), found.join("\n"));
}
