//! What the console asks: what needs a person, and which orders there are.

use super::json::json;
use super::statement::{Statement, statements};
use super::{Arg, Row, Session, StoreError};
use crate::event::Kind;
use crate::fold;
use dockline_domain::backorder::OrderState;
use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, PurchaseOrderReference, ShopId, Sku};
use dockline_domain::supply::Stage;
use dockline_view::Shop;
use dockline_view::console::{HeldOrder, SupplyDue};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;

statements! {
    OVERDUE = "select p.reference, p.supplier, p.expected_earliest, p.expected_latest, p.stage, p.basis, p.confirmed_at,
            cast(sum(l.quantity - l.received - l.written_off) as bigint) as open, cast(sum(coalesce(l.overdue_committed, 0)) as bigint) as kept
        from purchase_orders p join purchase_order_lines l on l.shop_id = p.shop_id and l.purchase_order_id = p.id
        where p.shop_id = $1 and p.expected_latest < $2 and p.stage in {supply stages} and {open}
        group by p.shop_id, p.id order by p.expected_latest, p.reference limit $3";
    EXPECTED = "select p.reference, p.supplier, p.expected_earliest, p.expected_latest, p.stage, p.basis, p.confirmed_at,
            cast(sum(l.quantity - l.received - l.written_off) as bigint) as open, cast(0 as bigint) as kept
        from purchase_orders p join purchase_order_lines l on l.shop_id = p.shop_id and l.purchase_order_id = p.id
        where p.shop_id = $1 and p.expected_latest >= $2 and p.expected_earliest <= $3
            and p.stage in {supply stages} and {open}
        group by p.shop_id, p.id order by p.expected_earliest, p.expected_latest, p.reference limit $4";
    STALE = "select p.reference, p.supplier, p.expected_earliest, p.expected_latest, p.stage, p.basis, p.confirmed_at,
            cast(sum(l.quantity - l.received - l.written_off) as bigint) as open, cast(0 as bigint) as kept
        from purchase_orders p join purchase_order_lines l on l.shop_id = p.shop_id and l.purchase_order_id = p.id
        where p.shop_id = $1 and p.confirmed_at < $2 and (p.expected_latest is null or p.expected_latest >= $3)
            and p.stage in {supply stages} and {open}
        group by p.shop_id, p.id order by p.confirmed_at, p.reference limit $4";
    WAITED_FOR = "select sku from variants where shop_id = $1 and queued > 0 order by queued desc, sku limit $2";
    /// Each backorder is served when its last unit is; the runs say when that is: `lapsed` are
    /// those of people whose lead time has passed, and a line without lead times has the others
    /// alone. What counts is the date that `domain::promise::binding` says.
    AT_RISK = "with runs as (
            select r.value ->> 'sku' as sku, cast(r.value ->> 'after' as bigint) as after, cast(r.value ->> 'upto' as bigint) as upto,
                r.value ->> 'latest' as latest, r.value ->> 'lead' as lead
            from {rows}),
        line as (
            select b.sku, b.order_id, b.number, b.quantity,
                sum(b.quantity) over (partition by b.sku order by b.rank, b.placed_seq, b.number) as upto
            from backorders b where b.shop_id = $2 and b.state = 'queued' and b.sku in (select sku from runs)),
        told as materialized (
            select line.sku, line.order_id, line.quantity, runs.latest, runs.lead,
                (select p.latest || '/' || p.earliest from promises p where p.shop_id = $2 and p.order_id = line.order_id
                    and p.backorder_number = line.number and p.latest is not null
                    order by case when p.cause = 'wish' then -p.number else p.number end limit 1) as promised
            from line join runs on runs.sku = line.sku and line.upto > runs.after and line.upto <= runs.upto)
        select sku, count(distinct order_id) as orders, cast(sum(quantity) as bigint) as units,
            count(distinct case when latest is null then order_id end) as undated, min(promised) as promised, max(latest) as latest
        from told where promised is not null and (latest is null or latest > substr(promised, 1, 10))
            and (lead is null or lead = case when substr(promised, 1, 10) < $4 then 'lapsed' else 'running' end)
        group by sku order by 2 desc, sku limit $3";
    HELD = "select b.order_id, o.number, b.quantity, b.state_data from backorders b join orders o on o.shop_id = b.shop_id and o.id = b.order_id
        where b.shop_id = $1 and b.state = 'on_hold' order by b.order_id, b.number limit $2";
    NEWEST = "select o.id, o.number, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id
        where o.shop_id = $1 and o.id < $2 order by o.id desc limit $3";
    BY_ID = "select o.id, o.number, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id
        where o.shop_id = $1 and o.id = $2";
    BY_MAIL = "select o.id, o.number, o.placed_at, p.name, p.email from persons p
        join orders o on o.shop_id = p.shop_id and o.id = p.order_id and o.person_id = p.id
        where p.shop_id = $1 and p.email_folded = $2 and p.email in ($3, $4) and o.id < $5 order by o.id desc limit $6";
    BY_FOLDED_MAIL = "select o.id, o.number, o.placed_at, p.name, p.email from persons p
        join orders o on o.shop_id = p.shop_id and o.id = p.order_id and o.person_id = p.id
        where p.shop_id = $1 and p.email_folded = $2 and o.id < $3 order by o.id desc limit $4";
    BY_SKU = "select o.id, o.number, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id
        where o.shop_id = $1 and o.id < $3
            and exists (select 1 from order_lines l where l.shop_id = o.shop_id and l.order_id = o.id and l.sku = $2)
        order by o.id desc limit $4";
    BY_WORDS = "select o.id, o.number, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id
        where o.shop_id = $1 and o.id < $4
            and (p.name_folded like $2 escape '\\' or lower(p.email) like $3 escape '\\')
        order by o.id desc limit $5";
    UNITS = "select b.order_id, b.sku, b.state, cast(sum(b.quantity) as bigint) as units from backorders b
        where b.shop_id = $2 and b.order_id in (select r.value ->> 'id' from {rows}) group by b.order_id, b.sku, b.state order by b.order_id, b.sku";
    PROMISED = "select p.order_id, min(p.earliest) as earliest, max(p.latest) as latest
        from promises p join backorders b on b.shop_id = p.shop_id and b.order_id = p.order_id and b.number = p.backorder_number
        where p.shop_id = $2 and p.order_id in (select r.value ->> 'id' from {rows}) and b.state = 'queued'
            and p.number = (select max(q.number) from promises q where q.shop_id = p.shop_id and q.order_id = p.order_id
                and q.backorder_number = p.backorder_number)
        group by p.order_id";
    EVENT = "select kind, topic from events where shop_id = $1 and seq = $2";
    USERS = "select id, coalesce(name, email) as called from users where shop_id = $2 and id in (select r.value ->> 'id' from {rows})";
    SKU = "select sku from variants where shop_id = $1 and sku = $2";
    SKU_IN_ANY_CASE = "select sku from variants where shop_id = $1 and lower(sku) = $2 order by sku limit 1";
    BY_GOODS = "select o.id, o.number, o.placed_at, p.name, p.email from orders o join persons p on p.shop_id = o.shop_id and p.id = o.person_id
        where o.shop_id = $2 and o.id < $3
            and exists (select 1 from order_lines l where l.shop_id = o.shop_id and l.order_id = o.id
                and l.sku in (select r.value ->> 'sku' from {rows}))
        order by o.id desc limit $4";
}

