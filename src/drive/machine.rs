//! Which computer this is, by what its firmware says (DMI, SMBIOS 3.6 §7.2).

use super::clean::{clean, identifier};
use super::host::Host;
use crate::event::Machine;

/// Reads it; words that makers leave in place of a name are none.
#[must_use]
pub fn machine(host: &Host) -> Machine {
    let read = |file: &str| host.bytes(format!("sys/class/dmi/id/{file}"));
    let word =
        |file: &str| read(file).and_then(|bytes| identifier(&bytes)).and_then(|text| clean(text.as_bytes()));
    // Lenovo's product name is a type number; what people call the machine stands under "version".
    let vendor = word("sys_vendor");
    let product = match (vendor.as_deref(), word("product_version")) {
        (Some("LENOVO"), Some(version)) if version.len() > 3 => Some(match word("product_name") {
            Some(name) => format!("{version} ({name})"),
            None => version,
        }),
        _ => word("product_name"),
    };
    Machine { vendor, product, serial: word("product_serial") }
}
