//! One transaction for many commands.

use super::at_once::Tried;
use super::look_up::{Found, Written};
use super::named;
use super::new_shop::CreateShop;
use super::placing::{Numbers, OrderRows, PlaceOrder, PlacedOrder, decide};
use super::single::{Carried, Context, Single};
use super::state::ShopState;
use super::turn::Turn;
use super::{Job, Published, Work, Writer};
use crate::at_work::Part;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::live::Committed;
use crate::store::events::{AnswerRow, EventRow, StoredAnswer};
use crate::store::json::json;
use crate::store::shops::ShopRow;
use crate::store::variants::CountersRow;
use crate::store::{
    Session, StoreError, Write, date_moves, events, followers, orders, shops, variants,
};
use dockline_domain::id::{ShopId, Sku};
use dockline_domain::refusal::Refusal;
use dockline_view::{Shop, VariantSnapshot};
use futures::FutureExt as _;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// What a batch has decided and not yet written.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) rows: OrderRows,
    dirty: BTreeSet<(ShopId, Sku)>,
    pub(super) events: Vec<EventRow>,
    pub(super) stored: HashMap<(ShopId, String), (String, String)>,
    pub(super) new_answers: Vec<AnswerRow>,
    pub(super) published: BTreeMap<ShopId, Published>,
}

impl Batch {
    /// What was answered when the idempotency key of a command was used before; an error when it
    /// was used for another request.
    fn replay(&self, shop: &ShopId, context: &Context) -> Result<Option<&str>, ExecuteError> {
        let stored = context
            .key
            .as_ref()
            .and_then(|key| Some((key, self.stored.get(&(shop.clone(), key.key.clone()))?)));
        match stored {
            None => Ok(None),
            Some((key, (fingerprint, _))) if *fingerprint != key.fingerprint => {
                Err(ExecuteError::KeyReused)
            }
            Some((_, (_, answer))) => Ok(Some(answer)),
        }
    }

    /// What a placement was answered when its idempotency key was used before.
    pub(super) fn placed_before(
        &self,
        shop: &ShopId,
        context: &Context,
    ) -> Option<Result<PlacedOrder, ExecuteError>> {
        match self.replay(shop, context) {
            Ok(stored) => stored
                .map(|answer| serde_json::from_str(answer).map_err(|_| ExecuteError::Internal)),
            Err(refused) => Some(Err(refused)),
        }
    }

    /// Keeps an answer with the idempotency key of its command, if there is one.
    fn remember(
        &mut self,
        shop: &ShopId,
        context: &Context,
        answer: impl FnOnce() -> Option<String>,
        at: Timestamp,
    ) {
        let Some(key) = &context.key else { return };
        let Some(answer) = answer() else { return };
        self.stored.insert(
            (shop.clone(), key.key.clone()),
            (key.fingerprint.clone(), answer.clone()),
        );
        let (key, fingerprint) = (key.key.clone(), key.fingerprint.clone());
        self.new_answers.push(AnswerRow {
            digest: events::digest(shop, &key),
            shop: shop.clone(),
            key,
            fingerprint,
            answer,
            at: at.as_millisecond(),
        });
    }

    fn published(&mut self, shop: &ShopId) -> &mut Published {
        self.published.entry(shop.clone()).or_default()
    }
}

impl Writer {
    /// Carries out commands in one transaction and answers them after the commit. When the database
    /// fails, every caller is told so, and what is known in memory is read again.
    pub(super) async fn batch(&mut self, mut jobs: Vec<Job>) {
        let _at_work = self.live.at_work.begin(Part::Lane);
        metrics::histogram!("dockline_batch_commands")
            .record(u32::try_from(jobs.len()).unwrap_or(u32::MAX));
        if let Err(error) = self.carry_out(&mut jobs).await {
            tracing::error!(%error, "a batch of commands was not committed");
            // In memory numbers were given and snapshots replaced for what the database does not
            // have.
            self.forget(&jobs);
            let told = ExecuteError::of(&error);
            for job in &mut jobs {
                job.work.refuse(told.clone());
            }
        }
        for job in jobs {
            job.work.send();
        }
    }

