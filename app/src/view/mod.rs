//! What the islands show: ready strings in the page's language. They are the islands' props, and live updates carry the same values.

mod card;
mod live;
mod order;

pub use card::{CardView, FewerView, NoteView, PartView, ProgressView, StageNote, StageState, StageView, Tone, WindowView};
pub use live::{BadgeView, LiveView};
pub use order::{EventView, GroupView, LineView, MovedView, OrderLiveView, PromiseLineView};
