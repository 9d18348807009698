//! Who wants to hear when something is back.

use crate::Engine;
use crate::cursor;
use crate::error::ReadError;
use crate::secret::shop_of_token;
use crate::store::waitlist;
use dockline_domain::id::{PersonId, ShopId, Sku};
use dockline_view::{PlaceView, Shop, WaitlistPage};
use std::sync::Arc;

impl Engine {
    /// A page of the waitlist of a variant. A cursor is what the page before answered.
    pub async fn waitlist(
        &self,
        shop: &Arc<Shop>,
        sku: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<WaitlistPage, ReadError> {
        let limit = limit.clamp(1, super::catalogue::PAGE_MAX);
        let sku = self.snapshot(shop, sku).await?.sku.clone();
        let after = cursor::parse(cursor, cursor::person)?.map_or_else(String::new, String::from);
        let (mut items, people) = self
            .ask(async |session| {
                let items = waitlist::page(session, &shop.id, &sku, &after, limit + 1).await?;
                Ok((items, waitlist::count(session, &shop.id, &sku).await?))
            })
            .await?;
        let next_cursor = cursor::last_of_page(&mut items, limit).map(|one| one.person.to_string());
        Ok(WaitlistPage {
            items,
            people,
            next_cursor,
        })
    }

    /// The place whose page has a secret.
    pub async fn place_by_token(&self, token: &str) -> Result<PlaceView, ReadError> {
        let unknown = || ReadError::not_found("place on a waitlist", "");
        let shop = shop_of_token(token).ok_or_else(unknown)?;
        let found = self.ask(async |session| waitlist::by_token(session, &shop, token).await);
        let (_, person) = found.await?.ok_or_else(unknown)?;
        self.place_of(&shop, &person).await
    }

    /// The shop that the secret of a page of a waitlist names, whether or not there is such a place.
    pub async fn shop_of_place(&self, token: &str) -> Result<Arc<Shop>, ReadError> {
        let unknown = || ReadError::not_found("place on a waitlist", "");
        let shop = shop_of_token(token).ok_or_else(unknown)?;
        self.shop_by_id(&shop).await?.ok_or_else(unknown)
    }

    /// Whether somebody has a place whose page of preferences has a secret, in a shop.
    pub async fn may_end_mails(&self, shop: &Shop, token: &str) -> Result<bool, ReadError> {
        let found = self.ask(async |session| waitlist::leaver(session, &shop.id, token).await);
        Ok(found.await?.is_some())
    }

    /// The place of a person.
    pub async fn place_of(&self, shop: &ShopId, person: &PersonId) -> Result<PlaceView, ReadError> {
        let unknown = || ReadError::not_found("place on a waitlist", "");
        let row = self.ask(async |session| waitlist::of_person(session, shop, person).await);
        let row = row.await?.ok_or_else(unknown)?;
        let shop = self.shop_by_id(shop).await?.ok_or_else(unknown)?;
        let like = self.place_like(&shop, &row.sku).await?;
        Ok(PlaceView {
            email: row.email,
            locale: row.locale,
            token: row.token,
            leave_token: row.leave_token,
            confirmed: row.confirmed,
            told: row.told,
            wants_any: row.wants_any,
            ..like
        })
    }

    /// A place as somebody would have it who waits for a variant, to be looked at: nobody has it.
    pub async fn place_like(&self, shop: &Arc<Shop>, sku: &Sku) -> Result<PlaceView, ReadError> {
        let snapshot = self.snapshot(shop, sku.as_str()).await?;
        let product = self.product(shop, snapshot.handle.as_str()).await?.product;
        let variant = product.variants.iter().find(|variant| variant.sku == *sku);
        Ok(PlaceView {
            email: String::new(),
            locale: String::new(),
            title: product.title.clone(),
            options: variant.map_or_else(Vec::new, |variant| variant.options.clone()),
            snapshot,
            token: "0".to_owned(),
            leave_token: "0".to_owned(),
            confirmed: false,
            told: false,
            wants_any: true,
        })
    }
}
