//! Stored answers are kept for a while, not for ever.

use super::Single;
use crate::error::ExecuteError;
use crate::store::events;
use crate::writer::unit::Unit;
use futures::future::BoxFuture;

/// Forget the answers to some keys. Some of them at a time: the shop goes on selling in between.
#[derive(Debug, Clone)]
pub(crate) struct ForgetAnswers {
    pub(crate) keys: Vec<String>,
    /// Only answers that were given before this instant, in milliseconds of UTC.
    pub(crate) before: i64,
}

impl Single for ForgetAnswers {
    type Answer = ();

    fn run<'a>(self, unit: &'a mut Unit<'_>) -> BoxFuture<'a, Result<(), ExecuteError>>
    where
        Self: 'a,
    {
        Box::pin(async move {
            let shop = unit.shop();
            events::forget_answers(unit.session, &shop.id, &self.keys, self.before).await?;
            Ok(())
        })
    }
}
