//! Makes the vectors: each is right, or wrong in the one way that its name tells. Deterministic: keys from fixed seeds.

#[path = "documents.rs"]
mod documents;
#[path = "firmware.rs"]
mod firmware;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use gomme::attest::sshsig::{armour, sign};
use gomme::attest::wire::put_string;
use gomme::attest::{NAMESPACE, canonical, openssh};
use gomme::record::{ErasureRecord, Facts, LedgerPlace, Station};
use serde_json::{Value, json};
use sha2::{Digest, Sha256, Sha512};

use crate::samples;

/// What `ssh-keygen -Y verify` has to say, beside our own verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SshKeygen {
    /// It accepts the signature, and so do we.
    Accepts,
    /// It refuses, and so do we.
    Refuses,
    /// It accepts what we refuse, on purpose.
    AcceptsMore,
    /// Some of its versions accept it; we refuse.
    Varies,
}

/// A line of the manifest.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Expected {
    pub name: String,
    /// The code of our verdict.
    pub verdict: String,
    /// The result in the record, when the verdict is `authentic`.
    pub result: Option<String>,
    pub ssh_keygen: SshKeygen,
    /// The name to give to `ssh-keygen -I`.
    pub principal: String,
    /// The namespace to give to `ssh-keygen -n`, where it is not `gomme-attestation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
}

pub struct Vector {
    pub expected: Expected,
    pub attestation: Vec<u8>,
    pub signature: Vec<u8>,
}

pub const A05: u8 = 1;
const B12: u8 = 2;
const EXPIRED: u8 = 3;
const LATER: u8 = 4;
const FILES_ONLY: u8 = 5;
const ZONE: u8 = 6;
const PATTERN: u8 = 7;
const SUD: u8 = 8;
const STRANGER: u8 = 9;

/// The trust set of all vectors.
pub fn trust() -> String {
    let line = |seed: u8| openssh::line(&samples::key(seed).verifying_key());
    format!(
        "# Trust set of the test vectors. The keys come from published seeds: never trust them.\n\
         A05 namespaces=\"gomme-attestation\" {}\n\
         B12 namespaces=\"gomme-attestation\" {} a comment\n\
         C03 namespaces=\"gomme-attestation\",valid-before=\"20200101Z\" {}\n\
         D04 valid-after=\"20990101Z\",namespaces=\"gomme-attestation\" {}\n\
         E05 namespaces=\"file,git\" {}\n\
         *.nord cert-authority,namespaces=\"gomme-attestation\" {}\n\
         N0*,M01 {}\n\
         sud namespaces=\"gomme-lot\" {}\n",
        line(A05),
        line(B12),
        line(EXPIRED),
        line(LATER),
        line(FILES_ONLY),
        line(ZONE),
        line(PATTERN),
        line(SUD)
    )
}

fn record(seed: u8, name: &str, facts: Facts) -> ErasureRecord {
    let station = Station {
        name: name.into(),
        key: openssh::fingerprint(&samples::key(seed).verifying_key()),
        trust: None,
    };
    let ledger = LedgerPlace { sequence: 2, previous: "1e".repeat(32) };
    samples::record(&format!("{name}-2027-000001"), facts, station, ledger)
}

fn bytes(record: &ErasureRecord) -> Vec<u8> {
    canonical::record_bytes(record).expect("a sample record")
}

/// The record that most vectors begin with.
pub fn base() -> Vec<u8> {
    bytes(&record(A05, "A05", samples::reserved_facts()))
}

fn signed(seed: u8, attestation: &[u8]) -> Vec<u8> {
    sign(&samples::key(seed), NAMESPACE, attestation).into_bytes()
}

/// The parts of a signature, each of which a vector may put wrong.
struct Parts {
    magic: Vec<u8>,
    version: u32,
    key: Vec<u8>,
    namespace: &'static str,
    reserved: &'static [u8],
    hash: &'static str,
    algorithm: &'static str,
    /// Changes the 64 bytes of the signature.
    change: fn(&mut Vec<u8>),
    after: &'static [u8],
    signer: SigningKey,
}

