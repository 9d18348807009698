//! Backorders, and the line in which they wait.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write};
use dockline_domain::availability::After;
use dockline_domain::backorder::State;
use dockline_domain::id::{BackorderId, LocationCode, OrderId, ShopId, Sku};
use dockline_domain::line::{Line, Place};
use dockline_domain::order::Ship;
use dockline_domain::ordering::OrderPrefix;
use dockline_view::{QueuedBackorder, Shop};
use serde::Serialize;
use std::collections::HashMap;

statements! {
    INSERT = "insert into backorders (shop_id, order_id, number, sku, quantity, state, state_data, rank, placed_seq, position_at_placement,
            shipment, location)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'number' as bigint), r.value ->> 'sku',
            cast(r.value ->> 'quantity' as bigint), r.value ->> 'state', r.value ->> 'state_data', cast(r.value ->> 'rank' as bigint),
            cast(r.value ->> 'placed_seq' as bigint), cast(r.value ->> 'position' as bigint), cast(r.value ->> 'shipment' as bigint),
            r.value ->> 'location'
        from {rows of the shop}";
    CHANGE = "update backorders set sku = r.value ->> 'sku', quantity = cast(r.value ->> 'quantity' as bigint), state = r.value ->> 'state',
            state_data = r.value ->> 'state_data', rank = cast(r.value ->> 'rank' as bigint),
            placed_seq = cast(r.value ->> 'placed_seq' as bigint), shipment = cast(r.value ->> 'shipment' as bigint),
            location = r.value ->> 'location'
        from {rows} where backorders.shop_id = {shop} and backorders.order_id = r.value ->> 'order'
            and backorders.number = cast(r.value ->> 'number' as bigint)";
    OF_ORDER = "select order_id, number, sku, quantity, state, state_data, rank, placed_seq, position_at_placement, shipment, location
        from backorders where shop_id = $1 and order_id = $2 order by number";
    /// By the parcels that have not left: an index says which those are.
    HELD = "select b.order_id, b.number, b.sku, b.quantity, b.state, b.state_data, b.rank, b.placed_seq, b.position_at_placement, b.shipment,
            b.location, o.ship
        from shipments s join backorders b on b.shop_id = $1 and b.order_id = s.order_id and b.shipment = s.number
            join orders o on o.shop_id = $1 and o.id = s.order_id
        where s.shop_id = $1 and s.state in ('open', 'packed') and b.shop_id = $1 and b.sku = $2 and b.state in {open states}
        order by b.order_id, b.number";
    LINE = "select order_id, number, quantity, rank, placed_seq from backorders
        where shop_id = $1 and sku = $2 and state = 'queued'";
    FRONT = "select b.order_id, b.number, b.sku, b.quantity, b.rank, b.placed_seq, b.position_at_placement, o.ship, o.number as order_number
        from backorders b
        join orders o on o.shop_id = $1 and o.id = b.order_id
        where b.shop_id = $1 and b.sku = $2 and b.state = 'queued'
            and (b.rank, b.placed_seq, b.number) > ($3, $4, $5)
        order by b.rank, b.placed_seq, b.number limit $6";
    PAGE = "select b.order_id, b.number, b.sku, b.quantity, b.rank, b.placed_seq, b.position_at_placement, o.placed_at, o.number as order_number,
            o.number_prefix, (select earliest from promises p where p.shop_id = $1 and p.order_id = b.order_id and p.backorder_number = b.number
                order by p.number desc limit 1) as earliest,
            (select latest from promises p where p.shop_id = $1 and p.order_id = b.order_id and p.backorder_number = b.number
                order by p.number desc limit 1) as latest
        from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        where b.shop_id = $1 and b.sku = $2 and b.state = 'queued' and (b.rank, b.placed_seq, b.number) > ($3, $4, $5)
        order by b.rank, b.placed_seq, b.number limit $6";
    TOGETHER = "select b.order_id, b.number, b.sku, b.quantity, b.rank, b.placed_seq, b.position_at_placement, o.ship, o.number as order_number
        from backorders b join orders o on o.shop_id = $2 and o.id = b.order_id
        where b.shop_id = $2 and b.state || '' = 'queued' and b.order_id in (select r.value ->> 'id' from {rows}) order by b.order_id, b.number";
    LAST_NUMBERS = "select order_id, max(number) as number from backorders
        where shop_id = $2 and order_id in (select r.value ->> 'id' from {rows}) group by order_id";
    UNITS_BETWEEN = "select cast(coalesce(sum(quantity), 0) as bigint) as units from backorders
        where shop_id = $1 and sku = $2 and state = 'queued' and (rank, placed_seq, number) > ($3, $4, $5)
            and (rank, placed_seq, number) < ($6, $7, $8)";
    AFTER = "select b.quantity, o.placed_at from backorders b join orders o on o.shop_id = $1 and o.id = b.order_id
        where b.shop_id = $1 and b.sku = $2 and b.state = 'queued' and (b.rank, b.placed_seq, b.number) > ($3, $4, $5)
        order by b.rank, b.placed_seq, b.number";
}

