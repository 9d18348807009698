//! Giving a backorder a priority: the one way to overtake, and it is on record.

use super::Command;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::backorders::{self, WrittenBackorder};
use crate::writer::turn::Turn;
use dockline_domain::backorder::State;
use dockline_domain::id::BackorderId;
use dockline_domain::limits;
use dockline_domain::line::Place;
use dockline_domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Set the priority of a backorder that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetPriority {
    /// Which.
    pub backorder: BackorderId,
    /// Higher goes first; normal is 0.
    pub priority: i32,
    /// Why.
    pub reason: String,
    /// Only when its priority is still this one: a decision about somebody's place rests on what
    /// was seen.
    pub if_priority: Option<i32>,
}

/// A backorder has another priority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrioritySet {
    /// Which.
    pub backorder: BackorderId,
    /// From now on.
    pub priority: i32,
    /// Units of others it went past, or that went past it.
    pub overtaken_units: u32,
}

impl Command for SetPriority {
    type Answer = PrioritySet;

    async fn run(self, turn: &mut Turn<'_>) -> Result<PrioritySet, ExecuteError> {
        set(self, turn).await
    }
}

async fn set(command: SetPriority, turn: &mut Turn<'_>) -> Result<PrioritySet, ExecuteError> {
    let shop = turn.shop();
    if !(0..=limits::PRIORITY_MAX).contains(&command.priority) {
        let allowed = format!("must be a whole number from 0 to {}", limits::PRIORITY_MAX);
        return Err(ExecuteError::field("/priority", allowed));
    }
    let unknown = || ExecuteError::not_found("backorder", command.backorder.as_str());
    let (order, number) = command.backorder.parts().ok_or_else(unknown)?;
    let rows = backorders::of_order(turn.session, &shop.id, &order).await?;
    let row = rows
        .into_iter()
        .find(|row| row.number == number)
        .ok_or_else(unknown)?;
    if row.state != State::Queued {
        return Err(Refusal::NotInLine {
            state: row.state.name(),
        }
        .into());
    }
    if command.if_priority.is_some_and(|seen| seen != row.priority) {
        return Err(ExecuteError::Outdated {
            version: turn.state.seq,
        });
    }
    if row.priority == command.priority {
        return Ok(PrioritySet {
            backorder: command.backorder,
            priority: command.priority,
            overtaken_units: 0,
        });
    }
    let (before, priority) = (row.place(), command.priority);
    let place = Place { priority, ..before };
    // The units between the two places are passed, whichever way it goes.
    let (ahead, behind) = if priority > before.priority {
        (place, before)
    } else {
        (before, place)
    };
    let overtaken_units =
        backorders::units_between(turn.session, &shop.id, &row.sku, ahead, behind).await?;
    let to = WrittenBackorder {
        rank: -priority,
        ..row.written(&shop.id)
    };
    turn.session.write(&[backorders::change(&to)]).await?;
    turn.log(Event::PriorityChanged {
        order: order.clone(),
        backorder: command.backorder.clone(),
        sku: row.sku.clone(),
        from: before.priority,
        to: priority,
        overtaken_units,
        reason: command.reason,
    });
    turn.change_line(&row.sku, command.backorder.clone(), place, row.quantity);
    turn.touch(&row.sku);
    turn.touch_order(&order);
    Ok(PrioritySet {
        backorder: command.backorder,
        priority: command.priority,
        overtaken_units,
    })
}
