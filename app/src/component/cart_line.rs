//! A line of the cart.

use super::icon::icon;
use super::live::{badge_place, region};
use super::order_form::{field_error, field_id};
use super::picture::picture;
use super::storefront::unit_price;
use crate::Topic;
use crate::form::OrderFormState;
use dockline_domain::limits;
use dockline_view::{ProductView, VariantSnapshot};
use dockline_words::present::{order_line_name, unit_price_text};
use dockline_words::shown::CardView;
use dockline_words::{PageContext, link, money};
use leptos::prelude::*;

/// A line of the cart.
#[derive(Debug, Clone)]
pub struct CartItem {
    pub view: ProductView,
    /// Which of its variants.
    pub index: usize,
    pub quantity: u32,
}

/// What is wanted of each variant.
pub fn units(items: &[CartItem]) -> impl Iterator<Item = (&VariantSnapshot, u32)> {
    items
        .iter()
        .filter_map(|item| Some((&**item.view.snapshots.get(item.index)?, item.quantity)))
}

/// What a line of the cart is called in a sentence.
pub fn line_name(item: &CartItem) -> String {
    let variant = item.view.product.variants.get(item.index);
    variant.map_or_else(
        || item.view.product.title.clone(),
        |variant| order_line_name(&item.view.product.title, &variant.options),
    )
}

/// A line with its date, its quantity and the way out.
pub fn cart_line(
    ctx: &PageContext,
    item: &CartItem,
    card: &CardView,
    state: &OrderFormState,
) -> Option<AnyView> {
    let say = ctx.words();
    let view = &item.view;
    let variant = view.product.variants.get(item.index)?;
    let field = format!("quantity:{}", variant.sku);
    let id = field_id(&field);
    let price = variant
        .price
        .times(item.quantity)
        .map_or_else(|_| String::new(), |sum| money(ctx.lang, sum));
    let problem = (!card.orderable).then(|| {
        let text = card.fewer.clone().map_or_else(|| say.say("cart-line-gone"), |fewer| fewer.text);
        view! { <p class="note tone-attention cart-line__problem">{icon("alert")} <span>{text}</span></p> }
    });
    let topic = Topic::variant(&card.sku, card.quantity);
    let live = region(&topic, card.version, badge_place(card));
    let href = link::product(
        &view.shop.slug,
        &view.product.handle,
        Some(&variant.sku),
        item.quantity,
    );
    Some(
        view! {
            <li class="cart-line">
                <div class="cart-line__picture">{picture(variant.image.clone().or_else(|| view.product.image.clone()), "", false)}</div>
                <div class="cart-line__body">
                    <h2 class="cart-line__title" dir="auto"><a href=href>{view.product.title.clone()}</a></h2>
                    <p class="quiet" dir="auto">{variant.options_text()}</p>
                    {unit_price(unit_price_text(ctx.lang, variant))}
                    {live}
                    {problem}
                    <div class="cart-line__controls">
                        <div class="field field--row">
                            <label for=id.clone()>{say.say("field-quantity")}</label>
                            <input class="input input--short" id=id.clone() name=field.clone() type="number" inputmode="numeric" min="1" max=limits::QUANTITY_MAX.to_string() value=item.quantity.to_string() required aria-describedby=format!("{id}-error") />
                        </div>
                        <button class="button button--plain" type="submit" name="action" value=format!("remove:{}", variant.sku) formnovalidate>
                            {say.say("remove")} <span class="visually-hidden">{line_name(item)}</span>
                        </button>
                    </div>
                    {field_error(&field, state)}
                </div>
                <p class="cart-line__price">{price}</p>
            </li>
        }
        .into_any(),
    )
}
