//! What is physically there, and what of it is promised.

use serde::{Deserialize, Serialize};

/// The counters of one variant over all locations, in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counters {
    /// Physically there. Never negative.
    pub on_hand: u32,
    /// Of that, promised to placed orders.
    pub allocated: u32,
    /// Waiting in line.
    pub queued: u32,
}

impl Counters {
    /// Units on hand that no order holds.
    pub fn free(self) -> u32 {
        self.on_hand.saturating_sub(self.allocated)
    }
}
