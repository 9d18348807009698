//! The review of an order before it is placed: everything that is ordered, what it costs, when it
//! ships, and who gets it where.

use super::shell::{Head, document};
use crate::component::address_fields::{AddressForm, address_fields};
use crate::component::cart_line::{CartItem, line_name, units};
use crate::component::icon::icon;
use crate::component::notice::notice;
use crate::component::order_form::{
    contact_fields, enhanced, error_summary, key_field, needed_field, shipping_text, way_fields,
};
use crate::component::picture::picture;
use crate::component::promise_card::parts;
use crate::component::storefront::{unit_price, vat_note};
use crate::form::OrderFormState;
use dockline_domain::id::Sku;
use dockline_domain::order::Ship;
use dockline_domain::storefront::LegalPage;
use dockline_view::{Quote, Shop};
use dockline_words::present::{
    cart_arrival, cart_parts, cart_ways, legal_page_name, payment_text, unit_price_text,
};
use dockline_words::{PageContext, Words, link, money};
use leptos::prelude::*;

/// What the review shows.
pub struct Checkout<'a> {
    /// Where it is ordered.
    pub shop: &'a Shop,
    /// What.
    pub items: &'a [CartItem],
    /// Whether it lies in the cart, or is ordered by itself.
    pub from_cart: bool,
    /// What it comes to; `None` where not all of it can be had.
    pub quote: Option<&'a Quote>,
    /// What was written, and what is wrong with it.
    pub form: &'a OrderFormState,
    /// Where it goes.
    pub address: &'a AddressForm,
    /// What has changed since it was looked at last, in sentences.
    pub changed: &'a [String],
}

/// The page of the review.
pub fn checkout(ctx: &PageContext, page: &Checkout<'_>) -> String {
    let say = ctx.words();
    let is_wrong = page.form.message.is_some() || !page.form.errors.is_empty();
    let title = say.say("checkout-review");
    let head = Head {
        title: if is_wrong {
            say.fill("checkout-title-wrong", [("title", title.clone().into())])
        } else {
            title.clone()
        },
        private: true,
        form: Some("order"),
        ..Head::default()
    };
    document(ctx, Some(page.shop), head, || {
        view! {
            <div class="page checkout">
                <h1>{title}</h1>
                {form(ctx, page)}
            </div>
        }
        .into_any()
    })
}

fn form(ctx: &PageContext, page: &Checkout<'_>) -> AnyView {
    let say = ctx.words();
    let ways = page
        .quote
        .and_then(|_| cart_ways(units(page.items), ctx.lang));
    let inner = view! {
        <form class="cart__form checkout__form" id="order" method="post" action=link::checkout(&page.shop.slug) novalidate
            data-enhance="order" data-waiting=say.say("form-sending") data-failed=say.say("form-failed")>
            {page.form.notice.map(|done| notice(done, say, page.shop))}
            {key_field()}
            {goods_fields(page)}
            {told_fields(page)}
            {changed(say, page.changed)}
            {error_summary(ctx, page.form)}
            <div class="checkout__who">
                <section aria-labelledby="who-title">
                    <h2 id="who-title">{say.say("checkout-who")}</h2>
                    {contact_fields(ctx, page.form)}
                </section>
                <section aria-labelledby="where-title">
                    <h2 id="where-title">{say.say("checkout-where")}</h2>
                    {(!page.address.required).then(|| view! { <p class="quiet">{say.say("checkout-where-optional")}</p> })}
                    {address_fields(ctx, page.address, page.form)}
                </section>
                <section aria-labelledby="how-title">
                    <h2 id="how-title">{say.say("checkout-how")}</h2>
                    {ways.as_ref().map(|ways| way_fields(ctx, page.form, Some(ways)))}
                    {needed_field(ctx, page.form)}
                </section>
            </div>
            {summary(ctx, page, ways.is_some())}
        </form>
    }
    .into_any();
    enhanced(inner)
}

/// What is ordered by itself stands in the form; what lies in the cart is found there.
fn goods_fields(page: &Checkout<'_>) -> Option<AnyView> {
    let item = page.items.first().filter(|_| !page.from_cart)?;
    let snapshot = item.view.snapshots.get(item.index)?;
    Some(
        view! {
            <input type="hidden" name="sku" value=snapshot.sku.to_string() />
            <input type="hidden" name="quantity" value=item.quantity.to_string() />
        }
        .into_any(),
    )
}

