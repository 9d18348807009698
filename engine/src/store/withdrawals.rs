//! Withdrawals that people declared, and what became of each.

use super::json::json;
use super::persons::PersonOf;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use crate::fold;
use dockline_domain::id::{OrderId, PersonId, ShopId, WithdrawalId};
use dockline_domain::ordering::OrderPrefix;
use dockline_domain::withdrawal::State;
use dockline_view::WithdrawalView;
use jiff::Timestamp;

/// A statement that reads withdrawals, with who declared them and where the order stands.
macro_rules! of_withdrawals {
    ($condition:literal) => {
        concat!(
            "select w.id, w.contract, w.order_id, w.declared_at, w.state, w.moved_at, p.name, p.email, p.locale, p.erased_at,
            o.number as order_number, o.number_prefix,
            cast(case when exists (select 1 from backorders b where b.shop_id = $1 and b.order_id = w.order_id and b.state in {open states})
                then 1 else 0 end as bigint) as may_be_cancelled,
            cast(case when exists (select 1 from backorders b where b.shop_id = $1 and b.order_id = w.order_id and b.state in ('shipped', 'delivered'))
                then 1 else 0 end as bigint) as goods_left
        from withdrawals w join persons p on p.shop_id = $1 and p.id = w.person_id
            left join orders o on o.shop_id = $1 and o.id = w.order_id
        where w.shop_id = $1 and ",
            $condition
        )
    };
}

statements! {
    DECLARE = "insert into withdrawals (shop_id, id, person_id, contract, order_id, declared_at, seq, state)
        values ($1, $2, $3, $4, nullif($5, ''), $6, $7, 'open')";
    SAME = "select w.id, w.declared_at from withdrawals w join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and p.email_folded = $2 and p.email = $3 and p.name = $4 and w.contract = $5 and w.declared_at > $6
        order by w.id limit 1";
    DECLARED_SINCE = "select count(*) as declared from withdrawals w join persons p on p.shop_id = $1 and p.id = w.person_id
        where w.shop_id = $1 and p.email_folded = $2 and w.declared_at > $3";
    /// What it was for whoever decided on it.
    MOVE = "update withdrawals set state = $4, order_id = nullif($5, ''), moved_at = $6 where shop_id = $1 and id = $2 and state = $3";
    ONE = of_withdrawals!("w.id = $2");
    PAGE = of_withdrawals!("w.id < $2 order by w.id desc limit $3");
    /// In two parts, because each state has an index of its own.
    WAITING = of_withdrawals!("w.state = $2 order by w.id limit $3");
    OF_ORDER = of_withdrawals!("w.order_id = $2 order by w.id");
    OF_PERSON = of_withdrawals!("w.person_id = $2 order by w.id");
    ERASE = "update withdrawals set contract = '' where shop_id = $2 and person_id in (select r.value ->> 'id' from {rows})";
}

/// Something that somebody declared.
pub(crate) struct NewWithdrawal<'a> {
    pub(crate) id: &'a WithdrawalId,
    pub(crate) person: &'a PersonId,
    pub(crate) contract: &'a str,
    pub(crate) order: Option<&'a OrderId>,
    pub(crate) at: i64,
    pub(crate) seq: i64,
}

/// Writes down a new one.
pub(crate) async fn declare(
    session: &mut Session,
    shop: &ShopId,
    new: &NewWithdrawal<'_>,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        new.id.as_str().into(),
        new.person.as_str().into(),
        new.contract.into(),
        new.order.map_or("", OrderId::as_str).into(),
        new.at.into(),
        new.seq.into(),
    ];
    session.run(&DECLARE, &args).await.map(|_| ())
}

/// The same statement, made since a time: which, and when.
pub(crate) async fn same(
    session: &mut Session,
    shop: &ShopId,
    (email, name, contract): (&str, &str, &str),
    since: i64,
) -> Result<Option<(WithdrawalId, Timestamp)>, StoreError> {
    let folded = fold::address(email);
    let args = [
        shop.as_str().into(),
        Arg::Text(&folded),
        email.into(),
        name.into(),
        contract.into(),
        since.into(),
    ];
    let row = session.first(&SAME, &args).await?;
    row.map(|row| {
        Ok((
            row.parsed("id", WithdrawalId::parse)?,
            row.time("declared_at")?,
        ))
    })
    .transpose()
}

