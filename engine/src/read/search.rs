//! The search of a catalogue.
//!
//! The folded words of a shop's products are kept in memory, some 200 bytes a product, in the order
//! of the catalogue, and looked through from its front: each word may stand anywhere in a product's
//! words, in the middle of a German compound or of a SKU. Twenty thousand products take about a
//! millisecond a word. An index in the database finds what words begin with, and needs every ending
//! of every word to find more; it would be larger than the catalogue, and two common words that
//! never meet would still be a scan.
//!
//! Before each search, what changed since the last one is asked for by the number of the newest
//! change that is known: so nothing of it is ever out of date, whichever process wrote.

use crate::Engine;
use crate::error::ReadError;
use crate::fold;
use crate::store::StoreError;
use crate::store::catalogue::{self, Listing, WordsRow};
use crate::store::former_names::{self, Named};
use crate::turns::{Turn, Turns};
use dockline_domain::id::{Handle, ShopId};
use memchr::memmem::Finder;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Most words of a search that are looked for, and the fewest letters of one; shorter ones count
/// when there are no others.
const WORDS_MAX: usize = 5;
const LETTERS_MIN: usize = 2;
/// Searches at once; one that has waited for so long is sent away.
const AT_ONCE: usize = 2;
const PATIENCE: Duration = Duration::from_secs(1);
/// Products whose words are read at once.
const CHUNK: i64 = 2_000;
/// Words that are kept of all shops together; those of the shops that were searched last stay.
const BYTES_MAX: usize = 64 << 20;

/// What is looked for; every word must stand in a product's words, in whichever order.
pub(crate) struct Wanted(Vec<Finder<'static>>);

impl Wanted {
    /// The words of a text; `None` when it holds none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let folded = fold::text(text);
        let all: Vec<&str> = folded.split_whitespace().collect();
        let long: Vec<&str> = all
            .iter()
            .copied()
            .filter(|word| word.chars().nth(LETTERS_MIN - 1).is_some())
            .collect();
        // A single letter stands in nearly every product. It narrows nothing down, but is all there
        // is in a search for it.
        let chosen = if long.is_empty() { all } else { long };
        let finders = chosen
            .into_iter()
            .take(WORDS_MAX)
            .map(|word| Finder::new(word).into_owned())
            .collect::<Vec<_>>();
        (!finders.is_empty()).then_some(Self(finders))
    }

    fn is_in(&self, words: &str) -> bool {
        self.0
            .iter()
            .all(|word| word.find(words.as_bytes()).is_some())
    }
}

/// The words of a shop's products, in the order of its catalogue.
#[derive(Default)]
struct Words {
    /// Number of the newest change that is in them.
    version: i64,
    products: Vec<Arc<WordsRow>>,
    bytes: usize,
}

impl Words {
    /// The same with products that changed, and without the handles that were given up.
    fn with(&self, version: i64, changed: HashMap<Handle, WordsRow>, gone: &[String]) -> Self {
        let is_gone = |handle: &Handle| gone.iter().any(|gone| gone == handle.as_str());
        let is_same = |product: &&Arc<WordsRow>| {
            !changed.contains_key(&product.handle) && !is_gone(&product.handle)
        };
        let same = self.products.iter().filter(is_same).cloned();
        let mut products: Vec<Arc<WordsRow>> = same.collect();
        let there = changed.into_values().filter(|row| !is_gone(&row.handle));
        products.extend(there.map(Arc::new));
        products.sort_unstable_by(|one, other| one.place().cmp(&other.place()));
        let bytes = products.iter().map(|product| product.bytes()).sum();
        Self {
            version,
            products,
            bytes,
        }
    }

    fn find(
        &self,
        (wanted, listing): (&Wanted, Listing),
        after: (&str, &str),
        limit: usize,
    ) -> Vec<Handle> {
        // The products are in the order of the catalogue, so a page begins where the last one ended
        // and never looks at what came before.
        let first = self
            .products
            .partition_point(|product| product.place() <= after);
        let found = self.products[first..]
            .iter()
            .filter(|product| listing == Listing::All || !product.off_sale)
            .filter(|product| wanted.is_in(&product.words));
        found
            .take(limit)
            .map(|product| product.handle.clone())
            .collect()
    }
}

/// The searches of an engine.
pub(crate) struct Searches {
    turns: Turns,
    /// The shops that were searched last come first.
    kept: Mutex<Vec<(ShopId, Arc<Words>)>>,
}

impl Default for Searches {
    fn default() -> Self {
        Self {
            turns: Turns::new(AT_ONCE, PATIENCE),
            kept: Mutex::default(),
        }
    }
}

impl Searches {
    fn words(&self, shop: &ShopId) -> Arc<Words> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter()
            .find(|(of, _)| of == shop)
            .map(|(_, words)| Arc::clone(words))
            .unwrap_or_default()
    }

    fn keep(&self, shop: &ShopId, words: Arc<Words>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(of, _)| of != shop);
        kept.insert(0, (shop.clone(), words));
        // The shops that were searched last stay, as many as fit together.
        let mut bytes = 0;
        let fits = kept.iter().take_while(|(_, words)| {
            bytes += words.bytes;
            bytes <= BYTES_MAX
        });
        // Those of the shop that is being searched stay in any case.
        let fitting = fits.count().max(1);
        kept.truncate(fitting);
    }
}

