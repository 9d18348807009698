//! Keeps promises true: whenever supply or the line moves, everybody whose date moved is told the
//! new one, with its reason, and the old one is kept. It is a follower of the log; after a crash it
//! does again what it may have done, and that changes nothing.
//!
//! A line is walked stretch by stretch: a reader finds out in one state of the database who has to
//! be told, and the writer, which goes on selling in between, records it unless dates have moved
//! again since. Each stretch begins behind the last place that is settled, so whoever keeps moving
//! the line does not keep those at its end waiting.

use super::log::{Begins, Follow, FollowError, Follower};
use crate::Engine;
use crate::command::{Context, Recorded, RevisePromises, ReviseStretch};
use crate::event::{Batch, Kind};
use crate::expect::{Expectations, Moved, Stretch, look};
use crate::store::{Session, StoreError, shops};
use dockline_domain::by::By;
use dockline_domain::id::{ShopId, Sku};
use dockline_domain::line::Place;
use dockline_view::Shop;
use std::sync::Arc;

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

/// The follower that keeps promises.
pub(crate) struct Promises(Follower);

impl Promises {
    pub(crate) fn new() -> Self {
        Self(Follower {
            name: "promises",
            kinds: Kind::moving_dates(),
            batch: EVENTS_CHUNK,
            begins: Begins::Beginning,
        })
    }
}

impl Follow for Promises {
    fn follower(&self) -> &Follower {
        &self.0
    }

    /// Walks every line that was moved. What happens meanwhile is after the new cursor.
    async fn act(
        &self,
        engine: &Engine,
        shop: &Arc<Shop>,
        batch: Batch,
    ) -> Result<i64, FollowError> {
        let mut known = engine
            .ask(async |session| Moved::by(session, &shop.id, &batch).await)
            .await?;
        let to = known.read_to();
        let lines: Vec<Sku> = known.lines().cloned().collect();
        let mut failed = None;
        for sku in &lines {
            // A line that cannot be walked is tried again, and keeps nobody waiting in the others.
            if let Err(error) = revise(engine, &shop.id, sku, &mut known).await {
                tracing::warn!(shop = %shop.slug, %sku, %error, "the promises of a line could not be revised");
                failed = Some(error);
            }
        }
        failed.map_or(Ok(to), Err)
    }
}

/// Walks the line of a variant and records every promise that moved.
async fn revise(
    engine: &Engine,
    shop: &ShopId,
    sku: &Sku,
    known: &mut Moved,
) -> Result<(), FollowError> {
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
                .execute(shop, Context::by(By::System), command)
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
) -> Result<Settled, FollowError> {
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
            .execute(shop, Context::by(By::System), command)
            .await?
            == Recorded::Outdated
        {
            return Ok(settled);
        }
        settled = last.map_or(settled, Settled::Until);
    }
    Ok(Settled::All)
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
