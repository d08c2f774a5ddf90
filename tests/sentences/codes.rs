//! The sentences about QR codes.

use gomme::text::{Lang, code};

/// All sentences of a language.
pub fn all(lang: Lang) -> Vec<String> {
    let code::Codes {
        according_to_it,
        with_its_attestation,
        contradicts,
        damaged,
        newer,
        no_code,
        other_code,
        several,
        bad_picture,
        large_picture,
        no_pictures,
        short_form,
        cut,
        no_size,
        drive,
        machine,
        signed_at,
        signed_at_behind,
        emulated,
        full,
        window_too_small,
        none_in_folder,
        not_of_attestation,
        hint,
    } = lang.pick(&code::EN, &code::FR);
    vec![
        according_to_it("mot0"),
        with_its_attestation("mot0"),
        (*contradicts).to_owned(),
        (*damaged).to_owned(),
        (*newer).to_owned(),
        (*no_code).to_owned(),
        (*other_code).to_owned(),
        (*several).to_owned(),
        (*bad_picture).to_owned(),
        (*large_picture).to_owned(),
        (*no_pictures).to_owned(),
        (*short_form).to_owned(),
        cut("mot0"),
        (*no_size).to_owned(),
        drive("mot0", "mot1", "mot2"),
        machine("mot0", "mot1"),
        signed_at("mot0"),
        signed_at_behind("mot0"),
        (*emulated).to_owned(),
        full("mot0"),
        window_too_small(81, 41),
        none_in_folder("mot0"),
        (*not_of_attestation).to_owned(),
        hint("mot0"),
    ]
}
