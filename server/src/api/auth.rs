//! Who asks: a merchant's program shows the key of its shop.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use dockline_domain::by::By;
use dockline_domain::scope::Scopes;
use dockline_engine::KeyCheck;
use dockline_view::{ApiKey, Shop};
use std::net::IpAddr;
use std::sync::Arc;

use super::problem::{MISSING_SCOPE, Problem, unauthorized};
use super::{Api, scopes};
use crate::client::Client;
use crate::refusals::{Kind, Who};

/// A program of a merchant. Everything it asks for is asked of this shop, and of no other.
pub struct Merchant {
    /// The shop its key belongs to.
    pub shop: Arc<Shop>,
    /// Its key, for the log.
    pub by: By,
    /// What its merchant calls the key.
    pub key_name: String,
    /// What it may do.
    pub scopes: Scopes,
}

impl Merchant {
    /// On what a date rests that came without a basis: somebody said so, and it is known who.
    pub fn basis(&self) -> String {
        format!("stated by {}", self.key_name)
    }
}

impl FromRequestParts<Arc<Api>> for Merchant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Arc<Api>) -> Result<Self, Problem> {
        let key = bearer(&parts.headers).ok_or_else(|| {
            unauthorized(
                "Bearer",
                "Send the key of the shop as Authorization: Bearer KEY.",
            )
        })?;
        let checked = api.engine.key(key).await?;
        let Ok(Client(client)) = Client::from_request_parts(parts, api).await;
        let refused = |kind, detail: &str| {
            api.refusals.note(kind, who(client, &checked));
            unauthorized("Bearer error=\"invalid_token\"", detail)
        };
        let (shop, key) = match &checked {
            KeyCheck::Opens(shop, key) => (shop, key),
            KeyCheck::Revoked(..) => {
                return Err(refused(Kind::KeyRevoked, "This key was revoked."));
            }
            KeyCheck::Expired(..) => {
                return Err(refused(Kind::KeyExpired, "This key has expired."));
            }
            KeyCheck::Unknown => return Err(refused(Kind::KeyUnknown, "This key is not known.")),
        };
        if let Some(scope) = scopes::lacks(&key.scopes, parts) {
            api.refusals.note(Kind::Scope, who(client, &checked));
            return Err(missing_scope(scope, key));
        }
        // What it has done by another node is what it reads by this one.
        let shop = if parts.method.is_safe() {
            api.engine.caught_up(shop).await?
        } else {
            Arc::clone(shop)
        };
        Ok(Self {
            shop,
            by: By::Key(key.id.clone()),
            key_name: key.name.clone(),
            scopes: key.scopes.clone(),
        })
    }
}

fn who(client: IpAddr, checked: &KeyCheck) -> Who<'_> {
    match checked {
        KeyCheck::Opens(shop, key)
        | KeyCheck::Revoked(shop, key)
        | KeyCheck::Expired(shop, key) => Who {
            client: Some(client),
            shop: Some(shop.slug.as_str()),
            user: Some(key.id.as_str()),
        },
        KeyCheck::Unknown => client.into(),
    }
}

fn missing_scope(scope: &str, key: &ApiKey) -> Problem {
    let detail = format!(
        "This needs a key with the scope {scope}; this one has {}.",
        key.scopes
    );
    Problem::new(MISSING_SCOPE, detail).with("scope", scope.into())
}

pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(key.trim())
        .filter(|key| !key.is_empty())
}
