//! The product page.

use super::catalogue::product_card;
use super::shell::{Alternate, Head, document};
use crate::Topic;
use crate::component::connection::connection;
use crate::component::live::{progress_place, promise_place, region};
use crate::component::notice::notice;
use crate::component::order_form::{
    OrderForm, order_form, shipping_text, together_button, together_headline, waitlist_form,
};
use crate::component::picture::picture;
use crate::component::storefront::{guarantee, safety, unit_price, vat_note};
use crate::component::variant_picker::variant_picker;
use crate::form::OrderFormState;
use dockline_domain::catalogue::VariantDraft;
use dockline_domain::promise::OnTimeRecord;
use dockline_view::ProductView;
use dockline_words::present::{
    Offer, live_card, open_graph, order_line_name, product_json_ld, unit_price_text,
};
use dockline_words::shown::CardView;
use dockline_words::{PageContext, link, money};
use leptos::prelude::*;

/// The page of a product with its `selected`-th variant, for `quantity` units.
pub fn product(
    ctx: &PageContext,
    view: &ProductView,
    selected: usize,
    quantity: u32,
    related: &[ProductView],
    form: &OrderFormState,
) -> String {
    let index = selected.min(view.snapshots.len().saturating_sub(1));
    let (Some(variant), Some(snapshot)) =
        (view.product.variants.get(index), view.snapshots.get(index))
    else {
        return super::problem(ctx, Some(&view.shop), super::ProblemKind::Gone);
    };
    let name = order_line_name(&view.product.title, &variant.options);
    let card = live_card(snapshot, &name, ctx.lang, quantity);
    let sku = (view.product.variants.len() > 1).then_some(&variant.sku);
    let offer = Offer::new(view, variant, snapshot);
    let head = Head {
        title: name.clone(),
        description: link::plain_text(&view.product.description, 160),
        canonical: Some(link::product(&view.shop.slug, &view.product.handle, sku, 1)),
        alternates: alternates(ctx, &offer),
        open_graph: open_graph(ctx, &offer),
        json_ld: Some(product_json_ld(ctx, &offer)),
        ..Head::default()
    };
    document(ctx, Some(&view.shop), head, || {
        view! {
            <div class="page product">
                {breadcrumb(ctx, view)}
                {form.notice.map(|done| notice(done, ctx.words(), &view.shop))}
                <div class="product__top">
                    <div class="product__picture" data-swap="">{picture(variant.image.clone().or_else(|| view.product.image.clone()), &name, true)}</div>
                    <div class="product__buy">
                        {title(ctx, view, variant, &card)}
                        {picker(ctx, view, index, quantity)}
                        {buy(ctx, view, variant, &card, form)}
                    </div>
                    {progress(ctx, view, &card)}
                    {description(ctx, view)}
                    {safety(ctx, &view.product.facts)}
                    {guarantee(ctx, &view.shop)}
                </div>
                {related_products(ctx, related)}
                {buy_bar(&card, &link::checkout(&view.shop.slug))}
            </div>
        }
        .into_any()
    })
}

/// What can be followed of this page.
fn alternates(ctx: &PageContext, offer: &Offer<'_>) -> Vec<Alternate> {
    let (shop, product, say) = (&offer.view.shop.slug, &offer.view.product, ctx.words());
    let progress = |media_type, file| Alternate {
        media_type,
        title: say.fill("feed-title", [("name", product.title.as_str().into())]),
        path: link::progress(shop, &product.handle, file, ctx.lang),
    };
    let calendar = Alternate {
        media_type: "text/calendar",
        title: say.fill("calendar-ships", [("name", offer.name().into())]),
        path: link::calendar(shop, &product.handle, &offer.variant.sku, ctx.lang),
    };
    vec![
        progress("application/atom+xml", "progress.atom"),
        progress("application/feed+json", "progress.json"),
        calendar,
    ]
}

fn breadcrumb(ctx: &PageContext, view: &ProductView) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label=ctx.words().say("breadcrumb")>
            <a href=link::shop(&view.shop.slug)>{ctx.words().say("all-products")}</a>
        </nav>
    }
    .into_any()
}

fn title(
    ctx: &PageContext,
    view: &ProductView,
    variant: &VariantDraft,
    card: &CardView,
) -> AnyView {
    view! {
        <div class="product__title" data-swap="">
            <p class="product__vendor quiet" dir="auto">{view.product.vendor.clone()}</p>
            <h1 dir="auto">{view.product.title.clone()}</h1>
            <p class="product__price">{money(ctx.lang, variant.price)}</p>
            {unit_price(unit_price_text(ctx.lang, variant))}
            {vat_note(ctx, &view.shop)}
            {first_look(card)}
        </div>
    }
    .into_any()
}

/// The date under the price, where the card is further down: on a phone.
fn first_look(card: &CardView) -> AnyView {
    view! {
        <p class="product__when" data-topic=topic_of(card) data-version=card.version.to_string()>
            <span class="way way--parts" data-text="headline">{card.headline.clone()}</span>
            <span class="way way--together" data-text="headline-together">{together_headline(card)}</span>
        </p>
    }
    .into_any()
}

