//! People: everything that stands anywhere about one, and how it is erased.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use crate::fold;
use dockline_domain::id::{OrderId, PersonId, ShopId, Sku};
use jiff::Timestamp;

statements! {
    // Addresses are compared without regard to case: of letters beyond ASCII as they were written.
    BY_EMAIL = "select id, order_id, email, name, locale, address, created_at from persons
        where shop_id = $1 and email_folded = $2 and (email = $3 or lower(email) = $4) order by id";
    ORDERS = "select o.id, o.number, o.ship, o.needed_by, o.currency, o.shipping_minor, o.placed_at,
            (select count(*) from backorders b where b.shop_id = $2 and b.order_id = o.id
                and b.state in {open states})
            + (select count(*) from refunds f where f.shop_id = $2 and f.order_id = o.id
                and f.state in {refunds under way}) as open
        from orders o where o.shop_id = $2 and o.id in (select r.value ->> 'id' from {rows}) order by o.number";
    STATES = "select number, sku, quantity, state, state_data from backorders where shop_id = $1 and order_id = $2 order by number";
    PARCELS = "select number, state, carrier, tracking, packed_at, handed_over_at, delivered_at from shipments
        where shop_id = $1 and order_id = $2 order by number";
    ON_WAITLISTS = "select sku, person_id, joined_at from waitlist
        where shop_id = $2 and person_id in (select r.value ->> 'id' from {rows}) order by joined_at, sku";
    LEAVE_WAITLISTS = "delete from waitlist
        where shop_id = $2 and (sku, person_id) in (select r.value ->> 'sku', r.value ->> 'person' from {rows})";
    ERASE = "update persons set email = '', name = '', address = null, address_parts = null, email_folded = '', name_folded = '', erased_at = $3
        where shop_id = $2 and id in (select r.value ->> 'id' from {rows})";
    FORGET = "delete from persons where shop_id = $2 and order_id is null and id in (select r.value ->> 'id' from {rows})
        and not exists (select 1 from waitlist w where w.shop_id = $2 and w.person_id = persons.id)";
    /// What was written to whoever has left is forgotten with them: that it was written stays.
    FORGET_MAILS = "delete from message_contents where shop_id = $2 and message_id in (select m.id from messages m
        where m.shop_id = $2 and m.person_id in (select r.value ->> 'id' from {rows}))";
    FORGET_REPLIES = "update message_attempts set reply = null where shop_id = $2 and message_id in (select m.id from messages m
        where m.shop_id = $2 and m.person_id in (select r.value ->> 'id' from {rows}))";
    JOINED_ONE_BEFORE = "select sku, person_id, joined_at from waitlist where shop_id = $1 and sku = $2 and joined_at < $3
        order by person_id limit $4";
    JOINED_BEFORE = "select sku, person_id, joined_at from waitlist where shop_id = $1 and joined_at < $2 order by sku, person_id limit $3";
}

/// One of the rows about a person: an order has one of its own, and so has a place on a waitlist.
pub(crate) struct PersonOf {
    pub(crate) id: PersonId,
    pub(crate) order: Option<OrderId>,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) address: Option<String>,
    pub(crate) since: Timestamp,
}

/// What is there about a mail address.
pub(crate) async fn by_email(
    session: &mut Session,
    shop: &ShopId,
    email: &str,
) -> Result<Vec<PersonOf>, StoreError> {
    let (folded, lower) = (fold::address(email), email.to_lowercase());
    let args = [
        shop.as_str().into(),
        Arg::Text(&folded),
        email.into(),
        Arg::Text(&lower),
    ];
    let rows = session.all(&BY_EMAIL, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(PersonOf {
                id: row.parsed("id", PersonId::parse)?,
                order: row.optional_parsed("order_id", OrderId::parse)?,
                email: row.text("email")?,
                name: row.text("name")?,
                locale: row.text("locale")?,
                address: row.optional_text("address")?,
                since: row.time("created_at")?,
            })
        })
        .collect()
}

/// An order of a person, as far as it says something about them.
pub(crate) struct OrderOf {
    pub(crate) id: OrderId,
    pub(crate) number: i64,
    pub(crate) ship: String,
    pub(crate) needed_by: Option<String>,
    pub(crate) currency: String,
    pub(crate) shipping_minor: i64,
    pub(crate) placed_at: Timestamp,
    /// Whether something of it is still to be delivered.
    pub(crate) is_open: bool,
}

fn ids<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    json(
        &ids.map(|id| serde_json::json!({ "id": id }))
            .collect::<Vec<_>>(),
    )
}

/// The orders of some rows.
pub(crate) async fn orders(
    session: &mut Session,
    shop: &ShopId,
    people: &[PersonOf],
) -> Result<Vec<OrderOf>, StoreError> {
    let ids = ids(people
        .iter()
        .filter_map(|person| person.order.as_ref())
        .map(OrderId::as_str));
    let rows = session
        .all(&ORDERS, &[Arg::Text(&ids), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(OrderOf {
                id: row.parsed("id", OrderId::parse)?,
                number: row.int("number")?,
                ship: row.text("ship")?,
                needed_by: row.optional_text("needed_by")?,
                currency: row.text("currency")?,
                shipping_minor: row.int("shipping_minor")?,
                placed_at: row.time("placed_at")?,
                is_open: row.int("open")? > 0,
            })
        })
        .collect()
}

