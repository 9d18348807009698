//! Dates that were told and do not hold any more, folded away.

use dockline_words::shown::PromiseLineView;
use leptos::prelude::*;

/// Every date with why it was another one; nothing where there was only one.
pub fn date_history(title: &str, lines: &[PromiseLineView]) -> Option<AnyView> {
    let line = |promise: &PromiseLineView| {
        let window = promise.window_text.clone();
        let window = if promise.current {
            view! { <strong>{window}</strong> }.into_any()
        } else {
            view! { <s>{window}</s> }.into_any()
        };
        view! {
            <li>
                <span class="quiet">{promise.told_text.clone()}</span>
                " "
                {window}
                " "
                <span class="quiet" dir="auto">{promise.reason_text.clone()}</span>
            </li>
        }
    };
    (!lines.is_empty()).then(|| {
        view! {
            <details class="promises">
                <summary>{title.to_owned()}</summary>
                <ol role="list">{lines.iter().map(line).collect_view()}</ol>
            </details>
        }
        .into_any()
    })
}
