//! `/console/withdrawals`: what people declared by the withdrawal function, and what somebody of
//! the shop does about it.

use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{self, Sent, WithdrawalAction, WithdrawalPage, WithdrawalsPage};
use dockline_domain::access::Permission;
use dockline_domain::id::WithdrawalId;
use dockline_domain::ordering::number_at_end;
use dockline_domain::withdrawal;
use dockline_engine::command::{MoveWithdrawal, Settle};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::WithdrawalView;
use dockline_words::link::console as link;
use dockline_words::present::WrongWithdrawal;
use http::StatusCode;

/// Rows of a list.
const ROWS: i64 = 50;

/// Every withdrawal, the newest first.
pub(super) async fn list(State(state): State<AppState>, staff: Staff) -> Answer {
    let cursor = staff.page.query("cursor");
    let found = state.engine.withdrawals(&staff.shop, cursor, ROWS).await;
    let found = staff.answered(found)?;
    let page = WithdrawalsPage {
        items: found.items,
        next_cursor: found.next_cursor,
    };
    Ok(staff.sent(
        StatusCode::OK,
        console::withdrawals(&staff.console(), &page),
    ))
}

async fn read(state: &AppState, staff: &Staff, id: &str) -> Result<WithdrawalView, ReadError> {
    let unknown = || ReadError::NotFound {
        what: "withdrawal",
        name: id.to_owned(),
    };
    let id = WithdrawalId::parse(id).map_err(|_| unknown())?;
    state.engine.withdrawal(&staff.shop, &id).await
}

fn page(staff: &Staff, status: StatusCode, withdrawal: WithdrawalView, sent: Sent) -> Response {
    let done = staff.page.query("done").and_then(WithdrawalAction::parse);
    let page = WithdrawalPage {
        withdrawal,
        done,
        sent,
    };
    staff.form_page(status, &console::withdrawal(&staff.console(), &page))
}

/// One withdrawal.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    let view = staff.answered(read(&state, &staff, &id).await)?;
    Ok(page(&staff, StatusCode::OK, view, Sent::default()))
}

/// Something is done about a withdrawal.
pub(super) async fn send(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::ChangeOrders)?;
    let view = staff.answered(read(&state, &staff, &id).await)?;
    let mut form = Form::new(&staff, &body);
    let seen = withdrawal::State::parse(form.text("state")).ok();
    let action = WithdrawalAction::parse(form.text("action"));
    let Some((if_state, action)) = seen.zip(action) else {
        return Err(staff.problem(ProblemKind::BadRequest));
    };
    let how = match action {
        WithdrawalAction::CarryOut => Settle::CarryOut,
        WithdrawalAction::Return => Settle::AnnounceReturn,
        WithdrawalAction::Seen => Settle::DealtWith,
        WithdrawalAction::Match => {
            let Some(number) = number_at_end(form.text("order")) else {
                form.wrong("order", &WrongWithdrawal::Order);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return Ok(page(&staff, status, view, form.sent));
            };
            Settle::Match(number)
        }
    };
    let command = MoveWithdrawal {
        id: view.id.clone(),
        how,
        if_state,
    };
    let (engine, shop) = (&state.engine, &staff.shop.id);
    let Err(error) = engine.execute(shop, form.context(), command).await else {
        let done = format!("{}?done={}", link::withdrawal(&view.id), action.name());
        return Ok(see_other(&done));
    };
    match &error {
        ExecuteError::NotFound {
            pointer: Some(_), ..
        } => form.wrong("order", &WrongWithdrawal::Order),
        other => form.refuse(&refusal(other)),
    }
    let view = staff.answered(read(&state, &staff, &id).await)?;
    Ok(page(&staff, status(&error), view, form.sent))
}
