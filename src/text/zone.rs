//! Sentences of zones: their keys, certificates, trust sets and revocations.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Lang;

/// One field a sentence.
pub struct Zones {
    /// A name that no zone may have.
    pub bad_name: fn(name: &str) -> String,
    /// The folder of a new zone is not empty.
    pub not_empty: fn(dir: &str) -> String,
    /// No zone in the folder.
    pub not_a_zone: fn(dir: &str) -> String,
    /// A public key that is not a zone's.
    pub not_a_zone_key: fn(path: &str) -> String,
    /// A station that is not of this zone.
    pub other_zone: fn(station: &str, zone: &str) -> String,
    /// Another key has the name.
    pub name_taken: fn(station: &str) -> String,
    /// The key has another name.
    pub key_taken: fn(station: &str) -> String,
    /// The key or the name is revoked.
    pub revoked_key: fn(station: &str) -> String,
    /// No certificate of that name.
    pub never_certified: fn(station: &str) -> String,
    /// A certificate of another zone.
    pub not_ours: fn(station: &str) -> String,
    /// A certificate that is none.
    pub certificate: fn(path: &str, why: &str) -> String,
    /// The file of certificates is damaged.
    pub register: fn(path: &str, line: usize) -> String,
    /// A list of revoked certificates is not one.
    pub list: fn(path: &str, why: &str) -> String,
    /// It cannot be read.
    pub list_unreadable: &'static str,
    /// It is too large.
    pub list_too_large: &'static str,
    /// Its signature does not hold.
    pub list_signature: &'static str,
    /// Signed by somebody else.
    pub list_signer: &'static str,
    /// The reason: its signature is missing.
    pub list_unsigned: &'static str,
    /// One name twice in a set.
    pub same_name: fn(name: &str) -> String,
    /// One key under two names in a set.
    pub same_key: fn(one: &str, other: &str) -> String,
    /// Dates that no certificate may have.
    pub refused_dates: &'static str,
    /// Certificate: not one.
    pub flaw_not_one: &'static str,
    /// Certificate: for hosts.
    pub flaw_users: &'static str,
    /// Certificate: options.
    pub flaw_options: &'static str,
    /// Certificate: name.
    pub flaw_name: &'static str,
    /// Certificate: serial.
    pub flaw_serial: &'static str,
    /// Certificate: dates.
    pub flaw_validity: &'static str,
    /// Certificate: issuer.
    pub flaw_issuer: &'static str,
    /// Certificate: other program.
    pub flaw_nonce: &'static str,
    /// Certificate: signature.
    pub flaw_signature: &'static str,
    /// A certificate of another station.
    pub other_certificate: fn(path: &str) -> String,
    /// The trust set does not trust the certificate.
    pub not_installed: fn(why: &str) -> String,
    /// The station holds another trust set.
    pub other_trust: fn(path: &str) -> String,
    /// No trust set to install.
    pub no_trust: &'static str,
    /// A zone was made.
    pub made: fn(name: &str, dir: &str) -> String,
    /// Its key is not encrypted.
    pub made_plain: &'static str,
    /// What to do next with a new zone.
    pub made_next: fn(dir: &str) -> String,
    /// A certificate was made.
    pub certificate_made: fn(name: &str, serial: u64, until: &str, path: &str) -> String,
    /// A certificate was installed.
    pub installed: fn(name: &str, until: &str) -> String,
    /// A station was revoked.
    pub revoked_station: fn(name: &str, certificates: usize) -> String,
    /// A name was revoked.
    pub revoked_name: fn(name: &str) -> String,
    /// A certificate was revoked.
    pub revoked_certificate: &'static str,
    /// The list was published.
    pub list_published: fn(path: &str) -> String,
    /// A trust set was made.
    pub set_made: fn(path: &str, zones: usize, stations: usize) -> String,
    /// There is a trust set already.
    pub set_exists: fn(path: &str) -> String,
    /// Nobody to put into a trust set.
    pub set_empty: &'static str,
    /// A set that nobody could succeed.
    pub set_few_zones: &'static str,
    /// A zone signed a trust set.
    pub set_signed: fn(zone: &str, path: &str) -> String,
    /// The eight words.
    pub words: fn(words: &str) -> String,
    /// The new set was taken.
    pub followed: fn(zones: &str) -> String,
    /// The set is the same.
    pub same_set: &'static str,
    /// Fewer than two zones signed.
    pub not_followed: fn(signed: &str) -> String,
    /// None signed.
    pub signed_none: &'static str,
    /// One signed.
    pub signed_one: fn(zone: &str) -> String,
    /// A signature that is none.
    pub why_malformed: fn(file: &str) -> String,
    /// A signature over something else.
    pub why_other_bytes: fn(file: &str) -> String,
    /// A signature by no zone of the old set.
    pub why_no_zone: fn(file: &str) -> String,
    /// A second signature of one zone.
    pub why_twice: fn(file: &str) -> String,
    /// A list was taken.
    pub list_taken: fn(zone: &str, day: &str) -> String,
    /// The list that is there is later.
    pub list_older: fn(zone: &str) -> String,
    /// Above the words.
    pub paper_head: fn(zone: &str, fingerprint: &str) -> String,
    /// Asks for the words.
    pub paper_ask: &'static str,
    /// Not 24 words.
    pub paper_count: fn(words: usize) -> String,
    /// A word that is not in the list.
    pub paper_unknown: fn(place: usize, word: &str) -> String,
    /// The checksum is wrong.
    pub paper_checksum: &'static str,
    /// A zone was restored.
    pub restored: fn(name: &str, fingerprint: &str) -> String,
    /// Restored without a list.
    pub restored_no_list: &'static str,
    /// The station's certificate ends soon.
    pub ends_soon: fn(until: &str) -> String,
    /// The station's certificate has expired.
    pub has_expired: fn(until: &str) -> String,
    /// The station's certificate is not yet in force.
    pub not_yet: fn(from: &str) -> String,
    /// Label: zone.
    pub zone: &'static str,
    /// Label: certificate.
    pub label_certificate: &'static str,
    /// A zone, and the end of its certificate.
    pub until: fn(zone: &str, until: &str) -> String,
    /// Nothing to revoke was named.
    pub revoke_what: &'static str,
    /// A date that is none.
    pub bad_day: fn(typed: &str) -> String,
}

