//! Gateways, charges and the ledger.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write, row, shops};
use dockline_domain::id::{ChargeId, OrderId, RefundId, ShipmentId, ShopId, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings};
use dockline_domain::payment::parcel::{Units, cost_of};
use dockline_domain::payment::reference::Reference;
use dockline_domain::payment::refund::Moved;
use dockline_view::{ChargeView, LedgerEntry, MoneyKind};
use jiff::Timestamp;
use serde::Serialize;

/// A statement that reads charges, with the number of their order.
macro_rules! of_charges {
    ($condition:literal) => {
        concat!(
            "select c.order_id, c.number, c.shipment, c.gateway, c.currency, c.amount, c.captured, c.refunded, c.refunding, c.granted, c.gives_back, c.waived, c.state, c.state_data,
            c.created_at, c.hold_until, c.version, c.intent, c.asked, c.round, c.tried, c.by_hand, c.refused, c.next_at, c.leased_until, g.kind as gateway_kind, o.number as order_number, o.number_prefix
        from charges c join orders o on o.shop_id = $1 and o.id = c.order_id
        join gateways g on g.shop_id = $1 and g.number = c.gateway
        where ",
            $condition
        )
    };
}

/// A statement that reads entries of the ledger, with the number of their order.
macro_rules! of_money {
    ($condition:literal) => {
        concat!(
            "select m.seq, m.n, m.order_id, m.charge, m.kind, m.amount, m.currency, m.at, m.day, m.refund, o.number as order_number, o.number_prefix
        from money m join orders o on o.shop_id = $1 and o.id = m.order_id
        where ",
            $condition
        )
    };
}

