//! `/console/money` and `/console/charges`: what is due, what came, and what somebody notes of it.

use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use crate::hooks::hook_path;
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use dockline_app::page::ProblemKind;
use dockline_app::page::console::{self, ChargeAction, ChargePage, MoneyPage, Sent};
use dockline_domain::access::Permission;
use dockline_domain::id::ChargeId;
use dockline_domain::limits;
use dockline_domain::money::Money;
use dockline_domain::ordering::order_number;
use dockline_domain::payment::charge;
use dockline_domain::payment::failure::Failure;
use dockline_domain::payment::reference::Reference;
use dockline_engine::command::{
    CancelCharge, ChargeMoved, CorrectNote, ExtendCharge, GiveBack, Given, MarkPaid, RetryCharge,
    WaiveCharge,
};
use dockline_engine::{ExecuteError, ReadError};
use dockline_view::ChargeView;
use dockline_words::link::console as link;
use dockline_words::present::WrongMoney;
use http::StatusCode;
use std::ops::RangeInclusive;

/// Any failure: charges are found by the name of their state.
const FAILED: charge::State = charge::State::Failed {
    failure: Failure::Hard,
};
/// What may arrive at once.
const ARRIVED: RangeInclusive<i64> = 1..=limits::ARRIVED_MINOR_MAX;
/// Rows of each list.
const ROWS: i64 = 100;

/// What is due, and the newest of what came.
pub(super) async fn show(State(state): State<AppState>, staff: Staff) -> Answer {
    let engine = &state.engine;
    let wanted = staff.page.query("find").map(str::trim).unwrap_or_default();
    if !wanted.is_empty()
        && let Some(place) = staff.answered(found(&state, &staff, wanted).await)?
    {
        return Ok(see_other(&place));
    }
    let due = engine
        .charges(&staff.shop, Some(charge::State::Due), None, ROWS)
        .await;
    let before = staff.page.query("before");
    let ledger = engine.newest_of_ledger(&staff.shop, before, ROWS).await;
    let ledger = staff.answered(ledger)?;
    let mut lists = [Vec::new(), Vec::new()];
    for (list, of) in [
        (0, charge::State::Action),
        (0, FAILED),
        (1, charge::State::Unknown),
        (1, charge::State::NeedsPerson),
    ] {
        let found = engine.charges(&staff.shop, Some(of), None, ROWS).await;
        lists[list].extend(staff.answered(found)?.items);
    }
    let [to_repair, mut unknown] = lists;
    let refused = engine.refused_charges(&staff.shop, ROWS).await;
    unknown.extend(staff.answered(refused)?);
    let to_give_back = engine.refunds_to_send(&staff.shop, ROWS).await;
    let unknown_refunds = engine.refunds_not_known(&staff.shop, ROWS).await;
    let settings = staff.answered(engine.gateway(&staff.shop).await)?;
    let account = settings.and_then(|settings| settings.stripe);
    let stripe = staff.shop.gateway.zip(account).map(|(number, account)| {
        let path = hook_path(&staff.shop.slug, number);
        (account, format!("{}{path}", state.public_url))
    });
    let page = MoneyPage {
        stripe,
        to_give_back: staff.answered(to_give_back)?,
        unknown_refunds: staff.answered(unknown_refunds)?,
        mismatches: staff.answered(engine.mismatches(&staff.shop).await)?,
        compared_at: staff.answered(engine.reconciled_at(&staff.shop).await)?,
        due: staff.answered(due)?.items,
        to_repair,
        unknown,
        older: ledger.next_cursor,
        ledger: ledger.items,
        not_found: (!wanted.is_empty()).then(|| wanted.to_owned()),
    };
    Ok(staff.sent(StatusCode::OK, console::money(&staff.console(), &page)))
}

/// The page of what stands on a statement: of a charge, or of an order.
async fn found(state: &AppState, staff: &Staff, wanted: &str) -> Result<Option<String>, ReadError> {
    let engine = &state.engine;
    if let Ok(reference) = Reference::parse(wanted) {
        let charge = engine.charge_of_reference(&staff.shop, &reference).await?;
        return Ok(charge.map(|id| link::charge(&id)));
    }
    let Some(number) = order_number(wanted) else {
        return Ok(None);
    };
    let is_there = engine.has_order(&staff.shop, number).await?;
    Ok(is_there.then(|| link::order(number)))
}

