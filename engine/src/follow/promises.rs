//! Keeps promises true: whenever supply or the line moves, everybody whose date moved is told the new one, with its reason, and the old one is
//! kept. It reads the log behind its own cursor; after a crash it does again what it may have done, and that changes nothing.
//!
//! A line is walked in one state of the database by a reader, and what changed is recorded in chunks by the writer, which goes on selling in
//! between.

use crate::Engine;
use crate::command::{Context, MoveFollower, Recorded, RevisePromises, Revised};
use crate::error::ExecuteError;
use crate::event::{MOVING_DATES, Touched};
use crate::read::read_line;
use crate::store::backorders::{self, ToldRow};
use crate::store::{Session, StoreError, events, followers, shops, variants};
use crate::view::{Shop, SupplyNews, VariantSnapshot};
use dockline_domain::id::{BackorderId, OrderId, ShopId, Sku};
use dockline_domain::line::{Line, Place};
use dockline_domain::promise::{Cause, Expected, bind, expected, revision};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// The name of this follower's cursor.
const NAME: &str = "promises";
/// How often the log is looked at when nobody says that dates have moved.
const POLL: Duration = Duration::from_secs(2);
/// Most events read at once.
const EVENTS_CHUNK: i64 = 1_000;
/// Most backorders read at once while a line is walked.
const WALK_CHUNK: i64 = 5_000;
/// Most revisions recorded by one command: the line is stopped for so long only.
const RECORD_CHUNK: usize = 500;
/// How often a line is walked anew because dates moved while it was walked.
const TRIES_MAX: usize = 20;

/// Days count: what ships from stock ships so many working days from now, and nobody who ordered today gets it before that. So with a new day
/// every line is walked, not only those whose supply became overdue.
const DAY_BEGAN: &str = "day_began.1";

/// Why a walk ended early.
#[derive(Debug, thiserror::Error)]
enum WalkError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Execute(#[from] ExecuteError),
}

/// Follows the log of every shop until the engine stops.
pub(super) async fn run(engine: Engine) {
    let mut cursors: HashMap<ShopId, i64> = HashMap::new();
    loop {
        for shop in engine.live.shops() {
            if let Err(error) = catch_up(&engine, &shop, &mut cursors).await {
                tracing::warn!(shop = %shop.slug, %error, "promises could not be revised; trying again");
                cursors.remove(&shop.id);
            }
        }
        let _ = tokio::time::timeout(POLL, engine.live.dates_moved()).await;
    }
}

/// Works through what has happened in one shop since the cursor.
async fn catch_up(engine: &Engine, shop: &Arc<Shop>, cursors: &mut HashMap<ShopId, i64>) -> Result<(), WalkError> {
    let from = match cursors.get(&shop.id) {
        Some(cursor) => *cursor,
        None => engine.ask(async |session| followers::cursor(session, &shop.id, NAME).await).await?,
    };
    let (moved, to) = moved_since(engine, &shop.id, from).await?;
    for (sku, cause) in &moved {
        revise(engine, &shop.id, sku, *cause).await?;
    }
    if !moved.is_empty() {
        engine.execute(&shop.id, Context::actor("system"), MoveFollower { name: NAME, seq: to }).await?;
    }
    engine.live.set_revised_to(&shop.id, to);
    cursors.insert(shop.id.clone(), to);
    Ok(())
}

/// The variants whose dates may have moved since an event, each with what moved it last; and how far the log was read.
async fn moved_since(engine: &Engine, shop: &ShopId, from: i64) -> Result<(BTreeMap<Sku, Cause>, i64), StoreError> {
    let read = async |session: &mut Session| {
        let newest = shops::by_id(session, shop).await?.map_or(from, |row| row.seq);
        let (mut moved, mut seq) = (BTreeMap::new(), from);
        while seq < newest {
            let logged = events::moving_dates(session, shop, seq, EVENTS_CHUNK).await?;
            let Some(last) = logged.last().map(|event| event.seq) else { break };
            for event in &logged {
                let cause = MOVING_DATES.iter().find(|(kind, _)| *kind == event.kind).map(|(_, cause)| *cause);
                if event.kind == DAY_BEGAN {
                    let waiting = variants::waited_for(session, shop).await?;
                    moved.extend(waiting.into_iter().map(|sku| (sku, Cause::Supply)));
                }
                if let (Some(cause), Ok(touched)) = (cause, serde_json::from_str::<Touched>(&event.payload)) {
                    moved.extend(touched.into_skus().into_iter().map(|sku| (sku, cause)));
                }
            }
            seq = last;
        }
        Ok((moved, newest))
    };
    engine.ask(read).await
}

/// Walks the line of a variant and records every promise that moved.
async fn revise(engine: &Engine, shop: &ShopId, sku: &Sku, cause: Cause) -> Result<(), WalkError> {
    for _ in 0..TRIES_MAX {
        let (as_of, revised) = engine.ask(async |session| walk(engine, session, shop, sku).await).await?;
        let mut outdated = false;
        for chunk in revised.chunks(RECORD_CHUNK) {
            let command = RevisePromises { sku: sku.clone(), cause, as_of, revised: chunk.to_vec() };
            if engine.execute(shop, Context::actor("system"), command).await? == Recorded::Outdated {
                outdated = true;
                break;
            }
        }
        if !outdated {
            return Ok(());
        }
    }
    Ok(())
}

