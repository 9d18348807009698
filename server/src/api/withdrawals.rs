//! Withdrawals from contracts, as shoppers declare them.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Json, response::IntoResponse};
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::withdrawal;
use dockline_engine::command::DeclareWithdrawal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::input::{Form, JsonRequest, Loose};
use super::orders::{is_of_shop, locale};
use super::params::KeyHeader;
use super::problem::{Problem, TOO_MANY_WITHDRAWALS};
use super::schema::Failures;
use super::{Api, fields};
use crate::client::Client;
use crate::counted::TooMany;
use crate::pages::withdraw::counted;

/// Who withdraws from which contract.
#[derive(Debug, Deserialize, ToSchema)]
pub struct WithdrawalRequest {
    /// Who withdraws.
    #[schema(value_type = fields::ShortText, required = true)]
    name: Option<Loose<String>>,
    /// What says which contract it is, such as the number of the order.
    #[schema(value_type = fields::ShortText, required = true)]
    contract: Option<Loose<String>>,
    /// Where the receipt goes.
    #[schema(value_type = fields::MailAddress, required = true)]
    email: Option<Loose<String>>,
    /// The language of the receipt; English when nothing is said.
    #[schema(value_type = Option<fields::Language>)]
    locale: Option<Loose<String>>,
}

/// The receipt: what was declared, and when. It is the same whether or not there is such an order.
#[derive(Debug, Serialize, ToSchema)]
pub struct WithdrawalReceipt {
    /// As it was declared.
    name: String,
    /// As it was declared.
    contract: String,
    /// As it was declared.
    email: String,
    /// When it was declared: for the same statement within a day, when it was declared first.
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
}

impl WithdrawalRequest {
    fn check(self) -> Result<DeclareWithdrawal, Problem> {
        let mut form = Form::default();
        let name = form.must_parse("/name", self.name, withdrawal::name);
        let contract = form.must_parse("/contract", self.contract, withdrawal::contract);
        let email = form.must_parse("/email", self.email, Email::parse);
        let locale = locale(&mut form, self.locale);
        let declared = (|| {
            Some(DeclareWithdrawal {
                name: name?,
                contract: contract?,
                email: email?,
                locale: locale?,
            })
        })();
        form.finish(declared)
    }
}

fn too_many(too_many: TooMany) -> Problem {
    let detail = "Nothing was declared: no more withdrawals of one network are taken within an hour. The shop can be written to instead.";
    Problem::new(TOO_MANY_WITHDRAWALS, detail)
        .retry_after(u16::try_from(too_many.seconds).unwrap_or(u16::MAX))
}

/// Withdraws from a contract (Directive 2011/83/EU art. 11a). The answer is the receipt, and says
/// nothing about whether there is such an order.
#[utoipa::path(
    post, path = "/api/v1/shops/{shop}/withdrawals", tag = "shoppers",
    params(("shop" = String, Path), KeyHeader), request_body = WithdrawalRequest,
    responses((status = 202, body = WithdrawalReceipt), Failures)
)]
pub async fn declare(
    State(api): State<Arc<Api>>,
    Path(shop): Path<String>,
    Client(client): Client,
    headers: HeaderMap,
    request: JsonRequest,
) -> Result<impl IntoResponse, Problem> {
    let shop = api.engine.shop(&shop).await?;
    let command = request.body::<WithdrawalRequest>()?.check()?;
    // A program of the shop declares for many.
    if !is_of_shop(&api, &headers, &shop).await? {
        counted(&api.counted, &shop, client, &command).map_err(too_many)?;
    }
    let declared = api
        .engine
        .execute(&shop.id, request.context(&By::Shopper), command.clone())
        .await?;
    let receipt = WithdrawalReceipt {
        name: command.name,
        contract: command.contract,
        email: command.email.to_string(),
        received_at: declared.at,
    };
    Ok((StatusCode::ACCEPTED, Json(receipt)))
}
