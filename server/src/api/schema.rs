//! Shapes that several answers share, as the `OpenAPI` document describes them.

use dockline_domain::availability::{Part, Source, Status};
use dockline_domain::dates::Window;
use dockline_domain::id::{ShopSlug, Sku};
use dockline_domain::money::Money;
use dockline_domain::shop::ShopRules;
use dockline_domain::supply::Stage;
use dockline_view::VariantSnapshot;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Ref, Schema, Type};
use utoipa::openapi::{Content, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use super::shop_transit::ArrivalBody;

/// A text that is one of some words.
pub fn one_of_words(words: impl IntoIterator<Item = &'static str>) -> Schema {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .into()
}

/// A form that a value may have.
pub type SchemaForm = RefOr<Schema>;
/// SchemaForms with their names.
pub type SchemaForms = Vec<(String, SchemaForm)>;

/// The form that the document keeps by the name of a type.
pub fn named<T: ToSchema>() -> SchemaForm {
    Ref::from_schema_name(T::name()).into()
}

/// One of several forms.
pub fn one_of(description: &str, forms: impl IntoIterator<Item = SchemaForm>) -> SchemaForm {
    let either = forms
        .into_iter()
        .fold(OneOfBuilder::new(), OneOfBuilder::item);
    Schema::from(either.description(Some(description))).into()
}

/// Adds a form that others are made of, with what it is made of itself, to those that the document
/// names.
pub fn part<T: ToSchema>(schemas: &mut SchemaForms) {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
}

/// The words for a status.
pub fn status_words() -> Schema {
    one_of_words(Status::ALL.map(Status::name))
}

/// The words for a stage.
pub fn stage_words() -> Schema {
    one_of_words(Stage::ALL.map(Stage::name))
}

fn source_words() -> Schema {
    one_of_words(["stock", "inbound", "lead_time"])
}

/// What a shopper who asks for a quantity of a variant can have, as of one version.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Availability)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a word of its own in the answer"
)]
pub struct AvailabilityBody {
    /// The shop's name in URLs.
    #[schema(value_type = String, example = "demo")]
    shop: ShopSlug,
    /// Stock keeping unit.
    #[schema(value_type = String, example = "TENT-GREEN")]
    sku: Sku,
    /// Units asked for.
    #[schema(minimum = 1, maximum = 9999)]
    quantity: u32,
    /// One word for what is possible.
    #[schema(schema_with = status_words)]
    status: Status,
    /// Whether the whole quantity can be had.
    available: bool,
    /// How it would ship. Together they are the quantity when it is available, otherwise what is
    /// possible.
    parts: Vec<PartBody>,
    /// Place in line of the first unit that would wait; null when none would.
    position: Option<u32>,
    /// How many more units may be backordered now.
    capacity_left: u32,
    /// The date of the supply has passed and is being confirmed again.
    overdue: bool,
    /// The date was not confirmed for longer than the shop allows.
    stale: bool,
    /// It is not sold at present, whatever is there or on its way. Absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    off_sale: bool,
    /// The first local date on which it may leave, while that day has not come. Absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date, required = false)]
    release_on: Option<Date>,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
    /// Newer is greater, within a shop.
    version: i64,
}

impl AvailabilityBody {
    /// The answer of a snapshot for a quantity.
    pub fn new(snapshot: &VariantSnapshot, quantity: u32) -> Self {
        let answer = snapshot.availability(quantity);
        Self {
            shop: snapshot.shop.slug.clone(),
            sku: snapshot.sku.clone(),
            quantity,
            status: answer.status,
            available: answer.available,
            parts: answer
                .parts
                .iter()
                .map(|part| PartBody::arriving(part, &snapshot.shop.rules))
                .collect(),
            position: answer.position,
            capacity_left: answer.capacity_left,
            overdue: answer.overdue,
            stale: answer.stale,
            off_sale: snapshot.supply.off_sale,
            release_on: snapshot.supply.to_be_released(snapshot.shop.day),
            as_of: snapshot.as_of,
            version: snapshot.version,
        }
    }
}

