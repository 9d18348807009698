//! Receipts: what arrived, who got it, what was put away.

use super::statement::statements;
use super::{Arg, Row, Session, StoreError, Write};
use dockline_domain::by::By;
use dockline_domain::id::{
    BackorderId, LocationCode, OrderId, PurchaseOrderId, PurchaseOrderReference, ReceiptId,
    ShipmentId, ShopId, Sku,
};
use dockline_view::{AllocatedUnits, ReceiptLineView, ReceiptView};
use serde::Serialize;

statements! {
    INSERT = "insert into receipts (shop_id, id, purchase_order_id, location, delivery_note, received_at, received_by, seq)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    INSERT_LINES = "insert into receipt_lines (shop_id, receipt_id, sku, line, quantity, discrepancy, more_to_come, put_away)
        select {own shop}, r.value ->> 'receipt', r.value ->> 'sku', cast(r.value ->> 'line' as bigint), cast(r.value ->> 'quantity' as bigint),
            r.value ->> 'discrepancy', cast(r.value ->> 'more_to_come' as smallint), cast(r.value ->> 'put_away' as bigint)
        from {rows of the shop}";
    INSERT_ALLOCATIONS = "insert into receipt_allocations (shop_id, receipt_id, order_id, backorder_number, sku, quantity, shipment,
            location)
        select {own shop}, r.value ->> 'receipt', r.value ->> 'order', cast(r.value ->> 'backorder' as bigint), r.value ->> 'sku',
            cast(r.value ->> 'quantity' as bigint), cast(r.value ->> 'shipment' as bigint), r.value ->> 'location'
        from {rows of the shop}";
    CORRECT = "update receipt_lines set quantity = cast(r.value ->> 'quantity' as bigint), put_away = cast(r.value ->> 'put_away' as bigint),
            first_counted = coalesce(receipt_lines.first_counted, receipt_lines.quantity), correction = r.value ->> 'correction'
        from {rows} where receipt_lines.shop_id = {shop} and receipt_lines.receipt_id = r.value ->> 'receipt'
            and receipt_lines.sku = r.value ->> 'sku' and receipt_lines.line = cast(r.value ->> 'line' as bigint)";
    BY_NOTE = "select id from receipts where shop_id = $1 and purchase_order_id = $2 and delivery_note = $3";
    ONE = "select r.id, r.location, r.delivery_note, r.received_at, r.received_by, p.reference
        from receipts r join purchase_orders p on p.shop_id = $1 and p.id = r.purchase_order_id
        where r.shop_id = $1 and r.id = $2";
    OF_PURCHASE_ORDER = "select r.id, r.location, r.delivery_note, r.received_at, r.received_by, p.reference
        from receipts r join purchase_orders p on p.shop_id = $1 and p.id = r.purchase_order_id
        where r.shop_id = $1 and r.purchase_order_id = $2 order by r.id limit $3";
    LINES = "select sku, line, quantity, discrepancy, more_to_come, put_away, first_counted, correction from receipt_lines
        where shop_id = $1 and receipt_id = $2 order by sku, line";
    ALLOCATIONS = "select a.order_id, a.backorder_number, a.sku, a.quantity, a.shipment, a.location, o.number as order_number
        from receipt_allocations a join orders o on o.shop_id = $1 and o.id = a.order_id
        where a.shop_id = $1 and a.receipt_id = $2 order by o.number, a.sku, a.backorder_number";
}

/// A receipt as written.
pub(crate) struct NewReceipt<'a> {
    pub(crate) id: &'a ReceiptId,
    pub(crate) purchase_order: &'a PurchaseOrderId,
    pub(crate) location: &'a LocationCode,
    pub(crate) delivery_note: Option<&'a str>,
    pub(crate) at: i64,
    pub(crate) by: &'a By,
    pub(crate) seq: i64,
}

pub(crate) async fn insert(
    session: &mut Session,
    shop: &ShopId,
    receipt: &NewReceipt<'_>,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        receipt.id.as_str().into(),
        receipt.purchase_order.as_str().into(),
        receipt.location.as_str().into(),
        Arg::Optional(receipt.delivery_note),
        receipt.at.into(),
        receipt.by.as_str().into(),
        receipt.seq.into(),
    ];
    session.run(&INSERT, &args).await.map(|_| ())
}

/// A line of a receipt as written.
#[derive(Debug, Serialize)]
pub(crate) struct LineRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) receipt: &'a ReceiptId,
    pub(crate) sku: &'a Sku,
    pub(crate) line: u32,
    pub(crate) quantity: u32,
    pub(crate) discrepancy: Option<&'a str>,
    pub(crate) more_to_come: u8,
    pub(crate) put_away: u32,
}

