//! The forms of the product page and the cart. They work without a script; islands only make them
//! faster.

use super::icon::icon;
use crate::form::{KEY_PLACEHOLDER, Notice, OrderFormState};
use crate::island::EnhancedForm;
use dockline_domain::limits;
use dockline_domain::money::Money;
use dockline_view::Shop;
use dockline_words::shown::{CardView, WaysView};
use dockline_words::{PageContext, money};
use leptos::prelude::*;

/// What the forms of a product page depend on.
pub struct OrderForm<'a> {
    /// Where they are sent.
    pub action: String,
    /// Where what is chosen is looked at before it is ordered.
    pub checkout: String,
    pub sku: String,
    /// What can be had of it.
    pub card: &'a CardView,
    /// Kept values and errors.
    pub state: &'a OrderFormState,
    /// What shipping costs, where it costs something.
    pub shipping_text: Option<String>,
    /// Whether mail is really sent.
    pub mail_works: bool,
}

/// What an order of this shop pays for shipping, where it pays something.
pub fn shipping_text(ctx: &PageContext, shop: &Shop) -> Option<String> {
    let charge = shop.rules.shipping;
    let amount = |minor| {
        money(
            ctx.lang,
            Money {
                minor,
                currency: shop.profile.currency,
            },
        )
    };
    let price = (charge.minor > 0).then(|| amount(charge.minor))?;
    Some(match charge.free_from_minor {
        Some(limit) => ctx.words().fill(
            "shipping-once-free-from",
            [("price", price.into()), ("limit", amount(limit).into())],
        ),
        None => ctx.words().fill("shipping-once", [("price", price.into())]),
    })
}

/// Each sending of the page gets its own key here.
pub fn key_field() -> AnyView {
    view! { <input type="hidden" name="key" value=KEY_PLACEHOLDER /> }.into_any()
}

/// Everything that is wrong, with links to the fields; empty while nothing is.
pub fn error_summary(ctx: &PageContext, state: &OrderFormState) -> AnyView {
    let wrong = state.message.is_some() || !state.errors.is_empty();
    let links = state.errors.iter().map(|error| {
        let href = format!("#{}", field_id(&error.field));
        view! { <li><a href=href>{error.message.clone()}</a></li> }
    });
    view! {
        <div class="error-summary" data-errors="" role="group" tabindex="-1" autofocus=wrong aria-labelledby="errors-title" hidden=!wrong>
            <p class="error-summary__title" id="errors-title">{icon("alert")} <span>{ctx.words().say("errors-title")}</span></p>
            <p data-errors-message="">{state.message.clone()}</p>
            <ul data-errors-list="" role="list">{links.collect_view()}</ul>
        </div>
    }
    .into_any()
}

/// The id of a field's control: names such as `quantity:{sku}` hold what ids may not. Different
/// names have different ids.
pub fn field_id(name: &str) -> String {
    let part = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            c.to_string()
        } else {
            format!(".{:x}.", u32::from(c))
        }
    };
    name.chars().map(part).collect()
}

/// The place for what is wrong with a field; its control points at it.
pub fn field_error(name: &str, state: &OrderFormState) -> AnyView {
    let error = state.error(name).map(str::to_owned);
    view! { <p class="field__error" id=format!("{}-error", field_id(name)) data-error=name.to_owned()>{error}</p> }.into_any()
}

/// A field of one line.
pub struct TextField<'a> {
    /// Its name in the form.
    pub name: &'a str,
    /// What it is for.
    pub label: String,
    /// The kind of keyboard it wants.
    pub kind: &'static str,
    /// What browsers fill in.
    pub autocomplete: &'static str,
    /// What stands there.
    pub value: &'a str,
    /// Longest text.
    pub length_max: usize,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether somebody who comes to the page is to write here first.
    pub focused: bool,
}

/// The field with its label and what is wrong with it.
pub fn text_field(field: &TextField<'_>, state: &OrderFormState) -> AnyView {
    let id = field_id(field.name);
    let form_name = if field.name == "waitlist-email" {
        "email"
    } else {
        field.name
    };
    let invalid = state.error(field.name).is_some().then_some("true");
    view! {
        <div class="field">
            <label for=id.clone()>{field.label.clone()}</label>
            <input
                class="input"
                id=id.clone()
                name=form_name.to_owned()
                type=field.kind
                autocomplete=field.autocomplete
                value=field.value.to_owned()
                maxlength=field.length_max.to_string()
                required=field.required
                autofocus=field.focused
                aria-describedby=format!("{id}-error")
                aria-invalid=invalid
                dir="auto"
            />
            {field_error(field.name, state)}
        </div>
    }
    .into_any()
}

