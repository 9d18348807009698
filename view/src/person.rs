//! The merchant's people, and what is known of a shopper.

use dockline_domain::access::Role;
use dockline_domain::id::{OrderId, UserId};

/// One of the merchant's people.
#[derive(Clone)]
pub struct User {
    /// Its id: what the log names.
    pub id: UserId,
    /// The mail address it logs in with.
    pub email: String,
    /// What it is called.
    pub name: Option<String>,
    /// What it is there for.
    pub role: Role,
}

impl User {
    /// The name, or the mail address of somebody without one.
    pub fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.email)
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// An order that is still to be delivered, at least in part.
#[derive(Debug, Clone)]
pub struct OpenOrder {
    /// Its number.
    pub number: i64,
    /// Which.
    pub order: OrderId,
}

/// A text about an order that somebody wrote freely: it may name a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeText {
    /// The order's number.
    pub order: i64,
    /// Where it stands, such as `event 12, reason`.
    pub place: String,
    /// What it says.
    pub text: String,
}