statements! {
    GATEWAY = "select settings from gateways where shop_id = $1 and number = $2";
    LAST_GATEWAY = "select coalesce(max(number), 0) as number from gateways where shop_id = $1";
    INSERT_GATEWAY = "insert into gateways (shop_id, number, kind, settings, since_at) values ($1, $2, $3, $4, $5)";
    SAVE_GATEWAY = "update gateways set settings = $3 where shop_id = $1 and number = $2";
    CHARGES = of_charges!("c.shop_id = $1 and c.order_id = $2 order by c.number");
    CHARGE = of_charges!("c.shop_id = $1 and c.order_id = $2 and c.number = $3");
    PAGE = of_charges!("c.shop_id = $1 and c.state = $2 and (c.order_id, c.number) > ($3, $4) order by c.order_id, c.number limit $5");
    PAGE_OF_ALL = of_charges!("c.shop_id = $1 and (c.order_id, c.number) > ($2, $3) order by c.order_id, c.number limit $4");
    REFUSED = of_charges!("c.shop_id = $1 and c.refused = 1 and c.state in {charges on their way}
        order by c.order_id, c.number limit $2");
    /// What there is to do, the first that was to be done first, and then by place in the log.
    AT_WORK = of_charges!("c.shop_id = $1 and c.next_at <= $2 and (c.leased_until is null or c.leased_until <= $3)
        order by c.next_at, c.order_id, c.number limit $4");
    TIMED = of_charges!("c.shop_id = $1 and c.next_at is not null order by c.next_at, c.order_id, c.number limit $2");
    IS_AT_WORK = "select number from charges where shop_id = $1 and next_at <= $2 limit 1";
    AWAIT_PAYMENT = "update shipments set awaits_payment = 1, version = $3
        where shop_id = $1 and order_id = $2 and state = 'open' and sealed_at is null and awaits_payment = 0";
    LINES = "select charge, position, sku, unit_from, quantity, cancelled, given, amount from charge_lines
        where shop_id = $1 and order_id = $2 order by charge, position";
    INSERT_CHARGES = "insert into charges (shop_id, order_id, number, kind, shipment, gateway, currency, amount, state, created_at, hold_until, next_at, gives_back, version)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'number' as bigint), 'shipment', cast(r.value ->> 'shipment' as bigint),
            cast(r.value ->> 'gateway' as bigint), r.value ->> 'currency', cast(r.value ->> 'amount' as bigint), r.value ->> 'state',
            cast(r.value ->> 'at' as bigint), cast(r.value ->> 'hold_until' as bigint), cast(r.value ->> 'next_at' as bigint), 1,
            cast(r.value ->> 'seq' as bigint)
        from {rows of the shop}";
    SAVE_CHARGES = "update charges set amount = cast(r.value ->> 'amount' as bigint), captured = cast(r.value ->> 'captured' as bigint),
            refunded = cast(r.value ->> 'refunded' as bigint), refunding = cast(r.value ->> 'refunding' as bigint),
            granted = cast(r.value ->> 'granted' as bigint), waived = cast(r.value ->> 'waived' as bigint), state = r.value ->> 'state',
            state_data = r.value ->> 'state_data', intent = r.value ->> 'intent', asked = cast(r.value ->> 'asked' as bigint),
            round = cast(r.value ->> 'round' as bigint), tried = cast(r.value ->> 'tried' as bigint), by_hand = cast(r.value ->> 'by_hand' as smallint),
            refused = cast(r.value ->> 'refused' as smallint),
            hold_until = cast(r.value ->> 'hold_until' as bigint), next_at = cast(r.value ->> 'next_at' as bigint),
            leased_until = cast(r.value ->> 'leased_until' as bigint), version = cast(r.value ->> 'seq' as bigint)
        from {rows} where charges.shop_id = {shop} and charges.order_id = r.value ->> 'order'
            and charges.number = cast(r.value ->> 'number' as bigint)";
    INSERT_LINES = "insert into charge_lines (shop_id, order_id, charge, position, kind, sku, unit_from, quantity, cancelled, amount)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'charge' as bigint), cast(r.value ->> 'position' as bigint),
            r.value ->> 'kind', r.value ->> 'sku', cast(r.value ->> 'unit_from' as bigint), cast(r.value ->> 'quantity' as bigint),
            cast(r.value ->> 'cancelled' as bigint), cast(r.value ->> 'amount' as bigint)
        from {rows of the shop}";
    SAVE_LINES = "update charge_lines set cancelled = cast(r.value ->> 'cancelled' as bigint), given = cast(r.value ->> 'given' as bigint)
        from {rows} where charge_lines.shop_id = {shop} and charge_lines.order_id = r.value ->> 'order'
            and charge_lines.charge = cast(r.value ->> 'charge' as bigint)
            and charge_lines.position = cast(r.value ->> 'position' as bigint)";
    INSERT_MONEY = "insert into money (shop_id, seq, n, order_id, charge, kind, amount, currency, at, day, gateway, gateway_ref, refund)
        select {own shop}, cast(r.value ->> 'seq' as bigint), cast(r.value ->> 'n' as bigint), r.value ->> 'order',
            cast(r.value ->> 'charge' as bigint), r.value ->> 'kind', cast(r.value ->> 'amount' as bigint), r.value ->> 'currency',
            cast(r.value ->> 'at' as bigint), r.value ->> 'day', cast(r.value ->> 'gateway' as bigint),
            r.value ->> 'gateway_ref', cast(r.value ->> 'refund' as bigint)
        from {rows of the shop}";
    LEDGER = of_money!("m.shop_id = $1 and (m.seq, m.n) > ($2, $3) and m.at >= $4 and m.at < $5 order by m.seq, m.n limit $6");
    NEWEST = of_money!("m.shop_id = $1 and (m.seq, m.n) < ($2, $3) order by m.seq desc, m.n desc limit $4");
    /// What gateways took for a charge, each by its own name.
    TAKEN = "select gateway_ref, amount from money
        where shop_id = $1 and order_id = $2 and charge = $3 and kind = 'captured' and gateway_ref is not null order by seq, n";
    UNPLANNED = "select distinct order_id from charges where shop_id = $1 and captured - refunded - refunding > amount order by order_id limit $2";
    UNSEALED = "select number from shipments where shop_id = $1 and order_id = $2 and state = 'open' and sealed_at is null order by number";
    SEAL = "update shipments set sealed_at = cast(r.value ->> 'at' as bigint), awaits_payment = cast(r.value ->> 'awaits' as bigint),
            version = cast(r.value ->> 'seq' as bigint)
        from {rows} where shipments.shop_id = {shop} and shipments.order_id = r.value ->> 'order'
            and shipments.number = cast(r.value ->> 'number' as bigint)";
    AWAIT_AGAIN = "update shipments set awaits_payment = 1, version = $4 where shop_id = $1 and order_id = $2 and number = $3 and state = 'open'";
    RELEASE = "update shipments set awaits_payment = 0, version = $4 where shop_id = $1 and order_id = $2 and number = $3";
}

/// A gateway that a shop uses or has used.
pub(crate) async fn gateway(
    session: &mut Session,
    shop: &ShopId,
    number: u32,
) -> Result<GatewaySettings, StoreError> {
    let args = [shop.as_str().into(), i64::from(number).into()];
    let row = session.first(&GATEWAY, &args).await?;
    row.ok_or_else(|| row::inconsistent("gateway", format!("{number} is not there")))?
        .json("settings")
}

/// Begins to use a gateway, and answers its number.
pub(crate) async fn begin_gateway(
    session: &mut Session,
    shop: &ShopId,
    settings: &GatewaySettings,
    at: i64,
) -> Result<u32, StoreError> {
    let last = session
        .first(&LAST_GATEWAY, &[shop.as_str().into()])
        .await?;
    let number = last.map_or(Ok(0), |row| row.units("number"))? + 1;
    let args = [
        shop.as_str().into(),
        i64::from(number).into(),
        settings.kind.name().into(),
        Arg::Text(&json(settings)),
        at.into(),
    ];
    session.run(&INSERT_GATEWAY, &args).await?;
    let kind = settings.kind.name();
    let args = [
        shop.as_str().into(),
        i64::from(number).into(),
        kind.into(),
        i64::from(settings.is_played()).into(),
    ];
    session.run(&shops::USE_GATEWAY, &args).await?;
    Ok(number)
}

/// Changes what belongs to a gateway.
pub(crate) async fn save_gateway(
    session: &mut Session,
    shop: &ShopId,
    number: u32,
    settings: &GatewaySettings,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        i64::from(number).into(),
        Arg::Text(&json(settings)),
    ];
    session.run(&SAVE_GATEWAY, &args).await.map(|_| ())
}

/// Uses no gateway for orders that are placed later.
pub(crate) async fn end_gateway(session: &mut Session, shop: &ShopId) -> Result<(), StoreError> {
    session
        .run(&shops::USE_NONE, &[shop.as_str().into()])
        .await
        .map(|_| ())
}

/// A charge as read.
#[derive(Debug, Clone)]
pub(crate) struct ChargeRow {
    pub(crate) order: OrderId,
    pub(crate) order_number: i64,
    pub(crate) prefix: OrderPrefix,
    pub(crate) number: u32,
    pub(crate) shipment: Option<u32>,
    pub(crate) gateway: u32,
    pub(crate) currency: Currency,
    /// What it costs now.
    pub(crate) amount: i64,
    pub(crate) moved: Moved,
    /// What somebody gave back of what was owed.
    pub(crate) granted: i64,
    /// Whether what is not owed goes back by the gateway.
    pub(crate) gives_back: bool,
    pub(crate) waived: i64,
    pub(crate) state: State,
    pub(crate) created_at: Timestamp,
    pub(crate) hold_until: Option<Timestamp>,
    pub(crate) version: i64,
    /// The gateway's object.
    pub(crate) intent: Option<String>,
    /// What that was opened for.
    pub(crate) asked: i64,
    pub(crate) round: u32,
    /// How often it was tried again by itself.
    pub(crate) tried: u32,
    /// Whether the gateway is not asked by itself.
    pub(crate) by_hand: bool,
    /// Whether the gateway refused what it was asked last.
    pub(crate) refused: bool,
    /// When there is something to do.
    pub(crate) next_at: Option<Timestamp>,
    pub(crate) leased_until: Option<Timestamp>,
    /// What takes it.
    pub(crate) kind: GatewayKind,
}

fn charge_row(row: &Row) -> Result<ChargeRow, StoreError> {
    let state = match row.optional_json("state_data")? {
        Some(state) => state,
        None => row.parsed("state", State::parse)?,
    };
    let shipment = row.optional_int("shipment")?;
    Ok(ChargeRow {
        order: row.parsed("order_id", OrderId::parse)?,
        order_number: row.int("order_number")?,
        prefix: OrderPrefix::stored(row.text("number_prefix")?),
        number: row.units("number")?,
        shipment: shipment.and_then(|number| u32::try_from(number).ok()),
        gateway: row.units("gateway")?,
        currency: row.parsed("currency", Currency::parse)?,
        amount: row.int("amount")?,
        moved: Moved {
            captured_minor: row.int("captured")?,
            refunded_minor: row.int("refunded")?,
            refunding_minor: row.int("refunding")?,
            disputed_minor: 0,
        },
        granted: row.int("granted")?,
        gives_back: row.flag("gives_back")?,
        waived: row.int("waived")?,
        state,
        created_at: row.time("created_at")?,
        hold_until: row.optional_time("hold_until")?,
        version: row.int("version")?,
        intent: row.optional_text("intent")?,
        asked: row.int("asked")?,
        round: row.units("round")?,
        tried: row.units("tried")?,
        by_hand: row.flag("by_hand")?,
        refused: row.flag("refused")?,
        next_at: row.optional_time("next_at")?,
        leased_until: row.optional_time("leased_until")?,
        kind: row.parsed("gateway_kind", GatewayKind::parse)?,
    })
}

impl ChargeRow {
    pub(crate) fn id(&self) -> ChargeId {
        ChargeId::of(&self.order, self.number)
    }

    /// What it comes to, less what somebody gave back of that.
    pub(crate) fn owed(&self) -> i64 {
        (self.amount - self.granted).max(0)
    }

    /// What is missing of it, in minor units; nothing where nothing more is asked for.
    pub(crate) fn missing(&self) -> i64 {
        if self.state.releases() || self.state == State::Cancelled {
            0
        } else {
            self.moved.missing_minor(self.owed())
        }
    }

    /// Most that somebody may give back of it now, in minor units: nothing while a gateway may still
    /// be asked for more of it.
    pub(crate) fn may_be_given(&self) -> i64 {
        let is_due_by_hand = self.state == State::Due && (self.by_hand || !self.kind.is_hosted());
        if self.state.releases() || is_due_by_hand {
            self.moved.refundable_minor()
        } else {
            0
        }
    }

    /// The charge as readers see it.
    pub(crate) fn view(&self) -> ChargeView {
        let money = |minor| Money {
            minor,
            currency: self.currency,
        };
        ChargeView {
            id: self.id(),
            order: self.order.clone(),
            order_number: self.order_number,
            order_reference: self.prefix.of(self.order_number),
            shipment: self
                .shipment
                .map(|number| ShipmentId::of(&self.order, number)),
            state: self.state,
            amount: money(self.amount),
            paid: money(self.moved.kept_minor()),
            pays: money(self.moved.pays_minor()),
            granted: money(self.granted),
            missing: money(self.missing()),
            give_back: money(self.moved.to_give_back_minor(self.owed())),
            may_be_given: money(self.may_be_given()),
            waived: money(self.waived),
            reference: Reference {
                order_number: self.order_number,
                charge: self.number,
            }
            .to_string(),
            hold_until: self.hold_until,
            created_at: self.created_at,
            is_hosted: self.kind.is_hosted(),
            is_by_hand: self.by_hand,
            is_refused: self.refused && self.state.is_on_its_way(),
            version: self.version,
        }
    }
}

/// The charges of an order, in the order in which they fell due.
pub(crate) async fn of_order(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<ChargeRow>, StoreError> {
    let args = [shop.as_str().into(), order.as_str().into()];
    let rows = session.all(&CHARGES, &args).await?;
    rows.iter().map(charge_row).collect()
}

/// One charge.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    id: &ChargeId,
) -> Result<Option<ChargeRow>, StoreError> {
    let Some((order, number)) = id.parts() else {
        return Ok(None);
    };
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
    ];
    let row = session.first(&CHARGE, &args).await?;
    row.as_ref().map(charge_row).transpose()
}

