//! Who asks: a merchant's program shows the key of its shop.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use dockline_engine::view::Shop;
use std::sync::Arc;

use super::Api;
use super::problem::{Problem, unauthorized};
use crate::client::Client;
use crate::refusals::Kind;

/// The actor that stands in the log for people who order.
pub const SHOPPER: &str = "shopper";

/// A program of a merchant. Everything it asks for is asked of this shop, and of no other.
pub struct Merchant {
    /// The shop its key belongs to.
    pub shop: Arc<Shop>,
    /// The id of its key, for the log.
    pub actor: String,
}

impl FromRequestParts<Arc<Api>> for Merchant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Problem> {
        let key = bearer(parts).ok_or_else(|| unauthorized("Bearer", "Send the key of the shop as Authorization: Bearer KEY."))?;
        let found = api.engine.shop_of_key(key).await?;
        if let Some((shop, actor)) = found {
            return Ok(Self { shop, actor });
        }
        let Ok(Client(client)) = Client::from_request_parts(parts, api).await;
        api.refusals.note(Kind::KeyUnknown, client.into());
        Err(unauthorized("Bearer error=\"invalid_token\"", "This key is not known."))
    }
}

fn bearer(parts: &Parts) -> Option<&str> {
    let (scheme, key) = parts.headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key.trim()).filter(|key| !key.is_empty())
}
