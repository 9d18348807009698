//! A status in one line: icon and words.

use super::icon::icon;
use dockline_words::shown::BadgeView;
use leptos::prelude::*;

/// A status in one line.
pub fn badge(badge: &BadgeView) -> impl IntoView + use<> {
    view! {
        <span class=format!("badge tone-{}", badge.tone.name()) part="badge">
            {icon(badge.tone.icon())}
            <span>{badge.text.clone()}</span>
        </span>
    }
}
