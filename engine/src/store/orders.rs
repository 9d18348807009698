//! Orders, their lines and the people who placed them.

use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write};
use crate::fold;
use dockline_domain::address::Address;
use dockline_domain::catalogue::{OptionValue, ProductDraft, VariantDraft};
use dockline_domain::email::Email;
use dockline_domain::id::{Handle, OrderId, PersonId, ShopId, Sku};
use dockline_domain::money::Currency;
use dockline_domain::order::{Person, Ship};
use dockline_domain::ordering::OrderPrefix;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

statements! {
    INSERT_PERSONS = "insert into persons (shop_id, id, order_id, email, name, locale, created_at, email_folded, name_folded, address, address_parts)
        select {own shop}, r.value ->> 'id', r.value ->> 'order', r.value ->> 'email', r.value ->> 'name', r.value ->> 'locale',
            cast(r.value ->> 'at' as bigint), r.value ->> 'email_folded', r.value ->> 'name_folded',
            r.value ->> 'address', r.value ->> 'address_parts'
        from {rows of the shop}";
    INSERT_ORDERS = "insert into orders (shop_id, id, number, number_prefix, token, person_id, ship, needed_by, currency, shipping_minor, placed_at, version, gateway)
        select {own shop}, r.value ->> 'id', cast(r.value ->> 'number' as bigint), r.value ->> 'prefix', r.value ->> 'token', r.value ->> 'person',
            r.value ->> 'ship', r.value ->> 'needed_by', r.value ->> 'currency',
            cast(r.value ->> 'shipping_minor' as bigint), cast(r.value ->> 'at' as bigint), cast(r.value ->> 'seq' as bigint),
            cast(r.value ->> 'gateway' as bigint)
        from {rows of the shop}";
    INSERT_LINES = "insert into order_lines (shop_id, order_id, number, sku, quantity, price_minor, item)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'number' as bigint), r.value ->> 'sku',
            cast(r.value ->> 'quantity' as bigint), cast(r.value ->> 'price_minor' as bigint), r.value ->> 'item'
        from {rows of the shop}";
    BY_OLD_TOKEN = "select o.shop_id, o.id, o.number, o.number_prefix, o.token, o.ship, o.needed_by, o.currency, o.shipping_minor, o.placed_at, o.version, o.person_id, p.email, p.name, p.locale,
            p.address, p.address_parts, o.gateway
        from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id where o.token = $1";
    LAST_NUMBER = "select coalesce(max(number), 0) as number from orders where shop_id = $1";
    BY_TOKEN = "select o.shop_id, o.id, o.number, o.number_prefix, o.token, o.ship, o.needed_by, o.currency, o.shipping_minor, o.placed_at, o.version, o.person_id, p.email, p.name, p.locale,
            p.address, p.address_parts, o.gateway
        from orders o join persons p on p.shop_id = $1 and p.id = o.person_id where o.shop_id = $1 and o.token = $2";
    BY_ID = "select o.shop_id, o.id, o.number, o.number_prefix, o.token, o.ship, o.needed_by, o.currency, o.shipping_minor, o.placed_at, o.version, o.person_id, p.email, p.name, p.locale,
            p.address, p.address_parts, o.gateway
        from orders o join persons p on p.shop_id = $1 and p.id = o.person_id where o.shop_id = $1 and o.id = $2";
    LINES = "select number, sku, quantity, price_minor, item from order_lines where shop_id = $1 and order_id = $2 order by number";
    SAVE_PERSON = "update persons set name = $3, address = $4, name_folded = $5, address_parts = $6 where shop_id = $1 and id = $2";
    IS_ON_A_PARCEL = "select number from shipments where shop_id = $1 and order_id = $2 and person_id = $3 limit 1";
    COPY_PERSON = "insert into persons (shop_id, id, order_id, email, name, locale, created_at, address, email_folded, name_folded, address_parts)
        select shop_id, $3, order_id, email, $4, locale, created_at, $5, email_folded, $6, $7 from persons where shop_id = $1 and id = $2";
    SAVE_ORDERED_BY = "update orders set person_id = $3 where shop_id = $1 and id = $2";
    SAVE_NEEDED_BY = "update orders set needed_by = $3 where shop_id = $1 and id = $2";
    ITEM = "select p.draft from variants v join products p on p.shop_id = $1 and p.handle = v.handle
        where v.shop_id = $1 and v.sku = $2";
    TAKE_FROM_LINE = "update order_lines set quantity = quantity - $4 where shop_id = $1 and order_id = $2 and sku = $3";
    DROP_EMPTY_LINES = "delete from order_lines where shop_id = $1 and order_id = $2 and quantity <= 0";
    ADD_TO_LINE = "update order_lines set quantity = quantity + $4 where shop_id = $1 and order_id = $2 and sku = $3";
    NEXT_LINE = "select coalesce(max(number), 0) + 1 as number from order_lines where shop_id = $1 and order_id = $2";
    SAVE_VERSIONS = "update orders set version = cast(r.value ->> 'version' as bigint)
        from {rows} where orders.shop_id = {shop} and orders.id = r.value ->> 'id'";
    HELD = "select b.sku, cast(sum(b.quantity) as bigint) as units
        from persons p
        join orders o on o.shop_id = $1 and o.id = p.order_id and o.person_id = p.id
        join backorders b on b.shop_id = $1 and b.order_id = o.id
        where p.shop_id = $1 and p.email_folded = $2 and b.state in {open states} group by b.sku";
    UNFOLDED = "select id, email, name from persons where shop_id = $1 and id > $2 order by id limit $3";
    SAVE_FOLDED = "update persons set email_folded = r.value ->> 'email', name_folded = r.value ->> 'name'
        from {rows} where persons.shop_id = {shop} and persons.id = r.value ->> 'id'";
}