fn supply_due(row: &Row) -> Result<SupplyDue, StoreError> {
    Ok(SupplyDue {
        reference: row.parsed("reference", PurchaseOrderReference::parse)?,
        supplier: row.text("supplier")?,
        expected: row.window("expected_earliest", "expected_latest")?,
        stage: row.parsed("stage", Stage::parse)?,
        basis: row.optional_text("basis")?,
        confirmed_at: row.time("confirmed_at")?,
        open: row.sum("open")?,
        kept: row.sum("kept")?,
    })
}

/// Open purchase orders whose latest date lies before `today`.
pub(crate) async fn overdue(
    session: &mut Session,
    shop: &ShopId,
    today: Date,
    limit: i64,
) -> Result<Vec<SupplyDue>, StoreError> {
    let today = today.to_string();
    session
        .all(
            &OVERDUE,
            &[shop.as_str().into(), Arg::Text(&today), limit.into()],
        )
        .await?
        .iter()
        .map(supply_due)
        .collect()
}

/// Open purchase orders that may come between two days, both included.
pub(crate) async fn expected(
    session: &mut Session,
    shop: &ShopId,
    (from, to): (Date, Date),
    limit: i64,
) -> Result<Vec<SupplyDue>, StoreError> {
    let (from, to) = (from.to_string(), to.to_string());
    let args = [
        shop.as_str().into(),
        Arg::Text(&from),
        Arg::Text(&to),
        limit.into(),
    ];
    session
        .all(&EXPECTED, &args)
        .await?
        .iter()
        .map(supply_due)
        .collect()
}

/// Open purchase orders, not overdue, that nobody has confirmed since an instant.
pub(crate) async fn stale(
    session: &mut Session,
    shop: &ShopId,
    confirmed_before: Timestamp,
    today: Date,
    limit: i64,
) -> Result<Vec<SupplyDue>, StoreError> {
    let today = today.to_string();
    let args = [
        shop.as_str().into(),
        confirmed_before.as_millisecond().into(),
        Arg::Text(&today),
        limit.into(),
    ];
    session
        .all(&STALE, &args)
        .await?
        .iter()
        .map(supply_due)
        .collect()
}

