//! What is held open by those who ask: connections, streams, downloads. Each address may hold a
//! number of them, its network more, and all together as many as leave room for everybody else.

use crate::client::{network, wider};
use dashmap::DashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A network (an IPv6 /48, an IPv4 /24) may hold as much as this many addresses in it: one customer
/// may have a whole network, and a company or a small provider has no more than that at once.
pub const ADDRESSES_PER_NETWORK: usize = 16;

/// Most that may be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// By one address; an IPv6 network of 64 bits counts as one.
    pub per_address: usize,
    /// By all.
    pub total: usize,
}

/// Counts what is held. Clones share the count.
#[derive(Debug, Clone)]
pub struct Holdings(Arc<Counts>);

#[derive(Debug)]
struct Counts {
    limits: Limits,
    total: AtomicUsize,
    by_address: DashMap<IpAddr, usize>,
    by_network: DashMap<IpAddr, usize>,
}

/// The right to hold one; it is given back when it is dropped.
#[derive(Debug)]
pub struct Permit {
    counts: Arc<Counts>,
    /// Whose it is; nobody's when only the total counts.
    address: Option<IpAddr>,
}

/// Why one more may not be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// This address, or its network, holds as many as it may.
    #[error("this address has too many open")]
    Address,
    /// All together hold as many as there may be.
    #[error("too many are open")]
    Total,
}

impl Holdings {
    /// Counts from zero up to these limits.
    pub fn new(limits: Limits) -> Self {
        let (by_address, by_network) = (DashMap::default(), DashMap::default());
        Self(Arc::new(Counts {
            limits,
            total: AtomicUsize::new(0),
            by_address,
            by_network,
        }))
    }

    /// Takes one for an address, as long as all together hold less than `total`.
    pub fn take_below(&self, address: IpAddr, total: usize) -> Result<Permit, Refused> {
        let counts = &self.0;
        let address = network(address);
        take(&counts.by_address, address, counts.limits.per_address)?;
        let network_max = counts
            .limits
            .per_address
            .saturating_mul(ADDRESSES_PER_NETWORK);
        if let Err(refused) = take(&counts.by_network, wider(address), network_max) {
            give_back(&counts.by_address, address);
            return Err(refused);
        }
        // From here on the permit gives back what was taken.
        let permit = Permit {
            counts: Arc::clone(counts),
            address: Some(address),
        };
        let before = counts.total.fetch_add(1, Ordering::Relaxed);
        if before >= total {
            Err(Refused::Total)
        } else {
            Ok(permit)
        }
    }

    /// Takes one for an address.
    pub fn take(&self, address: IpAddr) -> Result<Permit, Refused> {
        self.take_below(address, self.0.limits.total)
    }

    /// Takes one for somebody who holds them for many others, such as a proxy.
    pub fn take_for_many(&self) -> Result<Permit, Refused> {
        let permit = Permit {
            counts: Arc::clone(&self.0),
            address: None,
        };
        let before = self.0.total.fetch_add(1, Ordering::Relaxed);
        if before >= self.0.limits.total {
            Err(Refused::Total)
        } else {
            Ok(permit)
        }
    }

    /// How many are held.
    pub fn count(&self) -> usize {
        self.0.total.load(Ordering::Relaxed)
    }

    /// How many may be held.
    pub fn limits(&self) -> Limits {
        self.0.limits
    }
}

fn take(held: &DashMap<IpAddr, usize>, by: IpAddr, most: usize) -> Result<(), Refused> {
    let mut open = held.entry(by).or_default();
    if *open >= most {
        // An entry of zero is only there where nothing may be held at all.
        return Err(Refused::Address);
    }
    *open += 1;
    Ok(())
}

fn give_back(held: &DashMap<IpAddr, usize>, by: IpAddr) {
    if let dashmap::Entry::Occupied(mut open) = held.entry(by) {
        *open.get_mut() -= 1;
        if *open.get() == 0 {
            open.remove();
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.counts.total.fetch_sub(1, Ordering::Relaxed);
        if let Some(address) = self.address {
            give_back(&self.counts.by_address, address);
            give_back(&self.counts.by_network, wider(address));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_given_back_makes_room() {
        let holdings = Holdings::new(Limits {
            per_address: 1,
            total: 2,
        });
        let [one, two, three] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(address);
        let first = holdings.take(one).unwrap();
        assert_eq!(holdings.take(one).unwrap_err(), Refused::Address);
        let _second = holdings.take(two).unwrap();
        assert_eq!(holdings.take(three).unwrap_err(), Refused::Total);
        assert_eq!(holdings.take_for_many().unwrap_err(), Refused::Total);
        assert_eq!(holdings.count(), 2);
        drop(first);
        assert!(holdings.take(one).is_ok());
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let holdings = Holdings::new(Limits {
            per_address: 1,
            total: 9,
        });
        let _first = holdings.take(address("2001:db8::1")).unwrap();
        assert!(holdings.take(address("2001:db8::2")).is_err());
        assert!(holdings.take(address("2001:db8:0:1::1")).is_ok());
    }

    #[test]
    fn many_addresses_of_one_network_hold_no_more_than_a_few_customers() {
        for prefix in ["192.0.2.", "2001:db8:0:"] {
            let holdings = Holdings::new(Limits {
                per_address: 2,
                total: 10_000,
            });
            let ending = if prefix.contains(':') { "::1" } else { "" };
            let held: Vec<Permit> = (0..200)
                .flat_map(|number| [number, number])
                .filter_map(|number| {
                    holdings
                        .take(address(&format!("{prefix}{number}{ending}")))
                        .ok()
                })
                .collect();
            assert_eq!(held.len(), 2 * ADDRESSES_PER_NETWORK, "{prefix}");
            assert!(
                holdings.take(address("198.51.100.1")).is_ok()
                    && holdings.take(address("2001:db8:1::1")).is_ok()
            );
            drop(held);
            assert_eq!(holdings.count(), 0);
            assert!(
                holdings
                    .take(address(&format!("{prefix}77{ending}")))
                    .is_ok()
            );
        }
    }
}
