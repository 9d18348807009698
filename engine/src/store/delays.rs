//! Notices of delay and the answers to them. Rows are only ever added.

use super::attention::{RunRow, ends_and_begins};
use super::json::json;
use super::orders::parts_of;
use super::statement::statements;
use super::{Arg, Row, Rows, Session, StoreError, Write, backorders, inconsistent};
use dockline_domain::address::Address;
use dockline_domain::backorder::State;
use dockline_domain::dates::Window;
use dockline_domain::delay::{Channel, Choice, Giving, Kind, Regime, Until, Why};
use dockline_domain::id::{OrderId, ShopId, Sku};
use dockline_domain::ordering::OrderPrefix;
use dockline_view::Shop;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

statements! {
    INSERT_NOTICES = "insert into notices (shop_id, order_id, number, sku, told, kind, until, further, reason, channel, given_at, seq, token, by_mail)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'number' as bigint), r.value ->> 'sku', r.value ->> 'told',
            r.value ->> 'kind', r.value ->> 'until', r.value ->> 'further', r.value ->> 'reason', r.value ->> 'channel',
            cast(r.value ->> 'at' as bigint), cast(r.value ->> 'seq' as bigint), r.value ->> 'token',
            cast(r.value ->> 'by_mail' as bigint)
        from {rows of the shop}";
    /// The mail server has taken it, or somebody who has it says so. What was given stays given until
    /// it comes back.
    OFFER = "insert into notice_mails (shop_id, order_id, notice, seq, given, at)
        select n.shop_id, n.order_id, n.number, cast($5 as bigint), 1, cast($4 as bigint) from notices n
        where n.shop_id = $1 and n.order_id = $2 and n.number = $3 and n.by_mail = 1 and not exists (select 1 from notice_mails m
            where m.shop_id = $1 and m.order_id = n.order_id and m.notice = n.number and m.given = 1
                and not exists (select 1 from notice_mails b where b.shop_id = $1 and b.order_id = m.order_id and b.notice = m.notice
                    and b.given = 2 and b.seq > m.seq))";
    /// It came back. Whoever has answered on its page has got it.
    BOUNCE = "insert into notice_mails (shop_id, order_id, notice, seq, given, at)
        select n.shop_id, n.order_id, n.number, cast($5 as bigint), 2, cast($4 as bigint) from notices n
        where n.shop_id = $1 and n.order_id = $2 and n.number = $3 and n.by_mail = 1
            and not exists (select 1 from notice_mails m where m.shop_id = $1 and m.order_id = n.order_id and m.notice = n.number and m.given = 2
                and not exists (select 1 from notice_mails g where g.shop_id = $1 and g.order_id = m.order_id and g.notice = m.notice
                    and g.given = 1 and g.seq > m.seq))
            and not exists (select 1 from notice_answers a where a.shop_id = $1 and a.order_id = n.order_id and a.notice = n.number
                and a.channel = 'link')";
    FAIL = "insert into notice_mails (shop_id, order_id, notice, seq, given, at)
        select n.shop_id, n.order_id, n.number, cast($5 as bigint), 0, cast($4 as bigint) from notices n
        where n.shop_id = $1 and n.order_id = $2 and n.number = $3 and n.by_mail = 1 and not exists (select 1 from notice_mails m
            where m.shop_id = $1 and m.order_id = n.order_id and m.notice = n.number)";
    UNDECIDED = "select n.order_id, n.number from notices n where n.shop_id = $1 and n.by_mail = 1 and not exists (select 1 from notice_mails m
        where m.shop_id = $1 and m.order_id = n.order_id and m.notice = n.number) order by n.order_id, n.number";
    BY_TOKEN = "select order_id, number from notices where shop_id = $1 and token = $2";
    INSERT_ANSWERS = "insert into notice_answers (shop_id, order_id, notice, seq, choice, until, channel, answered_at)
        select {own shop}, r.value ->> 'order', cast(r.value ->> 'notice' as bigint), cast(r.value ->> 'seq' as bigint),
            r.value ->> 'choice', r.value ->> 'until', r.value ->> 'channel', cast(r.value ->> 'at' as bigint)
        from {rows of the shop}";
    NOTICES = "select n.order_id, n.number, n.sku, n.told, n.kind, n.until, n.further, n.reason, n.channel, n.given_at, n.seq, n.token, n.by_mail,
            case when n.by_mail = 1 and exists (select 1 from messages w join message_attempts a on a.shop_id = $2 and a.message_id = w.id
                where w.shop_id = $2 and w.kind = 'notice' and w.subject_key = n.order_id || ':' || n.number
                    and (a.result = 'uncertain' or a.ended_at is null)) then cast(1 as bigint)
                when exists (select 1 from notice_mails m where m.shop_id = $2 and m.order_id = n.order_id and m.notice = n.number and m.given = 2)
                then cast(1 as bigint) end as uncertain,
            (select min(m.at) from notice_mails m where m.shop_id = $2 and m.order_id = n.order_id and m.notice = n.number and m.given = 1
                and not exists (select 1 from notice_mails b where b.shop_id = $2 and b.order_id = m.order_id and b.notice = m.notice
                    and b.given = 2 and b.seq > m.seq)) as offered_at,
            (select min(m.seq) from notice_mails m where m.shop_id = $2 and m.order_id = n.order_id and m.notice = n.number and m.given = 1
                and not exists (select 1 from notice_mails b where b.shop_id = $2 and b.order_id = m.order_id and b.notice = m.notice
                    and b.given = 2 and b.seq > m.seq)) as offered_seq,
            (select min(m.at) from notice_mails m where m.shop_id = $2 and m.order_id = n.order_id and m.notice = n.number
                and m.given in (0, 2)) as failed_at
        from notices n where n.shop_id = $2 and n.order_id in (select r.value ->> 'id' from {rows}) order by n.order_id, n.number";
    ANSWERS = "select order_id, notice, seq, choice, until, channel, answered_at from notice_answers
        where shop_id = $2 and order_id in (select r.value ->> 'id' from {rows}) order by order_id, seq";
    /// What may be late by law of what has not left: what will ship after the day told, as the runs
    /// of its line say, what was stopped, and what that day has come for, whatever is expected. What has no date is
    /// here once it has waited for as long as the law allows without one. Orders that say nothing of where
    /// they go are left out where no law is of those: they would take the place of others. What counts
    /// is the date that `domain::promise::told_when_ordering` says. Where the law is kept by itself, what
    /// people were asked about is left out while it cannot have ended: a renewed notice moves no end.
    MAYBE_LATE = "with runs as (
            select r.value ->> 'sku' as sku, cast(r.value ->> 'after' as bigint) as after, cast(r.value ->> 'upto' as bigint) as upto,
                r.value ->> 'latest' as latest, r.value ->> 'lead' as lead
            from {rows}),
        line as (
            select b.sku, b.order_id, b.number, b.quantity, b.state, b.state_data,
                sum(b.quantity) over (partition by b.sku order by b.rank, b.placed_seq, b.number) as upto
            from backorders b where b.shop_id = $2 and b.state = 'queued' and b.sku in (select sku from runs)),
        waits as (
            select line.order_id, line.number, line.sku, line.quantity, line.state, line.state_data, runs.latest, runs.lead
            from line join runs on runs.sku = line.sku and line.upto > runs.after and line.upto <= runs.upto),
        here as (
            select b.order_id, b.number, b.sku, b.quantity, b.state, b.state_data
            from shipments s join backorders b on b.shop_id = $2 and b.order_id = s.order_id and b.shipment = s.number
            where s.shop_id = $2 and s.state in ('open', 'packed') and b.state in {open states}),
        held as (
            select b.order_id, b.number, b.sku, b.quantity, b.state, b.state_data
            from backorders b where b.shop_id = $2 and b.state = 'held'),
        open as (
            select order_id, number, sku, quantity, state, state_data, latest, lead from waits
            union all select order_id, number, sku, quantity, state, state_data, null, 'here' from here
            union all select order_id, number, sku, quantity, state, state_data, null, 'held' from held),
        told as materialized (
            select open.order_id, open.number, open.sku, open.quantity, open.state, open.state_data, open.latest, open.lead,
                (select p.latest || '/' || p.earliest from promises p where p.shop_id = $2 and p.order_id = open.order_id
                    and p.backorder_number = open.number and (p.number = 1 or p.cause = 'wish' and p.latest is not null)
                    order by case when p.cause = 'wish' then -p.number else p.number end limit 1) as promised
            from open)
        select told.order_id, told.number, told.sku, told.quantity, told.state, told.state_data, told.latest, told.promised,
            o.number as order_number, o.number_prefix, o.placed_at, p.address, p.address_parts
        from told join orders o on o.shop_id = $2 and o.id = told.order_id
        join persons p on p.shop_id = $2 and p.id = o.person_id
        where ($7 = 1 or p.address_parts is not null)
            and (case when told.promised is null then o.placed_at < $6
                when told.state in ('held', 'on_hold') then 1 = 1
                when told.lead = 'here' then substr(told.promised, 1, 10) <= $5
                else told.latest is null or told.latest > substr(told.promised, 1, 10) or substr(told.promised, 1, 10) <= $5 end)
            and (told.lead is null or told.lead in ('here', 'held')
                or told.lead = case when substr(told.promised, 1, 10) < $4 then 'lapsed' else 'running' end)
            and ($8 = '' or not exists (select 1 from notices n where n.shop_id = $2 and n.order_id = told.order_id and n.sku = told.sku
                and (told.promised is null or n.told = substr(told.promised, 1, 10))
                and (n.by_mail is null
                    or exists (select 1 from notice_mails m
                        where m.shop_id = $2 and m.order_id = n.order_id and m.notice = n.number and m.given = 1
                            and not exists (select 1 from notice_mails b where b.shop_id = $2 and b.order_id = m.order_id and b.notice = m.notice
                                and b.given = 2 and b.seq > m.seq))
                    or n.told >= $4 and not exists (select 1 from notice_mails m
                        where m.shop_id = $2 and m.order_id = n.order_id and m.notice = n.number))
                and (n.kind = 'indefinite' and n.told >= $8 or n.kind = 'long' and n.told >= $8 and n.until >= told.latest
                    or n.kind = 'short' and n.until >= told.latest and n.until > $5)))
        order by coalesce(told.promised, ''), told.order_id, told.number limit $3";
    /// Some backorders, with the last day on which each would ship.
    SUPPOSED = "select b.order_id, b.number, b.sku, b.quantity, b.state, b.state_data, r.value ->> 'latest' as latest,
            (select p.latest || '/' || p.earliest from promises p where p.shop_id = $2 and p.order_id = b.order_id
                and p.backorder_number = b.number and (p.number = 1 or p.cause = 'wish' and p.latest is not null)
                order by case when p.cause = 'wish' then -p.number else p.number end limit 1) as promised,
            o.number as order_number, o.number_prefix, o.placed_at, p.address, p.address_parts
        from {rows} join backorders b on b.shop_id = $2 and b.order_id = r.value ->> 'order' and b.number = cast(r.value ->> 'number' as bigint)
        join orders o on o.shop_id = $2 and o.id = b.order_id
        join persons p on p.shop_id = $2 and p.id = o.person_id
        order by b.order_id, b.number";
}

