//! One call of an endpoint: the host is looked up once, each of its addresses is checked, one of them
//! is dialled, and the beginning of the answer is kept. No redirect is followed, and no proxy of the
//! environment is asked: both would lead elsewhere.

use super::resolve::{Resolve, System};
use crate::tls;
use dockline_domain::webhook::{
    ANSWER_BYTES_MAX, Allowed, EndpointUrl, Outcome, Reach, Trouble, is_global,
};
use dockline_engine::turns::Turns;
use http::header::{CONTENT_TYPE, HOST, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_util::task::AbortOnDropHandle;

/// To find the host and to connect.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// For all of it.
const CALL_TIME_MAX: Duration = Duration::from_secs(10);
/// Most addresses of a host that are looked at.
const ADDRESSES_MAX: usize = 32;
/// Most pings at once, of which each shop has one: somebody waits for them.
const PINGS_AT_ONCE: usize = 32;
/// Who has waited for so long for a ping of others is sent away.
const PING_PATIENCE: Duration = Duration::from_secs(15);
/// Longest head of an answer.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Who calls.
const AGENT: &str = concat!("Dockline/", env!("CARGO_PKG_VERSION"));

/// Calls endpoints.
#[derive(Clone)]
pub struct Caller {
    allowed: Allowed,
    public_url: Arc<str>,
    resolver: Arc<dyn Resolve>,
    tls: TlsConnector,
    times: Times,
    pings: Arc<Turns>,
}

/// How long a call may take.
#[derive(Debug, Clone, Copy)]
struct Times {
    connect: Duration,
    call: Duration,
}

impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Caller")
            .field("allowed", &self.allowed)
            .finish_non_exhaustive()
    }
}

/// A message as it is sent.
pub(super) struct Signed {
    pub(super) id: String,
    pub(super) seconds: i64,
    pub(super) signatures: String,
    pub(super) body: Vec<u8>,
}

/// What came of a call.
#[derive(Debug)]
pub(super) struct Called {
    pub(super) outcome: Outcome,
    /// The beginning of the answer.
    pub(super) answer: Option<String>,
}

impl From<Trouble> for Called {
    fn from(trouble: Trouble) -> Self {
        Self {
            outcome: Outcome::Unanswered(trouble),
            answer: None,
        }
    }
}

impl Caller {
    /// Calls what is on the whole internet, and these places beside it. Links in messages begin
    /// with `public_url`.
    pub fn new(allowed: Allowed, public_url: &str) -> Self {
        Self {
            allowed,
            public_url: Arc::from(public_url),
            resolver: Arc::new(System::new()),
            pings: Arc::new(Turns::new(PINGS_AT_ONCE, PING_PATIENCE)),
            tls: tls::connector(),
            times: Times {
                connect: CONNECT_TIME_MAX,
                call: CALL_TIME_MAX,
            },
        }
    }

    /// With another way to find hosts.
    #[must_use]
    pub fn resolving_by(self, resolver: Arc<dyn Resolve>) -> Self {
        Self { resolver, ..self }
    }

    /// Calls that end sooner than usual.
    #[cfg(test)]
    pub(super) fn in_time(self, call: Duration) -> Self {
        let times = Times {
            connect: call,
            call,
        };
        Self { times, ..self }
    }

    /// What may be called beside the whole internet.
    pub fn allowed(&self) -> &Allowed {
        &self.allowed
    }

    pub(super) fn pings(&self) -> &Turns {
        &self.pings
    }

    pub(super) fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Calls an endpoint once.
    pub(super) async fn call(
        &self,
        url: &str,
        rehearsal: bool,
        message: Signed,
        now: Timestamp,
    ) -> Called {
        let Ok(url) = EndpointUrl::parse(url) else {
            return Trouble::NotAllowed.into();
        };
        let Ok(reach) = url.reach(&self.allowed, rehearsal) else {
            return Trouble::NotAllowed.into();
        };
        let call = async {
            let stream = match timeout(self.times.connect, self.connect(&url, reach)).await {
                Ok(stream) => stream?,
                Err(_) => return Err(Trouble::NotReached),
            };
            if !url.is_encrypted() {
                return ask(stream, &url, message, now).await;
            }
            let name = ServerName::try_from(url.host().to_owned());
            let name = name.map_err(|_| Trouble::NotEncrypted)?;
            let stream = self.tls.connect(name, stream).await;
            ask(
                stream.map_err(|_| Trouble::NotEncrypted)?,
                &url,
                message,
                now,
            )
            .await
        };
        match timeout(self.times.call, call).await {
            Ok(Ok(called)) => called,
            Ok(Err(trouble)) => trouble.into(),
            Err(_) => Trouble::TooSlow.into(),
        }
    }

