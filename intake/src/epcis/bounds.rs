//! How large what is read may be. It is looked at before the schema is: a validator collects an
//! error for each entry that is wrong, with a copy of it, so a document of some megabytes could
//! take a gigabyte.

use dockline_domain::input::FieldError;
use serde_json::Value;

/// Most entries of one list.
pub const ENTRIES_MAX: usize = 10_000;
/// Most fields of one object.
const FIELDS_MAX: usize = 1_000;
/// Most values of an event, lists and objects included: ten thousand items with their quantities.
const VALUES_MAX: usize = 50_000;
/// How deep lists and objects may stand in each other.
const DEPTH_MAX: usize = 32;

/// The first bound that a value exceeds, and where.
pub fn exceeded(value: &Value) -> Option<FieldError> {
    let mut values = 0;
    exceeds(value, &mut String::new(), &mut values, DEPTH_MAX)
}

/// How many values stand in one.
pub fn values(value: &Value) -> usize {
    match value {
        Value::Array(entries) => 1 + entries.iter().map(values).sum::<usize>(),
        Value::Object(fields) => 1 + fields.values().map(values).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

fn exceeds(value: &Value, at: &mut String, values: &mut usize, depth: usize) -> Option<FieldError> {
    *values += 1;
    if *values > VALUES_MAX {
        return Some(FieldError::new(
            "",
            format!("must have at most {VALUES_MAX} values in all"),
        ));
    }
    let length = at.len();
    let mut below = |at: &mut String, name: &str, value: &Value| {
        at.push('/');
        at.push_str(name);
        let found = exceeds(value, at, values, depth - 1);
        at.truncate(length);
        found
    };
    match value {
        Value::Array(_) | Value::Object(_) if depth == 0 => Some(FieldError::new(
            at.as_str(),
            format!("must not stand deeper than {DEPTH_MAX} lists and objects"),
        )),
        Value::Array(entries) if entries.len() > ENTRIES_MAX => Some(FieldError::new(
            at.as_str(),
            format!("must have at most {ENTRIES_MAX} entries"),
        )),
        Value::Object(fields) if fields.len() > FIELDS_MAX => Some(FieldError::new(
            at.as_str(),
            format!("must have at most {FIELDS_MAX} fields"),
        )),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .find_map(|(index, entry)| below(at, &index.to_string(), entry)),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            below(at, &name.replace('~', "~0").replace('/', "~1"), value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_bound_is_named_with_its_place() {
        let place = |value: &Value| exceeded(value).map(|error| error.pointer);
        assert_eq!(place(&json!({ "epcList": vec!["x"; ENTRIES_MAX] })), None);
        assert_eq!(
            place(&json!({ "epcList": vec!["x"; ENTRIES_MAX + 1] })).as_deref(),
            Some("/epcList")
        );
        assert_eq!(
            place(&json!({ "a~/b": [{ "list": vec![0; ENTRIES_MAX + 1] }] })).as_deref(),
            Some("/a~0~1b/0/list")
        );
        let fields: serde_json::Map<String, Value> = (0..=FIELDS_MAX)
            .map(|n| (n.to_string(), Value::Null))
            .collect();
        assert_eq!(place(&json!({ "ilmd": fields })).as_deref(), Some("/ilmd"));
        let nested = (0..=DEPTH_MAX).fold(Value::Null, |inner, _| json!([inner]));
        assert_eq!(
            place(&nested).map(|at| at.matches('/').count()),
            Some(DEPTH_MAX)
        );
        let many = vec![json!(vec![0; 9_000]); 6];
        assert_eq!(place(&json!(many)).as_deref(), Some(""));
        assert!(values(&json!(many)) > VALUES_MAX);
    }
}