/// A person as written.
#[derive(Debug, Serialize)]
pub(crate) struct PersonRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a PersonId,
    /// The order the person placed.
    pub(crate) order: Option<&'a OrderId>,
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
    pub(crate) locale: &'a str,
    pub(crate) at: i64,
    /// The address as it is compared.
    pub(crate) email_folded: String,
    /// The name as it is searched.
    pub(crate) name_folded: String,
    /// Where the parcel goes, as it is written on it.
    pub(crate) address: Option<&'a str>,
    /// The same in parts, as JSON.
    pub(crate) address_parts: Option<&'a str>,
}

#[derive(Serialize)]
struct FoldedRow<'a> {
    shop: &'a ShopId,
    id: String,
    email: String,
    name: String,
}

/// Writes the folded texts of the persons after an id, and tells which was the last; `None` when
/// there are no more.
pub(crate) async fn fold_persons(
    session: &mut Session,
    shop: &ShopId,
    after: &str,
    limit: i64,
) -> Result<Option<String>, StoreError> {
    let rows = session
        .all(
            &UNFOLDED,
            &[shop.as_str().into(), after.into(), limit.into()],
        )
        .await?;
    let folded = rows.iter().map(|row| {
        let (email, name) = (
            fold::address(&row.text("email")?),
            fold::text(&row.text("name")?),
        );
        Ok(FoldedRow {
            shop,
            id: row.text("id")?,
            email,
            name,
        })
    });
    let folded = folded.collect::<Result<Vec<_>, StoreError>>()?;
    session.rows(&SAVE_FOLDED, &folded).await?;
    Ok(folded.into_iter().next_back().map(|row| row.id))
}

/// An order as written.
#[derive(Debug, Serialize)]
pub(crate) struct NewOrder<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a OrderId,
    pub(crate) number: i64,
    /// What stands before the number.
    pub(crate) prefix: &'a str,
    /// The number of the event that placed it.
    pub(crate) seq: i64,
    pub(crate) token: &'a str,
    pub(crate) person: &'a PersonId,
    pub(crate) ship: Ship,
    pub(crate) needed_by: Option<Date>,
    pub(crate) currency: Currency,
    pub(crate) shipping_minor: i64,
    pub(crate) at: i64,
    /// By which gateway it is paid.
    pub(crate) gateway: Option<u32>,
}

/// An order line as written.
#[derive(Debug, Serialize)]
pub(crate) struct NewLine<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) sku: &'a Sku,
    pub(crate) quantity: u32,
    pub(crate) price_minor: i64,
    pub(crate) item: &'a str,
}

/// What was ordered, as it was then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) handle: Handle,
    pub(crate) title: String,
    pub(crate) options: Vec<OptionValue>,
    pub(crate) image: Option<String>,
}

impl Item {
    /// A variant as it is now.
    pub(crate) fn of(draft: &ProductDraft, variant: &VariantDraft) -> Self {
        Self {
            handle: draft.handle.clone(),
            title: draft.title.clone(),
            options: variant.options.clone(),
            image: variant.image.clone().or_else(|| draft.image.clone()),
        }
    }
}

/// Persons to be written, each a [`PersonRow`].
pub(crate) fn persons() -> Rows {
    Rows::of(&INSERT_PERSONS)
}

