//! The books of gateways beside the ledger: what is compared, and where they differ.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError};
use dockline_domain::id::{ChargeId, OrderId, ShopId};
use dockline_domain::money::{Currency, Money};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::payment::books::Differs;
use dockline_view::Mismatch;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

statements! {
    /// Orders of which a gateway moved money since a time.
    SINCE = "select distinct order_id from money where shop_id = $1 and at >= $2 and gateway_ref is not null and order_id > $3 order by order_id limit $4";
    /// What the ledger says of objects of a gateway. What goes back names the refund, and that its object.
    LEDGER = "select m.order_id, m.charge, m.kind, m.amount, m.currency,
            case when m.kind = 'captured' then m.gateway_ref else g.intent end as intent
        from money m left join refunds g on g.shop_id = $2 and g.order_id = m.order_id and g.number = m.refund
        where m.shop_id = $2 and m.gateway_ref is not null and m.order_id in (select r.value ->> 'order' from {rows}) order by m.seq, m.n";
    MISMATCHES = "select m.intent, m.differs, m.order_id, m.charge, m.currency, m.ours, m.theirs, m.our_state, m.their_state, m.found_at,
            o.number, o.number_prefix
        from mismatches m left join orders o on o.shop_id = $1 and o.id = m.order_id
        where m.shop_id = $1 order by m.found_at, m.intent, m.differs limit $2";
    FORGET = "delete from mismatches where shop_id = $1";
    KEEP = "insert into mismatches (shop_id, intent, differs, order_id, charge, currency, ours, theirs, our_state, their_state, found_at)
        select {own shop}, r.value ->> 'intent', r.value ->> 'differs', r.value ->> 'order', cast(r.value ->> 'charge' as bigint),
            r.value ->> 'currency', cast(r.value ->> 'ours' as bigint), cast(r.value ->> 'theirs' as bigint), r.value ->> 'our_state',
            r.value ->> 'their_state', cast(r.value ->> 'found_at' as bigint)
        from {rows of the shop}";
    COMPARED = "select day, at, compared, leased_until from reconciliations where shop_id = $1";
    BEGIN = "insert into reconciliations (shop_id, leased_until) values ($1, $2) on conflict (shop_id) do update set leased_until = excluded.leased_until";
    END = "insert into reconciliations (shop_id, at, compared) values ($1, $2, $3)
        on conflict (shop_id) do update set at = excluded.at, compared = excluded.compared";
    END_OF_DAY = "update reconciliations set day = $2, leased_until = null where shop_id = $1";
}

/// What the ledger says of one object of a gateway, of one of its entries.
#[derive(Debug)]
pub(crate) struct BookEntry {
    pub(crate) intent: String,
    pub(crate) order: OrderId,
    pub(crate) charge: u32,
    pub(crate) amount: Money,
    /// Whether it was taken; otherwise it went back, or came again.
    pub(crate) is_taken: bool,
}

/// When the books of a shop were compared last.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    pub(crate) day: Option<Date>,
    pub(crate) at: Option<Timestamp>,
    pub(crate) leased_until: Option<Timestamp>,
}

/// Orders of which gateways moved money since a time, after one of them.
pub(crate) async fn since(
    session: &mut Session,
    shop: &ShopId,
    since: i64,
    after: &str,
    limit: i64,
) -> Result<Vec<OrderId>, StoreError> {
    let args = [
        shop.as_str().into(),
        since.into(),
        Arg::Text(after),
        limit.into(),
    ];
    let rows = session.all(&SINCE, &args).await?;
    rows.iter()
        .map(|row| row.parsed("order_id", OrderId::parse))
        .collect()
}

/// What the ledger says of objects of gateways, of some orders.
pub(crate) async fn ledger(
    session: &mut Session,
    shop: &ShopId,
    orders: &BTreeSet<OrderId>,
) -> Result<Vec<BookEntry>, StoreError> {
    let keys: Vec<_> = orders
        .iter()
        .map(|order| serde_json::json!({ "order": order }))
        .collect();
    let keys = json(&keys);
    let args = [Arg::Text(&keys), shop.as_str().into()];
    let rows = session.all(&LEDGER, &args).await?;
    let entry = |row: &Row| {
        let Some(intent) = row.optional_text("intent")? else {
            return Ok(None);
        };
        Ok(Some(BookEntry {
            intent,
            order: row.parsed("order_id", OrderId::parse)?,
            charge: row.units("charge")?,
            amount: Money {
                minor: row.int("amount")?,
                currency: row.parsed("currency", Currency::parse)?,
            },
            is_taken: row.text("kind")? == "captured",
        }))
    };
    rows.iter()
        .filter_map(|row| entry(row).transpose())
        .collect()
}