/// Charges in the sequence of their orders, after one of them.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    state: Option<State>,
    after: Option<&ChargeId>,
    limit: i64,
) -> Result<Vec<ChargeRow>, StoreError> {
    let (order, number) = after
        .and_then(ChargeId::parts)
        .map_or((String::new(), 0), |(order, number)| {
            (order.to_string(), number)
        });
    let (order, number) = (Arg::Text(&order), i64::from(number).into());
    let rows = if let Some(state) = state {
        let args = [
            shop.as_str().into(),
            state.name().into(),
            order,
            number,
            limit.into(),
        ];
        session.all(&PAGE, &args).await?
    } else {
        let args = [shop.as_str().into(), order, number, limit.into()];
        session.all(&PAGE_OF_ALL, &args).await?
    };
    rows.iter().map(charge_row).collect()
}

/// Charges of which something is to be done by a time in the shop, and on which no node works at a
/// time of the database.
pub(crate) async fn at_work(
    session: &mut Session,
    shop: &ShopId,
    (now, database_now): (i64, i64),
    limit: i64,
) -> Result<Vec<ChargeRow>, StoreError> {
    let args = [
        shop.as_str().into(),
        now.into(),
        database_now.into(),
        limit.into(),
    ];
    let rows = session.all(&AT_WORK, &args).await?;
    rows.iter().map(charge_row).collect()
}

