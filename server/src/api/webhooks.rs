//! Addresses of a merchant's programs that are told what happens.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use dockline_adapters::webhook;
use dockline_domain::id::{DeliveryId, EndpointId};
use dockline_domain::input::Invalid;
use dockline_domain::scope::Scope;
use dockline_domain::webhook::{EndpointUrl, EventType, OffReason, Trouble, Types};
use dockline_engine::ReadError;
use dockline_engine::command::{
    ChangeEndpoint, Context, CreateEndpoint, DeleteEndpoint, Replay, ReplayDeliveries, RotateSecret,
};
use dockline_view::{EndpointView, Shop, TryView};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose, Params, instant};
use super::page::Page;
use super::params::{KeyHeader, PageQuery};
use super::problem::Problem;
use super::schema::{Failures, List};
use super::{Api, fields};

/// An address that is told what happens.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookBody {
    /// `whk_…`
    id: String,
    /// Where it is. It may hold a secret: keys without the scope `webhooks` see its host alone.
    url: String,
    /// The types that it is told; `*` is everything.
    types: Vec<&'static str>,
    /// `unproven`: it has not answered a ping yet. `on`: it is told. `off`: it is not.
    state: &'static str,
    /// Why it is off: `by_hand`, `failing` (for five days), `gone` (it answered `410`) or `full`
    /// (too many messages waited).
    reason: Option<&'static str>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// Since when it has only failed.
    #[schema(value_type = Option<String>, format = DateTime)]
    failing_since: Option<Timestamp>,
    /// Until when the secret before signs too.
    #[schema(value_type = Option<String>, format = DateTime)]
    old_secret_until: Option<Timestamp>,
    /// Messages that wait for it.
    waiting: u32,
    /// Messages that were given up.
    failed: u32,
}

impl WebhookBody {
    /// As a program sees it that may change it, or may not.
    fn new(view: EndpointView, may_change: bool) -> Self {
        Self {
            id: view.id.into(),
            url: if may_change {
                view.url
            } else {
                shown(&view.url)
            },
            types: view.types.names(),
            state: view.state.name(),
            reason: view.state.reason().map(OffReason::name),
            created_at: view.created_at,
            failing_since: view.failing_since,
            old_secret_until: view.old_secret_until,
            waiting: view.waiting,
            failed: view.failed,
        }
    }
}

/// An address without its path, which may hold a secret.
pub(crate) fn shown(url: &str) -> String {
    EndpointUrl::parse(url).map_or_else(
        |_| "…".to_owned(),
        |url| {
            let scheme = if url.is_encrypted() { "https" } else { "http" };
            format!("{scheme}://{}/…", url.authority())
        },
    )
}

/// A webhook with its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookWithSecret)]
pub struct SecretBody {
    #[serde(flatten)]
    webhook: WebhookBody,
    /// What signs its messages: `whsec_…`. Null when a request is repeated and its secret was
    /// replaced since.
    secret: Option<String>,
}

/// One try to send a message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookTry)]
pub struct AttemptBody {
    /// `try_…`
    id: String,
    /// The message, as `webhook-id` names it: `evt_…`. It is the same over all tries.
    message: String,
    /// What it tells.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The number of its event; 0 for a ping.
    seq: i64,
    /// Which try of the message it is.
    attempt: u32,
    #[schema(value_type = String, format = DateTime)]
    began_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// The status of the answer; null where none came.
    status: Option<u16>,
    /// Why none came: `not_allowed`, `no_address`, `not_global`, `not_reached`, `not_encrypted`,
    /// `too_slow`, `broken` or `unreadable`.
    problem: Option<&'static str>,
    /// The first 4 KB of the answer. Keys without the scope `webhooks` do not see it: it may hold
    /// what was asked for.
    answer: Option<String>,
    /// What became of the message: `planned`, `delivered` or `failed`.
    state: &'static str,
    /// When the message is sent next.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
}

impl AttemptBody {
    /// As a program sees it that may change the webhook, or may not.
    fn new(view: TryView, may_change: bool) -> Self {
        Self {
            id: view.id.into(),
            message: view.delivery.into(),
            kind: view.event.name(),
            seq: view.cause,
            attempt: view.n,
            began_at: view.began_at,
            ended_at: view.ended_at,
            status: view.status,
            problem: view.trouble.map(Trouble::name),
            answer: view.answer.filter(|_| may_change),
            state: view.state.name(),
            due_at: view.due_at,
        }
    }
}

