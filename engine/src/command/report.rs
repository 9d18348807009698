//! Reports of the supply chain: what others say of where purchase orders are, and what they say was
//! wrong. Many come at once; each stands for itself, and what becomes of all of them is written
//! together.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::milestones::{
    self, Changes, DeclaredError, NewMilestone, OrderWay, Retraction, StageRow,
};
use crate::writer::turn::Turn;
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::input::Problems;
use dockline_domain::milestone::{Correction, Report, Unrecorded};
use dockline_domain::supply::Stage;
use dockline_view::Shop;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Record reports. Corrections go first, then the reports by time: in whichever order they are
/// told, the same comes of it.
#[derive(Debug, Clone, Default)]
pub struct RecordReports {
    /// Events that are declared wrong.
    pub corrections: Vec<Correction>,
    /// What is said of purchase orders.
    pub reports: Vec<Report>,
    /// When one of the reports cannot be so, nothing at all is recorded.
    pub all_or_nothing: bool,
}

/// What became of reports, each at the place it was given at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedReports {
    /// Of the corrections.
    pub corrections: Vec<CorrectionOutcome>,
    /// Of the reports.
    pub reports: Vec<ReportOutcome>,
    /// Set when the lists above were too long to be kept with an idempotency key: then they are
    /// empty, and this is what they came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shortened: Option<ReportsCounted>,
}

/// How many reports and corrections came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportsCounted {
    /// Reports that are milestones now.
    pub recorded: usize,
    /// Reports that had been recorded before.
    pub known: usize,
    /// Reports of events that were declared wrong.
    pub wrong: usize,
    /// Reports of no order of the shop.
    pub no_order: usize,
    /// Reports that cannot be so.
    pub refused: usize,
    /// Milestones that were taken back.
    pub retracted: usize,
    /// Corrections that took nothing back.
    pub retracting_nothing: usize,
}

impl RecordedReports {
    pub(super) fn shortened(&self) -> Self {
        let mut counted = ReportsCounted::default();
        for outcome in &self.reports {
            *match outcome {
                ReportOutcome::Recorded { .. } => &mut counted.recorded,
                ReportOutcome::Known { .. } => &mut counted.known,
                ReportOutcome::NoOrder => &mut counted.no_order,
                ReportOutcome::Wrong => &mut counted.wrong,
                ReportOutcome::Refused { .. } => &mut counted.refused,
            } += 1;
        }
        for correction in &self.corrections {
            counted.retracted += correction.retracted.len();
            counted.retracting_nothing += usize::from(correction.retracted.is_empty());
        }
        Self {
            corrections: Vec::new(),
            reports: Vec::new(),
            shortened: Some(self.shortened.unwrap_or(counted)),
        }
    }
}

/// What became of a correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionOutcome {
    /// The event had been declared wrong before.
    pub repeated: bool,
    /// What was taken back now.
    pub retracted: Vec<RetractedMilestone>,
}

/// A milestone that was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetractedMilestone {
    /// Of which order.
    pub reference: PurchaseOrderReference,
    /// Where the order is without it.
    pub stage: Stage,
}

/// What became of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportOutcome {
    /// It is a milestone now.
    Recorded {
        /// Of which order.
        reference: PurchaseOrderReference,
    },
    /// It was recorded before: nothing changed.
    Known {
        /// Of which order.
        reference: PurchaseOrderReference,
    },
    /// The shop has no such order.
    NoOrder,
    /// The event was declared wrong.
    Wrong,
    /// It cannot be so.
    Refused {
        /// Of which order.
        reference: PurchaseOrderReference,
        /// Why.
        reason: String,
    },
}

impl Command for RecordReports {
    type Answer = RecordedReports;

    async fn run(self, turn: &mut Turn<'_>) -> Result<RecordedReports, ExecuteError> {
        record(self, turn).await
    }

    fn shortened(answer: &RecordedReports) -> Option<RecordedReports> {
        Some(answer.shortened())
    }
}

async fn record(
    command: RecordReports,
    turn: &mut Turn<'_>,
) -> Result<RecordedReports, ExecuteError> {
    let mut ledger = Ledger::open(&command, turn).await?;
    let corrections = command
        .corrections
        .iter()
        .map(|correction| ledger.correct(correction, turn))
        .collect();
    let mut by_time: Vec<(usize, Report)> = command.reports.into_iter().enumerate().collect();
    // By stage where two happened at the same time, since stages have an order; then as they were
    // given.
    by_time.sort_by_key(|(place, report)| (report.at, report.stage, *place));
    let outcomes: BTreeMap<usize, ReportOutcome> = by_time
        .into_iter()
        .map(|(place, report)| (place, ledger.report(report, turn)))
        .collect();
    if command.all_or_nothing {
        // Nothing was written so far. The events that were logged go with the savepoint of this
        // command.
        none_refused(&outcomes)?;
    }
    ledger.close(turn).await?;
    Ok(RecordedReports {
        corrections,
        reports: outcomes.into_values().collect(),
        shortened: None,
    })
}

/// Every report that cannot be so, by its number.
fn none_refused(outcomes: &BTreeMap<usize, ReportOutcome>) -> Result<(), ExecuteError> {
    let mut problems = Problems::default();
    for (number, outcome) in outcomes {
        if let ReportOutcome::Refused { reference, reason } = outcome {
            problems.add(
                format!("/reports/{number}"),
                format!("{reference}: {reason}"),
            );
        }
    }
    problems.finish(Some(())).map_err(ExecuteError::Invalid)
}