fn parts() -> Parts {
    Parts {
        magic: b"SSHSIG".to_vec(),
        version: 1,
        key: openssh::blob(&samples::key(A05).verifying_key()),
        namespace: NAMESPACE,
        reserved: b"",
        hash: "sha512",
        algorithm: "ssh-ed25519",
        change: |_| {},
        after: b"",
        signer: samples::key(A05),
    }
}

impl Parts {
    /// Signs consistently with these parts, as somebody would who knows the format.
    fn blob(&self, message: &[u8]) -> Vec<u8> {
        let digest = match self.hash {
            "sha256" => Sha256::digest(message).to_vec(),
            _ => Sha512::digest(message).to_vec(),
        };
        let mut to_sign = b"SSHSIG".to_vec();
        for part in [self.namespace.as_bytes(), self.reserved, self.hash.as_bytes(), &digest] {
            put_string(&mut to_sign, part);
        }
        let mut raw = self.signer.sign(&to_sign).to_bytes().to_vec();
        (self.change)(&mut raw);
        let mut signature = Vec::new();
        put_string(&mut signature, self.algorithm.as_bytes());
        put_string(&mut signature, &raw);
        let mut blob = self.magic.clone();
        blob.extend(self.version.to_be_bytes());
        for part in [&self.key, self.namespace.as_bytes(), self.reserved, self.hash.as_bytes(), &signature] {
            put_string(&mut blob, part);
        }
        blob.extend(self.after);
        blob
    }

    fn text(&self, message: &[u8]) -> Vec<u8> {
        armour(&self.blob(message)).into_bytes()
    }
}

/// An OpenSSH certificate of the station's key by the zone's (OpenSSH `PROTOCOL.certkeys`).
fn certificate() -> Vec<u8> {
    let mut cert = Vec::new();
    put_string(&mut cert, b"ssh-ed25519-cert-v01@openssh.com");
    put_string(&mut cert, &[0x42; 32]);
    put_string(&mut cert, samples::key(A05).verifying_key().as_bytes());
    cert.extend(1u64.to_be_bytes());
    cert.extend(1u32.to_be_bytes());
    put_string(&mut cert, b"station A05");
    let mut principals = Vec::new();
    put_string(&mut principals, b"A05.nord");
    put_string(&mut cert, &principals);
    cert.extend(0u64.to_be_bytes());
    cert.extend(u64::MAX.to_be_bytes());
    for _ in 0..3 {
        put_string(&mut cert, b"");
    }
    put_string(&mut cert, &openssh::blob(&samples::key(ZONE).verifying_key()));
    let mut signature = Vec::new();
    put_string(&mut signature, b"ssh-ed25519");
    put_string(&mut signature, &samples::key(ZONE).sign(&cert).to_bytes());
    put_string(&mut cert, &signature);
    cert
}

/// S + L: the same signature to a reader that does not check the range of S (RFC 8032 §5.1.7).
fn add_group_order(signature: &mut [u8]) {
    const L: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0u16;
    for (byte, l) in signature[32..].iter_mut().zip(L) {
        let sum = u16::from(*byte) + u16::from(l) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
}

/// The base record with a change that serde_json can make, canonical again.
fn edited(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&base()).expect("the base record");
    change(&mut value);
    serde_json_canonicalizer::to_vec(&value).expect("a value")
}

/// The base record with one text in place of another, which must stand in it exactly once.
fn replaced(from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(base()).expect("the base record");
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to).into_bytes()
}

fn flipped(mut bytes: Vec<u8>, at: usize) -> Vec<u8> {
    bytes[at] ^= 1;
    bytes
}

fn place_of(text: &[u8], needle: &str) -> usize {
    text.windows(needle.len()).position(|w| w == needle.as_bytes()).expect(needle)
}

struct Maker(Vec<Vector>);

impl Maker {
    fn add(
        &mut self,
        name: &str,
        verdict: &str,
        ssh_keygen: SshKeygen,
        attestation: Vec<u8>,
        signature: Vec<u8>,
    ) {
        let expected = Expected {
            name: name.into(),
            verdict: verdict.into(),
            result: None,
            ssh_keygen,
            principal: "A05".into(),
            namespace: None,
        };
        self.0.push(Vector { expected, attestation, signature });
    }

