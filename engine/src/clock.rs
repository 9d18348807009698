//! The one place that reads the time.

use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Where the time comes from.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
    Off(SignedDuration),
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

    /// The time of a machine whose clock is ahead by so much.
    pub fn off_by(ahead: SignedDuration) -> Self {
        Self(Source::Off(ahead))
    }

    /// Whether it says the same until somebody moves it: then it is no other clock's time.
    pub(crate) fn stands_still(&self) -> bool {
        matches!(self.0, Source::Fixed(_))
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
            Source::Off(ahead) => Timestamp::now()
                .saturating_add(*ahead)
                .unwrap_or(Timestamp::MAX)
                .as_millisecond(),
        };
        Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
    }
}
