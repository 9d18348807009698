//! What decides the availability of a variant.

use crate::{Shop, SupplyNews};
use dockline_domain::availability::{Availability, VariantSupply};
use dockline_domain::id::{Handle, Sku};
use dockline_domain::promise::OnTimeRecord;
use jiff::Timestamp;
use std::sync::Arc;

/// Everything that decides and explains the availability of one variant, as of one version.
#[derive(Debug, Clone)]
pub struct VariantSnapshot {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// Which variant.
    pub sku: Sku,
    /// The product it belongs to.
    pub handle: Handle,
    /// The shop's sequence number of the last change of it: newer is greater.
    pub version: i64,
    /// When that change happened.
    pub as_of: Timestamp,
    /// Stock, line, inbound supply and policy.
    pub supply: VariantSupply,
    /// What is known about its inbound supply, in serving order.
    pub news: Arc<Vec<SupplyNews>>,
    /// How often its dates were kept.
    pub record: OnTimeRecord,
}

impl VariantSnapshot {
    /// What a shopper who asks now for `quantity` units can have.
    pub fn availability(&self, quantity: u32) -> Availability {
        self.supply.availability(quantity, self.shop.today())
    }
}
