//! The frames of a variant, rendered once for all who show it.

use super::frame;
use crate::names;
use axum::body::Bytes;
use dockline_app::{LiveView, Topic};
use dockline_domain::id::{ShopId, Sku};
use dockline_engine::{Engine, ReadError};
use dockline_view::{Shop, VariantSnapshot};
use dockline_words::Lang;
use dockline_words::present::live_card;
use futures::stream::{self, BoxStream, StreamExt as _};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Shortest time between two views of one unit of a variant, which all who look at its page share.
const VIEW_GAP: Duration = Duration::from_millis(100);
/// Shortest time between two views of a quantity that one visitor has typed.
const QUANTITY_VIEW_GAP: Duration = Duration::from_millis(500);
/// Rendered frames that are kept for other streams, about this many.
const FRAMES: usize = 5_000;
/// Most bytes of them.
const FRAMES_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Which frame: a variant of a shop in a quantity and a language.
type FrameKey = (ShopId, Sku, u32, Lang);

/// Rendered frames, shared by all streams that show the same.
pub(super) struct Frames(Cache<FrameKey, (i64, Bytes), FrameSize>);

/// How much of the room a frame takes, in bytes, with its key.
#[derive(Clone)]
struct FrameSize;

impl Weighter<FrameKey, (i64, Bytes)> for FrameSize {
    fn weight(&self, _: &FrameKey, (_, frame): &(i64, Bytes)) -> u64 {
        u64::try_from(frame.len() + 300).unwrap_or(u64::MAX)
    }
}

impl Default for Frames {
    fn default() -> Self {
        Self(Cache::with_weighter(FRAMES, FRAMES_BYTES_MAX, FrameSize))
    }
}

impl Frames {
    /// The frame of a snapshot for who shows it by a SKU, rendered once for all who do so by its
    /// own.
    fn of(
        &self,
        snapshot: &VariantSnapshot,
        name: &str,
        (sku, quantity): (&str, u32),
        lang: Lang,
    ) -> Bytes {
        if snapshot.sku.as_str() != sku {
            return frame(&LiveView {
                topic: Topic::variant(sku, quantity).to_string(),
                ..LiveView::of_card(live_card(snapshot, name, lang, quantity))
            });
        }
        let key = (
            snapshot.shop.id.clone(),
            snapshot.sku.clone(),
            quantity,
            lang,
        );
        if let Some((version, frame)) = self.0.get(&key)
            && version == snapshot.version
        {
            return frame;
        }
        let frame = frame(&LiveView::of_card(live_card(
            snapshot, name, lang, quantity,
        )));
        self.0.insert(key, (snapshot.version, frame.clone()));
        frame
    }
}

/// A variant that a page shows, by the SKU that the page knows.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) engine: Engine,
    pub(super) frames: Arc<Frames>,
    pub(super) shop: Arc<Shop>,
    pub(super) sku: String,
    pub(super) quantity: u32,
    pub(super) lang: Lang,
}

impl Shown {
    /// The frames of the variant in its quantity: the present one, and each later one. They go on
    /// when it is renamed, and end when it leaves the catalogue.
    pub(super) async fn follow(self) -> Result<BoxStream<'static, Bytes>, ReadError> {
        let first = self.frames_by_one_name().await?;
        let others = stream::unfold(self, |shown| async {
            let frames = shown.frames_by_one_name().await.ok()?;
            Some((frames, shown))
        });
        Ok(first.chain(others.flatten()).boxed())
    }

    async fn frames_by_one_name(&self) -> Result<BoxStream<'static, Bytes>, ReadError> {
        let watch = self.engine.watch(&self.shop, &self.sku).await?;
        let snapshot = Arc::clone(&watch.borrow());
        let name = names::of_snapshot(&self.engine, &self.shop, &snapshot).await;
        let gap = if self.quantity == 1 {
            VIEW_GAP
        } else {
            QUANTITY_VIEW_GAP
        };
        let shown = self.clone();
        let render = move |snapshot: &VariantSnapshot| {
            let asked = (shown.sku.as_str(), shown.quantity);
            shown.frames.of(snapshot, &name, asked, shown.lang)
        };
        Ok(of_variant(watch, render, gap).boxed())
    }
}

fn of_variant(
    watch: watch::Receiver<Arc<VariantSnapshot>>,
    render: impl Fn(&VariantSnapshot) -> Bytes + Send + 'static,
    gap: Duration,
) -> impl futures::Stream<Item = Bytes> + Send {
    stream::unfold(
        (watch, render, true),
        move |(mut watch, render, first)| async move {
            if !first {
                tokio::time::sleep(gap).await;
                watch.changed().await.ok()?;
            }
            let snapshot = Arc::clone(&watch.borrow_and_update());
            let frame = render(&snapshot);
            Some((frame, (watch, render, false)))
        },
    )
}
