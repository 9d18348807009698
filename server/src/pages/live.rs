//! `/app/live`: the one stream of a page. It brings the whole present view of each topic in the page's words, whenever it changes.

use super::live_badges::{self, Badge};
use super::request::PageRequest;
use crate::client::Client;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use dockline_app::lang::Lang;
use dockline_app::present::{live_card, live_order, order_line_name};
use dockline_app::view::LiveView;
use dockline_domain::id::{ShopId, Sku};
use dockline_domain::limits;
use dockline_engine::ReadError;
use dockline_engine::view::{Shop, VariantSnapshot};
use futures::stream::{self, BoxStream, StreamExt as _};
use http::{HeaderValue, StatusCode, header};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Most topics of one stream.
const TOPICS_MAX: usize = crate::desk::TOPICS_MAX;
/// Shortest time between two views of one topic.
const VIEW_GAP: Duration = Duration::from_millis(100);
/// A comment is sent this often, so that nobody on the way thinks the stream is dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A stream ends after this time; the page opens another.
const LIFETIME: Duration = Duration::from_mins(15);
/// Rendered frames that are kept for other streams, about so many.
const FRAMES: usize = 5_000;
/// Most bytes of them.
const FRAMES_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Which frame: a variant of a shop in a quantity and a language.
type FrameKey = (ShopId, Sku, u32, Lang);

/// Rendered frames, shared by all streams that show the same.
pub struct Frames(Cache<FrameKey, (i64, Bytes), FrameSize>);

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

/// What a topic names.
enum Topic {
    Variant { sku: String, quantity: u32 },
    Order { token: String },
}

fn parse(topic: &str) -> Option<Topic> {
    let (kind, rest) = topic.split_once(':')?;
    match kind {
        "sku" => {
            let (quantity, sku) = rest.split_once(':')?;
            let quantity = quantity.parse().ok().filter(|quantity| (1..=limits::QUANTITY_MAX).contains(quantity))?;
            Some(Topic::Variant { sku: sku.to_owned(), quantity })
        }
        "order" => Some(Topic::Order { token: rest.to_owned() }),
        _ => None,
    }
}

/// The present view of a topic.
pub(crate) async fn view_of(state: &AppState, shop: &str, topic: &str, lang: Lang) -> Result<LiveView, ReadError> {
    if let Some(badge) = Badge::parse(topic) {
        let shop = state.engine.shop(shop).await?;
        return badge.view(state, &shop, lang, None).await?.ok_or_else(|| ReadError::not_found("topic", topic));
    }
    match parse(topic) {
        Some(Topic::Variant { sku, quantity }) => {
            let shop = state.engine.shop(shop).await?;
            let snapshot = state.engine.snapshot(&shop, &sku).await?;
            let name = name_of(state, &shop, &snapshot).await;
            Ok(LiveView::of_card(live_card(&snapshot, &name, lang, quantity)))
        }
        Some(Topic::Order { token }) => Ok(LiveView::of_order(live_order(&state.engine.order(&token).await?, lang))),
        None => Err(ReadError::not_found("topic", topic)),
    }
}

pub(crate) async fn name_of(state: &AppState, shop: &Arc<Shop>, snapshot: &VariantSnapshot) -> String {
    let view = state.engine.product(shop, snapshot.handle.as_str()).await;
    let name = view.ok().and_then(|view| {
        let variant = view.product.variants.iter().find(|variant| variant.sku == snapshot.sku)?;
        Some(order_line_name(&view.product.title, &variant.options))
    });
    name.unwrap_or_else(|| snapshot.sku.to_string())
}

