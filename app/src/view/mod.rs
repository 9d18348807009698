//! What pages show: ready strings in the page's language, made by [`crate::present`]. Only
//! [`LiveView`] travels to the browser.

mod live;

#[cfg(feature = "ssr")]
mod card;
#[cfg(feature = "ssr")]
mod order;

#[cfg(feature = "ssr")]
pub use card::{
    BadgeView, CardView, Doubt, FewerView, NoteView, PartView, ProgressView, StageNote, StageState,
    StageView, Tone, WindowView,
};
pub use live::LiveView;
#[cfg(feature = "ssr")]
pub use order::{
    EventView, GroupView, LineView, MovedView, OrderLiveView, OrderWords, PromiseLineView,
};
