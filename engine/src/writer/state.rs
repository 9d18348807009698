//! What the writer knows of a shop. It holds as long as the shop's sequence number in the database is the one it was read at.

use crate::command::Placing;
use crate::event::Event;
use crate::store::events::EventRow;
use crate::store::shops::ShopRow;
use crate::view::Shop;
use dockline_domain::id::Sku;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// A shop under the writer's lock.
pub(crate) struct ShopState {
    pub(crate) shop: Arc<Shop>,
    /// Number of the newest event.
    pub(crate) seq: i64,
    pub(crate) variants: HashMap<Sku, Placing>,
    /// The newest event that may have moved the dates of people in line, by variant: of those since this state was read.
    moved: HashMap<Sku, i64>,
}

/// Most variants of a shop that the writer keeps in memory.
const VARIANTS_KEPT_MAX: usize = 50_000;

impl ShopState {
    pub(crate) fn new(row: ShopRow) -> Self {
        Self { shop: row.shop, seq: row.seq, variants: HashMap::new(), moved: HashMap::new() }
    }

    /// Keeps what is known when nobody else has written since; tells whether somebody has.
    pub(crate) fn refresh(&mut self, row: ShopRow) -> bool {
        let written_elsewhere = self.seq != row.seq;
        if written_elsewhere || self.variants.len() > VARIANTS_KEPT_MAX {
            *self = Self::new(row);
        }
        written_elsewhere
    }

    /// Whether the dates of a variant's line are known to have moved since an event.
    pub(crate) fn moved_since(&self, sku: &Sku, seq: i64) -> bool {
        self.moved.get(sku).is_some_and(|moved| *moved > seq)
    }

    /// Notes that dates of some variants' lines may have moved by the newest event.
    pub(crate) fn note_moved(&mut self, skus: impl IntoIterator<Item = Sku>) {
        if self.moved.len() > VARIANTS_KEPT_MAX {
            self.moved.clear();
        }
        let seq = self.seq;
        self.moved.extend(skus.into_iter().map(|sku| (sku, seq)));
    }

    /// Numbers an event.
    pub(crate) fn next_event(&mut self, event: &Event<'_>, at: Timestamp, actor: &str) -> EventRow {
        self.seq += 1;
        EventRow {
            shop: self.shop.id.clone(),
            seq: self.seq,
            at: at.as_millisecond(),
            actor: actor.to_owned(),
            topic: event.topic(),
            kind: event.kind(),
            payload: crate::store::shops::json(event),
        }
    }
}
