//! What a shopper changes of an order: where it goes, by when it is needed, and which variant it
//! waits for.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{Detail, Event};
use crate::expect::{Changed, Expectations, Implied, Wish};
use crate::secret::new_person_id;
use crate::store::backorders::{self, BackorderRow, WrittenBackorder};
use crate::store::orders::{self, OrderRow};
use crate::store::promises::{self, NewPromise};
use crate::store::shipments;
use crate::writer::turn::Turn;
use dockline_domain::address::Destination;
use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::id::{BackorderId, OrderId, Sku};
use dockline_domain::line::Place;
use dockline_domain::order::Quantity;
use dockline_domain::promise::Cause;
use dockline_domain::refusal::Refusal;
use dockline_domain::wish::PlaceAfter;
use dockline_view::VariantSnapshot;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Change the details of an order; what is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeDetails {
    /// Which.
    pub order: OrderId,
    /// Who gets it.
    pub name: Option<String>,
    /// Where it goes: `Some(None)` takes the address back.
    pub address: Option<Option<Destination>>,
    /// Useless after this date: `Some(None)` says that it is needed whenever it comes.
    pub needed_by: Option<Option<Date>>,
    /// Only when the order still has this version.
    pub if_version: Option<i64>,
}

/// Details were changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsChanged {
    /// Whose.
    pub order: OrderId,
}

/// Let units that wait, wait for another variant of the same product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeVariant {
    /// Which.
    pub order: OrderId,
    /// What they wait for now.
    pub from: Sku,
    /// What they are to wait for.
    pub to: Sku,
    /// How many.
    pub quantity: Quantity,
}

/// Units wait for another variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantChanged {
    /// Whose.
    pub order: OrderId,
    /// What became of the place in line.
    pub place: PlaceAfter,
    /// When they are expected to ship.
    pub expected: Option<Window>,
}

impl Command for ChangeDetails {
    type Answer = DetailsChanged;

    async fn run(self, turn: &mut Turn<'_>) -> Result<DetailsChanged, ExecuteError> {
        change_details(&self, turn).await
    }
}

impl Command for ChangeVariant {
    type Answer = VariantChanged;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<VariantChanged, ExecuteError> {
        turn.call_by_present_names([&mut self.from, &mut self.to])
            .await?;
        change_variant(&self, turn).await
    }
}

impl ChangeDetails {
    /// Nothing changes of an order yet.
    pub fn of(order: OrderId) -> Self {
        Self {
            order,
            name: None,
            address: None,
            needed_by: None,
            if_version: None,
        }
    }
}

async fn change_details(
    command: &ChangeDetails,
    turn: &mut Turn<'_>,
) -> Result<DetailsChanged, ExecuteError> {
    let shop = turn.shop();
    let mut order = turn.order(&command.order, command.if_version).await?;
    let rows = backorders::of_order(turn.session, &shop.id, &order.id).await?;
    if !rows.iter().any(|row| row.state.is_to_be_packed()) {
        return Err(Refusal::OnItsWay.into());
    }
    if let Some(Some(date)) = command.needed_by
        && date < shop.day
    {
        return Err(ExecuteError::field(
            "/needed_by",
            format!("must not be before today, {} in the shop", shop.day),
        ));
    }
    let mut details = Vec::new();
    if let Some(name) = &command.name {
        order.person.name.clone_from(name);
        details.push(Detail::Name);
    }
    if let Some(address) = &command.address {
        let rules = &shop.rules.orders;
        // What stands there already may stay: rules are for what comes after them.
        let as_before =
            address.as_ref().map(Destination::text) == order.address && order.address.is_some();
        if !as_before {
            rules
                .check_destination(address.as_ref())
                .map_err(|error| ExecuteError::Invalid(vec![error]))?;
        }
        let parts = address.as_ref().and_then(Destination::parts).cloned();
        if !as_before || parts.is_some() {
            order.address_parts = parts;
        }
        order.address = address.as_ref().map(Destination::text);
        details.push(Detail::Address);
    }
    if let Some(needed_by) = command.needed_by {
        order.needed_by = needed_by;
        details.push(Detail::NeededBy);
    }
    let addressed = command.name.is_some() || command.address.is_some();
    let seq = turn.log(Event::OrderDetailsChanged {
        order: order.id.clone(),
        details,
    });
    orders::save_details(turn.session, &shop.id, &order, &new_person_id(turn.at)).await?;
    if addressed {
        shipments::addressed(turn.session, &shop.id, &order.id, seq).await?;
    }
    turn.touch_order(&order.id);
    Ok(DetailsChanged { order: order.id })
}

