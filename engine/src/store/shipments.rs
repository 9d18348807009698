//! Shipments: one parcel of one order each.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write};
use dockline_domain::id::{LocationCode, OrderId, ShipmentId, ShopId, Sku};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::shipment::ShipmentState;
use dockline_view::{ShipmentLineView, ShipmentView};
use serde::Serialize;
use std::collections::HashMap;

/// A statement that reads shipments, with what an order pays for shipping on the first parcel that
/// leaves.
macro_rules! of_shipments {
    ($condition:literal) => {
        concat!(
            "select s.order_id, s.number, s.state, s.carrier, s.tracking, s.created_at, s.packed_at, s.handed_over_at, s.delivered_at, s.version, s.awaits_payment,
            case when s.state <> 'cancelled' and not exists (select 1 from shipments f where f.shop_id = $1
                and f.order_id = s.order_id and f.number < s.number and f.state <> 'cancelled') then o.shipping_minor else 0 end as shipping_minor,
            o.number as order_number, o.number_prefix, p.name, p.address
        from shipments s join orders o on o.shop_id = $1 and o.id = s.order_id
        join persons p on p.shop_id = $1 and p.id = coalesce(s.person_id, o.person_id)
        where ",
            $condition
        )
    };
}

statements! {
    INSERT = "insert into shipments (shop_id, order_id, number, state, created_at, version)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'number' as bigint), 'open', cast(r.value ->> 'at' as bigint),
            cast(r.value ->> 'seq' as bigint)
        from {rows of the shop}";
    NUMBERS = "select order_id, max(number) as last, max(case when state = 'open' and sealed_at is null then number end) as open from shipments
        where shop_id = $2 and order_id in (select r.value ->> 'id' from {rows}) group by order_id";
    ONE = of_shipments!("s.shop_id = $1 and s.order_id = $2 and s.number = $3");
    PAGE = of_shipments!("s.shop_id = $1 and ($2 = '' or s.state = $2) and (s.order_id, s.number) > ($3, $4) order by s.order_id, s.number limit $5");
    TO_PACK = of_shipments!("s.shop_id = $1 and s.state = 'open' and s.awaits_payment = 0 and (s.order_id, s.number) > ($2, $3) and not exists (select 1 from backorders b
            where b.shop_id = $1 and b.order_id = s.order_id and b.shipment = s.number and b.state = 'on_hold')
        order by s.order_id, s.number limit $4");
    COUNT_TO_PACK = "select count(*) as parcels from shipments s
        where s.shop_id = $1 and s.state = 'open' and s.awaits_payment = 0 and not exists (select 1 from backorders b
            where b.shop_id = $1 and b.order_id = s.order_id and b.shipment = s.number and b.state = 'on_hold')";
    COUNT_PACKED = "select count(*) as parcels from shipments s where s.shop_id = $1 and s.state = 'packed'";
    CONTENT = "select b.order_id, b.shipment, b.sku, b.location, b.state, cast(sum(b.quantity) as bigint) as quantity, min(l.item) as item
        from backorders b join order_lines l on l.shop_id = $2 and l.order_id = b.order_id and l.sku = b.sku
        where b.shop_id = $2 and b.shipment is not null and b.order_id in (select r.value ->> 'id' from {rows})
        group by b.order_id, b.shipment, b.sku, b.location, b.state order by b.order_id, b.shipment, b.sku";
    /// From here on the parcel is for whom it was packed, whatever becomes of the order's address.
    PACKED = "update shipments set state = 'packed', packed_at = $4, version = $5,
            person_id = (select o.person_id from orders o where o.shop_id = $1 and o.id = $2)
        where shop_id = $1 and order_id = $2 and number = $3";
    HANDED_OVER = "update shipments set state = 'handed_over', handed_over_at = $4, version = $5, carrier = $6, tracking = $7
        where shop_id = $1 and order_id = $2 and number = $3";
    DELIVERED = "update shipments set delivered_at = $4, version = $5 where shop_id = $1 and order_id = $2 and number = $3";
    SET_STATE = "update shipments set state = $4, person_id = case when $4 = 'open' then null else person_id end
        where shop_id = $1 and order_id = $2 and number = $3";
    CANCEL_EMPTY = "update shipments set state = 'cancelled', version = $3
        where shop_id = $1 and order_id = $2 and state in ('open', 'packed')
            and not exists (select 1 from backorders b where b.shop_id = $1 and b.order_id = shipments.order_id
                and b.shipment = shipments.number and b.state <> 'cancelled')";
    GROWN = "update shipments set version = cast(r.value ->> 'seq' as bigint) from {rows}
        where shipments.shop_id = {shop} and shipments.order_id = r.value ->> 'order'
            and shipments.number = cast(r.value ->> 'number' as bigint)";
    TOUCH = "update shipments set version = $3 where shop_id = $1 and order_id = $2 and state in ('open', 'packed')";
    TOUCH_OPEN = "update shipments set version = $3 where shop_id = $1 and order_id = $2 and state = 'open'";
}

