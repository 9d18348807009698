//! How to put the widget into other pages: `/docs/embed`, and the same in the console. A form
//! without script, and all that comes of it.

use super::console;
use super::embed_form::form;
use super::embed_wish::Wish;
use super::shell::{Head, document};
use dockline_view::{Shop, VariantSnapshot};
use dockline_words::PageContext;
use leptos::prelude::*;
use serde_json::Value;
use std::sync::OnceLock;

/// What the page shows.
pub struct EmbedPage<'a> {
    /// What is wanted.
    pub wish: &'a Wish,
    /// The variant that is wanted, or another of the shop; none when nothing is sold yet, or nobody
    /// knows it.
    pub snapshot: Option<&'a VariantSnapshot>,
    /// Variants of the shop that can be chosen.
    pub skus: Vec<String>,
    /// The widget's present version, such as `1.0.0`.
    pub version: &'a str,
    /// The hash of its loader.
    pub integrity: &'a str,
    /// Whether its files are what they will always be.
    pub is_released: bool,
}

/// The widget's description for machines, which has every name in it.
const DESCRIPTION: &str = include_str!("../../../embed/custom-elements.json");

const EVENTS: &str = "addEventListener('dockline:ready', ({ target, detail }) => console.log(detail.status, detail.text));
addEventListener('dockline:change', ({ detail }) => console.log(detail.version));
addEventListener('dockline:error', ({ detail }) => console.log(detail.reason));
addEventListener('dockline:open', (event) => event.preventDefault());";

/// The page for everybody.
pub fn embed(ctx: &PageContext, shop: Option<&Shop>, page: &EmbedPage<'_>) -> String {
    let title = ctx.words().say("embed-title");
    let head = Head {
        title: title.clone(),
        canonical: Some("/docs/embed".to_owned()),
        ..Head::default()
    };
    document(ctx, shop, head, || {
        view! {
            <div class="page narrow embed">
                <h1>{title}</h1>
                <p class="lede">{ctx.words().say("embed-lede")}</p>
                {content(ctx, page, None)}
            </div>
        }
        .into_any()
    })
}

/// The page of a shop's people, about their shop.
pub fn console_embed(console: &console::ConsoleContext<'_>, page: &EmbedPage<'_>) -> String {
    let ctx = console.ctx;
    console::frame(
        console,
        console::Section::Embed,
        &ctx.words().say("embed-title"),
        || {
            view! {
                <div class="embed">
                    <p class="lede">{ctx.words().say("embed-lede")}</p>
                    {content(ctx, page, Some(dockline_words::link::console::EMBED))}
                </div>
            }
            .into_any()
        },
    )
}

fn content(ctx: &PageContext, page: &EmbedPage<'_>, own_address: Option<&'static str>) -> AnyView {
    let say = ctx.words();
    let (wish, snapshot) = (page.wish, page.snapshot);
    view! {
        {form(ctx, page, own_address)}
        {preview(ctx, page)}
        {section(say.say("embed-tag"), say.say("embed-tag-text"), &[format!("{}\n{}", wish.tag(ctx, snapshot), script(ctx, "1", ""))])}
        {section(say.say("embed-pinned"), pinned_text(ctx, page), &[pinned(ctx, page)])}
        {section(say.say("embed-policy"), say.say("embed-policy-text"), &[policy(ctx)])}
        {section(say.say("embed-policy-wasm"), say.say("embed-policy-wasm-text"), &[policy_with_wasm(ctx)])}
        {section(say.say("embed-policy-strict"), say.say("embed-policy-strict-text"), &[strict_policy(ctx), script(ctx, "1", " nonce=\"RANDOM\"")])}
        {section(say.say("embed-room"), say.say("embed-room-text"), &[wish.style()])}
        {section(say.say("embed-preload"), say.say("embed-preload-text"), &[wish.preload(ctx, snapshot)])}
        {attributes(ctx)}
        {names(ctx)}
        {section(say.say("embed-events"), say.say("embed-events-text"), &[EVENTS.to_owned()])}
    }
    .into_any()
}

fn section(title: String, text: String, codes: &[String]) -> AnyView {
    let code = |code: &String| view! { <pre tabindex="0"><code>{code.clone()}</code></pre> };
    view! {
        <section>
            <h2>{title}</h2>
            <p>{text}</p>
            {codes.iter().map(code).collect_view()}
        </section>
    }
    .into_any()
}

