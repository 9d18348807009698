//! The form on `/console/dock/receipts/{receipt}` that says what really came.

use super::dock::receipt_page;
use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use dockline_app::page::ProblemKind;
use dockline_domain::access::Permission;
use dockline_domain::id::ReceiptId;
use dockline_domain::refusal::Refusal;
use dockline_engine::ExecuteError;
use dockline_engine::command::{CorrectReceipt, CorrectedLine};
use dockline_view::ReceiptView;
use dockline_words::link::console as link;
use dockline_words::present::{Done, WrongCount};
use http::StatusCode;

/// Units that do not stand in the form are as they were counted.
fn read(form: &mut Form<'_>, receipt: &ReceiptView) -> Option<CorrectReceipt> {
    let mut lines = Vec::new();
    for (sku, now) in receipt.counted() {
        // What stood there when the form was made: one that is sent twice is read the same.
        let seen = form.text(&format!("counted:{sku}")).parse().ok();
        let counted = seen.unwrap_or(now);
        let field = format!("came:{sku}");
        match form.text(&field).parse::<u32>() {
            Ok(units) if units < counted => lines.push(CorrectedLine {
                sku: sku.clone(),
                quantity: units,
            }),
            Ok(units) if units == counted => {}
            _ => form.wrong(field, &WrongCount::Units(counted)),
        }
    }
    if lines.is_empty() && !form.sent.is_wrong() {
        form.refuse(&WrongCount::Nothing);
    }
    let reason = form.required("reason");
    if form.sent.is_wrong() {
        return None;
    }
    Some(CorrectReceipt {
        receipt: receipt.id.clone(),
        lines,
        reason: reason?,
    })
}

/// Corrects a receipt.
pub(super) async fn correct(
    State(state): State<AppState>,
    Path(id): Path<String>,
    staff: Staff,
    body: Bytes,
) -> Answer {
    staff.may(Permission::WorkDock)?;
    let Ok(receipt) = ReceiptId::parse(&id) else {
        return Err(staff.problem(ProblemKind::NotFound));
    };
    let receipt = staff.answered(state.engine.receipt(&staff.shop, &receipt).await)?;
    let mut form = Form::new(&staff, &body);
    let context = form.context();
    let Some(command) = read(&mut form, &receipt) else {
        let wrong = (StatusCode::UNPROCESSABLE_ENTITY, form.sent);
        return receipt_page(&state, &staff, &id, wrong).await;
    };
    match state.engine.execute(&staff.shop.id, context, command).await {
        Ok(_) => Ok(see_other(&format!(
            "{}?done={}",
            link::receipt(&receipt.id),
            Done::Corrected.query()
        ))),
        Err(error) => {
            match &error {
                ExecuteError::Conflict(Refusal::HaveLeft { sku, .. }) => {
                    form.wrong(format!("came:{sku}"), &refusal(&error));
                }
                other => form.refuse(&refusal(other)),
            }
            receipt_page(&state, &staff, &id, (status(&error), form.sent)).await
        }
    }
}
