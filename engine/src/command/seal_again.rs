//! What was sealed under another secret key.

use super::Command;
use crate::error::ExecuteError;
use crate::writer::turn::Turn;

/// Seal the shop's key under the secret key that is in use now. Doing it twice changes nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SealAgain;

impl Command for SealAgain {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        turn.seal_again().await
    }
}