/// What the page tells of price and dates: with others nothing is ordered.
fn told_fields(page: &Checkout<'_>) -> Option<AnyView> {
    let quote = page.quote?;
    let goods = units(page.items).map(|(snapshot, quantity)| (&snapshot.sku, quantity));
    let told = |ship| view! { <input type="hidden" name=told_name(ship) value=quote.told(ship).to_string() /> };
    Some(
        view! {
            <input type="hidden" name="goods" value=goods_told(goods) />
            <input type="hidden" name="expected_total" value=quote.total.minor.to_string() />
            {told(Ship::AsAvailable)}
            {told(Ship::Complete)}
            {page.address.draft.country.clone().map(|country| view! { <input type="hidden" name="arrives_in" value=country /> })}
        }
        .into_any(),
    )
}

/// What was shown, in its order: a cart may be another one by now, in the same browser.
pub fn goods_told<'a>(goods: impl Iterator<Item = (&'a Sku, u32)>) -> String {
    let line = |(sku, quantity): (&Sku, u32)| format!("{quantity} {sku};");
    goods.map(line).collect::<Vec<_>>().concat()
}

/// The field that says what was told of a way to ship.
pub fn told_name(ship: Ship) -> &'static str {
    match ship {
        Ship::AsAvailable => "told_as_available",
        Ship::Complete => "told_complete",
    }
}

fn changed(say: &Words, changed: &[String]) -> Option<AnyView> {
    (!changed.is_empty()).then(|| {
        let rows = changed.iter().map(|text| view! { <li>{text.clone()}</li> });
        view! {
            <div class="error-summary" role="group" tabindex="-1" autofocus aria-labelledby="changed-title">
                <p class="error-summary__title" id="changed-title">{icon("alert")} <span>{say.say("checkout-changed")}</span></p>
                <ul role="list">{rows.collect_view()}</ul>
                <p>{say.say("checkout-changed-again")}</p>
            </div>
        }
        .into_any()
    })
}

/// Everything that a buyer must read directly before they order (§ 312j(2) BGB, Directive
/// 2011/83/EU art. 8(2)): the goods, the whole price, and when it ships; the button comes last.
fn summary(ctx: &PageContext, page: &Checkout<'_>, has_ways: bool) -> AnyView {
    let say = ctx.words();
    let lines = page.items.iter().filter_map(|item| line(ctx, item));
    view! {
        <section class="cart__checkout checkout__summary panel" aria-labelledby="checkout-title">
            <div class="section-head">
                <h2 id="checkout-title">{say.say("checkout-title")}</h2>
                {change_link(say, page)}
            </div>
            <ul class="checkout__lines" role="list">{lines.collect_view()}</ul>
            {has_ways.then(|| together(ctx, page))}
            {arrival(ctx, page, has_ways)}
            {page.quote.map(|quote| totals(ctx, page.shop, quote))}
            {page.quote.map(|quote| pays(say, page.shop, quote))}
            {terms(ctx, page.shop)}
            {button(say, page)}
        </section>
    }
    .into_any()
}

fn change_link(say: &Words, page: &Checkout<'_>) -> AnyView {
    let own = page.items.first().filter(|_| !page.from_cart);
    let own = own.and_then(|item| {
        let snapshot = item.view.snapshots.get(item.index)?;
        let handle = &item.view.product.handle;
        let sku = Some(&snapshot.sku);
        Some(link::product(&page.shop.slug, handle, sku, item.quantity))
    });
    let href = own.unwrap_or_else(|| link::cart(&page.shop.slug));
    view! { <a href=href>{say.say("checkout-change")}</a> }.into_any()
}

fn line(ctx: &PageContext, item: &CartItem) -> Option<AnyView> {
    let variant = item.view.product.variants.get(item.index)?;
    let snapshot = item.view.snapshots.get(item.index)?;
    let price = variant.price.times(item.quantity);
    let price = price.map_or_else(|_| String::new(), |sum| money(ctx.lang, sum));
    let each = money(ctx.lang, variant.price);
    let count = ctx.words().fill(
        "checkout-units",
        [("count", item.quantity.into()), ("price", each.into())],
    );
    let rows = cart_parts([(&**snapshot, item.quantity)], false, ctx.lang);
    let image = variant.image.clone();
    let image = image.or_else(|| item.view.product.image.clone());
    Some(
        view! {
            <li class="checkout-line">
                <div class="checkout-line__picture">{picture(image, "", false)}</div>
                <div class="checkout-line__body">
                    <h3 class="checkout-line__title" dir="auto">{line_name(item)}</h3>
                    <p class="quiet">{count}</p>
                    {unit_price(unit_price_text(ctx.lang, variant))}
                    <div class="way way--parts">{(!rows.is_empty()).then(|| parts(&rows))}</div>
                </div>
                <p class="checkout-line__price">{price}</p>
            </li>
        }
        .into_any(),
    )
}

