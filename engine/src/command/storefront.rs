//! Legal pages and pictures of a shop.

use super::Command;
use super::shop::{mark, say};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::storefront;
use crate::writer::turn::Turn;
use dockline_domain::id::MediaId;
use dockline_domain::limits;
use dockline_domain::storefront::{LegalPage, Storefront, Texts};
use dockline_view::Media;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What an edit of a legal page rests on.
pub fn page_mark(texts: &Texts) -> i64 {
    mark(texts)
}

/// Write a legal page of a shop.
#[derive(Debug, Clone)]
pub struct SetLegalPage {
    /// Which.
    pub page: LegalPage,
    /// Clean HTML by language.
    pub texts: Texts,
    /// Languages that are not named keep their text. Otherwise they lose it.
    pub keep_others: bool,
    /// Only when its texts still have this mark.
    pub if_mark: Option<i64>,
}

/// A legal page after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalPageSet {
    /// All of its texts.
    pub texts: Texts,
}

impl Command for SetLegalPage {
    type Answer = LegalPageSet;

    async fn run(self, turn: &mut Turn<'_>) -> Result<LegalPageSet, ExecuteError> {
        let shop = turn.shop();
        let before = storefront::page(turn.session, &shop.id, self.page).await?;
        let present = mark(&before);
        if self.if_mark.is_some_and(|expected| expected != present) {
            return Err(ExecuteError::Outdated { version: present });
        }
        let mut texts = self.texts;
        if self.keep_others {
            for (lang, text) in &before.0 {
                texts.0.entry(*lang).or_insert_with(|| text.clone());
            }
        }
        texts.0.retain(|_, text| !text.trim().is_empty());
        for (lang, text) in &texts.0 {
            if text.len() > limits::LEGAL_PAGE_STORED_BYTES_MAX {
                return Err(ExecuteError::field(
                    format!("/texts/{}", lang.tag()),
                    format!(
                        "must have at most {} bytes",
                        limits::LEGAL_PAGE_STORED_BYTES_MAX
                    ),
                ));
            }
        }
        if texts != before {
            storefront::save_page(turn.session, &shop.id, self.page, &texts).await?;
            let mut said = Storefront::clone(&shop.profile.storefront);
            if texts.is_empty() {
                said.pages.remove(&self.page);
            } else {
                let langs = texts.0.keys().copied().collect();
                said.pages.insert(self.page, langs);
            }
            say(turn, said).await?;
            // With its texts: what stood there when somebody ordered can be shown for ever.
            turn.log(Event::LegalPageSet {
                page: self.page,
                texts: texts.clone(),
            });
        }
        Ok(LegalPageSet { texts })
    }
}

/// Put a picture into the shop.
#[derive(Clone)]
pub struct AddMedia {
    /// Such as `image/png`, read from the picture itself.
    pub media_type: &'static str,
    /// The picture.
    pub content: Vec<u8>,
}

impl std::fmt::Debug for AddMedia {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddMedia")
            .field("media_type", &self.media_type)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

/// A picture of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaAdded {
    /// Its name.
    pub media: MediaId,
}

/// The name of a picture: 128 bits of its digest.
fn name(content: &[u8]) -> MediaId {
    let mut name = "med_".to_owned();
    for byte in &Sha256::digest(content)[..16] {
        let _ = write!(name, "{byte:02x}");
    }
    MediaId::parse(&name).expect("a prefix and 32 digits are an id")
}

impl Command for AddMedia {
    type Answer = MediaAdded;

    async fn run(self, turn: &mut Turn<'_>) -> Result<MediaAdded, ExecuteError> {
        let shop = turn.shop();
        let media = name(&self.content);
        if storefront::has_media(turn.session, &shop.id, &media).await? {
            return Ok(MediaAdded { media });
        }
        let size_bytes = i64::try_from(self.content.len()).unwrap_or(i64::MAX);
        let (files, bytes) = storefront::room(turn.session, &shop.id).await?;
        if files >= limits::MEDIA_PER_SHOP_MAX
            || bytes.saturating_add(size_bytes) > limits::MEDIA_BYTES_PER_SHOP_MAX
        {
            return Err(ExecuteError::field(
                "",
                format!(
                    "is one more than a shop may have: {} pictures of {} bytes in all",
                    limits::MEDIA_PER_SHOP_MAX,
                    limits::MEDIA_BYTES_PER_SHOP_MAX
                ),
            ));
        }
        let kept = Media {
            media: media.clone(),
            media_type: self.media_type.to_owned(),
            content: self.content,
        };
        let at = turn.at.as_millisecond();
        storefront::add_media(turn.session, &shop.id, &kept, at).await?;
        turn.log(Event::MediaAdded {
            media: media.clone(),
            media_type: kept.media_type,
            size_bytes,
        });
        Ok(MediaAdded { media })
    }
}
