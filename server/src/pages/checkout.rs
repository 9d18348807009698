//! `/s/{shop}/checkout`: an order is looked at before it is placed. The product page and the cart
//! lead here. What is chosen stands in the address or lies in the cart; what is typed goes from one
//! form to the next and stands in no address.

use super::address;
use super::cart::{self, Cart, CartLine};
use super::order_form::{place_input, ship};
use super::request::{PageRequest, pairs, value};
use super::{Answer, new_key, private_page, see_other, with_key};
use crate::desk::{ShopDesk, Unplaced, checked_order, form_state, refused};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::actions::{ActionError, LineInput, PlaceInput, action_error};
use dockline_app::page::{
    self, CartItem, Checkout, OrderFormState, ProblemKind, goods_told, told_name,
};
use dockline_domain::address::AddressDraft;
use dockline_domain::id::Sku;
use dockline_domain::limits;
use dockline_domain::money::Money;
use dockline_domain::order::{OrderLine, Quantity, Ship};
use dockline_domain::refusal::Refusal;
use dockline_domain::told::Told;
use dockline_engine::ExecuteError;
use dockline_engine::command::PlaceOrder;
use dockline_view::{Quote, Shop};
use dockline_words::link;
use dockline_words::present::{
    Problem, arrival_changed, cart_arrival, price_changed, times_changed,
};
use http::StatusCode;
use std::sync::Arc;

/// What is looked at, and what was typed.
struct Review<'r> {
    state: &'r AppState,
    shop: Arc<Shop>,
    request: &'r PageRequest,
    cart: Cart,
    from_cart: bool,
    form: OrderFormState,
    draft: AddressDraft,
    /// What the form said of price and dates; nothing when it is shown for the first time.
    was: Option<(Money, Told)>,
    /// The country for which the form said when it arrives.
    arrives_in: Option<String>,
    /// The key of a form whose order may have been placed: sent again, it is the same order.
    key: Option<String>,
}

/// The review.
pub async fn show(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let (cart, from_cart) = if let Some(sku) = request.query("sku") {
        let units = request.query("quantity").map_or(Some(1), units);
        (one(sku, units), false)
    } else {
        let cart = cart::of(&state, &shop, &request).await;
        let cart = cart.map_err(|error| request.unanswered(Some(&shop), &error))?;
        (cart, true)
    };
    if from_cart && cart.lines().is_empty() {
        return Ok(see_other(&link::cart(&shop.slug)));
    }
    let form = OrderFormState {
        complete: request.query("ship") == Some(Ship::Complete.name()),
        needed_by: request.query("needed_by").unwrap_or("").to_owned(),
        ..OrderFormState::default()
    };
    let draft = address::blank(&shop);
    let review = Review {
        state: &state,
        shop,
        request: &request,
        cart,
        from_cart,
        form,
        draft,
        was: None,
        arrives_in: None,
        key: None,
    };
    let mut response = review.answer(StatusCode::OK).await;
    request.remember_language(response.headers_mut());
    Ok(response)
}

/// A form was sent: of the product page or the cart, which lead here, or of the review.
pub async fn send(
    State(state): State<AppState>,
    Path(shop): Path<String>,
    request: PageRequest,
    body: Bytes,
) -> Answer {
    let shop = request.shop(&state, &shop).await?;
    let fields = pairs(&body);
    match value(&fields, "action") {
        Some("checkout") => chosen(&state, &shop, &request, &fields).await,
        Some("update") => {
            let (mut review, _) = Review::of(&state, shop, &request, &fields).await?;
            // The arrival in another country is what was asked for.
            review.arrives_in = None;
            let mut response = review.answer(StatusCode::OK).await;
            // The link to another language sends the form, so that nothing typed is lost.
            request.remember_language(response.headers_mut());
            Ok(response)
        }
        Some("order") => Ok(order(&state, shop, &request, &fields).await),
        _ => Err(request.problem(Some(&shop), ProblemKind::BadRequest)),
    }
}

