//! What an order form shows when it is shown again.

use crate::actions::FieldMessage;
use crate::component::icon::icon;
use dockline_domain::id::ShopSlug;
use dockline_words::{Words, link};
use leptos::prelude::*;

/// The kept values of an order form and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFormState {
    /// Mail address as it was written.
    pub email: String,
    /// Name as it was written.
    pub name: String,
    /// Whether all of it should ship together.
    pub complete: bool,
    /// The date by which it is needed, as it was written.
    pub needed_by: String,
    /// The address for the waitlist as it was written.
    pub waitlist_email: String,
    /// What is wrong with the whole of it.
    pub message: Option<String>,
    /// What is wrong with single fields: `quantity`, `email`, `name`, `ship`, `needed_by`,
    /// `quantity:{sku}`, `waitlist-email`.
    pub errors: Vec<FieldMessage>,
    /// What has just been done.
    pub notice: Option<Notice>,
}

/// What has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It lies in the cart.
    InCart,
    /// It lies in the cart no more.
    Removed,
    /// The cart holds no more.
    CartFull,
    /// This many lines left the cart: the shop does not sell them any more.
    LeftCart(u32),
    /// The address is on the waitlist.
    OnWaitlist,
}

impl Notice {
    /// The sentence above the page. It has the focus: what was pressed before it may be gone.
    pub(crate) fn line(self, say: &Words, shop: &ShopSlug) -> AnyView {
        let (tone, name) = match self {
            Self::InCart | Self::Removed | Self::OnWaitlist => ("notice tone-stock", "check"),
            Self::CartFull | Self::LeftCart(_) => ("notice tone-attention", "alert"),
        };
        let text = match self {
            Self::InCart => say.say("notice-in-cart"),
            Self::Removed => say.say("notice-removed"),
            Self::CartFull => say.say("notice-cart-full"),
            Self::LeftCart(count) => say.fill("notice-left-cart", [("count", count.into())]),
            Self::OnWaitlist => say.say("notice-on-waitlist"),
        };
        let to_cart = matches!(self, Self::InCart | Self::CartFull);
        let link = to_cart.then(|| view! { " " <a href=link::cart(shop)>{say.say("to-cart")}</a> });
        view! { <p class=tone role="status" tabindex="-1" autofocus>{icon(name)} <span>{text} {link}</span></p> }.into_any()
    }
}

impl OrderFormState {
    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.as_str())
    }
}
