//! Counting and adjusting stock.

use axum::Json;
use axum::extract::State;
use dockline_domain::id::{LocationCode, Sku};
use dockline_domain::input::optional_text;
use dockline_domain::limits;
use dockline_engine::command::{ChangeStock, StockChange, StockLevel};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose};
use super::problem::Problem;
use super::receipt_correction::TakenBackBody;
use super::schema::{Failures, SchemaForm, SchemaForms, named, one_of, part};
use super::{Api, fields};

/// A count, or a difference: one of `on_hand` and `adjust`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockRequest {
    sku: Option<Loose<String>>,
    location: Option<Loose<String>>,
    on_hand: Option<Loose<i64>>,
    adjust: Option<Loose<i64>>,
    reason: Option<Loose<String>>,
}

/// Units that were counted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "it describes one of the two forms of a StockRequest"
)]
pub struct StockCount {
    /// Which variant.
    #[schema(value_type = fields::Sku)]
    sku: String,
    /// Where; a new code adds the location.
    #[schema(value_type = fields::LocationCode)]
    location: String,
    /// This many units were counted.
    #[schema(value_type = fields::Units)]
    on_hand: i64,
    /// Why.
    #[schema(value_type = Option<fields::OptionalText>)]
    reason: Option<Loose<String>>,
}

/// Units more or fewer than there were.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    dead_code,
    reason = "it describes one of the two forms of a StockRequest"
)]
pub struct StockDifference {
    /// Which variant.
    #[schema(value_type = fields::Sku)]
    sku: String,
    /// Where; a new code adds the location.
    #[schema(value_type = fields::LocationCode)]
    location: String,
    /// This many units more, or fewer when negative.
    #[schema(value_type = fields::UnitsDifference)]
    adjust: i64,
    /// Why.
    #[schema(value_type = Option<fields::OptionalText>)]
    reason: Option<Loose<String>>,
}

impl utoipa::PartialSchema for StockRequest {
    fn schema() -> SchemaForm {
        one_of(
            "A count, or a difference.",
            [named::<StockCount>(), named::<StockDifference>()],
        )
    }
}

impl ToSchema for StockRequest {
    fn schemas(schemas: &mut SchemaForms) {
        part::<StockCount>(schemas);
        part::<StockDifference>(schemas);
    }
}

/// Stock of a variant after a change, in units.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StockLevel)]
pub struct StockLevelBody {
    /// Which variant.
    #[schema(value_type = String)]
    sku: Sku,
    /// Where.
    #[schema(value_type = String)]
    location: LocationCode,
    /// There.
    on_hand: u32,
    /// At all locations.
    on_hand_total: u32,
    /// Of those, promised to placed orders.
    allocated: u32,
    /// Still waiting in line.
    queued: u32,
    /// What people had been given and is not there any more: they wait again, at the place they had.
    taken_back: Vec<TakenBackBody>,
}

impl From<StockLevel> for StockLevelBody {
    fn from(
        StockLevel {
            sku,
            location,
            on_hand,
            on_hand_total,
            allocated,
            queued,
            taken_back,
        }: StockLevel,
    ) -> Self {
        Self {
            sku,
            location,
            on_hand,
            on_hand_total,
            allocated,
            queued,
            taken_back: taken_back.into_iter().map(TakenBackBody::from).collect(),
        }
    }
}

impl StockRequest {
    fn check(self) -> Result<ChangeStock, Problem> {
        let mut form = Form::default();
        let sku = form.must_parse("/sku", self.sku, Sku::parse);
        let location = form.must_parse("/location", self.location, LocationCode::parse);
        let reason = form
            .may_parse("/reason", self.reason, |text| {
                optional_text(Some(text), limits::TEXT_CHARS_MAX)
            })
            .flatten();
        let change = change(&mut form, self.on_hand, self.adjust);
        let command = (|| {
            Some(ChangeStock {
                sku: sku?,
                location: location?,
                change: change?,
                reason,
            })
        })();
        form.finish(command)
    }
}

fn change(
    form: &mut Form,
    on_hand: Option<Loose<i64>>,
    adjust: Option<Loose<i64>>,
) -> Option<StockChange> {
    match (on_hand, adjust) {
        (Some(on_hand), None) => form
            .must_count("/on_hand", Some(&on_hand), 0..=limits::UNITS_MAX)
            .map(StockChange::Set),
        (None, Some(adjust)) => {
            let most = i64::from(limits::UNITS_MAX);
            let by = form.may("/adjust", Some(adjust))?;
            if by == 0 || !(-most..=most).contains(&by) {
                form.0.add(
                    "/adjust",
                    format!("must be a whole number from -{most} to {most}, not 0"),
                );
                return None;
            }
            Some(StockChange::Adjust(by))
        }
        (None, None) => {
            form.0.add("/on_hand", "must be given, or adjust");
            None
        }
        (Some(_), Some(_)) => {
            form.0
                .add("/adjust", "must not be given together with on_hand");
            None
        }
    }
}

/// Sets or adjusts the stock of a variant. What comes free goes to the people in line first.
#[utoipa::path(
    post, path = "/api/v1/stock", tag = "merchants", security(("key" = [])), request_body = StockRequest,
    responses((status = 200, body = StockLevelBody), Failures)
)]
pub async fn change_stock(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Json<StockLevelBody>, Problem> {
    let command = request.body::<StockRequest>()?.check()?;
    let level = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(level.into()))
}
