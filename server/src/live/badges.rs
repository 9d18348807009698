//! The statuses that stand in rows and lists on pages: variants among others, products in the
//! catalogue. A stream follows all of its page's with one look at the shop's version, so that a
//! list costs it no more than a single one.

use super::frame;
use axum::body::Bytes;
use dockline_app::{LiveView, Topic};
use dockline_engine::{Engine, ReadError};
use dockline_view::Shop;
use dockline_words::Lang;
use dockline_words::present::{product_badge, variant_badge};
use futures::stream;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Shortest time between two looks.
const LOOK_GAP: Duration = Duration::from_millis(250);

/// Whose status.
pub(super) enum Badge {
    /// A variant's, by SKU.
    Choice(String),
    /// A product's, by handle.
    Product(String),
}

impl Badge {
    pub(super) fn parse(topic: &str) -> Option<Self> {
        match topic.parse().ok()? {
            Topic::Choice(sku) => Some(Self::Choice(sku)),
            Topic::Product(handle) => Some(Self::Product(handle)),
            Topic::Variant { .. } | Topic::Order(_) => None,
        }
    }

    /// The present view, unless it is still the one of version `shown`.
    pub(super) async fn view(
        &self,
        engine: &Engine,
        shop: &Arc<Shop>,
        lang: Lang,
        shown: Option<i64>,
    ) -> Result<Option<LiveView>, ReadError> {
        let newer = |version: i64| shown.is_none_or(|shown| version > shown);
        match self {
            Self::Choice(sku) => {
                let snapshot = engine.snapshot(shop, sku).await?;
                let view = || {
                    LiveView::of_badge(
                        &Topic::Choice(sku.clone()),
                        snapshot.version,
                        &variant_badge(&snapshot, lang),
                    )
                };
                Ok(newer(snapshot.version).then(view))
            }
            Self::Product(handle) => {
                let product = engine.product(shop, handle).await?;
                let view = || {
                    LiveView::of_badge(
                        &Topic::Product(handle.clone()),
                        product.version,
                        &product_badge(&product, lang),
                    )
                };
                Ok(newer(product.version).then(view))
            }
        }
    }
}

/// A status with the view that the page has of it.
struct Followed {
    badge: Badge,
    shown: Option<LiveView>,
    version: Option<i64>,
}

impl Followed {
    /// The frame of its present view, if that looks another way than the one the page has.
    async fn frame(&mut self, engine: &Engine, shop: &Arc<Shop>, lang: Lang) -> Option<Bytes> {
        let view = match self.badge.view(engine, shop, lang, self.version).await {
            Ok(view) => view?,
            Err(ReadError::NotFound { .. } | ReadError::BadCursor) => return None,
            Err(ReadError::Store(error)) => {
                tracing::error!(%error, "a status could not be read");
                return None;
            }
        };
        self.version = Some(view.version);
        if self
            .shown
            .as_ref()
            .is_some_and(|shown| shown.html == view.html)
        {
            return None;
        }
        let frame = frame(&view);
        self.shown = Some(view);
        Some(frame)
    }
}

/// The frames of some statuses: the present ones, and each later one.
pub(super) fn follow(
    engine: &Engine,
    shop: Arc<Shop>,
    badges: Vec<Badge>,
    lang: Lang,
) -> impl futures::Stream<Item = Bytes> + Send + use<> {
    let followed: Vec<Followed> = badges
        .into_iter()
        .map(|badge| Followed {
            badge,
            shown: None,
            version: None,
        })
        .collect();
    let mut version = engine.watch_version(&shop.id);
    version.mark_changed();
    let begin = Instant::now();
    stream::unfold(
        (engine.clone(), shop, followed, version, begin),
        move |(engine, shop, mut followed, mut version, next_look)| async move {
            let mut next_look = next_look;
            loop {
                version.changed().await.ok()?;
                sleep_until(next_look).await;
                next_look = Instant::now() + LOOK_GAP;
                version.mark_unchanged();
                let mut frames = Vec::new();
                for one in &mut followed {
                    frames.extend(one.frame(&engine, &shop, lang).await.iter().flatten());
                }
                if !frames.is_empty() {
                    return Some((
                        Bytes::from(frames),
                        (engine, shop, followed, version, next_look),
                    ));
                }
            }
        },
    )
}
