//! Which address a request comes from: that of its connection or, where trusted proxies stand in
//! front, the one they name.

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use http::HeaderMap;
use http::header::FORWARDED;
use http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

/// Most hops that are looked at: a header is the sender's, and must not cost more than a glance.
const HOPS_MAX: usize = 32;

/// The proxies whose word is taken for where a request comes from. Clones share the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Arc<[Network]>);

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u32,
}

/// Who asks. In a handler: the address as [`TrustedProxies::client`] finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for Client
where
    TrustedProxies: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self(TrustedProxies::from_ref(state).of_request(parts)))
    }
}

impl TrustedProxies {
    /// The address of the client. Each proxy adds on the right whom it was asked by, so from the
    /// right the first that is no trusted proxy is the client; whatever stands left of it the
    /// client may have written itself. `Forwarded` (RFC 7239) is read where there is no
    /// `X-Forwarded-For`.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        if !self.contains(client) {
            return client;
        }
        for hop in hops(headers).into_iter().rev().take(HOPS_MAX) {
            // What is no address hides who asked: the proxy that wrote it is the nearest that is
            // known.
            let Some(address) = hop else { break };
            client = address;
            if !self.contains(client) {
                break;
            }
        }
        client
    }

    /// The address of the client of a request.
    pub fn of_request(&self, parts: &Parts) -> IpAddr {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(peer)| {
            peer.ip()
        });
        self.client(peer, &parts.headers)
    }

    /// Whether an address is one of theirs.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(address))
    }
}

impl FromStr for TrustedProxies {
    type Err = ();

    /// Reads a list such as `127.0.0.1, 10.0.0.0/8, fd00::/8`; empty is nobody.
    fn from_str(list: &str) -> Result<Self, ()> {
        list.split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(drop)?;
        let width = width(address);
        let bits = bits
            .map_or(Ok(width), str::parse)
            .ok()
            .filter(|bits| *bits <= width)
            .ok_or(())?;
        Ok(Self { address, bits })
    }
}

impl Network {
    fn contains(self, address: IpAddr) -> bool {
        width(address) == width(self.address)
            && first_bits(address, self.bits) == first_bits(self.address, self.bits)
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() {
        Ipv4Addr::BITS
    } else {
        u128::BITS
    }
}

fn first_bits(address: IpAddr, bits: u32) -> u128 {
    let number = match address {
        IpAddr::V4(four) => u128::from(u32::from(four)),
        IpAddr::V6(six) => u128::from(six),
    };
    number.checked_shr(width(address) - bits).unwrap_or(0)
}

/// What counts as one address: a customer of a network provider has an IPv4 address, or a network
/// of 64 bits in IPv6.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6((u128::from(six) & (u128::MAX << 64)).into()),
        four @ IpAddr::V4(_) => four,
    }
}

/// The network around an address: 24 bits of IPv4, 48 of IPv6, of which one customer may have all.
pub fn wider(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6((u128::from(six) & (u128::MAX << 80)).into()),
        IpAddr::V4(four) => IpAddr::V4((u32::from(four) & (u32::MAX << 8)).into()),
    }
}

/// The hops that headers name, the nearest last; `None` for one that is no address.
fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let lists = |name| {
        headers
            .get_all(name)
            .iter()
            .flat_map(|value| value.to_str().unwrap_or("?").split(','))
    };
    if headers.contains_key("x-forwarded-for") {
        return lists("x-forwarded-for")
            .map(|hop| address(hop.trim()))
            .collect();
    }
    lists(FORWARDED.as_str()).map(forwarded_for).collect()
}

/// The `for` of an element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut pairs = element
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    address(node.trim_matches('"'))
}

