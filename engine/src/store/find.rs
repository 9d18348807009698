//! Which orders and variants somebody means.

use super::former_names::{self, Named};
use super::json::json;
use super::statement::{Statement, statements};
use super::{Arg, Row, Session, StoreError, promises};
use crate::fold;
use dockline_domain::backorder::OrderState;
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, ShopId, Sku};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::promise::is_late;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::HashMap;

statements! {
    BY_NUMBER = "select id, number_prefix from orders where shop_id = $1 and number = $2";
    NEWEST = "select o.id, o.number, o.number_prefix, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = $1 and p.id = o.person_id
        where o.shop_id = $1 and o.id < $2 order by o.id desc limit $3";
    BY_ID = "select o.id, o.number, o.number_prefix, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = $1 and p.id = o.person_id
        where o.shop_id = $1 and o.id = $2";
    BY_MAIL = "select o.id, o.number, o.number_prefix, o.placed_at, p.name, p.email from persons p
        join orders o on o.shop_id = $1 and o.id = p.order_id and o.person_id = p.id
        where p.shop_id = $1 and p.email_folded = $2 and p.email in ($3, $4) and o.id < $5 order by o.id desc limit $6";
    BY_FOLDED_MAIL = "select o.id, o.number, o.number_prefix, o.placed_at, p.name, p.email from persons p
        join orders o on o.shop_id = $1 and o.id = p.order_id and o.person_id = p.id
        where p.shop_id = $1 and p.email_folded = $2 and o.id < $3 order by o.id desc limit $4";
    BY_SKU = "select o.id, o.number, o.number_prefix, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = $1 and p.id = o.person_id
        where o.shop_id = $1 and o.id < $3
            and exists (select 1 from order_lines l where l.shop_id = $1 and l.order_id = o.id and l.sku = $2)
        order by o.id desc limit $4";
    BY_WORDS = "select o.id, o.number, o.number_prefix, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = $1 and p.id = o.person_id
        where o.shop_id = $1 and o.id < $4
            and (p.name_folded like $2 escape '\\' or lower(p.email) like $3 escape '\\')
        order by o.id desc limit $5";
    UNITS = "select b.order_id, b.sku, b.state, cast(sum(b.quantity) as bigint) as units from backorders b
        where b.shop_id = $2 and b.order_id in (select r.value ->> 'id' from {rows}) group by b.order_id, b.sku, b.state order by b.order_id, b.sku";
    PROMISED = "select p.order_id, min(p.earliest) as earliest, max(p.latest) as latest
        from promises p join backorders b on b.shop_id = $2 and b.order_id = p.order_id and b.number = p.backorder_number
        where p.shop_id = $2 and p.order_id in (select r.value ->> 'id' from {rows}) and b.state || '' = 'queued'
            and p.number = (select max(q.number) from promises q where q.shop_id = $2 and q.order_id = p.order_id
                and q.backorder_number = p.backorder_number)
        group by p.order_id";
    SKU = "select sku from variants where shop_id = $1 and sku = $2";
    SKU_IN_ANY_CASE = "select sku from variants where shop_id = $1 and lower(sku) = $2 order by sku limit 1";
    BY_GOODS = "select o.id, o.number, o.number_prefix, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = $2 and p.id = o.person_id
        where o.shop_id = $2 and o.id < $3
            and exists (select 1 from order_lines l where l.shop_id = $2 and l.order_id = o.id
                and l.sku in (select r.value ->> 'sku' from {rows}))
        order by o.id desc limit $4";
}

/// An order in a list, as read.
#[derive(Debug)]
pub(crate) struct FoundRow {
    pub(crate) id: OrderId,
    pub(crate) number: i64,
    /// The number as people read it.
    pub(crate) reference: String,
    pub(crate) placed_at: Timestamp,
    pub(crate) name: String,
    pub(crate) email: String,
}

/// What orders are looked for by.
#[derive(Debug, Clone)]
pub(crate) enum Wanted {
    /// All of them.
    Any,
    /// One.
    Id(OrderId),
    /// By a mail address, as it was written.
    Mail(String),
    /// By a mail address in any of the ways in which one person may write theirs.
    FoldedMail(String),
    /// By a variant they hold.
    Sku(Sku),
    /// By a part of the person's name or mail address.
    Words(String),
    /// By some variants, any of which they hold.
    Goods(Vec<Sku>),
}

/// An id that is greater than that of every order.
pub(crate) const AFTER_ALL: &str = "ord_z";

/// Orders placed before the one with the id `before`, the newest first. By variant and by words it
/// reads back through the shop's orders until the page is full: such an index would cost every
/// placement more than it saves these questions.
pub(crate) async fn find(
    session: &mut Session,
    shop: &ShopId,
    wanted: &Wanted,
    before: &str,
    limit: i64,
) -> Result<Vec<FoundRow>, StoreError> {
    let (statement, texts) = question(wanted);
    let mut parameters = vec![Arg::Text(shop.as_str())];
    parameters.extend(texts.iter().map(|text| Arg::Text(text)));
    if matches!(wanted, Wanted::Goods(_)) {
        // What `{rows}` reads is always the first parameter.
        parameters.swap(0, 1);
    }
    if !matches!(wanted, Wanted::Id(_)) {
        parameters.extend([Arg::Text(before), Arg::Int(limit)]);
    }
    let rows = session.all(statement, &parameters).await?;
    rows.iter()
        .map(|row| {
            Ok(FoundRow {
                id: row.parsed("id", OrderId::parse)?,
                number: row.int("number")?,
                reference: OrderPrefix::stored(row.text("number_prefix")?).of(row.int("number")?),
                placed_at: row.time("placed_at")?,
                name: row.text("name")?,
                email: row.text("email")?,
            })
        })
        .collect()
}

