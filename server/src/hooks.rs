//! `/hooks/{shop}/{gateway}`: what a gateway says by itself. Anyone may write here, so only what is
//! signed is taken; and it decides nothing, because what it names is looked at there.

use crate::api::problem::{self, BUSY, MALFORMED, NOT_FOUND, Problem, TOO_LARGE};
use crate::state::AppState;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use dockline_adapters::gateway::stripe::hook::{self, BadHook, Hook};
use dockline_domain::id::ShopSlug;
use dockline_engine::ExecuteError;
use dockline_engine::command::{HintTaken, TakeHint};
use http::StatusCode;
use http_body_util::{BodyExt as _, Limited};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tower::util::MapResponseLayer;

/// Most messages that are taken at once.
pub(crate) const HOOKS_AT_ONCE: usize = 64;
/// Longest message.
const BYTES_MAX: usize = 1024 * 1024;
/// How long a message may take to arrive, and how long it waits for others.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is counted.
const COUNTER: &str = "dockline_gateway_hooks_total";

/// Where a gateway of a shop is to write.
pub(crate) fn hook_path(shop: &ShopSlug, gateway: u32) -> String {
    format!("/hooks/{shop}/{gateway}")
}

pub(crate) fn router(state: &AppState) -> Router<AppState> {
    let public_url = Arc::clone(&state.public_url);
    let told = MapResponseLayer::new(move |response| problem::write(&public_url, response));
    Router::new()
        .route("/hooks/{shop}/{gateway}", post(receive))
        .layer(told)
}

fn count(result: &'static str) {
    metrics::counter!(COUNTER, "result" => result).increment(1);
}

/// A message is taken at once, and looked into later.
async fn receive(
    State(state): State<AppState>,
    Path((shop, gateway)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let (result, response) = match take(&state, (&shop, &gateway), &headers, body).await {
        Ok(result) => (result, StatusCode::OK.into_response()),
        Err((result, problem)) => (result, problem.into_response()),
    };
    count(result);
    response
}

type Refused = (&'static str, Problem);

async fn whole(body: Body) -> Result<Bytes, Refused> {
    let slow = || {
        (
            "slow",
            Problem::new(BUSY, "The message took too long.").retry_after(60),
        )
    };
    let whole = timeout(PATIENCE, Limited::new(body, BYTES_MAX).collect()).await;
    let whole = whole.map_err(|_| slow())?;
    let whole = whole.map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            let problem = Problem::new(TOO_LARGE, "A message has at most 1 MiB.");
            ("too_large", problem)
        } else {
            let problem = Problem::new(MALFORMED, "The message ended too soon.");
            ("malformed", problem)
        }
    })?;
    Ok(whole.to_bytes())
}

async fn take(
    state: &AppState,
    (slug, gateway): (&str, &str),
    headers: &HeaderMap,
    body: Body,
) -> Result<&'static str, Refused> {
    let busy = || {
        let problem = Problem::new(BUSY, "Nothing was taken. Send it again.");
        ("busy", problem.retry_after(60))
    };
    // Nobody is told which shops there are, or which of them have such a gateway.
    let unknown = || {
        (
            "unknown",
            Problem::new(NOT_FOUND, "Nobody takes messages here."),
        )
    };
    // What nobody sends who may is refused before it takes anybody's turn.
    let gateway: u32 = gateway.parse().map_err(|_| unknown())?;
    let shop = state.engine.shop(slug).await.map_err(|_| unknown())?;
    if !headers.contains_key("stripe-signature") {
        let problem = Problem::new(MALFORMED, BadHook::Unsigned.to_string());
        return Err((BadHook::Unsigned.name(), problem));
    }
    let turn = timeout(PATIENCE, state.hooks.acquire()).await;
    let _turn = turn.ok().and_then(Result::ok).ok_or_else(busy)?;
    let body = whole(body).await?;
    let proof = state.engine.hook_proof(&shop.id, gateway).await;
    let proof = proof.map_err(|error| {
        tracing::warn!(shop = %shop.slug, gateway, %error, "a message of a gateway was not taken");
        busy()
    })?;
    let proof = proof.ok_or_else(unknown)?;
    let signature = headers.get("stripe-signature");
    let signature = signature.and_then(|value| value.to_str().ok());
    let read = hook::read(signature, &body, state.engine.now(), &proof);
    let hook =
        read.map_err(|bad: BadHook| (bad.name(), Problem::new(MALFORMED, bad.to_string())))?;
    let Hook::About { event, named } = hook else {
        return Ok("nothing");
    };
    let command = TakeHint {
        gateway,
        event,
        named,
    };
    match state.engine.hear(&shop.id, command).await {
        Ok(HintTaken::New) => Ok("taken"),
        Ok(HintTaken::Again) => Ok("again"),
        Ok(HintTaken::Foreign) => Ok("foreign"),
        Err(ExecuteError::NotFound { .. }) => Err(unknown()),
        Err(error) => {
            tracing::warn!(shop = %shop.slug, gateway, %error, "a message of a gateway was not taken");
            Err(busy())
        }
    }
}
