//! Who has to be told another date: what supply implies for a stretch of a line, beside what was
//! told, and what moved it.

use super::expectations::{Expectations, Implied};
use super::moves::{MovesByLine, note};
use crate::event::{self, Batch, Event, Kind};
use crate::store::backorders;
use crate::store::promises::{self, ToldRow};
use crate::store::{Session, StoreError, events, shops, variants};
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, ShopId, Sku};
use dockline_domain::line::Place;
use dockline_domain::moves::Moves;
use dockline_domain::promise::{Cause, revision};
use std::collections::BTreeSet;

/// Most events read at once.
const EVENTS_CHUNK: i64 = 1_000;

/// The lines whose dates may have moved, each with what moved it; and how far the log was read for
/// that.
#[derive(Debug, Clone)]
pub(crate) struct Moved {
    moves: MovesByLine,
    read_to: i64,
}

impl Moved {
    /// What a batch of events moved, and what has happened since: to walk a line once for all of it.
    pub(crate) async fn by(
        session: &mut Session,
        shop: &ShopId,
        batch: &Batch,
    ) -> Result<Self, StoreError> {
        let mut moved = Self {
            moves: MovesByLine::new(),
            read_to: batch.upto,
        };
        for (_, event) in &batch.events {
            moved.take(session, shop, event).await?;
        }
        if let Some(row) = shops::by_id(session, shop).await? {
            // A line is walked once for all that has happened to it by now, not once for each
            // batch.
            moved.read(session, shop, row.seq).await?;
        }
        Ok(moved)
    }

    /// The lines that were moved.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Sku> {
        self.moves.keys()
    }

    /// The event up to which the log was read.
    pub(crate) fn read_to(&self) -> i64 {
        self.read_to
    }

    /// Reads on up to an event. Read every event up to `newest` first; otherwise a new date would
    /// carry an old reason.
    pub(crate) async fn read(
        &mut self,
        session: &mut Session,
        shop: &ShopId,
        newest: i64,
    ) -> Result<(), StoreError> {
        while self.read_to < newest {
            let kinds = Kind::moving_dates();
            let logged =
                events::of_kinds(session, shop, &kinds, self.read_to, EVENTS_CHUNK).await?;
            let Some(last) = logged.last().map(|event| event.seq) else {
                break;
            };
            for event in &logged {
                self.take(session, shop, &event.read()?).await?;
            }
            self.read_to = last;
        }
        self.read_to = self.read_to.max(newest);
        Ok(())
    }

    async fn take(
        &mut self,
        session: &mut Session,
        shop: &ShopId,
        event: &Event,
    ) -> Result<(), StoreError> {
        if event.kind().moves_dates() == event::Moves::All {
            for sku in variants::waited_for(session, shop).await? {
                // A new day or other rules give no reason of their own and take none away.
                self.moves.entry(sku).or_insert_with(Moves::supply);
            }
        }
        self.note(event);
        Ok(())
    }

    /// Adds what an event did.
    pub(crate) fn note(&mut self, event: &Event) {
        note(&mut self.moves, event);
    }
}

/// A promise that is no longer what supply implies.
#[derive(Debug, Clone)]
pub(crate) struct Revised {
    pub(crate) order: OrderId,
    pub(crate) backorder: u32,
    /// The number of the new promise: one that was made meanwhile is kept.
    pub(crate) number: u32,
    pub(crate) window: Option<Window>,
    /// What moved the date.
    pub(crate) cause: Cause,
    pub(crate) reason: Option<String>,
    pub(crate) basis: Option<String>,
}

/// Part of a line, and whose promise in it is no longer what supply implies.
pub(crate) struct Stretch {
    /// The event after which it was looked at.
    pub(crate) as_of: i64,
    pub(crate) found: Vec<Found>,
    /// Its last place, unless the line ends there.
    pub(crate) end: Option<Place>,
}

/// What somebody has to be told.
pub(crate) struct Found {
    /// Where they stand.
    pub(crate) place: Place,
    /// All parts of it, when they ship together.
    pub(crate) revised: Vec<Revised>,
}

/// Looks at the next backorders of a line after a place.
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
        // An order that ships complete stands in this line once for each of its backorders, and is
        // told of all of them the first time.
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
    // A full chunk may be the end of the line as well: then the next stretch is empty, and ends it.
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
/// that decides it, or in the one that is walked. The basis is that of the supply that serves them
/// now.
fn revision_of(
    told: &ToldRow,
    now: &Implied,
    moves: &MovesByLine,
    walked: &Sku,
) -> Option<Revised> {
    let window = revision(told.promised, now.expected)?;
    // Without a known move nothing is told: a promise is never changed without saying what changed
    // it.
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
