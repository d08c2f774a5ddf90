//! What several stations and zones signed, brought together in one tree: the set union of their files. No server, no master copy.
//!
//! - [`union`]: the set itself. It is the same in whatever order and grouping its files come, and holds each file once. Pure.
//! - [`tree`]: the one tree of files that a set has. Pure.
//! - [`check`]: what a set lacks, and where its files contradict each other. Pure.
//! - [`collect`]: from folders to the set; what is not intact stays where it is, and is named.
//! - [`write`](mod@write): from the set to the folder, so that no moment of a crash loses anything.
//!
//! Whoever is trusted has no part in it: a file is intact or not for everybody, and a merge that left out whom somebody does not trust would
//! not be the same for all. `docs/merge.md` says what the tree looks like.

pub mod check;
pub mod collect;
mod say;
pub mod tree;
pub mod union;
pub mod write;