/// A new webhook.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookRequest {
    #[schema(value_type = fields::EndpointAddress, required = true)]
    url: Option<Loose<String>>,
    #[schema(value_type = fields::EndpointTypes, required = true)]
    types: Option<Loose<Vec<Loose<String>>>>,
}

/// What is to be another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    /// Another address; it is asked by a ping first.
    #[schema(value_type = Option<fields::EndpointAddress>)]
    url: Option<Loose<String>>,
    #[schema(value_type = Option<fields::EndpointTypes>)]
    types: Option<Loose<Vec<Loose<String>>>>,
    /// Whether it is told. One that is turned on is asked by a ping first.
    #[schema(value_type = Option<fields::EndpointSwitch>)]
    state: Option<Loose<String>>,
}

/// Which messages are sent again: one of these.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayRequest {
    /// One message: `evt_…`.
    #[schema(value_type = Option<fields::MessageName>)]
    message: Option<Loose<String>>,
    /// Those that were planned from a time on; with `to`.
    #[schema(value_type = Option<fields::PlannedInstant>)]
    from: Option<Loose<String>>,
    /// And before another.
    #[schema(value_type = Option<fields::PlannedInstant>)]
    to: Option<Loose<String>>,
    /// All that were given up.
    #[schema(value_type = Option<bool>)]
    failed: Option<Loose<bool>>,
}

/// How many messages are sent again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Replayed)]
pub struct ReplayedBody {
    /// At most 10 000 at once.
    replayed: u64,
}

/// Whether a webhook is there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pinged)]
pub struct PingedBody {
    /// Whether it answered with success.
    answered: bool,
    webhook: WebhookBody,
}

/// What a request to send messages again must say.
const ONE_WAY: &str = "must have message, or from and to, or failed: true";

fn url(api: &Api, shop: &Shop, text: &str) -> Result<EndpointUrl, Invalid> {
    let url = EndpointUrl::parse(text)?;
    url.reach(api.webhooks.allowed(), shop.rehearsal)?;
    Ok(url)
}

fn types(form: &mut Form, sent: Vec<Loose<String>>) -> Option<Types> {
    let most = EventType::ALL.len();
    if sent.is_empty() || sent.len() > most {
        form.0.add("/types", format!("must have 1 to {most} types"));
        return None;
    }
    let mut names = Vec::with_capacity(sent.len());
    for (number, name) in sent.into_iter().enumerate() {
        let at = format!("/types/{number}");
        let name = form.may_parse(&at, Some(name), |name| {
            Types::parse([name]).map(|_| name.to_owned())
        });
        names.push(name);
    }
    let names: Option<Vec<String>> = names.into_iter().collect();
    Types::parse(names?.iter().map(String::as_str)).ok()
}

impl WebhookRequest {
    fn check(self, api: &Api, shop: &Shop) -> Result<CreateEndpoint, Problem> {
        let mut form = Form::default();
        let url = form.must_parse("/url", self.url, |text| url(api, shop, text));
        let types = form
            .must("/types", self.types)
            .and_then(|sent| types(&mut form, sent));
        let command = (|| {
            Some(CreateEndpoint {
                url: url?,
                types: types?,
            })
        })();
        form.finish(command)
    }
}

impl WebhookChange {
    fn check(self, api: &Api, shop: &Shop, id: EndpointId) -> Result<ChangeEndpoint, Problem> {
        let mut form = Form::default();
        let url = form.may_parse("/url", self.url, |text| url(api, shop, text));
        let sent = form.may("/types", self.types);
        let types = sent.and_then(|sent| types(&mut form, sent));
        let on = form.may_parse("/state", self.state, |text| match text {
            "on" => Ok(true),
            "off" => Ok(false),
            _ => Err(Invalid::new("must be on or off")),
        });
        form.finish(Some(ChangeEndpoint { id, url, types, on }))
    }
}

