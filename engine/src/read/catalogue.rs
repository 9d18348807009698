//! Products with the availability of their variants.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::read::search::Wanted;
use crate::store::StoreError;
use crate::store::catalogue::{self, Listing, ProductRow};
use crate::store::former_names::Named;
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::{Handle, Sku};
use dockline_view::{CataloguePage, ProductView, Shop};
use std::collections::HashMap;
use std::sync::Arc;

/// Most products on a page of the catalogue.
pub(crate) const PAGE_MAX: i64 = 200;

fn cursor_behind(product: &ProductDraft) -> String {
    format!(
        "{}\n{}",
        catalogue::sort_key(&product.title),
        product.handle
    )
}

impl Engine {
    /// One product, by its handle or by one that it had before.
    pub async fn product(&self, shop: &Arc<Shop>, handle: &str) -> Result<ProductView, ReadError> {
        let unknown = || ReadError::not_found("product", handle);
        let parsed = Handle::parse(handle).map_err(|_| unknown())?;
        let row = if let Some(row) = self.product_row(shop, &parsed).await? {
            row
        } else {
            let now = self.called_now(&shop.id, Named::Product, handle).await?;
            let now = Handle::parse(&now.ok_or_else(unknown)?).map_err(|_| unknown())?;
            self.product_row(shop, &now).await?.ok_or_else(unknown)?
        };
        Ok(self.with_snapshots(shop, vec![row]).await?.remove(0))
    }

    async fn product_row(
        &self,
        shop: &Shop,
        handle: &Handle,
    ) -> Result<Option<Arc<ProductRow>>, StoreError> {
        if let Some(row) = self.live.product(&shop.id, handle) {
            return Ok(Some(row));
        }
        let forgotten = self.live.products_forgotten();
        let row = self
            .ask(async |session| catalogue::by_handle(session, &shop.id, handle.as_str()).await)
            .await?;
        Ok(row.map(|row| {
            let row = Arc::new(row);
            self.live.put_product(&shop.id, Arc::clone(&row), forgotten);
            row
        }))
    }

    /// The product that a variant belongs to.
    pub async fn product_of(&self, shop: &Arc<Shop>, sku: &str) -> Result<ProductView, ReadError> {
        let handle = self.snapshot(shop, sku).await?.handle.clone();
        self.product(shop, handle.as_str()).await
    }

    /// The products that follow one by title.
    pub async fn catalogue_behind(
        &self,
        shop: &Arc<Shop>,
        product: &ProductDraft,
        limit: i64,
    ) -> Result<Vec<ProductView>, ReadError> {
        Ok(self
            .catalogue(
                shop,
                Listing::Sold,
                "",
                Some(&cursor_behind(product)),
                limit,
            )
            .await?
            .products)
    }

    /// A page of the products of a listing by title, of those whose words hold each word of `search`. A cursor is
    /// what the page before answered.
    pub async fn catalogue(
        &self,
        shop: &Arc<Shop>,
        listing: Listing,
        search: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<CataloguePage, ReadError> {
        let limit = limit.clamp(1, PAGE_MAX);
        let after = cursor::parse(cursor, cursor::product)?.unwrap_or(("", ""));
        let mut rows = match Wanted::parse(search) {
            None => {
                self.ask(async |session| {
                    catalogue::page(session, &shop.id, listing, after, limit + 1).await
                })
                .await?
            }
            Some(wanted) => {
                let turn = self.search_turn(&shop.id).await?;
                let handles = self
                    .search(&turn, &shop.id, (&wanted, listing), after, limit + 1)
                    .await?;
                drop(turn);
                self.products_called(shop, &handles).await?
            }
        };
        let next_cursor =
            cursor::last_of_page(&mut rows, limit).map(|row| cursor_behind(&row.draft));
        let products = self
            .with_snapshots(shop, rows.into_iter().map(Arc::new).collect())
            .await?;
        Ok(CataloguePage {
            shop: Arc::clone(shop),
            products,
            next_cursor,
        })
    }

    /// Products by their handles, in that order; those that are gone are left out.
    pub(crate) async fn products_called(
        &self,
        shop: &Shop,
        handles: &[Handle],
    ) -> Result<Vec<ProductRow>, StoreError> {
        if handles.is_empty() {
            return Ok(Vec::new());
        }
        let handles: Vec<&Handle> = handles.iter().collect();
        let rows = self
            .ask(async |session| catalogue::by_handles(session, &shop.id, &handles).await)
            .await?;
        let mut rows: HashMap<Handle, ProductRow> = rows
            .into_iter()
            .map(|row| (row.draft.handle.clone(), row))
            .collect();
        Ok(handles
            .into_iter()
            .filter_map(|handle| rows.remove(handle))
            .collect())
    }

    async fn with_snapshots(
        &self,
        shop: &Arc<Shop>,
        rows: Vec<Arc<ProductRow>>,
    ) -> Result<Vec<ProductView>, ReadError> {
        let skus: Vec<&Sku> = rows
            .iter()
            .flat_map(|row| row.draft.variants.iter().map(|variant| &variant.sku))
            .collect();
        let all = self.snapshots(shop, &skus).await?;
        let mut all = all.into_iter().peekable();
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let mut draft = row.draft.clone();
            let mut snapshots = Vec::with_capacity(draft.variants.len());
            draft.variants.retain(|variant| {
                match all.next_if(|snapshot| snapshot.sku == variant.sku) {
                    Some(snapshot) => {
                        snapshots.push(snapshot);
                        true
                    }
                    None => false,
                }
            });
            let version = snapshots
                .iter()
                .map(|snapshot| snapshot.version)
                .max()
                .unwrap_or(0)
                .max(row.version);
            let shop = snapshots
                .first()
                .map_or_else(|| Arc::clone(shop), |snapshot| Arc::clone(&snapshot.shop));
            views.push(ProductView {
                shop,
                product: Arc::new(draft),
                snapshots,
                version,
                product_version: row.version,
            });
        }
        Ok(views)
    }
}
