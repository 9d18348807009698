//! Where the books of a shop and of its gateway differ.

use dockline_domain::id::ChargeId;
use dockline_domain::money::Money;
use dockline_domain::payment::books::Differs;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Of one object of the gateway both sides say something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// What the gateway calls it.
    pub intent: String,
    /// How they differ.
    pub differs: Differs,
    /// Of which charge, as far as that is known.
    pub charge: Option<ChargeId>,
    /// The number of its order, and how people read it.
    pub order: Option<(i64, String)>,
    /// What the ledger says: taken, or sent back.
    pub ours: Money,
    /// What the gateway says.
    pub theirs: Money,
    /// The state of the charge, where there is one.
    pub our_state: Option<String>,
    /// What the gateway says of its state.
    pub their_state: String,
    /// When it was found first.
    pub found_at: Timestamp,
}

/// What came of comparing the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// When, by the shop's clock.
    pub at: Timestamp,
    /// How many objects of the gateway were compared.
    pub compared: u32,
    /// Where both sides say something else.
    pub mismatches: Vec<Mismatch>,
}
