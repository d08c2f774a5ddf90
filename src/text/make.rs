//! What a thing is called: who made it, and its model.

/// Maker and model as one name; `None` when neither is known. A model that begins with its maker's name says it once, as many behind USB
/// bridges do (`Samsung` and `Samsung Portable SSD T5`).
#[must_use]
pub fn name(maker: Option<&str>, model: Option<&str>) -> Option<String> {
    match (maker, model) {
        (Some(maker), Some(model)) if begins_with(model, maker) => Some(model.to_owned()),
        (Some(maker), Some(model)) => Some(format!("{maker} {model}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}

/// Whether a text begins with these words, whatever their case.
fn begins_with(text: &str, words: &str) -> bool {
    let start = text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words));
    start && text[words.len()..].chars().next().is_none_or(|next| !next.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_its_maker_once() {
        for (maker, model, whole) in [
            (Some("HITACHI"), Some("HUS156060VLS600"), Some("HITACHI HUS156060VLS600")),
            (Some("QEMU"), Some("QEMU HARDDISK"), Some("QEMU HARDDISK")),
            (Some("Samsung"), Some("SAMSUNG Portable SSD T5"), Some("SAMSUNG Portable SSD T5")),
            (Some("ST"), Some("ST4000NM0023"), Some("ST ST4000NM0023")),
            (Some("Dell"), Some("Dell"), Some("Dell")),
            (Some("éé"), Some("éa"), Some("éé éa")),
            (Some("ab"), Some("aé"), Some("ab aé")),
            (Some("maker"), None, Some("maker")),
            (None, Some("model"), Some("model")),
            (None, None, None),
        ] {
            assert_eq!(name(maker, model).as_deref(), whole);
        }
    }
}
