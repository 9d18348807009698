//! `/s/{shop}/p/{handle}`: one product, and the forms on its page.

use super::cart::{Cart, CartLine, Full};
use super::order_form::place_input;
use super::request::{PageRequest, pairs, value};
use super::{private_page, see_other, with_key};
use crate::desk::{ShopDesk, VERSION_KEY, form_state};
use crate::kept::{CachedPage, PageKey};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use dockline_app::actions::{ActionError, Desk as _, LineInput, PlaceInput, WaitlistInput};
use dockline_app::page::{self, Notice, OrderFormState, ProblemKind, link};
use dockline_domain::id::Sku;
use dockline_domain::limits;
use dockline_engine::Engine;
use dockline_engine::view::{ProductView, Shop};
use http::HeaderMap;
use std::sync::Arc;

/// Other products shown below.
const RELATED: usize = 4;

/// What the page is asked to show.
struct Wanted {
    sku: Option<String>,
    quantity: u32,
}

/// The page of a product.
pub async fn show(
    State(state): State<AppState>,
    Path((shop, handle)): Path<(String, String)>,
    headers: HeaderMap,
    request: PageRequest,
) -> Response {
    let shop = match state.engine.shop(&shop).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    let quantity = request
        .query("quantity")
        .and_then(|text| text.parse().ok())
        .unwrap_or(1)
        .clamp(1, limits::QUANTITY_MAX);
    let wanted = Wanted {
        sku: request.query("variant").map(str::to_owned),
        quantity,
    };
    let notice = match request.query("done") {
        Some("cart") => Some(Notice::InCart),
        Some("cart-full") => Some(Notice::CartFull),
        Some("waitlist") => Some(Notice::OnWaitlist),
        _ => None,
    };
    let mut response = if notice.is_none() {
        match cached(&state, &shop, &handle, &wanted, &request).await {
            Ok(page) => page.response(&headers),
            Err(problem) => return problem,
        }
    } else {
        let form = OrderFormState {
            notice,
            ..OrderFormState::default()
        };
        match rendered(&state, &shop, &handle, &wanted, &form, &request).await {
            Ok((html, _)) => private_page(http::StatusCode::OK, html),
            Err(problem) => return problem,
        }
    };
    request.remember_language(response.headers_mut());
    response
}

async fn cached(
    state: &AppState,
    shop: &Arc<Shop>,
    handle: &str,
    wanted: &Wanted,
    request: &PageRequest,
) -> Result<Arc<CachedPage>, Response> {
    // A page for each thing that somebody may write would be as many pages as somebody likes: only
    // what the product has is told apart.
    let known = known_variant(&state.engine, shop, handle, wanted.sku.as_deref()).await;
    let key = PageKey {
        shop: shop.id.clone(),
        handle: handle.to_owned(),
        sku: known.clone(),
        quantity: wanted.quantity,
        lang: request.lang(),
    };
    if let Some(page) = state.pages.get(&state.engine, &key) {
        return Ok(page);
    }
    let wanted = Wanted {
        sku: known.map(|sku| sku.to_string()),
        ..*wanted
    };
    let (html, shows) = rendered(
        state,
        shop,
        handle,
        &wanted,
        &OrderFormState::default(),
        request,
    )
    .await?;
    Ok(state.pages.put(key, html, shows))
}

/// The variant that was asked for, if the product has it.
async fn known_variant(
    engine: &Engine,
    shop: &Arc<Shop>,
    handle: &str,
    asked: Option<&str>,
) -> Option<Sku> {
    let sku = Sku::parse(asked?).ok()?;
    let snapshot = engine.snapshot(shop, sku.as_str()).await.ok()?;
    (snapshot.handle.as_str() == handle && snapshot.sku == sku).then_some(sku)
}

/// Renders the page, and tells the versions of the variants it shows.
async fn rendered(
    state: &AppState,
    shop: &Arc<Shop>,
    handle: &str,
    wanted: &Wanted,
    form: &OrderFormState,
    request: &PageRequest,
) -> Result<(String, Vec<(Sku, i64)>), Response> {
    let view = state
        .engine
        .product(shop, handle)
        .await
        .map_err(|error| request.unanswered(Some(shop), &error))?;
    let related = related(state, shop, &view).await;
    let selected = selected(&view, wanted.sku.as_deref());
    let context = request.context_at(own_path(&view, wanted));
    let html = page::product(&context, &view, selected, wanted.quantity, &related, form);
    let shown = std::iter::once(&view)
        .chain(&related)
        .flat_map(|view| &view.snapshots);
    let shows = shown
        .map(|snapshot| (snapshot.sku.clone(), snapshot.version))
        .collect();
    // The key is the same for everybody who sees this version: with the content of the form it
    // names one wish of one person.
    Ok((
        with_key(&html, &format!("{VERSION_KEY}{}", view.version)),
        shows,
    ))
}

