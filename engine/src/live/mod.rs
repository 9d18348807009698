//! What readers share in memory: the newest snapshot of each variant, the lines, the products. The
//! writer replaces what it changed right after a commit; what another node changed is replaced when
//! the log says so.

mod hints;
mod lines;
mod planned;
mod reached;

use crate::at_work::AtWork;
use crate::event::{Event, InLine};
use crate::store::catalogue::ProductRow;
use dashmap::DashMap;
use dockline_domain::id::{BackorderId, Handle, OrderId, ShopId, Sku};
use dockline_domain::line::{Line, Place};
use dockline_view::{Shop, VariantSnapshot};
use hints::Hints;
use lines::LiveLine;
use planned::Planned;
use reached::Reached;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedMutexGuard, watch};

/// The shared state.
#[derive(Default)]
pub(crate) struct Live {
    /// Each shop as it was after an event.
    shops: DashMap<ShopId, (i64, Arc<Shop>)>,
    slugs: DashMap<String, ShopId>,
    /// How far the log of each shop was read: where to look for what other nodes have written.
    reached: DashMap<ShopId, Arc<Reached>>,
    variants: DashMap<(ShopId, Sku), watch::Sender<Arc<VariantSnapshot>>>,
    /// Variants that are being read for the first time, and by how many.
    reading: DashMap<(ShopId, Sku), usize>,
    products: DashMap<(ShopId, Handle), Arc<ProductRow>>,
    /// How often a product was forgotten.
    products_forgotten: AtomicU64,
    lines: DashMap<(ShopId, Sku), Arc<Mutex<LiveLine>>>,
    /// Versions of orders that somebody watches.
    orders: DashMap<OrderId, watch::Sender<i64>>,
    /// Held while the writer commits to a shop and takes over what it has committed.
    committing: DashMap<ShopId, Arc<tokio::sync::Mutex<()>>>,
    /// Wakes followers.
    dates_moved: Notify,
    /// Wakes those who wait for a follower's cursor.
    followed: Notify,
    /// Batches of the writer, and looks at the log, that are going on.
    pub(crate) at_work: AtWork,
    /// Where other nodes are said to have written.
    hints: Hints,
    /// Shops in which this node has planned mails.
    pub(crate) mails: Planned,
    /// Shops in which this node has planned messages to endpoints.
    pub(crate) webhooks: Planned,
}

/// A change of a line by an event.
#[derive(Debug, Clone)]
pub(crate) struct LineChange {
    pub(crate) sku: Sku,
    pub(crate) backorder: BackorderId,
    pub(crate) place: Place,
    /// Units that wait from now on; 0 leaves the line.
    pub(crate) quantity: u32,
}

/// What a commit changed in one shop.
pub(crate) struct Committed {
    pub(crate) shop: Arc<Shop>,
    /// The shop's rules or day have changed: every snapshot of it is to be read again.
    pub(crate) shop_changed: bool,
    /// The dates of people in line may have moved.
    pub(crate) dates_moved: bool,
    /// Number of the newest event.
    pub(crate) seq: i64,
    /// How many events the commit has added to the log.
    pub(crate) events: i64,
    pub(crate) snapshots: Vec<Arc<VariantSnapshot>>,
    /// Variants that have left the catalogue.
    pub(crate) gone: Vec<Sku>,
    pub(crate) products: Vec<Handle>,
    pub(crate) lines: Vec<LineChange>,
    pub(crate) orders: Vec<OrderId>,
}

/// The key of something of a shop: the maps own both parts of it.
fn key<T: Clone>(shop: &ShopId, of: &T) -> (ShopId, T) {
    (shop.clone(), of.clone())
}

fn lock(line: &Mutex<LiveLine>) -> MutexGuard<'_, LiveLine> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While it lives, what is committed of some variants is kept for readers, as if they were known
/// already: their first reading may have begun before the commit and end after it.
pub(crate) struct FirstReading<'a> {
    live: &'a Live,
    keys: Vec<(ShopId, Sku)>,
}

