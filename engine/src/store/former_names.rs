//! What products and variants were called before, and their renaming.

use super::json::json;
use super::statement::{Statement, statements};
use super::{Arg, Session, StoreError, row};
use dockline_domain::catalogue::ProductDraft;
use dockline_domain::id::{Handle, ShopId, Sku};
use std::collections::BTreeSet;

statements! {
    NOW = "select former, name from former_names where shop_id = $2 and kind = $3 and former in (select r.value ->> 'name' from {rows})";
    SINCE = "select former from former_names where shop_id = $1 and kind = $2 and seq > $3";
    OF_GONE = "delete from former_names where shop_id = $2 and kind = 'variant' and name in (select r.value ->> 'name' from {rows})";
    LEAD_ON = "update former_names set name = $4, seq = $5 where shop_id = $1 and kind = $2 and name = $3";
    KEEP = "insert into former_names (shop_id, kind, former, name, seq) values ($1, $2, $3, $4, $5)";
    FORGET = "delete from former_names where shop_id = $1 and kind = $2 and former = $3";
    PRODUCT = "update products set handle = $3, draft = $4, search = $5, version = $6 where shop_id = $1 and handle = $2";
    VARIANTS_OF = "update variants set handle = $3 where shop_id = $1 and handle = $2";
    DRAFT = "update products set draft = $3, search = $4, version = $5 where shop_id = $1 and handle = $2";
    ROWS_OF = "select count(*) as units from (select 1 as one from backorders where shop_id = $1 and sku = $2 limit $3) b";
    USED = "select cast(case when exists (select 1 from stock where shop_id = $1 and sku = $2)
        or exists (select 1 from purchase_order_lines where shop_id = $1 and sku = $2)
        or exists (select 1 from order_lines where shop_id = $1 and sku = $2)
        or exists (select 1 from backorders where shop_id = $1 and sku = $2)
        or exists (select 1 from waitlist where shop_id = $1 and sku = $2)
        or exists (select 1 from receipt_lines where shop_id = $1 and sku = $2) then 1 else 0 end as bigint) as used";
    VARIANT = "update variants set sku = $3 where shop_id = $1 and sku = $2";
    STOCK = "update stock set sku = $3 where shop_id = $1 and sku = $2";
    ON_ORDER = "update purchase_order_lines set sku = $3 where shop_id = $1 and sku = $2";
    ORDERED = "update order_lines set sku = $3 where shop_id = $1 and sku = $2";
    BACKORDERS = "update backorders set sku = $3 where shop_id = $1 and sku = $2";
    WAITLIST = "update waitlist set sku = $3 where shop_id = $1 and sku = $2";
    COUNTED = "update receipt_lines set sku = $3 where shop_id = $1 and sku = $2";
    SERVED = "update receipt_allocations set sku = $3 where shop_id = $1 and sku = $2";
    CHARGED = "update charge_lines set sku = $3 where shop_id = $1 and sku = $2";
    NOTICES = "update notices set sku = $3 where shop_id = $1 and sku = $2";
}

/// Every statement that gives the rows of a variant its new SKU.
const OF_VARIANT: [&Statement; 10] = [
    &VARIANT,
    &STOCK,
    &ON_ORDER,
    &ORDERED,
    &BACKORDERS,
    &WAITLIST,
    &COUNTED,
    &SERVED,
    &CHARGED,
    &NOTICES,
];

/// What has a name that may become another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A product, by its handle.
    Product,
    /// A variant, by its SKU.
    Variant,
}

impl Named {
    const fn kind(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Variant => "variant",
        }
    }
}

/// Of some names those that were given up, with what leads on from them.
pub(crate) async fn now(
    session: &mut Session,
    shop: &ShopId,
    named: Named,
    names: impl IntoIterator<Item = &str>,
) -> Result<Vec<(String, String)>, StoreError> {
    let names: Vec<_> = names
        .into_iter()
        .map(|name| serde_json::json!({ "name": name }))
        .collect();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let names = json(&names);
    let args = [Arg::Text(&names), shop.as_str().into(), named.kind().into()];
    let rows = session.all(&NOW, &args).await?;
    rows.iter()
        .map(|row| Ok((row.text("former")?, row.text("name")?)))
        .collect()
}

/// The names that were given up after an event.
pub(crate) async fn since(
    session: &mut Session,
    shop: &ShopId,
    named: Named,
    seq: i64,
) -> Result<Vec<String>, StoreError> {
    let args = [shop.as_str().into(), named.kind().into(), seq.into()];
    let rows = session.all(&SINCE, &args).await?;
    rows.iter().map(|row| row.text("former")).collect()
}

