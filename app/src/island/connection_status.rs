//! The button that pauses a page's updates (WCAG 2.2.2).

use leptos::prelude::*;

/// Pauses the updates, or goes on with them. The words for each state of the connection are among
/// its children; the style sheet shows those of the document's `data-connection`.
#[island]
pub fn ConnectionStatus(children: Children) -> impl IntoView {
    let press = move |_| {
        #[cfg(feature = "hydrate")]
        crate::live::toggle_pause();
    };
    view! { <button class="connection" type="button" on:click=press>{children()}</button> }
}
