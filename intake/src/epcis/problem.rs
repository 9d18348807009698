//! What is wrong with a document, in words: a place and what is allowed there.

use dockline_domain::input::FieldError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

/// An extension has a prefix, so that no field of the standard is misspelt unnoticed.
const NO_FIELD: &str = "is no field here; a field of your own has a prefix, such as example:name";

/// Patterns of the schema in words.
const PATTERNS: [(&str, &str); 5] = [
    ("^([+]|[-])", "must be an offset from UTC such as +02:00"),
    (r"^\d+", "must be a version such as 2.0"),
    (
        "^[A-Z0-9]{2,3}$",
        "must be a UN/CEFACT unit code such as KGM",
    ),
    ("^[A-Fa-f0-9]+$", "must be hexadecimal digits"),
    ("^(?!", "must be written as the bare word of the vocabulary"),
];

/// The problems that an error of the schema stands for.
pub fn of(error: &ValidationError<'_>) -> Vec<FieldError> {
    let at = error.instance_path().as_str();
    let below =
        |name: &str, detail: &str| FieldError::new(format!("{at}/{}", escaped(name)), detail);
    match error.kind() {
        ValidationErrorKind::Required { property } => vec![below(
            property.as_str().unwrap_or_default(),
            "must be given",
        )],
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| below(name, NO_FIELD))
            .collect(),
        ValidationErrorKind::PropertyNames { error } => vec![below(
            error.instance().as_str().unwrap_or_default(),
            NO_FIELD,
        )],
        _ => vec![FieldError::new(at, allowed(error))],
    }
}

/// A name as a part of a JSON pointer (RFC 6901 §3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// What is allowed at the place of an error.
fn allowed(error: &ValidationError<'_>) -> String {
    match error.kind() {
        ValidationErrorKind::AnyOf { context } => one_of(error, context),
        ValidationErrorKind::Enum { options } => format!("must be one of {}", list(options)),
        ValidationErrorKind::Format { format } if format == "date-time" => {
            "must be a time with its offset, such as 2026-11-23T10:00:00+01:00".to_owned()
        }
        ValidationErrorKind::Format { .. } => "must be a URI".to_owned(),
        ValidationErrorKind::Pattern { pattern } => in_words(pattern),
        ValidationErrorKind::Required { property } => {
            format!("must have {}", property.as_str().unwrap_or_default())
        }
        ValidationErrorKind::Type { kind } => format!("must be {}", type_words(kind)),
        ValidationErrorKind::UniqueItems => "must not have the same entry twice".to_owned(),
        ValidationErrorKind::MinItems { limit } => format!("must have at least {limit} entries"),
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            format!("must not have {}", unexpected.join(", "))
        }
        ValidationErrorKind::PropertyNames { error } => format!(
            "must not have {}",
            error.instance().as_str().unwrap_or_default()
        ),
        ValidationErrorKind::Not { .. } | ValidationErrorKind::FalseSchema => {
            "must not be given".to_owned()
        }
        _ => error.masked_with("it").to_string(),
    }
}

/// What one of several schemas would allow: the first objection of each, once.
fn one_of(error: &ValidationError<'_>, schemas: &[Vec<ValidationError<'static>>]) -> String {
    let mut ways: Vec<String> = Vec::new();
    for objection in schemas.iter().filter_map(|objections| objections.first()) {
        let field = objection
            .instance_path()
            .as_str()
            .strip_prefix(error.instance_path().as_str())
            .unwrap_or_default();
        let field = field.trim_start_matches('/');
        let way = if field.is_empty() {
            allowed(objection)
        } else {
            format!("{field} {}", allowed(objection))
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    let (first, others) = ways
        .split_first()
        .map_or(("", &[][..]), |(first, others)| (first.as_str(), others));
    let beginning = ["must be ", "must have "]
        .into_iter()
        .find(|beginning| first.starts_with(beginning))
        .unwrap_or_default();
    let others = others
        .iter()
        .map(|way| format!(", or {}", way.strip_prefix(beginning).unwrap_or(way)));
    std::iter::once(first.to_owned()).chain(others).collect()
}

fn in_words(pattern: &str) -> String {
    let known = PATTERNS
        .iter()
        .find(|(beginning, _)| pattern.starts_with(beginning))
        .map(|(_, words)| (*words).to_owned());
    // What is left are single words, such as ^DELETE$.
    known.unwrap_or_else(|| {
        format!(
            "must be {}",
            pattern.trim_start_matches('^').trim_end_matches('$')
        )
    })
}

fn list(options: &Value) -> String {
    let words: Vec<&str> = options
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    words.join(", ")
}

fn type_words(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(kind) => type_word(*kind).to_owned(),
        TypeKind::Multiple(kinds) => kinds.iter().map(type_word).collect::<Vec<_>>().join(" or "),
    }
}

fn type_word(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a text",
    }
}
