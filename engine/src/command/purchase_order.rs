//! Purchase orders: what is on order, when it is expected and on what that rests, and where it is.

use super::Command;
use super::order_lines::{
    change_lines, dated_from_today, known_to_all_programs, may_be_on_order, on_order, refused,
};
use crate::error::ExecuteError;
use crate::event::{Changes, Event, LineDate, Units};
use crate::secret::new_purchase_order_id;
use crate::store::milestones;
use crate::store::purchase_orders;
use crate::writer::turn::Turn;
use dockline_domain::dates::Window;
use dockline_domain::id::{PurchaseOrderReference, Sku};
use dockline_domain::limits::PURCHASE_ORDER_UNITS_MAX;
use dockline_domain::on_order::{OrderLine, WantedLine, numbered};
use dockline_domain::refusal::Refusal;
use dockline_domain::supply::Stage;
use dockline_domain::terms::{Terms, TermsChange};
use dockline_view::{MilestoneRow, PurchaseOrder};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Enter a purchase order.
#[derive(Debug, Clone)]
pub struct CreatePurchaseOrder {
    /// The merchant's number of it.
    pub reference: PurchaseOrderReference,
    /// Who supplies it.
    pub supplier: String,
    /// What was ordered.
    pub lines: Vec<NewPurchaseOrderLine>,
    /// When it is expected at the dock; `None` while nobody can say.
    pub expected: Option<Window>,
    /// Where it is.
    pub stage: Stage,
    /// On what the date rests.
    pub basis: Option<String>,
}

/// A line of a new purchase order.
#[derive(Debug, Clone)]
pub struct NewPurchaseOrderLine {
    /// What.
    pub sku: Sku,
    /// Units, at least 1.
    pub quantity: u32,
    /// When it is expected at the dock; `None` is when the order is.
    pub expected: Option<Window>,
}

impl NewPurchaseOrderLine {
    fn wanted(&self) -> WantedLine {
        WantedLine {
            sku: self.sku.clone(),
            number: None,
            quantity: self.quantity,
            expected: self.expected,
        }
    }
}

/// Change a purchase order. A new date or a new basis confirms it.
#[derive(Debug, Clone)]
pub struct ChangePurchaseOrder {
    /// Which.
    pub reference: PurchaseOrderReference,
    /// A new date: `Some(None)` says that nobody can tell any more.
    pub expected: Option<Option<Window>>,
    /// A new stage.
    pub stage: Option<Stage>,
    /// On what the date rests now.
    pub basis: Option<String>,
    /// Why it changed.
    pub reason: Option<String>,
    /// What is on order from now on, as a whole.
    pub lines: Option<Vec<WantedLine>>,
    /// Only when its version is still this one.
    pub if_version: Option<i64>,
}

/// Record a dated fact about a purchase order.
#[derive(Debug, Clone)]
pub struct AddMilestone {
    /// Which.
    pub reference: PurchaseOrderReference,
    /// The stage it reached.
    pub stage: Stage,
    /// When; `None` is now.
    pub at: Option<Timestamp>,
    /// What is said about it.
    pub note: Option<String>,
    /// Whether shoppers see it.
    pub public: bool,
}

/// A purchase order was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderSaved {
    /// Which.
    pub reference: PurchaseOrderReference,
    /// Its version: the `ETag` for the next change.
    pub version: i64,
}

impl Command for CreatePurchaseOrder {
    type Answer = PurchaseOrderSaved;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<PurchaseOrderSaved, ExecuteError> {
        let skus = self.lines.iter_mut().map(|line| &mut line.sku);
        turn.call_by_present_names(skus).await?;
        create(self, turn).await
    }
}

impl Command for ChangePurchaseOrder {
    type Answer = PurchaseOrderSaved;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<PurchaseOrderSaved, ExecuteError> {
        let lines = self.lines.iter_mut().flatten();
        turn.call_by_present_names(lines.map(|line| &mut line.sku))
            .await?;
        change(self, turn).await
    }
}

impl Command for AddMilestone {
    type Answer = PurchaseOrderSaved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<PurchaseOrderSaved, ExecuteError> {
        add_milestone(self, turn).await
    }
}

