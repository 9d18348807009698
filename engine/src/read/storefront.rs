//! Legal pages and pictures of a shop.

use crate::Engine;
use crate::error::ReadError;
use crate::store::storefront;
use dockline_domain::storefront::LegalPage;
use dockline_view::{LegalTexts, Media, Shop};

impl Engine {
    /// A legal page in every language that it has; in none, when there is no such page.
    pub async fn legal_page(&self, shop: &Shop, page: LegalPage) -> Result<LegalTexts, ReadError> {
        let texts = self
            .ask(async |session| storefront::page(session, &shop.id, page).await)
            .await?;
        Ok(LegalTexts { page, texts })
    }

    /// A picture of the shop.
    pub async fn media(&self, shop: &Shop, media: &str) -> Result<Media, ReadError> {
        let found = self
            .ask(async |session| storefront::media(session, &shop.id, media).await)
            .await?;
        found.ok_or_else(|| ReadError::not_found("picture", media))
    }
}
