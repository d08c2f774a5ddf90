//! Tests of the ATA drive.
