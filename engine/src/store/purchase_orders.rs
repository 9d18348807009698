//! Purchase orders, their lines and milestones.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError, Write};
use dockline_domain::by::By;
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderId, PurchaseOrderReference, ShopId, Sku};
use dockline_domain::on_order::OrderLine;
use dockline_domain::supply::Stage;
use dockline_view::{Milestone, MilestoneRow, PurchaseOrder, PurchaseOrderLine};
use jiff::civil::Date;
use serde::Serialize;

statements! {
    BY_REFERENCE = "select id, reference, supplier, expected_earliest, expected_latest, stage, basis, reason, confirmed_at, confirmed_by, created_at,
            version
        from purchase_orders where shop_id = $1 and reference = $2";
    PAGE = "select id, reference, supplier, expected_earliest, expected_latest, stage, basis, reason, confirmed_at, confirmed_by, created_at,
            version
        from purchase_orders where shop_id = $1 and id > $2 order by id limit $3";
    LINES = "select purchase_order_id, sku, line, quantity, received, written_off, overdue_committed, expected_earliest, expected_latest
        from purchase_order_lines
        where shop_id = $2 and purchase_order_id in (select r.value ->> 'id' from {rows}) order by purchase_order_id, sku, line";
    MILESTONES = "select number, stage, at, note, public, source, retracted_at from milestones where shop_id = $1 and purchase_order_id = $2 order by number";
    OF_SKUS = "select distinct p.id, p.reference, l.sku from purchase_order_lines l
        join purchase_orders p on p.shop_id = $2 and p.id = l.purchase_order_id
        where l.shop_id = $2 and l.sku in (select r.value ->> 'sku' from {rows}) and p.stage <> 'planned'
        order by p.id desc, l.sku limit $3";
    PUBLIC_MILESTONES = "select purchase_order_id, number, stage, at, note from milestones
        where shop_id = $2 and public = 1 and retracted_at is null and purchase_order_id in (select r.value ->> 'id' from {rows})
        order by purchase_order_id, at, number";
    INSERT = "insert into purchase_orders (shop_id, id, reference, supplier, expected_earliest, expected_latest, stage, basis, confirmed_at,
            confirmed_by, created_at, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (shop_id, reference) do nothing";
    INSERT_LINES = "insert into purchase_order_lines (shop_id, purchase_order_id, sku, line, quantity, expected_earliest, expected_latest)
        select {own shop}, r.value ->> 'id', r.value ->> 'sku', cast(r.value ->> 'line' as bigint), cast(r.value ->> 'quantity' as bigint),
            r.value ->> 'earliest', r.value ->> 'latest'
        from {rows of the shop}";
    /// A line that is given a date is supply again, all that is open of it.
    SAVE_LINES = "update purchase_order_lines set quantity = cast(r.value ->> 'quantity' as bigint),
            written_off = cast(r.value ->> 'written_off' as bigint), expected_earliest = r.value ->> 'earliest',
            expected_latest = r.value ->> 'latest',
            overdue_committed = case when cast(r.value ->> 'dated' as smallint) = 1 then null else purchase_order_lines.overdue_committed end
        from {rows} where purchase_order_lines.shop_id = {shop} and purchase_order_lines.purchase_order_id = r.value ->> 'id'
            and purchase_order_lines.sku = r.value ->> 'sku' and purchase_order_lines.line = cast(r.value ->> 'line' as bigint)";
    /// Nothing was ever counted of them.
    DELETE_LINES = "delete from purchase_order_lines where shop_id = $2 and purchase_order_id = $3 and received = 0 and written_off = 0
            and (sku, line) in (select r.value ->> 'sku', cast(r.value ->> 'line' as bigint) from {rows})";
    UPDATE = "update purchase_orders set supplier = $3, expected_earliest = $4, expected_latest = $5, stage = $6, basis = $7, confirmed_at = $8,
            confirmed_by = $9, version = $10, reason = $11
        where shop_id = $1 and id = $2";
    /// Lines with a date of their own do not become supply by another date of the order.
    CLEAR_OVERDUE = "update purchase_order_lines set overdue_committed = null
        where shop_id = $1 and purchase_order_id = $2 and expected_latest is null";
    SAVE_COUNTS = "update purchase_order_lines set received = cast(r.value ->> 'received' as bigint),
            written_off = cast(r.value ->> 'written_off' as bigint)
        from {rows} where purchase_order_lines.shop_id = {shop} and purchase_order_lines.purchase_order_id = r.value ->> 'id'
            and purchase_order_lines.sku = r.value ->> 'sku' and purchase_order_lines.line = cast(r.value ->> 'line' as bigint)";
    INSERT_MILESTONE = "insert into milestones (shop_id, purchase_order_id, number, stage, at, note, public) values ($1, $2, $3, $4, $5, $6, $7)";
}

