//! The form that asks what somebody wants of the widget: one form, sent by GET, that needs no
//! script.

use super::Layout;
use super::embed::EmbedPage;
use super::embed_wish::{Colour, RADIUS_PX_MAX, Theme};
use dockline_domain::limits;
use dockline_words::{Lang, PageContext, Words};
use leptos::prelude::*;

/// The form. In the console it has an address of its own, and the shop is known.
pub fn form(ctx: &PageContext, page: &EmbedPage<'_>, own_address: Option<&'static str>) -> AnyView {
    let say = ctx.words();
    let wish = page.wish;
    let shop = page.snapshot.map_or_else(
        || wish.shop.clone().unwrap_or_default(),
        |snapshot| snapshot.shop.slug.to_string(),
    );
    let sku = page.snapshot.map_or_else(
        || wish.sku.clone().unwrap_or_default(),
        |snapshot| snapshot.sku.to_string(),
    );
    let colour = |colour: &Option<Colour>| {
        colour
            .as_ref()
            .map_or_else(String::new, |colour| colour.text().to_owned())
    };
    let radius = wish.radius_px.map_or_else(String::new, |px| px.to_string());
    let themes = Theme::ALL
        .map(|theme| (theme.name(), theme_text(say, theme)))
        .to_vec();
    let layouts = Layout::ALL
        .map(|layout| (layout.name(), layout_text(say, layout)))
        .to_vec();
    let mut locales = vec![("", say.say("embed-locale-page"))];
    locales.extend(Lang::ALL.map(|lang| (lang.tag(), lang.name().to_owned())));
    let lives = vec![
        ("auto", say.say("embed-live-auto")),
        ("off", say.say("embed-live-off")),
    ];
    view! {
        <form class="panel embed__form" method="get" action=own_address.unwrap_or("/docs/embed")>
            <h2>{say.say("embed-form")}</h2>
            <div class="embed__fields">
                {own_address.is_none().then(|| input(ctx, page, "shop", "text", shop))}
                {input(ctx, page, "sku", "text", sku)}
                {select(ctx, page, "layout", wish.layout.name(), layouts)}
                {input(ctx, page, "quantity", "number", wish.quantity.to_string())}
                {select(ctx, page, "theme", wish.theme.name(), themes)}
                {select(ctx, page, "locale", wish.locale.map_or("", Lang::tag), locales)}
                {select(ctx, page, "live", if wish.is_live { "auto" } else { "off" }, lives)}
                {input(ctx, page, "accent", "text", colour(&wish.accent))}
                {input(ctx, page, "on-accent", "text", colour(&wish.on_accent))}
                {input(ctx, page, "radius", "number", radius)}
            </div>
            <datalist id="embed-skus">{page.skus.iter().map(|sku| view! { <option value=sku.clone()></option> }).collect_view()}</datalist>
            <button class="button" type="submit">{say.say("embed-form-show")}</button>
        </form>
    }
    .into_any()
}

fn theme_text(say: &Words, theme: Theme) -> String {
    say.say(match theme {
        Theme::Auto => "embed-theme-auto",
        Theme::Light => "embed-theme-light",
        Theme::Dark => "embed-theme-dark",
    })
}

fn layout_text(say: &Words, layout: Layout) -> String {
    say.say(match layout {
        Layout::Card => "embed-layout-card",
        Layout::Inline => "embed-layout-inline",
        Layout::Badge => "embed-layout-badge",
    })
}

fn label(say: &Words, name: &str) -> String {
    say.say(match name {
        "shop" => "embed-form-shop",
        "sku" => "embed-form-sku",
        "layout" => "embed-form-layout",
        "quantity" => "embed-form-quantity",
        "theme" => "embed-form-theme",
        "locale" => "embed-form-locale",
        "live" => "embed-form-live",
        "accent" => "embed-form-accent",
        "on-accent" => "embed-form-on-accent",
        _ => "embed-form-radius",
    })
}

fn input(
    ctx: &PageContext,
    page: &EmbedPage<'_>,
    name: &'static str,
    kind: &'static str,
    value: String,
) -> AnyView {
    let wrong = wrong(ctx, page, name);
    let written = page
        .wish
        .wrong
        .iter()
        .find(|(field, _)| *field == name)
        .map(|(_, text)| text.clone());
    let limits = match name {
        "quantity" => Some((1, limits::QUANTITY_MAX)),
        "radius" => Some((0, RADIUS_PX_MAX)),
        _ => None,
    };
    let is_colour = name.ends_with("accent");
    let id = format!("embed-{name}");
    view! {
        <div class="field">
            <label for=id.clone()>{label(ctx.words(), name)}</label>
            <input
                class="input"
                id=id.clone()
                name=name
                type=kind
                value=written.unwrap_or(value)
                min=limits.map(|(min, _)| min.to_string())
                max=limits.map(|(_, max)| max.to_string())
                list=(name == "sku").then_some("embed-skus")
                placeholder=is_colour.then_some(if name == "accent" { "#0d5039" } else { "#ffffff" })
                autocomplete="off"
                spellcheck="false"
                aria-invalid=wrong.is_some().then_some("true")
                aria-describedby=wrong.is_some().then(|| format!("{id}-error"))
            />
            {wrong.map(|text| error(&id, text))}
        </div>
    }
    .into_any()
}

fn select(
    ctx: &PageContext,
    page: &EmbedPage<'_>,
    name: &'static str,
    chosen: &str,
    options: Vec<(&'static str, String)>,
) -> AnyView {
    let wrong = wrong(ctx, page, name);
    let id = format!("embed-{name}");
    let option = |(value, text): (&'static str, String)| view! { <option value=value selected=value == chosen>{text}</option> };
    view! {
        <div class="field">
            <label for=id.clone()>{label(ctx.words(), name)}</label>
            <select
                class="input"
                id=id.clone()
                name=name
                aria-invalid=wrong.is_some().then_some("true")
                aria-describedby=wrong.is_some().then(|| format!("{id}-error"))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            {wrong.map(|text| error(&id, text))}
        </div>
    }
    .into_any()
}

fn error(id: &str, text: String) -> AnyView {
    view! { <p class="field__error" id=format!("{id}-error")>{text}</p> }.into_any()
}

/// What is wrong with a field.
fn wrong(ctx: &PageContext, page: &EmbedPage<'_>, name: &str) -> Option<String> {
    let say = ctx.words();
    if name == "sku" && page.snapshot.is_none() && page.wish.sku.is_some() {
        return Some(say.say("widget-unknown"));
    }
    let (_, text) = page.wish.wrong.iter().find(|(field, _)| *field == name)?;
    Some(say.fill("embed-form-wrong", [("text", text.as_str().into())]))
}