    /// Forgets the shops of some commands.
    fn forget(&mut self, jobs: &[Job]) {
        for job in jobs {
            match job.work.shop() {
                Some(shop) => drop(self.shops.remove(shop)),
                None => self.shops.clear(),
            }
        }
    }

    async fn carry_out(&mut self, jobs: &mut [Job]) -> Result<(), StoreError> {
        match self.at_once(jobs).await? {
            Tried::Done => Ok(()),
            Tried::Not(Some(session)) => self.try_batch(session, jobs).await,
            Tried::Not(None) => {
                let session = self.lane.write().await?;
                self.try_batch(session, jobs).await
            }
        }
    }

    async fn try_batch(
        &mut self,
        mut session: Session,
        jobs: &mut [Job],
    ) -> Result<(), StoreError> {
        self.lock_shops(&mut session, jobs).await?;
        let mut batch = Batch {
            stored: stored_answers(&mut session, jobs).await?,
            ..Batch::default()
        };
        // Before the first decision, so that placements find all they need in memory and the batch
        // is read with one statement for each kind, not for each order.
        self.load_wanted(&mut session, jobs).await?;
        for Job { context, work } in jobs {
            if work
                .shop()
                .is_some_and(|shop| !self.shops.contains_key(shop))
            {
                work.refuse(ExecuteError::not_found("shop", ""));
                continue;
            }
            match work {
                Work::Place { shop, place } => {
                    let answer = self
                        .place(&mut session, &mut batch, shop, &place.command, context)
                        .await?;
                    place.answer = Some(answer);
                }
                Work::Single { shop, command } => {
                    self.single(&mut session, &mut batch, shop, command.as_mut(), context)
                        .await?;
                }
                Work::CreateShop(create) => {
                    let command = create.command.clone();
                    let answer = self
                        .create_shop(&mut session, &mut batch, command, context)
                        .await?;
                    create.answer = Some(answer);
                }
            }
        }
        self.finish(session, batch).await
    }

    async fn place(
        &mut self,
        session: &mut Session,
        batch: &mut Batch,
        shop: &ShopId,
        command: &PlaceOrder,
        context: &Context,
    ) -> Result<Result<PlacedOrder, ExecuteError>, StoreError> {
        if let Some(answer) = batch.placed_before(shop, context) {
            return Ok(answer);
        }
        self.load(
            session,
            shop,
            &command.lines.iter().map(|line| line.sku.clone()).collect(),
        )
        .await?;
        let held = self.held(session, batch, shop, command).await?;
        Ok(self.decide(batch, shop, command, context, &held))
    }

    /// Decides a placement in memory, of which everything that it needs is known.
    pub(super) fn decide(
        &mut self,
        batch: &mut Batch,
        shop: &ShopId,
        command: &PlaceOrder,
        context: &Context,
        held: &BTreeMap<Sku, u32>,
    ) -> Result<PlacedOrder, ExecuteError> {
        let now = self.clock.now();
        let Some(state) = self.shops.get_mut(shop) else {
            return Err(ExecuteError::Internal);
        };
        let at = state.shop.time(now);
        let Some(last_order) = state.last_order else {
            return Err(ExecuteError::Internal);
        };
        let numbers = Numbers {
            order: last_order + 1,
            event: state.seq + 1,
        };
        let decision = || {
            let wanted = command.wanted();
            decide(wanted, &state.shop, &state.variants, held, at, numbers)
        };
        // `decide` only reads: a refusal or a panic in it leaves nothing to undo, so a placement
        // needs no savepoint.
        let decided = match catch_unwind(AssertUnwindSafe(decision)) {
            Ok(Ok(decided)) => decided,
            Ok(Err(refused)) => return Err(refused),
            Err(_) => return Err(ExecuteError::Internal),
        };
        batch
            .events
            .push(state.next_event(&decided.event(&state.variants), at, &context.by));
        state.last_order = Some(decided.answer.number);
        decided.write(
            command,
            shop,
            &state.variants,
            &mut batch.rows,
            &mut batch.published.entry(shop.clone()).or_default().lines,
        );
        for (sku, supply) in decided.supplies {
            if let Some(variant) = state.variants.get_mut(&sku) {
                let old = &variant.snapshot;
                let news = Arc::clone(&old.news);
                let (shop, handle, record) =
                    (Arc::clone(&old.shop), old.handle.clone(), old.record);
                let new = VariantSnapshot {
                    shop,
                    handle,
                    sku: sku.clone(),
                    version: state.seq,
                    as_of: at,
                    supply,
                    news,
                    record,
                };
                variant.snapshot = Arc::new(new);
            }
            batch.dirty.insert((shop.clone(), sku.clone()));
            batch.published(shop).skus.insert(sku);
        }
        batch.remember(shop, context, || Some(json(&decided.answer)), at);
        Ok(decided.answer)
    }