async fn change_variant(
    command: &ChangeVariant,
    turn: &mut Turn<'_>,
) -> Result<VariantChanged, ExecuteError> {
    let shop = turn.shop();
    let order = turn.order(&command.order, None).await?;
    let quantity = command.quantity.units();
    let rows = waiting(command, turn, &order).await?;
    let mut snapshots = turn.variants([&command.from, &command.to]).await?;
    let (from, to) = both(&snapshots, command)?;
    let held = orders::held(turn.session, &shop.id, order.person.email.as_str()).await?;
    within_limit(to, quantity, &held, shop.rules.orders.per_customer)?;
    let mut known = Expectations::new(turn.shop(), turn.state.seq, turn.at);
    let wished = Wish {
        order: &order,
        rows: rows.iter().collect(),
        from,
        to,
        quantity,
    }
    .outcome(turn.session, &mut known)
    .await?;
    let wished = wished.map_err(Refusal::from)?;
    let kept_place = wished.place == PlaceAfter::Kept;
    let skus = vec![command.from.clone(), command.to.clone()];
    let seq = turn.log(Event::VariantChanged {
        order: order.id.clone(),
        from: command.from.clone(),
        to: command.to.clone(),
        quantity,
        kept_place,
        skus,
    });
    for changed in &wished.changed {
        let moved = move_units(command, turn, changed, kept_place, seq).await?;
        // Told here, with the shopper's own wish as the cause. The follower would tell it as if the
        // line or the supply had moved.
        tell(turn, &order, moved, changed, seq).await?;
    }
    count(command, &mut snapshots)?;
    let item = orders::item_of(turn.session, &shop.id, &command.to)
        .await?
        .ok_or(ExecuteError::Internal)?;
    orders::move_line(
        turn.session,
        &shop.id,
        &order.id,
        &command.from,
        quantity,
        &item,
    )
    .await?;
    turn.touch_order(&order.id);
    super::charges::follow_cancellation(turn, &order.id).await?;
    turn.serve(&mut snapshots, None).await?;
    Ok(VariantChanged {
        order: order.id,
        place: wished.place,
        expected: wished.told().expected,
    })
}

/// The units of the order that wait for the variant it has now.
async fn waiting(
    command: &ChangeVariant,
    turn: &mut Turn<'_>,
    order: &OrderRow,
) -> Result<Vec<BackorderRow>, ExecuteError> {
    let shop = turn.shop();
    let rows = backorders::of_order(turn.session, &shop.id, &order.id).await?;
    let quantity = command.quantity.units();
    let rows: Vec<BackorderRow> = rows
        .into_iter()
        .filter(|row| row.sku == command.from && row.state == State::Queued)
        .collect();
    let waits: u32 = rows.iter().map(|row| row.quantity).sum();
    if waits == 0 {
        return Err(ExecuteError::field(
            "/from",
            "must be a SKU of this order that still waits in line",
        ));
    }
    if quantity > waits {
        return Err(ExecuteError::field(
            "/quantity",
            format!("must be at most {waits}, which still wait"),
        ));
    }
    Ok(rows)
}

