//! What only the kernel can answer: the one layer with `unsafe`.

pub mod block;
