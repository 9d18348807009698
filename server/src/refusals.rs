//! What was refused, to whom: one line in the log and one counter each. Attacks are seen by it.
//!
//! A line names the kind, the network, the shop and the id of the user or key where they are known.
//! It never holds a mail address, a password, a key or a token, nor anything that the sender wrote.

use crate::client;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Lines of one kind in one second; more are counted and told with the next line. An attack must
/// not fill the disk.
const LINES_PER_SECOND_MAX: u32 = 10;

/// The name of the counter; its label `kind` is [`Kind::name`].
const COUNTER: &str = "dockline_refusals_total";

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A log-in with a wrong shop, mail address or password.
    LogIn,
    /// A log-in after too many that failed.
    LogInThrottled,
    /// A page or form of the console that the user's role may not use.
    Role,
    /// A REST address that the key has no scope for.
    Scope,
    /// A REST address with a key that is not known.
    KeyUnknown,
    /// A REST address with a key whose time is over.
    KeyExpired,
    /// A REST address with a key that was revoked.
    KeyRevoked,
    /// A form that another site sent, or that does not hold what a form of this session holds.
    Forged,
    /// A request of an address that asks too often.
    Rate,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::LogIn,
        Self::LogInThrottled,
        Self::Role,
        Self::Scope,
        Self::KeyUnknown,
        Self::KeyExpired,
        Self::KeyRevoked,
        Self::Forged,
        Self::Rate,
    ];

    /// The word in the log and in the counter.
    fn name(self) -> &'static str {
        match self {
            Self::LogIn => "log_in",
            Self::LogInThrottled => "log_in_throttled",
            Self::Role => "role",
            Self::Scope => "scope",
            Self::KeyUnknown => "key_unknown",
            Self::KeyExpired => "key_expired",
            Self::KeyRevoked => "key_revoked",
            Self::Forged => "forged",
            Self::Rate => "rate",
        }
    }
}

/// To whom, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Who<'a> {
    /// The address it came from; the log has the network alone.
    pub(crate) client: Option<IpAddr>,
    /// The slug of a shop that there is.
    pub(crate) shop: Option<&'a str>,
    /// The id of a user or of a key.
    pub(crate) user: Option<&'a str>,
}

impl From<IpAddr> for Who<'_> {
    fn from(client: IpAddr) -> Self {
        Self {
            client: Some(client),
            ..Self::default()
        }
    }
}

/// Writes refusals down. Clones share the count of lines.
#[derive(Clone, Default)]
pub(crate) struct Refusals(Arc<[Mutex<Lines>; Kind::ALL.len()]>);

/// Lines of one kind.
#[derive(Default)]
struct Lines {
    second: Option<Instant>,
    written: u32,
    unwritten: u64,
}

impl Lines {
    /// Whether a line is written now; then with how many were not written before it.
    fn next(&mut self, now: Instant) -> Option<u64> {
        if self
            .second
            .is_none_or(|second| now.duration_since(second) >= Duration::from_secs(1))
        {
            self.second = Some(now);
            self.written = 0;
        }
        if self.written == LINES_PER_SECOND_MAX {
            self.unwritten += 1;
            return None;
        }
        self.written += 1;
        Some(std::mem::take(&mut self.unwritten))
    }
}

impl Refusals {
    /// Writes down that something was refused.
    pub(crate) fn note(&self, kind: Kind, who: Who<'_>) {
        metrics::counter!(COUNTER, "kind" => kind.name()).increment(1);
        let mut lines = self.0[kind as usize]
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let Some(unwritten) = lines.next(Instant::now()) else {
            return;
        };
        drop(lines);
        let network = who
            .client
            .map(|address| tracing::field::display(Network(address)));
        let unwritten = Some(unwritten).filter(|unwritten| *unwritten > 0);
        tracing::warn!(
            kind = kind.name(),
            network,
            shop = who.shop,
            user = who.user,
            unwritten,
            "refused"
        );
    }
}

/// An address as it stands in the log: what counts as one client, and no more.
struct Network(IpAddr);

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match client::network(self.0) {
            four @ IpAddr::V4(_) => write!(f, "{four}"),
            six @ IpAddr::V6(_) => write!(f, "{six}/64"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use metrics_exporter_prometheus::PrometheusBuilder;

    #[test]
    fn an_attack_does_not_fill_the_log_and_is_counted() {
        let (mut lines, start) = (Lines::default(), Instant::now());
        let written = (0..1_000).filter(|_| lines.next(start).is_some()).count();
        assert_eq!(written, 10);
        assert_eq!(lines.next(start + Duration::from_secs(1)), Some(990));
        assert_eq!(lines.next(start + Duration::from_secs(1)), Some(0));
    }

    #[test]
    fn every_kind_has_its_own_lines_and_counter() {
        for (place, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, place);
        }
        let recorder = PrometheusBuilder::new().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            let refusals = Refusals::default();
            for kind in Kind::ALL {
                refusals.note(kind, Who::default());
            }
            refusals.note(Kind::Rate, Who::default());
        });
        let shown = recorder.handle().render();
        assert!(
            shown.contains("dockline_refusals_total{kind=\"rate\"} 2"),
            "{shown}"
        );
        assert_eq!(
            shown.matches("dockline_refusals_total{").count(),
            Kind::ALL.len()
        );
    }

    #[test]
    fn a_network_is_told_and_not_the_address_in_it() {
        let shown = |address: &str| Network(address.parse().unwrap()).to_string();
        assert_eq!(shown("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
        assert_eq!(shown("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
