//! Entering a purchase order.

use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, error_line, input, problems, select};
use crate::component::order_form::{field_id, key_field};
use dockline_domain::limits;
use dockline_domain::supply::Stage;
use dockline_words::link::console as link;
use dockline_words::present::stage_name;
use leptos::prelude::*;

/// Lines that the form has at first; a button adds as many more.
pub const LINES_SHOWN: usize = 5;

/// The form for a new purchase order with this many lines.
pub fn supply_new(console: &ConsoleContext<'_>, sent: &Sent, lines: usize) -> String {
    let say = console.words();
    let title = say.say("po-enter");
    frame(console, Section::Supply, &title, || {
        let text = |name, label: &str, hint: &str, required| Input {
            name,
            label: say.say(label),
            hint: if hint.is_empty() {
                String::new()
            } else {
                say.say(hint)
            },
            required,
            autofocus: name == "reference",
            ..Input::default()
        };
        let date = |name, label: &str| Input {
            name,
            label: say.say(label),
            kind: "date",
            ..Input::default()
        };
        let stages: Vec<(String, String)> = Stage::ALL
            .into_iter()
            .filter(|stage| !matches!(stage, Stage::Received | Stage::Cancelled))
            .map(|stage| (stage.name().to_owned(), stage_name(say, stage)))
            .collect();
        view! {
            <p class="breadcrumb"><a href=link::SUPPLY>{say.say("console-supply")}</a></p>
            <form class="form form--wide" method="post" action=link::SUPPLY_NEW>
                {proof(console)}
                {key_field()}
                <button class="visually-hidden" type="submit" name="action" value="enter" tabindex="-1" aria-hidden="true"></button>
                {problems(say, sent)}
                <div class="field-pair">
                    {input(&text("reference", "po-field-reference", "po-field-reference-hint", true), sent)}
                    {input(&text("supplier", "po-field-supplier", "", true), sent)}
                </div>
                <fieldset class="form__lines">
                    <legend>{say.say("po-lines")}</legend>
                    {(0..lines).map(|number| line_fields(console, sent, number)).collect_view()}
                    <p><button class="button button--quiet" type="submit" name="action" value="more" formnovalidate>{say.say("po-more-lines")}</button></p>
                </fieldset>
                <div class="field-pair">
                    {input(&date("earliest", "po-field-earliest"), sent)}
                    {input(&date("latest", "po-field-latest"), sent)}
                </div>
                <p class="field__hint">{say.say("po-new-date-hint")}</p>
                {input(&text("basis", "po-field-basis", "po-field-basis-hint", false), sent)}
                {select("stage", say.say("po-field-stage"), &stages, Stage::Ordered.name(), sent)}
                <p><button class="button button--primary" type="submit" name="action" value="enter">{say.say("po-enter-button")}</button></p>
            </form>
        }
        .into_any()
    })
}

fn line_fields(console: &ConsoleContext<'_>, sent: &Sent, number: usize) -> AnyView {
    let say = console.words();
    let (sku, quantity) = (format!("sku:{number}"), format!("quantity:{number}"));
    let line = say.fill(
        "po-line-number",
        [("number", (number + 1).to_string().into())],
    );
    view! {
        <div class="po-line" role="group" aria-label=line>
            {line_input(sent, &sku, say.say("console-sku"), false)}
            {line_input(sent, &quantity, say.say("console-units"), true)}
        </div>
    }
    .into_any()
}

fn line_input(sent: &Sent, name: &str, label: String, is_count: bool) -> AnyView {
    let id = field_id(name);
    let error = sent.error(name).map(str::to_owned);
    let invalid = error.is_some().then_some("true");
    let begins = sent.begins_at(name, false);
    let value = sent.value(name).map(str::to_owned);
    let described = format!("{id}-error");
    let control = if is_count {
        view! { <input class="input" id=id.clone() name=name.to_owned() type="number" inputmode="numeric" min="1" max=limits::UNITS_MAX.to_string() value=value autofocus=begins aria-describedby=described aria-invalid=invalid /> }.into_any()
    } else {
        view! { <input class="input" id=id.clone() name=name.to_owned() type="text" maxlength=limits::SKU_BYTES_MAX.to_string() value=value autofocus=begins autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby=described aria-invalid=invalid /> }.into_any()
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {control}
            {error_line(&id, error)}
        </div>
    }
    .into_any()
}
