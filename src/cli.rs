//! The command line: types alone. What they mean is in `cmd`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::text::Lang;

/// Erases the drives of donated computers, proves it, and signs an attestation.
#[derive(Debug, Parser)]
#[command(name = "gomme", version, max_term_width = 100)]
pub struct Cli {
    /// Language of the sentences: fr or en [default: from LANG]
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<LangArg>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The languages, as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// English.
    En,
    /// Français.
    Fr,
}

impl From<LangArg> for Lang {
    fn from(arg: LangArg) -> Lang {
        match arg {
            LangArg::En => Lang::En,
            LangArg::Fr => Lang::Fr,
        }
    }
}

/// One variant a subcommand; `cmd` has a file for each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Lists the drives, and why one cannot be chosen
    #[cfg(feature = "drives")]
    List(ListArgs),
    /// Says what erasing would do, and prints the code that confirms each drive
    #[cfg(feature = "drives")]
    Plan(PlanArgs),
    /// Erases drives, reads them back, and signs one attestation a drive
    #[cfg(feature = "drives")]
    Erase(Box<EraseArgs>),
    /// Makes and shows the keys of stations and zones
    Keys(KeysArgs),
    /// Signs what a person declares: no drive in a computer, a drive destroyed
    Declare(DeclareArgs),
    /// Countersigns the documents of a handover, for a zone
    Lot(LotArgs),
    /// Draws reports out of countersigned lots, for a zone
    Report(ReportArgs),
    /// Checks attestations: files, or folders of them
    Verify(VerifyArgs),
    /// Makes the PDF for the donor out of a finished job
    #[cfg(feature = "papers")]
    Paper(PaperArgs),
}

/// Which drives may be chosen.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct SelectionArgs {
    /// Allow loop devices, plain files and the disks of virtual machines
    #[arg(long)]
    pub allow_virtual: bool,
    /// Volunteer's rules: USB and removable drives cannot be chosen
    #[arg(long)]
    pub volunteer: bool,
}

/// `gomme list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Show these drives only
    #[arg(value_name = "DRIVE")]
    pub drives: Vec<PathBuf>,
    #[command(flatten)]
    /// Which drives may be chosen.
    pub selection: SelectionArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// How to erase, what to write and how to read it back.
#[derive(Clone, Copy, Debug, Args)]
pub struct MethodArgs {
    /// How to erase
    #[arg(long, value_enum, default_value_t = MethodArg::Strongest)]
    pub method: MethodArg,
    /// Agree beforehand to a lower level, when the drive's own erase fails or proves nothing
    #[arg(long)]
    pub fall_back: bool,
    /// The donor accepts an erase that only changes the drive's encryption key
    #[arg(long)]
    pub accept_crypto_erase: bool,
    /// What an overwrite writes
    #[arg(long, value_enum, default_value_t = PatternArg::Zero)]
    pub pattern: PatternArg,
    /// How to read an overwrite back
    #[arg(long, value_enum, default_value_t = ReadBackArg::Sample)]
    pub read_back: ReadBackArg,
}

/// Methods by name: the strongest, or one technique and no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MethodArg {
    /// The strongest that the drive has and that can be proven
    Strongest,
    /// Write over everything, through the ordinary interface
    Overwrite,
    /// The drive's own: sanitize, block erase
    SanitizeBlock,
    /// The drive's own: sanitize, cryptographic erase
    SanitizeCrypto,
    /// The drive's own: sanitize, overwrite
    SanitizeOverwrite,
    /// The drive's own: ATA security erase, enhanced
    SecurityEraseEnhanced,
    /// The drive's own: ATA security erase
    SecurityErase,
    /// The drive's own: NVMe format with cryptographic erase
    FormatCrypto,
    /// The drive's own: NVMe format with erase of user data
    FormatUserData,
    /// The drive's own: SCSI format
    FormatUnit,
    /// The drive's own: eMMC erase, then sanitize
    MmcSanitize,
    /// The drive's own: eMMC secure erase
    MmcSecureErase,
}

