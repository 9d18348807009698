//! What may be written of products beside those that are in the catalogue.

use crate::catalogue::{ProductDraft, VariantDraft};
use crate::id::{Handle, Sku};
use crate::policy::BackorderRule;
use crate::refusal::ProductRefused;
use std::collections::{BTreeMap, BTreeSet};

/// A variant that is in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentVariant {
    /// Its product.
    pub handle: Handle,
    /// Whether units are held, waited for, on hand or on order.
    pub in_use: bool,
    /// Units at all locations; `None` when they were never counted.
    pub counted: Option<u32>,
}

/// The names of a product in the spelling of its file, where reading it cleaned them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spelling {
    /// Its handle.
    pub handle: Option<Handle>,
    /// Its SKUs, by what became of them.
    pub skus: BTreeMap<Sku, Sku>,
}

/// A product, or variants of one, that its source does not sell any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withdrawn {
    /// What the product may be called here, the likeliest first.
    pub handles: Vec<Handle>,
    /// SKUs of it.
    pub skus: Vec<Sku>,
    /// Nothing of the product is sold any more; otherwise none of these variants.
    pub whole: bool,
}

/// What is in the catalogue of the products and SKUs that are to be written.
#[derive(Debug, Clone, Default)]
pub struct Present {
    products: BTreeMap<Handle, ProductDraft>,
    variants: BTreeMap<Sku, PresentVariant>,
    former: FormerNames,
}

/// What the names that were given up lead to now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormerNames {
    /// Of products.
    pub handles: BTreeMap<Handle, Handle>,
    /// Of variants.
    pub skus: BTreeMap<Sku, Sku>,
}

/// What writing a product changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Created,
    /// It is there already, as it is to be.
    Unchanged,
    /// It is there, and otherwise.
    Updated {
        /// Variants that it loses.
        gone: Vec<Sku>,
        /// Variants that may be sold further beyond stock than before, or less far, or with another
        /// lead time, or that leave on another day at the earliest.
        other_policy: Vec<Sku>,
    },
}

/// What becomes of stock that an import states of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatedStock {
    /// The variant is new: it opens with these units.
    Opens,
    /// The variant is there and was never counted: this is its first count.
    FirstCount,
    /// The variant is counted here, and otherwise: the count stays.
    Kept {
        /// Units on hand here.
        on_hand: u32,
    },
    /// It says nothing new.
    Nothing,
}

/// The handle of a product whose own is another product's: with its first SKU.
pub fn other_handle(product: &ProductDraft) -> Option<Handle> {
    let sku = product.variants.first()?.sku.as_str().to_lowercase();
    let words: String = sku
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    Handle::parse(&format!("{}-{}", product.handle, words.trim_matches('-'))).ok()
}

impl Present {
    /// What is there: every product and variant that has a handle or a SKU of those to be written.
    pub fn new(
        products: impl IntoIterator<Item = ProductDraft>,
        variants: impl IntoIterator<Item = (Sku, PresentVariant)>,
    ) -> Self {
        let named = |product: ProductDraft| (product.handle.clone(), product);
        Self {
            products: products.into_iter().map(named).collect(),
            variants: variants.into_iter().collect(),
            former: FormerNames::default(),
        }
    }

    /// The same, knowing what names of before lead to.
    #[must_use]
    pub fn with_former(self, former: FormerNames) -> Self {
        Self { former, ..self }
    }

    /// The product of a handle.
    pub fn product(&self, handle: &Handle) -> Option<&ProductDraft> {
        self.products.get(handle)
    }

