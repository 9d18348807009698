//! What people were told of an order, when and on what basis, and what they answered: the record that
//! the law asks for (16 CFR 435.2(a)(4) and (d)).

use axum::Json;
use axum::extract::{Path, State};
use dockline_adapters::mail;
use dockline_domain::dates::Window;
use dockline_domain::id::OrderId;
use dockline_domain::message::Unsent;
use dockline_engine::{MessageFilter, ReadError};
use dockline_view::{AttemptView, MessageView, OrderView, PromiseView};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::notices::NoticeBody;
use super::problem::Problem;
use super::schema::Failures;

/// Most mails of one order that are listed, the newest: `GET /messages` has them all.
const MAILS_MAX: i64 = 200;

/// What people were told of an order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderEvidence)]
pub struct EvidenceBody {
    /// `ord_…`
    order: String,
    /// Its number as people read it.
    reference: String,
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
    /// Each date that was told, and on what basis.
    told: Vec<ToldBody>,
    /// The notices of delay, with their answers.
    notices: Vec<NoticeBody>,
    /// The mails, the oldest first.
    mails: Vec<MailBody>,
}

/// A date that was told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToldDate)]
pub struct ToldBody {
    /// `ord_…/…`
    backorder: String,
    sku: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The window in which it ships; null where nobody could say.
    #[schema(value_type = Option<String>, format = Date)]
    earliest: Option<Date>,
    #[schema(value_type = Option<String>, format = Date)]
    latest: Option<Date>,
    /// Why it is another than before.
    reason: Option<String>,
    /// What it rests on.
    basis: Option<String>,
}

/// A mail about the order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailEvidence)]
pub struct MailBody {
    /// `msg_…`
    id: String,
    /// Its `Message-ID`, the same however often it was sent.
    message_id: String,
    kind: &'static str,
    state: &'static str,
    /// Why it was not sent.
    reason: Option<&'static str>,
    subject: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    planned_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    finished_at: Option<Timestamp>,
    /// What the mail server answered to each try.
    tries: Vec<TriedBody>,
}

/// One try to send a mail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MailTried)]
pub struct TriedBody {
    #[schema(value_type = String, format = DateTime)]
    began_at: Timestamp,
    result: Option<String>,
    reply: Option<String>,
}

impl TriedBody {
    fn new(view: AttemptView) -> Self {
        Self {
            began_at: view.began_at,
            result: view.result,
            reply: view.reply,
        }
    }
}

fn told(order: &OrderView) -> Vec<ToldBody> {
    let backorders = order
        .lines
        .iter()
        .flat_map(|line| line.backorders.iter().map(|one| (&line.sku, one)));
    let told = backorders.flat_map(|(sku, one)| {
        one.promises.iter().map(|promise: &PromiseView| ToldBody {
            backorder: one.id.to_string(),
            sku: sku.to_string(),
            at: promise.told_at,
            earliest: promise.window.map(Window::earliest),
            latest: promise.window.map(Window::latest),
            reason: promise.reason.clone(),
            basis: promise.basis.clone(),
        })
    });
    let mut told: Vec<ToldBody> = told.collect();
    told.sort_by_key(|one| one.at);
    told
}

async fn mail_body(api: &Api, merchant: &Merchant, view: MessageView) -> Result<MailBody, Problem> {
    let (view, tries) = api.engine.message(&merchant.shop, &view.id).await?;
    Ok(MailBody {
        id: view.id.to_string(),
        message_id: api.outgoing.message_id(&view.id),
        kind: view.kind.name(),
        state: view.state.name(),
        reason: view.reason.map(Unsent::name),
        subject: mail::subject(&view),
        planned_at: view.planned_at,
        finished_at: view.finished_at,
        tries: tries.into_iter().map(TriedBody::new).collect(),
    })
}

/// What people were told of an order, when and on what basis, and what they answered.
#[utoipa::path(
    get, path = "/api/v1/orders/{order}/evidence", tag = "merchants", security(("key" = [])),
    params(("order" = String, Path)),
    responses((status = 200, body = EvidenceBody), Failures)
)]
pub async fn show(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    Path(order): Path<String>,
) -> Result<Json<EvidenceBody>, Problem> {
    let id =
        OrderId::parse(&order).map_err(|_| Problem::from(ReadError::not_found("order", &order)))?;
    let order = api.engine.order_by_id(&merchant.shop.id, &id).await?;
    let filter = MessageFilter {
        order: Some(id),
        ..MessageFilter::default()
    };
    let found = api
        .engine
        .messages(&merchant.shop, &filter, None, MAILS_MAX)
        .await?;
    let mut mails = Vec::with_capacity(found.items.len());
    for view in found.items.into_iter().rev() {
        mails.push(mail_body(&api, &merchant, view).await?);
    }
    Ok(Json(EvidenceBody {
        order: order.id.to_string(),
        reference: order.reference.clone(),
        placed_at: order.placed_at,
        told: told(&order),
        notices: NoticeBody::of(&order),
        mails,
    }))
}