/// A notice as written.
#[derive(Debug, Serialize)]
pub(crate) struct NewNotice<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) number: u32,
    pub(crate) sku: &'a Sku,
    pub(crate) told: Date,
    pub(crate) kind: &'static str,
    pub(crate) until: Option<Date>,
    pub(crate) further: Option<Date>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) channel: &'static str,
    pub(crate) at: i64,
    pub(crate) seq: i64,
    /// The secret of its page.
    pub(crate) token: &'a str,
    /// 1 where a mail gives it.
    pub(crate) by_mail: Option<i64>,
}

/// An answer as written.
#[derive(Debug, Serialize)]
pub(crate) struct NewAnswer<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) order: &'a OrderId,
    pub(crate) notice: u32,
    pub(crate) seq: i64,
    pub(crate) choice: &'static str,
    pub(crate) until: Option<Date>,
    pub(crate) channel: &'static str,
    pub(crate) at: i64,
}

/// New notices, each a [`NewNotice`].
pub(crate) fn noticed() -> Rows {
    Rows::of(&INSERT_NOTICES)
}

/// Says whether a notice was given by its mail, at a time and with an event; `false` when that was
/// known, and where it was given before.
pub(crate) async fn mailed(
    session: &mut Session,
    (shop, order, number): (&ShopId, &OrderId, u32),
    (at, seq): (i64, i64),
    given: bool,
) -> Result<bool, StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        at.into(),
        seq.into(),
    ];
    let statement = if given { &OFFER } else { &FAIL };
    Ok(session.run(statement, &args).await? == 1)
}

