//! A form that is sent without leaving the page. Without the island it is an ordinary form.

use leptos::html::Div;
use leptos::prelude::*;

/// Sends the form among its children by `fetch`, shows what is wrong at the fields, and goes to the order when it is placed. Which request it
/// is says the form's `data-enhance`; buttons with another value send the form the ordinary way.
#[island]
pub fn EnhancedForm(
    /// The button's words while the answer is awaited.
    waiting_text: String,
    /// The message when no answer comes.
    failed_text: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    crate::browser::form::enhance(root, waiting_text, failed_text);
    #[cfg(not(feature = "hydrate"))]
    let _ = (waiting_text, failed_text);
    view! { <div class="enhanced" node_ref=root>{children()}</div> }
}