async fn read(state: &AppState, staff: &Staff, id: &str) -> Result<ChargeView, ReadError> {
    let unknown = || ReadError::NotFound {
        what: "charge",
        name: id.to_owned(),
    };
    let id = ChargeId::parse(id).map_err(|_| unknown())?;
    state.engine.charge(&staff.shop, &id).await
}

/// The page of a charge, with what goes back of it.
async fn page(
    (state, staff): (&AppState, &Staff),
    status: StatusCode,
    charge: ChargeView,
    sent: Sent,
) -> Answer {
    let refunds = state.engine.refunds_of(&staff.shop, &charge.order).await;
    let mut refunds = staff.answered(refunds)?;
    refunds.retain(|refund| refund.charge == charge.id);
    let notes_left = state.engine.notes_left(&staff.shop, &charge.id).await;
    let notes_left = staff.answered(notes_left)?;
    let done = staff.page.query("done").and_then(ChargeAction::parse);
    let page = ChargePage {
        charge,
        refunds,
        notes_left,
        done,
        sent,
    };
    Ok(staff.form_page(status, &console::charge_page(&staff.console(), &page)))
}

/// One charge.
pub(super) async fn charge(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
) -> Answer {
    let charge = staff.answered(read(&state, &staff, &id).await)?;
    page((&state, &staff), StatusCode::OK, charge, Sent::default()).await
}

/// Something is noted of a charge.
pub(super) async fn send(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::ManagePayments)?;
    let charge = staff.answered(read(&state, &staff, &id).await)?;
    let mut form = Form::new(&staff, &body);
    let Some(action) = ChargeAction::parse(form.text("action")) else {
        return Err(staff.problem(ProblemKind::BadRequest));
    };
    // A form that shows no version says nothing of what was seen.
    let if_version = Some(form.text("version").parse().unwrap_or(-1));
    let (engine, shop) = (&state.engine, &staff.shop.id);
    let done = match action {
        ChargeAction::Paid => match paid(&mut form, &charge, if_version) {
            Some(command) => engine.execute(shop, form.context(), command).await,
            None => return wrong(&state, &staff, charge, form).await,
        },
        ChargeAction::Waive => match waived(&mut form, &charge, if_version) {
            Some(command) => engine.execute(shop, form.context(), command).await,
            None => return wrong(&state, &staff, charge, form).await,
        },
        ChargeAction::Give => match given(&mut form, &charge) {
            Some(command) => {
                let given = engine.execute(shop, form.context(), command).await;
                given.map(|_| ChargeMoved {
                    charge: charge.id.clone(),
                    version: charge.version,
                })
            }
            None => return wrong(&state, &staff, charge, form).await,
        },
        ChargeAction::Extend => match extended(&staff, &mut form, &charge, if_version) {
            Some(command) => engine.execute(shop, form.context(), command).await,
            None => return wrong(&state, &staff, charge, form).await,
        },
        ChargeAction::Correct => match corrected(&mut form, &charge, if_version) {
            Some(command) => engine.execute(shop, form.context(), command).await,
            None => return wrong(&state, &staff, charge, form).await,
        },
        ChargeAction::Retry => {
            let charge = charge.id.clone();
            let command = RetryCharge { charge, if_version };
            engine.execute(shop, form.context(), command).await
        }
        ChargeAction::Cancel => {
            let charge = charge.id.clone();
            let command = CancelCharge { charge, if_version };
            engine.execute(shop, form.context(), command).await
        }
    };
    match done {
        Ok(_) => Ok(see_other(&format!(
            "{}?done={}",
            link::charge(&charge.id),
            action.name()
        ))),
        Err(error) => refused(&state, &staff, &charge, form, &error).await,
    }
}

async fn wrong(state: &AppState, staff: &Staff, charge: ChargeView, form: Form<'_>) -> Answer {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page((state, staff), status, charge, form.sent).await
}

