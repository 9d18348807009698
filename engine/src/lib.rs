//! Runs the rules of Dockline on a database: commands in, events out.
//!
//! Every change is a [`command`] and goes through [`Engine::execute`]; nothing else writes.
//! Questions are answered by the other methods, from snapshots in memory or from the database's
//! readers, and never wait for the writer.

mod at_work;
pub mod clock;
pub mod command;
mod cursor;
mod error;
mod event;
mod expect;
mod fold;
mod follow;
pub mod gateway;
mod live;
mod read;
mod sealing;
mod secret;
mod serve;
mod store;
pub mod turns;
mod writer;

pub use clock::Clock;
pub use error::{ExecuteError, ReadError, ShortLine};
pub use event::Unreadable;
pub use follow::{Naming, PayError};
pub use read::{
    ClaimedBatch, ClaimedMessage, Credentials, HookProof, KeyCheck, MessageFilter, OpenSession,
    OrderWatch, Said, TriedMail,
};
pub use sealing::{Purpose, Secret, SecretKey};
pub use store::catalogue::Listing;
pub use store::private_file::make as make_private_file;
pub use store::{
    Access, Backup, BackupError, Fault, Limits, Settings, StoreError, Verified, backup, verify,
};

use command::{Command, Context, CreateShop, PlaceOrder, PlacedOrder};
use dashmap::DashMap;
use dockline_domain::by::By;
use dockline_domain::id::{KeyId, ShopId};
use dockline_view::Shop;
use follow::log::Follow;
use live::Live;
use sealing::Vault;
use std::collections::HashMap;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::Duration;
use store::{Database, Session};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use turns::Turns;
use writer::{Job, Owed, Reply, WAITING_MAX, Work, Writer};

/// How often the cursor of a follower is looked at by those who wait for it.
const CURSOR_POLL: Duration = Duration::from_millis(50);
/// Imports of different shops at once.
const IMPORTS_AT_ONCE: usize = 4;

/// A running engine on one database. Clones share it.
#[derive(Clone)]
pub struct Engine {
    database: Database,
    live: Arc<Live>,
    clock: Clock,
    vault: Vault,
    /// The name of this engine among those on its database.
    node: Arc<str>,
    /// How long a follower's lease lasts.
    lease: Duration,
    /// How long the mail waits that tells of a date which moved.
    usual_news_wait: Duration,
    /// Where commands wait, by lane.
    lanes: Arc<[mpsc::Sender<Job>]>,
    stopping: CancellationToken,
    tasks: TaskTracker,
    /// Lets one line be read at a time.
    line_reader: Arc<tokio::sync::Mutex<()>>,
    searches: Arc<read::Searches>,
    /// One import of a shop at a time.
    imports: Arc<Turns>,
    /// The day of the last use of each key that was handed to the writer.
    keys_used: Arc<DashMap<KeyId, i64>>,
    /// Shops of which a gateway said something that is to be looked into.
    hinted: Arc<DashMap<ShopId, ()>>,
}

/// A command that [`Engine::execute`] takes: every command there is.
pub trait Execute: Send + Sized + 'static {
    /// What the command answers.
    type Answer: Send + 'static;

    /// Prepares a command for the writer's queue, with the reply it owes.
    #[doc(hidden)]
    fn queue(
        self,
        shop: ShopId,
        context: Context,
        reply: oneshot::Sender<Result<Self::Answer, ExecuteError>>,
    ) -> Queued;
}

/// A command on its way.
pub struct Queued(Job);

impl Execute for PlaceOrder {
    type Answer = PlacedOrder;

    fn queue(self, shop: ShopId, context: Context, reply: Reply<PlacedOrder>) -> Queued {
        let work = Work::Place {
            shop,
            place: Owed::new(self, reply),
        };
        Queued(Job { context, work })
    }
}

impl<C: Command> Execute for C {
    type Answer = C::Answer;

    fn queue(self, shop: ShopId, context: Context, reply: Reply<C::Answer>) -> Queued {
        let command = writer::single::boxed(self, reply);
        let work = Work::Single { shop, command };
        Queued(Job { context, work })
    }
}

impl Engine {
    /// Places an order, whose lines may call variants by SKUs that they had before.
    pub async fn place_order(
        &self,
        shop: &ShopId,
        context: Context,
        order: PlaceOrder,
    ) -> Result<PlacedOrder, ExecuteError> {
        let again = (context.clone(), order.clone());
        let placed = self.execute(shop, context, order).await;
        if !matches!(placed, Err(ExecuteError::NotFound { .. })) {
            return placed;
        }
        let (context, order) = again;
        match self.with_present_names(shop, &order.lines).await? {
            Some(lines) => {
                self.execute(shop, context, PlaceOrder { lines, ..order })
                    .await
            }
            None => placed,
        }
    }

    /// Opens a database, brings its schema up to date and starts to serve.
    pub async fn open(url: &str, clock: Clock) -> Result<Self, StoreError> {
        Self::open_with(url, clock, &Settings::default()).await
    }

