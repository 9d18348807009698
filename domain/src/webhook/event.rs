//! What endpoints are told: which types there are, and the fields of each. The description of the
//! interface is made of this table, and what is sent is held against it.

use crate::input::Invalid;
use std::collections::BTreeSet;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A text.
    Text,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A whole number.
    Number,
    /// True or false.
    Flag,
    /// A day, as `2026-12-14`.
    Day,
    /// A time in UTC.
    Time,
    /// The first and the last day of something.
    Window,
    /// The address of something.
    Url,
    /// Ids of orders.
    Orders,
    /// Lists of objects with these fields.
    List(&'static [Field]),
}

/// One field of what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it may be null.
    pub may_be_null: bool,
    /// What it says.
    pub says: &'static str,
}

const fn field(name: &'static str, shape: Shape, says: &'static str) -> Field {
    Field {
        name,
        shape,
        may_be_null: false,
        says,
    }
}

const fn or_null(field: Field) -> Field {
    Field {
        may_be_null: true,
        ..field
    }
}

/// The fields that every type has.
pub const COMMON: [Field; 2] = [
    field(
        "seq",
        Shape::Number,
        "The number of the event in the log of the shop. A higher one happened later. Numbers between two are of what was not told.",
    ),
    field(
        "url",
        Shape::Url,
        "Where more of it is read: an address of this interface, or a page of the console.",
    ),
];

const ORDER: Field = field("order", Shape::Text, "`ord_…`");
const SKU: Field = field("sku", Shape::Text, "Which variant.");
const QUANTITY: Field = field("quantity", Shape::Number, "How many units.");
const SHIPMENT: Field = field("shipment", Shape::Text, "`shp_…`");
const CHARGE: Field = field("charge", Shape::Text, "`chg_…`");
const REFUND: Field = field("refund", Shape::Text, "`rfd_…`");
const MINOR: Field = field(
    "minor",
    Shape::Number,
    "How much, in minor units of the shop's currency.",
);
const ENDPOINT: Field = field("endpoint", Shape::Text, "`whk_…`");
const PURCHASE_ORDER: Field = field("purchase_order", Shape::Text, "Its reference.");
const RECEIPT: Field = field("receipt", Shape::Text, "`rcp_…`");
const NOTICE: Field = field("notice", Shape::Number, "Its number in the order.");
const STAGE: Field = field("stage", Shape::Text, "Where the purchase order is.");
const MORE: Field = field(
    "more",
    Shape::Flag,
    "Whether there are more lines than these, which stand at `url`.",
);
const SUPPLY_REASON: Field = or_null(field("reason", Shape::Text, "Why, as it was given."));
const ORDERED: &[Field] = &[
    SKU,
    QUANTITY,
    field("from_stock", Shape::Number, "Units that are here."),
    field("queued", Shape::Number, "Units that wait in line."),
    or_null(field(
        "position",
        Shape::Number,
        "Place in line of the first that waits.",
    )),
    or_null(field(
        "promised",
        Shape::Window,
        "When it was told to ship.",
    )),
];
const CORRECTED: &[Field] = &[
    SKU,
    field("from", Shape::Number, "Units that were counted."),
    field("to", Shape::Number, "Units that there were."),
];
const SENT: &[Field] = &[SKU, QUANTITY];
const UNITS: Field = field("lines", Shape::List(SENT), "Which units.");

/// Declares each type once: its name, its variant, its fields.
macro_rules! types {
    ($($(#[doc = $doc:literal])* $name:literal $variant:ident [$($field:expr),* $(,)?])*) => {
        /// What an endpoint may be told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventType {
            $($(#[doc = $doc])* $variant),*
        }

        impl EventType {
            /// Every type.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in the interface. It never changes its meaning: another meaning is another
            /// type.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),*
                }
            }

            /// Its fields beside the common ones.
            pub const fn fields(self) -> &'static [Field] {
                match self {
                    $(Self::$variant => const { &[$($field),*] }),*
                }
            }

            /// What has happened.
            pub fn says(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),*)),*
                }.trim()
            }
        }
    };
}

