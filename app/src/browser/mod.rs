//! The small dealings with the browser that islands share.

pub mod fetch;
pub mod json;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Window};

/// How long a changed part stays marked.
const MARK_MS: u32 = 4_000;

/// The page's window.
pub fn window() -> Window {
    web_sys::window().expect("islands run in a window")
}

/// The page's document.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Elements below another that match a selector.
pub fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(nodes) = root.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..nodes.length())
        .filter_map(|index| nodes.item(index)?.dyn_into().ok())
        .collect()
}

/// The document's element.
pub fn page() -> Option<HtmlElement> {
    document().document_element()?.dyn_into().ok()
}

/// A value of the document's element, such as the shop.
pub fn page_data(name: &str) -> String {
    page()
        .and_then(|page| page.dataset().get(name))
        .unwrap_or_default()
}

/// The page's language.
pub fn page_lang() -> String {
    page().map(|page| page.lang()).unwrap_or_default()
}

/// The smallest part below an element that holds all that differs from before: a frame around
/// everything would say nothing.
fn changed(before: &Element, after: &Element) -> Element {
    let (old, new) = (before.children(), after.children());
    let is_list = old.length() == new.length() && new.length() > 0;
    let differing = (0..new.length()).filter_map(|at| {
        let (old, new) = (old.item(at)?, new.item(at)?);
        (old.outer_html() != new.outer_html()).then_some((old, new))
    });
    let mut differing: Vec<(Element, Element)> = differing.collect();
    match differing.pop() {
        Some((old, new)) if is_list && differing.is_empty() => changed(&old, &new),
        _ => after.clone(),
    }
}

/// Gives an element new content, and marks it for a moment. What is the same stays untouched.
pub fn replace(element: &HtmlElement, html: &str) {
    let Ok(other) = element.clone_node() else {
        return;
    };
    let other: HtmlElement = other.unchecked_into();
    other.set_inner_html(html);
    // What the reader has unfolded stays so.
    for (new, old) in all(&other, "details").iter().zip(all(element, "details")) {
        if old.has_attribute("open") {
            let _ = new.set_attribute("open", "");
        }
    }
    let html = other.inner_html();
    if html == element.inner_html() {
        return;
    }
    let before = element.clone_node_with_deep(true);
    element.set_inner_html(&html);
    let element = match before {
        Ok(before) => changed(before.unchecked_ref(), element),
        Err(_) => element.clone().unchecked_into(),
    };
    let _ = element.set_attribute("data-changed", "");
    Timeout::new(MARK_MS, move || {
        let _ = element.remove_attribute("data-changed");
    })
    .forget();
}
