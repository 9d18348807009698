//! Followers of the log: they read what has happened after their cursor, and act on it.
//!
//! A follower runs on one node at a time. Before it acts in a shop it takes a lease on the row that
//! holds its cursor, and renews it while it works. A node that dies renews nothing, so another one
//! takes the lease when it has ended, and goes on after the cursor. What was done and not noted is
//! done again: acting twice must change nothing, or go through a command that says so.
//!
//! While nodes are replaced, a newer program may write events of kinds that this one does not know.
//! They may be for a follower, so it stops before them, gives the lease back and leaves the rest to
//! a node that knows them.

use crate::Engine;
use crate::command::{Context, LeaseFollower, MoveFollower, ReleaseFollower, Runs, StopFollower};
use crate::error::ExecuteError;
use crate::event::{Batch, Kind, Unreadable};
use crate::store::events::LoggedEvent;
use crate::store::{Session, StoreError, events, followers, shops};
use dockline_domain::by::By;
use dockline_domain::id::ShopId;
use dockline_view::Shop;
use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How long a lease lasts when nobody says otherwise.
pub(crate) const LEASE: Duration = Duration::from_secs(6);
/// A lease is renewed when a third of it has passed, so two renewals may fail before it ends. The
/// log is looked at as often when nobody says that something happened: a node that waits for a
/// lease finds its end soon enough.
const RENEWALS: u32 = 3;
/// Longest time between two tries of what fails.
const BACK_OFF_MAX: Duration = Duration::from_mins(1);

/// Who follows, and what.
pub(crate) struct Follower {
    /// The name of its cursor.
    pub(crate) name: &'static str,
    /// The kinds of events that it acts on.
    pub(crate) kinds: Vec<Kind>,
    /// Most events in one batch.
    pub(crate) batch: i64,
    /// Where it begins in a shop that it never followed before.
    pub(crate) begins: Begins,
}

impl Follower {
    /// The kinds of events that it passes over. Those that this program does not know are not among
    /// them.
    fn ignored(&self) -> Vec<Kind> {
        let acts_on = |kind: &Kind| self.kinds.contains(kind);
        let all = Kind::ALL.iter().copied();
        all.filter(|kind| !acts_on(kind)).collect()
    }
}

/// Where a follower begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Begins {
    /// After the newest event: what talks to the outside does not tell old news.
    Now,
    /// At the first event.
    Beginning,
}

/// Acts on what a follower reads.
pub(crate) trait Follow: Send + Sync + 'static {
    /// Who it is.
    fn follower(&self) -> &Follower;

    /// Whether it has anything to do in a shop.
    fn concerns(&self, _shop: &Shop) -> bool {
        true
    }

    /// Acts on events of one shop. Answers the event up to which all is done: at least the batch.
    fn act(
        &self,
        engine: &Engine,
        shop: &Arc<Shop>,
        batch: Batch,
    ) -> impl Future<Output = Result<i64, FollowError>> + Send;
}

/// Why a follower did not come further.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FollowError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// This node was too slow.
    #[error("another node runs it by now")]
    Lost,
}

/// What a node knows of a follower in one shop.
#[derive(Default)]
struct Progress {
    /// The event up to which there is nothing to do.
    cursor: i64,
    /// When the lease was taken or renewed.
    leased_at: Option<Instant>,
    /// Whether everything up to the cursor is done, by this node or another.
    is_through: bool,
    failures: u32,
    not_before: Option<Instant>,
}

/// Runs a follower on the shops of an engine until the engine stops. Then the leases are given
/// back, so that nobody has to wait for their end.
pub(super) async fn run(engine: Engine, follow: impl Follow) {
    let runner = Runner { engine, follow };
    let mut shops = HashMap::new();
    let stopping = runner.engine.stopping.clone();
    stopping
        .run_until_cancelled(runner.rounds(&mut shops))
        .await;
    for (shop, progress) in shops {
        if progress.leased_at.is_some() {
            let release = ReleaseFollower(runner.runs());
            let _ = runner.execute(&shop, release).await;
        }
    }
}

/// Whether a follower has worked through all that happened up to an event, on whichever node.
pub(crate) async fn is_through(
    session: &mut Session,
    shop: &ShopId,
    follower: &Follower,
    upto: i64,
) -> Result<bool, StoreError> {
    let cursor = followers::cursor(session, shop, follower.name).await?;
    let seq = cursor.map_or(0, |cursor| cursor.seq);
    let next = events::but_kinds(session, shop, &follower.ignored(), seq, 1).await?;
    let through = next.first().is_none_or(|event| event.seq > upto);
    match cursor.and_then(|cursor| cursor.stopped_by) {
        Some(event) if !through => Err(StoreError::Stopped {
            follower: follower.name,
            event,
        }),
        _ => Ok(through),
    }
}

