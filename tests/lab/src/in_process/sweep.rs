//! Many plans, on both of this computer's cores.

use std::sync::atomic::{AtomicU64, Ordering};

use super::{Ended, Setup, judge, plans, run};

/// Runs the plans `from` to `from + count - 1`; `each` is told of every one. What comes back are the false greens, a line each.
///
/// # Panics
/// When gomme does: that is a finding too.
pub fn sweep(from: u64, count: u64, each: impl Fn(u64, &Setup, &Ended) + Sync) -> Vec<String> {
    let next = AtomicU64::new(from);
    let work = || {
        let mut found = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            if number >= from + count {
                return found;
            }
            let setup = plans::plan(number);
            let ended = run(&setup);
            let complaints = judge::complaints(&ended);
            each(number, &setup, &ended);
            if !complaints.is_empty() {
                found.push(format!("plan {number} {setup:?}: {:?} {complaints:?}", ended.outcome));
            }
        }
    };
    std::thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}
