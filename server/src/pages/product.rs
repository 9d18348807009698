//! `/s/{shop}/p/{handle}`: one product, and the forms on its page.

use super::cart::{Cart, CartLine, Full};
use super::request::{PageRequest, pairs, value};
use super::{checkout, moved, private_page, see_other};
use crate::desk::{ShopDesk, form_state};
use crate::kept::{CachedPage, PageKey};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::actions::{ActionError, Desk as _, WaitlistInput};
use dockline_app::page::{self, Notice, OrderFormState, ProblemKind};
use dockline_domain::id::Sku;
use dockline_domain::limits;
use dockline_engine::{Engine, Listing};
use dockline_view::{ProductView, Shop};
use dockline_words::link;
use http::{HeaderMap, StatusCode};
use std::sync::Arc;

/// Other products shown below.
const RELATED: usize = 4;

/// What the page is asked to show.
struct Wanted {
    sku: Option<String>,
    quantity: u32,
}

/// A product's page that somebody asks for, or sends a form of.
struct Asked<'r> {
    state: &'r AppState,
    shop: Arc<Shop>,
    handle: &'r str,
    request: &'r PageRequest,
}

/// The page of a product.
pub async fn show(
    State(state): State<AppState>,
    Path((shop, handle)): Path<(String, String)>,
    headers: HeaderMap,
    request: PageRequest,
) -> Response {
    let asked = match Asked::of(&state, &shop, &handle, &request).await {
        Ok(asked) => asked,
        Err(problem) => return problem,
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
    let shown = if notice.is_none() {
        let page = asked.kept(&wanted).await;
        page.map(|page| page.response(&headers))
    } else {
        let form = OrderFormState {
            notice,
            ..OrderFormState::default()
        };
        asked.private(StatusCode::OK, &wanted, &form).await
    };
    shown.map_or_else(
        |problem| problem,
        |mut response| {
            request.remember_language(response.headers_mut());
            response
        },
    )
}

/// A form of the page was sent.
pub async fn send(
    State(state): State<AppState>,
    Path((shop, handle)): Path<(String, String)>,
    request: PageRequest,
    body: Bytes,
) -> Response {
    let asked = match Asked::of(&state, &shop, &handle, &request).await {
        Ok(asked) => asked,
        Err(problem) => return problem,
    };
    let fields = pairs(&body);
    let field = |name: &str| value(&fields, name).unwrap_or("");
    let (sku, units) = (
        field("sku"),
        field("quantity").trim().parse::<u32>().unwrap_or(0),
    );
    let quantity = units.clamp(1, limits::QUANTITY_MAX);
    match field("action") {
        "quantity" => see_other(&asked.path(sku, quantity, "")),
        "cart" => {
            let take = field("take").parse().unwrap_or(quantity);
            asked.add_to_cart(sku, quantity.min(take).max(1))
        }
        "waitlist" => asked.wait(sku, quantity, field("email")).await,
        // Of a page from before there was a review.
        "order" => checkout::order(&state, asked.shop, &request, &fields).await,
        _ => request.problem(Some(&asked.shop), ProblemKind::BadRequest),
    }
}

impl<'r> Asked<'r> {
    async fn of(
        state: &'r AppState,
        shop: &str,
        handle: &'r str,
        request: &'r PageRequest,
    ) -> Result<Self, Response> {
        let shop = state.engine.shop(shop).await;
        let shop = shop.map_err(|error| request.unanswered(None, &error))?;
        Ok(Self {
            state,
            shop,
            handle,
            request,
        })
    }

    /// The page as everybody sees it.
    async fn kept(&self, wanted: &Wanted) -> Result<Arc<CachedPage>, Response> {
        let (engine, pages) = (&self.state.engine, &self.state.pages);
        // A page for each thing that somebody may write would be as many pages as somebody likes:
        // only what the product has is told apart.
        let known = known_variant(engine, &self.shop, self.handle, wanted.sku.as_deref()).await;
        if let Known::Renamed(sku) = &known {
            let lang = self
                .request
                .query("lang")
                .map(|_| self.request.lang().tag());
            let lang = lang.map_or_else(String::new, |lang| format!("&lang={lang}"));
            return Err(moved(&self.path(sku.as_str(), wanted.quantity, &lang)));
        }
        let known = known.variant();
        let key = PageKey {
            shop: self.shop.id.clone(),
            handle: self.handle.to_owned(),
            sku: known.clone(),
            quantity: wanted.quantity,
            lang: self.request.lang(),
        };
        if let Some(page) = pages.get(engine, &key) {
            return Ok(page);
        }
        let wanted = Wanted {
            sku: known.map(|sku| sku.to_string()),
            ..*wanted
        };
        let (html, shows) = self.rendered(&wanted, &OrderFormState::default()).await?;
        Ok(pages.put(key, html, shows))
    }

    /// The page with what one shopper has done, or has written into its form.
    async fn private(
        &self,
        status: StatusCode,
        wanted: &Wanted,
        form: &OrderFormState,
    ) -> Result<Response, Response> {
        let (html, _) = self.rendered(wanted, form).await?;
        Ok(private_page(status, html))
    }

    /// Renders the page, and tells the versions of the variants it shows.
    async fn rendered(
        &self,
        wanted: &Wanted,
        form: &OrderFormState,
    ) -> Result<(String, Vec<(Sku, i64)>), Response> {
        let view = self.state.engine.product(&self.shop, self.handle).await;
        let view = view.map_err(|error| self.request.unanswered(Some(&self.shop), &error))?;
        if view.product.handle.as_str() != self.handle {
            return Err(moved(&self.present_path(&view, wanted.quantity).await));
        }
        let related = related(self.state, &self.shop, &view).await;
        let selected = selected(&view, wanted.sku.as_deref());
        let context = self.request.context_at(own_path(&view, wanted));
        let html = page::product(&context, &view, selected, wanted.quantity, &related, form);
        let shown = std::iter::once(&view)
            .chain(&related)
            .flat_map(|view| &view.snapshots);
        let shows = shown
            .map(|snapshot| (snapshot.sku.clone(), snapshot.version))
            .collect();
        Ok((html, shows))
    }

    /// The address that the page has now, for the variant that was asked for by whichever of its
    /// SKUs, in the language that was.
    async fn present_path(&self, view: &ProductView, quantity: u32) -> String {
        let sku = match self.request.query("variant") {
            Some(asked) => self.state.engine.snapshot(&self.shop, asked).await.ok(),
            None => None,
        };
        let sku = sku.map(|snapshot| snapshot.sku.to_string());
        let path = own_path(view, &Wanted { sku, quantity });
        match self.request.query("lang") {
            Some(_) => link::in_language(&path, self.request.lang()),
            None => path,
        }
    }

    /// The page again, with everything that was written on it and what is wrong with it.
    async fn again(
        &self,
        wanted: &Wanted,
        form: OrderFormState,
        error: ActionError,
        email_field: &str,
    ) -> Response {
        let status = error.kind.status();
        let form = form_state(form, error, email_field);
        let again = self.private(status, wanted, &form).await;
        again.unwrap_or_else(|problem| problem)
    }

    fn add_to_cart(&self, sku: &str, quantity: u32) -> Response {
        let mut cart = Cart::of(self.request, &self.shop.slug);
        let added = Sku::parse(sku).map(|sku| cart.add(CartLine { sku, quantity }));
        let done = if let Ok(Err(Full)) = added {
            "&done=cart-full"
        } else {
            "&done=cart"
        };
        let mut response = see_other(&self.path(sku, 1, done));
        cart.keep(response.headers_mut(), self.request, &self.shop.slug);
        response
    }

    async fn wait(&self, sku: &str, quantity: u32, email: &str) -> Response {
        let input = WaitlistInput {
            shop: self.shop.slug.to_string(),
            lang: self.request.lang().tag().to_owned(),
            sku: sku.to_owned(),
            email: email.to_owned(),
        };
        let Err(error) = ShopDesk::new(self.state, self.request.client())
            .waitlist(input)
            .await
        else {
            return see_other(&self.path(sku, 1, "&done=waitlist"));
        };
        let form = OrderFormState {
            waitlist_email: email.to_owned(),
            ..OrderFormState::default()
        };
        let wanted = Wanted {
            sku: Some(sku.to_owned()),
            quantity,
        };
        self.again(&wanted, form, error, "waitlist-email").await
    }

    /// The address of the page for a variant and a quantity.
    fn path(&self, sku: &str, quantity: u32, more: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("variant", sku)
            .finish();
        let quantity = if quantity == 1 {
            String::new()
        } else {
            format!("&quantity={quantity}")
        };
        let handle: String = form_urlencoded::byte_serialize(self.handle.as_bytes()).collect();
        format!(
            "{}/p/{handle}?{query}{quantity}{more}",
            link::shop(&self.shop.slug)
        )
    }
}

/// What the product has of the variant that was asked for.
enum Known {
    Variant(Sku),
    /// It has another SKU now.
    Renamed(Sku),
    Nothing,
}

impl Known {
    fn variant(self) -> Option<Sku> {
        match self {
            Self::Variant(sku) => Some(sku),
            Self::Renamed(_) | Self::Nothing => None,
        }
    }
}

async fn known_variant(
    engine: &Engine,
    shop: &Arc<Shop>,
    handle: &str,
    asked: Option<&str>,
) -> Known {
    let Some(asked) = asked else {
        return Known::Nothing;
    };
    match engine.snapshot(shop, asked).await {
        Ok(found) if found.handle.as_str() != handle => Known::Nothing,
        Ok(found) if found.sku.as_str() == asked => Known::Variant(found.sku.clone()),
        Ok(found) => Known::Renamed(found.sku.clone()),
        Err(_) => Known::Nothing,
    }
}

/// The products that follow this one in the catalogue, and the first ones after the last: so each
/// stands beside some other.
async fn related(state: &AppState, shop: &Arc<Shop>, view: &ProductView) -> Vec<ProductView> {
    let limit = i64::try_from(RELATED).unwrap_or(0);
    let behind = state
        .engine
        .catalogue_behind(shop, &view.product, limit)
        .await
        .unwrap_or_default();
    let first = if behind.len() < RELATED {
        state
            .engine
            .catalogue(shop, Listing::Sold, "", None, limit + 1)
            .await
            .ok()
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

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::by::By;
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
            storefront: Box::default(),
        };
        let create = CreateShop {
            slug: ShopSlug::parse("demo").unwrap(),
            profile,
            rules: ShopRules::default(),
            rehearsal: false,
        };
        let shop = engine
            .create_shop(Context::by(By::Cli), create)
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
                    Context::by(By::Cli),
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
                .variant()
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