/// Says that the mail with a notice came back, at a time and with an event; `false` when that was
/// known, and where somebody has answered on its page.
pub(crate) async fn bounced(
    session: &mut Session,
    (shop, order, number): (&ShopId, &OrderId, u32),
    (at, seq): (i64, i64),
) -> Result<bool, StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        i64::from(number).into(),
        at.into(),
        seq.into(),
    ];
    Ok(session.run(&BOUNCE, &args).await? == 1)
}

/// The notices that a mail is to give of which nobody knows yet what came of it.
pub(crate) async fn undecided(
    session: &mut Session,
    shop: &ShopId,
) -> Result<Vec<(OrderId, u32)>, StoreError> {
    let rows = session.all(&UNDECIDED, &[shop.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("order_id", OrderId::parse)?,
                row.units("number")?,
            ))
        })
        .collect()
}

/// A new answer.
pub(crate) fn answered(row: &NewAnswer<'_>) -> Write {
    Write::rows(&INSERT_ANSWERS, &[row])
}

/// A notice as read.
#[derive(Debug, Clone)]
pub(crate) struct NoticeRow {
    pub(crate) order: OrderId,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    /// The day that was told for the units it is about.
    pub(crate) told: Date,
    pub(crate) kind: Kind,
    pub(crate) until: Until,
    pub(crate) channel: Channel,
    /// When it was given, and the number of that event; while it is not, when it was written.
    pub(crate) at: Timestamp,
    pub(crate) seq: i64,
    pub(crate) giving: Giving,
    /// Whether a mail with it may have been taken, though nobody knows.
    pub(crate) is_uncertain: bool,
    /// Whether a mail gives it.
    pub(crate) by_mail: bool,
    /// The secret of its page.
    pub(crate) token: Option<String>,
}

