//! `/s/{shop}/cart`: several lines, one order. The cart lies in a cookie of the shopper: nothing is
//! held for it, and nothing is stored here.

use super::request::{PageRequest, pairs, value};
use super::{Answer, checkout, private_page, see_other};
use crate::cookies;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::{self, CartItem, Notice, OrderFormState, ProblemKind};
use dockline_domain::id::{ShopSlug, Sku};
use dockline_domain::limits;
use dockline_engine::ReadError;
use dockline_view::Shop;
use dockline_words::link;
use http::{HeaderMap, StatusCode, header};
use std::sync::Arc;

/// The cookie's name where it lies below the shop's path; one that is for the whole host names its
/// shop.
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

/// There is no room in the cart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

/// What a shopper has chosen.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cart(Vec<CartLine>);

impl Cart {
    /// A cart of some lines, which need not be the shopper's own.
    pub(super) fn with(lines: Vec<CartLine>) -> Self {
        Self(lines)
    }

    /// What lies in it.
    pub(super) fn lines(&self) -> &[CartLine] {
        &self.0
    }

    pub(super) fn of(request: &PageRequest, shop: &ShopSlug) -> Self {
        let own = request
            .is_secure()
            .then(|| request.remembered(&own_name(shop)))
            .flatten();
        own.or_else(|| request.cookie(COOKIE))
            .map(Self::parse)
            .unwrap_or_default()
    }

    /// Lines as `sku=quantity`, encoded like a query. What makes no sense is left out. A cookie
    /// that holds more than we write was written by somebody else: one that is too long is not
    /// read, and another only as far as it fits, so that the work grows with its length alone.
    fn parse(text: &str) -> Self {
        let (mut lines, mut bytes) = (Vec::<CartLine>::new(), 0);
        if text.len() > COOKIE_BYTES_MAX {
            return Self::default();
        }
        for (sku, quantity) in form_urlencoded::parse(text.as_bytes()) {
            let (Ok(sku), Ok(quantity @ 1..)) = (Sku::parse(&sku), quantity.parse::<u32>()) else {
                continue;
            };
            let place = lines
                .iter()
                .position(|other| other.sku == sku)
                .unwrap_or(lines.len());
            let (present, before) = lines
                .get(place)
                .map_or((0, 0), |line| (line.quantity, line.bytes()));
            let line = CartLine {
                sku,
                quantity: quantity.saturating_add(present),
            };
            bytes = bytes + line.bytes() - before;
            if place >= limits::ORDER_LINES_MAX
                || line.quantity > limits::QUANTITY_MAX
                || bytes > COOKIE_BYTES_MAX
            {
                break;
            }
            if present > 0 {
                lines[place] = line;
            } else {
                lines.push(line);
            }
        }
        Self(lines)
    }

    fn text(&self) -> String {
        let pairs = self
            .0
            .iter()
            .map(|line| (line.sku.as_str(), line.quantity.to_string()));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    }

    /// Puts units in, if there is room for all of them.
    pub(super) fn add(&mut self, line: CartLine) -> Result<(), Full> {
        let mut lines = self.0.clone();
        match lines.iter_mut().find(|other| other.sku == line.sku) {
            Some(other) => other.quantity = other.quantity.saturating_add(line.quantity),
            None if line.quantity > 0 => lines.push(line),
            None => {}
        }
        let fuller = Self(lines);
        let fits = fuller.0.len() <= limits::ORDER_LINES_MAX
            && fuller
                .0
                .iter()
                .all(|line| line.quantity <= limits::QUANTITY_MAX)
            && fuller.0.iter().map(CartLine::bytes).sum::<usize>() <= COOKIE_BYTES_MAX;
        if !fits {
            return Err(Full);
        }
        *self = fuller;
        Ok(())
    }

