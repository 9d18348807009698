//! `/simulated-bank/{session}`: the pages of the gateway that is only played.

use super::request::{PageRequest, pairs, value};
use super::{private_page, see_other};
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::Response;
use dockline_adapters::gateway::simulator::{CardWord, SessionKind};
use dockline_app::page::{self, ProblemKind};
use dockline_domain::money::Money;
use dockline_engine::gateway::Trouble;
use http::StatusCode;

/// What the bank asks.
pub async fn show(
    State(state): State<AppState>,
    Path(session): Path<String>,
    request: PageRequest,
) -> Response {
    let path = format!("/simulated-bank/{session}");
    let context = request.context_at(path.clone());
    let open = match state.simulator.session(&session, state.engine.now()).await {
        Ok(open) => open,
        Err(error) => return away(&request, &error),
    };
    let Some(open) = open else {
        return private_page(StatusCode::GONE, page::bank_cards(&context, &path, &[]));
    };
    let html = match open.kind {
        SessionKind::Card => page::bank_cards(&context, &path, &CardWord::ALL.map(CardWord::name)),
        SessionKind::Bank { minor, .. } => {
            let amount = Money {
                minor,
                currency: open.currency,
            };
            let price = dockline_words::money(request.lang(), amount);
            page::bank_step(&context, &path, price)
        }
    };
    private_page(StatusCode::OK, html)
}

/// What the shopper answers.
pub async fn send(
    State(state): State<AppState>,
    Path(session): Path<String>,
    request: PageRequest,
    body: Bytes,
) -> Response {
    let fields = pairs(&body);
    let now = state.engine.now();
    let simulator = &state.simulator;
    let word = value(&fields, "card").and_then(CardWord::parse);
    let done = match (word, value(&fields, "answer")) {
        (Some(word), None) => simulator.name_card(&session, word, now).await,
        (None, Some(answer @ ("confirm" | "refuse"))) => {
            simulator
                .answer_bank(&session, answer == "confirm", now)
                .await
        }
        _ => return request.problem(None, ProblemKind::BadRequest),
    };
    match done {
        // Its own pages stay on this host, by whatever name that is called.
        Ok(Some(back)) => see_other(back.strip_prefix(&*state.public_url).unwrap_or(&back)),
        Ok(None) => {
            let path = format!("/simulated-bank/{session}");
            let context = request.context_at(path.clone());
            private_page(StatusCode::GONE, page::bank_cards(&context, &path, &[]))
        }
        Err(error) => away(&request, &error),
    }
}

fn away(request: &PageRequest, _error: &Trouble) -> Response {
    request.problem(None, ProblemKind::Busy)
}
