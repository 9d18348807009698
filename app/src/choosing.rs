//! Choosing another variant without leaving the page. The other variant's page is asked for, and what
//! differs is taken from it: so nothing is shown here that a page does not show, and what was typed
//! stays.

use crate::browser::{all, document, fetch, window};
use crate::live;
use std::cell::{Cell, RefCell};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Document, DomParser, Element, Event, HtmlElement, HtmlInputElement, MouseEvent, SupportedType,
};

/// What stands in pages of one product as a whole, by name.
const SWAPPED: &str = "[data-swap]";
/// What follows the chosen variant.
const REGIONS: &str = "[data-topic^=\"sku:\"]";

thread_local! {
    /// The variant in the address of what is shown.
    static SHOWN: RefCell<String> = RefCell::default();
    /// Counts the choices: an answer that comes after a later choice is dropped.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

/// Takes over the links of the picker, if the page has one.
pub fn start() {
    if !matches!(document().query_selector(".picker"), Ok(Some(_))) {
        return;
    }
    SHOWN.set(variant_of(&address_here()).to_owned());
    listen(&document(), "click", on_click);
    listen(&window(), "popstate", |_| on_back());
}

fn listen(target: &web_sys::EventTarget, name: &str, action: fn(Event)) {
    let closure = Closure::<dyn FnMut(Event)>::new(action);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    closure.forget();
}

fn address_here() -> String {
    let here = window().location();
    [
        here.pathname().unwrap_or_default(),
        here.search().unwrap_or_default(),
    ]
    .concat()
}

/// The part of an address that names the variant; empty where it names none.
fn variant_of(address: &str) -> &str {
    let parts = address.split(['?', '&']);
    parts
        .into_iter()
        .find(|part| part.starts_with("variant="))
        .unwrap_or("")
}

/// The address of the same variant in the quantity that stands in the form.
fn at_quantity(address: &str) -> String {
    let field = document().get_element_by_id("quantity");
    let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    let quantity = field.and_then(|field| {
        let max = field.max().parse().unwrap_or(1);
        let units = field.value().parse::<u32>().ok()?;
        (2..=max).contains(&units).then(|| field.value())
    });
    let path = address.split('?').next().unwrap_or_default();
    let quantity = quantity.map(|units| ["quantity=", &units].concat());
    let query = [variant_of(address), quantity.as_deref().unwrap_or("")];
    let query: Vec<&str> = query.into_iter().filter(|part| !part.is_empty()).collect();
    if query.is_empty() {
        return path.to_owned();
    }
    [path, "?", &query.join("&")].concat()
}

fn on_click(event: Event) {
    let Ok(event) = event.dyn_into::<MouseEvent>() else {
        return;
    };
    let elsewhere = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || elsewhere {
        return;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let link = target.and_then(|target| target.closest(".picker a").ok().flatten());
    let Some(address) = link.and_then(|link| link.get_attribute("href")) else {
        return;
    };
    event.prevent_default();
    wasm_bindgen_futures::spawn_local(choose(at_quantity(&address), true));
}

/// A step back or forward among the choices. Links within the page come here too.
fn on_back() {
    let address = address_here();
    if SHOWN.with_borrow(|shown| *shown != variant_of(&address)) {
        wasm_bindgen_futures::spawn_local(choose(at_quantity(&address), false));
    }
}

async fn choose(address: String, is_step: bool) {
    let turn = TURN.get().wrapping_add(1);
    TURN.set(turn);
    let other = fetch::page(&address).await.and_then(|html| parsed(&html));
    if TURN.get() != turn {
        return;
    }
    let Some(other) = other else {
        let _ = window().location().set_href(&address);
        return;
    };
    if is_step && let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&address));
    }
    SHOWN.set(variant_of(&address).to_owned());
    show(&other);
}

/// A page, if it is one with a picker.
fn parsed(html: &str) -> Option<Document> {
    let other = DomParser::new().ok()?;
    let other = other
        .parse_from_string(html, SupportedType::TextHtml)
        .ok()?;
    other
        .query_selector(".picker")
        .ok()?
        .is_some()
        .then_some(other)
}

/// Takes what differs from another page.
fn show(other: &Document) {
    let (Some(page), Some(other_page)) = (document().document_element(), other.document_element())
    else {
        return;
    };
    document().set_title(&other.title());
    let focused = focused_link();
    for (own, new) in pairs(&page, &other_page, SWAPPED) {
        own.set_inner_html(&new.inner_html());
    }
    for (own, new) in pairs(&page, &other_page, "[rel=canonical], [rel=alternate]") {
        let _ = own.set_attribute("href", &new.get_attribute("href").unwrap_or_default());
    }
    for (own, new) in pairs(&page, &other_page, "main [name=sku], main [name=key]") {
        let own: HtmlInputElement = own.unchecked_into();
        own.set_value(&new.get_attribute("value").unwrap_or_default());
    }
    for (own, new) in pairs(&page, &other_page, REGIONS) {
        take_region(&own, &new);
    }
    if let Some(link) = focused.and_then(|index| links().into_iter().nth(index)) {
        let _ = link.focus();
    }
    live::follow_again();
    if let Ok(Some(place)) = other_page.query_selector("[data-announcement]") {
        live::announce(&place.get_attribute("data-announcement").unwrap_or_default());
    }
}

fn pairs(
    own: &Element,
    other: &Element,
    selector: &str,
) -> impl Iterator<Item = (HtmlElement, HtmlElement)> {
    all(own, selector).into_iter().zip(all(other, selector))
}

fn links() -> Vec<HtmlElement> {
    document()
        .body()
        .map_or_else(Vec::new, |body| all(&body, ".picker a"))
}

/// Which link of the picker has the focus: all pages of a product have the same ones.
fn focused_link() -> Option<usize> {
    let focused = document().active_element()?;
    links().iter().position(|link| **link == focused)
}

/// Gives the elements of a region what the same ones have in another page.
fn take_region(own: &HtmlElement, new: &HtmlElement) {
    for name in ["data-topic", "data-version"] {
        let _ = own.set_attribute(name, &new.get_attribute(name).unwrap_or_default());
    }
    for attribute in ["data-html", "data-text", "data-when"] {
        for theirs in all(new, &["[", attribute, "]"].concat()) {
            let name = theirs.get_attribute(attribute).unwrap_or_default();
            for ours in all(own, &["[", attribute, "=", &name, "]"].concat()) {
                match attribute {
                    "data-html" => ours.set_inner_html(&theirs.inner_html()),
                    "data-text" => ours.set_text_content(theirs.text_content().as_deref()),
                    _ => ours.set_hidden(theirs.hidden()),
                }
                // What can only be waited for asks who waits.
                if theirs.has_attribute("open") {
                    let _ = ours.set_attribute("open", "");
                }
            }
        }
    }
}
