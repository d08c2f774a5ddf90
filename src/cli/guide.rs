//! `gomme guide`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `gomme guide`
#[derive(Debug, Args)]
pub struct GuideArgs {
    /// Offer these drives only; else all that the volunteer's rules allow
    #[arg(value_name = "DRIVE")]
    pub drives: Vec<PathBuf>,
    /// Keep all of it on the stick that is mounted here: attestations/, station/, gomme.toml; writable only while needed
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "station", "settings"])]
    pub stick: Option<PathBuf>,
    /// Folder for the attestations; each drive gets a folder in it
    #[arg(long, value_name = "DIR", required_unless_present = "stick")]
    pub out: Option<PathBuf>,
    /// Folder of the station's key and ledger
    #[arg(long, value_name = "DIR", required_unless_present = "stick")]
    pub station: Option<PathBuf>,
    /// The workshop's settings: structure, people, donors
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// What to paint with
    #[arg(long, value_enum, default_value_t = ScreenArg::Auto)]
    pub screen: ScreenArg,
    /// Let the last screen switch the computer off, rather than end the program
    #[arg(long)]
    pub power_off: bool,
    /// Allow loop devices, plain files and the disks of virtual machines
    #[arg(long)]
    pub allow_virtual: bool,
    /// File whose first line is the passphrase of the station's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Screens by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ScreenArg {
    /// Pictures on a console that can show them, else text
    Auto,
    /// Text
    Text,
    /// Pictures (framebuffer)
    Fb,
}
