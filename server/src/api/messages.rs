//! Mails, and what became of each.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_TYPE, VARY};
use axum::response::{IntoResponse, Response};
use dockline_adapters::mail::{self, Letter, OrderLink};
use dockline_domain::id::{MessageId, OrderId};
use dockline_domain::message::{MessageKind, MessageState, Unsent};
use dockline_domain::scope::Scope;
use dockline_engine::command::{Mend, MendMail};
use dockline_engine::{MessageFilter, ReadError};
use dockline_view::{AttemptView, MessageView};
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::input::{JsonRequest, Params};
use super::page::Page;
use super::params::{KeyHeader, MessageQuery, PageQuery};
use super::problem::Problem;
use super::schema::{Failures, List};

/// A whole mail with its headers (RFC 5322).
const MESSAGE: &str = "message/rfc822";

/// A mail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageBody {
    /// `msg_…`
    id: String,
    /// What it is for, such as `confirmation`, `moved` or `notice`.
    kind: &'static str,
    /// `planned`, `sent`, `kept`, `skipped`, `superseded`, `uncertain`, `parked` or `bounced`.
    state: &'static str,
    /// Why it was not sent: `already-told`, `order-cancelled`, `order-shipped`, `arrived`, `not-needed`, `sold-out`,
    /// `erased`, `mail-off`, `refused`, `gave-up`, `unreadable` or `suppressed`.
    reason: Option<&'static str>,
    /// `ord_…`; null for a mail to somebody on a waitlist, and for the receipt of a withdrawal.
    order: Option<String>,
    /// The order's number as people read it.
    order_reference: Option<String>,
    /// To whom; null while nothing was written, and after the person was erased.
    to: Option<String>,
    /// Null where nothing was written.
    subject: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    planned_at: Timestamp,
    /// When it is tried next.
    #[schema(value_type = Option<String>, format = DateTime)]
    due_at: Option<Timestamp>,
    /// When it was sent, kept or given up.
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
    /// How often it was tried.
    attempts: u32,
}

impl From<&MessageView> for MessageBody {
    fn from(view: &MessageView) -> Self {
        Self {
            id: view.id.to_string(),
            kind: view.kind.name(),
            state: view.state.name(),
            reason: view.reason.map(Unsent::name),
            order: view.order.as_ref().map(ToString::to_string),
            order_reference: view.order_reference.clone(),
            to: view.recipient.clone(),
            subject: mail::subject(view),
            planned_at: view.planned_at,
            due_at: view.due_at,
            finished_at: view.finished_at,
            attempts: view.attempts,
        }
    }
}

/// A mail with its text and each try to send it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WholeMessage)]
pub struct WholeMessageBody {
    #[serde(flatten)]
    message: MessageBody,
    /// Its text; null where nothing was written.
    text: Option<String>,
    /// Each try, the first one first.
    tries: Vec<TryBody>,
}

/// One try to send a mail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessageTry)]
pub struct TryBody {
    #[schema(value_type = String, format = DateTime)]
    began_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// `sent`, `kept`, `skipped`, `refused`, `failed`, `uncertain` or `unreadable`; null while it
    /// is not known.
    result: Option<String>,
    /// What the mail server said.
    reply: Option<String>,
}

impl From<&AttemptView> for TryBody {
    fn from(view: &AttemptView) -> Self {
        Self {
            began_at: view.began_at,
            ended_at: view.ended_at,
            result: view.result.clone(),
            reply: view.reply.clone(),
        }
    }
}

fn known_form(message: &str) -> Result<MessageId, Problem> {
    MessageId::parse(message).map_err(|_| ReadError::not_found("message", message).into())
}

/// What was written, as this key may read it.
fn letter(api: &Api, merchant: &Merchant, view: &MessageView) -> Option<Letter> {
    let link = OrderLink::for_who_may(merchant.scopes.hold(Scope::Orders));
    Letter::of(&api.outgoing, &merchant.shop, view, link).and_then(Result::ok)
}