pub(super) fn not_too_many(lines: &[WantedLine]) -> Result<(), ExecuteError> {
    let units: u64 = lines.iter().map(|line| u64::from(line.quantity)).sum();
    if units > PURCHASE_ORDER_UNITS_MAX {
        return Err(ExecuteError::field(
            "/lines",
            format!("must be at most {PURCHASE_ORDER_UNITS_MAX} units in all"),
        ));
    }
    Ok(())
}

pub(super) async fn create(
    command: CreatePurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<PurchaseOrderSaved, ExecuteError> {
    let shop = turn.shop();
    not_past(command.expected, &shop)?;
    not_by_hand(command.stage)?;
    let wanted: Vec<WantedLine> = command
        .lines
        .iter()
        .map(NewPurchaseOrderLine::wanted)
        .collect();
    may_be_on_order(&wanted, turn).await?;
    let lines = numbered(&wanted).map_err(refused)?;
    dated_from_today(&wanted, &shop)?;
    known_to_all_programs(&lines, turn).await?;
    let units = |line: &OrderLine| Units {
        sku: line.sku.clone(),
        quantity: line.units.ordered,
    };
    let own_date = |line: &OrderLine| {
        Some(LineDate {
            sku: line.sku.clone(),
            line: line.number,
            expected: line.expected?,
        })
    };
    let version = turn.log(Event::PurchaseOrderCreated {
        reference: command.reference.clone(),
        supplier: command.supplier.clone(),
        lines: lines.iter().map(units).collect(),
        expected: command.expected,
        stage: command.stage,
        own_dates: lines.iter().filter_map(own_date).collect(),
    });
    let order = PurchaseOrder {
        id: new_purchase_order_id(turn.at),
        reference: command.reference,
        supplier: command.supplier,
        expected: command.expected,
        stage: command.stage,
        basis: command.basis,
        reason: None,
        confirmed_at: turn.at,
        confirmed_by: turn.by.clone(),
        created_at: turn.at,
        version,
        lines: lines.into_iter().map(on_order).collect(),
    };
    if !purchase_orders::insert(turn.session, &shop.id, &order).await? {
        return Err(Refusal::PurchaseOrderExists(order.reference).into());
    }
    milestones::state(turn.session, &shop.id, &order.id, order.stage).await?;
    for line in &order.lines {
        turn.touch(&line.sku);
    }
    Ok(PurchaseOrderSaved {
        reference: order.reference,
        version,
    })
}

pub(super) async fn find(
    turn: &mut Turn<'_>,
    reference: &PurchaseOrderReference,
) -> Result<PurchaseOrder, ExecuteError> {
    let shop = turn.shop();
    let found = purchase_orders::by_reference(turn.session, &shop.id, reference.as_str()).await?;
    found.ok_or_else(|| ExecuteError::not_found("purchase order", reference.as_str()))
}

/// A date in the past is not a date on which anything can be expected.
pub(super) fn not_past(
    expected: Option<Window>,
    shop: &dockline_view::Shop,
) -> Result<(), ExecuteError> {
    match expected {
        Some(window) if window.latest() < shop.day => Err(ExecuteError::field(
            "/expected/latest",
            format!("must not be before today, {} in the shop", shop.day),
        )),
        _ => Ok(()),
    }
}

/// Goods are received by counting them.
fn not_by_hand(stage: Stage) -> Result<(), ExecuteError> {
    if stage == Stage::Received {
        return Err(ExecuteError::field(
            "/stage",
            "cannot be received here: goods are received by counting them at the dock",
        ));
    }
    Ok(())
}

fn backwards(from: Stage, to: Stage) -> ExecuteError {
    Refusal::StageBackwards { from, to }.into()
}

async fn change(
    command: ChangePurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<PurchaseOrderSaved, ExecuteError> {
    let shop = turn.shop();
    let mut order = find(turn, &command.reference).await?;
    if command
        .if_version
        .is_some_and(|version| version != order.version)
    {
        return Err(ExecuteError::Outdated {
            version: order.version,
        });
    }
    if command.lines.is_none() || command.says_terms() {
        change_terms(&command, &mut order, turn).await?;
        for line in &order.lines {
            turn.touch(&line.sku);
        }
    }
    if let Some(lines) = &command.lines {
        change_lines(lines, command.reason.as_deref(), &mut order, turn).await?;
    }
    purchase_orders::update(turn.session, &shop.id, &order).await?;
    // A stage may make the order supply again, with a date that has passed meanwhile.
    if command.stage.is_some() {
        turn.settle_late(order.lines.iter().map(|line| &line.sku))
            .await?;
    }
    Ok(PurchaseOrderSaved {
        reference: order.reference,
        version: order.version,
    })
}

impl ChangePurchaseOrder {
    /// Whether something is said besides the lines.
    fn says_terms(&self) -> bool {
        self.expected.is_some() || self.stage.is_some() || self.basis.is_some()
    }
}

/// What is on order, each SKU once.
fn skus(order: &PurchaseOrder) -> Vec<Sku> {
    let skus: BTreeSet<&Sku> = order.lines.iter().map(|line| &line.sku).collect();
    skus.into_iter().cloned().collect()
}

/// Changes what is said of an order as a whole.
async fn change_terms(
    command: &ChangePurchaseOrder,
    order: &mut PurchaseOrder,
    turn: &mut Turn<'_>,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if let Some(stage) = command.stage {
        not_by_hand(stage)?;
    }
    not_past(command.expected.flatten(), &shop)?;
    let expected_before = order.expected;
    let said = TermsChange {
        stage: command.stage,
        expected: command.expected,
        basis: command.basis.clone(),
        reason: command.reason.clone(),
    };
    if said.confirms() {
        order.confirmed_at = turn.at;
        order.confirmed_by = turn.by.clone();
    }
    let terms = Terms {
        stage: order.stage,
        expected: order.expected,
        basis: order.basis.take(),
        reason: order.reason.take(),
    };
    let terms = terms.change(said)?;
    if command.stage.is_some() {
        milestones::state(turn.session, &shop.id, &order.id, terms.stage).await?;
    }
    // A date was given by somebody now, even if it is the old one: all open units are supply again,
    // not only those that were kept for people in line.
    if command.expected.is_some() {
        purchase_orders::clear_overdue(turn.session, &shop.id, &order.id).await?;
    }
    order.version = turn.log(Event::PurchaseOrderChanged {
        reference: order.reference.clone(),
        changes: Changes {
            expected: terms.expected,
            expected_before: Some(expected_before),
            stage: terms.stage,
            basis: terms.basis.clone(),
        },
        reason: command.reason.clone(),
        skus: skus(order),
    });
    (order.stage, order.expected) = (terms.stage, terms.expected);
    (order.basis, order.reason) = (terms.basis, terms.reason);
    Ok(())
}

async fn add_milestone(
    command: AddMilestone,
    turn: &mut Turn<'_>,
) -> Result<PurchaseOrderSaved, ExecuteError> {
    let shop = turn.shop();
    not_by_hand(command.stage)?;
    let mut order = find(turn, &command.reference).await?;
    if !order.stage.may_become(command.stage) {
        return Err(backwards(order.stage, command.stage));
    }
    let at = command.at.unwrap_or(turn.at);
    if at
        > turn
            .at
            .saturating_add(jiff::SignedDuration::from_hours(24))
            .unwrap_or(turn.at)
    {
        return Err(ExecuteError::field(
            "/at",
            "must not be in the future: a milestone is a fact",
        ));
    }
    let number = purchase_orders::milestones(turn.session, &shop.id, &order.id)
        .await?
        .last()
        .map_or(1, |last| last.number + 1);
    let milestone = MilestoneRow {
        number,
        stage: command.stage,
        at,
        note: command.note,
        public: command.public,
        source: None,
        retracted_at: None,
    };
    purchase_orders::insert_milestone(turn.session, &shop.id, &order.id, &milestone).await?;
    order.stage = command.stage;
    // Why an order will not come is kept for the staff, and is told with the event when it was said
    // for everybody.
    let mut told = None;
    if command.stage == Stage::Cancelled {
        order.reason = milestone.note;
        told = order.reason.clone().filter(|_| command.public);
    }
    let skus = skus(&order);
    order.version = turn.log(Event::MilestoneReached {
        reference: command.reference,
        stage: command.stage,
        public: command.public,
        reason: told,
        skus,
    });
    purchase_orders::update(turn.session, &shop.id, &order).await?;
    turn.settle_late(order.lines.iter().map(|line| &line.sku))
        .await?;
    for line in &order.lines {
        turn.touch(&line.sku);
    }
    Ok(PurchaseOrderSaved {
        reference: order.reference,
        version: order.version,
    })
}
