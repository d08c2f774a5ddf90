//! The sentences of `gomme ledger` and `gomme export`, and the words of their tables.

use gomme::text::{Lang, export, merge};

/// All sentences of a language.
pub fn all(lang: Lang) -> Vec<String> {
    let t = lang.pick(&merge::EN, &merge::FR);
    [
        of_merge(t),
        of_found(&t.found),
        of_reasons(&t.why),
        of_errors(&t.errors),
        of_exports(lang.pick(&export::EN, &export::FR)),
    ]
    .concat()
}

/// What stands in tables, which are French whoever makes them.
pub fn words() -> Vec<String> {
    let columns = export::COLUMNS.iter().chain(&export::OPEN_COLUMNS);
    let states = export::STATES.iter().map(|(_, said)| said);
    let words = [&export::PROVISIONAL, &export::COUNTERSIGNED, &export::WAITS];
    columns.chain(states).chain(words).map(|said| (*said).to_owned()).chain(of_glpi(&export::GLPI)).collect()
}

fn of_merge(t: &merge::Merge) -> Vec<String> {
    let merge::Merge {
        holds,
        written,
        nothing,
        findings,
        left,
        verdicts,
        no_trust,
        empty_source,
        and_more,
        found: _,
        why: _,
        errors: _,
    } = t;
    vec![
        holds("mot0", "mot1", "mot2", "mot3", "mot4"),
        written("mot0"),
        (*nothing).to_owned(),
        (*findings).to_owned(),
        (*left).to_owned(),
        (*verdicts).to_owned(),
        (*no_trust).to_owned(),
        empty_source("mot0"),
        and_more(2),
    ]
}

fn of_found(t: &merge::Found) -> Vec<String> {
    let merge::Found {
        same_number,
        signed_twice,
        fork,
        missing,
        open,
        no_ledger,
        cut,
        not_in_ledger,
        gap,
        missing_from_lot,
        same_list,
        same_label,
        same_drive,
    } = t;
    vec![
        same_number("mot0", "mot1", 2),
        signed_twice("mot0", "mot1"),
        fork("mot0", 2, 2),
        missing("mot0", 2, "mot1"),
        open("mot0", 2, "mot1"),
        no_ledger("mot0", 2),
        cut("mot0", 2, 2, "mot1"),
        not_in_ledger("mot0", 2, "mot1"),
        gap("mot0", 2, 2),
        gap("mot0", 2, 3),
        missing_from_lot("mot0", "mot1", 2, "mot2"),
        same_list("mot0", 2),
        same_label("mot0", "mot1"),
        same_drive("mot0", "mot1"),
    ]
}

fn of_reasons(t: &merge::Reasons) -> Vec<String> {
    let merge::Reasons {
        unreadable,
        not_followed,
        newer,
        inconsistent,
        not_a_document,
        name,
        not_a_code,
        broken,
        ledger_too_large,
        ledger_of_nobody,
        torn,
        trust_set,
        trust_not_text,
        trust_empty,
        trust_signature,
        list,
        list_signature,
        set_aside,
    } = t;
    vec![
        unreadable("mot0"),
        (*not_followed).to_owned(),
        (*newer).to_owned(),
        (*inconsistent).to_owned(),
        not_a_document("mot0"),
        name("mot0"),
        (*not_a_code).to_owned(),
        broken(2),
        (*ledger_too_large).to_owned(),
        (*ledger_of_nobody).to_owned(),
        (*torn).to_owned(),
        trust_set(2, "mot0"),
        (*trust_not_text).to_owned(),
        (*trust_empty).to_owned(),
        (*trust_signature).to_owned(),
        (*list).to_owned(),
        (*list_signature).to_owned(),
        (*set_aside).to_owned(),
    ]
}

fn of_errors(t: &merge::Errors) -> Vec<String> {
    let merge::Errors { source, source_inside, into, busy, write, changed, one_name, could_not } = t;
    vec![
        source("mot0", "mot1"),
        source_inside("mot0"),
        into("mot0", "mot1"),
        busy("mot0"),
        write("mot0", "mot1"),
        changed("mot0"),
        one_name("mot0"),
        could_not(2),
    ]
}

fn of_exports(t: &export::Exports) -> Vec<String> {
    let export::Exports { written, unverified, no_trust, alone, exists, output, could_not, nothing, links } =
        t;
    vec![
        written("mot0", "mot1"),
        unverified("mot0", "mot1"),
        no_trust("mot0", "mot1"),
        alone(2, "mot0"),
        exists("mot0"),
        output("mot0", "mot1"),
        could_not("mot0", "mot1"),
        (*nothing).to_owned(),
        links(2),
    ]
}

fn of_glpi(t: &export::Glpi) -> Vec<String> {
    let export::Glpi {
        unverified,
        erased,
        erased_with_reservations,
        not_erased,
        no_media,
        destroyed,
        not_destroyed,
    } = t;
    vec![
        unverified("mot0", "mot1"),
        erased("mot0", "mot1"),
        erased_with_reservations("mot0", "mot1"),
        not_erased("mot0", "mot1"),
        no_media("mot0", "mot1"),
        destroyed("mot0", "mot1"),
        not_destroyed("mot0", "mot1"),
    ]
}
