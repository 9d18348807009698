//! What the document says of a value, and what is tried in its place.

use super::samples::Sample;
use super::texts::{Texts, texts_of};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The document, and what follows from it.
pub(super) struct Contract(pub(super) Value);

impl Contract {
    pub(super) fn operation(&self, sample: &Sample) -> &Value {
        let found = &self.0["paths"][format!("/api/v1{}", sample.route)]
            [sample.method.as_str().to_lowercase()];
        assert!(found.is_object(), "{} {}", sample.method, sample.route);
        found
    }

    pub(super) fn validator(&self, schema: &Value) -> Validator {
        let whole = json!({ "allOf": [schema], "components": self.0["components"] });
        jsonschema::options()
            .should_validate_formats(true)
            .build(&whole)
            .unwrap()
    }

    /// The schema that holds for a value, and its name: references are followed, and of several
    /// forms that of the value is taken.
    pub(super) fn form_of<'a>(&'a self, schema: &'a Value, value: &Value) -> (&'a str, &'a Value) {
        if let Some(target) = schema["$ref"].as_str() {
            let (name, form) = self.form_of(
                self.0.pointer(target.trim_start_matches('#')).unwrap(),
                value,
            );
            return (
                if name.is_empty() {
                    target.rsplit('/').next().unwrap()
                } else {
                    name
                },
                form,
            );
        }
        match schema["oneOf"].as_array() {
            Some(forms) => {
                let fits = |form: &&Value| self.validator(form).is_valid(value);
                self.form_of(
                    forms
                        .iter()
                        .find(fits)
                        .unwrap_or_else(|| panic!("{value} has no form in {schema}")),
                    value,
                )
            }
            None => ("", schema),
        }
    }
}

/// One value in the place of another.
#[derive(Debug)]
pub(super) struct Probe {
    pub(super) pointer: String,
    pub(super) value: Value,
    /// Whether the document allows it there.
    pub(super) allowed: bool,
    /// Whether the server has to take it.
    pub(super) good: bool,
}

impl Contract {
    /// What to try in the place of a value and of everything in it.
    pub(super) fn probes(
        &self,
        schema: &Value,
        value: &Value,
        pointer: &str,
        out: &mut Vec<Probe>,
    ) {
        let mut add = |value: Value, allowed: bool, good: bool| {
            out.push(Probe {
                pointer: pointer.to_owned(),
                value,
                allowed,
                good,
            });
        };
        let (name, form) = self.form_of(schema, value);
        if let Some(words) = form["enum"].as_array() {
            for word in words {
                add(word.clone(), true, true);
            }
            return add(json!("no such word"), false, false);
        }
        match type_of(form).unwrap() {
            "string" => {
                let Texts {
                    good,
                    bad,
                    bad_today,
                } = texts_of(name);
                for text in good {
                    add(text.into(), true, true);
                }
                for text in bad {
                    add(text.into(), false, false);
                }
                for text in bad_today {
                    add(text.into(), true, false);
                }
                add(json!(7), false, false);
            }
            "integer" => {
                let (least, most) = (
                    form["minimum"].as_i64().unwrap(),
                    form["maximum"].as_i64().unwrap(),
                );
                for (number, good) in [
                    (least - 1, false),
                    (least, true),
                    (most, true),
                    (most + 1, false),
                ] {
                    // A form of two ranges has the neighbour of one in the other, or 0 between
                    // them.
                    let either = schema["$ref"]
                        .as_str()
                        .is_some_and(|name| name.ends_with("/UnitsDifference"));
                    add(
                        number.into(),
                        good,
                        good || (either && number != 0 && number.abs() <= 100_000_000),
                    );
                }
                add(json!("1"), false, false);
            }
            "boolean" => {
                add(json!(true), true, true);
                add(json!(false), true, true);
            }
            "array" => self.list_probes(form, value, pointer, out),
            "object" => self.object_probes(form, value, pointer, out),
            other => panic!("{other} at {pointer}"),
        }
    }