    /// Lines by the names that their variants have now. What was renamed and does not fit keeps the
    /// name that nothing has any more: it leaves the cart as such lines do, and the shopper is told.
    fn called(lines: Vec<(CartLine, Sku)>) -> Self {
        let places: Vec<Sku> = lines.iter().map(|(_, now)| now.clone()).collect();
        // What kept its name fits: it did before.
        let (same, renamed): (Vec<_>, Vec<_>) = lines
            .into_iter()
            .partition(|(written, now)| written.sku == *now);
        let (mut called, mut left) = (Self::default(), Vec::new());
        for (written, sku) in same.into_iter().chain(renamed) {
            let quantity = written.quantity;
            if called.add(CartLine { sku, quantity }).is_err() {
                left.push(written);
            }
        }
        let place = |line: &CartLine| places.iter().position(|sku| *sku == line.sku);
        called.0.sort_by_key(place);
        called.0.extend(left);
        called
    }

    /// As much of it as a browser keeps: what is last goes first.
    fn within_cookie(&self) -> Self {
        let mut lines = self.0.clone();
        while lines.iter().map(CartLine::bytes).sum::<usize>() > COOKIE_BYTES_MAX {
            lines.pop();
        }
        Self(lines)
    }

    /// Puts the cart into the shopper's keeping.
    pub(super) fn keep(&self, headers: &mut HeaderMap, request: &PageRequest, shop: &ShopSlug) {
        let days = if self.0.is_empty() { 0 } else { COOKIE_DAYS };
        let name = if request.is_secure() {
            own_name(shop)
        } else {
            COOKIE.to_owned()
        };
        headers.append(
            header::SET_COOKIE,
            request.set_cookie(&name, &self.within_cookie().text(), &link::shop(shop), days),
        );
        // One from before the prefix goes, or it would be there again when this one is empty.
        if request.is_secure() && request.cookie(COOKIE).is_some() {
            let gone = cookies::set(COOKIE, "", &link::shop(shop), 0, true);
            headers.append(header::SET_COOKIE, gone);
        }
    }
}

impl CartLine {
    /// Room that the line takes in the cookie, with what stands between it and the next.
    fn bytes(&self) -> usize {
        let sku: usize = form_urlencoded::byte_serialize(self.sku.as_str().as_bytes())
            .map(str::len)
            .sum();
        sku + "=&".len() + self.quantity.to_string().len()
    }
}

/// The name of a cart that is sent to the whole host: each shop has its own.
fn own_name(shop: &ShopSlug) -> String {
    format!("{COOKIE}-{shop}")
}

/// The shopper's cart, with the SKUs that its variants have now.
pub(super) async fn of(
    state: &AppState,
    shop: &Arc<Shop>,
    request: &PageRequest,
) -> Result<Cart, ReadError> {
    let mut lines = Vec::new();
    for written in Cart::of(request, &shop.slug).0 {
        let now = match state.engine.snapshot(shop, written.sku.as_str()).await {
            Ok(snapshot) => snapshot.sku.clone(),
            Err(ReadError::NotFound { .. } | ReadError::BadCursor) => written.sku.clone(),
            Err(error @ ReadError::Store(_)) => return Err(error),
        };
        lines.push((written, now));
    }
    Ok(Cart::called(lines))
}

/// What lies in a cart, without the lines that the shop does not know any more: they leave the
/// cart. Says how many those were.
pub(super) async fn items(
    state: &AppState,
    shop: &Arc<Shop>,
    cart: &mut Cart,
) -> Result<(Vec<CartItem>, usize), ReadError> {
    let mut items = Vec::with_capacity(cart.0.len());
    for line in &cart.0 {
        match state.engine.product_of(shop, line.sku.as_str()).await {
            Ok(view) => {
                let index = view
                    .snapshots
                    .iter()
                    .position(|snapshot| snapshot.sku == line.sku);
                items.extend(index.map(|index| CartItem {
                    view,
                    index,
                    quantity: line.quantity,
                }));
            }
            Err(ReadError::NotFound { .. } | ReadError::BadCursor) => {}
            Err(error @ ReadError::Store(_)) => return Err(error),
        }
    }
    let before = cart.0.len();
    cart.0.retain(|line| {
        items
            .iter()
            .any(|item| item.view.snapshots[item.index].sku == line.sku)
    });
    Ok((items, before - cart.0.len()))
}

