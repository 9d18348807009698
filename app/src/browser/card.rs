//! Keeps a promise card and the form under it up to date.

use super::fetch;
use crate::actions::ProgressInput;
use crate::live;
use crate::view::{CardView, LiveView};
use gloo_timers::callback::Timeout;
use leptos::html::Div;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

/// How long after the last key the dates of another quantity are asked for.
const QUIET_MS: u32 = 250;

/// Follows the card's topic, and another one when the quantity changes.
pub fn keep_up(root: NodeRef<Div>, shown: RwSignal<CardView>) {
    let (topic, version) = shown.with_untracked(|card| (LiveView::sku_topic(&card.sku, card.quantity), card.version));
    live::follow(topic, version, move |view| {
        let Some(card) = view.card else { return };
        if shown.with_untracked(|old| old.quantity == card.quantity) {
            live::announce(&card.announcement);
        }
        if let Some(root) = root.get_untracked() {
            apply(&root, &card);
        }
        shown.set(CardView { progress: crate::view::ProgressView::default(), ..card });
        super::mark(root);
    });
    Effect::new(move |_| {
        let Some(element) = root.get() else { return };
        let waiting: Rc<RefCell<Option<Timeout>>> = Rc::default();
        let on_input = move |event: web_sys::Event| {
            let Some(quantity) = quantity_of(&event) else { return };
            let ask = move || leptos::task::spawn_local(show_quantity(shown, quantity));
            *waiting.borrow_mut() = Some(Timeout::new(QUIET_MS, ask));
        };
        let closure = wasm_bindgen::closure::Closure::<dyn FnMut(web_sys::Event)>::new(on_input);
        let _ = element.add_event_listener_with_callback("input", closure.as_ref().unchecked_ref());
        closure.forget();
    });
}

fn quantity_of(event: &web_sys::Event) -> Option<u32> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    (field.name() == "quantity").then(|| field.value().parse().ok()).flatten().filter(|quantity| *quantity > 0)
}

/// Shows another quantity and follows it from now on.
async fn show_quantity(shown: RwSignal<CardView>, quantity: u32) {
    let (old, new) = shown.with_untracked(|card| (LiveView::sku_topic(&card.sku, card.quantity), LiveView::sku_topic(&card.sku, quantity)));
    if old == new {
        return;
    }
    let input = ProgressInput { shop: super::page_data("shop"), lang: super::page_lang(), topics: vec![new.clone()], since: None };
    if let Ok(views) = fetch::call::<_, Vec<LiveView>>("/app/progress", &input).await {
        live::change_topic(&old, &new);
        views.into_iter().for_each(live::show);
    }
}

/// Words and visibility of the parts of the form that depend on the card.
fn apply(root: &HtmlElement, card: &CardView) {
    for button in super::all(root, "[data-text=button]") {
        button.set_text_content(Some(&card.button_text));
    }
    super::show_when("orderable", card.orderable);
    super::show_when("waitlist", card.waitlist);
}