/// Orders to be written, each a [`NewOrder`].
pub(crate) fn orders() -> Rows {
    Rows::of(&INSERT_ORDERS)
}

/// Order lines to be written, each a [`NewLine`].
pub(crate) fn lines_of_orders() -> Rows {
    Rows::of(&INSERT_LINES)
}

/// An order as read.
#[derive(Debug, Clone)]
pub(crate) struct OrderRow {
    pub(crate) shop: ShopId,
    pub(crate) id: OrderId,
    pub(crate) number: i64,
    /// What stands before the number.
    pub(crate) prefix: OrderPrefix,
    pub(crate) token: String,
    pub(crate) person: Person,
    pub(crate) ship: Ship,
    pub(crate) needed_by: Option<Date>,
    pub(crate) currency: String,
    pub(crate) shipping_minor: i64,
    pub(crate) placed_at: Timestamp,
    /// The number of its newest event.
    pub(crate) version: i64,
    /// By which gateway it is paid; none for one that is not paid by way of these pages.
    pub(crate) gateway: Option<u32>,
    pub(crate) person_id: PersonId,
    /// Where the parcel goes, as it is written on it.
    pub(crate) address: Option<String>,
    /// The same in parts, where it was told so.
    pub(crate) address_parts: Option<Address>,
}

fn order_row(row: &Row) -> Result<OrderRow, StoreError> {
    let address = row.optional_text("address")?;
    Ok(OrderRow {
        shop: row.parsed("shop_id", ShopId::parse)?,
        id: row.parsed("id", OrderId::parse)?,
        number: row.int("number")?,
        prefix: OrderPrefix::stored(row.text("number_prefix")?),
        token: row.text("token")?,
        person: Person {
            email: Email::stored(row.text("email")?),
            name: row.text("name")?,
            locale: row.text("locale")?,
        },
        ship: row.parsed("ship", Ship::parse)?,
        needed_by: row.optional_date("needed_by")?,
        currency: row.text("currency")?,
        shipping_minor: row.int("shipping_minor")?,
        placed_at: row.time("placed_at")?,
        version: row.int("version")?,
        gateway: row
            .optional_int("gateway")?
            .and_then(|number| u32::try_from(number).ok()),
        person_id: row.parsed("person_id", PersonId::parse)?,
        address_parts: parts_of(row, address.as_deref())?,
        address,
    })
}

/// The parts of an address. An older program writes its text alone: then they are those of another
/// one.
pub(super) fn parts_of(row: &Row, text: Option<&str>) -> Result<Option<Address>, StoreError> {
    let parts: Option<Address> = row.optional_json("address_parts")?;
    Ok(parts.filter(|parts| text == Some(parts.text().as_str())))
}

/// The order whose link has a secret. Links of before secrets named their shop hold for ever.
pub(crate) async fn by_token(
    session: &mut Session,
    token: &str,
) -> Result<Option<OrderRow>, StoreError> {
    if !crate::secret::may_be_token(token) {
        return Ok(None);
    }
    let row = match crate::secret::shop_of_token(token) {
        Some(shop) => {
            session
                .first(&BY_TOKEN, &[shop.as_str().into(), token.into()])
                .await?
        }
        None => session.first(&BY_OLD_TOKEN, &[token.into()]).await?,
    };
    row.as_ref().map(order_row).transpose()
}

/// An order of a shop.
pub(crate) async fn by_id(
    session: &mut Session,
    shop: &ShopId,
    id: &OrderId,
) -> Result<Option<OrderRow>, StoreError> {
    session
        .first(&BY_ID, &[shop.as_str().into(), id.as_str().into()])
        .await?
        .as_ref()
        .map(order_row)
        .transpose()
}

/// The highest number of an order of a shop; 0 where there is none.
pub(crate) async fn last_number(session: &mut Session, shop: &ShopId) -> Result<i64, StoreError> {
    let row = session.first(&LAST_NUMBER, &[shop.as_str().into()]).await?;
    row.map_or(Ok(0), |row| row.int("number"))
}

/// The newest event of an order.
#[derive(Debug, Serialize)]
pub(crate) struct VersionRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a OrderId,
    pub(crate) version: i64,
}

pub(crate) fn save_versions(rows: &[VersionRow<'_>]) -> Write {
    Write::rows(&SAVE_VERSIONS, rows)
}

/// An order line as read.
#[derive(Debug, Clone)]
pub(crate) struct LineRow {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) price_minor: i64,
    pub(crate) item: Item,
}