types! {
    /// An order was placed.
    "order.placed" OrderPlaced [
        ORDER,
        field("lines", Shape::List(ORDERED), "What was ordered."),
    ]
    /// Units of an order were cancelled.
    "order.cancelled" OrderCancelled [
        ORDER,
        UNITS,
        field("by", Shape::Text, "Who: `shopper`, `merchant` or `system`."),
        field("reason", Shape::Word(&["on_order_page", "by_shopper", "erased", "not_verified", "not_repaired", "ended_by_law", "withdrawn", "opening_stock", "given"]),
            "Why. `given`: somebody wrote it, and it is read in the console."),
    ]
    /// Units of an order wait for another variant.
    "order.line_changed" OrderLineChanged [
        ORDER,
        field("from", Shape::Text, "The variant before."),
        field("to", Shape::Text, "The variant now."),
        QUANTITY,
        field("kept_place", Shape::Flag, "Whether they kept their place in line."),
    ]
    /// Dates that people had been told have moved.
    "promise.moved" PromiseMoved [
        SKU,
        field("cause", Shape::Word(&["supply", "line", "wish", "here", "hold"]), "Because of what."),
        field("orders", Shape::Orders, "Whose dates. When they are many, each event holds a part of them."),
    ]
    /// People were told of a delay by law, or a mail that tells them is planned; what became of it
    /// stands in the order.
    "notice.sent" NoticeSent [
        ORDER,
        NOTICE,
        SKU,
        field("told", Shape::Day, "The day that had been promised."),
        field("kind", Shape::Word(&["short", "long", "indefinite", "renewed"]), "Which notice it is."),
        or_null(field("until", Shape::Day, "Until when they are asked to wait.")),
        or_null(field("further", Shape::Day, "A later day that they were asked to agree to at once.")),
        field("channel", Shape::Word(&["phone", "mail", "letter", "link"]), "How they were told."),
    ]
    /// Somebody answered a notice of delay.
    "notice.answered" NoticeAnswered [
        ORDER,
        NOTICE,
        field("answer", Shape::Word(&["wait", "cancel", "last_date"]), "What they chose."),
        or_null(field("until", Shape::Day, "Until when they wait, or the last day that they set.")),
        field("channel", Shape::Word(&["phone", "mail", "letter", "link"]), "How they answered."),
    ]
    /// Units were given to an order that waited.
    "backorder.allocated" BackorderAllocated [
        ORDER,
        SKU,
        QUANTITY,
        field("date_told", Shape::Flag, "Whether another date was told with it."),
    ]
    /// A parcel was packed.
    "shipment.packed" ShipmentPacked [ORDER, SHIPMENT]
    /// A parcel was given to the carrier.
    "shipment.handed_over" ShipmentHandedOver [
        ORDER,
        SHIPMENT,
        field("carrier", Shape::Text, "Who carries it."),
        UNITS,
    ]
    /// A parcel has arrived.
    "shipment.delivered" ShipmentDelivered [
        ORDER,
        SHIPMENT,
        field("at", Shape::Time, "When, as somebody states."),
    ]
    /// A purchase order was made, or its date, its stage or its lines are others.
    "purchase_order.changed" PurchaseOrderChanged [
        PURCHASE_ORDER,
        field("change", Shape::Word(&["created", "changed", "lines"]), "What happened to it."),
        STAGE,
        or_null(field("expected", Shape::Window, "When its goods are expected now.")),
        or_null(field("expected_before", Shape::Window, "When they were expected before, where it is known.")),
        SUPPLY_REASON,
    ]
    /// A purchase order has reached a milestone, or did not.
    "purchase_order.milestone" PurchaseOrderMilestone [
        PURCHASE_ORDER,
        STAGE,
        field("retracted", Shape::Flag, "Whether it was reported wrongly; then `stage` is where the order is now."),
        field("public", Shape::Flag, "Whether shoppers see it."),
        SUPPLY_REASON,
    ]
    /// Goods were counted at the dock.
    "receipt.recorded" ReceiptRecorded [
        RECEIPT,
        PURCHASE_ORDER,
        field("location", Shape::Text, "Where."),
        UNITS,
        MORE,
    ]
    /// Fewer goods had come than were counted.
    "receipt.corrected" ReceiptCorrected [
        RECEIPT,
        PURCHASE_ORDER,
        field("location", Shape::Text, "Where."),
        field("lines", Shape::List(CORRECTED), "Which units."),
        MORE,
        SUPPLY_REASON,
    ]
    /// Somebody wants to hear when a variant can be had.
    "waitlist.joined" WaitlistJoined [SKU]
    /// People on a waitlist were told, and have left it.
    "waitlist.notified" WaitlistNotified [
        SKU,
        field("people", Shape::Number, "How many."),
    ]
    /// A payment method was saved, by which an order is charged later.
    "payment.verified" PaymentVerified [ORDER]
    /// A charge was paid.
    "charge.paid" ChargePaid [ORDER, CHARGE]
    /// The bank refused a charge, or wants to hear from the shopper.
    "charge.failed" ChargeFailed [
        ORDER,
        CHARGE,
        field("failure", Shape::Text, "How it failed."),
        or_null(field("code", Shape::Text, "The reason of the card network.")),
    ]
    /// Something of what was paid is to go back.
    "refund.due" RefundDue [ORDER, CHARGE, REFUND, MINOR]
    /// What was to go back was sent.
    "refund.sent" RefundSent [ORDER, CHARGE, REFUND, MINOR]
    /// What was to go back could not be sent, or came back.
    "refund.failed" RefundFailed [
        ORDER,
        CHARGE,
        REFUND,
        MINOR,
        field("code", Shape::Text, "Why, as the gateway has it."),
    ]
    /// An endpoint is not told any more.
    "endpoint.disabled" EndpointDisabled [
        ENDPOINT,
        field("reason", Shape::Word(&["by_hand", "failing", "gone", "full"]), "Why."),
    ]
    /// Asks whether an endpoint is there. It is sent when an endpoint is made, and when somebody asks
    /// for it; `seq` is 0.
    "ping" Ping [ENDPOINT]
}

