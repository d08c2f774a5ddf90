//! The time that drives live by.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A clock: time since the world began.
pub trait Clock: Debug + Send + Sync {
    /// Now.
    fn now(&self) -> Duration;
}

/// Real time.
#[derive(Debug)]
pub struct RealClock(Instant);

impl RealClock {
    /// The world begins now.
    #[must_use]
    pub fn start() -> Arc<dyn Clock> {
        Arc::new(RealClock(Instant::now()))
    }
}

impl Clock for RealClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Time that passes when somebody says so.
#[derive(Debug, Default)]
pub struct VirtualClock(AtomicU64);

impl VirtualClock {
    /// At zero.
    #[must_use]
    pub fn new() -> Arc<VirtualClock> {
        Arc::default()
    }

    /// Lets time pass.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(u64::try_from(by.as_nanos()).unwrap_or(u64::MAX), Ordering::SeqCst);
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Duration {
        Duration::from_nanos(self.0.load(Ordering::SeqCst))
    }
}