    fn last(&mut self) -> &mut Expected {
        &mut self.0.last_mut().expect("a vector").expected
    }

    fn good(&mut self, name: &str, result: &str, attestation: Vec<u8>, signature: Vec<u8>) {
        self.add(name, "authentic", SshKeygen::Accepts, attestation, signature);
        self.last().result = Some(result.into());
    }

    /// Signed as it should be by a trusted station, and yet no attestation.
    fn content(&mut self, name: &str, verdict: &str, attestation: Vec<u8>) {
        let signature = signed(A05, &attestation);
        self.add(name, verdict, SshKeygen::Accepts, attestation, signature);
    }

    /// A signature that is wrong for the base record.
    fn signature(&mut self, name: &str, verdict: &str, ssh_keygen: SshKeygen, signature: Vec<u8>) {
        self.add(name, verdict, ssh_keygen, base(), signature);
    }
}

/// All vectors.
pub fn all() -> Vec<Vector> {
    let mut m = Maker(Vec::new());
    good(&mut m);
    bytes_changed(&mut m);
    signature_wrong(&mut m);
    signer_wrong(&mut m);
    content_wrong(&mut m);
    firmware::good(&mut m);
    firmware::wrong(&mut m);
    documents::all(&mut m);
    m.0
}

fn good(m: &mut Maker) {
    for (name, result, facts) in [
        ("erased", "erased", samples::erased_facts()),
        ("erased-with-reservations", "erased_with_reservations", samples::reserved_facts()),
        ("not-erased", "not_erased", samples::interrupted_facts()),
    ] {
        let attestation = bytes(&record(A05, "A05", facts));
        m.good(name, result, attestation.clone(), signed(A05, &attestation));
    }
    let reserved = "erased_with_reservations";
    m.good("signed-over-sha256", reserved, base(), Parts { hash: "sha256", ..parts() }.text(&base()));
    let pattern = bytes(&record(PATTERN, "N07", samples::reserved_facts()));
    m.good("trusted-by-a-pattern", reserved, pattern.clone(), signed(PATTERN, &pattern));
    m.last().principal = "N07".into();
}

fn bytes_changed(m: &mut Maker) {
    let signature = signed(A05, &base());
    let end = base().len() - 1;
    let not_erased = bytes(&record(A05, "A05", samples::interrupted_facts()));
    let claims_more =
        String::from_utf8(not_erased.clone()).expect("a record").replace("\"not_erased\"", "\"erased\"");
    for (name, attestation) in [
        ("flipped-first-byte", flipped(base(), 0)),
        ("flipped-last-byte", flipped(base(), end)),
        ("flipped-result", flipped(base(), place_of(&base(), "erased_with"))),
        ("flipped-serial", flipped(base(), place_of(&base(), "S0-EX"))),
        ("flipped-size", flipped(base(), place_of(&base(), "256060514304"))),
        ("flipped-seed", flipped(base(), place_of(&base(), "5e5e5e"))),
        ("truncated", base()[..end].to_vec()),
        ("half-of-it", base()[..end / 2].to_vec()),
        ("empty", Vec::new()),
        ("newline-added-after-signing", [base(), b"\n".to_vec()].concat()),
        ("pretty-printed-after-signing", pretty()),
        ("another-attestation", bytes(&record(A05, "A05", samples::erased_facts()))),
    ] {
        m.add(name, "modified", SshKeygen::Refuses, attestation, signature.clone());
    }
    m.add(
        "not-erased-made-erased",
        "modified",
        SshKeygen::Refuses,
        claims_more.into_bytes(),
        signed(A05, &not_erased),
    );
}

fn pretty() -> Vec<u8> {
    let value: Value = serde_json::from_slice(&base()).expect("the base record");
    serde_json::to_vec_pretty(&value).expect("a value")
}