/// How many were declared with a mail address since a time.
pub(crate) async fn declared_since(
    session: &mut Session,
    shop: &ShopId,
    email: &str,
    since: i64,
) -> Result<u32, StoreError> {
    let folded = fold::address(email);
    let args = [shop.as_str().into(), Arg::Text(&folded), since.into()];
    let row = session.first(&DECLARED_SINCE, &args).await?;
    row.map_or(Ok(0), |row| row.units("declared"))
}

/// Writes where one stands, and about which order it is; `false` when it stands elsewhere by now.
pub(crate) async fn moved(
    session: &mut Session,
    (shop, id): (&ShopId, &WithdrawalId),
    (from, to): (State, State),
    order: Option<&OrderId>,
    at: i64,
) -> Result<bool, StoreError> {
    let args = [
        shop.as_str().into(),
        id.as_str().into(),
        from.name().into(),
        to.name().into(),
        order.map_or("", OrderId::as_str).into(),
        at.into(),
    ];
    Ok(session.run(&MOVE, &args).await? == 1)
}

fn withdrawal(row: &Row) -> Result<WithdrawalView, StoreError> {
    let number = row.optional_int("order_number")?;
    let prefix = row.optional_text("number_prefix")?.unwrap_or_default();
    Ok(WithdrawalView {
        id: row.parsed("id", WithdrawalId::parse)?,
        name: row.text("name")?,
        email: row.text("email")?,
        locale: row.text("locale")?,
        contract: row.text("contract")?,
        declared_at: row.time("declared_at")?,
        state: row.parsed("state", State::parse)?,
        moved_at: row.optional_time("moved_at")?,
        is_erased: row.optional_int("erased_at")?.is_some(),
        order: row.optional_parsed("order_id", OrderId::parse)?,
        order_number: number,
        order_reference: number.map(|number| OrderPrefix::stored(prefix).of(number)),
        may_be_cancelled: row.int("may_be_cancelled")? > 0,
        goods_left: row.int("goods_left")? > 0,
    })
}

/// One of them.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    id: &WithdrawalId,
) -> Result<Option<WithdrawalView>, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into()];
    let row = session.first(&ONE, &args).await?;
    row.as_ref().map(withdrawal).transpose()
}

/// Ids of withdrawals come before this.
const BEYOND: &str = "wdr_zzzz";

/// All of them, the newest first, before one.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    before: Option<&WithdrawalId>,
    limit: i64,
) -> Result<Vec<WithdrawalView>, StoreError> {
    let before = before.map_or(BEYOND, WithdrawalId::as_str);
    let args = [shop.as_str().into(), before.into(), limit.into()];
    let rows = session.all(&PAGE, &args).await?;
    rows.iter().map(withdrawal).collect()
}

/// Those that wait for somebody, the oldest first.
pub(crate) async fn waiting(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<WithdrawalView>, StoreError> {
    let mut found = Vec::new();
    for state in State::WAITING {
        let args = [shop.as_str().into(), state.name().into(), limit.into()];
        let rows = session.all(&WAITING, &args).await?;
        for row in &rows {
            found.push(withdrawal(row)?);
        }
    }
    found.sort_by(|one, other| one.id.cmp(&other.id));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// Those that are about an order, the first one first.
pub(crate) async fn of_order(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
) -> Result<Vec<WithdrawalView>, StoreError> {
    let args = [shop.as_str().into(), order.as_str().into()];
    let rows = session.all(&OF_ORDER, &args).await?;
    rows.iter().map(withdrawal).collect()
}

/// Those that a person declared.
pub(crate) async fn of_person(
    session: &mut Session,
    shop: &ShopId,
    person: &PersonId,
) -> Result<Vec<WithdrawalView>, StoreError> {
    let args = [shop.as_str().into(), person.as_str().into()];
    let rows = session.all(&OF_PERSON, &args).await?;
    rows.iter().map(withdrawal).collect()
}

/// Forgets what some people wrote.
pub(crate) async fn erase(
    session: &mut Session,
    shop: &ShopId,
    people: &[PersonOf],
) -> Result<(), StoreError> {
    let ids: Vec<_> = people
        .iter()
        .map(|person| serde_json::json!({ "id": person.id }))
        .collect();
    let args = [Arg::Text(&json(&ids)), shop.as_str().into()];
    session.run(&ERASE, &args).await.map(|_| ())
}
