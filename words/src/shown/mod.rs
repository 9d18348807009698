//! What is shown: ready strings in the reader's language, made by [`crate::present`].

mod card;
mod order;

pub use card::{
    BadgeView, CardView, Doubt, FewerView, NoteView, PartView, ProgressView, StageNote, StageState,
    StageView, Tone, WaysView, WindowView,
};
pub use order::{
    ChargePanel, ChoiceView, EventView, GroupView, LateView, LineView, MethodPanel, MovedView,
    OrderLiveView, OrderWords, PartProgressView, PaymentPanel, PromiseLineView,
};
