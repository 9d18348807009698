//! Placing an order, looking at it by its link, cancelling it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use dockline_domain::address::Destination;
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_domain::dates::parse_date;
use dockline_domain::email::Email;
use dockline_domain::id::Sku;
use dockline_domain::input::{FieldError, Invalid};
use dockline_domain::limits;
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::{OrderLine, Person, Quantity, Ship, merge_lines};
use dockline_domain::reason::Reason;
use dockline_engine::command::{CancelOrder, PlaceOrder, PlacedOrder};
use dockline_engine::{ExecuteError, KeyCheck, ReadError};
use dockline_view::{PaymentState, Shop};
use dockline_words::link;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::address::{AddressBody, AddressRequest, PARTS, destination};
use super::auth::bearer;
use super::input::{FieldType, Form, JsonRequest, Loose, present};
use super::order_body::OrderBody;
use super::params::KeyHeader;
use super::problem::{NOT_FOUND, Problem, TOO_MANY_ORDERS};
use super::schema::{Failures, MoneyBody, PartBody, WindowBody};
use super::{Api, fields};
use crate::client::Client;
use crate::counted::TooMany;

/// The link is the secret: nobody may keep a copy of what it shows.
pub(super) const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");

/// Where an order is cancelled.
pub(super) const CANCEL: &str = "/api/v1/orders/{token}/cancel";

/// An order to place.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OrderRequest {
    /// Mail address, at most 254 bytes.
    #[schema(value_type = fields::MailAddress, required = true)]
    email: Option<Loose<String>>,
    /// Name.
    #[schema(value_type = fields::ShortText, required = true, example = "Ada Lovelace")]
    name: Option<Loose<String>>,
    /// Language of mails and of the order page; English when nothing is said.
    #[schema(value_type = Option<fields::Language>)]
    locale: Option<Loose<String>>,
    /// What is ordered, 1 to 50 lines.
    #[schema(value_type = fields::OrderLines, required = true)]
    lines: Option<Loose<Vec<Loose<LineRequest>>>>,
    /// `as_available`, each part as soon as it can, or `complete`, all of it together.
    #[schema(value_type = Option<fields::Ship>)]
    ship: Option<Loose<String>>,
    /// Useless after this local date, such as 2026-12-24.
    #[schema(value_type = Option<fields::ComingDate>)]
    needed_by: Option<Loose<String>>,
    /// Where it goes: a text as it is written on the parcel, or its parts. Parts are needed where
    /// the shop delivers to some countries alone, or demands an address.
    #[schema(value_type = Option<fields::OrderAddress>)]
    address: Option<Loose<AddressRequest>>,
    /// What the shopper was told that it costs: at another price nothing is placed.
    #[schema(value_type = Option<ExpectedTotal>)]
    expected_total: Option<Loose<ExpectedTotal>>,
}

/// What an order was said to cost.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExpectedTotal {
    #[schema(value_type = fields::TotalMinor, required = true)]
    minor: Option<Loose<i64>>,
    #[schema(value_type = fields::CurrencyCode, required = true)]
    currency: Option<Loose<String>>,
}

impl FieldType for ExpectedTotal {
    const WORDS: &'static str = "an object with minor and currency";
}

impl ExpectedTotal {
    fn check(self, form: &mut Form, currency: Currency) -> Option<Money> {
        let minor = form.must("/expected_total/minor", self.minor);
        let given = form.must_parse("/expected_total/currency", self.currency, |text| {
            (text == currency.as_str())
                .then_some(currency)
                .ok_or_else(|| Invalid(format!("must be {currency}, the shop's currency")))
        });
        let minor = minor.filter(|minor| (0..=limits::JSON_NUMBER_MAX).contains(minor));
        if minor.is_none() {
            form.0.add(
                "/expected_total/minor",
                format!(
                    "must be a whole number from 0 to {}",
                    limits::JSON_NUMBER_MAX
                ),
            );
        }
        Some(Money {
            minor: minor?,
            currency: given?,
        })
    }
}

/// The fields of an order.
const FIELDS: [&str; 8] = [
    "email",
    "name",
    "locale",
    "lines",
    "ship",
    "needed_by",
    "address",
    "expected_total",
];

/// Units of one variant.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LineRequest {
    /// Which variant.
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Units.
    #[schema(value_type = fields::OrderedQuantity, required = true)]
    quantity: Option<Loose<i64>>,
}

/// The fields of a line.
pub(super) const LINE_FIELDS: [&str; 2] = ["sku", "quantity"];