/// Forgets what led to variants that are gone: their names are free.
pub(crate) async fn forget_gone(
    session: &mut Session,
    shop: &ShopId,
    skus: &[Sku],
) -> Result<(), StoreError> {
    if skus.is_empty() {
        return Ok(());
    }
    let names = skus.iter().map(|sku| serde_json::json!({ "name": sku }));
    let names = json(&names.collect::<Vec<_>>());
    let args = [Arg::Text(&names), shop.as_str().into()];
    session.run(&OF_GONE, &args).await.map(|_| ())
}

/// Calls variants by the SKUs that they have now, where they are called by former ones.
pub(crate) async fn call_by_present_names<'s>(
    session: &mut Session,
    shop: &ShopId,
    skus: impl IntoIterator<Item = &'s mut Sku>,
) -> Result<(), StoreError> {
    let mut skus: Vec<&mut Sku> = skus.into_iter().collect();
    let names: BTreeSet<String> = skus.iter().map(ToString::to_string).collect();
    let names = names.iter().map(String::as_str);
    for (former, name) in now(session, shop, Named::Variant, names).await? {
        let name = Sku::parse(&name).map_err(|invalid| row::inconsistent("name", invalid.0))?;
        let of_it = skus.iter_mut().filter(|sku| sku.as_str() == former);
        of_it.for_each(|sku| **sku = name.clone());
    }
    Ok(())
}

/// Leads a name, and all that led to it, to another one.
async fn lead(
    session: &mut Session,
    shop: &ShopId,
    named: Named,
    (from, to): (&str, &str),
    seq: i64,
) -> Result<(), StoreError> {
    let of = [shop.as_str().into(), named.kind().into()];
    // It may have had this name before.
    session.run(&FORGET, &[of[0], of[1], to.into()]).await?;
    let args = [of[0], of[1], from.into(), to.into(), seq.into()];
    session.run(&LEAD_ON, &args).await?;
    session.run(&KEEP, &args).await.map(|_| ())
}

/// Gives a product another handle. Its draft has it already.
pub(crate) async fn rename_product(
    session: &mut Session,
    shop: &ShopId,
    from: &Handle,
    product: &ProductDraft,
    seq: i64,
) -> Result<(), StoreError> {
    let to = &product.handle;
    let names = [
        shop.as_str().into(),
        from.as_str().into(),
        to.as_str().into(),
    ];
    let (draft, search) = (json(product), super::catalogue::search_words(product));
    let written = [Arg::Text(&draft), Arg::Text(&search), seq.into()];
    session
        .run(&PRODUCT, &[&names[..], &written].concat())
        .await?;
    session.run(&VARIANTS_OF, &names).await?;
    let lead_on = (from.as_str(), to.as_str());
    lead(session, shop, Named::Product, lead_on, seq).await
}

/// Whether a variant stands in more rows of orders than `most`.
pub(crate) async fn is_in_more_than(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
    most: u32,
) -> Result<bool, StoreError> {
    let limit = i64::from(most) + 1;
    let args = [shop.as_str().into(), sku.as_str().into(), limit.into()];
    let row = session.first(&ROWS_OF, &args).await?;
    Ok(row.map_or(Ok(0), |row| row.int("units"))? > i64::from(most))
}

/// Whether rows of a variant that is gone have a SKU: another one cannot be told from it then.
pub(crate) async fn is_used(
    session: &mut Session,
    shop: &ShopId,
    sku: &Sku,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), sku.as_str().into()];
    let row = session.first(&USED, &args).await?;
    Ok(row.map_or(Ok(0), |row| row.int("used"))? > 0)
}

/// Gives a variant another SKU, wherever it stands. The draft of its product has it already.
pub(crate) async fn rename_variant(
    session: &mut Session,
    shop: &ShopId,
    (from, to): (&Sku, &Sku),
    product: &ProductDraft,
    seq: i64,
) -> Result<(), StoreError> {
    let (draft, search) = (json(product), super::catalogue::search_words(product));
    let written = [
        shop.as_str().into(),
        product.handle.as_str().into(),
        Arg::Text(&draft),
        Arg::Text(&search),
        seq.into(),
    ];
    session.run(&DRAFT, &written).await?;
    let names = [
        shop.as_str().into(),
        from.as_str().into(),
        to.as_str().into(),
    ];
    for statement in OF_VARIANT {
        session.run(statement, &names).await?;
    }
    let lead_on = (from.as_str(), to.as_str());
    lead(session, shop, Named::Variant, lead_on, seq).await
}
