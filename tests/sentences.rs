//! Every sentence of both languages, read for what must never be printed. A field added to a struct of sentences does not
//! compile here until it is read too.

#![cfg(feature = "drives")]

#[path = "sentences/codes.rs"]
mod codes;
#[path = "sentences/command_line.rs"]
mod command_line;
#[path = "sentences/documents.rs"]
mod documents;
#[path = "sentences/drives.rs"]
mod drives;
#[cfg(feature = "guide")]
#[path = "sentences/guide.rs"]
mod guide;
#[path = "sentences/kinds.rs"]
mod kinds;
#[path = "sentences/merge.rs"]
mod merge;
#[path = "sentences/papers.rs"]
mod papers;

use std::collections::BTreeSet;

use gomme::text::{Lang, firmware, keys, page, read_back, record, verify, zone};

/// Claims that nobody can make, and words that mean another thing than what was done.
const FORBIDDEN: [&str; 12] = [
    "certifi",
    "conforme",
    "compliant",
    "rgpd",
    "gdpr",
    "irrécupérable",
    "unrecoverable",
    "100 %",
    "100\u{202f}%",
    "100%",
    "définitive",
    "permanently",
];
const FORBIDDEN_WORDS: [&str; 3] = ["dod", "destruction", "détruit"];

/// Labels that are the same word in both languages.
const SAME: [&str; 14] = [
    "Zone",
    "Machine",
    "Lot",
    "mot1 machines",
    "mot0 – mot1",
    "SHA-256 mot0",
    "WWN",
    "Convention",
    "Destination",
    "Signature",
    "Dates",
    "code mot0",
    "mot0 (mot1), mot2",
    "mot0, mot2",
];

#[test]
fn no_sentence_says_what_must_never_be_said() {
    let laid_out = drives::laid_out(Lang::En).into_iter().chain(drives::laid_out(Lang::Fr));
    let help: Vec<String> = command_line::french().into_iter().chain(command_line::english_help()).collect();
    // Where a person declares a destruction, that is what it is called; nowhere else.
    let declared: BTreeSet<String> = [
        documents::all(Lang::En),
        documents::all(Lang::Fr),
        kinds::said(Lang::En).plain,
        kinds::said(Lang::Fr).plain,
        codes::all(Lang::En),
        codes::all(Lang::Fr),
        merge::words(),
        help.clone(),
    ]
    .concat()
    .into_iter()
    .collect();
    for said in english().into_iter().chain(french()).chain(laid_out).chain(help).chain(merge::words()) {
        // What a zone gives a station is called so; that anything certifies an erasure is never said.
        let lower = said
            .to_lowercase()
            .replace("certificate", "")
            .replace("certificat", "")
            .replace("keys certify", "");
        for phrase in FORBIDDEN {
            assert!(!lower.contains(phrase), "“{phrase}” in: {said}");
        }
        // A level of a standard, and nothing else: it stands beside the standard's name.
        assert!(!lower.contains("purge") || lower.contains("nist sp 800-88"), "“purge” alone in: {said}");
        for word in lower.split(|c: char| !c.is_alphanumeric()) {
            let may = declared.contains(&said) && word != "dod";
            assert!(may || !FORBIDDEN_WORDS.contains(&word), "“{word}” in: {said}");
        }
    }
}

/// The papers name the law that the erasure serves; they claim nothing of it.
#[test]
fn papers_cite_the_law_and_claim_nothing_of_it() {
    for lang in [Lang::En, Lang::Fr] {
        let said = papers::said(lang);
        for law in said.law.into_iter().chain(kinds::said(lang).law) {
            let lower = law.to_lowercase();
            for phrase in FORBIDDEN.into_iter().filter(|phrase| !["rgpd", "gdpr"].contains(phrase)) {
                assert!(!lower.contains(phrase), "“{phrase}” in: {law}");
            }
            let named = lower.contains("rgpd") || lower.contains("gdpr");
            assert!(named && lower.contains("28") && !lower.contains("  "), "{law}");
        }
        let fate = said.fate.to_lowercase();
        assert!(fate.contains("destruction") && !fate.contains("effac") && !fate.contains("eras"), "{fate}");
    }
}

