//! What became of the supply of a product: its milestones, and each time its date moved. Read from
//! the log and the milestones, newest first.

use crate::Engine;
use crate::error::ReadError;
use crate::store::{date_moves, purchase_orders};
use dockline_domain::id::{PurchaseOrderId, Sku};
use dockline_view::{DateMove, Milestone, Shop, SupplyChange, SupplyChangeKind};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Lines of purchase orders that are looked at: the newest.
const LINES_MAX: i64 = 500;
/// Changes of dates that are looked at: the newest.
const MOVES_MAX: i64 = 200;

impl Engine {
    /// What became of the supply of some variants, newest first, at most `limit` changes.
    pub async fn supply_changes(
        &self,
        shop: &Arc<Shop>,
        skus: &[Sku],
        limit: usize,
    ) -> Result<Vec<SupplyChange>, ReadError> {
        let (orders, milestones, moves) = self
            .ask(async |session| {
                let orders = purchase_orders::of_skus(session, &shop.id, skus, LINES_MAX).await?;
                let milestones = purchase_orders::public_milestones(
                    session,
                    &shop.id,
                    orders.iter().map(|(id, ..)| id),
                )
                .await?;
                let references = orders.iter().map(|(_, reference, _)| reference);
                let moves = date_moves::of_orders(session, &shop.id, references, MOVES_MAX).await?;
                Ok((orders, milestones, moves))
            })
            .await?;
        let by_id: HashMap<&PurchaseOrderId, &Vec<Sku>> =
            orders.iter().map(|(id, _, skus)| (id, skus)).collect();
        let by_reference: HashMap<_, &Vec<Sku>> = orders
            .iter()
            .map(|(_, reference, skus)| (reference, skus))
            .collect();
        let mut changes = reached(&milestones, &by_id);
        for (reference, moves) in moves {
            let skus = by_reference
                .get(&reference)
                .map_or(&[] as &[Sku], |skus| skus);
            changes.extend(moves.into_iter().map(|change| moved(change, skus)));
        }
        changes.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| b.id.cmp(&a.id)));
        changes.truncate(limit);
        Ok(changes)
    }
}

/// Each pallet may report that it left. One such report says it to people, as does every one that
/// has something to say.
fn reached(
    milestones: &[(PurchaseOrderId, i64, Milestone)],
    skus: &HashMap<&PurchaseOrderId, &Vec<Sku>>,
) -> Vec<SupplyChange> {
    let mut seen = HashSet::new();
    let said = milestones.iter().filter(|(order, _, milestone)| {
        seen.insert((order, milestone.stage)) || milestone.note.is_some()
    });
    said.filter_map(|(order, number, milestone)| {
        Some(SupplyChange {
            id: format!("{order}/{number}"),
            at: milestone.at,
            skus: (*skus.get(order)?).clone(),
            kind: SupplyChangeKind::Reached {
                stage: milestone.stage,
                note: milestone.note.clone(),
            },
        })
    })
    .collect()
}

fn moved(change: DateMove, skus: &[Sku]) -> SupplyChange {
    let DateMove {
        seq,
        at,
        before,
        after,
        reason,
        line,
    } = change;
    let (id, skus) = match line {
        // One event may say it of several lines.
        Some(line) => (
            format!("event/{seq}/{}/{}", line.sku, line.number),
            vec![line.sku],
        ),
        None => (format!("event/{seq}"), skus.to_vec()),
    };
    SupplyChange {
        id,
        at,
        skus,
        kind: SupplyChangeKind::Moved {
            before,
            after,
            reason,
        },
    }
}
