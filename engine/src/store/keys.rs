//! Keys of a merchant's programs.

use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use dockline_domain::id::{KeyId, ShopId};
use dockline_domain::scope::Scopes;
use dockline_view::ApiKey;

statements! {
    INSERT = "insert into api_keys (shop_id, id, name, hash, created_at, scopes, expires_at)
        values ($1, $2, $3, $4, $5, $6, cast(nullif($7, '') as bigint))";
    BY_OLD_HASH = "select shop_id, id, name, scopes, created_at, expires_at, last_used_at, revoked_at from api_keys where hash = $1";
    BY_HASH = "select shop_id, id, name, scopes, created_at, expires_at, last_used_at, revoked_at from api_keys where shop_id = $1 and hash = $2";
    BY_ID = "select shop_id, id, name, scopes, created_at, expires_at, last_used_at, revoked_at from api_keys where shop_id = $1 and id = $2";
    LIST = "select shop_id, id, name, scopes, created_at, expires_at, last_used_at, revoked_at from api_keys where shop_id = $1 order by id";
    REVOKE = "update api_keys set revoked_at = $3 where shop_id = $1 and id = $2 and revoked_at is null";
    USE = "update api_keys set last_used_at = $3 where shop_id = $1 and id = $2";
}

fn key(row: &Row) -> Result<ApiKey, StoreError> {
    Ok(ApiKey {
        id: row.parsed("id", KeyId::parse)?,
        name: row.text("name")?,
        scopes: row
            .optional_parsed("scopes", Scopes::parse)?
            .unwrap_or_default(),
        created_at: row.time("created_at")?,
        expires_at: row.optional_time("expires_at")?,
        last_used_at: row.optional_time("last_used_at")?,
        revoked_at: row.optional_time("revoked_at")?,
    })
}

/// Adds a key; only the hash of its secret is stored.
pub(crate) async fn insert(
    session: &mut Session,
    shop: &ShopId,
    key: &ApiKey,
    hash: &str,
) -> Result<(), StoreError> {
    let scopes = match &key.scopes {
        Scopes::All => None,
        only @ Scopes::Only(_) => Some(only.to_string()),
    };
    let expires = key
        .expires_at
        .map_or_else(String::new, |at| at.as_millisecond().to_string());
    let args = [
        shop.as_str().into(),
        Arg::Text(key.id.as_str()),
        Arg::Text(&key.name),
        hash.into(),
        key.created_at.as_millisecond().into(),
        Arg::Optional(scopes.as_deref()),
        Arg::Text(&expires),
    ];
    session.run(&INSERT, &args).await.map(|_| ())
}

/// The key with this hash, whether it still opens anything or not, and its shop, which keys of
/// before do not name.
pub(crate) async fn by_hash(
    session: &mut Session,
    shop: Option<&ShopId>,
    hash: &str,
) -> Result<Option<(ShopId, ApiKey)>, StoreError> {
    let row = match shop {
        Some(shop) => {
            session
                .first(&BY_HASH, &[shop.as_str().into(), hash.into()])
                .await?
        }
        None => session.first(&BY_OLD_HASH, &[hash.into()]).await?,
    };
    row.map(|row| Ok((row.parsed("shop_id", ShopId::parse)?, key(&row)?)))
        .transpose()
}

pub(crate) async fn by_id(
    session: &mut Session,
    shop: &ShopId,
    id: &KeyId,
) -> Result<Option<ApiKey>, StoreError> {
    session
        .first(&BY_ID, &[shop.as_str().into(), id.as_str().into()])
        .await?
        .as_ref()
        .map(key)
        .transpose()
}

/// Every key of a shop, the oldest first.
pub(crate) async fn list(session: &mut Session, shop: &ShopId) -> Result<Vec<ApiKey>, StoreError> {
    session
        .all(&LIST, &[shop.as_str().into()])
        .await?
        .iter()
        .map(key)
        .collect()
}

/// Takes a key back; `false` when it was taken back before.
pub(crate) async fn revoke(
    session: &mut Session,
    shop: &ShopId,
    id: &KeyId,
    at: i64,
) -> Result<bool, StoreError> {
    Ok(session
        .run(
            &REVOKE,
            &[shop.as_str().into(), id.as_str().into(), at.into()],
        )
        .await?
        == 1)
}

/// Notes the day on which a key was used.
pub(crate) async fn used(
    session: &mut Session,
    shop: &ShopId,
    id: &KeyId,
    day: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &USE,
            &[shop.as_str().into(), id.as_str().into(), day.into()],
        )
        .await
        .map(|_| ())
}
