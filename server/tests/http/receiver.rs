//! A merchant's program that is told what happens: it keeps what it got, and answers as it is told to.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use dockline_adapters::webhook::{Caller, Resolve, Resolved};
use dockline_domain::webhook::Allowed;
use futures::future::BoxFuture;
use serde_json::Value;
use standardwebhooks::Webhook;
use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Hosts as a test has them: nobody else is asked.
#[derive(Default)]
pub struct Hosts {
    names: BTreeMap<String, Vec<IpAddr>>,
    pub asked: AtomicUsize,
}

impl Hosts {
    pub fn of(names: &[(&str, &[&str])]) -> Self {
        let addresses = |all: &[&str]| all.iter().map(|ip| ip.parse().unwrap()).collect();
        let names = names
            .iter()
            .map(|(name, all)| ((*name).to_owned(), addresses(all)));
        Self {
            names: names.collect(),
            asked: AtomicUsize::new(0),
        }
    }
}

impl Resolve for Hosts {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Resolved> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let literal: Option<IpAddr> = host.parse().ok();
        let found = literal.map(|ip| vec![ip]);
        let found = found.or_else(|| self.names.get(host).cloned());
        let found = found.ok_or_else(|| io::Error::other("no such host"));
        let addresses = found.map(|all| {
            all.into_iter()
                .map(|ip| SocketAddr::new(ip, port))
                .collect()
        });
        Box::pin(async move { addresses })
    }
}

/// What calls these places and no others.
pub fn caller(places: &[&str], hosts: Arc<Hosts>) -> Caller {
    let allowed = Allowed::parse(&places.join(",")).unwrap();
    Caller::new(allowed, "https://shop.example").resolving_by(hosts)
}

/// One message that came.
#[derive(Debug, Clone)]
pub struct Got {
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Got {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    pub fn id(&self) -> &str {
        self.headers["webhook-id"].to_str().unwrap()
    }

    /// Whether it bears the signature that the library of Standard Webhooks makes with a secret. How
    /// old it may be the library holds against the clock of the machine, which is not the test's.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        let header = |name: &str| self.headers[name].to_str().unwrap();
        let at = header("webhook-timestamp").parse().unwrap();
        let library = Webhook::new(secret).unwrap();
        let right = library.sign(self.id(), at, &self.body).unwrap();
        header("webhook-signature")
            .split(' ')
            .any(|one| one == right)
    }
}

/// How it answers.
#[derive(Clone)]
pub struct Manner {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Manner {
    pub fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: String::new(),
        }
    }
}

struct Kept {
    got: Mutex<Vec<Got>>,
    manner: Mutex<Manner>,
}

/// The program.
pub struct Receiver {
    address: SocketAddr,
    kept: Arc<Kept>,
}

async fn take(State(kept): State<Arc<Kept>>, headers: HeaderMap, body: Bytes) -> Response {
    kept.got.lock().unwrap().push(Got { headers, body });
    let manner = kept.manner.lock().unwrap().clone();
    let status = StatusCode::from_u16(manner.status).unwrap();
    let mut response = (status, manner.body).into_response();
    for (name, value) in manner.headers {
        let name = HeaderName::from_static(name);
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

impl Receiver {
    pub async fn start() -> Self {
        let kept = Arc::new(Kept {
            got: Mutex::default(),
            manner: Mutex::new(Manner::status(204)),
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = Router::new().fallback(take).with_state(Arc::clone(&kept));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { address, kept }
    }

    /// Host and port.
    pub fn place(&self) -> String {
        self.address.to_string()
    }

    pub fn url(&self) -> String {
        format!("http://{}/hooks", self.address)
    }

    pub fn answers(&self, manner: Manner) {
        *self.kept.manner.lock().unwrap() = manner;
    }

    pub fn got(&self) -> Vec<Got> {
        self.kept.got.lock().unwrap().clone()
    }

    /// What came, once so many messages did.
    pub async fn waits_for(&self, at_least: usize) -> Vec<Got> {
        for _ in 0..1_000 {
            let got = self.got();
            if got.len() >= at_least {
                return got;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{} of {at_least} messages came", self.got().len());
    }
}
