//! Its room.
