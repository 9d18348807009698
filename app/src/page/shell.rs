//! The document around every page.

use crate::component::icon::{icon, sprite};
use crate::component::storefront::{contact, legal_links, played_payments, shop_notice};
use dockline_view::Shop;
use dockline_words::present::OpenGraph;
use dockline_words::{Lang, PageContext, link};
use hydration_context::SsrSharedContext;
use leptos::prelude::*;
use std::sync::Arc;

/// What a page puts into its head.
#[derive(Default)]
pub struct Head {
    /// The page's own title; the shop's name follows it.
    pub title: String,
    /// What search engines show below the title.
    pub description: String,
    /// The path that stands for all variations of the page.
    pub canonical: Option<String>,
    /// The languages that the page is there in; `None` is all of them.
    pub languages: Option<Vec<Lang>>,
    /// The same in other formats.
    pub alternates: Vec<Alternate>,
    /// Whether search engines keep out.
    pub private: bool,
    /// Whether it is a page of the console, with a look of its own.
    pub console: bool,
    /// The form that is sent with another language, so that nothing that was typed into it is lost.
    pub form: Option<&'static str>,
    /// Open Graph properties.
    pub open_graph: OpenGraph,
    /// JSON-LD, safe inside a `script` element.
    pub json_ld: Option<String>,
    /// Where the browser goes on to by itself.
    pub goes_to: Option<String>,
}

/// A page's content in another format.
pub struct Alternate {
    /// Its media type.
    pub media_type: &'static str,
    /// What it is called.
    pub title: String,
    pub path: String,
}

/// What stands around the main part of a page.
pub struct Around {
    /// Before it.
    pub header: AnyView,
    /// After it.
    pub footer: AnyView,
    /// What the style of the whole page goes by.
    pub class: Option<&'static str>,
}

/// Renders a whole document of the shop.
pub fn document(
    ctx: &PageContext,
    shop: Option<&Shop>,
    head: Head,
    main: impl FnOnce() -> AnyView,
) -> String {
    let form = head.form;
    let around = || Around {
        header: (
            page_header(ctx, shop, form),
            shop.and_then(|shop| shop_notice(ctx, shop)),
            shop.and_then(|shop| played_payments(ctx, shop)),
        )
            .into_any(),
        footer: page_footer(ctx, shop),
        class: None,
    };
    framed(ctx, shop, head, around, main)
}

/// Renders a whole document with a header and footer of its own.
pub fn framed(
    ctx: &PageContext,
    shop: Option<&Shop>,
    head: Head,
    around: impl FnOnce() -> Around,
    main: impl FnOnce() -> AnyView,
) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        let body = main();
        let Around {
            header,
            footer,
            class,
        } = around();
        view! {
            <html lang=ctx.lang.tag() data-shop=shop.map(|shop| shop.slug.to_string())>
                {head_element(ctx, shop, head)}
                <body class=class>
                    {sprite()}
                    <a class="skip" href="#main">{ctx.words().say("skip")}</a>
                    {header}
                    <main id="main" tabindex="-1">{body}</main>
                    {footer}
                    <p id="announcer" class="visually-hidden" role="status"></p>
                </body>
            </html>
        }
        .to_html()
    });
    owner.unset_with_forced_cleanup();
    format!("<!DOCTYPE html>{html}")
}

fn head_element(ctx: &PageContext, shop: Option<&Shop>, head: Head) -> AnyView {
    let site = shop.map_or("Dockline", |shop| shop.profile.name.as_str());
    let title = if head.title == site || head.title.is_empty() {
        site.to_owned()
    } else {
        format!("{} · {site}", head.title)
    };
    let canonical = head.canonical.as_deref().map(|path| ctx.absolute(path));
    let alternates = head.canonical.iter().flat_map(|path| {
        let href = |lang| ctx.absolute(&link::in_language(path, lang));
        let langs = head.languages.clone().unwrap_or_else(|| Lang::ALL.to_vec());
        langs
            .into_iter()
            .map(move |lang| view! { <link rel="alternate" hreflang=lang.tag() href=href(lang) /> })
    });
    let formats = head.alternates.into_iter().map(|other| {
        view! { <link rel="alternate" type=other.media_type title=other.title href=other.path /> }
    });
    let properties = head
        .open_graph
        .into_iter()
        .map(|(name, value)| leptos::html::meta().attr("property", name).content(value));
    view! {
        <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{title}</title>
            {(!head.description.is_empty()).then(|| view! { <meta name="description" content=head.description /> })}
            {head.private.then(|| view! { <meta name="robots" content="noindex" /><meta name="referrer" content="no-referrer" /> })}
            {head.goes_to.map(|url| leptos::html::meta().http_equiv("refresh").content(format!("0; url={url}")))}
            {canonical.map(|href| view! { <link rel="canonical" href=href /> })}
            {alternates.collect_view()}
            {formats.collect_view()}
            {properties.collect_view()}
            <link rel="stylesheet" href=ctx.assets.css.clone() />
            {head.console.then(|| view! { <link rel="stylesheet" href=ctx.assets.console_css.clone() /> })}
            {icon_links(ctx, shop)}
            {head.console.then(|| view! { <script type="module" src=ctx.assets.console_js.clone()></script> })}
            <script type="module" src=ctx.assets.boot.clone() data-js=ctx.assets.js.clone() data-wasm=ctx.assets.wasm.clone()></script>
            {head.json_ld.map(|json| view! { <script type="application/ld+json" inner_html=json></script> })}
        </head>
    }
    .into_any()
}

