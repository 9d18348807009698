//! What has just been done, above a page of the shop.

use super::icon::icon;
use crate::form::Notice;
use dockline_view::Shop;
use dockline_words::{Words, link};
use leptos::prelude::*;

/// The sentence above the page. It has the focus: what was pressed before it may be gone.
pub fn notice(done: Notice, say: &Words, shop: &Shop) -> AnyView {
    let (tone, name) = match done {
        Notice::InCart | Notice::Removed | Notice::OnWaitlist => ("notice tone-stock", "check"),
        Notice::CartFull | Notice::LeftCart(_) => ("notice tone-attention", "alert"),
    };
    let text = match done {
        Notice::InCart => say.say("notice-in-cart"),
        Notice::Removed => say.say("notice-removed"),
        Notice::CartFull => say.say("notice-cart-full"),
        Notice::LeftCart(count) => say.fill("notice-left-cart", [("count", count.into())]),
        Notice::OnWaitlist => say.by_mail("notice-on-waitlist", shop.mail_works()),
    };
    let to_cart = matches!(done, Notice::InCart | Notice::CartFull);
    let link =
        to_cart.then(|| view! { " " <a href=link::cart(&shop.slug)>{say.say("to-cart")}</a> });
    view! { <p class=tone role="status" tabindex="-1" autofocus>{icon(name)} <span>{text} {link}</span></p> }.into_any()
}
