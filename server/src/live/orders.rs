//! Orders that are shown live. The view of an order costs as much as its page, so it is written
//! once for all who look at it: one task follows each order in each language, some views at once
//! and then at most one a second.

use super::frame;
use crate::work::Work;
use axum::body::Bytes;
use dashmap::DashMap;
use dockline_app::LiveView;
use dockline_engine::{Engine, ReadError};
use dockline_words::Lang;
use dockline_words::present::live_order;
use futures::future::FutureExt as _;
use futures::stream::{self, BoxStream, StreamExt as _};
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, sleep_until};

/// Time between two views of one order, when it changes all the time.
const VIEW_GAP: Duration = Duration::from_secs(1);
/// Views that may come sooner after a while without any: a shopper who has just opened the page
/// sees at once what happens next.
const VIEWS_AT_ONCE: u32 = 3;
/// Shortest time between any two views: what changes together is shown together.
const TOGETHER: Duration = Duration::from_millis(100);
/// Views that are kept for those who ask without a stream. One of an order with many lines has some
/// 100 kB.
const VIEWS_MAX: usize = 200;

/// Which order, by its token, in which language.
type Key = (String, Lang);

/// A view, and the frame that streams send.
#[derive(Clone)]
struct Shown {
    view: Arc<LiveView>,
    frame: Bytes,
}

/// The orders that somebody looks at.
pub(super) struct OrderViews {
    engine: Engine,
    work: Arc<Work>,
    followed: DashMap<Key, Arc<watch::Sender<Option<Shown>>>>,
    kept: Cache<Key, (Instant, Arc<LiveView>)>,
    /// Views that are written again take turns: however many orders a change concerns, it keeps one
    /// thread busy and one reader.
    turn: Semaphore,
}

impl OrderViews {
    pub(super) fn new(engine: Engine, work: Arc<Work>) -> Self {
        Self {
            engine,
            work,
            followed: DashMap::default(),
            kept: Cache::new(VIEWS_MAX),
            turn: Semaphore::new(1),
        }
    }

    /// The view of an order, not older than a second.
    pub(super) async fn view(&self, token: &str, lang: Lang) -> Result<Arc<LiveView>, ReadError> {
        let key = (token.to_owned(), lang);
        match self.kept.get(&key) {
            Some((at, view)) if at.elapsed() < VIEW_GAP => Ok(view),
            _ => self.written(&key).await,
        }
    }

    async fn written(&self, key: &Key) -> Result<Arc<LiveView>, ReadError> {
        self.work.order_views.add();
        let at = Instant::now();
        let order = self.engine.order(&key.0).await?;
        let view = Arc::new(LiveView::of_order(live_order(&order, key.1)));
        self.kept.insert(key.clone(), (at, Arc::clone(&view)));
        Ok(view)
    }

    /// The frames of an order: the present one, and each later one.
    pub(super) async fn follow(
        self: &Arc<Self>,
        token: &str,
        lang: Lang,
    ) -> Result<BoxStream<'static, Bytes>, ReadError> {
        let mut shown = self.subscribe((token.to_owned(), lang));
        // The task ends when there is no such order.
        shown
            .wait_for(Option::is_some)
            .await
            .map_err(|_| ReadError::not_found("order", token))?;
        shown.mark_changed();
        let frames = stream::unfold(shown, |mut shown| async move {
            shown.changed().await.ok()?;
            let frame = shown
                .borrow_and_update()
                .as_ref()
                .map(|shown| shown.frame.clone())?;
            Some((frame, shown))
        });
        Ok(frames.boxed())
    }

    /// Joins those who follow an order, or begins to.
    fn subscribe(self: &Arc<Self>, key: Key) -> watch::Receiver<Option<Shown>> {
        match self.followed.entry(key.clone()) {
            dashmap::Entry::Occupied(entry) => entry.get().subscribe(),
            dashmap::Entry::Vacant(entry) => {
                let (sender, receiver) = watch::channel(None);
                let sender = Arc::new(sender);
                entry.insert(Arc::clone(&sender));
                tokio::spawn(keep_shown(Arc::clone(self), key, sender));
                receiver
            }
        }
    }
}

/// Shows each new view of an order until nobody looks any more.
async fn keep_shown(orders: Arc<OrderViews>, key: Key, sender: Arc<watch::Sender<Option<Shown>>>) {
    loop {
        match show_changes(&orders, &key, &sender).await {
            Ok(Followed::Renamed) => {}
            Ok(Followed::Over) | Err(ReadError::NotFound { .. } | ReadError::BadCursor) => break,
            Err(error @ ReadError::Store(_)) => {
                tracing::error!(%error, "an order could not be followed");
                break;
            }
        }
    }
    orders
        .followed
        .remove_if(&key, |_, followed| Arc::ptr_eq(followed, &sender));
}