/// The statement that finds orders, and the texts that it looks for.
fn question(wanted: &Wanted) -> (&'static Statement, Vec<String>) {
    match wanted {
        Wanted::Any => (&NEWEST, vec![]),
        Wanted::Id(id) => (&BY_ID, vec![id.to_string()]),
        Wanted::Mail(text) => {
            let stored = text
                .rsplit_once('@')
                .map_or_else(String::new, |(local, domain)| {
                    format!("{local}@{}", domain.to_lowercase())
                });
            (&BY_MAIL, vec![fold::address(text), text.clone(), stored])
        }
        Wanted::FoldedMail(text) => (&BY_FOLDED_MAIL, vec![fold::address(text)]),
        Wanted::Sku(sku) => (&BY_SKU, vec![sku.to_string()]),
        Wanted::Goods(skus) => {
            let rows = skus.iter().map(|sku| serde_json::json!({ "sku": sku }));
            (&BY_GOODS, vec![json(&rows.collect::<Vec<_>>())])
        }
        Wanted::Words(text) => {
            let (name, mail) = (holding(&fold::text(text)), holding(&text.to_lowercase()));
            (&BY_WORDS, vec![name, mail])
        }
    }
}

/// A pattern of `like` for texts that hold this one.
fn holding(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// What an order holds.
#[derive(Debug, Default)]
pub(crate) struct Holding {
    /// Units by SKU, with where an order of such units is.
    pub(crate) units: Vec<(Sku, OrderState, u32)>,
    /// The last window told for what waits.
    pub(crate) promised: Option<Window>,
    /// Whether something of it leaves later than it was first told.
    pub(crate) late: bool,
}

/// What some orders hold.
pub(crate) async fn holdings(
    session: &mut Session,
    shop: &ShopId,
    orders: &[FoundRow],
    today: Date,
) -> Result<HashMap<OrderId, Holding>, StoreError> {
    let mut found: HashMap<OrderId, Holding> = HashMap::new();
    if orders.is_empty() {
        return Ok(found);
    }
    let keys = json(
        &orders
            .iter()
            .map(|order| serde_json::json!({ "id": order.id }))
            .collect::<Vec<_>>(),
    );
    let args = [Arg::Text(&keys), shop.as_str().into()];
    for row in session.all(&UNITS, &args).await? {
        let units = (
            row.parsed("sku", Sku::parse)?,
            row.parsed("state", OrderState::of_units)?,
            row.units("units")?,
        );
        found
            .entry(row.parsed("order_id", OrderId::parse)?)
            .or_default()
            .units
            .push(units);
    }
    for row in session.all(&PROMISED, &args).await? {
        found
            .entry(row.parsed("order_id", OrderId::parse)?)
            .or_default()
            .promised = row.window("earliest", "latest")?;
    }
    for (order, kept) in promises::kept_of_orders(session, shop, &keys).await? {
        found.entry(order).or_default().late |= is_late(kept.binding, kept.last, today);
    }
    Ok(found)
}

/// The order with a number.
pub(crate) async fn by_number(
    session: &mut Session,
    shop: &ShopId,
    number: i64,
) -> Result<Option<(OrderId, OrderPrefix)>, StoreError> {
    let row = session
        .first(&BY_NUMBER, &[shop.as_str().into(), number.into()])
        .await?;
    let found = |row: Row| {
        let prefix = OrderPrefix::stored(row.text("number_prefix")?);
        Ok((row.parsed("id", OrderId::parse)?, prefix))
    };
    row.map(found).transpose()
}

/// The variant of the shop with this SKU: as it is written; where nothing is written so, the one that
/// had it before, or that has it in another case.
pub(crate) async fn sku_of(
    session: &mut Session,
    shop: &ShopId,
    text: &str,
) -> Result<Option<Sku>, StoreError> {
    let Ok(sku) = Sku::parse(text) else {
        return Ok(None);
    };
    let mut row = session
        .first(&SKU, &[shop.as_str().into(), sku.as_str().into()])
        .await?;
    if row.is_none() {
        let former = former_names::now(session, shop, Named::Variant, [sku.as_str()]).await?;
        if let Some((_, now)) = former.into_iter().next() {
            return Ok(Sku::parse(&now).ok());
        }
        let lower = sku.as_str().to_lowercase();
        row = session
            .first(&SKU_IN_ANY_CASE, &[shop.as_str().into(), Arg::Text(&lower)])
            .await?;
    }
    row.map(|row| row.parsed("sku", Sku::parse)).transpose()
}