impl Drop for FirstReading<'_> {
    fn drop(&mut self) {
        for key in self.keys.drain(..) {
            if let dashmap::Entry::Occupied(mut readers) = self.live.reading.entry(key) {
                *readers.get_mut() -= 1;
                if *readers.get() == 0 {
                    readers.remove();
                }
            }
        }
    }
}

impl LineChange {
    /// Units that were ordered now wait at the end of a line. An order has the number of the event
    /// by which it was placed.
    pub(crate) fn joined(order: &OrderId, number: u32, seq: i64, sku: &Sku, quantity: u32) -> Self {
        Self {
            sku: sku.clone(),
            backorder: BackorderId::of(order, number),
            place: Place {
                priority: 0,
                sequence: (seq, number),
            },
            quantity,
        }
    }
}

impl Live {
    pub(crate) fn shop(&self, slug: &str) -> Option<Arc<Shop>> {
        let id = self.slugs.get(slug)?.clone();
        self.shop_by_id(&id)
    }

    pub(crate) fn shop_by_id(&self, id: &ShopId) -> Option<Arc<Shop>> {
        self.shops.get(id).map(|shop| Arc::clone(&shop.1))
    }

    pub(crate) fn shops(&self) -> Vec<Arc<Shop>> {
        self.shops
            .iter()
            .map(|entry| Arc::clone(&entry.value().1))
            .collect()
    }

    /// Puts a shop in place that was read, or written, as of `seq`, unless a newer one is there.
    pub(crate) fn put_shop(&self, shop: &Arc<Shop>, seq: i64) {
        self.reached
            .entry(shop.id.clone())
            .or_insert_with(|| Arc::new(Reached::at(seq)));
        self.slugs
            .insert(shop.slug.as_str().to_owned(), shop.id.clone());
        let mut known = self
            .shops
            .entry(shop.id.clone())
            .or_insert_with(|| (seq, Arc::clone(shop)));
        if known.0 < seq {
            *known = (seq, Arc::clone(shop));
        }
    }

    /// How far the log of a shop was read; one that is not known begins at its beginning.
    fn reached(&self, shop: &ShopId) -> Arc<Reached> {
        let known = self.reached.get(shop).map(|reached| Arc::clone(&reached));
        known.unwrap_or_else(|| {
            let reached = self.reached.entry(shop.clone());
            Arc::clone(&reached.or_insert_with(|| Arc::new(Reached::at(0))))
        })
    }

    pub(crate) fn read_to(&self, shop: &ShopId) -> i64 {
        self.reached.get(shop).map_or(0, |reached| reached.seq())
    }

    pub(crate) fn set_read_to(&self, shop: &ShopId, seq: i64) {
        self.reached(shop).raise(seq);
    }

    /// Whether the effects of an event are here, be it that those of some before it are not.
    pub(crate) fn has(&self, shop: &ShopId, seq: i64) -> bool {
        self.reached
            .get(shop)
            .is_some_and(|reached| reached.has(seq))
    }

    /// The newest event of a shop that this node knows of, be it that some before it are not known.
    pub(crate) fn committed_to(&self, shop: &ShopId) -> i64 {
        self.reached
            .get(shop)
            .map_or(0, |reached| reached.committed_to())
    }

    /// The number of the newest event whose effects readers find, as it grows.
    pub(crate) fn watch_read_to(&self, shop: &ShopId) -> watch::Receiver<i64> {
        self.reached(shop).watch()
    }

    /// Runs one reading of what is missing of a shop at a time.
    pub(crate) async fn one_takes_over<T>(
        &self,
        shop: &ShopId,
        reading: impl Future<Output = T>,
    ) -> T {
        let reached = self.reached(shop);
        let _turn = reached.taking_over.lock().await;
        reading.await
    }

    /// How many shops are known, and how many of their events: who sees the same in the database
    /// has nothing to read.
    pub(crate) fn totals(&self) -> (i64, i64) {
        let all = self.reached.iter().map(|reached| reached.seq());
        all.fold((0, 0), |(shops, events), seq| (shops + 1, events + seq))
    }

