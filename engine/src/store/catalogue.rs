//! Products, with their variants' rows.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use crate::fold;
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::{Handle, ShopId, Sku};
use dockline_domain::saving::PresentVariant;
use icu_normalizer::DecomposingNormalizerBorrowed;
use jiff::civil::Date;

statements! {
    BY_HANDLE = "select handle, draft, version from products where shop_id = $1 and handle = $2";
    BY_HANDLES = "select handle, draft, version from products where shop_id = $2 and handle in (select r.value ->> 'handle' from {rows})";
    PAGE = "select handle, title, draft, version from products
        where shop_id = $1 and (sort_key, handle) > ($2, $3) and off_sale <= $5 order by sort_key, handle limit $4";
    WORDS = "select handle, sort_key, search, off_sale, version from products where shop_id = $1 and version > $2 order by version limit $3";
    SAVE = "insert into products (shop_id, handle, draft, search, title, sort_key, off_sale, version, created_at)
        select {own shop}, r.value ->> 'handle', r.value ->> 'draft', r.value ->> 'search', r.value ->> 'title', r.value ->> 'sort_key',
            cast(r.value ->> 'off_sale' as smallint), cast(r.value ->> 'version' as bigint), cast(r.value ->> 'at' as bigint)
        from {rows of the shop} where true
        on conflict (shop_id, handle) do update set draft = excluded.draft, search = excluded.search, title = excluded.title,
            sort_key = excluded.sort_key, off_sale = excluded.off_sale, version = excluded.version";
    DRAFTS = "select draft from products where shop_id = $1 and handle > $2 order by handle limit $3";
    SAVE_FOLDED = "update products set search = r.value ->> 'search', sort_key = r.value ->> 'sort_key'
        from {rows} where products.shop_id = {shop} and products.handle = r.value ->> 'handle'";
    SAVE_VARIANTS = "insert into variants (shop_id, sku, handle, policy, off_sale, release_on)
        select {own shop}, r.value ->> 'sku', r.value ->> 'handle', r.value ->> 'policy', cast(r.value ->> 'off_sale' as smallint),
            r.value ->> 'release_on'
        from {rows of the shop} where true
        on conflict (shop_id, sku) do update set handle = excluded.handle, policy = excluded.policy, off_sale = excluded.off_sale,
            release_on = excluded.release_on";
    SKUS_OF = "select v.sku, v.handle, v.on_hand, v.queued, v.allocated,
            cast(case when exists (select 1 from stock s where s.shop_id = $2 and s.sku = v.sku) then 1 else 0 end as bigint) as counted,
            cast(case when exists (select 1 from purchase_order_lines l
                join purchase_orders p on p.shop_id = $2 and p.id = l.purchase_order_id
                where l.shop_id = $2 and l.sku = v.sku and {open} and p.stage in {open stages})
                then 1 else 0 end as bigint) as on_order,
            cast(case when exists (select 1 from backorders b where b.shop_id = $2 and b.sku = v.sku and b.state = 'held')
                then 1 else 0 end as bigint) as held
        from variants v where v.shop_id = $2 and (v.sku in (select r.value ->> 'sku' from {rows})
        or v.handle in (select r.value ->> 'handle' from {rows}))";
    DELETE_VARIANT = "delete from variants where shop_id = $1 and sku = $2 and queued = 0 and allocated = 0
        and not exists (select 1 from backorders b where b.shop_id = $1 and b.sku = $2 and b.state = 'held')";
}

/// Which products a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// Those of which something is sold: what shoppers see.
    Sold,
    /// All of them: what the merchant's programs see.
    All,
}

/// A product as stored.
#[derive(Debug, Clone)]
pub(crate) struct ProductRow {
    pub(crate) draft: ProductDraft,
    pub(crate) version: i64,
}

fn product_row(row: &Row) -> Result<ProductRow, StoreError> {
    Ok(ProductRow {
        draft: row.json("draft")?,
        version: row.int("version")?,
    })
}