    /// Units this customer holds already, read only when a variant of the order has a limit per
    /// customer.
    async fn held(
        &mut self,
        session: &mut Session,
        batch: &mut Batch,
        shop: &ShopId,
        command: &PlaceOrder,
    ) -> Result<BTreeMap<Sku, u32>, StoreError> {
        let limited = |state: &ShopState| {
            let of_shop = state.shop.rules.orders.per_customer.is_some();
            let variant = |sku: &Sku| {
                state
                    .variants
                    .get(sku)
                    .is_some_and(|variant| variant.snapshot.supply.policy.per_customer.is_some())
            };
            of_shop || command.lines.iter().any(|line| variant(&line.sku))
        };
        if !self.shops.get(shop).is_some_and(limited) {
            return Ok(BTreeMap::new());
        }
        // Orders of the same batch count too, and the database is asked.
        self.flush(session, batch).await?;
        Ok(orders::held(session, shop, command.person.email.as_str())
            .await?
            .into_iter()
            .collect())
    }

    async fn single(
        &mut self,
        session: &mut Session,
        batch: &mut Batch,
        shop: &ShopId,
        command: &mut dyn Single,
        context: &Context,
    ) -> Result<(), StoreError> {
        match batch.replay(shop, context) {
            Ok(None) => {}
            Ok(Some(answer)) => {
                command.repeat(answer);
                return Ok(());
            }
            Err(refused) => {
                command.refuse(refused);
                return Ok(());
            }
        }
        // The command reads the database: placements before it in the batch have to be there. And
        // they are outside of its savepoint, so undoing it keeps them.
        self.flush(session, batch).await?;
        let now = self.clock.now();
        let Some(state) = self.shops.get_mut(shop) else {
            command.refuse(ExecuteError::Internal);
            return Ok(());
        };
        let (seq, shop_before, at) = (state.seq, Arc::clone(&state.shop), state.shop.time(now));
        session.savepoint().await?;
        let mut turn = Turn::new(session, state, (at, &context.by), &self.vault);
        let carried = AssertUnwindSafe(command.run(&mut turn))
            .catch_unwind()
            .await
            .unwrap_or(Carried::Refused);
        if carried == Carried::Out {
            turn.save_versions().await?;
        }
        let (published, events) = (
            std::mem::take(&mut turn.published),
            std::mem::take(&mut turn.events),
        );
        match carried {
            Carried::Out => {
                let unnamed = || named::unnamed(&published, &events);
                debug_assert_eq!(unnamed(), Vec::<String>::new());
                session.release().await?;
            }
            Carried::Refused => {
                session.undo().await?;
                if let Some(state) = self.shops.get_mut(shop) {
                    state.undo_to(seq);
                    state.shop = shop_before;
                }
                return Ok(());
            }
        }
        if let Some(state) = self.shops.get_mut(shop) {
            // What the command wrote is not in these snapshots. They are read again when a
            // placement needs them or before the commit, whichever comes first: many commands on
            // one variant read it once.
            state.forget_changed(&published);
        }
        batch.events.extend(events);
        batch.published(shop).merge(published);
        batch.remember(shop, context, || command.stored(), at);
        Ok(())
    }