/// When all of it ships, where it ships together.
fn together(ctx: &PageContext, page: &Checkout<'_>) -> AnyView {
    let rows = cart_parts(units(page.items), true, ctx.lang);
    view! { <div class="way way--together">{(!rows.is_empty()).then(|| parts(&rows))}</div> }
        .into_any()
}

/// When it arrives, in the country that is chosen, where the shop says so.
fn arrival(ctx: &PageContext, page: &Checkout<'_>, has_ways: bool) -> Option<AnyView> {
    let quote = page.quote?;
    let country = page.address.draft.country.as_deref();
    let text = |ship| {
        let windows = quote.told(ship).0.into_iter().map(|(_, window)| window);
        cart_arrival(ctx.lang, page.shop, windows, country)
    };
    let parts = text(Ship::AsAvailable)?;
    let row = |class: &'static str, text: String| {
        view! { <div class=class><p class="promise__fact">{icon("supply")} <span>{text}</span></p></div> }
    };
    Some(
        view! {
            {row("way way--parts", parts)}
            {has_ways.then(|| text(Ship::Complete)).flatten().map(|text| row("way way--together", text))}
        }
        .into_any(),
    )
}

fn totals(ctx: &PageContext, shop: &Shop, quote: &Quote) -> AnyView {
    let say = ctx.words();
    let amount = |amount| money(ctx.lang, amount);
    let row = |name: String, sum: String| view! { <p class="cart__shipping"><span>{name}</span> " " <span>{sum}</span></p> };
    let shipping = if quote.shipping.minor > 0 {
        amount(quote.shipping)
    } else {
        say.say("shipping-free")
    };
    let discount = (quote.discount.minor > 0)
        .then(|| row(say.say("discount"), format!("−{}", amount(quote.discount))));
    view! {
        <div class="checkout__totals">
            {row(say.say("goods"), amount(quote.goods))}
            {discount}
            {row(say.say("shipping"), shipping)}
            <p class="cart__total"><span>{say.say("total")}</span> " " <strong>{amount(quote.total)}</strong></p>
            {vat_note(ctx, shop)}
            {shipping_text(ctx, shop).map(|text| view! { <p class="quiet">{text}</p> })}
        </div>
    }
    .into_any()
}

/// How and when it is paid.
fn pays(say: &Words, shop: &Shop, quote: &Quote) -> Option<AnyView> {
    (quote.total.minor > 0).then(|| {
        view! { <p class="quiet">{payment_text(say, shop)} " " {say.say("money-soon")}</p> }
            .into_any()
    })
}

/// The pages that say on what terms it is sold, where the shop has them.
fn terms(ctx: &PageContext, shop: &Shop) -> Option<AnyView> {
    let pages = [LegalPage::Terms, LegalPage::Withdrawal, LegalPage::Privacy];
    let there = |page: &LegalPage| shop.profile.storefront.pages.contains_key(page);
    let links = pages.into_iter().filter(there).map(|page| {
        view! { <li><a href=link::legal(&shop.slug, page) target="_blank">{legal_page_name(ctx.lang, page)}</a></li> }
    });
    let links: Vec<_> = links.collect();
    (!links.is_empty()).then(|| {
        view! {
            <nav class="checkout__terms quiet" aria-label=ctx.words().say("checkout-terms")>
                <ul role="list">{links}</ul>
            </nav>
        }
        .into_any()
    })
}

fn button(say: &Words, page: &Checkout<'_>) -> AnyView {
    let Some(quote) = page.quote else {
        return view! { <p class="note tone-attention">{icon("alert")} <span>{say.say("checkout-not-orderable")}</span></p> }.into_any();
    };
    // An order that costs nothing obliges nobody to pay.
    let text = say.say(if quote.total.minor > 0 {
        "cart-order"
    } else {
        "checkout-order-free"
    });
    view! { <button class="button button--primary button--wide" type="submit" name="action" value="order">{text}</button> }.into_any()
}
