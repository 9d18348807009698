//! Calls of endpoints that answer as they should not.

use super::call::{Called, Caller, Signed};
use super::resolve::{Resolve, Resolved};
use dockline_domain::webhook::{ANSWER_BYTES_MAX, Allowed, Outcome, Trouble};
use futures::future::BoxFuture;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Answers one address after the other, as a name does that is rebound.
struct Rebound {
    answers: Mutex<Vec<Resolved>>,
    asked: AtomicUsize,
}

impl Rebound {
    fn to(mut answers: Vec<Resolved>) -> Arc<Self> {
        answers.reverse();
        Arc::new(Self {
            answers: Mutex::new(answers),
            asked: AtomicUsize::new(0),
        })
    }
}

impl Resolve for Rebound {
    fn resolve<'a>(&'a self, _host: &'a str, _port: u16) -> BoxFuture<'a, Resolved> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let next = self.answers.lock().unwrap().pop();
        Box::pin(async move { next.unwrap_or_else(|| Err(io::Error::other("no more"))) })
    }
}

fn message() -> Signed {
    Signed {
        id: "evt_1".into(),
        seconds: 1,
        signatures: "v1,x".into(),
        body: b"{}".to_vec(),
    }
}

async fn call(caller: &Caller, url: &str) -> Called {
    let now = "2026-11-29T12:00:00Z".parse().unwrap();
    caller.call(url, false, message(), now).await
}

/// Takes connections, and answers each with what `answer` does.
async fn listening<F>(answer: impl Fn(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = [0; 4_096];
            let _ = stream.read(&mut head).await;
            tokio::spawn(answer(stream));
        }
    });
    address
}

async fn answering(text: &'static str) -> SocketAddr {
    listening(move |mut stream| async move {
        let _ = stream.write_all(text.as_bytes()).await;
    })
    .await
}

async fn answering_bytes(head: &'static [u8], body: &'static [u8]) -> SocketAddr {
    listening(move |mut stream| async move {
        let _ = stream.write_all(head).await;
        let _ = stream.write_all(body).await;
    })
    .await
}

/// Calls that place, whatever it is.
fn allowing(place: &str) -> Caller {
    Caller::new(Allowed::parse(place).unwrap(), "https://shop.example")
}

async fn called(address: SocketAddr) -> Called {
    let caller = allowing(&address.to_string());
    call(&caller, &format!("http://{address}/hooks")).await
}

#[tokio::test]
async fn an_answer_counts_by_its_status_and_what_is_none_is_told_apart() {
    let status = |status| Outcome::Answered {
        status,
        retry_after_ms: None,
    };
    for (text, outcome) in [
        ("HTTP/1.1 204 No Content\r\n\r\n", status(204)),
        (
            "HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n",
            status(410),
        ),
        (
            "HTTP/1.1 429 Wait\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n",
            Outcome::Answered {
                status: 429,
                retry_after_ms: Some(7_000),
            },
        ),
        // It breaks off after its status was said.
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc",
            status(200),
        ),
        (
            "no answer at all\r\n\r\n",
            Outcome::Unanswered(Trouble::Broken),
        ),
        ("", Outcome::Unanswered(Trouble::Broken)),
    ] {
        let address = answering(text).await;
        assert_eq!(called(address).await.outcome, outcome, "{text}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = closed.local_addr().unwrap();
    drop(closed);
    let not_reached = Outcome::Unanswered(Trouble::NotReached);
    assert_eq!(called(address).await.outcome, not_reached);
    // Who speaks no TLS is no encrypted endpoint.
    let plain = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let caller = allowing(&plain.to_string());
    let answer = call(&caller, &format!("https://{plain}/")).await;
    assert_eq!(answer.outcome, Outcome::Unanswered(Trouble::NotEncrypted));
}

#[tokio::test]
async fn an_endpoint_that_is_slow_or_never_ends_is_let_go() {
    let silent = listening(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    });
    let silent = silent.await;
    let caller = allowing(&silent.to_string()).in_time(Duration::from_millis(400));
    let answer = call(&caller, &format!("http://{silent}/")).await;
    assert_eq!(answer.outcome, Outcome::Unanswered(Trouble::TooSlow));
    let endless = listening(|mut stream| async move {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head.as_bytes()).await;
        while stream.write_all(b"3\r\n\xc3\xa4x\r\n").await.is_ok() {}
    });
    let answer = called(endless.await).await;
    assert!(answer.outcome.is_success());
    let kept = answer.answer.unwrap();
    assert!(kept.starts_with("äxäx") && kept.len() <= ANSWER_BYTES_MAX);
    let no_text = answering_bytes(b"HTTP/1.1 200 OK\r\n\r\n", &[0xff; 2 * ANSWER_BYTES_MAX]).await;
    let kept = called(no_text).await.answer.unwrap();
    assert!(kept.starts_with('\u{fffd}') && kept.len() <= ANSWER_BYTES_MAX);
    let long_head = listening(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
        while stream
            .write_all(b"x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n")
            .await
            .is_ok()
        {}
    });
    let answer = called(long_head.await).await;
    assert_eq!(answer.outcome, Outcome::Unanswered(Trouble::Broken));
}

#[tokio::test]
async fn what_is_checked_is_what_is_dialled() {
    let inside = answering("HTTP/1.1 204 No Content\r\n\r\n").await;
    let anywhere = |ip: &str| Ok(vec![SocketAddr::new(ip.parse().unwrap(), inside.port())]);
    let names = Rebound::to(vec![
        anywhere("127.0.0.1"),
        Ok(vec!["93.184.216.34:443".parse().unwrap(), inside]),
        anywhere("::ffff:127.0.0.1"),
        Ok(Vec::new()),
    ]);
    let caller =
        Caller::new(Allowed::default(), "https://shop.example").resolving_by(names.clone());
    for trouble in [
        Trouble::NotGlobal,
        Trouble::NotGlobal,
        Trouble::NotGlobal,
        Trouble::NoAddress,
        Trouble::NoAddress,
    ] {
        let answer = call(&caller, "https://rebound.example/").await;
        assert_eq!(answer.outcome, Outcome::Unanswered(trouble));
    }
    assert_eq!(names.asked.load(Ordering::Relaxed), 5);
    // A place that the operator allows by its name is dialled at the address that was found, once.
    let place = format!("hooks.internal:{}", inside.port());
    let names = Rebound::to(vec![anywhere("127.0.0.1")]);
    let caller = allowing(&place).resolving_by(names.clone());
    let answer = call(&caller, &format!("http://{place}/")).await;
    assert!(answer.outcome.is_success(), "{answer:?}");
    assert_eq!(names.asked.load(Ordering::Relaxed), 1);
    // An address that was stored before the rules grew is held against them when it is called.
    let answer = call(&caller, "http://127.0.0.1:1/").await;
    assert_eq!(answer.outcome, Outcome::Unanswered(Trouble::NotAllowed));
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&elsewhere);
    let other = listening(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        async {}
    })
    .await;
    let redirecting = listening(move |mut stream| async move {
        let head = format!(
            "HTTP/1.1 307 Elsewhere\r\nlocation: http://{other}/\r\ncontent-length: 0\r\n\r\n"
        );
        let _ = stream.write_all(head.as_bytes()).await;
    });
    let answer = called(redirecting.await).await;
    assert!(matches!(
        answer.outcome,
        Outcome::Answered { status: 307, .. }
    ));
    assert_eq!(elsewhere.load(Ordering::Relaxed), 0);
}
