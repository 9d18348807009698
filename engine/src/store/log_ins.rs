//! Failed log-ins, and where accounts are at home.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use dockline_domain::id::ShopId;
use dockline_domain::log_in::Failures;
use serde::Serialize;
use std::collections::HashMap;

statements! {
    COUNTED = "select key, began_at, failures from log_in_failures where shop_id = $2 and key in (select r.value ->> 'key' from {rows})";
    SAVE = "insert into log_in_failures (shop_id, key, began_at, failures)
        select {own shop}, r.value ->> 'key', cast(r.value ->> 'began_at' as bigint), cast(r.value ->> 'failures' as bigint)
        from {rows of the shop} where true
        on conflict (shop_id, key) do update set began_at = excluded.began_at, failures = excluded.failures";
    FORGET = "delete from log_in_failures where shop_id = $1 and key = $2";
    MANY = "select count(*) as many from log_in_failures where shop_id = $1";
    FORGET_BEFORE = "delete from log_in_failures where shop_id = $1 and began_at < $2";
    HOME = "select seen_at, began_at, failures from log_in_homes where shop_id = $1 and key = $2";
    SAVE_HOME = "insert into log_in_homes (shop_id, key, seen_at, began_at, failures) values ($1, $2, $3, $4, $5)
        on conflict (shop_id, key) do update set seen_at = excluded.seen_at, began_at = excluded.began_at, failures = excluded.failures";
    MANY_HOMES = "select count(*) as many from log_in_homes where shop_id = $1";
    FORGET_HOMES_BEFORE = "delete from log_in_homes where shop_id = $1 and seen_at < $2";
}

/// What failed by one key.
#[derive(Debug, Serialize)]
pub(crate) struct FailuresRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) key: &'a str,
    /// Milliseconds.
    pub(crate) began_at: i64,
    pub(crate) failures: u32,
}

/// An account at an address from which it has logged in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Home {
    /// Milliseconds.
    pub(crate) seen_ms: i64,
    pub(crate) failures: Failures,
}

fn failures(row: &Row) -> Result<Failures, StoreError> {
    Ok(Failures {
        began_ms: row.int("began_at")?,
        count: row.units("failures")?,
    })
}

/// What is known of some keys.
pub(crate) async fn counted(
    session: &mut Session,
    shop: &ShopId,
    keys: impl Iterator<Item = &str>,
) -> Result<HashMap<String, Failures>, StoreError> {
    let keys: Vec<_> = keys.map(|key| serde_json::json!({ "key": key })).collect();
    let keys = json(&keys);
    let rows = session
        .all(&COUNTED, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("key")?, failures(row)?)))
        .collect()
}

pub(crate) async fn save(
    session: &mut Session,
    rows: &[FailuresRow<'_>],
) -> Result<(), StoreError> {
    session.rows(&SAVE, rows).await
}

pub(crate) async fn forget(
    session: &mut Session,
    shop: &ShopId,
    key: &str,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), key.into()];
    session.run(&FORGET, &args).await.map(|_| ())
}

/// How many keys are counted in a shop.
pub(crate) async fn many(session: &mut Session, shop: &ShopId) -> Result<i64, StoreError> {
    let row = session.first(&MANY, &[shop.as_str().into()]).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// How many homes are known in a shop.
pub(crate) async fn many_homes(session: &mut Session, shop: &ShopId) -> Result<i64, StoreError> {
    let row = session.first(&MANY_HOMES, &[shop.as_str().into()]).await?;
    row.map_or(Ok(0), |row| row.int("many"))
}

/// Forgets what began before an instant, and homes not seen since another one.
pub(crate) async fn forget_before(
    session: &mut Session,
    shop: &ShopId,
    (began, seen): (i64, i64),
) -> Result<(), StoreError> {
    let of_shop = Arg::Text(shop.as_str());
    session
        .run(&FORGET_BEFORE, &[of_shop, began.into()])
        .await?;
    session
        .run(&FORGET_HOMES_BEFORE, &[of_shop, seen.into()])
        .await
        .map(|_| ())
}

pub(crate) async fn home(
    session: &mut Session,
    shop: &ShopId,
    key: &str,
) -> Result<Option<Home>, StoreError> {
    let args = [shop.as_str().into(), key.into()];
    let row = session.first(&HOME, &args).await?;
    row.map(|row| {
        Ok(Home {
            seen_ms: row.int("seen_at")?,
            failures: failures(&row)?,
        })
    })
    .transpose()
}

pub(crate) async fn save_home(
    session: &mut Session,
    shop: &ShopId,
    key: &str,
    home: Home,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        key.into(),
        home.seen_ms.into(),
        home.failures.began_ms.into(),
        i64::from(home.failures.count).into(),
    ];
    session.run(&SAVE_HOME, &args).await.map(|_| ())
}