/// A shipment as written.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NewShipment<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) at: i64,
    pub(crate) seq: i64,
}

/// New shipments, each a [`NewShipment`].
pub(crate) fn inserted() -> Rows {
    Rows::of(&INSERT)
}

/// A shipment that was there and holds more units now.
#[derive(Debug, Serialize)]
pub(crate) struct GrownShipment<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) seq: i64,
}

/// Shipments that gained units are no longer what somebody may have read.
pub(crate) fn grown(rows: &[GrownShipment<'_>]) -> Write {
    Write::rows(&GROWN, rows)
}

/// The shipments of an order: the last one's number, and that of the open one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Numbers {
    pub(crate) last: u32,
    pub(crate) open: Option<u32>,
}

pub(crate) async fn numbers<'a>(
    session: &mut Session,
    shop: &ShopId,
    orders: impl IntoIterator<Item = &'a OrderId>,
) -> Result<HashMap<OrderId, Numbers>, StoreError> {
    let keys = json(
        &orders
            .into_iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect::<Vec<_>>(),
    );
    let rows = session
        .all(&NUMBERS, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            let open = row
                .optional_int("open")?
                .and_then(|number| u32::try_from(number).ok());
            Ok((
                row.parsed("order_id", OrderId::parse)?,
                Numbers {
                    last: row.units("last")?,
                    open,
                },
            ))
        })
        .collect()
}

fn shipment(row: &Row) -> Result<ShipmentView, StoreError> {
    let order = row.parsed("order_id", OrderId::parse)?;
    let number = row.units("number")?;
    Ok(ShipmentView {
        id: ShipmentId::of(&order, number),
        order,
        order_number: row.int("order_number")?,
        order_reference: OrderPrefix::stored(row.text("number_prefix")?)
            .of(row.int("order_number")?),
        number,
        name: row.text("name")?,
        address: row.optional_text("address")?,
        state: row.parsed("state", ShipmentState::parse)?,
        awaits_payment: row.flag("awaits_payment")?,
        lines: Vec::new(),
        carrier: row.optional_text("carrier")?,
        tracking: row.optional_text("tracking")?,
        created_at: row.time("created_at")?,
        packed_at: row.optional_time("packed_at")?,
        handed_over_at: row.optional_time("handed_over_at")?,
        delivered_at: row.optional_time("delivered_at")?,
        shipping_minor: row.int("shipping_minor")?,
        version: row.int("version")?,
    })
}

async fn with_lines(
    session: &mut Session,
    shop: &ShopId,
    mut shipments: Vec<ShipmentView>,
) -> Result<Vec<ShipmentView>, StoreError> {
    if shipments.is_empty() {
        return Ok(shipments);
    }
    let keys = json(
        &shipments
            .iter()
            .map(|one| serde_json::json!({ "id": one.order }))
            .collect::<Vec<_>>(),
    );
    for row in session
        .all(&CONTENT, &[Arg::Text(&keys), shop.as_str().into()])
        .await?
    {
        let (order, number) = (
            row.parsed("order_id", OrderId::parse)?,
            row.units("shipment")?,
        );
        let state = row.text("state")?;
        if state == "cancelled" {
            continue;
        }
        let item: super::orders::Item = row.json("item")?;
        let line = ShipmentLineView {
            sku: row.parsed("sku", Sku::parse)?,
            title: item.title,
            options: item.options,
            quantity: row.units("quantity")?,
            location: row.optional_parsed("location", LocationCode::parse)?,
            on_hold: state == "on_hold",
        };
        if let Some(one) = shipments
            .iter_mut()
            .find(|one| one.order == order && one.number == number)
        {
            one.lines.push(line);
        }
    }
    Ok(shipments)
}

pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    id: &ShipmentId,
) -> Result<Option<ShipmentView>, StoreError> {
    let Some((order, number)) = id.parts() else {
        return Ok(None);
    };
    let row = session
        .first(
            &ONE,
            &[
                shop.as_str().into(),
                order.as_str().into(),
                i64::from(number).into(),
            ],
        )
        .await?;
    let found = row.iter().map(shipment).collect::<Result<_, _>>()?;
    Ok(with_lines(session, shop, found).await?.into_iter().next())
}