/// The widget as it will stand in the other page: the tag itself. Colours come as a style sheet,
/// because no style is allowed inside this page.
fn preview(ctx: &PageContext, page: &EmbedPage<'_>) -> Option<AnyView> {
    let snapshot = page.snapshot?;
    let script = format!("/embed/{}/widget.js", page.version);
    let look = page
        .wish
        .look_query()
        .map(|query| format!("/docs/embed/look.css?{query}"));
    Some(
        view! {
            <section>
                <h2>{ctx.words().say("embed-preview")}</h2>
                {look.map(|href| view! { <link rel="stylesheet" href=href /> })}
                <div class="embed__preview" inner_html=page.wish.tag(ctx, Some(snapshot))></div>
                <noscript><p class="quiet">{ctx.words().say("embed-preview-plain")}</p></noscript>
                <script type="module" async src=script></script>
            </section>
        }
        .into_any(),
    )
}

fn script(ctx: &PageContext, version: &str, more: &str) -> String {
    let src = ctx.absolute(&format!("/embed/{version}/widget.js"));
    format!("<script type=\"module\" async crossorigin src=\"{src}\"{more}></script>")
}

fn pinned(ctx: &PageContext, page: &EmbedPage<'_>) -> String {
    let integrity = format!("\n  integrity=\"{}\"", page.integrity);
    format!(
        "{}\n{}",
        page.wish.tag(ctx, page.snapshot),
        script(ctx, page.version, &integrity)
    )
}

fn pinned_text(ctx: &PageContext, page: &EmbedPage<'_>) -> String {
    ctx.words().say(if page.is_released {
        "embed-pinned-text"
    } else {
        "embed-unreleased-text"
    })
}

fn policy(ctx: &PageContext) -> String {
    format!(
        "Content-Security-Policy: script-src 'self' {0}; connect-src 'self' {0}",
        ctx.public_url
    )
}

fn policy_with_wasm(ctx: &PageContext) -> String {
    format!(
        "Content-Security-Policy: script-src 'self' {0} 'wasm-unsafe-eval'; connect-src 'self' {0}",
        ctx.public_url
    )
}

fn strict_policy(ctx: &PageContext) -> String {
    format!(
        "Content-Security-Policy: script-src 'nonce-RANDOM' 'strict-dynamic'; connect-src 'self' {}",
        ctx.public_url
    )
}

fn attributes(ctx: &PageContext) -> AnyView {
    let say = ctx.words();
    let rows = [
        ("shop", "", say.say("embed-shop")),
        ("sku", "", say.say("embed-sku")),
        ("quantity", "1 – 9999", say.say("embed-quantity")),
        ("locale", "en, de", say.say("embed-locale")),
        ("layout", "card, inline, badge", say.say("embed-layout")),
        ("theme", "auto, light, dark", say.say("embed-theme")),
        ("live", "auto, off", say.say("embed-live")),
    ];
    let row = |(name, values, meaning): (&'static str, &'static str, String)| {
        view! { <tr><th scope="row"><code>{name}</code></th><td>{values}</td><td>{meaning}</td></tr> }
    };
    view! {
        <section>
            <h2>{say.say("embed-attributes")}</h2>
            <div class="embed__table" tabindex="0" role="region" aria-label=say.say("embed-attributes")>
                <table>
                    <thead><tr><th scope="col">{say.say("embed-attribute")}</th><th scope="col">{say.say("embed-values")}</th><th scope="col">{say.say("embed-meaning")}</th></tr></thead>
                    <tbody>{rows.map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Everything that style sheets and scripts can name, as the widget's own description has it.
fn names(ctx: &PageContext) -> AnyView {
    let say = ctx.words();
    let lists = [
        ("cssProperties", say.say("embed-properties"), "", ""),
        ("cssParts", say.say("embed-parts"), "::part(", ")"),
        ("cssStates", say.say("embed-states"), ":state(", ")"),
        ("events", say.say("embed-events"), "", ""),
    ];
    let list = |(key, title, before, after): (&str, String, &'static str, &'static str)| {
        let name = |name: String| view! { <code>{before}{name}{after}</code> " " };
        view! { <dt>{title}</dt><dd>{described(key).into_iter().map(name).collect_view()}</dd> }
    };
    view! {
        <section>
            <h2>{say.say("embed-look")}</h2>
            <p>{say.say("embed-look-text")}</p>
            <dl class="embed__names">{lists.map(list).collect_view()}</dl>
        </section>
    }
    .into_any()
}

fn described(key: &str) -> Vec<String> {
    static ELEMENT: OnceLock<Value> = OnceLock::new();
    let element = ELEMENT.get_or_init(|| {
        let whole: Value = serde_json::from_str(DESCRIPTION).unwrap_or_default();
        whole["modules"][0]["declarations"][0].clone()
    });
    let list = element[key].as_array().map_or(&[][..], Vec::as_slice);
    list.iter()
        .filter_map(|one| one["name"].as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_names_is_in_the_description() {
        for (key, name) in [
            ("cssProperties", "--dockline-accent"),
            ("cssParts", "button"),
            ("cssStates", "backorder"),
            ("events", "dockline:open"),
        ] {
            assert!(described(key).iter().any(|found| found == name), "{key}");
        }
    }
}
