//! Asks a gateway for the money of parcels that are about to leave, and to send what goes back. Cancels
//! orders for which no method was named in time, and those whose payment was not repaired.
//!
//! What there is to do stands in the rows, with the time from which on. Each charge is worked on by
//! one node at a time: it has a lease that is longer than an answer may take. A node that dies leaves
//! what it asked written down, and another one goes on after the lease.

use super::hosted::{PayError, look_at, named};
use crate::Engine;
use crate::command::{
    Call, Context, HandleHints, LapseMethod, PlanRefunds, RecordOutcome, RecordRefund, RefundCall,
    RefundSaid, RefundWork, Said, TakeUpCharges, TakeUpRefunds, Work,
};
use crate::error::ExecuteError;
use crate::gateway::{Answer, Caller, Gateway, Trouble};
use crate::store::gateways::{self, HintRow};
use crate::store::{StoreError, methods, orders, payments, refunds};
use dockline_domain::by::By;
use dockline_domain::id::{OrderId, ShopId};
use dockline_view::Shop;
use futures::future::{join_all, join4};
use futures::stream::FuturesUnordered;
use futures::{FutureExt as _, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, HashMap, HashSet};
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
const LAPSES_AT_ONCE: i64 = 16;
/// Most orders of a program that kept no refunds that are looked through at once.
const PLANNED_AT_ONCE: i64 = 16;
/// Most messages of gateways that are looked into at once.
const HINTS_AT_ONCE: i64 = 64;
/// A message of a gateway that cannot be reached for so long is looked into no more.
const HINT_GROWS_OLD: SignedDuration = SignedDuration::from_hours(24);
/// Most shops that are looked at at the same time.
const SHOPS_AT_ONCE: usize = 32;

impl Engine {
    /// From here on this engine asks a gateway for the money of parcels that are about to leave.
    pub fn collect_by(&self, gateway: Arc<dyn Gateway>) {
        let collector = Collector {
            engine: self.clone(),
            gateway,
        };
        let stopping = self.stopping.clone();
        let (engine, books) = (collector.engine.clone(), Arc::clone(&collector.gateway));
        self.tasks.spawn(async move {
            stopping.run_until_cancelled(collector.run()).await;
        });
        let stopping = self.stopping.clone();
        self.tasks.spawn(async move {
            let compare = super::reconcile::every_night(&engine, books.as_ref());
            stopping.run_until_cancelled(compare).await;
        });
    }

    /// Does what there is to do about the money of a shop at this moment, and waits for it.
    pub async fn collect_now(
        &self,
        shop: &Shop,
        gateway: Arc<dyn Gateway>,
    ) -> Result<(), PayError> {
        let engine = self.clone();
        let collector = Collector { engine, gateway };
        while collector.look(shop).await? {}
        Ok(())
    }
}

struct Collector {
    engine: Engine,
    gateway: Arc<dyn Gateway>,
}