/// The review of what a product page or the cart says.
async fn chosen(
    state: &AppState,
    shop: &Arc<Shop>,
    request: &PageRequest,
    fields: &[(String, String)],
) -> Answer {
    let mut response = see_other(&with_query(shop, &choice(fields)));
    if value(fields, "sku").unwrap_or("").trim().is_empty() {
        let cart = cart::of(state, shop, request).await;
        let cart = cart.map_err(|error| request.unanswered(Some(shop), &error))?;
        let cart = cart::with_quantities(cart, fields);
        cart.keep(response.headers_mut(), request, &shop.slug);
    }
    Ok(response)
}

/// What was chosen, as the address of the review has it.
fn choice(fields: &[(String, String)]) -> String {
    let field = |name: &str| value(fields, name).unwrap_or("").trim();
    let mut query = form_urlencoded::Serializer::new(String::new());
    let sku = field("sku");
    if !sku.is_empty() {
        let wanted = units(field("quantity")).unwrap_or(0);
        // Where less can be had than was asked for, the form takes what there is.
        let take = field("take").parse().unwrap_or(wanted);
        query.append_pair("sku", sku);
        query.append_pair("quantity", &wanted.min(take).to_string());
    }
    if field("ship") == Ship::Complete.name() {
        query.append_pair("ship", Ship::Complete.name());
    }
    if !field("needed_by").is_empty() {
        query.append_pair("needed_by", field("needed_by"));
    }
    query.finish()
}

/// Places the order that the form of a review states. A page from before there was one told no
/// total: its order is shown here first, with what was typed.
pub(super) async fn order(
    state: &AppState,
    shop: Arc<Shop>,
    request: &PageRequest,
    fields: &[(String, String)],
) -> Response {
    let (mut review, input) = match Review::of(state, shop, request, fields).await {
        Ok(review) => review,
        Err(problem) => return problem,
    };
    let command = match review.command(&input) {
        Ok(command) => command,
        Err(error) => return review.refused(error).await,
    };
    if review.was.is_none() {
        return review.answer(StatusCode::OK).await;
    }
    if review.arrives_otherwise() {
        return review.answer(StatusCode::CONFLICT).await;
    }
    if review.from_cart {
        let mut known = Cart::with(review.cart.lines().to_vec());
        match cart::items(state, &review.shop, &mut known).await {
            Ok((_, 0)) => {}
            // Nobody orders less than the page showed without having seen it.
            Ok(_) => return review.answer(StatusCode::CONFLICT).await,
            Err(error) => return request.unanswered(Some(&review.shop), &error),
        }
    }
    let desk = ShopDesk::new(state, request.client());
    let address = format!("{:?}", review.draft);
    let placed = desk.place_checked(&review.shop, &input, &address, command);
    match placed.await {
        Ok(placed) => {
            let mut response = see_other(&placed.order_url);
            if review.from_cart {
                cart::empty(response.headers_mut(), request, &review.shop.slug);
            }
            response
        }
        Err(Unplaced::Refused(ExecuteError::Conflict(
            Refusal::PriceChanged { .. } | Refusal::DatesChanged,
        ))) => review.answer(StatusCode::CONFLICT).await,
        Err(error) => {
            if matches!(error, Unplaced::Refused(ExecuteError::OutcomeUnknown)) {
                // Nobody knows whether it was ordered, so nothing is said of what changed since.
                review.was = None;
                review.key = Some(input.key.clone()).filter(|key| is_plain(key));
            }
            let error = desk.unplaced(&review.shop, &error, &input).await;
            review.refused(error).await
        }
    }
}

/// Whether a key that was sent may stand in a page as it is.
fn is_plain(key: &str) -> bool {
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !key.is_empty() && key.len() <= limits::IDEMPOTENCY_KEY_BYTES_MAX && key.bytes().all(is_good)
}

fn units(text: &str) -> Option<u32> {
    let units = text.trim().parse().ok();
    units.filter(|units| (1..=limits::QUANTITY_MAX).contains(units))
}

