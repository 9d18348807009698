//! Who wants to hear when something is back.

use super::statement::statements;
use super::{Session, StoreError};
use dockline_domain::id::{PersonId, ShopId, Sku};

statements! {
    JOIN = "insert into waitlist (shop_id, sku, person_id, joined_at) values ($1, $2, $3, $4)";
    IS_ON = "select w.person_id from waitlist w join persons p on p.shop_id = w.shop_id and p.id = w.person_id
        where w.shop_id = $1 and w.sku = $2 and p.email = $3 limit 1";
}

/// Adds a person to the waitlist of a variant.
pub(crate) async fn join(session: &mut Session, shop: &ShopId, sku: &Sku, person: &PersonId, at: i64) -> Result<(), StoreError> {
    session.run(&JOIN, &[shop.as_str().into(), sku.as_str().into(), person.as_str().into(), at.into()]).await.map(|_| ())
}

/// Whether a mail address is on the waitlist of a variant.
pub(crate) async fn is_on(session: &mut Session, shop: &ShopId, sku: &Sku, email: &str) -> Result<bool, StoreError> {
    Ok(session.first(&IS_ON, &[shop.as_str().into(), sku.as_str().into(), email.into()]).await?.is_some())
}