struct Runner<F> {
    engine: Engine,
    follow: F,
}

impl<F: Follow> Runner<F> {
    fn runs(&self) -> Runs {
        Runs {
            follower: self.follow.follower().name,
            node: self.engine.node.as_ref().to_owned(),
        }
    }

    async fn execute<C: crate::Execute>(
        &self,
        shop: &ShopId,
        command: C,
    ) -> Result<C::Answer, ExecuteError> {
        self.engine
            .execute(shop, Context::by(By::System), command)
            .await
    }

    async fn rounds(&self, shops: &mut HashMap<ShopId, Progress>) {
        let name = self.follow.follower().name;
        loop {
            let mut lag = 0;
            for shop in self.engine.live.shops() {
                if !self.follow.concerns(&shop) {
                    continue;
                }
                let progress = shops.entry(shop.id.clone()).or_default();
                // A shop in which nothing has happened since costs no question.
                if progress.is_through && self.engine.live.read_to(&shop.id) <= progress.cursor {
                    continue;
                }
                lag = lag.max(self.catch_up(&shop, progress).await);
            }
            metrics::gauge!("dockline_follower_lag_events", "follower" => name)
                .set(u32::try_from(lag).unwrap_or(u32::MAX));
            let pause = self.engine.lease / RENEWALS;
            let _ = tokio::time::timeout(pause, self.engine.live.dates_moved()).await;
        }
    }

    /// Works through what has happened in one shop, as far as this node may. Answers how many
    /// events are left.
    async fn catch_up(&self, shop: &Arc<Shop>, progress: &mut Progress) -> i64 {
        progress.is_through = false;
        if progress.not_before.is_some_and(|at| Instant::now() < at) {
            return 0;
        }
        loop {
            match self.step(shop, progress).await {
                Ok(Step::Done) => {
                    (progress.failures, progress.not_before) = (0, None);
                    progress.is_through = true;
                    return 0;
                }
                Ok(Step::More) => {}
                Ok(Step::Elsewhere { lag }) => return lag,
                Err(error) => {
                    self.failed(shop, progress, error).await;
                    return 0;
                }
            }
        }
    }

    async fn step(&self, shop: &Arc<Shop>, progress: &mut Progress) -> Result<Step, FollowError> {
        let Some((mut batch, mut full)) = self.read(shop, progress.cursor).await? else {
            // It begins with its first lease.
            self.lease(shop, progress).await?;
            return Ok(Step::Done);
        };
        if !batch.events.is_empty() {
            let Some(cursor) = self.lease(shop, progress).await? else {
                // The other node does it; or its lease ends.
                let lag = batch.upto - batch.from;
                return Ok(Step::Elsewhere { lag });
            };
            if cursor > batch.from {
                // Another node has come further since the batch was read.
                (batch, full) = self.read(shop, cursor).await?.unwrap_or((batch, full));
            }
        }
        if batch.events.is_empty() {
            progress.cursor = batch.upto;
            return Ok(Step::Done);
        }
        let done = self.act(shop, batch, progress).await?;
        let noted = MoveFollower {
            runs: self.runs(),
            seq: done,
        };
        if !self.execute(&shop.id, noted).await? {
            progress.leased_at = None;
            return Err(FollowError::Lost);
        }
        progress.cursor = done;
        self.engine.live.followed();
        Ok(if full { Step::More } else { Step::Done })
    }

    async fn read(&self, shop: &Shop, known: i64) -> Result<Option<(Batch, bool)>, StoreError> {
        let follower = self.follow.follower();
        self.engine
            .ask(async |session| read(session, shop, follower, known).await)
            .await
    }

    /// Takes the lease, or renews it when that is due; answers the cursor, or none while another
    /// node has the lease. While the lease is this node's nobody else moves the cursor.
    async fn lease(
        &self,
        shop: &Shop,
        progress: &mut Progress,
    ) -> Result<Option<i64>, FollowError> {
        let due = self.engine.lease / RENEWALS;
        if progress.leased_at.is_some_and(|at| at.elapsed() < due) {
            return Ok(Some(progress.cursor));
        }
        // Counted from before the database did, so this node never believes in a lease for longer
        // than others do.
        let asked_at = Instant::now();
        let lease = LeaseFollower {
            runs: self.runs(),
            lasts_ms: i64::try_from(self.engine.lease.as_millis()).unwrap_or(i64::MAX),
            begins_now: self.follow.follower().begins == Begins::Now,
        };
        let cursor = self.execute(&shop.id, lease).await?;
        progress.leased_at = cursor.map(|_| asked_at);
        Ok(cursor)
    }