/// Charges of which something is to be done at some time in the shop, the soonest first.
pub(crate) async fn timed(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<ChargeRow>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    let rows = session.all(&TIMED, &args).await?;
    rows.iter().map(charge_row).collect()
}

/// Charges for which the gateway refuses the shop.
pub(crate) async fn refused(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<ChargeRow>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    let rows = session.all(&REFUSED, &args).await?;
    rows.iter().map(charge_row).collect()
}

/// Whether there are charges of which something is to be done by a time in the shop.
pub(crate) async fn is_at_work(
    session: &mut Session,
    shop: &ShopId,
    now: i64,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), now.into()];
    Ok(session.first(&IS_AT_WORK, &args).await?.is_some())
}

/// Parcels of an order that are not asked for yet are not packed either.
pub(crate) async fn await_payment(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    seq: i64,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), order.as_str().into(), seq.into()];
    session.run(&AWAIT_PAYMENT, &args).await.map(|_| ())
}

/// A line of a charge as read.
#[derive(Debug, Clone)]
pub(crate) struct LineRow {
    pub(crate) charge: u32,
    pub(crate) position: u32,
    /// Of which goods; none for shipping.
    pub(crate) sku: Option<Sku>,
    pub(crate) unit_from: u32,
    pub(crate) quantity: u32,
    pub(crate) cancelled: u32,
    /// For how many of those that it holds somebody gave back what they cost: the last ones.
    pub(crate) given: u32,
    pub(crate) amount: i64,
}