    /// A SKU as the catalogue has it: in the spelling of the file where that one is there, and by
    /// its present name where it was renamed.
    pub fn spelt<'a>(&'a self, sku: &'a Sku, spelling: &'a Spelling) -> &'a Sku {
        let written = spelling.skus.get(sku);
        if let Some(written) = written.filter(|written| self.variants.contains_key(*written)) {
            return written;
        }
        if self.variants.contains_key(sku) {
            return sku;
        }
        let mut names = [Some(sku), written].into_iter().flatten();
        let renamed = names.find_map(|name| self.former.skus.get(name));
        renamed.unwrap_or(sku)
    }

    /// Gives a product the names that it has in the catalogue. They stay in the spelling in which
    /// an earlier import took them: orders, stock and links go by them.
    pub fn respell(&self, product: &mut ProductDraft, spelling: &Spelling) {
        let mut taken: BTreeSet<Sku> = product.variants.iter().map(|one| one.sku.clone()).collect();
        for variant in &mut product.variants {
            let sku = self.spelt(&variant.sku, spelling);
            // Two names of one variant stand in the product: see `refusal`.
            if taken.insert(sku.clone()) {
                variant.sku = sku.clone();
            }
        }
        if let Some(now) = self.former.handles.get(&product.handle)
            && self.shares(now, product)
        {
            product.handle = now.clone();
        }
        let Some(written) = &spelling.handle else {
            return;
        };
        // Where both handles are there, the product is the one that has its SKUs.
        let is_there = |handle| self.products.contains_key(handle);
        if is_there(written) && (self.shares(written, product) || !is_there(&product.handle)) {
            product.handle = written.clone();
        }
    }

    /// A SKU, or what it leads to where it was given up.
    pub fn called_now<'a>(&'a self, sku: &'a Sku) -> &'a Sku {
        if self.variants.contains_key(sku) {
            return sku;
        }
        self.former.skus.get(sku).unwrap_or(sku)
    }

    fn owner(&self, sku: &Sku) -> Option<&Handle> {
        self.variants.get(sku).map(|variant| &variant.handle)
    }

    /// Whether a product shares a SKU with the one of that handle.
    fn shares(&self, handle: &Handle, product: &ProductDraft) -> bool {
        let mut skus = product.variants.iter().map(|variant| &variant.sku);
        skus.any(|sku| self.owner(sku) == Some(handle))
    }

    /// The handle that a product takes whose own was made of its name: that of the product that has
    /// its SKUs, or one that no other product has. `None` when it keeps its own.
    pub fn handle_instead(&self, product: &ProductDraft) -> Option<Handle> {
        // Its own goes first: a product may have taken over SKUs of several others.
        if self.shares(&product.handle, product) {
            return None;
        }
        let mut skus = product.variants.iter().map(|variant| &variant.sku);
        match skus.find_map(|sku| self.owner(sku)) {
            Some(owner) => Some(owner.clone()),
            None if self.products.contains_key(&product.handle) => other_handle(product),
            None => None,
        }
    }

    /// The product whose handle was changed at its source: the one all of whose SKUs it has,
    /// unless the same source has something else by that name (`named`). One that lost some of its
    /// SKUs may as well have been split, so nothing is guessed of it.
    pub fn renamed_at_source(
        &self,
        product: &ProductDraft,
        named: &BTreeSet<Handle>,
    ) -> Option<&ProductDraft> {
        let is_taken = self.products.contains_key(&product.handle)
            || self.former.handles.contains_key(&product.handle);
        if is_taken {
            return None;
        }
        let mut owners = product
            .variants
            .iter()
            .filter_map(|variant| self.owner(&variant.sku));
        let owner = owners.next()?;
        let is_one = owners.all(|other| other == owner);
        let owner = self.product(owner)?;
        let is_whole = lost(owner, product).next().is_none();
        (is_one && is_whole && !named.contains(&owner.handle)).then_some(owner)
    }

    /// Takes over that a product has another handle.
    pub fn rename(&mut self, from: &Handle, to: &Handle) {
        let Some(product) = self.products.remove(from) else {
            return;
        };
        for variant in self.variants.values_mut() {
            if variant.handle == *from {
                variant.handle = to.clone();
            }
        }
        self.former.handles.insert(from.clone(), to.clone());
        let handle = to.clone();
        self.products
            .insert(handle.clone(), ProductDraft { handle, ..product });
    }

    /// Why a product cannot be written, and because of which variant: a SKU of it is another
    /// product's, its handle is that of another product, or a SKU that it loses is in use.
    pub fn refusal(
        &self,
        product: &ProductDraft,
        handle_made: bool,
    ) -> Option<(Sku, ProductRefused)> {
        for variant in &product.variants {
            // Names are brought up to date before; what is left stands beside its present one.
            if let Some(now) = self.former.skus.get(&variant.sku) {
                let why = ProductRefused::WasSkuOf(now.clone());
                return Some((variant.sku.clone(), why));
            }
            match self.owner(&variant.sku) {
                Some(owner) if *owner != product.handle => {
                    return Some((variant.sku.clone(), ProductRefused::SkuOf(owner.clone())));
                }
                Some(_) | None => {}
            }
        }
        if let Some(now) = self.former.handles.get(&product.handle) {
            let sku = product.variants.first()?.sku.clone();
            return Some((sku, ProductRefused::WasHandleOf(now.clone())));
        }
        let before = self.product(&product.handle)?;
        // A handle that somebody gave means the product; one that was made of a name may be that of
        // another product with the same name.
        if handle_made && !self.shares(&product.handle, product) {
            let sku = product.variants.first()?.sku.clone();
            return Some((sku, ProductRefused::HandleOf(product.handle.clone())));
        }
        let in_use = |sku: &Sku| self.variants.get(sku).is_some_and(|one| one.in_use);
        let gone = lost(before, product).find(|sku| in_use(sku))?;
        Some((gone.clone(), ProductRefused::InUse))
    }

    /// What writing a product changes.
    pub fn change(&self, product: &ProductDraft) -> Change {
        match self.product(&product.handle) {
            None => Change::Created,
            Some(before) if before == product => Change::Unchanged,
            Some(before) => Change::Updated {
                gone: lost(before, product).cloned().collect(),
                other_policy: with_other_policy(before, product).cloned().collect(),
            },
        }
    }

    /// What becomes of stock that an import states.
    pub fn stock(&self, sku: &Sku, stated: u32) -> StatedStock {
        match self.variants.get(sku).map(|variant| variant.counted) {
            Some(Some(on_hand)) if on_hand != stated => StatedStock::Kept { on_hand },
            Some(None) if stated > 0 => StatedStock::FirstCount,
            None if stated > 0 => StatedStock::Opens,
            Some(Some(_) | None) | None => StatedStock::Nothing,
        }
    }

    /// The product of which nothing is sold any more, as it is to be written; `None` where there is
    /// none, it is off sale already, or the same source sells one of its SKUs after all.
    pub fn without_sale(
        &self,
        withdrawn: &Withdrawn,
        sold: &BTreeSet<Sku>,
    ) -> Option<ProductDraft> {
        let mut handles = withdrawn.handles.iter();
        let called = handles.find_map(|handle| {
            let now = self.former.handles.get(handle).unwrap_or(handle);
            self.product(now)
        });
        let owner = || {
            let mut skus = withdrawn.skus.iter();
            let owner = skus.find_map(|sku| self.owner(self.called_now(sku)))?;
            self.product(owner)
        };
        let found = called.or_else(owner).filter(|_| withdrawn.whole)?;
        let mut skus = found.variants.iter().map(|variant| &variant.sku);
        let is_sold = skus.any(|sku| sold.contains(sku));
        (!found.off_sale && !is_sold).then(|| ProductDraft {
            off_sale: true,
            ..found.clone()
        })
    }

    /// Keeps the variants that a product has here and its source does not sell any more: they stay,
    /// off sale.
    pub fn keep_unsold(&self, product: &mut ProductDraft, unsold: &BTreeSet<Sku>) {
        let Some(before) = self.product(&product.handle) else {
            return;
        };
        let has = |sku: &Sku| product.variants.iter().any(|variant| variant.sku == *sku);
        let kept = before
            .variants
            .iter()
            .filter(|variant| unsold.contains(&variant.sku) && !has(&variant.sku))
            .map(|variant| VariantDraft {
                off_sale: true,
                ..variant.clone()
            });
        let kept: Vec<VariantDraft> = kept.collect();
        product.variants.extend(kept);
    }

    /// Takes over a product that was written: those that come later in the same file find it as it
    /// is now.
    pub fn put(&mut self, product: ProductDraft, gone: &[Sku]) {
        for sku in gone {
            self.variants.remove(sku);
        }
        self.former.skus.retain(|_, now| !gone.contains(now));
        for variant in &product.variants {
            let new = || PresentVariant {
                handle: product.handle.clone(),
                in_use: false,
                counted: None,
            };
            self.variants.entry(variant.sku.clone()).or_insert_with(new);
        }
        self.products.insert(product.handle.clone(), product);
    }
}