fn signature_wrong(m: &mut Maker) {
    use SshKeygen::{AcceptsMore, Refuses, Varies};
    let text = String::from_utf8(signed(A05, &base())).expect("armour");
    let blob = parts().blob(&base());
    let sixty_four: String = {
        let base64 = STANDARD.encode(&blob);
        let lines: Vec<&str> =
            (0..base64.len()).step_by(64).map(|i| &base64[i..base64.len().min(i + 64)]).collect();
        format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"))
    };
    let bad = "malformed_signature";
    m.signature("signature-empty", bad, Refuses, Vec::new());
    m.signature("signature-garbage", bad, Refuses, b"this is no signature\n".to_vec());
    m.signature("signature-of-pgp", bad, Refuses, text.replace("SSH", "PGP").into_bytes());
    m.signature("signature-truncated", bad, Refuses, text.as_bytes()[..text.len() / 2].to_vec());
    m.signature("signature-without-last-break", bad, AcceptsMore, text.trim_end().as_bytes().to_vec());
    m.signature("signature-with-text-after", bad, AcceptsMore, format!("{text}and more\n").into_bytes());
    m.signature("signature-in-other-columns", bad, AcceptsMore, sixty_four.into_bytes());
    m.signature("signature-with-crlf", bad, Varies, text.replace('\n', "\r\n").into_bytes());
    m.signature(
        "signature-bad-magic",
        bad,
        Refuses,
        Parts { magic: b"SSHSIB".to_vec(), ..parts() }.text(&base()),
    );
    m.signature("signature-version-2", bad, Refuses, Parts { version: 2, ..parts() }.text(&base()));
    m.signature("signature-reserved-filled", bad, Refuses, Parts { reserved: b"x", ..parts() }.text(&base()));
    m.signature("signature-over-sha384", bad, Refuses, Parts { hash: "sha384", ..parts() }.text(&base()));
    m.signature("signature-with-bytes-after", bad, Refuses, Parts { after: b"\0", ..parts() }.text(&base()));
    m.signature(
        "signature-without-namespace",
        bad,
        Refuses,
        Parts { namespace: "", ..parts() }.text(&base()),
    );
    m.signature(
        "signature-63-bytes",
        bad,
        Refuses,
        Parts { change: |s| s.truncate(63), ..parts() }.text(&base()),
    );
    m.signature(
        "signature-algorithm-of-rsa",
        bad,
        Refuses,
        Parts { algorithm: "rsa-sha2-512", ..parts() }.text(&base()),
    );
    m.signature(
        "signature-flipped-r",
        "modified",
        Refuses,
        Parts { change: |s| s[0] ^= 1, ..parts() }.text(&base()),
    );
    m.signature(
        "signature-flipped-s",
        "modified",
        Refuses,
        Parts { change: |s| s[40] ^= 1, ..parts() }.text(&base()),
    );
    m.signature(
        "signature-zeroed",
        "modified",
        Refuses,
        Parts { change: |s| s.fill(0), ..parts() }.text(&base()),
    );
    m.signature(
        "signature-s-beyond-order",
        "modified",
        Varies,
        Parts { change: |s| add_group_order(s), ..parts() }.text(&base()),
    );
    let other_key = openssh::blob(&samples::key(B12).verifying_key());
    m.signature(
        "signature-names-another-key",
        "modified",
        Refuses,
        Parts { key: other_key, ..parts() }.text(&base()),
    );
    let mut renamed = blob.clone();
    let at = place_of(&renamed, NAMESPACE);
    renamed[at] ^= 1;
    m.signature("signature-flipped-namespace", "modified", Refuses, armour(&renamed).into_bytes());
    for (name, namespace) in [
        ("namespace-file", "file"),
        ("namespace-longer", "gomme-attestation2"),
        ("namespace-capital", "Gomme-attestation"),
    ] {
        m.signature(name, "wrong_namespace", Refuses, Parts { namespace, ..parts() }.text(&base()));
    }
}

