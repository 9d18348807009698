//! `/console/webhooks`: programs that are told what happens, and what became of each message.

use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use crate::api::webhooks::shown;
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use dockline_adapters::webhook;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{
    self, Sent, WebhookAction, WebhookDone, WebhookPage, WebhooksPage,
};
use dockline_domain::access::Permission;
use dockline_domain::id::{DeliveryId, EndpointId};
use dockline_domain::webhook::{EndpointUrl, Types};
use dockline_engine::command::{
    ChangeEndpoint, CreateEndpoint, DeleteEndpoint, Replay, ReplayDeliveries, RotateSecret,
};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::EndpointView;
use dockline_words::link::console as link;
use dockline_words::present::WrongWebhook;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::DateTime;

/// Rows of the log.
const ROWS: i64 = 50;

/// An address as somebody may see it: its path may hold a secret.
fn url_for(staff: &Staff, endpoint: &EndpointView) -> String {
    if staff.user.role.may(Permission::ManageWebhooks) {
        endpoint.url.clone()
    } else {
        shown(&endpoint.url)
    }
}

/// Every webhook.
pub(super) async fn list(State(state): State<AppState>, staff: Staff) -> Answer {
    listed(&state, &staff, StatusCode::OK, Sent::default()).await
}

async fn listed(state: &AppState, staff: &Staff, status: StatusCode, sent: Sent) -> Answer {
    let shop = staff.answered(state.engine.shop(staff.shop.slug.as_str()).await)?;
    let endpoints = staff.answered(state.engine.endpoints(&shop).await)?;
    let row = |endpoint: EndpointView| {
        let url = url_for(staff, &endpoint);
        (endpoint, url)
    };
    let page = WebhooksPage {
        endpoints: endpoints.into_iter().map(row).collect(),
        is_deleted: staff.page.query("done") == Some("deleted"),
        sent,
    };
    Ok(staff.form_page(status, &console::webhooks_page(&staff.console(), &page)))
}

fn known_form(id: &str) -> Result<EndpointId, ReadError> {
    EndpointId::parse(id).map_err(|_| ReadError::NotFound {
        what: "webhook",
        name: id.to_owned(),
    })
}

/// An address, as a form says it.
fn url(state: &AppState, form: &mut Form<'_>, staff: &Staff) -> Option<EndpointUrl> {
    let Ok(url) = EndpointUrl::parse(form.text("url")) else {
        form.wrong("url", &WrongWebhook::Url);
        return None;
    };
    let reach = url.reach(state.webhooks.allowed(), staff.shop.rehearsal);
    if reach.is_err() {
        form.wrong("url", &WrongWebhook::Place);
        return None;
    }
    Some(url)
}

/// What it is told, as a form says it.
fn types(form: &mut Form<'_>) -> Option<Types> {
    let fields = form.sent.fields.iter();
    let names = fields.filter(|(name, _)| name == "types");
    let types = Types::parse(names.map(|(_, value)| value.as_str()));
    if types.is_err() {
        form.wrong("types", &WrongWebhook::Types);
    }
    types.ok()
}

/// A new webhook: it is asked by a ping at once, and its secret is shown this once.
pub(super) async fn create(State(state): State<AppState>, staff: Staff, body: Bytes) -> Answer {
    staff.may(Permission::ManageWebhooks)?;
    let mut form = Form::new(&staff, &body);
    let (url, types) = (url(&state, &mut form, &staff), types(&mut form));
    let (Some(url), Some(types)) = (url, types) else {
        return listed(&state, &staff, StatusCode::UNPROCESSABLE_ENTITY, form.sent).await;
    };
    let command = CreateEndpoint { url, types };
    let made = state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await;
    let id = match made {
        Ok(id) => id,
        Err(error) => {
            form.refuse(&refusal(&error));
            return listed(&state, &staff, status(&error), form.sent).await;
        }
    };
    let mut sent = Sent::default();
    if !pinged(&state, &staff, &id).await.unwrap_or(false) {
        sent.message = Some(wrong_text(&staff, WrongWebhook::NotAnswered));
    }
    with_secret(&state, &staff, &id, (StatusCode::CREATED, sent)).await
}

fn wrong_text(staff: &Staff, wrong: WrongWebhook) -> String {
    use dockline_words::present::Wrong as _;
    wrong.text(staff.page.lang())
}

async fn pinged(state: &AppState, staff: &Staff, id: &EndpointId) -> Result<bool, ExecuteError> {
    let (engine, shop) = (&state.engine, &staff.shop);
    webhook::ping(engine, &state.webhooks, shop, id, staff.actor()).await
}

/// The page of a webhook with its secret.
async fn with_secret(
    state: &AppState,
    staff: &Staff,
    id: &EndpointId,
    (status, sent): (StatusCode, Sent),
) -> Answer {
    let secret = state.engine.endpoint_secret(&staff.shop, id).await;
    let secret = staff.answered(secret)?.expose().to_owned();
    page(state, staff, id, (status, sent, Some(secret))).await
}

async fn page(
    state: &AppState,
    staff: &Staff,
    id: &EndpointId,
    (status, sent, secret): (StatusCode, Sent, Option<String>),
) -> Answer {
    let endpoint = staff.answered(state.engine.endpoint(&staff.shop, id).await)?;
    let cursor = staff.page.query("cursor");
    let tries = state
        .engine
        .endpoint_tries(&staff.shop, id, cursor, ROWS)
        .await;
    let mut tries = staff.answered(tries)?;
    if !staff.user.role.may(Permission::ManageWebhooks) {
        // It may hold what was asked for, and so the path of the address.
        for one in &mut tries.items {
            one.answer = None;
        }
    }
    let page = WebhookPage {
        url: url_for(staff, &endpoint),
        endpoint,
        tries: tries.items,
        next_cursor: tries.next_cursor,
        done: staff.page.query("done").and_then(WebhookDone::parse),
        secret,
        sent,
    };
    Ok(staff.form_page(status, &console::webhook_page(&staff.console(), &page)))
}

