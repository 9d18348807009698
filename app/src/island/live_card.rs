//! The promise card with the order form under it: dates follow the quantity and the shop's news.

use crate::component::promise_card::promise_card;
use crate::view::CardView;
use leptos::html::Div;
use leptos::prelude::*;

/// Shows a card, keeps it up to date, and asks for another one when the quantity changes. The children hold the forms.
#[island]
pub fn LiveCard(
    /// What the server said.
    card: CardView,
    /// The order form.
    children: Children,
) -> impl IntoView {
    let root = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    let shown = {
        let shown = RwSignal::new(card);
        crate::browser::card::keep_up(root, shown);
        move || shown.with(promise_card)
    };
    #[cfg(not(feature = "hydrate"))]
    let shown = move || promise_card(&card);
    view! {
        <div class="live-card" node_ref=root>
            <div class="live-card__promise" data-mark="">{shown}</div>
            {children()}
        </div>
    }
}
