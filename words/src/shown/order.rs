//! The order page.

use super::{PartView, ProgressView, Tone, WindowView};

/// Everything an order page says that may change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderLiveView {
    /// The secret of its page's link.
    pub token: String,
    /// The shop's sequence number of the last change: newer is greater.
    pub version: i64,
    /// The name in the interface, such as `waiting`.
    pub state: String,
    /// Its colour.
    pub tone: Tone,
    /// One word, such as "Waiting".
    pub status_text: String,
    /// The sentence that answers "where is it?".
    pub sentence: String,
    /// What the date is about, such as "Ships".
    pub lead: String,
    /// The window of all of it, when it ships together.
    pub window: Option<WindowView>,
    /// One row for the units that ship together, when there are several.
    pub parts: Vec<PartView>,
    /// When what has not left arrives, where the shop says so.
    pub arrive_text: Option<String>,
    /// What there is to say about the day by which it is needed.
    pub warning_text: Option<String>,
    /// Whether something of it can still be cancelled.
    pub cancellable: bool,
    /// What was ordered.
    pub lines: Vec<LineView>,
    /// What is paid for shipping, where something is.
    pub shipping_text: Option<String>,
    /// Price of everything not cancelled, with shipping.
    pub total_text: String,
    /// How it is paid; none for one that is not paid by way of these pages.
    pub payment: Option<PaymentPanel>,
    /// What happened, newest first.
    pub events: Vec<EventView>,
    /// The sentence for the live region.
    pub announcement: String,
    /// The words around it that do not change.
    pub words: OrderWords,
}

/// What is paid for an order, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentPanel {
    pub title: String,
    /// How it is charged, or what its owner has to do for that.
    pub method: Option<MethodPanel>,
    /// What fell due so far.
    pub charges: Vec<ChargePanel>,
    /// What is still to come, or that nothing is.
    pub rest_text: Option<String>,
    /// What the shop adds, and the language it is in.
    pub own_text: Option<(&'static str, String)>,
}

/// How an order is charged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MethodPanel {
    pub tone: Tone,
    pub text: String,
    /// Where something is done about it, and what that is called.
    pub link: Option<(String, String)>,
    /// Whether that is the first thing to do.
    pub is_urgent: bool,
}

/// One sum of money of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChargePanel {
    pub tone: Tone,
    /// Where it is, in sentences.
    pub texts: Vec<String>,
    /// What a transfer needs: what it is, and what to write.
    pub rows: Vec<(String, String)>,
}

/// The words around an order that do not change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderWords {
    /// Beside what is paid for shipping.
    pub shipping: String,
    /// Beside the total.
    pub total: String,
    /// Above what happened.
    pub history: String,
    /// Before an old date, for screen readers.
    pub before: String,
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineView {
    /// The product's title.
    pub title: String,
    /// The variant's options in one line; may be empty.
    pub options_text: String,
    /// Its page, while it is in the catalogue.
    pub href: Option<String>,
    pub image: Option<String>,
    /// Such as "3 × €389.00": what is still wanted of it, or all of it when nothing is.
    pub price_text: String,
    /// Whether all of it was cancelled.
    pub is_cancelled: bool,
    /// Its units by state.
    pub groups: Vec<GroupView>,
}

/// Units of a line in one state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupView {
    /// Its colour.
    pub tone: Tone,
    /// Such as "2 wait in line".
    pub status_text: String,
    /// When, such as "Ships 14–18 December"; may be empty.
    pub when_text: String,
    /// How the date moved.
    pub moved: Option<MovedView>,
    /// Place in line and how it moved.
    pub position_text: Option<String>,
    /// Carrier, or why it is held or cancelled.
    pub detail_text: Option<String>,
    /// The carrier's page of the parcel, where the carrier is known.
    pub tracking: Option<ChoiceView>,
    /// The way of the goods, of each supply that serves them.
    pub progress: Vec<PartProgressView>,
    /// What a delay means.
    pub late: Option<LateView>,
}

/// The way of some of the units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartProgressView {
    /// Of how many and when they ship; empty when it is all of them.
    pub title: String,
    pub progress: ProgressView,
}

/// What a delay means: what is done, and what the shopper can do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LateView {
    pub text: String,
    /// What can be done, each a link.
    pub choices: Vec<ChoiceView>,
}

/// A link to something that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChoiceView {
    pub text: String,
    pub href: String,
}

/// A date that moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MovedView {
    /// Its colour.
    pub tone: Tone,
    /// The old window; empty when there was none.
    pub old_text: String,
    /// New date, days of difference and reason, such as "Now 22–24 December, 6 days later: storm in
    /// Porto".
    pub text: String,
}

/// What was told once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PromiseLineView {
    /// Such as "told on 12 November".
    pub told_text: String,
    pub window_text: String,
    /// Why it changed, or what it rests on.
    pub reason_text: Option<String>,
    /// Whether it is the one that holds.
    pub current: bool,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventView {
    /// When, such as "12 November, 14:05".
    pub date_text: String,
    /// The same for machines.
    pub datetime: String,
    /// The date that does not hold any more; empty where none was told before.
    pub old_text: String,
    pub text: String,
    /// On what a date rests.
    pub source_text: Option<String>,
    /// Its colour.
    pub tone: Tone,
}
