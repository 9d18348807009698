//! A TCP proxy between one node and the database, which can be cut, silenced and slowed down. It
//! needs no rights of an administrator, and every system has it.

use anyhow::Result;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// What becomes of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// They pass.
    Open,
    /// Connections stay, and nothing passes: what was sent waits.
    Silent,
    /// Each piece passes after this time.
    Slow(Duration),
    /// Connections are closed, and new ones too.
    Cut,
}

/// The way of one node to the database.
pub struct Proxy {
    /// Where it listens.
    pub address: SocketAddr,
    passage: watch::Sender<Passage>,
}

/// Most bytes that pass at once.
const PIECE_BYTES: usize = 16 * 1024;

impl Proxy {
    /// Listens, and passes on to the socket of a database.
    pub async fn start(database: PathBuf) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (passage, state) = watch::channel(Passage::Open);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *state.borrow() != Passage::Cut {
                    tokio::spawn(connect(client, database.clone(), state.clone()));
                }
            }
        });
        Ok(Self { address, passage })
    }

    /// From now on.
    pub fn set(&self, passage: Passage) {
        self.passage.send_replace(passage);
    }
}

async fn connect(client: TcpStream, database: impl AsRef<Path>, state: watch::Receiver<Passage>) {
    // Both ends are dropped, and so closed, when either side has ended.
    let Ok(server) = UnixStream::connect(database).await else {
        return;
    };
    if client.set_nodelay(true).is_err() {
        return;
    }
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    tokio::select! {
        () = pass(from_client, to_server, state.clone()) => {}
        () = pass(from_server, to_client, state.clone()) => {}
        () = until_cut(state) => {}
    }
}

async fn until_cut(mut state: watch::Receiver<Passage>) {
    // An error says that the proxy is gone.
    let _ = state.wait_for(|passage| *passage == Passage::Cut).await;
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut state: watch::Receiver<Passage>,
) {
    let mut piece = vec![0; PIECE_BYTES];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        if state.wait_for(|now| *now != Passage::Silent).await.is_err() {
            return;
        }
        let now = *state.borrow();
        if let Passage::Slow(time) = now {
            sleep(time).await;
        }
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::UnixListener;

    #[tokio::test]
    async fn what_was_sent_in_silence_arrives_after_it_and_a_cut_ends_the_connection() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("database");
        let database = UnixListener::bind(&socket).unwrap();
        let proxy = Proxy::start(socket).await.unwrap();
        let mut client = TcpStream::connect(proxy.address).await.unwrap();
        let (mut server, _) = database.accept().await.unwrap();
        let mut byte = [0];

        proxy.set(Passage::Silent);
        client.write_all(b"1").await.unwrap();
        let early = tokio::time::timeout(Duration::from_millis(50), server.read_exact(&mut byte));
        assert!(early.await.is_err());
        proxy.set(Passage::Open);
        server.read_exact(&mut byte).await.unwrap();
        assert_eq!(&byte, b"1");

        proxy.set(Passage::Cut);
        assert_eq!(server.read(&mut byte).await.unwrap(), 0);
        // Closed or reset, as the system has it.
        assert!(!matches!(client.read(&mut byte).await, Ok(1..)));
    }
}
