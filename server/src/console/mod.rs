//! The merchant's console: each handler takes a [`Staff`] who is logged in, asks whether it may,
//! and answers with a page.

mod account;
mod clock;
mod correction;
mod delay;
mod dock;
mod embed;
mod form;
mod form_token;
mod line;
mod login;
mod mail;
mod money;
mod order_lines;
mod orders;
mod parcels;
mod refund;
mod session;
mod staff;
mod supply;
mod supply_file;
mod supply_order;
mod today;
mod waitlist;
mod webhooks;
mod withdrawals;

pub(crate) use staff::{Staff, is_at_work};

use crate::state::AppState;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use http::{HeaderValue, header};

/// Largest form with a purchase order in it, in bytes: as many lines as there may be, with long
/// SKUs.
const ORDER_FORM_BYTES_MAX: usize = 512 * 1024;

/// Every page of the console. What is sent is read by [`form_token::checked`] before any handler,
/// so the limits of its size stand outside of it.
pub(crate) fn router(state: &AppState) -> Router<AppState> {
    let checked = || from_fn_with_state(state.clone(), form_token::checked);
    let files = Router::new()
        .route(
            "/console/supply/milestones",
            get(supply_file::show).post(supply_file::send),
        )
        .layer(checked())
        .layer(DefaultBodyLimit::max(supply_file::FILE_BYTES_MAX));
    let long_forms = Router::new()
        .route("/console/supply/new", get(supply::new).post(supply::enter))
        .route(
            "/console/dock/receive/{reference}",
            get(dock::count).post(dock::receive),
        )
        .layer(checked())
        .layer(DefaultBodyLimit::max(ORDER_FORM_BYTES_MAX));
    let forms = Router::new()
        .route("/console", get(today::show))
        .route("/console/supply", get(supply::list))
        .route(
            "/console/supply/{reference}",
            get(supply_order::show).post(supply_order::send),
        )
        .route(
            "/console/supply/{reference}/what-if",
            get(supply_order::what_if),
        )
        .route("/console/dock", get(dock::show))
        .route(
            "/console/dock/receipts/{receipt}",
            get(dock::receipt).post(correction::correct),
        )
        .route("/console/dock/shipments", get(parcels::list))
        .route(
            "/console/dock/shipments/{shipment}",
            get(parcels::show).post(parcels::send),
        )
        .route("/console/line", get(line::show).post(line::send))
        .route("/console/orders", get(orders::list))
        .route(
            "/console/orders/{order}",
            get(orders::show).post(orders::send),
        )
        .route("/console/mailbox", get(mail::mailbox))
        .route("/console/mail", get(mail::list))
        .route("/console/mail/preview", get(mail::preview).post(mail::test))
        .route("/console/mail/{message}", get(mail::show).post(mail::mend))
        .merge(of_webhooks())
        .merge(of_money())
        .route("/console/withdrawals", get(withdrawals::list))
        .route(
            "/console/withdrawals/{withdrawal}",
            get(withdrawals::show).post(withdrawals::send),
        )
        .route("/console/waitlist", post(waitlist::send))
        .route("/console/waitlist.csv", get(waitlist::file))
        .route("/console/embed", get(embed::show))
        .route("/console/clock", get(clock::show).post(clock::advance))
        .route("/console/account", get(account::show).post(account::send))
        .route("/console/logout", post(login::leave))
        .layer(checked());
    // Who logs in has no session yet: its form is kept by the check of the origin alone.
    let login = Router::new().route("/console/login", get(login::show).post(login::send));
    Router::new()
        .merge(files)
        .merge(long_forms)
        .merge(forms)
        .merge(login)
        .layer(map_response(kept_by_nobody))
}

fn of_webhooks() -> Router<AppState> {
    Router::new()
        .route(
            "/console/webhooks",
            get(webhooks::list).post(webhooks::create),
        )
        .route(
            "/console/webhooks/{webhook}",
            get(webhooks::show).post(webhooks::send),
        )
}

/// What is due, what came and what goes back.
fn of_money() -> Router<AppState> {
    Router::new()
        .route("/console/money", get(money::show))
        .route(
            "/console/charges/{charge}",
            get(money::charge).post(money::send),
        )
        .route(
            "/console/refunds/{refund}",
            get(refund::show).post(refund::send),
        )
}

/// The HTML of mails: it has a policy of its own.
pub(crate) fn letters() -> Router<AppState> {
    Router::new()
        .route("/console/mail/preview/page", get(mail::preview_html))
        .route("/console/mail/{message}/page", get(mail::page))
        .layer(map_response(kept_by_nobody))
}

/// What the console answers is for one person at one time, redirections and cookies included.
async fn kept_by_nobody(mut response: Response) -> Response {
    response
        .headers_mut()
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-store"));
    response
}
