//! Sends a form without leaving the page and shows what is wrong.

use super::fetch::{self, Failure};
use super::{all, page_data, page_lang};
use crate::actions::{ActionError, LineInput, PlaceInput, Placed, WaitlistInput};
use crate::view::LiveView;
use leptos::html::Div;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent};

/// What the island was given, and the last order that was sent.
struct Sender {
    waiting_text: String,
    failed_text: String,
    sent: RefCell<Option<PlaceInput>>,
}

/// Takes over the form below `root`.
pub fn enhance(root: NodeRef<Div>, waiting_text: String, failed_text: String) {
    let sender = Rc::new(Sender { waiting_text, failed_text, sent: RefCell::default() });
    Effect::new(move |_| {
        let Some(element) = root.get() else { return };
        let sender = sender.clone();
        let closure = Closure::<dyn FnMut(SubmitEvent)>::new(move |event| on_submit(&sender, &event));
        let _ = element.add_event_listener_with_callback("submit", closure.as_ref().unchecked_ref());
        closure.forget();
    });
}

fn on_submit(sender: &Rc<Sender>, event: &SubmitEvent) {
    let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let button = event.submitter();
    let (Some(form), Some(button)) = (form, button) else { return };
    let kind = form.dataset().get("enhance").unwrap_or_default();
    if button.get_attribute("value").unwrap_or_default() != kind {
        return;
    }
    event.prevent_default();
    if form.has_attribute("data-busy") {
        return;
    }
    leptos::task::spawn_local(submit(sender.clone(), form, button, kind));
}

async fn submit(sender: Rc<Sender>, form: HtmlFormElement, button: HtmlElement, kind: String) {
    let words = button.text_content();
    button.set_text_content(Some(&sender.waiting_text));
    let _ = form.set_attribute("data-busy", "");
    let done = if kind == "order" { order(&sender, &form).await } else { waitlist(&form).await };
    let _ = form.remove_attribute("data-busy");
    button.set_text_content(words.as_deref());
    match done {
        Ok(()) => {}
        Err(Failure::Refused(error)) => show_error(&form, &error),
        Err(Failure::Lost) => show_message(&form, &sender.failed_text),
    }
}

async fn order(sender: &Sender, form: &HtmlFormElement) -> Result<(), Failure> {
    let input = place_input(form);
    let input = with_fresh_key(sender, form, input);
    let placed: Placed = fetch::call("/app/place", &input).await?;
    let _ = window().location().set_href(&placed.order_url);
    Ok(())
}

/// The same order sent again keeps its key, so that it is placed once; another one gets a new key.
fn with_fresh_key(sender: &Sender, form: &HtmlFormElement, mut input: PlaceInput) -> PlaceInput {
    let mut sent = sender.sent.borrow_mut();
    if sent.as_ref().is_some_and(|before| *before != input)
        && let Ok(crypto) = window().crypto()
    {
        input.key = crypto.random_uuid();
        if let Ok(Some(field)) = form.query_selector("[name=key]") {
            field.unchecked_into::<HtmlInputElement>().set_value(&input.key);
        }
    }
    *sent = Some(input.clone());
    input
}

async fn waitlist(form: &HtmlFormElement) -> Result<(), Failure> {
    let data = FormData::new_with_form(form).map_err(|_| Failure::Lost)?;
    let input = WaitlistInput { shop: page_data("shop"), lang: page_lang(), sku: text(&data, "sku"), email: text(&data, "email") };
    let () = fetch::call("/app/waitlist", &input).await?;
    for done in all(form, "[data-done]") {
        done.set_hidden(false);
        crate::live::announce(&done.text_content().unwrap_or_default());
    }
    clear(form);
    Ok(())
}

fn text(data: &FormData, name: &str) -> String {
    data.get(name).as_string().unwrap_or_default()
}

fn place_input(form: &HtmlFormElement) -> PlaceInput {
    let Ok(data) = FormData::new_with_form(form) else { return PlaceInput::default() };
    let needed_by = text(&data, "needed_by");
    let ship = text(&data, "ship");
    PlaceInput {
        shop: page_data("shop"),
        lang: page_lang(),
        key: text(&data, "key"),
        email: text(&data, "email"),
        name: text(&data, "name"),
        ship: if ship.is_empty() { "as_available".to_owned() } else { ship },
        needed_by: (!needed_by.is_empty()).then_some(needed_by),
        lines: lines(form, &data),
    }
}

/// The one line of a product page, or those of a cart, whose fields are called `quantity:{sku}`.
fn lines(form: &HtmlFormElement, data: &FormData) -> Vec<LineInput> {
    let sku = text(data, "sku");
    if !sku.is_empty() {
        return vec![LineInput { sku, quantity: text(data, "quantity").parse().unwrap_or(0) }];
    }
    let fields = all(form, "input[name^='quantity:']");
    let line = |field: HtmlElement| {
        let field: HtmlInputElement = field.dyn_into().ok()?;
        let sku = field.name().strip_prefix("quantity:")?.to_owned();
        Some(LineInput { sku, quantity: field.value().parse().unwrap_or(0) })
    };
    fields.into_iter().filter_map(line).collect()
}

fn clear(form: &HtmlFormElement) {
    for place in all(form, "[data-error]") {
        place.set_text_content(None);
    }
    for field in all(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
    }
    for list in all(form, "[data-errors-list]") {
        list.set_text_content(None);
    }
}

fn show_error(form: &HtmlFormElement, error: &ActionError) {
    clear(form);
    for wrong in &error.fields {
        for place in all(form, "[data-error]") {
            let name = place.dataset().get("error").unwrap_or_default();
            if name == wrong.field || name == format!("waitlist-{}", wrong.field) {
                place.set_text_content(Some(&wrong.message));
                point_at(form, &place, &wrong.message);
            }
        }
    }
    if let Some(card) = error.card.clone() {
        crate::live::show(LiveView::of_card(*card));
    }
    show_summary(form, &error.message);
}

/// Marks the control that an error stands under, and lists the error in the summary with a link to it.
fn point_at(form: &HtmlFormElement, place: &HtmlElement, message: &str) {
    let id = place.id();
    let id = id.trim_end_matches("-error");
    let Some(field) = super::document().get_element_by_id(id) else { return };
    let _ = field.set_attribute("aria-invalid", "true");
    for list in all(form, "[data-errors-list]") {
        let link = super::document().create_element("a").and_then(|link| {
            link.set_attribute("href", &format!("#{id}"))?;
            link.set_text_content(Some(message));
            let item = super::document().create_element("li")?;
            item.append_child(&link)?;
            Ok::<_, JsValue>(item)
        });
        if let Ok(item) = link {
            let _ = list.append_child(&item);
        }
    }
}

fn show_message(form: &HtmlFormElement, message: &str) {
    clear(form);
    show_summary(form, message);
}

/// Where there is no summary, the only field's place takes the message.
fn show_summary(form: &HtmlFormElement, message: &str) {
    let summaries = all(form, "[data-errors]");
    if summaries.is_empty()
        && let Some(place) = all(form, "[data-error]").first()
    {
        place.set_text_content(Some(message));
    }
    for summary in summaries {
        for place in all(&summary, "[data-errors-message]") {
            place.set_text_content(Some(message));
        }
        summary.set_hidden(false);
        let _ = summary.focus();
    }
}
