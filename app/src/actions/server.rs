//! The server functions. What they do is the [`Desk`]'s business.

use super::{
    ActionError, ActionErrorKind, CancelInput, PlaceInput, Placed, ProgressInput, WaitlistInput,
};
use crate::LiveView;
use futures::future::BoxFuture;
use http::StatusCode;
use leptos::prelude::*;
use leptos::server;
use leptos_axum::ResponseOptions;

use server_fn::codec::{Json, JsonEncoding};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};
use std::sync::Arc;

/// Where requests are brought. The server implements it on the engine and provides it as an
/// `Arc<dyn Desk>` in the context.
pub trait Desk: Send + Sync {
    /// Places an order: all of it, or nothing.
    fn place(&self, input: PlaceInput) -> BoxFuture<'static, Result<Placed, ActionError>>;
    /// Cancels units of an order.
    fn cancel(&self, input: CancelInput) -> BoxFuture<'static, Result<(), ActionError>>;
    /// Notes who wants to be told.
    fn waitlist(&self, input: WaitlistInput) -> BoxFuture<'static, Result<(), ActionError>>;
    /// The present views of topics.
    fn progress(
        &self,
        input: ProgressInput,
    ) -> BoxFuture<'static, Result<Vec<LiveView>, ActionError>>;
}

/// Places an order.
#[server(prefix = "/app", endpoint = "place", input = Json)]
pub async fn place(input: PlaceInput) -> Result<Placed, ActionError> {
    with_status(desk()?.place(input).await)
}

/// Cancels units of an order.
#[server(prefix = "/app", endpoint = "cancel", input = Json)]
pub async fn cancel(input: CancelInput) -> Result<(), ActionError> {
    with_status(desk()?.cancel(input).await)
}

/// Notes who wants to be told when something is back.
#[server(prefix = "/app", endpoint = "waitlist", input = Json)]
pub async fn waitlist(input: WaitlistInput) -> Result<(), ActionError> {
    with_status(desk()?.waitlist(input).await)
}

/// The present views of topics: after sleep, and where streams are blocked.
#[server(prefix = "/app", endpoint = "progress", input = Json)]
pub async fn progress(input: ProgressInput) -> Result<Vec<LiveView>, ActionError> {
    with_status(desk()?.progress(input).await)
}

fn desk() -> Result<Arc<dyn Desk>, ActionError> {
    use_context::<Arc<dyn Desk>>().ok_or_else(|| internal("no desk in the context".to_owned()))
}

fn internal(message: String) -> ActionError {
    ActionError {
        kind: ActionErrorKind::Internal,
        message,
        fields: Vec::new(),
    }
}

fn with_status<T>(answer: Result<T, ActionError>) -> Result<T, ActionError> {
    answer.map_err(answered)
}

/// An error whose response has the status that says the same.
fn answered(error: ActionError) -> ActionError {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(error.kind.status());
    }
    error
}

impl ActionErrorKind {
    /// The HTTP status that says the same.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::NotAvailable => StatusCode::CONFLICT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl FromServerFnError for ActionError {
    type Encoder = JsonEncoding;

    /// A body that is no JSON of the right shape; the page's own forms never send one.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let kind = match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => ActionErrorKind::Invalid,
            _ => ActionErrorKind::Internal,
        };
        answered(ActionError {
            kind,
            ..internal(error.to_string())
        })
    }
}