/// Opens the stream of a page.
pub async fn stream(State(state): State<AppState>, Client(client): Client, request: PageRequest) -> Response {
    let permit = match state.streams.open(client) {
        Ok(permit) => permit,
        Err(full) => return crate::api::problem::Problem::from(full).into_response(),
    };
    let wanted: Vec<String> = request.queries("topic").take(TOPICS_MAX).map(str::to_owned).collect();
    let shop = request.query("shop").unwrap_or("").to_owned();
    let (badges, wanted): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|topic| Badge::parse(topic).is_some());
    let mut topics = Vec::new();
    if !badges.is_empty()
        && let Ok(shop) = state.engine.shop(&shop).await
    {
        let badges = badges.iter().filter_map(|topic| Badge::parse(topic)).collect();
        topics.push(live_badges::follow(&state, shop, badges, request.lang()).boxed());
    }
    for topic in wanted {
        match follow(&state, &shop, &topic, request.lang()).await {
            Ok(stream) => topics.push(stream),
            Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {}
            Err(ReadError::Store(error)) => {
                tracing::error!(%error, "a live stream could not begin");
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        }
    }
    if topics.is_empty() {
        return StatusCode::NO_CONTENT.into_response();
    }
    let first = stream::once(async { Bytes::from_static(b"retry: 2000\n\n") });
    let beats = stream::unfold((), |()| async {
        tokio::time::sleep(HEARTBEAT).await;
        Some((Bytes::from_static(b":\n\n"), ()))
    });
    let views = stream::select(stream::select_all(topics), beats.boxed());
    let ends = state.stopping.clone().cancelled_owned();
    let frames = first.chain(views).take_until(tokio::time::sleep(LIFETIME)).take_until(ends);
    let body = frames.map(move |frame| {
        let _open = &permit;
        Ok::<_, Infallible>(frame)
    });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// The frames of one topic: the present one, and each later one.
async fn follow(state: &AppState, shop: &str, topic: &str, lang: Lang) -> Result<BoxStream<'static, Bytes>, ReadError> {
    match parse(topic) {
        Some(Topic::Variant { sku, quantity }) => {
            let shop = state.engine.shop(shop).await?;
            let watch = state.engine.watch(&shop, &sku).await?;
            let snapshot = Arc::clone(&watch.borrow());
            let name = name_of(state, &shop, &snapshot).await;
            let frames = Arc::clone(&state.frames);
            let render = move |snapshot: &VariantSnapshot| frames.of(snapshot, &name, quantity, lang);
            Ok(of_variant(watch, render).boxed())
        }
        Some(Topic::Order { token }) => Ok(of_order(state, token, lang).await?.boxed()),
        None => Err(ReadError::not_found("topic", topic)),
    }
}

impl Frames {
    /// The frame of a snapshot, rendered once for all who show it.
    fn of(&self, snapshot: &VariantSnapshot, name: &str, quantity: u32, lang: Lang) -> Bytes {
        let key = (snapshot.shop.id.clone(), snapshot.sku.clone(), quantity, lang);
        if let Some((version, frame)) = self.0.get(&key)
            && version == snapshot.version
        {
            return frame;
        }
        let frame = frame(&LiveView::of_card(live_card(snapshot, name, lang, quantity)));
        self.0.insert(key, (snapshot.version, frame.clone()));
        frame
    }
}

pub(super) fn frame(view: &LiveView) -> Bytes {
    let data = serde_json::to_string(view).unwrap_or_default();
    Bytes::from(format!("event: view\nid: {}\ndata: {data}\n\n", view.version))
}

fn of_variant(
    watch: watch::Receiver<Arc<VariantSnapshot>>,
    render: impl Fn(&VariantSnapshot) -> Bytes + Send + 'static,
) -> impl futures::Stream<Item = Bytes> + Send {
    stream::unfold((watch, render, true), |(mut watch, render, first)| async move {
        if !first {
            tokio::time::sleep(VIEW_GAP).await;
            watch.changed().await.ok()?;
        }
        let snapshot = Arc::clone(&watch.borrow_and_update());
        let frame = render(&snapshot);
        Some((frame, (watch, render, false)))
    })
}

/// An order changes by its own events, by its variants' supply, and by who leaves the line ahead of it.
async fn of_order(state: &AppState, token: String, lang: Lang) -> Result<impl futures::Stream<Item = Bytes> + Send + use<>, ReadError> {
    let watch = state.engine.watch_order(&token).await?;
    let engine = state.engine.clone();
    let changes = watch.variants.into_iter().map(|receiver| changes(receiver).boxed()).chain([changes(watch.order).boxed()]);
    let changes = stream::once(async {}).chain(stream::select_all(changes)).ready_chunks(64);
    let views = changes.then(move |_| {
        let (engine, token) = (engine.clone(), token.clone());
        async move { engine.order(&token).await.ok().map(|view| live_order(&view, lang)) }
    });
    let mut shown = None;
    let frames = views.filter_map(move |view| {
        let changed = view.filter(|view| shown.as_ref() != Some(view));
        if let Some(view) = &changed {
            shown = Some(view.clone());
        }
        std::future::ready(changed.map(|view| frame(&LiveView::of_order(view))))
    });
    Ok(frames)
}

fn changes<T: Send + Sync + 'static>(receiver: watch::Receiver<T>) -> impl futures::Stream<Item = ()> + Send {
    stream::unfold(receiver, |mut receiver| async move {
        receiver.changed().await.ok()?;
        tokio::time::sleep(VIEW_GAP).await;
        receiver.mark_unchanged();
        Some(((), receiver))
    })
}
