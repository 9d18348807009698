//! How mails leave: by which server, and from whom.

use super::letter::address;
use dockline_domain::email::Email;
use dockline_domain::id::MessageId;
use percent_encoding::percent_decode_str;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// How mails leave.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// None: they are kept in the console.
    pub(super) server: Option<Server>,
    /// Who writes; the name beside it is the shop's.
    pub(super) from: String,
    /// Where shoppers reach the shop, without a slash at the end.
    pub(super) public_url: Arc<str>,
    pub(super) times: Times,
    /// What tells these settings from others.
    settings: Option<Arc<str>>,
}

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    /// To connect, and to hand over one mail.
    pub(super) mail: Duration,
    /// How long mails that were taken are this node's. One that dies sends them so much later.
    pub(super) lease: Duration,
    /// The longest pause after the mail server was not reached.
    pub(super) back_off_max: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            mail: Duration::from_secs(20),
            lease: Duration::from_mins(1),
            back_off_max: Duration::from_mins(1),
        }
    }
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    /// Name and password.
    pub(super) login: Option<(String, String)>,
}

impl Server {
    fn settings(&self, from: &str) -> Arc<str> {
        let name = self.login.as_ref().map(|(name, _)| name.as_str());
        let all = format!("{:?} {self:?} {name:?} {from}", self.security);
        let digest = Sha256::digest(all);
        let mut text = String::with_capacity(2 * digest.len());
        for byte in digest {
            // Writing to a string fails for want of memory alone.
            let _ = write!(text, "{byte:02x}");
        }
        Arc::from(text)
    }
}

impl std::fmt::Debug for Server {
    /// Without name and password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Server({}:{})", self.host, self.port)
    }
}

/// How a connection is kept from being read on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// From its first byte on (RFC 8314).
    Tls,
    /// After the server was greeted (RFC 3207), or not at all.
    StartTls,
    /// It stays on this machine.
    None,
}

/// A setting that makes no sense. It never repeats what was written: that may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{variable} is not possible: {allowed}")]
pub struct WrongSetting {
    /// Its name.
    pub variable: &'static str,
    /// What is possible.
    pub allowed: &'static str,
}

const URL: WrongSetting = WrongSetting {
    variable: "DOCKLINE_SMTP_URL",
    allowed: "allowed is smtp://HOST:PORT or smtps://HOST:PORT, with USER:PASSWORD@ before the host where the server wants it",
};
const FROM: WrongSetting = WrongSetting {
    variable: "DOCKLINE_MAIL_FROM",
    allowed: "allowed is one mail address such as orders@shop.example",
};
const NO_FROM: WrongSetting = WrongSetting {
    variable: "DOCKLINE_MAIL_FROM",
    allowed: "beside DOCKLINE_SMTP_URL it must be the mail address from which the shops write",
};

/// Whose address stands in mails that are only kept, where nobody has set one.
const NOBODY: &str = "orders@dockline.invalid";

impl Outgoing {
    /// Reads the settings.
    pub fn new(
        smtp_url: Option<&str>,
        from: Option<&str>,
        public_url: &str,
    ) -> Result<Self, WrongSetting> {
        let server = smtp_url.map(server).transpose()?;
        let from = match from {
            Some(from) => sender(from)?,
            None if server.is_some() => return Err(NO_FROM),
            None => NOBODY.to_owned(),
        };
        Ok(Self {
            settings: server.as_ref().map(|server| server.settings(&from)),
            server,
            from,
            public_url: Arc::from(public_url),
            times: Times::default(),
        })
    }

    /// Other times than usual: how long a mail may take, and for how long mails that were taken are
    /// this node's.
    #[must_use]
    pub fn with_times(self, mail: Duration, lease: Duration) -> Self {
        let times = Times {
            mail,
            lease,
            back_off_max: mail,
        };
        Self { times, ..self }
    }

    /// What tells these settings from others; none where no mail server is set. The password is not
    /// among them: nobody can find one out by what is kept of it.
    pub fn settings(&self) -> Option<&str> {
        self.settings.as_deref()
    }

    /// Whether there is a server by which mails are really sent.
    pub fn is_sent(&self) -> bool {
        self.server.is_some()
    }

    /// Who writes.
    pub fn from(&self) -> &str {
        &self.from
    }

    /// The `Message-ID` of a mail.
    pub fn message_id(&self, id: &MessageId) -> String {
        format!("<{id}@{}>", self.domain())
    }

    /// What stands after the `@` in ids of mails.
    pub(super) fn domain(&self) -> &str {
        self.from.rsplit('@').next().unwrap_or_default()
    }
}

/// Who writes: what stands before the `@` is ASCII, so that every mail server takes it.
fn sender(from: &str) -> Result<String, WrongSetting> {
    let from = String::from(Email::parse(from).map_err(|_| FROM)?);
    let address = address(&from).map_err(|_| FROM)?;
    address
        .user()
        .is_ascii()
        .then_some(address.to_string())
        .ok_or(FROM)
}

