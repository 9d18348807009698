//! "Tell me when it is back."

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Json, response::IntoResponse};
use dockline_domain::id::Sku;
use dockline_engine::command::JoinWaitlist;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::SHOPPER;
use super::input::{Form, JsonRequest, Loose};
use super::orders::locale;
use super::problem::Problem;
use super::schema::Failures;
use crate::mail_address;

/// Who wants to know.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WaitlistRequest {
    /// Which variant.
    #[schema(value_type = String, required = true)]
    sku: Option<Loose<String>>,
    /// Where to write.
    #[schema(value_type = String, required = true, example = "ada@example.com")]
    email: Option<Loose<String>>,
    /// In which language; English when nothing is said.
    #[schema(value_type = Option<String>, example = "de")]
    locale: Option<Loose<String>>,
}

/// Somebody is on the waitlist.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitlistEntry {
    /// Of which variant.
    #[schema(value_type = String)]
    sku: Sku,
    /// Always `waiting`.
    state: &'static str,
}

impl WaitlistRequest {
    fn check(self) -> Result<JoinWaitlist, Problem> {
        let mut form = Form::default();
        let sku = form.must_parse("/sku", self.sku, Sku::parse);
        let email = form.must_parse("/email", self.email, mail_address::parse);
        let locale = locale(&mut form, self.locale);
        let join = (|| Some(JoinWaitlist { sku: sku?, email: email?, locale: locale? }))();
        form.finish(join)
    }
}

/// Joins the waitlist of a variant. Whoever is on it already stays on it once.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/waitlist", tag = "shoppers",
    params(("shop" = String, Path)), request_body = WaitlistRequest,
    responses((status = 202, body = WaitlistEntry), Failures)
)]
pub async fn join(State(api): State<Arc<Api>>, Path(shop): Path<String>, request: JsonRequest) -> Result<impl IntoResponse, Problem> {
    let shop = api.engine.shop(&shop).await?;
    let command = request.body::<WaitlistRequest>()?.check()?;
    let joined = api.engine.execute(&shop.id, request.context(SHOPPER), command).await?;
    Ok((StatusCode::ACCEPTED, Json(WaitlistEntry { sku: joined.sku, state: "waiting" })))
}
