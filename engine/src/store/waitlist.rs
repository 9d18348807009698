//! Who wants to hear when something is back.

use super::statement::statements;
use super::{Arg, Session, StoreError};
use crate::fold;
use dockline_domain::id::{PersonId, ShopId, Sku};
use dockline_view::WaitlistView;
use jiff::Timestamp;

statements! {
    JOIN = "insert into waitlist (shop_id, sku, person_id, joined_at) values ($1, $2, $3, $4)";
    PAGE = "select w.sku, w.person_id, w.joined_at, p.email, p.locale from waitlist w
        join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and w.sku = $2 and w.person_id > $3 order by w.person_id limit $4";
    COUNT = "select count(*) as people from waitlist where shop_id = $1 and sku = $2";
    ASKED = "select sku, count(*) as people, max(joined_at) as newest from waitlist where shop_id = $1 group by sku
        order by 2 desc, sku limit $2";
    IS_ON = "select w.person_id from waitlist w join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and w.sku = $2 and p.email_folded = $3 and p.email = $4 limit 1";
}

/// Adds a person to the waitlist of a variant.
pub(crate) async fn join(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    person: &PersonId,
    at: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &JOIN,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                person.as_str().into(),
                at.into(),
            ],
        )
        .await
        .map(|_| ())
}

/// Whether a mail address is on the waitlist of a variant.
pub(crate) async fn is_on(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    email: &str,
) -> Result<bool, StoreError> {
    Ok(session
        .first(
            &IS_ON,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                Arg::Text(&fold::address(email)),
                email.into(),
            ],
        )
        .await?
        .is_some())
}

/// Who waits to hear of a variant, in the order in which they joined, after one of them. The ids of
/// persons sort by time.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    after: &str,
    limit: i64,
) -> Result<Vec<WaitlistView>, StoreError> {
    let rows = session
        .all(
            &PAGE,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                Arg::Text(after),
                limit.into(),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(WaitlistView {
                person: row.parsed("person_id", PersonId::parse)?,
                email: row.text("email")?,
                locale: row.text("locale")?,
                joined_at: row.time("joined_at")?,
            })
        })
        .collect()
}

/// The variants that most people asked to hear of: how many, and when the last of them did.
pub(crate) async fn asked(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<(Sku, u32, Timestamp)>, StoreError> {
    let rows = session
        .all(&ASKED, &[shop.as_str().into(), limit.into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("sku", Sku::parse)?,
                row.units("people")?,
                row.time("newest")?,
            ))
        })
        .collect()
}

/// How many people wait to hear of a variant.
pub(crate) async fn count(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<u32, StoreError> {
    session
        .first(&COUNT, &[shop.as_str().into(), sku.as_str().into()])
        .await?
        .map_or(Ok(0), |row| row.units("people"))
}
