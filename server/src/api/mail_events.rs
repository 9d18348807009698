//! What others say of mails after they were sent: that one came back, or is not wanted.

use axum::Json;
use axum::extract::State;
use dockline_domain::id::MessageId;
use dockline_domain::input::Invalid;
use dockline_domain::message::Returned;
use dockline_engine::command::ReturnMail;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::auth::Merchant;
use super::input::{Form, JsonRequest, Loose, instant};
use super::messages::MessageBody;
use super::params::KeyHeader;
use super::problem::Problem;
use super::schema::Failures;
use super::{Api, fields};

/// What a mail server or a service says of a mail.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MailEventRequest {
    /// Which mail: its id (`msg_…`), or the `Message-ID` that it was sent with.
    #[schema(value_type = fields::SentMail, required = true)]
    message: Option<Loose<String>>,
    /// What became of it.
    #[schema(value_type = fields::MailEventKind, required = true)]
    kind: Option<Loose<String>>,
    /// Whether another mail would not arrive either; `true` when nothing is said. A complaint has
    /// none.
    #[schema(value_type = Option<bool>)]
    permanent: Option<Loose<bool>>,
    /// When. The log has the time at which it was said.
    #[schema(value_type = Option<fields::FactInstant>)]
    at: Option<Loose<String>>,
}

/// The id of a mail, as it is or inside of a `Message-ID`.
fn message(text: &str) -> Result<MessageId, Invalid> {
    let inner = text.strip_prefix('<').unwrap_or(text);
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let (id, host) = inner.split_once('@').unwrap_or((inner, "here"));
    let is_host = |one: char| one.is_ascii_alphanumeric() || one == '.' || one == '-';
    let is_good = (1..=255).contains(&host.len()) && host.chars().all(is_host);
    let id = MessageId::parse(id).ok();
    let id = id.filter(|id| is_good && id.as_str().len() > "msg_".len());
    id.ok_or_else(|| Invalid::new("must be the id of a mail, or its Message-ID"))
}

fn is_bounce(text: &str) -> Result<bool, Invalid> {
    match text {
        "bounce" => Ok(true),
        "complaint" => Ok(false),
        _ => Err(Invalid::new("must be bounce or complaint")),
    }
}

impl MailEventRequest {
    fn check(self, now: Timestamp) -> Result<ReturnMail, Problem> {
        let mut form = Form::default();
        let message = form.must_parse("/message", self.message, message);
        let is_bounce = form.must_parse("/kind", self.kind, is_bounce);
        let permanent = form.may("/permanent", self.permanent).unwrap_or(true);
        let at = form.may_parse("/at", self.at, instant);
        // Clocks differ, and what is told lies in the past.
        if at.is_some_and(|at| at.duration_since(now) > SignedDuration::from_hours(24)) {
            form.0
                .add("/at", "must not be in the future: it has happened");
        }
        let event = message.zip(is_bounce).map(|(message, is_bounce)| {
            let what = if is_bounce {
                Returned::Bounce { permanent }
            } else {
                Returned::Complaint
            };
            ReturnMail { message, what }
        });
        form.finish(event)
    }
}

/// Says that a mail came back (`bounce`), or that its reader does not want it (`complaint`). A mail
/// that came back for good stops all mails to its address until somebody lifts that, and a notice
/// of delay that came back was not given. A complaint stops mails that nobody has to get. The same
/// again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/mail/events", tag = "merchants", security(("key" = [])),
    params(KeyHeader), request_body = MailEventRequest,
    responses((status = 200, body = MessageBody), Failures)
)]
pub async fn take(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    request: JsonRequest,
) -> Result<Json<MessageBody>, Problem> {
    let now = merchant.shop.time(api.engine.now());
    let command = request.body::<MailEventRequest>()?.check(now)?;
    let id = command.message.clone();
    let context = request.context(&merchant.by);
    let shop = &merchant.shop;
    api.engine.execute(&shop.id, context, command).await?;
    let (view, _) = api.engine.message(shop, &id).await?;
    Ok(Json(MessageBody::from(&view)))
}
