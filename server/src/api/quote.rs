//! What an order would cost and when it would ship, before anybody has ordered.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use dockline_domain::address::Destination;
use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::order::merge_lines;
use dockline_domain::transit::arrival;
use dockline_engine::ExecuteError;
use dockline_view::{Leaving, Quote, QuotedLine, Shop};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::address::{AddressRequest, PARTS, destination};
use super::input::{Form, JsonRequest, Loose};
use super::orders::{LINE_FIELDS, LineRequest, PRIVATE, order_lines, unknown_skus};
use super::problem::Problem;
use super::schema::{Failures, MoneyBody, PartBody, WindowBody};
use super::{Api, fields};

/// An order without a person.
#[derive(Debug, Deserialize, ToSchema)]
pub struct QuoteRequest {
    /// What would be ordered, 1 to 50 lines.
    #[schema(value_type = fields::OrderLines, required = true)]
    lines: Option<Loose<Vec<Loose<LineRequest>>>>,
    /// Where it would go, if that is known already.
    #[schema(value_type = Option<fields::OrderAddress>)]
    address: Option<Loose<AddressRequest>>,
}

/// The fields of an order that a quote may have and does not need.
const FIELDS: [&str; 8] = [
    "lines",
    "address",
    "ship",
    "needed_by",
    "email",
    "name",
    "locale",
    "expected_total",
];

/// What an order would come to. Nothing is kept for it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quote)]
pub struct QuoteBody {
    /// What was asked for: lines of the same SKU are one.
    lines: Vec<QuotedLineBody>,
    /// All lines together.
    goods: MoneyBody,
    /// What comes off the goods.
    discount: MoneyBody,
    /// For shipping: charged once, however many parcels it becomes.
    shipping: MoneyBody,
    /// The taxes within the total, by rate; empty where the shop states none.
    tax: Vec<MoneyBody>,
    /// What is paid.
    total: MoneyBody,
    /// With `ship: as_available`: what leaves together, in the order in which it does.
    as_available: Vec<LeavingBody>,
    /// With `ship: complete`: when all of it leaves together; null while nobody can say.
    complete: Option<WindowBody>,
    /// When all of it arrives together; null where the shop says nothing about it.
    arrive: Option<WindowBody>,
    /// How it is paid.
    pay: PayBody,
    /// The newest version of what this rests on.
    version: i64,
    /// JSON pointers of what was sent and means nothing here; left out when that is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    ignored: Vec<String>,
}

/// How an order is paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuotePay)]
pub struct PayBody {
    /// `none`: nothing is charged here; it is paid as agreed with the shop, or by transfer before
    /// each parcel leaves.
    #[schema(example = "none")]
    state: &'static str,
    /// What is charged when it is ordered.
    now: MoneyBody,
}

/// A line of a quote.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuotedLine)]
pub struct QuotedLineBody {
    sku: String,
    quantity: u32,
    /// Price of one unit.
    price: MoneyBody,
    /// How it ships, each part as soon as it can.
    parts: Vec<PartBody>,
    /// Place in line of the first unit that would wait; null when none would.
    position: Option<u32>,
}

/// Units that leave together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Leaving)]
pub struct LeavingBody {
    /// How many.
    quantity: u32,
    /// When; null while nobody can say.
    window: Option<WindowBody>,
    /// When it arrives, in the country of the address or in the first that the shop's `transit`
    /// names; null where the shop says nothing about it.
    arrive: Option<WindowBody>,
    /// What of.
    lines: Vec<LeavingLine>,
}

/// Units of one SKU that leave.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeavingLine {
    sku: String,
    quantity: u32,
}

/// When what leaves in a window arrives.
fn arrive(shop: &Shop, country: Option<&str>, leaves: Option<Window>) -> Option<WindowBody> {
    let arrival = arrival(&shop.rules.transit, country, None, leaves?)?;
    Some(WindowBody::from(arrival.window))
}

impl LeavingBody {
    fn new(leaving: &Leaving, shop: &Shop, country: Option<&str>) -> Self {
        let line = |(sku, quantity): &(Sku, u32)| LeavingLine {
            sku: sku.to_string(),
            quantity: *quantity,
        };
        Self {
            quantity: leaving.quantity(),
            window: leaving.window.map(WindowBody::from),
            arrive: arrive(shop, country, leaving.window),
            lines: leaving.units.iter().map(line).collect(),
        }
    }
}

impl From<&QuotedLine> for QuotedLineBody {
    fn from(line: &QuotedLine) -> Self {
        Self {
            sku: line.sku.to_string(),
            quantity: line.quantity,
            price: line.price.into(),
            parts: line.parts.iter().map(PartBody::from).collect(),
            position: line.position,
        }
    }
}

impl QuoteBody {
    fn new(quote: &Quote, shop: &Shop, country: Option<&str>, ignored: Vec<String>) -> Self {
        let leaving = |leaving| LeavingBody::new(leaving, shop, country);
        let nothing = dockline_domain::money::Money {
            minor: 0,
            ..quote.total
        };
        Self {
            lines: quote.lines.iter().map(QuotedLineBody::from).collect(),
            goods: quote.goods.into(),
            discount: quote.discount.into(),
            shipping: quote.shipping.into(),
            tax: Vec::new(),
            total: quote.total.into(),
            as_available: quote.as_available.iter().map(leaving).collect(),
            complete: quote.complete.map(WindowBody::from),
            arrive: arrive(shop, country, quote.complete),
            pay: PayBody {
                state: "none",
                now: nothing.into(),
            },
            version: quote.version,
            ignored,
        }
    }
}

/// Says what an order would cost and when it would ship, and keeps nothing.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/quote", tag = "shoppers",
    params(("shop" = String, Path)), request_body = QuoteRequest,
    responses((status = 200, body = QuoteBody), Failures)
)]
pub async fn quote(
    State(api): State<Arc<Api>>,
    Path(shop): Path<String>,
    request: JsonRequest,
) -> Result<Response, Problem> {
    let shop = api.engine.shop(&shop).await?;
    let asked = request.body::<QuoteRequest>()?;
    let mut form = Form::default();
    let lines = form
        .must("/lines", asked.lines)
        .and_then(|lines| order_lines(&mut form, lines));
    let sent: Vec<Sku> = lines
        .iter()
        .flatten()
        .map(|line| line.sku.clone())
        .collect();
    let lines = lines.and_then(|lines| {
        let merged = merge_lines(lines);
        merged.map_err(|errors| form.0.nest("", errors)).ok()
    });
    let destination = destination(&mut form, asked.address);
    let lines = form.finish(lines)?;
    let quote = match api.engine.quote(&shop, &lines, destination.as_ref()).await {
        Ok(quote) => quote,
        Err(ExecuteError::NotFound {
            pointer: Some(_), ..
        }) => return Err(unknown_skus(&api, &shop, &sent, "There is no quote").await?),
        Err(error) => return Err(error.into()),
    };
    let parts = destination.as_ref().and_then(Destination::parts);
    let country = parts.map(|address| address.country.code());
    let ignored = request.ignored(&FIELDS, &[("address", &PARTS), ("lines", &LINE_FIELDS)]);
    let body = QuoteBody::new(&quote, &shop, country, ignored);
    Ok(([(CACHE_CONTROL, PRIVATE)], Json(body)).into_response())
}
