//! eMMC.