    /// A connection to an address of the host, all of which were checked before.
    async fn connect(&self, url: &EndpointUrl, reach: Reach) -> Result<TcpStream, Trouble> {
        let found = self.resolver.resolve(url.host(), url.port()).await;
        let addresses = found.map_err(|_| Trouble::NoAddress)?;
        if addresses.is_empty() {
            return Err(Trouble::NoAddress);
        }
        let may_be_called = |address: &SocketAddr| match reach {
            Reach::Global => is_global(address.ip()),
            Reach::Loopback => address.ip().is_loopback(),
            Reach::Any => true,
        };
        if addresses.len() > ADDRESSES_MAX || !addresses.iter().all(may_be_called) {
            return Err(Trouble::NotGlobal);
        }
        // One that is silent leaves time for the others.
        let share = self.times.connect / u32::try_from(addresses.len()).unwrap_or(1);
        for address in addresses {
            // The port is the one that was allowed, whatever a resolver says.
            let address = SocketAddr::new(address.ip(), url.port());
            if let Ok(Ok(stream)) = timeout(share, TcpStream::connect(address)).await {
                return Ok(stream);
            }
        }
        Err(Trouble::NotReached)
    }
}

/// Sends a message by a connection and reads the answer.
async fn ask<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    url: &EndpointUrl,
    message: Signed,
    now: Timestamp,
) -> Result<Called, Trouble> {
    let request = Request::post(url.path_and_query())
        .header(HOST, url.authority())
        .header(USER_AGENT, AGENT)
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", message.id)
        .header("webhook-timestamp", message.seconds)
        .header("webhook-signature", message.signatures)
        .body(Full::new(Bytes::from(message.body)))
        .map_err(|_| Trouble::NotAllowed)?;
    let mut http = http1::Builder::new();
    let shaken = http
        .max_buf_size(HEAD_BYTES_MAX)
        .handshake(TokioIo::new(stream));
    let (mut sender, connection) = shaken.await.map_err(|_| Trouble::Broken)?;
    // It ends with this call, whatever the other side does.
    let _connection = AbortOnDropHandle::new(tokio::spawn(connection));
    let response = sender.send_request(request).await;
    let response = response.map_err(|_| Trouble::Broken)?;
    let outcome = Outcome::Answered {
        status: response.status().as_u16(),
        retry_after_ms: retry_after(response.headers(), now),
    };
    let answer = beginning(response).await;
    Ok(Called {
        outcome,
        answer: (!answer.is_empty()).then_some(answer),
    })
}

/// The beginning of an answer as a text. What follows is not waited for; an answer that breaks off
/// is one: its status was said.
async fn beginning(response: Response<Incoming>) -> String {
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while bytes.len() < ANSWER_BYTES_MAX {
        let Some(Ok(frame)) = body.frame().await else {
            break;
        };
        if let Ok(data) = frame.into_data() {
            let left = ANSWER_BYTES_MAX - bytes.len();
            bytes.extend_from_slice(&data[..data.len().min(left)]);
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    let shown = |c: char| {
        if c.is_control() && c != '\n' && c != '\t' {
            '\u{fffd}'
        } else {
            c
        }
    };
    // What was no text is longer as a sign for that.
    let mut kept = String::with_capacity(text.len().min(ANSWER_BYTES_MAX));
    for c in text.chars().map(shown) {
        if kept.len() + c.len_utf8() > ANSWER_BYTES_MAX {
            break;
        }
        kept.push(c);
    }
    kept
}

/// What `Retry-After` says, in milliseconds (RFC 9110 §10.2.3): seconds, or a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<i64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(i64::from(seconds) * 1_000);
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(
        at.as_millisecond()
            .saturating_sub(now.as_millisecond())
            .max(0),
    )
}

#[cfg(test)]
mod retry_tests {
    use super::*;

    #[test]
    fn a_pause_is_said_in_seconds_or_as_a_date() {
        let now = "2026-11-29T12:00:00Z".parse().unwrap();
        for (said, ms) in [
            ("120", Some(120_000)),
            (" 0 ", Some(0)),
            ("Sun, 29 Nov 2026 12:01:00 GMT", Some(60_000)),
            ("Sun, 29 Nov 2026 11:00:00 GMT", Some(0)),
            ("-5", None),
            ("soon", None),
            ("99999999999999999999", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, said.parse().unwrap());
            assert_eq!(retry_after(&headers, now), ms, "{said}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
