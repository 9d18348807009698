//! How far each follower has worked through the log, and which node runs it.

use super::statement::statements;
use super::{Session, StoreError};
use dockline_domain::id::ShopId;

/// The name of the follower that plans mails.
pub(crate) const MAILS: &str = "mails";

/// The name of the follower that plans what endpoints are told.
pub(crate) const WEBHOOKS: &str = "webhooks";

statements! {
    CURSOR = "select seq, stopped_by from followers where shop_id = $1 and name = $2";
    /// A lease that another node holds is left alone until it ends, by the database's clock: nodes
    /// may disagree about the time. The clock is read once, in the row to be inserted: a distributed
    /// database takes no clock in the condition.
    LEASE = "insert into followers (shop_id, name, seq, leased_by, leased_until) values ($1, $2, $3, $4, {now} + $5)
        on conflict (shop_id, name) do update set leased_by = excluded.leased_by, leased_until = excluded.leased_until
            where followers.leased_by is null or followers.leased_by = excluded.leased_by or followers.leased_until < excluded.leased_until - $5";
    BEGIN = "insert into followers (shop_id, name, seq) values ($1, $2, $3) on conflict do nothing";
    /// Whatever happened before is passed over.
    BEGIN_ANEW = "insert into followers (shop_id, name, seq) values ($1, $2, $3)
        on conflict (shop_id, name) do update set seq = excluded.seq, stopped_by = null";
    RELEASE = "update followers set leased_by = null, leased_until = null where shop_id = $1 and name = $2 and leased_by = $3";
    MOVE = "update followers set seq = $4, stopped_by = null
        where shop_id = $1 and name = $2 and leased_by = $3 and seq <= $4";
    STOP = "update followers set stopped_by = $4, leased_by = null, leased_until = null
        where shop_id = $1 and name = $2 and leased_by = $3";
    STOPPED = "select name, stopped_by from followers where shop_id = $1 and stopped_by is not null order by name";
}

/// Where a follower is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The number of the last event that it has worked through.
    pub(crate) seq: i64,
    /// The event that it cannot read.
    pub(crate) stopped_by: Option<i64>,
}

/// Where a follower is; none when it has never begun.
pub(crate) async fn cursor(
    session: &mut Session,
    shop: &ShopId,
    name: &str,
) -> Result<Option<Cursor>, StoreError> {
    let row = session
        .first(&CURSOR, &[shop.as_str().into(), name.into()])
        .await?;
    row.map(|row| {
        Ok(Cursor {
            seq: row.int("seq")?,
            stopped_by: row.optional_int("stopped_by")?,
        })
    })
    .transpose()
}

/// Takes or renews a node's lease; `false` when another node has it. A follower that has never
/// begun begins after the event `begins`.
pub(crate) async fn lease(
    session: &mut Session,
    shop: &ShopId,
    (name, node): (&str, &str),
    begins: i64,
    lasts_ms: i64,
) -> Result<bool, StoreError> {
    let args = [
        shop.as_str().into(),
        name.into(),
        begins.into(),
        node.into(),
        lasts_ms.into(),
    ];
    Ok(session.run(&LEASE, &args).await? == 1)
}

/// Lets a follower that has never begun in a shop begin after an event.
pub(crate) async fn begin(
    session: &mut Session,
    shop: &ShopId,
    name: &str,
    seq: i64,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), name.into(), seq.into()];
    session.run(&BEGIN, &args).await.map(|_| ())
}

/// Lets a follower go on after an event, wherever it was.
pub(crate) async fn begin_anew(
    session: &mut Session,
    shop: &ShopId,
    name: &str,
    seq: i64,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), name.into(), seq.into()];
    session.run(&BEGIN_ANEW, &args).await.map(|_| ())
}

/// Gives a lease back.
pub(crate) async fn release(
    session: &mut Session,
    shop: &ShopId,
    (name, node): (&str, &str),
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), name.into(), node.into()];
    session.run(&RELEASE, &args).await.map(|_| ())
}

/// Moves a follower on; `false` when it is not this node's any more.
pub(crate) async fn advance(
    session: &mut Session,
    shop: &ShopId,
    (name, node): (&str, &str),
    seq: i64,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), name.into(), node.into(), seq.into()];
    Ok(session.run(&MOVE, &args).await? == 1)
}

/// Notes the event that a follower cannot read, and gives the lease back: another node may run a
/// program that can.
pub(crate) async fn stop(
    session: &mut Session,
    shop: &ShopId,
    (name, node): (&str, &str),
    event: i64,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), name.into(), node.into(), event.into()];
    session.run(&STOP, &args).await.map(|_| ())
}

/// The followers of a shop that stand before an event they cannot read.
pub(crate) async fn stopped(
    session: &mut Session,
    shop: &ShopId,
) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = session.all(&STOPPED, &[shop.as_str().into()]).await?;
    rows.iter()
        .map(|row| Ok((row.text("name")?, row.int("stopped_by")?)))
        .collect()
}
