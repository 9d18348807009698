//! A merchant's picture in its frame.

use leptos::prelude::*;

/// The picture, or an empty frame. The first ones of a page load at once, the others when they come
/// into sight.
pub fn picture(address: Option<String>, alt: &str, eager: bool) -> AnyView {
    let image = address.map(|src| {
        let (loading, priority) = if eager { ("eager", Some("high")) } else { ("lazy", None) };
        view! { <img src=src alt=alt.to_owned() width="800" height="800" loading=loading decoding="async" fetchpriority=priority /> }
    });
    view! { <span class="picture">{image}</span> }.into_any()
}
