//! How a shop is paid: `/payments/gateway`.

use axum::Json;
use axum::extract::State;
use dockline_adapters::gateway::stripe::KeyProblem;
use dockline_domain::input::{FieldError, Invalid, lines_text, optional_text};
use dockline_domain::limits;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings, Iban, Transfer, bank_code};
use dockline_domain::payment::stripe::{Account, check_hook_secret};
use dockline_engine::Secret;
use dockline_engine::command::{SetGateway, SetStripe};
use dockline_view::Shop;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{FieldType, Form, JsonRequest, Loose};
use super::params::KeyHeader;
use super::problem::{Problem, UNAVAILABLE};
use super::schema::Failures;
use super::texts::{LongTexts, TextsBody, each};
use super::{Api, fields};
use crate::hooks::hook_path;

/// The word for a shop that is paid elsewhere.
pub const NONE: &str = "none";

/// How orders that are placed from now on are paid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gateway)]
pub struct GatewayBody {
    /// `none`: not by way of these pages. `manual`: people transfer the money, and somebody at the
    /// shop notes that it arrived. `simulator`: a card is named when an order is placed and charged
    /// just before a parcel ships, by a gateway that is only played. `stripe`: so it is by the shop's
    /// own account at Stripe.
    kind: &'static str,
    /// Where transfers go.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    transfer: Option<TransferBody>,
    /// The account at Stripe; with `stripe` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    stripe: Option<StripeBody>,
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

/// The shop's account at Stripe. Its key and its secret are never answered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StripeAccount)]
pub struct StripeBody {
    /// `test`: no money moves, and pages say so. `live`: it does.
    mode: &'static str,
    /// The last four characters of the key.
    key_last4: String,
    /// What Stripe calls the account; none where the key may not ask for that.
    account: Option<String>,
    /// Where Stripe is to send its messages.
    hook_url: String,
    /// Whether there is a secret by which they are proven. Without one none is taken.
    has_hook_secret: bool,
}

impl GatewayBody {
    /// How a shop is paid by a gateway of a number; none where these pages have nothing to do with it.
    fn of(api: &Api, shop: &Shop, gateway: Option<(u32, GatewaySettings)>) -> Self {
        let Some((number, settings)) = gateway else {
            return Self {
                kind: NONE,
                transfer: None,
                stripe: None,
            };
        };
        let stripe = settings.stripe.map(|account| StripeBody {
            mode: account.mode.name(),
            key_last4: account.last4,
            account: account.name,
            hook_url: format!("{}{}", api.public_url, hook_path(&shop.slug, number)),
            has_hook_secret: account.has_hook_secret,
        });
        Self {
            kind: settings.kind.name(),
            transfer: Some(TransferBody::from(&settings.transfer)),
            stripe,
        }
    }
}

/// How orders are paid from now on. It may hold a key, so it is not shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayRequest {
    #[schema(value_type = fields::GatewayWord, required = true)]
    kind: Option<Loose<String>>,
    /// Where transfers go; with `manual` alone.
    #[schema(value_type = Option<AccountRequest>)]
    transfer: Option<Loose<AccountRequest>>,
    /// A restricted key of Stripe, or the secret one; with `stripe` alone. Without one it stays as it
    /// is. It is never answered.
    #[schema(value_type = Option<fields::StripeKey>)]
    key: Option<Loose<String>>,
    /// What proves that a message comes from Stripe; with `stripe` alone. Without one it stays as it
    /// is. The one before counts for a day beside it. It is never answered.
    #[schema(value_type = Option<fields::HookSecret>)]
    hook_secret: Option<Loose<String>>,
}

/// What is wanted.
enum Wanted {
    Other(SetGateway),
    Stripe(SetStripe),
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
    fn check(self) -> Result<Wanted, Problem> {
        let mut form = Form::default();
        let kind = form.must_parse("/kind", self.kind, word);
        let transfer = form
            .may("/transfer", self.transfer)
            .map(|transfer| transfer.check(&mut form));
        let key = form.may_parse("/key", self.key, |text| {
            let account = Account::of_key(text)?;
            Ok((Secret::from(text.to_owned()), account))
        });
        let hook_secret = form.may_parse("/hook_secret", self.hook_secret, |text| {
            check_hook_secret(text).map(|()| Secret::from(text.to_owned()))
        });
        let is_stripe = kind == Some(Some(GatewayKind::Stripe));
        for (pointer, is_there) in [
            ("/key", key.is_some()),
            ("/hook_secret", hook_secret.is_some()),
        ] {
            if is_there && !is_stripe {
                form.0.add(pointer, "belongs to the gateway stripe alone");
            }
        }
        let wanted = kind.map(|kind| match kind {
            Some(GatewayKind::Stripe) => Wanted::Stripe(SetStripe {
                key,
                hook_secret,
                transfer,
            }),
            kind => Wanted::Other(SetGateway {
                settings: kind.map(|kind| GatewaySettings {
                    transfer: transfer.unwrap_or_default(),
                    ..GatewaySettings::of(kind)
                }),
            }),
        });
        form.finish(wanted)
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
    let shop = &merchant.shop;
    let settings = api.engine.gateway(shop).await?;
    let gateway = shop.gateway.zip(settings);
    Ok(Json(GatewayBody::of(&api, shop, gateway)))
}

/// Asks Stripe whether a key serves, before it is kept.
async fn look_at(api: &Api, wanted: &mut SetStripe) -> Result<(), Problem> {
    let Some((key, account)) = &mut wanted.key else {
        return Ok(());
    };
    match api.stripe.check(key).await {
        Ok(name) => account.name = name,
        Err(problem @ KeyProblem::NotReached) => {
            return Err(Problem::new(UNAVAILABLE, problem.to_string()).retry_after(30));
        }
        Err(problem) => {
            let wrong = FieldError::new("/key", problem.to_string());
            return Err(Problem::fields(&[wrong]));
        }
    }
    Ok(())
}

/// Says how orders are paid from now on. Orders that were placed before are paid as they were to be.
/// A key of Stripe is tried there before it is kept.
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
    let shop = &merchant.shop;
    let context = request.context(&merchant.by);
    match request.body::<GatewayRequest>()?.check()? {
        Wanted::Other(command) => {
            api.engine.execute(&shop.id, context, command).await?;
        }
        Wanted::Stripe(mut command) => {
            look_at(&api, &mut command).await?;
            api.engine.execute(&shop.id, context, command).await?;
        }
    }
    let shop = api.engine.shop(shop.slug.as_str()).await?;
    let settings = api.engine.gateway(&shop).await?;
    let gateway = shop.gateway.zip(settings);
    Ok(Json(GatewayBody::of(&api, &shop, gateway)))
}
