//! What went wrong, in the page's language.

use super::refusal::refusal_text;
use crate::{Lang, number, words};
use dockline_domain::refusal::Refusal;

/// What may go wrong with what a shopper asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The mail address is not one.
    Email,
    /// The name is missing or too long.
    Name,
    /// What says which contract it is is missing or too long.
    Contract,
    /// The quantity is out of range.
    Quantity { max: u32 },
    /// The date by which it is needed is not a date to come.
    NeededBy,
    /// The way it should ship is unknown.
    Ship,
    /// An empty cart or order.
    NothingChosen,
    /// Too many different things at once.
    TooManyLines { max: u32 },
    /// Fewer can be had than asked for.
    NotEnough {
        /// Name of the variant.
        name: String,
        /// What is possible now; 0 for nothing.
        possible: u32,
    },
    /// One customer may have no more than this.
    PerCustomer {
        /// Name of the variant.
        name: String,
        limit: u32,
    },
    /// No such product, variant, shop or order.
    NotFound,
    /// It is packed or shipped already.
    TooLateToCancel,
    /// The same, for a change of its details.
    TooLateToChange,
    /// More units than can still be cancelled.
    CancelQuantity,
    /// The total of the order is out of range.
    OrderTotal,
    /// The present state does not allow it.
    Refused(Refusal),
    /// The address is too long or holds what cannot be printed.
    Address,
    /// The address has no line, or one that is too long or cannot be printed.
    Street,
    /// The postal code is missing or none of the country.
    PostalCode {
        /// One that is.
        example: Option<&'static str>,
    },
    /// The city is missing or too long.
    City,
    /// The region is missing or none of the country.
    Region,
    /// The country is missing, or the shop does not deliver there.
    Country,
    /// The phone number is none.
    Phone,
    /// The network has placed as many orders within the hour as the shop takes.
    TooManyOrders {
        /// When to try again.
        minutes: u64,
    },
    /// The number of an order is none.
    OrderNumber,
    /// The shop wants to know where it goes.
    AddressNeeded,
    /// The other variant cannot be had any more.
    VariantGone,
    /// The key of the form was used for another order.
    KeyReused,
    /// The same form was sent a while ago.
    PlacedBefore,
    /// Too much at once; try again.
    Busy,
    /// It may be done, or not.
    OutcomeUnknown,
    /// The same, where the same form finds out.
    SendAgain,
    /// Our fault.
    Internal,
}

impl From<&Refusal> for Problem {
    /// What a shopper is told: where they cannot help themselves any more, whom to write to.
    fn from(refused: &Refusal) -> Self {
        match refused {
            Refusal::NothingToCancel => Self::TooLateToCancel,
            Refusal::OnItsWay => Self::TooLateToChange,
            other => Self::Refused(other.clone()),
        }
    }
}

/// The sentence for a problem.
pub fn problem_text(lang: Lang, problem: &Problem) -> String {
    let say = words(lang);
    match problem {
        Problem::Email => say.say("error-email"),
        Problem::Name => say.say("error-name"),
        Problem::Contract => say.say("error-contract"),
        Problem::Quantity { max } => say.fill(
            "error-quantity",
            [("max", number(lang, i64::from(*max)).into())],
        ),
        Problem::NeededBy => say.say("error-needed-by"),
        Problem::Ship => say.say("error-ship"),
        Problem::NothingChosen => say.say("error-nothing-chosen"),
        Problem::TooManyLines { max } => say.fill(
            "error-too-many-lines",
            [("max", number(lang, i64::from(*max)).into())],
        ),
        Problem::NotEnough { name, possible: 0 } => {
            say.fill("error-none-left", [("name", name.as_str().into())])
        }
        Problem::NotEnough { name, possible } => say.fill(
            "error-not-enough",
            [
                ("name", name.as_str().into()),
                ("count", (*possible).into()),
            ],
        ),
        Problem::PerCustomer { name, limit } => say.fill(
            "error-per-customer",
            [("name", name.as_str().into()), ("limit", (*limit).into())],
        ),
        Problem::NotFound => say.say("error-not-found"),
        Problem::TooLateToCancel => say.say("error-too-late"),
        Problem::TooLateToChange => say.say("error-too-late-to-change"),
        Problem::CancelQuantity => say.say("error-cancel-quantity"),
        Problem::OrderTotal => say.say("error-order-total"),
        Problem::Refused(refused) => refusal_text(lang, refused),
        Problem::Address => say.say("error-address"),
        Problem::Street => say.say("error-street"),
        Problem::PostalCode { example: None } => say.say("error-postal-code"),
        Problem::PostalCode {
            example: Some(example),
        } => say.fill(
            "error-postal-code-such-as",
            [("example", (*example).into())],
        ),
        Problem::City => say.say("error-city"),
        Problem::Region => say.say("error-region"),
        Problem::Country => say.say("error-country"),
        Problem::Phone => say.say("error-phone"),
        Problem::TooManyOrders { minutes } => {
            let minutes = u32::try_from(*minutes).unwrap_or(u32::MAX);
            say.fill("error-too-many-orders", [("minutes", minutes.into())])
        }
        Problem::OrderNumber => say.say("error-order-number"),
        Problem::AddressNeeded => say.say("error-address-needed"),
        Problem::VariantGone => say.say("error-variant"),
        Problem::KeyReused => say.say("error-key-reused"),
        Problem::PlacedBefore => say.say("error-placed-before"),
        Problem::Busy => say.say("error-busy"),
        Problem::OutcomeUnknown => say.say("error-outcome-unknown"),
        Problem::SendAgain => say.say("error-send-again"),
        Problem::Internal => say.say("error-internal"),
    }
}
