//! Why the present state does not allow a change: each case by itself, so that a page can say which
//! it was in the language of its reader.

use crate::backorder;
use crate::delay::NoNotice;
use crate::id::{Handle, LocationCode, PurchaseOrderReference, ReceiptId, ShopSlug, Sku};
use crate::money::Money;
use crate::payment::{charge, refund};
use crate::shipment;
use crate::supply::Stage;
use crate::wish::ChangeRefused;
use jiff::civil::Date;

/// Why money does not move as somebody wants it to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyRefused {
    /// Less can go back now than somebody gives: no more than came, and did not go back.
    #[error("at most {} {} can go back now, in minor units", .most.minor, .most.currency.as_str())]
    NotSoMuch {
        /// What can go back.
        most: Money,
    },
    /// More than the shop lets others than its owner give back of one order.
    #[error("the rule refund_limit_minor lets at most {} {} of this order go back now, in minor units; its owner may give more", .most.minor, .most.currency.as_str())]
    OverLimit {
        /// What is left of it.
        most: Money,
    },
    /// For fewer units money can go back than somebody gives it for.
    #[error("money can go back now for at most {units} units of {sku}")]
    NotForSoMany {
        /// Of what.
        sku: Sku,
        /// For how many.
        units: u32,
    },
    /// Less was noted by hand, and is still here, than somebody takes back.
    #[error("at most {} {} was noted by hand and did not go back, in minor units", .most.minor, .most.currency.as_str())]
    NotNoted {
        /// What can be taken back.
        most: Money,
    },
    /// Nothing runs out that could be extended.
    #[error("the charge waits for nobody, so there is nothing to extend")]
    NothingToExtend,
    /// No gateway sends the refund.
    #[error("no gateway sends this refund")]
    SentByNobody,
}

