//! The address of an endpoint, and whether it may be called.

use crate::input::Invalid;
use crate::limits::WEBHOOK_URL_BYTES_MAX;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::collections::BTreeSet;
use std::fmt;

/// Ports that are called on the whole internet.
const PORTS: [u16; 2] = [443, 8443];

/// An address that is called when something happens: `http` or `https`, a host, no name and
/// password in it, no fragment. It may hold a secret in its path, so it is shown to the shop's
/// people alone and stands in no log.
#[derive(Clone, PartialEq, Eq)]
pub struct EndpointUrl {
    text: String,
    is_encrypted: bool,
    host: String,
    port: u16,
    /// Where path and query begin in the text.
    path_at: usize,
}

/// Places that may be called although they are not of the whole internet, as the operator has it:
/// `host:port` each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allowed(BTreeSet<(String, u16)>);

/// What is demanded of the addresses that a host has when it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Each is of the whole internet.
    Global,
    /// Each is this machine.
    Loopback,
    /// The operator allows the host by name.
    Any,
}

const FORM: &str = "must be an address such as https://shop.example/hooks, without name, password and fragment, in ASCII";

impl EndpointUrl {
    /// Parses an address.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.len() > WEBHOOK_URL_BYTES_MAX {
            return Err(Invalid(format!(
                "must have at most {WEBHOOK_URL_BYTES_MAX} bytes"
            )));
        }
        let form = || Invalid::new(FORM);
        let is_strange = |byte: u8| !byte.is_ascii_graphic() || b"\"<>\\^`{|}#".contains(&byte);
        if text.bytes().any(is_strange) {
            return Err(form());
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(form)?;
        let is_encrypted = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(form()),
        };
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, port) = place(&rest[..end]).ok_or_else(form)?;
        let port = match port {
            Some(port) => port,
            None if is_encrypted => 443,
            None => 80,
        };
        Ok(Self {
            is_encrypted,
            host,
            port,
            path_at: text.len() - rest.len() + end,
            text: text.to_owned(),
        })
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the way there is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// The host: a name in small letters, or an address without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The host as it stands in a request, with the port where it is not the usual one.
    pub fn authority(&self) -> String {
        let host = if self.host.contains(':') {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        };
        let usual = if self.is_encrypted { 443 } else { 80 };
        if self.port == usual {
            host
        } else {
            format!("{host}:{}", self.port)
        }
    }

    /// Path and query, as they are asked for.
    pub fn path_and_query(&self) -> String {
        let rest = &self.text[self.path_at..];
        if rest.starts_with('/') {
            rest.to_owned()
        } else {
            format!("/{rest}")
        }
    }

    /// What is demanded of the host's addresses, or why it is not called at all. A rehearsal shop
    /// may call the machine that it runs on.
    pub fn reach(&self, allowed: &Allowed, rehearsal: bool) -> Result<Reach, Invalid> {
        if allowed.holds(&self.host, self.port) {
            return Ok(Reach::Any);
        }
        let literal: Option<IpAddr> = self.host.parse().ok();
        let is_here = self.host == "localhost" || literal.is_some_and(|ip| ip.is_loopback());
        if is_here {
            return if rehearsal {
                Ok(Reach::Loopback)
            } else {
                Err(Invalid::new(
                    "must not be this machine, but for rehearsal shops",
                ))
            };
        }
        if literal.is_some_and(|ip| !super::is_global(ip)) {
            return Err(Invalid::new("must be an address of the whole internet"));
        }
        if !self.is_encrypted {
            return Err(Invalid::new("must begin with https://"));
        }
        if !PORTS.contains(&self.port) {
            return Err(Invalid::new("must have port 443 or 8443"));
        }
        Ok(Reach::Global)
    }
}

impl fmt::Debug for EndpointUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EndpointUrl({}:{}, …)", self.host, self.port)
    }
}

/// Host and port, as they stand between `//` and the path.
fn place(text: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']')?;
            let address: Ipv6Addr = host.parse().ok()?;
            let port = match port {
                "" => None,
                _ => Some(port.strip_prefix(':')?),
            };
            (address.to_string(), port)
        }
        None => match text.split_once(':') {
            Some((host, port)) => (name(host)?, Some(port)),
            None => (name(text)?, None),
        },
    };
    // A sign before the digits is none of a port.
    let number = |port: &str| {
        let digits = port.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| port.parse::<u16>().ok().filter(|port| *port != 0))?
    };
    match port {
        Some(port) => Some((host, Some(number(port)?))),
        None => Some((host, None)),
    }
}

/// A host by its name or its address of version 4. Numbers in other forms, such as `127.1` or
/// `0x7f.1`, are addresses to some programs and names to others: they are neither here.
fn name(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if host.len() > 253 || !host.split('.').all(is_label) {
        return None;
    }
    let last = host.rsplit('.').next()?;
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    if is_number && host.parse::<Ipv4Addr>().is_err() {
        return None;
    }
    Some(host)
}