impl Collector {
    /// Shops are looked at side by side: one whose gateway is slow keeps no other waiting.
    async fn run(&self) {
        let mut looked: HashMap<ShopId, (i64, Instant)> = HashMap::new();
        let mut busy: HashSet<ShopId> = HashSet::new();
        let mut looks = FuturesUnordered::new();
        loop {
            self.engine.hinted.retain(|shop, ()| {
                looked.remove(shop);
                false
            });
            for shop in self.engine.live.shops() {
                if !shop.paid_here || busy.len() >= SHOPS_AT_ONCE || busy.contains(&shop.id) {
                    continue;
                }
                let seq = self.engine.live.read_to(&shop.id);
                let is_seen =
                    |(known, at): &(i64, Instant)| *known == seq && at.elapsed() < LOOK_AGAIN;
                if looked.get(&shop.id).is_some_and(is_seen) {
                    continue;
                }
                looked.insert(shop.id.clone(), (seq, Instant::now()));
                busy.insert(shop.id.clone());
                looks.push(async move {
                    let more = self.look(&shop).await.unwrap_or_else(|error| {
                        tracing::warn!(shop = %shop.slug, %error, "charges did not come further; trying again");
                        false
                    });
                    (shop.id.clone(), more)
                });
            }
            tokio::select! {
                Some((shop, more)) = looks.next() => {
                    busy.remove(&shop);
                    if more {
                        looked.remove(&shop);
                    }
                }
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }

    /// Does some of what there is to do in a shop. Answers whether there may be more.
    async fn look(&self, shop: &Shop) -> Result<bool, PayError> {
        let now = shop.time(self.engine.now()).as_millisecond();
        let (lapsing, is_at_work, gives_back, unplanned, hints) = self
            .engine
            .ask(async |session| {
                Ok((
                    methods::to_lapse(session, &shop.id, now, LAPSES_AT_ONCE).await?,
                    payments::is_at_work(session, &shop.id, now).await?,
                    refunds::is_at_work(session, &shop.id, now).await?,
                    payments::unplanned(session, &shop.id, PLANNED_AT_ONCE).await?,
                    gateways::waiting(session, &shop.id, HINTS_AT_ONCE).await?,
                ))
            })
            .await?;
        if !unplanned.is_empty() {
            let plan = PlanRefunds { orders: unplanned };
            let context = Context::by(By::System);
            // What cannot be planned keeps nothing else of the shop's money from going on.
            if let Err(error) = self.engine.execute(&shop.id, context, plan).await {
                tracing::warn!(shop = %shop.slug, %error, "what is to go back was not planned; trying again");
            }
        }
        let lapses = lapsing.into_iter().map(async |order| {
            let name = order.clone();
            if let Err(error) = self.lapse(shop, order).await {
                tracing::warn!(shop = %shop.slug, order = %name, %error, "an order did not lapse; trying again");
            }
        });
        let ((), (), taken_up, given_back) = join4(
            join_all(lapses).map(drop),
            self.hear(shop, hints),
            self.take_up(shop, is_at_work),
            self.give_back(shop, gives_back),
        )
        .await;
        Ok(taken_up? | given_back?)
    }

    /// Looks at the orders of which gateways said something by themselves.
    async fn hear(&self, shop: &Shop, hints: Vec<HintRow>) {
        let mut orders: BTreeMap<OrderId, Timestamp> = BTreeMap::new();
        for hint in hints {
            let until = orders.entry(hint.order).or_insert(hint.received_at);
            *until = hint.received_at.max(*until);
        }
        let looks = orders.into_iter().map(async |(order, until)| {
            let name = order.clone();
            if let Err(error) = self.hear_of(shop, order, until).await {
                tracing::warn!(shop = %shop.slug, order = %name, %error, "what a gateway said was not looked into; trying again");
            }
        });
        join_all(looks).await;
    }

    async fn hear_of(&self, shop: &Shop, order: OrderId, until: Timestamp) -> Result<(), PayError> {
        match look_at(&self.engine, self.gateway.as_ref(), shop, &order).await {
            Err(PayError::Gateway(Trouble::NotAsked | Trouble::Unknown))
                if self.engine.now().duration_since(until) < HINT_GROWS_OLD =>
            {
                return Ok(());
            }
            // What the gateway refuses to say now is asked when its time comes.
            Ok(()) | Err(PayError::Gateway(_)) => {}
            Err(error) => return Err(error),
        }
        let context = Context::by(By::System);
        let handle = HandleHints { order, until };
        Ok(self.engine.execute(&shop.id, context, handle).await?)
    }

    /// Takes up a batch of refunds. Answers whether there was one.
    async fn give_back(&self, shop: &Shop, gives_back: bool) -> Result<bool, PayError> {
        if !gives_back {
            return Ok(false);
        }
        let (context, lease) = (Context::by(By::System), self.engine.charge_lease());
        let work = self
            .engine
            .execute(&shop.id, context, TakeUpRefunds { lease })
            .await?;
        let more = !work.is_empty();
        let all = work.into_iter().map(async |work| {
            let refund = work.refund.clone();
            if let Err(error) = self.send_back(shop, work).await {
                tracing::warn!(shop = %shop.slug, %refund, %error, "a refund did not come further; trying again");
            }
        });
        join_all(all).await;
        Ok(more)
    }

    /// Asks what is to be asked about a refund, until there is nothing more to ask at once.
    async fn send_back(&self, shop: &Shop, work: RefundWork) -> Result<(), ExecuteError> {
        let mut next = Some(work);
        while let Some(work) = next.take() {
            let gateway = self.gateway.as_ref();
            let said = self.engine.ask_about_refund(gateway, shop, &work).await;
            let record = RecordRefund {
                refund: work.refund,
                attempt: work.attempt,
                said,
                lease: Some(self.engine.charge_lease()),
            };
            let context = Context::by(By::System);
            next = self.engine.execute(&shop.id, context, record).await?;
        }
        Ok(())
    }

    /// Takes up a batch of charges. Answers whether there was one.
    async fn take_up(&self, shop: &Shop, is_at_work: bool) -> Result<bool, PayError> {
        if !is_at_work {
            return Ok(false);
        }
        let (context, lease) = (Context::by(By::System), self.engine.charge_lease());
        let work = self
            .engine
            .execute(&shop.id, context, TakeUpCharges { lease })
            .await?;
        let more = !work.is_empty();
        let all = work.into_iter().map(async |work| {
            let charge = work.charge.clone();
            if let Err(error) = self.carry_out(shop, work).await {
                tracing::warn!(shop = %shop.slug, %charge, %error, "a charge did not come further; trying again");
            }
        });
        join_all(all).await;
        Ok(more)
    }

    /// Somebody who named a method in time and did not come back is asked for first.
    /// Whether an order is paid by a gateway that the shop uses no more.
    async fn is_of_former(&self, shop: &Shop, order: &OrderId) -> Result<bool, StoreError> {
        let row = self
            .engine
            .ask(async |session| orders::by_id(session, &shop.id, order).await)
            .await?;
        Ok(row.is_some_and(|row| row.gateway != shop.gateway))
    }

    async fn lapse(&self, shop: &Shop, order: OrderId) -> Result<(), PayError> {
        match named(&self.engine, self.gateway.as_ref(), shop, &order).await {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            // A gateway that is away, or refuses the shop, is no fault of the shopper: the card may be
            // saved there. A former one that refuses is asked for good in vain, and keeps no units.
            Err(PayError::Gateway(Trouble::Refused(_)))
                if self.is_of_former(shop, &order).await? => {}
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
        let mut next = Some(work);
        while let Some(work) = next.take() {
            let gateway = self.gateway.as_ref();
            let said = self.engine.ask_gateway(gateway, shop, &work).await;
            let record = RecordOutcome {
                charge: work.charge,
                attempt: work.attempt,
                read: None,
                said,
                lease: Some(self.engine.charge_lease()),
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

    /// Who is asked for a shop by one of its gateways. Where that is not known now nobody is asked.
    pub(super) async fn caller(&self, shop: &Shop, gateway: u32) -> Result<Caller, Trouble> {
        let account = self.account(&shop.id, gateway).await.map_err(|error| {
            tracing::warn!(shop = %shop.slug, gateway, %error, "the account of a gateway cannot be read");
            Trouble::NotAsked
        })?;
        Ok(Caller {
            shop: shop.id.clone(),
            now: shop.time(self.now()),
            account,
        })
    }

    /// Asks a gateway, and waits for it no longer than a while.
    pub(super) async fn ask_gateway(
        &self,
        gateway: &dyn Gateway,
        shop: &Shop,
        work: &Work,
    ) -> Said {
        let asked: Answer<'_, Said> = Box::pin(async move {
            let caller = &self.caller(shop, work.gateway).await?;
            match &work.call {
                Call::Open { key, ask } => gateway.open(caller, key, ask).await.map(Said::Opened),
                Call::Confirm { key, ask } => {
                    gateway.confirm(caller, key, ask).await.map(Said::Outcome)
                }
                Call::Read { intent } => gateway.read(caller, intent).await.map(Said::Outcome),
                Call::Cancel { key, intent } => {
                    gateway.cancel(caller, key, intent).await.map(Said::Outcome)
                }
            }
        });
        self.in_time(asked).await.unwrap_or_else(Said::Nothing)
    }

    async fn ask_about_refund(
        &self,
        gateway: &dyn Gateway,
        shop: &Shop,
        work: &RefundWork,
    ) -> RefundSaid {
        let asked: Answer<'_, RefundSaid> = Box::pin(async move {
            let caller = &self.caller(shop, work.gateway).await?;
            match &work.call {
                RefundCall::Refund { key, ask } => gateway
                    .refund(caller, key, ask)
                    .await
                    .map(RefundSaid::Refunded),
                RefundCall::Read { intent } => gateway
                    .refunds_of(caller, intent)
                    .await
                    .map(RefundSaid::Found),
            }
        });
        self.in_time(asked)
            .await
            .unwrap_or_else(RefundSaid::Nothing)
    }

    /// Waits for a gateway no longer than a while.
    pub(super) async fn in_time<T>(&self, asked: Answer<'_, T>) -> Result<T, Trouble> {
        let answer = tokio::time::timeout(self.lease * ANSWER_LEASES, asked).await;
        answer.unwrap_or(Err(Trouble::Unknown))
    }
}
