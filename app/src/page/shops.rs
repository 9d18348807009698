//! The list of shops.

use super::shell::{Head, document};
use dockline_words::PageContext;
use dockline_words::link::console;
use leptos::prelude::*;

/// A shop in the list of shops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopCard {
    /// Its name in URLs.
    pub slug: String,
    /// Its name for people.
    pub name: String,
    /// One line about it.
    pub tagline: Option<String>,
}

/// The page `/` of a server with several shops, or none; a demo also leads to its rehearsal.
pub fn shops(ctx: &PageContext, shops: &[ShopCard], rehearsal: Option<&str>) -> String {
    let say = ctx.words();
    let head = Head {
        title: say.say("shops"),
        canonical: Some("/".to_owned()),
        ..Head::default()
    };
    document(ctx, None, head, || {
        let cards = shops.iter().map(|shop| {
            view! {
                <li class="shop-card">
                    <h2><a href=format!("/s/{}", shop.slug) dir="auto">{shop.name.clone()}</a></h2>
                    <p class="quiet" dir="auto">{shop.tagline.clone()}</p>
                </li>
            }
        });
        let empty = shops
            .is_empty()
            .then(|| view! { <p class="quiet">{say.say("no-shops")}</p> });
        let rehearsal = rehearsal.map(|shop| {
            let to = console::log_in_to(shop, console::CLOCK);
            view! { <p class="shop-list__more">{say.say("shops-rehearsal")} " " <a href=to>{say.say("shops-rehearsal-link")}</a></p> }
        });
        view! {
            <div class="page narrow">
                <h1>{say.say("shops")}</h1>
                {empty}
                <ul class="shop-list" role="list">{cards.collect_view()}</ul>
                {rehearsal}
            </div>
        }
        .into_any()
    })
}
