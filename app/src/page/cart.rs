//! The cart.

use super::shell::{Head, document};
use crate::component::cart_line::{CartItem, cart_line, line_name, units};
use crate::component::connection::connection;
use crate::component::icon::icon;
use crate::component::notice::notice;
use crate::component::order_form::{error_summary, shipping_text, way_fields};
use crate::component::promise_card::parts;
use crate::component::storefront::vat_note;
use crate::form::OrderFormState;
use dockline_domain::dates::Window;
use dockline_domain::price::{Price, PricedLine, Shipping};
use dockline_view::Shop;
use dockline_words::present::{cart_arrival, cart_parts, cart_ways, live_card};
use dockline_words::shown::CardView;
use dockline_words::{PageContext, Words, link, money};
use leptos::prelude::*;

/// The page of the cart.
pub fn cart(ctx: &PageContext, shop: &Shop, items: &[CartItem], form: &OrderFormState) -> String {
    let say = ctx.words();
    let head = Head {
        title: say.say("cart"),
        private: true,
        ..Head::default()
    };
    document(ctx, Some(shop), head, || {
        let content = if items.is_empty() {
            empty(ctx, shop)
        } else {
            filled(ctx, shop, items, form)
        };
        view! { <div class="page cart">{form.notice.map(|done| notice(done, say, shop))} <h1>{say.say("cart")}</h1> {content}</div> }
            .into_any()
    })
}

fn empty(ctx: &PageContext, shop: &Shop) -> AnyView {
    view! {
        <div class="empty">
            {icon("cart")}
            <p class="empty__text">{ctx.words().say("cart-empty")}</p>
            <p><a class="button button--primary" href=link::shop(&shop.slug)>{ctx.words().say("to-catalogue")}</a></p>
        </div>
    }
    .into_any()
}

fn filled(ctx: &PageContext, shop: &Shop, items: &[CartItem], form: &OrderFormState) -> AnyView {
    let say = ctx.words();
    let cards: Vec<Option<CardView>> = items.iter().map(|item| card_of(ctx, item)).collect();
    let lines = items
        .iter()
        .zip(&cards)
        .filter_map(|(item, card)| Some(cart_line(ctx, item, card.as_ref()?, form)))
        .collect_view();
    let orderable = cards
        .iter()
        .all(|card| card.as_ref().is_some_and(|card| card.orderable));
    let waits = cards
        .iter()
        .flatten()
        .any(|card| card.position_text.is_some());
    let ways = cart_ways(units(items), ctx.lang);
    view! {
            <form class="cart__form" id="order" method="post" action=link::cart(&shop.slug) novalidate>
                {error_summary(ctx, form)}
                <button class="visually-hidden" type="submit" name="action" value="update" tabindex="-1" aria-hidden="true" formnovalidate></button>
                <div class="cart__left">
                <ul class="cart__lines" role="list">{lines}</ul>
                <p class="cart__update"><button class="button button--quiet" type="submit" name="action" value="update" formnovalidate>{say.say("update-cart")}</button></p>
                </div>
                <section class="cart__checkout panel" aria-labelledby="checkout-title">
                    <div class="section-head">
                        <h2 id="checkout-title">{say.say("checkout-title")}</h2>
                        {connection(say)}
                    </div>
                    {dates(ctx, shop, items, ways.is_some())}
                    {totals(ctx, shop, items)}
                    <p class="quiet">{dockline_words::present::money_text(say, waits)}</p>
                    {ways.as_ref().map(|ways| way_fields(ctx, form, Some(ways)))}
                    {order_button(say, shop, orderable)}
                </section>
            </form>
    }
    .into_any()
}

/// When the cart ships: one row for what ships together. Where there is a choice, both are there and
/// the style sheet shows the one of the way that is chosen.
fn dates(ctx: &PageContext, shop: &Shop, items: &[CartItem], has_ways: bool) -> AnyView {
    let rows = |together| {
        let rows = cart_parts(units(items), together, ctx.lang);
        let arrives = arrives(ctx, shop, items, together);
        let arrives = arrives.map(
            |text| view! { <p class="promise__fact">{icon("supply")} <span>{text}</span></p> },
        );
        view! { {(!rows.is_empty()).then(|| parts(&rows))} {arrives} }
    };
    if !has_ways {
        return rows(false).into_any();
    }
    view! {
        <div class="way way--parts">{rows(false)}</div>
        <div class="way way--together">{rows(true)}</div>
    }
    .into_any()
}

/// When it arrives, where the shop says so.
fn arrives(ctx: &PageContext, shop: &Shop, items: &[CartItem], together: bool) -> Option<String> {
    let windows = units(items).flat_map(|(snapshot, quantity)| {
        let parts = snapshot.availability(quantity).parts;
        parts.into_iter().map(|part| part.window())
    });
    let mut windows: Vec<Option<Window>> = windows.collect();
    if together {
        let all: Option<Vec<Window>> = windows.into_iter().collect();
        windows = vec![all?.into_iter().reduce(Window::not_before)];
    }
    windows.sort_by_key(|window| window.map(|window| (window.latest(), window.earliest())));
    windows.dedup();
    cart_arrival(ctx.lang, shop, windows.into_iter(), None)
}

fn order_button(say: &Words, shop: &Shop, orderable: bool) -> AnyView {
    if !orderable {
        return view! { <p class="note tone-attention">{icon("alert")} <span>{say.say("cart-not-orderable")}</span></p> }.into_any();
    }
    let checkout = link::checkout(&shop.slug);
    view! { <button class="button button--primary button--wide" type="submit" formaction=checkout name="action" value="checkout">{say.say("to-checkout")}</button> }.into_any()
}

fn card_of(ctx: &PageContext, item: &CartItem) -> Option<CardView> {
    let snapshot = item.view.snapshots.get(item.index)?;
    Some(live_card(
        snapshot,
        &line_name(item),
        ctx.lang,
        item.quantity,
    ))
}

/// What the goods cost together, what shipping costs, and both.
fn totals(ctx: &PageContext, shop: &Shop, items: &[CartItem]) -> AnyView {
    let say = ctx.words();
    let price = price_of(shop, items);
    let charged = price
        .as_ref()
        .map(|price| price.shipping)
        .filter(|shipping| shipping.minor > 0);
    let row = charged.map(
        |charged| view! { <p class="cart__shipping"><span>{say.say("shipping")}</span> " " <span>{money(ctx.lang, charged)}</span></p> },
    );
    let once = shipping_text(ctx, shop).map(|text| view! { <p class="quiet">{text}</p> });
    let sum = price.map_or_else(String::new, |price| money(ctx.lang, price.total));
    view! { {row} <p class="cart__total"><span>{say.say("total")}</span> " " <strong>{sum}</strong></p> {vat_note(ctx, shop)} {once} }.into_any()
}

/// What a cart costs; `None` where a variant is gone or the price is out of range.
fn price_of(shop: &Shop, items: &[CartItem]) -> Option<Price> {
    let line = |item: &CartItem| {
        let variant = item.view.product.variants.get(item.index)?;
        Some(PricedLine {
            price: variant.price,
            quantity: item.quantity,
        })
    };
    let lines: Vec<PricedLine> = items.iter().map(line).collect::<Option<_>>()?;
    let currency = lines.first()?.price.currency;
    Price::of(currency, &lines, 0, Shipping::ByRule(shop.rules.shipping)).ok()
}
