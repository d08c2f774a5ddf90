//! The sentences about drives: finding, planning and erasing them.

use std::io::{self, ErrorKind};

use gomme::event::{Medium, Transport};
use gomme::text::{Lang, drive, erase, list, os, plan};

/// All of one language.
pub fn all(lang: Lang) -> Vec<String> {
    [
        of_drive(lang.pick(&drive::EN, &drive::FR)),
        of_erase(lang.pick(&erase::EN, &erase::FR)),
        of_plan(lang.pick(&plan::EN, &plan::FR)),
        of_list(lang.pick(&list::EN, &list::FR)),
        of_os(lang),
    ]
    .concat()
}

/// Those that need not differ between the languages, or are laid out over lines and columns.
pub fn laid_out(lang: Lang) -> Vec<String> {
    let (e, p, l) =
        (lang.pick(&erase::EN, &erase::FR), lang.pick(&plan::EN, &plan::FR), lang.pick(&list::EN, &list::FR));
    let mut said = vec![
        (e.confirm_line)("mot0", "mot1"),
        e.end_unknown.to_owned(),
        (e.closed)("mot0", "mot1"),
        (e.refused)("mot0"),
        (p.heading)("mot0", "mot1"),
        (l.partitions)(1),
        (l.partitions)(3),
    ];
    let transports = [
        Transport::Ata,
        Transport::Nvme,
        Transport::Scsi,
        Transport::Usb,
        Transport::Mmc,
        Transport::Ufs,
        Transport::Virtual,
        Transport::Loop,
        Transport::File,
        Transport::Unknown,
    ];
    said.extend(transports.map(|transport| (l.transport)(transport).to_owned()));
    let media = [Medium::Rotating, Medium::Flash, Medium::Virtual, Medium::Unknown];
    said.extend(media.map(|medium| (l.medium)(medium).to_owned()));
    said
}

fn of_os(lang: Lang) -> Vec<String> {
    let kinds = [
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::AlreadyExists,
        ErrorKind::StorageFull,
        ErrorKind::QuotaExceeded,
        ErrorKind::ReadOnlyFilesystem,
        ErrorKind::IsADirectory,
        ErrorKind::NotADirectory,
        ErrorKind::InvalidData,
        ErrorKind::FileTooLarge,
    ];
    let mut said: Vec<String> = kinds.iter().map(|kind| os::reason(lang, &(*kind).into())).collect();
    // EIO: one of those that keep their number.
    let rare = io::Error::from_raw_os_error(5);
    said.push(os::reason(lang, &rare));
    said.push(os::cannot_print(lang, &rare));
    said
}

fn of_drive(t: &drive::Drive) -> Vec<String> {
    let drive::Drive {
        boot_mounted,
        boot_named,
        mounted,
        mounted_elsewhere,
        swap,
        held,
        holder_lvm,
        holder_luks,
        holder_multipath,
        holder_mapper,
        holder_md,
        holder_bcache,
        holder_loop,
        holder_btrfs,
        holder_other,
        in_use,
        read_only,
        no_medium,
        removable,
        usb,
        virtual_drive,
        not_a_disk,
        hidden,
        multipath,
        offline,
        zoned,
        bad_geometry,
        no_permission,
        no_direct_io,
        drive_changed,
        vanished,
        wrong_confirmation,
        kernel,
        doubt_unreadable,
        doubt_mount,
        doubt_swap,
        doubt_members,
        doubt_transport,
        doubt_boot,
        doubt_node,
        hint_remapped,
        hint_vmd_empty,
        hint_vmd_undriven,
        hint_raid,
        hint_raid_undriven,
        hint_no_driver,
        hint_nvme_state,
        hint_nvme_empty,
        hint_empty,
        no_sysfs,
        not_found,
        not_permitted,
        directory,
        partition,
        not_a_block_device,
        not_a_drive,
        not_connected,
        file_not_allowed,
        empty_file,
        odd_file,
        io,
    } = t;
    vec![
        (*boot_mounted).to_owned(),
        (*boot_named).to_owned(),
        mounted("mot0", "mot1"),
        mounted_elsewhere("mot0"),
        swap("mot0"),
        held("mot0", "mot1"),
        (*holder_lvm).to_owned(),
        (*holder_luks).to_owned(),
        (*holder_multipath).to_owned(),
        (*holder_mapper).to_owned(),
        (*holder_md).to_owned(),
        (*holder_bcache).to_owned(),
        (*holder_loop).to_owned(),
        (*holder_btrfs).to_owned(),
        (*holder_other).to_owned(),
        (*in_use).to_owned(),
        (*read_only).to_owned(),
        (*no_medium).to_owned(),
        (*removable).to_owned(),
        (*usb).to_owned(),
        (*virtual_drive).to_owned(),
        (*not_a_disk).to_owned(),
        (*hidden).to_owned(),
        multipath("mot0"),
        offline("mot0"),
        (*zoned).to_owned(),
        (*bad_geometry).to_owned(),
        (*no_permission).to_owned(),
        (*no_direct_io).to_owned(),
        (*drive_changed).to_owned(),
        (*vanished).to_owned(),
        (*wrong_confirmation).to_owned(),
        kernel("mot0"),
        doubt_unreadable("mot0"),
        doubt_mount("mot0"),
        doubt_swap("mot0"),
        doubt_members("mot0"),
        (*doubt_transport).to_owned(),
        (*doubt_boot).to_owned(),
        (*doubt_node).to_owned(),
        hint_remapped("mot0", 3),
        hint_vmd_empty("mot0"),
        hint_vmd_undriven("mot0"),
        hint_raid("mot0", "mot1"),
        hint_raid_undriven("mot0"),
        hint_no_driver("mot0", "mot1"),
        hint_nvme_state("mot0", "mot1"),
        hint_nvme_empty("mot0"),
        hint_empty("mot0"),
        (*no_sysfs).to_owned(),
        not_found("mot0"),
        not_permitted("mot0"),
        directory("mot0"),
        partition("mot0", "mot1"),
        not_a_block_device("mot0"),
        not_a_drive("mot0"),
        not_connected("mot0"),
        file_not_allowed("mot0"),
        empty_file("mot0"),
        odd_file("mot0", 3),
        io("mot0", "mot1"),
    ]
}