/// Counts the units out of one line and into the other.
fn count(
    command: &ChangeVariant,
    snapshots: &mut BTreeMap<Sku, VariantSnapshot>,
) -> Result<(), ExecuteError> {
    let quantity = i64::from(command.quantity.units());
    for (sku, units) in [(&command.from, -quantity), (&command.to, quantity)] {
        let counters = &mut snapshots
            .get_mut(sku)
            .ok_or(ExecuteError::Internal)?
            .supply
            .counters;
        counters.queued = u32::try_from(i64::from(counters.queued) + units)
            .map_err(|_| ExecuteError::Internal)?;
    }
    Ok(())
}

fn both<'a>(
    snapshots: &'a BTreeMap<Sku, VariantSnapshot>,
    command: &ChangeVariant,
) -> Result<(&'a VariantSnapshot, &'a VariantSnapshot), ExecuteError> {
    let from = snapshots
        .get(&command.from)
        .ok_or_else(|| ExecuteError::field("/from", "is no longer a SKU of this shop"))?;
    let to = snapshots
        .get(&command.to)
        .filter(|to| to.handle == from.handle && to.sku != from.sku);
    to.map(|to| (from, to))
        .ok_or_else(|| ExecuteError::field("/to", "must be another variant of the same product"))
}

fn within_limit(
    to: &VariantSnapshot,
    quantity: u32,
    held: &[(Sku, u32)],
    of_shop: Option<u32>,
) -> Result<(), ExecuteError> {
    let has = held
        .iter()
        .find(|(sku, _)| *sku == to.sku)
        .map_or(0, |(_, units)| *units);
    match to.supply.policy.per_customer.or(of_shop) {
        Some(limit) if has.saturating_add(quantity) > limit => {
            Err(Refusal::PerCustomer { limit, has }.into())
        }
        _ => Ok(()),
    }
}

/// Moves units from one line into the other, and answers the number of their backorder.
async fn move_units(
    command: &ChangeVariant,
    turn: &mut Turn<'_>,
    Changed { row, quantity, .. }: &Changed<'_>,
    kept_place: bool,
    seq: i64,
) -> Result<u32, ExecuteError> {
    let (priority, placed_seq) = if kept_place {
        (row.priority, row.placed_seq)
    } else {
        (0, seq)
    };
    let (shop, quantity) = (turn.shop(), *quantity);
    let to = WrittenBackorder {
        sku: &command.to,
        quantity,
        rank: -priority,
        placed_seq,
        ..row.written(&shop.id)
    };
    let number = turn.split(row, quantity, to).await?;
    let place = Place {
        priority,
        sequence: (placed_seq, number),
    };
    turn.change_line(&row.sku, row.id(), row.place(), row.quantity - quantity);
    let moved = BackorderId::of(&row.order, number);
    turn.change_line(&command.to, moved, place, quantity);
    Ok(number)
}

/// The new date is told at once, as the shopper's own wish.
async fn tell(
    turn: &mut Turn<'_>,
    order: &OrderRow,
    backorder: u32,
    changed: &Changed<'_>,
    seq: i64,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let told = promises::of_order(turn.session, &shop.id, &order.id).await?;
    let number = told
        .iter()
        .filter(|promise| promise.backorder == backorder)
        .count();
    let window = changed.implied.as_ref().and_then(Implied::window);
    let basis = changed.implied.as_ref().and_then(Implied::basis);
    let mut promises = promises::inserted();
    promises.push(&NewPromise {
        shop: &shop.id,
        order: &order.id,
        backorder,
        number: u32::try_from(number).unwrap_or(u32::MAX).saturating_add(1),
        at: turn.at.as_millisecond(),
        earliest: window.map(Window::earliest),
        latest: window.map(Window::latest),
        reason: None,
        basis: basis.as_deref(),
        seq,
        cause: Some(Cause::Wish),
    });
    turn.session.write(&[promises.write()]).await?;
    Ok(())
}
