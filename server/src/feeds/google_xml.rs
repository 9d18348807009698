//! `/s/{shop}/feeds/google.xml`: the catalogue for Google Merchant Center, as RSS 2.0 with its
//! namespace.

use super::FeedRequest;
use super::catalogue::{Format, feed};
use super::google::{ATTRIBUTES, item};
use super::xml::Xml;
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_view::{ProductView, Shop};
use dockline_words::present::Offer;
use dockline_words::{PageContext, link};

#[derive(Clone, Copy)]
struct GoogleXml;

impl Format for GoogleXml {
    const NAME: &'static str = "google.xml";
    const MEDIA_TYPE: &'static str = "application/xml; charset=utf-8";

    fn begin(self, ctx: &PageContext, shop: &Shop) -> Vec<u8> {
        let mut xml = Xml::document();
        xml.open(
            "rss",
            &[
                ("version", "2.0"),
                ("xmlns:g", "http://base.google.com/ns/1.0"),
            ],
        );
        xml.open("channel", &[]);
        xml.text("title", &[], &shop.profile.name);
        xml.text(
            "link",
            &[],
            &ctx.absolute(&link::in_language(&link::shop(&shop.slug), ctx.lang)),
        );
        xml.text(
            "description",
            &[],
            shop.profile
                .tagline
                .as_deref()
                .unwrap_or(&shop.profile.name),
        );
        xml.finish()
    }

    fn products(self, ctx: &PageContext, products: &[ProductView]) -> Vec<u8> {
        let mut xml = Xml::piece();
        for values in products
            .iter()
            .flat_map(Offer::all)
            .filter_map(|offer| item(ctx, &offer))
        {
            xml.open("item", &[]);
            for (name, value) in ATTRIBUTES
                .iter()
                .zip(values)
                .filter(|(_, value)| !value.is_empty())
            {
                xml.text(&format!("g:{name}"), &[], &value);
            }
            xml.close("item");
        }
        xml.finish()
    }

    fn end(self) -> &'static [u8] {
        b"</channel></rss>"
    }
}

/// The feed.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: FeedRequest,
) -> Response {
    feed(&state, &shop, &request, GoogleXml).await
}
