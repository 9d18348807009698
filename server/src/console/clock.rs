//! `/console/clock`: a rehearsal's clock is moved on.

use super::Staff;
use super::form::{Form, refusal, status};
use crate::demo;
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console;
use dockline_domain::access::Permission;
use dockline_domain::limits;
use dockline_domain::message::MessageState;
use dockline_engine::command::AdvanceClock;
use dockline_engine::{ExecuteError, MessageFilter, ReadError};
use dockline_view::{Coming, Shop};
use dockline_words::link::console as link;
use dockline_words::present::WrongClock;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked whether everything that is due was done.
const SETTLE_LOOK: Duration = Duration::from_millis(250);
/// How long that is waited for.
const SETTLE_TIME_MAX: Duration = Duration::from_secs(5);

/// The form alone, as every page has it in its head.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Response {
    if let Err(forbidden) = staff.may(Permission::AdvanceClock) {
        return forbidden;
    }
    if !staff.shop.rehearsal {
        return staff.problem(ProblemKind::NotFound);
    }
    let form = Form::new(&staff, b"");
    page(&state, &staff, StatusCode::OK, &form).await
}

async fn page(state: &AppState, staff: &Staff, status: StatusCode, form: &Form<'_>) -> Response {
    match coming(state, &staff.shop).await {
        Ok(coming) => staff.sent(
            status,
            console::clock(&staff.console(), &form.sent, &coming),
        ),
        Err(error) => staff.unanswered(&error),
    }
}

/// What happens next in the shop, what the demo plays there included.
async fn coming(state: &AppState, shop: &Arc<Shop>) -> Result<Vec<Coming>, ReadError> {
    let mut coming = state.engine.coming(shop).await?;
    if state.demo.is_some() {
        coming.extend(demo::coming(&state.engine, shop).await?);
        coming.sort_by_key(|one| (one.at, one.what));
    }
    Ok(coming)
}

/// Waits for a while until what is due by now was done, and those concerned were told: who moves the
/// clock looks at what came of it.
async fn settle(state: &AppState, staff: &Staff) -> Result<(), ReadError> {
    let engine = &state.engine;
    let slug = staff.shop.slug.as_str();
    if let Some(demo) = &state.demo {
        demo.story.play(engine).await?;
    }
    let is_due = async |shop: &Arc<Shop>| {
        engine.promises_revised(shop).await?;
        if shop.law_is_automatic()
            && let Err(error) = engine.keep_law(shop).await
        {
            tracing::warn!(shop = %shop.slug, %error, "the law of delay could not be kept; trying again");
        }
        let planned = MessageFilter {
            state: Some(MessageState::Planned),
            ..MessageFilter::default()
        };
        let mut waits = false;
        if shop.writes_mails() {
            engine.mails_all_planned(shop).await?;
            let mails = engine.messages(shop, &planned, None, 1).await?;
            waits = !mails.items.is_empty();
        }
        let now = shop.time(engine.now());
        let coming = engine.coming(shop).await?;
        Ok::<_, ReadError>(waits || coming.iter().any(|one| one.at <= now))
    };
    while is_due(&engine.shop(slug).await?).await? {
        tokio::time::sleep(SETTLE_LOOK).await;
    }
    Ok(())
}

/// The clock goes on to a local time of the shop, or to an instant.
pub(super) async fn advance(State(state): State<AppState>, staff: Staff, body: Bytes) -> Response {
    if let Err(forbidden) = staff.may(Permission::AdvanceClock) {
        return forbidden;
    }
    if !staff.shop.rehearsal {
        return staff.problem(ProblemKind::NotFound);
    }
    let mut form = Form::new(&staff, &body);
    let to = form.text("to");
    let local = |to: &str| {
        staff
            .shop
            .zone
            .to_timestamp(to.parse::<DateTime>().ok()?)
            .ok()
    };
    let Some(to) = to.parse::<Timestamp>().ok().or_else(|| local(to)) else {
        form.wrong("to", &WrongClock::Unreadable);
        return page(&state, &staff, StatusCode::UNPROCESSABLE_ENTITY, &form).await;
    };
    match state
        .engine
        .execute(&staff.shop.id, staff.actor(), AdvanceClock { to })
        .await
    {
        Ok(_) => {
            // Where it takes longer, the page is shown all the same.
            let settled = tokio::time::timeout(SETTLE_TIME_MAX, settle(&state, &staff)).await;
            if let Ok(Err(error)) = settled {
                tracing::warn!(shop = %staff.shop.slug, %error, "what is due after the clock was moved could not be read");
            }
            see_other(&link::next(form.sent.value("next")))
        }
        Err(error) => {
            match &error {
                ExecuteError::Invalid(_) => {
                    form.wrong("to", &WrongClock::Range(limits::CLOCK_DAYS_AHEAD_MAX));
                }
                other => form.refuse(&refusal(other)),
            }
            page(&state, &staff, status(&error), &form).await
        }
    }
}
