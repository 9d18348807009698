//! GS1 EPCIS 2.0: what partners of the supply chain report, read as reports about purchase orders.
//!
//! `bounds` says how large they may be, `document` finds the events, `shape` writes them as the
//! standard shapes them, `words` writes the words of the Core Business Vocabulary (CBV) in one way,
//! `schema` checks them against the standard, `problem` says in words what is wrong, `stage` is the
//! table from business steps to our stages, `reference` finds the names an order may have here, and
//! `event` puts it together. All of it is a pure function of the document.

mod bounds;
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
        self.place
            .map_or_else(String::new, |place| format!("{place}/{index}"))
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
    let Some(place) = document::place(&document) else {
        return single(document);
    };
    let Some(events) = document::take_events(&mut document) else {
        return Err(Unread::Invalid(problems(&document)));
    };
    let mut wrong = problems(&document);
    if !wrong.is_empty() && invalid == Invalid::RefusesItself {
        return Err(Unread::Invalid(wrong));
    }
    let (mut read, mut explained) = (Vec::with_capacity(events.len()), 0);
    for (index, event) in events.into_iter().enumerate() {
        match checked(
            event,
            explained < EXPLAINED_MAX || invalid == Invalid::RefusesAll,
        ) {
            Ok(event) => read.push(event::read(&event)),
            Err((event, problems)) if invalid == Invalid::RefusesItself => {
                explained += 1;
                read.push(refused(&event, &problems));
            }
            Err((_, problems)) => {
                let at = |problem: FieldError| FieldError {
                    pointer: format!("{place}/{index}{}", problem.pointer),
                    ..problem
                };
                wrong.extend(problems.into_iter().map(at));
            }
        }
        if wrong.len() >= schema::PROBLEMS_MAX {
            break;
        }
    }
    if !wrong.is_empty() {
        wrong.truncate(schema::PROBLEMS_MAX);
        return Err(Unread::Invalid(wrong));
    }
    few_orders(&read, place)?;
    Ok(DocumentRead {
        place: Some(place),
        events: read,
    })
}

/// Most problems that are named of an event that is refused.
const PROBLEMS_NAMED: usize = 5;
/// Wrong events of one document that are looked into where the others are read; of more it is said
/// that they are wrong.
const EXPLAINED_MAX: usize = 20;
/// Most purchase orders that the events of one document name: each is written down.
const ORDERS_MAX: usize = 5_000;

fn single(mut event: Value) -> Result<DocumentRead, Unread> {
    words::write_bare(&mut event);
    let wrong = problems(&event);
    if !wrong.is_empty() {
        return Err(Unread::Invalid(wrong));
    }
    Ok(DocumentRead {
        place: None,
        events: vec![event::read(&event)],
    })
}

/// What is wrong with a value: its size first, and the schema only of what is not too large.
fn problems(value: &Value) -> Vec<FieldError> {
    bounds::exceeded(value).map_or_else(|| schema::problems(value), |bound| vec![bound])
}

/// An event of a document, or what is wrong with it. What stands around the events has been
/// checked: it is not read again for each.
fn checked(mut event: Value, explain: bool) -> Result<Value, (Value, Vec<FieldError>)> {
    if let Some(bound) = bounds::exceeded(&event) {
        return Err((event, vec![bound]));
    }
    words::write_bare(&mut event);
    let (mut document, first) = document::of_one(event);
    let problems = if schema::is_valid(&document) {
        Vec::new()
    } else if explain {
        let of_event = |problem: FieldError| {
            let pointer = problem
                .pointer
                .strip_prefix(first)
                .unwrap_or(&problem.pointer)
                .to_owned();
            FieldError { pointer, ..problem }
        };
        schema::problems(&document)
            .into_iter()
            .map(of_event)
            .collect()
    } else {
        vec![FieldError::new(
            "",
            format!("is wrong too; only the first {EXPLAINED_MAX} wrong events are looked into"),
        )]
    };
    let event = document
        .pointer_mut(first)
        .map(Value::take)
        .unwrap_or_default();
    if problems.is_empty() {
        Ok(event)
    } else {
        Err((event, problems))
    }
}

fn refused(event: &Value, problems: &[FieldError]) -> EventRead {
    let said = problems.iter().take(PROBLEMS_NAMED).map(|problem| {
        let field = problem.pointer.trim_start_matches('/');
        format!("{field} {}", problem.detail)
            .trim_start()
            .to_owned()
    });
    EventRead {
        id: event::id(event),
        meaning: Meaning::Unfit(said.collect::<Vec<_>>().join("; ")),
    }
}

fn few_orders(events: &[EventRead], place: &str) -> Result<(), Unread> {
    let named = |event: &EventRead| match &event.meaning {
        Meaning::Reached { orders, .. } => orders.len(),
        Meaning::Wrong { .. } | Meaning::Nothing(_) | Meaning::Unfit(_) => 0,
    };
    if events.iter().map(named).sum::<usize>() > ORDERS_MAX {
        return Err(Unread::Invalid(vec![FieldError::new(
            place,
            format!("must name at most {ORDERS_MAX} purchase orders in all"),
        )]));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
