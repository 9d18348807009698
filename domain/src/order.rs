//! Placing an order: all of it, or nothing with what is possible now.

use crate::availability::{Availability, Part, Source, Today, VariantSupply};
use crate::dates::Window;
use crate::email::Email;
use crate::id::Sku;
use crate::input::{FieldError, Invalid, Problems, short_text};
use crate::limits;
use crate::promise::promised_window;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units of one SKU in an order: 1 to [`limits::QUANTITY_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Quantity(u32);

impl Quantity {
    /// Checks the range.
    pub fn new(units: u32) -> Result<Self, Invalid> {
        if !(1..=limits::QUANTITY_MAX).contains(&units) {
            return Err(Invalid(format!(
                "must be a whole number from 1 to {}",
                limits::QUANTITY_MAX
            )));
        }
        Ok(Self(units))
    }

    /// The number of units.
    pub fn units(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Quantity {
    type Error = Invalid;
    fn try_from(units: u32) -> Result<Self, Invalid> {
        Self::new(units)
    }
}

impl From<Quantity> for u32 {
    fn from(quantity: Quantity) -> u32 {
        quantity.0
    }
}

/// How an order with several parts ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ship {
    /// Each part as soon as it can.
    #[default]
    AsAvailable,
    /// All of it together.
    Complete,
}

impl Ship {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::AsAvailable, Self::Complete];

    /// Parses its name in the interface: `as_available` or `complete`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "as_available" => Ok(Self::AsAvailable),
            "complete" => Ok(Self::Complete),
            _ => Err(Invalid::new("must be as_available or complete")),
        }
    }

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsAvailable => "as_available",
            Self::Complete => "complete",
        }
    }
}

/// One line of an order: a SKU stands in one line only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
}

/// Brings wished lines into an order's form: at least one, at most [`limits::ORDER_LINES_MAX`], the
/// same SKU merged into one line.
pub fn merge_lines(lines: Vec<OrderLine>) -> Result<Vec<OrderLine>, Vec<FieldError>> {
    let mut problems = Problems::default();
    if lines.is_empty() || lines.len() > limits::ORDER_LINES_MAX {
        problems.add(
            "/lines",
            format!("must have 1 to {} lines", limits::ORDER_LINES_MAX),
        );
        return problems.finish(None);
    }
    let mut merged: Vec<OrderLine> = Vec::with_capacity(lines.len());
    for (number, line) in lines.into_iter().enumerate() {
        match merged.iter_mut().find(|other| other.sku == line.sku) {
            None => merged.push(line),
            Some(other) => {
                // Each line was in range by itself; together they may not be.
                let sum =
                    Quantity::new(other.quantity.units().saturating_add(line.quantity.units()));
                if let Some(sum) = problems.take(format!("/lines/{number}/quantity"), sum) {
                    other.quantity = sum;
                }
            }
        }
    }
    problems.finish(Some(merged))
}

/// Who orders: kept apart from the log, so that a person can be erased and the log stays whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Where mails go.
    pub email: Email,
    /// Name, as they write it.
    pub name: String,
    /// Language of mails and of the order page, a BCP 47 tag such as `en`.
    pub locale: String,
}

impl Person {
    /// Checks a name.
    pub fn name(text: &str) -> Result<String, Invalid> {
        short_text(text, limits::TEXT_CHARS_MAX)
    }
}

/// What placing one line would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLine {
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: Quantity,
    /// Units allocated from stock at once.
    pub from_stock: u32,
    /// Units that wait in line.
    pub queued: u32,
    /// Place in line of the first that waits.
    pub position: Option<u32>,
    /// How the line ships.
    pub parts: Vec<Part>,
    /// The window told to the shopper; `None` when there is no date yet.
    pub promised: Option<Window>,
    /// The window told for the units that wait.
    pub promised_waiting: Option<Window>,
}

/// Not all of an order can be had; nothing was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAvailable {
    /// The lines that fall short, each with what is possible now.
    pub lines: Vec<(Sku, u32, Shortfall)>,
}

/// Why a line falls short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shortfall {
    /// There is not enough stock and supply.
    Supply(Availability),
    /// A customer may have no more than this. How many this one has already is not said: an address
    /// is no proof of who asks.
    PerCustomer {
        /// The variant's limit, or that of the shop.
        limit: u32,
    },
}

/// Decides a placement. Each line's units come from stock as far as nobody in line waits for them;
/// the rest joins the line. An order that ships complete takes stock only when every line can. The
/// supplies are changed only when all of the order can be had.
///
/// `held` are the unshipped units this customer already has, for variants with a limit per
/// customer.
pub fn place(
    lines: &[OrderLine],
    ship: Ship,
    supplies: &mut BTreeMap<Sku, VariantSupply>,
    held: &BTreeMap<Sku, u32>,
    today: Today<'_>,
) -> Result<Vec<PlacedLine>, NotAvailable> {
    // All lines are answered from the state before the order. A SKU stands in one line only, so no
    // line is answered with units that another line takes.
    let answers: Vec<(&OrderLine, Availability)> = lines
        .iter()
        .map(|line| {
            (
                line,
                supplies[&line.sku].availability(line.quantity.units(), today),
            )
        })
        .collect();
    let short: Vec<_> = answers
        .iter()
        .filter_map(|(line, answer)| shortfall(line, answer, &supplies[&line.sku], today))
        .collect();
    if !short.is_empty() {
        return Err(NotAvailable { lines: short });
    }
    // What a customer has already counts last: an address is no proof of who asks, and an order
    // that could not be placed anyway must not tell of others.
    let above: Vec<_> = lines
        .iter()
        .filter_map(|line| {
            let held = held.get(&line.sku).copied().unwrap_or(0);
            above_limit(line, &supplies[&line.sku], held, today)
        })
        .collect();
    if !above.is_empty() {
        return Err(NotAvailable { lines: above });
    }
    let waits = answers.iter().any(|(_, answer)| answer.position.is_some());
    let all_wait = ship == Ship::Complete && waits;
    let mut placed: Vec<PlacedLine> = answers
        .into_iter()
        .map(|(line, answer)| placed_line(line, answer, all_wait, &supplies[&line.sku]))
        .collect();
    if all_wait {
        bind_together(&mut placed);
    }
    for line in &placed {
        let counters = &mut supplies
            .get_mut(&line.sku)
            .expect("every line's supply was read above")
            .counters;
        counters.allocated += line.from_stock;
        counters.queued += line.queued;
    }
    Ok(placed)
}

fn shortfall(
    line: &OrderLine,
    answer: &Availability,
    supply: &VariantSupply,
    today: Today<'_>,
) -> Option<(Sku, u32, Shortfall)> {
    above_limit(line, supply, 0, today).or_else(|| {
        let units = line.quantity.units();
        (!answer.available).then(|| (line.sku.clone(), units, Shortfall::Supply(answer.clone())))
    })
}

/// Whether a line is more than a customer may have who has `held` already.
fn above_limit(
    line: &OrderLine,
    supply: &VariantSupply,
    held: u32,
    today: Today<'_>,
) -> Option<(Sku, u32, Shortfall)> {
    let units = line.quantity.units();
    let of_shop = today.rules.orders.per_customer;
    let limit = supply.policy.per_customer.or(of_shop)?;
    (held.saturating_add(units) > limit)
        .then(|| (line.sku.clone(), units, Shortfall::PerCustomer { limit }))
}

fn placed_line(
    line: &OrderLine,
    answer: Availability,
    all_wait: bool,
    supply: &VariantSupply,
) -> PlacedLine {
    let stock: u32 = answer
        .parts
        .iter()
        .filter(|part| part.source == Source::Stock)
        .map(|part| part.quantity)
        .sum();
    // Nothing is set apart for an order that waits as a whole. Its units stand in line and count as
    // taken there.
    let from_stock = if all_wait { 0 } else { stock };
    let queued = line.quantity.units() - from_stock;
    let waiting: Vec<Part> = answer
        .parts
        .iter()
        .filter(|part| all_wait || part.source != Source::Stock)
        .cloned()
        .collect();
    PlacedLine {
        sku: line.sku.clone(),
        quantity: line.quantity,
        from_stock,
        queued,
        position: (queued > 0).then(|| supply.counters.queued + 1),
        promised: promised_window(&answer.parts, false),
        promised_waiting: promised_window(&waiting, false),
        parts: answer.parts,
    }
}

/// An order that ships complete ships when its last part can: every line is promised that.
fn bind_together(placed: &mut [PlacedLine]) {
    let all: Option<Vec<Window>> = placed.iter().map(|line| line.promised).collect();
    let together = all.and_then(|windows| {
        let latest = windows.iter().map(|w| w.latest()).max()?;
        let last_parts = placed
            .iter()
            .flat_map(|line| line.parts.iter().filter_map(Part::window));
        // No part leaves before the others, so the order leaves at the earliest when the last of
        // them can.
        let earliest: Date = last_parts.map(Window::earliest).max()?;
        Window::new(earliest, latest).ok()
    });
    for line in placed {
        line.promised = together;
        line.promised_waiting = together;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;
    use crate::shop::ShopRules;
    use crate::stock::Counters;
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    fn sku(text: &str) -> Sku {
        Sku::parse(text).unwrap()
    }

    fn line(sku_text: &str, units: u32) -> OrderLine {
        OrderLine {
            sku: sku(sku_text),
            quantity: Quantity::new(units).unwrap(),
        }
    }

    fn stock(units: u32, policy: Policy) -> VariantSupply {
        VariantSupply::new(
            Counters {
                on_hand: units,
                ..Counters::default()
            },
            vec![],
            policy,
        )
    }

    #[test]
    fn the_way_it_ships_has_one_spelling() {
        for ship in Ship::ALL {
            assert_eq!(Ship::parse(ship.name()), Ok(ship));
            let json = serde_json::to_value(ship).unwrap();
            assert_eq!(json, ship.name());
        }
        assert!(Ship::parse("Complete").is_err() && Ship::parse("").is_err());
    }

    #[test]
    fn an_order_is_placed_whole_or_not_at_all() {
        let rules = ShopRules::default();
        let today = Today {
            rules: &rules,
            date: date(2026, 11, 23),
            past_cut_off: false,
            zone: &TimeZone::UTC,
        };
        let mut supplies = BTreeMap::from([
            (sku("A"), stock(5, Policy::default())),
            (sku("B"), stock(1, Policy::default())),
        ]);
        let before = supplies.clone();
        let short = place(
            &[line("A", 2), line("B", 2)],
            Ship::AsAvailable,
            &mut supplies,
            &BTreeMap::new(),
            today,
        )
        .unwrap_err();
        assert_eq!(short.lines.len(), 1);
        assert_eq!(short.lines[0].0, sku("B"));
        assert_eq!(supplies, before);
    }

    #[test]
    fn a_customer_gets_no_more_than_the_limit_over_several_orders() {
        let rules = ShopRules::default();
        let today = Today {
            rules: &rules,
            date: date(2026, 11, 23),
            past_cut_off: false,
            zone: &TimeZone::UTC,
        };
        let policy = Policy {
            per_customer: Some(2),
            ..Policy::default()
        };
        let mut supplies = BTreeMap::from([(sku("A"), stock(9, policy))]);
        let held = BTreeMap::from([(sku("A"), 1)]);
        assert!(
            place(
                &[line("A", 1)],
                Ship::AsAvailable,
                &mut supplies,
                &held,
                today
            )
            .is_ok()
        );
        let refused = place(
            &[line("A", 2)],
            Ship::AsAvailable,
            &mut supplies,
            &held,
            today,
        )
        .unwrap_err();
        assert_eq!(refused.lines[0].2, Shortfall::PerCustomer { limit: 2 });
    }

    #[test]
    fn the_same_sku_stands_in_one_line() {
        let merged = merge_lines(vec![line("A", 1), line("B", 1), line("A", 2)]).unwrap();
        assert_eq!(merged, [line("A", 3), line("B", 1)]);
        assert!(merge_lines(vec![]).is_err());
        assert!(merge_lines(vec![line("A", limits::QUANTITY_MAX), line("A", 1)]).is_err());
    }
}
