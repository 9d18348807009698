//! Paying for an order: `/orders/{token}/payment`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use dockline_engine::{Naming, PayError};
use dockline_words::link;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::orders::PRIVATE;
use super::problem::{Problem, UNAVAILABLE};
use super::schema::Failures;

/// Where a shopper names a card.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentPage)]
pub struct PaymentPageBody {
    /// The page of the gateway; that of the order where there is nothing to do.
    url: String,
}

/// Begins to name a card for an order, or another one, and says where that is done. Anyone who has
/// the link of an order may do so. Sending it again goes on where it was begun.
#[utoipa::path(
    post, path = "/api/v1/orders/{token}/payment", tag = "shoppers", params(("token" = String, Path)),
    responses((status = 200, body = PaymentPageBody), Failures)
)]
pub async fn begin(
    State(api): State<Arc<Api>>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let order = api.engine.order(&token).await?;
    let back = format!("{}{}", api.public_url, link::paid_back(&token));
    let lang = order.person.locale.as_str();
    let begun = api
        .engine
        .begin_method(api.gateway.as_ref(), &token, (&back, lang));
    let url = match begun.await {
        Ok(Naming::At(url)) => url,
        Ok(Naming::Done) => format!("{}{}", api.public_url, link::order(&token)),
        Err(PayError::Read(error)) => return Err(error.into()),
        Err(PayError::Execute(error)) => return Err(error.into()),
        Err(PayError::Gateway(trouble)) => {
            tracing::warn!(%trouble, "a gateway was not reached");
            return Err(Problem::new(
                UNAVAILABLE,
                "The gateway does not answer. Try again later.",
            ));
        }
    };
    Ok(([(CACHE_CONTROL, PRIVATE)], Json(PaymentPageBody { url })).into_response())
}
