//! Shapes in which documents come that were not written with the schema at hand: what they mean is
//! plain, so it is written as the standard has it.
//!
//! Drafts of EPCIS 2.0 call the type `isA`, programs that write JSON-LD give a list of one as the
//! one, others give the number of a purchase order where the standard wants a URI. None of it is
//! guessed: each means one thing only.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;

use super::{document, schema};

/// A number that is no URI is put after this, so that it is one.
const PLAIN: &str = "urn:x-plain:";

/// Lists of the standard that may come as their one entry.
const LISTS: [&str; 6] = [
    "bizTransactionList",
    "sourceList",
    "destinationList",
    "epcList",
    "childEPCs",
    "quantityList",
];

/// Prefixes of the standard's own types, written out.
const TYPES: [&str; 3] = [
    "epcis:",
    "https://ref.gs1.org/epcis/",
    "https://ns.gs1.org/epcis/",
];

/// Writes a document as the standard has it, as far as its shape goes.
pub fn write_standard(value: &mut Value) {
    write_type(value);
    if let Some(version) = value.get_mut("schemaVersion")
        && let Some(number) = version.as_f64()
    {
        *version = format!("{number:.1}").into();
    }
    if let Some(events) = document::list_mut(value) {
        write_list(events);
    }
    document::events_mut(value).iter_mut().for_each(write_event);
}

fn write_event(event: &mut Value) {
    write_type(event);
    for name in LISTS {
        if let Some(list) = event.get_mut(name) {
            write_list(list);
        }
    }
    for transaction in event
        .get_mut("bizTransactionList")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        if let Some(Value::String(name)) = transaction.get_mut("bizTransaction")
            && !name.trim().is_empty()
            && !schema::is_uri(name)
        {
            *name = format!(
                "{PLAIN}{}",
                utf8_percent_encode(name.trim(), NON_ALPHANUMERIC)
            );
        }
    }
}

/// `isA` is `type`, and the standard's types go without their prefix.
fn write_type(value: &mut Value) {
    let Some(fields) = value.as_object_mut() else {
        return;
    };
    if !fields.contains_key("type")
        && let Some(kind) = fields.remove("isA")
    {
        fields.insert("type".to_owned(), kind);
    }
    if let Some(Value::String(kind)) = fields.get_mut("type")
        && let Some(bare) = TYPES.iter().find_map(|prefix| kind.strip_prefix(prefix))
    {
        *kind = bare.to_owned();
    }
}

fn write_list(value: &mut Value) {
    if matches!(value, Value::Object(_) | Value::String(_)) {
        *value = Value::Array(vec![value.take()]);
    }
}

/// A number as it was written, from the URI that stands for it.
pub fn plain(uri: &str) -> Option<String> {
    percent_decode_str(uri.strip_prefix(PLAIN)?)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}
