//! Forms about the lines of a purchase order: what is on order, and what comes another time.

use super::supply_order::{SupplyOrderPage, hidden_fields};
use super::{ConsoleContext, Sent, name_of, proof};
use crate::component::console_field::{Input, input, problems};
use dockline_domain::dates::Window;
use dockline_view::PurchaseOrderLine;
use leptos::prelude::*;

/// Rows for lines that are new.
pub const NEW_LINES: usize = 2;

fn days(window: Option<Window>) -> (String, String) {
    window.map_or_else(Default::default, |window| {
        (window.earliest().to_string(), window.latest().to_string())
    })
}

fn date(name: &str, label: String, value: String) -> Input<'_> {
    Input {
        name,
        label,
        value,
        kind: "date",
        ..Input::default()
    }
}

/// Units, dates and lines of an order, all of them.
pub(super) fn lines_form(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    let sent = page.sent_of("lines");
    let is_open = !sent.fields.is_empty();
    let reason = Input {
        name: "lines_reason",
        label: say.say("po-field-reason"),
        hint: say.say("po-field-reason-hint"),
        required: true,
        ..Input::default()
    };
    let known = page.order.lines.iter().enumerate();
    let new = page.order.lines.len()..page.order.lines.len() + NEW_LINES;
    view! {
        <details class="panel" id="lines" open=is_open>
            <summary>{say.say("po-change-lines")}</summary>
            <form class="form" method="post" action=page.address()>
                {proof(console)}
                {hidden_fields(&page.order)}
                {problems(say, &sent)}
                <p>{say.say("po-change-lines-text")}</p>
                {known.map(|(number, line)| line_fields(console, page, &sent, number, Some(line))).collect_view()}
                {new.map(|number| line_fields(console, page, &sent, number, None)).collect_view()}
                {input(&reason, &sent)}
                <p><button class="button button--primary" type="submit" name="action" value="lines">{say.say("po-change-lines-save")}</button></p>
            </form>
        </details>
    }
    .into_any()
}

fn line_fields(
    console: &ConsoleContext<'_>,
    page: &SupplyOrderPage,
    sent: &Sent,
    number: usize,
    line: Option<&PurchaseOrderLine>,
) -> AnyView {
    let say = console.words();
    let name = |field: &str| format!("{field}:{number}");
    let (sku, units, from, to) = (name("sku"), name("units"), name("from"), name("to"));
    let title = match line {
        Some(line) => name_of(&page.names, &line.sku),
        None => say.say("po-new-line"),
    };
    let which = if let Some(line) = line {
        view! {
            <input type="hidden" name=name("line") value=line.line.to_string() />
            <input type="hidden" name=sku value=line.sku.to_string() />
        }
        .into_any()
    } else {
        let field = Input {
            name: &sku,
            label: say.say("console-sku"),
            ..Input::default()
        };
        input(&field, sent)
    };
    let quantity = Input {
        name: &units,
        label: say.say("console-units"),
        kind: "number",
        value: line.map_or_else(String::new, |line| line.quantity.to_string()),
        width: "input--short",
        ..Input::default()
    };
    let (earliest, latest) = days(line.and_then(|line| line.expected));
    view! {
        <fieldset class="form__lines">
            <legend dir="auto">{title}</legend>
            {which}
            {input(&quantity, sent)}
            <div class="field-pair">
                {input(&date(&from, say.say("po-field-earliest"), earliest), sent)}
                {input(&date(&to, say.say("po-field-latest"), latest), sent)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// Units that become an order of their own.
pub(super) fn split_form(console: &ConsoleContext<'_>, page: &SupplyOrderPage) -> AnyView {
    let say = console.words();
    let sent = page.sent_of("split");
    let is_open = !sent.fields.is_empty();
    let text = |name, label: &str, hint: &str, required| Input {
        name,
        label: say.say(label),
        hint: say.say(hint),
        required,
        ..Input::default()
    };
    let open = page
        .order
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.open().open() > 0);
    let units = |(number, line): (usize, &PurchaseOrderLine)| {
        let name = format!("take:{number}");
        let open = say.fill("po-open-units", [("count", line.open().open().into())]);
        let field = Input {
            name: &name,
            label: name_of(&page.names, &line.sku),
            hint: open,
            kind: "number",
            width: "input--short",
            ..Input::default()
        };
        view! {
            <input type="hidden" name=format!("line:{number}") value=line.line.to_string() />
            <input type="hidden" name=format!("sku:{number}") value=line.sku.to_string() />
            {input(&field, &sent)}
        }
        .into_any()
    };
    let when = |name, label: &str| date(name, say.say(label), String::new());
    view! {
        <details class="panel" id="split" open=is_open>
            <summary>{say.say("po-split")}</summary>
            <form class="form" method="post" action=page.address()>
                {proof(console)}
                {hidden_fields(&page.order)}
                {problems(say, &sent)}
                <p>{say.say("po-split-text")}</p>
                {open.map(units).collect_view()}
                {input(&text("split_reference", "po-field-reference", "po-field-reference-hint", true), &sent)}
                <div class="field-pair">
                    {input(&when("split_earliest", "po-field-earliest"), &sent)}
                    {input(&when("split_latest", "po-field-latest"), &sent)}
                </div>
                <p class="field__hint">{say.say("po-new-date-hint")}</p>
                {input(&text("split_basis", "po-field-basis", "po-field-basis-hint", false), &sent)}
                {input(&text("split_reason", "po-field-reason", "po-field-reason-hint", true), &sent)}
                <p><button class="button button--primary" type="submit" name="action" value="split">{say.say("po-split-save")}</button></p>
            </form>
        </details>
    }
    .into_any()
}
