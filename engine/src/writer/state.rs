//! What the writer knows of a shop. It holds as long as the shop's sequence number in the database
//! is the one it was read at.

use super::Published;
use super::placing::Placing;
use crate::event::{Event, Moves};
use crate::store::events::{EventRow, LoggedEvent};
use crate::store::shops::ShopRow;
use dockline_domain::by::By;
use dockline_domain::id::Sku;
use dockline_view::Shop;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// A shop under the writer's lock.
pub(crate) struct ShopState {
    pub(crate) shop: Arc<Shop>,
    /// Number of the newest event.
    pub(crate) seq: i64,
    /// The highest number of an order, where it has been read: nobody else has placed one since.
    pub(crate) last_order: Option<i64>,
    pub(crate) variants: HashMap<Sku, Placing>,
    /// The newest event that may have moved the dates of people in line, by variant: of those after
    /// `known_since`.
    moved: HashMap<Sku, i64>,
    /// The events of this batch that may have moved dates, with their numbers. They are written when
    /// it ends.
    pub(crate) unwritten: Vec<(i64, Event)>,
    /// The event up to which it is not known what moved whose dates: others may have written it.
    known_since: i64,
    /// Nobody else wrote between the last two batches, so most likely nobody will before the next.
    alone: bool,
}

/// Most variants of a shop that the writer keeps in memory.
const VARIANTS_KEPT_MAX: usize = 50_000;

impl ShopState {
    pub(crate) fn new(row: ShopRow) -> Self {
        Self {
            shop: row.shop,
            seq: row.seq,
            last_order: None,
            variants: HashMap::new(),
            moved: HashMap::new(),
            unwritten: Vec::new(),
            known_since: row.seq,
            alone: false,
        }
    }

    /// Whether a batch may be decided without a look at the database first: nobody else is known to
    /// write the shop, and no more of it is kept than may be.
    pub(crate) fn can_go_alone(&self) -> bool {
        self.alone && self.variants.len() <= VARIANTS_KEPT_MAX
    }

    /// Forgets what a batch decided that was not written, because somebody else has written
    /// meanwhile.
    pub(crate) fn not_alone(&mut self, seq_before: i64) {
        self.seq = seq_before;
        self.last_order = None;
        self.variants.clear();
        self.alone = false;
    }

    /// Goes on from the shop as it is now. What others have written since is read, so that only
    /// what they have touched is forgotten.
    pub(crate) fn refresh(&mut self, row: ShopRow, written: &[LoggedEvent]) {
        let alone = self.seq == row.seq;
        if !alone {
            self.last_order = None;
        }
        if self.variants.len() > VARIANTS_KEPT_MAX {
            self.variants.clear();
        }
        let all_there = written.last().is_some_and(|last| last.seq == row.seq);
        if alone || (all_there && written.iter().all(|event| self.take_over(event))) {
            (self.shop, self.seq) = (row.shop, row.seq);
        } else {
            // More than is read, or something that this program does not know: it may have changed
            // anything.
            *self = Self::new(row);
        }
        self.unwritten.clear();
        self.alone = alone;
    }

    /// Forgets what an event of another node has touched. Answers `false` when it cannot be read.
    fn take_over(&mut self, logged: &LoggedEvent) -> bool {
        let Ok(event) = logged.read() else {
            return false;
        };
        self.seq = logged.seq;
        let (kind, touched) = (event.kind(), event.touched());
        if kind.changes_all_of_the_shop() {
            self.variants.clear();
        }
        for sku in &touched.skus {
            self.variants.remove(*sku);
        }
        for product in touched.products {
            self.variants
                .retain(|_, variant| variant.snapshot.handle != *product);
        }
        match kind.moves_dates() {
            Moves::None => {}
            Moves::Lines(_) => self.note_moved(touched.skus.into_iter().cloned()),
            Moves::All => self.note_all_moved(),
        }
        true
    }

    /// Whether the dates of a variant's line have moved since an event, or may have.
    pub(crate) fn moved_since(&self, sku: &Sku, seq: i64) -> bool {
        seq < self.known_since || self.moved.get(sku).is_some_and(|moved| *moved > seq)
    }

    /// Notes that dates of some variants' lines may have moved by the newest event.
    pub(crate) fn note_moved(&mut self, skus: impl IntoIterator<Item = Sku>) {
        // Nothing but a bound: saying that all lines may have moved is true of those that did.
        if self.moved.len() > VARIANTS_KEPT_MAX {
            self.note_all_moved();
        }
        let seq = self.seq;
        self.moved.extend(skus.into_iter().map(|sku| (sku, seq)));
    }

    /// Notes that the dates of every line may have moved by the newest event.
    pub(crate) fn note_all_moved(&mut self) {
        self.moved.clear();
        self.known_since = self.seq;
    }

