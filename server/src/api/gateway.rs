//! How a shop is paid: `/payments/gateway`.

use axum::Json;
use axum::extract::State;
use dockline_domain::input::{Invalid, lines_text, optional_text};
use dockline_domain::limits;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings, Iban, Transfer, bank_code};
use dockline_engine::command::SetGateway;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose};
use super::params::KeyHeader;
use super::problem::Problem;
use super::schema::Failures;
use super::texts::{LongTexts, TextsBody, each};
use super::{Api, fields};

/// The word for a shop that is paid elsewhere.
pub const NONE: &str = "none";

/// How orders that are placed from now on are paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gateway)]
pub struct GatewayBody {
    /// `none`: not by way of these pages. `manual`: people transfer the money, and somebody at the
    /// shop notes that it arrived. `simulator`: a card is named when an order is placed and charged
    /// just before a parcel ships, by a gateway that is only played.
    kind: &'static str,
    /// Where transfers go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    transfer: Option<TransferBody>,
}

/// Where transfers go.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TransferAccount)]
pub struct TransferBody {
    /// Whose account it is.
    payee: Option<String>,
    /// The account, in groups.
    iban: Option<String>,
    /// The code of its bank.
    bic: Option<String>,
    /// What the shop says beside it.
    texts: TextsBody,
}

impl From<&Transfer> for TransferBody {
    fn from(transfer: &Transfer) -> Self {
        Self {
            payee: transfer.payee.clone(),
            iban: transfer.iban.as_ref().map(ToString::to_string),
            bic: transfer.bic.clone(),
            texts: (&transfer.texts).into(),
        }
    }
}

impl From<Option<GatewaySettings>> for GatewayBody {
    fn from(settings: Option<GatewaySettings>) -> Self {
        Self {
            kind: settings
                .as_ref()
                .map_or(NONE, |settings| settings.kind.name()),
            transfer: settings
                .as_ref()
                .map(|settings| TransferBody::from(&settings.transfer)),
        }
    }
}

/// How orders are paid from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayRequest {
    #[schema(value_type = fields::GatewayWord, required = true)]
    kind: Option<Loose<String>>,
    /// Where transfers go; with `manual` alone.
    #[schema(value_type = Option<AccountRequest>)]
    transfer: Option<Loose<AccountRequest>>,
}

/// Where transfers go.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountRequest {
    /// Whose account it is.
    #[schema(value_type = Option<fields::OptionalText>)]
    payee: Option<Loose<String>>,
    #[schema(value_type = Option<fields::IbanText>)]
    iban: Option<Loose<String>>,
    #[schema(value_type = Option<fields::BankCode>)]
    bic: Option<Loose<String>>,
    /// What the shop says beside it, in plain text.
    #[schema(value_type = Option<LongTexts>)]
    texts: Option<Loose<LongTexts>>,
}

impl FieldType for AccountRequest {
    const WORDS: &'static str = "an object with payee, iban, bic and texts";
}

impl AccountRequest {
    fn check(self, form: &mut Form) -> Transfer {
        let payee = form.may_parse("/transfer/payee", self.payee, |text| {
            optional_text(Some(text), limits::TEXT_CHARS_MAX)
        });
        let texts = form.may("/transfer/texts", self.texts).map(|texts| {
            let at = "/transfer/texts";
            let texts = texts.check(form, at);
            each(form, at, texts, |text| {
                lines_text(text, limits::NOTICE_CHARS_MAX)
            })
        });
        Transfer {
            payee: payee.flatten(),
            iban: form.may_parse("/transfer/iban", self.iban, Iban::parse),
            bic: form.may_parse("/transfer/bic", self.bic, bank_code),
            texts: texts.unwrap_or_default(),
        }
    }
}

/// A word for a gateway; `None` for none.
fn word(text: &str) -> Result<Option<GatewayKind>, Invalid> {
    if text == NONE {
        return Ok(None);
    }
    GatewayKind::parse(text).map(Some).map_err(|_| {
        let kinds = GatewayKind::ALL.map(GatewayKind::name).join(", ");
        Invalid(format!("must be one of {NONE}, {kinds}"))
    })
}

impl GatewayRequest {
    fn check(self) -> Result<SetGateway, Problem> {
        let mut form = Form::default();
        let kind = form.must_parse("/kind", self.kind, word);
        let transfer = form
            .may("/transfer", self.transfer)
            .map(|transfer| transfer.check(&mut form));
        let settings = kind.map(|kind| {
            kind.map(|kind| GatewaySettings {
                kind,
                transfer: transfer.unwrap_or_default(),
            })
        });
        form.finish(settings.map(|settings| SetGateway { settings }))
    }
}

/// How orders that are placed from now on are paid.
#[utoipa::path(
    get, path = "/api/v1/payments/gateway", tag = "merchants", security(("key" = [])),
    responses((status = 200, body = GatewayBody), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
) -> Result<Json<GatewayBody>, Problem> {
    let settings = api.engine.gateway(&merchant.shop).await?;
    Ok(Json(settings.into()))
}

/// Says how orders are paid from now on. Orders that were placed before are paid as they were to be.
#[utoipa::path(
    put, path = "/api/v1/payments/gateway", tag = "merchants", security(("key" = [])), params(KeyHeader),
    request_body = GatewayRequest,
    responses((status = 200, body = GatewayBody), Failures)
)]
pub async fn save(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Json<GatewayBody>, Problem> {
    let command = request.body::<GatewayRequest>()?.check()?;
    let settings = command.settings.clone();
    api.engine
        .execute(&merchant.shop.id, request.context(&merchant.by), command)
        .await?;
    Ok(Json(settings.into()))
}