pub(crate) fn insert_lines(rows: &[LineRow<'_>]) -> Write {
    Write::rows(&INSERT_LINES, rows)
}

/// What really came with a line of a receipt, as written.
#[derive(Debug, Serialize)]
pub(crate) struct CorrectedRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) receipt: &'a ReceiptId,
    pub(crate) sku: &'a Sku,
    pub(crate) line: u32,
    pub(crate) quantity: u32,
    pub(crate) put_away: u32,
    pub(crate) correction: &'a str,
}

/// Lines of receipts that were counted wrongly.
pub(crate) fn correct(rows: &[CorrectedRow<'_>]) -> Write {
    Write::rows(&CORRECT, rows)
}

/// Units given to a backorder, as written.
#[derive(Debug, Serialize)]
pub(crate) struct AllocationRow<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) receipt: &'a ReceiptId,
    pub(crate) order: OrderId,
    pub(crate) backorder: u32,
    pub(crate) sku: &'a Sku,
    pub(crate) quantity: u32,
    pub(crate) shipment: u32,
    pub(crate) location: Option<&'a LocationCode>,
}

pub(crate) fn insert_allocations(rows: &[AllocationRow<'_>]) -> Write {
    Write::rows(&INSERT_ALLOCATIONS, rows)
}

/// The receipt that was entered with a delivery note.
/// The receipt of a purchase order that has this delivery note.
pub(crate) async fn by_delivery_note(
    session: &mut Session,
    shop: &ShopId,
    order: &PurchaseOrderId,
    note: &str,
) -> Result<Option<ReceiptId>, StoreError> {
    let row = session
        .first(
            &BY_NOTE,
            &[shop.as_str().into(), order.as_str().into(), note.into()],
        )
        .await?;
    row.map(|row| row.parsed("id", ReceiptId::parse))
        .transpose()
}

fn receipt(row: &Row) -> Result<ReceiptView, StoreError> {
    Ok(ReceiptView {
        id: row.parsed("id", ReceiptId::parse)?,
        purchase_order: row.parsed("reference", PurchaseOrderReference::parse)?,
        location: row.parsed("location", LocationCode::parse)?,
        delivery_note: row.optional_text("delivery_note")?,
        received_at: row.time("received_at")?,
        received_by: row.parsed("received_by", By::parse)?,
        lines: Vec::new(),
        allocations: Vec::new(),
    })
}

async fn read_lines(
    session: &mut Session,
    shop: &ShopId,
    id: &ReceiptId,
) -> Result<Vec<ReceiptLineView>, StoreError> {
    let rows = session
        .all(&LINES, &[shop.as_str().into(), id.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ReceiptLineView {
                sku: row.parsed("sku", Sku::parse)?,
                line: row.units("line")?,
                quantity: row.units("quantity")?,
                discrepancy: row.optional_text("discrepancy")?,
                more_to_come: row.flag("more_to_come")?,
                put_away: row.units("put_away")?,
                first_counted: row
                    .optional_int("first_counted")?
                    .and_then(|units| u32::try_from(units).ok()),
                correction: row.optional_text("correction")?,
            })
        })
        .collect()
}

/// One receipt with everything it did.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    id: &ReceiptId,
) -> Result<Option<ReceiptView>, StoreError> {
    let Some(row) = session
        .first(&ONE, &[shop.as_str().into(), id.as_str().into()])
        .await?
    else {
        return Ok(None);
    };
    let mut view = receipt(&row)?;
    view.lines = read_lines(session, shop, id).await?;
    for row in session
        .all(&ALLOCATIONS, &[shop.as_str().into(), id.as_str().into()])
        .await?
    {
        let order = row.parsed("order_id", OrderId::parse)?;
        view.allocations.push(AllocatedUnits {
            order_number: row.int("order_number")?,
            backorder: BackorderId::of(&order, row.units("backorder_number")?),
            shipment: ShipmentId::of(&order, row.units("shipment")?),
            sku: row.parsed("sku", Sku::parse)?,
            quantity: row.units("quantity")?,
            location: row.optional_parsed("location", LocationCode::parse)?,
            order,
        });
    }
    Ok(Some(view))
}

/// The receipts of a purchase order, oldest first, without who got the units.
pub(crate) async fn of_purchase_order(
    session: &mut Session,
    shop: &ShopId,
    order: &PurchaseOrderId,
    limit: i64,
) -> Result<Vec<ReceiptView>, StoreError> {
    let rows = session
        .all(
            &OF_PURCHASE_ORDER,
            &[shop.as_str().into(), order.as_str().into(), limit.into()],
        )
        .await?;
    let mut found = rows.iter().map(receipt).collect::<Result<Vec<_>, _>>()?;
    for one in &mut found {
        one.lines = read_lines(session, shop, &one.id).await?;
    }
    Ok(found)
}
