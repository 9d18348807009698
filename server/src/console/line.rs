//! `/console/line`: who waits for a variant, in order, and why in this order.

use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use super::supply::notice;
use crate::names;
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{self, LineIndex, LineView, Sent};
use dockline_domain::access::Permission;
use dockline_domain::id::{BackorderId, Sku};
use dockline_domain::limits;
use dockline_engine::command::SetPriority;
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::PlaceReasons;
use dockline_words::link::console as link;
use dockline_words::present::{Done, Wrong as _, WrongPlace};
use http::StatusCode;

/// Places on one page.
const PLACES_PER_PAGE: i64 = 50;

/// The line of the variant that was asked for, or the lines there are.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Answer {
    let sku = staff.page.query("sku").unwrap_or("").trim().to_owned();
    if sku.is_empty() {
        return index(&state, &staff, None, Vec::new()).await;
    }
    if let Err(ReadError::NotFound { .. }) = state.engine.snapshot(&staff.shop, &sku).await {
        return meant(&state, &staff, sku).await;
    }
    let why = staff
        .page
        .query("why")
        .and_then(|id| BackorderId::parse(id).ok());
    page(&state, &staff, &sku, why, StatusCode::OK, Sent::default()).await
}

/// Variants that are offered for a text which names none.
const MEANT_MAX: usize = 12;

/// The one variant that the text means, or those that it may mean.
async fn meant(state: &AppState, staff: &Staff, text: String) -> Answer {
    let mut skus = staff.answered(state.engine.variants_meant(&staff.shop, &text).await)?;
    if let [only] = skus.as_slice() {
        return Ok(see_other(&link::line(only)));
    }
    skus.truncate(MEANT_MAX);
    index(state, staff, Some(text), skus).await
}

async fn index(
    state: &AppState,
    staff: &Staff,
    unknown: Option<String>,
    meant: Vec<Sku>,
) -> Answer {
    let lines = staff.answered(state.engine.longest_lines(&staff.shop).await)?;
    let names = names::of_skus(
        &state.engine,
        &staff.shop,
        lines.iter().map(|line| &line.snapshot.sku).chain(&meant),
    )
    .await;
    let status = if unknown.is_some() {
        StatusCode::NOT_FOUND
    } else {
        StatusCode::OK
    };
    let problem = unknown.map(|text| WrongPlace::LineNotFound(text).text(staff.page.lang()));
    let page = LineIndex {
        lines,
        names,
        meant,
        problem,
    };
    Ok(staff.sent(status, console::line_index(&staff.console(), &page)))
}

/// The names that a page of a line may have to say: the variant's own, and of what orders in it
/// wait for besides.
fn skus<'a>(sku: &'a Sku, why: Option<&'a PlaceReasons>) -> impl Iterator<Item = &'a Sku> {
    let together = why
        .into_iter()
        .flat_map(|why| why.place.together.iter().map(|need| &need.sku));
    let skipped = why.into_iter().flat_map(|why| {
        why.skipped
            .iter()
            .flat_map(|order| order.missing.iter().map(|need| &need.sku))
    });
    std::iter::once(sku).chain(together).chain(skipped)
}

async fn page(
    state: &AppState,
    staff: &Staff,
    sku: &str,
    why: Option<BackorderId>,
    status: StatusCode,
    sent: Sent,
) -> Answer {
    let cursor = staff.page.query("cursor").map(str::to_owned);
    let page = match state
        .engine
        .line(&staff.shop, sku, cursor.as_deref(), PLACES_PER_PAGE)
        .await
    {
        Ok(page) => page,
        Err(ReadError::NotFound { .. }) => {
            return index(state, staff, Some(sku.to_owned()), Vec::new()).await;
        }
        Err(error) => return Err(staff.unanswered(&error)),
    };
    let why = match why {
        Some(id) => match state.engine.place_reasons(&staff.shop, &id).await {
            Ok(why) => Some(why),
            // It left the line meanwhile: that is what the page shows.
            Err(ReadError::NotFound { .. }) => None,
            Err(error) => return Err(staff.unanswered(&error)),
        },
        None => None,
    };
    let names = names::of_skus(
        &state.engine,
        &staff.shop,
        skus(&page.snapshot.sku, why.as_ref()),
    )
    .await;
    let view = LineView {
        page,
        names,
        why,
        cursor,
        notice: notice(staff),
        sent,
    };
    Ok(staff.form_page(status, &console::line(&staff.console(), &view)))
}

/// Somebody is let go before others, or goes back.
pub(super) async fn send(State(state): State<AppState>, staff: Staff, body: Bytes) -> Answer {
    staff.may(Permission::SetPriority)?;
    let mut form = Form::new(&staff, &body);
    let Ok(id) = BackorderId::parse(form.text("backorder")) else {
        return Err(staff.problem(ProblemKind::BadRequest));
    };
    let sku = match state.engine.place_reasons(&staff.shop, &id).await {
        Ok(why) => why.snapshot.sku.to_string(),
        Err(ReadError::NotFound { .. }) => return gone(&state, &staff).await,
        Err(error) => return Err(staff.unanswered(&error)),
    };
    let reason = form.required("reason");
    let priority = form
        .text("priority")
        .parse()
        .ok()
        .filter(|priority| (0..=limits::PRIORITY_MAX).contains(priority));
    if priority.is_none() {
        form.wrong(
            "priority",
            &WrongPlace::Priority(limits::PRIORITY_MAX.unsigned_abs()),
        );
    }
    let (Some(priority), Some(reason)) = (priority, reason) else {
        return page(
            &state,
            &staff,
            &sku,
            Some(id),
            StatusCode::UNPROCESSABLE_ENTITY,
            form.sent,
        )
        .await;
    };
    // What stood there when the form was made; a form without it rests on nothing.
    let if_priority = Some(form.text("seen").parse().unwrap_or(-1));
    let command = SetPriority {
        backorder: id.clone(),
        priority,
        reason,
        if_priority,
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => {
            let sku: String = form_urlencoded::byte_serialize(sku.as_bytes()).collect();
            Ok(see_other(&format!(
                "{}?sku={sku}&why={id}&done={}#{id}",
                link::LINE,
                Done::Prioritised.query()
            )))
        }
        Err(error) => {
            match &error {
                ExecuteError::Outdated { .. } => {
                    form.refuse(&changed(&state, &staff, &id, priority).await);
                }
                other => form.refuse(&refusal(other)),
            }
            page(&state, &staff, &sku, Some(id), status(&error), form.sent).await
        }
    }
}

/// Somebody else was faster: what is there now, beside what was written.
async fn changed(state: &AppState, staff: &Staff, id: &BackorderId, wanted: i32) -> WrongPlace {
    match state.engine.place_reasons(&staff.shop, id).await {
        Ok(why) => WrongPlace::Changed {
            now: why.place.backorder.place.priority,
            wanted,
        },
        Err(_) => WrongPlace::NotWaiting,
    }
}

/// It does not wait any more: the lines there are, with word of it.
async fn gone(state: &AppState, staff: &Staff) -> Answer {
    let lines = staff.answered(state.engine.longest_lines(&staff.shop).await)?;
    let names = names::of_skus(
        &state.engine,
        &staff.shop,
        lines.iter().map(|line| &line.snapshot.sku),
    )
    .await;
    let problem = Some(WrongPlace::NotWaiting.text(staff.page.lang()));
    let page = LineIndex {
        lines,
        names,
        meant: Vec::new(),
        problem,
    };
    Ok(staff.sent(
        StatusCode::CONFLICT,
        console::line_index(&staff.console(), &page),
    ))
}