    /// Opens a database that is used in another way than when nobody says otherwise.
    pub async fn open_with(
        url: &str,
        clock: Clock,
        settings: &Settings,
    ) -> Result<Self, StoreError> {
        Self::start(url, clock, settings, follow::log::LEASE).await
    }

    /// Opens a database whose followers have leases of another length: how long another engine
    /// waits before it goes on in place of one that has died.
    pub async fn open_with_leases(
        url: &str,
        clock: Clock,
        lease: Duration,
    ) -> Result<Self, StoreError> {
        Self::start(url, clock, &Settings::default(), lease).await
    }

    async fn start(
        url: &str,
        clock: Clock,
        settings: &Settings,
        lease: Duration,
    ) -> Result<Self, StoreError> {
        let database = Database::open_with(url, settings).await?;
        let (vault, to_seal) =
            store::key_file::unlock(&database, settings.secret_key.as_ref()).await?;
        let live = Arc::new(Live::default());
        let tasks = TaskTracker::new();
        let lanes = start_lanes(&database, settings.lanes, &live, (&clock, &vault), &tasks);
        let stopping = CancellationToken::new();
        let node = secret::new_node_name().into();
        let imports = Arc::new(Turns::new(IMPORTS_AT_ONCE, Duration::ZERO));
        let (line_reader, searches, keys_used) = (Arc::default(), Arc::default(), Arc::default());
        let engine = Self {
            database,
            live,
            clock,
            vault,
            node,
            lease,
            usual_news_wait: settings.news_wait,
            lanes,
            stopping,
            tasks,
            line_reader,
            searches,
            imports,
            keys_used,
            hinted: Arc::default(),
        };
        engine.load_shops().await?;
        engine.fold_texts().await?;
        engine.seal_again(&to_seal).await?;
        follow::start(&engine).await?;
        Ok(engine)
    }

    /// Folds the texts that a program before this one wrote, 500 rows at a time: look-ups are right
    /// from the first one on. Shops that it is done for say so in their own row.
    async fn fold_texts(&self) -> Result<(), StoreError> {
        for shop in self
            .ask(async |session| store::shops::unfolded(session).await)
            .await?
        {
            let mut folded = command::Folded::Persons(String::new());
            while folded != command::Folded::All {
                let next = self
                    .execute(
                        &shop,
                        Context::by(By::System),
                        command::FoldTexts { behind: folded },
                    )
                    .await;
                folded = next.map_err(|_| StoreError::NotFolded)?;
            }
        }
        Ok(())
    }

    /// Seals the keys of some shops again, after the secret key was replaced.
    async fn seal_again(&self, shops: &[ShopId]) -> Result<(), StoreError> {
        for shop in shops {
            let sealed = self.execute(shop, Context::by(By::System), command::SealAgain);
            sealed.await.map_err(|error| {
                StoreError::SecretKey(format!("a key was not sealed again: {error}"))
            })?;
        }
        Ok(())
    }

    /// Carries out a command. Acknowledged means on disk. A caller that goes away cancels nothing
    /// half-way: the command has been handed over.
    pub async fn execute<C: Execute>(
        &self,
        shop: &ShopId,
        context: Context,
        command: C,
    ) -> Result<C::Answer, ExecuteError> {
        let answer = self.hand_over(shop, context, command)?;
        answer.await.unwrap_or(Err(ExecuteError::Internal))
    }

    /// Hands a command to the writer; the receiver gets its answer.
    pub(crate) fn hand_over<C: Execute>(
        &self,
        shop: &ShopId,
        context: Context,
        command: C,
    ) -> Result<oneshot::Receiver<Result<C::Answer, ExecuteError>>, ExecuteError> {
        let (reply, answer) = oneshot::channel();
        let Queued(job) = command.queue(shop.clone(), context, reply);
        self.enqueue(job)?;
        Ok(answer)
    }

    /// Lets a command wait in the lane of its shop; one that makes a shop may wait in any.
    fn enqueue(&self, job: Job) -> Result<(), ExecuteError> {
        let lane = job
            .work
            .shop()
            .map_or(0, |shop| lane_of(shop, self.lanes.len()));
        self.lanes[lane]
            .try_send(job)
            .map_err(|_| ExecuteError::Busy)
    }

    /// Opens a shop.
    pub async fn create_shop(
        &self,
        context: Context,
        command: CreateShop,
    ) -> Result<Arc<Shop>, ExecuteError> {
        let (reply, answer) = oneshot::channel();
        let job = Job {
            context,
            work: Work::CreateShop(Owed::new(command, reply)),
        };
        self.enqueue(job)?;
        answer.await.unwrap_or(Err(ExecuteError::Internal))
    }

    /// What this engine is called among those on its database: the leases of its followers say it.
    pub fn name(&self) -> &str {
        &self.node
    }

    /// The present instant.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Waits until every promise of a shop says what supply implies at this moment, whichever
    /// engine on the database revises them.
    pub async fn promises_revised(&self, shop: &Shop) -> Result<(), ReadError> {
        self.followed(shop, follow::promises::Promises::new()).await
    }

