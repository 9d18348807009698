//! Suppliers and carriers: what is on order, when it is expected, where it is.

use super::model::{Line, PurchaseOrder, Step};
use super::rows::Told;
use super::sim::Sim;
use super::{SKUS, beyond};
use crate::world::{product, reference, sku};
use dockline_domain::dates::Window;
use dockline_domain::milestone::{Correction, Report};
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    AddMilestone, ChangePurchaseOrder, CreatePurchaseOrder, NewPurchaseOrderLine, RecordReports,
    ReportOutcome, SaveProduct,
};
use dockline_view::{Affected, WhatIf};
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;

/// What was told last to everybody in line, by SKU and in line order.
type ToldLines = BTreeMap<String, Vec<Told>>;

impl Sim {
    /// A window that begins some days after the shop's day.
    pub fn window(&mut self, at: usize, days: std::ops::Range<i32>) -> Window {
        let from = self.rng.i32(days);
        let earliest = self.shops[at].shop.day.saturating_add(from.days());
        Window::new(earliest, earliest.saturating_add(self.rng.i32(0..4).days())).unwrap()
    }

    pub fn some_purchase_order(&mut self, at: usize) -> Option<usize> {
        let all: Vec<usize> = (0..self.shops[at].purchase_orders.len()).collect();
        let alive = |order: &&usize| {
            !matches!(
                self.shops[at].purchase_orders[**order].stage,
                Stage::Received | Stage::Cancelled
            )
        };
        let alive: Vec<usize> = all.iter().filter(alive).copied().collect();
        let any = self.chance(5);
        self.one_of(if any { &all } else { &alive })
    }

    pub async fn order_supply(&mut self, at: usize) -> bool {
        let mut lines: BTreeMap<String, u32> = BTreeMap::new();
        for _ in 0..=self.below(3) {
            lines.insert(
                SKUS[self.below(SKUS.len() - 1)].to_owned(),
                2 + self.rng.u32(..22),
            );
        }
        let expected = if self.chance(85) {
            Some(self.window(at, -1..25))
        } else {
            None
        };
        let can = expected.is_none_or(|window| window.latest() >= self.shops[at].shop.day);
        let stage = if self.chance(15) {
            Stage::Planned
        } else {
            Stage::Ordered
        };
        let name = format!("PO-{}", self.number);
        let new = |(text, quantity): (&String, &u32)| NewPurchaseOrderLine {
            expected: None,
            sku: sku(text),
            quantity: *quantity,
        };
        let command = CreatePurchaseOrder {
            reference: reference(&name),
            supplier: "Mill".into(),
            lines: lines.iter().map(new).collect(),
            expected,
            stage,
            basis: Some("order confirmation".into()),
        };
        assert_eq!(self.act(at, command).await.is_ok(), can);
        if can {
            let new = |(sku, quantity)| {
                let counted = (quantity, 0, 0);
                ((sku, 1), Line { counted, own: None })
            };
            let lines = lines.into_iter().map(new).collect();
            self.shops[at].purchase_orders.push(PurchaseOrder {
                reference: name,
                lines,
                expected,
                stage,
            });
        }
        self.settle(at, &Step::default()).await;
        can
    }

    /// Another date, another stage, or both.
    pub async fn change_supply(&mut self, at: usize) -> bool {
        let Some(order) = self.some_purchase_order(at) else {
            return false;
        };
        let expected = match self.below(10) {
            0 => Some(None),
            1..=7 => Some(Some(self.window(at, -2..30))),
            _ => None,
        };
        let stages = [
            Stage::Planned,
            Stage::Ordered,
            Stage::Ordered,
            Stage::InTransit,
            Stage::Customs,
            Stage::Cancelled,
        ];
        let stage = self.chance(25).then(|| stages[self.below(stages.len())]);
        let one = &self.shops[at].purchase_orders[order];
        let in_time = expected
            .flatten()
            .is_none_or(|window| window.latest() >= self.shops[at].shop.day);
        let ended = one.has_ended();
        let can = in_time
            && !(ended && expected.is_some())
            && stage.is_none_or(|stage| one.stage.may_become(stage));
        let (basis, reason) = (Some("supplier's mail".to_owned()), Some("storm".to_owned()));
        let name = one.reference.clone();
        let command = ChangePurchaseOrder {
            lines: None,
            reference: reference(&name),
            expected,
            stage,
            basis,
            reason,
            if_version: None,
        };
        let tried = match expected {
            Some(then) if can && stage.is_none() => Some(self.try_slip(at, &name, then).await),
            _ => None,
        };
        assert_eq!(
            self.act(at, command).await.is_ok(),
            can,
            "a purchase order at {} and {stage:?}",
            self.shops[at].purchase_orders[order].stage.name()
        );
        if can {
            let one = &mut self.shops[at].purchase_orders[order];
            one.expected = expected.unwrap_or(one.expected);
            one.stage = stage.unwrap_or(one.stage);
        }
        self.settle(at, &Step::default()).await;
        if let Some((said, before)) = tried {
            self.compare_slip(at, &said, &before).await;
        }
        can
    }

    /// What a new date would do, and what everybody in line was told before.
    async fn try_slip(&self, at: usize, name: &str, then: Option<Window>) -> (WhatIf, ToldLines) {
        let shop = &self.shops[at].shop;
        self.engine().promises_revised(shop).await.unwrap();
        let said = self
            .engine()
            .what_if_expected(shop, &reference(name), |_| then)
            .await
            .unwrap();
        (said, self.raw.told(shop.id.as_str()).await)
    }