    /// Forgets the events after `seq`: they were undone.
    pub(crate) fn undo_to(&mut self, seq: i64) {
        if self.seq > seq {
            // The numbers after `seq` are given to other events now, so nothing may point at them.
            // What stood in their place before is not known any more. Saying that a line moved at
            // `seq` is the safe side: promises of it are looked at once too often.
            self.seq = seq;
            self.known_since = self.known_since.min(seq);
            self.unwritten.retain(|(written, _)| *written <= seq);
            // Which event before had moved a line is not known any more: at most one walk too many
            // is begun anew.
            self.moved
                .values_mut()
                .for_each(|moved| *moved = seq.min(*moved));
        }
    }

    /// Forgets the variants that a command has changed: the next placement reads them again.
    pub(super) fn forget_changed(&mut self, published: &Published) {
        if published.shop_changed {
            self.variants.clear();
        }
        self.variants.retain(|sku, variant| {
            !published.skus.contains(sku) && !published.products.contains(&variant.snapshot.handle)
        });
    }

    /// Numbers an event.
    pub(crate) fn next_event(&mut self, event: &Event, at: Timestamp, by: &By) -> EventRow {
        self.seq += 1;
        EventRow {
            shop: self.shop.id.clone(),
            seq: self.seq,
            at: at.as_millisecond(),
            actor: by.to_string(),
            topic: event.topic(),
            kind: event.kind(),
            payload: event.payload(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::PlacedUnits;
    use dockline_domain::id::{OrderId, ShopId, ShopSlug};
    use dockline_domain::shop::{ShopProfile, ShopRules};
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    fn row(seq: i64) -> ShopRow {
        let currency = dockline_domain::money::Currency::parse("EUR").unwrap();
        let profile = ShopProfile {
            name: "Demo".into(),
            currency,
            time_zone: "Europe/Berlin".into(),
            tagline: None,
            storefront: Box::default(),
        };
        let shop = Shop {
            id: ShopId::parse("shop_01").unwrap(),
            slug: ShopSlug::parse("demo").unwrap(),
            profile,
            rules: ShopRules::default(),
            zone: TimeZone::UTC,
            day: date(2026, 11, 23),
            mail_sent: false,
            mail_server: None,
            mail_checked: None,
            has_webhooks: false,
            gateway: None,
            gateway_kind: None,
            payments_played: false,
            paid_here: false,
            rehearsal: false,
            clock_ahead_ms: 0,
            cut_off_day: None,
        };
        ShopRow {
            shop: Arc::new(shop),
            seq,
        }
    }

    fn sku() -> Sku {
        Sku::parse("TENT").unwrap()
    }

    fn logged(seq: i64, kind: &str, payload: &str) -> LoggedEvent {
        LoggedEvent {
            seq,
            at_ms: 0,
            by: By::System,
            topic: "shop".into(),
            kind: kind.into(),
            payload: payload.into(),
        }
    }

    fn written(seq: i64, event: &Event) -> [LoggedEvent; 1] {
        [logged(seq, event.kind().name(), &event.payload())]
    }

    #[test]
    fn what_others_wrote_and_nobody_read_may_have_moved_every_date() {
        let unknown = |seq| logged(seq, "drones.1", "{}");
        for events in [vec![], vec![unknown(12)], vec![unknown(11), unknown(12)]] {
            let mut state = ShopState::new(row(10));
            assert!(!state.moved_since(&sku(), 10));
            state.refresh(row(12), &events);
            assert_eq!(state.seq, 12);
            assert!(state.moved_since(&sku(), 11));
            assert!(!state.moved_since(&sku(), 12));
        }
    }

    #[test]
    fn an_order_of_another_node_moves_no_date_and_a_slip_those_of_its_lines() {
        let placed = Event::OrderPlaced1 {
            order: OrderId::parse("ord_1").unwrap(),
            lines: vec![PlacedUnits {
                sku: sku(),
                from_stock: 0,
                queued: 1,
            }],
        };
        let moved = Event::LinesMoved { skus: vec![sku()] };
        let began = Event::DayBegan {
            day: date(2026, 11, 24),
            skus: vec![],
        };
        let mut state = ShopState::new(row(10));
        state.refresh(row(11), &written(11, &placed));
        assert!(!state.moved_since(&sku(), 10));
        state.refresh(row(12), &written(12, &moved));
        assert!(state.moved_since(&sku(), 11));
        assert!(!state.moved_since(&sku(), 12));
        assert!(!state.moved_since(&Sku::parse("PEG").unwrap(), 11));
        state.refresh(row(13), &written(13, &began));
        assert!(state.moved_since(&Sku::parse("PEG").unwrap(), 12));
    }

    #[test]
    fn what_was_undone_has_moved_nothing() {
        let mut state = ShopState::new(row(10));
        state.seq = 12;
        state.note_moved([sku()]);
        state.undo_to(10);
        assert_eq!((state.seq, state.moved_since(&sku(), 10)), (10, false));
        state.seq = 11;
        state.note_moved([sku()]);
        assert!(state.moved_since(&sku(), 10));
    }
}
