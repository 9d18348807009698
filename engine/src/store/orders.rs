//! Orders, their lines and the persons behind them.

use super::statement::statements;
use super::{Arg, Row, Session, StoreError, Write};
use dockline_domain::catalogue::OptionValue;
use dockline_domain::id::{Handle, OrderId, PersonId, ShopId, Sku};
use dockline_domain::order::{Person, Ship};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

statements! {
    INSERT_PERSONS = "insert into persons (shop_id, id, email, name, locale, created_at)
        select r.value ->> 'shop', r.value ->> 'id', r.value ->> 'email', r.value ->> 'name', r.value ->> 'locale',
            cast(r.value ->> 'at' as bigint)
        from {rows}";
    INSERT_ORDERS = "insert into orders (shop_id, id, number, token, person_id, ship, needed_by, currency, placed_at)
        select r.value ->> 'shop', r.value ->> 'id', cast(r.value ->> 'number' as bigint), r.value ->> 'token', r.value ->> 'person',
            r.value ->> 'ship', r.value ->> 'needed_by', r.value ->> 'currency', cast(r.value ->> 'at' as bigint)
        from {rows}";
    INSERT_LINES = "insert into order_lines (shop_id, order_id, number, sku, quantity, price_minor, item)
        select r.value ->> 'shop', r.value ->> 'order', cast(r.value ->> 'number' as bigint), r.value ->> 'sku',
            cast(r.value ->> 'quantity' as bigint), cast(r.value ->> 'price_minor' as bigint), r.value ->> 'item'
        from {rows}";
    BY_TOKEN = "select o.shop_id, o.id, o.number, o.token, o.ship, o.needed_by, o.currency, o.placed_at, p.email, p.name, p.locale
        from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id where o.token = $1";
    LINES = "select number, sku, quantity, price_minor, item from order_lines where shop_id = $1 and order_id = $2 order by number";
    HELD = "select b.sku, cast(sum(b.quantity) as bigint) as units
        from persons p
        join orders o on o.shop_id = p.shop_id and o.person_id = p.id
        join backorders b on b.shop_id = o.shop_id and b.order_id = o.id
        where p.shop_id = $1 and p.email = $2 and b.state not in ('shipped', 'delivered', 'cancelled') group by b.sku";
}

/// A person as written.
#[derive(Debug, Serialize)]
pub(crate) struct PersonRow {
    pub(crate) shop: ShopId,
    pub(crate) id: PersonId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) at: i64,
}

/// An order as written.
#[derive(Debug, Serialize)]
pub(crate) struct NewOrder {
    pub(crate) shop: ShopId,
    pub(crate) id: OrderId,
    pub(crate) number: i64,
    pub(crate) token: String,
    pub(crate) person: PersonId,
    pub(crate) ship: Ship,
    pub(crate) needed_by: Option<Date>,
    pub(crate) currency: String,
    pub(crate) at: i64,
}

/// An order line as written.
#[derive(Debug, Serialize)]
pub(crate) struct NewLine {
    pub(crate) shop: ShopId,
    pub(crate) order: OrderId,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) price_minor: i64,
    pub(crate) item: std::sync::Arc<str>,
}

/// What was ordered, as it was then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) handle: Handle,
    pub(crate) title: String,
    pub(crate) options: Vec<OptionValue>,
    pub(crate) image: Option<String>,
}

pub(crate) fn insert_persons(rows: &[PersonRow]) -> Write {
    Write::rows(&INSERT_PERSONS, rows)
}

pub(crate) fn insert_orders(rows: &[NewOrder]) -> Write {
    Write::rows(&INSERT_ORDERS, rows)
}

pub(crate) fn insert_lines(rows: &[NewLine]) -> Write {
    Write::rows(&INSERT_LINES, rows)
}

/// An order as read.
#[derive(Debug, Clone)]
pub(crate) struct OrderRow {
    pub(crate) shop: ShopId,
    pub(crate) id: OrderId,
    pub(crate) number: i64,
    pub(crate) token: String,
    pub(crate) person: Person,
    pub(crate) ship: Ship,
    pub(crate) needed_by: Option<Date>,
    pub(crate) currency: String,
    pub(crate) placed_at: Timestamp,
}

fn order_row(row: &Row) -> Result<OrderRow, StoreError> {
    let ship = match row.text("ship")?.as_str() {
        "as_available" => Ship::AsAvailable,
        "complete" => Ship::Complete,
        other => return Err(super::row::inconsistent("ship", other)),
    };
    Ok(OrderRow {
        shop: row.parsed("shop_id", ShopId::parse)?,
        id: row.parsed("id", OrderId::parse)?,
        number: row.int("number")?,
        token: row.text("token")?,
        person: Person { email: row.text("email")?, name: row.text("name")?, locale: row.text("locale")? },
        ship,
        needed_by: row.optional_date("needed_by")?,
        currency: row.text("currency")?,
        placed_at: row.time("placed_at")?,
    })
}

pub(crate) async fn by_token(session: &mut Session, token: &str) -> Result<Option<OrderRow>, StoreError> {
    session.first(&BY_TOKEN, &[token.into()]).await?.as_ref().map(order_row).transpose()
}

/// An order line as read.
#[derive(Debug, Clone)]
pub(crate) struct LineRow {
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) price_minor: i64,
    pub(crate) item: Item,
}

pub(crate) async fn lines(session: &mut Session, shop: &ShopId, order: &OrderId) -> Result<Vec<LineRow>, StoreError> {
    let rows = session.all(&LINES, &[shop.as_str().into(), order.as_str().into()]).await?;
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

/// Units of each SKU that orders of this mail address hold or wait for.
pub(crate) async fn held(session: &mut Session, shop: &ShopId, email: &str) -> Result<Vec<(Sku, u32)>, StoreError> {
    let rows = session.all(&HELD, &[shop.as_str().into(), Arg::Text(email)]).await?;
    rows.iter().map(|row| Ok((row.parsed("sku", Sku::parse)?, row.units("units")?))).collect()
}