/// Patterns by name. One pass is enough (NIST SP 800-88 rev. 2 §3.1.1); the others are for those who must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PatternArg {
    /// One pass of zeros
    Zero,
    /// One pass of a fresh random stream
    Random,
    /// 55, AA, a random stream
    ThreePass,
    /// HMG IS5 baseline: zeros, read back
    HmgIs5Baseline,
    /// HMG IS5 enhanced: zeros, ones, a random stream, read back
    HmgIs5,
    /// BSI VSITR: zeros and ones three times, then AA
    Bsi,
}

/// Read-back schemes by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadBackArg {
    /// Random blocks: 6,905 on rotating drives, 69,075 on flash
    Sample,
    /// NIST SP 800-88 rev. 1: 10 % of the drive in 2,000 random places
    NistR1,
    /// Every byte
    Full,
}

/// `gomme plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// Whole drives, such as /dev/sda
    #[arg(required = true, value_name = "DRIVE")]
    pub drives: Vec<PathBuf>,
    /// How to erase.
    #[command(flatten)]
    pub method: MethodArgs,
    /// Which drives may be chosen.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `gomme erase`
#[derive(Debug, Args)]
pub struct EraseArgs {
    /// Whole drives, such as /dev/sda
    #[arg(required = true, value_name = "DRIVE")]
    pub drives: Vec<PathBuf>,
    /// Folder for the attestations; each drive gets a folder in it
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Folder of the station's key and ledger
    #[arg(long, value_name = "DIR")]
    pub station: PathBuf,
    /// Code that confirms a drive, as `gomme plan` prints it; once for each drive
    #[arg(long, value_name = "CODE", num_args = 1..)]
    pub confirm: Vec<String>,
    /// How to erase.
    #[command(flatten)]
    pub method: MethodArgs,
    /// Which drives may be chosen.
    #[command(flatten)]
    pub selection: SelectionArgs,
    /// Put the computer to sleep for 20 seconds first, where that may free a frozen drive
    #[arg(long)]
    pub suspend: bool,
    /// File whose first line is the passphrase of the station's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Begin again a job that was interrupted, rather than going on with it
    #[arg(long)]
    pub start_over: bool,
    /// Declare a drive stalled after so many seconds without an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub stall_after: u64,
    /// Engine that moves the data
    #[arg(long, value_enum, default_value_t = EngineArg::Auto)]
    pub engine: EngineArg,
    /// Print events on the standard output, one a line
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub events: Option<EventsArg>,
    /// What the papers say.
    #[command(flatten)]
    pub context: ContextArgs,
}

/// Engines by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EngineArg {
    /// io_uring where the kernel allows it, else threads
    Auto,
    /// io_uring or nothing
    IoUring,
    /// Threads
    Threads,
}

/// Formats of the events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum EventsArg {
    /// JSON, one event a line
    Json,
}

/// What the papers say; all of it goes into the attestation as typed.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "What the papers say")]
pub struct ContextArgs {
    /// Who gave the machine
    #[arg(long, value_name = "TEXT")]
    pub donor: Option<String>,
    /// Convention it was given under
    #[arg(long, value_name = "TEXT")]
    pub convention: Option<String>,
    /// Handover slip
    #[arg(long, value_name = "TEXT")]
    pub handover: Option<String>,
    /// The donor's inventory number
    #[arg(long, value_name = "TEXT")]
    pub inventory_number: Option<String>,
    /// Label stuck on the machine
    #[arg(long, value_name = "TEXT")]
    pub label: Option<String>,
    /// Code of the person at the keyboard
    #[arg(long, value_name = "CODE")]
    pub operator: Option<String>,
    /// Where the machine goes
    #[arg(long, value_name = "TEXT")]
    pub destination: Option<String>,
}

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

/// `gomme verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Attestations (attestation.json), or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Trust set: an OpenSSH allowed-signers file, or a folder with it and revocation lists
    #[arg(long, value_name = "PATH")]
    pub trust: Option<PathBuf>,
    /// Look for countersigned lots here too: a lot, or a folder of them
    #[arg(long, value_name = "PATH")]
    pub lots: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `gomme paper`