pub(crate) async fn lines(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<LineRow>, StoreError> {
    let rows = session
        .all(&LINES, &[shop.as_str().into(), order.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(LineRow {
                sku: row.parsed("sku", Sku::parse)?,
                quantity: row.units("quantity")?,
                price_minor: row.int("price_minor")?,
                item: row.json("item")?,
            })
        })
        .collect()
}

/// Units of each SKU that orders of this mail address, however it was written, hold or wait for.
pub(crate) async fn held(
    session: &mut Session,
    shop: &ShopId,
    email: &str,
) -> Result<Vec<(Sku, u32)>, StoreError> {
    let rows = session
        .all(
            &HELD,
            &[shop.as_str().into(), Arg::Text(&fold::address(email))],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("sku", Sku::parse)?,
                u32::try_from(row.sum("units")?).unwrap_or(u32::MAX),
            ))
        })
        .collect()
}

/// Writes what may change of an order and of who gets it. A parcel that was closed keeps whom it
/// was packed for: then the order gets `other`, a person of its own, from here on.
pub(crate) async fn save_details(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderRow,
    other: &PersonId,
) -> Result<(), StoreError> {
    let folded = fold::text(&order.person.name);
    let parts = order.address_parts.as_ref().map(super::json::json);
    let (name, address, folded, parts) = (
        Arg::Text(&order.person.name),
        Arg::Optional(order.address.as_deref()),
        Arg::Text(&folded),
        Arg::Optional(parts.as_deref()),
    );
    let (id, person) = (
        Arg::Text(order.id.as_str()),
        Arg::Text(order.person_id.as_str()),
    );
    if session
        .first(&IS_ON_A_PARCEL, &[shop.as_str().into(), id, person])
        .await?
        .is_some()
    {
        let other = Arg::Text(other.as_str());
        session
            .run(
                &COPY_PERSON,
                &[
                    shop.as_str().into(),
                    person,
                    other,
                    name,
                    address,
                    folded,
                    parts,
                ],
            )
            .await?;
        session
            .run(&SAVE_ORDERED_BY, &[shop.as_str().into(), id, other])
            .await?;
    } else {
        session
            .run(
                &SAVE_PERSON,
                &[shop.as_str().into(), person, name, address, folded, parts],
            )
            .await?;
    }
    let needed_by = order.needed_by.map(|date| date.to_string());
    session
        .run(
            &SAVE_NEEDED_BY,
            &[
                shop.as_str().into(),
                order.id.as_str().into(),
                Arg::Optional(needed_by.as_deref()),
            ],
        )
        .await?;
    Ok(())
}

/// A variant as an order line keeps it.
pub(crate) struct SoldItem {
    pub(crate) sku: Sku,
    pub(crate) price_minor: i64,
    pub(crate) item: Item,
}

/// A variant with its present price, title, options and picture.
pub(crate) async fn item_of(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<Option<SoldItem>, StoreError> {
    let Some(row) = session
        .first(&ITEM, &[shop.as_str().into(), sku.as_str().into()])
        .await?
    else {
        return Ok(None);
    };
    let draft: ProductDraft = row.json("draft")?;
    let variant = draft.variants.iter().find(|variant| variant.sku == *sku);
    Ok(variant.map(|variant| SoldItem {
        sku: sku.clone(),
        price_minor: variant.price.minor,
        item: Item::of(&draft, variant),
    }))
}

/// Units of an order line become units of another variant, at its present price unless the order
/// has it already.
pub(crate) async fn move_line(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    from: &Sku,
    quantity: u32,
    to: &SoldItem,
) -> Result<(), StoreError> {
    let units = i64::from(quantity);
    let (shop_arg, order_arg) = (Arg::Text(shop.as_str()), Arg::Text(order.as_str()));
    session
        .run(
            &TAKE_FROM_LINE,
            &[shop_arg, order_arg, from.as_str().into(), units.into()],
        )
        .await?;
    if session
        .run(
            &ADD_TO_LINE,
            &[shop_arg, order_arg, to.sku.as_str().into(), units.into()],
        )
        .await?
        == 0
    {
        let row = session.first(&NEXT_LINE, &[shop_arg, order_arg]).await?;
        let mut lines = lines_of_orders();
        lines.push(&NewLine {
            shop,
            order,
            number: row.map_or(Ok(1), |row| row.units("number"))?,
            sku: &to.sku,
            quantity,
            price_minor: to.price_minor,
            item: &super::json::json(&to.item),
        });
        session.write(&[lines.write()]).await?;
    }
    session
        .run(&DROP_EMPTY_LINES, &[shop_arg, order_arg])
        .await
        .map(|_| ())
}