/// This many lines left the cart.
pub(super) fn left(gone: usize) -> Notice {
    Notice::LeftCart(u32::try_from(gone).unwrap_or(u32::MAX))
}

/// What the cart's page says first.
fn notice(gone: usize, request: &PageRequest) -> Option<Notice> {
    let left = (gone > 0).then(|| left(gone));
    left.or_else(|| (request.query("done") == Some("removed")).then_some(Notice::Removed))
}

/// The shopper's cart is empty from now on: its order was placed.
pub(super) fn empty(headers: &mut HeaderMap, request: &PageRequest, shop: &ShopSlug) {
    Cart::default().keep(headers, request, shop);
}

/// The cart.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let found = async {
        let mut cart = of(&state, &shop, &request).await?;
        let (items, gone) = items(&state, &shop, &mut cart).await?;
        Ok((cart, items, gone))
    };
    let (cart, items, gone) = found
        .await
        .map_err(|error| request.unanswered(Some(&shop), &error))?;
    let form = OrderFormState {
        notice: notice(gone, &request),
        ..OrderFormState::default()
    };
    let html = page::cart(
        &request.context_at(link::cart(&shop.slug)),
        &shop,
        &items,
        &form,
    );
    let mut response = private_page(StatusCode::OK, html);
    request.remember_language(response.headers_mut());
    if cart == Cart::of(&request, &shop.slug) {
        Ok(response)
    } else {
        Ok(with_cart(response, &cart, &request, &shop))
    }
}

/// The cart's form was sent.
pub async fn send(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
    body: Bytes,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let fields = pairs(&body);
    let action = value(&fields, "action").unwrap_or("");
    let cart = of(&state, &shop, &request).await;
    let cart = cart.map_err(|error| request.unanswered(Some(&shop), &error))?;
    let mut cart = with_quantities(cart, &fields);
    if let Some(sku) = action.strip_prefix("remove:") {
        // The page may be from before it was renamed.
        let now = state.engine.snapshot(&shop, sku).await;
        let now = now.map_or_else(|_| sku.to_owned(), |snapshot| snapshot.sku.to_string());
        cart.0.retain(|line| line.sku.as_str() != now);
    }
    let answer = match action {
        // Of a page from before there was a review.
        "order" => return Ok(checkout::order(&state, shop, &request, &fields).await),
        "update" => see_other(&link::cart(&shop.slug)),
        _ if action.starts_with("remove:") => {
            see_other(&format!("{}?done=removed", link::cart(&shop.slug)))
        }
        _ => return Err(request.problem(Some(&shop), ProblemKind::BadRequest)),
    };
    Ok(with_cart(answer, &cart, &request, &shop))
}

/// The cart with the quantities that the form states; 0 takes a line out.
pub(super) fn with_quantities(mut cart: Cart, fields: &[(String, String)]) -> Cart {
    for line in &mut cart.0 {
        if let Some(quantity) = value(fields, &format!("quantity:{}", line.sku))
            .and_then(|text| text.trim().parse::<u32>().ok())
        {
            line.quantity = quantity.min(limits::QUANTITY_MAX);
        }
    }
    cart.0.retain(|line| line.quantity > 0);
    cart
}

