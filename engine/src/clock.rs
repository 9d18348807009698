//! The one place that reads the time.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where the time comes from.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The time of the machine.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A time that stands still until [`Clock::set`] moves it.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(at.as_millisecond()))))
    }

    /// Moves a fixed clock; the machine's time cannot be moved.
    pub fn set(&self, at: Timestamp) {
        if let Source::Fixed(ms) = &self.0 {
            ms.store(at.as_millisecond(), Ordering::Relaxed);
        }
    }

    /// The present instant, in whole milliseconds.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the time"
    )]
    pub fn now(&self) -> Timestamp {
        let ms = match &self.0 {
            Source::System => Timestamp::now().as_millisecond(),
            Source::Fixed(ms) => ms.load(Ordering::Relaxed),
        };
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }
}