pub(super) fn order(row: &Row) -> Result<PurchaseOrder, StoreError> {
    Ok(PurchaseOrder {
        id: row.parsed("id", PurchaseOrderId::parse)?,
        reference: row.parsed("reference", PurchaseOrderReference::parse)?,
        supplier: row.text("supplier")?,
        expected: row.window("expected_earliest", "expected_latest")?,
        stage: row.parsed("stage", Stage::parse)?,
        basis: row.optional_text("basis")?,
        reason: row.optional_text("reason")?,
        confirmed_at: row.time("confirmed_at")?,
        confirmed_by: row.parsed("confirmed_by", By::parse)?,
        created_at: row.time("created_at")?,
        version: row.int("version")?,
        lines: Vec::new(),
    })
}

pub(super) async fn with_lines(
    session: &mut Session,
    shop: &ShopId,
    mut orders: Vec<PurchaseOrder>,
) -> Result<Vec<PurchaseOrder>, StoreError> {
    if orders.is_empty() {
        return Ok(orders);
    }
    let keys = json(
        &orders
            .iter()
            .map(|order| serde_json::json!({ "id": order.id }))
            .collect::<Vec<_>>(),
    );
    for row in session
        .all(&LINES, &[Arg::Text(&keys), shop.as_str().into()])
        .await?
    {
        let id = row.parsed("purchase_order_id", PurchaseOrderId::parse)?;
        let line = PurchaseOrderLine {
            sku: row.parsed("sku", Sku::parse)?,
            line: row.units("line")?,
            quantity: row.units("quantity")?,
            received: row.units("received")?,
            written_off: row.units("written_off")?,
            overdue_committed: row
                .optional_int("overdue_committed")?
                .and_then(|units| u32::try_from(units).ok()),
            expected: row.window("expected_earliest", "expected_latest")?,
        };
        if let Some(order) = orders.iter_mut().find(|order| order.id == id) {
            order.lines.push(line);
        }
    }
    Ok(orders)
}

pub(crate) async fn by_reference(
    session: &mut Session,
    shop: &ShopId,
    reference: &str,
) -> Result<Option<PurchaseOrder>, StoreError> {
    // An invalid reference cannot exist; PostgreSQL also rejects text containing NUL.
    if PurchaseOrderReference::parse(reference).is_err() {
        return Ok(None);
    }
    let row = session
        .first(&BY_REFERENCE, &[shop.as_str().into(), reference.into()])
        .await?;
    let orders = row.iter().map(order).collect::<Result<_, _>>()?;
    Ok(with_lines(session, shop, orders).await?.into_iter().next())
}

/// Orders as they were entered one after the other, after the id `after`.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    after: &str,
    limit: i64,
) -> Result<Vec<PurchaseOrder>, StoreError> {
    let rows = session
        .all(&PAGE, &[shop.as_str().into(), after.into(), limit.into()])
        .await?;
    let orders = rows.iter().map(order).collect::<Result<_, _>>()?;
    with_lines(session, shop, orders).await
}

