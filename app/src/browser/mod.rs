//! The small dealings with the browser that islands share.

pub mod card;
pub mod fetch;
pub mod form;

use gloo_timers::callback::Timeout;
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement};

/// How long a changed part stays marked.
const MARK_MS: u32 = 4_000;

/// The page's document.
pub fn document() -> Document {
    leptos::prelude::document()
}

/// Elements below another that match a selector.
pub fn all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(nodes) = root.query_selector_all(selector) else { return Vec::new() };
    (0..nodes.length()).filter_map(|index| nodes.item(index)?.dyn_into().ok()).collect()
}

/// A value of the document's element, such as the shop.
pub fn page_data(name: &str) -> String {
    let root = document().document_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    root.and_then(|root| root.dataset().get(name)).unwrap_or_default()
}

/// The page's language.
pub fn page_lang() -> String {
    document().document_element().and_then(|element| element.get_attribute("lang")).unwrap_or_default()
}

/// Shows or hides everything that depends on a condition.
pub fn show_when(condition: &str, shown: bool) {
    if let Some(body) = document().body() {
        for element in all(&body, &format!("[data-when={condition}]")) {
            element.set_hidden(!shown);
        }
    }
}

/// Marks a changed part for a moment.
pub fn mark(root: NodeRef<Div>) {
    let Some(root) = root.get_untracked() else { return };
    let element: Element = if root.has_attribute("data-mark") {
        root.into()
    } else {
        let Ok(Some(part)) = root.query_selector("[data-mark]") else { return };
        part
    };
    let _ = element.class_list().add_1("changed");
    Timeout::new(MARK_MS, move || {
        let _ = element.class_list().remove_1("changed");
    })
    .forget();
}
