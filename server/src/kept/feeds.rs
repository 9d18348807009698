//! Catalogues as they were written last, compressed: a feed is written once for all who load it,
//! and not again at every change of a large shop.

use crate::holdings::{Holdings, Limits, Permit};
use bytes::Bytes;
use dashmap::DashMap;
use dockline_domain::id::ShopId;
use dockline_words::Lang;
use flate2::bufread::GzDecoder;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::io::{Cursor, Read as _};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OwnedMutexGuard, Semaphore};

/// Bytes of feeds that are kept.
const KEPT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// A few feeds make these bytes; with so few expected the cache is one piece, and a large feed fits
/// into it.
const FEEDS_EXPECTED: usize = 32;
/// How long a feed of a large catalogue is good, however often the shop changes meanwhile. That of
/// a small one is always new.
const GOOD_FOR: Duration = Duration::from_secs(15);
/// Feeds that are written at once: the readers are there for shoppers as well.
const WRITTEN_AT_ONCE: usize = 2;
/// Downloads of one address at once, and in all.
const DOWNLOADS: Limits = Limits {
    per_address: 2,
    total: 1_000,
};
/// Bytes that are sent at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// Which feed: a shop's, in a format, in a language.
pub(crate) type FeedKey = (ShopId, &'static str, Lang);

/// A feed as it was written.
pub(crate) struct KeptFeed {
    /// The version of the shop that it shows, or a newer one.
    pub(crate) version: i64,
    /// With more products than are written at a time.
    pub(crate) is_large: bool,
    pub(crate) began: Instant,
    pub(crate) gzip: Bytes,
}

impl KeptFeed {
    /// Whether it may be sent when the shop is at this version.
    fn is_good_at(&self, version: i64) -> bool {
        self.version == version || (self.is_large && self.began.elapsed() < GOOD_FOR)
    }
}

#[derive(Clone)]
struct InBytes;

impl Weighter<FeedKey, Arc<KeptFeed>> for InBytes {
    fn weight(&self, _: &FeedKey, kept: &Arc<KeptFeed>) -> u64 {
        kept.gzip.len() as u64 + 1
    }
}

/// The feeds that are kept, and who writes and loads them.
pub(crate) struct Feeds {
    kept: Cache<FeedKey, Arc<KeptFeed>, InBytes>,
    writing: DashMap<ShopId, Arc<Mutex<()>>>,
    at_once: Semaphore,
    /// Downloads that are under way.
    pub(crate) downloads: Holdings,
}

impl Default for Feeds {
    fn default() -> Self {
        Self {
            kept: Cache::with_weighter(FEEDS_EXPECTED, KEPT_BYTES_MAX, InBytes),
            writing: DashMap::default(),
            at_once: Semaphore::new(WRITTEN_AT_ONCE),
            downloads: Holdings::new(DOWNLOADS),
        }
    }
}

impl Feeds {
    /// The feed that may be sent when the shop is at this version.
    pub(crate) fn good(&self, key: &FeedKey, version: i64) -> Option<Arc<KeptFeed>> {
        self.kept.get(key).filter(|kept| kept.is_good_at(version))
    }

    /// The turn to write feeds of a shop: a request that waits for it finds what the one before has
    /// written.
    pub(crate) async fn turn(&self, shop: &ShopId) -> OwnedMutexGuard<()> {
        let turn = Arc::clone(&self.writing.entry(shop.clone()).or_default());
        turn.lock_owned().await
    }

    /// Room among those who write.
    pub(crate) async fn room(&self) -> impl Drop + '_ {
        self.at_once.acquire().await.expect("nobody closes it")
    }

    pub(crate) fn keep(&self, key: FeedKey, kept: Arc<KeptFeed>) {
        self.kept.insert(key, kept);
    }
}

/// A feed on its way to somebody: as it is kept, or unpacked for those who cannot. Nobody but their
/// own connection waits for slow readers.
pub(crate) enum Sending {
    Packed(Bytes),
    Plain(Box<GzDecoder<Cursor<Bytes>>>),
}

impl Sending {
    pub(crate) fn new(gzip: Bytes, packed: bool) -> Self {
        if packed {
            Self::Packed(gzip)
        } else {
            Self::Plain(Box::new(GzDecoder::new(Cursor::new(gzip))))
        }
    }

    /// The next piece; empty at the end.
    fn piece(&mut self) -> std::io::Result<Bytes> {
        match self {
            Self::Packed(rest) => Ok(rest.split_to(rest.len().min(PIECE_BYTES))),
            Self::Plain(decoder) => {
                let mut piece = Vec::with_capacity(PIECE_BYTES);
                decoder
                    .by_ref()
                    .take(PIECE_BYTES as u64)
                    .read_to_end(&mut piece)?;
                Ok(piece.into())
            }
        }
    }

    /// Its pieces; the download counts until the last is taken.
    pub(crate) fn pieces(
        self,
        permit: Permit,
    ) -> impl futures::Stream<Item = std::io::Result<Bytes>> + Send {
        futures::stream::try_unfold((self, permit), |(mut sending, permit)| async move {
            let piece = sending.piece()?;
            Ok((!piece.is_empty()).then_some((piece, (sending, permit))))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write as _;

    #[test]
    fn a_large_feed_is_good_for_a_while_and_a_small_one_for_its_version() {
        let kept = |is_large| KeptFeed {
            version: 7,
            is_large,
            began: Instant::now(),
            gzip: Bytes::new(),
        };
        assert!(kept(false).is_good_at(7) && kept(true).is_good_at(7));
        assert!(!kept(false).is_good_at(8));
        assert!(kept(true).is_good_at(8));
        let old = KeptFeed {
            began: Instant::now().checked_sub(GOOD_FOR).unwrap(),
            ..kept(true)
        };
        assert!(!old.is_good_at(8));
    }

    #[test]
    fn what_is_unpacked_is_what_was_packed() {
        let text = (0..40_000)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join("\n");
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        let gzip = Bytes::from(encoder.finish().unwrap());
        let whole = |mut sending: Sending| {
            let pieces = std::iter::from_fn(|| {
                Some(sending.piece().unwrap()).filter(|piece| !piece.is_empty())
            });
            pieces.fold(Vec::new(), |whole, piece| [whole, piece.to_vec()].concat())
        };
        assert_eq!(whole(Sending::new(gzip.clone(), false)), text.as_bytes());
        assert_eq!(whole(Sending::new(gzip.clone(), true)), gzip);
    }
}
