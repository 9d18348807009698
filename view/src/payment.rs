//! Money of orders as readers see it.

use dockline_domain::id::{ChargeId, OrderId, RefundId, ShipmentId};
use dockline_domain::money::Money;
use dockline_domain::payment::charge::State;
use dockline_domain::payment::gateway::GatewaySettings;
use dockline_domain::payment::method::{self, Card};
use dockline_domain::payment::refund;
use jiff::Timestamp;
use jiff::civil::Date;

/// How an order is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentView {
    /// By whom, and where transfers go.
    pub gateway: GatewaySettings,
    /// The method that is charged; none where none is to be named.
    pub method: Option<MethodView>,
    /// What fell due so far, in the order in which it did.
    pub charges: Vec<ChargeView>,
    /// What goes back of that, the oldest first.
    pub refunds: Vec<RefundView>,
}

/// The method by which an order is charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MethodView {
    /// Where it is.
    pub state: method::State,
    /// Until when one has to be named.
    pub by: Option<Timestamp>,
    /// What is shown of it.
    pub card: Option<Card>,
}

/// Where the payment of an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentState {
    /// No method has to be named.
    None,
    /// A method is to be named.
    Wanted,
    /// It is kept, and charged later.
    Verified,
    /// The bank wants to hear from the shopper.
    Action,
    /// The bank said no.
    Failed,
    /// No method was named in time.
    Lapsed,
}

impl PaymentState {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Wanted => "wanted",
            Self::Verified => "verified",
            Self::Action => "action",
            Self::Failed => "failed",
            Self::Lapsed => "lapsed",
        }
    }
}

impl PaymentView {
    fn sum(&self, of: impl Fn(&ChargeView) -> i64) -> i64 {
        self.charges.iter().map(of).sum()
    }

    /// What goes back of a charge.
    pub fn refunds_of<'a>(&'a self, charge: &'a ChargeId) -> impl Iterator<Item = &'a RefundView> {
        self.refunds
            .iter()
            .filter(move |refund| refund.charge == *charge && refund.state.is_live())
    }

    /// Where the payment is.
    pub fn state(&self) -> PaymentState {
        let Some(method) = &self.method else {
            return PaymentState::None;
        };
        let mut states = self.charges.iter().map(|charge| charge.state);
        if states.clone().any(|state| state == State::Action) {
            return PaymentState::Action;
        }
        if states.any(|state| matches!(state, State::Failed { .. })) {
            return PaymentState::Failed;
        }
        match method.state {
            method::State::Wanted | method::State::Verifying | method::State::Failed => {
                PaymentState::Wanted
            }
            method::State::Verified => PaymentState::Verified,
            method::State::Lapsed => PaymentState::Lapsed,
            method::State::Replaced | method::State::Detached => PaymentState::None,
        }
    }

    /// Whether there is something for the shopper to do before anything leaves.
    pub fn wants_shopper(&self) -> bool {
        match self.state() {
            PaymentState::Wanted | PaymentState::Action | PaymentState::Failed => true,
            PaymentState::None | PaymentState::Verified | PaymentState::Lapsed => false,
        }
    }

    /// What came, less what goes back, in minor units.
    pub fn paid_minor(&self) -> i64 {
        self.sum(|charge| charge.pays.minor)
    }

    /// What is asked for now, in minor units.
    pub fn due_minor(&self) -> i64 {
        self.sum(|charge| charge.missing.minor)
    }
}

