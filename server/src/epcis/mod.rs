//! GS1 EPCIS 2.0: what partners of the supply chain report, read as reports about purchase orders.
//!
//! `document` finds the events, `shape` writes them as the standard shapes them, `words` writes the words of the Core Business Vocabulary (CBV) in one way, `schema` checks them against the
//! standard, `problem` says in words what is wrong, `stage` is the table from business steps to our stages, `reference` finds the names an
//! order may have here, and `event` puts it together. All of it is a pure function of the document.

mod document;
mod event;
mod problem;
mod reference;
mod schema;
mod shape;
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

/// What becomes of a document when one of its events is not what the standard allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// None of it is read.
    RefusesAll,
    /// That event is refused; the others are read.
    RefusesItself,
}

/// A document as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRead {
    /// The JSON pointer of the list of the events; `None` for a single event.
    pub place: Option<&'static str>,
    /// The events.
    pub events: Vec<EventRead>,
}

impl DocumentRead {
    /// The JSON pointer of an event.
    pub fn pointer(&self, index: usize) -> String {
        self.place.map_or_else(String::new, |place| format!("{place}/{index}"))
    }
}

/// Reads a document, or a single event with its `@context`.
pub fn read(mut document: Value, invalid: Invalid) -> Result<DocumentRead, Unread> {
    shape::write_standard(&mut document);
    document::check_kind(&document).map_err(Unread::Invalid)?;
    let count = document::events(&document).len();
    if count > EVENTS_MAX {
        return Err(Unread::TooManyEvents(count));
    }
    document::events_mut(&mut document).iter_mut().for_each(words::write_bare);
    let place = document::place(&document);
    let problems = schema::problems(&document);
    if problems.is_empty() {
        return Ok(DocumentRead { place, events: document::events(&document).iter().map(event::read).collect() });
    }
    let around = document::with_events(&document, Vec::new());
    match (invalid, place) {
        (Invalid::RefusesItself, Some(place)) if schema::problems(&around).is_empty() => {
            let events = document::events(&document).iter().map(alone).collect();
            Ok(DocumentRead { place: Some(place), events })
        }
        (Invalid::RefusesAll | Invalid::RefusesItself, _) => Err(Unread::Invalid(problems)),
    }
}

/// Most problems that are named of an event that is refused.
const PROBLEMS_NAMED: usize = 5;

/// An event of a document in which others are wrong. What stands around the events has been checked: it is not read again for each.
fn alone(event: &Value) -> EventRead {
    let (document, first) = document::of_one(event);
    let problems = schema::problems(&document);
    if problems.is_empty() {
        return event::read(event);
    }
    let said = problems.iter().take(PROBLEMS_NAMED).map(|problem| {
        let field = problem.pointer.strip_prefix(first).unwrap_or(&problem.pointer).trim_start_matches('/');
        format!("{field} {}", problem.detail).trim_start().to_owned()
    });
    EventRead { id: event::id(event), meaning: Meaning::Unfit(said.collect::<Vec<_>>().join("; ")) }
}

#[cfg(test)]
mod tests;