/// The products that follow this one in the catalogue, and the first ones behind the last: so each
/// stands beside some other.
async fn related(state: &AppState, shop: &Arc<Shop>, view: &ProductView) -> Vec<ProductView> {
    let limit = i64::try_from(RELATED).unwrap_or(0);
    let behind = state
        .engine
        .catalogue_behind(shop, &view.product, limit)
        .await
        .unwrap_or_default();
    let first = if behind.len() < RELATED {
        state.engine.catalogue(shop, "", None, limit + 1).await.ok()
    } else {
        None
    };
    let mut related: Vec<ProductView> = behind;
    for other in first.into_iter().flat_map(|page| page.products) {
        let is_new = other.product.handle != view.product.handle
            && related
                .iter()
                .all(|one| one.product.handle != other.product.handle);
        if related.len() < RELATED && is_new {
            related.push(other);
        }
    }
    related
}

/// The address of the page as it links to itself. A kept page goes to everybody, so nothing of one
/// visitor's address but what was asked for stands in it.
fn own_path(view: &ProductView, wanted: &Wanted) -> String {
    let asked = wanted.sku.as_deref().and_then(|sku| {
        view.snapshots
            .iter()
            .find(|snapshot| snapshot.sku.as_str() == sku)
    });
    link::product(
        &view.shop.slug,
        &view.product.handle,
        asked.map(|snapshot| &snapshot.sku),
        wanted.quantity,
    )
}

/// The variant that was asked for, or the first that can be ordered.
fn selected(view: &ProductView, sku: Option<&str>) -> usize {
    let asked = sku.and_then(|sku| {
        view.snapshots
            .iter()
            .position(|snapshot| snapshot.sku.as_str() == sku)
    });
    asked
        .or_else(|| {
            view.snapshots
                .iter()
                .position(|snapshot| snapshot.availability(1).available)
        })
        .unwrap_or(0)
}

/// A form of the page was sent.
pub async fn send(
    State(state): State<AppState>,
    Path((shop, handle)): Path<(String, String)>,
    request: PageRequest,
    body: Bytes,
) -> Response {
    let shop = match state.engine.shop(&shop).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    let fields = pairs(&body);
    let field = |name: &str| value(&fields, name).unwrap_or("").to_owned();
    let wanted = Wanted {
        sku: Some(field("sku")),
        quantity: field("quantity").trim().parse().unwrap_or(0),
    };
    match field("action").as_str() {
        "quantity" => see_other(&product_path(
            &shop,
            &handle,
            &field("sku"),
            wanted.quantity.clamp(1, limits::QUANTITY_MAX),
            "",
        )),
        "cart" => add_to_cart(
            &shop,
            &handle,
            &request,
            &field("sku"),
            wanted.quantity.clamp(1, limits::QUANTITY_MAX),
        ),
        "waitlist" => {
            let email = field("email");
            let input = WaitlistInput {
                shop: shop.slug.to_string(),
                lang: request.lang().tag().to_owned(),
                sku: field("sku"),
                email: email.clone(),
            };
            match ShopDesk::new(&state).waitlist(input).await {
                Ok(()) => see_other(&product_path(
                    &shop,
                    &handle,
                    &field("sku"),
                    1,
                    "&done=waitlist",
                )),
                Err(error) => {
                    let form = OrderFormState {
                        waitlist_email: email,
                        ..OrderFormState::default()
                    };
                    again(
                        &state,
                        &shop,
                        &handle,
                        wanted,
                        form,
                        error,
                        "waitlist-email",
                        &request,
                    )
                    .await
                }
            }
        }
        "order" => {
            let (input, form) = order_input(&shop, &fields, &request);
            match ShopDesk::new(&state).place(input).await {
                Ok(placed) => see_other(&placed.order_url),
                Err(error) => {
                    again(
                        &state, &shop, &handle, wanted, form, error, "email", &request,
                    )
                    .await
                }
            }
        }
        _ => request.problem(Some(&shop), ProblemKind::BadRequest),
    }
}

