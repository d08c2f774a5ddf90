//! Things that happen later: no front-end ever sleeps.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// What is to be done when its time comes, in order.
#[derive(Debug)]
pub struct Later<T> {
    due: BTreeMap<(Instant, u64), T>,
    count: u64,
}

impl<T> Default for Later<T> {
    fn default() -> Later<T> {
        Later { due: BTreeMap::new(), count: 0 }
    }
}

impl<T> Later<T> {
    /// Adds something that is due after so long. What is due at the same time comes out in the order it went in.
    pub fn add(&mut self, after: Duration, what: T) {
        self.count += 1;
        self.due.insert((Instant::now() + after, self.count), what);
    }

    /// Takes something that is due by now.
    pub fn take_due(&mut self) -> Option<T> {
        let entry = self.due.first_entry()?;
        (entry.key().0 <= Instant::now()).then(|| entry.remove())
    }

    /// When the next thing is due.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.due.first_key_value().map(|(key, _)| key.0)
    }

    /// Forgets everything that `keep` does not want kept.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.due.retain(|_, what| keep(what));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.due.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_out_in_order_and_the_rest_waits() {
        let mut later = Later::default();
        later.add(Duration::from_secs(3600), "far");
        later.add(Duration::ZERO, "first");
        later.add(Duration::ZERO, "second");
        later.add(Duration::ZERO, "forgotten");
        later.retain(|what| *what != "forgotten");
        assert_eq!(
            (later.take_due(), later.take_due(), later.take_due()),
            (Some("first"), Some("second"), None)
        );
        assert!(later.next().is_some_and(|next| next > Instant::now()));
        later.clear();
        assert_eq!(later.next(), None);
    }
}