#[derive(Debug, Args)]
pub struct PaperArgs {
    /// Folders of finished jobs; several of one computer make one PDF
    #[arg(required = true, value_name = "FOLDER")]
    pub folders: Vec<PathBuf>,
    /// File to write [default: attestation.pdf in the folder]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `gomme declare`
#[derive(Debug, Args)]
pub struct DeclareArgs {
    /// What to declare.
    #[command(subcommand)]
    pub command: DeclareCommand,
}

/// `gomme declare …`
#[derive(Debug, Subcommand)]
pub enum DeclareCommand {
    /// This computer came without a drive: looks for one first, and refuses while there is a trace of any
    #[cfg(feature = "drives")]
    NoMedia(Box<NoMediaArgs>),
    /// A drive was destroyed: the word of a person
    #[command(override_usage = "gomme declare destruction [OPTIONS]")]
    Destruction(Box<DestructionArgs>),
}

/// Who signs a declaration, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct SignerArgs {
    /// Folder for the attestations; each document gets a folder in it
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Folder of the station's key and ledger
    #[arg(long, value_name = "DIR")]
    pub station: PathBuf,
    /// File whose first line is the passphrase of the station's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// `gomme declare no-media`
#[derive(Debug, Args)]
pub struct NoMediaArgs {
    /// Who signs.
    #[command(flatten)]
    pub signer: SignerArgs,
    /// I opened the computer and found every place for a drive empty
    #[arg(long)]
    pub bay_empty: bool,
    /// What the papers say.
    #[command(flatten)]
    pub context: ContextArgs,
}

/// `gomme declare destruction`
#[derive(Debug, Args)]
pub struct DestructionArgs {
    /// Who signs.
    #[command(flatten)]
    pub signer: SignerArgs,
    /// The attestation of its erasure, which failed; in place of --serial, --model, --vendor and --medium
    #[arg(long, value_name = "PATH", conflicts_with_all = ["serial", "model", "vendor", "medium"])]
    pub failed_erasure: Option<PathBuf>,
    /// Serial number of the drive, or a mark that tells it
    #[arg(long, value_name = "TEXT", required_unless_present = "failed_erasure")]
    pub serial: Option<String>,
    /// Model of the drive
    #[arg(long, value_name = "TEXT")]
    pub model: Option<String>,
    /// Maker of the drive
    #[arg(long, value_name = "TEXT")]
    pub vendor: Option<String>,
    /// What it kept its data on
    #[arg(long, value_enum, required_unless_present = "failed_erasure")]
    pub medium: Option<MediumArg>,
    /// How it was destroyed
    #[arg(long = "by-means-of", value_enum)]
    pub means: MeansArg,
    /// More of how: the size of the shreds, the number of holes
    #[arg(long, value_name = "TEXT")]
    pub detail: Option<String>,
    /// Whether every memory chip was destroyed; for all but hard disks
    #[arg(long, value_enum)]
    pub every_chip: Option<AnswerArg>,
    /// Which chips were destroyed
    #[arg(long, value_name = "TEXT", requires = "every_chip")]
    pub which_chips: Option<String>,
    /// Name of whoever declares it and saw it
    #[arg(long, value_name = "TEXT")]
    pub by: String,
    /// In what quality
    #[arg(long, value_name = "TEXT")]
    pub quality: String,
    /// Name of a witness
    #[arg(long, value_name = "TEXT", requires = "witness_quality")]
    pub witness: Option<String>,
    /// The witness's quality
    #[arg(long, value_name = "TEXT", requires = "witness")]
    pub witness_quality: Option<String>,
    /// Where it was done
    #[arg(long, value_name = "TEXT")]
    pub place: String,
    /// On which day, as 2027-03-18
    #[arg(long, value_name = "DAY")]
    pub date: String,
    /// Slip of the waste (DEEE, Trackdéchets)
    #[arg(long, value_name = "TEXT")]
    pub waste_slip: Option<String>,
    /// What the papers say.
    #[command(flatten)]
    pub context: ContextArgs,
}

/// Media by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MediumArg {
    /// A hard disk
    Rotating,
    /// Flash memory: SSD, memory card, eMMC
    Flash,
    /// Not known
    Unknown,
}

/// Ways of destroying, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MeansArg {
    /// Holes through it
    Drilled,
    /// Cut to pieces
    Cut,
    /// Bent
    Bent,
    /// Pressed
    Crushed,
    /// Shredded by a machine
    Shredded,
    /// Ground to grains
    Disintegrated,
    /// Burnt in a licensed plant
    Incinerated,
    /// Another way, which --detail tells
    Other,
}

