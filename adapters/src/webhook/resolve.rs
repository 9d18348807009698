//! Where a host is.

use futures::future::BoxFuture;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The addresses of a host, or why there are none.
pub type Resolved = io::Result<Vec<SocketAddr>>;

/// Finds the addresses of a host. What it answers is checked and then dialled: nobody is asked
/// twice, so a name cannot mean one address when it is checked and another when it is called.
pub trait Resolve: Send + Sync {
    /// The addresses of a host.
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Resolved>;
}

/// Most hosts that are looked for at once. A look-up has a thread of its own until it ends, however
/// long that takes and whether somebody still waits for it or not.
const LOOKUPS_AT_ONCE: usize = 64;

/// The resolver of this machine.
pub(super) struct System {
    lookups: Arc<Semaphore>,
}

impl System {
    pub(super) fn new() -> Self {
        Self {
            lookups: Arc::new(Semaphore::new(LOOKUPS_AT_ONCE)),
        }
    }
}

impl Resolve for System {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Resolved> {
        Box::pin(async move {
            let permit = Arc::clone(&self.lookups).acquire_owned().await;
            let permit = permit.map_err(io::Error::other)?;
            let host = host.to_owned();
            let lookup = tokio::spawn(async move {
                let _permit = permit;
                let found = tokio::net::lookup_host((host, port)).await?;
                io::Result::Ok(found.collect())
            });
            lookup.await.map_err(io::Error::other)?
        })
    }
}
