//! Keeps promises true: whenever supply or the line moves, everybody whose date moved is told the
//! new one, with its reason, and the old one is kept. It reads the log behind its own cursor; after
//! a crash it does again what it may have done, and that changes nothing.
//!
//! A line is walked stretch by stretch: a reader finds out in one state of the database who has to
//! be told, and the writer, which goes on selling in between, records it unless dates have moved
//! again since. Each stretch begins behind the last place that is settled, so whoever keeps moving
//! the line does not keep those at its end waiting.

use super::moves::{Moves, MovesByLine, note};
use crate::Engine;
use crate::command::{Context, MoveFollower, Recorded, RevisePromises, ReviseStretch, Revised};
use crate::error::ExecuteError;
use crate::event::MOVING_ALL;
use crate::read::{Expectations, Implied};
use crate::store::backorders;
use crate::store::promises::{self, ToldRow};
use crate::store::{Session, StoreError, events, followers, shops, variants};
use crate::view::Shop;
use dockline_domain::id::{ShopId, Sku};
use dockline_domain::line::Place;
use dockline_domain::promise::revision;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// The name of this follower's cursor.
const NAME: &str = "promises";
/// How often the log is looked at when nobody says that dates have moved.
const POLL: Duration = Duration::from_secs(2);
/// Most events read at once.
const EVENTS_CHUNK: i64 = 1_000;
/// Most backorders that are looked at in one state of the database.
const STRETCH: i64 = 5_000;
/// Most revisions recorded by one command: the line is stopped for so long only.
const RECORD_CHUNK: usize = 500;
/// How often a stretch is begun anew because dates moved while it was looked at. After that the
/// writer looks at a short one itself, and while it does nothing moves.
const TRIES_MAX: usize = 3;
/// Most backorders that the writer looks at itself.
const SHORT_STRETCH: i64 = 200;

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

/// Works through what has happened in one shop since the cursor. What happens meanwhile is behind
/// the new one.
async fn catch_up(
    engine: &Engine,
    shop: &Arc<Shop>,
    cursors: &mut HashMap<ShopId, i64>,
) -> Result<(), WalkError> {
    let from = match cursors.get(&shop.id) {
        Some(cursor) => *cursor,
        None => {
            engine
                .ask(async |session| followers::cursor(session, &shop.id, NAME).await)
                .await?
        }
    };
    let mut known = engine
        .ask(async |session| Moved::since(session, &shop.id, from).await)
        .await?;
    let to = known.read_to;
    let lines: Vec<Sku> = known.moves.keys().cloned().collect();
    let mut failed = None;
    for sku in &lines {
        // A line that cannot be walked is tried again, and keeps nobody waiting in the others.
        if let Err(error) = revise(engine, &shop.id, sku, &mut known).await {
            tracing::warn!(shop = %shop.slug, %sku, %error, "the promises of a line could not be revised");
            failed = Some(error);
        }
    }
    if let Some(error) = failed {
        return Err(error);
    }
    if !lines.is_empty() {
        engine
            .execute(
                &shop.id,
                Context::actor("system"),
                MoveFollower {
                    name: NAME,
                    seq: to,
                },
            )
            .await?;
    }
    engine.live.set_revised_to(&shop.id, to);
    cursors.insert(shop.id.clone(), to);
    Ok(())
}

/// The lines whose dates may have moved, each with what moved it; and how far the log was read for
/// that.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    moves: MovesByLine,
    read_to: i64,
}

impl Moved {
    async fn since(session: &mut Session, shop: &ShopId, seq: i64) -> Result<Self, StoreError> {
        let mut moved = Self {
            moves: MovesByLine::new(),
            read_to: seq,
        };
        if let Some(row) = shops::by_id(session, shop).await? {
            moved.read(session, &row.shop.id, row.seq).await?;
        }
        Ok(moved)
    }

    /// Reads on up to an event. Whoever looks at a line must have read everything that made it what
    /// it is: else he would give old reasons for new dates.
    pub(crate) async fn read(
        &mut self,
        session: &mut Session,
        shop: &ShopId,
        newest: i64,
    ) -> Result<(), StoreError> {
        while self.read_to < newest {
            let logged = events::moving_dates(session, shop, self.read_to, EVENTS_CHUNK).await?;
            let Some(last) = logged.last().map(|event| event.seq) else {
                break;
            };
            for event in &logged {
                if MOVING_ALL.contains(&event.kind.as_str()) {
                    for sku in variants::waited_for(session, shop).await? {
                        self.moves.entry(sku).or_insert_with(Moves::supply);
                    }
                }
                self.note(&event.kind, &event.payload);
            }
            self.read_to = last;
        }
        self.read_to = self.read_to.max(newest);
        Ok(())
    }

    /// Adds what an event did.
    pub(crate) fn note(&mut self, kind: &str, payload: &str) {
        note(&mut self.moves, kind, payload);
    }
}