    /// Who is told another date is who was named before, with the date that was named.
    async fn compare_slip(&self, at: usize, said: &WhatIf, before: &ToldLines) {
        let shop = &self.shops[at].shop;
        self.engine().promises_revised(shop).await.unwrap();
        let named: BTreeMap<(&str, u32), &Affected> = said
            .affected
            .iter()
            .map(|one| ((one.sku.as_str(), one.position), one))
            .collect();
        let latest = |window: Option<Window>| window.map(Window::latest);
        let after = self.raw.told(shop.id.as_str()).await;
        let mut found = 0;
        for (sku, line) in &after {
            let mut position = 1;
            for (told, old) in line.iter().zip(&before[sku]) {
                let one = named.get(&(sku.as_str(), position));
                let changed = latest(told.promised) != latest(old.promised);
                assert!(
                    !changed || one.is_some(),
                    "{told:?} of {sku} was told another date than {:?} and was not named",
                    old.promised
                );
                if let Some(then) = one.and_then(|one| one.expected_then) {
                    assert_eq!(
                        latest(told.promised),
                        Some(then.latest()),
                        "{told:?} of {sku}, of which another date was said"
                    );
                }
                found += usize::from(one.is_some());
                position += told.quantity;
            }
        }
        assert_eq!(found, named.len(), "somebody was named who is not in line");
    }

    /// What is sold beyond supply takes longer from now on, or less long.
    pub async fn change_policy(&mut self, at: usize) -> bool {
        let lead_days = [(10, 15), (3, 5), (20, 30)];
        let lead_days = lead_days[self.below(lead_days.len())];
        self.act(
            at,
            SaveProduct {
                product: product("peg", &["PEG"], Some(beyond(lead_days))),
                if_version: None,
            },
        )
        .await
        .unwrap();
        self.shops[at].lead_days = lead_days;
        self.settle(at, &Step::default()).await;
        true
    }

    pub async fn reach_milestone(&mut self, at: usize) -> bool {
        let Some(order) = self.some_purchase_order(at) else {
            return false;
        };
        let stages = [
            Stage::Ordered,
            Stage::InProduction,
            Stage::QualityCheck,
            Stage::InTransit,
            Stage::Customs,
            Stage::Arrived,
            Stage::Cancelled,
        ];
        let stage = stages[self.below(stages.len())];
        let one = &self.shops[at].purchase_orders[order];
        let can = one.stage.may_become(stage);
        let command = AddMilestone {
            reference: reference(&one.reference),
            stage,
            at: None,
            note: None,
            public: true,
        };
        assert_eq!(self.act(at, command).await.is_ok(), can);
        if can {
            self.shops[at].purchase_orders[order].stage = stage;
        }
        self.settle(at, &Step::default()).await;
        can
    }

    /// Events of the supply chain, some told again, some declared wrong.
    pub async fn report(&mut self, at: usize) -> bool {
        let Some(order) = self.some_purchase_order(at) else {
            return false;
        };
        let stages = [
            Stage::InProduction,
            Stage::InTransit,
            Stage::Customs,
            Stage::Arrived,
            Stage::Cancelled,
        ];
        let stage = stages[self.below(stages.len())];
        let name = self.shops[at].purchase_orders[order].reference.clone();
        let event = |number: usize| format!("urn:uuid:{number}");
        let now = self.shops[at].shop.time(self.clock.now());
        // What happened earlier is told late now and then.
        let late = if self.chance(40) {
            SignedDuration::from_hours(self.rng.i64(1..200))
        } else {
            SignedDuration::ZERO
        };
        let report = Report {
            names: vec!["elsewhere".into(), name.clone()],
            stage,
            at: now - late,
            note: None,
            public: true,
            source: Some(event(self.below(40))),
        };
        let wrong = self.chance(25);
        let correction = Correction {
            event: event(self.below(40)),
            declared_at: now,
            reason: None,
            corrected_by: vec![],
        };
        let (corrections, reports) = if wrong {
            (vec![correction], vec![])
        } else {
            (vec![], vec![report])
        };
        let answer = self
            .act(
                at,
                RecordReports {
                    corrections,
                    reports,
                    all_or_nothing: false,
                },
            )
            .await
            .unwrap();
        for taken_back in answer.corrections.iter().flat_map(|one| &one.retracted) {
            let orders = &mut self.shops[at].purchase_orders;
            let one = orders
                .iter_mut()
                .find(|one| one.reference == taken_back.reference.as_str())
                .unwrap();
            let counted = [taken_back.stage, one.stage].map(|stage| stage == Stage::Received);
            assert_eq!(
                counted[0], counted[1],
                "what is counted stays counted, and nothing is by declaring an error"
            );
            one.stage = taken_back.stage;
        }
        for outcome in &answer.reports {
            if let ReportOutcome::Recorded { .. } = outcome {
                let one = &mut self.shops[at].purchase_orders[order];
                assert!(one.stage.may_become(stage) || late > SignedDuration::ZERO);
                if one.stage.may_become(stage) {
                    one.stage = stage;
                }
            }
        }
        self.settle(at, &Step::default()).await;
        true
    }
}
