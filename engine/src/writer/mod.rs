//! The tasks of this process that write, each a lane with the shops that fall to it.
//!
//! A lane takes all commands that are waiting, opens a transaction, locks the shop, decides, writes,
//! commits once, publishes and answers. So one sync of the disk serves many orders, and nothing
//! contends for a lock.
//!
//! On SQLite there is one lane, and one transaction for all shops that wait. On PostgreSQL a
//! transaction is of one shop, because others may hold a shop's lock: nodes, and people with `psql`.
//! Whoever waits for one shop then holds no other, so nobody waits in a circle, and only the shops of
//! the same lane wait along.
//!
//! # How a commit reaches readers
//!
//! 1. The writer decides and writes, and takes `Live::committing` of the shop.
//! 2. It commits.
//! 3. `Live::apply` puts snapshots, lines and orders in place, and raises `read_to` last.
//! 4. It lets `committing` go and answers. So anyone with an answer reads at least what it says.
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
mod loading;
mod look_up;
mod named;
pub(crate) mod new_shop;
pub(crate) mod placing;
mod sealed;
pub(crate) mod single;
pub(crate) mod state;
pub(crate) mod turn;

use crate::clock::Clock;
use crate::error::ExecuteError;
use crate::live::{LineChange, Live};
use crate::sealing::Vault;
use crate::store::Lane;
use dockline_domain::id::{Handle, OrderId, ShopId, Sku};
use dockline_view::Shop;
use new_shop::CreateShop;
use placing::{PlaceOrder, PlacedOrder};
use single::{Context, Single};
use state::ShopState;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Most commands that wait in a lane; more are refused as busy.
pub(crate) const WAITING_MAX: usize = 4_096;
/// Most commands that a lane takes at once.
const BATCH_MAX: usize = 256;

/// Where an answer goes.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, ExecuteError>>;

/// A command on its way through the writer.
pub(crate) struct Job {
    pub(crate) context: Context,
    pub(crate) work: Work,
}

/// A command with the reply it owes, and its answer until that is sent.
pub(crate) struct Owed<C, T> {
    pub(crate) command: C,
    reply: Reply<T>,
    pub(crate) answer: Option<Result<T, ExecuteError>>,
}

impl<C, T> Owed<C, T> {
    pub(crate) fn new(command: C, reply: Reply<T>) -> Self {
        Self {
            command,
            reply,
            answer: None,
        }
    }

    fn send(self) {
        if let Some(answer) = self.answer {
            // A caller that has gone away is told nothing.
            let _ = self.reply.send(answer);
        }
    }
}

/// What is to be done.
pub(crate) enum Work {
    /// The hot path.
    Place {
        shop: ShopId,
        place: Owed<PlaceOrder, PlacedOrder>,
    },
    /// Everything else.
    Single {
        shop: ShopId,
        command: Box<dyn Single>,
    },
    /// The one command that has no shop yet.
    CreateShop(Owed<CreateShop, Arc<Shop>>),
}

impl Work {
    pub(crate) fn shop(&self) -> Option<&ShopId> {
        match self {
            Self::Place { shop, .. } | Self::Single { shop, .. } => Some(shop),
            Self::CreateShop(_) => None,
        }
    }

    /// Answers with an error, whatever the answer was to be.
    fn refuse(&mut self, error: ExecuteError) {
        match self {
            Self::Place { place, .. } => place.answer = Some(Err(error)),
            Self::Single { command, .. } => command.refuse(error),
            Self::CreateShop(create) => create.answer = Some(Err(error)),
        }
    }

    /// Sends the answer.
    fn send(self) {
        match self {
            Self::Place { place, .. } => place.send(),
            Self::Single { command, .. } => command.send(),
            Self::CreateShop(create) => create.send(),
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

/// One lane of the writer.
pub(crate) struct Writer {
    pub(crate) lane: Lane,
    pub(crate) live: Arc<Live>,
    pub(crate) clock: Clock,
    pub(crate) vault: Vault,
    pub(crate) shops: HashMap<ShopId, ShopState>,
}

impl Writer {
    /// Serves commands until nobody can send any more, then finishes what is waiting.
    pub(crate) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut waiting = Vec::with_capacity(BATCH_MAX);
        while jobs.recv_many(&mut waiting, BATCH_MAX).await > 0 {
            let waiting = std::mem::take(&mut waiting);
            for batch in self.batches(waiting) {
                self.batch(batch).await;
            }
        }
        self.lane.close().await;
    }

    /// The transactions that commands become; within a shop they keep their order.
    fn batches(&self, jobs: Vec<Job>) -> Vec<Vec<Job>> {
        if !self.lane.is_of_one_shop() {
            return vec![jobs];
        }
        let mut batches: Vec<Vec<Job>> = Vec::new();
        for job in jobs {
            let shop = job.work.shop();
            let same = |batch: &&mut Vec<Job>| shop.is_some() && batch[0].work.shop() == shop;
            match batches.iter_mut().find(same) {
                Some(batch) => batch.push(job),
                None => batches.push(vec![job]),
            }
        }
        batches
    }
}
