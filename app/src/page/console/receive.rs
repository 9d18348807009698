//! Dock, second screen: how many are there?

use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, error_line, input, problems};
use crate::component::order_form::{field_id, key_field};
use dockline_domain::id::{LocationCode, PurchaseOrderReference, Sku};
use dockline_domain::limits;
use dockline_words::link::console as link;
use leptos::prelude::*;

/// A line that may be counted.
#[derive(Debug, Clone)]
pub struct CountLine {
    pub sku: Sku,
    /// What it is called.
    pub name: String,
    /// Units that are still coming.
    pub open: u32,
    /// The count differs from that: the form asks what it means.
    pub question: Option<CountQuestion>,
}

/// What a count that differs may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountQuestion {
    /// None of this many units came.
    None(u32),
    /// By how many units fewer came than are open.
    Fewer(u32),
    /// By how many units more came than are open.
    More(u32),
}

/// The form that counts the goods of a purchase order.
pub struct ReceivePage {
    /// The purchase order's number.
    pub reference: PurchaseOrderReference,
    /// Who supplied it.
    pub supplier: String,
    /// What may be counted.
    pub lines: Vec<CountLine>,
    /// The dock that was used last, or the only one.
    pub location: String,
    pub locations: Vec<LocationCode>,
    /// What was scanned: typing begins at its line.
    pub scanned: Option<Sku>,
    /// The form, if it came back.
    pub sent: Sent,
}

impl ReceivePage {
    /// The field in which typing begins: the first with something wrong, the line that was scanned,
    /// or the first line.
    fn focus(&self) -> String {
        let wrong = self.sent.errors.first().map(|error| error.field.clone());
        let scanned = self
            .scanned
            .as_ref()
            .or(self.lines.first().map(|line| &line.sku));
        wrong
            .or(scanned.map(|sku| format!("counted:{sku}")))
            .unwrap_or_default()
    }
}

/// The form that counts the goods of a purchase order.
pub fn receive(console: &ConsoleContext<'_>, page: &ReceivePage) -> String {
    let say = console.words();
    let title = say.fill(
        "dock-count-title",
        [("reference", page.reference.to_string().into())],
    );
    frame(console, Section::Dock, &title, || {
        let focus = page.focus();
        let uncounted = page
            .sent
            .errors
            .iter()
            .any(|error| error.field.starts_with("counted:"));
        let only_counted = uncounted.then(|| {
            view! { <button class="button" type="submit" name="only_counted" value="1">{say.say("dock-only-counted")}</button> }
        });
        view! {
            <p class="breadcrumb"><a href=link::DOCK>{say.say("console-dock")}</a></p>
            <p class="under-title quiet" dir="auto">{page.supplier.clone()}</p>
            <form class="form form--wide" method="post" action=link::receive(&page.reference)>
                {proof(console)}
                {key_field()}
                {problems(say, &page.sent)}
                <p class="lede">{say.say("dock-count-text")}</p>
                <ol class="counts" role="list">{page.lines.iter().map(|line| count_field(console, page, line, &focus)).collect_view()}</ol>
                <div class="field-pair">{location_field(console, page)} {note_field(console, page)}</div>
                <p class="button-row">
                    <button class="button button--primary" type="submit">{say.say("dock-receive-button")}</button>
                    {only_counted}
                </p>
            </form>
        }
        .into_any()
    })
}

fn count_field(
    console: &ConsoleContext<'_>,
    page: &ReceivePage,
    line: &CountLine,
    focus: &str,
) -> AnyView {
    let say = console.words();
    let name = format!("counted:{}", line.sku);
    let id = field_id(&name);
    let error = page.sent.error(&name).map(str::to_owned);
    let open = say.fill("dock-open-units", [("count", line.open.into())]);
    view! {
        <li class="count-line">
            <label class="count-line__name" for=id.clone()>
                <span class="count-line__title" dir="auto">{line.name.clone()}</span>
                " "
                <span class="quiet" dir="auto">{line.sku.to_string()}</span>
            </label>
            <div class="count-line__count">
                <input
                    class="input input--count"
                    id=id.clone()
                    name=name.clone()
                    type="number"
                    inputmode="numeric"
                    min="0"
                    max=limits::UNITS_MAX.to_string()
                    value=page.sent.value(&name).map(str::to_owned)
                    autofocus={name == focus}
                    autocomplete="off"
                    aria-describedby=format!("{id}-open {id}-error")
                    aria-invalid=error.is_some().then_some("true")
                />
                <span class="quiet" id=format!("{id}-open")>{open}</span>
            </div>
            <input type="hidden" name=format!("open:{}", line.sku) value=line.open.to_string() />
            {error_line(&id, error)}
            {line.question.map(|question| question_fields(console, page, line, question, focus))}
        </li>
    }
    .into_any()
}