/// A page of mails, the newest first.
#[utoipa::path(
    get, path = "/api/v1/messages", tag = "merchants", security(("key" = [])),
    params(MessageQuery, PageQuery),
    responses((status = 200, body = List<MessageBody>), Failures)
)]
pub async fn list(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    params: Params,
) -> Result<Json<List<MessageBody>>, Problem> {
    let page = Page::of(&params)?;
    let kind = params.one("kind").map(|name| {
        MessageKind::parse(name).map_err(|invalid| Problem::parameter("kind", invalid.0))
    });
    let state = params.one("state").map(|name| {
        MessageState::parse(name).map_err(|invalid| Problem::parameter("state", invalid.0))
    });
    let order = params
        .one("order")
        .map(|id| OrderId::parse(id).map_err(|invalid| Problem::parameter("order", invalid.0)));
    let filter = MessageFilter {
        order: order.transpose()?,
        kind: kind.transpose()?,
        state: state.transpose()?,
    };
    let found = api
        .engine
        .messages(&merchant.shop, &filter, page.cursor.as_deref(), page.limit)
        .await?;
    Ok(Json(List::new(
        found.items.iter().map(MessageBody::from).collect(),
        found.next_cursor,
    )))
}

/// A mail, with its text and each try to send it. With `Accept: message/rfc822` a whole mail with
/// what was written then, from today's sender. The link to the page of the order stands in it for
/// keys with the scope `orders`: whoever has it can cancel the order.
#[utoipa::path(
    get, path = "/api/v1/messages/{message}", tag = "merchants", security(("key" = [])),
    params(("message" = String, Path)),
    responses((status = 200, content((WholeMessageBody = "application/json"), (String = "message/rfc822"))), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(message): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let unknown = || ReadError::NotFound {
        what: "message",
        name: message.clone(),
    };
    let id = known_form(&message)?;
    let (view, tries) = api.engine.message(&merchant.shop, &id).await?;
    let letter = letter(&api, &merchant, &view);
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains(MESSAGE)) {
        let letter = letter.ok_or_else(unknown)?;
        return Ok(([(CONTENT_TYPE, MESSAGE), (VARY, "accept")], letter.message).into_response());
    }
    let body = WholeMessageBody {
        message: MessageBody::from(&view),
        text: letter.map(|letter| letter.text),
        tries: tries.iter().map(TryBody::from).collect(),
    };
    Ok(([(VARY, "accept")], Json(body)).into_response())
}

/// Sends a parked mail, or one that came back, again: it is written from what is true then, and
/// tried as often as a new one. Its address is written to again. Another one stays as it is.
#[utoipa::path(
    post, path = "/api/v1/messages/{message}/retry", tag = "merchants", security(("key" = [])),
    params(("message" = String, Path), KeyHeader),
    responses((status = 200, body = MessageBody), Failures)
)]
pub async fn retry(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(message): Path<String>,
    request: JsonRequest,
) -> Result<Json<MessageBody>, Problem> {
    mend(&api, &merchant, &message, (Mend::Again, &request)).await
}

/// Says that somebody has dealt with a parked mail, or with one that came back: it is not sent
/// (`skipped`, or `sent` before it came back), and stands no longer in Today. Another one stays as
/// it is.
#[utoipa::path(
    post, path = "/api/v1/messages/{message}/seen", tag = "merchants", security(("key" = [])),
    params(("message" = String, Path), KeyHeader),
    responses((status = 200, body = MessageBody), Failures)
)]
pub async fn seen(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(message): Path<String>,
    request: JsonRequest,
) -> Result<Json<MessageBody>, Problem> {
    mend(&api, &merchant, &message, (Mend::Seen, &request)).await
}

async fn mend(
    api: &Api,
    merchant: &Merchant,
    message: &str,
    (how, request): (Mend, &JsonRequest),
) -> Result<Json<MessageBody>, Problem> {
    let id = known_form(message)?;
    api.engine.message(&merchant.shop, &id).await?;
    let command = MendMail {
        id: id.clone(),
        how,
    };
    let context = request.context(&merchant.by);
    let shop = &merchant.shop;
    api.engine.execute(&shop.id, context, command).await?;
    let (view, _) = api.engine.message(shop, &id).await?;
    Ok(Json(MessageBody::from(&view)))
}
