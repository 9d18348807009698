//! `/console/supply/{reference}`: one purchase order, and what may be done about it.

use super::form::{Form, refusal, status};
use super::order_lines;
use super::staff::{Answer, Staff};
use super::supply::notice;
use crate::names;
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{self, Conflict, Sent, SupplyOrderPage, WhatIfPage};
use dockline_domain::access::Permission;
use dockline_domain::dates::{Window, parse_date};
use dockline_domain::id::OrderId;
use dockline_domain::supply::Stage;
use dockline_engine::command::{AddMilestone, ChangePurchaseOrder};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::PurchaseOrder;
use dockline_words::link::console as link;
use dockline_words::present::{Done, WrongChange};
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Furthest that a what-if looks, in days.
const SLIP_DAYS_MAX: i32 = 365;

/// One purchase order.
pub(super) async fn show(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    staff: Staff,
) -> Answer {
    page(
        &state,
        &staff,
        &reference,
        StatusCode::OK,
        Sent::default(),
        None,
    )
    .await
}

async fn page(
    state: &AppState,
    staff: &Staff,
    reference: &str,
    status: StatusCode,
    sent: Sent,
    conflict: Option<Conflict>,
) -> Answer {
    let page = staff.answered(read(state, staff, reference, sent, conflict).await)?;
    Ok(staff.form_page(status, &console::supply_order(&staff.console(), &page)))
}

async fn read(
    state: &AppState,
    staff: &Staff,
    reference: &str,
    mut sent: Sent,
    conflict: Option<Conflict>,
) -> Result<SupplyOrderPage, ReadError> {
    let (order, milestones) = state.engine.purchase_order(&staff.shop, reference).await?;
    order_lines::keep_rows(&mut sent, &order);
    let receipts = state.engine.receipts_of(&staff.shop, reference).await?;
    let moves = state
        .engine
        .date_moves(&staff.shop, &order.reference)
        .await?;
    let waiting = state.engine.waiting_for(&staff.shop, &order).await?;
    let names = names::of_skus(
        &state.engine,
        &staff.shop,
        order.lines.iter().map(|line| &line.sku),
    )
    .await;
    let actors: BTreeSet<&str> = receipts
        .iter()
        .map(|receipt| receipt.received_by.as_str())
        .chain([order.confirmed_by.as_str()])
        .collect();
    let people = state
        .engine
        .called(&staff.shop, &actors.into_iter().collect::<Vec<_>>())
        .await?;
    Ok(SupplyOrderPage {
        order,
        milestones,
        moves,
        receipts,
        waiting,
        names,
        people,
        notice: notice(staff),
        sent,
        conflict,
    })
}

/// A form of the page was sent.
pub(super) async fn send(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::ManageSupply)?;
    let (order, _) = staff.answered(state.engine.purchase_order(&staff.shop, &reference).await)?;
    let form = Form::new(&staff, &body);
    match form.text("action") {
        "date" => change_date(&state, &staff, &order, form).await,
        "slip" => slip(&state, &staff, order, form).await,
        "milestone" => add_milestone(&state, &staff, &order, form).await,
        "lines" => change_lines(&state, &staff, &order, form).await,
        "split" => split(&state, &staff, &order, form).await,
        "cancel" => cancel(&state, &staff, &order, form).await,
        _ => Err(staff.problem(ProblemKind::BadRequest)),
    }
}

fn done(order: &PurchaseOrder, done: Done) -> Response {
    see_other(&format!(
        "{}?done={}",
        link::supply_order(&order.reference),
        done.query()
    ))
}

/// The page again, with what was written: beside what is there now when somebody else was faster.
async fn again(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    mut form: Form<'_>,
    error: Option<&ExecuteError>,
    name: &'static str,
) -> Answer {
    let status = error.map_or(StatusCode::UNPROCESSABLE_ENTITY, status);
    let conflict = match error {
        Some(ExecuteError::Outdated { .. }) => Some(Conflict { form: name }),
        Some(error) => {
            // Other forms have no fields of lines, so what is wrong with one is said above them.
            let field = match name {
                "split" => Some("take"),
                "lines" => Some("units"),
                _ => None,
            };
            if !field.is_some_and(|field| order_lines::name_field(&mut form, error, field)) {
                form.refuse(&refusal(error));
            }
            None
        }
        None => None,
    };
    page(
        state,
        staff,
        order.reference.as_str(),
        status,
        form.sent,
        conflict,
    )
    .await
}

