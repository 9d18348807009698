//! What islands ask of the server, and what it answers.
//!
//! The browser makes these values with its own JSON: serde would be a fifth of the wasm. So each
//! says by which path it is asked and how its fields are called, and tests compare both with what
//! the macros make of the types.

use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
mod problem;
#[cfg(feature = "ssr")]
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
    pub email: String,
    pub name: String,
    /// `as_available` or `complete`.
    pub ship: String,
    /// Useless after this date, ISO 8601.
    #[serde(default)]
    pub needed_by: Option<String>,
    pub lines: Vec<LineInput>,
}

impl PlaceInput {
    /// Where it is asked.
    pub const PATH: &str = "/app/place";
    /// The names of its fields.
    pub const FIELDS: [&str; 8] = [
        "shop",
        "lang",
        "key",
        "email",
        "name",
        "ship",
        "needed_by",
        "lines",
    ];
}

/// Units of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LineInput {
    pub sku: String,
    pub quantity: u32,
}

impl LineInput {
    /// The names of its fields.
    pub const FIELDS: [&str; 2] = ["sku", "quantity"];
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

impl CancelInput {
    /// Where it is asked.
    pub const PATH: &str = "/app/cancel";
    /// The names of its fields.
    pub const FIELDS: [&str; 3] = ["token", "lang", "lines"];
}

/// A wish to be told when something is back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WaitlistInput {
    /// The shop's slug.
    pub shop: String,
    /// The page's language.
    pub lang: String,
    pub sku: String,
    pub email: String,
}

impl WaitlistInput {
    /// Where it is asked.
    pub const PATH: &str = "/app/waitlist";
    /// The names of its fields.
    pub const FIELDS: [&str; 4] = ["shop", "lang", "sku", "email"];
}

/// Which topics a page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ProgressInput {
    /// The shop's slug.
    pub shop: String,
    /// The page's language.
    pub lang: String,
    /// The topics, as texts of a [`crate::Topic`].
    pub topics: Vec<String>,
    /// Views that are not newer than this version are left out; `None` asks for all.
    #[serde(default)]
    pub since: Option<i64>,
}

impl ProgressInput {
    /// Where it is asked.
    pub const PATH: &str = "/app/progress";
    /// The names of its fields.
    pub const FIELDS: [&str; 4] = ["shop", "lang", "topics", "since"];
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

#[cfg(feature = "ssr")]
#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;
    use server_fn::ServerFn;

    fn names(value: &impl Serialize) -> Vec<String> {
        let Value::Object(fields) = serde_json::to_value(value).unwrap() else {
            panic!("an object has fields");
        };
        let mut names: Vec<String> = fields.keys().cloned().collect();
        names.sort();
        names
    }

    fn sorted<const N: usize>(mut fields: [&str; N]) -> [&str; N] {
        fields.sort_unstable();
        fields
    }

    #[test]
    fn the_browser_asks_where_the_server_answers() {
        assert_eq!(<Place as ServerFn>::PATH, PlaceInput::PATH);
        assert_eq!(<Cancel as ServerFn>::PATH, CancelInput::PATH);
        assert_eq!(<Waitlist as ServerFn>::PATH, WaitlistInput::PATH);
        assert_eq!(<Progress as ServerFn>::PATH, ProgressInput::PATH);
        // `browser::fetch` puts the input under this name.
        let input = CancelInput::default();
        assert_eq!(names(&Cancel { input }), ["input"]);
    }

    #[test]
    fn the_browser_calls_the_fields_as_the_types_do() {
        assert_eq!(names(&PlaceInput::default()), sorted(PlaceInput::FIELDS));
        assert_eq!(names(&LineInput::default()), sorted(LineInput::FIELDS));
        assert_eq!(names(&CancelInput::default()), sorted(CancelInput::FIELDS));
        assert_eq!(
            names(&WaitlistInput::default()),
            sorted(WaitlistInput::FIELDS)
        );
        assert_eq!(
            names(&ProgressInput::default()),
            sorted(ProgressInput::FIELDS)
        );
        // What `sending` reads of the answers.
        assert_eq!(names(&Placed::default()), ["order_url"]);
        assert_eq!(names(&FieldMessage::default()), ["field", "message"]);
        let refused = ActionError {
            kind: ActionErrorKind::Invalid,
            message: String::new(),
            fields: Vec::new(),
        };
        assert_eq!(names(&refused), ["fields", "kind", "message"]);
    }
}