fn signer_wrong(m: &mut Maker) {
    use SshKeygen::{AcceptsMore, Refuses};
    for (name, verdict, seed, station) in [
        ("unknown-key", "unknown_issuer", STRANGER, "X99"),
        ("unknown-key-with-a-known-name", "unknown_issuer", STRANGER, "A05"),
        ("zone-key-signs-itself", "unknown_issuer", ZONE, "A05.nord"),
        ("expired-line", "expired", EXPIRED, "C03"),
        ("line-not-yet-valid", "not_yet_valid", LATER, "D04"),
        ("key-for-other-uses", "not_for_attestations", FILES_ONLY, "E05"),
        ("pattern-that-does-not-match", "wrong_station", PATTERN, "P01"),
        ("key-of-one-name-of-another", "wrong_station", B12, "A05"),
    ] {
        let attestation = bytes(&record(seed, station, samples::reserved_facts()));
        m.add(name, verdict, Refuses, attestation.clone(), signed(seed, &attestation));
        m.last().principal = station.into();
    }
    let mut record = record(A05, "A05", samples::reserved_facts());
    record.station.key = openssh::fingerprint(&samples::key(B12).verifying_key());
    let other_fingerprint = bytes(&record);
    let signature = signed(A05, &other_fingerprint);
    // The name is right: `ssh-keygen` does not read the fingerprint inside.
    m.add("fingerprint-of-another-key", "wrong_station", AcceptsMore, other_fingerprint, signature);
    m.signature(
        "certificate",
        "certificate_refused",
        AcceptsMore,
        Parts { key: certificate(), ..parts() }.text(&base()),
    );
    m.last().principal = "A05.nord".into();
    let mut rsa = Vec::new();
    for part in [&b"ssh-rsa"[..], &[1, 0, 1], &[0x55; 256]] {
        put_string(&mut rsa, part);
    }
    m.signature(
        "rsa-key",
        "unsupported_signer",
        Refuses,
        Parts { key: rsa, algorithm: "rsa-sha2-512", ..parts() }.text(&base()),
    );
}

