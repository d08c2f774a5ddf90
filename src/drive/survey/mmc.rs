//! eMMC (JEDEC JESD84-B51): the extended register, which holds all there is to learn.

use super::{PAGE_LIMIT, Unheard, area, seen};
use crate::codec::mmc::{CardStatus, Command, ExtCsd};
use crate::drive::wire::{Ask, Reply, Request};
use crate::event::{Area, AreaKind, MmcSurvey, NoCommands, Survey};

/// SEND_EXT_CSD.
///
/// # Errors
/// [`Unheard`].
pub fn ext_csd(ask: &mut dyn Ask) -> Result<ExtCsd, Unheard> {
    match ask.ask(&Request::Mmc(vec![Command::send_ext_csd()]), PAGE_LIMIT) {
        Reply::Mmc { response, .. } if CardStatus(response).is_illegal_command() => {
            Err(Unheard::NotSupported)
        }
        Reply::Mmc { response, .. } if CardStatus(response).errors() != 0 => Err(Unheard::Refused),
        Reply::Mmc { data, .. } => ExtCsd::parse(&data).map_err(|_| Unheard::Implausible),
        Reply::Silent { .. } => Err(Unheard::Silent),
        Reply::Scsi { .. } | Reply::Nvme { .. } => Err(Unheard::Implausible),
    }
}

/// Surveys an eMMC. One whose register cannot be had, or says no erased byte that there is, gives no answer.
pub(super) fn survey(ask: &mut dyn Ask) -> Survey {
    let told = ext_csd(ask).ok().and_then(|register| Some((register.erased_byte?, register)));
    let Some((erased_byte, register)) = told else {
        return Survey::None { why: NoCommands::NoAnswer };
    };
    Survey::Mmc(MmcSurvey {
        sanitize: seen(register.security.sanitize()),
        secure_erase: seen(register.security.secure_erase()),
        trim: seen(register.security.trim()),
        erased_byte,
        areas: areas(&register),
    })
}

/// Of the boot partitions there are two of the same size.
fn areas(register: &ExtCsd) -> Vec<Area> {
    let general: u128 = register.general_purpose_bytes.iter().copied().map(u128::from).sum();
    vec![
        area(AreaKind::BootPartitions, Some(2 * u128::from(register.boot_bytes))),
        area(AreaKind::ReplayProtected, Some(u128::from(register.rpmb_bytes))),
        area(AreaKind::GeneralPurpose, Some(general)),
    ]
}