/// A day as people write it, in UTC: `15/03/2027` in French, `2027-03-15` in English.
#[must_use]
pub fn day(lang: Lang, at: Timestamp) -> String {
    let day = at.to_zoned(TimeZone::UTC).date();
    match lang {
        Lang::En => day.to_string(),
        Lang::Fr => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
    }
}

/// English.
pub const EN: Zones = Zones {
    bad_name: |name| {
        format!(
            "“{name}” cannot be the name of a zone. Use letters without accents, digits, “_” or “.”, no “-”: it separates the zone from the station in the name of a station."
        )
    },
    not_empty: |dir| {
        format!("{dir} is not empty, and nothing in it was changed. Choose a new folder for the zone.")
    },
    not_a_zone: |dir| {
        format!(
            "{dir} holds no zone. Make one with “gomme keys new-zone {dir} --name NAME”, or restore it from paper with “gomme keys restore”."
        )
    },
    not_a_zone_key: |path| {
        format!(
            "{path} is not the public key of a zone. Give the file zone.pub of each zone; a lone station goes with --station."
        )
    },
    other_zone: |station, zone| {
        format!(
            "{station} is not the name of a station of zone {zone}: such a name begins with “{zone}-”. Make the station anew under such a name, or ask its own zone."
        )
    },
    name_taken: |station| {
        format!(
            "Another key has a certificate in the name of {station} that is still in force. If that key is lost or stolen, revoke it first with “gomme keys revoke”, and give the new station another name."
        )
    },
    key_taken: |station| {
        format!(
            "This key already has a certificate in the name of {station}. Each station makes its own key with “gomme keys new-station”."
        )
    },
    revoked_key: |station| {
        format!(
            "The key or the name of {station} was revoked, and stays so. Make a new station with a new key and another name."
        )
    },
    never_certified: |station| {
        format!(
            "This folder knows no certificate of {station}. Give the file station.pub of the station to “gomme keys certify”."
        )
    },
    not_ours: |station| {
        format!("The certificate of {station} is another zone’s. Only that zone can revoke it.")
    },
    certificate: |path, why| {
        format!("{path} is no certificate that gomme reads: {why}. Ask the zone for it again.")
    },
    register: |path, line| {
        format!(
            "{path} is damaged at line {line}. Take it from a backup, or restore the zone from paper in a new folder."
        )
    },
    list: |path, why| {
        format!(
            "The revocation list {path} cannot be used: {why}. Ask the zone for it again; without it, a stolen station would pass for a good one."
        )
    },
    list_unreadable: "it is damaged, or no such list",
    list_too_large: "it is too large",
    list_signature: "its signature is not one over this list",
    list_signer: "it was not signed by the key of its zone",
    list_unsigned: "its signature, the file of the same name with .sig behind, is not there",
    same_name: |name| {
        format!("{name} was given twice. Each zone and each station stands in a trust set once.")
    },
    same_key: |one, other| {
        format!(
            "{one} and {other} have the same key. Each zone makes its own, on another computer and another stick."
        )
    },
    refused_dates: "No certificate can be made for such dates. Check the date of this computer.",
    flaw_not_one: "it is damaged, or none of this type",
    flaw_users: "it is not for signing",
    flaw_options: "it has options that gomme does not use",
    flaw_name: "its name is not that of one station of a zone",
    flaw_serial: "it has no serial number",
    flaw_validity: "its dates are not those of a certificate",
    flaw_issuer: "it was not made by a zone’s key",
    flaw_nonce: "another program than gomme made it",
    flaw_signature: "its zone’s signature does not hold",
    other_certificate: |path| {
        format!(
            "The certificate for {path} is another station’s, or of an older key. Ask your zone for one, with this station’s file station.pub."
        )
    },
    not_installed: |why| {
        format!("The certificate was not installed, because the trust set would not accept it: {why}")
    },
    other_trust: |path| {
        format!(
            "The station holds another trust set, {path}, and fewer than two of its zones signed the new one. Get the signatures of two zones; if the zones began anew, compare the eight words with each of them, then remove that file by hand."
        )
    },
    no_trust: "The station has no trust set yet. Give --trust FOLDER, the one that your zone gave you.",
    made: |name, dir| format!("Zone {name} was made in {dir}."),
    made_plain: "Its key is not encrypted: whoever copies this folder can give certificates in the zone’s name.",
    made_next: |dir| {
        format!(
            "Now copy its 24 words on paper: gomme keys paper {dir}. Then give {dir}/zone.pub to the other zones for the trust set."
        )
    },
    certificate_made: |name, serial, until, path| {
        format!(
            "Certificate of {name}, number {serial}, in force until {until}: {path}. At the station: gomme keys install FOLDER {path} --trust TRUST"
        )
    },
    installed: |name, until| format!("Station {name} signs with its certificate, in force until {until}."),
    revoked_station: |name, certificates| {
        format!("{name} is revoked: {certificates} certificates, and the key for good.")
    },
    revoked_name: |name| {
        format!(
            "This folder knows no certificate of {name}: the name itself is revoked for good. Give the new station another name."
        )
    },
    revoked_certificate: "The certificate is revoked.",
    list_published: |path| {
        format!(
            "New revocation list, with its signature: {path}. Give both files to every station and every reader; until then they still trust what was revoked."
        )
    },
    set_made: |path, zones, stations| {
        format!("Trust set of {zones} zones and {stations} lone stations: {path}.")
    },
    set_exists: |path| {
        format!(
            "{path} is there already, and was not changed. Make the new trust set in a new folder, have two zones sign it, then use “gomme keys follow”."
        )
    },
    set_empty: "A trust set names at least one zone or station. Give --zone FILE for each zone, or --station FILE for a lone station.",
    set_few_zones: "With fewer than three zones, the loss of one key leaves no two to sign the next trust set: its eight words would have to be printed anew.",
    set_signed: |zone, path| {
        format!(
            "Zone {zone} signed the trust set: {path}. Compare the eight words with the other zones before you hand it on."
        )
    },
    words: |words| format!("Eight words: {words}"),
    followed: |zones| {
        format!(
            "The new trust set is in place; signed by zones of the old one: {zones}. Its eight words are new: print them on the next conventions."
        )
    },
    same_set: "The trust set is the same as before.",
    not_followed: |signed| {
        format!(
            "The new trust set was not taken: two different zones of the old one have to sign it, and {signed}. Ask another zone to run “gomme keys sign-trust”, and put its signature beside the new set."
        )
    },
    signed_none: "none did",
    signed_one: |zone| format!("only {zone} did"),
    why_malformed: |file| format!("{file} is no signature."),
    why_other_bytes: |file| format!("{file} was made over another trust set."),
    why_no_zone: |file| format!("{file} is not by a zone of the old trust set."),
    why_twice: |file| format!("{file} is by a zone that signed already, or by the same key."),
    list_taken: |zone, day| format!("Revocation list of zone {zone}, of {day}: taken."),
    list_older: |zone| format!("Revocation list of zone {zone}: the one in place is as recent, and stays."),
    paper_head: |zone, fingerprint| {
        format!(
            "Private key of zone {zone}, {fingerprint}: 24 words. Copy them by hand, twice, into two sealed envelopes; whoever reads them is the zone."
        )
    },
    paper_ask: "Type the 24 words, on one line or several; accents do not matter:",
    paper_count: |words| {
        format!("There are {words} words, not 24. Compare with the paper, and type them all again.")
    },
    paper_unknown: |place, word| {
        format!(
            "Word {place}, “{word}”, is not one of the list. Compare it with the paper, and type all of them again."
        )
    },
    paper_checksum: "Each word is one of the list, and together they are no key: one is another than on the paper, or two are exchanged. Compare them one by one.",
    restored: |name, fingerprint| {
        format!(
            "Zone {name} is back, with the key {fingerprint}. Compare this with the fingerprint on the paper."
        )
    },
    restored_no_list: "Its revocation list was not taken up: before you revoke anything, restore again with --lists FOLDER, or stations revoked earlier would be trusted again.",
    ends_soon: |until| {
        format!(
            "The certificate of this station ends on {until}. Ask your zone to renew it: gomme keys renew."
        )
    },
    has_expired: |until| {
        format!(
            "The certificate of this station expired on {until}. Jobs are still signed, but readers refuse them until the zone countersigns them. Ask your zone for a new certificate: gomme keys renew."
        )
    },
    not_yet: |from| {
        format!(
            "The certificate of this station is in force only from {from}. Check the date of this computer."
        )
    },
    zone: "Zone",
    label_certificate: "Certificate of zone",
    until: |zone, until| format!("{zone}, in force until {until}"),
    revoke_what: "Say what to revoke: --station NAME, --serial NUMBER or --certificate FILE.",
    bad_day: |typed| format!("“{typed}” is no date. Write it as year, month, day: 2027-03-15."),
};