fn topic_of(card: &CardView) -> String {
    Topic::variant(&card.sku, card.quantity).to_string()
}

fn picker(
    ctx: &PageContext,
    view: &ProductView,
    selected: usize,
    quantity: u32,
) -> Option<AnyView> {
    let picker = variant_picker(ctx, view, selected, quantity)?;
    Some(view! { <div data-swap="">{picker}</div> }.into_any())
}

/// On a phone the button stays in reach: it says what the form's own button says.
fn buy_bar(card: &CardView, checkout: &str) -> AnyView {
    view! {
        <div class="product__bar" data-topic=topic_of(card) data-version=card.version.to_string()>
            <div class="buy-bar" data-when="orderable" hidden=!card.has_choice()>
                <button class="button button--primary button--wide way way--parts" type="submit" form="order" formaction=checkout.to_owned() name="action" value="checkout" data-text="button">{card.button_text.clone()}</button>
                <button class="button button--primary button--wide way way--together" type="submit" form="order" formaction=checkout.to_owned() name="action" value="checkout" data-text="button-together">{together_button(card)}</button>
            </div>
        </div>
    }
    .into_any()
}

fn buy(
    ctx: &PageContext,
    view: &ProductView,
    variant: &VariantDraft,
    card: &CardView,
    form: &OrderFormState,
) -> AnyView {
    let action = link::product(&view.shop.slug, &view.product.handle, None, 1);
    let values = OrderForm {
        action: action.clone(),
        checkout: link::checkout(&view.shop.slug),
        sku: variant.sku.to_string(),
        card,
        state: form,
        shipping_text: shipping_text(ctx, &view.shop),
        mail_works: view.shop.mail_works(),
    };
    let content = view! {
        <div class="product__order" data-announcement=card.announcement.clone()>
            {promise_place(card)}
            <p class="product__how quiet"><a href=link::how_backorders_work(&view.shop.slug)>{ctx.words().say("how-title")}</a></p>
            {order_form(ctx, &values)} {waitlist_form(ctx, &values)} {follow(ctx, view, variant)}
        </div>
    };
    region(
        &Topic::variant(&card.sku, card.quantity),
        card.version,
        content.into_any(),
    )
}

/// What a shopper can subscribe to: it tells of every change.
fn follow(ctx: &PageContext, view: &ProductView, variant: &VariantDraft) -> AnyView {
    let (say, shop, handle) = (ctx.words(), &view.shop.slug, &view.product.handle);
    let calendar = link::calendar(shop, handle, &variant.sku, ctx.lang);
    let feed = link::progress(shop, handle, "progress.atom", ctx.lang);
    view! {
        <p class="product__follow" data-swap="">
            <span class="quiet">{say.say("follow-page")}</span>
            " "
            <a href=calendar type="text/calendar">{say.say("follow-calendar")}</a>
            " "
            <a href=feed type="application/atom+xml">{say.say("follow-feed")}</a>
        </p>
    }
    .into_any()
}

/// How often this product shipped when it was first promised to, once there is enough history to
/// say.
fn on_time_record(ctx: &PageContext, view: &ProductView) -> Option<AnyView> {
    let record = view
        .snapshots
        .iter()
        .map(|snapshot| snapshot.record)
        .fold(OnTimeRecord::default(), OnTimeRecord::plus);
    let percent = record.percent()?;
    let text = ctx.words().fill(
        "on-time-record",
        [
            ("percent", percent.into()),
            ("count", record.shipped.into()),
        ],
    );
    Some(view! { <p class="product__record quiet">{crate::component::icon::icon("check")} " " <span>{text}</span></p> }.into_any())
}

fn progress(ctx: &PageContext, view: &ProductView, card: &CardView) -> AnyView {
    let say = ctx.words();
    view! {
        <section class="product__progress" aria-labelledby="progress-title">
            <div class="section-head">
                <h2 id="progress-title">{say.say("progress-title")}</h2>
                {connection(say)}
            </div>
            {region(&Topic::variant(&card.sku, card.quantity), card.version, progress_place(card))}
            {on_time_record(ctx, view)}
        </section>
    }
    .into_any()
}

fn description(ctx: &PageContext, view: &ProductView) -> Option<AnyView> {
    (!view.product.description.is_empty()).then(|| {
        view! {
            <section class="product__description" aria-labelledby="description-title">
                <h2 id="description-title">{ctx.words().say("description-title")}</h2>
                <div class="prose" dir="auto" inner_html=view.product.description.clone()></div>
            </section>
        }
        .into_any()
    })
}

fn related_products(ctx: &PageContext, related: &[ProductView]) -> Option<AnyView> {
    (!related.is_empty()).then(|| {
        view! {
            <section class="product__related" aria-labelledby="related-title">
                <h2 id="related-title">{ctx.words().say("related-title")}</h2>
                <ul class="product-grid" role="list">{related.iter().map(|view| product_card(ctx, view, false)).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}
