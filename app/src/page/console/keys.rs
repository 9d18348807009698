//! The help about the keys. The script of the console opens it; without the script there are no
//! keys to tell of.

use super::{ConsoleContext, Section};
use leptos::prelude::*;

/// What opens the help; hidden until the script shows it.
pub(super) fn button(console: &ConsoleContext<'_>) -> AnyView {
    view! { <button class="button button--plain keys-open" type="button" id="keys-open" hidden>{console.words().say("keys")}</button> }
        .into_any()
}

/// The keys there are, and how to turn them off.
pub(super) fn help(console: &ConsoleContext<'_>) -> AnyView {
    let say = console.words();
    let row = |keys: &[&str], text: String| {
        let keys = keys
            .iter()
            .map(|key| view! { <kbd>{(*key).to_owned()}</kbd> " " })
            .collect_view();
        view! { <div class="keys__row"><dt>{keys}</dt> <dd>{text}</dd></div> }
    };
    let sections = Section::ALL.map(|section| row(&["g", section.key()], section.name(console)));
    view! {
        <dialog class="keys" id="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">{say.say("keys")}</h2>
            <p class="quiet">{say.say("keys-text")}</p>
            <dl class="keys__list">
                {sections.collect_view()}
                {row(&["/"], say.say("console-search-label"))}
                {row(&["j", "k"], say.say("keys-rows"))}
                {row(&["Esc"], say.say("keys-escape"))}
                {row(&["?"], say.say("keys-help"))}
            </dl>
            <label class="radio"><input type="checkbox" id="keys-on" checked /> " " <span>{say.say("keys-on")}</span></label>
            <p><button class="button" type="button" id="keys-close">{say.say("close")}</button></p>
        </dialog>
    }
    .into_any()
}
