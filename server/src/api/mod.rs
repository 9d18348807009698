//! The REST interface. Each file is named as its part of the address; `problem` says what can go
//! wrong, `input` reads requests.
//!
//! Whatever a shopper may ask is open to every web page and takes no cookie. Whatever a merchant
//! asks needs the key of the shop, and the key alone says which shop it is.

pub mod address;
pub mod auth;
pub mod availability;
pub mod backorders;
pub mod charges;
pub mod clock;
pub mod epcis;
mod evidence;
pub mod fields;
pub mod gateway;
mod gs1;
pub mod idempotency;
pub mod import;
pub mod input;
pub mod live;
mod mail_events;
pub mod media;
mod messages;
pub mod milestones;
pub mod money;
mod notices;
pub mod order_body;
pub mod order_changes;
mod order_hold;
pub mod order_payment;
pub mod orders;
pub mod page;
pub mod params;
mod place;
pub mod policy_form;
pub mod problem;
pub mod product_body;
pub mod product_facts;
pub mod products;
pub mod purchase_order_body;
mod purchase_order_lines;
pub mod purchase_orders;
mod quote;
pub mod receipt_correction;
mod receipts;
mod reconcile;
mod refunds;
mod rename;
pub mod schema;
mod scopes;
pub mod shipments;
pub mod shop;
mod shop_calendar;
pub mod shop_pages;
mod shop_transit;
pub mod stock;
mod stock_import;
mod stock_transfers;
pub mod storefront;
pub mod texts;
pub mod waitlist;
mod webhook_events;
pub(crate) mod webhooks;
pub mod what_if;
pub mod withdrawals;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::FromRef;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{any, get, options};
use dockline_adapters::gateway::stripe::Stripe;
use dockline_adapters::mail::Outgoing;
use dockline_adapters::webhook::Caller;
use dockline_engine::Engine;
use dockline_engine::gateway::Gateway;
use dockline_engine::turns::Turns;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower::util::MapResponseLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr, Required};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::client::TrustedProxies;
use crate::counted::Counted;
use crate::refusals::Refusals;
use crate::state::AppState;
use crate::streams::Streams;
use availability::Answers;
use orders::PRIVATE;

/// A browser may keep the answer to a preflight request so long.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_hours(24);

/// Documents of the supply chain that are read at once, of different shops; and how long others
/// wait.
const DOCUMENTS_AT_ONCE: usize = 2;
const DOCUMENT_PATIENCE: Duration = Duration::from_secs(5);

/// What every handler here has in hand.
pub struct Api {
    engine: Engine,
    gateway: Arc<dyn Gateway>,
    stripe: Arc<Stripe>,
    public_url: Arc<str>,
    outgoing: Arc<Outgoing>,
    webhooks: Arc<Caller>,
    stopping: CancellationToken,
    streams: Arc<Streams>,
    proxies: TrustedProxies,
    refusals: Refusals,
    counted: Counted,
    answers: Answers,
    /// At documents of the supply chain, which take long and much memory.
    documents: Turns,
}

impl FromRef<Arc<Api>> for TrustedProxies {
    fn from_ref(api: &Arc<Api>) -> Self {
        api.proxies.clone()
    }
}

impl Api {
    fn new(state: &AppState) -> Self {
        Self {
            engine: state.engine.clone(),
            gateway: state.gateways.clone(),
            stripe: Arc::clone(&state.gateways.stripe),
            public_url: Arc::clone(&state.public_url),
            outgoing: Arc::clone(&state.outgoing),
            webhooks: Arc::clone(&state.webhooks),
            stopping: state.stopping.clone(),
            streams: Arc::clone(&state.streams),
            proxies: state.proxies.clone(),
            refusals: state.refusals.clone(),
            counted: state.counted.clone(),
            answers: Answers::default(),
            documents: Turns::new(DOCUMENTS_AT_ONCE, DOCUMENT_PATIENCE),
        }
    }
}

