//! How many streams may be open: in total, from one address, and from one network.

use crate::holdings::{Holdings, Permit, Refused};
use axum::response::{IntoResponse, Response};
use std::net::IpAddr;

use super::problem::{BUSY, Problem, TOO_MANY_STREAMS};
pub use crate::holdings::Limits;

/// After so many seconds a refused stream may ask again.
const RETRY_AFTER_SECONDS: u16 = 10;
/// One stream in so many is kept for those who have ordered and those who run the shop: strangers
/// cannot take all there are.
const RESERVED_PART: usize = 10;

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_address: 100,
            total: 20_000,
        }
    }
}

/// Counts the open streams. Clones share the count.
#[derive(Debug, Clone)]
pub struct Streams(Holdings);

impl Streams {
    /// Counts from zero up to these limits.
    pub fn new(limits: Limits) -> Self {
        Self(Holdings::new(limits))
    }

    /// Opens one more stream from an address, for anybody.
    pub fn open(&self, address: IpAddr) -> Result<Permit, Refused> {
        let total = self.0.limits().total;
        self.0.take_below(address, total - total / RESERVED_PART)
    }

    /// Opens one more stream for somebody who has an order, or runs the shop.
    pub fn open_reserved(&self, address: IpAddr) -> Result<Permit, Refused> {
        self.0.take(address)
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.0.count()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let kind = match refused {
            Refused::Address => TOO_MANY_STREAMS,
            Refused::Total => BUSY,
        };
        Self::new(kind, "Close streams that are not looked at, or ask for the availability every few seconds instead.")
            .retry_after(RETRY_AFTER_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_leave_a_part_of_the_streams_to_those_who_have_ordered() {
        let streams = Streams::new(Limits {
            per_address: 100,
            total: 20,
        });
        let here: IpAddr = "192.0.2.1".parse().unwrap();
        let strangers: Vec<Permit> = std::iter::from_fn(|| streams.open(here).ok()).collect();
        assert_eq!(strangers.len(), 18);
        assert_eq!(streams.open(here).unwrap_err(), Refused::Total);
        let kept: Vec<Permit> = std::iter::from_fn(|| streams.open_reserved(here).ok())
            .take(99)
            .collect();
        assert_eq!(kept.len(), 2);
        assert_eq!(streams.count(), 20);
    }
}
