//! Runs one fault plan in the process and prints all that happened: `lab-plan NUMBER`, or
//! `lab-plan PERSONA FAULTS [lower] [crypto]`.

use emulated_drives::fault::Faults;
use gomme::event::{Event, FallBack};
use gomme::plan::technique::{Consent, Method};
use lab::in_process::{Setup, judge, plans, run};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let setup = match words.as_slice() {
        [number] if number.parse::<u64>().is_ok() => plans::plan(number.parse().unwrap_or(0)),
        [persona, rest @ ..] => Setup {
            persona: persona.clone(),
            bytes: 40 << 20,
            faults: rest.first().map_or_else(Faults::default, |f| f.parse().unwrap_or_default()),
            fill: judge::Planted::Full,
            method: Method::Strongest,
            consent: Consent {
                fall_back: if rest.iter().any(|w| w == "lower") {
                    FallBack::Lower
                } else {
                    FallBack::SameLevel
                },
                crypto_erase: rest.iter().any(|w| w == "crypto"),
            },
            cuts: Vec::new(),
        },
        [] => {
            eprintln!("lab-plan NUMBER | PERSONA [FAULTS] [lower] [crypto]");
            std::process::exit(2);
        }
    };
    println!("{setup:#?}");
    let ended = run(&setup);
    for event in &ended.events {
        match event {
            Event::Command(sent) => {
                println!("  {:60} {} -> {:?} {} ms", sent.name, sent.command, sent.answer, sent.took_ms);
            }
            event => println!("{event:?}"),
        }
    }
    println!("{:#?}", ended.outcome);
    for entry in ended
        .journal
        .entries()
        .iter()
        .filter(|entry| !entry.name.contains("READ (") && !entry.name.contains("WRITE ("))
    {
        println!("  heard {:?} {} [{}]", entry.at, entry.name, entry.answer);
    }
    for complaint in judge::complaints(&ended) {
        println!("FALSE GREEN: {complaint}");
    }
}