/// Mail address and name.
pub fn contact_fields(ctx: &PageContext, state: &OrderFormState) -> AnyView {
    let say = ctx.words();
    let email = TextField {
        name: "email",
        label: say.say("field-email"),
        kind: "email",
        autocomplete: "email",
        value: &state.email,
        length_max: limits::EMAIL_BYTES_MAX,
        required: true,
        focused: false,
    };
    let name = TextField {
        name: "name",
        label: say.say("field-name"),
        kind: "text",
        autocomplete: "name",
        value: &state.name,
        length_max: limits::TEXT_CHARS_MAX,
        required: true,
        focused: false,
    };
    view! { <div class="field-pair">{text_field(&email, state)} {text_field(&name, state)}</div> }
        .into_any()
}

/// How its parts ship: each way with its dates, where they are known.
pub fn way_fields(ctx: &PageContext, state: &OrderFormState, ways: Option<&WaysView>) -> AnyView {
    let say = ctx.words();
    let parts = ways.map_or_else(
        || say.say("ship-as-available"),
        |ways| ways.parts_text.clone(),
    );
    let together = ways.map_or_else(
        || say.say("ship-complete"),
        |ways| ways.together_text.clone(),
    );
    view! {
        <fieldset class="radios">
            <legend>{say.say("ship-legend")}</legend>
            <label class="radio"><input type="radio" name="ship" value="as_available" checked=!state.complete /> <span data-text="way-parts">{parts}</span></label>
            <label class="radio"><input type="radio" name="ship" value="complete" checked=state.complete /> <span data-text="way-together">{together}</span></label>
        </fieldset>
    }
    .into_any()
}

/// Until when it is of use.
pub fn needed_field(ctx: &PageContext, state: &OrderFormState) -> AnyView {
    let say = ctx.words();
    let open = !state.needed_by.is_empty() || state.error("needed_by").is_some();
    view! {
        <details class="more" open=open>
            <summary>{say.say("more-options")}</summary>
            <div class="field">
                <label for="needed_by">{say.say("field-needed-by")}</label>
                <p class="field__hint" id="needed_by-hint">{say.say("field-needed-by-hint")}</p>
                <input class="input input--medium" id="needed_by" name="needed_by" type="date" value=state.needed_by.clone() aria-describedby="needed_by-hint needed_by-error" />
                {field_error("needed_by", state)}
            </div>
        </details>
    }
    .into_any()
}

/// Quantity, the way to ship, and the buttons. What is ordered is looked at once more before it is.
pub fn order_form(ctx: &PageContext, form: &OrderForm<'_>) -> AnyView {
    let say = ctx.words();
    let card = form.card;
    view! {
            <form class="order-form" id="order" method="post" action=form.action.clone() novalidate>
                {enter_button(&form.checkout)}
                <input type="hidden" name="sku" value=form.sku.clone() />
                {error_summary(ctx, form.state)}
                {take_place(card)}
                {quantity_row(ctx, card, form.state)}
                <div class="order-form__rest" data-when="orderable" hidden=!card.has_choice()>
                    <div data-when="ways" hidden=card.ways.is_none()>{way_fields(ctx, form.state, card.ways.as_ref())}</div>
                    {form.shipping_text.clone().map(|text| view! { <p class="quiet">{text}</p> })}
                    <button class="button button--primary button--wide way way--parts" type="submit" formaction=form.checkout.clone() name="action" value="checkout" data-text="button">{card.button_text.clone()}</button>
                    <button class="button button--primary button--wide way way--together" type="submit" formaction=form.checkout.clone() name="action" value="checkout" data-text="button-together">{together_button(card)}</button>
                    <button class="button button--quiet button--wide" type="submit" name="action" value="cart" formnovalidate>{say.say("add-to-cart")}</button>
                </div>
            </form>
    }
    .into_any()
}

/// The Enter key presses the first button of a form: the one that is meant, not the one that stands
/// first.
fn enter_button(checkout: &str) -> AnyView {
    view! {
        <button class="visually-hidden" type="submit" formaction=checkout.to_owned() name="action" value="checkout" tabindex="-1" aria-hidden="true"></button>
    }
    .into_any()
}

