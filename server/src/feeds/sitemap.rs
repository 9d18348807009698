//! `/s/{shop}/sitemap.xml`: every page of a shop that search engines may know, each with its
//! languages (sitemaps.org, with Google's extension for languages).

use super::FeedRequest;
use super::catalogue::{Format, feed};
use super::xml::Xml;
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_view::{ProductView, Shop};
use dockline_words::{Lang, PageContext, link};

#[derive(Clone, Copy)]
struct Sitemap;

/// A page with its forms in other languages.
fn page(xml: &mut Xml, ctx: &PageContext, path: &str, langs: impl Iterator<Item = Lang>) {
    xml.open("url", &[]);
    xml.text("loc", &[], &ctx.absolute(path));
    for lang in langs {
        let href = ctx.absolute(&link::in_language(path, lang));
        let attributes = [
            ("rel", "alternate"),
            ("hreflang", lang.tag()),
            ("href", href.as_str()),
        ];
        xml.empty("xhtml:link", &attributes);
    }
    xml.close("url");
}

impl Format for Sitemap {
    const NAME: &'static str = "sitemap.xml";
    const MEDIA_TYPE: &'static str = "application/xml; charset=utf-8";

    fn begin(self, ctx: &PageContext, shop: &Shop) -> Vec<u8> {
        let mut xml = Xml::document();
        xml.open(
            "urlset",
            &[
                ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"),
                ("xmlns:xhtml", "http://www.w3.org/1999/xhtml"),
            ],
        );
        for path in [
            link::shop(&shop.slug),
            link::how_backorders_work(&shop.slug),
        ] {
            page(&mut xml, ctx, &path, Lang::ALL.into_iter());
        }
        for (kind, langs) in &shop.profile.storefront.pages {
            let path = link::legal(&shop.slug, *kind);
            page(&mut xml, ctx, &path, langs.iter().copied());
        }
        xml.finish()
    }

    fn products(self, ctx: &PageContext, products: &[ProductView]) -> Vec<u8> {
        let mut xml = Xml::piece();
        for view in products {
            let path = link::product(&view.shop.slug, &view.product.handle, None, 1);
            page(&mut xml, ctx, &path, Lang::ALL.into_iter());
        }
        xml.finish()
    }

    fn end(self) -> &'static [u8] {
        b"</urlset>"
    }
}

/// The sitemap.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: FeedRequest,
) -> Response {
    feed(&state, &shop, &request, Sitemap).await
}