/// One sum of money for one parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeView {
    /// Its id.
    pub id: ChargeId,
    /// Whose.
    pub order: OrderId,
    /// The order's number.
    pub order_number: i64,
    /// The order's number as people read it.
    pub order_reference: String,
    /// For which parcel.
    pub shipment: Option<ShipmentId>,
    /// Where it is.
    pub state: State,
    /// What it comes to now.
    pub amount: Money,
    /// What came, less what went back.
    pub paid: Money,
    /// What came and neither went back nor is to: it pays for the parcel.
    pub pays: Money,
    /// Of what it comes to, what somebody gave back: so much less is owed.
    pub granted: Money,
    /// What is missing; nothing where the shop asks for no more.
    pub missing: Money,
    /// What came and is not owed: it is to go back.
    pub give_back: Money,
    /// Most that somebody may give back of it now.
    pub may_be_given: Money,
    /// What the shop does not ask for.
    pub waived: Money,
    /// What a shopper writes into a transfer.
    pub reference: String,
    /// Until when there is time to pay.
    pub hold_until: Option<Timestamp>,
    /// Since when it is due.
    pub created_at: Timestamp,
    /// Whether a gateway takes it by itself.
    pub is_hosted: bool,
    /// Whether that gateway is not asked by itself any more.
    pub is_by_hand: bool,
    /// Whether the gateway refuses the shop.
    pub is_refused: bool,
    /// Number of the event that last changed it.
    pub version: i64,
}

/// A page of charges.
#[derive(Debug, Clone)]
pub struct ChargePage {
    /// The charges, in the order in which their orders were placed.
    pub items: Vec<ChargeView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// A sum of money that goes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundView {
    /// Its id.
    pub id: RefundId,
    /// Whose.
    pub order: OrderId,
    /// The order's number.
    pub order_number: i64,
    /// The order's number as people read it.
    pub order_reference: String,
    /// Of which charge.
    pub charge: ChargeId,
    /// Where it is.
    pub state: refund::State,
    /// How much.
    pub amount: Money,
    /// Why somebody gave it; none for what goes back by itself, because it is not owed.
    pub reason: Option<String>,
    /// Whether somebody at the shop sends it.
    pub is_by_hand: bool,
    /// Whether the gateway refuses the shop.
    pub is_refused: bool,
    /// Why it could not be sent, in the gateway's word.
    pub failure: Option<String>,
    /// The last day on which it is to be sent.
    pub due_by: Option<Date>,
    /// Since when it is owed.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// The day on the statement of the account, where somebody sent it.
    pub day: Option<Date>,
    /// Number of the event that last changed it.
    pub version: i64,
}

impl RefundView {
    /// Whether somebody at the shop has to do something about it.
    pub fn wants_somebody(&self) -> bool {
        match self.state {
            refund::State::Due => self.is_by_hand,
            refund::State::Failed | refund::State::NeedsPerson | refund::State::Unknown => true,
            refund::State::Asking
            | refund::State::Pending
            | refund::State::Sent
            | refund::State::Cancelled => false,
        }
    }
}

/// A page of refunds.
#[derive(Debug, Clone)]
pub struct RefundPage {
    /// The refunds, in the order in which their orders were placed.
    pub items: Vec<RefundView>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// What an entry of the ledger says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyKind {
    /// Money came.
    Captured,
    /// The shop does not ask for it.
    Waived,
    /// Money went back.
    Refunded,
    /// What went back came here again.
    RefundFailed,
    /// A note that money came was wrong.
    Corrected,
}

impl MoneyKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Captured,
        Self::Waived,
        Self::Refunded,
        Self::RefundFailed,
        Self::Corrected,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Waived => "waived",
            Self::Refunded => "refunded",
            Self::RefundFailed => "refund_failed",
            Self::Corrected => "corrected",
        }
    }
}

/// An entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its event.
    pub seq: i64,
    /// Which entry of that event.
    pub n: i64,
    /// When it was written.
    pub at: Timestamp,
    /// Whose.
    pub order: OrderId,
    /// The order's number as people read it.
    pub order_reference: String,
    /// Of which charge.
    pub charge: ChargeId,
    /// What it is.
    pub kind: MoneyKind,
    /// How much; less than nothing for what went back.
    pub amount: Money,
    /// The day on the statement of the account.
    pub day: Option<Date>,
    /// Which refund it is of.
    pub refund: Option<RefundId>,
}

/// A page of the ledger.
#[derive(Debug, Clone)]
pub struct LedgerPage {
    /// The entries, oldest first.
    pub items: Vec<LedgerEntry>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}