/// The words of the button for all of it together.
pub fn together_button(card: &CardView) -> String {
    let ways = card.ways.as_ref();
    ways.map_or_else(|| card.button_text.clone(), |ways| ways.button_text.clone())
}

/// The line of all of it together.
pub fn together_headline(card: &CardView) -> String {
    let ways = card.ways.as_ref();
    ways.map_or_else(|| card.headline.clone(), |ways| ways.headline.clone())
}

/// How many are taken where less can be had than was asked for: what was asked for stays in its
/// field.
fn take_place(card: &CardView) -> AnyView {
    view! { <div data-html="take" inner_html=take_field(card) hidden></div> }.into_any()
}

/// The field that says so; nothing where all of it can be had.
pub fn take_field(card: &CardView) -> String {
    card.fewer.as_ref().map_or_else(String::new, |fewer| {
        view! { <input type="hidden" name="take" value=fewer.quantity.to_string() /> }.to_html()
    })
}

/// The form, sent without leaving the page where that is possible.
pub fn enhanced(form: AnyView) -> AnyView {
    view! { <EnhancedForm>{form}</EnhancedForm> }.into_any()
}

fn quantity_row(ctx: &PageContext, card: &CardView, state: &OrderFormState) -> AnyView {
    let say = ctx.words();
    let invalid = state.error("quantity").is_some().then_some("true");
    view! {
        <div class="field field--row" data-when="quantity" hidden=!card.has_choice()>
            <label for="quantity">{say.say("field-quantity")}</label>
            <input
                class="input input--short"
                id="quantity"
                name="quantity"
                type="number"
                inputmode="numeric"
                min="1"
                max=limits::QUANTITY_MAX.to_string()
                value=card.quantity.to_string()
                required
                aria-describedby="quantity-error"
                aria-invalid=invalid
                data-wrong=say.fill("error-quantity", [("max", limits::QUANTITY_MAX.into())])
            />
            <button class="button button--quiet until-live" type="submit" name="action" value="quantity" formnovalidate>{say.say("update-quantity")}</button>
            {field_error("quantity", state)}
        </div>
    }
    .into_any()
}

/// "Tell me when it is back": open where nothing can be ordered, folded where waiting in line is
/// possible.
pub fn waitlist_form(ctx: &PageContext, form: &OrderForm<'_>) -> AnyView {
    // A shopper who has just been put on it is not asked again.
    if form.state.notice == Some(Notice::OnWaitlist) {
        return ().into_any();
    }
    let say = ctx.words();
    let card = form.card;
    let open =
        !card.orderable && card.fewer.is_none() || form.state.error("waitlist-email").is_some();
    let email = TextField {
        name: "waitlist-email",
        label: say.say("field-email"),
        kind: "email",
        autocomplete: "email",
        value: &form.state.waitlist_email,
        length_max: limits::EMAIL_BYTES_MAX,
        required: true,
        focused: false,
    };
    let inner = view! {
            <details class="more waitlist" id="waitlist" open=open data-when="waitlist" hidden={!card.waitlist}>
                <summary><span data-text="waitlist">{card.waitlist_text.clone()}</span></summary>
                <form method="post" action=form.action.clone() novalidate data-enhance="waitlist" data-waiting=say.say("form-sending") data-failed=say.say("form-failed")>
                    <input type="hidden" name="sku" value=form.sku.clone() />
                    <p class="quiet">{say.by_mail("waitlist-text", form.mail_works)}</p>
                    {text_field(&email, form.state)}
                    <button class="button" type="submit" name="action" value="waitlist">{say.say("tell-me-button")}</button>
                    <p class="waitlist__done tone-stock" data-done="" hidden>{icon("check")} <span>{say.by_mail("notice-on-waitlist", form.mail_works)}</span></p>
                </form>
            </details>
    }
    .into_any();
    enhanced(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_names_have_different_ids() {
        let names = [
            "quantity:A/1",
            "quantity:A-1",
            "quantity:A_1",
            "quantity:A.1",
            "quantity:A.2f.1",
            "quantity:A 1",
            "quantity:Ä1",
        ];
        let ids: std::collections::HashSet<String> = names.into_iter().map(field_id).collect();
        assert_eq!(ids.len(), names.len());
        assert!(ids.iter().all(|id| !id.contains(char::is_whitespace)));
        assert_eq!(field_id("needed_by"), "needed_by");
    }
}