/// What is decided on, and what has been decided and not yet written.
struct Ledger {
    shop: Arc<Shop>,
    orders: Vec<OrderWay>,
    places: HashMap<PurchaseOrderReference, usize>,
    wrong: HashSet<String>,
    /// The newest event of each order that changed.
    versions: BTreeMap<usize, i64>,
    /// Why orders will not come, as far as it was said.
    reasons: BTreeMap<usize, String>,
    changes: Changes,
}

impl Ledger {
    async fn open(command: &RecordReports, turn: &mut Turn<'_>) -> Result<Self, ExecuteError> {
        let shop = turn.shop();
        let names: HashSet<&str> = command
            .reports
            .iter()
            .flat_map(|report| report.names.iter().map(String::as_str))
            .collect();
        let corrected: HashSet<&str> = command
            .corrections
            .iter()
            .map(|correction| correction.event.as_str())
            .collect();
        let sources = command
            .reports
            .iter()
            .filter_map(|report| report.source.as_deref());
        let events: HashSet<&str> = sources.chain(corrected.iter().copied()).collect();
        let wrong = milestones::declared(turn.session, &shop.id, &events).await?;
        let orders = milestones::ways(turn.session, &shop.id, &names, &corrected).await?;
        let places = orders
            .iter()
            .enumerate()
            .map(|(place, order)| (order.reference.clone(), place))
            .collect();
        Ok(Self {
            shop,
            orders,
            places,
            wrong,
            versions: BTreeMap::new(),
            reasons: BTreeMap::new(),
            changes: Changes::default(),
        })
    }

    fn correct(&mut self, correction: &Correction, turn: &mut Turn<'_>) -> CorrectionOutcome {
        let event = correction.event.as_str();
        if !self.wrong.insert(event.to_owned()) {
            return CorrectionOutcome {
                repeated: true,
                retracted: Vec::new(),
            };
        }
        turn.log(Event::ErrorDeclared {
            event: event.to_owned(),
            reason: correction.reason.clone(),
            corrected_by: correction.corrected_by.clone(),
        });
        let shop = &self.shop.id;
        self.changes.errors.push(&DeclaredError {
            shop,
            event,
            declared_at: correction.declared_at.as_millisecond(),
            reason: correction.reason.as_deref(),
            corrected_by: serde_json::json!(correction.corrected_by).to_string(),
            recorded_at: turn.at.as_millisecond(),
        });
        let mut retracted = Vec::new();
        for (place, order) in self.orders.iter_mut().enumerate() {
            for number in order.way.retract(event) {
                let (id, at) = (&order.id, turn.at.as_millisecond());
                self.changes.retractions.push(&Retraction {
                    shop,
                    id,
                    number,
                    at,
                });
                let stage = order
                    .way
                    .milestones
                    .iter()
                    .find(|one| one.number == number)
                    .map_or(order.way.stage, |one| one.stage);
                let now = order.way.stage;
                let version = turn.log(Event::MilestoneRetracted {
                    reference: order.reference.clone(),
                    stage,
                    now,
                    event: event.to_owned(),
                    skus: order.skus.clone(),
                });
                self.versions.insert(place, version);
                retracted.push(RetractedMilestone {
                    reference: order.reference.clone(),
                    stage: now,
                });
            }
        }
        CorrectionOutcome {
            repeated: false,
            retracted,
        }
    }

    fn report(&mut self, report: Report, turn: &mut Turn<'_>) -> ReportOutcome {
        if report
            .source
            .as_ref()
            .is_some_and(|source| self.wrong.contains(source))
        {
            return ReportOutcome::Wrong;
        }
        let mut named = report
            .names
            .iter()
            .filter_map(|name| PurchaseOrderReference::parse(name).ok());
        let Some(place) = named.find_map(|name| self.places.get(&name).copied()) else {
            return ReportOutcome::NoOrder;
        };
        let order = &mut self.orders[place];
        let (reference, stage) = (order.reference.clone(), report.stage);
        match order
            .way
            .record(stage, report.at, report.source.as_deref(), turn.at)
        {
            Ok(number) => {
                self.changes.milestones.push(&NewMilestone {
                    shop: &self.shop.id,
                    id: &order.id,
                    number,
                    stage,
                    at: report.at.as_millisecond(),
                    note: report.note.as_deref(),
                    public: u8::from(report.public),
                    source: report.source.as_deref(),
                });
                // Why an order will not come is kept for the staff, and is told with the event
                // when it was said for everybody.
                let why = report.note.filter(|_| stage == Stage::Cancelled);
                let event = Event::MilestoneReached {
                    reference: reference.clone(),
                    stage,
                    public: report.public,
                    reason: why.clone().filter(|_| report.public),
                    skus: order.skus.clone(),
                };
                self.versions.insert(place, turn.log(event));
                self.reasons.extend(why.map(|why| (place, why)));
                ReportOutcome::Recorded { reference }
            }
            Err(Unrecorded::Known) => ReportOutcome::Known { reference },
            Err(Unrecorded::Wrong) => ReportOutcome::Wrong,
            Err(
                refused @ (Unrecorded::Backwards { .. }
                | Unrecorded::Future
                | Unrecorded::Uncounted),
            ) => ReportOutcome::Refused {
                reference,
                reason: refused.to_string(),
            },
        }
    }

    async fn close(mut self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        for (&place, &version) in &self.versions {
            let order = &self.orders[place];
            self.changes.stages.push(&StageRow {
                shop: &self.shop.id,
                id: &order.id,
                stage: order.way.stage,
                version,
                reason: self.reasons.get(&place).map(String::as_str),
            });
            for sku in &order.skus {
                turn.touch(sku);
            }
        }
        milestones::save(turn.session, self.changes).await?;
        let changed = self.versions.keys().map(|&place| &self.orders[place]);
        let skus: BTreeSet<&Sku> = changed.flat_map(|order| &order.skus).collect();
        turn.settle_late(skus).await
    }
}