/// French.
pub const FR: Zones = Zones {
    bad_name: |name| {
        format!(
            "« {name} » ne peut pas être le nom d’une zone. Utilisez des lettres sans accent, des chiffres, « _ » ou « . », sans « - » : il sépare la zone du poste dans le nom d’un poste."
        )
    },
    not_empty: |dir| {
        format!(
            "Le dossier {dir} n’est pas vide, et rien n’y a été changé. Choisissez un nouveau dossier pour la zone."
        )
    },
    not_a_zone: |dir| {
        format!(
            "Le dossier {dir} ne contient pas de zone. Créez-en une avec « gomme keys new-zone {dir} --name NOM », ou rétablissez-la du papier avec « gomme keys restore »."
        )
    },
    not_a_zone_key: |path| {
        format!(
            "{path} n’est pas la clé publique d’une zone. Donnez le fichier zone.pub de chaque zone ; un poste seul se donne avec --station."
        )
    },
    other_zone: |station, zone| {
        format!(
            "{station} n’est pas le nom d’un poste de la zone {zone} : un tel nom commence par « {zone}- ». Recréez le poste sous un tel nom, ou demandez à sa propre zone."
        )
    },
    name_taken: |station| {
        format!(
            "Une autre clé a un certificat au nom de {station}, encore en vigueur. Si cette clé est perdue ou volée, révoquez-la d’abord avec « gomme keys revoke », et donnez un autre nom au nouveau poste."
        )
    },
    key_taken: |station| {
        format!(
            "Cette clé a déjà un certificat au nom de {station}. Chaque poste crée sa propre clé avec « gomme keys new-station »."
        )
    },
    revoked_key: |station| {
        format!(
            "La clé ou le nom de {station} a été révoqué, et le reste. Créez un nouveau poste, avec une nouvelle clé et un autre nom."
        )
    },
    never_certified: |station| {
        format!(
            "Ce dossier ne connaît aucun certificat de {station}. Donnez le fichier station.pub du poste à « gomme keys certify »."
        )
    },
    not_ours: |station| {
        format!("Le certificat de {station} vient d’une autre zone. Elle seule peut le révoquer.")
    },
    certificate: |path, why| {
        format!("{path} n’est pas un certificat que gomme lit : {why}. Redemandez-le à la zone.")
    },
    register: |path, line| {
        format!(
            "{path} est abîmé à la ligne {line}. Reprenez-le d’une sauvegarde, ou rétablissez la zone du papier dans un nouveau dossier."
        )
    },
    list: |path, why| {
        format!(
            "La liste de révocation {path} ne peut pas être utilisée : {why}. Redemandez-la à la zone ; sans elle, un poste volé passerait pour bon."
        )
    },
    list_unreadable: "elle est abîmée, ou n’en est pas une",
    list_too_large: "elle est trop grande",
    list_signature: "sa signature ne correspond pas à cette liste",
    list_signer: "elle n’a pas été signée par la clé de sa zone",
    list_unsigned: "sa signature, le fichier du même nom suivi de .sig, n’est pas là",
    same_name: |name| {
        format!(
            "{name} a été donné deux fois. Chaque zone et chaque poste figure une seule fois dans une liste de confiance."
        )
    },
    same_key: |one, other| {
        format!(
            "{one} et {other} ont la même clé. Chaque zone crée la sienne, sur un autre ordinateur et une autre clé USB."
        )
    },
    refused_dates: "Aucun certificat n’est possible pour de telles dates. Vérifiez la date de cet ordinateur.",
    flaw_not_one: "il est abîmé, ou d’un autre type",
    flaw_users: "il n’est pas fait pour signer",
    flaw_options: "il a des options que gomme n’emploie pas",
    flaw_name: "son nom n’est pas celui d’un seul poste d’une zone",
    flaw_serial: "il n’a pas de numéro de série",
    flaw_validity: "ses dates ne sont pas celles d’un certificat",
    flaw_issuer: "il n’a pas été fait par la clé d’une zone",
    flaw_nonce: "un autre programme que gomme l’a fait",
    flaw_signature: "la signature de sa zone n’est pas bonne",
    other_certificate: |path| {
        format!(
            "Le certificat pour {path} est celui d’un autre poste, ou d’une ancienne clé. Demandez-en un à votre zone, avec le fichier station.pub de ce poste."
        )
    },
    not_installed: |why| {
        format!("Le certificat n’a pas été installé, car la liste de confiance ne l’accepterait pas : {why}")
    },
    other_trust: |path| {
        format!(
            "Le poste tient une autre liste de confiance, {path}, et moins de deux de ses zones ont signé la nouvelle. Obtenez les signatures de deux zones ; si les zones ont tout recommencé, comparez les huit mots avec chacune, puis supprimez ce fichier à la main."
        )
    },
    no_trust: "Le poste n’a pas encore de liste de confiance. Donnez --trust DOSSIER, celle que votre zone vous a remise.",
    made: |name, dir| format!("La zone {name} a été créée dans {dir}."),
    made_plain: "Sa clé n’est pas chiffrée : quiconque copie ce dossier peut délivrer des certificats au nom de la zone.",
    made_next: |dir| {
        format!(
            "Copiez maintenant ses 24 mots sur papier : gomme keys paper {dir}. Donnez ensuite {dir}/zone.pub aux autres zones, pour la liste de confiance."
        )
    },
    certificate_made: |name, serial, until, path| {
        format!(
            "Certificat de {name}, numéro {serial}, en vigueur jusqu’au {until} : {path}. Au poste : gomme keys install DOSSIER {path} --trust CONFIANCE"
        )
    },
    installed: |name, until| {
        format!("Le poste {name} signe avec son certificat, en vigueur jusqu’au {until}.")
    },
    revoked_station: |name, certificates| {
        format!("{name} est révoqué : {certificates} certificats, et la clé pour toujours.")
    },
    revoked_name: |name| {
        format!(
            "Ce dossier ne connaît aucun certificat de {name} : le nom lui-même est révoqué pour toujours. Donnez un autre nom au nouveau poste."
        )
    },
    revoked_certificate: "Le certificat est révoqué.",
    list_published: |path| {
        format!(
            "Nouvelle liste de révocation, avec sa signature : {path}. Donnez les deux fichiers à chaque poste et à chaque lecteur ; d’ici là, ils font encore confiance à ce qui a été révoqué."
        )
    },
    set_made: |path, zones, stations| {
        format!("Liste de confiance de {zones} zones et {stations} postes seuls : {path}.")
    },
    set_exists: |path| {
        format!(
            "{path} existe déjà, et n’a pas été changé. Faites la nouvelle liste de confiance dans un nouveau dossier, faites-la signer par deux zones, puis utilisez « gomme keys follow »."
        )
    },
    set_empty: "Une liste de confiance nomme au moins une zone ou un poste. Donnez --zone FICHIER pour chaque zone, ou --station FICHIER pour un poste seul.",
    set_few_zones: "Avec moins de trois zones, la perte d’une clé n’en laisse plus deux pour signer la liste suivante : il faudrait réimprimer ses huit mots.",
    set_signed: |zone, path| {
        format!(
            "La zone {zone} a signé la liste de confiance : {path}. Comparez les huit mots avec les autres zones avant de la transmettre."
        )
    },
    words: |words| format!("Huit mots : {words}"),
    followed: |zones| {
        format!(
            "La nouvelle liste de confiance est en place ; signée par des zones de l’ancienne : {zones}. Ses huit mots ont changé : imprimez-les sur les prochaines conventions."
        )
    },
    same_set: "La liste de confiance est la même qu’avant.",
    not_followed: |signed| {
        format!(
            "La nouvelle liste de confiance n’a pas été prise : deux zones différentes de l’ancienne doivent la signer, et {signed}. Demandez à une autre zone de lancer « gomme keys sign-trust », et mettez sa signature à côté de la nouvelle liste."
        )
    },
    signed_none: "aucune ne l’a fait",
    signed_one: |zone| format!("seule {zone} l’a fait"),
    why_malformed: |file| format!("{file} n’est pas une signature."),
    why_other_bytes: |file| format!("{file} a été faite sur une autre liste de confiance."),
    why_no_zone: |file| format!("{file} ne vient pas d’une zone de l’ancienne liste de confiance."),
    why_twice: |file| format!("{file} vient d’une zone qui a déjà signé, ou de la même clé."),
    list_taken: |zone, day| format!("Liste de révocation de la zone {zone}, du {day} : prise."),
    list_older: |zone| {
        format!("Liste de révocation de la zone {zone} : celle en place est aussi récente, et reste.")
    },
    paper_head: |zone, fingerprint| {
        format!(
            "Clé privée de la zone {zone}, {fingerprint} : 24 mots. Copiez-les à la main, deux fois, dans deux enveloppes scellées ; qui les lit devient la zone."
        )
    },
    paper_ask: "Tapez les 24 mots, sur une ligne ou plusieurs ; les accents ne comptent pas :",
    paper_count: |words| {
        format!("Il y a {words} mots, et non 24. Comparez avec le papier, et retapez-les tous.")
    },
    paper_unknown: |place, word| {
        format!(
            "Le mot n° {place}, « {word} », n’est pas de la liste. Comparez-le avec le papier, et retapez-les tous."
        )
    },
    paper_checksum: "Chaque mot est de la liste, mais ensemble ils ne forment pas une clé : l’un n’est pas celui du papier, ou deux sont échangés. Comparez-les un à un.",
    restored: |name, fingerprint| {
        format!(
            "La zone {name} est rétablie, avec la clé {fingerprint}. Comparez-la avec l’empreinte sur le papier."
        )
    },
    restored_no_list: "Sa liste de révocation n’a pas été reprise : avant toute révocation, rétablissez avec --lists DOSSIER, sinon des postes révoqués plus tôt seraient à nouveau acceptés.",
    ends_soon: |until| {
        format!(
            "Le certificat de ce poste expire le {until}. Demandez à votre zone de le renouveler : gomme keys renew."
        )
    },
    has_expired: |until| {
        format!(
            "Le certificat de ce poste a expiré le {until}. Les travaux sont toujours signés, mais refusés à la lecture tant que la zone ne les a pas contresignés. Demandez à votre zone un nouveau certificat : gomme keys renew."
        )
    },
    not_yet: |from| {
        format!(
            "Le certificat de ce poste n’est en vigueur qu’à partir du {from}. Vérifiez la date de cet ordinateur."
        )
    },
    zone: "Nom de la zone",
    label_certificate: "Certificat de la zone",
    until: |zone, until| format!("{zone}, en vigueur jusqu’au {until}"),
    revoke_what: "Dites ce qu’il faut révoquer : --station NOM, --serial NUMÉRO ou --certificate FICHIER.",
    bad_day: |typed| format!("« {typed} » n’est pas une date. Écrivez année, mois, jour : 2027-03-15."),
};