/// Finds out whose promise is no longer what supply implies, in one state of the database.
async fn walk(engine: &Engine, session: &mut Session, shop: &ShopId, sku: &Sku) -> Result<(i64, Vec<Revised>), StoreError> {
    let Some(row) = shops::by_id(session, shop).await? else { return Ok((0, Vec::new())) };
    let now = row.shop.time(engine.clock.now());
    let mut known = Known { shop: row.shop, seq: row.seq, now, snapshots: HashMap::new(), lines: HashMap::new(), seen: BTreeSet::new() };
    let mut revised = Vec::new();
    let (mut ahead, mut after): (u32, Option<Place>) = (0, None);
    loop {
        let chunk = backorders::told(session, shop, sku, after, WALK_CHUNK).await?;
        for told in &chunk {
            if told.complete {
                revised.extend(known.together(session, &told.order).await?);
            } else if let Some((now, news)) = known.expectation(session, told, ahead).await? {
                revised.extend(revision_of(told, now, news.as_ref()));
            }
            ahead = ahead.saturating_add(told.quantity);
        }
        after = chunk.last().map(|told| told.place);
        if i64::try_from(chunk.len()).unwrap_or(i64::MAX) < WALK_CHUNK {
            return Ok((known.seq, revised));
        }
    }
}

fn revision_of(told: &ToldRow, now: Expected, news: Option<&SupplyNews>) -> Option<Revised> {
    let window = revision(told.promised, now)?;
    let (reason, basis) = news.map_or((None, None), |news| (news.reason.clone(), news.basis.clone()));
    Some(Revised { order: told.order.clone(), backorder: told.number, number: told.promise + 1, window, reason, basis })
}

/// What is known of a shop in the state that is walked.
struct Known {
    shop: Arc<Shop>,
    seq: i64,
    now: Timestamp,
    snapshots: HashMap<Sku, Option<VariantSnapshot>>,
    /// Lines, for orders that ship complete.
    lines: HashMap<Sku, Line>,
    /// Orders that ship complete and were looked at.
    seen: BTreeSet<OrderId>,
}

impl Known {
    async fn snapshot(&mut self, session: &mut Session, sku: &Sku) -> Result<Option<&VariantSnapshot>, StoreError> {
        if !self.snapshots.contains_key(sku) {
            let loaded = variants::load(session, &self.shop, [sku], self.seq, self.now).await?;
            self.snapshots.insert(sku.clone(), loaded.into_iter().next());
        }
        Ok(self.snapshots.get(sku).and_then(Option::as_ref))
    }

    /// What supply implies for a backorder behind `ahead` units, and what is known about the supply that serves the last of it.
    async fn expectation(
        &mut self,
        session: &mut Session,
        told: &ToldRow,
        ahead: u32,
    ) -> Result<Option<(Expected, Option<SupplyNews>)>, StoreError> {
        let placed_on = self.shop.zone.to_datetime(told.placed_at).date();
        let Some(snapshot) = self.snapshot(session, &told.sku).await? else { return Ok(None) };
        let parts = snapshot.supply.expected(ahead, told.quantity, placed_on, snapshot.shop.today());
        let serving = parts.last().and_then(|part| part.purchase_order.as_ref());
        let news = serving.and_then(|reference| snapshot.news.iter().find(|news| news.purchase_order == *reference).cloned());
        Ok(Some((expected(&parts, told.quantity, false), news)))
    }

    /// The revisions of an order that ships complete: all of it is expected when the last part is.
    async fn together(&mut self, session: &mut Session, order: &OrderId) -> Result<Vec<Revised>, StoreError> {
        if !self.seen.insert(order.clone()) {
            return Ok(Vec::new());
        }
        let rows = backorders::told_of_order(session, &self.shop.id, order).await?;
        let mut all: Vec<(Expected, Option<SupplyNews>)> = Vec::new();
        for told in &rows {
            if !self.lines.contains_key(&told.sku) {
                let line = read_line(session, &self.shop.id, &told.sku).await?;
                self.lines.insert(told.sku.clone(), line);
            }
            let backorder = BackorderId::of(order, told.number);
            let ahead = self.lines.get(&told.sku).and_then(|line| line.units_ahead(&backorder)).unwrap_or(0);
            all.extend(self.expectation(session, told, ahead).await?);
        }
        let Some(together) = bind(all.iter().map(|(expected, _)| *expected)) else { return Ok(Vec::new()) };
        let news = all.into_iter().max_by_key(|(expected, _)| last_day(*expected)).and_then(|(_, news)| news);
        Ok(rows.iter().filter_map(|told| revision_of(told, together, news.as_ref())).collect())
    }
}

/// The day that decides which of several parts is the last; one without a date is.
fn last_day(expected: Expected) -> Date {
    match expected {
        Expected::In(window) => window.latest(),
        Expected::Overdue | Expected::Unknown => Date::MAX,
    }
}
