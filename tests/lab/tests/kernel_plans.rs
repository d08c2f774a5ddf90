//! The real program on many lying drives at once, through the real drivers of a real kernel.

use lab::kernel_plans::run_all;
use lab::program;

/// `GOMME_LAB_MACHINES` machines from number `GOMME_LAB_FROM` on, 22 drives each; one when nobody says.
#[test]
#[ignore = "minutes: the last part of `make lab` does the same with ten machines"]
fn no_drive_below_a_kernel_makes_gomme_lie() {
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse().ok());
    let (from, count) = (number("GOMME_LAB_FROM").unwrap_or(0), number("GOMME_LAB_MACHINES").unwrap_or(1));
    let totals = run_all(from, count, &program::gomme().expect("gomme"), |number, runs, took| {
        println!("machine {number}: {} drives in {took:?}", runs.len());
        runs.iter().for_each(|run| println!("{run}"));
    });
    assert!(totals.broken.is_empty(), "{}", totals.broken.join("\n"));
    let lies: Vec<String> = totals.false_greens().map(ToString::to_string).collect();
    assert!(lies.is_empty(), "{} false greens:\n{}", lies.len(), lies.join("\n"));
    let enough = usize::try_from(count).expect("few machines") * 15;
    assert!(totals.attested() >= enough, "{} attested of {}", totals.attested(), totals.runs.len());
}