    async fn create_shop(
        &mut self,
        session: &mut Session,
        batch: &mut Batch,
        command: CreateShop,
        context: &Context,
    ) -> Result<Result<Arc<Shop>, ExecuteError>, StoreError> {
        let at = self.clock.now();
        let shop = match command.shop(at) {
            Ok(shop) => Arc::new(shop),
            Err(refused) => return Ok(Err(refused)),
        };
        if !shops::insert(session, &shop, at.as_millisecond()).await? {
            return Ok(Err(Refusal::ShopExists(shop.slug.clone()).into()));
        }
        if shop.writes_mails() {
            // Whoever orders first is written to as well.
            followers::begin(session, &shop.id, followers::MAILS, 0).await?;
        }
        let mut state = ShopState::new(ShopRow {
            shop: Arc::clone(&shop),
            seq: 0,
        });
        batch.events.push(state.next_event(
            &Event::ShopCreated {
                slug: shop.slug.clone(),
            },
            at,
            &context.by,
        ));
        batch.published(&shop.id).shop_changed = true;
        self.shops.insert(shop.id.clone(), state);
        Ok(Ok(shop))
    }

    /// Writes the placements that were decided, so that what follows reads them.
    async fn flush(&mut self, session: &mut Session, batch: &mut Batch) -> Result<(), StoreError> {
        let writes = self.placements(batch);
        session.write(&writes).await
    }

    pub(super) fn placements(&self, batch: &mut Batch) -> Vec<Write> {
        let rows = std::mem::take(&mut batch.rows);
        let mut counters = variants::counters();
        for (shop, sku) in &std::mem::take(&mut batch.dirty) {
            let state = self.shops.get(shop);
            if let Some(variant) = state.and_then(|state| state.variants.get(sku)) {
                counters.push(&CountersRow {
                    shop,
                    sku,
                    counters: variant.snapshot.supply.counters,
                });
            }
        }
        let mut writes = Vec::from(rows.writes());
        writes.push(counters.write());
        writes
    }

    /// Writes what is left, commits, and tells readers.
    async fn finish(&mut self, mut session: Session, mut batch: Batch) -> Result<(), StoreError> {
        let changed: BTreeSet<ShopId> = batch
            .events
            .iter()
            .map(|event| event.shop.clone())
            .collect();
        let mut writes = vec![
            events::insert(&batch.events),
            events::insert_answers(&batch.new_answers),
        ];
        for shop in &changed {
            if let Some(state) = self.shops.get(shop) {
                writes.push(shops::save_seq(shop, state.seq));
            }
        }
        writes.extend(self.placements(&mut batch));
        // Snapshots are read in this transaction, under the lock of their shop: they hold the
        // events up to `seq` and nothing else, and `seq` is the version that they carry. After the
        // commit another node may write first, and they would show more than they say.
        //
        // The rows have to be there before they are read. A batch of nothing but placements reads
        // nothing, because placements have left theirs in memory. Then rows and commit are one
        // call.
        self.forget_moved(&batch);
        if batch
            .published
            .iter()
            .any(|(shop, published)| self.reads_again(shop, published))
        {
            session.write(&std::mem::take(&mut writes)).await?;
        }
        let mut committed = Vec::new();
        for (id, published) in std::mem::take(&mut batch.published) {
            let events = batch.events.iter().filter(|event| event.shop == id).count();
            let events = i64::try_from(events).unwrap_or(0);
            committed.extend(self.committed(&mut session, &id, published, events).await?);
        }
        for one in committed.iter().filter(|one| one.events > 0) {
            session.notify(&one.shop.id, one.seq).await?;
        }
        let mut committing = Vec::with_capacity(changed.len());
        for shop in &changed {
            committing.push(self.live.committing(shop).await);
        }
        self.commit(session, &writes, &batch).await?;
        for one in committed {
            self.live.apply(one);
        }
        Ok(())
    }

