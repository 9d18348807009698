//! A connection to PostgreSQL that breaks at a chosen moment.

use super::databases::TestDatabase;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::Notify;

/// What makes a batch last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Commit {
    /// The `commit` of a transaction.
    Transaction,
    /// The one call of a batch that is written at once.
    AtOnce,
}

/// When the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Before the database has got it.
    Before,
    /// When the database has carried it out, before it says so.
    After,
}

#[derive(Default)]
struct Plan {
    next: Mutex<Option<(Commit, Cut)>>,
    is_closed: AtomicBool,
}

/// It listens on this machine alone.
pub(super) struct Proxy {
    /// The database as it is reached through here.
    pub(super) url: String,
    plan: Arc<Plan>,
}

impl Proxy {
    pub(super) async fn before(database: &TestDatabase) -> Self {
        let (start, folder) = database.url.split_once("?host=").unwrap();
        let name = start.rsplit('/').next().unwrap();
        let socket = PathBuf::from(folder).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let plan = Arc::new(Plan::default());
        let planned = Arc::clone(&plan);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if planned.is_closed.load(Ordering::Relaxed) {
                    continue;
                }
                client.set_nodelay(true).unwrap();
                let server = UnixStream::connect(&socket).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&planned)));
            }
        });
        Self {
            url: format!("postgres://postgres@127.0.0.1:{port}/{name}?sslmode=disable"),
            plan,
        }
    }

    /// Cuts the connection at the next commit of this kind.
    pub(super) fn cut(&self, commit: Commit, cut: Cut) {
        *self.plan.next.lock().unwrap() = Some((commit, cut));
    }

    /// Whether what was planned has happened.
    pub(super) fn has_cut(&self) -> bool {
        self.plan.next.lock().unwrap().is_none()
    }

    /// Lets nobody connect any more, or again.
    pub(super) fn close(&self, is_closed: bool) {
        self.plan.is_closed.store(is_closed, Ordering::Relaxed);
    }
}

/// One message of the protocol: its kind and all of its bytes.
async fn message(from: &mut (impl AsyncRead + Unpin)) -> std::io::Result<(u8, Vec<u8>)> {
    let kind = from.read_u8().await?;
    let length = from.read_u32().await?;
    let mut bytes = vec![kind];
    bytes.extend(length.to_be_bytes());
    bytes.resize(1 + length as usize, 0);
    from.read_exact(&mut bytes[5..]).await?;
    Ok((kind, bytes))
}

/// The texts that end with a zero byte at the beginning of a message.
fn texts(message: &[u8]) -> Vec<String> {
    let parts = message[5..].split(|byte| *byte == 0).take(2);
    parts
        .map(|text| String::from_utf8_lossy(text).into_owned())
        .collect()
}

/// Passes messages on until somebody closes, or the plan says so.
async fn pass(client: TcpStream, server: UnixStream, plan: Arc<Plan>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let is_mute = AtomicBool::new(false);
    let answered = Notify::new();
    let down = async {
        while let Ok((kind, bytes)) = message(&mut from_server).await {
            if !is_mute.load(Ordering::Relaxed) {
                if to_client.write_all(&bytes).await.is_err() {
                    return;
                }
            } else if kind == b'Z' {
                answered.notify_one();
            }
        }
    };
    let up = up(&mut from_client, &mut to_server, &plan, &is_mute, &answered);
    tokio::select! {
        () = down => {}
        _ = up => {}
    }
}

async fn up(
    client: &mut (impl AsyncRead + Unpin),
    server: &mut (impl AsyncWrite + Unpin),
    plan: &Plan,
    is_mute: &AtomicBool,
    answered: &Notify,
) -> std::io::Result<()> {
    // The first message has no kind.
    let length = client.read_u32().await?;
    let mut first = length.to_be_bytes().to_vec();
    first.resize(length as usize, 0);
    client.read_exact(&mut first[4..]).await?;
    server.write_all(&first).await?;
    let mut at_once = HashSet::new();
    loop {
        let (kind, bytes) = message(client).await?;
        let commit = match kind {
            b'Q' if texts(&bytes)[0] == "commit" => Some(Commit::Transaction),
            b'P' => {
                let texts = texts(&bytes);
                if texts[1].starts_with("with held as") {
                    at_once.insert(texts[0].clone());
                }
                None
            }
            // A portal, and the statement that it runs.
            b'B' if at_once.contains(&texts(&bytes)[1]) => Some(Commit::AtOnce),
            _ => None,
        };
        let cut = {
            let mut next = plan.next.lock().unwrap();
            let is_it = next.is_some_and(|(planned, _)| Some(planned) == commit);
            if is_it { next.take() } else { None }
        };
        match cut {
            None => server.write_all(&bytes).await?,
            Some((_, Cut::Before)) => return Ok(()),
            Some((_, Cut::After)) => {
                is_mute.store(true, Ordering::Relaxed);
                server.write_all(&bytes).await?;
                // What belongs to it ends with `Sync`.
                let mut last = kind;
                while kind == b'B' && last != b'S' {
                    let (kind, bytes) = message(client).await?;
                    server.write_all(&bytes).await?;
                    last = kind;
                }
                answered.notified().await;
                return Ok(());
            }
        }
    }
}