/// Why a change cannot be made now. Its text is what programs are told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The name in URLs is another shop's.
    #[error("a shop with the slug {0} exists already")]
    ShopExists(ShopSlug),
    /// The mail address is another user's.
    #[error("a user of this shop has this mail address already")]
    UserExists,
    /// The reference is another purchase order's.
    #[error("a purchase order {0} exists already")]
    PurchaseOrderExists(PurchaseOrderReference),
    /// A purchase order does not go from one stage to another.
    #[error("a purchase order at {} cannot go to {}", .from.name(), .to.name())]
    StageBackwards {
        /// Where it is.
        from: Stage,
        /// Where it was to go.
        to: Stage,
    },
    /// A purchase order that has ended is not expected at any time.
    #[error("a purchase order that is {} is not expected at any time", .0.name())]
    NotExpected(Stage),
    /// The lines of a purchase order that has ended stay as they are.
    #[error("a purchase order that is {} cannot be changed", .0.name())]
    LinesEnded(Stage),
    /// More came of a line than it would have.
    #[error("{units} units of {sku} were counted already, so no fewer can be on order")]
    Counted {
        /// Of what.
        sku: Sku,
        /// Units that came, or were given up when the rest came.
        units: u32,
    },
    /// Units that were counted have left, or lie elsewhere.
    #[error("only {there} units of {sku} are at {location}, so no more can be taken back there")]
    HaveLeft {
        /// Of what.
        sku: Sku,
        /// Where they were counted.
        location: LocationCode,
        /// Units that are there.
        there: u32,
    },
    /// More units than may go to another place.
    #[error("only {free} units of {sku} at {location} are free to go elsewhere; nothing was moved")]
    NotFree {
        /// Of what.
        sku: Sku,
        /// Where they lie.
        location: LocationCode,
        /// Units that are set apart for nobody.
        free: u32,
    },
    /// An order cannot become another one as a whole.
    #[error("something has to stay on order; change the date of the order instead")]
    NothingStays,
    /// A program that runs beside this one would read it wrongly.
    #[error(
        "an older release may still run on this database, which knows one date and one line of a SKU in a purchase order; enter a purchase order of its own instead"
    )]
    OlderPrograms,
    /// Nothing of a cancelled purchase order can be received.
    #[error("the purchase order {0} was cancelled, so nothing of it can be received")]
    SupplyCancelled(PurchaseOrderReference),
    /// The delivery was counted before.
    #[error(
        "the delivery note {note} was received already, as {receipt}; nothing was counted again"
    )]
    NoteReceived {
        /// Its delivery note.
        note: String,
        /// What it was counted as.
        receipt: ReceiptId,
    },
    /// All of the order is packed, on its way or cancelled.
    #[error("the order is packed or on its way, so it cannot be changed any more")]
    OnItsWay,
    /// All of the order is on its way or cancelled.
    #[error("nothing of this order can be cancelled any more")]
    NothingToCancel,
    /// Somebody has dealt with the withdrawal, or nobody knows of which order it is.
    #[error(
        "this cannot be done about the withdrawal: it is dealt with already, or no order was found for it"
    )]
    WithdrawalSettled,
    /// What was not sent cannot have come back.
    #[error("the mail was not sent, so it cannot have come back")]
    MailNotSent,
    /// No unit of the order waits, or is allocated and not packed.
    #[error(
        "nothing of this order can be put on hold: only what waits or is still to be packed can"
    )]
    NothingToHold,
    /// No unit of the order is on hold.
    #[error("nothing of this order is on hold")]
    NothingOnHold,
    /// A backorder does not take this step.
    #[error(transparent)]
    Backorder(#[from] backorder::Rejected),
    /// A parcel does not take this step.
    #[error(transparent)]
    Parcel(#[from] shipment::Rejected),
    /// Units in the parcel were cancelled after it was packed.
    #[error("units of the shipment were cancelled after it was packed: it has to be packed again")]
    PackAgain,
    /// Notices of delay would not go out by themselves.
    #[error(
        "delay_law is automatic only where mails go out: turn them on (mail), and let `dockline mail check` pass with the settings of the server"
    )]
    MailsDoNotGoOut,
    /// The law of delay has ended what is in the parcel.
    #[error(
        "the law of delay has ended units in the shipment: they are cancelled and refunded, and not sent; open the shipment and send the rest without them"
    )]
    EndedByLaw,
    /// The parcel is to be paid first.
    #[error("the shipment is not paid yet, so it cannot be packed")]
    NotPaid,
    /// Something in the parcel may not leave before the day of its release.
    #[error("{sku} is released on {day} and does not leave before")]
    NotReleased {
        /// What.
        sku: Sku,
        /// The first local date on which it may.
        day: Date,
    },
    /// No method of payment is named for the order, or not any more.
    #[error("no payment method is to be named for this order")]
    NothingToName,
    /// No gateway takes the money of the charge.
    #[error("no gateway takes the money of this charge")]
    TakenByNobody,
    /// There is no key under which a secret could be sealed.
    #[error(
        "nothing can be sealed: set DOCKLINE_SECRET_KEY to 32 random bytes in base64 on every node"
    )]
    NoSecretKey,
    /// A shop has as many endpoints as it may have.
    #[error("a shop has at most {0} webhooks; delete one first")]
    TooManyEndpoints(i64),
    /// An endpoint is not told, so nothing is sent again either.
    #[error("the webhook is not on; turn it on first")]
    EndpointNotOn,
    /// A charge does not take this.
    #[error(transparent)]
    Charge(#[from] charge::Rejected),
    /// A refund does not take this.
    #[error(transparent)]
    Refund(#[from] refund::Rejected),
    /// Money does not move like that now.
    #[error(transparent)]
    Money(#[from] MoneyRefused),
    /// The order is on hold.
    #[error("the order is on hold ({reason}); let it go on first")]
    OrderOnHold {
        /// Why.
        reason: String,
    },
    /// Units of a parcel are at no location.
    #[error("{units} units of {sku} are on no shelf; count the stock of its locations")]
    OnNoShelf {
        /// Of what.
        sku: Sku,
        /// How many.
        units: u32,
    },
    /// Units cannot wait for the other variant.
    #[error(transparent)]
    Variant(#[from] ChangeRefused),
    /// One customer may have no more.
    #[error("one customer may have {limit} of it, with what is on order already")]
    PerCustomer {
        /// Units a customer may have.
        limit: u32,
        /// Units they have.
        has: u32,
    },
    /// One order may have no more.
    #[error("one order may have at most {limit} units; nothing was placed")]
    PerOrder {
        /// Units an order may have.
        limit: u32,
    },
    /// It costs something else than the shopper was told.
    #[error("the total is not {} but {} minor units; nothing was placed", .expected.minor, .now.minor)]
    PriceChanged {
        /// What was told.
        expected: Money,
        /// What it is now.
        now: Money,
    },
    /// Another date than the shopper was told.
    #[error("dates have changed since they were told; nothing was placed")]
    DatesChanged,
    /// The shop demands an address, and the order has none.
    #[error("the order has no address, and this shop hands nothing over without one")]
    NoAddress,
    /// A product cannot be written as it is.
    #[error("{sku}: {why}")]
    Product {
        /// Because of which SKU.
        sku: Sku,
        /// Why.
        why: ProductRefused,
    },
    /// Something keeps its name.
    #[error(transparent)]
    Rename(#[from] RenameRefused),
    /// Fewer units than those that are set apart for parcels.
    #[error(
        "{units} units of {sku} are in parcels or set apart for parcels at {location}, so no fewer can be on hand there"
    )]
    InParcels {
        /// Of what.
        sku: Sku,
        /// Where.
        location: LocationCode,
        /// How many.
        units: u32,
    },
    /// Fewer units than those that placed orders hold.
    #[error(
        "{units} units of {sku} are promised to placed orders, so no fewer can be on hand; cancel orders first"
    )]
    Promised {
        /// Of what.
        sku: Sku,
        /// How many.
        units: u32,
    },
    /// A backorder does not wait any more.
    #[error("a backorder that is {state} has no place in line any more")]
    NotInLine {
        /// Name of its state.
        state: &'static str,
    },
    /// The shop is no rehearsal.
    #[error("only the clock of a rehearsal shop can be advanced")]
    NoRehearsal,
    /// There may be no notice of delay.
    #[error(transparent)]
    Notice(#[from] NoNotice),
    /// What was asked has been decided, by the law or by somebody.
    #[error("the answer comes too late: it has left, or has ended; nothing was changed")]
    TooLate,
    /// Orders of a person are still to be delivered.
    #[error("something is still to be delivered of order {}", numbers(.0))]
    StillToDeliver(Vec<i64>),
}

/// Why something cannot be called otherwise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenameRefused {
    /// It is the name of something else.
    #[error("{0} is the name of another one, or rows of a deleted one have it")]
    Taken(String),
    /// It was the name of something else.
    #[error("{former} was the name of {now}, which is found by it still")]
    Was {
        /// The name.
        former: String,
        /// What has it to this day.
        now: String,
    },
    /// A variant stands in too many orders for its SKU to be changed at once.
    #[error("{sku} stands in more than {limit} rows of orders, so it cannot be renamed")]
    TooManyOrders {
        /// Of what.
        sku: Sku,
        /// Most rows in which it may stand.
        limit: u32,
    },
}

/// Why a product cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProductRefused {
    /// The SKU is another product's.
    #[error("the SKU belongs to the product {0}")]
    SkuOf(Handle),
    /// A handle that was made is that of another product.
    #[error("the handle {0} is that of another product")]
    HandleOf(Handle),
    /// The SKU was that of a variant, which is found by it still.
    #[error("the SKU was that of {0}")]
    WasSkuOf(Sku),
    /// The handle was that of another product, which is found by it still.
    #[error("the handle was that of the product {0}")]
    WasHandleOf(Handle),
    /// A variant that it would lose is in use.
    #[error("the variant has stock, people in line or units on order, so it cannot be left out")]
    InUse,
}

fn numbers(orders: &[i64]) -> String {
    let numbers: Vec<String> = orders.iter().map(i64::to_string).collect();
    numbers.join(", ")
}
