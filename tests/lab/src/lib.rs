//! The lab of lying drives: see ARCHITECTURE.md, "The lab".
//!
//! Emulated drives (the crate `emulated_drives`) below the real drivers of real kernels. A [`machine::Machine`] boots
//! User-Mode Linux or QEMU with drives attached, runs a script in it, and comes back with its output; its power can be cut at
//! any moment while the drives live on. `make lab-setup` fetches what it needs.

#![allow(
    clippy::cast_possible_truncation,
    clippy::unwrap_used,
    reason = "64-bit only, and registers are cut into their bytes on purpose; a test's parts may panic"
)]

pub mod ahci;
pub mod attach;
pub mod cache;
pub mod fronts;
pub mod in_process;
pub mod job;
pub mod judge;
pub mod kernel_plans;
pub mod later;
pub mod machine;
pub mod memory;
pub mod nvme_pci;
pub mod peers;
pub mod program;
mod qemu;
mod qmp;
pub mod sdhci;
pub mod snotify;
mod uml;
pub mod usb;
pub mod vfio_user;
pub mod vhost_user;
pub mod wire;
