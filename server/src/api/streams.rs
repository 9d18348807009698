//! How many streams may be open: in total, and from one address.

use crate::client::network;
use axum::response::{IntoResponse, Response};
use dashmap::DashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::problem::{BUSY, Problem, TOO_MANY_STREAMS};

/// After so many seconds a refused stream may ask again.
const RETRY_AFTER_SECONDS: u16 = 10;

/// Most open streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From one address; an IPv6 network of 64 bits counts as one.
    pub per_address: usize,
    /// From all.
    pub total: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_address: 100, total: 20_000 }
    }
}

/// Counts the open streams. Clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Streams(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    limits: Limits,
    total: AtomicUsize,
    by_address: DashMap<IpAddr, usize>,
}

/// The right to hold one stream open; it is given back when it is dropped.
#[derive(Debug)]
pub struct Permit {
    streams: Streams,
    address: IpAddr,
}

/// Why a stream is not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// This address has as many as it may have.
    #[error("this address has too many streams open")]
    Address,
    /// The server has as many as it takes.
    #[error("too many streams are open")]
    Total,
}

impl Streams {
    /// Counts from zero up to these limits.
    pub fn new(limits: Limits) -> Self {
        Self(Arc::new(Counts { limits, ..Counts::default() }))
    }

    /// Opens one more stream from an address.
    pub fn open(&self, address: IpAddr) -> Result<Permit, Refused> {
        let address = network(address);
        {
            let mut open = self.0.by_address.entry(address).or_default();
            if *open >= self.0.limits.per_address {
                return Err(Refused::Address);
            }
            *open += 1;
        }
        let permit = Permit { streams: self.clone(), address };
        let before = self.0.total.fetch_add(1, Ordering::Relaxed);
        if before >= self.0.limits.total { Err(Refused::Total) } else { Ok(permit) }
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.0.total.load(Ordering::Relaxed)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let counts = &self.streams.0;
        counts.total.fetch_sub(1, Ordering::Relaxed);
        if let dashmap::Entry::Occupied(mut open) = counts.by_address.entry(self.address) {
            *open.get_mut() -= 1;
            if *open.get() == 0 {
                open.remove();
            }
        }
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
    fn a_closed_stream_makes_room() {
        let streams = Streams::new(Limits { per_address: 1, total: 2 });
        let [one, two, three] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|text| text.parse::<IpAddr>().unwrap());
        let first = streams.open(one).unwrap();
        assert_eq!(streams.open(one).unwrap_err(), Refused::Address);
        let _second = streams.open(two).unwrap();
        assert_eq!(streams.open(three).unwrap_err(), Refused::Total);
        assert_eq!(streams.count(), 2);
        drop(first);
        assert!(streams.open(one).is_ok());
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let streams = Streams::new(Limits { per_address: 1, total: 9 });
        let _first = streams.open("2001:db8::1".parse().unwrap()).unwrap();
        assert!(streams.open("2001:db8::2".parse().unwrap()).is_err());
        assert!(streams.open("2001:db8:0:1::1".parse().unwrap()).is_ok());
    }
}