#[test]
fn each_language_is_itself() {
    let (english, french) = (english(), french());
    assert_eq!(english.len(), french.len());
    for (en, fr) in english.iter().zip(&french) {
        assert!(en != fr || SAME.contains(&en.as_str()), "{en} in both languages");
        assert!(!en.contains(['«', '»', 'é', 'è', 'à', 'ç', 'ê', 'É']), "French in: {en}");
    }
    for fr in french.iter().chain(&command_line::french()).chain(&merge::words()) {
        assert!(!fr.contains(['“', '”']), "English quotation marks in: {fr}");
        let said = fr.replace("gomme keys", "");
        for wrong in ["« ", " »", " ;", " ?", " !", " :", "'", "«\u{a0}"] {
            assert!(!said.contains(wrong), "“{wrong}” with a plain space or a straight apostrophe in: {fr}");
        }
    }
}

#[test]
fn a_sentence_has_no_holes_and_no_double_spaces() {
    for said in english().into_iter().chain(french()).chain(command_line::french()) {
        assert!(
            !said.is_empty() && !said.contains("  ") && !said.contains('{') && !said.contains('\n'),
            "{said}"
        );
        assert!(said.chars().count() < 420, "too long to be read: {said}");
    }
}

fn english() -> Vec<String> {
    [
        of_keys(&keys::EN),
        of_verify(&verify::EN),
        of_zones(&zone::EN),
        of_page(&page::EN),
        of_words(&record::EN),
        of_firmware(&firmware::EN),
        of_readback(&read_back::EN),
        drives::all(Lang::En),
        papers::said(Lang::En).plain,
        papers::about_pdfs(Lang::En),
        kinds::said(Lang::En).plain,
        #[cfg(feature = "guide")]
        guide::all(Lang::En),
        documents::all(Lang::En),
        codes::all(Lang::En),
        merge::all(Lang::En),
    ]
    .concat()
}

fn french() -> Vec<String> {
    [
        of_keys(&keys::FR),
        of_verify(&verify::FR),
        of_zones(&zone::FR),
        of_page(&page::FR),
        of_words(&record::FR),
        of_firmware(&firmware::FR),
        of_readback(&read_back::FR),
        drives::all(Lang::Fr),
        papers::said(Lang::Fr).plain,
        papers::about_pdfs(Lang::Fr),
        kinds::said(Lang::Fr).plain,
        #[cfg(feature = "guide")]
        guide::all(Lang::Fr),
        documents::all(Lang::Fr),
        codes::all(Lang::Fr),
        merge::all(Lang::Fr),
    ]
    .concat()
}

fn of_keys(t: &keys::Keys) -> Vec<String> {
    let keys::Keys {
        bad_name,
        not_empty,
        not_a_station,
        file,
        public_key_unreadable,
        not_a_key,
        other_key,
        wrong_passphrase,
        no_random,
        key_mismatch,
        no_way_to_ask,
        empty_passphrase,
        passphrase_not_text,
        typed_differently,
        ask,
        ask_new,
        ask_again,
        ledger_broken,
        breach_unreadable,
        breach_sequence,
        breach_previous,
        breach_job,
        job_not_opened,
        job_closed,
        refused,
        self_check,
        made,
        made_plain,
        made_next,
        name,
        fingerprint,
        words,
        words_of_station,
        trust_line,
        trust_not_text,
        flaw_no_key,
        flaw_option,
        flaw_time,
        flaw_key,
        trust_empty,
        ledger_whole,
        ledger_empty,
        ledger_torn,
        ledger_open,
    } = t;
    let said = vec![
        bad_name("mot0", 3),
        not_empty("mot0"),
        not_a_station("mot0"),
        file("mot0", "mot1"),
        public_key_unreadable("mot0"),
        not_a_key("mot0"),
        other_key("mot0"),
        wrong_passphrase("mot0"),
        (*no_random).to_owned(),
        key_mismatch("mot0"),
        (*no_way_to_ask).to_owned(),
        (*empty_passphrase).to_owned(),
        (*passphrase_not_text).to_owned(),
        (*typed_differently).to_owned(),
        (*ask).to_owned(),
        (*ask_new).to_owned(),
        (*ask_again).to_owned(),
        ledger_broken("mot0", 3, "mot2"),
        (*breach_unreadable).to_owned(),
        (*breach_sequence).to_owned(),
        (*breach_previous).to_owned(),
        (*breach_job).to_owned(),
        job_not_opened("mot0"),
        job_closed("mot0"),
        refused("mot0"),
        (*self_check).to_owned(),
        made("mot0", "mot1"),
        (*made_plain).to_owned(),
        made_next("mot0"),
        (*name).to_owned(),
        (*fingerprint).to_owned(),
        (*words).to_owned(),
        (*words_of_station).to_owned(),
        trust_line("mot0", 3, "mot2"),
        trust_not_text("mot0"),
        (*flaw_no_key).to_owned(),
        (*flaw_option).to_owned(),
        (*flaw_time).to_owned(),
        (*flaw_key).to_owned(),
        trust_empty("mot0"),
        ledger_whole(3, "mot1"),
        (*ledger_empty).to_owned(),
        (*ledger_torn).to_owned(),
        ledger_open(3),
    ];
    said
}

