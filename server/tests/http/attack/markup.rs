//! HTML as browsers read it.

use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element, in the order of the document.
pub struct Element {
    /// How many elements are around it.
    pub depth: usize,
    pub name: String,
    pub attributes: Vec<(String, String)>,
    /// The text directly in it.
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Every element of a page or of a part of one. What stands in a `noscript` is read as by browsers
/// without scripts.
pub fn elements(html: &str) -> Vec<Element> {
    let tree_builder = TreeBuilderOpts {
        scripting_enabled: false,
        ..TreeBuilderOpts::default()
    };
    let dom = parse_document(
        RcDom::default(),
        ParseOpts {
            tree_builder,
            ..ParseOpts::default()
        },
    )
    .one(html);
    let mut found = Vec::new();
    collect(&dom.document, 0, &mut found);
    found
}

fn collect(node: &Handle, depth: usize, found: &mut Vec<Element>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes = attrs
            .borrow()
            .iter()
            .map(|one| (one.name.local.to_string(), one.value.to_string()))
            .collect();
        let texts = node.children.borrow();
        let texts = texts.iter().filter_map(|child| match &child.data {
            NodeData::Text { contents } => Some(contents.borrow().to_string()),
            _ => None,
        });
        found.push(Element {
            depth,
            name: name.local.to_string(),
            attributes,
            text: texts.collect(),
        });
    }
    for child in node.children.borrow().iter() {
        collect(child, depth + 1, found);
    }
}

/// What can do something in a page: its elements, the names of their attributes, and to which hosts
/// and schemes they lead. Two pages that differ in their texts alone have the same.
pub fn structure(html: &str) -> Vec<String> {
    elements(html).iter().map(outline).collect()
}

fn outline(element: &Element) -> String {
    let mut attributes: Vec<String> = element
        .attributes
        .iter()
        .map(|(name, value)| {
            if matches!(
                name.as_str(),
                "href" | "src" | "action" | "formaction" | "srcset" | "data"
            ) {
                format!("{name}={}", leads_to(value))
            } else {
                name.clone()
            }
        })
        .collect();
    attributes.sort();
    let is_data =
        element.name == "script" && element.attribute("type") == Some("application/ld+json");
    let data = if is_data {
        keys(&serde_json::from_str(&element.text).unwrap())
    } else {
        String::new()
    };
    format!(
        "{:1$}{2} {3} {data}",
        "",
        element.depth,
        element.name,
        attributes.join(" ")
    )
}

/// The scheme and host of an address, as browsers find them.
fn leads_to(address: &str) -> String {
    let base = reqwest::Url::parse("https://here.example/a/b").unwrap();
    base.join(address).map_or_else(
        |_| "nowhere".to_owned(),
        |url| format!("{}:{}", url.scheme(), url.host_str().unwrap_or("")),
    )
}

/// The keys of a document, with those of what stands in it.
pub fn keys(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, value)| format!("{name}{}", keys(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        serde_json::Value::Array(items) => {
            format!("[{}]", items.iter().map(keys).collect::<Vec<_>>().join(","))
        }
        _ => String::new(),
    }
}

#[test]
fn what_is_added_to_a_page_is_seen() {
    let plain = structure("<p>text</p><textarea>a</textarea><a href=\"/x\">b</a>");
    assert_eq!(
        structure(
            "<p>&lt;b></p><textarea>\n&lt;/textarea></textarea><a href=\"/y?javascript:\">c</a>"
        ),
        plain
    );
    for other in [
        "<p><b></p>",
        "<p onclick>text</p><textarea>a</textarea><a href=\"/x\">b</a>",
        "<p>text</p><textarea>a</textarea><a href=\"//x\">b</a>",
    ] {
        assert_ne!(structure(other), plain, "{other}");
    }
}