fn with_cart(mut response: Response, cart: &Cart, request: &PageRequest, shop: &Shop) -> Response {
    cart.keep(response.headers_mut(), request, &shop.slug);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_survives_its_cookie_and_forgets_nonsense() {
        let mut cart = Cart::default();
        cart.add(CartLine {
            sku: Sku::parse("Größe & M=1").unwrap(),
            quantity: 2,
        })
        .unwrap();
        cart.add(CartLine {
            sku: Sku::parse("B").unwrap(),
            quantity: 1,
        })
        .unwrap();
        cart.add(CartLine {
            sku: Sku::parse("B").unwrap(),
            quantity: 3,
        })
        .unwrap();
        assert!(cart.text().is_ascii() && !cart.text().contains([';', ' ', '"']));
        assert_eq!(Cart::parse(&cart.text()), cart);
        assert_eq!(Cart::parse("B=x&=1&C=0"), Cart::default());
    }

    #[test]
    fn a_cookie_that_we_did_not_write_is_read_as_far_as_it_fits() {
        let long = "A=1&".repeat(COOKIE_BYTES_MAX / 4);
        assert_eq!(Cart::parse(&long).0[0].quantity, 875);
        assert_eq!(Cart::parse(&format!("{long}A=1")), Cart::default());
        let line = |sku: &str, quantity| CartLine {
            sku: Sku::parse(sku).unwrap(),
            quantity,
        };
        assert_eq!(Cart::parse("A=1&A=9999&B=1").0, [line("A", 1)]);
        let many = (0..60)
            .map(|number| format!("S{number}=1&"))
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(Cart::parse(&many).0.len(), limits::ORDER_LINES_MAX);
        // What grows when it is written anew is counted as it will be written.
        let wide = (10..60)
            .map(|number| format!("{}{number}=1&", "ü".repeat(20)))
            .collect::<Vec<_>>()
            .concat();
        assert!(
            wide.len() <= COOKIE_BYTES_MAX && Cart::parse(&wide).text().len() <= COOKIE_BYTES_MAX
        );
        assert!(Cart::parse(&wide).0.len() < 50);
    }

    #[test]
    fn what_does_not_fit_under_its_new_name_keeps_the_old_one() {
        let line = |sku: &str, quantity| CartLine {
            sku: Sku::parse(sku).unwrap(),
            quantity,
        };
        let most = limits::QUANTITY_MAX;
        let called = |lines: &[(&str, u32, &str)]| {
            let lines = lines.iter().map(|&(written, quantity, now)| {
                (line(written, quantity), Sku::parse(now).unwrap())
            });
            Cart::called(lines.collect()).0
        };
        assert_eq!(
            called(&[
                ("TENT", 2, "DOME"),
                ("PEGS", 1, "PEGS"),
                ("DOME", 3, "DOME")
            ]),
            [line("DOME", 5), line("PEGS", 1)]
        );
        for both in [
            [("TENT", most, "DOME"), ("DOME", 1, "DOME")],
            [("DOME", 1, "DOME"), ("TENT", most, "DOME")],
        ] {
            assert_eq!(called(&both), [line("DOME", 1), line("TENT", most)]);
        }
        let long = "Ü".repeat(28);
        let names: Vec<String> = (10..40).map(|n| format!("{long}{n}")).collect();
        let short: Vec<String> = (10..40).map(|n| format!("S{n}")).collect();
        let lines = short.iter().zip(&names);
        let lines: Vec<_> = lines
            .map(|(old, new)| (old.as_str(), 1, new.as_str()))
            .collect();
        let cart = Cart(called(&lines));
        assert_eq!(cart.0.len(), 30);
        assert!(cart.0.last().unwrap().sku.as_str().starts_with('S'));
        assert!(cart.within_cookie().text().len() <= COOKIE_BYTES_MAX);
    }

    #[test]
    fn a_cart_never_outgrows_its_cookie() {
        let mut cart = Cart::default();
        for number in 0..200 {
            let _ = cart.add(CartLine {
                sku: Sku::parse(&format!("{}-{number}", "ü".repeat(28))).unwrap(),
                quantity: 9_999,
            });
        }
        assert!(cart.text().len() <= COOKIE_BYTES_MAX && cart.0.len() <= limits::ORDER_LINES_MAX);
    }

    #[test]
    fn a_full_cart_says_so_and_keeps_what_it_holds() {
        let line = |sku: &str, quantity| CartLine {
            sku: Sku::parse(sku).unwrap(),
            quantity,
        };
        let mut cart = Cart::default();
        for number in 0..limits::ORDER_LINES_MAX {
            cart.add(line(&format!("S{number}"), 1)).unwrap();
        }
        assert_eq!(cart.add(line("ONE-MORE", 1)), Err(Full));
        cart.add(line("S0", 9)).unwrap();
        assert_eq!(cart.add(line("S0", limits::QUANTITY_MAX)), Err(Full));
        assert_eq!(
            (cart.0.len(), cart.0[0].quantity),
            (limits::ORDER_LINES_MAX, 10)
        );
    }
}