/// Units that ship together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Part)]
pub struct PartBody {
    /// How many.
    #[schema(minimum = 1)]
    quantity: u32,
    /// What serves them.
    #[schema(schema_with = source_words)]
    source: Source,
    /// First local date in the shop's time zone on which they can be handed to the carrier; null
    /// while nobody can say.
    #[schema(value_type = Option<String>, format = Date)]
    ship_earliest: Option<Date>,
    /// Last local date on which they are expected to be handed to the carrier.
    #[schema(value_type = Option<String>, format = Date)]
    ship_latest: Option<Date>,
    /// Where the goods are, for inbound supply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = stage_words)]
    stage: Option<Stage>,
    /// When their date was last confirmed, for inbound supply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_confirmed_at: Option<Timestamp>,
    /// When they arrive in the country that the shop names first; absent where the shop has not set
    /// how long parcels take.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ArrivalBody, required = false)]
    arrive: Option<ArrivalBody>,
}

impl PartBody {
    /// A part with its arrival, as a shop with these rules tells it.
    pub fn arriving(part: &Part, rules: &ShopRules) -> Self {
        Self {
            arrive: ArrivalBody::of(rules, part.window()),
            ..Self::from(part)
        }
    }
}

impl From<&Part> for PartBody {
    fn from(part: &Part) -> Self {
        Self {
            arrive: None,
            quantity: part.quantity,
            source: part.source,
            ship_earliest: part.ship_earliest,
            ship_latest: part.ship_latest,
            stage: part.stage,
            last_confirmed_at: part.last_confirmed_at,
        }
    }
}

/// Local dates in the shop's time zone, both ends included.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = Window)]
pub struct WindowBody {
    /// First day.
    #[schema(value_type = String, format = Date)]
    earliest: Date,
    /// Last day: the one that binds.
    #[schema(value_type = String, format = Date)]
    latest: Date,
}

impl From<Window> for WindowBody {
    fn from(window: Window) -> Self {
        Self {
            earliest: window.earliest(),
            latest: window.latest(),
        }
    }
}

/// An amount of money.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Money)]
pub struct MoneyBody {
    /// Minor units: cents for EUR.
    minor: i64,
    /// ISO 4217 code.
    #[schema(example = "EUR")]
    currency: String,
}

impl From<Money> for MoneyBody {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor,
            currency: money.currency.as_str().to_owned(),
        }
    }
}

/// An error as an RFC 9457 problem document.
#[derive(Debug, ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "it describes what problem.rs writes")]
pub struct ProblemBody {
    /// Names the kind of problem. After `outcome-unknown` the same request with the same
    /// `Idempotency-Key` finds out whether it was carried out; without a key, look before you repeat
    /// it. `busy` and `unavailable` changed nothing.
    #[schema(example = "https://shop.example/problems/invalid")]
    r#type: String,
    /// The kind in a few words.
    title: String,
    /// HTTP status.
    status: u16,
    /// What went wrong this time.
    detail: Option<String>,
    /// The wrong fields or parameters.
    errors: Option<Vec<ProblemError>>,
}

/// A wrong value and what is allowed in its place.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "it describes what problem.rs writes")]
pub struct ProblemError {
    /// JSON pointer (RFC 6901) into the body.
    #[schema(example = "/lines/0/quantity")]
    pointer: Option<String>,
    /// Name of a query or path parameter.
    parameter: Option<String>,
    /// What is allowed.
    detail: String,
}

/// Every answer that is not a success is a problem document.
pub struct Failures;

impl IntoResponses for Failures {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let schema = Ref::from_schema_name("Problem");
        let content = Content::new(Some(schema));
        let response = ResponseBuilder::new()
            .description("A problem")
            .content("application/problem+json", content)
            .build();
        BTreeMap::from([("default".to_owned(), response.into())])
    }
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The items.
    items: Vec<T>,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A page; the cursor becomes opaque.
    pub fn new(items: Vec<T>, next_cursor: Option<String>) -> Self {
        Self {
            items,
            next_cursor: next_cursor.map(super::page::opaque),
        }
    }
}
