//! What an order form shows when it is shown again.

use crate::actions::FieldMessage;

/// Stands in forms where each sent page needs a key of its own; the server replaces it. It has
/// characters that no text may hold, so that nobody's text is replaced with it.
pub const KEY_PLACEHOLDER: &str = "\u{1}idempotency-key\u{1}";

/// The kept values of an order form and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFormState {
    /// Mail address as it was written.
    pub email: String,
    /// Name as it was written.
    pub name: String,
    /// Whether all of it should ship together.
    pub complete: bool,
    /// The date by which it is needed, as it was written.
    pub needed_by: String,
    /// The address for the waitlist as it was written.
    pub waitlist_email: String,
    /// What is wrong with the whole of it.
    pub message: Option<String>,
    /// What is wrong with single fields: `quantity`, `email`, `name`, `ship`, `needed_by`,
    /// `quantity:{sku}`, `waitlist-email`.
    pub errors: Vec<FieldMessage>,
    /// What has just been done.
    pub notice: Option<Notice>,
}

/// What has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It lies in the cart.
    InCart,
    /// It lies in the cart no more.
    Removed,
    /// The cart holds no more.
    CartFull,
    /// This many lines left the cart: the shop does not sell them any more.
    LeftCart(u32),
    /// The address is on the waitlist.
    OnWaitlist,
}

impl OrderFormState {
    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }
}
