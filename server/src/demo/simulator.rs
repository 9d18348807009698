//! Moves the demo's supply while one watches: goods go their way, dates slip or come nearer, each with a reason.

use super::scene::Scene;
use super::{DemoShop, SLUG, read};
use crate::cli::CliError;
use dockline_domain::dates::{Window, add_days, days_between};
use dockline_domain::id::PurchaseOrderReference;
use dockline_domain::supply::Stage;
use dockline_engine::command::{AddMilestone, ChangePurchaseOrder, Context};
use dockline_engine::view::Shop;
use dockline_engine::{Engine, PurchaseOrder};
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const TEXTS: &str = include_str!("../../demo/simulator.json");
/// Time between two events.
const PACE: Duration = Duration::from_secs(12);
/// Dates stay between these many days from today.
const DAYS_AHEAD: (i32, i32) = (3, 60);

/// The simulator's sentences.
#[derive(Debug, Deserialize)]
pub(super) struct Texts {
    milestones: HashMap<Stage, Vec<String>>,
    slips: Vec<Move>,
    earlier: Vec<Move>,
}

/// A reason for a new date.
#[derive(Debug, Clone, Deserialize)]
struct Move {
    days: i32,
    reason: String,
    basis: String,
    #[serde(default)]
    stages: Vec<Stage>,
}

impl Texts {
    pub(super) fn load() -> Result<Self, CliError> {
        read(TEXTS)
    }

    /// A sentence for a milestone.
    pub(super) fn note(&self, stage: Stage, number: usize) -> Option<String> {
        let notes = self.milestones.get(&stage)?;
        notes.get(number % notes.len().max(1)).cloned()
    }
}

/// Runs until the server stops.
pub(super) async fn run(engine: Engine, stopping: CancellationToken) {
    let (Ok(texts), Ok(shop)) = (Texts::load(), engine.shop(SLUG).await) else { return };
    let moving = moving_orders();
    let mut turn: usize = 0;
    while stopping.run_until_cancelled(tokio::time::sleep(PACE)).await.is_some() {
        let Some(reference) = moving.get(turn % moving.len().max(1)) else { return };
        if let Err(error) = step(&engine, &shop, &texts, reference, turn).await {
            tracing::debug!(%error, %reference, "the demo's supply stays as it is");
        }
        turn += 1;
    }
}

/// The purchase orders of the scenes that move.
fn moving_orders() -> Vec<PurchaseOrderReference> {
    let demo: Result<DemoShop, CliError> = read(super::SHOP);
    let variants = demo.into_iter().flat_map(|demo| demo.products).flat_map(|product| product.variants);
    let moving = variants.filter(|variant| Scene::moves(variant.scene));
    moving.filter_map(|variant| PurchaseOrderReference::parse(&format!("PO-{}-1", variant.sku)).ok()).collect()
}

/// One thing happens to one order: mostly news of the goods, every third time a new date.
async fn step(engine: &Engine, shop: &Arc<Shop>, texts: &Texts, reference: &PurchaseOrderReference, turn: usize) -> Result<(), CliError> {
    let (order, milestones) = engine.purchase_order(shop, reference.as_str()).await?;
    let context = Context::actor("demo");
    if turn % 3 == 2
        && let Some(command) = new_date(shop, texts, &order, turn)
    {
        engine.execute(&shop.id, context, command).await?;
        return Ok(());
    }
    let next = Stage::WAY.into_iter().find(|stage| *stage > order.stage && *stage != Stage::Received);
    let stage = if milestones.len() % 2 == 0 { next.unwrap_or(order.stage) } else { order.stage };
    let note = texts.note(stage, milestones.len());
    engine.execute(&shop.id, context, AddMilestone { reference: reference.clone(), stage, at: None, note, public: true }).await?;
    Ok(())
}

fn new_date(shop: &Shop, texts: &Texts, order: &PurchaseOrder, turn: usize) -> Option<ChangePurchaseOrder> {
    let expected = order.expected?;
    let ahead = days_between(shop.day, expected.latest());
    let (moves, sign) = if ahead > DAYS_AHEAD.1 / 2 { (&texts.earlier, -1) } else { (&texts.slips, 1) };
    let fitting: Vec<&Move> = moves.iter().filter(|one| one.stages.is_empty() || one.stages.contains(&order.stage)).collect();
    let one = fitting.get(turn % fitting.len().max(1))?;
    let days = sign * one.days;
    if !(DAYS_AHEAD.0..=DAYS_AHEAD.1).contains(&(ahead + days)) {
        return None;
    }
    let window = Window::new(add_days(expected.earliest(), days), add_days(expected.latest(), days)).ok()?;
    Some(ChangePurchaseOrder {
        reference: order.reference.clone(),
        expected: Some(Some(window)),
        stage: None,
        basis: Some(one.basis.clone()),
        reason: Some(one.reason.clone()),
        if_version: None,
    })
}
