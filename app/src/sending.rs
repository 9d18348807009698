//! Sends a form without leaving the page and shows what is wrong.

use crate::actions::{CancelInput, LineInput, WaitlistInput};
use crate::browser::fetch::{self, Failure, Sent};
use crate::browser::{all, document, json, page_data, page_lang, window};
use crate::live;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    DomParser, FormData, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent, SupportedType,
};

/// Takes over the sending of a form, when the pressed button is the one for it.
pub fn on_submit(event: &SubmitEvent) {
    let form = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
    let (Some(form), Some(button)) = (form, event.submitter()) else {
        return;
    };
    let kind = data(&form, "enhance");
    if button.get_attribute("value").unwrap_or_default() != kind {
        return;
    }
    event.prevent_default();
    if !form.has_attribute("data-busy") {
        wasm_bindgen_futures::spawn_local(submit(form, button, kind));
    }
}

fn data(element: &HtmlElement, name: &str) -> String {
    element.dataset().get(name).unwrap_or_default()
}

async fn submit(form: HtmlFormElement, button: HtmlElement, kind: String) {
    let words = button.text_content();
    button.set_text_content(Some(&data(&form, "waiting")));
    let _ = form.set_attribute("data-busy", "");
    let done = match kind.as_str() {
        "order" => order(&form).await,
        "cancel" => cancel(&form).await,
        _ => waitlist(&form).await,
    };
    let _ = form.remove_attribute("data-busy");
    button.set_text_content(words.as_deref());
    if kind != "order" || done.is_err() {
        clear(&form);
    }
    match done {
        Ok(()) => {}
        Err(Failure::Refused(error)) => show_error(&form, &error),
        Err(Failure::Lost) => show_summary(&form, &data(&form, "failed")),
    }
}

/// Sends the review as a browser would. A lost answer leaves its key in the form: sent again, it is
/// the same order.
async fn order(form: &HtmlFormElement) -> Result<(), Failure> {
    let address = form.get_attribute("action").unwrap_or_default();
    let values = FormData::new_with_form(form).map_err(|_| Failure::Lost)?;
    let added = values.append_with_str("action", "order");
    added.map_err(|_| Failure::Lost)?;
    match fetch::form(&address, &values).await? {
        // Nobody comes back to the form of an order that is placed.
        Sent::LedTo(address) => {
            let _ = window().location().replace(&address);
        }
        Sent::Page(html) => show_again(form, &html).ok_or(Failure::Lost)?,
    }
    Ok(())
}

/// The form as it came back: what was typed, and what is wrong or has changed.
fn show_again(form: &HtmlFormElement, html: &str) -> Option<()> {
    let parsed = DomParser::new().ok()?;
    let page = parsed.parse_from_string(html, SupportedType::TextHtml);
    let page = page.ok()?;
    let again = page.query_selector("#order").ok()??;
    document().set_title(&page.title());
    form.set_inner_html(&again.inner_html());
    if let Some(first) = all(form, "[autofocus]").first() {
        let _ = first.focus();
    }
    Some(())
}

/// Leads where the form leads that is sent the ordinary way: to the order, which says how many
/// units were cancelled.
async fn cancel(form: &HtmlFormElement) -> Result<(), Failure> {
    let mut chosen = chosen(form);
    chosen.retain(|(_, units)| *units > 0);
    let units = chosen
        .iter()
        .fold(0_u32, |sum, (_, units)| sum.saturating_add(*units));
    let page = form.get_attribute("action").unwrap_or_default();
    if units == 0 {
        go(&page);
        return Ok(());
    }
    let input = json::object(
        CancelInput::FIELDS,
        &[
            data(form, "token").into(),
            page_lang().into(),
            lines(&chosen).into(),
        ],
    );
    fetch::call(CancelInput::PATH, input).await?;
    go(&[&page, "?done=cancelled&units=", &units.to_string()].concat());
    Ok(())
}

fn go(address: &str) {
    let _ = window().location().set_href(address);
}

async fn waitlist(form: &HtmlFormElement) -> Result<(), Failure> {
    let values = FormData::new_with_form(form).map_err(|_| Failure::Lost)?;
    let input = json::object(
        WaitlistInput::FIELDS,
        &[
            page_data("shop").into(),
            page_lang().into(),
            values.get("sku"),
            values.get("email"),
        ],
    );
    fetch::call(WaitlistInput::PATH, input).await?;
    for done in all(form, "[data-done]") {
        done.set_hidden(false);
        live::announce(&done.text_content().unwrap_or_default());
    }
    Ok(())
}

/// SKUs and units of an order's lines, whose fields are called `quantity:{sku}`.
fn chosen(form: &HtmlFormElement) -> Vec<(JsValue, u32)> {
    let line = |field: HtmlElement| {
        let field: HtmlInputElement = field.unchecked_into();
        let name = field.name();
        let sku = JsValue::from_str(name.strip_prefix("quantity:")?);
        Some((sku, field.value().parse().unwrap_or(0)))
    };
    let fields = all(form, "input[name^=quantity]");
    fields.into_iter().filter_map(line).collect()
}

fn lines(chosen: &[(JsValue, u32)]) -> Array {
    let line = |(sku, units): &(JsValue, u32)| {
        json::object(LineInput::FIELDS, &[sku.clone(), (*units).into()])
    };
    chosen.iter().map(line).collect()
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
    for summary in all(form, "[data-errors]") {
        summary.set_hidden(true);
    }
}

fn show_error(form: &HtmlFormElement, error: &JsValue) {
    for wrong in json::items(&json::field(error, "fields")) {
        let (name, message) = (json::text(&wrong, "field"), json::text(&wrong, "message"));
        for place in all(form, "[data-error]") {
            let own = data(&place, "error");
            if own == name || own.strip_prefix("waitlist-") == Some(&name) {
                place.set_text_content(Some(&message));
                let _ = point_at(form, &place, &message);
            }
        }
    }
    show_summary(form, &json::text(error, "message"));
}

/// Marks the control that an error stands under, and lists the error in the summary with a link to
/// it.
fn point_at(form: &HtmlFormElement, place: &HtmlElement, message: &str) -> Result<(), JsValue> {
    let id = place.id();
    let id = id.strip_suffix("-error").unwrap_or(&id);
    if let Some(field) = document().get_element_by_id(id) {
        field.set_attribute("aria-invalid", "true")?;
    }
    for list in all(form, "[data-errors-list]") {
        let link = document().create_element("a")?;
        link.set_attribute("href", &["#", id].concat())?;
        link.set_text_content(Some(message));
        let item = document().create_element("li")?;
        item.append_child(&link)?;
        list.append_child(&item)?;
    }
    Ok(())
}

/// Where there is no summary, the only field's place takes the message.
fn show_summary(form: &HtmlFormElement, message: &str) {
    let summaries = all(form, "[data-errors]");
    if summaries.is_empty()
        && let Some(place) = all(form, "[data-error]").first()
    {
        if !message.is_empty() {
            place.set_text_content(Some(message));
        }
        if let Some(field) = all(form, "[aria-invalid]").first() {
            let _ = field.focus();
        }
    }
    for summary in summaries {
        for place in all(&summary, "[data-errors-message]") {
            place.set_text_content(Some(message));
        }
        summary.set_hidden(false);
        let _ = summary.focus();
    }
}
