//! Pages of the shop about itself: its legal pages, and how backorders work.

use super::shell::{Head, document};
use crate::component::storefront::contact;
use dockline_domain::storefront::LegalPage;
use dockline_view::Shop;
use dockline_words::present::{how_backorders_work, legal_page_name};
use dockline_words::{Lang, PageContext, link};
use leptos::prelude::*;

/// A legal page, with its text as clean HTML. Where the shop wrote it in another language than the
/// one asked for, it says so; only languages that there are get an address of their own.
pub fn legal(ctx: &PageContext, shop: &Shop, page: LegalPage, lang: Lang, html: &str) -> String {
    let say = ctx.words();
    let title = legal_page_name(ctx.lang, page);
    let langs = shop.profile.storefront.pages.get(&page);
    let head = Head {
        title: title.clone(),
        canonical: Some(link::legal(&shop.slug, page)),
        languages: langs.map(|langs| langs.iter().copied().collect()),
        ..Head::default()
    };
    document(ctx, Some(shop), head, || {
        let other = (lang != ctx.lang).then(|| {
            let text = say.fill("legal-other-language", [("language", lang.name().into())]);
            view! { <p class="note"><span>{text}</span></p> }
        });
        view! {
            <div class="page narrow">
                <h1>{title}</h1>
                {other}
                <div class="prose" lang=(lang != ctx.lang).then(|| lang.tag()) dir="auto" inner_html=html.to_owned()></div>
            </div>
        }
        .into_any()
    })
}

/// What the shop's rules mean for those who wait.
pub fn how(ctx: &PageContext, shop: &Shop) -> String {
    let say = ctx.words();
    let title = say.say("how-title");
    let lede = say.fill("how-lede", [("shop", shop.profile.name.as_str().into())]);
    let head = Head {
        title: title.clone(),
        description: lede.clone(),
        canonical: Some(link::how_backorders_work(&shop.slug)),
        ..Head::default()
    };
    document(ctx, Some(shop), head, || {
        let parts = how_backorders_work(ctx.lang, shop).into_iter().map(|part| {
            let sentences = part
                .sentences
                .into_iter()
                .map(|text| view! { <li>{text}</li> });
            view! {
                <section id=part.id class="how__part prose">
                    <h2>{part.title}</h2>
                    <ul>{sentences.collect_view()}</ul>
                </section>
            }
        });
        view! {
            <div class="page narrow how">
                <h1>{title}</h1>
                <p class="lede" dir="auto">{lede}</p>
                {parts.collect_view()}
                {contact(&shop.profile.storefront)}
            </div>
        }
        .into_any()
    })
}
