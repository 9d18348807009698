//! A rehearsal shop's clock is moved on: a delay can be tried before it happens.

use super::Single;
use super::day::begin;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::shops;
use crate::view::Shop;
use crate::writer::unit::Unit;
use dockline_domain::limits;
use futures::future::BoxFuture;
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

impl Single for AdvanceClock {
    type Answer = ClockAdvanced;

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<ClockAdvanced, ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move { advance(self.to, unit).await })
    }
}

async fn advance(to: Timestamp, unit: &mut Unit<'_>) -> Result<ClockAdvanced, ExecuteError> {
    let shop = unit.shop();
    if !shop.rehearsal {
        return Err(ExecuteError::Conflict(
            "only the clock of a rehearsal shop can be advanced".into(),
        ));
    }
    if to <= unit.at {
        return Err(ExecuteError::field(
            "/to",
            format!("must be after {}, the shop's present time", unit.at),
        ));
    }
    let ahead_max = SignedDuration::from_hours(24 * i64::from(limits::CLOCK_DAYS_AHEAD_MAX));
    let machine = unit
        .at
        .saturating_sub(SignedDuration::from_millis(shop.clock_ahead_ms))
        .unwrap_or(unit.at);
    let ahead = to.duration_since(machine);
    if ahead > ahead_max {
        let allowed = format!(
            "must be at most {} days ahead of the real time",
            limits::CLOCK_DAYS_AHEAD_MAX
        );
        return Err(ExecuteError::field("/to", allowed));
    }
    let clock_ahead_ms = i64::try_from(ahead.as_millis()).map_err(|_| ExecuteError::Internal)?;
    shops::save_clock(unit.session, &shop.id, clock_ahead_ms).await?;
    unit.state.shop = Arc::new(Shop {
        clock_ahead_ms,
        ..(*shop).clone()
    });
    unit.published.shop_changed = true;
    unit.at = to;
    unit.log(&Event::ClockAdvanced { to });
    let day = shop.zone.to_datetime(to).date();
    begin(day, unit).await?;
    Ok(ClockAdvanced { now: to, day })
}