    pub(crate) fn hints(&self) -> &Hints {
        &self.hints
    }

    pub(crate) fn variant(&self, shop: &ShopId, sku: &Sku) -> Option<Arc<VariantSnapshot>> {
        self.variants
            .get(&key(shop, sku))
            .map(|sender| Arc::clone(&sender.borrow()))
    }

    pub(crate) fn watch_variant(
        &self,
        shop: &ShopId,
        sku: &Sku,
    ) -> Option<watch::Receiver<Arc<VariantSnapshot>>> {
        self.variants
            .get(&key(shop, sku))
            .map(|sender| sender.subscribe())
    }

    /// The watched variants of a shop: those that have to be read again when its day changes.
    pub(crate) fn known_skus(&self, shop: &ShopId) -> Vec<Sku> {
        let known = self.variants.iter().map(|entry| entry.key().clone());
        let read_now = self.reading.iter().map(|entry| entry.key().clone());
        known
            .chain(read_now)
            .filter(|(of, _)| of == shop)
            .map(|(_, sku)| sku)
            .collect()
    }

    /// Puts a snapshot in place unless a newer one is there.
    pub(crate) fn put_variant(&self, snapshot: Arc<VariantSnapshot>) {
        let key = key(&snapshot.shop.id, &snapshot.sku);
        match self.variants.entry(key) {
            dashmap::Entry::Vacant(entry) => {
                entry.insert(watch::Sender::new(snapshot));
            }
            dashmap::Entry::Occupied(entry) => {
                entry.get().send_if_modified(|current| {
                    // A reader may have begun before the commit and end after it.
                    let newer = current.version < snapshot.version;
                    if newer {
                        *current = snapshot;
                    }
                    newer
                });
            }
        }
    }