    pub(super) fn list_probes(
        &self,
        form: &Value,
        value: &Value,
        pointer: &str,
        out: &mut Vec<Probe>,
    ) {
        let number = |name: &str| usize::try_from(form[name].as_u64().unwrap_or(0)).unwrap();
        let (least, most) = (number("minItems"), number("maxItems"));
        let item = |number: usize| {
            let mut item = value[0].clone();
            if let Some(sku) = item.get_mut("sku") {
                *sku = format!("S-{number}").into();
            }
            item
        };
        let mut add = |length: usize, good: bool| {
            let items: Vec<Value> = (0..length).map(item).collect();
            out.push(Probe {
                pointer: pointer.to_owned(),
                value: items.into(),
                allowed: good,
                good,
            });
        };
        add(most, true);
        add(most + 1, false);
        if least > 0 {
            add(least - 1, false);
        }
        self.probes(&form["items"], &value[0], &format!("{pointer}/0"), out);
    }

    pub(super) fn object_probes(
        &self,
        form: &Value,
        value: &Value,
        pointer: &str,
        out: &mut Vec<Probe>,
    ) {
        let fields = value.as_object().unwrap();
        let Some(properties) = form["properties"].as_object() else {
            let most = usize::try_from(form["maxProperties"].as_u64().unwrap()).unwrap();
            for (count, good) in [(most, true), (most + 1, false)] {
                let fields = (0..count)
                    .map(|number| (format!("N{number}"), json!("V")))
                    .collect();
                out.push(Probe {
                    pointer: pointer.to_owned(),
                    value: Value::Object(fields),
                    allowed: good,
                    good,
                });
            }
            for (name, given) in [("", "V"), (" ", "V"), ("N", ""), ("N", "a\nb")] {
                out.push(Probe {
                    pointer: pointer.to_owned(),
                    value: json!({ name: given }),
                    allowed: false,
                    good: false,
                });
            }
            return;
        };
        let missing: BTreeSet<_> = properties
            .keys()
            .filter(|name| !fields.contains_key(*name))
            .collect();
        assert!(
            missing.is_empty(),
            "the sample lacks {missing:?} at {pointer}"
        );
        let more = [
            fields.clone().into_iter().collect::<Vec<_>>(),
            vec![("no_such_field".to_owned(), json!(1))],
        ]
        .concat();
        let closed =
            form["additionalProperties"] == false || form["maxProperties"] == properties.len();
        out.push(Probe {
            pointer: pointer.to_owned(),
            value: Value::Object(more.into_iter().collect()),
            allowed: !closed,
            good: !closed,
        });
        for (name, schema) in properties {
            self.probes(schema, &fields[name], &format!("{pointer}/{name}"), out);
        }
    }
}

/// The type of a form, null not counted.
pub(super) fn type_of(form: &Value) -> Option<&str> {
    let of_several = || {
        form["type"]
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .find(|one| *one != "null")
    };
    form["type"].as_str().or_else(of_several)
}

/// Places in a schema that allow a text, a number, a list or an object of any size.
pub(super) fn unlimited(document: &Value, schema: &Value, place: &str, out: &mut Vec<String>) {
    if let Some(target) = schema["$ref"].as_str() {
        return unlimited(
            document,
            document.pointer(target.trim_start_matches('#')).unwrap(),
            place,
            out,
        );
    }
    for form in schema["oneOf"].as_array().into_iter().flatten() {
        unlimited(document, form, place, out);
    }
    let has = |name: &str| !schema[name].is_null();
    let limited = match type_of(schema) {
        Some("string") => has("enum") || has("maxLength") || schema["format"] == "date-time",
        Some("integer" | "number") => has("minimum") && has("maximum"),
        Some("array") => has("maxItems"),
        Some("object") => has("properties") || has("maxProperties"),
        Some("null" | "boolean") => true,
        _ => has("oneOf"),
    };
    if !limited {
        out.push(place.to_owned());
    }
    if schema["type"] == "array" {
        unlimited(document, &schema["items"], &format!("{place}[]"), out);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        unlimited(document, property, &format!("{place}/{name}"), out);
    }
}

pub(super) fn contract() -> Contract {
    Contract(serde_json::to_value(dockline_server::api::openapi()).unwrap())
}
