//! The clock of a rehearsal shop: a delay can be tried before it happens.

use axum::Json;
use axum::extract::State;
use dockline_engine::command::AdvanceClock;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose, instant};
use super::params::KeyHeader;
use super::problem::Problem;
use super::schema::Failures;
use super::{Api, fields};

/// Where to move the clock.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockRequest {
    /// The shop's time from now on: after its present time, at most five years ahead of the real
    /// one.
    #[schema(value_type = fields::ComingInstant, required = true)]
    to: Option<Loose<String>>,
}

/// A shop's clock.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clock)]
pub struct ClockBody {
    /// The shop's time.
    #[schema(value_type = String, format = DateTime)]
    now: Timestamp,
    /// Its local date: availability is computed for it.
    #[schema(value_type = String, format = Date)]
    day: Date,
}

impl ClockRequest {
    fn check(self) -> Result<AdvanceClock, Problem> {
        let mut form = Form::default();
        let to = form.must_parse("/to", self.to, instant);
        form.finish(to.map(|to| AdvanceClock { to }))
    }
}

/// Moves the clock of a rehearsal shop forward; everything that depends on time follows. Other
/// shops answer `409`.
#[utoipa::path(
    post, path = "/api/v1/clock/advance", tag = "merchants", security(("key" = [])),
    params(KeyHeader), request_body = ClockRequest,
    responses((status = 200, body = ClockBody), Failures)
)]
pub async fn advance(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Json<ClockBody>, Problem> {
    let command = request.body::<ClockRequest>()?.check()?;
    let advanced = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(ClockBody {
        now: advanced.now,
        day: advanced.day,
    }))
}
