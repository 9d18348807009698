//! GS1 EPCIS 2.0: what partners of the supply chain report, read as reports about purchase orders.
//!
//! `document` finds the events, `words` writes the words of the Core Business Vocabulary (CBV) in one way, `schema` checks them against the
//! standard, `problem` says in words what is wrong, `stage` is the table from business steps to our stages, `reference` finds the names an
//! order may have here, and `event` puts it together. All of it is a pure function of the document.

mod document;
mod event;
mod problem;
mod reference;
mod schema;
mod stage;
mod words;

pub use event::{EventRead, Meaning};

use dockline_domain::input::FieldError;
use serde_json::Value;

/// Most events in one document.
pub const EVENTS_MAX: usize = 1_000;

/// Why no event of a document is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It is not what the standard allows; each place is named.
    Invalid(Vec<FieldError>),
    /// More than [`EVENTS_MAX`].
    TooManyEvents(usize),
}

/// Reads a document, or a single event with its `@context`.
pub fn read(mut document: Value) -> Result<Vec<EventRead>, Unread> {
    document::check_kind(&document).map_err(Unread::Invalid)?;
    let count = document::events(&document).len();
    if count > EVENTS_MAX {
        return Err(Unread::TooManyEvents(count));
    }
    document::events_mut(&mut document).iter_mut().for_each(words::write_bare);
    let problems = schema::problems(&document);
    if !problems.is_empty() {
        return Err(Unread::Invalid(problems));
    }
    Ok(document::events(&document).iter().map(event::read).collect())
}

#[cfg(test)]
mod tests;