/// An answer as read.
#[derive(Debug, Clone)]
pub(crate) struct AnswerRow {
    pub(crate) order: OrderId,
    pub(crate) notice: u32,
    pub(crate) choice: Choice,
    pub(crate) channel: Channel,
    pub(crate) at: Timestamp,
    pub(crate) seq: i64,
}

/// What was told of delays, and answered, in the order of the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ledger {
    pub(crate) notices: Vec<NoticeRow>,
    pub(crate) answers: Vec<AnswerRow>,
}

fn until(row: &Row) -> Result<Until, StoreError> {
    let reason = row.optional_text("reason")?;
    let reason = reason.and_then(|text| Why::parse(&text).ok());
    match (row.optional_date("until")?, reason) {
        (Some(last), reason) => Ok(Until::Day {
            last,
            further: row.optional_date("further")?,
            reason,
        }),
        (None, Some(reason)) => Ok(Until::Unknown { reason }),
        (None, None) => Err(inconsistent("reason", "a notice without a day has none")),
    }
}

fn named<T>(row: &Row, column: &str, parse: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    let text = row.text(column)?;
    parse(&text).ok_or_else(|| inconsistent(column, text))
}

/// Whether a notice was given, when, and the number of that event.
fn giving(row: &Row) -> Result<(Giving, Timestamp, i64), StoreError> {
    let (at, seq) = (row.time("given_at")?, row.int("seq")?);
    if row.optional_int("by_mail")?.is_none() {
        return Ok((Giving::Given, at, seq));
    }
    let offered = row.optional_time("offered_at")?;
    let offered = offered.zip(row.optional_int("offered_seq")?);
    Ok(match (offered, row.optional_int("failed_at")?) {
        (Some((at, seq)), _) => (Giving::Given, at, seq),
        (None, Some(_)) => (Giving::Failed, at, seq),
        (None, None) => (Giving::Planned, at, seq),
    })
}

fn notice_row(row: &Row) -> Result<NoticeRow, StoreError> {
    let told = row.optional_date("told")?;
    let (giving, at, seq) = giving(row)?;
    Ok(NoticeRow {
        order: row.parsed("order_id", OrderId::parse)?,
        number: row.units("number")?,
        sku: row.parsed("sku", Sku::parse)?,
        told: told.ok_or_else(|| inconsistent("told", "no date"))?,
        kind: named(row, "kind", Kind::parse)?,
        until: until(row)?,
        channel: named(row, "channel", Channel::stored)?,
        at,
        seq,
        giving,
        is_uncertain: row.optional_int("uncertain")?.is_some(),
        by_mail: row.optional_int("by_mail")?.is_some(),
        token: row.optional_text("token")?,
    })
}

fn answer_row(row: &Row) -> Result<AnswerRow, StoreError> {
    let day = row.optional_date("until")?;
    let choice = row.text("choice")?;
    Ok(AnswerRow {
        order: row.parsed("order_id", OrderId::parse)?,
        notice: row.units("notice")?,
        choice: Choice::stored(&choice, day).ok_or_else(|| inconsistent("choice", choice))?,
        channel: named(row, "channel", Channel::stored)?,
        at: row.time("answered_at")?,
        seq: row.int("seq")?,
    })
}

/// Names an order.
#[derive(Serialize)]
struct Named<'a> {
    id: &'a OrderId,
}

/// The notice whose page has a secret: its shop, its order and its number there.
pub(crate) async fn by_token(
    session: &mut Session,
    token: &str,
) -> Result<Option<(ShopId, OrderId, u32)>, StoreError> {
    let Some(shop) = crate::secret::shop_of_token(token) else {
        return Ok(None);
    };
    let args = [shop.as_str().into(), token.into()];
    let Some(row) = session.first(&BY_TOKEN, &args).await? else {
        return Ok(None);
    };
    let order = row.parsed("order_id", OrderId::parse)?;
    Ok(Some((shop, order, row.units("number")?)))
}