    /// Commits. Where that is not answered, the database is asked what became of it.
    async fn commit(
        &self,
        session: Session,
        writes: &[Write],
        batch: &Batch,
    ) -> Result<(), StoreError> {
        let Err(error) = session.commit(writes).await else {
            return Ok(());
        };
        let StoreError::Unanswered(cause) = error else {
            return Err(error);
        };
        let of_events = batch.events.first().map(|event| &event.shop);
        let of_answers = || batch.new_answers.first().map(|answer| &answer.shop);
        let Some(shop) = of_events.or_else(of_answers) else {
            return Err(StoreError::Unanswered(cause));
        };
        let written = Written {
            shop,
            events: &batch.events,
            answers: &batch.new_answers,
        };
        match self.look_up(&written).await {
            Found::There => Ok(()),
            Found::Nothing(session) => {
                session.end().await?;
                Err(StoreError::Away(cause))
            }
            Found::Unknown => Err(StoreError::Unanswered(cause)),
        }
    }

    /// What was read before the events of this batch were written does not know the dates that
    /// moved in it.
    fn forget_moved(&mut self, batch: &Batch) {
        let moved: BTreeSet<&ShopId> = batch
            .events
            .iter()
            .filter(|event| date_moves::KINDS.contains(&event.kind))
            .map(|event| &event.shop)
            .collect();
        for id in moved {
            if let (Some(state), Some(published)) =
                (self.shops.get_mut(id), batch.published.get(id))
            {
                state
                    .variants
                    .retain(|sku, _| !published.skus.contains(sku));
            }
        }
    }

    /// Whether snapshots have to be read from what was written, before the commit: placements leave
    /// theirs in memory.
    fn reads_again(&self, shop: &ShopId, published: &Published) -> bool {
        let known = |sku| {
            self.shops
                .get(shop)
                .is_some_and(|state| state.variants.contains_key(sku))
        };
        published.shop_changed || !published.skus.iter().all(known)
    }

    async fn committed(
        &mut self,
        session: &mut Session,
        id: &ShopId,
        mut published: Published,
        events: i64,
    ) -> Result<Option<Committed>, StoreError> {
        if published.shop_changed {
            published.skus.extend(self.live.known_skus(id));
        }
        self.load(session, id, &published.skus).await?;
        Ok(self.told(id, published, events))
    }

    /// What readers have to know of a shop's part of a batch.
    pub(super) fn told(&self, id: &ShopId, published: Published, events: i64) -> Option<Committed> {
        let state = self.shops.get(id)?;
        let snapshots = published
            .skus
            .iter()
            .filter_map(|sku| state.variants.get(sku))
            .map(|variant| Arc::clone(&variant.snapshot));
        let gone = published
            .skus
            .iter()
            .filter(|sku| !state.variants.contains_key(*sku))
            .cloned();
        Some(Committed {
            gone: gone.collect(),
            shop: Arc::clone(&state.shop),
            shop_changed: published.shop_changed,
            dates_moved: published.dates_moved,
            seq: state.seq,
            events,
            snapshots: snapshots.collect(),
            products: published.products,
            lines: published.lines,
            orders: published.orders,
        })
    }
}

/// The idempotency keys of some commands.
pub(super) fn keys(jobs: &[Job]) -> Vec<(&ShopId, &str)> {
    jobs.iter()
        .filter_map(|job| Some((job.work.shop()?, job.context.key.as_ref()?.key.as_str())))
        .collect()
}

/// Stored answers by their keys.
pub(super) fn by_key(stored: Vec<StoredAnswer>) -> HashMap<(ShopId, String), (String, String)> {
    stored
        .into_iter()
        .map(|one| ((one.shop, one.key), (one.fingerprint, one.answer)))
        .collect()
}

async fn stored_answers(
    session: &mut Session,
    jobs: &[Job],
) -> Result<HashMap<(ShopId, String), (String, String)>, StoreError> {
    let keys = keys(jobs);
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(by_key(events::answers(session, &keys).await?))
}
