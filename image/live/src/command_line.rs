//! What the boot menu put on the kernel's command line.

/// The value of a word `key=value`; of several the last.
#[must_use]
pub fn value(line: &str, key: &str) -> Option<String> {
    let words = line.split_ascii_whitespace().rev();
    words.filter_map(|word| word.split_once('=')).find(|(name, _)| *name == key).map(|(_, v)| v.to_owned())
}

/// The value of this boot's; `None` also when the line cannot be read.
#[must_use]
pub fn booted_with(key: &str) -> Option<String> {
    value(&std::fs::read_to_string("/proc/cmdline").ok()?, key)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn the_last_word_counts() {
        let line = "quiet gomme.keymap=fr xgomme.keymap=us gomme.keymap=be root=a=b\n";
        assert_eq!(value(line, "gomme.keymap").as_deref(), Some("be"));
        assert_eq!(value(line, "root").as_deref(), Some("a=b"));
        assert_eq!(value(line, "quiet"), None);
    }
}