/// The version that the form was made for; another one is a conflict. A form without one is for
/// none.
fn version(form: &Form<'_>) -> i64 {
    form.text("version").parse().unwrap_or(0)
}

/// The date that the form was made for: a form that is sent twice is read the same both times.
fn seen(form: &Form<'_>) -> Option<Window> {
    let (earliest, latest) = form.text("seen").split_once('/')?;
    Window::new(parse_date(earliest).ok()?, parse_date(latest).ok()?).ok()
}

/// A date is confirmed with what it rests on, or moved with a reason.
fn read_date(form: &mut Form<'_>, order: &PurchaseOrder) -> Option<ChangePurchaseOrder> {
    let expected = form.window();
    let (basis, reason) = (form.optional("basis"), form.optional("reason"));
    let expected = expected?;
    let moved = seen(form) != expected;
    if moved && reason.is_none() && form.sent.error("reason").is_none() {
        form.wrong("reason", &WrongChange::Reason);
    }
    if !moved && basis.is_none() && form.sent.error("basis").is_none() {
        form.wrong("basis", &WrongChange::Basis);
    }
    form.basis(expected, basis.as_deref());
    Some(ChangePurchaseOrder {
        lines: None,
        reference: order.reference.clone(),
        expected: Some(expected),
        stage: None,
        basis,
        reason,
        if_version: Some(version(form)),
    })
}

async fn change_date(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    mut form: Form<'_>,
) -> Answer {
    let command = read_date(&mut form, order).filter(|_| !form.sent.is_wrong());
    let Some(command) = command else {
        return again(state, staff, order, form, None, "date").await;
    };
    let said = if command.expected == Some(seen(&form)) {
        Done::Dated
    } else {
        Done::Moved
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(done(order, said)),
        Err(error) => again(state, staff, order, form, Some(&error), "date").await,
    }
}

/// What was shown before is done, exactly that. When the order was changed meanwhile, it comes back
/// as the form that moves the date.
async fn slip(state: &AppState, staff: &Staff, order: PurchaseOrder, mut form: Form<'_>) -> Answer {
    let Some(command) = read_date(&mut form, &order).filter(|_| !form.sent.is_wrong()) else {
        let days = form.text("slip_days").parse().unwrap_or(1);
        return what_if_page(
            state,
            staff,
            order,
            days,
            StatusCode::UNPROCESSABLE_ENTITY,
            form.sent,
        )
        .await;
    };
    let days = form.text("slip_days").parse().unwrap_or(0);
    let command = ChangePurchaseOrder {
        lines: order_lines::slipped(&order, days),
        ..command
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(done(&order, Done::Moved)),
        Err(error) => {
            as_date_form(&mut form);
            again(state, staff, &order, form, Some(&error), "date").await
        }
    }
}

fn as_date_form(form: &mut Form<'_>) {
    for (name, value) in &mut form.sent.fields {
        if name == "action" {
            "date".clone_into(value);
        }
    }
}

async fn add_milestone(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    mut form: Form<'_>,
) -> Answer {
    let stage = Stage::parse(form.text("stage"))
        .ok()
        .filter(|stage| order.stage.may_become(*stage) && *stage != Stage::Received);
    if stage.is_none() {
        form.wrong("stage", &WrongChange::Stage);
    }
    let day = form.date("at");
    if day.is_some_and(|day| day > staff.shop.day) {
        form.wrong("at", &WrongChange::AtFuture);
    }
    let note = form.optional("note");
    let (Some(stage), Some(day), false) = (stage, day, form.sent.is_wrong()) else {
        return again(state, staff, order, form, None, "milestone").await;
    };
    let public = form.sent.value("public").is_some();
    let at = (day != staff.shop.day).then(|| noon(staff, day)).flatten();
    let command = AddMilestone {
        reference: order.reference.clone(),
        stage,
        at,
        note,
        public,
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(done(order, Done::Milestone)),
        Err(error) => again(state, staff, order, form, Some(&error), "milestone").await,
    }
}

