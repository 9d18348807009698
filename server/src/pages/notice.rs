//! `/n/{token}`: a notice of delay and its answer, without a log-in. Opening it changes nothing:
//! programs that look through mail follow links.

use super::request::{PageRequest, pairs, value};
use super::{secret_page, see_other};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_app::page::{self, NoticePage, NoticeTold, ProblemKind};
use dockline_domain::by::By;
use dockline_domain::dates::parse_date;
use dockline_domain::delay::Channel;
use dockline_engine::ExecuteError;
use dockline_engine::command::{AnswerNotice, Answered, Context};
use dockline_words::link;
use http::StatusCode;

/// The answers that a link may mark.
const CHOICES: [&str; 4] = ["wait", "wait_further", "cancel", "last_date"];

/// The page of a notice.
pub async fn show(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
) -> Response {
    let told = request.query("done").map(|_| NoticeTold::Done);
    let chosen = request
        .query("answer")
        .and_then(known)
        .filter(|_| told.is_none());
    let mut response = sent(
        &state,
        &token,
        &request,
        (StatusCode::OK, told),
        (chosen, ""),
    )
    .await;
    request.remember_language(response.headers_mut());
    response
}

fn known(text: &str) -> Option<&'static str> {
    CHOICES.into_iter().find(|choice| *choice == text)
}

async fn sent(
    state: &AppState,
    token: &str,
    request: &PageRequest,
    (status, told): (StatusCode, Option<NoticeTold>),
    (chosen, last_date): (Option<&str>, &str),
) -> Response {
    let (view, number) = match state.engine.notice(token).await {
        Ok(found) => found,
        Err(error) => return request.unanswered(None, &error),
    };
    let mut notices = view.notices.iter();
    let Some(notice) = notices.find(|notice| notice.number == number) else {
        return request.problem(Some(&view.shop), ProblemKind::NotFound);
    };
    let asked = (view.noticed(number), notice);
    let page = NoticePage {
        token,
        view: &view,
        asked,
        chosen,
        last_date,
        told,
    };
    let context = request.context_at(link::notice(token));
    secret_page(status, page::notice(&context, &page))
}

/// An answer was sent.
pub async fn send(
    State(state): State<AppState>,
    Path(token): Path<String>,
    request: PageRequest,
    body: Bytes,
) -> Response {
    let fields = pairs(&body);
    let chosen = value(&fields, "answer").and_then(known);
    let last_date = value(&fields, "last_date").unwrap_or("");
    let last_date: String = last_date.chars().take(10).collect();
    let day = parse_date(&last_date).ok();
    let answer = match chosen {
        Some("wait") => Some(Answered::Wait),
        Some("wait_further") => Some(Answered::WaitFurther),
        Some("cancel") => Some(Answered::Cancel),
        Some("last_date") => day.map(Answered::LastDate),
        _ => None,
    };
    let wrong = (StatusCode::UNPROCESSABLE_ENTITY, Some(NoticeTold::Wrong));
    let again = (chosen, last_date.as_str());
    let Some(answer) = answer else {
        return sent(&state, &token, &request, wrong, again).await;
    };
    let (view, notice) = match state.engine.notice(&token).await {
        Ok(found) => found,
        Err(error) => return request.unanswered(None, &error),
    };
    let command = AnswerNotice {
        order: view.id,
        notice,
        answer,
        channel: Channel::Link,
        if_version: None,
    };
    let done = state
        .engine
        .execute(&view.shop.id, Context::by(By::Shopper), command);
    let told = match done.await {
        Ok(_) => return see_other(&format!("{}?done=1", link::notice(&token))),
        Err(ExecuteError::Invalid(_)) => wrong,
        Err(ExecuteError::Conflict(_)) => (StatusCode::CONFLICT, Some(NoticeTold::TooLate)),
        Err(ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown) => {
            (StatusCode::SERVICE_UNAVAILABLE, Some(NoticeTold::Again))
        }
        Err(_) => return request.problem(Some(&view.shop), ProblemKind::Internal),
    };
    sent(&state, &token, &request, told, again).await
}
