//! Comparing the ledger with what the gateway says it did: `/money/reconcile`.

use axum::Json;
use axum::extract::State;
use dockline_engine::PayError;
use dockline_view::{Mismatch, Reconciled};
use jiff::Timestamp;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::problem::{Problem, UNAVAILABLE};
use super::schema::{Failures, MoneyBody};

/// Of one object of the gateway both sides say something else.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Mismatch)]
pub struct MismatchBody {
    /// What the gateway calls it.
    intent: String,
    /// `not_here`: the gateway moved money of which the ledger knows nothing. `not_there`: the ledger
    /// has money of which the gateway knows nothing. `taken`: another sum was taken. `back`: another
    /// sum was sent back.
    differs: &'static str,
    /// `chg_…`, as far as it is known.
    charge: Option<String>,
    /// The order's number as people read it.
    order_reference: Option<String>,
    /// What the ledger says.
    ours: MoneyBody,
    /// What the gateway says.
    theirs: MoneyBody,
    /// The state of the charge.
    our_state: Option<String>,
    /// `open`, `succeeded`, `settling`, `action`, `declined`, `gone`, or `not_known` where the gateway
    /// knows no such thing.
    their_state: String,
    /// When it was found first.
    #[schema(value_type = String, format = DateTime)]
    found_at: Timestamp,
}

/// What came of comparing the books.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reconciled)]
pub struct ReconciledBody {
    /// The shop's time.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How many objects of the gateway were compared.
    compared: u32,
    /// Where both sides say something else; empty where they agree.
    mismatches: Vec<MismatchBody>,
}

impl From<Mismatch> for MismatchBody {
    fn from(of: Mismatch) -> Self {
        Self {
            intent: of.intent,
            differs: of.differs.name(),
            charge: of.charge.map(String::from),
            order_reference: of.order.map(|(_, reference)| reference),
            ours: of.ours.into(),
            theirs: of.theirs.into(),
            our_state: of.our_state,
            their_state: of.their_state,
            found_at: of.found_at,
        }
    }
}

impl From<Reconciled> for ReconciledBody {
    fn from(of: Reconciled) -> Self {
        Self {
            at: of.at,
            compared: of.compared,
            mismatches: of.mismatches.into_iter().map(MismatchBody::from).collect(),
        }
    }
}

/// Compares the ledger with what the gateway says it did in the last 35 days, as happens by itself
/// every night. Where they differ, both numbers are answered and kept until they agree; nothing is
/// mended. What is being worked on is left out.
#[utoipa::path(
    post, path = "/api/v1/money/reconcile", tag = "merchants", security(("key" = [])),
    responses((status = 200, body = ReconciledBody), Failures)
)]
pub async fn reconcile(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
) -> Result<Json<ReconciledBody>, Problem> {
    let compared = api
        .engine
        .reconcile(&merchant.shop, api.gateway.as_ref())
        .await;
    match compared {
        Ok(compared) => Ok(Json(compared.into())),
        Err(PayError::Read(error)) => Err(error.into()),
        Err(PayError::Execute(error)) => Err(error.into()),
        Err(PayError::Gateway(trouble)) => {
            tracing::warn!(%trouble, "a gateway was not reached");
            let text = "The gateway does not answer. Try again later.";
            Err(Problem::new(UNAVAILABLE, text))
        }
    }
}
