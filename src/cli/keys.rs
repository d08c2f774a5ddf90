//! `gomme keys`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// `gomme keys`
#[derive(Debug, Args)]
pub struct KeysArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: KeysCommand,
}

/// `gomme keys …`
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Makes the key of a new station in an empty folder
    NewStation {
        /// Folder to make it in
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Name of the station: up to 48 letters, digits, - _ or . beginning with a letter or a digit
        #[arg(long)]
        name: String,
        /// Keep the key unencrypted
        #[arg(long)]
        no_passphrase: bool,
        /// File whose first line is the passphrase
        #[arg(long, value_name = "FILE", conflicts_with = "no_passphrase")]
        passphrase_file: Option<PathBuf>,
    },
    /// Shows a station or a zone: name, fingerprint, certificate, eight words
    Show {
        /// Its folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Prints the OpenSSH allowed-signers lines of a station or a zone
    Trust {
        /// Its folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Shows the eight words of a trust set
    Words {
        /// An OpenSSH allowed-signers file, or a trust folder
        #[arg(value_name = "PATH")]
        trust: PathBuf,
    },
    /// Checks that a station's ledger is whole
    Ledger {
        /// The station's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
    /// Makes the key of a new zone in an empty folder
    NewZone {
        /// Folder to make it in
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Name of the zone: letters, digits, _ or . without -
        #[arg(long)]
        name: String,
        /// Keep the key unencrypted
        #[arg(long)]
        no_passphrase: bool,
        /// File whose first line is the passphrase
        #[arg(long, value_name = "FILE", conflicts_with = "no_passphrase")]
        passphrase_file: Option<PathBuf>,
    },
    /// Gives a station of the zone its certificate, from the file station.pub that it sent
    Certify {
        /// The zone's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The file station.pub of the station
        #[arg(value_name = "FILE")]
        request: PathBuf,
        /// Where to write the certificate
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Days from now for which the certificate is in force
        #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// File whose first line is the passphrase of the zone's key
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Gives a station a new certificate for the same key
    Renew {
        /// The zone's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Name of the station
        #[arg(value_name = "NAME")]
        station: String,
        /// Where to write the certificate
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Days from now for which the certificate is in force
        #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// File whose first line is the passphrase of the zone's key
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Installs a certificate at a station, with the trust set that goes with it
    Install {
        /// The station's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The certificate
        #[arg(value_name = "FILE")]
        certificate: PathBuf,
        /// Trust set: a file, or a folder with revocation lists
        #[arg(long, value_name = "PATH")]
        trust: Option<PathBuf>,
    },
    /// Revokes a station or one certificate, and publishes the zone's list
    #[command(group = clap::ArgGroup::new("what"))]
    Revoke {
        /// The zone's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The station of this name: all its certificates, and its key
        #[arg(long, value_name = "NAME", group = "what")]
        station: Option<String>,
        /// The certificate of this serial number
        #[arg(long, value_name = "NUMBER", group = "what")]
        serial: Option<std::num::NonZeroU64>,
        /// The certificate in this file, and its key
        #[arg(long, value_name = "FILE", group = "what")]
        certificate: Option<PathBuf>,
        /// Why
        #[arg(long, value_enum)]
        reason: ReasonArg,
        /// First day of doubt, as 2027-03-15
        #[arg(long, value_name = "DAY")]
        since: Option<String>,
        /// Trust folder to write the list to, beside the zone's own folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// File whose first line is the passphrase of the zone's key
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Publishes the zone's revocation list again, as of today
    Revocations {
        /// The zone's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Trust folder to write the list to, beside the zone's own folder
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
        /// File whose first line is the passphrase of the zone's key
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Makes a trust set of zones and lone stations in a new trust folder
    TrustSet {
        /// The file zone.pub of a zone; once for each
        #[arg(long = "zone", value_name = "FILE")]
        zones: Vec<PathBuf>,
        /// The file station.pub of a lone station; once for each
        #[arg(long = "station", value_name = "FILE")]
        stations: Vec<PathBuf>,
        /// Trust folder to make it in
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Signs a new trust set in the name of a zone of the old one
    SignTrust {
        /// The zone's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Trust folder of the new trust set
        #[arg(value_name = "FOLDER")]
        trust: PathBuf,
        /// File whose first line is the passphrase of the zone's key
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Takes a newer trust set that two zones of the held one signed, and newer revocation lists
    Follow {
        /// Trust folder that you hold
        #[arg(value_name = "HELD")]
        held: PathBuf,
        /// Trust folder that you were given
        #[arg(value_name = "NEW")]
        new: PathBuf,
    },
    /// Prints a zone's private key as 24 words, to be copied on paper
    Paper {
        /// The zone's folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// File whose first line is the passphrase of the zone's key
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Makes a zone again from its 24 words, typed on standard input
    Restore {
        /// Folder to make it in
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Name of the zone
        #[arg(long)]
        name: String,
        /// Trust folder that holds the zone's last revocation list
        #[arg(long, value_name = "DIR")]
        lists: Option<PathBuf>,
        /// Keep the key unencrypted
        #[arg(long)]
        no_passphrase: bool,
        /// File whose first line is the passphrase
        #[arg(long, value_name = "FILE", conflicts_with = "no_passphrase")]
        passphrase_file: Option<PathBuf>,
    },
}

/// Why something is revoked, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReasonArg {
    /// Nobody knows where it is
    Lost,
    /// Somebody has it who should not
    Stolen,
    /// It is no longer used
    Retired,
    /// None of these
    Other,
}
