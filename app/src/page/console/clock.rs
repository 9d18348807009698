//! A rehearsal's clock: in the head of every page, and on a page of its own when something was
//! wrong.

use super::{ConsoleContext, Sent, page, proof};
use crate::component::console_field::{Input, input, problems};
use dockline_domain::access::Permission;
use dockline_words::link::console as link;
use leptos::prelude::*;

/// The clock in the head of a page, with the form that moves it on.
pub(super) fn in_head(console: &ConsoleContext<'_>) -> AnyView {
    let now = reading(console);
    if !console.may(Permission::AdvanceClock) {
        return view! { <span class="tag">{now}</span> }.into_any();
    }
    view! {
        <details class="console-clock">
            <summary class="tag">{now}</summary>
            <div class="panel console-clock__form">{form(console, &console.ctx.path, "clock-to", &Sent::default())}</div>
        </details>
    }
    .into_any()
}

/// What it says.
fn reading(console: &ConsoleContext<'_>) -> String {
    let now = console.shop_time();
    let time = format!("{:02}:{:02}", now.hour(), now.minute());
    console.words().fill(
        "clock",
        [
            ("day", console.dates().day(now.date()).into()),
            ("time", time.into()),
        ],
    )
}

/// The page of the form: what was written comes back with what is wrong with it.
pub fn clock(console: &ConsoleContext<'_>, sent: &Sent) -> String {
    let say = console.words();
    page(console, None, &say.say("clock-title"), || {
        let next = link::next(sent.value("next"));
        view! {
            <p class="lede">{reading(console)}</p>
            <div class="panel form">{problems(say, sent)} {form(console, &next, "to", sent)}</div>
            <p><a class="button" href=next.clone()>{say.say("leave-it")}</a></p>
        }
        .into_any()
    })
}

/// The form; `name` tells the one in the head apart from the one of the page.
fn form(console: &ConsoleContext<'_>, next: &str, id: &'static str, sent: &Sent) -> AnyView {
    let say = console.words();
    let now = console.shop_time();
    let at = format!("{}T{:02}:{:02}", now.date(), now.hour(), now.minute());
    let field = if id == "to" {
        let field = Input {
            name: "to",
            label: say.say("clock-to"),
            kind: "datetime-local",
            value: at,
            required: true,
            autofocus: true,
            ..Input::default()
        };
        input(&field, sent)
    } else {
        view! {
            <div class="field">
                <label for=id>{say.say("clock-to")}</label>
                <input class="input" id=id name="to" type="datetime-local" required min=at.clone() value=at />
            </div>
        }
        .into_any()
    };
    view! {
        <form method="post" action=link::CLOCK>
            {proof(console)}
            <input type="hidden" name="next" value=next.to_owned() />
            <p class="quiet">{say.say("clock-text")}</p>
            {field}
            <button class="button" type="submit">{say.say("clock-advance")}</button>
        </form>
    }
    .into_any()
}
