//! The lines of variants as merchants look at them.

use super::backorders;
use super::statement::statements;
use super::{Arg, Session, StoreError};
use crate::event::{Event, Kind};
use dockline_domain::id::{BackorderId, OrderId, ShipmentId, ShopId, Sku};
use dockline_domain::line::Place;
use dockline_view::{HeldInLine, QueuedBackorder};
use jiff::Timestamp;
use std::collections::HashMap;

statements! {
    LONGEST = "select v.sku, coalesce(w.people, 0) as people from variants v
        left join (select sku, count(*) as people from waitlist where shop_id = $1 group by sku) w on w.sku = v.sku
        where v.shop_id = $1 and (v.queued > 0 or w.people > 0) order by v.queued desc, people desc, v.sku limit $2";
    /// Orders in a line that ship complete, up to a place.
    COMPLETE = "select b.order_id, o.number as order_number, o.number_prefix
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        where b.shop_id = $1 and b.sku = $2 and b.state = 'queued' and o.ship = 'complete'
            and (b.rank, b.placed_seq, b.number) < ($3, $4, $5)
        order by b.rank, b.placed_seq, b.number limit $6";
    /// Changes of priority of an order itself, and of orders that were placed later and stand
    /// ahead, or stood there when they were served.
    OVERTAKINGS = "select e.seq, e.at, e.payload, o.number as order_number, o.number_prefix, b.rank
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        join events e on e.shop_id = $1 and e.topic = 'order:' || b.order_id and e.kind = $7
        where b.shop_id = $1 and b.order_id = $3 and b.sku = $2 and b.state = 'queued'
        union
        select e.seq, e.at, e.payload, o.number as order_number, o.number_prefix, b.rank
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        join events e on e.shop_id = $1 and e.topic = 'order:' || b.order_id and e.kind = $7
        where b.shop_id = $1 and b.sku = $2 and b.rank < 0 and b.rank < $4 and b.placed_seq > $5 and b.state not in ('cancelled', 'held')
        order by seq desc limit $6";
    HELD = "select o.number as order_number, o.number_prefix, cast(sum(b.quantity) as bigint) as units
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        where b.shop_id = $1 and b.sku = $2 and b.state = 'held' group by o.number, o.number_prefix order by o.number limit $3";
    NUMBERS = "select id, number as order_number, number_prefix from orders where shop_id = $2 and id in (select r.value ->> 'id' from {rows})";
    /// The parcel of an order that is to be packed or handed over next.
    PARCEL = "select s.order_id, s.number from shipments s join orders o on o.shop_id = $1 and o.id = s.order_id
        where s.shop_id = $1 and o.number = $2 and s.state in ('open', 'packed') order by s.number limit 1";
    ONE = "select b.order_id, b.number, b.sku, b.quantity, b.rank, b.placed_seq, b.position_at_placement, o.placed_at, o.number as order_number,
            o.number_prefix, (select earliest from promises p where p.shop_id = $1 and p.order_id = b.order_id and p.backorder_number = b.number
                order by p.number desc limit 1) as earliest,
            (select latest from promises p where p.shop_id = $1 and p.order_id = b.order_id and p.backorder_number = b.number
                order by p.number desc limit 1) as latest
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        where b.shop_id = $1 and b.order_id = $2 and b.number = $3 and b.state = 'queued'";
}

/// The variants with the most units in line, then those with the longest waitlists, each with how
/// many people are on its waitlist.
pub(crate) async fn longest(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<(Sku, u32)>, StoreError> {
    let rows = session
        .all(&LONGEST, &[shop.as_str().into(), limit.into()])
        .await?;
    rows.iter()
        .map(|row| Ok((row.parsed("sku", Sku::parse)?, row.units("people")?)))
        .collect()
}

/// Orders that were stopped while they waited for a variant, the first placed first.
pub(crate) async fn held(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    limit: i64,
) -> Result<Vec<HeldInLine>, StoreError> {
    let args = [shop.as_str().into(), sku.as_str().into(), limit.into()];
    let rows = session.all(&HELD, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(HeldInLine {
                number: row.int("order_number")?,
                reference: backorders::reference(row)?,
                units: row.units("units")?,
            })
        })
        .collect()
}