/// Why an order is not followed any more.
enum Followed {
    /// Nobody looks at it.
    Over,
    /// A variant of it is not known by its SKU any more: what is watched has to be asked for again.
    Renamed,
}

/// An order changes by its own events, by its variants' supply, and by who leaves the line ahead of
/// it.
async fn show_changes(
    orders: &OrderViews,
    key: &Key,
    sender: &watch::Sender<Option<Shown>>,
) -> Result<Followed, ReadError> {
    let watch = orders.engine.watch_order(&key.0).await?;
    let changes = watch
        .variants
        .into_iter()
        .map(|receiver| changes(receiver).boxed())
        .chain([changes(watch.order).boxed()]);
    let mut changes = stream::select_all(changes);
    // Read after the watch has begun: a view that was kept may be older than a change that nobody
    // would tell of any more.
    let mut view = orders.written(key).await?;
    let mut pace = Pace::begun(Instant::now());
    loop {
        sender.send_if_modified(|shown| {
            let is_news = shown.as_ref().is_none_or(|shown| shown.view != view);
            if is_news {
                *shown = Some(Shown {
                    frame: frame(&view),
                    view: Arc::clone(&view),
                });
            }
            is_news
        });
        tokio::select! {
            () = unfollowed(orders, key, sender) => return Ok(Followed::Over),
            change = changes.next() => match change {
                Some(Change::Newer) => {}
                Some(Change::Gone) => return Ok(Followed::Renamed),
                None => return Ok(Followed::Over),
            },
        }
        sleep_until(pace.next(Instant::now())).await;
        while let Some(Some(change)) = changes.next().now_or_never() {
            if let Change::Gone = change {
                return Ok(Followed::Renamed);
            }
        }
        let Ok(_turn) = orders.turn.acquire().await else {
            return Ok(Followed::Over);
        };
        match orders.written(key).await {
            Ok(newer) => view = newer,
            Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {}
            Err(error @ ReadError::Store(_)) => {
                tracing::error!(%error, "a followed order could not be read");
            }
        }
    }
}

/// When the next view may be written: on average one in a gap, a few at once after a rest (a leaky
/// bucket).
struct Pace {
    last: Instant,
    /// Up to when the views so far have used up their gaps.
    used_to: Instant,
}

impl Pace {
    fn begun(now: Instant) -> Self {
        Self {
            last: now,
            used_to: now,
        }
    }

    /// The instant for a view that is wanted now.
    fn next(&mut self, now: Instant) -> Instant {
        let ahead = VIEW_GAP * (VIEWS_AT_ONCE - 1);
        let at = now
            .max(self.last + TOGETHER)
            .max(self.used_to.checked_sub(ahead).unwrap_or(now));
        self.used_to = self.used_to.max(at) + VIEW_GAP;
        self.last = at;
        at
    }
}

/// Returns when nobody follows an order, and nobody can begin to by joining the others.
async fn unfollowed(orders: &OrderViews, key: &Key, sender: &watch::Sender<Option<Shown>>) {
    loop {
        sender.closed().await;
        // Who joins does so under the same lock.
        if orders
            .followed
            .remove_if(key, |_, followed| followed.receiver_count() == 0)
            .is_some()
        {
            return;
        }
    }
}

/// What is watched of something that an order shows.
enum Change {
    Newer,
    /// It is not there any more, by the name that it had.
    Gone,
}

fn changes<T: Send + Sync + 'static>(
    receiver: watch::Receiver<T>,
) -> impl futures::Stream<Item = Change> + Send {
    stream::unfold(Some(receiver), |receiver| async move {
        let mut receiver = receiver?;
        match receiver.changed().await {
            Ok(()) => Some((Change::Newer, Some(receiver))),
            Err(_) => Some((Change::Gone, None)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_views_come_at_once_and_then_one_in_each_second() {
        let began = Instant::now();
        let mut pace = Pace::begun(began);
        let mut at = began;
        let mut waits = Vec::new();
        for _ in 0..6 {
            let next = pace.next(at);
            waits.push(next.duration_since(at));
            at = next;
        }
        let (together, second) = (TOGETHER, VIEW_GAP);
        assert_eq!(
            waits,
            [
                together,
                together,
                together,
                Duration::from_millis(800),
                second,
                second
            ]
        );
        // After a rest there are some at once again.
        let rested = at + Duration::from_secs(10);
        assert_eq!(
            (pace.next(rested), pace.next(rested)),
            (rested, rested + together)
        );
    }
}