fn product_path(shop: &Shop, handle: &str, sku: &str, quantity: u32, more: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("variant", sku)
        .finish();
    let quantity = if quantity == 1 {
        String::new()
    } else {
        format!("&quantity={quantity}")
    };
    let handle: String = form_urlencoded::byte_serialize(handle.as_bytes()).collect();
    format!(
        "{}/p/{handle}?{query}{quantity}{more}",
        link::shop(&shop.slug)
    )
}

/// The order that the form states, and what the form shows if it comes back.
fn order_input(
    shop: &Shop,
    fields: &[(String, String)],
    request: &PageRequest,
) -> (PlaceInput, OrderFormState) {
    let field = |name: &str| value(fields, name).unwrap_or("").trim().to_owned();
    let line = LineInput {
        sku: field("sku"),
        quantity: field("quantity").parse().unwrap_or(0),
    };
    place_input(shop, fields, request, vec![line])
}

#[expect(
    clippy::too_many_arguments,
    reason = "the page again, with everything that was on it"
)]
async fn again(
    state: &AppState,
    shop: &Arc<Shop>,
    handle: &str,
    wanted: Wanted,
    form: OrderFormState,
    error: ActionError,
    email_field: &str,
    request: &PageRequest,
) -> Response {
    let status = error.kind.status();
    let form = form_state(form, error, email_field);
    let wanted = Wanted {
        quantity: wanted.quantity.clamp(1, limits::QUANTITY_MAX),
        ..wanted
    };
    match rendered(state, shop, handle, &wanted, &form, request).await {
        Ok((html, _)) => private_page(status, html),
        Err(problem) => problem,
    }
}

fn add_to_cart(
    shop: &Shop,
    handle: &str,
    request: &PageRequest,
    sku: &str,
    quantity: u32,
) -> Response {
    let mut cart = Cart::of(request, &shop.slug);
    let added = Sku::parse(sku).map(|sku| cart.add(CartLine { sku, quantity }));
    let done = if let Ok(Err(Full)) = added {
        "&done=cart-full"
    } else {
        "&done=cart"
    };
    let mut response = see_other(&product_path(shop, handle, sku, 1, done)).into_response();
    cart.keep(response.headers_mut(), request, &shop.slug);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::id::ShopSlug;
    use dockline_domain::money::Currency;
    use dockline_domain::shop::{ShopProfile, ShopRules};
    use dockline_engine::Clock;
    use dockline_engine::command::{Context, CreateShop, SaveProduct};
    use serde_json::json;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_kept_is_told_apart_by_what_the_product_has() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(
            &format!("sqlite://{}", folder.path().join("test.db").display()),
            Clock::system(),
        )
        .await
        .unwrap();
        let currency = Currency::parse("EUR").unwrap();
        let profile = ShopProfile {
            name: "Demo".to_owned(),
            currency,
            time_zone: "Europe/Berlin".to_owned(),
            tagline: None,
        };
        let create = CreateShop {
            slug: ShopSlug::parse("demo").unwrap(),
            profile,
            rules: ShopRules::default(),
            rehearsal: false,
        };
        let shop = engine
            .create_shop(Context::actor("test"), create)
            .await
            .unwrap();
        for (handle, sku) in [("tent", "TENT"), ("kettle", "KETTLE")] {
            let variants = json!([{ "sku": sku, "price": { "minor": 1_000, "currency": "EUR" } }]);
            let product = serde_json::from_value(
                json!({ "handle": handle, "title": handle, "variants": variants }),
            )
            .unwrap();
            engine
                .execute(
                    &shop.id,
                    Context::actor("test"),
                    SaveProduct {
                        product,
                        if_version: None,
                    },
                )
                .await
                .unwrap();
        }
        let known = async |asked| {
            known_variant(&engine, &shop, "tent", asked)
                .await
                .map(|sku| sku.to_string())
        };
        assert_eq!(known(Some("TENT")).await.as_deref(), Some("TENT"));
        for other in [
            None,
            Some(""),
            Some("tent"),
            Some("TENT "),
            Some("KETTLE"),
            Some("nonsense"),
            Some(&*"x".repeat(64_000)),
        ] {
            assert_eq!(known(other).await, None, "{other:?}");
        }
    }
}