    /// Begins the first reading of some variants.
    pub(crate) fn first_reading<'s>(
        &self,
        shop: &ShopId,
        skus: impl IntoIterator<Item = &'s Sku>,
    ) -> FirstReading<'_> {
        let keys: Vec<_> = skus.into_iter().map(|sku| key(shop, sku)).collect();
        for key in &keys {
            *self.reading.entry(key.clone()).or_default() += 1;
        }
        FirstReading { live: self, keys }
    }

    /// Whether somebody has asked for a variant: others are read when they are asked for.
    fn is_wanted(&self, shop: &ShopId, sku: &Sku) -> bool {
        let key = key(shop, sku);
        self.variants.contains_key(&key) || self.reading.contains_key(&key)
    }

    /// Whether a variant has to be read again after an event.
    pub(crate) fn is_older(&self, shop: &ShopId, sku: &Sku, seq: i64) -> bool {
        match self.variant(shop, sku) {
            Some(known) => known.version < seq,
            None => self.is_wanted(shop, sku),
        }
    }

    /// Replaces a snapshot that somebody has asked for.
    fn replace_variant(&self, snapshot: &Arc<VariantSnapshot>) {
        if self.is_wanted(&snapshot.shop.id, &snapshot.sku) {
            self.put_variant(Arc::clone(snapshot));
        }
    }

    /// Forgets a variant that has left the catalogue; whoever watches it sees the end.
    pub(crate) fn forget_variant(&self, shop: &ShopId, sku: &Sku) {
        self.variants.remove(&key(shop, sku));
    }

    pub(crate) fn product(&self, shop: &ShopId, handle: &Handle) -> Option<Arc<ProductRow>> {
        self.products
            .get(&key(shop, handle))
            .map(|row| Arc::clone(&row))
    }

    /// How often a product was forgotten up to now. Who reads one asks first.
    pub(crate) fn products_forgotten(&self) -> u64 {
        self.products_forgotten.load(Ordering::SeqCst)
    }

    /// Keeps a product that was read, unless one was forgotten since: it may have been this one.
    pub(crate) fn put_product(&self, shop: &ShopId, row: Arc<ProductRow>, forgotten: u64) {
        let key = key(shop, &row.draft.handle);
        let entry = self.products.entry(key);
        // Counted before it is removed, which waits for this entry.
        if self.products_forgotten() != forgotten {
            return;
        }
        match entry {
            dashmap::Entry::Vacant(entry) => {
                entry.insert(row);
            }
            dashmap::Entry::Occupied(mut entry) if entry.get().version < row.version => {
                entry.insert(row);
            }
            dashmap::Entry::Occupied(_) => {}
        }
    }

    pub(crate) fn forget_product(&self, shop: &ShopId, handle: &Handle) {
        self.products_forgotten.fetch_add(1, Ordering::SeqCst);
        self.products.remove(&key(shop, handle));
    }

    /// Does something to a line that is in memory.
    fn on_line<T>(
        &self,
        shop: &ShopId,
        sku: &Sku,
        what: impl FnOnce(&mut LiveLine) -> T,
    ) -> Option<T> {
        let key = key(shop, sku);
        let entry = self.lines.get(&key).map(|entry| Arc::clone(&entry))?;
        let mut line = lock(&entry);
        let done = what(&mut line);
        if line.is_gone() {
            drop(line);
            // Another one may be read by now.
            self.lines
                .remove_if(&key, |_, there| Arc::ptr_eq(there, &entry));
        }
        Some(done)
    }

    /// Asks a line, when it is known and holds all that this node has committed.
    fn ask_line<T>(&self, shop: &ShopId, sku: &Sku, ask: impl FnOnce(&Line) -> T) -> Option<T> {
        let read_to = self.read_to(shop);
        self.on_line(shop, sku, |line| line.known(read_to).map(ask))
            .flatten()
    }

    /// Units ahead of each of some backorders; `None` while the line is not known.
    pub(crate) fn units_ahead(
        &self,
        shop: &ShopId,
        sku: &Sku,
        backorders: &[BackorderId],
    ) -> Option<Vec<Option<u32>>> {
        self.ask_line(shop, sku, |line| {
            let ahead = backorders
                .iter()
                .map(|backorder| line.units_ahead(backorder));
            ahead.collect()
        })
    }

    /// How many backorders have units in each of some runs of a line; `None` while the line is not
    /// known.
    pub(crate) fn backorders_within(
        &self,
        shop: &ShopId,
        sku: &Sku,
        runs: &[Range<u64>],
    ) -> Option<Vec<u32>> {
        self.ask_line(shop, sku, |line| line.backorders_within(runs))
    }

    /// Begins to keep changes of a line, before it is read from the database.
    pub(crate) fn begin_line(&self, shop: &ShopId, sku: &Sku) {
        self.lines
            .insert(key(shop, sku), Arc::new(Mutex::new(LiveLine::reading())));
    }

    /// Puts a line in place that was read as of `seq`, with the changes that came since.
    pub(crate) fn finish_line(&self, shop: &ShopId, sku: &Sku, seq: i64, line: Line) {
        self.on_line(shop, sku, |known| known.put(line, seq));
    }

    pub(crate) fn forget_line(&self, shop: &ShopId, sku: &Sku) {
        self.lines.remove(&key(shop, sku));
    }

    /// Takes over what an event of another node did to lines; all before it were taken over.
    pub(crate) fn follow_lines(&self, shop: &ShopId, seq: i64, event: &Event) {
        match event.in_line() {
            InLine::Stays => {}
            InLine::Joined(order, units) => {
                let mut by_line: BTreeMap<Sku, Vec<LineChange>> = BTreeMap::new();
                for (number, sku, quantity) in units {
                    let changes = by_line.entry(sku.clone()).or_default();
                    changes.push(LineChange::joined(order, number, seq, sku, quantity));
                }
                for (sku, changes) in by_line {
                    self.on_line(shop, &sku, |line| line.take_over(seq, Some(changes)));
                }
            }
            InLine::Changed(skus) => {
                for sku in skus {
                    self.on_line(shop, sku, |line| line.take_over(seq, None));
                }
            }
        }
    }

    /// Forgets what is kept of a shop besides its snapshots, and lets everybody who watches one of
    /// its orders look again: nobody knows what an event has changed. Orders are watched by their
    /// ids alone, so those of other shops are looked at once too often.
    pub(crate) fn forget_shop(&self, shop: &ShopId, seq: i64) {
        self.lines.retain(|(of, _), line| {
            let mut line = lock(line);
            if of == shop {
                line.forget(seq);
            }
            !line.is_gone()
        });
        self.products_forgotten.fetch_add(1, Ordering::SeqCst);
        self.products.retain(|(of, _), _| of != shop);
        for order in &self.orders {
            order.send_replace(seq);
        }
    }

    pub(crate) fn watch_order(&self, order: &OrderId) -> watch::Receiver<i64> {
        self.orders
            .entry(order.clone())
            .or_insert_with(|| watch::Sender::new(0))
            .subscribe()
    }

    /// Forgets orders that nobody watches any more.
    pub(crate) fn sweep(&self) {
        self.orders.retain(|_, sender| sender.receiver_count() > 0);
    }

    pub(crate) fn touch_order(&self, order: &OrderId, seq: i64) {
        if let Some(sender) = self.orders.get(order) {
            sender.send_replace(seq);
        }
    }

    /// Waits until the dates of people in line may have moved; remembers one time that nobody
    /// waited for.
    pub(crate) async fn dates_moved(&self) {
        self.dates_moved.notified().await;
    }

    /// Lets followers look at the log now.
    pub(crate) fn wake_followers(&self) {
        self.dates_moved.notify_one();
    }

    /// Tells those who wait for it that a follower has come further.
    pub(crate) fn followed(&self) {
        self.followed.notify_waiters();
    }

    /// The next time that a follower of this node comes further, from now on.
    pub(crate) fn next_followed(&self) -> tokio::sync::futures::Notified<'_> {
        self.followed.notified()
    }

    /// Begins a commit of this node's writer to a shop; it ends when what was committed is taken
    /// over. Of several shops the first by id comes first.
    pub(crate) async fn committing(&self, shop: &ShopId) -> OwnedMutexGuard<()> {
        let committing = Arc::clone(&self.committing.entry(shop.clone()).or_default());
        committing.lock_owned().await
    }

    /// Waits until what this node has committed to a shop by now is taken over. Who reads the
    /// log and comes first takes it for another node's, and reads again what is about to come.
    pub(crate) async fn taken_over(&self, shop: &ShopId) {
        drop(self.committing(shop).await);
    }

    /// Takes over what this node's writer has committed.
    pub(crate) fn apply(&self, committed: Committed) {
        let shop = &committed.shop.id;
        if committed.shop_changed {
            self.put_shop(&committed.shop, committed.seq);
        }
        let after = committed.seq - committed.events;
        let read_to = self.read_to(shop);
        let mut lines: BTreeMap<Sku, Vec<LineChange>> = BTreeMap::new();
        for change in committed.lines {
            lines.entry(change.sku.clone()).or_default().push(change);
        }
        for (sku, changes) in lines {
            self.on_line(shop, &sku, |line| {
                line.commit(after, committed.seq, changes, read_to);
            });
        }
        for handle in &committed.products {
            self.forget_product(shop, handle);
        }
        for sku in &committed.gone {
            // It may have been renamed, and have another line when it is called so again.
            self.forget_line(shop, sku);
            self.forget_variant(shop, sku);
        }
        for snapshot in &committed.snapshots {
            self.replace_variant(snapshot);
        }
        for order in &committed.orders {
            self.touch_order(order, committed.seq);
        }
        // Last: who reads this number afterwards finds what the commit changed.
        // `read_to` promises that the effects of every event up to it are here. When the events of
        // the commit do not follow it without a gap, another node wrote those in between: raising
        // the number would skip them. They are read from the log, and then it grows over both.
        let reached = self.reached.get(shop).map(|reached| Arc::clone(&reached));
        if reached.is_some_and(|reached| !reached.committed(after, committed.seq)) {
            self.hints.moved(shop, committed.seq);
        }
        if committed.dates_moved {
            self.wake_followers();
        }
    }
}