/// What a count that differs means. Fewer: is the rest still coming? More: why?
fn question_fields(
    console: &ConsoleContext<'_>,
    page: &ReceivePage,
    line: &CountLine,
    question: CountQuestion,
    focus: &str,
) -> AnyView {
    let say = console.words();
    let (rest, why) = (format!("rest:{}", line.sku), format!("why:{}", line.sku));
    let (legend, choices) = match question {
        CountQuestion::None(open) => (
            say.fill("dock-none", [("count", open.into())]),
            rest_choices(console, page, &rest, focus),
        ),
        CountQuestion::Fewer(missing) => (
            say.fill("dock-fewer", [("count", missing.into())]),
            rest_choices(console, page, &rest, focus),
        ),
        CountQuestion::More(extra) => (
            say.fill("dock-more", [("count", extra.into())]),
            ().into_any(),
        ),
    };
    let reason = Input {
        name: &why,
        label: say.say("dock-why"),
        hint: say.say("dock-why-hint"),
        autofocus: why == focus,
        ..Input::default()
    };
    view! {
        <fieldset class="count-line__question radios">
            <legend>{legend}</legend>
            {choices}
            {input(&reason, &page.sent)}
        </fieldset>
    }
    .into_any()
}

fn rest_choices(
    console: &ConsoleContext<'_>,
    page: &ReceivePage,
    name: &str,
    focus: &str,
) -> AnyView {
    let say = console.words();
    let id = field_id(name);
    let chosen = page.sent.value(name).unwrap_or("").to_owned();
    let choice = |index: usize, value: &'static str, text: String| {
        let control = if index == 0 {
            id.clone()
        } else {
            format!("{id}-{value}")
        };
        view! {
            <label class="radio">
                <input type="radio" id=control name=name.to_owned() value=value checked={chosen == value} autofocus={index == 0 && name == focus} aria-describedby=format!("{id}-error") />
                " "
                <span>{text}</span>
            </label>
        }
    };
    view! {
        {choice(0, "coming", say.say("dock-rest-coming"))}
        {choice(1, "all", say.say("dock-rest-all"))}
        {error_line(&id, page.sent.error(name).map(str::to_owned))}
    }
    .into_any()
}

fn location_field(console: &ConsoleContext<'_>, page: &ReceivePage) -> AnyView {
    let say = console.words();
    let field = Input {
        name: "location",
        label: say.say("dock-location"),
        hint: say.say("dock-location-hint"),
        value: page.location.clone(),
        required: true,
        list: Some("locations"),
        ..Input::default()
    };
    let known = page
        .locations
        .iter()
        .map(|code| view! { <option value=code.to_string()></option> });
    view! { <div>{input(&field, &page.sent)} <datalist id="locations">{known.collect_view()}</datalist> {new_dock(console, page)}</div> }
        .into_any()
}

/// Whether a dock that nobody has heard of is meant to be one.
fn new_dock(console: &ConsoleContext<'_>, page: &ReceivePage) -> Option<AnyView> {
    let say = console.words();
    let code = page
        .sent
        .value("location")
        .map(str::trim)
        .filter(|code| page.sent.error("location").is_some() && !code.is_empty())?;
    let is_unknown = LocationCode::parse(code).is_ok_and(|code| !page.locations.contains(&code));
    is_unknown.then(|| {
        view! {
            <label class="radio">
                <input type="checkbox" name="new_dock" value=code.to_owned() />
                " "
                <span dir="auto">{say.fill("dock-new", [("code", code.to_owned().into())])}</span>
            </label>
        }
        .into_any()
    })
}

fn note_field(console: &ConsoleContext<'_>, page: &ReceivePage) -> AnyView {
    let say = console.words();
    let field = Input {
        name: "delivery_note",
        label: say.say("dock-note"),
        hint: say.say("dock-note-hint"),
        ..Input::default()
    };
    input(&field, &page.sent)
}
