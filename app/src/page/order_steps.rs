//! The steps of an order page: what its owner can do, asked before it is done.

use crate::actions::FieldMessage;
use crate::component::address_fields::{AddressForm, address_fields};
use crate::component::order_form::{
    TextField, enhanced, error_summary, field_id, needed_field, text_field,
};
use crate::form::OrderFormState;
use dockline_domain::backorder::State;
use dockline_domain::limits;
use dockline_view::{OrderLineView, OrderView, PaymentView, VariantChoice};
use dockline_words::present::{order_line_name, what_variant_change_means};
use dockline_words::{PageContext, link};
use leptos::prelude::*;

/// Which step is open.
#[derive(Debug, Clone, Default)]
pub enum OrderStep {
    /// None: what can be done is only listed.
    #[default]
    None,
    /// Cancelling some or all of it.
    Cancel,
    /// Changing who gets it, where it goes, by when it is needed.
    Details(Box<DetailsForm>),
    /// Waiting for another variant.
    Variant(Vec<VariantChoice>),
}

/// The details as they stand in the form, with what is wrong with them.
#[derive(Debug, Clone, Default)]
pub struct DetailsForm {
    /// Who gets it.
    pub name: String,
    /// Where it goes.
    pub address: AddressForm,
    /// By when it is needed, ISO 8601; may be empty.
    pub needed_by: String,
    /// What is wrong, by field.
    pub errors: Vec<FieldMessage>,
}

impl DetailsForm {
    /// The form as the order is.
    pub fn of(view: &OrderView, address: AddressForm) -> Self {
        Self {
            name: view.person.name.clone(),
            address,
            needed_by: view
                .needed_by
                .map(|date| date.to_string())
                .unwrap_or_default(),
            errors: Vec::new(),
        }
    }
}

/// What can be done, or the step that is open.
pub(super) fn actions(ctx: &PageContext, view: &OrderView, step: &OrderStep) -> AnyView {
    let content = match step {
        OrderStep::None => links(ctx, view),
        OrderStep::Cancel => cancel(ctx, view),
        OrderStep::Details(form) if is_to_be_packed(view) => details(ctx, view, form),
        OrderStep::Details(_) => links(ctx, view),
        OrderStep::Variant(choices) => variant(ctx, view, choices),
    };
    view! { <section class="order__actions" aria-label=ctx.words().say("order-actions") data-when="cancellable">{content}</section> }
        .into_any()
}

/// A link to a step, which opens it.
pub(super) fn step_link(
    view: &OrderView,
    step: &str,
    class: &'static str,
    text: String,
) -> AnyView {
    let href = format!("{}?{step}#step", link::order(&view.token));
    view! { <a class=class href=href>{text}</a> }.into_any()
}

/// Whether something of it is still to be packed: until then it may say another way where it goes.
pub(super) fn is_to_be_packed(view: &OrderView) -> bool {
    let mut units = view.lines.iter().flat_map(|line| &line.backorders);
    units.any(|one| one.state.is_to_be_packed())
}

fn links(ctx: &PageContext, view: &OrderView) -> AnyView {
    let say = ctx.words();
    let waits = |line: &OrderLineView| line.backorders.iter().any(|one| one.state == State::Queued);
    let may_become_another = view.lines.iter().any(|line| line.has_others && waits(line));
    view! {
        <ul class="order__choices">
            {is_to_be_packed(view)
                .then(|| {
                    view! {
                        <li>
                            {step_link(view, "change=details", "button button--quiet", say.say("change-details"))}
                            " "
                            <span class="quiet">{say.say("change-details-note")}</span>
                        </li>
                    }
                })}
            {may_become_another
                .then(|| {
                    view! {
                        <li>
                            {step_link(view, "change=variant", "button button--quiet", say.say("change-variant"))}
                            " "
                            <span class="quiet">{say.say("change-variant-note")}</span>
                        </li>
                    }
                })}
            <li>
                {step_link(view, "cancel=1", "button button--quiet", say.say("cancel-order"))}
                " "
                <span class="quiet">{say.say("cancel-free")}</span>
            </li>
        </ul>
    }
    .into_any()
}

