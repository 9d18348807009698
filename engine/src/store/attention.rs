//! What needs a person today.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::id::{OrderId, PurchaseOrderReference, ShopId, Sku};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::setup::Holds;
use dockline_domain::supply::Stage;
use dockline_view::Shop;
use dockline_view::console::{HeldOrder, SupplyDue, UnaddressedOrder, UnusualOrder};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

statements! {
    OVERDUE = "select p.reference, p.supplier, min(coalesce(l.expected_earliest, p.expected_earliest)) as expected_earliest,
            min(coalesce(l.expected_latest, p.expected_latest)) as expected_latest, p.stage, p.basis, p.confirmed_at,
            cast(sum(l.quantity - l.received - l.written_off) as bigint) as open, cast(sum(coalesce(l.overdue_committed, 0)) as bigint) as kept
        from purchase_orders p join purchase_order_lines l on l.shop_id = $1 and l.purchase_order_id = p.id
        where p.shop_id = $1 and coalesce(l.expected_latest, p.expected_latest) < $2 and p.stage in {supply stages} and {open}
        group by p.shop_id, p.id order by expected_latest, p.reference limit $3";
    EXPECTED = "select p.reference, p.supplier, min(coalesce(l.expected_earliest, p.expected_earliest)) as expected_earliest,
            min(coalesce(l.expected_latest, p.expected_latest)) as expected_latest, p.stage, p.basis, p.confirmed_at,
            cast(sum(l.quantity - l.received - l.written_off) as bigint) as open, cast(0 as bigint) as kept
        from purchase_orders p join purchase_order_lines l on l.shop_id = $1 and l.purchase_order_id = p.id
        where p.shop_id = $1 and (p.expected_latest >= $2 or p.id in (select o.purchase_order_id from purchase_order_lines o
                where o.shop_id = $1 and o.expected_latest >= $2))
            and coalesce(l.expected_latest, p.expected_latest) >= $2 and coalesce(l.expected_earliest, p.expected_earliest) <= $3
            and p.stage in {supply stages} and {open}
        group by p.shop_id, p.id order by expected_earliest, expected_latest, p.reference limit $4";
    STALE = "select p.reference, p.supplier, p.expected_earliest, p.expected_latest, p.stage, p.basis, p.confirmed_at,
            cast(sum(l.quantity - l.received - l.written_off) as bigint) as open, cast(0 as bigint) as kept
        from purchase_orders p join purchase_order_lines l on l.shop_id = $1 and l.purchase_order_id = p.id
        where p.shop_id = $1 and p.confirmed_at < $2 and coalesce(l.expected_latest, p.expected_latest, '9999-12-31') >= $3
            and p.stage in {supply stages} and {open}
        group by p.shop_id, p.id order by p.confirmed_at, p.reference limit $4";
    WAITED_FOR = "select sku from variants where shop_id = $1 and queued > 0 order by queued desc, sku limit $2";
    WAITED_FOR_AFTER = "select sku from variants where shop_id = $1 and queued > 0 and sku > $2 order by sku limit $3";
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
    /// Orders whose goods are here and that do not say where they go.
    UNADDRESSED = "select distinct o.id, o.number, o.number_prefix, p.name, p.email
        from shipments s join orders o on o.shop_id = $1 and o.id = s.order_id
        join persons p on p.shop_id = $1 and p.id = o.person_id
        where s.shop_id = $1 and s.state in ('open', 'packed') and (p.address is null or p.address = '') order by o.id limit $2";
    /// The rows say from how many units on an order of a variant is unusual.
    UNUSUAL = "with rules as (select r.value ->> 'sku' as sku, cast(r.value ->> 'units' as bigint) as units from {rows}),
        waits as (
            select b.order_id, b.sku, cast(sum(b.quantity) as bigint) as units from backorders b
            where b.shop_id = $2 and b.state = 'queued' and b.sku in (select sku from rules) group by b.order_id, b.sku)
        select o.number, o.number_prefix, p.name, waits.sku, waits.units
        from waits join rules on rules.sku = waits.sku and waits.units >= rules.units
        join orders o on o.shop_id = $2 and o.id = waits.order_id
        join persons p on p.shop_id = $2 and p.id = o.person_id
        order by waits.units desc, o.number limit $3";
    HOLDS = "select cast(case when exists (select 1 from products where shop_id = $1) then 1 else 0 end as bigint) as products,
        cast(case when exists (select 1 from stock where shop_id = $1) or exists (select 1 from purchase_orders where shop_id = $1)
            then 1 else 0 end as bigint) as supply";
    /// In two parts, because each state has an index of its own.
    HELD = "select b.order_id, b.number as backorder, o.number, o.number_prefix, b.quantity, b.state_data
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id where b.shop_id = $1 and b.state = 'on_hold'
        union all
        select b.order_id, b.number as backorder, o.number, o.number_prefix, b.quantity, b.state_data
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id where b.shop_id = $1 and b.state = 'held'
        order by 1, 2 limit $2";
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

/// Variants for which people wait, after one of them.
pub(crate) async fn waited_for_after(
    session: &mut Session,
    shop: &ShopId,
    after: &str,
    limit: i64,
) -> Result<Vec<Sku>, StoreError> {
    let args = [shop.as_str().into(), Arg::Text(after), limit.into()];
    let rows = session.all(&WAITED_FOR_AFTER, &args).await?;
    rows.iter()
        .map(|row| row.parsed("sku", Sku::parse))
        .collect()
}

/// A run of the line of one variant, as a parameter.
#[derive(Debug, Serialize)]
pub(crate) struct RunRow<'a> {
    pub(crate) sku: &'a Sku,
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
pub(super) fn ends_and_begins(text: &str) -> Result<Window, StoreError> {
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
    runs: &[RunRow<'_>],
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

/// Orders with an open parcel and no address, the oldest first.
pub(crate) async fn unaddressed(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<UnaddressedOrder>, StoreError> {
    let rows = session
        .all(&UNADDRESSED, &[shop.as_str().into(), limit.into()])
        .await?;
    rows.iter()
        .map(|row| {
            let number = row.int("number")?;
            Ok(UnaddressedOrder {
                number,
                reference: OrderPrefix::stored(row.text("number_prefix")?).of(number),
                name: row.text("name")?,
                email: row.text("email")?,
            })
        })
        .collect()
}

/// From how many units on an order of a variant is unusual, as a parameter.
#[derive(Debug, Serialize)]
pub(crate) struct UnusualRow<'a> {
    pub(crate) sku: &'a Sku,
    pub(crate) units: u32,
}

/// Orders that wait with unusually many units.
pub(crate) async fn unusual(
    session: &mut Session,
    shop: &ShopId,
    rules: &[UnusualRow<'_>],
    limit: i64,
) -> Result<Vec<UnusualOrder>, StoreError> {
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let rules = json(&rules);
    let args = [Arg::Text(&rules), shop.as_str().into(), limit.into()];
    let rows = session.all(&UNUSUAL, &args).await?;
    rows.iter()
        .map(|row| {
            let number = row.int("number")?;
            Ok(UnusualOrder {
                number,
                reference: OrderPrefix::stored(row.text("number_prefix")?).of(number),
                name: row.text("name")?,
                sku: row.parsed("sku", Sku::parse)?,
                units: row.units("units")?,
            })
        })
        .collect()
}

/// What a shop holds.
pub(crate) async fn holds(session: &mut Session, shop: &ShopId) -> Result<Holds, StoreError> {
    let row = session.first(&HOLDS, &[shop.as_str().into()]).await?;
    let Some(row) = row else {
        return Ok(Holds::default());
    };
    Ok(Holds {
        products: row.int("products")? > 0,
        supply: row.int("supply")? > 0,
    })
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
        let state: State = row.json("state_data")?;
        let reason = state
            .held_because()
            .ok_or_else(|| super::inconsistent("state_data", state.name()))?
            .to_owned();
        let number = row.int("number")?;
        orders.push(HeldOrder {
            order,
            number,
            reference: OrderPrefix::stored(row.text("number_prefix")?).of(number),
            reason,
            units,
        });
    }
    Ok(orders)
}
