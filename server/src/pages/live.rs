//! `/app/live`: the one stream of a page. It brings the whole present view of each topic in the
//! page's words, whenever it changes.

use super::live_badges::{self, Badge};
use super::live_orders;
use super::request::PageRequest;
use crate::client::Client;
use crate::holdings::{Permit, Refused};
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use dockline_app::lang::Lang;
use dockline_app::present::{live_card, order_line_name};
use dockline_app::view::LiveView;
use dockline_domain::id::{ShopId, Sku};
use dockline_domain::limits;
use dockline_engine::ReadError;
use dockline_engine::view::{Shop, VariantSnapshot};
use futures::stream::{self, BoxStream, StreamExt as _};
use http::{HeaderValue, StatusCode, header};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Most topics of one page.
const TOPICS_MAX: usize = 60;
/// Most quantities of one variant on a page: the one that is shown, and the one that was typed.
const QUANTITIES_MAX: usize = 2;
/// Most orders of one stream: a page shows one.
const ORDERS_MAX: usize = 1;
/// Shortest time between two views of one unit of a variant, which all who look at its page share.
const VIEW_GAP: Duration = Duration::from_millis(100);
/// Shortest time between two views of a quantity that one visitor has typed.
const QUANTITY_VIEW_GAP: Duration = Duration::from_millis(500);
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
            let quantity = quantity
                .parse()
                .ok()
                .filter(|quantity| (1..=limits::QUANTITY_MAX).contains(quantity))?;
            Some(Topic::Variant {
                sku: sku.to_owned(),
                quantity,
            })
        }
        "order" => Some(Topic::Order {
            token: rest.to_owned(),
        }),
        _ => None,
    }
}

/// The topics of a page that are looked at: each once, and no more of a kind than pages have.
/// Others are ignored like those that are not known.
pub(crate) fn distinct<'a>(
    topics: impl Iterator<Item = &'a str>,
    orders_max: usize,
) -> Vec<&'a str> {
    let (mut seen, mut orders, mut quantities) = (HashSet::new(), 0, HashMap::new());
    let mut is_wanted = |topic: &&'a str| {
        if !seen.insert(*topic) {
            return false;
        }
        let (count, most) = match parse(topic) {
            Some(Topic::Order { .. }) => (&mut orders, orders_max),
            Some(Topic::Variant { sku, .. }) => {
                (quantities.entry(sku).or_insert(0), QUANTITIES_MAX)
            }
            None => return true,
        };
        *count += 1;
        *count <= most
    };
    topics
        .take(TOPICS_MAX)
        .filter(|topic| is_wanted(topic))
        .collect()
}

/// The right to open a stream. When strangers have all that are for everybody, there are some left
/// for who has an order or runs the shop.
async fn admitted(
    state: &AppState,
    client: IpAddr,
    request: &PageRequest,
    topics: &[&str],
) -> Result<Permit, Refused> {
    let refused = match state.streams.open(client) {
        Err(refused @ Refused::Total) => refused,
        answered => return answered,
    };
    let mut has_order = false;
    for topic in topics {
        if let Some(Topic::Order { token }) = parse(topic) {
            has_order |= live_orders::view(state, &token, request.lang())
                .await
                .is_ok();
        }
    }
    if has_order || crate::console::is_at_work(request, state).await {
        state.streams.open_reserved(client)
    } else {
        Err(refused)
    }
}

/// The present view of a topic.
pub(crate) async fn view_of(
    state: &AppState,
    shop: &str,
    topic: &str,
    lang: Lang,
) -> Result<LiveView, ReadError> {
    if let Some(badge) = Badge::parse(topic) {
        let shop = state.engine.shop(shop).await?;
        return badge
            .view(state, &shop, lang, None)
            .await?
            .ok_or_else(|| ReadError::not_found("topic", topic));
    }
    match parse(topic) {
        Some(Topic::Variant { sku, quantity }) => {
            let shop = state.engine.shop(shop).await?;
            let snapshot = state.engine.snapshot(&shop, &sku).await?;
            let name = name_of(state, &shop, &snapshot).await;
            Ok(LiveView::of_card(live_card(
                &snapshot, &name, lang, quantity,
            )))
        }
        Some(Topic::Order { token }) => Ok(LiveView::clone(
            &*live_orders::view(state, &token, lang).await?,
        )),
        None => Err(ReadError::not_found("topic", topic)),
    }
}

