//! How to put the widget into other pages: `/docs/embed`, with the widget itself on it.

use super::shell::{Head, document};
use super::{Layout, PageContext, link};
use dockline_engine::view::{Shop, VariantSnapshot};
use leptos::prelude::*;

/// What the page shows as its example.
pub struct EmbedSample<'a> {
    /// A variant of the shop; none when nothing is sold yet.
    pub snapshot: Option<&'a VariantSnapshot>,
    /// The widget's present version, such as `1.0.0`.
    pub version: &'a str,
    /// The hash of its loader.
    pub integrity: &'a str,
}

/// Custom properties of the widget, each with what it is without them.
const PROPERTIES: &str = "dockline-availability {
  --dockline-accent: #0d5039;
  --dockline-on-accent: #fff;
  --dockline-ok: #125c2d;
  --dockline-wait: #20507a;
  --dockline-warn: #7c4203;
  --dockline-out: #51544f;
  --dockline-line: #8886;
  --dockline-radius: 10px;
  --dockline-gap: 0.6em;
}
dockline-availability::part(button) { border-radius: 99px }
dockline-availability:state(backorder) { outline: 1px solid }";

const ROOM: &str = "dockline-availability { display: block; min-block-size: 24rem }
dockline-availability[layout=inline] { min-block-size: 4rem }
dockline-availability[layout=badge] { min-block-size: 2rem }";

const EVENTS: &str = "addEventListener('dockline:ready', ({ target, detail }) => console.log(detail.status, detail.text));
addEventListener('dockline:change', ({ detail }) => console.log(detail.version));
addEventListener('dockline:error', ({ detail }) => console.log(detail.reason));";

/// The page.
pub fn embed(ctx: &PageContext, shop: Option<&Shop>, sample: &EmbedSample<'_>) -> String {
    let say = ctx.words();
    let head = Head { title: say.say("embed-title"), canonical: Some("/docs/embed".to_owned()), ..Head::default() };
    document(ctx, shop, head, || {
        view! {
            <div class="page narrow embed">
                <h1>{say.say("embed-title")}</h1>
                <p class="lede">{say.say("embed-lede")}</p>
                {previews(ctx, sample)}
                {section(say.say("embed-tag"), say.say("embed-tag-text"), tag(ctx, sample))}
                {section(say.say("embed-pinned"), say.say("embed-pinned-text"), pinned(ctx, sample))}
                {section(say.say("embed-policy"), say.say("embed-policy-text"), policy(ctx))}
                {section(say.say("embed-room"), say.say("embed-room-text"), ROOM.to_owned())}
                {attributes(ctx)}
                {section(say.say("embed-look"), say.say("embed-look-text"), PROPERTIES.to_owned())}
                {section(say.say("embed-events"), say.say("embed-events-text"), EVENTS.to_owned())}
            </div>
        }
        .into_any()
    })
}

fn section(title: String, text: String, code: String) -> AnyView {
    view! {
        <section>
            <h2>{title}</h2>
            <p>{text}</p>
            <pre tabindex="0"><code>{code}</code></pre>
        </section>
    }
    .into_any()
}

/// The widget in each layout, as it stands in any other page.
fn previews(ctx: &PageContext, sample: &EmbedSample<'_>) -> Option<AnyView> {
    let snapshot = sample.snapshot?;
    let href = page_of(snapshot);
    let fallback = ctx.words().say("embed-fallback");
    let one = |layout: Layout| {
        leptos::html::custom("dockline-availability")
            .attr("shop", snapshot.shop.slug.to_string())
            .attr("sku", snapshot.sku.to_string())
            .attr("layout", layout.name())
            .child(view! { <a href=href.clone()>{fallback.clone()}</a> })
    };
    let script = format!("/embed/{}/widget.js", sample.version);
    Some(
        view! {
            <section>
                <h2>{ctx.words().say("embed-preview")}</h2>
                <div class="embed__previews">{Layout::ALL.map(one).collect_view()}</div>
                <script type="module" async src=script></script>
            </section>
        }
        .into_any(),
    )
}

fn page_of(snapshot: &VariantSnapshot) -> String {
    link::product(&snapshot.shop.slug, &snapshot.handle, Some(&snapshot.sku), 1)
}

fn tag(ctx: &PageContext, sample: &EmbedSample<'_>) -> String {
    let (shop, sku, page) = sample.snapshot.map_or_else(
        || ("SHOP".to_owned(), "SKU".to_owned(), "/".to_owned()),
        |snapshot| (snapshot.shop.slug.to_string(), escaped(snapshot.sku.as_str()), page_of(snapshot)),
    );
    format!(
        "<dockline-availability shop=\"{shop}\" sku=\"{sku}\">\n  <a href=\"{}\">{}</a>\n</dockline-availability>\n<script type=\"module\" async crossorigin src=\"{}\"></script>",
        ctx.absolute(&page),
        ctx.words().say("embed-fallback"),
        ctx.absolute("/embed/1/widget.js"),
    )
}

/// A SKU inside an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

fn pinned(ctx: &PageContext, sample: &EmbedSample<'_>) -> String {
    let src = ctx.absolute(&format!("/embed/{}/widget.js", sample.version));
    format!("<script type=\"module\" async crossorigin src=\"{src}\"\n  integrity=\"{}\"></script>", sample.integrity)
}

fn policy(ctx: &PageContext) -> String {
    format!("Content-Security-Policy: script-src 'self' {0}; connect-src 'self' {0}", ctx.public_url)
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