impl EventType {
    /// Parses a name of the interface.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.iter().copied().find(|one| one.name() == name);
        found.ok_or_else(|| {
            let names = Self::subscribable().map(Self::name);
            let names = names.collect::<Vec<_>>().join(", ");
            Invalid(format!("must be * or one of {names}"))
        })
    }

    /// The types that an endpoint may ask for: a ping is sent to each.
    pub fn subscribable() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|one| *one != Self::Ping)
    }
}

/// What an endpoint wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Types {
    /// Everything, also what comes later.
    All,
    /// These.
    Only(BTreeSet<EventType>),
}

impl Types {
    /// Reads names; `*` is everything. At least one is needed.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, Invalid> {
        let mut only = BTreeSet::new();
        let mut all = false;
        for name in names {
            if name == "*" {
                all = true;
                continue;
            }
            let one = EventType::parse(name)?;
            if one == EventType::Ping {
                return Err(Invalid::new("must not be ping: each endpoint gets that"));
            }
            only.insert(one);
        }
        if all {
            Ok(Self::All)
        } else if only.is_empty() {
            Err(Invalid::new("must name at least one type, or *"))
        } else {
            Ok(Self::Only(only))
        }
    }

    /// What was stored, with names apart that this program does not know: a newer one wrote them.
    pub fn stored(names: Vec<String>) -> (Self, Vec<String>) {
        if names.iter().any(|name| name == "*") {
            return (Self::All, Vec::new());
        }
        let (mut only, mut others) = (BTreeSet::new(), Vec::new());
        for name in names {
            match EventType::parse(&name) {
                Ok(one) => drop(only.insert(one)),
                Err(_) => others.push(name),
            }
        }
        (Self::Only(only), others)
    }

    /// The names.
    pub fn names(&self) -> Vec<&'static str> {
        match self {
            Self::All => vec!["*"],
            Self::Only(types) => types.iter().map(|one| one.name()).collect(),
        }
    }

    /// Whether one of them is asked for.
    pub fn hold(&self, one: EventType) -> bool {
        match self {
            Self::All => true,
            Self::Only(types) => types.contains(&one),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types_are_words_with_dots_and_each_is_one_type() {
        let names: BTreeSet<&str> = EventType::ALL.iter().map(|one| one.name()).collect();
        assert_eq!(names.len(), EventType::ALL.len());
        for one in EventType::ALL {
            assert_eq!(EventType::parse(one.name()), Ok(*one));
            let form = |c: char| c.is_ascii_lowercase() || c == '_' || c == '.';
            assert!(one.name().chars().all(form) && !one.says().is_empty());
            let all = COMMON.iter().chain(one.fields());
            let fields: BTreeSet<&str> = all.map(|field| field.name).collect();
            assert_eq!(fields.len(), one.fields().len() + COMMON.len(), "{one:?}");
        }
    }

    #[test]
    fn a_name_that_a_newer_program_stored_is_kept_apart() {
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let (types, others) = Types::stored(names(&["order.placed", "order.sung"]));
        assert_eq!(types.names(), ["order.placed"]);
        assert_eq!(others, ["order.sung"]);
        assert_eq!(Types::stored(names(&["*"])), (Types::All, Vec::new()));
    }

    #[test]
    fn an_endpoint_names_what_it_wants() {
        assert_eq!(Types::parse(["order.placed", "*"]), Ok(Types::All));
        let some = Types::parse(["charge.paid", "order.placed", "charge.paid"]).unwrap();
        assert_eq!(some.names(), ["order.placed", "charge.paid"]);
        assert!(some.hold(EventType::ChargePaid) && !some.hold(EventType::ChargeFailed));
        for wrong in [
            vec![],
            vec!["ping"],
            vec!["order"],
            vec!["Order.placed"],
            vec!["order.*"],
        ] {
            assert!(Types::parse(wrong.iter().copied()).is_err(), "{wrong:?}");
        }
    }
}
