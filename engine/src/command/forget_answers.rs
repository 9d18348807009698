//! Stored answers are kept for a while, not for ever.

use super::Command;
use crate::error::ExecuteError;
use crate::store::events;
use crate::writer::turn::Turn;

/// Forget the answers to some keys. Some of them at a time: the shop goes on selling in between.
#[derive(Debug, Clone)]
pub(crate) struct ForgetAnswers {
    pub(crate) keys: Vec<String>,
    /// Only answers that were given before this instant, in milliseconds of UTC.
    pub(crate) before: i64,
}

impl Command for ForgetAnswers {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        events::forget_answers(turn.session, &shop.id, &self.keys, self.before).await?;
        Ok(())
    }
}
