//! Stored answers, and failed log-ins, are kept for a while, not for ever.

use super::{Command, log_in};
use crate::error::ExecuteError;
use crate::store::events;
use crate::writer::turn::Turn;

/// Forget answers that were given before an instant, and log-ins that count no more. Some of them at
/// a time: the shop goes on selling in between.
#[derive(Debug, Clone)]
pub(crate) struct ForgetAnswers {
    /// In milliseconds of UTC.
    pub(crate) before: i64,
    /// How many at most.
    pub(crate) limit: i64,
    /// Answers of an earlier program, whose table is not in order of time.
    pub(crate) keys: Vec<String>,
}

impl Command for ForgetAnswers {
    /// How many answers were forgotten that are in order of time.
    type Answer = u64;

    async fn run(self, turn: &mut Turn<'_>) -> Result<u64, ExecuteError> {
        let (shop, now) = (turn.shop(), turn.machine_time().as_millisecond());
        log_in::forget_old(turn, now).await?;
        if !self.keys.is_empty() {
            events::forget_answers(turn.session, &shop.id, &self.keys, self.before).await?;
        }
        Ok(events::forget_before(turn.session, &shop.id, self.before, self.limit).await?)
    }
}
