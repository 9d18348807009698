//! Products and pages of them.

use crate::{Shop, VariantSnapshot};
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::Sku;
use std::sync::Arc;

/// A product with the availability of its variants.
#[derive(Debug, Clone)]
pub struct ProductView {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// Its texts and variants.
    pub product: Arc<ProductDraft>,
    /// The snapshots of its variants, in the order of `product.variants`.
    pub snapshots: Vec<Arc<VariantSnapshot>>,
    /// The newest version of anything in it.
    pub version: i64,
    /// The version of its texts and variants alone: what a merchant's change of it rests on.
    pub product_version: i64,
}

/// A page of a shop's catalogue.
#[derive(Debug, Clone)]
pub struct CataloguePage {
    /// Its shop.
    pub shop: Arc<Shop>,
    /// The products.
    pub products: Vec<ProductView>,
    /// Where the next page begins; `None` at the end.
    pub next_cursor: Option<String>,
}

impl ProductView {
    /// The product without variants that are not sold at present.
    #[must_use]
    pub fn sold(mut self) -> Self {
        if self
            .snapshots
            .iter()
            .all(|snapshot| !snapshot.supply.off_sale)
        {
            return self;
        }
        self.snapshots.retain(|snapshot| !snapshot.supply.off_sale);
        let sold = &self.snapshots;
        let is_sold = |sku: &Sku| sold.iter().any(|snapshot| snapshot.sku == *sku);
        let variants = &mut Arc::make_mut(&mut self.product).variants;
        variants.retain(|variant| is_sold(&variant.sku));
        self
    }
}
