//! What islands ask of the server, and what it answers.

use crate::LiveView;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod problem;
#[cfg(feature = "ssr")]
#[expect(
    missing_docs,
    reason = "the macro makes a struct of each function's argument and leaves its field without a word"
)]
mod server;
#[cfg(feature = "ssr")]
pub use problem::{action_error, field_message};
#[cfg(feature = "ssr")]
pub use server::{Cancel, Desk, Place, Progress, Waitlist, cancel, place, progress, waitlist};

/// An order as the form states it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlaceInput {
    /// The shop's slug.
    pub shop: String,
    /// The page's language.
    pub lang: String,
    /// The form's idempotency key.
    pub key: String,
    /// Mail address.
    pub email: String,
    /// Name.
    pub name: String,
    /// `as_available` or `complete`.
    pub ship: String,
    /// Useless after this date, ISO 8601.
    #[serde(default)]
    pub needed_by: Option<String>,
    /// What.
    pub lines: Vec<LineInput>,
}

/// Units of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LineInput {
    /// What.
    pub sku: String,
    /// How many.
    pub quantity: u32,
}

/// An order was placed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Placed {
    /// Its page.
    pub order_url: String,
}

/// Units of an order that are not wanted any more.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CancelInput {
    /// The secret of the order's link.
    pub token: String,
    /// The page's language.
    pub lang: String,
    /// Which; all of it when empty.
    #[serde(default)]
    pub lines: Vec<LineInput>,
}

/// A wish to be told when something is back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WaitlistInput {
    /// The shop's slug.
    pub shop: String,
    /// The page's language.
    pub lang: String,
    /// What.
    pub sku: String,
    /// Mail address.
    pub email: String,
}

/// Which topics a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgressInput {
    /// The shop's slug.
    pub shop: String,
    /// The page's language.
    pub lang: String,
    /// The topics, as in [`crate::LiveView`].
    pub topics: Vec<String>,
    /// Views that are not newer than this version are left out; `None` asks for all.
    #[serde(default)]
    pub since: Option<i64>,
}

/// A request was not done, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionError {
    /// What kind of failure.
    pub kind: ActionErrorKind,
    /// What happened, in the page's language.
    pub message: String,
    /// What is wrong with single fields.
    #[serde(default)]
    pub fields: Vec<FieldMessage>,
    /// What the page of the only thing that was ordered shows now, when it is less than was asked
    /// for.
    #[serde(default)]
    pub live: Option<Box<LiveView>>,
}

/// Kinds of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionErrorKind {
    /// Something in the input is not allowed.
    Invalid,
    /// Not all of it can be had, or it is too late.
    NotAvailable,
    /// There is no such thing.
    NotFound,
    /// Try again.
    Busy,
    /// Our fault.
    Internal,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FieldMessage {
    /// The field's name in the form.
    pub field: String,
    /// What is allowed there, in the page's language.
    pub message: String,
}
