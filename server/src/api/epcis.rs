//! Capturing events of the supply chain: GS1 EPCIS 2.0.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use dockline_domain::input::{FieldError, Problems};
use dockline_domain::milestone::Report;
use dockline_domain::supply::Stage;
use dockline_engine::ExecuteError;
use dockline_engine::command::{CorrectionOutcome, RecordReports, RecordedReports, ReportOutcome};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use utoipa::ToSchema;

use super::Api;
use super::auth::Merchant;
use super::gs1::{self, Behaviour};
use super::input::{EPCIS_BYTES_MAX, JsonRequest};
use super::params::{CaptureHeaders, KeyHeader};
use super::problem::{BUSY, Problem, TOO_LARGE};
use super::schema::{Failures, stage_words};
use dockline_intake::epcis::{self, DocumentRead, EVENTS_MAX, EventRead, Invalid, Meaning, Unread};

/// What became of a document.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct CaptureReport {
    /// Entries below that became milestones.
    captured: usize,
    /// Entries that had become milestones before: nothing changed.
    already_captured: usize,
    /// Entries whose milestone was taken back.
    retracted: usize,
    /// Entries that are not about an order of this shop, or say nothing about its way.
    ignored: usize,
    /// Entries that cannot be so.
    refused: usize,
    /// One entry an event, in the order of the document; an event that names several purchase
    /// orders has one for each.
    events: Vec<CapturedEvent>,
    /// True when the answer to an idempotency key was too long to be kept whole: then `events`
    /// lacks those that say something of an order, and the numbers are those of the first answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    shortened: Option<bool>,
}

/// What became of an event for one purchase order.
#[derive(Debug, Serialize, ToSchema)]
pub struct CapturedEvent {
    /// Its place in the document; the first is 0.
    index: usize,
    /// Its `eventID`, or a digest of its content where it has none.
    event_id: String,
    outcome: Outcome,
    /// The reference of the order, or the URI that names none of this shop.
    purchase_order: Option<String>,
    /// The stage that the event reports; for `retracted`, where the order is without it.
    #[schema(schema_with = stage_words)]
    stage: Option<Stage>,
    /// Why, when it is not `captured`.
    reason: Option<String>,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Captured,
    AlreadyCaptured,
    Retracted,
    Ignored,
    Refused,
}

/// Captures an EPCIS document, or a single event with its `@context`. Each event stands for itself,
/// and what becomes of all of them is written together. A document that is not valid changes
/// nothing.
#[utoipa::path(
    post, path = "/api/v1/epcis/capture", tag = "merchants", security(("key" = [])),
    params(KeyHeader, CaptureHeaders),
    request_body(
        description = "An EPCISDocument (GS1 EPCIS 2.0) of up to 1000 events and 8 MiB.",
        content((Value = "application/ld+json"), (Value = "application/json"))
    ),
    responses((status = 200, body = CaptureReport), Failures)
)]
pub async fn capture(
    State(api): State<Arc<Api>>,
    merchant: Merchant,
    headers: HeaderMap,
    request: JsonRequest<EPCIS_BYTES_MAX>,
) -> Result<Json<CaptureReport>, Problem> {
    let behaviour = gs1::asked(&headers)?;
    let all_or_nothing = behaviour == Behaviour::Rollback;
    let busy = || {
        Problem::new(
            BUSY,
            "Other documents are being read. Nothing was captured; please try again.",
        )
        .retry_after(2)
    };
    // From the parsing on: a document takes many times its bytes.
    let _turn = api
        .documents
        .take(&merchant.shop.id)
        .await
        .ok_or_else(busy)?;
    let document = read(request.body()?, behaviour).await?;
    if all_or_nothing {
        none_unfit(&document)?;
    }
    let command = RecordReports {
        all_or_nothing,
        ..command(&document.events)
    };
    let recorded = api
        .engine
        .record_reports(&merchant.shop.id, request.context(&merchant.by), command)
        .await;
    let recorded = recorded.map_err(|error| of_events(&document, error))?;
    Ok(Json(report(document.events, recorded)))
}

/// All or nothing, and one of the events cannot be kept.
fn none_unfit(document: &DocumentRead) -> Result<(), Problem> {
    let mut problems = Problems::default();
    for (index, event) in document.events.iter().enumerate() {
        if let Meaning::Unfit(reason) = &event.meaning {
            problems.add(document.pointer(index), reason.clone());
        }
    }
    problems
        .finish(Some(()))
        .map_err(|errors| Problem::fields(&errors))
}

/// What is wrong with reports is said of the events they were taken from.
fn of_events(document: &DocumentRead, error: ExecuteError) -> Problem {
    let ExecuteError::Invalid(errors) = error else {
        return error.into();
    };
    let reports = document
        .events
        .iter()
        .enumerate()
        .flat_map(|(index, event)| match &event.meaning {
            Meaning::Reached { orders, .. } => vec![index; orders.len()],
            Meaning::Wrong { .. } | Meaning::Nothing(_) | Meaning::Unfit(_) => Vec::new(),
        });
    let events: Vec<usize> = reports.collect();
    let place = |pointer: &str| {
        events
            .get(pointer.strip_prefix("/reports/")?.parse::<usize>().ok()?)
            .copied()
    };
    let errors = errors.into_iter().map(|error| FieldError {
        pointer: place(&error.pointer).map_or(error.pointer, |index| document.pointer(index)),
        ..error
    });
    Problem::fields(&errors.collect::<Vec<_>>())
}

