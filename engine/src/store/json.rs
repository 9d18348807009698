//! Values as they are stored in columns of documents.

/// A value as JSON text.
pub(crate) fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the types of the rules have JSON forms")
}
