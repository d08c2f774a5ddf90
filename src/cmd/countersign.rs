//! What `gomme lot` and `gomme report` share: a zone that signs into a folder of its own, and documents that must be authentic.

use std::fs::{self, File};
use std::io::{self, Write, stdout};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::context::required;
use super::out::OutputError;
use super::{Done, Failure, paper_or_warning, passphrase, trust};
use crate::attest::canonical::{self, Flaw};
use crate::attest::declare::{prove, write};
use crate::attest::lot::Lots;
use crate::attest::say::shown;
use crate::attest::station::StationError;
use crate::attest::trust::TrustSet;
use crate::attest::verify::{Finding, verify};
use crate::attest::zone::Zone;
use crate::attest::{LOT_NAMESPACE, Signed};
use crate::cli::ZoneArgs;
use crate::reader::jobs::{Papers, Search};
use crate::record::common::{SignedTime, clock, is_number};
use crate::record::{Document, lot};
use crate::text::lot::{EN, FR};
use crate::text::{Lang, Say, os};

/// A zone about to sign.
pub struct Signer {
    zone: Zone,
    out: PathBuf,
    /// The trust set that documents are checked against.
    pub trust: TrustSet,
    /// Number of what will be signed.
    pub number: String,
    /// Who gave the machines.
    pub donor: String,
}

/// Why a zone did not sign.
#[derive(Debug)]
pub enum SignError {
    /// A number that names no folder.
    BadNumber(String),
    /// The folder holds something with this number already.
    NumberTaken(PathBuf),
    /// The folder cannot be used.
    Out(PathBuf, io::Error),
    /// A document that is not authentic, or no document; what is said of it.
    NotAuthentic(PathBuf, String),
    /// Nothing was found.
    Nothing,
    /// The trust set does not trust this very zone: nobody could check what it signs.
    NotTrusted(String),
    /// What was to be signed breaks a rule of the format; which.
    Refused(Flaw),
}

crate::error_that_says!(SignError);

impl Signer {
    /// Reads the trust set and the zone's key, before anything else is done.
    ///
    /// # Errors
    /// What is missing or wrong.
    pub fn open(lang: Lang, args: &ZoneArgs) -> Result<Signer, Failure> {
        if !is_number(&args.number) {
            return Err(SignError::BadNumber(args.number.clone()).into());
        }
        let donor = required("--donor", &args.donor)?;
        let folder = args.out.join(&args.number);
        if folder.symlink_metadata().is_ok() {
            return Err(SignError::NumberTaken(folder).into());
        }
        let trust = trust::read(&args.trust)?;
        let file = args.passphrase_file.as_deref();
        let zone = Zone::open(&args.zone, || passphrase::existing(lang, file))?;
        prove(&args.out).map_err(|error| SignError::Out(args.out.clone(), error))?;
        Ok(Signer { zone, out: args.out.clone(), trust, number: args.number.clone(), donor })
    }

    /// The zone as a record names it.
    pub fn in_record(&self) -> lot::Zone {
        lot::Zone { name: self.zone.public().name().to_owned(), key: self.zone.public().fingerprint() }
    }

    /// All documents at some paths, with their digests: each authentic, or nothing at all.
    ///
    /// # Errors
    /// [`SignError::NotAuthentic`], [`SignError::Nothing`].
    pub fn documents(
        &self,
        lang: Lang,
        paths: &[PathBuf],
        at: Timestamp,
    ) -> Result<Vec<(Document, String)>, SignError> {
        // What a zone countersigned before is as good as it was, whatever became of its station's key.
        let mut lots = Lots::default();
        for path in paths {
            Search::at(path, Papers::PassedOver).take_lots(&self.trust, at, &mut lots);
        }
        let mut documents = Vec::new();
        for path in paths {
            let mut search = Search::at(path, Papers::PassedOver);
            while let Some(outcome) = search.next(Some(&self.trust), &lots, at) {
                let Some(document) = outcome.answer.document() else {
                    return Err(SignError::NotAuthentic(outcome.path, outcome.answer.say(lang)));
                };
                let digest = canonical::digest(document).map_err(SignError::Refused)?;
                documents.push((document.clone(), digest));
            }
        }
        if documents.is_empty() { Err(SignError::Nothing) } else { Ok(documents) }
    }

    /// Signs, checks the signature as any reader would, and writes both files into a folder of their own.
    ///
    /// # Errors
    /// [`SignError`]; nothing is left then.
    pub fn sign(&self, document: &Document, at: Timestamp) -> Result<PathBuf, SignError> {
        let attestation = canonical::document_bytes(document).map_err(SignError::Refused)?;
        let signature = self.zone.sign(LOT_NAMESPACE, &attestation);
        match verify(&attestation, signature.as_bytes(), Some(&self.trust), at).finding {
            Finding::Authentic(read) if read == *document => {}
            _ => return Err(SignError::NotTrusted(self.zone.public().name().to_owned())),
        }
        let folder = self.out.join(&self.number);
        let signed = Signed { attestation, signature };
        let made = fs::create_dir(&folder).and_then(|()| {
            let written = write(&folder, &signed).and_then(|()| sync(&self.out));
            if written.is_err() {
                // A folder with half of it in it would be taken for a damaged one.
                let _ = fs::remove_dir_all(&folder);
            }
            written
        });
        match made {
            Ok(()) => Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(SignError::NumberTaken(folder)),
            Err(error) => Err(SignError::Out(folder, error)),
        }
    }
}

/// When it is signed, and what the clock is worth: not earlier than the documents that are signed.
pub fn signed_time(at: Timestamp, documents: &[(Document, String)]) -> SignedTime {
    let past = documents.iter().map(|(document, _)| document.signed_at());
    SignedTime { signed_at: at, clock: clock(at, past) }
}

/// Makes the paper of what was signed; says where it is, with what it comes to.
pub fn tell(lang: Lang, document: &Document, folder: &Path, details: &[String]) -> Result<Done, Failure> {
    paper_or_warning(lang, folder, document.number());
    let t = lang.pick(&EN, &FR);
    let mut standard = stdout().lock();
    let mut written = writeln!(standard, "{}", (t.signed)(document.number(), &shown(folder)));
    for line in details {
        written = written.and_then(|()| writeln!(standard, "  {line}"));
    }
    written.and_then(|()| standard.flush()).map_err(OutputError::from)?;
    Ok(Done::Yes)
}

fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl Say for SignError {
    fn say(&self, lang: Lang) -> String {
        let t = lang.pick(&EN, &FR);
        match self {
            SignError::BadNumber(number) => (t.bad_number)(&shown(Path::new(number))),
            SignError::NumberTaken(folder) => (t.number_taken)(&shown(folder)),
            SignError::Out(path, error) => (t.out_unusable)(&shown(path), &os::reason(lang, error)),
            SignError::NotAuthentic(path, said) => (t.not_authentic)(&shown(path), said),
            SignError::Nothing => t.nothing.to_owned(),
            SignError::NotTrusted(zone) => (t.not_trusted)(zone),
            SignError::Refused(flaw) => StationError::Refused(flaw.clone()).say(lang),
        }
    }
}
