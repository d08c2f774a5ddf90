//! Everything that speaks to the kernel below the standard library, and all the `unsafe` there is.
//!
//! [`block`] ioctls of block devices · [`buffer`] page-aligned memory · [`ring`] io_uring · [`threads`] its fall-back ·
//! [`io`] the one interface over both · [`signals`] Ctrl-C as a flag · [`terminal`] its width.

pub mod block;
pub mod buffer;
pub mod direct;
pub mod io;
pub mod ring;
pub mod signals;
pub mod terminal;
pub mod threads;
