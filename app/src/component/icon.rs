//! Icons: one sprite in each page, referred to by name.

use leptos::prelude::*;

/// An icon of the sprite, as large as the text around it. Words stand beside it: it says nothing to
/// screen readers.
pub fn icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" part="icon" aria-hidden="true" focusable="false">
            <use_ href=format!("#i-{name}")></use_>
        </svg>
    }
}

/// Every icon, drawn on a 20 by 20 grid with a line of 1.75. Each begins with its id.
const SYMBOLS: [&str; 19] = [
    r#"<symbol id="i-embed" viewBox="0 0 20 20"><path d="m7 6-4 4 4 4M13 6l4 4-4 4"/></symbol>"#,
    r#"<symbol id="i-check" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7.5"/><path d="m6.6 10.3 2.3 2.3 4.6-5"/></symbol>"#,
    r#"<symbol id="i-clock" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7.5"/><path d="M10 5.6V10l2.9 1.9"/></symbol>"#,
    r#"<symbol id="i-alert" viewBox="0 0 20 20"><path d="M10 2.8 18 16.6H2z"/><path d="M10 8v3.8"/><path d="M10 14.2v.1"/></symbol>"#,
    r#"<symbol id="i-none" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7.5"/><path d="m4.8 15.2 10.4-10.4"/></symbol>"#,
    r#"<symbol id="i-cart" viewBox="0 0 20 20"><path d="M2 3.2h2.2l2 9.6h8.6l2-7H5"/><circle cx="7.6" cy="16.2" r="1.1"/><circle cx="13.6" cy="16.2" r="1.1"/></symbol>"#,
    r#"<symbol id="i-search" viewBox="0 0 20 20"><circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4.4 4.4"/></symbol>"#,
    r#"<symbol id="i-line" viewBox="0 0 20 20"><circle cx="4" cy="7" r="2"/><circle cx="10" cy="7" r="2"/><circle cx="16" cy="7" r="2"/><path d="M2 14.5c0-2 .8-3 2-3s2 1 2 3M8 14.5c0-2 .8-3 2-3s2 1 2 3M14 14.5c0-2 .8-3 2-3s2 1 2 3"/></symbol>"#,
    r#"<symbol id="i-card" viewBox="0 0 20 20"><rect x="2" y="4.5" width="16" height="11" rx="1.8"/><path d="M2 8.3h16M5 12.3h3"/></symbol>"#,
    r#"<symbol id="i-ship" viewBox="0 0 20 20"><path d="M2.5 12.2h15l-2.2 4.3H4.8zM5 12V7.5h10V12M10 7.2V3.4"/></symbol>"#,
    r#"<symbol id="i-today" viewBox="0 0 20 20"><path d="M3 5.5h14v11H3zM3 9h14M6.5 3v4M13.5 3v4"/></symbol>"#,
    r#"<symbol id="i-supply" viewBox="0 0 20 20"><path d="M10 2.5 17 6v8l-7 3.5L3 14V6zM3.2 6.2 10 9.5l6.8-3.3M10 9.5v7.8"/></symbol>"#,
    r#"<symbol id="i-dock" viewBox="0 0 20 20"><path d="M2.5 17V7.5L10 3l7.5 4.5V17M5.5 17v-6h9v6M5.5 14h9"/></symbol>"#,
    r#"<symbol id="i-orders" viewBox="0 0 20 20"><path d="M4.5 2.5h11v15l-2.8-1.6-2.7 1.6-2.7-1.6-2.8 1.6zM7.5 6.5h5M7.5 10h5"/></symbol>"#,
    r#"<symbol id="i-mails" viewBox="0 0 20 20"><path d="M2.5 4.5h15v11h-15zM3 5.2l7 5.6 7-5.6"/></symbol>"#,
    r#"<symbol id="i-webhooks" viewBox="0 0 20 20"><path d="M2.5 10h9M8.5 6.5 12 10l-3.5 3.5M13.5 3.5h4v13h-4"/></symbol>"#,
    r#"<symbol id="i-note" viewBox="0 0 20 20"><circle cx="10" cy="10" r="7.5"/><path d="M10 9.2v4.4M10 6.3v.1"/></symbol>"#,
    r#"<symbol id="i-next" viewBox="0 0 20 20"><path d="m8 4.5 5.5 5.5L8 15.5"/></symbol>"#,
    r#"<symbol id="i-shelf" viewBox="0 0 20 20"><path d="M3 2.5v15M17 2.5v15M3 8.5h14M3 15.5h14M6 8.5V5h4v3.5M11 15.5v-4h3.5v4"/></symbol>"#,
];

/// The sprite; it stands once in each page.
pub fn sprite() -> AnyView {
    view! { <svg class="sprite" hidden aria-hidden="true" inner_html=SYMBOLS.concat()></svg> }
        .into_any()
}

/// A sprite of the icons that a piece of HTML refers to. A shadow tree sees no other.
pub fn sprite_for(html: &str) -> AnyView {
    let is_used = |symbol: &&str| {
        symbol
            .split('"')
            .nth(1)
            .is_some_and(|id| html.contains(&format!("\"#{id}\"")))
    };
    let used: String = SYMBOLS.into_iter().filter(is_used).collect();
    view! { <svg class="sprite" hidden aria-hidden="true" inner_html=used></svg> }.into_any()
}