/// Why no more is asked for; `None` when nothing is said.
fn waived(
    form: &mut Form<'_>,
    charge: &ChargeView,
    if_version: Option<i64>,
) -> Option<WaiveCharge> {
    Some(WaiveCharge {
        charge: charge.id.clone(),
        reason: form.required("reason")?,
        if_version,
    })
}

/// Until the end of which day it is waited; `None` when that is none.
fn extended(
    staff: &Staff,
    form: &mut Form<'_>,
    charge: &ChargeView,
    if_version: Option<i64>,
) -> Option<ExtendCharge> {
    let day = form.date("until")?;
    let end = day.tomorrow().ok()?.at(0, 0, 0, 0);
    Some(ExtendCharge {
        charge: charge.id.clone(),
        until: staff.shop.zone.to_timestamp(end).ok()?,
        if_version,
    })
}

/// The sum in a field, in minor units of the charge's currency; `None`, with what is wrong, when it
/// is none or out of range.
fn sum(
    form: &mut Form<'_>,
    charge: &ChargeView,
    (field, range): (&'static str, RangeInclusive<i64>),
    wrong: WrongMoney,
) -> Option<i64> {
    let read = Money::parse_typed(form.text(field), charge.amount.currency);
    let minor = read.ok().map(|sum| sum.minor);
    let minor = minor.filter(|minor| range.contains(minor));
    if minor.is_none() {
        form.wrong(field, &wrong);
    }
    minor
}

/// What is taken back of a note; `None` when something of it is wrong.
fn corrected(
    form: &mut Form<'_>,
    charge: &ChargeView,
    if_version: Option<i64>,
) -> Option<CorrectNote> {
    let minor = sum(form, charge, ("wrong", ARRIVED), WrongMoney::Amount);
    let reason = form.required("because");
    Some(CorrectNote {
        charge: charge.id.clone(),
        minor: minor?,
        reason: reason?,
        if_version,
    })
}

/// What is given back, as the form says it; `None` when something of it is wrong. Two forms that are
/// sent at once are decided by the writer, so no version is asked for.
fn given(form: &mut Form<'_>, charge: &ChargeView) -> Option<GiveBack> {
    let range = 1..=charge.may_be_given.minor;
    let minor = sum(form, charge, ("give", range), WrongMoney::GiveBack);
    let reason = form.required("why");
    Some(GiveBack {
        order: charge.order.clone(),
        charge: Some(charge.id.clone()),
        given: Given::Sum {
            minor: minor?,
            currency: None,
        },
        reason: reason?,
        // Who may manage payments answers for the shop.
        is_unlimited: true,
        if_version: None,
    })
}

/// What arrived, as the form says it; `None` when something of it is wrong.
fn paid(form: &mut Form<'_>, charge: &ChargeView, if_version: Option<i64>) -> Option<MarkPaid> {
    let minor = sum(form, charge, ("amount", ARRIVED), WrongMoney::Amount);
    let day = form.date("day");
    let note = form.optional("note");
    if form.sent.is_wrong() {
        return None;
    }
    Some(MarkPaid {
        charge: charge.id.clone(),
        minor: minor?,
        day,
        note,
        if_version,
    })
}

/// The charge as it is now, with what was written.
async fn refused(
    state: &AppState,
    staff: &Staff,
    charge: &ChargeView,
    mut form: Form<'_>,
    error: &ExecuteError,
) -> Answer {
    match error {
        ExecuteError::Outdated { .. } => form.refuse(&WrongMoney::Changed),
        ExecuteError::Invalid(errors) => {
            for error in errors {
                if error.pointer == "/day" {
                    form.wrong("day", &WrongMoney::Day);
                } else if error.pointer == "/until" {
                    form.wrong("until", &WrongMoney::Extend);
                } else if error.pointer.starts_with("/amount") {
                    form.wrong("give", &WrongMoney::GiveBack);
                } else {
                    form.wrong("amount", &WrongMoney::Amount);
                }
            }
        }
        other => form.refuse(&refusal(other)),
    }
    let charge = staff.answered(read(state, staff, charge.id.as_str()).await)?;
    page((state, staff), status(error), charge, form.sent).await
}
