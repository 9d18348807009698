//! An order, kept up to date.

use crate::component::order_lines::order_summary;
use crate::view::OrderLiveView;
use leptos::html::Div;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The words around an order that do not change.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OrderWords {
    /// Above the total.
    pub total: String,
    /// Above what happened.
    pub history: String,
    /// Above every date that was told.
    pub promises: String,
    /// Before an old date, for screen readers.
    pub before: String,
}

#[cfg(feature = "ssr")]
impl OrderWords {
    /// The words of a language.
    pub fn new(say: &crate::words::Words) -> Self {
        Self {
            total: say.say("total"),
            history: say.say("order-history"),
            promises: say.say("promise-history"),
            before: say.say("date-before"),
        }
    }
}

/// Shows an order and keeps it up to date.
#[island]
pub fn LiveOrder(
    /// What the server said.
    order: OrderLiveView,
    /// The words around it.
    words: OrderWords,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    let shown = RwSignal::new(order);
    #[cfg(feature = "hydrate")]
    {
        let (topic, version) = shown.with_untracked(|order| (crate::view::LiveView::order_topic(&order.token), order.version));
        crate::live::follow(topic, version, move |view| {
            let Some(order) = view.order else { return };
            crate::live::announce(&order.announcement);
            crate::browser::show_when("cancellable", order.cancellable);
            shown.set(*order);
            crate::browser::mark(root);
        });
    }
    view! { <div data-mark="" node_ref=root>{move || shown.with(|order| order_summary(order, &words))}</div> }
}
