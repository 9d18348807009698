//! What stands where a form did not prove that it comes from a page of the session that sent it.

use super::{ConsoleContext, page};
use dockline_words::link::console as link;
use leptos::prelude::*;

/// Fields that nobody types: what a form rests on, and which of its buttons was pressed.
const NOT_TYPED: [&str; 8] = [
    "action",
    "backorder",
    "carrier_shown",
    "key",
    "next",
    "seen",
    "slip_days",
    "version",
];
/// What is in the name of a field for a password: it is never shown.
const SECRET: &str = "password";
/// Most fields that are shown again.
const FIELDS_SHOWN: usize = 200;

/// The fields of a form that was not carried out.
pub type Written = Vec<(String, String)>;

/// Says why nothing was done, shows what was written, and leads to the page of the form. It does
/// not offer to send it after all: a form that somebody else made would only need another click.
pub fn unproven(console: &ConsoleContext<'_>, back: &str, written: &Written) -> String {
    let say = console.words();
    let title = say.say("problem-form-token");
    page(console, None, &title, || {
        let typed = written.iter().filter(|(name, value)| {
            !value.trim().is_empty()
                && !NOT_TYPED.contains(&name.as_str())
                && name != super::FORM_TOKEN
                && !name.starts_with("open:")
                && !name.contains(SECRET)
        });
        let typed: Vec<_> = typed
            .take(FIELDS_SHOWN)
            .map(|(name, value)| view! { <div><dt><code>{name.clone()}</code></dt> <dd dir="auto">{value.clone()}</dd></div> })
            .collect();
        let typed = (!typed.is_empty()).then(
            || view! { <h2>{say.say("form-token-written")}</h2> <dl class="facts">{typed}</dl> },
        );
        let back = link::next(Some(back));
        view! {
            <p class="lede">{say.say("problem-form-token-text")}</p>
            <p><a class="button" href=back>{say.say("form-token-open")}</a></p>
            {typed}
        }
        .into_any()
    })
}