fn content_wrong(m: &mut Maker) {
    let bad = "malformed";
    m.content(
        "duplicate-member",
        bad,
        replaced("\"level\":\"clear\"", "\"level\":\"clear\",\"level\":\"clear\""),
    );
    m.content(
        "duplicate-with-another-value",
        bad,
        replaced("\"level\":\"clear\"", "\"level\":\"none\",\"level\":\"clear\""),
    );
    m.content(
        "duplicate-deep-inside",
        bad,
        replaced("\"medium\":\"flash\"", "\"medium\":\"flash\",\"medium\":\"flash\""),
    );
    m.content("pretty-printed", bad, pretty());
    m.content("one-space", bad, replaced("\"level\":", "\"level\": "));
    m.content(
        "members-in-another-order",
        bad,
        replaced("\"name\":\"gomme\",\"version\":\"0.1.0\"", "\"version\":\"0.1.0\",\"name\":\"gomme\""),
    );
    m.content("needless-escape", bad, replaced("S0-EX/0001", "S0-EX\\/0001"));
    m.content("unicode-escape", bad, replaced("S0-EX/0001", "\\u0053\\u0030-EX/0001"));
    m.content("raw-for-escape", bad, replaced("2,5\\\"", "2,5\\u0022"));
    m.content("fraction", bad, replaced("\"logical_block_bytes\":512", "\"logical_block_bytes\":512.0"));
    m.content("exponent", bad, replaced("\"logical_block_bytes\":512", "\"logical_block_bytes\":512e0"));
    m.content("minus-zero", bad, replaced("\"from_byte\":0", "\"from_byte\":-0"));
    m.content("leading-zero", bad, replaced("\"from_byte\":0", "\"from_byte\":00"));
    m.content("integer-of-2-to-the-53", bad, replaced("\"from_byte\":0", "\"from_byte\":9007199254740992"));
    m.content(
        "integer-beyond-64-bits",
        bad,
        replaced("\"from_byte\":0", "\"from_byte\":99999999999999999999"),
    );
    m.content("number-as-text", bad, replaced("\"from_byte\":0", "\"from_byte\":\"0\""));
    m.content("newline-at-end", bad, [base(), b"\n".to_vec()].concat());
    m.content("zero-byte-at-end", bad, [base(), b"\0".to_vec()].concat());
    m.content("second-document", bad, [base(), base()].concat());
    m.content("byte-order-mark", bad, [b"\xef\xbb\xbf".to_vec(), base()].concat());
    m.content(
        "utf-16",
        bad,
        String::from_utf8(base()).expect("text").encode_utf16().flat_map(u16::to_le_bytes).collect(),
    );
    m.content("not-utf-8", bad, [&base()[..10], b"\xff", &base()[10..]].concat());
    m.content("overlong-utf-8", bad, [&base()[..2], b"\xc0\xaf", &base()[2..]].concat());
    m.content("lone-surrogate", bad, replaced("S0-EX/0001", "\\ud800"));
    m.content("control-character", bad, replaced("S0-EX/0001", "S0\\u0007"));
    m.content("line-break-in-text", bad, replaced("S0-EX/0001", "S0\\n"));
    m.content("delete-character", bad, replaced("S0-EX/0001", "S0\u{7f}"));
    m.content("not-nfc", bad, replaced("S0-EX/0001", "re\u{301}el"));
    m.content("unknown-member", bad, edited(|v| v["extra"] = json!(1)));
    m.content(
        "unknown-member-deep-inside",
        bad,
        edited(|v| v["facts"]["policy"]["passes"][0]["extra"] = json!(1)),
    );
    m.content("unknown-value", bad, edited(|v| v["facts"]["drive"]["medium"] = json!("crystal")));
    m.content("member-missing", bad, edited(|v| drop(v.as_object_mut().map(|o| o.remove("journal")))));
    m.content(
        "null-left-out",
        bad,
        edited(|v| drop(v["facts"]["context"].as_object_mut().map(|o| o.remove("label")))),
    );
    m.content(
        "time-with-offset",
        bad,
        edited(|v| v["facts"]["time"]["ended_at"] = json!("2027-03-18T14:52:00+01:00")),
    );
    m.content("size-negative", bad, edited(|v| v["facts"]["drive"]["size_bytes"] = json!(-1)));
    m.content("array", bad, b"[]".to_vec());
    m.content("no-type", bad, edited(|v| drop(v.as_object_mut().map(|o| o.remove("type")))));
    m.content("schema-0", bad, edited(|v| v["schema"] = json!(0)));
    m.content("no-schema", bad, edited(|v| drop(v.as_object_mut().map(|o| o.remove("schema")))));
    m.content("another-kind", "other_kind", edited(|v| v["type"] = json!("health")));
    m.content("erasure-that-calls-itself-no-media", bad, edited(|v| v["type"] = json!("no-media")));
    m.content("newer-schema", "newer_schema", edited(|v| v["schema"] = json!(2)));
    m.content(
        "newer-schema-with-new-members",
        "newer_schema",
        edited(|v| {
            v["schema"] = json!(3);
            v["health"] = json!({"grade": "a"});
        }),
    );
    m.content("claims-a-better-result", "inconsistent", edited(|v| v["result"] = json!("erased")));
    m.content(
        "claims-no-reservation",
        "inconsistent",
        edited(|v| {
            v["result"] = json!("erased");
            v["reservations"] = json!([]);
        }),
    );
    m.content("claims-no-limit", "inconsistent", edited(|v| v["limits"] = json!([])));
    m.content(
        "read-back-differs-and-erased",
        "inconsistent",
        edited(|v| {
            v["facts"]["read_back"]["differing"] = json!([{"blocks": 1, "first_lba": 0}]);
        }),
    );
    m.content(
        "unreadable-blocks-that-wrap-around",
        "inconsistent",
        edited(|v| {
            // Their sum is 2^64 + 5: five blocks for a reader that lets it wrap around.
            let mut ranges: Vec<Value> =
                (0..2_048).map(|n| json!({"blocks": (1u64 << 53) - 1, "first_lba": n})).collect();
            ranges.push(json!({"blocks": 2_053, "first_lba": 2_048}));
            v["facts"]["read_back"]["unreadable"] = json!(ranges);
            v["reservations"] =
                json!(["spare_flash_not_reached", "hidden_areas_not_examined", "blocks_not_read_back"]);
        }),
    );
    m.content(
        "pass-incomplete-and-erased",
        "inconsistent",
        edited(|v| v["facts"]["passes"][0]["complete"] = json!(false)),
    );
    m.content("no-read-back-and-erased", "inconsistent", edited(|v| v["facts"]["read_back"] = json!(null)));
    m.content(
        "identity-unknown-and-erased",
        "inconsistent",
        edited(|v| {
            v["facts"]["identity"]["after_last_read"] = json!("unknown");
        }),
    );
}
