//! Pages of a shop about itself: `/s/{shop}/legal/{kind}`, `/s/{shop}/how-backorders-work`, its
//! icon, its manifest and its pictures; and `/robots.txt`, which names every shop's sitemap.

use super::Answer;
use super::request::PageRequest;
use crate::kept::{Effort, Kept};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use dockline_app::page::{self, ProblemKind};
use dockline_domain::storefront::LegalPage;
use dockline_view::Shop;
use dockline_words::link;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::sync::Arc;

const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");
const VARY: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, cookie");
/// What stands at the address never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// What hangs on a shop's name alone.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
/// A picture loads and runs nothing, whatever is in it.
const PICTURE_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
/// Most shops that `/robots.txt` names: Google reads 500 KiB of it.
const SITEMAPS_MAX: usize = 4_000;

impl PageRequest {
    /// A page that is the same for everybody who reads its language, under the name of its content.
    fn kept(&self, headers: &HeaderMap, html: String) -> Response {
        let name = format!("{:.16x}", Sha256::digest(html.as_bytes()));
        let kept = Kept::new(html, &name, Effort::PAGE);
        let mut response = kept.response(headers, CACHING, VARY);
        self.remember_language(response.headers_mut());
        response
    }
}

/// A legal page.
pub async fn legal(
    State(state): State<AppState>,
    Path((shop, kind)): Path<(String, String)>,
    request: PageRequest,
    headers: HeaderMap,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let known = LegalPage::parse(&kind).ok();
    let is_there = |page: &LegalPage| shop.profile.storefront.pages.contains_key(page);
    let Some(page) = known.filter(is_there) else {
        return Err(request.problem(Some(&shop), ProblemKind::NotFound));
    };
    let found = state.engine.legal_page(&shop, page).await;
    let found = found.map_err(|error| request.unanswered(Some(&shop), &error))?;
    let Some((lang, html)) = found.texts.in_language(request.lang()) else {
        return Err(request.problem(Some(&shop), ProblemKind::NotFound));
    };
    let context = request.context_at(link::legal(&shop.slug, page));
    let html = page::legal(&context, &shop, page, lang, html);
    Ok(request.kept(&headers, html))
}

/// What the shop's rules mean for those who wait.
pub async fn how(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
    headers: HeaderMap,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let context = request.context_at(link::how_backorders_work(&shop.slug));
    Ok(request.kept(&headers, page::how(&context, &shop)))
}

/// A picture that the merchant has put into the shop.
pub async fn media(
    State(state): State<AppState>,
    Path((shop, media)): Path<(String, String)>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let found = state.engine.media(&shop, &media).await;
    let media = found.map_err(|error| request.unanswered(Some(&shop), &error))?;
    let media_type = HeaderValue::from_str(&media.media_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, FOR_EVER),
        (CONTENT_SECURITY_POLICY, PICTURE_POLICY),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
    ];
    Ok((headers, Body::from(media.content)).into_response())
}

/// Colours on which white is read well: at least 4.5 to 1.
const COLOURS: [&str; 6] = [
    "#2f5d50", "#7a3b2e", "#2c4f7c", "#5b3f7a", "#6b5310", "#7a2f55",
];

/// The first letter or digit of a shop's name, large, on a colour that follows from its slug.
fn icon_of(shop: &Shop) -> String {
    let digest = Sha256::digest(shop.slug.as_str());
    let colour = COLOURS[usize::from(digest[0]) % COLOURS.len()];
    let initial = shop.profile.name.chars().find(|one| one.is_alphanumeric());
    let initial: String = initial.unwrap_or('·').to_uppercase().collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" rx=\"14\" fill=\"{colour}\"/>\
        <text x=\"32\" y=\"45\" font-family=\"system-ui,sans-serif\" font-size=\"38\" font-weight=\"700\" text-anchor=\"middle\" fill=\"#fff\">{initial}</text></svg>"
    )
}

/// The icon of a shop.
pub async fn icon(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CACHE_CONTROL, FOR_AN_HOUR),
        (CONTENT_SECURITY_POLICY, PICTURE_POLICY),
    ];
    Ok((headers, icon_of(&shop)).into_response())
}

/// What a browser needs to know to keep a shop beside other programs.
pub async fn manifest(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let start = link::shop(&shop.slug);
    let manifest = json!({
        "name": shop.profile.name,
        "description": shop.profile.tagline,
        "start_url": start,
        "scope": start,
        "display": "minimal-ui",
        "icons": [{ "src": link::icon(&shop.slug), "sizes": "any", "type": "image/svg+xml" }],
    });
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("application/manifest+json"),
        ),
        (CACHE_CONTROL, FOR_AN_HOUR),
    ];
    Ok((headers, manifest.to_string()).into_response())
}

/// What search engines may read: everything of the shops but carts and what is for one person.
pub async fn robots(State(state): State<AppState>, request: PageRequest) -> Answer {
    let shops = state.engine.shops().await;
    let shops = shops.map_err(|error| request.unanswered(None, &error))?;
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (CACHE_CONTROL, FOR_AN_HOUR),
    ];
    let text = robots_of(&shops, |path| request.context.absolute(path));
    Ok((headers, text).into_response())
}

fn robots_of(shops: &[Arc<Shop>], absolute: impl Fn(&str) -> String) -> String {
    let mut text = "User-agent: *\nDisallow: /console\nDisallow: /o/\nDisallow: /api/\n".to_owned();
    // A rehearsal is for its merchant alone.
    let sold = shops.iter().filter(|shop| !shop.rehearsal);
    for shop in sold.take(SITEMAPS_MAX) {
        let _ = writeln!(text, "Sitemap: {}", absolute(&link::sitemap(&shop.slug)));
    }
    text
}