fn of_verify(t: &verify::Verify) -> Vec<String> {
    let verify::Verify {
        erased,
        erased_with_reservations,
        not_erased,
        unknown_issuer,
        no_trust,
        modified,
        wrong_namespace,
        malformed_armour,
        malformed_content,
        unsupported_signer,
        not_yet_valid,
        expired,
        certificate_expired,
        certificate_not_yet_valid,
        revoked,
        revoked_note,
        lost,
        stolen,
        retired,
        other_reason,
        no_date,
        other_zone,
        bad_certificate,
        by_zone,
        by_zone_without_list,
        lone_station,
        not_for_attestations,
        wrong_station,
        malformed,
        other_kind,
        newer_schema,
        inconsistent,
        too_large,
        flaws,
        missing_signature,
        missing_attestation,
        unfinished,
        not_an_attestation,
        not_found,
        unreadable,
        not_followed,
        nothing_found,
        not_a_file,
        could_not,
        links_left,
        output,
        number,
        provisional,
        drive,
        serial,
        no_model,
        no_serial,
        level,
        technique,
        tried_before,
        reasons,
        reservations,
        limits,
        summary,
        words,
    } = t;
    let mut said = vec![
        (*erased).to_owned(),
        (*erased_with_reservations).to_owned(),
        (*not_erased).to_owned(),
        unknown_issuer("mot0"),
        no_trust("mot0"),
        (*modified).to_owned(),
        wrong_namespace("mot0"),
        (*malformed_armour).to_owned(),
        (*malformed_content).to_owned(),
        unsupported_signer("mot0"),
        not_yet_valid("mot0"),
        expired("mot0"),
        certificate_expired("X"),
        certificate_not_yet_valid("X"),
        revoked("X", "Y"),
        revoked_note("X – Y", Some("Z")),
        lost.to_string(),
        stolen.to_string(),
        retired.to_string(),
        other_reason.to_string(),
        no_date.to_string(),
        other_zone("X"),
        bad_certificate("X"),
        by_zone("X", "Y"),
        by_zone_without_list("X"),
        lone_station.to_string(),
        (*not_for_attestations).to_owned(),
        wrong_station("mot0"),
        malformed("mot0"),
        other_kind("mot0"),
        newer_schema(3),
        (*inconsistent).to_owned(),
        (*too_large).to_owned(),
        (*missing_signature).to_owned(),
        (*missing_attestation).to_owned(),
        (*unfinished).to_owned(),
        (*not_an_attestation).to_owned(),
        (*not_found).to_owned(),
        unreadable("mot0"),
        (*not_followed).to_owned(),
        (*nothing_found).to_owned(),
        (*not_a_file).to_owned(),
        could_not(3),
        links_left(3),
        output("mot0"),
        number("mot0", "mot1"),
        (*provisional).to_owned(),
        drive("mot0", "mot1", "mot2", "mot3"),
        serial("mot0"),
        (*no_model).to_owned(),
        (*no_serial).to_owned(),
        level("mot0"),
        technique("mot0"),
        tried_before("mot0"),
        (*reasons).to_owned(),
        (*reservations).to_owned(),
        (*limits).to_owned(),
        summary(3, 3),
        words("mot0"),
    ];
    said.extend(of_flaws(flaws));
    said
}

fn of_flaws(t: &verify::Flaws) -> Vec<String> {
    let verify::Flaws {
        too_large,
        not_utf8,
        not_json,
        duplicate,
        number,
        text,
        not_a_record,
        spelling,
        shape,
    } = t;
    let said = vec![
        (*too_large).to_owned(),
        (*not_utf8).to_owned(),
        (*not_json).to_owned(),
        duplicate("mot0"),
        (*number).to_owned(),
        (*text).to_owned(),
        (*not_a_record).to_owned(),
        (*spelling).to_owned(),
        (*shape).to_owned(),
    ];
    said
}

fn of_page(t: &page::Page) -> Vec<String> {
    // Those with an argument; `by_name` has the others, and the page shows no sentence that is in neither.
    let mut said = vec![
        (t.trust_given)("mot0"),
        (t.checked)("mot0"),
        (t.trust_list)("mot0", "mot1"),
        (t.trust_no_list)("mot0"),
    ];
    said.extend(t.by_name().into_iter().map(|(_, sentence)| sentence.to_owned()));
    let trust = [
        t.trust_built_in,
        t.trust_built_in_explain,
        t.trust_given_explain,
        t.trust_none,
        t.trust_none_explain,
        t.trust_broken,
    ];
    said.extend(trust.map(str::to_owned));
    said
}