    /// Waits until the money of every parcel of a shop that is about to leave was asked for.
    pub async fn charges_asked(&self, shop: &Shop) -> Result<(), ReadError> {
        self.followed(shop, follow::charges::Charges::new()).await
    }

    /// Does now what the law of delay asks for in a shop that keeps it by itself. An engine does so by
    /// itself; this does not wait for that.
    pub async fn keep_law(&self, shop: &Arc<Shop>) -> Result<(), ExecuteError> {
        match follow::law::keep_law(self, shop).await {
            Ok(_) => Ok(()),
            Err(follow::law::NotKept::Execute(error)) => Err(error),
            Err(follow::law::NotKept::Read(error)) => {
                tracing::error!(%error, "what the law asks for could not be read");
                Err(ExecuteError::Internal)
            }
        }
    }

    /// Writes now to those on waitlists who may be told of something. An engine does so by itself; this
    /// does not wait for that.
    pub async fn write_to_waitlists(&self, shop: &Arc<Shop>) -> Result<(), ExecuteError> {
        match follow::waitlists::write_to_waitlists(self, shop).await {
            Ok(()) => Ok(()),
            Err(follow::waitlists::NotWritten::Execute(error)) => Err(error),
            Err(follow::waitlists::NotWritten::Read(error)) => {
                tracing::error!(%error, "who waits to hear could not be read");
                Err(ExecuteError::Internal)
            }
        }
    }

    /// Waits until the mails of all that has happened in a shop were planned.
    pub async fn mails_all_planned(&self, shop: &Shop) -> Result<(), ReadError> {
        self.followed(shop, follow::mails::Mails::new()).await
    }

    /// Waits until the messages of all that has happened in a shop were planned for its endpoints.
    pub async fn webhooks_all_planned(&self, shop: &Shop) -> Result<(), ReadError> {
        self.followed(shop, follow::webhooks::Webhooks::new()).await
    }

    /// Waits until a follower has worked through all that has happened in a shop.
    async fn followed(&self, shop: &Shop, follow: impl Follow) -> Result<(), ReadError> {
        let newest = async |session: &mut Session| {
            Ok(store::shops::by_id(session, &shop.id)
                .await?
                .map_or(0, |row| row.seq))
        };
        let seq = self.ask(newest).await?;
        // Followers of this engine look at what it knows of.
        self.at_least(&shop.id, seq).await?;
        let is_through = async |session: &mut Session| {
            follow::log::is_through(session, &shop.id, follow.follower(), seq).await
        };
        loop {
            let moved = self.live.next_followed();
            if self.ask(is_through).await? {
                return Ok(());
            }
            self.live.wake_followers();
            // Another engine moves the cursor without a word to this one.
            let _ = tokio::time::timeout(CURSOR_POLL, moved).await;
        }
    }

    /// Forgets the stored answers of a shop that are older than a week, as happens by itself every
    /// day.
    pub async fn forget_old_answers(&self, shop: &Shop) -> Result<(), ExecuteError> {
        follow::forget_answers(self, shop).await
    }

    /// Forgets who has been on a waitlist for longer than this, and answers how many places were
    /// given up. It never happens by itself.
    pub async fn forget_places(
        &self,
        shop: &Shop,
        kept: jiff::SignedDuration,
    ) -> Result<usize, ExecuteError> {
        follow::forget_places(self, shop, kept).await
    }

    /// Takes what was erased out of the files of an SQLite database, where the write-ahead log still
    /// holds it. `false` when it could not, because somebody still reads what was before.
    pub async fn empty_log(&self) -> Result<bool, ReadError> {
        Ok(self.database.empty_log().await?)
    }

    /// Stops the followers; the writer finishes what is waiting once the last clone of the engine
    /// is gone.
    pub async fn shut_down(self) {
        self.stopping.cancel();
        self.tasks.close();
        let tasks = self.tasks.clone();
        drop(self);
        tasks.wait().await;
    }
}

/// Starts the lanes of the writer. When all of them have ended, nobody can ask any more either, and
/// the database is closed.
fn start_lanes(
    database: &Database,
    wanted: usize,
    live: &Arc<Live>,
    (clock, vault): (&Clock, &Vault),
    tasks: &TaskTracker,
) -> Arc<[mpsc::Sender<Job>]> {
    let mut ends = Vec::new();
    let lanes = (0..database.lanes(wanted)).map(|_| {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let writer = Writer {
            lane: database.lane(),
            live: Arc::clone(live),
            clock: clock.clone(),
            vault: vault.clone(),
            shops: HashMap::new(),
        };
        ends.push(tasks.spawn(writer.run(waiting)));
        jobs
    });
    let lanes = lanes.collect();
    let database = database.clone();
    tasks.spawn(async move {
        futures::future::join_all(ends).await;
        database.close().await;
    });
    lanes
}

/// The lane in which the commands of a shop wait. Nodes need not agree on it: what keeps them apart
/// is the lock of the shop's row.
fn lane_of(shop: &ShopId, lanes: usize) -> usize {
    let mut hasher = std::hash::DefaultHasher::new();
    shop.as_str().hash(&mut hasher);
    usize::try_from(hasher.finish() % lanes as u64).unwrap_or(0)
}
