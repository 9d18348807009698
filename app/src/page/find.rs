//! The way back to an order: by what only its owner knows, or by the links that a browser keeps.

use super::shell::{Head, document};
use crate::actions::{FieldMessage, field_message};
use crate::component::icon::icon;
use crate::component::order_form::{TextField, error_summary, text_field};
use crate::form::OrderFormState;
use dockline_domain::limits;
use dockline_view::Shop;
use dockline_words::present::Problem;
use dockline_words::{PageContext, link};
use leptos::prelude::*;

/// What was written, and where the form stands.
#[derive(Debug, Clone, Default)]
pub struct FindForm {
    /// The number of the order.
    pub number: String,
    /// The mail address.
    pub email: String,
    /// The postal code.
    pub postal_code: String,
    /// What is asked for.
    pub step: FindStep,
    /// Whether the number is none.
    pub is_number_wrong: bool,
    /// Whether the mail address is none.
    pub is_email_wrong: bool,
}

/// Where the form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FindStep {
    /// Number and mail address.
    #[default]
    Number,
    /// The postal code.
    PostalCode,
    /// Nothing fits.
    None,
    /// Too many tries.
    TooMany,
}

/// The page of the form.
pub fn find(ctx: &PageContext, shop: &Shop, form: &FindForm) -> String {
    let say = ctx.words();
    let head = Head {
        title: say.say("find-title"),
        private: true,
        ..Head::default()
    };
    document(ctx, Some(shop), head, || {
        view! {
            <div class="page find">
                <h1>{say.say("find-title")}</h1>
                {answer(ctx, shop, form)}
                {fields(ctx, shop, form)}
                <p class="quiet">{say.say("find-without-address")}</p>
                <p><a href=link::my_orders(&shop.slug)>{say.say("find-to-kept")}</a></p>
            </div>
        }
        .into_any()
    })
}

fn answer(ctx: &PageContext, shop: &Shop, form: &FindForm) -> Option<AnyView> {
    let id = match form.step {
        FindStep::Number | FindStep::PostalCode => return None,
        FindStep::None => "find-none",
        FindStep::TooMany => "find-too-many",
    };
    let contact = shop.profile.storefront.contact.email.as_ref();
    let contact = contact.map(|email| {
        view! { " " <a href=format!("mailto:{email}")>{email.to_string()}</a> }
    });
    Some(view! { <p class="notice tone-attention" role="status" tabindex="-1" autofocus>{icon("alert")} <span>{ctx.words().say(id)} {contact}</span></p> }.into_any())
}

fn fields(ctx: &PageContext, shop: &Shop, form: &FindForm) -> AnyView {
    let say = ctx.words();
    let wrong = |is_wrong: bool, field: &str, problem: Problem| {
        is_wrong.then(|| field_message(ctx.lang, field, &problem))
    };
    let errors = [
        wrong(form.is_number_wrong, "number", Problem::OrderNumber),
        wrong(form.is_email_wrong, "email", Problem::Email),
    ];
    let errors: Vec<FieldMessage> = errors.into_iter().flatten().collect();
    let state = OrderFormState {
        errors,
        ..OrderFormState::default()
    };
    let field = |name, id: &str, kind, autocomplete, value, length_max| {
        let field = TextField {
            name,
            label: say.say(id),
            kind,
            autocomplete,
            value,
            length_max,
            required: true,
            // The page came anew for this field; after a wrong answer the answer is first.
            focused: name == "postal_code" && form.step == FindStep::PostalCode,
        };
        text_field(&field, &state)
    };
    let asks_code = form.step != FindStep::Number;
    let code = asks_code.then(|| {
        view! {
            <p>{say.say("find-code-text")}</p>
            {field("postal_code", "field-postal-code", "text", "postal-code", form.postal_code.as_str(), limits::POSTAL_CODE_CHARS_MAX)}
        }
    });
    view! {
        <form class="find__form" method="post" action=link::find(&shop.slug) novalidate>
            {error_summary(ctx, &state)}
            <p>{say.say("find-text")}</p>
            {field("number", "find-number", "text", "off", form.number.as_str(), limits::REFERENCE_BYTES_MAX)}
            {field("email", "field-email", "email", "email", form.email.as_str(), limits::EMAIL_BYTES_MAX)}
            {code}
            <p><button class="button button--primary" type="submit">{say.say(if asks_code { "find-button" } else { "find-next" })}</button></p>
        </form>
    }
    .into_any()
}

/// The page of the links that the browser keeps. Its script (`app/kept.js`) fills the list.
pub fn my_orders(ctx: &PageContext, shop: &Shop) -> String {
    let say = ctx.words();
    let head = Head {
        title: say.say("my-orders"),
        private: true,
        ..Head::default()
    };
    document(ctx, Some(shop), head, || {
        view! {
            <div class="page find">
                <h1>{say.say("my-orders")}</h1>
                <p class="quiet">{say.say("my-orders-text")}</p>
                <noscript><p class="note tone-attention">{icon("alert")} <span>{say.say("my-orders-no-script")}</span></p></noscript>
                <ul class="my-orders" role="list" data-kept="" data-order=say.say("my-orders-order") data-forget=say.say("my-orders-forget") hidden></ul>
                <p data-kept-none="" hidden>{say.say("my-orders-none")}</p>
                <p><a href=link::find(&shop.slug)>{say.say("find-title")}</a></p>
            </div>
        }
        .into_any()
    })
}
