//! Whether the page is live, and the button to pause it.

use crate::island::ConnectionStatus;
use dockline_words::Words;
use leptos::prelude::*;

/// A dot, a word and what pressing does; nothing of it shows before the page is live.
pub fn connection(say: &Words) -> AnyView {
    let state = |name: &'static str, text: String, action: String| {
        view! {
            <span class=format!("connection__state connection__state--{name}")>
                <span class="connection__dot" aria-hidden="true"></span>
                <span>{text}</span>
                " "
                <span class="connection__action">{action}</span>
            </span>
        }
    };
    let words = view! {
        {state("live", say.say("live"), say.say("live-pause"))}
        {state("paused", say.say("live-paused"), say.say("live-resume"))}
        {state("reconnecting", say.say("live-reconnecting"), say.say("live-pause"))}
        {state("offline", say.say("live-offline"), say.say("live-pause"))}
    }
    .into_any();
    view! { <ConnectionStatus>{words}</ConnectionStatus> }.into_any()
}
