//! Writes to people on waitlists: a node looks now and then at what people wait for, and has them
//! told where it can be had. What is to be done is decided again by the command that does it.

use crate::Engine;
use crate::command::{Context, WriteToWaitlist, to_tell};
use crate::error::{ExecuteError, ReadError};
use crate::store::waitlist::{self, WaitedFor};
use dockline_domain::by::By;
use dockline_domain::id::ShopId;
use dockline_domain::waitlist::{KEPT, is_head_start};
use dockline_view::Shop;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;

/// A shop is looked at no more often than this.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(1);
/// Most variants that are looked at.
const VARIANTS_MAX: i64 = 500;
/// Most places that are forgotten at once.
const PLACES_CHUNK: i64 = 500;

/// When each shop was looked at last, by its own time.
#[derive(Debug, Default)]
pub(crate) struct Waitlists {
    looked: HashMap<ShopId, Timestamp>,
}

impl Waitlists {
    /// Looks at every shop whose mails go out.
    pub(crate) async fn write(&mut self, engine: &Engine) {
        for shop in engine.live.shops() {
            let now = shop.time(engine.clock.now());
            let looked = self.looked.get(&shop.id).copied();
            let is_due = looked.is_none_or(|at| now.duration_since(at) >= LOOK_AGAIN);
            if !shop.mails_go_out() || !is_due {
                continue;
            }
            self.looked.insert(shop.id.clone(), now);
            if let Err(error) = write_to_waitlists(engine, &shop).await {
                tracing::warn!(shop = %shop.slug, %error, "people on waitlists could not be written to; trying again");
            }
        }
    }
}

/// Why people were not written to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotWritten {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Execute(#[from] ExecuteError),
}

/// Has everybody written to who may be told of something now.
pub(crate) async fn write_to_waitlists(
    engine: &Engine,
    shop: &Arc<Shop>,
) -> Result<(), NotWritten> {
    let waited_for = engine
        .ask(async |session| waitlist::waited_for(session, &shop.id, VARIANTS_MAX).await)
        .await
        .map_err(ReadError::from)?;
    let now = shop.time(engine.clock.now());
    let mut wrote = false;
    for one in waited_for {
        if !may_write(engine, shop, &one, now).await? {
            continue;
        }
        let mut batch = None;
        loop {
            let sku = one.sku.clone();
            let command = WriteToWaitlist { sku, batch };
            let done = engine
                .execute(&shop.id, Context::by(By::System), command)
                .await?;
            wrote |= done.asked + done.told > 0;
            batch = done.goes_on;
            if batch.is_none() {
                break;
            }
        }
    }
    if wrote {
        engine.live.mails.note(&shop.id);
    }
    forget(engine, shop, now).await
}

/// Whether there is anybody to write to of a variant that can be had.
async fn may_write(
    engine: &Engine,
    shop: &Arc<Shop>,
    one: &WaitedFor,
    now: Timestamp,
) -> Result<bool, ReadError> {
    let is_early = one.told.is_some_and(|told| is_head_start(told, now));
    if !(one.unasked || one.ready && !is_early) {
        return Ok(false);
    }
    match engine.snapshot(shop, one.sku.as_str()).await {
        Ok(snapshot) => Ok(to_tell(&snapshot).0 > 0),
        Err(ReadError::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Forgets who was told long ago.
async fn forget(engine: &Engine, shop: &Arc<Shop>, now: Timestamp) -> Result<(), NotWritten> {
    let before = now.saturating_sub(KEPT).unwrap_or(now).as_millisecond();
    let places = engine
        .ask(async |session| waitlist::told_before(session, &shop.id, before, PLACES_CHUNK).await)
        .await
        .map_err(ReadError::from)?;
    if !places.is_empty() {
        let command = crate::command::ForgetPlaces(places);
        engine
            .execute(&shop.id, Context::by(By::System), command)
            .await?;
    }
    Ok(())
}