impl Engine {
    /// A turn at searching in a shop.
    pub(crate) async fn search_turn(&self, shop: &ShopId) -> Result<Turn, ReadError> {
        self.searches
            .turns
            .take(shop)
            .await
            .ok_or(ReadError::Store(StoreError::Busy))
    }

    /// Handles of products by title after `(sort key, handle)` in whose words those of a search
    /// stand. The caller has a turn, so the words of one shop are read once at a time.
    pub(crate) async fn search(
        &self,
        _turn: &Turn,
        shop: &ShopId,
        wanted: (&Wanted, Listing),
        after: (&str, &str),
        limit: i64,
    ) -> Result<Vec<Handle>, StoreError> {
        let mut words = self.searches.words(shop);
        let (mut version, mut changed) = (words.version, HashMap::new());
        loop {
            let rows = self
                .ask(async |session| catalogue::words_behind(session, shop, version, CHUNK).await)
                .await?;
            let Some((newest, _)) = rows.last() else {
                break;
            };
            version = *newest;
            let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) == CHUNK;
            // What changed twice while it was read counts as it was last.
            changed.extend(rows.into_iter().map(|(_, row)| (row.handle.clone(), row)));
            if !more {
                break;
            }
        }
        if !changed.is_empty() {
            let (known, named) = (words.version, Named::Product);
            let gone = self
                .ask(async |session| former_names::since(session, shop, named, known).await)
                .await?;
            words = Arc::new(words.with(version, changed, &gone));
        }
        self.searches.keep(shop, Arc::clone(&words));
        Ok(words.find(wanted, after, usize::try_from(limit).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(handle: &str, title: &str, words: &str) -> WordsRow {
        WordsRow::new(
            Handle::parse(handle).unwrap(),
            catalogue::sort_key(title),
            words,
            false,
        )
    }

    fn words(rows: Vec<WordsRow>) -> Words {
        Words::default().with(
            1,
            rows.into_iter()
                .map(|row| (row.handle.clone(), row))
                .collect(),
            &[],
        )
    }

    fn found(words: &Words, text: &str) -> Vec<String> {
        words
            .find((&Wanted::parse(text).unwrap(), Listing::Sold), ("", ""), 10)
            .into_iter()
            .map(String::from)
            .collect()
    }

    #[test]
    fn a_word_is_found_wherever_it_stands_and_however_it_is_written() {
        let words = words(vec![
            row(
                "bottle",
                "Wollflasche",
                "Wollflasche\nWF-750-BLAU\n4006381333931",
            ),
            row("tent", "Äußeres Zelt", "Äußeres Zelt\nTENT-GREEN\nGrün"),
        ]);
        for text in [
            "flasche",
            "WOLL",
            "f-750",
            "750-bl",
            "63813339",
            "blau flasche",
            "ﬂasche",
            "ｗｆ",
        ] {
            assert_eq!(found(&words, text), ["bottle"], "{text}");
        }
        for text in ["ausseres", "ÄUSSERES", "zelt grun", "A\u{308}uss", "t-gr"] {
            assert_eq!(found(&words, text), ["tent"], "{text}");
        }
        for text in ["flasche zelt", "100%", "_", "\\", "a\0b"] {
            assert!(found(&words, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn single_letters_count_when_there_are_no_others_and_a_sixth_word_does_not() {
        let words = words(vec![
            row("one", "One", "one two three four five"),
            row("x", "X", "x"),
        ]);
        assert_eq!(found(&words, "x"), ["x"]);
        assert_eq!(found(&words, "one x"), ["one"]);
        assert_eq!(found(&words, "one two three four five six"), ["one"]);
        assert!(Wanted::parse(" \n ").is_none());
    }

    #[test]
    fn what_is_found_stands_in_the_order_of_the_catalogue_and_goes_on_behind_a_product() {
        let mut words = words(vec![
            row("c", "Zelt", "x1"),
            row("b", "apfel", "x2"),
            row("a", "Äpfel", "x3"),
        ]);
        let wanted = Wanted::parse("x1 x2").unwrap();
        assert!(
            words
                .find((&wanted, Listing::Sold), ("", ""), 10)
                .is_empty()
        );
        let all = |words: &Words, after: (&str, &str)| -> Vec<String> {
            words
                .find((&Wanted::parse("x").unwrap(), Listing::Sold), after, 2)
                .into_iter()
                .map(String::from)
                .collect()
        };
        assert_eq!(all(&words, ("", "")), ["a", "b"]);
        assert_eq!(all(&words, ("apfel", "a")), ["b", "c"]);
        // A product that changed stands where its title says now, once.
        words = words.with(
            2,
            HashMap::from([(Handle::parse("b").unwrap(), row("b", "Zz", "x2"))]),
            &[],
        );
        assert_eq!(
            (words.version, all(&words, ("", ""))),
            (2, vec!["a".to_owned(), "c".to_owned()])
        );
        assert_eq!(words.products.len(), 3);
    }
}