fn of_words(t: &record::Words) -> Vec<String> {
    let record::Words {
        erased,
        erased_with_reservations,
        not_erased,
        level_none,
        level_clear,
        interrupted,
        stalled,
        vanished,
        identity_not_confirmed,
        too_many_bad_blocks,
        nothing_but_errors,
        flush_failed,
        internal_error,
        superseded,
        journal_not_written,
        pass_incomplete,
        read_back_missing,
        read_back_differs,
        read_back_impossible,
        bad_blocks_still_readable,
        spare_flash_not_reached,
        hidden_areas_not_examined,
        bad_blocks,
        blocks_not_read_back,
        weak_identity,
        addressable_only,
        retired_blocks_not_counted,
        sampled_only,
        virtual_drive,
        level_purge,
        data_survived,
        firmware_erase_failed,
        firmware_erase_unproven,
        nothing_tried,
        hidden_areas_not_erased,
        hidden_areas_not_read_back,
        boot_areas_not_erased,
        earlier_technique_failed,
        firmware_trusted,
        encryption_trusted,
        replay_protected_kept,
        boot_partitions_not_examined,
        emulated_drive,
        password_published,
        password_not_ours,
        password_unknown,
    } = t;
    let said = vec![
        (*erased).to_owned(),
        (*erased_with_reservations).to_owned(),
        (*not_erased).to_owned(),
        (*level_none).to_owned(),
        (*level_clear).to_owned(),
        (*interrupted).to_owned(),
        (*stalled).to_owned(),
        (*vanished).to_owned(),
        (*identity_not_confirmed).to_owned(),
        (*too_many_bad_blocks).to_owned(),
        (*nothing_but_errors).to_owned(),
        (*flush_failed).to_owned(),
        (*internal_error).to_owned(),
        (*superseded).to_owned(),
        (*journal_not_written).to_owned(),
        (*pass_incomplete).to_owned(),
        (*read_back_missing).to_owned(),
        (*read_back_differs).to_owned(),
        (*read_back_impossible).to_owned(),
        (*bad_blocks_still_readable).to_owned(),
        (*spare_flash_not_reached).to_owned(),
        (*hidden_areas_not_examined).to_owned(),
        (*bad_blocks).to_owned(),
        (*blocks_not_read_back).to_owned(),
        (*weak_identity).to_owned(),
        (*addressable_only).to_owned(),
        (*retired_blocks_not_counted).to_owned(),
        (*sampled_only).to_owned(),
        (*virtual_drive).to_owned(),
        (*level_purge).to_owned(),
        (*data_survived).to_owned(),
        (*firmware_erase_failed).to_owned(),
        (*firmware_erase_unproven).to_owned(),
        (*nothing_tried).to_owned(),
        (*hidden_areas_not_erased).to_owned(),
        (*hidden_areas_not_read_back).to_owned(),
        (*boot_areas_not_erased).to_owned(),
        (*earlier_technique_failed).to_owned(),
        (*firmware_trusted).to_owned(),
        (*encryption_trusted).to_owned(),
        (*replay_protected_kept).to_owned(),
        (*boot_partitions_not_examined).to_owned(),
        (*emulated_drive).to_owned(),
        password_published("mot0"),
        (*password_not_ours).to_owned(),
        password_unknown("mot0"),
    ];
    said
}

fn of_readback(t: &read_back::ReadBack) -> Vec<String> {
    let read_back::ReadBack {
        sample,
        seed,
        nist,
        whole,
        none_differ,
        differ,
        unreadable,
        bound,
        bound_of_readable,
        evidence,
        nothing_left,
        left,
        content,
        addressable_only,
        incomplete,
    } = t;
    let said = vec![
        sample("mot0", "mot1", "mot2"),
        seed("mot0"),
        nist("mot0", "mot1", "mot2"),
        whole("mot0", "mot1"),
        (*none_differ).to_owned(),
        differ(3, "mot1"),
        unreadable(3, "mot1"),
        bound("mot0", "mot1"),
        bound_of_readable("mot0", "mot1"),
        evidence("mot0", "mot1", "mot2"),
        (*nothing_left).to_owned(),
        left(3, "mot1"),
        content("mot0", "mot1", "mot2", "mot3"),
        (*addressable_only).to_owned(),
        (*incomplete).to_owned(),
    ];
    said
}

