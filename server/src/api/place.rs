//! Where in a body a field stands that is not known or stands there twice: as a JSON pointer, since
//! lines and columns are those of a text that programs never see.

use serde_json::Error;

/// The pointer to what an error is about, and what is wrong without line and column. Where the
/// error names no field, the pointer is to the object.
pub(super) fn of(body: &[u8], error: &Error) -> (String, String) {
    let text = error.to_string();
    let detail = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(detail, _)| detail);
    let names_field = ["unknown field", "duplicate field"]
        .iter()
        .any(|kind| detail.starts_with(kind));
    let pointer = names_field.then(|| pointer_at(body, offset(body, error)));
    (pointer.unwrap_or_default(), detail.to_owned())
}

/// How far the text was read.
fn offset(body: &[u8], error: &Error) -> usize {
    let before: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    before + error.column()
}

/// An object or a list that is open, and what is being read in it.
enum Open {
    Object { key: String, is_value: bool },
    List { index: usize },
}

/// The pointer to the key or the value that ends at or after `end`.
fn pointer_at(body: &[u8], end: usize) -> String {
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    while at < end.min(body.len()) {
        match body[at] {
            b'{' => open.push(Open::Object {
                key: String::new(),
                is_value: false,
            }),
            b'[' => open.push(Open::List { index: 0 }),
            b'}' | b']' => {
                open.pop();
            }
            b':' => {
                if let Some(Open::Object { is_value, .. }) = open.last_mut() {
                    *is_value = true;
                }
            }
            b',' => match open.last_mut() {
                Some(Open::Object { is_value, .. }) => *is_value = false,
                Some(Open::List { index }) => *index += 1,
                None => {}
            },
            b'"' => {
                let length = string_length(&body[at..]);
                if let Some(Open::Object {
                    key,
                    is_value: false,
                }) = open.last_mut()
                {
                    *key = serde_json::from_slice(&body[at..at + length]).unwrap_or_default();
                }
                at += length - 1;
            }
            _ => {}
        }
        at += 1;
    }
    open.iter().map(step).collect()
}

/// Bytes of the string that begins here, with its quotes.
fn string_length(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let inner = text[1..].iter().position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    inner.map_or(text.len(), |inner| inner + 2)
}

fn step(open: &Open) -> String {
    match open {
        Open::Object { key, .. } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Open::List { index } => format!("/{index}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default)]
    struct Line {
        sku: String,
        quantity: u32,
    }

    #[derive(Deserialize, Default)]
    #[serde(deny_unknown_fields, default)]
    struct Order {
        note: String,
        lines: Vec<Line>,
    }

    #[test]
    fn the_pointer_leads_to_the_field_that_is_not_known() {
        for (body, pointer) in [
            (r#"{"nota":"x"}"#, "/nota"),
            (r#"{"note":"a \"{,:[ \\","nota":1}"#, "/nota"),
            (
                "{\n  \"lines\": [\n    {},\n    {\"size/~\": 1}]}",
                "/lines/1/size~1~0",
            ),
            (r#"{"lines":[{"sku":"A","sku":"B"}]}"#, "/lines/0/sku"),
            (r#"{"Ä":1}"#, "/Ä"),
        ] {
            let error = serde_json::from_str::<Order>(body).err().unwrap();
            let (found, detail) = of(body.as_bytes(), &error);
            assert_eq!(found, pointer, "{body}: {error}");
            assert!(!detail.contains("column"), "{detail}");
        }
    }

    #[test]
    fn what_names_no_field_is_about_the_whole() {
        let error = serde_json::from_str::<Order>(r#"{"lines":[7]}"#)
            .err()
            .unwrap();
        assert_eq!(of(br#"{"lines":[7]}"#, &error).0, "");
    }
}