impl FieldType for LineRequest {
    const WORDS: &'static str = "an object with sku and quantity";
}

impl OrderRequest {
    /// The order, and the SKUs of its lines as they were sent.
    fn check(self, shop: &Shop) -> Result<(PlaceOrder, Vec<Sku>), Problem> {
        let today = shop.day;
        let mut form = Form::default();
        let email = form.must_parse("/email", self.email, Email::parse);
        let name = form.must_parse("/name", self.name, Person::name);
        let locale = locale(&mut form, self.locale);
        let lines = form
            .must("/lines", self.lines)
            .and_then(|lines| order_lines(&mut form, lines));
        let sent = lines
            .iter()
            .flatten()
            .map(|line| line.sku.clone())
            .collect();
        let lines = lines.and_then(|lines| {
            merge_lines(lines)
                .map_err(|errors| form.0.nest("", errors))
                .ok()
        });
        let ship = form
            .may_parse("/ship", self.ship, Ship::parse)
            .unwrap_or_default();
        let needed_by = form.may_parse("/needed_by", self.needed_by, |text| not_past(text, today));
        let destination = destination(&mut form, self.address);
        let expected_total = form
            .may("/expected_total", self.expected_total)
            .and_then(|total| total.check(&mut form, shop.profile.currency));
        let person = (|| {
            Some(Person {
                email: email?,
                name: name?,
                locale: locale?,
            })
        })();
        let command = (|| {
            Some(PlaceOrder {
                person: person?,
                lines: lines?,
                ship,
                needed_by,
                destination,
                expected_total,
                told: None,
            })
        })();
        form.finish(command).map(|command| (command, sent))
    }
}

/// The lines of an order, when each is right. They are counted before they are looked at.
pub(super) fn order_lines(
    form: &mut Form,
    lines: Vec<Loose<LineRequest>>,
) -> Option<Vec<OrderLine>> {
    if lines.is_empty() || lines.len() > limits::ORDER_LINES_MAX {
        form.0.add(
            "/lines",
            format!("must have 1 to {} lines", limits::ORDER_LINES_MAX),
        );
        return None;
    }
    let parsed: Vec<Option<OrderLine>> = lines
        .into_iter()
        .enumerate()
        .map(|(number, line)| {
            let line = form.may(&format!("/lines/{number}"), Some(line))?;
            let sku = form.must_parse(&format!("/lines/{number}/sku"), line.sku, Sku::parse);
            let quantity = form.must_count(
                &format!("/lines/{number}/quantity"),
                line.quantity.as_ref(),
                1..=limits::QUANTITY_MAX,
            );
            Some(OrderLine {
                sku: sku?,
                quantity: Quantity::new(quantity?).ok()?,
            })
        })
        .collect();
    parsed.into_iter().collect()
}

fn not_past(text: &str, today: Date) -> Result<Date, Invalid> {
    let date = parse_date(text)?;
    (date >= today)
        .then_some(date)
        .ok_or_else(|| Invalid::new(format!("must not be before today, {today} in the shop")))
}

/// A language tag (BCP 47), at most 35 characters; English when nothing is said.
pub fn locale(form: &mut Form, field: Option<Loose<String>>) -> Option<String> {
    let Some(field) = field else {
        return Some("en".to_owned());
    };
    form.must_parse("/locale", Some(field), |text| {
        let part = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let language = text.split('-').next().is_some_and(|first| {
            first.len() >= 2 && first.bytes().all(|b| b.is_ascii_alphabetic())
        });
        let good =
            text.len() <= limits::LANGUAGE_BYTES_MAX && language && text.split('-').all(part);
        good.then(|| text.to_owned())
            .ok_or_else(|| Invalid::new("must be a language tag such as en or de"))
    })
}

/// A placed order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlacedOrder)]
pub struct PlacedOrderBody {
    /// `ord_…`
    order: String,
    /// Its number: the first order of a shop has 1, and each the next.
    number: i64,
    /// Its number as people read it, with what the shop writes before it.
    reference: String,
    /// The secret of its link.
    token: String,
    /// Its page.
    status_url: String,
    /// `waiting` when part of it waits, otherwise `allocated`.
    state: &'static str,
    /// What was placed: lines of the same SKU are one.
    lines: Vec<PlacedLineBody>,
    /// Price of everything, with shipping.
    total: MoneyBody,
    /// Of that, for shipping: charged once, however many parcels it becomes.
    shipping: MoneyBody,
    /// Where it goes, as it is written on the parcel.
    address: Option<String>,
    /// The same in parts, where it was told so.
    address_parts: Option<AddressBody>,
    /// The number of its event: what is shown from this version on has it.
    version: i64,
    /// What the shopper does so that the order stays; absent where nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    payment: Option<ToPayBody>,
    /// JSON pointers of what was sent and means nothing here; left out when that is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    ignored: Vec<String>,
}

