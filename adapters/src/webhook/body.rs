//! What a message says, in bytes.

use dockline_domain::webhook::BODY_BYTES_MAX;
use dockline_engine::Said;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

#[derive(Serialize)]
struct Body {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: Timestamp,
    data: Map<String, Value>,
}

/// The bytes that are signed and sent. `None` when they are more than a message may have.
pub(super) fn body(said: Said, public_url: &str) -> Option<Vec<u8>> {
    let mut data = said.data;
    let url = format!("{public_url}{}", said.path);
    data.insert("url".to_owned(), Value::String(url));
    let body = Body {
        kind: said.kind.name(),
        timestamp: said.at,
        data,
    };
    let bytes = serde_json::to_vec(&body).ok()?;
    (bytes.len() <= BODY_BYTES_MAX).then_some(bytes)
}
