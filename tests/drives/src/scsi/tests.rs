//! Tests of the SAS disk.