/// A backorder as written, whether it is new or has changed.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WrittenBackorder<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) sku: &'a Sku,
    pub(crate) quantity: u32,
    pub(crate) state: &'static str,
    pub(crate) state_data: Option<String>,
    pub(crate) rank: i32,
    pub(crate) placed_seq: i64,
    /// Never changes.
    pub(crate) position: Option<u32>,
    pub(crate) shipment: Option<u32>,
    pub(crate) location: Option<&'a LocationCode>,
}

/// A backorder as read.
#[derive(Debug, Clone)]
pub(crate) struct BackorderRow {
    pub(crate) order: OrderId,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) state: State,
    pub(crate) priority: i32,
    pub(crate) placed_seq: i64,
    pub(crate) position_at_placement: Option<u32>,
    pub(crate) shipment: Option<u32>,
    pub(crate) location: Option<LocationCode>,
}

impl BackorderRow {
    /// Whether it is in a parcel of its order; what was cancelled is not in it any more.
    pub(crate) fn is_in(&self, parcel: u32) -> bool {
        self.shipment == Some(parcel) && !matches!(self.state, State::Cancelled { .. })
    }

    /// The row as it is written.
    pub(crate) fn written<'a>(&'a self, shop: &'a ShopId) -> WrittenBackorder<'a> {
        self.in_state(shop, &self.state)
    }

    /// The row as it is written when it is in another state from now on.
    pub(crate) fn in_state<'a>(&'a self, shop: &'a ShopId, state: &State) -> WrittenBackorder<'a> {
        WrittenBackorder {
            shop,
            order: &self.order,
            number: self.number,
            sku: &self.sku,
            quantity: self.quantity,
            state: state.name(),
            state_data: state_data(state),
            rank: -self.priority,
            placed_seq: self.placed_seq,
            position: self.position_at_placement,
            shipment: self.shipment,
            location: self.location.as_ref(),
        }
    }

    pub(crate) fn id(&self) -> BackorderId {
        BackorderId::of(&self.order, self.number)
    }

    pub(crate) fn place(&self) -> Place {
        Place {
            priority: self.priority,
            sequence: (self.placed_seq, self.number),
        }
    }
}

/// The data of a state as stored beside its name.
pub(crate) fn state_data(state: &State) -> Option<String> {
    match state {
        State::Queued | State::Allocated | State::Released | State::Packed | State::Delivered => {
            None
        }
        State::Held { .. }
        | State::Shipped { .. }
        | State::OnHold { .. }
        | State::Cancelled { .. } => Some(json(state)),
    }
}

pub(super) fn state(row: &Row) -> Result<State, StoreError> {
    match row.optional_json("state_data")? {
        Some(state) => Ok(state),
        None => serde_json::from_value(serde_json::json!({ "state": row.text("state")? }))
            .map_err(|e| super::row::inconsistent("state", e)),
    }
}

fn priority(row: &Row) -> Result<i32, StoreError> {
    i32::try_from(-row.int("rank")?).map_err(|error| super::row::inconsistent("rank", error))
}

/// The place in line of a row.
pub(super) fn place(row: &Row) -> Result<Place, StoreError> {
    Ok(Place {
        priority: priority(row)?,
        sequence: (row.int("placed_seq")?, row.units("number")?),
    })
}

/// New backorders, each a [`WrittenBackorder`].
pub(crate) fn inserted() -> Rows {
    Rows::of(&INSERT)
}

/// Backorders that change, each a [`WrittenBackorder`].
pub(crate) fn changed() -> Rows {
    Rows::of(&CHANGE)
}

