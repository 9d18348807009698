//! What lives in the browser. An island owns one interaction and shows strings the server made; everything else of a page stays as it was sent.

mod connection_status;
mod enhanced_form;
mod live_badge;
mod live_card;
mod live_order;
mod live_progress;

pub use connection_status::{Connection, ConnectionStatus, StatusWords};
pub use enhanced_form::EnhancedForm;
pub use live_badge::LiveBadge;
pub use live_card::LiveCard;
pub use live_order::{LiveOrder, OrderWords};
pub use live_progress::LiveProgress;
