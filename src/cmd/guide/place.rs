//! Where the guide keeps what is to last: in folders that were named, or on a stick that comes and goes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::GuideError;
use crate::attest::durable;
use crate::attest::station::{PassphraseError, Public, Station, StationError};
use crate::cli::GuideArgs;
use crate::guide::settings::Settings;
use crate::sys::mount;

/// What is on a stick, by name.
const ATTESTATIONS: &str = "attestations";
const STATION: &str = "station";
const SETTINGS: &str = "gomme.toml";

/// The folders of a workshop.
pub(super) struct Place {
    /// Of the attestations.
    pub(super) out: PathBuf,
    /// Of the station.
    pub(super) station: PathBuf,
    settings: Option<PathBuf>,
    /// Where the stick is mounted that all of it lies on.
    stick: Option<PathBuf>,
}

impl Place {
    /// As it was asked for.
    pub(super) fn of(args: &GuideArgs) -> Place {
        match &args.stick {
            Some(stick) => Place {
                out: stick.join(ATTESTATIONS),
                station: stick.join(STATION),
                settings: Some(stick.join(SETTINGS)),
                stick: Some(stick.clone()),
            },
            None => Place {
                out: args.out.clone().unwrap_or_default(),
                station: args.station.clone().unwrap_or_default(),
                settings: args.settings.clone(),
                stick: None,
            },
        }
    }

    /// Whether it is a stick, which may come later and go.
    pub(super) fn is_stick(&self) -> bool {
        self.stick.is_some()
    }

    /// Whether the stick is in and mounted. Without one, folders are where they are.
    pub(super) fn is_in(&self) -> bool {
        self.stick.as_deref().is_none_or(mount::is_mount_point)
    }

    /// Whether papers can be kept at this moment.
    pub(super) fn is_there(&self) -> bool {
        self.is_in() && self.station.is_dir() && self.out.is_dir()
    }

    /// Whether the station that lies there is this one: another stick may have come in the place of the first.
    pub(super) fn is_of(&self, station: &Public) -> bool {
        let found = Public::open(&self.station);
        found.is_ok_and(|found| found.name() == station.name() && found.key() == station.key())
    }

    /// Lets it be written until [`Place::rest`].
    pub(super) fn wake(&self) {
        if let Some(stick) = self.stick.as_deref().filter(|stick| mount::is_mount_point(stick)) {
            // Where that cannot be, what is to be written says why.
            let _ = mount::remount(stick, true);
        }
    }

    /// Nothing is written for now: the stick may be pulled out, and is clean for whoever puts it in elsewhere.
    pub(super) fn rest(&self) {
        if let Some(stick) = self.stick.as_deref().filter(|stick| mount::is_mount_point(stick)) {
            // A file that is still open for writing keeps it awake; the next rest comes.
            let _ = mount::remount(stick, false);
        }
    }

    /// The workshop's settings. A stick need not have any.
    pub(super) fn settings(&self) -> Result<Settings, GuideError> {
        let Some(path) = &self.settings else { return Ok(Settings::default()) };
        match fs::read_to_string(path) {
            Ok(text) => Settings::read(&text).map_err(GuideError::Settings),
            Err(error) if self.is_stick() && error.kind() == io::ErrorKind::NotFound => {
                Ok(Settings::default())
            }
            Err(error) => Err(GuideError::File(path.display().to_string(), error)),
        }
    }

    /// Makes the station of a stick that has none yet: by the name of the settings, else by one that no other stick has. Its key
    /// has no passphrase, for nobody could type one with digits.
    pub(super) fn new_station(&self, settings: &Settings) -> Result<Station, StationError> {
        let name = match &settings.station {
            Some(name) => name.clone(),
            None => {
                let mut number = [0; 4];
                let random = getrandom::fill(&mut number);
                random.map_err(|error| StationError::Io(self.station.clone(), io::Error::other(error)))?;
                // Without `-`, which would name a zone.
                format!("S{:08X}", u32::from_be_bytes(number))
            }
        };
        // Whole before it is there: the power may go at any moment, and nobody with digits alone could mend half a station.
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| StationError::Io(path, error)
        };
        let draft = self.station.with_extension("tmp");
        if draft.exists() {
            fs::remove_dir_all(&draft).map_err(at(&draft))?;
        }
        Station::create(&draft, &name, None)?;
        fs::rename(&draft, &self.station).map_err(at(&self.station))?;
        let above = self.station.parent().unwrap_or(&self.station);
        durable::sync_folder(above).map_err(at(above))?;
        Station::open(&self.station, || Err(PassphraseError::NoWayToAsk))
    }
}
