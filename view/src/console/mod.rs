//! What the merchant's people see.

mod attention;
mod found;
mod line;
mod story;

pub use attention::{
    AskedAbout, Attention, DelayDue, Delays, HeldOrder, Listed, PromisesAtRisk, StoppedFollower,
    SupplyDue, UnaddressedOrder, UnusualOrder,
};
pub use found::{FoundBy, FoundOrders, OrderSummary};
pub use line::LineSummary;
pub use story::{OrderStory, StoryEvent, StoryKind};
