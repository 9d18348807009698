//! Who wants to hear when something is back.

use dockline_domain::id::PersonId;
use jiff::Timestamp;

/// Somebody who wants to hear when a variant is back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitlistView {
    /// Who.
    pub person: PersonId,
    /// Where to write.
    pub email: String,
    /// In which language.
    pub locale: String,
    /// Since when.
    pub joined_at: Timestamp,
}

/// A page of a waitlist, in the order in which people joined.
#[derive(Debug, Clone)]
pub struct WaitlistPage {
    /// The people.
    pub items: Vec<WaitlistView>,
    /// How many there are in all.
    pub people: u32,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}