/// One backorder that changes.
pub(crate) fn change(row: &WrittenBackorder<'_>) -> Write {
    let mut rows = changed();
    rows.push(row);
    rows.write()
}

fn units_or_none(row: &Row, column: &str) -> Result<Option<u32>, StoreError> {
    row.optional_int(column)?
        .map(|units| u32::try_from(units).map_err(|error| super::row::inconsistent(column, error)))
        .transpose()
}

pub(crate) async fn of_order(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<BackorderRow>, StoreError> {
    let rows = session
        .all(&OF_ORDER, &[shop.as_str().into(), order.as_str().into()])
        .await?;
    rows.iter().map(backorder).collect()
}

fn backorder(row: &Row) -> Result<BackorderRow, StoreError> {
    Ok(BackorderRow {
        order: row.parsed("order_id", OrderId::parse)?,
        number: row.units("number")?,
        sku: row.parsed("sku", Sku::parse)?,
        quantity: row.units("quantity")?,
        state: state(row)?,
        priority: priority(row)?,
        placed_seq: row.int("placed_seq")?,
        position_at_placement: units_or_none(row, "position_at_placement")?,
        shipment: units_or_none(row, "shipment")?,
        location: row.optional_parsed("location", LocationCode::parse)?,
    })
}

/// Units of a variant in parcels that have not left, each with whether its order ships complete.
pub(crate) async fn held(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<Vec<(BackorderRow, bool)>, StoreError> {
    let rows = session
        .all(&HELD, &[shop.as_str().into(), sku.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            let complete = row.parsed("ship", Ship::parse)? == Ship::Complete;
            Ok((backorder(row)?, complete))
        })
        .collect()
}

/// The line of a variant.
pub(crate) async fn line(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<Line, StoreError> {
    let rows = session
        .all(&LINE, &[shop.as_str().into(), sku.as_str().into()])
        .await?;
    let mut waiting = Vec::with_capacity(rows.len());
    for row in &rows {
        let order = row.parsed("order_id", OrderId::parse)?;
        let backorder = BackorderId::of(&order, row.units("number")?);
        waiting.push((backorder, place(row)?, row.units("quantity")?));
    }
    waiting.sort_unstable_by_key(|(_, place, _)| place.sequence);
    let mut line = Line::default();
    for (backorder, place, quantity) in &waiting {
        line.set(backorder, *place, *quantity);
    }
    Ok(line)
}

/// The parameters of a statement that reads on after a place, or from the front.
pub(super) fn behind(place: Option<Place>) -> [Arg<'static>; 3] {
    let place = place.map_or((i64::MIN, i64::MIN, 0), |place| {
        (
            -i64::from(place.priority),
            place.sequence.0,
            i64::from(place.sequence.1),
        )
    });
    [place.0.into(), place.1.into(), place.2.into()]
}

/// A backorder in line as the allocation needs it.
pub(crate) struct FrontRow {
    pub(crate) order: OrderId,
    pub(crate) order_number: i64,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) place: Place,
    pub(crate) position_at_placement: Option<u32>,
    pub(crate) complete: bool,
}

impl FrontRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            order: row.parsed("order_id", OrderId::parse)?,
            order_number: row.int("order_number")?,
            number: row.units("number")?,
            sku: row.parsed("sku", Sku::parse)?,
            quantity: row.units("quantity")?,
            place: place(row)?,
            position_at_placement: units_or_none(row, "position_at_placement")?,
            complete: row.parsed("ship", Ship::parse)? == Ship::Complete,
        })
    }

    pub(crate) fn id(&self) -> BackorderId {
        BackorderId::of(&self.order, self.number)
    }

    /// The row as it is written when it is in some state from now on.
    pub(crate) fn in_state<'a>(&'a self, shop: &'a ShopId, state: &State) -> WrittenBackorder<'a> {
        WrittenBackorder {
            shop,
            order: &self.order,
            number: self.number,
            sku: &self.sku,
            quantity: self.quantity,
            state: state.name(),
            state_data: state_data(state),
            rank: -self.place.priority,
            placed_seq: self.place.sequence.0,
            position: self.position_at_placement,
            shipment: None,
            location: None,
        }
    }
}

