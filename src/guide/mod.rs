//! What a volunteer sees on a stick that was started: screens for digits, Enter and Esc.
//!
//! A pure model between two kinds of data: [`facts`] come in, a [`screen`] goes out. [`state`] is where a person is and what a key does
//! there, [`show`] is what is shown, [`paint`] makes characters or pixels of it, [`keys`] makes digits of what devices send, [`settings`]
//! is what the workshop wrote down. Nothing here looks at a drive, a clock or a file; [`state::Order`] is all that it can ask for.

pub mod facts;
pub mod keys;
pub mod paint;
pub mod screen;
pub mod settings;
pub mod show;
pub mod state;

pub use facts::Facts;
pub use keys::{Device, Input, Key};
pub use screen::Screen;
pub use state::{Order, State, step};