/// The states of the units of an order: number, SKU, quantity, state and what it says.
pub(crate) async fn states(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<serde_json::Value>, StoreError> {
    let rows = session
        .all(&STATES, &[shop.as_str().into(), order.as_str().into()])
        .await?;
    let state = |row: &Row| {
        let said: Option<serde_json::Value> = row.optional_json("state_data")?;
        let (sku, state) = (row.text("sku")?, row.text("state")?);
        Ok(
            serde_json::json!({ "sku": sku, "quantity": row.int("quantity")?, "state": state, "details": said }),
        )
    };
    rows.iter().map(state).collect()
}

/// The parcels of an order.
pub(crate) async fn parcels(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<serde_json::Value>, StoreError> {
    let rows = session
        .all(&PARCELS, &[shop.as_str().into(), order.as_str().into()])
        .await?;
    let parcel = |row: &Row| {
        let text = |column| row.optional_text(column);
        let time =
            |column| Ok::<_, StoreError>(row.optional_time(column)?.map(|at| at.to_string()));
        Ok(serde_json::json!({
            "number": row.int("number")?, "state": row.text("state")?, "carrier": text("carrier")?, "tracking": text("tracking")?,
            "packed_at": time("packed_at")?, "handed_over_at": time("handed_over_at")?, "delivered_at": time("delivered_at")?
        }))
    };
    rows.iter().map(parcel).collect()
}

/// A place on a waitlist.
#[derive(serde::Serialize)]
pub(crate) struct Place {
    pub(crate) sku: Sku,
    pub(crate) person: PersonId,
    #[serde(skip)]
    pub(crate) joined_at: Timestamp,
}

fn place(row: &Row) -> Result<Place, StoreError> {
    Ok(Place {
        sku: row.parsed("sku", Sku::parse)?,
        person: row.parsed("person_id", PersonId::parse)?,
        joined_at: row.time("joined_at")?,
    })
}

/// The places of some rows on waitlists.
pub(crate) async fn places(
    session: &mut Session,
    shop: &ShopId,
    people: &[PersonOf],
) -> Result<Vec<Place>, StoreError> {
    let ids = ids(people
        .iter()
        .filter(|person| person.order.is_none())
        .map(|person| person.id.as_str()));
    session
        .all(&ON_WAITLISTS, &[Arg::Text(&ids), shop.as_str().into()])
        .await?
        .iter()
        .map(place)
        .collect()
}

/// Places that were taken before an instant.
pub(crate) async fn places_before(
    session: &mut Session,
    shop: &ShopId,
    before: i64,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    session
        .all(
            &JOINED_BEFORE,
            &[shop.as_str().into(), before.into(), limit.into()],
        )
        .await?
        .iter()
        .map(place)
        .collect()
}

/// Places on the waitlist of a variant that were taken before an instant.
pub(crate) async fn places_of(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    before: i64,
    limit: i64,
) -> Result<Vec<Place>, StoreError> {
    let args = [
        shop.as_str().into(),
        sku.as_str().into(),
        before.into(),
        limit.into(),
    ];
    session
        .all(&JOINED_ONE_BEFORE, &args)
        .await?
        .iter()
        .map(place)
        .collect()
}

/// Takes places away, and forgets those who had no other.
pub(crate) async fn leave(
    session: &mut Session,
    shop: &ShopId,
    places: &[Place],
) -> Result<(), StoreError> {
    if places.is_empty() {
        return Ok(());
    }
    session
        .run(
            &LEAVE_WAITLISTS,
            &[Arg::Text(&json(&places)), shop.as_str().into()],
        )
        .await?;
    let people = ids(places.iter().map(|place| place.person.as_str()));
    let args = [Arg::Text(&people), shop.as_str().into()];
    for statement in [&FORGET_MAILS, &FORGET_REPLIES, &FORGET] {
        session.run(statement, &args).await?;
    }
    Ok(())
}

/// Forgets what was written to some people about no order of theirs.
pub(crate) async fn forget_mails(
    session: &mut Session,
    shop: &ShopId,
    people: &[PersonOf],
) -> Result<(), StoreError> {
    let of_no_order = people.iter().filter(|person| person.order.is_none());
    let ids = ids(of_no_order.map(|person| person.id.as_str()));
    for statement in [&FORGET_MAILS, &FORGET_REPLIES] {
        let args = [Arg::Text(&ids), shop.as_str().into()];
        session.run(statement, &args).await?;
    }
    Ok(())
}

/// Erases who somebody is from some rows.
pub(crate) async fn erase(
    session: &mut Session,
    shop: &ShopId,
    people: &[PersonOf],
    at: i64,
) -> Result<(), StoreError> {
    let ids = ids(people.iter().map(|person| person.id.as_str()));
    session
        .run(&ERASE, &[Arg::Text(&ids), shop.as_str().into(), at.into()])
        .await
        .map(|_| ())
}
