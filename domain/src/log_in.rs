//! Failed log-ins: guessing takes longer than it is worth, and nobody is locked out by strangers.
//!
//! They are counted by account and address together, by address, by the network around it, and by
//! account. All but the first stop strangers alone: anyone who has logged in from an address is at
//! home there, and only what fails at that address with that account counts against them.

/// How long failures count, in milliseconds.
pub const WINDOW_MS: i64 = 15 * 60 * 1_000;
/// How long an account is at home where it has logged in, in milliseconds.
pub const HOME_LASTS_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What failures are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedBy {
    /// An account at an address.
    Pair,
    /// An address: many people may share one.
    Address,
    /// A network of /24 or /48: one customer may have all addresses of it.
    Network,
    /// An account, wherever it is tried from: many addresses may guess together.
    Account,
}

impl CountedBy {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pair, Self::Address, Self::Network, Self::Account];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Address => "address",
            Self::Network => "network",
            Self::Account => "account",
        }
    }

    /// Most failures in [`WINDOW_MS`].
    pub const fn most(self) -> u32 {
        match self {
            Self::Pair => 10,
            Self::Address => 60,
            Self::Network => 600,
            Self::Account => 100,
        }
    }
}

/// Failures since an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// Milliseconds.
    pub began_ms: i64,
    /// How many.
    pub count: u32,
}

impl Failures {
    /// None so far.
    pub fn none(now_ms: i64) -> Self {
        Self {
            began_ms: now_ms,
            count: 0,
        }
    }

    /// Those that still count.
    pub fn count_at(self, now_ms: i64) -> u32 {
        if now_ms - self.began_ms < WINDOW_MS {
            self.count
        } else {
            0
        }
    }

    /// Seconds until there may be another one, at least 1; none when there may be one now.
    pub fn wait_seconds(self, most: u32, now_ms: i64) -> Option<u64> {
        let left = WINDOW_MS - (now_ms - self.began_ms);
        (self.count_at(now_ms) >= most).then(|| u64::try_from(left / 1_000).unwrap_or(0) + 1)
    }

    /// With one more.
    #[must_use]
    pub fn and_one(self, now_ms: i64) -> Self {
        let counting = if self.count_at(now_ms) == 0 {
            Self::none(now_ms)
        } else {
            self
        };
        Self {
            count: counting.count + 1,
            ..counting
        }
    }

    /// Without one that was none: it was added while these began.
    #[must_use]
    pub fn but_one(self) -> Self {
        Self {
            count: self.count.saturating_sub(1),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_count_for_a_quarter_of_an_hour_up_to_the_limit() {
        let mut failures = Failures::none(0);
        for _ in 0..CountedBy::Pair.most() {
            assert_eq!(failures.wait_seconds(CountedBy::Pair.most(), 1_000), None);
            failures = failures.and_one(1_000);
        }
        assert_eq!(failures.wait_seconds(10, 1_000), Some(901));
        assert_eq!(failures.wait_seconds(10, 1_000 + WINDOW_MS - 1), Some(1));
        assert_eq!(failures.wait_seconds(10, 1_000 + WINDOW_MS), None);
        assert_eq!(failures.but_one().wait_seconds(10, 1_000), None);
        let later = failures.and_one(1_000 + WINDOW_MS);
        assert_eq!((later.count, later.began_ms), (1, 1_000 + WINDOW_MS));
    }
}
