//! The papers: what stands on them, and that their files are what they say.

#![cfg(feature = "papers")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "papers/bundles.rs"]
mod bundles;
#[path = "samples/mod.rs"]
mod samples;

use gomme::papers::{erasure, machine};
use gomme::text::Lang;

fn words() -> [String; 8] {
    ["tiroir", "vacarme", "remède", "littoral", "valise", "glaive", "crémeux", "papier"].map(String::from)
}

/// Writes the papers where somebody can look at them, when `GOMME_PAPERS` names a folder.
#[test]
fn papers_to_look_at() {
    let Some(folder) = std::env::var_os("GOMME_PAPERS").map(std::path::PathBuf::from) else { return };
    let words = words();
    let qr = format!("GOMME1:{}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:".repeat(16));
    for lang in [Lang::Fr, Lang::En] {
        let code = if lang == Lang::Fr { "fr" } else { "en" };
        let mut facts = bundles::told(samples::interrupted_facts());
        facts.drive.medium = gomme::event::Medium::Rotating;
        for (name, facts, full) in [
            ("purged", bundles::purged(), true),
            ("disk", bundles::hard_disk(), true),
            ("plain", bundles::purged(), false),
            ("reserved", bundles::told(samples::reserved_facts()), true),
            ("failed", facts, true),
            ("crowded", bundles::crowded(), true),
            ("bare", bundles::bare(), false),
        ] {
            let files = bundles::signed(facts);
            let mut bundle = files.bundle();
            if full {
                bundle.qr = Some(&qr);
                bundle.words = Some(&words);
            }
            let pdf = erasure::pdf(&bundle, lang).unwrap();
            std::fs::write(folder.join(format!("{name}-{code}.pdf")), pdf).unwrap();
        }
        let mut all: Vec<bundles::Files> = Vec::new();
        for n in 0..12 {
            let mut facts = match n % 4 {
                0 => bundles::purged(),
                1 => bundles::hard_disk(),
                2 => bundles::told(samples::reserved_facts()),
                _ => bundles::told(samples::interrupted_facts()),
            };
            facts.drive.serial = Some(format!("SERIE{n:04}"));
            all.push(bundles::numbered(facts, 100 + n));
        }
        let set: Vec<_> = all.iter().map(bundles::Files::bundle).collect();
        std::fs::write(folder.join(format!("machine-{code}.pdf")), machine::pdf(&set, lang).unwrap()).unwrap();
        std::fs::write(folder.join(format!("machine2-{code}.pdf")), machine::pdf(&set[..2], lang).unwrap()).unwrap();
    }
}
