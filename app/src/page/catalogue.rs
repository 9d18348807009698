//! A shop's products.

use super::shell::{Head, document};
use crate::Topic;
use crate::component::connection::connection;
use crate::component::icon::icon;
use crate::component::live::product_badge_place;
use crate::component::picture::picture;
use crate::component::storefront::{unit_price, vat_note};
use dockline_view::{CataloguePage, ProductView};
use dockline_words::present::{product_badge, product_price, product_unit_price};
use dockline_words::{PageContext, link};
use leptos::prelude::*;

/// A page of the catalogue, or of what a search found: the first, or the one that a cursor leads
/// to.
pub fn catalogue(
    ctx: &PageContext,
    page: &CataloguePage,
    search: Option<&str>,
    cursor: Option<&str>,
) -> String {
    let say = ctx.words();
    let shop = &page.shop;
    let title = match search {
        Some(search) => say.fill(
            if page.products.is_empty() {
                "search-title-none"
            } else {
                "search-title"
            },
            [("search", search.into())],
        ),
        None => shop.profile.name.clone(),
    };
    let head = Head {
        title: title.clone(),
        description: shop.profile.tagline.clone().unwrap_or_default(),
        canonical: search
            .is_none()
            .then(|| link::catalogue(&shop.slug, None, cursor)),
        private: search.is_some(),
        ..Head::default()
    };
    document(ctx, Some(shop), head, || {
        let cards = page
            .products
            .iter()
            .enumerate()
            .map(|(index, product)| product_card(ctx, product, index < 4));
        let empty = page.products.is_empty().then(|| {
            let text = search.map_or_else(|| say.say("catalogue-empty"), |search| say.fill("search-empty", [("search", search.into())]));
            let back = search.map(|_| view! { <p><a class="button" href=link::shop(&shop.slug)>{say.say("all-products")}</a></p> });
            view! { <div class="empty">{icon("search")} <p class="empty__text">{text}</p> {back}</div> }
        });
        let next = page.next_cursor.as_deref().map(|cursor| {
            let href = link::catalogue(&shop.slug, search, Some(cursor));
            view! { <p class="catalogue__more"><a class="button button--quiet" href=href rel="next">{say.say("more-products")}</a></p> }
        });
        view! {
            <div class="page catalogue">
                <div class="catalogue__head">
                    <div>
                        <h1 dir="auto">{title}</h1>
                        {search.is_none().then(|| view! { <p class="lede" dir="auto">{shop.profile.tagline.clone()}</p> })}
                    </div>
                    <div class="catalogue__tools">{search_form(ctx, &link::shop(&shop.slug), search)} {connection(say)}</div>
                </div>
                {empty}
                {(!page.products.is_empty()).then(|| vat_note(ctx, shop))}
                <ul class="product-grid" role="list">{cards.collect_view()}</ul>
                {next}
            </div>
        }
        .into_any()
    })
}

fn search_form(ctx: &PageContext, action: &str, search: Option<&str>) -> AnyView {
    let say = ctx.words();
    view! {
        <form class="search" role="search" method="get" action=action.to_owned()>
            <label class="visually-hidden" for="q">{say.say("search-label")}</label>
            <input id="q" class="search__input" type="search" name="q" maxlength="100" placeholder=say.say("search-label") value=search.map(str::to_owned) />
            <button class="search__button" type="submit" aria-label=say.say("search")>{icon("search")}</button>
        </form>
    }
    .into_any()
}

/// A product in a grid.
pub fn product_card(ctx: &PageContext, view: &ProductView, eager: bool) -> AnyView {
    let href = link::product(&view.shop.slug, &view.product.handle, None, 1);
    let topic = Topic::Product(view.product.handle.to_string()).to_string();
    let count = u32::try_from(view.product.variants.len()).unwrap_or(u32::MAX);
    let variants =
        (count > 1).then(|| ctx.words().fill("variant-count", [("count", count.into())]));
    let image = view.product.image.clone().or_else(|| {
        view.product
            .variants
            .iter()
            .find_map(|variant| variant.image.clone())
    });
    view! {
        <li class="product-card" data-topic=topic data-version=view.version.to_string()>
            {picture(image, "", eager)}
            <h2 class="product-card__title"><a href=href dir="auto">{view.product.title.clone()}</a></h2>
            <p class="product-card__price"><span>{product_price(view, ctx.lang)}</span> " " <span class="quiet">{variants}</span></p>
            {unit_price(product_unit_price(view, ctx.lang))}
            {product_badge_place(&product_badge(view, ctx.lang))}
        </li>
    }
    .into_any()
}
