//! What became of a commit that was not answered.
//!
//! The connection broke when a commit had been sent. Whether it was carried out stands in the
//! database: its events are in the log, and its answers with their idempotency keys, or not. Whoever
//! has the shop's lock finds a log that does not move: the transaction in question has ended, because
//! it would hold the lock, or it never began.

use super::Writer;
use crate::store::events::{self, AnswerRow, EventRow};
use crate::store::{Session, StoreError, shops};
use dockline_domain::id::ShopId;
use std::time::Duration;

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(200);

/// What a commit was to write in one shop.
pub(super) struct Written<'a> {
    pub(super) shop: &'a ShopId,
    pub(super) events: &'a [EventRow],
    pub(super) answers: &'a [AnswerRow],
}

/// What the database says of it.
pub(super) enum Found {
    /// It was carried out.
    There,
    /// It was not, and will not be as long as this transaction lasts, which holds the shop's lock.
    Nothing(Session),
    /// The database does not say.
    Unknown,
}

impl Writer {
    /// Looks for what a commit was to write.
    pub(super) async fn look_up(&self, written: &Written<'_>) -> Found {
        if written.events.is_empty() && written.answers.is_empty() {
            // It leaves no trace that could be looked for.
            return Found::Unknown;
        }
        let looking = async {
            loop {
                match self.look(written).await {
                    Ok(found) => return found,
                    Err(error) => {
                        tracing::warn!(shop = %written.shop, %error, "a commit was not answered; looking for it again");
                    }
                }
                tokio::time::sleep(PAUSE).await;
            }
        };
        tokio::time::timeout(self.lane.outcome_time(), looking)
            .await
            .unwrap_or(Found::Unknown)
    }

    async fn look(&self, written: &Written<'_>) -> Result<Found, StoreError> {
        let mut session = self.lane.write().await?;
        shops::lock(&mut session, std::slice::from_ref(written.shop)).await?;
        let is_there = match written.events {
            [] => are_answers_there(&mut session, written).await?,
            [first, ..] => {
                let many = i64::try_from(written.events.len()).unwrap_or(i64::MAX);
                let before = first.seq - 1;
                let logged = events::after(&mut session, written.shop, before, many).await?;
                logged.len() == written.events.len()
                    && logged
                        .iter()
                        .zip(written.events)
                        .all(|(one, row)| one.is(row))
            }
        };
        if is_there {
            session.end().await?;
            return Ok(Found::There);
        }
        Ok(Found::Nothing(session))
    }
}

async fn are_answers_there(
    session: &mut Session,
    written: &Written<'_>,
) -> Result<bool, StoreError> {
    let keys: Vec<_> = written
        .answers
        .iter()
        .map(|row| (&row.shop, row.key.as_str()))
        .collect();
    let stored = events::answers(session, &keys).await?;
    Ok(written.answers.iter().all(|row| {
        stored
            .iter()
            .any(|one| one.key == row.key && one.answer == row.answer)
    }))
}