pub(crate) async fn name_of(
    state: &AppState,
    shop: &Arc<Shop>,
    snapshot: &VariantSnapshot,
) -> String {
    let view = state.engine.product(shop, snapshot.handle.as_str()).await;
    let name = view.ok().and_then(|view| {
        let variant = view
            .product
            .variants
            .iter()
            .find(|variant| variant.sku == snapshot.sku)?;
        Some(order_line_name(&view.product.title, &variant.options))
    });
    name.unwrap_or_else(|| snapshot.sku.to_string())
}

/// Opens the stream of a page.
pub async fn stream(
    State(state): State<AppState>,
    Client(client): Client,
    request: PageRequest,
) -> Response {
    let wanted = distinct(request.queries("topic"), ORDERS_MAX);
    let permit = match admitted(&state, client, &request, &wanted).await {
        Ok(permit) => permit,
        Err(full) => return crate::api::problem::Problem::from(full).into_response(),
    };
    let shop = request.query("shop").unwrap_or("").to_owned();
    let (badges, wanted): (Vec<&str>, Vec<&str>) = wanted
        .into_iter()
        .partition(|topic| Badge::parse(topic).is_some());
    let mut topics = Vec::new();
    if !badges.is_empty()
        && let Ok(shop) = state.engine.shop(&shop).await
    {
        let badges = badges.into_iter().filter_map(Badge::parse).collect();
        topics.push(live_badges::follow(&state, shop, badges, request.lang()).boxed());
    }
    for topic in wanted {
        match follow(&state, &shop, topic, request.lang()).await {
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
    let frames = first
        .chain(views)
        .take_until(tokio::time::sleep(LIFETIME))
        .take_until(ends);
    let body = frames.map(move |frame| {
        let _open = &permit;
        Ok::<_, Infallible>(frame)
    });
    let mut response = Response::new(Body::from_stream(body));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/event-stream"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// The frames of one topic: the present one, and each later one.
async fn follow(
    state: &AppState,
    shop: &str,
    topic: &str,
    lang: Lang,
) -> Result<BoxStream<'static, Bytes>, ReadError> {
    match parse(topic) {
        Some(Topic::Variant { sku, quantity }) => {
            let shop = state.engine.shop(shop).await?;
            let watch = state.engine.watch(&shop, &sku).await?;
            let snapshot = Arc::clone(&watch.borrow());
            let name = name_of(state, &shop, &snapshot).await;
            let frames = Arc::clone(&state.frames);
            let render =
                move |snapshot: &VariantSnapshot| frames.of(snapshot, &name, quantity, lang);
            let gap = if quantity == 1 {
                VIEW_GAP
            } else {
                QUANTITY_VIEW_GAP
            };
            Ok(of_variant(watch, render, gap).boxed())
        }
        Some(Topic::Order { token }) => live_orders::follow(state, &token, lang).await,
        None => Err(ReadError::not_found("topic", topic)),
    }
}

impl Frames {
    /// The frame of a snapshot, rendered once for all who show it.
    fn of(&self, snapshot: &VariantSnapshot, name: &str, quantity: u32, lang: Lang) -> Bytes {
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

pub(super) fn frame(view: &LiveView) -> Bytes {
    let data = serde_json::to_string(view).unwrap_or_default();
    Bytes::from(format!(
        "event: view\nid: {}\ndata: {data}\n\n",
        view.version
    ))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_counts_once_and_a_page_has_one_order() {
        let topics = [
            "order:a",
            "sku:1:TENT",
            "sku:1:TENT",
            "order:b",
            "choice:X",
            "choice:X",
            "sku:2:TENT",
            "sku:3:TENT",
            "sku:3:POLE",
            "odd",
        ];
        assert_eq!(
            distinct(topics.into_iter(), 1),
            [
                "order:a",
                "sku:1:TENT",
                "choice:X",
                "sku:2:TENT",
                "sku:3:POLE",
                "odd"
            ]
        );
        assert_eq!(
            distinct(topics.into_iter(), 2)[..3],
            ["order:a", "sku:1:TENT", "order:b"]
        );
        let many: Vec<String> = (0..99).map(|number| format!("sku:1:S{number}")).collect();
        assert_eq!(
            distinct(many.iter().map(String::as_str), 1).len(),
            TOPICS_MAX
        );
    }
}
