//! Where in a document the events stand.

use dockline_domain::input::FieldError;
use serde_json::Value;

const DOCUMENT: &str = "EPCISDocument";
const EVENTS: &str = "/epcisBody/eventList";

fn is_document(value: &Value) -> bool {
    value["type"] == DOCUMENT
}

/// What can be captured is a document or an event. The schema also allows the answer to a query, which reports nothing new.
pub fn check_kind(value: &Value) -> Result<(), Vec<FieldError>> {
    let wrong = |pointer, detail: &str| Err(vec![FieldError::new(pointer, detail)]);
    match &value["type"] {
        _ if !value.is_object() => wrong("", "must be an object: an EPCISDocument or one event"),
        Value::Null => wrong("/type", "must be given: EPCISDocument, or the type of a single event"),
        Value::String(kind) if kind == "EPCISQueryDocument" => wrong("/type", "must be EPCISDocument, or the type of a single event"),
        _ => Ok(()),
    }
}

/// The events of a document; a single event is one.
pub fn events(value: &Value) -> &[Value] {
    if !is_document(value) {
        return std::slice::from_ref(value);
    }
    value.pointer(EVENTS).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The same, to change them.
pub fn events_mut(value: &mut Value) -> &mut [Value] {
    if !is_document(value) {
        return std::slice::from_mut(value);
    }
    value.pointer_mut(EVENTS).and_then(Value::as_array_mut).map_or(&mut [], Vec::as_mut_slice)
}
