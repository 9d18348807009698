//! What a shop says of itself, as far as it is not part of the shop's row.

use dockline_domain::id::MediaId;
use dockline_domain::storefront::{LegalPage, Texts};

/// A legal page of a shop, in every language that it was written in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalTexts {
    /// Which.
    pub page: LegalPage,
    /// Clean HTML by language.
    pub texts: Texts,
}

/// A picture that a merchant has put into the shop.
#[derive(Clone, PartialEq, Eq)]
pub struct Media {
    /// Its name, by its content.
    pub media: MediaId,
    /// Such as `image/png`.
    pub media_type: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Media")
            .field("media", &self.media)
            .field("media_type", &self.media_type)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}
