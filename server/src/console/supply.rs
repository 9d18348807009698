//! `/console/supply`: what is on order; entering it.

use super::form::{Form, refusal, status};
use super::staff::{Answer, Staff};
use crate::pages::see_other;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::State;
use dockline_app::page::console::{self, LINES_SHOWN, SupplyPage, SupplyRow};
use dockline_domain::access::Permission;
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::limits;
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{CreatePurchaseOrder, NewPurchaseOrderLine};
use dockline_view::{SupplyFilter, WaitingFor};
use dockline_words::link::console as link;
use dockline_words::present::{Done, WrongOrder};
use http::StatusCode;

/// Purchase orders on one page.
const ORDERS_PER_PAGE: i64 = 50;

/// What the query says has just been done.
pub(super) fn notice(staff: &Staff) -> Option<String> {
    staff
        .page
        .query("done")
        .and_then(Done::parse)
        .map(|done| done.text(staff.page.lang()))
}

/// The purchase orders.
pub(super) async fn list(State(state): State<AppState>, staff: Staff) -> Answer {
    let filter = match staff.page.query("show") {
        Some("overdue") => SupplyFilter::Overdue,
        Some("all") => SupplyFilter::All,
        _ => SupplyFilter::Open,
    };
    let found = staff.answered(
        state
            .engine
            .supply(
                &staff.shop,
                filter,
                staff.page.query("cursor"),
                ORDERS_PER_PAGE,
            )
            .await,
    )?;
    let mut rows = Vec::with_capacity(found.items.len());
    for order in found.items {
        let waiting = staff.answered(state.engine.waiting_for(&staff.shop, &order).await)?;
        rows.push(SupplyRow {
            order,
            waiting: waiting
                .values()
                .copied()
                .fold(WaitingFor::default(), WaitingFor::plus),
        });
    }
    let page = SupplyPage {
        filter,
        rows,
        next_cursor: found.next_cursor,
        notice: notice(&staff),
    };
    Ok(staff.sent(StatusCode::OK, console::supply(&staff.console(), &page)))
}

/// The form for a new purchase order.
pub(super) async fn new(staff: Staff) -> Answer {
    staff.may(Permission::ManageSupply)?;
    let form = Form::new(&staff, b"");
    Ok(staff.form_page(
        StatusCode::OK,
        &console::supply_new(&staff.console(), &form.sent, LINES_SHOWN),
    ))
}

/// A purchase order is entered.
pub(super) async fn enter(State(state): State<AppState>, staff: Staff, body: Bytes) -> Answer {
    staff.may(Permission::ManageSupply)?;
    let mut form = Form::new(&staff, &body);
    let lines = lines_shown(&form);
    if form.text("action") == "more" {
        let lines = (lines + LINES_SHOWN).min(limits::PURCHASE_ORDER_LINES_MAX);
        return Ok(staff.form_page(
            StatusCode::OK,
            &console::supply_new(&staff.console(), &form.sent, lines),
        ));
    }
    let command = read(&mut form, lines);
    let status = match command.filter(|_| !form.sent.is_wrong()) {
        None => StatusCode::UNPROCESSABLE_ENTITY,
        Some(command) => match state
            .engine
            .execute(&staff.shop.id, form.context(), command)
            .await
        {
            Ok(saved) => {
                return Ok(see_other(&format!(
                    "{}?done={}",
                    link::supply_order(&saved.reference),
                    Done::Entered.query()
                )));
            }
            Err(error) => {
                say(&mut form, &error);
                // It is the form that names a SKU nobody knows; the page is there.
                if matches!(error, ExecuteError::NotFound { .. }) {
                    StatusCode::UNPROCESSABLE_ENTITY
                } else {
                    status(&error)
                }
            }
        },
    };
    Ok(staff.form_page(
        status,
        &console::supply_new(&staff.console(), &form.sent, lines),
    ))
}

/// How many lines the form had.
fn lines_shown(form: &Form<'_>) -> usize {
    let number = |(name, _): &(String, String)| name.strip_prefix("sku:")?.parse::<usize>().ok();
    let last = form.sent.fields.iter().filter_map(number).max();
    last.map_or(LINES_SHOWN, |last| last + 1)
        .clamp(LINES_SHOWN, limits::PURCHASE_ORDER_LINES_MAX)
}

fn read(form: &mut Form<'_>, lines: usize) -> Option<CreatePurchaseOrder> {
    let reference = PurchaseOrderReference::parse(form.text("reference"));
    let reference = reference
        .map_err(|_| form.wrong("reference", &WrongOrder::Reference))
        .ok();
    let supplier = form.required("supplier");
    let lines = read_lines(form, lines);
    let expected = form.window();
    let basis = form.optional("basis");
    form.basis(expected.flatten(), basis.as_deref());
    let stage = Stage::parse(form.text("stage"))
        .ok()
        .filter(|stage| !matches!(stage, Stage::Received | Stage::Cancelled));
    if stage.is_none() {
        form.wrong("stage", &WrongOrder::Stage);
    }
    Some(CreatePurchaseOrder {
        reference: reference?,
        supplier: supplier?,
        lines,
        expected: expected?,
        stage: stage?,
        basis,
    })
}

/// The lines in which something stands; empty ones are left out.
fn read_lines(form: &mut Form<'_>, shown: usize) -> Vec<NewPurchaseOrderLine> {
    let mut lines: Vec<NewPurchaseOrderLine> = Vec::new();
    for number in 0..shown {
        let (sku_field, quantity_field) = (format!("sku:{number}"), format!("quantity:{number}"));
        let (sku, quantity) = (
            form.text(&sku_field).to_owned(),
            form.text(&quantity_field).to_owned(),
        );
        if sku.is_empty() && quantity.is_empty() {
            continue;
        }
        let units = quantity
            .parse()
            .ok()
            .filter(|units| (1..=limits::UNITS_MAX).contains(units));
        if units.is_none() {
            form.wrong(quantity_field, &WrongOrder::Units(limits::UNITS_MAX));
        }
        match Sku::parse(&sku) {
            Err(_) => form.wrong(sku_field, &WrongOrder::SkuMissing),
            Ok(sku) if lines.iter().any(|line| line.sku == sku) => {
                form.wrong(sku_field, &WrongOrder::SkuTwice);
            }
            Ok(sku) => lines.push(NewPurchaseOrderLine {
                expected: None,
                sku,
                quantity: units.unwrap_or(1),
            }),
        }
    }
    if lines.is_empty() && !form.sent.is_wrong() {
        form.wrong("sku:0", &WrongOrder::NoLines);
    }
    lines
}

fn say(form: &mut Form<'_>, error: &ExecuteError) {
    match error {
        ExecuteError::Conflict(Refusal::PurchaseOrderExists(_)) => {
            form.wrong("reference", &refusal(error));
        }
        ExecuteError::NotFound {
            what: "SKU", name, ..
        } => {
            let field = form
                .sent
                .fields
                .iter()
                .find(|(field, value)| field.starts_with("sku:") && value.trim() == name);
            let field = field.map_or_else(|| "sku:0".to_owned(), |(field, _)| field.clone());
            form.wrong(field, &WrongOrder::Sku(name.clone()));
        }
        other => form.refuse(&refusal(other)),
    }
}