/// Variants that people wait for, those with the longest lines first.
pub(crate) async fn waited_for(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<Sku>, StoreError> {
    let rows = session
        .all(&WAITED_FOR, &[shop.as_str().into(), limit.into()])
        .await?;
    rows.iter()
        .map(|row| row.parsed("sku", Sku::parse))
        .collect()
}

/// A run of the line of one variant, as a parameter.
#[derive(Debug, Serialize)]
pub(crate) struct RunRow {
    pub(crate) sku: Sku,
    pub(crate) after: u64,
    pub(crate) upto: u64,
    pub(crate) latest: Option<Date>,
    /// Of whom it is so: everybody, or those whose lead time is `running` or has `lapsed`.
    pub(crate) lead: Option<&'static str>,
}

/// Promises of one variant that will not be kept.
#[derive(Debug)]
pub(crate) struct AtRiskRow {
    pub(crate) sku: Sku,
    pub(crate) orders: u32,
    pub(crate) units: u64,
    pub(crate) undated: u32,
    pub(crate) first_promised: Window,
    pub(crate) last_expected: Option<Date>,
}

/// A window as the last day and the first, so that texts sort by the day that binds.
fn ends_and_begins(text: &str) -> Result<Window, StoreError> {
    let days = text.split_once('/').and_then(|(latest, earliest)| {
        Window::new(earliest.parse().ok()?, latest.parse().ok()?).ok()
    });
    days.ok_or_else(|| super::inconsistent("promised", text))
}

/// Variants whose lines hold people who will be served later than they were first told, or last
/// wished.
pub(crate) async fn at_risk(
    session: &mut Session,
    shop: &Shop,
    runs: &[RunRow],
    limit: i64,
) -> Result<Vec<AtRiskRow>, StoreError> {
    if runs.is_empty() {
        return Ok(Vec::new());
    }
    let runs = json(&runs);
    let today = shop.day.to_string();
    let rows = session
        .all(
            &AT_RISK,
            &[
                Arg::Text(&runs),
                shop.id.as_str().into(),
                limit.into(),
                Arg::Text(&today),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(AtRiskRow {
                sku: row.parsed("sku", Sku::parse)?,
                orders: row.units("orders")?,
                units: row.sum("units")?,
                undated: row.units("undated")?,
                first_promised: ends_and_begins(&row.text("promised")?)?,
                last_expected: row.optional_date("latest")?,
            })
        })
        .collect()
}

/// Orders that were stopped, each with all its units that were; `limit` counts backorders.
pub(crate) async fn held(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<HeldOrder>, StoreError> {
    let mut orders: Vec<HeldOrder> = Vec::new();
    for row in session
        .all(&HELD, &[shop.as_str().into(), limit.into()])
        .await?
    {
        let (order, units) = (
            row.parsed("order_id", OrderId::parse)?,
            row.units("quantity")?,
        );
        if let Some(known) = orders.last_mut().filter(|known| known.order == order) {
            known.units += units;
            continue;
        }
        let reason = match row.json("state_data")? {
            State::OnHold { reason, .. } => reason,
            other => return Err(super::inconsistent("state_data", other.name())),
        };
        orders.push(HeldOrder {
            order,
            number: row.int("number")?,
            reason,
            units,
        });
    }
    Ok(orders)
}

/// An order in a list, as read.
#[derive(Debug)]
pub(crate) struct FoundRow {
    pub(crate) id: OrderId,
    pub(crate) number: i64,
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
}

/// What some orders hold.
pub(crate) async fn holdings(
    session: &mut Session,
    shop: &ShopId,
    orders: &[FoundRow],
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
    Ok(found)
}

/// The order with a number: that of the event that placed it.
pub(crate) async fn by_number(
    session: &mut Session,
    shop: &ShopId,
    number: i64,
) -> Result<Option<OrderId>, StoreError> {
    let row = session
        .first(&EVENT, &[shop.as_str().into(), number.into()])
        .await?;
    let Some(row) = row else { return Ok(None) };
    let placed = [Kind::OrderPlaced1, Kind::OrderPlaced].map(Some);
    if !placed.contains(&Kind::named(&row.text("kind")?)) {
        return Ok(None);
    }
    let topic = row.text("topic")?;
    let id = topic.strip_prefix("order:").unwrap_or(&topic);
    OrderId::parse(id)
        .map(Some)
        .map_err(|error| super::inconsistent("topic", error))
}

/// What those of some actors that are users are called.
pub(crate) async fn called(
    session: &mut Session,
    shop: &ShopId,
    actors: &[&str],
) -> Result<HashMap<String, String>, StoreError> {
    if actors.is_empty() {
        return Ok(HashMap::new());
    }
    let keys = json(
        &actors
            .iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect::<Vec<_>>(),
    );
    let rows = session
        .all(&USERS, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("id")?, row.text("called")?)))
        .collect()
}

/// The variant of the shop with this SKU: as it is written, or in any case where nothing is written
/// so.
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
        let lower = sku.as_str().to_lowercase();
        row = session
            .first(&SKU_IN_ANY_CASE, &[shop.as_str().into(), Arg::Text(&lower)])
            .await?;
    }
    row.map(|row| row.parsed("sku", Sku::parse)).transpose()
}
