//! What went wrong, as the answer of a server function or beside a field.

use super::{ActionError, ActionErrorKind, FieldMessage};
use dockline_words::Lang;
use dockline_words::present::{Problem, problem_text};

/// A problem beside the field it belongs to.
pub fn field_message(lang: Lang, field: &str, problem: &Problem) -> FieldMessage {
    FieldMessage {
        field: field.to_owned(),
        message: problem_text(lang, problem),
    }
}

/// A problem as the answer of a server function.
pub fn action_error(lang: Lang, problem: &Problem) -> ActionError {
    let kind = match problem {
        Problem::Email
        | Problem::Name
        | Problem::Contract
        | Problem::Quantity { .. }
        | Problem::NeededBy
        | Problem::Ship
        | Problem::NothingChosen
        | Problem::TooManyLines { .. }
        | Problem::OrderTotal
        | Problem::Address
        | Problem::Street
        | Problem::PostalCode { .. }
        | Problem::City
        | Problem::Region
        | Problem::Country
        | Problem::Phone
        | Problem::AddressNeeded
        | Problem::OrderNumber
        | Problem::KeyReused
        | Problem::PlacedBefore => ActionErrorKind::Invalid,
        Problem::NotEnough { .. }
        | Problem::PerCustomer { .. }
        | Problem::TooLateToCancel
        | Problem::TooLateToChange
        | Problem::CancelQuantity
        | Problem::Refused(_)
        | Problem::VariantGone => ActionErrorKind::NotAvailable,
        Problem::NotFound => ActionErrorKind::NotFound,
        Problem::Busy
        | Problem::TooManyOrders { .. }
        | Problem::OutcomeUnknown
        | Problem::SendAgain => ActionErrorKind::Busy,
        Problem::Internal => ActionErrorKind::Internal,
    };
    ActionError {
        kind,
        message: problem_text(lang, problem),
        fields: Vec::new(),
    }
}