    /// Acts on a batch, and keeps the lease meanwhile.
    async fn act(
        &self,
        shop: &Arc<Shop>,
        batch: Batch,
        progress: &mut Progress,
    ) -> Result<i64, FollowError> {
        let mut acting = pin!(self.follow.act(&self.engine, shop, batch));
        loop {
            let renewal = tokio::time::sleep(self.engine.lease / RENEWALS);
            tokio::select! {
                done = &mut acting => return done,
                () = renewal => {}
            }
            let leased_at = progress.leased_at;
            match self.lease(shop, progress).await {
                Ok(Some(_)) => {}
                Ok(None) => return Err(FollowError::Lost),
                // A busy writer is no reason to stop, as long as the lease lasts.
                Err(error) => {
                    let ended = leased_at.is_none_or(|at| at.elapsed() >= self.engine.lease);
                    if ended {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Tells what went wrong and when it is tried again. An event that cannot be read stops the
    /// follower before it: the shop's people are told, and nothing is guessed. One that a newer
    /// program wrote is left to a node that runs that program.
    async fn failed(&self, shop: &Shop, progress: &mut Progress, error: FollowError) {
        let name = self.follow.follower().name;
        metrics::counter!("dockline_follower_failures_total", "follower" => name).increment(1);
        progress.failures += 1;
        let pause = self.engine.lease / RENEWALS;
        let back_off = pause
            .saturating_mul(1 << progress.failures.min(10))
            .min(BACK_OFF_MAX);
        progress.not_before = Some(Instant::now() + back_off);
        let (shop_slug, seconds) = (&shop.slug, back_off.as_secs());
        match error {
            FollowError::Store(StoreError::Unreadable {
                seq,
                problem: Unreadable::Payload { kind, problem },
            }) => {
                tracing::error!(shop = %shop_slug, follower = name, event = seq, kind, problem, seconds, "a follower is stopped by an event that it cannot read; trying again");
                let stop = StopFollower {
                    runs: self.runs(),
                    event: seq,
                };
                if self
                    .lease(shop, progress)
                    .await
                    .is_ok_and(|held| held.is_some())
                {
                    let _ = self.execute(&shop.id, stop).await;
                }
                progress.leased_at = None;
            }
            FollowError::Store(StoreError::Unreadable {
                seq,
                problem: Unreadable::Kind(kind),
            }) => {
                tracing::warn!(shop = %shop_slug, follower = name, event = seq, kind, seconds, "a newer program wrote an event that a follower has to know; a node that runs it goes on");
                if progress.leased_at.take().is_some() {
                    let release = ReleaseFollower(self.runs());
                    let _ = self.execute(&shop.id, release).await;
                }
            }
            error => {
                tracing::warn!(shop = %shop_slug, follower = name, %error, seconds, "a follower did not come further; trying again");
            }
        }
    }
}

enum Step {
    Done,
    /// There are more events than one batch holds.
    More,
    /// Another node has the lease.
    Elsewhere {
        /// How many events are after the cursor that is known here.
        lag: i64,
    },
}

/// The events after the cursor, or after what is known to hold none, as far as this program knows
/// their kinds, and whether there may be more of them. An error when it does not know the kind of
/// the first. None when the follower has yet to begin now.
///
/// The cursor is read in the same state of the database: what another node has worked through is
/// nothing to read again, and an event that stopped nobody there stops nobody here.
async fn read(
    session: &mut Session,
    shop: &Shop,
    follower: &Follower,
    known: i64,
) -> Result<Option<(Batch, bool)>, StoreError> {
    let cursor = followers::cursor(session, &shop.id, follower.name).await?;
    if cursor.is_none() && follower.begins == Begins::Now {
        return Ok(None);
    }
    let from = cursor.map_or(0, |cursor| cursor.seq).max(known);
    let newest = shops::by_id(session, &shop.id)
        .await?
        .map_or(0, |row| row.seq);
    let ignored = follower.ignored();
    let mut logged = events::but_kinds(session, &shop.id, &ignored, from, follower.batch).await?;
    let mut full = i64::try_from(logged.len()).unwrap_or(i64::MAX) >= follower.batch;
    let newer = |event: &LoggedEvent| Kind::named(&event.kind).is_none();
    if let Some(known @ 1..) = logged.iter().position(newer) {
        // What comes first is done first. The rest is read next, and then begins with the one that
        // this program does not know.
        logged.truncate(known);
        full = true;
    }
    let upto = match logged.last() {
        Some(last) if full => last.seq,
        _ => newest,
    };
    let events = logged
        .iter()
        .map(|event| Ok((event.seq, event.read()?)))
        .collect::<Result<_, StoreError>>()?;
    Ok(Some((Batch { events, from, upto }, full)))
}
