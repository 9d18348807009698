//! The way of the goods, as it goes on.

use crate::component::stage_list::stage_list;
use crate::view::ProgressView;
use leptos::html::Div;
use leptos::prelude::*;

/// Shows the stages of one topic and keeps them up to date.
#[island]
pub fn LiveProgress(
    /// Of which quantity of which variant.
    topic: String,
    /// The version that the server showed.
    version: i64,
    /// What the server said.
    progress: ProgressView,
    /// Stands there when nothing is on the way.
    empty_text: String,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let shown = RwSignal::new(progress);
    #[cfg(feature = "hydrate")]
    crate::live::follow(topic, version, move |view| {
        let Some(card) = view.card else { return };
        if shown.with_untracked(|progress| *progress != card.progress) {
            shown.set(card.progress);
            crate::browser::mark(root);
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (topic, version);
    view! { <div class="live-progress" data-mark="" node_ref=root>{move || shown.with(|progress| stage_list(progress, &empty_text))}</div> }
}
