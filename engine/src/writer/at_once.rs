//! The short way of a batch: placements of one shop that nobody else writes, decided in memory and
//! written by one call ([`crate::store::AtOnce`]).

use super::batch::{Answer, Batch, Done, by_key, keys};
use super::placing::PlacedOrder;
use super::{Job, Work, Writer};
use crate::error::ExecuteError;
use crate::live::Committed;
use crate::store::{AtOnce, Numbers, StoreError, events};
use dockline_domain::id::ShopId;
use std::collections::BTreeMap;

/// What became of a batch that was tried the short way.
pub(super) enum Tried {
    /// It was carried out.
    Done(Done),
    /// Nothing of it was carried out: it needs the long way.
    Not(Vec<Job>),
}

/// What a placement was answered.
enum Decided {
    /// Once before: the key says so.
    Before(Result<PlacedOrder, ExecuteError>),
    /// Now.
    Now(Result<PlacedOrder, ExecuteError>),
}

impl Writer {
    /// Carries a batch out the short way, if it can go it.
    pub(super) async fn at_once(&mut self, jobs: Vec<Job>) -> Result<Tried, StoreError> {
        let Some((shop, before)) = self.one_shop_alone(&jobs) else {
            return Ok(Tried::Not(jobs));
        };
        let mut connection = self.database.at_once().await?;
        let mut batch = Batch::default();
        let keys = keys(&jobs);
        if !keys.is_empty() {
            batch.stored = by_key(events::answers_at_once(&mut connection, &keys).await?);
        }
        let decided: Vec<Decided> = jobs
            .iter()
            .filter_map(|job| self.decide_job(&mut batch, job))
            .collect();
        let committed = if !batch.events.is_empty() {
            match self.write_if(connection, batch, &shop, before).await? {
                Some(committed) => vec![committed],
                None => return Ok(Tried::Not(jobs)),
            }
        } else if decided
            .iter()
            .all(|decided| matches!(decided, Decided::Before(_)))
        {
            Vec::new()
        } else {
            // A refusal rests on what is in memory, and only a write finds out whether that is true.
            return Ok(Tried::Not(jobs));
        };
        let answers = jobs.into_iter().zip(decided).filter_map(|(job, decided)| {
            let (Decided::Before(answer) | Decided::Now(answer)) = decided;
            match job.work {
                Work::Place { reply, .. } => Some(Answer::Place(reply, answer)),
                Work::Single { .. } | Work::CreateShop { .. } => None,
            }
        });
        Ok(Tried::Done((answers.collect(), committed)))
    }

    /// The shop of some placements and its number, when they are of one shop, nobody else is known
    /// to write it, and everything that they need is in memory.
    fn one_shop_alone(&self, jobs: &[Job]) -> Option<(ShopId, i64)> {
        let shop = jobs.first()?.work.shop()?;
        let state = self.shops.get(shop).filter(|state| state.can_go_alone())?;
        let is_known = |job: &Job| match &job.work {
            Work::Place {
                shop: of, command, ..
            } => {
                of == shop
                    && command.lines.iter().all(|line| {
                        state.variants.get(&line.sku).is_some_and(|variant| {
                            // What a customer holds already would have to be read.
                            variant.snapshot.supply.policy.per_customer.is_none()
                        })
                    })
            }
            Work::Single { .. } | Work::CreateShop { .. } => false,
        };
        jobs.iter().all(is_known).then(|| (shop.clone(), state.seq))
    }

    /// Decides one of the placements; there are no others in such a batch.
    fn decide_job(&mut self, batch: &mut Batch, job: &Job) -> Option<Decided> {
        let Work::Place { shop, command, .. } = &job.work else {
            return None;
        };
        if let Some(answer) = batch.placed_before(shop, &job.context) {
            return Some(Decided::Before(answer));
        }
        let held = BTreeMap::new();
        let answer = self.decide(batch, shop, command, &job.context, &held);
        Some(Decided::Now(answer))
    }

    /// Writes what was decided and tells what readers have to know; `None` when somebody else has
    /// written the shop meanwhile, so that nothing was written.
    async fn write_if(
        &mut self,
        connection: AtOnce,
        mut batch: Batch,
        shop: &ShopId,
        before: i64,
    ) -> Result<Option<Committed>, StoreError> {
        let mut writes = vec![
            events::insert(&batch.events),
            events::insert_answers(&batch.new_answers),
        ];
        writes.extend(self.placements(&mut batch));
        let Some(state) = self.shops.get_mut(shop) else {
            return Ok(None);
        };
        let numbers = Numbers {
            shop,
            before,
            after: state.seq,
        };
        if !connection.write_if(numbers, &writes).await? {
            state.not_alone(before);
            return Ok(None);
        }
        let published = batch.published.remove(shop).unwrap_or_default();
        let events = i64::try_from(batch.events.len()).unwrap_or(0);
        Ok(self.told(shop, published, events))
    }
}
