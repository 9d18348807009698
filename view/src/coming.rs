//! What happens next in a shop by itself.

use dockline_domain::id::PurchaseOrderReference;
use jiff::Timestamp;

/// Something that happens when its time comes, as far as anybody knows now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// When, by the shop's clock.
    pub at: Timestamp,
    /// What.
    pub what: Happening,
    /// To what.
    pub about: About,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Happening {
    /// Nobody has named a card: the order is cancelled.
    OrderLapses,
    /// People are told that they are charged soon.
    ChargeTold,
    /// A card is charged.
    CardCharged,
    /// A card that was declined is asked once more.
    ChargeTriedAgain,
    /// The bank is asked what became of a debit.
    DebitLookedAt,
    /// What was not paid goes to the next in line.
    UnitsPassOn,
    /// The law of delay has people told.
    NoticeGiven,
    /// Nobody has answered a notice: the law ends it.
    EndedByLaw,
    /// The last day of a purchase order has passed.
    DatePasses,
    /// The demo: there is news of goods.
    News,
    /// The demo: goods come later.
    DateMoves,
    /// The demo: goods arrive.
    GoodsArrive,
    /// The demo: the carrier takes what is paid.
    CarrierComes,
}

/// What something happens to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// An order.
    Order {
        /// Its number.
        number: i64,
        /// Its number as people read it.
        reference: String,
    },
    /// A purchase order.
    Supply(PurchaseOrderReference),
    /// The parcels of the shop.
    Parcels,
}
