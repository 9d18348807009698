//! What a shopper may wait for instead.

use dockline_domain::catalogue::OptionValue;
use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::money::Money;
use dockline_domain::wish::{ChangeRefused, PlaceAfter};

/// What would come of waiting for another variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantChange {
    /// What becomes of the place in line.
    pub place: PlaceAfter,
    /// Units ahead + 1 in the other line.
    pub position: u32,
    /// When the units would be expected to ship.
    pub expected: Option<Window>,
    /// On what that rests.
    pub basis: Option<String>,
    /// Whether all of them are on hand: nobody has to wait.
    pub in_stock: bool,
}

/// Another variant that units of an order may wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantChoice {
    /// What they wait for now.
    pub from: Sku,
    /// Units that wait.
    pub quantity: u32,
    /// What they could wait for.
    pub to: Sku,
    /// Its options.
    pub options: Vec<OptionValue>,
    /// Its price now.
    pub price: Money,
    /// What would come of it for all of the units, or why it cannot be.
    pub change: Result<VariantChange, ChangeRefused>,
}