pub(crate) async fn by_handle(
    session: &mut Session,
    shop: &ShopId,
    handle: &str,
) -> Result<Option<ProductRow>, StoreError> {
    session
        .first(&BY_HANDLE, &[shop.as_str().into(), handle.into()])
        .await?
        .as_ref()
        .map(product_row)
        .transpose()
}

pub(crate) async fn by_handles(
    session: &mut Session,
    shop: &ShopId,
    handles: &[&Handle],
) -> Result<Vec<ProductRow>, StoreError> {
    let keys = json(
        &handles
            .iter()
            .map(|handle| serde_json::json!({ "handle": handle }))
            .collect::<Vec<_>>(),
    );
    session
        .all(&BY_HANDLES, &[Arg::Text(&keys), shop.as_str().into()])
        .await?
        .iter()
        .map(product_row)
        .collect()
}

/// Products by title after `(sort key, handle)`.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    listing: Listing,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<ProductRow>, StoreError> {
    let off_sale_at_most = i64::from(listing == Listing::All);
    let args = [
        shop.as_str().into(),
        after.0.into(),
        after.1.into(),
        limit.into(),
        off_sale_at_most.into(),
    ];
    session
        .all(&PAGE, &args)
        .await?
        .iter()
        .map(product_row)
        .collect()
}

/// The words of a product, where they stand in the catalogue.
#[derive(Debug)]
pub(crate) struct WordsRow {
    pub(crate) handle: Handle,
    sort_key: Box<str>,
    pub(crate) words: Box<str>,
    /// Nothing of it is sold at present.
    pub(crate) off_sale: bool,
}

impl WordsRow {
    /// Words are folded here again: another node may still be of a version that wrote them
    /// otherwise.
    pub(crate) fn new(handle: Handle, sort_key: String, words: &str, off_sale: bool) -> Self {
        Self {
            handle,
            sort_key: sort_key.into(),
            words: fold::text(words).into(),
            off_sale,
        }
    }

    /// Its place in the catalogue.
    pub(crate) fn place(&self) -> (&str, &str) {
        (&self.sort_key, self.handle.as_str())
    }

    /// What it takes in memory, about.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.handle.as_str().len() + self.sort_key.len() + self.words.len()
    }
}

/// The words of products that changed after a version, each with its version, the oldest change
/// first.
pub(crate) async fn words_behind(
    session: &mut Session,
    shop: &ShopId,
    version: i64,
    limit: i64,
) -> Result<Vec<(i64, WordsRow)>, StoreError> {
    let rows = session
        .all(
            &WORDS,
            &[shop.as_str().into(), version.into(), limit.into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let words = WordsRow::new(
                row.parsed("handle", Handle::parse)?,
                row.text("sort_key")?,
                &row.text("search")?,
                row.flag("off_sale")?,
            );
            Ok((row.int("version")?, words))
        })
        .collect()
}

#[derive(serde::Serialize)]
struct SavedProduct<'a> {
    shop: &'a ShopId,
    handle: &'a Handle,
    draft: String,
    search: String,
    title: &'a str,
    sort_key: String,
    off_sale: u8,
    version: i64,
    at: i64,
}

#[derive(serde::Serialize)]
struct SavedVariant<'a> {
    shop: &'a ShopId,
    sku: &'a Sku,
    handle: &'a Handle,
    policy: Option<String>,
    off_sale: u8,
    release_on: Option<Date>,
}

/// Writes products with their variants; counters of variants that exist stay as they are.
pub(crate) async fn save(
    session: &mut Session,
    shop: &ShopId,
    products: &[(&ProductDraft, i64)],
    at: i64,
) -> Result<(), StoreError> {
    let rows: Vec<_> = products
        .iter()
        .map(|(draft, version)| SavedProduct {
            shop,
            handle: &draft.handle,
            draft: json(draft),
            search: search_words(draft),
            title: &draft.title,
            sort_key: sort_key(&draft.title),
            off_sale: u8::from(draft.is_all_off_sale()),
            version: *version,
            at,
        })
        .collect();
    session.rows(&SAVE, &rows).await?;
    let variants: Vec<_> = products
        .iter()
        .flat_map(|(draft, _)| {
            draft.variants.iter().map(|variant| SavedVariant {
                shop,
                sku: &variant.sku,
                handle: &draft.handle,
                policy: variant.policy.or(draft.policy).map(|policy| json(&policy)),
                off_sale: u8::from(draft.is_off_sale(variant)),
                release_on: draft.release_of(variant),
            })
        })
        .collect();
    session.rows(&SAVE_VARIANTS, &variants).await
}

