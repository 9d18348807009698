//! The one task of this process that writes.
//!
//! It takes all commands that are waiting, opens one transaction, locks the shops concerned,
//! decides, writes, commits once, publishes and answers. So one sync of the disk serves many
//! orders, and nothing contends for a lock.
//!
//! # How a commit reaches readers
//!
//! 1. The writer takes `Live::committing`, then begins the transaction.
//! 2. It commits.
//! 3. `Live::apply` puts snapshots, lines and orders in place, and raises `read_to` last.
//! 4. It answers and lets `committing` go. So anyone with an answer reads at least what it says.
//!
//! `read_to` promises the effects of every event up to it. When another node has written before the
//! commit, what the commit did to lines waits in memory until the log was read so far
//! (`follow::others`), and only then does `read_to` grow over both.
//!
//! Between 2 and 3 the log has events whose effects are not in memory yet. The follower of the log
//! may read them just then. It takes them for another node's and reads again what step 3 is about
//! to bring. That is right, and a waste: so it first waits a moment in `Live::taken_over` until
//! `committing` is free.

mod at_once;
mod batch;
mod named;
pub(crate) mod new_shop;
pub(crate) mod placing;
pub(crate) mod single;
pub(crate) mod state;
pub(crate) mod turn;

use crate::clock::Clock;
use crate::error::ExecuteError;
use crate::live::{LineChange, Live};
use crate::store::Database;
use dockline_domain::id::{Handle, OrderId, ShopId, Sku};
use dockline_view::Shop;
use new_shop::CreateShop;
use placing::{PlaceOrder, PlacedOrder};
use single::{Context, Single};
use state::ShopState;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Most commands that wait; more are refused as busy.
pub(crate) const WAITING_MAX: usize = 4_096;
/// Most commands in one transaction.
const BATCH_MAX: usize = 256;

/// Where an answer goes.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, ExecuteError>>;

/// A command on its way through the writer.
pub(crate) struct Job {
    pub(crate) context: Context,
    pub(crate) work: Work,
}

/// What is to be done.
pub(crate) enum Work {
    /// The hot path.
    Place {
        shop: ShopId,
        command: PlaceOrder,
        reply: Reply<PlacedOrder>,
    },
    /// Everything else.
    Single {
        shop: ShopId,
        command: Box<dyn Single>,
    },
    /// The one command that has no shop yet.
    CreateShop {
        command: CreateShop,
        reply: Reply<Arc<Shop>>,
    },
}

impl Work {
    fn shop(&self) -> Option<&ShopId> {
        match self {
            Self::Place { shop, .. } | Self::Single { shop, .. } => Some(shop),
            Self::CreateShop { .. } => None,
        }
    }

    fn refuse(self, error: ExecuteError) {
        match self {
            Self::Place { reply, .. } => drop(reply.send(Err(error))),
            Self::Single { mut command, .. } => {
                command.refuse(error);
                command.send();
            }
            Self::CreateShop { reply, .. } => drop(reply.send(Err(error))),
        }
    }
}

/// What a shop's part of a batch changed, for readers.
#[derive(Debug, Default)]
pub(crate) struct Published {
    pub(crate) skus: BTreeSet<Sku>,
    pub(crate) orders: Vec<OrderId>,
    pub(crate) products: Vec<Handle>,
    pub(crate) lines: Vec<LineChange>,
    pub(crate) shop_changed: bool,
    /// The dates of people in line may have moved.
    pub(crate) dates_moved: bool,
}

impl Published {
    fn merge(&mut self, other: Self) {
        self.skus.extend(other.skus);
        self.orders.extend(other.orders);
        self.products.extend(other.products);
        self.lines.extend(other.lines);
        self.shop_changed |= other.shop_changed;
        self.dates_moved |= other.dates_moved;
    }
}

/// The writer.
pub(crate) struct Writer {
    pub(crate) database: Database,
    pub(crate) live: Arc<Live>,
    pub(crate) clock: Clock,
    pub(crate) shops: HashMap<ShopId, ShopState>,
}

impl Writer {
    /// Serves commands until nobody can send any more, then finishes what is waiting.
    pub(crate) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut waiting = Vec::with_capacity(BATCH_MAX);
        while jobs.recv_many(&mut waiting, BATCH_MAX).await > 0 {
            metrics::histogram!("dockline_batch_commands")
                .record(u32::try_from(waiting.len()).unwrap_or(u32::MAX));
            self.batch(std::mem::take(&mut waiting)).await;
        }
        self.database.close().await;
    }
}
