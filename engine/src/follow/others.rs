//! Takes over what other processes have written: other nodes on PostgreSQL, the command line on
//! SQLite.
//!
//! A hint says which shop has moved. Hints may be lost, so every half second one question asks
//! whether any has. A shop that has not moved costs nothing. What has happened in one that has is
//! read from its log, event by event, and only what the events touched is read again.
//!
//! An event of this node's own that is read before the writer has told of it is taken for another
//! node's. That is never wrong: every part of memory knows at which event it is true.

use crate::Engine;
use crate::at_work::Part;
use crate::event::{Kind, Moves};
use crate::store::events::{self, LoggedEvent};
use crate::store::{Hint, StoreError, shops};
use dockline_domain::id::{ShopId, Sku};
use dockline_view::Shop;
use futures::{StreamExt as _, stream};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// How often all shops are asked for without a hint.
const POLL: Duration = Duration::from_millis(500);
/// Most events read at once.
const EVENTS_CHUNK: i64 = 1_000;
/// Most numbers of shops read at once.
const NUMBERS_CHUNK: i64 = 10_000;
/// Shops that are taken over at once.
const SHOPS_AT_ONCE: usize = 4;
/// How long a hint waits for what this node commits meanwhile: a hint of a commit of its own comes
/// just before the writer has told of it.
const PATIENCE: Duration = Duration::from_millis(20);

/// How long a reader waits for what is on its way, before it reads the log itself.
const GRACE: Duration = Duration::from_millis(5);

/// Starts to listen and to follow.
pub(super) async fn start(engine: &Engine) -> Result<(), StoreError> {
    let mut hints = engine.database.listen().await?;
    let (listener, stopping) = (engine.clone(), engine.stopping.clone());
    engine.tasks.spawn(async move {
        let listen = async {
            loop {
                match hints.next().await {
                    Ok(Hint::Moved(shop, seq)) => listener.live.hints().moved(&shop, seq),
                    Ok(Hint::Anywhere) => listener.live.hints().anywhere(),
                    // All shops are asked for meanwhile.
                    Err(error) => {
                        tracing::warn!(%error, "no hints of other nodes; trying again");
                        tokio::time::sleep(POLL).await;
                    }
                }
            }
        };
        stopping.run_until_cancelled(listen).await;
    });
    let (follower, stopping) = (engine.clone(), engine.stopping.clone());
    engine.tasks.spawn(async move {
        stopping.run_until_cancelled(follow(&follower)).await;
    });
    Ok(())
}

async fn follow(engine: &Engine) {
    let mut poll = Instant::now() + POLL;
    loop {
        let hints = engine.live.hints();
        // Asking for all shops is never put off by hints, which may come without an end.
        let _ = tokio::time::timeout_at(poll, hints.any()).await;
        let _at_work = engine.live.at_work.begin(Part::Log);
        let hinted = hints.take();
        let mut moved: Vec<(ShopId, i64)> = hinted.shops.into_iter().collect();
        if hinted.anywhere || Instant::now() >= poll {
            match engine.moved_shops().await {
                Ok(shops) => moved.extend(shops),
                Err(error) => {
                    tracing::warn!(%error, "the numbers of shops could not be read; trying again");
                }
            }
            poll = Instant::now() + POLL;
        }
        let shops = moved.iter().map(|(shop, seq)| engine.hinted(shop, *seq));
        stream::iter(shops)
            .for_each_concurrent(SHOPS_AT_ONCE, |taken_over| taken_over)
            .await;
    }
}

impl Engine {
    /// Shops that have events which this node does not know, with the number of the newest; those
    /// that were opened elsewhere are among them.
    async fn moved_shops(&self) -> Result<Vec<(ShopId, i64)>, StoreError> {
        self.ask(async |session| {
            let mut moved = Vec::new();
            if shops::totals(session).await? == self.live.totals() {
                return Ok(moved);
            }
            let mut after = String::new();
            loop {
                let numbers = shops::numbers(session, &after, NUMBERS_CHUNK).await?;
                let more = i64::try_from(numbers.len()).unwrap_or(0) == NUMBERS_CHUNK;
                if let Some((last, _)) = numbers.last().filter(|_| more) {
                    last.as_str().clone_into(&mut after);
                }
                let is_new = |(shop, seq): &(ShopId, i64)| !self.is_here(shop, *seq);
                moved.extend(numbers.into_iter().filter(is_new));
                if !more {
                    return Ok(moved);
                }
            }
        })
        .await
    }

