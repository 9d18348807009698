//! A part of a page that follows a topic.

use leptos::prelude::*;

/// Keeps the element with `data-topic` among its children up to date: what stands in it under
/// `data-html`, `data-text` and `data-when` takes what live views say under these names. A field
/// called `quantity` makes it follow that quantity. The island has no props: the values stand in
/// attributes, which spares the browser a JSON reader.
#[island]
pub fn LiveRegion(
    /// What the server showed.
    children: Children,
) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    let on_input = |event| crate::live::on_input(&event);
    #[cfg(not(feature = "hydrate"))]
    let on_input = |_| {};
    view! { <div class="live-region" on:input=on_input>{children()}</div> }
}
