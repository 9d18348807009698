//! Counts that were wrong: units that are not there go back to where they had been waited for.

use super::SKUS;
use super::model::{Receipt, Step};
use super::sim::Sim;
use crate::world::sku;
use dockline_domain::supply::Stage;
use dockline_engine::command::{CorrectReceipt, CorrectedLine, TakenBack, TransferStock};

impl Sim {
    /// Notes who gave units back. No more than are missing, unless an order that ships complete
    /// gave back all it had.
    pub fn has_given_back(
        &self,
        at: usize,
        (text, missing): (&str, i64),
        taken_back: &[TakenBack],
        step: &mut Step,
    ) {
        let model = &self.shops[at];
        let mut units = 0;
        let mut is_whole = false;
        for one in taken_back {
            let order = model.index[one.order.as_str()];
            let (_, number) = one.backorder.parts().expect("it is an id");
            is_whole |= model.orders[order].complete;
            if one.sku.as_str() == text {
                units += i64::from(one.quantity);
            }
            step.served.insert(one.sku.to_string());
            let returned = (order, one.sku.to_string(), number, one.quantity);
            step.returned.push(returned);
        }
        let due = missing.max(0);
        assert!(
            units == due || is_whole && units > due,
            "{units} {text} were given back, {due} are missing"
        );
    }

    pub async fn correct_receipt(&mut self, at: usize) -> bool {
        let all: Vec<usize> = (0..self.shops[at].receipts.len()).collect();
        let Some(index) = self.one_of(&all) else {
            return false;
        };
        let receipt: Receipt = self.shops[at].receipts[index].clone();
        let texts: Vec<String> = receipt.lines.keys().map(|(text, _)| text.clone()).collect();
        let Some(text) = self.one_of(&texts) else {
            return false;
        };
        let of_sku = receipt.lines.iter().filter(|((of, _), _)| *of == text);
        let counted: u32 = of_sku.map(|(_, (units, _))| *units).sum();
        let quantity = self.rng.u32(..=counted);
        let missing = counted - quantity;
        let place = (text.clone(), receipt.location.clone());
        let there = self.shops[at].on_hand.get(&place).copied().unwrap_or(0);
        let can = missing > 0 && there >= missing;
        let answer = self
            .act(
                at,
                CorrectReceipt {
                    receipt: receipt.id.clone(),
                    lines: vec![CorrectedLine {
                        sku: sku(&text),
                        quantity,
                    }],
                    reason: "miscounted".into(),
                },
            )
            .await;
        assert_eq!(answer.is_ok(), can, "a correction: {answer:?}");
        let mut step = Step::default();
        if let Ok(answer) = answer {
            let model = &self.shops[at];
            let reserved = i64::from(model.reserved(&text, &receipt.location));
            let (on_hand, held) = (model.on_hand_of(&text), model.held_of(&text));
            let gone = (reserved - i64::from(there - missing))
                .max(i64::from(held) - i64::from(on_hand - missing));
            step.served.insert(text.clone());
            self.has_given_back(at, (&text, gone), &answer.taken_back, &mut step);
            self.shops[at].on_hand.insert(place, there - missing);
            self.uncount(at, index, &text, missing).await;
        }
        self.settle(at, &step).await;
        can
    }

    /// Units go to another place: nobody is served by that, and nothing is gone.
    pub async fn transfer(&mut self, at: usize) -> bool {
        let text = SKUS[self.below(SKUS.len())].to_owned();
        let (from, to) = (self.location(), self.location());
        let quantity = 1 + self.rng.u32(..4);
        let model = &self.shops[at];
        let key = (text.clone(), from.to_string());
        let there = model.on_hand.get(&key).copied().unwrap_or(0);
        let can = from != to && there - model.reserved(&text, from.as_str()) >= quantity;
        let command = TransferStock {
            from,
            to: to.clone(),
            lines: vec![(sku(&text), quantity)],
        };
        let answer = self.act(at, command).await;
        assert_eq!(answer.is_ok(), can, "a transfer: {answer:?}");
        if can {
            let on_hand = &mut self.shops[at].on_hand;
            on_hand.insert(key, there - quantity);
            *on_hand.entry((text, to.to_string())).or_default() += quantity;
        }
        self.settle(at, &Step::default()).await;
        can
    }

    /// The lines of the receipt that was corrected, the last first, and those of its order.
    async fn uncount(&mut self, at: usize, index: usize, text: &str, missing: u32) {
        let shop = self.shops[at].shop.clone();
        let order = self.shops[at].receipts[index].order;
        let reference = self.shops[at].purchase_orders[order].reference.clone();
        let (now, _) = self
            .engine()
            .purchase_order(&shop, &reference)
            .await
            .unwrap();
        let model = &mut self.shops[at];
        let mut missing = missing;
        let lines = &mut model.receipts[index].lines;
        for (key, (units, was_all)) in lines.iter_mut().rev().filter(|((of, _), _)| of == text) {
            let less = missing.min(*units);
            (*units, missing) = (*units - less, missing - less);
            let line = model.purchase_orders[order].lines.get_mut(key).unwrap();
            line.counted.1 -= less;
            if *was_all {
                line.counted.2 += line.open().min(less);
            }
        }
        let one = &mut model.purchase_orders[order];
        if one.stage == Stage::Received && !one.is_complete() {
            assert_ne!(now.stage, Stage::Received, "{reference} is not all there");
            one.stage = now.stage;
        }
    }
}