impl Allowed {
    /// Parses a list such as `hooks.internal:8080,10.0.0.7:443`.
    pub fn parse(list: &str) -> Result<Self, Invalid> {
        let wrong = || {
            Invalid::new(
                "must be a list of HOST:PORT, separated by commas, such as hooks.internal:8080",
            )
        };
        let parts = list.split(',').map(str::trim);
        let entries = parts.filter(|entry| !entry.is_empty()).map(|entry| {
            let (host, port) = place(entry).ok_or_else(wrong)?;
            Ok((host, port.ok_or_else(wrong)?))
        });
        entries.collect::<Result<_, _>>().map(Self)
    }

    /// Whether a place is one of them.
    fn holds(&self, host: &str, port: u16) -> bool {
        self.0.iter().any(|(one, at)| one == host && *at == port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(url: &str, allowed: &str, rehearsal: bool) -> Option<Reach> {
        let url = EndpointUrl::parse(url).ok()?;
        url.reach(&Allowed::parse(allowed).unwrap(), rehearsal).ok()
    }

    #[test]
    fn an_endpoint_is_called_encrypted_on_two_ports_of_the_whole_internet() {
        for (url, called) in [
            ("https://shop.example/hooks", true),
            ("https://shop.example", true),
            ("HTTPS://Shop.Example:443/hooks?a=b", true),
            ("https://shop.example.:8443/", true),
            ("https://xn--mnchen-3ya.example/", true),
            ("https://1.1.1.1/", true),
            ("https://[2606:4700::1111]:8443/", true),
            ("http://shop.example/", false),
            ("https://shop.example:22/", false),
            ("https://shop.example:80/", false),
            ("https://localhost/", false),
            ("https://127.0.0.1/", false),
            ("https://10.0.0.1/", false),
            ("https://169.254.169.254/latest/meta-data", false),
            ("https://[::1]/", false),
            ("https://[::ffff:127.0.0.1]/", false),
            ("https://[64:ff9b::7f00:1]/", false),
        ] {
            let expected = called.then_some(Reach::Global);
            assert_eq!(reach(url, "", false), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_of_an_endpoint_is_refused() {
        for url in [
            "",
            "shop.example",
            "ftp://shop.example/",
            "javascript://shop.example/",
            "https:///hooks",
            "https://user@shop.example/",
            "https://user:secret@shop.example/",
            "https://shop.example@10.0.0.1/",
            "https://shop.example/#part",
            "https://shop.example/a b",
            "https://shop.example/a\r\nHost: x",
            "https://shop.example\\@10.0.0.1/",
            "https://münchen.example/",
            "https://shop.example:0/",
            "https://shop.example:+443/",
            "https://shop.example:99999/",
            "https://shop..example/",
            "https://-shop.example/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://[::1/",
            "https://[fe80::1%25eth0]/",
            "https://[::1]x/",
        ] {
            assert!(EndpointUrl::parse(url).is_err(), "{url}");
        }
        let long = format!("https://shop.example/{}", "a".repeat(WEBHOOK_URL_BYTES_MAX));
        assert!(EndpointUrl::parse(&long).is_err());
    }

    #[test]
    fn the_operator_allows_places_and_a_rehearsal_its_own_machine() {
        let list = "hooks.internal:8080, 10.0.0.7:443,[fd00::7]:9000";
        for (url, rehearsal, expected) in [
            ("http://hooks.internal:8080/a", false, Some(Reach::Any)),
            ("https://hooks.internal:8080/a", false, Some(Reach::Any)),
            ("http://hooks.internal:8081/a", false, None),
            ("https://10.0.0.7/a", false, Some(Reach::Any)),
            ("https://10.0.0.8/a", false, None),
            ("http://[fd00::7]:9000/", false, Some(Reach::Any)),
            ("http://localhost:3000/", true, Some(Reach::Loopback)),
            ("http://127.0.0.1:3000/", true, Some(Reach::Loopback)),
            ("http://[::1]:3000/", true, Some(Reach::Loopback)),
            ("http://10.0.0.1:3000/", true, None),
            ("http://shop.example/", true, None),
        ] {
            assert_eq!(reach(url, list, rehearsal), expected, "{url}");
        }
        for wrong in ["hooks.internal", "hooks.internal:x", "a:1,b", "https://a:1"] {
            assert!(Allowed::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_request_names_the_host_as_it_is_written() {
        for (url, authority, path) in [
            ("https://Shop.example", "shop.example", "/"),
            ("https://shop.example?a=b", "shop.example", "/?a=b"),
            ("https://shop.example:8443/x", "shop.example:8443", "/x"),
            ("http://[::1]:3000/x?y", "[::1]:3000", "/x?y"),
            ("http://localhost:80/", "localhost", "/"),
        ] {
            let parsed = EndpointUrl::parse(url).unwrap();
            assert_eq!(parsed.authority(), authority);
            assert_eq!(parsed.path_and_query(), path);
        }
        let secret = EndpointUrl::parse("https://shop.example/T0/canary").unwrap();
        assert!(!format!("{secret:?}").contains("canary"));
    }
}
