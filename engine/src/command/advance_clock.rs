//! A rehearsal shop's clock is moved on: a delay can be tried before it happens.

use super::Command;
use super::day::{begin, pass_cut_off};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::shops;
use crate::writer::turn::Turn;
use dockline_domain::limits;
use dockline_domain::refusal::Refusal;
use dockline_view::Shop;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Move the clock of a rehearsal shop forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdvanceClock {
    /// The shop's time from now on.
    pub to: Timestamp,
}

/// A shop's clock was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockAdvanced {
    /// The shop's time.
    pub now: Timestamp,
    /// Its local date.
    pub day: jiff::civil::Date,
}

impl Command for AdvanceClock {
    type Answer = ClockAdvanced;

    async fn run(self, turn: &mut Turn<'_>) -> Result<ClockAdvanced, ExecuteError> {
        advance(self.to, turn).await
    }
}

async fn advance(to: Timestamp, turn: &mut Turn<'_>) -> Result<ClockAdvanced, ExecuteError> {
    let shop = turn.shop();
    if !shop.rehearsal {
        return Err(Refusal::NoRehearsal.into());
    }
    if to <= turn.at {
        return Err(ExecuteError::field(
            "/to",
            format!("must be after {}, the shop's present time", turn.at),
        ));
    }
    let ahead_max = SignedDuration::from_hours(24 * i64::from(limits::CLOCK_DAYS_AHEAD_MAX));
    let machine = turn
        .at
        .saturating_sub(SignedDuration::from_millis(shop.clock_ahead_ms))
        .unwrap_or(turn.at);
    let ahead = to.duration_since(machine);
    if ahead > ahead_max {
        let allowed = format!(
            "must be at most {} days ahead of the real time",
            limits::CLOCK_DAYS_AHEAD_MAX
        );
        return Err(ExecuteError::field("/to", allowed));
    }
    let clock_ahead_ms = i64::try_from(ahead.as_millis()).map_err(|_| ExecuteError::Internal)?;
    shops::save_clock(turn.session, &shop.id, clock_ahead_ms).await?;
    turn.state.shop = Arc::new(Shop {
        clock_ahead_ms,
        ..(*shop).clone()
    });
    turn.published.shop_changed = true;
    turn.at = to;
    turn.log(Event::ClockAdvanced { to });
    let day = shop.zone.to_datetime(to).date();
    begin(day, turn).await?;
    pass_cut_off(turn).await?;
    Ok(ClockAdvanced { now: to, day })
}
