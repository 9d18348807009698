//! Renders every page in every state, with made-up values and in both languages, into a folder:
//! `cargo run -p dockline-app --features ssr --example preview -- FOLDER [CSS JS WASM BOOT
//! CONSOLE_CSS CONSOLE_JS]`. Made for looking at, and for pictures of pages in tests.

#[path = "preview/made_up/mod.rs"]
mod made_up;

use dockline_app::actions::FieldMessage;
use dockline_app::page::{
    self, CartItem, Notice, OrderFormState, OrderMessage, OrderStep, ProblemKind, ShopCard,
};
use dockline_view::{CataloguePage, ProductView};
use dockline_words::{Assets, Lang, PageContext};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().map_or("target/preview", String::as_str);
    let asset = |index: usize, name: &str| {
        arguments
            .get(index)
            .cloned()
            .unwrap_or_else(|| format!("/pkg/{name}"))
    };
    let assets = Assets {
        css: asset(1, "dockline.css"),
        console_css: asset(5, "console.css"),
        console_js: asset(6, "console.js"),
        js: asset(2, "dockline.js"),
        wasm: asset(3, "dockline.wasm"),
        boot: asset(4, "boot.js"),
        icon: None,
    };
    for lang in Lang::ALL {
        let directory = Path::new(folder).join(lang.tag());
        std::fs::create_dir_all(&directory)?;
        for (name, html) in pages(lang, &assets) {
            std::fs::write(directory.join(format!("{name}.html")), html)?;
        }
    }
    Ok(())
}

fn context(lang: Lang, assets: &Assets, path: &str) -> PageContext {
    PageContext {
        lang,
        assets: assets.clone(),
        public_url: "https://shop.example".to_owned(),
        path: path.to_owned(),
        now: "2026-11-23T10:00:00Z".parse().expect("a valid instant"),
    }
}

fn pages(lang: Lang, assets: &Assets) -> Vec<(String, String)> {
    let ctx = context(lang, assets, "/s/demo");
    let plain = OrderFormState::default();
    let related: Vec<ProductView> = made_up::products::products().into_iter().take(4).collect();
    let mut pages: Vec<(String, String)> = Vec::new();
    for (name, view, selected, quantity) in made_up::products::product_states() {
        let related = if name == "split" {
            related.as_slice()
        } else {
            &[]
        };
        pages.push((
            format!("product-{name}"),
            page::product(&ctx, &view, selected, quantity, related, &plain),
        ));
    }
    pages.extend(forms(&ctx));
    pages.extend(catalogues(&ctx));
    pages.extend(carts(&ctx));
    for (name, view) in made_up::orders::order_states() {
        pages.push((
            format!("order-{name}"),
            page::order(&ctx, &view, &OrderStep::None, None),
        ));
        if name == "waiting" {
            pages.push((
                "order-placed".to_owned(),
                page::order(&ctx, &view, &OrderStep::None, Some(&OrderMessage::Placed)),
            ));
            pages.push((
                "order-cancelling".to_owned(),
                page::order(&ctx, &view, &OrderStep::Cancel, None),
            ));
        }
    }
    for (name, kind) in [
        ("not-found", ProblemKind::NotFound),
        ("busy", ProblemKind::Busy),
    ] {
        pages.push((
            format!("problem-{name}"),
            page::problem(&ctx, Some(&made_up::shop()), kind),
        ));
    }
    pages
}

fn forms(ctx: &PageContext) -> Vec<(String, String)> {
    let (_, view, selected, _) = made_up::products::product_states()
        .into_iter()
        .next()
        .expect("there are states");
    let wrong = |field: &str, message: &str| FieldMessage {
        field: field.to_owned(),
        message: message.to_owned(),
    };
    let errors = OrderFormState {
        email: "someone".to_owned(),
        message: Some(ctx.words().say("error-nothing-chosen")),
        errors: vec![
            wrong("email", &ctx.words().say("error-email")),
            wrong("name", &ctx.words().say("error-name")),
        ],
        ..OrderFormState::default()
    };
    let done = OrderFormState {
        notice: Some(Notice::InCart),
        ..OrderFormState::default()
    };
    vec![
        (
            "product-form-errors".to_owned(),
            page::product(ctx, &view, selected, 1, &[], &errors),
        ),
        (
            "product-in-cart".to_owned(),
            page::product(ctx, &view, selected, 1, &[], &done),
        ),
    ]
}

fn catalogues(ctx: &PageContext) -> Vec<(String, String)> {
    let page = |products: Vec<ProductView>, next: Option<&str>| CataloguePage {
        shop: made_up::shop().into(),
        products,
        next_cursor: next.map(str::to_owned),
    };
    let shop = |name: &str, tagline: Option<&str>| ShopCard {
        slug: "demo".into(),
        name: name.into(),
        tagline: tagline.map(str::to_owned),
    };
    let shops = [
        shop(
            "Fjell & Ferd",
            Some("Tents, stoves and small things for long ways"),
        ),
        shop("Second shop", None),
    ];
    vec![
        (
            "catalogue".to_owned(),
            page::catalogue(
                ctx,
                &page(made_up::products::products(), Some("next")),
                None,
                None,
            ),
        ),
        (
            "catalogue-nothing-found".to_owned(),
            page::catalogue(ctx, &page(vec![], None), Some("zeppelin"), None),
        ),
        ("shops".to_owned(), page::shops(ctx, &shops, None)),
    ]
}

fn carts(ctx: &PageContext) -> Vec<(String, String)> {
    let items: Vec<CartItem> = made_up::products::product_states()
        .into_iter()
        .filter(|(name, ..)| ["in-stock", "backorder", "not-enough"].contains(name))
        .map(|(_, view, index, quantity)| CartItem {
            view,
            index,
            quantity,
        })
        .collect();
    let plain = OrderFormState::default();
    vec![
        (
            "cart".to_owned(),
            page::cart(ctx, &made_up::shop(), &items[..2], &plain),
        ),
        (
            "cart-not-orderable".to_owned(),
            page::cart(ctx, &made_up::shop(), &items, &plain),
        ),
        (
            "cart-empty".to_owned(),
            page::cart(ctx, &made_up::shop(), &[], &plain),
        ),
    ]
}