impl ReplayRequest {
    fn check(self, id: EndpointId) -> Result<ReplayDeliveries, Problem> {
        let mut form = Form::default();
        let named = self.message.is_some();
        let message = form.may_parse("/message", self.message, DeliveryId::parse);
        let ranged = self.from.is_some() || self.to.is_some();
        let pair = self.from.is_some() == self.to.is_some();
        let from = form.may_parse("/from", self.from, instant);
        let to = form.may_parse("/to", self.to, instant);
        let failed = form.may("/failed", self.failed);
        let which = match (named, ranged, failed == Some(true)) {
            (true, false, false) => message.map(Replay::One),
            (false, true, false) if pair => from.zip(to).map(|(from, to)| Replay::Range(from, to)),
            (false, false, true) => Some(Replay::Failed),
            _ => {
                form.0.add("", ONE_WAY);
                None
            }
        };
        form.finish(which.map(|which| ReplayDeliveries { id, which }))
    }
}

fn known_form(webhook: &str) -> Result<EndpointId, Problem> {
    EndpointId::parse(webhook).map_err(|_| unknown(webhook))
}

fn unknown(webhook: &str) -> Problem {
    ReadError::NotFound {
        what: "webhook",
        name: webhook.to_owned(),
    }
    .into()
}

async fn view(api: &Api, merchant: &Merchant, id: &EndpointId) -> Result<WebhookBody, Problem> {
    let view = api.engine.endpoint(&merchant.shop, id).await?;
    let may_change = merchant.scopes.hold(Scope::Webhooks);
    Ok(WebhookBody::new(view, may_change))
}

/// Asks a webhook whether it is there, for the sake of a change that was made.
async fn asked(api: &Api, merchant: &Merchant, id: &EndpointId) -> Result<bool, Problem> {
    let context = Context::by(merchant.by.clone());
    let shop = &merchant.shop;
    Ok(webhook::ping(&api.engine, &api.webhooks, shop, id, context).await?)
}

/// A webhook with its secret, unless that was replaced since it was made: then the secret before
/// signs until another time.
async fn with_secret(
    api: &Api,
    merchant: &Merchant,
    id: &EndpointId,
    old_until: Option<Timestamp>,
) -> Result<SecretBody, Problem> {
    let secret = api.engine.endpoint_secret(&merchant.shop, id).await?;
    // Read after the secret: one that is replaced in between is not shown.
    let webhook = view(api, merchant, id).await?;
    let is_same = webhook.old_secret_until == old_until;
    Ok(SecretBody {
        webhook,
        secret: is_same.then(|| secret.expose().to_owned()),
    })
}

/// The webhooks of the shop, the oldest first: 20 at most.
#[utoipa::path(
    get, path = "/api/v1/webhooks", tag = "merchants", security(("key" = [])),
    responses((status = 200, body = List<WebhookBody>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
) -> Result<Json<List<WebhookBody>>, Problem> {
    let shop = api.engine.shop(merchant.shop.slug.as_str()).await?;
    let may_change = merchant.scopes.hold(Scope::Webhooks);
    let views = api.engine.endpoints(&shop).await?.into_iter();
    let items = views.map(|view| WebhookBody::new(view, may_change));
    Ok(Json(List::new(items.collect(), None)))
}

/// Tells an address what happens from now on. It is asked by a signed ping at once: when it does not
/// answer with success within 10 seconds it stays `unproven` and is told nothing until a later ping
/// is answered. The secret is shown this once.
#[utoipa::path(
    post, path = "/api/v1/webhooks", tag = "merchants", security(("key" = [])), params(KeyHeader),
    request_body = WebhookRequest,
    responses((status = 201, body = SecretBody), Failures)
)]
pub async fn create(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<impl IntoResponse, Problem> {
    let command = request
        .body::<WebhookRequest>()?
        .check(&api, &merchant.shop)?;
    let context = request.context(&merchant.by);
    let id = api
        .engine
        .execute(&merchant.shop.id, context, command)
        .await?;
    // Whatever comes of the ping: the webhook is made, and the secret is shown this once.
    let _ = asked(&api, &merchant, &id).await;
    let body = with_secret(&api, &merchant, &id, None).await?;
    Ok((StatusCode::CREATED, Json(body)))
}

/// Changes a webhook. One that gets another address, or is turned on, is asked by a ping first. One
/// that is turned off gives up what waits for it.
#[utoipa::path(
    patch, path = "/api/v1/webhooks/{webhook}", tag = "merchants", security(("key" = [])),
    params(("webhook" = String, Path), KeyHeader), request_body = WebhookChange,
    responses((status = 200, body = WebhookBody), Failures)
)]
pub async fn change(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(webhook): Path<String>,
    request: JsonRequest,
) -> Result<Json<WebhookBody>, Problem> {
    let id = known_form(&webhook)?;
    let change = request.body::<WebhookChange>()?;
    let command = change.check(&api, &merchant.shop, id.clone())?;
    let context = request.context(&merchant.by);
    let proves = api
        .engine
        .execute(&merchant.shop.id, context, command)
        .await?;
    if proves {
        // It is changed; whether it has answered stands in its state.
        let _ = asked(&api, &merchant, &id).await;
    }
    Ok(Json(view(&api, &merchant, &id).await?))
}

