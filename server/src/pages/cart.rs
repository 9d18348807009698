//! `/s/{shop}/cart`: several lines, one order. The cart lies in a cookie of the shopper: nothing is held for it, and nothing is stored here.

use super::product::place_input;
use super::request::{PageRequest, pairs, value};
use super::{new_key, private_page, see_other, with_key};
use crate::desk::{CART_KEY, ShopDesk, form_state};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::actions::{Desk as _, LineInput};
use dockline_app::page::{self, CartItem, OrderFormState, ProblemKind, link};
use dockline_domain::id::Sku;
use dockline_domain::limits;
use dockline_engine::view::Shop;
use http::{HeaderValue, StatusCode, header};
use std::sync::Arc;

const COOKIE: &str = "cart";
const COOKIE_DAYS: u32 = 30;
/// Browsers refuse cookies above 4 096 bytes.
const COOKIE_BYTES_MAX: usize = 3_500;

/// Units of a variant in a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CartLine {
    pub(super) sku: Sku,
    pub(super) quantity: u32,
}

/// What a shopper has chosen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cart(Vec<CartLine>);

impl Cart {
    pub(super) fn of(request: &PageRequest) -> Self {
        request.cookie(COOKIE).map(Self::parse).unwrap_or_default()
    }

    /// Lines as `sku=quantity`, encoded like a query. What makes no sense is left out.
    fn parse(text: &str) -> Self {
        let mut cart = Self::default();
        for (sku, quantity) in pairs(text.as_bytes()) {
            if let (Ok(sku), Ok(quantity)) = (Sku::parse(&sku), quantity.parse()) {
                cart.add(CartLine { sku, quantity });
            }
        }
        cart
    }

    fn text(&self) -> String {
        let pairs = self.0.iter().map(|line| (line.sku.as_str(), line.quantity.to_string()));
        form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    pub(super) fn add(&mut self, line: CartLine) {
        let full = self.0.len() >= limits::ORDER_LINES_MAX;
        match self.0.iter_mut().find(|other| other.sku == line.sku) {
            Some(other) => other.quantity = other.quantity.saturating_add(line.quantity).min(limits::QUANTITY_MAX),
            None if line.quantity > 0 && !full => self.0.push(line),
            None => {}
        }
        while self.text().len() > COOKIE_BYTES_MAX {
            self.0.pop();
        }
    }

    pub(super) fn cookie(&self, request: &PageRequest, shop: &Shop) -> HeaderValue {
        let days = if self.0.is_empty() { 0 } else { COOKIE_DAYS };
        request.set_cookie(COOKIE, &self.text(), &link::shop(&shop.slug), days)
    }
}

async fn items(state: &AppState, shop: &Arc<Shop>, cart: &Cart) -> Vec<CartItem> {
    let mut items = Vec::with_capacity(cart.0.len());
    for line in &cart.0 {
        if let Ok(view) = state.engine.product_of(shop, line.sku.as_str()).await
            && let Some(index) = view.snapshots.iter().position(|snapshot| snapshot.sku == line.sku)
        {
            items.push(CartItem { view, index, quantity: line.quantity });
        }
    }
    items
}

fn new_cart_key() -> String {
    format!("{CART_KEY}{}", new_key())
}

/// The shopper's cart is empty from now on: its order was placed.
pub(super) fn emptied(request: &PageRequest, shop: &Shop) -> HeaderValue {
    Cart::default().cookie(request, shop)
}

/// The cart.
pub async fn show(State(state): State<AppState>, Path(shop): Path<String>, request: PageRequest) -> Response {
    let shop = match state.engine.shop(&shop).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    let items = items(&state, &shop, &Cart::of(&request)).await;
    let html = page::cart(&request.context, &shop, &items, &OrderFormState::default());
    let mut response = private_page(StatusCode::OK, with_key(&html, &new_cart_key()));
    request.remember_language(response.headers_mut());
    response
}

/// The cart's form was sent.
pub async fn send(State(state): State<AppState>, Path(shop): Path<String>, request: PageRequest, body: Bytes) -> Response {
    let shop = match state.engine.shop(&shop).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    let fields = pairs(&body);
    let action = value(&fields, "action").unwrap_or("");
    let mut cart = with_quantities(Cart::of(&request), &fields);
    if let Some(sku) = action.strip_prefix("remove:") {
        cart.0.retain(|line| line.sku.as_str() != sku);
    }
    let answer = match action {
        "order" => return order(&state, &shop, cart, &fields, &request).await,
        _ if action == "update" || action.starts_with("remove:") => see_other(&link::cart(&shop.slug)),
        _ => return request.problem(Some(&shop), ProblemKind::BadRequest),
    };
    with_cart(answer, &cart, &request, &shop)
}

/// The cart with the quantities that the form states; 0 takes a line out.
fn with_quantities(mut cart: Cart, fields: &[(String, String)]) -> Cart {
    for line in &mut cart.0 {
        if let Some(quantity) = value(fields, &format!("quantity:{}", line.sku)).and_then(|text| text.trim().parse::<u32>().ok()) {
            line.quantity = quantity.min(limits::QUANTITY_MAX);
        }
    }
    cart.0.retain(|line| line.quantity > 0);
    cart
}

fn with_cart(mut response: Response, cart: &Cart, request: &PageRequest, shop: &Shop) -> Response {
    response.headers_mut().append(header::SET_COOKIE, cart.cookie(request, shop));
    response
}

async fn order(state: &AppState, shop: &Arc<Shop>, cart: Cart, fields: &[(String, String)], request: &PageRequest) -> Response {
    let lines = cart.0.iter().map(|line| LineInput { sku: line.sku.to_string(), quantity: line.quantity }).collect();
    let (input, form) = place_input(shop, fields, request, lines);
    match ShopDesk::new(state).place(input).await {
        Ok(placed) => with_cart(see_other(&placed.order_url), &Cart::default(), request, shop),
        Err(error) => {
            let status = error.kind.status();
            let form = form_state(form, error, "email");
            let html = page::cart(&request.context, shop, &items(state, shop, &cart).await, &form);
            with_cart(private_page(status, with_key(&html, &new_cart_key())), &cart, request, shop)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_survives_its_cookie_and_forgets_nonsense() {
        let mut cart = Cart::default();
        cart.add(CartLine { sku: Sku::parse("Größe & M=1").unwrap(), quantity: 2 });
        cart.add(CartLine { sku: Sku::parse("B").unwrap(), quantity: 1 });
        cart.add(CartLine { sku: Sku::parse("B").unwrap(), quantity: 3 });
        assert!(cart.text().is_ascii() && !cart.text().contains([';', ' ', '"']));
        assert_eq!(Cart::parse(&cart.text()), cart);
        assert_eq!(Cart::parse("B=x&=1&C=0"), Cart::default());
    }

    #[test]
    fn a_cart_never_outgrows_its_cookie() {
        let mut cart = Cart::default();
        for number in 0..200 {
            cart.add(CartLine { sku: Sku::parse(&format!("{}-{number}", "ü".repeat(28))).unwrap(), quantity: 9_999 });
        }
        assert!(cart.text().len() <= COOKIE_BYTES_MAX && cart.0.len() <= limits::ORDER_LINES_MAX);
    }
}
