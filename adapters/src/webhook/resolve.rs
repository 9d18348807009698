//! Where a host is.

use futures::future::BoxFuture;
use std::io;
use std::net::SocketAddr;

/// The addresses of a host, or why there are none.
pub type Resolved = io::Result<Vec<SocketAddr>>;

/// Finds the addresses of a host. What it answers is checked and then dialled: nobody is asked
/// twice, so a name cannot mean one address when it is checked and another when it is called.
pub trait Resolve: Send + Sync {
    /// The addresses of a host.
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Resolved>;
}

/// The resolver of this machine.
pub(super) struct System;

impl Resolve for System {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Resolved> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) })
    }
}