pub(crate) async fn milestones(
    session: &mut Session,
    shop: &ShopId,
    id: &PurchaseOrderId,
) -> Result<Vec<MilestoneRow>, StoreError> {
    let rows = session
        .all(&MILESTONES, &[shop.as_str().into(), id.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(MilestoneRow {
                number: row.int("number")?,
                stage: row.parsed("stage", Stage::parse)?,
                at: row.time("at")?,
                note: row.optional_text("note")?,
                public: row.flag("public")?,
                source: row.optional_text("source")?,
                retracted_at: row.optional_time("retracted_at")?,
            })
        })
        .collect()
}

/// The newest purchase orders of some variants, each with those of the variants that it is about.
pub(crate) async fn of_skus(
    session: &mut Session,
    shop: &ShopId,
    skus: &[Sku],
    lines_max: i64,
) -> Result<Vec<(PurchaseOrderId, PurchaseOrderReference, Vec<Sku>)>, StoreError> {
    let keys = json(
        &skus
            .iter()
            .map(|sku| serde_json::json!({ "sku": sku }))
            .collect::<Vec<_>>(),
    );
    let mut orders: Vec<(PurchaseOrderId, PurchaseOrderReference, Vec<Sku>)> = Vec::new();
    for row in session
        .all(
            &OF_SKUS,
            &[Arg::Text(&keys), shop.as_str().into(), lines_max.into()],
        )
        .await?
    {
        let (id, sku) = (
            row.parsed("id", PurchaseOrderId::parse)?,
            row.parsed("sku", Sku::parse)?,
        );
        match orders.last_mut().filter(|(last, ..)| *last == id) {
            Some((_, _, skus)) => skus.push(sku),
            None => orders.push((
                id,
                row.parsed("reference", PurchaseOrderReference::parse)?,
                vec![sku],
            )),
        }
    }
    Ok(orders)
}

/// The milestones that shoppers may see, with the order of each, oldest first in each order.
pub(crate) async fn public_milestones(
    session: &mut Session,
    shop: &ShopId,
    orders: impl IntoIterator<Item = &PurchaseOrderId>,
) -> Result<Vec<(PurchaseOrderId, i64, Milestone)>, StoreError> {
    let keys = json(
        &orders
            .into_iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect::<Vec<_>>(),
    );
    let rows = session
        .all(
            &PUBLIC_MILESTONES,
            &[Arg::Text(&keys), shop.as_str().into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let milestone = Milestone {
                stage: row.parsed("stage", Stage::parse)?,
                at: row.time("at")?,
                note: row.optional_text("note")?,
            };
            Ok((
                row.parsed("purchase_order_id", PurchaseOrderId::parse)?,
                row.int("number")?,
                milestone,
            ))
        })
        .collect()
}

fn dates(order: &PurchaseOrder) -> (Option<String>, Option<String>) {
    (
        order.expected.map(|window| window.earliest().to_string()),
        order.expected.map(|window| window.latest().to_string()),
    )
}

/// Adds an order with its lines; `false` when the reference is taken.
pub(crate) async fn insert(
    session: &mut Session,
    shop: &ShopId,
    order: &PurchaseOrder,
) -> Result<bool, StoreError> {
    let (earliest, latest) = dates(order);
    let args = [
        shop.as_str().into(),
        order.id.as_str().into(),
        order.reference.as_str().into(),
        Arg::Text(&order.supplier),
        Arg::Optional(earliest.as_deref()),
        Arg::Optional(latest.as_deref()),
        order.stage.name().into(),
        Arg::Optional(order.basis.as_deref()),
        order.confirmed_at.as_millisecond().into(),
        Arg::Text(order.confirmed_by.as_str()),
        order.created_at.as_millisecond().into(),
        order.version.into(),
    ];
    if session.run(&INSERT, &args).await? == 0 {
        return Ok(false);
    }
    let lines: Vec<LineRow<'_>> = order
        .lines
        .iter()
        .map(|line| LineRow::new(shop, &order.id, &line.as_ordered(), false))
        .collect();
    session.write(&[insert_lines(&lines)]).await?;
    Ok(true)
}