/// The buttons under a step.
fn buttons(
    ctx: &PageContext,
    view: &OrderView,
    class: &'static str,
    action: &'static str,
    text: String,
    keep: &str,
) -> AnyView {
    view! {
        <p class="button-row">
            <button class=class type="submit" name="action" value=action>{text}</button>
            <a class="button button--quiet" href=link::order(&view.token)>{ctx.words().say(keep)}</a>
        </p>
    }
    .into_any()
}

/// The step before cancelling: what, how many, and one button.
fn cancel(ctx: &PageContext, view: &OrderView) -> AnyView {
    let say = ctx.words();
    let fields = view.lines.iter().filter_map(|line| cancel_field(ctx, line));
    let form = view! {
        <form class="panel order__step" id="step" method="post" action=link::order(&view.token)
            data-enhance="cancel" data-token=view.token.clone() data-waiting=say.say("form-sending") data-failed=say.say("form-failed")>
            <h2>{say.say("cancel-title")}</h2>
            {error_summary(ctx, &OrderFormState::default())}
            <p>{say.say("cancel-text")} " " {view.payment.as_ref().map(|payment| say.say(money_of_cancelled(payment)))}</p>
            {fields.collect_view()}
            {buttons(ctx, view, "button button--danger", "cancel", say.say("cancel-button"), "cancel-keep")}
        </form>
    }
    .into_any();
    enhanced(form)
}

/// What becomes of the money of what is cancelled, where it is paid by way of these pages.
fn money_of_cancelled(payment: &PaymentView) -> &'static str {
    if payment.paid_minor() > 0 {
        "cancel-text-paid"
    } else {
        "cancel-text-unpaid"
    }
}

fn cancel_field(ctx: &PageContext, line: &OrderLineView) -> Option<AnyView> {
    let open: u32 = line
        .backorders
        .iter()
        .filter(|b| b.state.may_be_cancelled())
        .map(|b| b.quantity)
        .sum();
    let name = order_line_name(&line.title, &line.options);
    let field = format!("quantity:{}", line.sku);
    (open > 0).then(|| {
        let id = format!("cancel-{}", field_id(line.sku.as_str()));
        units_field(ctx, id, field, name, open)
    })
}

/// How many of all units.
fn units_field(ctx: &PageContext, id: String, field: String, name: String, open: u32) -> AnyView {
    view! {
        <div class="field field--row">
            <label for=id.clone()>
                <span dir="auto">{name}</span>
                " "
                <span class="quiet">{ctx.words().fill("of-units", [("count", open.into())])}</span>
            </label>
            <input class="input input--short" id=id type="number" inputmode="numeric" name=field min="0" max=open.to_string() value=open.to_string() />
        </div>
    }
    .into_any()
}

fn details(ctx: &PageContext, view: &OrderView, form: &DetailsForm) -> AnyView {
    let say = ctx.words();
    let state = OrderFormState {
        name: form.name.clone(),
        needed_by: form.needed_by.clone(),
        errors: form.errors.clone(),
        ..OrderFormState::default()
    };
    let name = TextField {
        name: "name",
        label: say.say("field-name"),
        kind: "text",
        autocomplete: "name",
        value: &form.name,
        length_max: limits::TEXT_CHARS_MAX,
        required: true,
        focused: false,
    };
    // An address that was told as a text stays until another is written.
    let so_far = view
        .address
        .clone()
        .filter(|_| view.address_parts.is_none());
    let so_far = so_far.map(|text| {
        view! { <p class="quiet">{say.say("address-so-far")}</p> <p class="order__address" dir="auto">{text}</p> }
    });
    view! {
        <form class="panel order__step" id="step" method="post" action=link::order(&view.token) novalidate>
            <button class="visually-hidden" type="submit" name="action" value=form.address.update tabindex="-1" aria-hidden="true" formnovalidate></button>
            <h2>{say.say("change-details")}</h2>
            {error_summary(ctx, &state)}
            <p>{say.say("change-details-text")}</p>
            {text_field(&name, &state)}
            <fieldset class="order__address-fields">
                <legend>{say.say("field-address")}</legend>
                {so_far}
                {address_fields(ctx, &form.address, &state)}
            </fieldset>
            {needed_field(ctx, &state)}
            {buttons(ctx, view, "button", "details", say.say("change-details-button"), "change-keep")}
        </form>
    }
    .into_any()
}

