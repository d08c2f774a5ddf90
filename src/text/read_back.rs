//! Sentences about a read-back: what was read, what it proves, and no more than that.

/// One field a sentence; numbers come in as people write them.
pub struct ReadBack {
    /// Blocks drawn, bytes in one, fixed blocks: the beginning of a sample's sentence.
    pub sample: fn(random: &str, bytes: &str, fixed: &str) -> String,
    /// The seed.
    pub seed: fn(seed: &str) -> String,
    /// Blocks read, bytes in one, share of the drive: NIST SP 800-88 rev. 1 §4.7.3.
    pub nist: fn(read: &str, bytes: &str, share: &str) -> String,
    /// Every addressable block: how many, bytes in one.
    pub whole: fn(blocks: &str, bytes: &str) -> String,
    /// Nothing differed.
    pub none_differ: &'static str,
    /// So many blocks differed.
    pub differ: fn(blocks: u64, shown: &str) -> String,
    /// So many blocks could not be read.
    pub unreadable: fn(blocks: u64, shown: &str) -> String,
    /// The bound: share, probability.
    pub bound: fn(share: &str, probability: &str) -> String,
    /// The bound when some blocks could not be read.
    pub bound_of_readable: fn(share: &str, probability: &str) -> String,
    /// Evidence of a drive's own erase: marks placed, contents noted, how many of these places were looked at again.
    pub evidence: fn(marks: &str, noted: &str, checked: &str) -> String,
    /// None of it was found again.
    pub nothing_left: &'static str,
    /// So many blocks still hold it.
    pub left: fn(blocks: u64, shown: &str) -> String,
    /// What blocks drawn afterwards held: how many, zeros, ones, anything else.
    pub content: fn(blocks: &str, zeros: &str, ones: &str, other: &str) -> String,
    /// What no read-back sees.
    pub addressable_only: &'static str,
    /// It did not run to its end.
    pub incomplete: &'static str,
}

/// English.
pub const EN: ReadBack = ReadBack {
    sample: |random, bytes, fixed| {
        format!(
            "Sample read back: {random} blocks of {bytes} bytes, one in each equal part of the drive, places drawn at random after \
             the erasure, and {fixed} fixed blocks."
        )
    },
    seed: |seed| format!("Seed of the places: {seed}."),
    nist: |read, bytes, share| {
        format!(
            "Read back after NIST SP 800-88 rev. 1 §4.7.3: {read} blocks of {bytes} bytes ({share} of the drive), in 1,000 sections \
             with two random places in each. This scheme states no probability."
        )
    },
    whole: |blocks, bytes| {
        format!("Every addressable block was read back: {blocks} blocks of {bytes} bytes.")
    },
    none_differ: "None differed from what was written.",
    differ: |blocks, shown| match blocks {
        1 => "1 block held something else than what was written: the erasure failed.".to_owned(),
        _ => format!("{shown} blocks held something else than what was written: the erasure failed."),
    },
    unreadable: |blocks, shown| match blocks {
        1 => "1 block could not be read.".to_owned(),
        _ => format!("{shown} blocks could not be read."),
    },
    bound: |share, probability| {
        format!(
            "Had at least {share} of the addressable blocks kept their content, this would have shown it with a probability of \
             {probability} or more."
        )
    },
    bound_of_readable: |share, probability| {
        format!(
            "Had at least {share} of the blocks that can be read kept their content, this would have shown it with a probability \
             of {probability} or more."
        )
    },
    evidence: |marks, noted, checked| {
        format!(
            "Before the erasure, marks were placed at {marks} places and what {noted} others held was noted; {checked} of these places \
             were looked at again afterwards."
        )
    },
    nothing_left: "Nothing of it was found.",
    left: |blocks, shown| match blocks {
        1 => "1 block still held what was there before: the erasure failed.".to_owned(),
        _ => format!("{shown} blocks still held what was there before: the erasure failed."),
    },
    content: |blocks, zeros, ones, other| {
        format!(
            "Of {blocks} blocks drawn at random afterwards, {zeros} held zeros, {ones} held ones, and {other} something else."
        )
    },
    addressable_only: "Areas that have no address are not read.",
    incomplete: "The read-back did not run to its end: it proves nothing.",
};

/// French.
pub const FR: ReadBack = ReadBack {
    sample: |random, bytes, fixed| {
        format!(
            "Contrôle par échantillon : {random} blocs de {bytes} octets relus, un dans chaque part égale du disque, aux endroits \
             tirés au hasard après l’effacement, et {fixed} blocs fixes."
        )
    },
    seed: |seed| format!("Graine du tirage : {seed}."),
    nist: |read, bytes, share| {
        format!(
            "Contrôle selon le NIST SP 800-88 rév. 1 §4.7.3 : {read} blocs de {bytes} octets relus ({share} du disque), en 1 000 \
             sections, à deux endroits tirés au hasard dans chacune. Ce procédé n’énonce pas de probabilité."
        )
    },
    whole: |blocks, bytes| {
        format!("Tous les blocs adressables ont été relus : {blocks} blocs de {bytes} octets.")
    },
    none_differ: "Aucun ne diffère de ce qui a été écrit.",
    differ: |blocks, shown| match blocks {
        1 => "1 bloc contenait autre chose que ce qui a été écrit : l’effacement a échoué.".to_owned(),
        _ => format!("{shown} blocs contenaient autre chose que ce qui a été écrit : l’effacement a échoué."),
    },
    unreadable: |blocks, shown| match blocks {
        1 => "1 bloc n’a pas pu être lu.".to_owned(),
        _ => format!("{shown} blocs n’ont pas pu être lus."),
    },
    bound: |share, probability| {
        format!(
            "Si au moins {share} des blocs adressables avaient gardé leur contenu, ce contrôle l’aurait révélé avec une \
             probabilité d’au moins {probability}."
        )
    },
    bound_of_readable: |share, probability| {
        format!(
            "Si au moins {share} des blocs lisibles avaient gardé leur contenu, ce contrôle l’aurait révélé avec une probabilité \
             d’au moins {probability}."
        )
    },
    evidence: |marks, noted, checked| {
        format!(
            "Avant l’effacement, des repères ont été posés à {marks} endroits et le contenu de {noted} autres a été relevé ; \
             {checked} de ces endroits ont été relus ensuite."
        )
    },
    nothing_left: "Rien n’en a été retrouvé.",
    left: |blocks, shown| match blocks {
        0 | 1 => "1 bloc contenait encore ce qui était là avant : l’effacement a échoué.".to_owned(),
        _ => format!("{shown} blocs contenaient encore ce qui était là avant : l’effacement a échoué."),
    },
    content: |blocks, zeros, ones, other| {
        format!(
            "Sur {blocks} blocs tirés au hasard ensuite, {zeros} ne contenaient que des 0, {ones} que des 1 et {other} autre chose."
        )
    },
    addressable_only: "Les zones sans adresse ne sont pas lues.",
    incomplete: "La relecture n’est pas allée à son terme : elle ne prouve rien.",
};