/// Answers by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AnswerArg {
    /// Yes
    Yes,
    /// No
    No,
    /// Not known
    Unknown,
}

/// `gomme lot`
#[derive(Debug, Args)]
pub struct LotArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: LotCommand,
}

/// `gomme lot …`
#[derive(Debug, Subcommand)]
pub enum LotCommand {
    /// Checks the documents of a handover and countersigns them
    #[command(override_usage = "gomme lot close [OPTIONS] <PATH>...")]
    Close(Box<LotCloseArgs>),
    /// Shows a lot: each machine, each document
    Show {
        /// The lot: its folder, or its attestation.json
        #[arg(value_name = "PATH")]
        lot: PathBuf,
        /// OpenSSH allowed-signers file of the zones that you trust
        #[arg(long, value_name = "FILE")]
        trust: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Which zone signs, and where it goes.
#[derive(Clone, Debug, Args)]
pub struct ZoneArgs {
    /// Folder of the zone's key
    #[arg(long, value_name = "DIR")]
    pub zone: PathBuf,
    /// Folder for what the zone signs; it gets a folder of its own in it
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Number of what is signed, which names its folder: letters, digits, - _ or .
    #[arg(long, value_name = "NUMBER")]
    pub number: String,
    /// OpenSSH allowed-signers file of those that you trust
    #[arg(long, value_name = "FILE")]
    pub trust: PathBuf,
    /// File whose first line is the passphrase of the zone's key
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Who gave the machines
    #[arg(long, value_name = "TEXT")]
    pub donor: String,
}

/// `gomme lot close`
#[derive(Debug, Args)]
pub struct LotCloseArgs {
    /// The documents, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which zone.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// Convention the machines were given under
    #[arg(long, value_name = "TEXT")]
    pub convention: Option<String>,
    /// Handover slip
    #[arg(long, value_name = "TEXT")]
    pub handover: Option<String>,
    /// List of the machines: a line each of label;machine;drives, as a spreadsheet saves it
    #[arg(long, value_name = "FILE")]
    pub machines: Option<PathBuf>,
    /// How many machines were handed over [default: as many as are listed]
    #[arg(long, value_name = "COUNT")]
    pub machines_in: Option<u64>,
    /// Where machines go of which the list says nothing
    #[arg(long, value_enum, default_value_t = FateArg::Waiting)]
    pub fate: FateArg,
    /// Whether the outcome is accepted
    #[arg(long, value_enum, default_value_t = DecisionArg::Waiting)]
    pub decision: DecisionArg,
    /// Name of whoever decides
    #[arg(long, value_name = "TEXT", requires = "quality")]
    pub by: Option<String>,
    /// In what quality
    #[arg(long, value_name = "TEXT", requires = "by")]
    pub quality: Option<String>,
    /// Grounds of the decision
    #[arg(long, value_name = "TEXT")]
    pub grounds: Option<String>,
}

/// Where machines go, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FateArg {
    /// To somebody who uses them
    Reuse,
    /// Their parts are used
    Parts,
    /// To waste
    Waste,
    /// Back to the donor
    Returned,
    /// Not decided
    Waiting,
}

/// Decisions by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DecisionArg {
    /// The outcome is accepted
    Approved,
    /// It is not
    Rejected,
    /// Nobody decided yet
    Waiting,
}

/// `gomme report`
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// What to draw.
    #[command(subcommand)]
    pub command: ReportCommand,
}

/// `gomme report …`
#[derive(Debug, Subcommand)]
pub enum ReportCommand {
    /// The share of a donor's machines that went to reuse in a year (décret 2023-266)
    #[command(override_usage = "gomme report year [OPTIONS] <PATH>...")]
    Year(Box<ReportYearArgs>),
}

/// `gomme report year`
#[derive(Debug, Args)]
pub struct ReportYearArgs {
    /// Lots, or folders of them
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which zone.
    #[command(flatten)]
    pub zone: ZoneArgs,
    /// The year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(u32).range(2000..=9999))]
    pub year: u32,
    /// Machines in the donor's stock of reformed equipment on 1 January, as the donor declares
    #[arg(long, value_name = "COUNT")]
    pub stock: u64,
}
