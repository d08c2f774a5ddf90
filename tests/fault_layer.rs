//! The fault layer does what its plan says, through the kernel and to the block: the tests that use it rest on this.

#![cfg(feature = "drives")]

mod common;

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use common::faultfs::FaultDrive;
use common::faults::{Done, Fault, Lies};
use common::{MIB, planted, run, until};

/// Writes with O_DIRECT through another program, and says whether it succeeded.
fn dd_write(drive: &FaultDrive, first_block: u64, blocks: u64, block: u64) -> bool {
    let (of, bs) = (format!("of={}", drive.name()), format!("bs={block}"));
    let (seek, count) = (format!("seek={first_block}"), format!("count={blocks}"));
    run("dd", &["if=/dev/zero", &of, &bs, &seek, &count, "oflag=direct", "conv=notrunc,fsync", "status=none"])
        .status
        .success()
}

fn dd_reads(drive: &FaultDrive, first_block: u64, block: u64) -> bool {
    let (from, bs, skip) =
        (format!("if={}", drive.name()), format!("bs={block}"), format!("skip={first_block}"));
    run("dd", &[&from, "of=/dev/null", &bs, &skip, "count=1", "iflag=direct", "status=none"]).status.success()
}

#[test]
fn a_sound_drive_keeps_what_is_written() {
    for sector in [512, 4096] {
        let drive = FaultDrive::planted(8 * MIB, sector);
        assert!(dd_write(&drive, 0, 8, MIB));
        planted::assert_all(&drive.contents(), 0, "after dd");
        let log = drive.log();
        assert!(log.longest >= 256 << 10, "requests arrive in large pieces: {}", log.longest);
        assert!(log.flushes > 0, "a flush arrives");
        let read = File::open(drive.name()).expect("opens");
        let mut first = [1u8; 512];
        read.read_exact_at(&mut first, 0).expect("reads");
        assert_eq!(first, [0; 512]);
    }
}

#[test]
fn a_bad_block_fails_every_request_that_touches_it_and_no_other() {
    let drive = FaultDrive::planted(4 * MIB, 512);
    let bad = 5_000 * 512..5_003 * 512;
    drive.set(|plan| plan.places.push((bad.clone(), Fault::WriteError(Done::Nothing))));
    drive.set(|plan| plan.places.push((bad.clone(), Fault::ReadError)));
    for block in 4_996..5_008 {
        let good = !(5_000..5_003).contains(&block);
        assert_eq!(dd_write(&drive, block, 1, 512), good, "write of block {block}");
        assert_eq!(dd_reads(&drive, block, 512), good, "read of block {block}");
    }
    let now = drive.contents();
    for block in 4_996..5_008usize {
        let kept = now[block * 512..(block + 1) * 512] == planted::sector(block as u64);
        assert_eq!(kept, (5_000..5_003).contains(&block), "block {block}");
    }
}

#[test]
fn a_failed_request_leaves_what_the_plan_says() {
    let bad = 100 * 512..101 * 512;
    for (done, kept) in [(Done::Nothing, 64..128), (Done::UpToIt, 100..128), (Done::AllElse, 100..101)] {
        let drive = FaultDrive::planted(MIB, 512);
        drive.set(|plan| plan.places.push((bad.clone(), Fault::WriteError(done))));
        assert!(!dd_write(&drive, 1, 1, 64 * 512), "{done:?}");
        let now = drive.contents();
        for block in 64..128usize {
            let is_kept = now[block * 512..(block + 1) * 512] == planted::sector(block as u64);
            assert_eq!(is_kept, kept.contains(&block), "{done:?}: block {block}");
        }
    }
}

#[test]
fn lies_are_told_where_the_seed_says_and_nowhere_else() {
    let drive = FaultDrive::planted(16 * MIB, 4096);
    let lies = Lies { seed: 7, per_million: 10_000, block: 4096 };
    drive.set(|plan| plan.lies = Some(lies));
    assert!(dd_write(&drive, 0, 16, MIB), "lies are acknowledged");
    let now = drive.contents();
    let mut told = 0;
    for (n, block) in (0u64..).zip(now.chunks(4096)) {
        let kept = block.iter().all(|b| *b != 0);
        assert_eq!(kept, lies.drops(n), "block {n}");
        told += u64::from(kept);
    }
    assert!((10..100).contains(&told), "about 1 % of 4096 blocks: {told}");
}

#[test]
fn one_bit_is_flipped() {
    let drive = FaultDrive::planted(MIB, 512);
    drive.set(|plan| plan.places.push((77_777..77_778, Fault::BitFlipped)));
    assert!(dd_write(&drive, 0, 1, MIB));
    let now = drive.contents();
    assert_eq!(now.iter().filter(|b| **b != 0).count(), 1);
    assert_eq!(now[77_777], 1);
}

#[test]
fn a_stalled_request_waits_and_the_others_do_not() {
    let drive = FaultDrive::planted(4 * MIB, 512);
    drive.set(|plan| plan.places.push((2 * MIB..2 * MIB + 512, Fault::Stall)));
    let of = format!("of={}", drive.name());
    let stalled = std::thread::spawn(move || {
        run(
            "dd",
            &[
                "if=/dev/zero",
                &of,
                "bs=1M",
                "seek=2",
                "count=1",
                "oflag=direct",
                "conv=notrunc",
                "status=none",
            ],
        )
    });
    assert!(until(Duration::from_secs(20), || drive.held() == 1), "the request waits");
    assert!(dd_reads(&drive, 0, MIB), "another place answers");
    assert!(!stalled.is_finished(), "the stalled one still waits");
    drive.release();
    assert!(stalled.join().expect("it ends").status.success());
    planted::assert_all(&drive.contents()[2 << 20..3 << 20], 0, "what was let go");
}

#[test]
fn a_dead_drive_answers_nothing_but_errors() {
    let drive = FaultDrive::planted(4 * MIB, 512);
    let so_far = drive.log().requests;
    drive.set(|plan| plan.dies_at = Some(so_far + 3));
    assert!(!dd_write(&drive, 0, 4, MIB));
    assert!(!dd_write(&drive, 0, 1, 512));
    assert!(!dd_reads(&drive, 0, 512));
    let written = drive.contents().iter().position(|b| *b != 0).expect("something is left");
    assert!(written > 0, "it worked at first");
}

#[test]
fn a_failing_flush_fails() {
    let drive = FaultDrive::planted(MIB, 512);
    drive.set(|plan| plan.flush_fails = true);
    assert!(!dd_write(&drive, 0, 1, MIB));
}