/// The variants that a product had and has no more.
fn lost<'a>(before: &'a ProductDraft, now: &'a ProductDraft) -> impl Iterator<Item = &'a Sku> + 'a {
    let old = before.variants.iter().map(|variant| &variant.sku);
    old.filter(|sku| now.variants.iter().all(|variant| variant.sku != **sku))
}

fn with_other_policy<'a>(
    before: &'a ProductDraft,
    now: &'a ProductDraft,
) -> impl Iterator<Item = &'a Sku> + 'a {
    let changed = |variant: &&VariantDraft| {
        let old = before.variants.iter().find(|old| old.sku == variant.sku);
        let rules = |product: &ProductDraft, one| (rule(product, one), product.release_of(one));
        old.is_some_and(|old| rules(before, old) != rules(now, variant))
    };
    now.variants
        .iter()
        .filter(changed)
        .map(|variant| &variant.sku)
}

/// How far a variant of a product may be sold beyond stock; `None` takes the shop's rule.
fn rule(product: &ProductDraft, variant: &VariantDraft) -> Option<BackorderRule> {
    let policy = variant.policy.or(product.policy);
    policy.map(|policy| policy.backorder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Currency, Money};
    use crate::policy::Policy;

    fn sku(text: &str) -> Sku {
        Sku::parse(text).unwrap()
    }

    fn handle(text: &str) -> Handle {
        Handle::parse(text).unwrap()
    }

    fn product(name: &str, skus: &[&str]) -> ProductDraft {
        let variant = |text: &&str| VariantDraft {
            off_sale: false,
            release_on: None,
            sku: sku(text),
            price: Money {
                minor: 100,
                currency: Currency::parse("EUR").unwrap(),
            },
            options: Vec::new(),
            policy: None,
            image: None,
            gtin: None,
            content: None,
        };
        ProductDraft {
            off_sale: false,
            release_on: None,
            handle: handle(name),
            title: name.to_owned(),
            description: String::new(),
            vendor: None,
            tags: Vec::new(),
            image: None,
            policy: None,
            variants: skus.iter().map(variant).collect(),
            facts: crate::facts::Facts::default(),
        }
    }

    /// Products, and the SKUs of theirs that are in use.
    fn present(products: &[(&str, &[&str])], in_use: &[&str]) -> Present {
        let variants = products.iter().flat_map(|(name, skus)| {
            skus.iter().map(|text| {
                let variant = PresentVariant {
                    handle: handle(name),
                    in_use: in_use.contains(text),
                    counted: None,
                };
                (sku(text), variant)
            })
        });
        let drafts = products.iter().map(|(name, skus)| product(name, skus));
        Present::new(drafts, variants)
    }

    #[test]
    fn a_product_without_a_handle_of_its_own_is_told_by_its_skus() {
        let there = present(&[("tent", &["T1", "T2"]), ("lamp", &["L1"])], &[]);
        for (name, skus, expected) in [
            // It has SKUs of the product of that handle already.
            ("tent", &["T1"][..], None),
            ("tent", &["L1", "T2"], None),
            // It is another product by its SKUs.
            ("tent", &["L1"], Some("lamp")),
            ("zelt", &["T2", "NEW"], Some("tent")),
            // Nobody knows its SKUs, and the handle is taken, or free.
            ("tent", &["T 9/x"], Some("tent-t-9-x")),
            ("stove", &["S1"], None),
        ] {
            let instead = there.handle_instead(&product(name, skus));
            assert_eq!(instead, expected.map(handle), "{name} {skus:?}");
        }
    }

    #[test]
    fn what_is_there_in_the_spelling_of_the_file_keeps_it() {
        let there = present(
            &[
                ("ｔｅｎｔ", &["T\u{200b}1", "T1", "T2"]),
                ("lamp", &["L1"]),
                ("ｌａｍｐ", &["Ｌ２"]),
            ],
            &[],
        );
        let full_width = "ｔｅｎｔ";
        for (name, skus, written, spelt, expected, expected_skus) in [
            // Two that look alike stay two.
            (
                "tent",
                &["T-DERIVED", "T1"][..],
                full_width,
                &[("T-DERIVED", "T\u{200b}1")][..],
                full_width,
                &["T\u{200b}1", "T1"][..],
            ),
            // What is not there in the file's spelling is new, and clean.
            (
                "tent",
                &["T3", "T2"],
                full_width,
                &[("T3", "Ｔ３")],
                full_width,
                &["T3", "T2"],
            ),
            (
                "stove",
                &["S1"],
                "ｓｔｏｖｅ",
                &[("S1", "Ｓ１")],
                "stove",
                &["S1"],
            ),
            // Both handles are there: its SKUs tell which it is.
            ("lamp", &["L1"], "ｌａｍｐ", &[], "lamp", &["L1"]),
            (
                "lamp",
                &["L2"],
                "ｌａｍｐ",
                &[("L2", "Ｌ２")],
                "ｌａｍｐ",
                &["Ｌ２"],
            ),
        ] {
            let spelling = Spelling {
                handle: Some(handle(written)),
                skus: spelt
                    .iter()
                    .map(|(one, file)| (sku(one), sku(file)))
                    .collect(),
            };
            let mut draft = product(name, skus);
            there.respell(&mut draft, &spelling);
            let kept: Vec<&str> = draft.variants.iter().map(|one| one.sku.as_str()).collect();
            assert_eq!(
                (draft.handle.as_str(), &kept[..]),
                (expected, expected_skus),
                "{name} {skus:?}"
            );
        }
    }

    #[test]
    fn a_product_is_refused_for_the_first_variant_that_keeps_it_out() {
        let there = present(
            &[("tent", &["T1", "T2", "T3"]), ("lamp", &["L1"])],
            &["T1", "T3"],
        );
        let sku_of = |name| ProductRefused::SkuOf(handle(name));
        for (name, skus, handle_made, expected) in [
            ("tent", &["T1", "T3"][..], false, None),
            ("stove", &["S1"], false, None),
            ("stove", &["S1", "L1"], false, Some(("L1", sku_of("lamp")))),
            // What is in use cannot be left out; what is not can.
            (
                "tent",
                &["T1", "T2"],
                false,
                Some(("T3", ProductRefused::InUse)),
            ),
            ("tent", &["NEW"], false, Some(("T1", ProductRefused::InUse))),
            // A handle that was made of a name is no proof that it is the same product.
            (
                "lamp",
                &["NEW"],
                true,
                Some(("NEW", ProductRefused::HandleOf(handle("lamp")))),
            ),
            ("lamp", &["NEW"], false, None),
            ("lamp", &["NEW", "L1"], true, None),
        ] {
            let refused = there.refusal(&product(name, skus), handle_made);
            let expected = expected.map(|(text, why)| (sku(text), why));
            assert_eq!(refused, expected, "{name} {skus:?} {handle_made}");
        }
    }

    #[test]
    fn only_what_is_otherwise_is_written() {
        let there = present(&[("tent", &["T1", "T2"])], &[]);
        assert_eq!(there.change(&product("stove", &["S1"])), Change::Created);
        assert_eq!(
            there.change(&product("tent", &["T1", "T2"])),
            Change::Unchanged
        );
        assert_eq!(
            there.change(&product("tent", &["T2", "T4"])),
            Change::Updated {
                gone: vec![sku("T1")],
                other_policy: vec![]
            }
        );
        // A policy of the product is that of the variants that have none of their own.
        let mut denied = product("tent", &["T1", "T2"]);
        denied.policy = Some(Policy {
            backorder: BackorderRule::Deny,
            ..Policy::default()
        });
        denied.variants[0].policy = Some(Policy::default());
        let mut before = there.clone();
        before.products.insert(handle("tent"), {
            let mut open = product("tent", &["T1", "T2"]);
            open.policy = Some(Policy::default());
            open
        });
        assert_eq!(
            before.change(&denied),
            Change::Updated {
                gone: vec![],
                other_policy: vec![sku("T2")]
            }
        );
    }

    #[test]
    fn a_count_is_worth_more_than_what_an_import_states() {
        let variant = |counted| PresentVariant {
            handle: handle("tent"),
            in_use: false,
            counted,
        };
        let there = Present::new(
            [],
            [
                (sku("COUNTED"), variant(Some(3))),
                (sku("EMPTY"), variant(Some(0))),
                (sku("NEVER"), variant(None)),
            ],
        );
        for (text, stated, expected) in [
            ("NEW", 5, StatedStock::Opens),
            ("NEW", 0, StatedStock::Nothing),
            ("NEVER", 5, StatedStock::FirstCount),
            ("NEVER", 0, StatedStock::Nothing),
            ("COUNTED", 3, StatedStock::Nothing),
            ("COUNTED", 5, StatedStock::Kept { on_hand: 3 }),
            ("EMPTY", 5, StatedStock::Kept { on_hand: 0 }),
            ("COUNTED", 0, StatedStock::Kept { on_hand: 3 }),
        ] {
            assert_eq!(there.stock(&sku(text), stated), expected, "{text} {stated}");
        }
    }

    #[test]
    fn what_comes_later_in_a_file_finds_what_was_written_before() {
        let mut there = present(&[("tent", &["T1", "T2"])], &[]);
        there.put(product("tent", &["T1", "T4"]), &[sku("T2")]);
        let lamp = product("lamp", &["T2"]);
        assert_eq!(there.refusal(&lamp, false), None);
        let other = product("lamp", &["T4"]);
        assert_eq!(
            there.refusal(&other, false),
            Some((sku("T4"), ProductRefused::SkuOf(handle("tent"))))
        );
    }
}
