//! What readers share in memory: the newest snapshot of each variant, the lines, the products. The
//! writer replaces what it changed right after a commit; what another node changed is replaced when
//! the log says so.

use crate::at_work::AtWork;
use crate::store::catalogue::ProductRow;
use dashmap::DashMap;
use dockline_domain::id::{BackorderId, Handle, OrderId, ShopId, Sku};
use dockline_domain::line::{Line, Place};
use dockline_view::{Shop, VariantSnapshot};
use std::ops::Range;
use std::sync::Arc;
use std::sync::Mutex;
use tokio::sync::{Notify, watch};

/// The shared state.
#[derive(Default)]
pub(crate) struct Live {
    /// Each shop as it was after an event.
    shops: DashMap<ShopId, (i64, Arc<Shop>)>,
    slugs: DashMap<String, ShopId>,
    /// How far the log of each shop was read: where to look for what other nodes have written.
    read_to: DashMap<ShopId, watch::Sender<i64>>,
    variants: DashMap<(ShopId, Sku), watch::Sender<Arc<VariantSnapshot>>>,
    products: DashMap<(ShopId, Handle), Arc<ProductRow>>,
    lines: DashMap<(ShopId, Sku), Arc<Mutex<LiveLine>>>,
    /// Versions of orders that somebody watches.
    orders: DashMap<OrderId, watch::Sender<i64>>,
    /// Held while the writer commits and takes over what it has committed.
    committing: tokio::sync::Mutex<()>,
    /// Wakes followers.
    dates_moved: Notify,
    /// Wakes those who wait for a follower's cursor.
    followed: Notify,
    /// Batches of the writer, and looks at the log, that are going on.
    pub(crate) at_work: AtWork,
}

/// A line that is being loaded keeps the changes that come meanwhile.
enum LiveLine {
    Loading(Vec<LineChange>),
    Ready(Line),
}