fn of_firmware(t: &firmware::FirmwareText) -> Vec<String> {
    let firmware::FirmwareText {
        overwrite,
        sanitize_block_erase,
        sanitize_crypto_erase,
        sanitize_overwrite,
        security_erase_enhanced,
        security_erase,
        format_crypto_erase,
        format_user_data_erase,
        format_unit,
        mmc_sanitize,
        mmc_secure_erase,
    } = t;
    let words = [
        overwrite,
        sanitize_block_erase,
        sanitize_crypto_erase,
        sanitize_overwrite,
        security_erase_enhanced,
        security_erase,
        format_crypto_erase,
        format_user_data_erase,
        format_unit,
        mmc_sanitize,
        mmc_secure_erase,
    ];
    words.map(|word| (*word).to_owned()).to_vec()
}

fn of_zones(t: &zone::Zones) -> Vec<String> {
    let zone::Zones {
        bad_name,
        not_empty,
        not_a_zone,
        not_a_zone_key,
        other_zone,
        name_taken,
        key_taken,
        revoked_key,
        never_certified,
        not_ours,
        certificate,
        register,
        list,
        list_unreadable,
        list_too_large,
        list_signature,
        list_signer,
        list_unsigned,
        same_name,
        same_key,
        refused_dates,
        flaw_not_one,
        flaw_users,
        flaw_options,
        flaw_name,
        flaw_serial,
        flaw_validity,
        flaw_issuer,
        flaw_nonce,
        flaw_signature,
        other_certificate,
        not_installed,
        other_trust,
        no_trust,
        made,
        made_plain,
        made_next,
        certificate_made,
        installed,
        revoked_station,
        revoked_name,
        revoked_certificate,
        list_published,
        set_made,
        set_exists,
        set_empty,
        set_few_zones,
        set_signed,
        words,
        followed,
        same_set,
        not_followed,
        signed_none,
        signed_one,
        why_malformed,
        why_other_bytes,
        why_no_zone,
        why_twice,
        list_taken,
        list_older,
        paper_head,
        paper_ask,
        paper_count,
        paper_unknown,
        paper_checksum,
        restored,
        restored_no_list,
        ends_soon,
        has_expired,
        not_yet,
        zone,
        label_certificate,
        until,
        bad_day,
        revoke_what,
    } = *t;
    vec![
        bad_name("X"),
        not_empty("X"),
        not_a_zone("X"),
        not_a_zone_key("X"),
        other_zone("X", "X"),
        name_taken("X"),
        key_taken("X"),
        revoked_key("X"),
        never_certified("X"),
        not_ours("X"),
        certificate("X", "X"),
        register("X", 7),
        list("X", "X"),
        list_unreadable.to_owned(),
        list_too_large.to_owned(),
        list_signature.to_owned(),
        list_signer.to_owned(),
        list_unsigned.to_owned(),
        same_name("X"),
        same_key("X", "X"),
        refused_dates.to_owned(),
        flaw_not_one.to_owned(),
        flaw_users.to_owned(),
        flaw_options.to_owned(),
        flaw_name.to_owned(),
        flaw_serial.to_owned(),
        flaw_validity.to_owned(),
        flaw_issuer.to_owned(),
        flaw_nonce.to_owned(),
        flaw_signature.to_owned(),
        other_certificate("X"),
        not_installed("X"),
        other_trust("X"),
        no_trust.to_owned(),
        made("X", "X"),
        made_plain.to_owned(),
        made_next("X"),
        certificate_made("X", 7, "X", "X"),
        installed("X", "X"),
        revoked_station("X", 7),
        revoked_name("X"),
        revoked_certificate.to_owned(),
        list_published("X"),
        set_made("X", 7, 7),
        set_exists("X"),
        set_empty.to_owned(),
        set_few_zones.to_owned(),
        set_signed("X", "X"),
        words("X"),
        followed("X"),
        same_set.to_owned(),
        not_followed("X"),
        signed_none.to_owned(),
        signed_one("X"),
        why_malformed("X"),
        why_other_bytes("X"),
        why_no_zone("X"),
        why_twice("X"),
        list_taken("X", "X"),
        list_older("X"),
        paper_head("X", "X"),
        paper_ask.to_owned(),
        paper_count(7),
        paper_unknown(7, "X"),
        paper_checksum.to_owned(),
        restored("X", "X"),
        restored_no_list.to_owned(),
        ends_soon("X"),
        has_expired("X"),
        not_yet("X"),
        zone.to_owned(),
        label_certificate.to_owned(),
        until("X", "X"),
        bad_day("X"),
        revoke_what.to_owned(),
    ]
}