/// A shop has an icon of its own, made of its initial.
fn icon_links(ctx: &PageContext, shop: Option<&Shop>) -> AnyView {
    let own = shop.map(|shop| link::icon(&shop.slug));
    let icon = own.or_else(|| ctx.assets.icon.clone());
    let manifest =
        shop.map(|shop| view! { <link rel="manifest" href=link::manifest(&shop.slug) /> });
    view! {
        {icon.map(|icon| view! { <link rel="icon" href=icon type="image/svg+xml" /> })}
        {manifest}
    }
    .into_any()
}

/// What people call a time zone: its city. `Europe/Berlin` is Berlin.
fn city(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}

fn page_header(ctx: &PageContext, shop: Option<&Shop>, form: Option<&'static str>) -> AnyView {
    let say = ctx.words();
    let name = shop.map_or_else(|| "Dockline".to_owned(), |shop| shop.profile.name.clone());
    let home = shop.map_or_else(|| "/".to_owned(), |shop| link::shop(&shop.slug));
    let cart = shop.map(|shop| {
        view! {
            <a class="site-header__link" href=link::cart(&shop.slug)>
                {icon("cart")}
                <span>{say.say("cart")}</span>
            </a>
        }
    });
    let orders = shop.map(|shop| {
        view! {
            <a class="site-header__link site-header__orders" href=link::my_orders(&shop.slug)>
                <span>{say.say("my-orders")}</span>
            </a>
        }
    });
    let languages = form.map_or_else(|| language_links(ctx), |form| language_buttons(ctx, form));
    view! {
        <header class="site-header">
            <div class="site-header__inner">
                <a class="site-header__name" href=home dir="auto">{name}</a>
                {rehearsal(ctx, shop)}
                <nav class="site-header__nav" data-swap="" aria-label=say.say("navigation")>{orders} {cart} {languages}</nav>
            </div>
        </header>
    }
    .into_any()
}

fn rehearsal(ctx: &PageContext, shop: Option<&Shop>) -> Option<AnyView> {
    shop.filter(|shop| shop.rehearsal)
        .map(|_| view! { <span class="tag">{ctx.words().say("rehearsal")}</span> }.into_any())
}

pub(super) fn language_links(ctx: &PageContext) -> AnyView {
    let others = Lang::ALL.into_iter().filter(|lang| *lang != ctx.lang);
    others
        .map(|lang| {
            view! { <a class="site-header__link" href=link::in_language(&ctx.path, lang) lang=lang.tag() hreflang=lang.tag()>{lang.name()}</a> }
        })
        .collect_view()
        .into_any()
}

/// The same for a page with a form: they send it. Enter in a field presses the first button of the
/// form, wherever on the page that stands: one before them, which changes nothing.
fn language_buttons(ctx: &PageContext, form: &'static str) -> AnyView {
    let others = Lang::ALL.into_iter().filter(|lang| *lang != ctx.lang);
    let by_enter = view! { <button class="visually-hidden" type="submit" form=form name="action" value="update" tabindex="-1" aria-hidden="true" formnovalidate></button> };
    let buttons = others
        .map(|lang| {
            view! { <button class="site-header__link" type="submit" form=form name="action" value="update" formaction=link::in_language(&ctx.path, lang) formnovalidate lang=lang.tag()>{lang.name()}</button> }
        })
        .collect_view();
    view! { {by_enter} {buttons} }.into_any()
}

pub(super) fn page_footer(ctx: &PageContext, shop: Option<&Shop>) -> AnyView {
    let say = ctx.words();
    let embed = shop.map_or_else(
        || "/docs/embed".to_owned(),
        |shop| format!("/docs/embed?shop={}", shop.slug),
    );
    let zone = shop.map(|shop| {
        say.fill(
            "footer-dates",
            [("zone", city(&shop.profile.time_zone).into())],
        )
    });
    let who = shop.map(|shop| {
        let tagline = shop.profile.tagline.clone().map(|tagline| view! { <p dir="auto">{tagline}</p> });
        view! { <div class="site-footer__who"><p class="site-footer__name" dir="auto">{shop.profile.name.clone()}</p> {tagline} {contact(&shop.profile.storefront)}</div> }
    });
    let fact = |name, text: String| view! { <li>{icon(name)} <span>{text}</span></li> };
    view! {
        <footer class="site-footer">
            <div class="site-footer__inner">
                {who}
                {shop.map(|shop| legal_links(ctx, shop))}
                <ul class="site-footer__facts" role="list">
                    {zone.map(|text| fact("today", text))}
                    {fact("check", say.say("footer-honest"))}
                </ul>
                <p class="quiet"><a href=embed>{say.say("footer-embed")}</a></p>
            </div>
        </footer>
    }
    .into_any()
}
