//! The short way of a batch: placements of one shop that nobody else writes, decided in memory and
//! written by one call ([`crate::store::AtOnce`]).

use super::batch::{Batch, by_key, keys};
use super::look_up::{Found, Written};
use super::placing::PlacedOrder;
use super::{Job, Work, Writer};
use crate::error::ExecuteError;
use crate::store::{AtOnce, Numbers, Session, StoreError, events};
use dockline_domain::id::ShopId;
use std::collections::BTreeMap;

/// What became of a batch that was tried the short way.
pub(super) enum Tried {
    /// It was carried out; its answers stand in the jobs.
    Done,
    /// Nothing of it was carried out: it needs the long way, in a transaction that may have begun
    /// already.
    Not(Option<Session>),
}

/// What a placement was answered.
enum Decided {
    /// Once before: the key says so.
    Before(Result<PlacedOrder, ExecuteError>),
    /// Now.
    Now(Result<PlacedOrder, ExecuteError>),
}

/// What became of what was decided.
enum Wrote {
    Yes,
    /// Somebody else has written the shop meanwhile.
    No,
    /// It was not carried out, and will not be as long as this transaction lasts.
    Lost(Session),
}

impl Writer {
    /// Carries a batch out the short way, if it can go it.
    pub(super) async fn at_once(&mut self, jobs: &mut [Job]) -> Result<Tried, StoreError> {
        let Some((shop, before)) = self.one_shop_alone(jobs) else {
            return Ok(Tried::Not(None));
        };
        let mut connection = self.lane.at_once().await?;
        let mut batch = Batch::default();
        let keys = keys(jobs);
        if !keys.is_empty() {
            batch.stored = by_key(events::answers_at_once(&mut connection, &keys).await?);
        }
        let decided: Vec<Decided> = jobs
            .iter()
            .filter_map(|job| self.decide_job(&mut batch, job))
            .collect();
        if batch.events.is_empty() {
            connection.release();
            let is_before = |decided: &Decided| matches!(decided, Decided::Before(_));
            // A refusal rests on what is in memory, and only a write finds out whether that is true.
            if !decided.iter().all(is_before) {
                return Ok(Tried::Not(None));
            }
        } else {
            match self.write_if(connection, batch, &shop, before).await? {
                Wrote::Yes => {}
                Wrote::No => return Ok(Tried::Not(None)),
                Wrote::Lost(session) => return Ok(Tried::Not(Some(session))),
            }
        }
        for (job, decided) in jobs.iter_mut().zip(decided) {
            let (Decided::Before(answer) | Decided::Now(answer)) = decided;
            if let Work::Place { place, .. } = &mut job.work {
                place.answer = Some(answer);
            }
        }
        Ok(Tried::Done)
    }

    /// The shop of some placements and its number, when they are of one shop, nobody else is known
    /// to write it, and everything that they need is in memory.
    fn one_shop_alone(&self, jobs: &[Job]) -> Option<(ShopId, i64)> {
        if !self.lane.writes_at_once() {
            return None;
        }
        let shop = jobs.first()?.work.shop()?;
        let state = self.shops.get(shop).filter(|state| state.can_go_alone())?;
        // What a customer holds already, and what number the last order has, would have to be read.
        if state.shop.rules.orders.per_customer.is_some() || state.last_order.is_none() {
            return None;
        }
        let is_known = |job: &Job| match &job.work {
            Work::Place { shop: of, place } => {
                of == shop
                    && place.command.lines.iter().all(|line| {
                        state.variants.get(&line.sku).is_some_and(|variant| {
                            variant.snapshot.supply.policy.per_customer.is_none()
                        })
                    })
            }
            Work::Single { .. } | Work::CreateShop(_) => false,
        };
        jobs.iter().all(is_known).then(|| (shop.clone(), state.seq))
    }

    /// Decides one of the placements; there are no others in such a batch.
    fn decide_job(&mut self, batch: &mut Batch, job: &Job) -> Option<Decided> {
        let Work::Place { shop, place } = &job.work else {
            return None;
        };
        if let Some(answer) = batch.placed_before(shop, &job.context) {
            return Some(Decided::Before(answer));
        }
        let held = BTreeMap::new();
        let answer = self.decide(batch, shop, &place.command, &job.context, &held);
        Some(Decided::Now(answer))
    }

    /// Writes what was decided and tells readers, unless somebody else has written the shop
    /// meanwhile.
    async fn write_if(
        &mut self,
        connection: AtOnce,
        mut batch: Batch,
        shop: &ShopId,
        before: i64,
    ) -> Result<Wrote, StoreError> {
        let mut writes = vec![
            events::insert(&batch.events),
            events::insert_answers(&batch.new_answers),
        ];
        writes.extend(self.placements(&mut batch));
        let Some(after) = self.shops.get(shop).map(|state| state.seq) else {
            connection.release();
            return Ok(Wrote::No);
        };
        let numbers = Numbers {
            shop,
            before,
            after,
        };
        let committing = self.live.committing(shop).await;
        let wrote = match connection.write_if(numbers, &writes).await {
            Ok(true) => Wrote::Yes,
            Ok(false) => Wrote::No,
            Err(StoreError::Unanswered(error)) => {
                let written = Written {
                    shop,
                    events: &batch.events,
                    answers: &batch.new_answers,
                };
                match self.look_up(&written).await {
                    Found::There => Wrote::Yes,
                    // The statement may still be on its way. It does nothing when it arrives after
                    // this transaction, which goes on with the same commands.
                    Found::Nothing(session) => Wrote::Lost(session),
                    Found::Unknown => return Err(StoreError::Unanswered(error)),
                }
            }
            Err(error) => return Err(error),
        };
        if !matches!(wrote, Wrote::Yes) {
            if let Some(state) = self.shops.get_mut(shop) {
                state.not_alone(before);
            }
            return Ok(wrote);
        }
        let published = batch.published.remove(shop).unwrap_or_default();
        let events = i64::try_from(batch.events.len()).unwrap_or(0);
        if let Some(committed) = self.told(shop, published, events) {
            self.live.apply(committed);
        }
        drop(committing);
        Ok(wrote)
    }
}
