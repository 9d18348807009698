//! What the law of delay says of an order.

use dockline_domain::delay::{Channel, Choice, Duty, Giving, Kind, Regime, State, Until};
use dockline_domain::id::{BackorderId, Sku};
use jiff::Timestamp;
use jiff::civil::Date;

/// Units of a line for which one day was told, and where the law stands about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelayView {
    /// Which variant.
    pub sku: Sku,
    /// The first of its backorders.
    pub backorder: BackorderId,
    /// Units.
    pub units: u32,
    /// Whose law it is.
    pub regime: Regime,
    /// The last day on which it ships, as it was told; none where no date was.
    pub told: Option<Date>,
    /// The day that counts by law: it has left by then; in Europe, it has arrived.
    pub due: Date,
    /// Where it stands.
    pub state: State,
    /// What the shop has to do.
    pub duty: Option<Duty>,
    /// What has become of the units.
    pub became: Became,
    /// Whether a notice may be given, and may be answered.
    pub waits: bool,
    /// The notices that were given, oldest first.
    pub notices: Vec<NoticeView>,
}

/// What has become of units, whatever the law says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// They are still to leave.
    Waiting,
    /// The carrier has them, or had.
    Left,
    /// Somebody cancelled them.
    Cancelled,
}

/// A notice of delay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    /// Its number in the order.
    pub number: u32,
    /// Of which variant.
    pub sku: Sku,
    /// The last day on which it was to ship, as it was told; 30 days after the order where none was.
    pub told: Date,
    /// What it is by law.
    pub kind: Kind,
    /// Until when it asks to wait.
    pub until: Until,
    /// How it was given.
    pub channel: Channel,
    /// Whether it was given: one that was not counts for nothing.
    pub giving: Giving,
    /// Whether a mail gives it; otherwise somebody of the shop has told people.
    pub by_mail: bool,
    /// Whether a mail with it would still say what is so.
    pub may_be_sent: bool,
    /// When; while it is not given, when it was written.
    pub at: Timestamp,
    /// Whether the day had ended where people live.
    pub late_there: bool,
    /// Until when an answer counts; none where it counts until it ships.
    pub answer_by: Option<Date>,
    /// The secret of the page on which it is answered.
    pub token: Option<String>,
    /// The last answer to it.
    pub answer: Option<AnswerView>,
}

/// An answer to a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerView {
    /// What.
    pub choice: Choice,
    /// How it came.
    pub channel: Channel,
    /// When.
    pub at: Timestamp,
}
