//! The pages: each handler asks the engine once, hands plain values to `app`, and sends what comes
//! back.

pub(crate) mod address;
mod cart;
mod catalogue;
mod checkout;
pub(crate) mod embed;
mod find;
mod live;
mod notice;
mod order;
mod order_form;
mod pay;
mod product;
pub(crate) mod request;
mod shops;
mod simulated_bank;
mod storefront;
mod waitlist;
pub(crate) mod withdraw;

use crate::client::Client;
use crate::desk::ShopDesk;
use crate::refusals::Kind;
use crate::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use dockline_app::actions::Desk;
use dockline_app::page::{self, ProblemKind};
use dockline_engine::ReadError;
use dockline_view::Shop;
use http::{HeaderValue, Method, StatusCode, header};
use leptos::prelude::provide_context;
use request::PageRequest;
use std::sync::Arc;
use tower_http::csrf::ProtectionError;

/// What a handler answers: a page, or the one that stands where it cannot be shown.
pub(crate) type Answer = Result<Response, Response>;

/// Every page and what pages ask of the server.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(shops::show))
        .route("/docs/embed", get(embed::show))
        .route("/docs/embed/look.css", get(embed::look))
        .route("/s/{shop}", get(catalogue::show))
        .route(
            "/s/{shop}/p/{handle}",
            get(product::show).post(product::send),
        )
        .route("/s/{shop}/cart", get(cart::show).post(cart::send))
        .route(
            "/s/{shop}/checkout",
            get(checkout::show).post(checkout::send),
        )
        .route("/s/{shop}/find", get(find::show).post(find::send))
        .route(
            "/s/{shop}/withdraw",
            get(withdraw::show).post(withdraw::send),
        )
        .route("/s/{shop}/orders", get(find::kept))
        .route("/s/{shop}/legal/{kind}", get(storefront::legal))
        .route("/s/{shop}/how-backorders-work", get(storefront::how))
        .route("/s/{shop}/manifest.webmanifest", get(storefront::manifest))
        .route("/robots.txt", get(storefront::robots))
        .route("/o/{token}", get(order::show).post(order::send))
        .route("/o/{token}/pay", get(pay::show).post(pay::send))
        .route(
            "/simulated-bank/{session}",
            get(simulated_bank::show).post(simulated_bank::send),
        )
        .route("/n/{token}", get(notice::show).post(notice::send))
        .route("/w/{token}", get(waitlist::show).post(waitlist::answer))
        .route("/u/{token}", get(waitlist::preferences).post(waitlist::end))
        .route("/app/live", get(live::stream))
        .route("/app/{function}", post(server_function))
        .fallback(unknown)
}

/// Pictures of shops: they have a policy of their own.
pub fn pictures() -> Router<AppState> {
    Router::new()
        .route("/s/{shop}/icon.svg", get(storefront::icon))
        .route("/s/{shop}/media/{media}", get(storefront::media))
}

/// The server functions that islands call.
async fn server_function(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let page = PageRequest::new(&parts, &state);
    let desk: Arc<dyn Desk> = Arc::new(ShopDesk::new(&state, page.client()));
    let answer = leptos_axum::handle_server_fns_with_context(
        move || provide_context(Arc::clone(&desk)),
        Request::from_parts(parts, body),
    );
    answer.await.into_response()
}

/// What is refused of a form before any handler has it: one that another site sent is noted, and one
/// that was too large is answered with a page, like all that goes wrong with one.
pub(crate) async fn refused_forms(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    // Those that the protection lets pass.
    if [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method()) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let Ok(Client(client)) = Client::from_request_parts(&mut parts, &state).await;
    let is_form = parts.method == Method::POST && !parts.uri.path().starts_with("/app/");
    let page = is_form.then(|| PageRequest::new(&parts, &state));
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.extensions().get::<ProtectionError>().is_some() {
        state.refusals.note(Kind::Forged, client.into());
    }
    match page {
        Some(page) if response.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            page.problem(None, ProblemKind::TooLarge)
        }
        _ => response,
    }
}

async fn unknown(page: PageRequest) -> Response {
    page.problem(None, ProblemKind::NotFound)
}

/// Sends an HTML document that is for this shopper alone.
pub(crate) fn private_page(status: StatusCode, html: String) -> Response {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept-language, cookie"),
    );
    response
}

/// A page whose address is a secret: nobody is told where its reader came from.
fn secret_page(status: StatusCode, html: String) -> Response {
    let mut response = private_page(status, html);
    let none = HeaderValue::from_static("no-referrer");
    response.headers_mut().insert(header::REFERRER_POLICY, none);
    response
}

/// Sends the reader to another page, by GET.
pub(crate) fn see_other(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// What was here is at another address. A browser asks again each time: it may come back here.
pub(crate) fn moved(path: &str) -> Response {
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    let kept = HeaderValue::from_static("no-cache");
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, kept)];
    (StatusCode::MOVED_PERMANENTLY, headers).into_response()
}

impl PageRequest {
    /// The page that stands where another cannot be shown.
    pub(crate) fn problem(&self, shop: Option<&Shop>, kind: ProblemKind) -> Response {
        private_page(kind.status(), page::problem(&self.context, shop, kind))
    }

    /// The shop that an address names, or the page that says that there is none.
    pub(crate) async fn shop(&self, state: &AppState, slug: &str) -> Result<Arc<Shop>, Response> {
        let found = state.engine.shop(slug).await;
        found.map_err(|error| self.unanswered(None, &error))
    }

    /// The page of a question that was not answered.
    pub(crate) fn unanswered(&self, shop: Option<&Shop>, error: &ReadError) -> Response {
        match error {
            ReadError::NotFound { .. } | ReadError::BadCursor => {
                self.problem(shop, ProblemKind::NotFound)
            }
            ReadError::Store(error) if error.passes() => {
                tracing::debug!(%error, "a page was not read");
                self.problem(shop, ProblemKind::Busy)
            }
            ReadError::Store(error) => {
                tracing::error!(%error, "a page could not be read");
                self.problem(shop, ProblemKind::Internal)
            }
        }
    }
}

/// Sets the key that each sent form has of its own.
pub(crate) fn with_key(html: &str, key: &str) -> String {
    html.replace(page::KEY_PLACEHOLDER, key)
}

/// A key for one sent form: 128 random bits.
pub(crate) fn new_key() -> String {
    let mut bytes = [0_u8; 16];
    let _ = getrandom::fill(&mut bytes);
    format!("{:032x}", u128::from_le_bytes(bytes))
}
