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
    pub(crate) clock_ahead_ms: i64,
    pub(crate) variants: HashMap<Sku, Placing>,
}

/// Most variants of a shop that the writer keeps in memory.
const VARIANTS_KEPT_MAX: usize = 50_000;

impl ShopState {
    pub(crate) fn new(row: ShopRow) -> Self {
        Self { shop: row.shop, seq: row.seq, clock_ahead_ms: row.clock_ahead_ms, variants: HashMap::new() }
    }

    /// Keeps what is known when nobody else has written since; tells whether somebody has.
    pub(crate) fn refresh(&mut self, row: ShopRow) -> bool {
        let written_elsewhere = self.seq != row.seq;
        if written_elsewhere || self.variants.len() > VARIANTS_KEPT_MAX {
            *self = Self::new(row);
        }
        written_elsewhere
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
