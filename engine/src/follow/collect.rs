//! Asks a gateway for the money of parcels that are about to leave, and cancels orders for which no
//! method was named in time.
//!
//! What there is to do stands in the rows, with the time from which on. Each charge is worked on by
//! one node at a time: it has a lease that is longer than an answer may take. A node that dies leaves
//! what it asked written down, and another one goes on after the lease.

use super::hosted::{PayError, named};
use crate::Engine;
use crate::command::{Call, Context, LapseMethod, RecordOutcome, Said, TakeUpCharges, Work};
use crate::error::ExecuteError;
use crate::gateway::{Caller, Gateway, Trouble};
use crate::store::{methods, payments};
use dockline_domain::by::By;
use dockline_domain::id::{OrderId, ShopId};
use dockline_view::Shop;
use futures::future::join_all;
use jiff::SignedDuration;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How often it is looked, in memory, whether something happened in a shop.
const TICK: Duration = Duration::from_millis(100);
/// A shop in which nothing happened is asked this often whether the time of something has come.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// A gateway is waited for this many times as long as a follower's lease lasts, half a minute.
const ANSWER_LEASES: u32 = 5;
/// One node works on a charge for this many times as long: longer than an answer may take.
const CHARGE_LEASES: i32 = 8;
/// Most orders that lapse at once.
const LAPSES_AT_ONCE: i64 = 50;

impl Engine {
    /// From here on this engine asks a gateway for the money of parcels that are about to leave.
    pub fn collect_by(&self, gateway: Arc<dyn Gateway>) {
        let collector = Collector {
            engine: self.clone(),
            gateway,
        };
        let stopping = self.stopping.clone();
        self.tasks.spawn(async move {
            stopping.run_until_cancelled(collector.run()).await;
        });
    }

    /// Does what there is to do about the money of a shop at this moment, and waits for it.
    pub async fn collect_now(
        &self,
        shop: &Shop,
        gateway: Arc<dyn Gateway>,
    ) -> Result<(), PayError> {
        let engine = self.clone();
        Collector { engine, gateway }.look(shop).await
    }
}

struct Collector {
    engine: Engine,
    gateway: Arc<dyn Gateway>,
}

impl Collector {
    async fn run(&self) {
        let mut looked: HashMap<ShopId, (i64, Instant)> = HashMap::new();
        loop {
            for shop in self.engine.live.shops() {
                if !shop.paid_here {
                    continue;
                }
                let seq = self.engine.live.read_to(&shop.id);
                let is_seen =
                    |(known, at): &(i64, Instant)| *known == seq && at.elapsed() < LOOK_AGAIN;
                if looked.get(&shop.id).is_some_and(is_seen) {
                    continue;
                }
                looked.insert(shop.id.clone(), (seq, Instant::now()));
                if let Err(error) = self.look(&shop).await {
                    tracing::warn!(shop = %shop.slug, %error, "charges did not come further; trying again");
                }
            }
            tokio::time::sleep(TICK).await;
        }
    }

    fn caller(&self, shop: &Shop) -> Caller {
        Caller {
            shop: shop.id.clone(),
            now: shop.time(self.engine.now()),
        }
    }

    /// Does what there is to do in a shop.
    async fn look(&self, shop: &Shop) -> Result<(), PayError> {
        let now = shop.time(self.engine.now()).as_millisecond();
        let (lapsing, mut is_at_work) = self
            .engine
            .ask(async |session| {
                let lapsing = methods::to_lapse(session, &shop.id, now, LAPSES_AT_ONCE).await?;
                Ok((lapsing, payments::is_at_work(session, &shop.id, now).await?))
            })
            .await?;
        for order in lapsing {
            self.lapse(shop, order).await?;
        }
        while is_at_work {
            let (context, lease) = (Context::by(By::System), self.engine.charge_lease());
            let work = self
                .engine
                .execute(&shop.id, context, TakeUpCharges { lease })
                .await?;
            is_at_work = !work.is_empty();
            let all = join_all(work.into_iter().map(|work| self.carry_out(shop, work)));
            all.await.into_iter().collect::<Result<(), _>>()?;
        }
        Ok(())
    }

    /// Somebody who named a method in time and did not come back is asked for first.
    async fn lapse(&self, shop: &Shop, order: OrderId) -> Result<(), PayError> {
        match named(
            &self.engine,
            self.gateway.as_ref(),
            &self.caller(shop),
            &order,
        )
        .await
        {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            // A gateway that is away is no fault of the shopper.
            Err(PayError::Gateway(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
        let lapse = LapseMethod { order };
        let context = Context::by(By::System);
        self.engine.execute(&shop.id, context, lapse).await?;
        Ok(())
    }

    /// Asks what is to be asked, until there is nothing more to ask at once.
    async fn carry_out(&self, shop: &Shop, work: Work) -> Result<(), ExecuteError> {
        let caller = self.caller(shop);
        let mut next = Some(work);
        while let Some(work) = next.take() {
            let said = self
                .engine
                .ask_gateway(self.gateway.as_ref(), &caller, &work.call)
                .await;
            let record = RecordOutcome {
                charge: work.charge,
                attempt: work.attempt,
                said,
                lease: self.engine.charge_lease(),
            };
            let context = Context::by(By::System);
            next = self.engine.execute(&shop.id, context, record).await?;
        }
        Ok(())
    }
}

impl Engine {
    /// For how long this engine works on a charge before another one may.
    pub(super) fn charge_lease(&self) -> SignedDuration {
        let lease = SignedDuration::try_from(self.lease).unwrap_or(SignedDuration::MAX);
        lease.saturating_mul(CHARGE_LEASES)
    }

    /// Asks a gateway, and waits for it no longer than a while.
    pub(super) async fn ask_gateway(
        &self,
        gateway: &dyn Gateway,
        caller: &Caller,
        call: &Call,
    ) -> Said {
        let asked = async {
            match call {
                Call::Open { key, ask } => gateway.open(caller, key, ask).await.map(Said::Opened),
                Call::Confirm { key, ask } => {
                    gateway.confirm(caller, key, ask).await.map(Said::Outcome)
                }
                Call::Read { intent } => gateway.read(caller, intent).await.map(Said::Outcome),
                Call::Cancel { key, intent } => {
                    gateway.cancel(caller, key, intent).await.map(Said::Outcome)
                }
            }
        };
        let answer = tokio::time::timeout(self.lease * ANSWER_LEASES, asked).await;
        answer
            .unwrap_or(Err(Trouble::Unknown))
            .unwrap_or_else(Said::Nothing)
    }
}
