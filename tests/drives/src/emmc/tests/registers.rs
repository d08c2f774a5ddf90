//! Identification, registers, reads and writes. Bytes are those of the standard, by hand.

use super::*;

#[test]
fn a_device_is_identified_step_by_step() {
    let mut rig = powered("emmc-tablet", "");
    assert!(rig.command(8, 0).no_response, "CMD8 is SEND_IF_COND for SD cards: an eMMC device is silent");
    assert!(rig.command(55, 0).no_response);
    assert!(rig.command(2, 0).no_response, "not before SEND_OP_COND");
    assert_eq!(rig.command(1, 0).response[0], 0x80FF_8080);
    let cid = rig.command(2, 0).response;
    assert_eq!(cid[..3], [0xFE01_0045, 0x4D55_3531, 0x5410_1234], "EMU51T, revision 1.0");
    assert_eq!(cid[3] >> 8, 0xAB_CD65);
    assert_eq!(cid[3] & 1, 1);
    // Errors of the probing for SD cards are reported with the first status.
    assert_eq!(rig.command(3, RCA).response[0] & status::ERRORS, status::ILLEGAL_COMMAND);
    assert_eq!(rig.command(10, RCA).response, cid);
    let csd = rig.command(9, RCA).response;
    assert_eq!((csd[0] >> 30, csd[0] >> 26 & 15), (3, 4));
    assert_eq!(csd[1] >> 20, 0x0F5);
    assert_eq!(rig.command(7, RCA).response[0] >> 9 & 15, 3, "the state before the command");
    assert_eq!(rig.status(), (0, 4, true));
    assert!(rig.command(13, 5 << 16).no_response, "somebody else's address");
    rig.command(7, 0);
    rig.command(5, RCA | 1 << 15);
    assert!(rig.command(13, RCA).no_response, "asleep");
    assert!(!rig.command(5, RCA).no_response);
    rig.command(7, RCA);
    assert_eq!(rig.status().1, 4);
}

#[test]
fn the_extended_csd_says_what_it_is() {
    let mut rig = rig("emmc-partitions", "");
    let data = rig.command(8, 0).data;
    assert_eq!(data[192], 8);
    assert_eq!(data[212..216], [0, 0x40, 0, 0], "16384 sectors");
    assert_eq!((data[226], data[168]), (1, 1));
    assert_eq!(data[231], 0x50, "trim and sanitize");
    assert_eq!((data[143], data[144], data[155]), (1, 0, 1), "one general purpose partition");
    assert_eq!((data[181], data[267], data[268], data[269]), (0, 1, 2, 2));
    let data = super::rig("emmc-4.41", "").command(8, 0).data;
    assert_eq!((data[192], data[231], data[181]), (5, 0x11, 1));
    assert_eq!(super::rig("emmc-none", "").command(8, 0).data[231], 0);
}

#[test]
fn switch_sets_clears_and_writes_bits() {
    let mut rig = rig("emmc-tablet", "");
    rig.switch(183, 2);
    rig.command(6, 1 << 24 | 185 << 16 | 0x81 << 8);
    rig.command(6, 2 << 24 | 185 << 16 | 0x80 << 8);
    let data = rig.command(8, 0).data;
    assert_eq!((data[183], data[185]), (2, 1));
    for read_only in [192, 212, 231, 160, 181, 168] {
        rig.switch(read_only, 0xEE);
        assert_eq!(rig.status().0, status::SWITCH_ERROR, "{read_only}");
        assert_ne!(rig.command(8, 0).data[read_only], 0xEE);
    }
}

#[test]
fn data_goes_in_and_out() {
    let mut rig = rig("emmc-tablet", "");
    let bytes: Vec<u8> = (0..1536_usize).map(|at| (at / 512) as u8 + 1).collect();
    assert_eq!(rig.send(25, 10, &bytes).response[0] & status::ERRORS, 0);
    rig.command(23, 3);
    assert_eq!(rig.command(18, 10).data, bytes);
    rig.device.expect_blocks(2);
    assert_eq!(rig.command(18, 10).data, bytes[..1024]);
    rig.command(12, 0);
    assert_eq!(rig.read(12), vec![3; 512]);
    assert_eq!(rig.command(17, 16384).response[0] & status::ERRORS, status::ADDRESS_OUT_OF_RANGE);
    assert_eq!(rig.send(25, 16383, &[0; 1024]).response[0] & status::ERRORS, status::ADDRESS_OUT_OF_RANGE);
    rig.switch(PARTITION_CONFIG, 1);
    assert_eq!(rig.read(10), vec![0; 512], "boot 0");
    assert_eq!(rig.command(17, 256).response[0] & status::ERRORS, status::ADDRESS_OUT_OF_RANGE);
}

#[test]
fn overwritten_blocks_stay_in_the_spare_area() {
    let mut rig = rig("emmc-tablet", "");
    rig.plant(0);
    rig.send(25, 0, &[0; 4096]);
    assert_eq!(rig.found(), ["spare"]);
    rig.switch(SANITIZE, 1);
    rig.wait(1000);
    assert_eq!(rig.found(), Vec::<String>::new());
}

#[test]
fn the_rpmb_has_no_key() {
    let mut rig = rig("emmc-tablet", "");
    rig.switch(PARTITION_CONFIG, 3);
    let mut request = [0; 512];
    request[511] = 2;
    assert_eq!(rig.send(25, 0, &request).response[0] & status::ERRORS, 0);
    rig.command(23, 1);
    assert_eq!(rig.command(18, 0).data[508..], [0, 7, 2, 0]);
}