/// A change of a line by an event.
#[derive(Debug, Clone)]
pub(crate) struct LineChange {
    pub(crate) seq: i64,
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

/// A number that only grows; those who watch it are told when it does.
fn raise(known: &watch::Sender<i64>, seq: i64) {
    known.send_if_modified(|known| {
        let later = *known < seq;
        *known = seq.max(*known);
        later
    });
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
        self.read_to
            .entry(shop.id.clone())
            .or_insert_with(|| watch::Sender::new(seq));
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

    pub(crate) fn read_to(&self, shop: &ShopId) -> i64 {
        self.read_to.get(shop).map_or(0, |seq| *seq.borrow())
    }

    pub(crate) fn set_read_to(&self, shop: &ShopId, seq: i64) {
        let known = self
            .read_to
            .entry(shop.clone())
            .or_insert_with(|| watch::Sender::new(seq));
        raise(&known, seq);
    }

    /// The number of the newest event whose effects readers find, as it grows.
    pub(crate) fn watch_read_to(&self, shop: &ShopId) -> watch::Receiver<i64> {
        self.read_to
            .entry(shop.clone())
            .or_insert_with(|| watch::Sender::new(0))
            .subscribe()
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
        self.variants
            .iter()
            .filter(|entry| entry.key().0 == *shop)
            .map(|entry| entry.key().1.clone())
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

    /// Replaces a snapshot that somebody has asked for; others are read when they are asked for.
    fn replace_variant(&self, snapshot: &Arc<VariantSnapshot>) {
        if self
            .variants
            .contains_key(&key(&snapshot.shop.id, &snapshot.sku))
        {
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

    pub(crate) fn put_product(&self, shop: &ShopId, row: Arc<ProductRow>) {
        let key = key(shop, &row.draft.handle);
        match self.products.entry(key) {
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
        self.products.remove(&key(shop, handle));
    }

    /// Units ahead of each of some backorders; `None` while the line is not loaded.
    pub(crate) fn units_ahead(
        &self,
        shop: &ShopId,
        sku: &Sku,
        backorders: &[BackorderId],
    ) -> Option<Vec<Option<u32>>> {
        let line = Arc::clone(&*self.lines.get(&key(shop, sku))?);
        match &*line
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
        {
            LiveLine::Loading(_) => None,
            LiveLine::Ready(line) => Some(
                backorders
                    .iter()
                    .map(|backorder| line.units_ahead(backorder))
                    .collect(),
            ),
        }
    }

    /// How many backorders have units in each of some runs of a line; `None` while the line is not
    /// loaded.
    pub(crate) fn backorders_within(
        &self,
        shop: &ShopId,
        sku: &Sku,
        runs: &[Range<u64>],
    ) -> Option<Vec<u32>> {
        let line = Arc::clone(&*self.lines.get(&key(shop, sku))?);
        match &*line
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
        {
            LiveLine::Loading(_) => None,
            LiveLine::Ready(line) => Some(line.backorders_within(runs)),
        }
    }

    /// Begins to keep changes of a line, before it is read from the database.
    pub(crate) fn begin_line(&self, shop: &ShopId, sku: &Sku) {
        self.lines.insert(
            key(shop, sku),
            Arc::new(Mutex::new(LiveLine::Loading(Vec::new()))),
        );
    }

    /// Puts a line in place that was read as of `seq`, with the changes that came since.
    pub(crate) fn finish_line(&self, shop: &ShopId, sku: &Sku, seq: i64, mut line: Line) {
        let Some(entry) = self
            .lines
            .get(&key(shop, sku))
            .map(|entry| Arc::clone(&entry))
        else {
            return;
        };
        let mut entry = entry
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        // The line was read while the writer went on. What was committed up to `seq` is in it
        // already. What came later is put on top, in the sequence of the commits.
        if let LiveLine::Loading(changes) = &mut *entry {
            for change in changes.drain(..).filter(|change| change.seq > seq) {
                line.set(&change.backorder, change.place, change.quantity);
            }
            *entry = LiveLine::Ready(line);
        }
    }

    pub(crate) fn forget_line(&self, shop: &ShopId, sku: &Sku) {
        self.lines.remove(&key(shop, sku));
    }

    /// Forgets what is kept of a shop besides its snapshots, and lets everybody who watches one of
    /// its orders look again: nobody knows what an event has changed. Orders are watched by their
    /// ids alone, so those of other shops are looked at once too often.
    pub(crate) fn forget_shop(&self, shop: &ShopId, seq: i64) {
        self.forget_lines(shop);
        self.products.retain(|(of, _), _| of != shop);
        for order in &self.orders {
            order.send_replace(seq);
        }
    }

    /// Forgets the lines of a shop: another node has changed some of them.
    pub(crate) fn forget_lines(&self, shop: &ShopId) {
        self.lines.retain(|(of, _), _| of != shop);
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

    /// Begins a commit of this node's writer; it ends when what was committed is taken over.
    pub(crate) async fn committing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.committing.lock().await
    }

    /// Waits until what this node has committed by now is taken over. Whoever reads the log and
    /// comes first would take it for another node's.
    pub(crate) async fn taken_over(&self) {
        drop(self.committing.lock().await);
    }

    /// Takes over what this node's writer has committed.
    pub(crate) fn apply(&self, committed: Committed) {
        let shop = &committed.shop.id;
        if committed.shop_changed {
            self.put_shop(&committed.shop, committed.seq);
        }
        for change in committed.lines {
            if let Some(entry) = self
                .lines
                .get(&key(shop, &change.sku))
                .map(|entry| Arc::clone(&entry))
            {
                match &mut *entry
                    .lock()
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                {
                    // Whether the reading has seen it already is known when it ends: it says its
                    // `seq`.
                    LiveLine::Loading(changes) => changes.push(change),
                    LiveLine::Ready(line) => {
                        line.set(&change.backorder, change.place, change.quantity);
                    }
                }
            }
        }
        for handle in &committed.products {
            self.forget_product(shop, handle);
        }
        for sku in &committed.gone {
            self.forget_variant(shop, sku);
        }
        for snapshot in &committed.snapshots {
            self.replace_variant(snapshot);
        }
        for order in &committed.orders {
            self.touch_order(order, committed.seq);
        }
        // Last: who reads this number afterwards finds what the commit changed.
        // `read_to` promises that the effects of every event up to it are here. The commit has
        // brought the last `events` of them. When they do not follow `read_to` without a gap,
        // another node wrote those in between: raising the number would skip them. The follower of
        // the log reads them, finds ours up to date, and raises it.
        if let Some(read_to) = self.read_to.get(shop)
            && *read_to.borrow() + committed.events == committed.seq
        {
            raise(&read_to, committed.seq);
        }
        if committed.dates_moved {
            self.wake_followers();
        }
    }
}
