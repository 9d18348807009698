//! The standard's own schema, applied offline.

use dockline_domain::input::FieldError;
use jsonschema::{Draft, Uri, Validator};
use serde_json::Value;
use std::sync::LazyLock;

use super::{bounds, problem};

/// Where it comes from stands in the file beside it.
const SCHEMA: &str = include_str!("schema/EPCIS-JSON-Schema.json");

/// Most problems that are named of one document.
pub const PROBLEMS_MAX: usize = 100;

/// Values of a document up to which every error of it is collected, which the validator does all at
/// once: about a kilobyte for each value that is wrong.
const COLLECTED_MAX: usize = 12_000;

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| {
    let schema = serde_json::from_str(SCHEMA).expect("the schema in the program is JSON");
    let options = jsonschema::options()
        .with_draft(Draft::Draft7)
        .should_validate_formats(true)
        .with_format("uri", is_uri);
    options
        .build(&schema)
        .expect("the schema in the program is a JSON Schema")
});

/// A URI, or the name of a blank node such as `_:document1`: JSON-LD allows it as an `id`, and the
/// standard's own examples use it.
pub fn is_uri(text: &str) -> bool {
    let blank = text.strip_prefix("_:").is_some_and(|name| {
        !name.is_empty() && !name.contains(|one: char| one.is_whitespace() || one.is_control())
    });
    blank || Uri::parse(text).is_ok()
}

/// Whether a document is as the standard has it.
pub fn is_valid(document: &Value) -> bool {
    VALIDATOR.is_valid(document)
}

/// What is wrong with a document, with what is allowed instead; empty when it is as the standard
/// has it.
pub fn problems(document: &Value) -> Vec<FieldError> {
    if is_valid(document) {
        return Vec::new();
    }
    if bounds::values(document) > COLLECTED_MAX {
        let first = VALIDATOR.validate(document).err();
        return first
            .iter()
            .flat_map(problem::of)
            .take(PROBLEMS_MAX)
            .collect();
    }
    let mut problems: Vec<FieldError> = Vec::new();
    for problem in VALIDATOR
        .iter_errors(document)
        .flat_map(|error| problem::of(&error))
    {
        if problems.len() == PROBLEMS_MAX {
            break;
        }
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_schema_calls_a_uri() {
        for good in [
            "urn:epc:id:sgtin:0614141.107346.2017",
            "https://id.gs1.org/01/09521141123454",
            "ni:///sha-256;df?ver=CBV2.0",
            "_:b1",
        ] {
            assert!(is_uri(good), "{good}");
        }
        for bad in ["", "_:", "PO-1", "no scheme:x", "http://a b", "_:a\u{0}"] {
            assert!(!is_uri(bad), "{bad}");
        }
    }
}
