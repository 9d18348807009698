//! Keeps the law of delay for shops that have said so: due notices are planned, and what the law has
//! ended is cancelled. A node looks at a shop when something has happened in it, and when a notice
//! is due; what it finds is decided again by the command that carries it out.

use crate::Engine;
use crate::command::{Context, KeepLaw};
use crate::error::{ExecuteError, ReadError};
use dockline_domain::by::By;
use dockline_domain::id::ShopId;
use dockline_view::Shop;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;

/// Most lines that one command is about: nobody else is served meanwhile.
const CHUNK: usize = 50;
/// A shop in which nothing has happened is looked at again after this: another day has begun
/// somewhere, or an answer is overdue.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(15);
/// A shop in which much happens is not looked at more often.
const AT_MOST_EVERY: SignedDuration = SignedDuration::from_secs(15);

/// When each shop is looked at next.
#[derive(Debug, Default)]
pub(crate) struct Laws {
    looked: HashMap<ShopId, Looked>,
}

#[derive(Debug, Clone, Copy)]
struct Looked {
    /// Up to which event.
    seq: i64,
    at: Timestamp,
    /// When something is due, by the shop's time.
    next: Timestamp,
}

impl Laws {
    /// Looks at every shop that is due.
    pub(crate) async fn keep(&mut self, engine: &Engine) {
        for shop in engine.live.shops() {
            if !shop.law_is_automatic() {
                self.looked.remove(&shop.id);
                continue;
            }
            let (seq, at) = (engine.live.read_to(&shop.id), shop.time(engine.clock.now()));
            let is_due = self.looked.get(&shop.id).is_none_or(|looked| {
                let is_news =
                    looked.seq < seq && at >= looked.at.saturating_add(AT_MOST_EVERY).unwrap_or(at);
                is_news || at >= looked.next
            });
            if !is_due {
                continue;
            }
            match keep_law(engine, &shop).await {
                Ok(next) => {
                    let last = at.saturating_add(LOOK_AGAIN).unwrap_or(at);
                    let next = next.map_or(last, |next| next.min(last));
                    let looked = Looked { seq, at, next };
                    self.looked.insert(shop.id.clone(), looked);
                }
                Err(error) => {
                    tracing::warn!(shop = %shop.slug, %error, "the law of delay could not be kept; trying again");
                }
            }
        }
    }
}

/// Why the law of a shop was not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Execute(#[from] ExecuteError),
}

/// Plans the notices that are due now and cancels what the law has ended. Answers when the next one
/// is due, as far as that is known.
pub(crate) async fn keep_law(
    engine: &Engine,
    shop: &Arc<Shop>,
) -> Result<Option<Timestamp>, NotKept> {
    let found = engine.law_due(shop).await?;
    let mut notices = found.notices.as_slice();
    let mut ended = found.ended.as_slice();
    while !notices.is_empty() || !ended.is_empty() {
        let (tell, later) = notices.split_at(notices.len().min(CHUNK));
        let (end, rest) = ended.split_at(ended.len().min(CHUNK));
        (notices, ended) = (later, rest);
        let command = KeepLaw {
            notices: tell.to_vec(),
            ended: end.to_vec(),
        };
        let done = engine
            .execute(&shop.id, Context::by(By::System), command.clone())
            .await;
        match done {
            Ok(_) => {}
            Err(
                error @ (ExecuteError::Busy | ExecuteError::Away | ExecuteError::OutcomeUnknown),
            ) => {
                return Err(error.into());
            }
            Err(_) => one_by_one(engine, shop, command).await,
        }
    }
    Ok(found.next())
}

/// Keeps the law for each of some lines alone: one that cannot be done holds up no other.
async fn one_by_one(engine: &Engine, shop: &Arc<Shop>, command: KeepLaw) {
    for (order, command) in command.one_by_one() {
        let done = engine
            .execute(&shop.id, Context::by(By::System), command)
            .await;
        if let Err(error) = done {
            tracing::warn!(shop = %shop.slug, %order, %error, "the law of delay could not be kept for an order; trying again");
        }
    }
}