/// One webhook.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    let id = staff.answered(known_form(&id))?;
    page(&state, &staff, &id, (StatusCode::OK, Sent::default(), None)).await
}

/// Something is done about a webhook.
pub(super) async fn send(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::ManageWebhooks)?;
    let id = staff.answered(known_form(&id))?;
    // Another shop's webhook is not there, whatever is asked of it.
    staff.answered(state.engine.endpoint(&staff.shop, &id).await)?;
    let mut form = Form::new(&staff, &body);
    let action = WebhookAction::ALL
        .into_iter()
        .find(|action| form.text("action") == action.name());
    let Some(action) = action else {
        return Err(staff.problem(ProblemKind::BadRequest));
    };
    match act(&state, &staff, &id, (action, &mut form)).await {
        Ok(Done::Gone) => Ok(see_other(&format!("{}?done=deleted", link::WEBHOOKS))),
        Ok(Done::New) => with_secret(&state, &staff, &id, (StatusCode::OK, Sent::default())).await,
        Ok(Done::As(done)) => {
            let page = link::webhook(&id);
            Ok(see_other(&format!("{page}?done={}", done.name())))
        }
        Ok(Done::Wrong(status)) => page(&state, &staff, &id, (status, form.sent, None)).await,
        Err(error) => {
            form.refuse(&refusal(&error));
            page(&state, &staff, &id, (status(&error), form.sent, None)).await
        }
    }
}

/// What came of it.
enum Done {
    As(WebhookDone),
    /// There is another secret.
    New,
    /// It is deleted.
    Gone,
    /// The form says what is wrong.
    Wrong(StatusCode),
}

async fn act(
    state: &AppState,
    staff: &Staff,
    id: &EndpointId,
    (action, form): (WebhookAction, &mut Form<'_>),
) -> Result<Done, ExecuteError> {
    let (engine, shop) = (&state.engine, &staff.shop.id);
    let change = |on| ChangeEndpoint {
        id: id.clone(),
        url: None,
        types: None,
        on,
    };
    match action {
        WebhookAction::Ping => proven(state, staff, id, (form, WebhookDone::Pinged)).await,
        WebhookAction::Rotate => {
            let command = RotateSecret { id: id.clone() };
            engine.execute(shop, form.context(), command).await?;
            Ok(Done::New)
        }
        WebhookAction::On => {
            engine
                .execute(shop, form.context(), change(Some(true)))
                .await?;
            proven(state, staff, id, (form, WebhookDone::Pinged)).await
        }
        WebhookAction::Off => {
            engine
                .execute(shop, form.context(), change(Some(false)))
                .await?;
            Ok(Done::As(WebhookDone::Off))
        }
        WebhookAction::Change => {
            let (url, types) = (url(state, form, staff), types(form));
            let (Some(url), Some(types)) = (url, types) else {
                return Ok(Done::Wrong(StatusCode::UNPROCESSABLE_ENTITY));
            };
            let command = ChangeEndpoint {
                url: Some(url),
                types: Some(types),
                ..change(None)
            };
            if engine.execute(shop, form.context(), command).await? {
                return proven(state, staff, id, (form, WebhookDone::Changed)).await;
            }
            Ok(Done::As(WebhookDone::Changed))
        }
        WebhookAction::ReplayOne | WebhookAction::ReplayFailed | WebhookAction::ReplayRange => {
            let Some(which) = which(staff, (action, form)) else {
                return Ok(Done::Wrong(StatusCode::UNPROCESSABLE_ENTITY));
            };
            let id = id.clone();
            let command = ReplayDeliveries { id, which };
            let replayed = engine.execute(shop, form.context(), command).await?;
            engine.webhooks_wake(shop);
            Ok(Done::As(WebhookDone::Replayed(replayed)))
        }
        WebhookAction::Delete => {
            let command = DeleteEndpoint { id: id.clone() };
            engine.execute(shop, form.context(), command).await?;
            Ok(Done::Gone)
        }
    }
}

/// Asks a webhook whether it is there.
async fn proven(
    state: &AppState,
    staff: &Staff,
    id: &EndpointId,
    (form, done): (&mut Form<'_>, WebhookDone),
) -> Result<Done, ExecuteError> {
    if pinged(state, staff, id).await? {
        return Ok(Done::As(done));
    }
    form.refuse(&WrongWebhook::NotAnswered);
    Ok(Done::Wrong(StatusCode::CONFLICT))
}

/// Which messages are sent again, as a form says it.
fn which(staff: &Staff, (action, form): (WebhookAction, &mut Form<'_>)) -> Option<Replay> {
    match action {
        WebhookAction::ReplayOne => DeliveryId::parse(form.text("message"))
            .ok()
            .map(Replay::One),
        WebhookAction::ReplayRange => {
            let (from, to) = (time(staff, form, "from"), time(staff, form, "to"));
            let (from, to) = (from?, to?);
            if to <= from {
                form.wrong("to", &WrongWebhook::Range);
                return None;
            }
            Some(Replay::Range(from, to))
        }
        _ => Some(Replay::Failed),
    }
}

/// A local time of the shop.
fn time(staff: &Staff, form: &mut Form<'_>, name: &str) -> Option<Timestamp> {
    let local = form.text(name).parse::<DateTime>().ok();
    let at = local.and_then(|local| staff.shop.zone.to_timestamp(local).ok());
    if at.is_none() {
        form.wrong(name, &WrongWebhook::Time);
    }
    at
}
