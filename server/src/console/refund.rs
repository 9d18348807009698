//! `/console/refunds`: money that goes back, and what somebody notes of it.

use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{self, RefundAction, RefundPage, Sent};
use dockline_domain::access::Permission;
use dockline_domain::id::RefundId;
use dockline_engine::command::{NoteRefund, RetryRefund};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::RefundView;
use dockline_words::link::console as link;
use dockline_words::present::WrongMoney;
use http::StatusCode;

async fn read(state: &AppState, staff: &Staff, id: &str) -> Result<RefundView, ReadError> {
    let unknown = || ReadError::NotFound {
        what: "refund",
        name: id.to_owned(),
    };
    let id = RefundId::parse(id).map_err(|_| unknown())?;
    state.engine.refund(&staff.shop, &id).await
}

fn page(staff: &Staff, status: StatusCode, refund: RefundView, sent: Sent) -> Response {
    let done = staff.page.query("done").and_then(RefundAction::parse);
    let page = RefundPage { refund, done, sent };
    staff.form_page(status, &console::refund_page(&staff.console(), &page))
}

/// One refund.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    let refund = staff.answered(read(&state, &staff, &id).await)?;
    Ok(page(&staff, StatusCode::OK, refund, Sent::default()))
}

/// Something is noted of a refund.
pub(super) async fn send(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::ManagePayments)?;
    let view = staff.answered(read(&state, &staff, &id).await)?;
    let mut form = Form::new(&staff, &body);
    let Some(action) = RefundAction::parse(form.text("action")) else {
        return Err(staff.problem(ProblemKind::BadRequest));
    };
    // A form that shows no version says nothing of what was seen.
    let if_version = Some(form.text("version").parse().unwrap_or(-1));
    let (engine, shop) = (&state.engine, &staff.shop.id);
    let refund = view.id.clone();
    let done = match action {
        RefundAction::Note => {
            let (day, note) = (form.date("day"), form.optional("note"));
            if form.sent.is_wrong() {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(page(&staff, status, view, form.sent));
            }
            let command = NoteRefund {
                refund,
                day,
                note,
                if_version,
            };
            engine.execute(shop, form.context(), command).await
        }
        RefundAction::Retry => {
            let command = RetryRefund { refund, if_version };
            engine.execute(shop, form.context(), command).await
        }
    };
    let Err(error) = done else {
        let done = format!("{}?done={}", link::refund(&view.id), action.name());
        return Ok(see_other(&done));
    };
    match &error {
        ExecuteError::Outdated { .. } => form.refuse(&WrongMoney::Changed),
        ExecuteError::Invalid(_) => form.wrong("day", &WrongMoney::Day),
        other => form.refuse(&refusal(other)),
    }
    let view = staff.answered(read(&state, &staff, &id).await)?;
    Ok(page(&staff, status(&error), view, form.sent))
}
