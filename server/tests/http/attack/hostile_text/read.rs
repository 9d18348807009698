//! What can do something in an answer, by its media type.

use crate::attack::markup::{keys, structure};
use reqwest::RequestBuilder;
use serde_json::Value;
use std::fmt::Write as _;

/// What can do something in an answer, by its media type.
pub(super) async fn shown(request: RequestBuilder) -> String {
    let response = request.send().await.unwrap();
    let status = response.status();
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
            .to_owned()
    };
    let (media_type, location) = (header("content-type"), header("location"));
    let text = response.text().await.unwrap();
    let media_type = media_type.split(';').next().unwrap();
    let content = match media_type {
        "text/html" => structure(&text).join("\n"),
        "application/json"
        | "application/problem+json"
        | "application/feed+json"
        | "application/manifest+json" => of_json(&text),
        "application/x-ndjson" | "application/jsonl" => {
            text.lines().map(of_json).collect::<Vec<_>>().join("\n")
        }
        "application/xml" | "application/atom+xml" | "image/svg+xml" => of_xml(&text),
        "text/calendar" => of_calendar(&text),
        "text/tab-separated-values" => text
            .lines()
            .map(|line| line.split('\t').count().to_string())
            .collect::<Vec<_>>()
            .join("\n"),
        "text/css" => text,
        "" | "text/plain" => String::new(),
        other => panic!("nobody reads {other}: {text}"),
    };
    let address = reqwest::Url::parse("https://here.example/")
        .unwrap()
        .join(&location)
        .unwrap();
    format!(
        "{status} {media_type} {} {}\n{content}",
        address.scheme(),
        address.host_str().unwrap_or("")
    )
}

/// The keys of a document, and the structure of the markup in it.
pub(super) fn of_json(text: &str) -> String {
    fn markup(value: &Value, found: &mut String) {
        match value {
            Value::String(text)
                if text.contains("</") && text.contains("class=\"") || text.starts_with("<p>") =>
            {
                let _ = writeln!(found, "{}", structure(text).join("\n"));
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::Array(items) => items.iter().for_each(|item| markup(item, found)),
            Value::Object(fields) => fields
                .iter()
                .filter(|(name, _)| *name != "content_text")
                .for_each(|(_, item)| markup(item, found)),
        }
    }
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let mut found = keys(&value);
    markup(&value, &mut found);
    found
}

/// The elements of a document, and those of the HTML that it says is in some of them.
pub(super) fn of_xml(text: &str) -> String {
    let document =
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let elements = document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .map(|node| {
            let attributes: Vec<&str> = node.attributes().map(|one| one.name()).collect();
            let inner = if node.attribute("type") == Some("html") {
                structure(node.text().unwrap_or("")).join("\n")
            } else {
                String::new()
            };
            format!(
                "{} {} {inner}",
                node.tag_name().name(),
                attributes.join(" ")
            )
        });
    elements.collect::<Vec<_>>().join("\n")
}

/// The properties of a calendar, without what they say.
pub(super) fn of_calendar(text: &str) -> String {
    assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{text}");
    let lines = text.replace("\r\n ", "");
    lines
        .lines()
        .map(|line| line.split([':', ';']).next().unwrap().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}