impl LineRow {
    /// What its last units cost, of those that it holds, in minor units.
    pub(crate) fn cost_of_last(&self, units: u32) -> i64 {
        let held = self.held();
        let held = held.end - held.start;
        let cost =
            |kept: u32| cost_of(self.amount, self.quantity, std::slice::from_ref(&(0..kept)));
        cost(held) - cost(held.saturating_sub(units))
    }

    /// The units that it still holds.
    pub(crate) fn held(&self) -> Units {
        self.unit_from..self.unit_from + self.quantity.saturating_sub(self.cancelled)
    }
}

/// The lines of all charges of an order.
pub(crate) async fn lines(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<LineRow>, StoreError> {
    let args = [shop.as_str().into(), order.as_str().into()];
    let rows = session.all(&LINES, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(LineRow {
                charge: row.units("charge")?,
                position: row.units("position")?,
                sku: row.optional_parsed("sku", Sku::parse)?,
                unit_from: row.units("unit_from")?,
                quantity: row.units("quantity")?,
                cancelled: row.units("cancelled")?,
                given: row.units("given")?,
                amount: row.int("amount")?,
            })
        })
        .collect()
}

/// A charge as it is first written.
#[derive(Debug, Serialize)]
pub(crate) struct NewCharge<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) shipment: u32,
    pub(crate) gateway: u32,
    pub(crate) currency: &'a str,
    pub(crate) amount: i64,
    pub(crate) state: &'static str,
    pub(crate) at: i64,
    pub(crate) hold_until: Option<i64>,
    pub(crate) next_at: Option<i64>,
    pub(crate) seq: i64,
}

