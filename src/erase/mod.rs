//! Carries a plan out: overwrites, reads back, and journals what happened.
//!
//! [`worker`] does one drive from the first check to the last; it moves data through [`pump`], which writes for
//! [`overwrite`] and reads for [`read_back`] at the places that [`places`] draws. What is written comes from [`stream`].
//! [`conduct`] runs the workers of several drives, keeps their [`journal`]s, and has each record signed as soon as its
//! job ends. [`resume`] finds what an earlier process left unfinished.

pub mod conduct;
pub mod evidence;
pub mod examine;
pub mod firmware;
pub mod journal;
pub mod link;
pub mod overwrite;
pub mod passes;
pub mod places;
pub mod pump;
pub mod read_back;
pub mod resume;
pub mod stream;
pub mod worker;