/// A card is to be named.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PaymentWanted)]
pub struct ToPayBody {
    /// `wanted`
    state: &'static str,
    /// Where. Nothing is charged there.
    url: String,
    /// Until when: after that the order is cancelled.
    #[schema(value_type = String, format = DateTime)]
    by: Timestamp,
}

impl ToPayBody {
    /// What a gateway that takes the money itself wants of an order that was just placed.
    fn of(shop: &Shop, placed: &PlacedOrder, public_url: &str) -> Option<Self> {
        shop.gateway_kind.filter(|kind| kind.is_hosted())?;
        let by = placed
            .placed_at
            .checked_add(shop.rules.payment.verify())
            .ok();
        let by = by.filter(|_| placed.total.minor > 0)?;
        Some(Self {
            state: PaymentState::Wanted.name(),
            url: format!("{public_url}{}", link::pay(&placed.token)),
            by,
        })
    }
}

/// A line of a placed order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlacedLine)]
pub struct PlacedLineBody {
    /// Which variant.
    #[schema(value_type = String)]
    sku: Sku,
    /// Units.
    quantity: u32,
    /// Place in line of the first unit that waits; null when none does.
    position: Option<u32>,
    /// How it ships.
    parts: Vec<PartBody>,
    /// The window the shopper is told; null when there is no date.
    promised: Option<WindowBody>,
}

impl PlacedOrderBody {
    fn new(
        placed: PlacedOrder,
        destination: Option<&Destination>,
        (ignored, payment): (Vec<String>, Option<ToPayBody>),
        public_url: &str,
    ) -> Self {
        let lines = placed.lines.into_iter().map(|line| PlacedLineBody {
            sku: line.sku,
            quantity: line.quantity,
            position: line.position,
            parts: line.parts.iter().map(PartBody::from).collect(),
            promised: line.promised.map(WindowBody::from),
        });
        Self {
            order: placed.order.into(),
            number: placed.number,
            reference: placed.prefix.of(placed.number),
            // An answer that an older program kept.
            version: if placed.version == 0 {
                placed.number
            } else {
                placed.version
            },
            address: destination.map(Destination::text),
            address_parts: destination
                .and_then(Destination::parts)
                .map(AddressBody::from),
            payment,
            ignored,
            status_url: format!("{public_url}/o/{}", placed.token),
            token: placed.token,
            state: placed.state.name(),
            lines: lines.collect(),
            total: placed.total.into(),
            shipping: Money {
                minor: placed.shipping_minor,
                currency: placed.total.currency,
            }
            .into(),
        }
    }
}

/// Places an order: all of it, or nothing with what is possible now.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/orders", tag = "shoppers",
    params(("shop" = String, Path), KeyHeader), request_body = OrderRequest,
    responses((status = 201, body = PlacedOrderBody), Failures)
)]
pub async fn place(
    State(api): State<Arc<Api>>,
    Path(shop): Path<String>,
    Client(client): Client,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let shop = api.engine.shop(&shop).await?;
    let (command, sent) = request.body::<OrderRequest>()?.check(&shop)?;
    let destination = command.destination.clone();
    let ignored = request.ignored(&FIELDS, &[("address", &PARTS), ("lines", &LINE_FIELDS)]);
    let context = request.context(&By::Shopper);
    let key = context.key.as_ref().map(|key| key.key.clone());
    let placing = api.engine.place_order(&shop.id, context, command);
    // A program of the shop orders for many.
    let is_limited = shop.rules.orders.orders_per_network_hour.is_some();
    let placed = if !is_limited || is_of_shop(&api, &headers, &shop).await? {
        placing.await
    } else {
        let counted = api.counted.order(&shop, client, key.as_deref(), placing);
        counted.await.map_err(too_many)?
    };
    let placed = match placed {
        Ok(placed) => placed,
        Err(ExecuteError::NotFound {
            pointer: Some(_), ..
        }) => return Err(unknown_skus(&api, &shop, &sent, "Nothing was placed").await?),
        Err(error) => return Err(error.into()),
    };
    api.engine.ask_for(&shop, &placed.order).await;
    let location = format!("{}/api/v1/orders/{}", api.public_url, placed.token);
    let payment = ToPayBody::of(&shop, &placed, &api.public_url);
    let more = (ignored, payment);
    let body = PlacedOrderBody::new(placed, destination.as_ref(), more, &api.public_url);
    Ok((
        StatusCode::CREATED,
        [(LOCATION, location)],
        [(CACHE_CONTROL, PRIVATE)],
        Json(body),
    )
        .into_response())
}