/// A line of an order, as written.
#[derive(Debug, Serialize)]
pub(crate) struct LineRow<'a> {
    shop: &'a ShopId,
    id: &'a PurchaseOrderId,
    sku: Sku,
    line: u32,
    quantity: u32,
    written_off: u32,
    earliest: Option<Date>,
    latest: Option<Date>,
    /// Whether somebody has said now when it comes.
    dated: u8,
}

impl<'a> LineRow<'a> {
    pub(crate) fn new(
        shop: &'a ShopId,
        id: &'a PurchaseOrderId,
        line: &OrderLine,
        dated: bool,
    ) -> Self {
        Self {
            shop,
            id,
            sku: line.sku.clone(),
            line: line.number,
            quantity: line.units.ordered,
            written_off: line.units.written_off,
            earliest: line.expected.map(Window::earliest),
            latest: line.expected.map(Window::latest),
            dated: u8::from(dated),
        }
    }
}

/// Lines that are new.
pub(crate) fn insert_lines(rows: &[LineRow<'_>]) -> Write {
    Write::rows(&INSERT_LINES, rows)
}

/// Lines that are other ones than before.
pub(crate) fn save_lines(rows: &[LineRow<'_>]) -> Write {
    Write::rows(&SAVE_LINES, rows)
}

/// Takes lines away, by SKU and number.
pub(crate) async fn delete_lines(
    session: &mut Session,
    shop: &ShopId,
    id: &PurchaseOrderId,
    lines: &[(&Sku, u32)],
) -> Result<(), StoreError> {
    if lines.is_empty() {
        return Ok(());
    }
    let keys = json(
        &lines
            .iter()
            .map(|(sku, line)| serde_json::json!({ "sku": sku, "line": line }))
            .collect::<Vec<_>>(),
    );
    let args = [
        Arg::Text(&keys),
        shop.as_str().into(),
        Arg::Text(id.as_str()),
    ];
    session.run(&DELETE_LINES, &args).await.map(|_| ())
}

/// Writes what may change of an order.
pub(crate) async fn update(
    session: &mut Session,
    shop: &ShopId,
    order: &PurchaseOrder,
) -> Result<(), StoreError> {
    let (earliest, latest) = dates(order);
    let args = [
        shop.as_str().into(),
        order.id.as_str().into(),
        Arg::Text(&order.supplier),
        Arg::Optional(earliest.as_deref()),
        Arg::Optional(latest.as_deref()),
        order.stage.name().into(),
        Arg::Optional(order.basis.as_deref()),
        order.confirmed_at.as_millisecond().into(),
        Arg::Text(order.confirmed_by.as_str()),
        order.version.into(),
        Arg::Optional(order.reason.as_deref()),
    ];
    session.run(&UPDATE, &args).await.map(|_| ())
}

/// A new date was confirmed: what was kept of the order is whole again.
pub(crate) async fn clear_overdue(
    session: &mut Session,
    shop: &ShopId,
    id: &PurchaseOrderId,
) -> Result<(), StoreError> {
    session
        .run(&CLEAR_OVERDUE, &[shop.as_str().into(), id.as_str().into()])
        .await
        .map(|_| ())
}

pub(crate) async fn insert_milestone(
    session: &mut Session,
    shop: &ShopId,
    id: &PurchaseOrderId,
    milestone: &MilestoneRow,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        id.as_str().into(),
        milestone.number.into(),
        milestone.stage.name().into(),
        milestone.at.as_millisecond().into(),
        Arg::Optional(milestone.note.as_deref()),
        i64::from(milestone.public).into(),
    ];
    session.run(&INSERT_MILESTONE, &args).await.map(|_| ())
}

/// What was counted of a line, as written.
#[derive(Debug, Serialize)]
pub(crate) struct CountRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a PurchaseOrderId,
    pub(crate) sku: &'a Sku,
    pub(crate) line: u32,
    pub(crate) received: u32,
    pub(crate) written_off: u32,
}

pub(crate) fn save_counts(rows: &[CountRow<'_>]) -> Write {
    Write::rows(&SAVE_COUNTS, rows)
}