/// Something that is ordered by itself.
fn one(sku: &str, quantity: Option<u32>) -> Cart {
    let line = |sku| CartLine {
        sku,
        quantity: quantity.unwrap_or(0),
    };
    Cart::with(Sku::parse(sku).map(line).into_iter().collect())
}

impl<'r> Review<'r> {
    /// What a form states.
    async fn of(
        state: &'r AppState,
        shop: Arc<Shop>,
        request: &'r PageRequest,
        fields: &[(String, String)],
    ) -> Result<(Self, PlaceInput), Response> {
        let field = |name: &str| value(fields, name).unwrap_or("").trim();
        let (cart, from_cart) = if let Some(sku) = value(fields, "sku") {
            let wanted = units(field("quantity"));
            let take = field("take").parse().ok();
            let units = wanted.map(|units| units.min(take.unwrap_or(units)));
            (one(sku, units), false)
        } else {
            let cart = cart::of(state, &shop, request).await;
            let cart = cart.map_err(|error| request.unanswered(Some(&shop), &error))?;
            (cart::with_quantities(cart, fields), true)
        };
        let line = |line: &CartLine| LineInput {
            sku: line.sku.to_string(),
            quantity: line.quantity,
        };
        let lines = cart.lines().iter().map(line).collect();
        let (input, form) = place_input(&shop, fields, request, lines);
        let was = was(fields, &form, &shop, &cart);
        let draft = address::draft(fields, &shop);
        let review = Self {
            state,
            shop,
            request,
            cart,
            from_cart,
            form,
            draft,
            was,
            arrives_in: value(fields, "arrives_in").map(str::to_owned),
            key: None,
        };
        Ok((review, input))
    }

    /// The order, or everything that is wrong with it.
    fn command(&self, input: &PlaceInput) -> Result<PlaceOrder, ActionError> {
        let lang = self.request.lang();
        let order = checked_order(input, &self.shop, lang);
        let destination = address::destination(&self.shop, &self.draft, lang);
        let (order, destination) = match (order, destination) {
            (Ok(order), Ok(destination)) => (order, destination),
            (order, destination) => {
                let mut error = order.err().unwrap_or_else(|| ActionError {
                    message: String::new(),
                    ..action_error(lang, &Problem::Address)
                });
                let wrong = destination.err().into_iter().flatten();
                error.fields.extend(wrong);
                return Err(error);
            }
        };
        Ok(PlaceOrder {
            destination,
            expected_total: self.was.as_ref().map(|(total, _)| *total),
            told: self.was.as_ref().map(|(_, told)| told.clone()),
            ..order
        })
    }

    /// The review again, with what is wrong with it.
    async fn refused(mut self, error: ActionError) -> Response {
        let status = error.kind.status();
        self.form = form_state(self.form, error, "email");
        self.answer(status).await
    }

    async fn answer(mut self, status: StatusCode) -> Response {
        let found = cart::items(self.state, &self.shop, &mut self.cart).await;
        let (items, gone) = match found {
            Ok(found) => found,
            Err(error) => return self.request.unanswered(Some(&self.shop), &error),
        };
        if items.is_empty() {
            return if self.from_cart {
                see_other(&link::cart(&self.shop.slug))
            } else {
                self.request
                    .problem(Some(&self.shop), ProblemKind::NotFound)
            };
        }
        if gone > 0 {
            self.form.notice = Some(cart::left(gone));
        }
        let quote = self.quoted(&items).await;
        let changed = self.changed(quote.as_ref());
        let address = address::form(&self.shop, self.draft.clone(), "update");
        let page = Checkout {
            shop: &self.shop,
            items: &items,
            from_cart: self.from_cart,
            quote: quote.as_ref(),
            form: &self.form,
            address: &address,
            changed: &changed,
        };
        let html = page::checkout(&self.request.context_at(self.path()), &page);
        let key = self.key.take().unwrap_or_else(new_key);
        let mut response = private_page(status, with_key(&html, &key));
        if gone > 0 && self.from_cart {
            let headers = response.headers_mut();
            self.cart.keep(headers, self.request, &self.shop.slug);
        }
        response
    }