    /// Whether a shop is known, and what its events up to one have changed.
    fn is_here(&self, shop: &ShopId, seq: i64) -> bool {
        self.live.shop_by_id(shop).is_some() && self.live.read_to(shop) >= seq
    }

    /// Follows a hint.
    async fn hinted(&self, shop: &ShopId, seq: i64) {
        if self.is_here(shop, seq) {
            return;
        }
        // Only thrift: nothing is wrong when it takes longer, and no shop waits for a commit that
        // is not answered.
        let _ = tokio::time::timeout(PATIENCE, self.live.taken_over(shop)).await;
        if let Err(error) = self.read_on(shop, seq).await {
            tracing::warn!(%shop, %error, "the log could not be read; trying again");
        }
    }

    /// Lets what readers find of a shop be as new as an event, wherever it was written: anyone who
    /// has seen the event in the database finds what it changed. It costs nothing when that is so
    /// already.
    pub(crate) async fn at_least(&self, shop: &ShopId, seq: i64) -> Result<(), StoreError> {
        if self.live.read_to(shop) >= seq {
            return Ok(());
        }
        // Most often it is on its way: just committed here, or hinted at.
        let mut read_to = self.live.watch_read_to(shop);
        let comes = read_to.wait_for(|known| *known >= seq);
        if tokio::time::timeout(GRACE, comes).await.is_ok() {
            return Ok(());
        }
        self.read_on(shop, seq).await
    }

    /// Takes over what is missing of a shop's log up to an event.
    async fn read_on(&self, shop: &ShopId, seq: i64) -> Result<(), StoreError> {
        let Some(shop) = self.shop_by_id(shop).await? else {
            return Ok(());
        };
        let missing = async {
            while self.live.read_to(&shop.id) < seq && self.take_over(&shop).await? {}
            Ok::<(), StoreError>(())
        };
        self.live.one_takes_over(&shop.id, missing).await
    }

    /// Takes over the next events of the log; `false` when there are none.
    async fn take_over(&self, shop: &Shop) -> Result<bool, StoreError> {
        let known = self.live.read_to(&shop.id);
        let logged = self
            .ask(async |session| events::after(session, &shop.id, known, EVENTS_CHUNK).await)
            .await?;
        let Some(newest) = logged.last().map(|event| event.seq) else {
            return Ok(false);
        };
        let mut stale: BTreeSet<Sku> = BTreeSet::new();
        let mut shop_changed = false;
        for event in logged
            .iter()
            .filter(|event| !self.live.has(&shop.id, event.seq))
        {
            shop_changed |= apply(self, shop, event, &mut stale);
        }
        if shop_changed || !stale.is_empty() {
            self.reload(&shop.id, &stale).await?;
        }
        // Last, as in `Live::apply`: a reader of this number finds what the events changed.
        self.live.set_read_to(&shop.id, newest);
        // Followers look at shops whose number has grown.
        let moves = |event: &LoggedEvent| {
            Kind::named(&event.kind).is_none_or(|kind| kind.moves_dates() != Moves::None)
        };
        if logged.iter().any(moves) {
            self.live.wake_followers();
        }
        Ok(true)
    }
}

/// Notes what an event of another node has changed. Answers whether all that is shown of the shop
/// has to be read again.
///
/// An event that cannot be read may have changed anything, so everything is read again. A newer
/// program has written it, or it is damaged; either way the rows say what is true.
fn apply(engine: &Engine, shop: &Shop, logged: &LoggedEvent, stale: &mut BTreeSet<Sku>) -> bool {
    let live = &engine.live;
    let event = match logged.read() {
        Ok(event) => event,
        Err(error) => {
            tracing::error!(shop = %shop.slug, %error, "all of the shop is read again");
            live.forget_shop(&shop.id, logged.seq);
            stale.extend(live.known_skus(&shop.id));
            return true;
        }
    };
    let touched = event.touched();
    for handle in touched.products {
        live.forget_product(&shop.id, handle);
    }
    live.follow_lines(&shop.id, logged.seq, &event);
    for sku in touched.skus {
        if live.is_older(&shop.id, sku, logged.seq) {
            stale.insert(sku.clone());
        }
    }
    for order in touched.orders {
        live.touch_order(order, logged.seq);
    }
    let changes_all = event.kind().changes_all_of_the_shop();
    if changes_all {
        stale.extend(live.known_skus(&shop.id));
    }
    changes_all
}