/// Every address under `/api`.
pub fn router(state: &AppState) -> Router {
    let public_url = Arc::clone(&state.public_url);
    let (routes, document) = routes().split_for_parts();
    let document = Bytes::from(
        document
            .to_json()
            .expect("the description has text keys alone"),
    );
    let describe = get(move || async move {
        (
            [(CONTENT_TYPE, HeaderValue::from_static("application/json"))],
            document,
        )
    });
    let router = Router::new()
        .merge(routes)
        .route("/api/openapi.json", describe.layer(open_to_all()))
        .route("/problems/{slug}", get(problem::meaning))
        .route("/api", any(problem::not_a_route))
        .route("/api/", any(problem::not_a_route))
        .route("/api/{*rest}", any(problem::not_a_route))
        .with_state(Arc::new(Api::new(state)));
    finished(router, public_url)
}

/// Whatever goes wrong is told as a problem, a panic too.
fn finished(router: Router, public_url: Arc<str>) -> Router {
    let finish = MapResponseLayer::new(move |response: http::Response<_>| {
        let mut response = problem::write(&public_url, response.map(Body::new));
        response
            .headers_mut()
            .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    });
    router.layer((finish, CatchPanicLayer::new()))
}

/// The description of the interface as an `OpenAPI` 3.1 document.
pub fn openapi() -> OpenApi {
    routes().into_openapi()
}

fn routes() -> OpenApiRouter<Arc<Api>> {
    let for_merchants = for_merchants().layer(map_response(kept_by_nobody));
    let mut router = OpenApiRouter::with_openapi(description())
        .merge(for_shoppers().layer(open_to_all()))
        .merge(for_merchants);
    let document = router.get_openapi_mut();
    // The macro has a body that may be left out only as one that may be null as well, and this one
    // may not.
    let cancel = document
        .paths
        .paths
        .get_mut(orders::CANCEL)
        .and_then(|item| item.post.as_mut()?.request_body.as_mut());
    if let Some(RefOr::T(body)) = cancel {
        body.required = Some(Required::False);
    }
    scopes::describe(document);
    webhook_events::describe(document);
    router
}

/// What a key opens is for its program alone, refusals included: names and addresses of people
/// stand in it.
async fn kept_by_nobody(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, PRIVATE);
    response
}

fn for_shoppers() -> OpenApiRouter<Arc<Api>> {
    OpenApiRouter::default()
        .routes(routes!(availability::of_variant))
        .routes(routes!(availability::of_variants))
        .routes(routes!(live::stream))
        .routes(routes!(quote::quote))
        .routes(routes!(orders::place))
        .routes(routes!(orders::show))
        .routes(routes!(orders::cancel))
        .routes(routes!(order_payment::begin))
        .routes(routes!(order_changes::details))
        .routes(routes!(order_changes::variant))
        .routes(routes!(order_changes::choices))
        .routes(routes!(notices::answer))
        .routes(routes!(waitlist::join))
        .routes(routes!(withdrawals::declare))
}

