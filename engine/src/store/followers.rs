//! How far each follower has worked through the log.

use super::statement::statements;
use super::{Session, StoreError};
use dockline_domain::id::ShopId;

statements! {
    CURSOR = "select seq from followers where shop_id = $1 and name = $2";
    SAVE = "insert into followers (shop_id, name, seq) values ($1, $2, $3)
        on conflict (shop_id, name) do update set seq = excluded.seq where excluded.seq > followers.seq";
}

/// The number of the last event that a follower has worked through.
pub(crate) async fn cursor(
    session: &mut Session,
    shop: &ShopId,
    name: &str,
) -> Result<i64, StoreError> {
    let row = session
        .first(&CURSOR, &[shop.as_str().into(), name.into()])
        .await?;
    row.map_or(Ok(0), |row| row.int("seq"))
}

/// Moves a follower on; never back.
pub(crate) async fn save_cursor(
    session: &mut Session,
    shop: &ShopId,
    name: &str,
    seq: i64,
) -> Result<(), StoreError> {
    session
        .run(&SAVE, &[shop.as_str().into(), name.into(), seq.into()])
        .await
        .map(|_| ())
}