/// An address, in brackets or not, with a port or without.
fn address(node: &str) -> Option<IpAddr> {
    let bare = || node.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || node.parse::<SocketAddr>().ok().map(|node| node.ip());
    node.parse()
        .ok()
        .or_else(bare)
        .or_else(with_port)
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    fn client(proxies: &str, peer: &str, headers: &[(&'static str, &str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        proxies
            .parse::<TrustedProxies>()
            .unwrap()
            .client(peer.parse().unwrap(), &map)
            .to_string()
    }

    #[test]
    fn nobody_is_believed_who_is_not_trusted() {
        let forged = [
            ("x-forwarded-for", "203.0.113.9"),
            ("forwarded", "for=203.0.113.9"),
        ];
        assert_eq!(client("", "192.0.2.1", &forged), "192.0.2.1");
        assert_eq!(client("10.0.0.0/8", "192.0.2.1", &forged), "192.0.2.1");
    }

    #[test]
    fn the_rightmost_hop_that_is_no_proxy_is_the_client() {
        let proxies = "127.0.0.1, 10.0.0.0/8, fd00::/8";
        for (peer, headers, found) in [
            (
                "127.0.0.1",
                &[("x-forwarded-for", "203.0.113.9")][..],
                "203.0.113.9",
            ),
            (
                "127.0.0.1",
                &[("x-forwarded-for", "198.51.100.7, 203.0.113.9, 10.1.2.3")],
                "203.0.113.9",
            ),
            (
                "127.0.0.1",
                &[
                    ("x-forwarded-for", "198.51.100.7"),
                    ("x-forwarded-for", "203.0.113.9"),
                ],
                "203.0.113.9",
            ),
            (
                "::ffff:10.0.0.1",
                &[("x-forwarded-for", "203.0.113.9:4711")],
                "203.0.113.9",
            ),
            (
                "fd00::1",
                &[(
                    "forwarded",
                    r#"for=198.51.100.7, for="[2001:db8::17]:4711";proto=https"#,
                )],
                "2001:db8::17",
            ),
            (
                "10.0.0.1",
                &[("forwarded", "proto=https;For=203.0.113.9;by=10.0.0.1")],
                "203.0.113.9",
            ),
            (
                "10.0.0.1",
                &[("x-forwarded-for", "10.0.0.7, 10.0.0.8")],
                "10.0.0.7",
            ),
            ("10.0.0.1", &[], "10.0.0.1"),
        ] {
            assert_eq!(client(proxies, peer, headers), found, "{peer} {headers:?}");
        }
    }

    #[test]
    fn a_hop_that_is_no_address_hides_what_stands_before_it() {
        for list in [
            "203.0.113.9, unknown",
            "203.0.113.9, ",
            "203.0.113.9, \u{fc}",
        ] {
            assert_eq!(
                client("10.0.0.1", "10.0.0.1", &[("x-forwarded-for", list)]),
                "10.0.0.1",
                "{list}"
            );
        }
        assert_eq!(
            client(
                "10.0.0.1",
                "10.0.0.1",
                &[("forwarded", "for=203.0.113.9, for=_hidden")]
            ),
            "10.0.0.1"
        );
    }

    #[test]
    fn a_list_of_proxies_is_read_or_refused_as_a_whole() {
        for wrong in [
            "proxy.example",
            "10.0.0.0/33",
            "10.0.0.0/",
            "::/129",
            "10.0.0.1;10.0.0.2",
            "10.0.0.0/-1",
        ] {
            assert!(wrong.parse::<TrustedProxies>().is_err(), "{wrong}");
        }
        assert_eq!(
            client(
                "0.0.0.0/0",
                "192.0.2.1",
                &[("x-forwarded-for", "2001:db8::1")]
            ),
            "2001:db8::1"
        );
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let [here, there, elsewhere] = ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"]
            .map(|text| network(text.parse().unwrap()));
        assert_eq!(here, there);
        assert_ne!(here, elsewhere);
        let [around, beside] =
            ["2001:db8:0:ffff::9", "2001:db8:1::1"].map(|text| wider(text.parse().unwrap()));
        assert_eq!(around, wider(here));
        assert_ne!(beside, wider(here));
        assert_eq!(
            wider("192.0.2.77".parse().unwrap()),
            "192.0.2.0".parse::<IpAddr>().unwrap()
        );
        assert_eq!(
            network("::ffff:192.0.2.1".parse().unwrap()),
            "192.0.2.1".parse::<IpAddr>().unwrap()
        );
    }
}
