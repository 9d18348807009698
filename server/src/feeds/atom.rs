//! `/s/{shop}/p/{handle}/progress.atom`: where a product is, to subscribe to (RFC 4287).

use super::xml::Xml;
use super::{FeedRequest, progress};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_view::ProductView;
use dockline_words::link;
use dockline_words::present::{NewsItem, Offer, ProductNews};

/// The feed.
pub async fn show(
    State(state): State<AppState>,
    Path((shop, handle)): Path<(String, String)>,
    request: FeedRequest,
) -> Response {
    let (view, news) = match progress::of_product(&state, &shop, &handle, &request).await {
        Ok(found) => found,
        Err(problem) => return problem,
    };
    request.answer("application/atom+xml; charset=utf-8", view.version, || {
        Body::from(written(&request, &view, &news))
    })
}

fn written(request: &FeedRequest, view: &ProductView, news: &ProductNews) -> Vec<u8> {
    let ctx = request.context();
    let myself = ctx.absolute(&link::progress(
        &view.shop.slug,
        &view.product.handle,
        "progress.atom",
        ctx.lang,
    ));
    let mut xml = Xml::document();
    xml.open(
        "feed",
        &[
            ("xmlns", "http://www.w3.org/2005/Atom"),
            ("xml:lang", ctx.lang.tag()),
        ],
    );
    xml.text("id", &[], &news.id);
    xml.text("title", &[], &news.title);
    xml.text("subtitle", &[], &news.now.join("\n"));
    xml.text("updated", &[], &news.updated.to_string());
    xml.empty(
        "link",
        &[
            ("rel", "self"),
            ("type", "application/atom+xml"),
            ("href", &myself),
        ],
    );
    xml.empty(
        "link",
        &[
            ("rel", "alternate"),
            ("type", "text/html"),
            ("href", &news.page),
        ],
    );
    xml.open("author", &[]);
    xml.text("name", &[], &view.shop.profile.name);
    xml.close("author");
    for offer in Offer::all(view) {
        // For programs: the status of each variant, as search engines read it.
        let status = offer
            .status
            .words()
            .schema_org
            .trim_start_matches("https://schema.org/");
        xml.empty(
            "category",
            &[
                ("scheme", "https://schema.org/ItemAvailability"),
                ("term", status),
                ("label", &offer.name()),
            ],
        );
    }
    for item in &news.items {
        entry(&mut xml, news, item);
    }
    xml.close("feed");
    xml.finish()
}

fn entry(xml: &mut Xml, news: &ProductNews, item: &NewsItem) {
    xml.open("entry", &[]);
    xml.text("id", &[], &item.id);
    xml.text("title", &[], &item.title);
    xml.text("published", &[], &item.at.to_string());
    xml.text("updated", &[], &item.at.to_string());
    xml.empty(
        "link",
        &[
            ("rel", "alternate"),
            ("type", "text/html"),
            ("href", &news.page),
        ],
    );
    xml.text("content", &[("type", "text")], &item.text);
    xml.close("entry");
}
