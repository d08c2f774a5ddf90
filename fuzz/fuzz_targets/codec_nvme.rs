//! Whatever an NVMe or eMMC drive answers is read or refused; nothing panics, and no success is made up.
#![no_main]

use gomme::codec::mmc::ExtCsd;
use gomme::codec::nvme::{
    Command, Controller, FormatErase, Namespace, NamespaceList, PersistentEventLog, SanitizeStatus, SmartLog,
};
use gomme::codec::tcg::Level0;
use gomme::units::Answer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = Controller::parse(data);
    let _ = SmartLog::parse(data);
    let _ = PersistentEventLog::parse(data);
    let _ = ExtCsd::parse(data).map(|register| register.addressing());
    let _ = Level0::parse(data);
    if let Ok(list) = NamespaceList::parse(data) {
        assert!(list.nsids.len() <= 1024 && list.goes_on_after() != Some(0));
    }
    if let Ok(namespace) = Namespace::parse(data) {
        let command = Command::format(1, &namespace, FormatErase::UserData);
        assert_eq!(command.cdw10_15[0] >> 9 & 0x7, 1);
    }
    if let Ok(status) = SanitizeStatus::parse(data)
        && status.succeeded(status.cdw10) == Answer::Yes
    {
        assert!(data[..2] == [0xff, 0xff] && matches!(data[2] & 7, 1 | 4));
    }
});