/// New charges, each a [`NewCharge`].
pub(crate) fn inserted() -> Rows {
    Rows::of(&INSERT_CHARGES)
}

/// A charge after a change.
#[derive(Debug, Serialize)]
pub(crate) struct SavedCharge<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) amount: i64,
    pub(crate) captured: i64,
    pub(crate) refunded: i64,
    pub(crate) refunding: i64,
    pub(crate) granted: i64,
    pub(crate) waived: i64,
    pub(crate) state: &'static str,
    pub(crate) state_data: Option<String>,
    pub(crate) intent: Option<&'a str>,
    pub(crate) asked: i64,
    pub(crate) round: u32,
    pub(crate) tried: u32,
    pub(crate) by_hand: u8,
    pub(crate) refused: u8,
    pub(crate) hold_until: Option<i64>,
    pub(crate) next_at: Option<i64>,
    pub(crate) leased_until: Option<i64>,
    pub(crate) seq: i64,
}

impl ChargeRow {
    /// The row as it is written after an event.
    pub(crate) fn saved(&self, shop: &ShopId, seq: i64) -> Write {
        let state_data = matches!(self.state, State::Failed { .. }).then(|| json(&self.state));
        let saved = SavedCharge {
            shop,
            order: &self.order,
            number: self.number,
            amount: self.amount,
            captured: self.moved.captured_minor,
            refunded: self.moved.refunded_minor,
            refunding: self.moved.refunding_minor,
            granted: self.granted,
            waived: self.waived,
            state: self.state.name(),
            state_data,
            intent: self.intent.as_deref(),
            asked: self.asked,
            round: self.round,
            tried: self.tried,
            by_hand: u8::from(self.by_hand),
            refused: u8::from(self.refused),
            hold_until: self.hold_until.map(Timestamp::as_millisecond),
            next_at: self.next_at.map(Timestamp::as_millisecond),
            leased_until: self.leased_until.map(Timestamp::as_millisecond),
            seq,
        };
        Write::rows(&SAVE_CHARGES, &[saved])
    }
}

/// A line of a charge as written.
#[derive(Debug, Serialize)]
pub(crate) struct WrittenLine<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) charge: u32,
    pub(crate) position: u32,
    pub(crate) kind: &'static str,
    pub(crate) sku: Option<&'a Sku>,
    pub(crate) unit_from: u32,
    pub(crate) quantity: u32,
    pub(crate) cancelled: u32,
    pub(crate) given: u32,
    pub(crate) amount: i64,
}

impl LineRow {
    /// The row as it is written.
    pub(crate) fn written<'a>(&'a self, shop: &'a ShopId, order: &'a OrderId) -> WrittenLine<'a> {
        WrittenLine {
            shop,
            order,
            charge: self.charge,
            position: self.position,
            kind: if self.sku.is_some() {
                "goods"
            } else {
                "shipping"
            },
            sku: self.sku.as_ref(),
            unit_from: self.unit_from,
            quantity: self.quantity,
            cancelled: self.cancelled,
            given: self.given,
            amount: self.amount,
        }
    }
}

/// New lines of charges, each a [`WrittenLine`].
pub(crate) fn inserted_lines() -> Rows {
    Rows::of(&INSERT_LINES)
}

/// Lines of charges of which units were cancelled or given back, each a [`WrittenLine`].
pub(crate) fn changed_lines() -> Rows {
    Rows::of(&SAVE_LINES)
}

/// An entry of the ledger as written.
#[derive(Debug, Serialize)]
pub(crate) struct NewEntry<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) seq: i64,
    pub(crate) n: u32,
    pub(crate) order: &'a OrderId,
    pub(crate) charge: u32,
    pub(crate) kind: &'static str,
    pub(crate) amount: i64,
    pub(crate) currency: &'a str,
    pub(crate) at: i64,
    pub(crate) day: Option<String>,
    pub(crate) gateway: u32,
    /// What the gateway calls it: nothing of one name is entered twice.
    pub(crate) gateway_ref: Option<&'a str>,
    /// Which refund it is of.
    pub(crate) refund: Option<u32>,
}

