//! Where in a document the events stand.

use dockline_domain::input::FieldError;
use serde_json::{Value, json};

/// A document, and where its events are.
const DOCUMENT: (&str, &str) = ("EPCISDocument", "/epcisBody/eventList");
/// The answer to a query: subscriptions deliver what is new in this form.
const ANSWER: (&str, &str) = (
    "EPCISQueryDocument",
    "/epcisBody/queryResults/resultsBody/eventList",
);

/// What can be captured is a document or an event.
pub fn check_kind(value: &Value) -> Result<(), Vec<FieldError>> {
    let wrong = |pointer, detail: &str| Err(vec![FieldError::new(pointer, detail)]);
    match &value["type"] {
        _ if !value.is_object() => wrong(
            "",
            "must be an object: an EPCISDocument, an EPCISQueryDocument or one event",
        ),
        Value::Null => wrong(
            "/type",
            "must be given: EPCISDocument, EPCISQueryDocument, or the type of a single event",
        ),
        _ => Ok(()),
    }
}

/// Where the events of a document are; a single event is no document.
pub fn place(value: &Value) -> Option<&'static str> {
    [DOCUMENT, ANSWER]
        .into_iter()
        .find(|(kind, _)| value["type"] == *kind)
        .map(|(_, place)| place)
}

/// The list of a document's events, whatever it is.
pub fn list_mut(value: &mut Value) -> Option<&mut Value> {
    let place = place(value)?;
    value.pointer_mut(place)
}

/// The events of a document; a single event is one.
pub fn events(value: &Value) -> &[Value] {
    match place(value) {
        None => std::slice::from_ref(value),
        Some(place) => value
            .pointer(place)
            .and_then(Value::as_array)
            .map_or(&[], Vec::as_slice),
    }
}

/// The same, to change them.
pub fn events_mut(value: &mut Value) -> &mut [Value] {
    match place(value) {
        None => std::slice::from_mut(value),
        Some(place) => value
            .pointer_mut(place)
            .and_then(Value::as_array_mut)
            .map_or(&mut [], Vec::as_mut_slice),
    }
}

/// Takes the events out of a document; `None` when it has no list of them.
pub fn take_events(value: &mut Value) -> Option<Vec<Value>> {
    list_mut(value)
        .and_then(Value::as_array_mut)
        .map(std::mem::take)
}

/// The smallest document with one event, and where the event stands in it.
pub fn of_one(event: Value) -> (Value, &'static str) {
    let mut document = json!({
        "@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": DOCUMENT.0, "schemaVersion": "2.0",
        "creationDate": "2026-01-01T00:00:00Z", "epcisBody": { "eventList": [] }
    });
    if let Some(list) = list_mut(&mut document) {
        *list = Value::Array(vec![event]);
    }
    (document, "/epcisBody/eventList/0")
}
