//! The whole story of an order.

use crate::{OrderView, WithdrawalView};
use dockline_domain::by::By;
use dockline_domain::delay::{Channel, Choice, Kind};
use dockline_domain::id::Sku;
use dockline_domain::message::Returned;
use dockline_domain::payment::charge::Tried;
use dockline_domain::payment::refund;
use dockline_domain::reason::Reason;
use dockline_domain::wish::PlaceAfter;
use dockline_domain::withdrawal::Step;
use jiff::Timestamp;
use jiff::civil::Date;

/// Everything about one order.
#[derive(Debug, Clone)]
pub struct OrderStory {
    /// The order as its owner sees it.
    pub order: OrderView,
    /// Its part of the log, oldest first.
    pub events: Vec<StoryEvent>,
    /// What people declared that they withdraw from it, the first one first.
    pub withdrawals: Vec<WithdrawalView>,
    /// The number of its newest event, on which a change of it rests: another version means that
    /// somebody has changed it.
    pub version: i64,
}

/// Something in the log of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryEvent {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: By,
    /// What that user is called now.
    pub user: Option<String>,
    /// What.
    pub kind: StoryKind,
}

/// What may be in the log of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoryKind {
    /// It was placed.
    Placed,
    /// Units were given to it.
    Allocated {
        /// Of what.
        sku: Sku,
        /// How many.
        quantity: u32,
    },
    /// Units that it had been given are not there.
    TakenBack {
        /// Of what.
        sku: Sku,
        /// How many.
        quantity: u32,
    },
    /// Units were cancelled.
    Cancelled {
        /// Of what, and how many.
        lines: Vec<(Sku, u32)>,
        /// Why.
        reason: Reason,
    },
    /// It was stopped.
    Held {
        /// Why.
        reason: String,
    },
    /// It may go on.
    Resumed {
        /// What became of its place in line, where it had one.
        place: Option<PlaceAfter>,
    },
    /// A parcel of it was packed.
    Packed,
    /// A parcel was opened again, because units in it were cancelled.
    Reopened,
    /// A parcel of it left.
    HandedOver {
        /// With whom.
        carrier: String,
        /// Under which number.
        tracking: Option<String>,
    },
    /// A parcel of it has arrived.
    Delivered {
        /// When, as somebody stated it.
        at: Timestamp,
    },
    /// The person changed something of it: the names of what was changed.
    DetailsChanged,
    /// A parcel is about to leave and is to be paid.
    ChargeDue {
        /// How much, in minor units.
        minor: i64,
    },
    /// A charge is by so much more or less, in minor units.
    ChargeChanged {
        /// By how much.
        minor: i64,
    },
    /// Money arrived.
    MoneyArrived {
        /// How much, in minor units.
        minor: i64,
        /// The day on the statement of the account.
        day: Date,
        /// What was noted beside it.
        note: Option<String>,
    },
    /// A method of payment was saved.
    MethodVerified,
    /// What became of asking a gateway for the money of a charge.
    ChargeTried(Tried),
    /// A charge is paid.
    ChargePaid,
    /// Nothing is paid with a charge any more.
    ChargeCancelled,
    /// The shop does not ask for the rest.
    AmountWaived {
        /// How much, in minor units.
        minor: i64,
        /// Why.
        reason: String,
    },
    /// There is more time to pay.
    ChargeExtended {
        /// Until when.
        until: Timestamp,
    },
    /// A note of money that arrived was wrong.
    MoneyCorrected {
        /// How much of it did not come, in minor units.
        minor: i64,
        /// Why.
        reason: String,
    },
    /// Something of what was paid is to go back.
    RefundDue {
        /// How much, in minor units.
        minor: i64,
        /// Why somebody gives it; none for what is not owed.
        reason: Option<String>,
        /// Whether somebody sends it.
        by_hand: bool,
    },
    /// What became of asking a gateway to give it back.
    RefundTried(refund::Tried),
    /// It was sent.
    RefundSent {
        /// How much, in minor units.
        minor: i64,
        /// The day on the statement of the account, where somebody sent it.
        day: Option<Date>,
        /// What was noted beside it.
        note: Option<String>,
    },
    /// It could not be sent, or came back.
    RefundFailed {
        /// How much, in minor units.
        minor: i64,
        /// Why, in the gateway's word.
        code: String,
    },
    /// People were told of a delay.
    NoticeGiven {
        /// Of what.
        sku: Sku,
        /// What the notice is by law.
        kind: Kind,
        /// Until when they are asked to wait.
        until: Option<Date>,
        /// Why.
        reason: Option<String>,
        /// How.
        channel: Channel,
        /// Whether a mail was to tell them.
        by_mail: bool,
    },
    /// What became of the mail with a notice.
    NoticeMailed {
        /// Whether they were given it.
        given: bool,
        /// That is known because somebody has answered on its page.
        answered: bool,
        /// It came back after the mail server had taken it.
        bounced: bool,
    },
    /// They answered.
    NoticeAnswered {
        /// What.
        choice: Choice,
        /// How.
        channel: Channel,
    },
    /// They withdrew from the contract.
    WithdrawalDeclared,
    /// What was done about that.
    WithdrawalMoved(Step),
    /// A mail came back, or somebody complained of it.
    MailReturned(Returned),
    /// Units wait for another variant now.
    VariantChanged {
        /// For which before.
        from: Sku,
        /// For which now.
        to: Sku,
        /// How many.
        quantity: u32,
        /// Whether they kept their place in line.
        kept_place: bool,
    },
    /// It goes before others, or no longer does.
    PriorityChanged {
        /// Of what.
        sku: Sku,
        /// The priority before.
        from: i32,
        /// The priority now.
        to: i32,
        /// Why.
        reason: String,
    },
}