/// What was told and answered of some orders.
pub(crate) async fn ledger<'a>(
    session: &mut Session,
    shop: &ShopId,
    orders: impl IntoIterator<Item = &'a OrderId>,
) -> Result<Ledger, StoreError> {
    let orders: Vec<_> = orders.into_iter().map(|id| Named { id }).collect();
    if orders.is_empty() {
        return Ok(Ledger::default());
    }
    let orders = json(&orders);
    let args = [Arg::Text(&orders), shop.as_str().into()];
    let notices = session.all(&NOTICES, &args).await?;
    let notices: Vec<_> = notices.iter().map(notice_row).collect::<Result<_, _>>()?;
    if notices.is_empty() {
        return Ok(Ledger::default());
    }
    let answers = session.all(&ANSWERS, &args).await?;
    let answers = answers.iter().map(answer_row).collect::<Result<_, _>>()?;
    Ok(Ledger { notices, answers })
}

/// Units that may be late by law.
#[derive(Debug)]
pub(crate) struct MaybeLate {
    pub(crate) order: OrderId,
    pub(crate) order_number: i64,
    pub(crate) prefix: OrderPrefix,
    pub(crate) placed_at: Timestamp,
    pub(crate) address: Option<Address>,
    pub(crate) number: u32,
    pub(crate) sku: Sku,
    pub(crate) quantity: u32,
    pub(crate) state: State,
    /// The window that counts by law.
    pub(crate) told: Option<Window>,
    /// The last day on which they ship as far as anybody knows.
    pub(crate) latest: Option<Date>,
}

/// When units may be late: until which day of those that were told, and how long ago those ordered
/// who were told none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LateFrom {
    pub(crate) told: Date,
    pub(crate) ordered_before: Timestamp,
    /// Whether what was asked about is left out: what was told for this day or later may still be
    /// answered.
    pub(crate) untold: Option<Date>,
}

/// Units that may be late by law, those with the earliest day first.
pub(crate) async fn maybe_late(
    session: &mut Session,
    shop: &Shop,
    runs: &[RunRow<'_>],
    from: LateFrom,
    limit: i64,
) -> Result<Vec<MaybeLate>, StoreError> {
    let (runs, day, told) = (json(&runs), shop.day.to_string(), from.told.to_string());
    let untold = from.untold.map_or_else(String::new, |day| day.to_string());
    let args = [
        Arg::Text(&runs),
        shop.id.as_str().into(),
        limit.into(),
        Arg::Text(&day),
        Arg::Text(&told),
        from.ordered_before.as_millisecond().into(),
        i64::from(shop.rules.delay.otherwise != Regime::None).into(),
        Arg::Text(&untold),
    ];
    let rows = session.all(&MAYBE_LATE, &args).await?;
    rows.iter().map(late_row).collect()
}

/// A backorder that would ship on another day.
#[derive(Debug, Serialize)]
pub(crate) struct Supposed {
    pub(crate) order: OrderId,
    pub(crate) number: u32,
    /// The last day on which it would ship; none where nobody could say.
    pub(crate) latest: Option<Date>,
}

/// What the law asks about backorders that would ship on other days.
pub(crate) async fn supposed(
    session: &mut Session,
    shop: &ShopId,
    backorders: &[Supposed],
) -> Result<Vec<MaybeLate>, StoreError> {
    if backorders.is_empty() {
        return Ok(Vec::new());
    }
    let backorders = json(&backorders);
    let args = [Arg::Text(&backorders), shop.as_str().into()];
    let rows = session.all(&SUPPOSED, &args).await?;
    rows.iter().map(late_row).collect()
}

fn late_row(row: &Row) -> Result<MaybeLate, StoreError> {
    let promised = row.optional_text("promised")?;
    Ok(MaybeLate {
        order: row.parsed("order_id", OrderId::parse)?,
        order_number: row.int("order_number")?,
        prefix: OrderPrefix::stored(row.text("number_prefix")?),
        placed_at: row.time("placed_at")?,
        address: parts_of(row, row.optional_text("address")?.as_deref())?,
        number: row.units("number")?,
        sku: row.parsed("sku", Sku::parse)?,
        quantity: row.units("quantity")?,
        state: backorders::state(row)?,
        told: promised.as_deref().map(ends_and_begins).transpose()?,
        latest: row.optional_date("latest")?,
    })
}
