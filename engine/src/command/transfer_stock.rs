//! Units go from one place to another, in one command: none is sold in between, and none is
//! missing.

use super::Command;
use crate::error::ExecuteError;
use crate::event::{Event, Units};
use crate::store::variants::{self, Shelf};
use crate::writer::turn::Turn;
use dockline_domain::id::{LocationCode, Sku};
use dockline_domain::input::Problems;
use dockline_domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Move units from one location to another.
#[derive(Debug, Clone)]
pub struct TransferStock {
    /// Where they lie.
    pub from: LocationCode,
    /// Where they go; a new code adds the location.
    pub to: LocationCode,
    /// What, each SKU once, each with at least one unit.
    pub lines: Vec<(Sku, u32)>,
}

/// Units of a variant after a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// Which variant.
    pub sku: Sku,
    /// Units that went.
    pub quantity: u32,
    /// Units that are left where they were.
    pub on_hand_from: u32,
    /// Units that are where they went.
    pub on_hand_to: u32,
}

impl Command for TransferStock {
    type Answer = Vec<Transferred>;

    async fn run(mut self, turn: &mut Turn<'_>) -> Result<Vec<Transferred>, ExecuteError> {
        let skus = self.lines.iter_mut().map(|(sku, _)| sku);
        turn.call_by_present_names(skus).await?;
        let (from, to) = (
            turn.location(&self.from).await?,
            turn.location(&self.to).await?,
        );
        transfer(&Self { from, to, ..self }, turn).await
    }
}

async fn transfer(
    command: &TransferStock,
    turn: &mut Turn<'_>,
) -> Result<Vec<Transferred>, ExecuteError> {
    let shop = turn.shop();
    if command.from == command.to {
        return Err(ExecuteError::field(
            "/to",
            "must be another location than from",
        ));
    }
    known(command, turn).await?;
    let at = turn.at.as_millisecond();
    variants::save_location(turn.session, &shop.id, &command.to, at).await?;
    let mut answer = Vec::new();
    for (sku, quantity) in &command.lines {
        answer.push(move_units(command, turn, (sku, *quantity)).await?);
    }
    let units = |(sku, quantity): &(Sku, u32)| Units {
        sku: sku.clone(),
        quantity: *quantity,
    };
    turn.log(Event::StockTransferred {
        from: command.from.clone(),
        to: command.to.clone(),
        lines: command.lines.iter().map(units).collect(),
    });
    Ok(answer)
}

/// Whether there are such variants, each in one line.
async fn known(command: &TransferStock, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
    let known = turn
        .variants(command.lines.iter().map(|(sku, _)| sku))
        .await?;
    let (mut problems, mut seen) = (Problems::default(), BTreeSet::new());
    for (number, (sku, _)) in command.lines.iter().enumerate() {
        let pointer = format!("/lines/{number}/sku");
        if !known.contains_key(sku) {
            return Err(ExecuteError::NotFound {
                what: "SKU",
                name: sku.to_string(),
                pointer: Some(pointer),
            });
        }
        if !seen.insert(sku) {
            problems.add(pointer, "must differ from the SKU of every other line");
        }
    }
    problems.finish(Some(())).map_err(ExecuteError::Invalid)
}

/// What is set apart for parcels that leave from there stays.
async fn move_units(
    command: &TransferStock,
    turn: &mut Turn<'_>,
    (sku, quantity): (&Sku, u32),
) -> Result<Transferred, ExecuteError> {
    let shop = turn.shop();
    let shelves = variants::stock_at(turn.session, &shop.id, sku).await?;
    let at = |location: &LocationCode| {
        let there = shelves.iter().find(|shelf| shelf.location == *location);
        there.map_or((0, 0), |shelf| (shelf.on_hand, shelf.reserved))
    };
    let (on_hand, reserved) = at(&command.from);
    let free = on_hand.saturating_sub(reserved);
    if quantity > free {
        return Err(Refusal::NotFree {
            sku: sku.clone(),
            location: command.from.clone(),
            free,
        }
        .into());
    }
    let (there, reserved_there) = at(&command.to);
    let from = Shelf {
        location: command.from.clone(),
        on_hand: on_hand - quantity,
        reserved,
    };
    let to = Shelf {
        location: command.to.clone(),
        on_hand: there + quantity,
        reserved: reserved_there,
    };
    let writes = [from.write(&shop.id, sku), to.write(&shop.id, sku)];
    turn.session.write(&writes).await?;
    Ok(Transferred {
        sku: sku.clone(),
        quantity,
        on_hand_from: from.on_hand,
        on_hand_to: to.on_hand,
    })
}
