//! What a page may never do: let a text stand outside, lie over another, or go missing.

use gomme::papers::page::{HEIGHT, Ink, Item, Paper, Role, WIDTH};

/// Points that every printer leaves white.
const EDGE: f32 = 28.0;
/// Points by which boxes of the same line may touch.
const TOUCH: f32 = 0.6;

/// Fails where an item is outside its page or a text lies over another thing that is read.
pub fn check(paper: &Paper) {
    for page in &paper.pages {
        let read: Vec<&Item> = page.iter().filter(|item| is_read(item)).collect();
        for item in page {
            let inside = item.x >= EDGE
                && item.y >= EDGE
                && item.x + item.width <= WIDTH - EDGE
                && item.y + item.height <= HEIGHT - EDGE;
            assert!(inside, "outside the page: {item:?}");
        }
        for (at, a) in read.iter().enumerate() {
            for b in &read[at + 1..] {
                let over = a.x + TOUCH < b.x + b.width
                    && b.x + TOUCH < a.x + a.width
                    && a.y + TOUCH < b.y + b.height
                    && b.y + TOUCH < a.y + a.height;
                assert!(!over, "one over the other: {a:?} and {b:?}");
            }
        }
    }
    for page in &paper.pages {
        for part in page.iter().filter_map(|item| item.part) {
            assert!(part < paper.roles.len());
        }
    }
}

fn is_read(item: &Item) -> bool {
    matches!(item.ink, Ink::Text { .. } | Ink::Sign(_) | Ink::Code(_))
}

/// All that is read, part by part, in reading order; a line's end is a space.
pub fn text(paper: &Paper) -> String {
    let mut parts = vec![String::new(); paper.roles.len()];
    for item in paper.pages.iter().flatten() {
        if let (Ink::Text { text, .. }, Some(part)) = (&item.ink, item.part) {
            parts[part].push_str(text);
            parts[part].push(' ');
        }
    }
    for (part, role) in parts.iter_mut().zip(&paper.roles) {
        if let Role::Figure(alt) = role {
            part.push_str(alt);
        }
    }
    parts.join("\n")
}

/// Without any white: what was broken into lines is found again.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The smallest text.
pub fn smallest(paper: &Paper) -> f32 {
    let size = |item: &Item| match item.ink {
        Ink::Text { size, .. } => size,
        _ => f32::MAX,
    };
    paper.pages.iter().flatten().map(size).fold(f32::MAX, f32::min)
}