/// Of a day without an hour, the middle.
fn noon(staff: &Staff, day: Date) -> Option<Timestamp> {
    staff.shop.zone.to_timestamp(day.at(12, 0, 0, 0)).ok()
}

async fn cancel(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    mut form: Form<'_>,
) -> Answer {
    let Some(reason) = form.required("cancel_reason") else {
        return again(state, staff, order, form, None, "cancel").await;
    };
    let command = ChangePurchaseOrder {
        lines: None,
        reference: order.reference.clone(),
        expected: None,
        stage: Some(Stage::Cancelled),
        basis: None,
        reason: Some(reason),
        if_version: Some(version(&form)),
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(done(order, Done::Cancelled)),
        Err(error) => again(state, staff, order, form, Some(&error), "cancel").await,
    }
}

async fn change_lines(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    mut form: Form<'_>,
) -> Answer {
    let version = version(&form);
    let Some(command) = order_lines::read_lines(&mut form, order, version) else {
        return again(state, staff, order, form, None, "lines").await;
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(done(order, Done::Lines)),
        Err(error) => again(state, staff, order, form, Some(&error), "lines").await,
    }
}

async fn split(
    state: &AppState,
    staff: &Staff,
    order: &PurchaseOrder,
    mut form: Form<'_>,
) -> Answer {
    let version = version(&form);
    let Some(command) = order_lines::read_split(&mut form, order, version) else {
        return again(state, staff, order, form, None, "split").await;
    };
    match state
        .engine
        .execute(&staff.shop.id, form.context(), command)
        .await
    {
        Ok(_) => Ok(done(order, Done::Split)),
        Err(error) => again(state, staff, order, form, Some(&error), "split").await,
    }
}

/// `/console/supply/{reference}/what-if`: what a delay would do. Nothing is changed by asking.
pub(super) async fn what_if(
    State(state): State<AppState>,
    Path(reference): Path<String>,
    staff: Staff,
) -> Answer {
    let (order, _) = staff.answered(state.engine.purchase_order(&staff.shop, &reference).await)?;
    let days = staff
        .page
        .query("days")
        .and_then(|days| days.trim().parse().ok());
    match days.filter(|days| (1..=SLIP_DAYS_MAX).contains(days)) {
        Some(days) if order.expected.is_some() => {
            what_if_page(&state, &staff, order, days, StatusCode::OK, Sent::default()).await
        }
        _ => {
            let mut form = Form::new(&staff, b"");
            form.refuse(&WrongChange::Slip);
            let sent = Sent {
                fields: vec![("action".to_owned(), "what-if".to_owned())],
                ..form.sent
            };
            page(
                &state,
                &staff,
                &reference,
                StatusCode::UNPROCESSABLE_ENTITY,
                sent,
                None,
            )
            .await
        }
    }
}

async fn what_if_page(
    state: &AppState,
    staff: &Staff,
    order: PurchaseOrder,
    days: i32,
    status: StatusCode,
    sent: Sent,
) -> Answer {
    let read = async {
        let what_if = state
            .engine
            .what_if(&staff.shop, &order.reference, days)
            .await?;
        let orders: Vec<OrderId> = what_if
            .affected
            .iter()
            .map(|one| one.order.clone())
            .collect();
        let numbers = state.engine.order_numbers(&staff.shop, &orders).await?;
        Ok((what_if, numbers))
    };
    let (what_if, numbers) = staff.answered(read.await)?;
    let page = WhatIfPage {
        order,
        slip_days: days,
        what_if,
        numbers,
        sent,
    };
    Ok(staff.form_page(status, &console::what_if(&staff.console(), &page)))
}