/// Shipments in the sequence of their orders, after one of them.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    state: Option<ShipmentState>,
    after: Option<&ShipmentId>,
    limit: i64,
) -> Result<Vec<ShipmentView>, StoreError> {
    let (order, number) = after
        .and_then(ShipmentId::parts)
        .map_or((String::new(), 0), |(order, number)| {
            (order.to_string(), number)
        });
    let args = [
        shop.as_str().into(),
        state.map_or("", ShipmentState::name).into(),
        Arg::Text(&order),
        i64::from(number).into(),
        limit.into(),
    ];
    let found = session
        .all(&PAGE, &args)
        .await?
        .iter()
        .map(shipment)
        .collect::<Result<_, _>>()?;
    with_lines(session, shop, found).await
}

/// Open shipments of which nothing is on hold, in the sequence of their orders, after one of them.
pub(crate) async fn to_pack(
    session: &mut Session,
    shop: &ShopId,
    after: Option<&ShipmentId>,
    limit: i64,
) -> Result<Vec<ShipmentView>, StoreError> {
    let (order, number) = after
        .and_then(ShipmentId::parts)
        .map_or((String::new(), 0), |(order, number)| {
            (order.to_string(), number)
        });
    let args = [
        shop.as_str().into(),
        Arg::Text(&order),
        i64::from(number).into(),
        limit.into(),
    ];
    let found = session
        .all(&TO_PACK, &args)
        .await?
        .iter()
        .map(shipment)
        .collect::<Result<_, _>>()?;
    with_lines(session, shop, found).await
}

/// How many open shipments there are of which nothing is on hold.
pub(crate) async fn count_to_pack(session: &mut Session, shop: &ShopId) -> Result<u32, StoreError> {
    let row = session
        .first(&COUNT_TO_PACK, &[shop.as_str().into()])
        .await?;
    row.map_or(Ok(0), |row| row.units("parcels"))
}

/// How many parcels are packed and wait for the carrier.
pub(crate) async fn count_packed(session: &mut Session, shop: &ShopId) -> Result<u32, StoreError> {
    let row = session
        .first(&COUNT_PACKED, &[shop.as_str().into()])
        .await?;
    row.map_or(Ok(0), |row| row.units("parcels"))
}

pub(crate) async fn packed(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    number: u32,
    at: i64,
    seq: i64,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        at.into(),
        seq.into(),
    ];
    session.run(&PACKED, &args).await.map(|_| ())
}

/// The parcel has arrived.
pub(crate) async fn delivered(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    number: u32,
    at: i64,
    seq: i64,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        at.into(),
        seq.into(),
    ];
    session.run(&DELIVERED, &args).await.map(|_| ())
}

/// What the carrier was given.
pub(crate) struct HandedOver<'a> {
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) carrier: &'a str,
    pub(crate) tracking: Option<&'a str>,
    pub(crate) at: i64,
    pub(crate) seq: i64,
}

pub(crate) async fn handed_over(
    session: &mut Session,
    shop: &ShopId,
    what: &HandedOver<'_>,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        what.order.as_str().into(),
        i64::from(what.number).into(),
        what.at.into(),
        what.seq.into(),
        what.carrier.into(),
        Arg::Optional(what.tracking),
    ];
    session.run(&HANDED_OVER, &args).await.map(|_| ())
}

/// Where a parcel is now. When it was packed is kept: an open one that has been packed was opened
/// again.
pub(crate) async fn set_state(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    number: u32,
    state: ShipmentState,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        state.name().into(),
    ];
    session.run(&SET_STATE, &args).await.map(|_| ())
}

/// Whom the open parcels of an order are for has changed: they are no longer what somebody may have
/// read.
pub(crate) async fn addressed(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    seq: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &TOUCH_OPEN,
            &[shop.as_str().into(), order.as_str().into(), seq.into()],
        )
        .await
        .map(|_| ())
}

/// The content of an order's parcels changed: those that are empty now are cancelled, the others
/// are no longer what somebody may have read.
pub(crate) async fn changed(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    seq: i64,
) -> Result<(), StoreError> {
    session
        .run(
            &TOUCH,
            &[shop.as_str().into(), order.as_str().into(), seq.into()],
        )
        .await?;
    session
        .run(
            &CANCEL_EMPTY,
            &[shop.as_str().into(), order.as_str().into(), seq.into()],
        )
        .await
        .map(|_| ())
}
