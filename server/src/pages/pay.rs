//! `/o/{token}/pay`: where a card is named or changed, and the bank is answered.

use super::request::PageRequest;
use super::{secret_page, see_other};
use crate::state::AppState;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::{self, ProblemKind, ToPay};
use dockline_engine::{ExecuteError, Naming, PayError};
use dockline_view::{OrderView, PaymentState};
use dockline_words::link;
use dockline_words::present::live_order;
use http::StatusCode;

/// What there is to do now.
pub async fn show(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
) -> Response {
    let view = match state.engine.order(&token).await {
        Ok(view) => view,
        Err(error) => return request.unanswered(None, &error),
    };
    let gateway = state.gateways.as_ref();
    if request.query("back").is_some() {
        return match state.engine.came_back(gateway, &token).await {
            Ok(()) => see_other(&link::order(&token)),
            Err(error) => not_done(&request, &view, &error),
        };
    }
    let payment = view.payment.as_ref().map(dockline_view::PaymentView::state);
    match payment.unwrap_or(PaymentState::None) {
        PaymentState::None | PaymentState::Lapsed => see_other(&link::order(&token)),
        PaymentState::Action if request.query("other").is_none() => {
            let shown = live_order(&view, request.lang()).payment;
            let text = shown
                .and_then(|panel| panel.method)
                .map(|method| method.text);
            let context = request.context_at(link::pay(&token));
            sent(page::pay(&context, &view, text.unwrap_or_default()))
        }
        PaymentState::Wanted
        | PaymentState::Verified
        | PaymentState::Action
        | PaymentState::Failed => {
            let back = format!("{}{}", state.public_url, link::paid_back(&token));
            let words = (back.as_str(), request.lang().tag());
            match state.engine.begin_method(gateway, &token, words).await {
                Ok(Naming::At(url)) => to(&request, &view, ToPay::Card, &url),
                Ok(Naming::Done) => see_other(&link::order(&token)),
                Err(error) => not_done(&request, &view, &error),
            }
        }
    }
}

/// The shopper goes to their bank.
pub async fn send(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
) -> Response {
    let view = match state.engine.order(&token).await {
        Ok(view) => view,
        Err(error) => return request.unanswered(None, &error),
    };
    let back = format!("{}{}", state.public_url, link::paid_back(&token));
    let gateway = state.gateways.as_ref();
    match state.engine.begin_bank_step(gateway, &token, &back).await {
        Ok(Some(url)) => to(&request, &view, ToPay::Bank, &url),
        Ok(None) => see_other(&link::order(&token)),
        Err(error) => not_done(&request, &view, &error),
    }
}

fn to(request: &PageRequest, view: &OrderView, why: ToPay, url: &str) -> Response {
    let context = request.context_at(link::pay(&view.token));
    sent(page::to_pay(&context, view, why, url))
}

/// The link of the order is a secret: the gateway is not told where somebody came from.
fn sent(html: String) -> Response {
    secret_page(StatusCode::OK, html)
}

/// What stands fast by now is on the page of the order.
fn not_done(request: &PageRequest, view: &OrderView, error: &PayError) -> Response {
    match error {
        PayError::Read(error) => request.unanswered(Some(&view.shop), error),
        PayError::Execute(ExecuteError::Internal) => {
            request.problem(Some(&view.shop), ProblemKind::Internal)
        }
        PayError::Execute(
            ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown,
        )
        | PayError::Gateway(_) => request.problem(Some(&view.shop), ProblemKind::Busy),
        PayError::Execute(_) => see_other(&link::order(&view.token)),
    }
}
