//! What an order would cost and when it would ship, before anybody has ordered.

use dockline_domain::availability::Part;
use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::money::Money;
use dockline_domain::order::Ship;
use dockline_domain::told::Told;

/// What an order would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// All lines together.
    pub goods: Money,
    /// What comes off.
    pub discount: Money,
    /// For shipping: once, however many parcels it becomes.
    pub shipping: Money,
    /// What is paid.
    pub total: Money,
    /// What was asked for, each SKU once.
    pub lines: Vec<QuotedLine>,
    /// What ships together when each part ships as soon as it can, in the order in which it does;
    /// what has no date comes last.
    pub as_available: Vec<Leaving>,
    /// When it ships when all of it ships together; `None` while nobody can say.
    pub complete: Option<Window>,
    /// The newest version of what it rests on.
    pub version: i64,
}

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedLine {
    /// What.
    pub sku: Sku,
    /// How many.
    pub quantity: u32,
    /// Price of one unit.
    pub price: Money,
    /// How it ships, each part as soon as it can.
    pub parts: Vec<Part>,
    /// Place in line of the first unit that waits.
    pub position: Option<u32>,
}

/// Units that ship together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// When; `None` while nobody can say.
    pub window: Option<Window>,
    /// What of.
    pub units: Vec<(Sku, u32)>,
}

impl Leaving {
    /// How many units.
    pub fn quantity(&self) -> u32 {
        self.units
            .iter()
            .fold(0, |sum, (_, units)| sum.saturating_add(*units))
    }
}

impl Quote {
    /// Whether the two ways to ship are two: some of it would leave before the rest.
    pub fn has_choice(&self) -> bool {
        self.as_available.len() > 1
    }

    /// What it tells of a way to ship.
    pub fn told(&self, ship: Ship) -> Told {
        let leaving = &self.as_available;
        match ship {
            Ship::AsAvailable => {
                let rows = leaving.iter().map(|one| (one.quantity(), one.window));
                Told(rows.collect())
            }
            Ship::Complete => {
                let units = leaving.iter().map(Leaving::quantity);
                let units = units.fold(0, u32::saturating_add);
                Told(vec![(units, self.complete)])
            }
        }
    }
}
