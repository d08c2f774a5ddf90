//! What `make lab` ends with: `GOMME_LAB_PLANS` plans in the process and `GOMME_LAB_MACHINES` machines of kernel plans, from
//! number `GOMME_LAB_FROM` on. The last line sums up; the exit code is 1 when there was a false green, or when fewer drives
//! got an attestation below a kernel than `GOMME_LAB_RUNS` (15 a machine when nobody says).
//!
//! A kernel run is a drive that got a signed attestation below a real kernel, whatever its result. Drives that were refused, or
//! that never appeared, are counted apart.

use std::process::ExitCode;

use lab::in_process::sweep;
use lab::kernel_plans::{Said, run_all};
use lab::program;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

fn main() -> ExitCode {
    let (plans, machines) = (number("GOMME_LAB_PLANS", 10_000), number("GOMME_LAB_MACHINES", 10));
    let (from, wanted) = (number("GOMME_LAB_FROM", 0), number("GOMME_LAB_RUNS", 15 * machines));
    let gomme = match program::gomme() {
        Ok(gomme) => gomme,
        Err(error) => {
            eprintln!("lab: {error}");
            return ExitCode::FAILURE;
        }
    };
    let lies = sweep(from, plans, |_, _, _| {});
    lies.iter().for_each(|lie| println!("FALSE GREEN: {lie}"));
    println!("{plans} plans in the process are done");
    let totals = run_all(from, machines, &gomme, |machine, runs, took| {
        println!("machine {machine}: {} drives, {} s", runs.len(), took.as_secs());
        runs.iter().for_each(|run| println!("  {run}"));
    });
    totals.broken.iter().for_each(|why| println!("BROKEN: {why}"));
    let refused = totals.runs.iter().filter(|run| matches!(run.said, Said::Refused(_))).count();
    let runs = totals.attested();
    let silent = totals.runs.len() - runs - refused;
    println!("{refused} drives were refused with a reason, {silent} got no attestation");
    let false_greens = lies.len() + totals.false_greens().count();
    println!("lab: {plans} in-process plans, {runs} kernel runs, {false_greens} false greens");
    let enough = u64::try_from(runs).is_ok_and(|runs| runs >= wanted);
    if false_greens == 0 && enough && totals.broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