/// Walks the line of a variant and records every promise that moved.
async fn revise(
    engine: &Engine,
    shop: &ShopId,
    sku: &Sku,
    known: &mut Moved,
) -> Result<(), WalkError> {
    let (mut after, mut tries) = (None, 0);
    loop {
        let stretch = engine
            .ask(async |session| read_stretch(engine, session, shop, sku, known, after).await)
            .await?;
        let Some(stretch) = stretch else {
            return Ok(());
        };
        match record(engine, shop, sku, &stretch).await? {
            Settled::All if stretch.end.is_none() => return Ok(()),
            Settled::All => (after, tries) = (stretch.end, 0),
            Settled::Until(place) => (after, tries) = (Some(place), 0),
            Settled::None => tries += 1,
        }
        if tries == TRIES_MAX {
            let command = ReviseStretch {
                sku: sku.clone(),
                moved: known.clone(),
                after,
                limit: SHORT_STRETCH,
            };
            let end = engine
                .execute(shop, Context::actor("system"), command)
                .await?;
            if end.is_none() {
                return Ok(());
            }
            (after, tries) = (end, 0);
        }
    }
}

/// How far the revisions of a stretch are recorded.
enum Settled {
    All,
    /// Up to a place, included: dates have moved again since.
    Until(Place),
    None,
}

/// Records what was found, a part at a time. What was found at one place is never torn apart.
async fn record(
    engine: &Engine,
    shop: &ShopId,
    sku: &Sku,
    stretch: &Stretch,
) -> Result<Settled, WalkError> {
    let mut settled = Settled::None;
    let mut found = stretch.found.iter().peekable();
    while found.peek().is_some() {
        let (mut revised, mut last) = (Vec::new(), None);
        // An order that ships complete may pass the limit: its parts are told one date, in one
        // command.
        while let Some(one) = found.next_if(|_| revised.len() < RECORD_CHUNK) {
            revised.extend(one.revised.iter().cloned());
            last = Some(one.place);
        }
        let command = RevisePromises {
            sku: sku.clone(),
            as_of: stretch.as_of,
            revised,
        };
        if engine
            .execute(shop, Context::actor("system"), command)
            .await?
            == Recorded::Outdated
        {
            return Ok(settled);
        }
        settled = last.map_or(settled, Settled::Until);
    }
    Ok(Settled::All)
}

/// Part of a line, and whose promise in it is no longer what supply implies.
pub(crate) struct Stretch {
    /// The event after which it was looked at.
    as_of: i64,
    pub(crate) found: Vec<Found>,
    /// Its last place, unless the line ends there.
    pub(crate) end: Option<Place>,
}

/// What somebody has to be told.
pub(crate) struct Found {
    /// Where he stands.
    place: Place,
    /// All parts of it, when they ship together.
    pub(crate) revised: Vec<Revised>,
}

async fn read_stretch(
    engine: &Engine,
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    moved: &mut Moved,
    after: Option<Place>,
) -> Result<Option<Stretch>, StoreError> {
    let Some(row) = shops::by_id(session, shop).await? else {
        return Ok(None);
    };
    moved.read(session, shop, row.seq).await?;
    let now = row.shop.time(engine.clock.now());
    let mut known = Expectations::new(row.shop, row.seq, now);
    look(session, &mut known, sku, moved, after, STRETCH)
        .await
        .map(Some)
}

/// Looks at the next backorders of a line behind a place.
pub(crate) async fn look(
    session: &mut Session,
    known: &mut Expectations,
    sku: &Sku,
    Moved { moves, .. }: &Moved,
    after: Option<Place>,
    limit: i64,
) -> Result<Stretch, StoreError> {
    let shop = known.shop().id.clone();
    let mut ahead = match after {
        Some(place) => backorders::units_until(session, &shop, sku, place).await?,
        None => 0,
    };
    let chunk = promises::told(session, &shop, sku, after, limit).await?;
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    for told in &chunk {
        let revised = if !told.complete {
            known
                .alone(session, told, ahead)
                .await?
                .and_then(|now| revision_of(told, &now, moves, sku))
                .into_iter()
                .collect()
        } else if seen.insert(&told.order) {
            together(session, known, told, moves, sku).await?
        } else {
            Vec::new()
        };
        if !revised.is_empty() {
            found.push(Found {
                place: told.place,
                revised,
            });
        }
        ahead = ahead.saturating_add(told.quantity);
    }
    let more = i64::try_from(chunk.len()).unwrap_or(i64::MAX) >= limit;
    let end = chunk.last().map(|told| told.place).filter(|_| more);
    Ok(Stretch {
        as_of: known.seq(),
        found,
        end,
    })
}

/// The revisions of an order that ships complete: all of it is expected when the last part is.
async fn together(
    session: &mut Session,
    known: &mut Expectations,
    told: &ToldRow,
    moves: &MovesByLine,
    sku: &Sku,
) -> Result<Vec<Revised>, StoreError> {
    let parts = known.parts(session, &told.order).await?;
    let Some(now) = known.together(session, &parts).await? else {
        return Ok(Vec::new());
    };
    Ok(parts
        .iter()
        .filter_map(|(told, _)| revision_of(told, &now, moves, sku))
        .collect())
}

/// What somebody has to be told, if anything. The reason is of what moved the date: in the line
/// that decides it, or in the one that is walked. The basis is that of the supply that serves him
/// now.
fn revision_of(
    told: &ToldRow,
    now: &Implied,
    moves: &MovesByLine,
    walked: &Sku,
) -> Option<Revised> {
    let window = revision(told.promised, now.expected)?;
    let moved = moves.get(&now.sku).or_else(|| moves.get(walked))?;
    let (cause, reason) = moved.explain(told.promised, window);
    let (order, backorder, number) = (told.order.clone(), told.number, told.promise + 1);
    Some(Revised {
        order,
        backorder,
        number,
        window,
        cause,
        reason,
        basis: now.basis(),
    })
}
