//! `/w/{token}`: whether a mail address on a waitlist is of whoever asked; and `/u/{token}`: ending
//! such mails. Opening either changes nothing: programs that look through mail follow links.

use super::request::{PageRequest, pairs, value};
use super::{secret_page, see_other};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::{self, ProblemKind, WaitlistTold};
use dockline_domain::by::By;
use dockline_engine::ExecuteError;
use dockline_engine::command::{AnswerWaitlist, Context, EndMails};
use dockline_view::PlaceView;
use dockline_words::link;
use http::StatusCode;

/// The page of a place.
pub async fn show(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
) -> Response {
    let place = match state.engine.place_by_token(&token).await {
        Ok(place) => place,
        Err(error) => return request.unanswered(None, &error),
    };
    let mut response = sent(&request, (&token, &place), (StatusCode::OK, None));
    request.remember_language(response.headers_mut());
    response
}

fn sent(
    request: &PageRequest,
    (token, place): (&str, &PlaceView),
    (status, told): (StatusCode, Option<WaitlistTold>),
) -> Response {
    let context = request.context_at(link::waitlist(token));
    secret_page(status, page::waitlist(&context, token, place, told))
}

/// Somebody says that the address is theirs, or that they do not wait any more.
pub async fn answer(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
    body: Bytes,
) -> Response {
    let fields = pairs(&body);
    let wants = match value(&fields, "answer") {
        Some("confirm") => true,
        Some("leave") => false,
        _ => return request.problem(None, ProblemKind::BadRequest),
    };
    let shop = match state.engine.shop_of_place(&token).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    let command = AnswerWaitlist {
        token: token.clone(),
        wants,
    };
    let done = state
        .engine
        .execute(&shop.id, Context::by(By::Shopper), command)
        .await;
    match done {
        Ok(_) if wants => see_other(&link::waitlist(&token)),
        // Who has left already stays so.
        Ok(_) => secret_page(
            StatusCode::OK,
            page::no_mails(&request.context_at(link::waitlist(&token))),
        ),
        Err(ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown) => {
            match state.engine.place_by_token(&token).await {
                Ok(place) => {
                    let again = (StatusCode::SERVICE_UNAVAILABLE, Some(WaitlistTold::Again));
                    sent(&request, (&token, &place), again)
                }
                Err(_) => request.problem(Some(&shop), ProblemKind::Busy),
            }
        }
        Err(_) => request.problem(Some(&shop), ProblemKind::Internal),
    }
}

/// The page on which mails are ended.
pub async fn preferences(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
) -> Response {
    let context = request.context_at(link::preferences(&token));
    let shop = match state.engine.shop_of_place(&token).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    match state.engine.may_end_mails(&shop, &token).await {
        Ok(true) => secret_page(StatusCode::OK, page::preferences(&context, &token, &shop)),
        // Whoever was told long ago, or has left: nobody writes to them.
        Ok(false) => secret_page(StatusCode::OK, page::no_mails(&context)),
        Err(error) => request.unanswered(Some(&shop), &error),
    }
}

/// Mails are ended: from the page, or at once by the reader's mail program (RFC 8058).
pub async fn end(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
) -> Response {
    let context = request.context_at(link::preferences(&token));
    // What can be had, and whether it is still there, matters to nobody who wants no mails.
    let shop = match state.engine.shop_of_place(&token).await {
        Ok(shop) => shop,
        Err(error) => return request.unanswered(None, &error),
    };
    let command = EndMails {
        token: token.clone(),
    };
    let done = state
        .engine
        .execute(&shop.id, Context::by(By::Shopper), command)
        .await;
    match done {
        Ok(_) => secret_page(StatusCode::OK, page::no_mails(&context)),
        Err(ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown) => secret_page(
            StatusCode::SERVICE_UNAVAILABLE,
            page::preferences(&context, &token, &shop),
        ),
        Err(_) => request.problem(Some(&shop), ProblemKind::Internal),
    }
}