/// The next backorders in line after a place.
pub(crate) async fn front(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<FrontRow>, StoreError> {
    let [priority, seq, number] = behind(after);
    let rows = session
        .all(
            &FRONT,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                priority,
                seq,
                number,
                limit.into(),
            ],
        )
        .await?;
    rows.iter().map(FrontRow::read).collect()
}

fn order_keys<'a>(orders: impl IntoIterator<Item = &'a OrderId>) -> String {
    json(
        &orders
            .into_iter()
            .map(|id| serde_json::json!({ "id": id }))
            .collect::<Vec<_>>(),
    )
}

/// All waiting backorders of some orders.
pub(crate) async fn waiting_of_orders<'a>(
    session: &mut Session,
    shop: &ShopId,
    orders: impl IntoIterator<Item = &'a OrderId>,
) -> Result<Vec<FrontRow>, StoreError> {
    let keys = order_keys(orders);
    let rows = session
        .all(&TOGETHER, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter().map(FrontRow::read).collect()
}

/// The number of the newest backorder of each of some orders.
pub(crate) async fn last_numbers<'a>(
    session: &mut Session,
    shop: &ShopId,
    orders: impl IntoIterator<Item = &'a OrderId>,
) -> Result<HashMap<OrderId, u32>, StoreError> {
    let keys = order_keys(orders);
    let rows = session
        .all(&LAST_NUMBERS, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("order_id", OrderId::parse)?,
                row.units("number")?,
            ))
        })
        .collect()
}

/// Units that wait between two places, both excluded.
pub(crate) async fn units_between(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    from: Place,
    to: Place,
) -> Result<u32, StoreError> {
    let (from, to) = (behind(Some(from)), behind(Some(to)));
    let args = [
        &[shop.as_str().into(), sku.as_str().into()],
        &from[..],
        &to[..],
    ]
    .concat();
    let row = session.first(&UNITS_BETWEEN, &args).await?;
    row.map_or(Ok(0), |row| row.units("units"))
}

/// Units that wait at a place and before it.
pub(crate) async fn units_until(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    place: Place,
) -> Result<u32, StoreError> {
    let behind = Place {
        sequence: (place.sequence.0, place.sequence.1.saturating_add(1)),
        ..place
    };
    units_before(session, shop, sku, behind).await
}

/// Units that wait before a place.
pub(crate) async fn units_before(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    place: Place,
) -> Result<u32, StoreError> {
    const FRONT: Place = Place {
        priority: i32::MAX,
        sequence: (i64::MIN, 0),
    };
    units_between(session, shop, sku, FRONT, place).await
}

/// The units in line after a place, each with the day of its order.
pub(crate) async fn after(
    session: &mut Session,
    shop: &Shop,
    sku: &Sku,
    place: Place,
) -> Result<Vec<After>, StoreError> {
    let [priority, seq, number] = behind(Some(place));
    let args = [
        shop.id.as_str().into(),
        sku.as_str().into(),
        priority,
        seq,
        number,
    ];
    let rows = session.all(&AFTER, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(After {
                units: row.units("quantity")?,
                placed_on: shop.zone.to_datetime(row.time("placed_at")?).date(),
            })
        })
        .collect()
}

/// A page of the line, in order, after a place.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<QueuedBackorder>, StoreError> {
    let [priority, seq, number] = behind(after);
    let rows = session
        .all(
            &PAGE,
            &[
                shop.as_str().into(),
                sku.as_str().into(),
                priority,
                seq,
                number,
                limit.into(),
            ],
        )
        .await?;
    rows.iter().map(queued).collect()
}

/// The number of a row's order as people read it.
pub(super) fn reference(row: &Row) -> Result<String, StoreError> {
    let prefix = OrderPrefix::stored(row.text("number_prefix")?);
    Ok(prefix.of(row.int("order_number")?))
}

/// A row of the line.
pub(super) fn queued(row: &Row) -> Result<QueuedBackorder, StoreError> {
    let order = row.parsed("order_id", OrderId::parse)?;
    Ok(QueuedBackorder {
        id: BackorderId::of(&order, row.units("number")?),
        order,
        order_number: row.int("order_number")?,
        order_reference: reference(row)?,
        sku: row.parsed("sku", Sku::parse)?,
        quantity: row.units("quantity")?,
        place: place(row)?,
        position_at_placement: units_or_none(row, "position_at_placement")?,
        placed_at: row.time("placed_at")?,
        promised: row.window("earliest", "latest")?,
    })
}