/// Deletes a webhook: its address and its secrets are gone at once.
#[utoipa::path(
    delete, path = "/api/v1/webhooks/{webhook}", tag = "merchants", security(("key" = [])),
    params(("webhook" = String, Path)),
    responses((status = 204, description = "It is gone."), Failures)
)]
pub async fn delete(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(webhook): Path<String>,
) -> Result<StatusCode, Problem> {
    let command = DeleteEndpoint {
        id: known_form(&webhook)?,
    };
    let context = Context::by(merchant.by.clone());
    api.engine
        .execute(&merchant.shop.id, context, command)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes another secret, which is shown this once. For 24 hours both sign.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook}/rotate", tag = "merchants", security(("key" = [])),
    params(("webhook" = String, Path), KeyHeader),
    responses((status = 200, body = SecretBody), Failures)
)]
pub async fn rotate(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(webhook): Path<String>,
    request: JsonRequest,
) -> Result<Json<SecretBody>, Problem> {
    let id = known_form(&webhook)?;
    let context = request.context(&merchant.by);
    let command = RotateSecret { id: id.clone() };
    let until = api
        .engine
        .execute(&merchant.shop.id, context, command)
        .await?;
    let until = Timestamp::from_millisecond(until).ok();
    Ok(Json(with_secret(&api, &merchant, &id, until).await?))
}

/// Asks a webhook whether it is there. One that was `unproven` is `on` when it answers.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook}/ping", tag = "merchants", security(("key" = [])),
    params(("webhook" = String, Path)),
    responses((status = 200, body = PingedBody), Failures)
)]
pub async fn ping(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(webhook): Path<String>,
) -> Result<Json<PingedBody>, Problem> {
    let id = known_form(&webhook)?;
    let answered = asked(&api, &merchant, &id).await?;
    let webhook = view(&api, &merchant, &id).await?;
    Ok(Json(PingedBody { answered, webhook }))
}

/// Sends messages again under the ids that they had: one, those of a time, or all that were given
/// up. Messages are kept for 30 days.
#[utoipa::path(
    post, path = "/api/v1/webhooks/{webhook}/replay", tag = "merchants", security(("key" = [])),
    params(("webhook" = String, Path), KeyHeader), request_body = ReplayRequest,
    responses((status = 200, body = ReplayedBody), Failures)
)]
pub async fn replay(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(webhook): Path<String>,
    request: JsonRequest,
) -> Result<Json<ReplayedBody>, Problem> {
    let id = known_form(&webhook)?;
    let command = request.body::<ReplayRequest>()?.check(id)?;
    let (shop, context) = (&merchant.shop.id, request.context(&merchant.by));
    let replayed = api.engine.execute(shop, context, command).await?;
    api.engine.webhooks_wake(shop);
    Ok(Json(ReplayedBody { replayed }))
}

/// Each try to send a message, the newest first.
#[utoipa::path(
    get, path = "/api/v1/webhooks/{webhook}/attempts", tag = "merchants", security(("key" = [])),
    params(("webhook" = String, Path), PageQuery),
    responses((status = 200, body = List<AttemptBody>), Failures)
)]
pub async fn attempts(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(webhook): Path<String>,
    params: Params,
) -> Result<Json<List<AttemptBody>>, Problem> {
    let page = Page::of(&params)?;
    let id = known_form(&webhook)?;
    let may_change = merchant.scopes.hold(Scope::Webhooks);
    api.engine.endpoint(&merchant.shop, &id).await?;
    let found = api
        .engine
        .endpoint_tries(&merchant.shop, &id, page.cursor.as_deref(), page.limit)
        .await?;
    let items = found.items.into_iter();
    let items = items
        .map(|view| AttemptBody::new(view, may_change))
        .collect();
    Ok(Json(List::new(items, found.next_cursor)))
}
