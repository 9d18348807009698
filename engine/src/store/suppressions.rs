//! Addresses that are not written to any more, because mails to them came back or were not wanted.

use super::statement::statements;
use super::{Arg, Session, StoreError};
use crate::fold;
use dockline_domain::id::{MessageId, ShopId};
use dockline_domain::message::Suppression;

statements! {
    /// What stops all mails is not taken back by a complaint of one.
    SUPPRESS = "insert into suppressions (shop_id, email_folded, scope, message_id, at) values ($1, $2, $3, $4, $5)
        on conflict (shop_id, email_folded) do update set
            scope = case when suppressions.scope = 'all' and suppressions.lifted_at is null then 'all' else excluded.scope end,
            message_id = excluded.message_id, at = excluded.at, lifted_at = null";
    OF_ADDRESS = "select scope from suppressions where shop_id = $1 and email_folded = $2 and lifted_at is null";
    LIFT = "update suppressions set lifted_at = $3 where shop_id = $1 and email_folded = $2 and lifted_at is null";
    ERASE = "delete from suppressions where shop_id = $1 and email_folded = $2";
}

/// Stops mails to an address, as it is compared.
pub(crate) async fn suppress(
    session: &mut Session,
    (shop, folded): (&ShopId, &str),
    scope: Suppression,
    (message, at): (&MessageId, i64),
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        folded.into(),
        scope.name().into(),
        message.as_str().into(),
        at.into(),
    ];
    session.run(&SUPPRESS, &args).await.map(|_| ())
}

/// Which mails an address is not sent.
pub(crate) async fn of_address(
    session: &mut Session,
    shop: &ShopId,
    email: &str,
) -> Result<Option<Suppression>, StoreError> {
    of_folded(session, (shop, &fold::address(email))).await
}

/// The same for an address as it is compared.
pub(crate) async fn of_folded(
    session: &mut Session,
    (shop, folded): (&ShopId, &str),
) -> Result<Option<Suppression>, StoreError> {
    let args = [shop.as_str().into(), folded.into()];
    let row = session.first(&OF_ADDRESS, &args).await?;
    row.map(|row| row.parsed("scope", Suppression::parse))
        .transpose()
}

/// Lets an address, as it is compared, be written to again; `false` where it may be.
pub(crate) async fn lift(
    session: &mut Session,
    (shop, folded): (&ShopId, &str),
    at: i64,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), folded.into(), at.into()];
    Ok(session.run(&LIFT, &args).await? > 0)
}

/// Forgets an address; `false` where nothing was known of it.
pub(crate) async fn erase(
    session: &mut Session,
    shop: &ShopId,
    email: &str,
) -> Result<bool, StoreError> {
    let folded = fold::address(email);
    let args = [shop.as_str().into(), Arg::Text(&folded)];
    Ok(session.run(&ERASE, &args).await? > 0)
}
