//! `/console/clock`: a rehearsal's clock is moved on.

use super::Staff;
use super::form::{Form, refusal, status};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console;
use dockline_domain::access::Permission;
use dockline_domain::limits;
use dockline_engine::ExecuteError;
use dockline_engine::command::AdvanceClock;
use dockline_words::link::console as link;
use dockline_words::present::WrongClock;
use http::StatusCode;
use jiff::civil::DateTime;

/// The form alone, as every page has it in its head.
pub(super) async fn show(staff: Staff) -> Response {
    if let Err(forbidden) = staff.may(Permission::AdvanceClock) {
        return forbidden;
    }
    if !staff.shop.rehearsal {
        return staff.problem(ProblemKind::NotFound);
    }
    let form = Form::new(&staff, b"");
    page(&staff, StatusCode::OK, &form)
}

fn page(staff: &Staff, status: StatusCode, form: &Form<'_>) -> Response {
    staff.sent(status, console::clock(&staff.console(), &form.sent))
}

/// The clock goes on to a local time of the shop.
pub(super) async fn advance(State(state): State<AppState>, staff: Staff, body: Bytes) -> Response {
    if let Err(forbidden) = staff.may(Permission::AdvanceClock) {
        return forbidden;
    }
    if !staff.shop.rehearsal {
        return staff.problem(ProblemKind::NotFound);
    }
    let mut form = Form::new(&staff, &body);
    let local = form.text("to").parse::<DateTime>().ok();
    let Some(to) = local.and_then(|local| staff.shop.zone.to_timestamp(local).ok()) else {
        form.wrong("to", &WrongClock::Unreadable);
        return page(&staff, StatusCode::UNPROCESSABLE_ENTITY, &form);
    };
    match state
        .engine
        .execute(&staff.shop.id, staff.actor(), AdvanceClock { to })
        .await
    {
        Ok(_) => see_other(&link::next(form.sent.value("next"))),
        Err(error) => {
            match &error {
                ExecuteError::Invalid(_) => {
                    form.wrong("to", &WrongClock::Range(limits::CLOCK_DAYS_AHEAD_MAX));
                }
                other => form.refuse(&refusal(other)),
            }
            page(&staff, status(&error), &form)
        }
    }
}
