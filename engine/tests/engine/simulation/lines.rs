//! Suppliers send other quantities than were ordered, at other times, in several parts.

use super::SKUS;
use super::model::{Line, LineKey, PurchaseOrder, Step};
use super::sim::Sim;
use crate::world::{reference, sku};
use dockline_domain::dates::Window;
use dockline_domain::on_order::{TakenUnits, WantedLine};
use dockline_domain::supply::Stage;
use dockline_engine::command::{ChangePurchaseOrder, SplitPurchaseOrder};
use std::collections::BTreeMap;

/// What a list of lines makes of an order; nothing where it cannot be.
fn revised(
    order: &PurchaseOrder,
    list: &[WantedLine],
    today: jiff::civil::Date,
) -> Option<BTreeMap<LineKey, Line>> {
    let mut after: BTreeMap<LineKey, Line> = BTreeMap::new();
    let named: Vec<LineKey> = list
        .iter()
        .filter_map(|line| Some((line.sku.to_string(), line.number?)))
        .collect();
    for line in list {
        let text = line.sku.to_string();
        let key = line.number.map_or_else(
            || {
                let of_sku = order.lines.keys().filter(|(sku, _)| *sku == text);
                let free = of_sku.clone().find(|key| !named.contains(key));
                let new = of_sku.map(|(_, number)| *number).max().unwrap_or(0) + 1;
                free.cloned().unwrap_or((text.clone(), new))
            },
            |number| (text.clone(), number),
        );
        let before = order.lines.get(&key);
        let (ordered, received, given_up) = before.map_or((0, 0, 0), |line| line.counted);
        let is_as_before = before.is_some() && ordered == line.quantity;
        if !is_as_before && line.quantity < received.max(1) {
            return None;
        }
        let is_dated = before.is_none_or(|before| before.own != line.expected);
        let when = line.expected.or(order.expected);
        if is_dated && when.is_some_and(|when| when.latest() < today) {
            return None;
        }
        let given_up = if is_as_before {
            given_up
        } else {
            given_up.min(line.quantity - received)
        };
        let counted = (line.quantity, received, given_up);
        let own = line.expected;
        after.insert(key, Line { counted, own });
    }
    let gone = order
        .lines
        .iter()
        .filter(|(key, _)| !after.contains_key(key));
    for (_, line) in gone {
        if line.counted.1 + line.counted.2 > 0 {
            return None;
        }
    }
    Some(after)
}

impl Sim {
    /// The lines of an order, some of them as they are, some changed, one more or one less.
    fn some_list(&mut self, at: usize, order: usize) -> Vec<WantedLine> {
        let known: Vec<(LineKey, Line)> = self.shops[at].purchase_orders[order]
            .lines
            .iter()
            .map(|(key, line)| (key.clone(), *line))
            .collect();
        let mut list = Vec::new();
        for ((text, number), line) in known {
            if !list.is_empty() && self.chance(15) {
                continue;
            }
            let quantity = if self.chance(50) {
                line.counted.0
            } else {
                self.rng.u32(..24)
            };
            let expected = match self.below(10) {
                0..=5 => line.own,
                6 => None,
                _ => Some(self.window(at, -1..25)),
            };
            list.push(WantedLine {
                sku: sku(&text),
                number: Some(number),
                quantity,
                expected,
            });
        }
        if list.is_empty() || self.chance(35) {
            let expected = self.chance(60).then(|| self.window(at, 0..25));
            list.push(WantedLine {
                sku: sku(SKUS[self.below(SKUS.len() - 1)]),
                number: None,
                quantity: 1 + self.rng.u32(..12),
                expected,
            });
        }
        list
    }

    pub async fn change_lines(&mut self, at: usize) -> bool {
        let Some(order) = self.some_purchase_order(at) else {
            return false;
        };
        let list = self.some_list(at, order);
        let one = &self.shops[at].purchase_orders[order];
        let after = revised(one, &list, self.shops[at].shop.day).filter(|_| !one.has_ended());
        let command = ChangePurchaseOrder {
            reference: reference(&one.reference),
            expected: None,
            stage: None,
            basis: None,
            reason: Some("fewer were made".into()),
            lines: Some(list),
            if_version: None,
        };
        let answer = self.act(at, command).await;
        assert_eq!(
            answer.is_ok(),
            after.is_some(),
            "lines that can{} be so: {answer:?}",
            if after.is_some() { "" } else { "not" }
        );
        let can = after.is_some();
        if let Some(after) = after {
            let one = &mut self.shops[at].purchase_orders[order];
            let is_other = one.lines != after;
            one.lines = after;
            if is_other {
                one.end_if_complete();
            }
        }
        self.settle(at, &Step::default()).await;
        can
    }

    pub async fn split_supply(&mut self, at: usize) -> bool {
        let Some(order) = self.some_purchase_order(at) else {
            return false;
        };
        let lines: Vec<(LineKey, u32)> = self.shops[at].purchase_orders[order]
            .lines
            .iter()
            .map(|(key, line)| (key.clone(), line.open()))
            .collect();
        let Some(((text, number), open)) = self.one_of(&lines) else {
            return false;
        };
        let quantity = 1 + self.rng.u32(..=open);
        let expected = self.chance(80).then(|| self.window(at, 0..30));
        let one = &self.shops[at].purchase_orders[order];
        let key = (text.clone(), number);
        let others_stay = lines.len() > 1;
        let (ordered, received, _) = one.lines[&key].counted;
        let can = !one.has_ended()
            && quantity <= open
            && (others_stay || ordered > quantity || received > 0);
        let name = format!("PO-{}", self.number);
        let command = SplitPurchaseOrder {
            reference: reference(&one.reference),
            new_reference: reference(&name),
            lines: vec![TakenUnits {
                sku: sku(&text),
                number: Some(number),
                quantity,
            }],
            expected,
            basis: None,
            reason: "they split it".into(),
            if_version: None,
        };
        let answer = self.act(at, command).await;
        assert_eq!(answer.is_ok(), can, "a split: {answer:?}");
        if can {
            self.has_split(at, order, (key, quantity), (name, expected));
        }
        self.settle(at, &Step::default()).await;
        can
    }

    fn has_split(
        &mut self,
        at: usize,
        order: usize,
        (key, quantity): (LineKey, u32),
        (reference, expected): (String, Option<Window>),
    ) {
        let one = &mut self.shops[at].purchase_orders[order];
        let line = one.lines.get_mut(&key).unwrap();
        line.counted.0 -= quantity;
        if line.counted == (0, 0, 0) {
            one.lines.remove(&key);
        }
        let stage = match one.stage {
            Stage::InTransit | Stage::Customs | Stage::Arrived => Stage::Ordered,
            together => together,
        };
        one.end_if_complete();
        let counted = (quantity, 0, 0);
        let new = Line { counted, own: None };
        self.shops[at].purchase_orders.push(PurchaseOrder {
            reference,
            lines: [((key.0, 1), new)].into(),
            expected,
            stage,
        });
    }
}
