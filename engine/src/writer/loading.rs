//! What a batch reads before it decides: the shops it locks, and what is not known of them yet.

use super::placing::items;
use super::state::ShopState;
use super::{Job, Work, Writer};
use crate::store::events::LoggedEvent;
use crate::store::shops::ShopRow;
use crate::store::{Session, StoreError, catalogue, events, orders, shops, variants};
use dockline_domain::id::{ShopId, Sku};
use std::collections::{BTreeMap, BTreeSet};

/// Most events of other nodes that are read to learn what they changed. After more of them
/// everything is read again when it is needed.
const WRITTEN_MAX: i64 = 1_000;

impl Writer {
    pub(super) async fn lock_shops(
        &mut self,
        session: &mut Session,
        jobs: &[Job],
    ) -> Result<(), StoreError> {
        let wanted: BTreeSet<ShopId> = jobs
            .iter()
            .filter_map(|job| job.work.shop().cloned())
            .collect();
        let wanted: Vec<ShopId> = wanted.into_iter().collect();
        if wanted.is_empty() {
            return Ok(());
        }
        for row in shops::lock(session, &wanted).await? {
            match self.shops.get_mut(&row.shop.id) {
                Some(state) => {
                    // The lock is held, so the number is true until the commit. Another one than
                    // ours means that another node has written: what is known lacks that.
                    let written = written_since(session, state.seq, &row).await?;
                    state.refresh(row, &written);
                }
                None => {
                    self.shops.insert(row.shop.id.clone(), ShopState::new(row));
                }
            }
        }
        Ok(())
    }

    /// Reads, with one statement a shop, the variants that the placements of a batch need and that
    /// are not known yet.
    pub(super) async fn load_wanted(
        &mut self,
        session: &mut Session,
        jobs: &[Job],
    ) -> Result<(), StoreError> {
        let mut wanted: BTreeMap<&ShopId, BTreeSet<Sku>> = BTreeMap::new();
        for job in jobs {
            if let Work::Place { shop, place } = &job.work {
                let lines = place.command.lines.iter();
                wanted
                    .entry(shop)
                    .or_default()
                    .extend(lines.map(|line| line.sku.clone()));
            }
        }
        for (shop, skus) in wanted {
            self.load(session, shop, &skus).await?;
            self.load_last_order(session, shop).await?;
        }
        Ok(())
    }

    /// Reads which number the last order of a shop has, unless it is known.
    pub(super) async fn load_last_order(
        &mut self,
        session: &mut Session,
        shop: &ShopId,
    ) -> Result<(), StoreError> {
        if let Some(state) = self.shops.get_mut(shop)
            && state.last_order.is_none()
        {
            state.last_order = Some(orders::last_number(session, shop).await?);
        }
        Ok(())
    }

    pub(super) async fn load(
        &mut self,
        session: &mut Session,
        shop: &ShopId,
        skus: &BTreeSet<Sku>,
    ) -> Result<(), StoreError> {
        let now = self.clock.now();
        let Some(state) = self.shops.get_mut(shop) else {
            return Ok(());
        };
        let missing: Vec<&Sku> = skus
            .iter()
            .filter(|sku| !state.variants.contains_key(*sku))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let snapshots = variants::load(
            session,
            &state.shop,
            missing,
            state.seq,
            state.shop.time(now),
        )
        .await?;
        let handles: BTreeSet<_> = snapshots
            .iter()
            .map(|snapshot| snapshot.handle.clone())
            .collect();
        let products =
            catalogue::by_handles(session, shop, &handles.iter().collect::<Vec<_>>()).await?;
        state
            .variants
            .extend(items(snapshots, products.iter().map(|row| &row.draft)));
        Ok(())
    }
}

/// What other nodes have written in a shop since an event; nothing when it is too much.
async fn written_since(
    session: &mut Session,
    seq: i64,
    row: &ShopRow,
) -> Result<Vec<LoggedEvent>, StoreError> {
    if (1..=WRITTEN_MAX).contains(&(row.seq - seq)) {
        events::after(session, &row.shop.id, seq, WRITTEN_MAX).await
    } else {
        Ok(Vec::new())
    }
}