/// Where the books differ, what was found first before all else.
pub(crate) async fn mismatches(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<Mismatch>, StoreError> {
    let rows = session
        .all(&MISMATCHES, &[shop.as_str().into(), limit.into()])
        .await?;
    rows.iter().map(mismatch).collect()
}

fn mismatch(row: &Row) -> Result<Mismatch, StoreError> {
    let currency = row.parsed("currency", Currency::parse)?;
    let money = |name| {
        Ok::<_, StoreError>(Money {
            minor: row.int(name)?,
            currency,
        })
    };
    let order = row.optional_parsed("order_id", OrderId::parse)?;
    let charge = match (&order, row.optional_int("charge")?) {
        (Some(order), Some(_)) => Some(ChargeId::of(order, row.units("charge")?)),
        _ => None,
    };
    let number = row.optional_int("number")?;
    let number = match number {
        Some(number) => {
            let prefix = OrderPrefix::stored(row.text("number_prefix")?);
            Some((number, prefix.of(number)))
        }
        None => None,
    };
    Ok(Mismatch {
        intent: row.text("intent")?,
        differs: row.parsed("differs", Differs::parse)?,
        charge,
        order: number,
        ours: money("ours")?,
        theirs: money("theirs")?,
        our_state: row.optional_text("our_state")?,
        their_state: row.text("their_state")?,
        found_at: row.time("found_at")?,
    })
}

#[derive(Serialize)]
struct WrittenMismatch<'a> {
    shop: &'a ShopId,
    intent: &'a str,
    differs: &'static str,
    order: Option<OrderId>,
    charge: Option<u32>,
    currency: &'a str,
    ours: i64,
    theirs: i64,
    our_state: Option<&'a str>,
    their_state: &'a str,
    found_at: i64,
}

/// Keeps these mismatches, and no others.
pub(crate) async fn keep(
    session: &mut Session,
    shop: &ShopId,
    mismatches: &[Mismatch],
) -> Result<(), StoreError> {
    session.run(&FORGET, &[shop.as_str().into()]).await?;
    let mut rows = Rows::of(&KEEP);
    for one in mismatches {
        let parts = one.charge.as_ref().and_then(ChargeId::parts);
        let (order, charge) = parts.map_or((None, None), |(order, n)| (Some(order), Some(n)));
        rows.push(&WrittenMismatch {
            shop,
            intent: &one.intent,
            differs: one.differs.name(),
            order,
            charge,
            currency: one.ours.currency.as_str(),
            ours: one.ours.minor,
            theirs: one.theirs.minor,
            our_state: one.our_state.as_deref(),
            their_state: &one.their_state,
            found_at: one.found_at.as_millisecond(),
        });
    }
    session.write(&[rows.write()]).await
}

/// When the books were compared last, and whether a node is at it.
pub(crate) async fn compared(session: &mut Session, shop: &ShopId) -> Result<Compared, StoreError> {
    let row = session.first(&COMPARED, &[shop.as_str().into()]).await?;
    let Some(row) = row else {
        return Ok(Compared::default());
    };
    Ok(Compared {
        day: row.optional_date("day")?,
        at: row.optional_time("at")?,
        leased_until: row.optional_time("leased_until")?,
    })
}

/// A node begins to compare the books, and has some time for it.
pub(crate) async fn begin(
    session: &mut Session,
    shop: &ShopId,
    leased_until: i64,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), leased_until.into()];
    session.run(&BEGIN, &args).await.map(|_| ())
}

/// The books were compared.
pub(crate) async fn end(
    session: &mut Session,
    shop: &ShopId,
    at: i64,
    compared: u32,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), at.into(), i64::from(compared).into()];
    session.run(&END, &args).await.map(|_| ())
}

/// The books were compared by themselves on a day.
pub(crate) async fn end_of_day(
    session: &mut Session,
    shop: &ShopId,
    day: Date,
) -> Result<(), StoreError> {
    let day = day.to_string();
    let args = [shop.as_str().into(), Arg::Text(&day)];
    session.run(&END_OF_DAY, &args).await.map(|_| ())
}