/// An order that ships complete and waits in a line.
pub(crate) struct CompleteRow {
    pub(crate) order: OrderId,
    pub(crate) reference: String,
}

/// Orders that ship complete and stand before a place.
pub(crate) async fn complete_before(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    before: Place,
    limit: i64,
) -> Result<Vec<CompleteRow>, StoreError> {
    let (seq, number) = before.sequence;
    let args = [
        shop.as_str().into(),
        sku.as_str().into(),
        (-i64::from(before.priority)).into(),
        seq.into(),
        i64::from(number).into(),
        limit.into(),
    ];
    let rows = session.all(&COMPLETE, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(CompleteRow {
                order: row.parsed("order_id", OrderId::parse)?,
                reference: backorders::reference(row)?,
            })
        })
        .collect()
}

/// A change of priority as the log has it.
pub(crate) struct OvertakingRow {
    pub(crate) seq: i64,
    pub(crate) at: Timestamp,
    pub(crate) order_number: i64,
    pub(crate) order_reference: String,
    /// The priority of the backorder that the order has in this line.
    pub(crate) priority: i64,
    pub(crate) event: Event,
}

/// Changes of priority that a backorder's place has to do with, the newest first.
pub(crate) async fn overtakings(
    session: &mut Session,
    shop: &ShopId,
    of: &QueuedBackorder,
    limit: i64,
) -> Result<Vec<OvertakingRow>, StoreError> {
    let args = [
        shop.as_str().into(),
        of.sku.as_str().into(),
        of.order.as_str().into(),
        (-i64::from(of.place.priority)).into(),
        of.place.sequence.0.into(),
        limit.into(),
        Kind::PriorityChanged.name().into(),
    ];
    let rows = session.all(&OVERTAKINGS, &args).await?;
    rows.iter()
        .map(|row| {
            let (seq, at, priority) = (row.int("seq")?, row.time("at")?, -row.int("rank")?);
            let event = Event::read(Kind::PriorityChanged.name(), &row.text("payload")?);
            Ok(OvertakingRow {
                seq,
                at,
                order_number: row.int("order_number")?,
                order_reference: backorders::reference(row)?,
                priority,
                event: event.map_err(|problem| StoreError::Unreadable { seq, problem })?,
            })
        })
        .collect()
}

/// The numbers of some orders, for links and for people.
pub(crate) async fn numbers(
    session: &mut Session,
    shop: &ShopId,
    orders: &[OrderId],
) -> Result<HashMap<OrderId, (i64, String)>, StoreError> {
    let keys = super::json::json(
        &orders
            .iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect::<Vec<_>>(),
    );
    let rows = session
        .all(&NUMBERS, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            let numbers = (row.int("order_number")?, backorders::reference(row)?);
            Ok((row.parsed("id", OrderId::parse)?, numbers))
        })
        .collect()
}

/// The parcel of an order that is to be packed or handed over next.
pub(crate) async fn parcel(
    session: &mut Session,
    shop: &ShopId,
    order_number: i64,
) -> Result<Option<ShipmentId>, StoreError> {
    let row = session
        .first(&PARCEL, &[shop.as_str().into(), order_number.into()])
        .await?;
    row.map(|row| {
        Ok(ShipmentId::of(
            &row.parsed("order_id", OrderId::parse)?,
            row.units("number")?,
        ))
    })
    .transpose()
}

/// One backorder that waits.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    backorder: &BackorderId,
) -> Result<Option<QueuedBackorder>, StoreError> {
    let Some((order, number)) = backorder.parts() else {
        return Ok(None);
    };
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
    ];
    session
        .first(&ONE, &args)
        .await?
        .as_ref()
        .map(backorders::queued)
        .transpose()
}
