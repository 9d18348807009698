//! What came of comparing the books of a shop with those of its gateway is written down. Nothing is
//! mended: money that one side does not know of is for somebody to look at.

use super::Command;
use crate::error::ExecuteError;
use crate::store::{books, shops};
use crate::writer::turn::Turn;
use dockline_view::Mismatch;
use jiff::SignedDuration;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Most mismatches that are kept: nobody looks at more before these are dealt with.
const KEPT_MAX: usize = 1_000;

/// This node compares the books of a day, unless they were or another one is at it.
#[derive(Debug, Clone)]
pub(crate) struct BeginReconciling {
    pub(crate) day: Date,
    /// For how long.
    pub(crate) lease: SignedDuration,
}

/// Keep where the books differ now.
#[derive(Debug, Clone)]
pub(crate) struct KeepMismatches {
    pub(crate) found: Vec<Mismatch>,
    /// How many objects of the gateway were compared.
    pub(crate) compared: u32,
    /// The day of which this is the comparison that is made by itself.
    pub(crate) day: Option<Date>,
}

/// Who compares the books of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Begun {
    /// Nobody any more: they were compared.
    Done,
    /// Another node is at it.
    ByAnother,
    /// This node.
    Here,
}

impl Command for BeginReconciling {
    type Answer = Begun;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Begun, ExecuteError> {
        let shop = turn.shop();
        let now = shops::database_time(turn.session).await?;
        let known = books::compared(turn.session, &shop.id).await?;
        if known.day.is_some_and(|day| day >= self.day) {
            return Ok(Begun::Done);
        }
        if known.leased_until.is_some_and(|until| until > now) {
            return Ok(Begun::ByAnother);
        }
        let until = now.saturating_add(self.lease).unwrap_or(now);
        books::begin(turn.session, &shop.id, until.as_millisecond()).await?;
        Ok(Begun::Here)
    }
}

impl Command for KeepMismatches {
    /// What is kept, with the time at which each was found first.
    type Answer = Vec<Mismatch>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<Mismatch>, ExecuteError> {
        let shop = turn.shop();
        let limit = i64::try_from(KEPT_MAX).unwrap_or(i64::MAX);
        let known = books::mismatches(turn.session, &shop.id, limit).await?;
        let mut found = self.found;
        found.truncate(KEPT_MAX);
        for one in &mut found {
            let before = known
                .iter()
                .find(|before| before.intent == one.intent && before.differs == one.differs);
            one.found_at = before.map_or(turn.at, |before| before.found_at);
        }
        books::keep(turn.session, &shop.id, &found).await?;
        let at = turn.at.as_millisecond();
        books::end(turn.session, &shop.id, at, self.compared).await?;
        if let Some(day) = self.day {
            books::end_of_day(turn.session, &shop.id, day).await?;
        }
        Ok(found)
    }
}
