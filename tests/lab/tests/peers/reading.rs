//! Same reading.
