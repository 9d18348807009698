//! A form that is sent without leaving the page. Without the island it is an ordinary form.

use leptos::prelude::*;

/// Sends the form among its children by `fetch`, shows what is wrong at the fields, and goes to the
/// order when it is placed or units of it are cancelled. Which request it is says the form's `data-enhance`; buttons with
/// another value send the form the ordinary way.
#[island]
pub fn EnhancedForm(children: Children) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    let on_submit = |event| crate::sending::on_submit(&event);
    #[cfg(not(feature = "hydrate"))]
    let on_submit = |_| {};
    view! { <div class="enhanced" on:submit=on_submit>{children()}</div> }
}