    /// What it comes to; where it cannot be had the form says why.
    async fn quoted(&mut self, items: &[CartItem]) -> Option<Quote> {
        let lang = self.request.lang();
        let line = |line: &CartLine| {
            Some(OrderLine {
                sku: line.sku.clone(),
                quantity: Quantity::new(line.quantity).ok()?,
            })
        };
        let lines: Option<Vec<OrderLine>> = self.cart.lines().iter().map(line).collect();
        let Some(lines) = lines else {
            let max = limits::QUANTITY_MAX;
            let error = action_error(lang, &Problem::Quantity { max });
            self.form.errors.retain(|wrong| wrong.field != "quantity");
            self.form.message = Some(error.message);
            return None;
        };
        // Of the same snapshots as the lines above it: a page tells one state of the shop.
        let seen = items.iter().map(|item| &item.view);
        let quoted = self.state.engine.quote_seen(&self.shop, &lines, seen);
        let error = match quoted {
            Ok(quote) => return Some(quote),
            Err(ExecuteError::NotAvailable(short)) => {
                let desk = ShopDesk::new(self.state, self.request.client());
                desk.not_available(&self.shop, &short, lang).await
            }
            Err(error) => action_error(lang, &refused(&error)),
        };
        if self.form.message.is_none() {
            self.form.message = Some(error.message);
        }
        None
    }

    /// What is not as the form said it was.
    fn changed(&self, quote: Option<&Quote>) -> Vec<String> {
        let (Some((total, was)), Some(quote)) = (&self.was, quote) else {
            return Vec::new();
        };
        let lang = self.request.lang();
        let now = quote.told(ship(&self.form));
        let price = (*total != quote.total).then(|| price_changed(lang, *total, quote.total));
        let times = (*was != now).then(|| times_changed(lang, self.shop.day, was, &now));
        let arrival = self.arrives_otherwise().then(|| arrival_changed(lang));
        price.into_iter().chain(times).chain(arrival).collect()
    }

    /// Whether the form said when it arrives in one country, and goes to another where that is not
    /// so.
    fn arrives_otherwise(&self) -> bool {
        let (Some(before), Some((_, told))) = (self.arrives_in.as_deref(), &self.was) else {
            return false;
        };
        let arrival = |country| {
            let windows = told.0.iter().map(|(_, window)| *window);
            cart_arrival(self.request.lang(), &self.shop, windows, country)
        };
        arrival(Some(before)) != arrival(self.draft.country.as_deref())
    }

    /// The address of the page: what is chosen, and nothing that was typed.
    fn path(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(line) = self.cart.lines().first().filter(|_| !self.from_cart) {
            query.append_pair("sku", line.sku.as_str());
            query.append_pair("quantity", &line.quantity.to_string());
        }
        if self.form.complete {
            query.append_pair("ship", Ship::Complete.name());
        }
        with_query(&self.shop, &query.finish())
    }
}

/// The address of a review of what a query says.
fn with_query(shop: &Shop, query: &str) -> String {
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}{mark}{query}", link::checkout(&shop.slug))
}

/// What the form says it told; one that cannot be read, or told it of other goods, told nothing that
/// is true.
fn was(
    fields: &[(String, String)],
    form: &OrderFormState,
    shop: &Shop,
    cart: &Cart,
) -> Option<(Money, Told)> {
    let total = value(fields, "expected_total")?;
    let total = Money {
        minor: total.parse().unwrap_or(-1),
        currency: shop.profile.currency,
    };
    let goods = goods_told(cart.lines().iter().map(|line| (&line.sku, line.quantity)));
    let are_others = value(fields, "goods").is_some_and(|told| told != goods);
    let text = value(fields, told_name(ship(form))).filter(|_| !are_others);
    Some((total, Told::parse(text.unwrap_or("")).unwrap_or_default()))
}
