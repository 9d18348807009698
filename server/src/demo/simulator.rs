//! Moves the demo's supply while one watches: goods go their way, dates slip or come nearer, each
//! with a reason.

use super::scene::Scene;
use super::{DemoShop, SLUG, read};
use crate::error::CliError;
use dockline_domain::by::By;
use dockline_domain::dates::{Window, add_days, days_between};
use dockline_domain::id::{LocationCode, PurchaseOrderReference, Sku};
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    AddMilestone, ChangePurchaseOrder, Context, CreatePurchaseOrder, NewPurchaseOrderLine,
    ReceiveGoods, ReceivedLine,
};
use dockline_engine::{Engine, Execute};
use dockline_view::{PurchaseOrder, Shop};
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
    let Ok(texts) = Texts::load() else { return };
    let moving = moving_variants();
    let mut turn: usize = 0;
    while stopping
        .run_until_cancelled(tokio::time::sleep(PACE))
        .await
        .is_some()
    {
        let (Some(sku), Ok(shop)) = (
            moving.get(turn % moving.len().max(1)),
            engine.shop(SLUG).await,
        ) else {
            return;
        };
        let dock = Dock {
            engine: &engine,
            shop: &shop,
            texts: &texts,
        };
        if let Err(error) = dock.step(sku, turn).await {
            tracing::debug!(%error, %sku, "the demo's supply stays as it is");
        }
        turn += 1;
    }
}

/// The variants of the scenes that move.
fn moving_variants() -> Vec<Sku> {
    let demo: Result<DemoShop, CliError> = read(super::SHOP);
    let variants = demo
        .into_iter()
        .flat_map(|demo| demo.products)
        .flat_map(|product| product.variants);
    variants
        .filter(|variant| Scene::moves(variant.scene))
        .filter_map(|variant| Sku::parse(&variant.sku).ok())
        .collect()
}

/// What the simulator has in hand.
struct Dock<'a> {
    engine: &'a Engine,
    shop: &'a Arc<Shop>,
    texts: &'a Texts,
}

impl Dock<'_> {
    async fn run<C: Execute>(&self, command: C) -> Result<C::Answer, CliError> {
        Ok(self
            .engine
            .execute(&self.shop.id, Context::by(By::Demo), command)
            .await?)
    }

    /// One thing happens to the goods of one variant: mostly news of them, every third time a new
    /// date; at last they arrive.
    async fn step(&self, sku: &Sku, turn: usize) -> Result<(), CliError> {
        let snapshot = self.engine.snapshot(self.shop, sku.as_str()).await?;
        let Some(first) = snapshot.supply.inbound().first() else {
            return self.order_again(sku, turn).await;
        };
        let (order, milestones) = self
            .engine
            .purchase_order(self.shop, first.purchase_order.as_str())
            .await?;
        if turn % 3 == 2
            && let Some(command) = new_date(self.shop, self.texts, &order, turn)
        {
            self.run(command).await?;
            return Ok(());
        }
        let told = milestones
            .iter()
            .filter(|milestone| milestone.stage == order.stage)
            .count();
        let more = self
            .texts
            .milestones
            .get(&order.stage)
            .is_some_and(|notes| told < notes.len().min(2));
        let next = Stage::WAY
            .into_iter()
            .find(|stage| *stage > order.stage && *stage != Stage::Received);
        match (more, next) {
            (true, _) => self.tell(&order, order.stage, told).await,
            (false, Some(next)) => self.tell(&order, next, 0).await,
            (false, None) => {
                self.arrive(sku, &order, snapshot.supply.counters.queued, turn)
                    .await
            }
        }
    }

    async fn tell(
        &self,
        order: &PurchaseOrder,
        stage: Stage,
        number: usize,
    ) -> Result<(), CliError> {
        let note = self.texts.note(stage, number);
        self.run(AddMilestone {
            reference: order.reference.clone(),
            stage,
            at: None,
            note,
            public: true,
        })
        .await?;
        Ok(())
    }

    /// As many units as people wait for arrive, and go straight to them; the next delivery is
    /// ordered.
    async fn arrive(
        &self,
        sku: &Sku,
        order: &PurchaseOrder,
        waiting: u32,
        turn: usize,
    ) -> Result<(), CliError> {
        let open = order
            .lines
            .iter()
            .find(|line| line.sku == *sku)
            .map_or(0, |line| line.open().open());
        let rest_is_lost = Some("delivered in part; the rest is ordered again".to_owned());
        if waiting.min(open) > 0 {
            let quantity = waiting.min(open);
            let line = ReceivedLine {
                line: None,
                sku: sku.clone(),
                quantity,
                discrepancy: rest_is_lost,
                more_to_come: false,
                if_open: None,
            };
            let (purchase_order, location) =
                (order.reference.clone(), LocationCode::parse("main")?);
            self.run(ReceiveGoods {
                purchase_order,
                location,
                lines: vec![line],
                delivery_note: None,
            })
            .await?;
        } else {
            let cancelled = ChangePurchaseOrder {
                stage: Some(Stage::Cancelled),
                reason: rest_is_lost,
                ..unchanged(&order.reference)
            };
            self.run(cancelled).await?;
        }
        self.order_again(sku, turn).await
    }

    async fn order_again(&self, sku: &Sku, turn: usize) -> Result<(), CliError> {
        let expected = Window::new(add_days(self.shop.day, 24), add_days(self.shop.day, 28))?;
        let create = CreatePurchaseOrder {
            reference: PurchaseOrderReference::parse(&format!(
                "PO-{sku}-{}-{turn}",
                self.shop.day
            ))?,
            supplier: "The maker".to_owned(),
            lines: vec![NewPurchaseOrderLine {
                expected: None,
                sku: sku.clone(),
                quantity: 60,
            }],
            expected: Some(expected),
            stage: Stage::Ordered,
            basis: Some("Order confirmation of the maker".to_owned()),
        };
        self.run(create).await?;
        Ok(())
    }
}

pub(super) fn unchanged(reference: &PurchaseOrderReference) -> ChangePurchaseOrder {
    ChangePurchaseOrder {
        lines: None,
        reference: reference.clone(),
        expected: None,
        stage: None,
        basis: None,
        reason: None,
        if_version: None,
    }
}

fn new_date(
    shop: &Shop,
    texts: &Texts,
    order: &PurchaseOrder,
    turn: usize,
) -> Option<ChangePurchaseOrder> {
    let expected = order.expected.filter(|_| order.stage < Stage::Arrived)?;
    let ahead = days_between(shop.day, expected.latest());
    let (moves, sign) = if ahead > DAYS_AHEAD.1 / 2 {
        (&texts.earlier, -1)
    } else {
        (&texts.slips, 1)
    };
    let fitting: Vec<&Move> = moves
        .iter()
        .filter(|one| one.stages.is_empty() || one.stages.contains(&order.stage))
        .collect();
    let one = fitting.get(turn % fitting.len().max(1))?;
    let days = sign * one.days;
    if !(DAYS_AHEAD.0..=DAYS_AHEAD.1).contains(&(ahead + days)) {
        return None;
    }
    let window = Window::new(
        add_days(expected.earliest(), days),
        add_days(expected.latest(), days),
    )
    .ok()?;
    let (basis, reason) = (Some(one.basis.clone()), Some(one.reason.clone()));
    Some(ChangePurchaseOrder {
        expected: Some(Some(window)),
        basis,
        reason,
        ..unchanged(&order.reference)
    })
}
