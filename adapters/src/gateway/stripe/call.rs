//! One request to Stripe: one connection, one answer, no redirect, no proxy of the environment and
//! no repetition. What could not be sent was not asked. What was sent and is not answered may have
//! been carried out.

use super::form::Form;
use crate::tls;
use dockline_engine::Secret;
use dockline_engine::gateway::Trouble;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use http::{HeaderValue, Method, Request, Uri};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use std::net::IpAddr;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_util::task::AbortOnDropHandle;

/// The version of Stripe's interface that this program speaks. Another one is another program: what
/// is asked and answered is tried against the types of exactly this one.
pub(super) const API_VERSION: &str = "2026-10-28.endive";
/// Where Stripe is.
const STRIPE: &str = "https://api.stripe.com";
/// To find the host, connect, and greet it.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(5);
/// For all of it. The engine waits half a minute.
const CALL_TIME_MAX: Duration = Duration::from_secs(20);
/// Longest head of an answer.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// Longest answer.
const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Who calls.
const AGENT: &str = concat!("Dockline/", env!("CARGO_PKG_VERSION"));

/// Where Stripe is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    is_encrypted: bool,
    host: String,
    port: u16,
    is_stripe: bool,
}

impl Address {
    /// Where Stripe is.
    pub fn stripe() -> Self {
        Self {
            is_stripe: true,
            ..Self::parse(STRIPE).expect("the address of Stripe is one")
        }
    }

    /// Another place that answers as Stripe does: by `https`, or on this machine. `None` where it is
    /// neither.
    pub fn parse(text: &str) -> Option<Self> {
        let url: Uri = text.parse().ok()?;
        let (scheme, authority) = (url.scheme_str()?, url.authority()?);
        if !matches!(url.path(), "" | "/") || url.query().is_some() || text.contains(['@', '#']) {
            return None;
        }
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        let is_here = host == "localhost"
            || host
                .parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        let is_encrypted = match scheme {
            "https" => true,
            "http" if is_here => false,
            _ => return None,
        };
        let port = authority.port_u16();
        Some(Self {
            is_encrypted,
            port: port.unwrap_or(if is_encrypted { 443 } else { 80 }),
            host,
            is_stripe: text.trim_end_matches('/') == STRIPE,
        })
    }

    /// Whether it is Stripe itself.
    pub fn is_stripe(&self) -> bool {
        self.is_stripe
    }
}

/// What is asked.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    /// From `/v1` on.
    pub(super) path: String,
    pub(super) form: Form,
    /// Under which it is carried out once.
    pub(super) key: Option<&'a str>,
}

/// What is answered.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Bytes,
    /// Whether it is what was answered before under the same key.
    pub(super) is_replayed: bool,
}

/// Calls Stripe.
pub(super) struct Client {
    address: Address,
    tls: TlsConnector,
    call_time: Duration,
}

impl Client {
    pub(super) fn new(address: Address) -> Self {
        Self {
            address,
            tls: tls::connector(),
            call_time: CALL_TIME_MAX,
        }
    }

    pub(super) fn in_time(self, call_time: Duration) -> Self {
        Self { call_time, ..self }
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// Asks once.
    pub(super) async fn send(&self, secret: &Secret, ask: &Ask<'_>) -> Result<Reply, Trouble> {
        let request = self.request(secret, ask)?;
        let stream = timeout(CONNECT_TIME_MAX, self.connect()).await;
        let stream = stream.unwrap_or(Err(Trouble::NotAsked))?;
        let answered = timeout(self.call_time, exchange(stream, request)).await;
        answered.unwrap_or(Err(Trouble::Unknown))
    }

    fn request(&self, secret: &Secret, ask: &Ask<'_>) -> Result<Request<Full<Bytes>>, Trouble> {
        let encoded = ask.form.encode();
        let (path, body) = match ask.method {
            Method::GET if encoded.is_empty() => (ask.path.clone(), String::new()),
            Method::GET => (format!("{}?{encoded}", ask.path), String::new()),
            _ => (ask.path.clone(), encoded),
        };
        let unsayable = || Trouble::Refused("the key cannot be sent".to_owned());
        let bearer = format!("Bearer {}", secret.expose());
        let mut bearer = HeaderValue::from_str(&bearer).map_err(|_| unsayable())?;
        bearer.set_sensitive(true);
        let host = match self.address.port {
            443 | 80 => self.address.host.clone(),
            port => format!("{}:{port}", self.address.host),
        };
        let mut request = Request::builder()
            .method(&ask.method)
            .uri(path)
            .header(HOST, host)
            .header(USER_AGENT, AGENT)
            .header(AUTHORIZATION, bearer)
            .header("stripe-version", API_VERSION);
        if let Some(key) = ask.key {
            request = request.header("idempotency-key", key);
        }
        if ask.method == Method::POST {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let request = request.body(Full::new(Bytes::from(body)));
        request.map_err(|_| unsayable())
    }

    async fn connect(&self) -> Result<Box<dyn Stream>, Trouble> {
        let at = (self.address.host.as_str(), self.address.port);
        let stream = TcpStream::connect(at).await;
        let stream = stream.map_err(|_| Trouble::NotAsked)?;
        let _ = stream.set_nodelay(true);
        if !self.address.is_encrypted {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(self.address.host.clone());
        let name = name.map_err(|_| Trouble::NotAsked)?;
        let stream = self.tls.connect(name, stream).await;
        Ok(Box::new(stream.map_err(|_| Trouble::NotAsked)?))
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// From the first byte that is sent on it may be carried out.
async fn exchange(
    stream: Box<dyn Stream>,
    request: Request<Full<Bytes>>,
) -> Result<Reply, Trouble> {
    let mut http = http1::Builder::new();
    let shaken = http
        .max_buf_size(HEAD_BYTES_MAX)
        .handshake(TokioIo::new(stream));
    let (mut sender, connection) = shaken.await.map_err(|_| Trouble::NotAsked)?;
    // It ends with this call, whatever the other side does.
    let _connection = AbortOnDropHandle::new(tokio::spawn(connection));
    let response = sender.send_request(request).await;
    let response = response.map_err(|_| Trouble::Unknown)?;
    let status = response.status().as_u16();
    let replayed = response.headers().get("idempotent-replayed");
    let is_replayed = replayed.is_some_and(|value| value.as_bytes() == b"true");
    let body = Limited::new(response.into_body(), ANSWER_BYTES_MAX);
    let body = body.collect().await.map_err(|_| Trouble::Unknown)?;
    Ok(Reply {
        status,
        body: body.to_bytes(),
        is_replayed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_place_than_stripe_is_encrypted_or_on_this_machine() {
        for good in [
            "http://127.0.0.1:12111",
            "http://localhost:12111/",
            "http://[::1]:12111",
            "https://stripe.test",
        ] {
            let address = Address::parse(good);
            assert!(address.is_some_and(|one| !one.is_stripe()), "{good}");
        }
        assert!(Address::parse("https://api.stripe.com").is_some_and(|one| one.is_stripe()));
        for bad in [
            "",
            "api.stripe.com",
            "http://stripe.test",
            "http://10.0.0.1:80",
            "ftp://127.0.0.1",
            "https://stripe.test/v1",
            "https://stripe.test?x=1",
            "https://user@stripe.test",
        ] {
            assert_eq!(Address::parse(bad), None, "{bad}");
        }
    }
}