/// A title as people put it in order: "Äpfel" beside "apfel". Decomposed (Unicode NFD), accents and
/// umlauts follow their letters and are left out.
pub(crate) fn sort_key(title: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfd()
        .normalize(title)
        .to_lowercase();
    decomposed
        .chars()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .collect::<String>()
        .replace('ß', "ss")
}

/// What a search looks through: all words of a product, folded.
pub(super) fn search_words(draft: &ProductDraft) -> String {
    let mut words = vec![draft.title.as_str(), draft.handle.as_str()];
    words.extend(draft.vendor.as_deref());
    words.extend(draft.tags.iter().map(String::as_str));
    words.extend(draft.variants.iter().map(|variant| variant.sku.as_str()));
    words.extend(
        draft
            .variants
            .iter()
            .flat_map(|variant| &variant.options)
            .map(|option| option.value.as_str()),
    );
    // What is printed on the box: a scanner at the dock reads it.
    words.extend(
        draft
            .variants
            .iter()
            .filter_map(|variant| variant.gtin.as_deref()),
    );
    fold::text(&words.join("\n"))
}

#[derive(serde::Serialize)]
struct FoldedProduct<'a> {
    shop: &'a ShopId,
    handle: Handle,
    search: String,
    sort_key: String,
}

/// Writes the folded texts of the products after a handle, and tells which was the last; `None`
/// when there are no more.
pub(crate) async fn fold_products(
    session: &mut Session,
    shop: &ShopId,
    after: &str,
    limit: i64,
) -> Result<Option<String>, StoreError> {
    let rows = session
        .all(&DRAFTS, &[shop.as_str().into(), after.into(), limit.into()])
        .await?;
    let folded = rows.iter().map(|row| {
        let draft: ProductDraft = row.json("draft")?;
        Ok(FoldedProduct {
            shop,
            search: search_words(&draft),
            sort_key: sort_key(&draft.title),
            handle: draft.handle,
        })
    });
    let folded = folded.collect::<Result<Vec<_>, StoreError>>()?;
    session.rows(&SAVE_FOLDED, &folded).await?;
    Ok(folded
        .into_iter()
        .next_back()
        .map(|row| row.handle.to_string()))
}

/// The variants that have one of these SKUs or belong to one of these products.
pub(crate) async fn present<'a>(
    session: &mut Session,
    shop: &ShopId,
    skus: &[&Sku],
    handles: impl IntoIterator<Item = &'a Handle>,
) -> Result<Vec<(Sku, PresentVariant)>, StoreError> {
    let mut keys: Vec<_> = skus
        .iter()
        .map(|sku| serde_json::json!({ "sku": sku }))
        .collect();
    keys.extend(
        handles
            .into_iter()
            .map(|handle| serde_json::json!({ "handle": handle })),
    );
    let keys = json(&keys);
    let rows = session
        .all(&SKUS_OF, &[Arg::Text(&keys), shop.as_str().into()])
        .await?;
    rows.iter()
        .map(|row| {
            let on_hand = row.units("on_hand")?;
            let variant = PresentVariant {
                handle: row.parsed("handle", Handle::parse)?,
                in_use: on_hand > 0
                    || row.int("queued")?
                        + row.int("allocated")?
                        + row.int("on_order")?
                        + row.int("held")?
                        > 0,
                counted: (row.int("counted")? > 0).then_some(on_hand),
            };
            Ok((row.parsed("sku", Sku::parse)?, variant))
        })
        .collect()
}

pub(crate) async fn delete_variant(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<(), StoreError> {
    session
        .run(
            &DELETE_VARIANT,
            &[shop.as_str().into(), sku.as_str().into()],
        )
        .await
        .map(|_| ())
}
