//! Availability as it changes: server-sent events. Each event is a whole snapshot, so a client that
//! resumes begins with the present state and has missed nothing; `Last-Event-ID` need not be looked
//! at.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use dockline_engine::ReadError;
use dockline_view::{Shop, VariantSnapshot};
use futures::stream::{self, BoxStream, SelectAll, Stream, StreamExt as _};
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;

use super::Api;
use super::input::Params;
use super::params::StreamQuery;
use super::problem::Problem;
use super::schema::{AvailabilityBody, Failures};
use crate::client::Client;
use crate::streams;

/// Most variants in one stream.
pub const SKUS_MAX: usize = 20;
/// Changes that come faster than this are seen together: a variant that sells fast must not keep
/// the server busy with its watchers.
const PAUSE: Duration = Duration::from_millis(100);

/// Availability as it changes.
///
/// Begins with the present state of each variant. `data` is the availability of one unit, `id` its
/// version.
#[utoipa::path(
    get, path = "/api/v1/shops/{shop}/live", tag = "shoppers",
    params(
        ("shop" = String, Path), StreamQuery,
        ("last_event_id" = Option<String>, Query), ("Last-Event-ID" = Option<String>, Header)
    ),
    responses((status = 200, body = AvailabilityBody, content_type = "text/event-stream"), Failures)
)]
pub async fn stream(
    State(api): State<Arc<Api>>,
    Path(shop): Path<String>,
    Client(client): Client,
    uri: Uri,
) -> Result<Response, Problem> {
    let params = Params::of(&uri)?;
    let skus = params.skus(SKUS_MAX)?;
    let permit = api.streams.open(client)?;
    let shop = api.engine.shop(&shop).await?;
    super::availability::snapshots(&api, &shop, &skus).await?;
    let mut changes = SelectAll::new();
    for sku in skus {
        changes.push(followed(&api, &shop, sku).await?);
    }
    Ok(streams::response(
        events(Arc::clone(&api), changes),
        permit,
        &api.stopping,
    ))
}

/// The snapshots of a variant. They go on when it is renamed, and end when it leaves the catalogue.
async fn followed(
    api: &Arc<Api>,
    shop: &Arc<Shop>,
    sku: &str,
) -> Result<BoxStream<'static, Arc<VariantSnapshot>>, ReadError> {
    let first = WatchStream::new(api.engine.watch(shop, sku).await?);
    let of = (Arc::clone(api), Arc::clone(shop), sku.to_owned());
    let others = stream::unfold(of, |(api, shop, sku)| async {
        let next = api.engine.watch(&shop, &sku).await.ok()?;
        Some((WatchStream::new(next), (api, shop, sku)))
    });
    Ok(first.chain(others.flatten()).boxed())
}

/// The events of some variants. What has changed together is sent together, and then comes a pause.
fn events(
    api: Arc<Api>,
    changes: SelectAll<BoxStream<'static, Arc<VariantSnapshot>>>,
) -> impl Stream<Item = Bytes> + Send {
    let together = changes.ready_chunks(SKUS_MAX);
    stream::unfold(
        (api, together, true),
        |(api, mut together, is_first)| async move {
            if !is_first {
                tokio::time::sleep(PAUSE).await;
            }
            let snapshots = together.next().await?;
            let events = snapshots
                .into_iter()
                .map(|snapshot| api.answers.of(snapshot).event.clone());
            let events: Vec<Bytes> = events.collect();
            let frame = match events.as_slice() {
                [event] => event.clone(),
                events => Bytes::from(events.concat()),
            };
            Some((frame, (api, together, false)))
        },
    )
}