/// Whether a request shows a key of the shop.
pub(super) async fn is_of_shop(
    api: &Api,
    headers: &HeaderMap,
    shop: &Shop,
) -> Result<bool, Problem> {
    let Some(key) = bearer(headers) else {
        return Ok(false);
    };
    let checked = api.engine.key(key).await?;
    Ok(matches!(checked, KeyCheck::Opens(of, _) if of.id == shop.id))
}

fn too_many(TooMany { seconds }: TooMany) -> Problem {
    let detail = "Nothing was placed: the shop takes no more orders of one network within an hour.";
    Problem::new(TOO_MANY_ORDERS, detail).retry_after(u16::try_from(seconds).unwrap_or(u16::MAX))
}

/// Names every line whose SKU is not known, as the lines were sent.
pub(super) async fn unknown_skus(
    api: &Api,
    shop: &Arc<Shop>,
    sent: &[Sku],
    what: &str,
) -> Result<Problem, Problem> {
    let mut unknown = Vec::new();
    for (number, sku) in sent.iter().enumerate() {
        match api.engine.snapshot(shop, sku.as_str()).await {
            Ok(_) => {}
            Err(ReadError::NotFound { .. }) => unknown.push((number, sku)),
            Err(error) => return Err(error.into()),
        }
    }
    let error = |(number, sku)| {
        FieldError::new(
            format!("/lines/{number}/sku"),
            format!("{sku} is not a SKU of this shop"),
        )
    };
    let errors: Vec<FieldError> = unknown.into_iter().map(error).collect();
    let problem = Problem::new(NOT_FOUND, format!("{what}: the shop has no such SKU."));
    Ok(problem.with("errors", serde_json::json!(errors)))
}

pub(super) async fn view(api: &Api, token: &str) -> Result<Response, Problem> {
    let order = api.engine.order(token).await?;
    Ok((
        [(CACHE_CONTROL, PRIVATE)],
        Json(OrderBody::new(&order, &api.public_url)),
    )
        .into_response())
}

/// An order by the secret of its link.
#[utoipa::path(
    get, path = "/api/v1/orders/{token}", tag = "shoppers", params(("token" = String, Path)),
    responses((status = 200, body = OrderBody), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    view(&api, &token).await
}

/// What to cancel; nothing means all that can be cancelled.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelRequest {
    /// Units of some lines, 1 to 50; left out to cancel everything.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = fields::OrderLines, required = false)]
    #[expect(
        clippy::option_option,
        reason = "null is refused: it is too easily sent for a list that was not filled"
    )]
    lines: Option<Option<Loose<Vec<Loose<LineRequest>>>>>,
}

impl CancelRequest {
    fn check(self) -> Result<Vec<OrderLine>, Problem> {
        let mut form = Form::default();
        let Some(sent) = self.lines else {
            return Ok(Vec::new());
        };
        let is_null = sent.is_none();
        let lines = form
            .may("/lines", sent)
            .filter(|lines| !lines.is_empty() && lines.len() <= limits::ORDER_LINES_MAX);
        if (is_null || lines.is_none()) && form.0.is_empty() {
            form.0.add(
                "/lines",
                format!(
                    "must have 1 to {} lines, or be left out to cancel everything",
                    limits::ORDER_LINES_MAX
                ),
            );
        }
        let lines = lines.and_then(|lines| order_lines(&mut form, lines));
        form.finish(lines)
    }
}

/// Cancels an order or units of it, and answers the order as it is then.
#[utoipa::path(
    post, path = CANCEL, tag = "shoppers",
    params(("token" = String, Path), KeyHeader), request_body = CancelRequest,
    responses((status = 200, body = OrderBody), Failures)
)]
pub async fn cancel(
    State(api): State<Arc<Api>>,
    Path(token): Path<String>,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let lines = request.body_or_default::<CancelRequest>()?.check()?;
    let order = api.engine.order(&token).await?;
    let command = CancelOrder {
        order: order.id,
        lines,
        by: Actor::Shopper,
        reason: Reason::ByShopper,
        if_version: None,
    };
    api.engine
        .execute(&order.shop.id, request.context(&By::Shopper), command)
        .await?;
    view(&api, &token).await
}
