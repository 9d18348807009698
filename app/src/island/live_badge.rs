//! A status in one line, kept up to date.

use crate::component::badge::badge as badge_line;
use crate::view::BadgeView;
use leptos::prelude::*;

/// The status of one topic.
#[island]
pub fn LiveBadge(
    /// Of which quantity of which variant.
    topic: String,
    /// The version that the server showed.
    version: i64,
    /// What the server said.
    badge: BadgeView,
) -> impl IntoView {
    let shown = RwSignal::new(badge);
    #[cfg(feature = "hydrate")]
    crate::live::follow(topic, version, move |view| {
        if let Some(card) = view.card {
            shown.set(BadgeView::from(&card));
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (topic, version);
    move || badge_line(&shown.get())
}