/// Entries of the ledger.
pub(crate) fn entries(rows: &[NewEntry<'_>]) -> Write {
    Write::rows(&INSERT_MONEY, rows)
}

/// Entries of the ledger that were written in a time, after one of them.
pub(crate) async fn ledger(
    session: &mut Session,
    shop: &ShopId,
    (seq, n): (i64, i64),
    (from, to): (i64, i64),
    limit: i64,
) -> Result<Vec<LedgerEntry>, StoreError> {
    let args = [
        shop.as_str().into(),
        seq.into(),
        n.into(),
        from.into(),
        to.into(),
        limit.into(),
    ];
    let rows = session.all(&LEDGER, &args).await?;
    rows.iter().map(entry).collect()
}

/// The newest entries of the ledger before one of them, the newest first.
pub(crate) async fn newest(
    session: &mut Session,
    shop: &ShopId,
    (seq, n): (i64, i64),
    limit: i64,
) -> Result<Vec<LedgerEntry>, StoreError> {
    let args = [shop.as_str().into(), seq.into(), n.into(), limit.into()];
    let rows = session.all(&NEWEST, &args).await?;
    rows.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<LedgerEntry, StoreError> {
    let order = row.parsed("order_id", OrderId::parse)?;
    let prefix = OrderPrefix::stored(row.text("number_prefix")?);
    let kind = row.text("kind")?;
    let kind = MoneyKind::ALL
        .into_iter()
        .find(|known| known.name() == kind)
        .ok_or_else(|| row::inconsistent("kind", format!("{kind} is not known")))?;
    Ok(LedgerEntry {
        seq: row.int("seq")?,
        n: row.int("n")?,
        at: row.time("at")?,
        order_reference: prefix.of(row.int("order_number")?),
        charge: ChargeId::of(&order, row.units("charge")?),
        kind,
        amount: Money {
            minor: row.int("amount")?,
            currency: row.parsed("currency", Currency::parse)?,
        },
        day: row.optional_date("day")?,
        refund: match row.optional_int("refund")? {
            Some(_) => Some(RefundId::of(&order, row.units("refund")?)),
            None => None,
        },
        order,
    })
}

/// Money that a gateway took, by its own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) intent: String,
    pub(crate) minor: i64,
}

/// What gateways took for a charge.
pub(crate) async fn taken(
    session: &mut Session,
    shop: &ShopId,
    (order, charge): (&OrderId, u32),
) -> Result<Vec<Taken>, StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(charge).into(),
    ];
    let rows = session.all(&TAKEN, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(Taken {
                intent: row.text("gateway_ref")?,
                minor: row.int("amount")?,
            })
        })
        .collect()
}

/// Orders of which something is to go back, and nobody has said how.
pub(crate) async fn unplanned(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<OrderId>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    let rows = session.all(&UNPLANNED, &args).await?;
    rows.iter()
        .map(|row| row.parsed("order_id", OrderId::parse))
        .collect()
}

/// The open parcels of an order whose price does not stand fast yet.
pub(crate) async fn unsealed(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<u32>, StoreError> {
    let args = [shop.as_str().into(), order.as_str().into()];
    let rows = session.all(&UNSEALED, &args).await?;
    rows.iter().map(|row| row.units("number")).collect()
}

/// A parcel whose price stands fast from now on.
#[derive(Debug, Serialize)]
pub(crate) struct SealedParcel<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) at: i64,
    /// 1 where it is to be paid first.
    pub(crate) awaits: u8,
    pub(crate) seq: i64,
}

/// Parcels whose price stands fast from now on, each a [`SealedParcel`].
pub(crate) fn sealed() -> Rows {
    Rows::of(&SEAL)
}

/// A parcel that is not packed yet is to be paid first after all.
pub(crate) async fn await_again(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    number: u32,
    seq: i64,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        seq.into(),
    ];
    session.run(&AWAIT_AGAIN, &args).await.map(|_| ())
}

/// A parcel may be packed.
pub(crate) async fn release(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    number: u32,
    seq: i64,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        seq.into(),
    ];
    session.run(&RELEASE, &args).await.map(|_| ())
}
