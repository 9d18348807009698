//! Fragments of the widget, rendered once per version.

use super::{Effort, Kept};
use dockline_app::page::Layout;
use dockline_domain::id::{ShopId, Sku};
use dockline_view::VariantSnapshot;
use dockline_words::Lang;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// Fragments that are expected. One takes about 5 KB.
const FRAGMENTS: usize = 10_000;
/// Most bytes that are kept.
const BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Which fragment of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FragmentWanted {
    pub(crate) lang: Lang,
    pub(crate) quantity: u32,
    pub(crate) layout: Layout,
}

/// A rendered fragment.
pub(crate) struct Fragment {
    pub(crate) version: i64,
    pub(crate) html: Kept,
}

type Key = (ShopId, Sku, FragmentWanted);

/// The fragments that are kept.
pub(crate) struct Fragments(Cache<Key, Arc<Fragment>, Size>);

/// How much of the room a fragment takes, in bytes, with the key.
#[derive(Clone)]
struct Size;

impl Weighter<Key, Arc<Fragment>> for Size {
    fn weight(&self, _: &Key, fragment: &Arc<Fragment>) -> u64 {
        u64::try_from(fragment.html.size_bytes() + 300).unwrap_or(u64::MAX)
    }
}

impl Default for Fragments {
    fn default() -> Self {
        Self(Cache::with_weighter(FRAGMENTS, BYTES_MAX, Size))
    }
}

fn key(snapshot: &VariantSnapshot, wanted: FragmentWanted) -> Key {
    (snapshot.shop.id.clone(), snapshot.sku.clone(), wanted)
}

impl Fragments {
    /// The fragment of a snapshot, if it was rendered already.
    pub(crate) fn of(
        &self,
        snapshot: &VariantSnapshot,
        wanted: FragmentWanted,
    ) -> Option<Arc<Fragment>> {
        let kept = self.0.get(&key(snapshot, wanted))?;
        (kept.version == snapshot.version).then_some(kept)
    }

    /// Keeps the fragment of a snapshot. Its tag is the version, and a part of the content's hash:
    /// another release may write the same version in other words.
    pub(crate) fn keep(
        &self,
        snapshot: &VariantSnapshot,
        wanted: FragmentWanted,
        html: String,
    ) -> Arc<Fragment> {
        let digest = Sha256::digest(html.as_bytes());
        let name = format!("{}-{digest:.8x}", snapshot.version);
        let fragment = Arc::new(Fragment {
            version: snapshot.version,
            html: Kept::new(html, &name, Effort::FRAGMENT),
        });
        self.0.insert(key(snapshot, wanted), Arc::clone(&fragment));
        fragment
    }
}