fn of_erase(t: &erase::EraseText) -> Vec<String> {
    let erase::EraseText {
        named_twice,
        refused: _,
        not_a_code,
        code_of_no_drive,
        no_code,
        bad_context,
        out_unusable,
        no_random,
        rehearsal,
        confirm_heading,
        confirm_line: _,
        confirm_ask,
        confirm_wrong,
        resume_ask,
        resuming,
        superseded,
        recovered,
        journal_unusable,
        journal_lost,
        delivered_elsewhere,
        proof_failed,
        no_proof,
        no_job,
        labelled,
        writing,
        reading,
        checking,
        progress,
        end_unknown: _,
        write_failed,
        closed: _,
        interrupting,
    } = t;
    vec![
        named_twice("mot0"),
        not_a_code("mot0"),
        code_of_no_drive("mot0"),
        no_code("mot0"),
        bad_context("mot0", 3),
        out_unusable("mot0", "mot1"),
        (*no_random).to_owned(),
        rehearsal("mot0"),
        (*confirm_heading).to_owned(),
        confirm_ask("mot0"),
        (*confirm_wrong).to_owned(),
        resume_ask("mot0", "mot1"),
        resuming("mot0", "mot1"),
        superseded("mot0"),
        recovered("mot0", "mot1"),
        journal_unusable("mot0"),
        journal_lost("mot0", "mot1"),
        delivered_elsewhere("mot0", "mot1", "mot2"),
        proof_failed("mot0", "mot1"),
        (*no_proof).to_owned(),
        (*no_job).to_owned(),
        labelled("mot0", "mot1"),
        writing(3, 3),
        (*reading).to_owned(),
        (*checking).to_owned(),
        progress("mot0", "mot1"),
        write_failed(3),
        (*interrupting).to_owned(),
    ]
}

fn of_plan(t: &plan::PlanText) -> Vec<String> {
    let plan::PlanText {
        heading: _,
        level_clear,
        overwrite,
        byte,
        random,
        sample,
        nist,
        full,
        overwrite_is_clear,
        one_pass,
        pattern_reads_all,
        expect,
        about,
        confirm,
        refused,
    } = t;
    vec![
        (*level_clear).to_owned(),
        overwrite(3, 3, "mot2"),
        byte(3),
        (*random).to_owned(),
        sample(3),
        (*nist).to_owned(),
        (*full).to_owned(),
        (*overwrite_is_clear).to_owned(),
        (*one_pass).to_owned(),
        (*pattern_reads_all).to_owned(),
        expect("mot0"),
        about("mot0"),
        confirm("mot0"),
        (*refused).to_owned(),
    ]
}

fn of_list(t: &list::List) -> Vec<String> {
    let list::List {
        no_drive,
        hidden_drives,
        maybe,
        selectable,
        refused,
        no_model,
        serial,
        no_name,
        file,
        partitions: _,
        areas,
        transport: _,
        medium: _,
    } = t;
    vec![
        (*no_drive).to_owned(),
        (*hidden_drives).to_owned(),
        (*maybe).to_owned(),
        (*selectable).to_owned(),
        (*refused).to_owned(),
        (*no_model).to_owned(),
        serial("mot0"),
        (*no_name).to_owned(),
        file("mot0"),
        areas("mot0"),
    ]
}