fn for_merchants() -> OpenApiRouter<Arc<Api>> {
    OpenApiRouter::default()
        .routes(routes!(shop::show, shop::change))
        .routes(routes!(shop_pages::show, shop_pages::save))
        .routes(routes!(media::add))
        .routes(routes!(products::list))
        .routes(routes!(products::show, products::save))
        .routes(routes!(rename::product))
        .routes(routes!(rename::variant))
        .routes(routes!(import::import))
        .routes(routes!(stock::change_stock))
        .routes(routes!(purchase_orders::list, purchase_orders::create))
        .routes(routes!(purchase_orders::show, purchase_orders::change))
        .routes(routes!(purchase_orders::add_milestone))
        .routes(routes!(purchase_order_lines::split))
        .routes(routes!(what_if::ask))
        .routes(routes!(receipts::receive))
        .routes(routes!(receipts::show))
        .routes(routes!(stock_transfers::transfer))
        .routes(routes!(stock_import::import))
        .routes(routes!(receipt_correction::correct))
        .routes(routes!(shipments::list))
        .routes(routes!(shipments::show))
        .routes(routes!(shipments::pack))
        .routes(routes!(order_hold::hold))
        .routes(routes!(order_hold::resume))
        .routes(routes!(notices::give))
        .routes(routes!(evidence::show))
        .routes(routes!(shipments::hand_over))
        .routes(routes!(shipments::deliver))
        .routes(routes!(gateway::show, gateway::save))
        .routes(routes!(charges::list))
        .routes(routes!(charges::mark_paid))
        .routes(routes!(charges::waive))
        .routes(routes!(charges::extend))
        .routes(routes!(charges::correct))
        .routes(routes!(charges::retry))
        .routes(routes!(charges::cancel))
        .routes(routes!(refunds::list))
        .routes(routes!(refunds::of_order, refunds::give))
        .routes(routes!(refunds::mark_sent))
        .routes(routes!(refunds::retry))
        .routes(routes!(money::ledger))
        .routes(routes!(reconcile::reconcile))
        .routes(routes!(messages::list))
        .routes(routes!(messages::show))
        .routes(routes!(messages::retry))
        .routes(routes!(messages::seen))
        .routes(routes!(mail_events::take))
        .routes(routes!(milestones::import))
        .routes(routes!(webhooks::list, webhooks::create))
        .routes(routes!(webhooks::change, webhooks::delete))
        .routes(routes!(webhooks::rotate))
        .routes(routes!(webhooks::ping))
        .routes(routes!(webhooks::replay))
        .routes(routes!(webhooks::attempts))
        .merge(for_suppliers())
        .routes(routes!(backorders::list))
        .routes(routes!(backorders::set_priority))
        .routes(routes!(waitlist::list))
        .routes(routes!(waitlist::told))
        .routes(routes!(clock::advance))
}

/// With the key of a shop, in the way the standard of the supply chain has it.
fn for_suppliers() -> OpenApiRouter<Arc<Api>> {
    OpenApiRouter::default()
        .routes(routes!(epcis::capture))
        .route("/api/v1/epcis/capture", options(gs1::options))
        .layer(map_response(gs1::say))
}

/// Any page may ask, without cookies; what it needs of an answer's headers it may read.
fn open_to_all() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            CONTENT_TYPE,
            IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([ETAG, RETRY_AFTER, LOCATION])
        .max_age(PREFLIGHT_MAX_AGE)
        .vary([])
}

/// What the document says besides the routes.
fn description() -> OpenApi {
    #[derive(utoipa::OpenApi)]
    #[openapi(
        info(
            title = "Dockline",
            description = "Sell honestly while the supply chain is broken: backorders with a place in line and a date that is kept."
        ),
        tags((name = "shoppers", description = "Open to every page, without cookies."), (name = "merchants", description = "With the key of a shop."), (name = "webhooks", description = "What addresses of a merchant are told, signed as Standard Webhooks 1.0.0 has it.")),
        components(schemas(schema::ProblemBody, schema::ProblemError))
    )]
    struct Description;
    let mut document = <Description as utoipa::OpenApi>::openapi();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    if let Some(components) = &mut document.components {
        components.add_security_scheme(scopes::SCHEME, bearer);
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use axum::http::Request;
    use tower::ServiceExt as _;

    #[expect(clippy::panic, reason = "what is tried here")]
    async fn fails() -> &'static str {
        panic!("as if something were wrong in a handler")
    }

    #[tokio::test]
    async fn a_panic_is_told_as_a_problem_too() {
        let router = finished(
            Router::new().route("/api/fails", get(fails)),
            Arc::from("https://shop.example"),
        );
        let answer = router
            .oneshot(Request::get("/api/fails").body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
        let body: serde_json::Value =
            serde_json::from_slice(&to_bytes(answer.into_body(), 10_000).await.unwrap()).unwrap();
        assert_eq!(body["status"], 500);
    }
}