/// The step before waiting for another variant: what would come of each, and one button for each
/// line that waits.
fn variant(ctx: &PageContext, view: &OrderView, choices: &[VariantChoice]) -> AnyView {
    let say = ctx.words();
    let forms = view.lines.iter().filter_map(|line| {
        let of_line: Vec<&VariantChoice> = choices
            .iter()
            .filter(|choice| choice.from == line.sku)
            .collect();
        (!of_line.is_empty()).then_some((line, of_line))
    });
    let forms: Vec<(&OrderLineView, Vec<&VariantChoice>)> = forms.collect();
    let none = forms
        .is_empty()
        .then(|| view! { <p>{say.say("change-variant-none")}</p> });
    let only = forms.len() == 1;
    view! {
        <div class="panel order__step" id="step">
            <h2>{say.say("change-variant")}</h2>
            <p>{say.say("change-variant-text")}</p>
            {none}
            {forms.iter().map(|(line, choices)| variant_form(ctx, view, line, choices, only)).collect_view()}
            {(!only).then(|| view! { <p class="button-row">{keep(ctx, view)}</p> })}
        </div>
    }
    .into_any()
}

/// The way back without a change.
fn keep(ctx: &PageContext, view: &OrderView) -> AnyView {
    view! { <a class="button button--quiet" href=link::order(&view.token)>{ctx.words().say("change-keep")}</a> }.into_any()
}

/// One line's variants; the only form of the step has the way back beside its button.
fn variant_form(
    ctx: &PageContext,
    view: &OrderView,
    line: &OrderLineView,
    choices: &[&VariantChoice],
    only: bool,
) -> AnyView {
    let say = ctx.words();
    let name = order_line_name(&line.title, &line.options);
    let waiting = choices.first().map_or(0, |choice| choice.quantity);
    let id = format!("variant-{}", field_id(line.sku.as_str()));
    let first_possible = choices.iter().position(|choice| choice.change.is_ok());
    let options = choices.iter().enumerate().map(|(number, choice)| {
        let option = format!("{id}-{number}");
        let (label, means) = what_variant_change_means(ctx.lang, view.shop.day, choice, line.price);
        view! {
            <div class="choice">
                <input type="radio" id=option.clone() name="to" value=choice.to.to_string() required disabled=choice.change.is_err()
                    checked=Some(number) == first_possible />
                <label for=option><span dir="auto">{label}</span> " " <span class="quiet">{means}</span></label>
            </div>
        }
    });
    let button = first_possible.is_some().then(|| {
        view! {
            {units_field(ctx, format!("{id}-units"), "quantity".to_owned(), say.say("change-variant-units"), waiting)}
            <p class="button-row">
                <button class="button" type="submit" name="action" value="variant">{say.say("change-variant-button")}</button>
                {only.then(|| keep(ctx, view))}
            </p>
        }
    });
    let back =
        (only && button.is_none()).then(|| view! { <p class="button-row">{keep(ctx, view)}</p> });
    view! {
        <form method="post" action=link::order(&view.token) class="order__variant">
            <input type="hidden" name="from" value=line.sku.to_string() />
            <fieldset class="choices">
                <legend dir="auto">{name}</legend>
                {options.collect_view()}
            </fieldset>
            {button}
            {back}
        </form>
    }
    .into_any()
}