/// Reads the document beside the threads that answer requests: a large one takes a while.
async fn read(document: Value, behaviour: Behaviour) -> Result<DocumentRead, Problem> {
    let invalid = match behaviour {
        Behaviour::Unsaid | Behaviour::Rollback => Invalid::RefusesAll,
        Behaviour::Proceed => Invalid::RefusesItself,
    };
    let read = tokio::task::spawn_blocking(move || epcis::read(document, invalid)).await;
    let broken = |_| Problem::from(ExecuteError::Internal);
    read.map_err(broken)?.map_err(|unread| match unread {
        Unread::Invalid(problems) => Problem::fields(&problems),
        Unread::TooManyEvents(count) => {
            let detail = format!("It may have at most {EVENTS_MAX} events, and has {count}.");
            let pointer = json!([{ "pointer": "/epcisBody/eventList", "detail": format!("must have at most {EVENTS_MAX} events") }]);
            Problem::new(TOO_LARGE, detail).with("errors", pointer)
        }
    })
}

fn command(events: &[EventRead]) -> RecordReports {
    let reports = events.iter().flat_map(|event| match &event.meaning {
        Meaning::Reached { orders, stage, at } => {
            let report = |(_, names): &(String, Vec<String>)| Report {
                names: names.clone(),
                stage: *stage,
                at: *at,
                note: None,
                public: true,
                source: Some(event.id.clone()),
            };
            orders.iter().map(report).collect()
        }
        Meaning::Wrong { .. } | Meaning::Nothing(_) | Meaning::Unfit(_) => Vec::new(),
    });
    let corrections = events.iter().filter_map(EventRead::correction).collect();
    RecordReports {
        corrections,
        reports: reports.collect(),
        all_or_nothing: false,
    }
}

/// Puts each outcome to its event: they come in the order in which the command was told.
fn report(events: Vec<EventRead>, recorded: RecordedReports) -> CaptureReport {
    let shortened = recorded.shortened;
    let (mut corrections, mut reports) = (
        recorded.corrections.into_iter(),
        recorded.reports.into_iter(),
    );
    let mut report = CaptureReport::default();
    for (index, EventRead { id, meaning }) in events.into_iter().enumerate() {
        let entry = |outcome, purchase_order, stage, reason| CapturedEvent {
            index,
            event_id: id.clone(),
            outcome,
            purchase_order,
            stage,
            reason,
        };
        match meaning {
            Meaning::Reached { orders, stage, .. } => {
                let entries =
                    orders
                        .into_iter()
                        .zip(reports.by_ref())
                        .map(|((uri, _), outcome)| {
                            let (outcome, order, reason) = of_report(uri, outcome);
                            entry(outcome, Some(order), Some(stage), reason)
                        });
                report.events.extend(entries);
            }
            Meaning::Wrong { .. } => {
                let entries = corrections.next().map(of_correction).unwrap_or_default();
                report
                    .events
                    .extend(entries.into_iter().map(|(outcome, order, stage, reason)| {
                        entry(outcome, order, stage, Some(reason))
                    }));
            }
            Meaning::Nothing(reason) => {
                report
                    .events
                    .push(entry(Outcome::Ignored, None, None, Some(reason)));
            }
            Meaning::Unfit(reason) => {
                report
                    .events
                    .push(entry(Outcome::Refused, None, None, Some(reason)));
            }
        }
    }
    report.count();
    if let Some(left_out) = shortened {
        report.captured += left_out.recorded;
        report.already_captured += left_out.known;
        report.retracted += left_out.retracted;
        report.ignored += left_out.wrong + left_out.no_order + left_out.retracting_nothing;
        report.refused += left_out.refused;
        report.shortened = Some(true);
    }
    report
}

impl CaptureReport {
    fn count(&mut self) {
        for event in &self.events {
            *match event.outcome {
                Outcome::Captured => &mut self.captured,
                Outcome::AlreadyCaptured => &mut self.already_captured,
                Outcome::Retracted => &mut self.retracted,
                Outcome::Ignored => &mut self.ignored,
                Outcome::Refused => &mut self.refused,
            } += 1;
        }
    }
}

fn of_report(uri: String, outcome: ReportOutcome) -> (Outcome, String, Option<String>) {
    match outcome {
        ReportOutcome::Recorded { reference } => (Outcome::Captured, reference.into(), None),
        ReportOutcome::Known { reference } => (
            Outcome::AlreadyCaptured,
            reference.into(),
            Some("it was captured before: nothing changed".to_owned()),
        ),
        ReportOutcome::NoOrder => {
            let reason =
                "this shop has no purchase order of that name, nor of the last segment of its path"
                    .to_owned();
            (Outcome::Ignored, uri, Some(reason))
        }
        ReportOutcome::Wrong => (
            Outcome::Ignored,
            uri,
            Some("the event was declared wrong".to_owned()),
        ),
        ReportOutcome::Refused { reference, reason } => {
            (Outcome::Refused, reference.into(), Some(reason))
        }
    }
}

type CorrectedOrder = (Outcome, Option<String>, Option<Stage>, String);

fn of_correction(outcome: CorrectionOutcome) -> Vec<CorrectedOrder> {
    if outcome.retracted.is_empty() {
        let reason = if outcome.repeated {
            "it was declared wrong before: nothing changed"
        } else {
            "nothing of it was captured; should it come again, it will be ignored"
        };
        return vec![(Outcome::Ignored, None, None, reason.to_owned())];
    }
    let taken_back = "the event was declared wrong: its milestone was taken back";
    let entry = |one: dockline_engine::command::RetractedMilestone| {
        (
            Outcome::Retracted,
            Some(one.reference.into()),
            Some(one.stage),
            taken_back.to_owned(),
        )
    };
    outcome.retracted.into_iter().map(entry).collect()
}