/// Reads the address of a mail server.
fn server(url: &str) -> Result<Server, WrongSetting> {
    let (tls, rest) = match (url.strip_prefix("smtps://"), url.strip_prefix("smtp://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return Err(URL),
    };
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (login, place) = match rest.rsplit_once('@') {
        Some((login, place)) => (Some(login), place),
        None => (None, rest),
    };
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(URL)?;
            (host, port.strip_prefix(':'))
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let is_strange =
        |one: char| one.is_whitespace() || one.is_control() || "/?#<>\"@".contains(one);
    if host.is_empty() || host.contains(is_strange) {
        return Err(URL);
    }
    let port = match port {
        Some(port) => port.parse().map_err(|_| URL)?,
        None if tls => 465,
        None => 587,
    };
    let security = if tls {
        Security::Tls
    } else if is_here(host) {
        Security::None
    } else {
        Security::StartTls
    };
    Ok(Server {
        host: host.to_owned(),
        port,
        security,
        login: login.map(read_login).transpose()?,
    })
}

fn read_login(login: &str) -> Result<(String, String), WrongSetting> {
    let (name, password) = login.split_once(':').ok_or(URL)?;
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8();
        text.map(Cow::into_owned).map_err(|_| URL)
    };
    Ok((decoded(name)?, decoded(password)?))
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_of(url: &str) -> Option<Server> {
        server(url).ok()
    }

    fn place(url: &str) -> Option<(String, u16, Security)> {
        server_of(url).map(|server| (server.host, server.port, server.security))
    }

    #[test]
    fn a_connection_leaves_this_machine_only_encrypted() {
        for (url, host, port, security) in [
            (
                "smtp://mail.example",
                "mail.example",
                587,
                Security::StartTls,
            ),
            (
                "smtp://mail.example:2525",
                "mail.example",
                2525,
                Security::StartTls,
            ),
            ("smtps://mail.example/", "mail.example", 465, Security::Tls),
            ("smtp://localhost:1025", "localhost", 1025, Security::None),
            ("smtp://127.0.0.1:25", "127.0.0.1", 25, Security::None),
            ("smtp://[::1]:25", "::1", 25, Security::None),
            ("smtp://10.0.0.1:25", "10.0.0.1", 25, Security::StartTls),
            // A name that only begins like this machine's.
            (
                "smtp://localhost.example:25",
                "localhost.example",
                25,
                Security::StartTls,
            ),
        ] {
            assert_eq!(place(url), Some((host.to_owned(), port, security)), "{url}");
        }
    }

    #[test]
    fn a_password_may_hold_anything_that_is_written_with_percent_signs() {
        let server = server_of("smtps://ada%40shop.example:p%40ss%2F%3A@mail.example").unwrap();
        assert_eq!(
            server.login,
            Some(("ada@shop.example".into(), "p@ss/:".into()))
        );
    }

    #[test]
    fn settings_that_make_no_sense_are_named_and_not_repeated() {
        let url = "http://localhost:3000";
        for (smtp, from, variable) in [
            (
                Some("http://mail.example"),
                Some("a@shop.example"),
                "DOCKLINE_SMTP_URL",
            ),
            (Some("smtp://"), Some("a@shop.example"), "DOCKLINE_SMTP_URL"),
            (
                Some("smtp://user@mail.example"),
                Some("a@shop.example"),
                "DOCKLINE_SMTP_URL",
            ),
            (
                Some("smtp://u:secret@mail.example:x"),
                Some("a@shop.example"),
                "DOCKLINE_SMTP_URL",
            ),
            (
                Some("smtp://a b"),
                Some("a@shop.example"),
                "DOCKLINE_SMTP_URL",
            ),
            (Some("smtp://mail.example"), None, "DOCKLINE_MAIL_FROM"),
            (
                Some("smtp://mail.example"),
                Some("nobody"),
                "DOCKLINE_MAIL_FROM",
            ),
            (
                None,
                Some("a@shop.example\r\nBcc: x@y.example"),
                "DOCKLINE_MAIL_FROM",
            ),
            (None, Some("zoë@shop.example"), "DOCKLINE_MAIL_FROM"),
        ] {
            let wrong = Outgoing::new(smtp, from, url).unwrap_err();
            assert_eq!(wrong.variable, variable, "{smtp:?} {from:?}");
            assert!(!wrong.to_string().contains("secret"));
        }
        assert!(!Outgoing::new(None, None, url).unwrap().is_sent());
        let login = Some("smtps://ada:secret@mail.example");
        let outgoing = Outgoing::new(login, Some("a@münchen.example"), url).unwrap();
        assert_eq!(outgoing.from(), "a@xn--mnchen-3ya.example");
        let said = format!("{outgoing:?}");
        assert!(!said.contains("secret") && !said.contains("ada"), "{said}");
    }
}
