//! `/o/{token}`: one order, for whoever has its link.

use super::request::{PageRequest, pairs, value};
use super::{private_page, see_other};
use crate::desk::ShopDesk;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::actions::{CancelInput, Desk as _, LineInput};
use dockline_app::page::{self, OrderMessage, ProblemKind, link};
use dockline_engine::view::OrderView;
use http::{HeaderValue, StatusCode, header};

/// The page of an order.
pub async fn show(State(state): State<AppState>, Path(token): Path<String>, request: PageRequest) -> Response {
    let view = match state.engine.order(&token).await {
        Ok(view) => view,
        Err(error) => return request.unanswered(None, &error),
    };
    let message = match (request.query("placed"), request.query("done")) {
        (Some(_), _) => Some(OrderMessage::Placed),
        (None, Some("cancelled")) => Some(OrderMessage::Cancelled),
        _ => None,
    };
    let mut response = sent(StatusCode::OK, &view, request.query("cancel").is_some(), message.as_ref(), &request);
    request.remember_language(response.headers_mut());
    if request.query("placed") == Some("cart") {
        response.headers_mut().append(header::SET_COOKIE, super::cart::emptied(&request, &view.shop));
    }
    response
}

/// The link is a secret: the page's address is told to nobody.
fn sent(status: StatusCode, view: &OrderView, cancelling: bool, message: Option<&OrderMessage>, request: &PageRequest) -> Response {
    let mut response = private_page(status, page::order(&request.context, view, cancelling, message));
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Units are to be cancelled.
pub async fn send(State(state): State<AppState>, Path(token): Path<String>, request: PageRequest, body: Bytes) -> Response {
    let view = match state.engine.order(&token).await {
        Ok(view) => view,
        Err(error) => return request.unanswered(None, &error),
    };
    let fields = pairs(&body);
    if value(&fields, "action") != Some("cancel") {
        return request.problem(Some(&view.shop), ProblemKind::BadRequest);
    }
    let chosen = fields.iter().filter_map(|(name, value)| Some((name.strip_prefix("quantity:")?, value.trim().parse::<u32>().ok()?)));
    let chosen: Vec<(&str, u32)> = chosen.collect();
    let lines: Vec<LineInput> =
        chosen.iter().filter(|(_, units)| *units > 0).map(|(sku, units)| LineInput { sku: (*sku).to_owned(), quantity: *units }).collect();
    if !chosen.is_empty() && lines.is_empty() {
        return see_other(&link::order(&token));
    }
    let input = CancelInput { token: token.clone(), lang: request.lang().tag().to_owned(), lines };
    match ShopDesk::new(&state).cancel(input).await {
        Ok(()) => see_other(&format!("{}?done=cancelled", link::order(&token))),
        Err(error) => sent(error.kind.status(), &view, false, Some(&OrderMessage::Failed(error.message)), &request),
    }
}
