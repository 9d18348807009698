//! "Tell me when it is back."

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Json, response::IntoResponse};
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::id::Sku;
use dockline_engine::command::{JoinWaitlist, TellWaitlist};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose, Params, instant};
use super::orders::locale;
use super::page::{Page, opaque};
use super::params::{KeyHeader, PageQuery, SkuQuery};
use super::problem::Problem;
use super::schema::Failures;
use super::{Api, fields};

/// Who wants to know.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WaitlistRequest {
    /// Which variant.
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// Where to write.
    #[schema(value_type = fields::MailAddress, required = true)]
    email: Option<Loose<String>>,
    /// In which language; English when nothing is said.
    #[schema(value_type = Option<fields::Language>)]
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
        let email = form.must_parse("/email", self.email, Email::parse);
        let locale = locale(&mut form, self.locale);
        let join = (|| {
            Some(JoinWaitlist {
                sku: sku?,
                email: email?,
                locale: locale?,
            })
        })();
        form.finish(join)
    }
}

/// Joins the waitlist of a variant. Anyone who is on it already stays on it once.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/waitlist", tag = "shoppers",
    params(("shop" = String, Path)), request_body = WaitlistRequest,
    responses((status = 202, body = WaitlistEntry), Failures)
)]
pub async fn join(
    State(api): State<Arc<Api>>,
    Path(shop): Path<String>,
    request: JsonRequest,
) -> Result<impl IntoResponse, Problem> {
    let shop = api.engine.shop(&shop).await?;
    let command = request.body::<WaitlistRequest>()?.check()?;
    let joined = api
        .engine
        .execute(&shop.id, request.context(&By::Shopper), command)
        .await?;
    Ok((
        StatusCode::ACCEPTED,
        Json(WaitlistEntry {
            sku: joined.sku,
            state: "waiting",
        }),
    ))
}

/// A page of a waitlist.
#[derive(Debug, Serialize, ToSchema)]
pub struct Waitlist {
    /// People, in the order in which they joined.
    items: Vec<WaitingPerson>,
    /// How many there are in all.
    people: u32,
    /// Where the next page begins; null at the end.
    next_cursor: Option<String>,
}

/// Somebody who wants to hear when a variant is back.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingPerson {
    email: String,
    /// The language in which they want to be written to.
    #[schema(example = "de")]
    locale: String,
    #[schema(value_type = String, format = DateTime)]
    joined_at: Timestamp,
    /// Whether they have said that the address is theirs: only then is anybody written to by mail.
    confirmed: bool,
}

/// The people who want to hear when a variant is back.
#[utoipa::path(
    get, path = "/api/v1/waitlist", tag = "merchants", security(("key" = [])),
    params(
        SkuQuery, PageQuery
    ),
    responses((status = 200, body = Waitlist), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<Waitlist>, Problem> {
    let sku = params
        .one("sku")
        .ok_or_else(|| Problem::parameter("sku", "must be given"))?;
    let page = Page::of(&params)?;
    let found = api
        .engine
        .waitlist(&merchant.shop, sku, page.cursor.as_deref(), page.limit)
        .await?;
    let person = |one: dockline_view::WaitlistView| WaitingPerson {
        email: one.email,
        locale: one.locale,
        joined_at: one.joined_at,
        confirmed: one.confirmed,
    };
    Ok(Json(Waitlist {
        items: found.items.into_iter().map(person).collect(),
        people: found.people,
        next_cursor: found.next_cursor.map(opaque),
    }))
}

/// Who was told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldRequest {
    /// Of which variant.
    #[schema(value_type = fields::Sku, required = true)]
    sku: Option<Loose<String>>,
    /// The people who had joined before this instant; anyone who joined later still waits.
    #[schema(value_type = fields::FactInstant, required = true)]
    before: Option<Loose<String>>,
}

/// How many were told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WaitlistTold)]
pub struct ToldBody {
    #[schema(value_type = String)]
    sku: Sku,
    /// People who have left the waitlist.
    told: usize,
}

impl ToldRequest {
    fn check(self) -> Result<TellWaitlist, Problem> {
        let mut form = Form::default();
        let sku = form.must_parse("/sku", self.sku, Sku::parse);
        let before = form.must_parse("/before", self.before, instant);
        let told = sku.zip(before);
        form.finish(told.map(|(sku, before)| TellWaitlist { sku, before }))
    }
}

/// Says that people on a waitlist were told: they leave it, and their addresses are forgotten.
#[utoipa::path(
    post, path = "/api/v1/waitlist/told", tag = "merchants", security(("key" = [])),
    params(KeyHeader), request_body = ToldRequest,
    responses((status = 200, body = ToldBody), Failures)
)]
pub async fn told(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Json<ToldBody>, Problem> {
    let command = request.body::<ToldRequest>()?.check()?;
    let done = api
        .engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(ToldBody {
        sku: done.sku,
        told: done.told,
    }))
}
