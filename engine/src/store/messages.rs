//! Mails: the outbox, the tries, and what was written.

use super::statement::statements;
use super::{Row, Rows, Session, StoreError, row};
use dockline_domain::id::{MessageId, OrderId, PersonId, ShopId};
use dockline_domain::message::{MessageKind, MessageState, Next, Suppression, ToldDates, Unsent};
use dockline_domain::ordering::OrderPrefix;
use dockline_view::{AttemptView, ClaimedMail, MessageView};
use serde::Serialize;

/// A statement that reads mails, with the number of their order and what was written.
macro_rules! of_messages {
    ($condition:literal) => {
        concat!(
            "select m.id, m.kind, m.order_id, m.state, m.reason, m.planned_at, m.due_at, m.attempts, m.finished_at, o.number as order_number,
            o.number_prefix, c.recipient, c.content, s.scope
        from messages m left join orders o on o.shop_id = $1 and o.id = m.order_id
            left join message_contents c on c.shop_id = $1 and c.message_id = m.id
            left join persons p on p.shop_id = $1 and p.id = coalesce(m.person_id, o.person_id)
            left join suppressions s on s.shop_id = $1 and s.email_folded = p.email_folded and s.lifted_at is null
        where m.shop_id = $1 and ",
            $condition
        )
    };
}

statements! {
    PLAN = "insert into messages (shop_id, id, kind, order_id, subject_key, cause_seq, state, planned_at, due_at, person_id)
        select {own shop}, r.value ->> 'id', r.value ->> 'kind', coalesce(r.value ->> 'order', ''), r.value ->> 'about', cast(r.value ->> 'cause' as bigint),
            'planned', cast(r.value ->> 'at' as bigint), cast(r.value ->> 'due' as bigint), r.value ->> 'person'
        from {rows of the shop} where true
        on conflict do nothing";
    /// A later mail is sent when the earlier one was to be that it takes the place of: somebody who
    /// is told of moves waits for none longer because of the next.
    HASTEN = "update messages set due_at = (select min(e.due_at) from messages e where e.shop_id = {shop} and e.order_id = messages.order_id
            and e.kind = messages.kind and e.state = 'planned' and e.leased_by is null and e.due_at is not null)
        from {rows} where messages.shop_id = {shop} and messages.id = r.value ->> 'id' and messages.state = 'planned'";
    /// One that somebody is sending by now, or that may have been sent, is left alone. So is one that
    /// was to be planned once more: then there is no later one.
    SUPERSEDE = "update messages set state = 'superseded', due_at = null, finished_at = cast(r.value ->> 'at' as bigint)
        from {rows} where messages.shop_id = {shop} and messages.order_id = r.value ->> 'order' and messages.kind = r.value ->> 'kind'
            and messages.state = 'planned' and messages.leased_by is null and messages.cause_seq < cast(r.value ->> 'cause' as bigint)
            and exists (select 1 from messages later where later.shop_id = {shop} and later.id = r.value ->> 'id')";
    IS_DUE = "select id from messages where shop_id = $1 and due_at <= $2 limit 1";
    /// Those that the law asks for go before all others.
    LAW_DUE = "select id, kind, order_id, person_id, subject_key, cause_seq, planned_at, attempts from messages
        where shop_id = $1 and due_at <= $2 and kind = 'notice' and (leased_until is null or leased_until < $2) order by due_at, id limit $3";
    DUE = "select id, kind, order_id, person_id, subject_key, cause_seq, planned_at, attempts from messages
        where shop_id = $1 and due_at <= $2 and kind <> 'notice' and (leased_until is null or leased_until < $2) order by due_at, id limit $3";
    /// Courtesies that a node began to send, and does not any more.
    ABANDONED = "select m.id, m.kind, m.order_id, m.person_id, m.subject_key, m.attempts, m.failures, m.state, p.id as person, p.erased_at from messages m
            left join orders o on o.shop_id = $1 and o.id = m.order_id
            left join persons p on p.shop_id = $1 and p.id = coalesce(m.person_id, o.person_id)
        where m.shop_id = $1 and m.due_at <= $2 and m.kind = 'waitlist-back' and m.leased_until < $2 order by m.due_at, m.id limit $3";
    LEASE = "update messages set leased_by = r.value ->> 'node', leased_until = cast(r.value ->> 'until' as bigint),
            attempts = cast(r.value ->> 'n' as bigint)
        from {rows} where messages.shop_id = {shop} and messages.id = r.value ->> 'id'";
    BEGIN_ATTEMPT = "insert into message_attempts (shop_id, message_id, n, began_at)
        select {own shop}, r.value ->> 'id', cast(r.value ->> 'n' as bigint), cast(r.value ->> 'at' as bigint) from {rows of the shop}";
    /// One that was skipped meanwhile is not tried again, and of somebody who was erased nothing is
    /// written.
    LEASED = "select m.kind, m.order_id, m.person_id, m.subject_key, m.attempts, m.failures, m.state, p.id as person, p.erased_at from messages m
            left join orders o on o.shop_id = $1 and o.id = m.order_id
            left join persons p on p.shop_id = $1 and p.id = coalesce(m.person_id, o.person_id)
        where m.shop_id = $1 and m.id = $2 and m.leased_by = $3";
    SETTLE = "update messages set state = r.value ->> 'state', reason = r.value ->> 'reason', due_at = cast(r.value ->> 'due' as bigint),
            failures = cast(r.value ->> 'failures' as bigint), finished_at = cast(r.value ->> 'finished' as bigint),
            leased_by = null, leased_until = null
        from {rows} where messages.shop_id = {shop} and messages.id = r.value ->> 'id'";
    END_ATTEMPT = "update message_attempts set ended_at = cast(r.value ->> 'at' as bigint), result = r.value ->> 'result', reply = r.value ->> 'reply'
        from {rows} where message_attempts.shop_id = {shop} and message_attempts.message_id = r.value ->> 'id'
            and message_attempts.n = cast(r.value ->> 'n' as bigint)";
    /// The node that is sending one of them still says what came of that.
    SKIP_ALL = "update messages set state = 'skipped', reason = $3, due_at = null, finished_at = $2 where shop_id = $1 and due_at is not null";
    AGAIN = "update messages set state = 'planned', reason = null, due_at = $3, finished_at = null, failures = 0
        where shop_id = $1 and id = $2 and state in ('parked', 'bounced')";
    /// Why it was given up stays. What came back was sent.
    SEEN = "update messages set state = case when state = 'bounced' then 'sent' else 'skipped' end
        where shop_id = $1 and id = $2 and state in ('parked', 'bounced')";
    /// A mail of which others may say something, with whose address it went to.
    RETURNABLE = "select m.kind, m.order_id, m.subject_key, m.state, p.email, p.email_folded from messages m
            left join orders o on o.shop_id = $1 and o.id = m.order_id
            left join persons p on p.shop_id = $1 and p.id = coalesce(m.person_id, o.person_id)
        where m.shop_id = $1 and m.id = $2";
    BOUNCED = "update messages set state = 'bounced', due_at = null where shop_id = $1 and id = $2 and state in ('sent', 'uncertain')";
    COUNT_BOUNCED = "select count(*) as mails from messages where shop_id = $1 and state = 'bounced'";
    COUNT_LATE = "select count(*) as mails from messages where shop_id = $1 and due_at < $2";
    RELEASE = "update messages set leased_by = null, leased_until = null, attempts = attempts - 1
        where shop_id = $1 and id = $2 and leased_by = $3";
    FORGET_ATTEMPT = "delete from message_attempts where shop_id = $1 and message_id = $2 and n = $3";
    SAVE_CONTENT = "insert into message_contents (shop_id, message_id, recipient, content, told) values ($1, $2, $3, $4, nullif($5, ''))
        on conflict (shop_id, message_id) do update set recipient = excluded.recipient, content = excluded.content, told = excluded.told";
    /// What a mail that was sent, or may have been, told of an order last.
    TOLD = "select c.told from messages m join message_contents c on c.shop_id = $1 and c.message_id = m.id
        where m.shop_id = $1 and m.order_id = $2 and m.id <> $3 and m.state in ('sent', 'kept', 'uncertain') and c.told is not null
        order by coalesce(m.finished_at, m.planned_at) desc, m.id desc limit 1";
    ONE = of_messages!("m.id = $2");
    PAGE = of_messages!("m.id < $2 order by m.id desc limit $3");
    PAGE_OF_KIND = of_messages!("m.id < $2 and m.kind = $3 order by m.id desc limit $4");
    PAGE_TO_PERSON = of_messages!("m.person_id = $2 order by m.id desc limit $3");
    PAGE_IN_STATE = of_messages!("m.id < $2 and ($3 = '' or m.kind = $3) and m.state = $4 order by m.id desc limit $5");
    PAGE_OF_ORDER = of_messages!("m.id < $2 and ($3 = '' or m.kind = $3) and ($4 = '' or m.state = $4) and m.order_id = $5 order by m.id desc limit $6");
    ATTEMPTS = "select n, began_at, ended_at, result, reply from message_attempts where shop_id = $1 and message_id = $2 order by n";
    COUNT_PARKED = "select count(*) as mails from messages where shop_id = $1 and state = 'parked'";
    ERASE_CONTENTS = "delete from message_contents where shop_id = $2 and message_id in (select m.id from messages m
        where m.shop_id = $2 and m.order_id in (select r.value ->> 'id' from {rows}))";
    /// A mail server names the address in what it answers.
    ERASE_REPLIES = "update message_attempts set reply = null where shop_id = $2 and message_id in (select m.id from messages m
        where m.shop_id = $2 and m.order_id in (select r.value ->> 'id' from {rows}))";
}

/// A mail as it is planned.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedMail<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: MessageId,
    pub(crate) kind: &'static str,
    /// Its order, or to whom it is.
    pub(crate) order: Option<&'a OrderId>,
    pub(crate) person: Option<&'a PersonId>,
    /// What it is about.
    pub(crate) about: String,
    pub(crate) cause: i64,
    pub(crate) at: i64,
    /// From when on it is sent.
    pub(crate) due: i64,
}

/// Mails that are planned, each a [`PlannedMail`]: those that were planned before stay as they are.
pub(crate) fn planned() -> Rows {
    Rows::of(&PLAN)
}

/// Later mails are due when the earlier ones are that they take the place of.
pub(crate) fn hastened() -> Rows {
    Rows::of(&HASTEN)
}

/// Earlier mails that later ones take the place of, by these.
pub(crate) fn superseded() -> Rows {
    Rows::of(&SUPERSEDE)
}

/// Whether mails are due at a time of the database's clock.
pub(crate) async fn is_due(
    session: &mut Session,
    shop: &ShopId,
    at: i64,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), at.into()];
    Ok(session.first(&IS_DUE, &args).await?.is_some())
}

/// Mails that are due and that nobody else is sending: those that the law asks for first, then the
/// longest due.
pub(crate) async fn due(
    session: &mut Session,
    shop: &ShopId,
    at: i64,
    limit: i64,
) -> Result<Vec<ClaimedMail>, StoreError> {
    let args = [shop.as_str().into(), at.into(), limit.into()];
    let mut rows = session.all(&LAW_DUE, &args).await?;
    let rest = limit.saturating_sub(i64::try_from(rows.len()).unwrap_or(limit));
    if rest > 0 {
        let args = [shop.as_str().into(), at.into(), rest.into()];
        rows.extend(session.all(&DUE, &args).await?);
    }
    rows.iter()
        .map(|row| {
            Ok(ClaimedMail {
                id: row.parsed("id", MessageId::parse)?,
                kind: row.parsed("kind", MessageKind::parse)?,
                order: order_of(row)?,
                person: row.optional_parsed("person_id", PersonId::parse)?,
                about: row.text("subject_key")?,
                cause: row.int("cause_seq")?,
                attempt: row.units("attempts")?.saturating_add(1),
            })
        })
        .collect()
}

/// The lease of a mail, with the try that begins.
#[derive(Debug, Serialize)]
struct Lease<'a> {
    shop: &'a ShopId,
    id: &'a MessageId,
    node: &'a str,
    until: i64,
    n: u32,
    at: i64,
}

/// Gives some mails to a node until a time, and writes down that it begins to send them.
pub(crate) async fn lease(
    session: &mut Session,
    shop: &ShopId,
    mails: &[ClaimedMail],
    node: &str,
    (at, until): (i64, i64),
) -> Result<(), StoreError> {
    let rows: Vec<Lease<'_>> = mails
        .iter()
        .map(|mail| Lease {
            shop,
            id: &mail.id,
            node,
            until,
            n: mail.attempt,
            at,
        })
        .collect();
    session.rows(&LEASE, &rows).await?;
    session.rows(&BEGIN_ATTEMPT, &rows).await
}

/// A mail that a node is sending.
#[derive(Debug)]
pub(crate) struct LeasedMail {
    pub(crate) kind: MessageKind,
    pub(crate) order: Option<OrderId>,
    pub(crate) person: Option<PersonId>,
    /// What of the order it is about.
    pub(crate) about: String,
    pub(crate) attempt: i64,
    pub(crate) failures: u32,
    /// Mails were turned off since it was taken.
    pub(crate) is_skipped: bool,
    /// The person of the order was erased.
    pub(crate) is_erased: bool,
}

/// The mail, if it is that node's.
pub(crate) async fn leased(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
    node: &str,
) -> Result<Option<LeasedMail>, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into(), node.into()];
    let row = session.first(&LEASED, &args).await?;
    row.as_ref().map(leased_mail).transpose()
}

fn leased_mail(row: &Row) -> Result<LeasedMail, StoreError> {
    Ok(LeasedMail {
        kind: row.parsed("kind", MessageKind::parse)?,
        order: order_of(row)?,
        person: row.optional_parsed("person_id", PersonId::parse)?,
        about: row.text("subject_key")?,
        attempt: row.int("attempts")?,
        failures: row.units("failures")?,
        is_skipped: row.parsed("state", MessageState::parse)? == MessageState::Skipped,
        is_erased: row.optional_text("person")?.is_none()
            || row.optional_int("erased_at")?.is_some(),
    })
}

/// Courtesies that are due and that a node began to send which has gone.
pub(crate) async fn abandoned(
    session: &mut Session,
    shop: &ShopId,
    at: i64,
    limit: i64,
) -> Result<Vec<(MessageId, LeasedMail)>, StoreError> {
    let args = [shop.as_str().into(), at.into(), limit.into()];
    let rows = session.all(&ABANDONED, &args).await?;
    rows.iter()
        .map(|row| Ok((row.parsed("id", MessageId::parse)?, leased_mail(row)?)))
        .collect()
}

/// What came of a try.
#[derive(Debug, Serialize)]
pub(crate) struct Settled<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a MessageId,
    pub(crate) n: i64,
    pub(crate) at: i64,
    pub(crate) result: &'static str,
    pub(crate) reply: Option<&'a str>,
    pub(crate) state: &'static str,
    pub(crate) reason: Option<&'static str>,
    pub(crate) due: Option<i64>,
    pub(crate) failures: u32,
    pub(crate) finished: Option<i64>,
}

impl Settled<'_> {
    /// The state that follows.
    pub(crate) fn with(self, next: Next) -> Self {
        Self {
            state: next.state.name(),
            reason: next.reason.map(Unsent::name),
            due: next.again_ms.map(|ms| self.at.saturating_add(ms)),
            finished: next.again_ms.is_none().then_some(self.at),
            ..self
        }
    }
}

/// Writes what came of a try.
pub(crate) async fn settle(session: &mut Session, settled: &Settled<'_>) -> Result<(), StoreError> {
    session.rows(&SETTLE, std::slice::from_ref(settled)).await?;
    session
        .rows(&END_ATTEMPT, std::slice::from_ref(settled))
        .await
}

/// Gives a mail back that was not begun.
pub(crate) async fn release(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
    (node, attempt): (&str, i64),
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), id.as_str().into(), node.into()];
    session.run(&RELEASE, &args).await?;
    let args = [shop.as_str().into(), id.as_str().into(), attempt.into()];
    session.run(&FORGET_ATTEMPT, &args).await.map(|_| ())
}

/// Gives up all that wait: none of them is sent later.
pub(crate) async fn skip_all(
    session: &mut Session,
    shop: &ShopId,
    at: i64,
    reason: Unsent,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), at.into(), reason.name().into()];
    session.run(&SKIP_ALL, &args).await.map(|_| ())
}

/// What was written, to whom, and the dates it told.
pub(crate) async fn save_content(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
    (recipient, content, told): (&str, &str, Option<&str>),
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        id.as_str().into(),
        recipient.into(),
        content.into(),
        told.unwrap_or_default().into(),
    ];
    session.run(&SAVE_CONTENT, &args).await.map(|_| ())
}

/// The dates that an order was told last by another mail than this; none when it was told none.
pub(crate) async fn told(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    this: Option<&MessageId>,
) -> Result<Option<ToldDates>, StoreError> {
    let this = this.map_or("", MessageId::as_str);
    let args = [shop.as_str().into(), order.as_str().into(), this.into()];
    let row = session.first(&TOLD, &args).await?;
    row.map(|row| row.json("told")).transpose()
}

/// The order of a mail; none where it is about none.
fn order_of(row: &Row) -> Result<Option<OrderId>, StoreError> {
    if row.text("order_id")?.is_empty() {
        return Ok(None);
    }
    row.parsed("order_id", OrderId::parse).map(Some)
}

fn message(row: &Row) -> Result<MessageView, StoreError> {
    let number = row.optional_int("order_number")?;
    let prefix = row.optional_text("number_prefix")?.unwrap_or_default();
    Ok(MessageView {
        id: row.parsed("id", MessageId::parse)?,
        kind: row.parsed("kind", MessageKind::parse)?,
        order: order_of(row)?,
        order_number: number,
        order_reference: number.map(|number| OrderPrefix::stored(prefix).of(number)),
        state: row.parsed("state", MessageState::parse)?,
        reason: row.optional_parsed("reason", Unsent::parse)?,
        planned_at: row.time("planned_at")?,
        due_at: row.optional_time("due_at")?,
        finished_at: row.optional_time("finished_at")?,
        attempts: row.units("attempts")?,
        recipient: row.optional_text("recipient")?,
        content: row.optional_text("content")?,
        suppression: row.optional_parsed("scope", Suppression::parse)?,
    })
}

/// One mail.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
) -> Result<Option<MessageView>, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into()];
    let row = session.first(&ONE, &args).await?;
    row.as_ref().map(message).transpose()
}

/// Which mails are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted<'a> {
    pub(crate) order: Option<&'a OrderId>,
    pub(crate) kind: Option<MessageKind>,
    pub(crate) state: Option<MessageState>,
}

/// Ids of mails come before this.
const BEYOND: &str = "msg_zzzz";

/// Mails, the newest first, before one of them.
pub(crate) async fn page(
    session: &mut Session,
    shop: &ShopId,
    wanted: Wanted<'_>,
    before: Option<&MessageId>,
    limit: i64,
) -> Result<Vec<MessageView>, StoreError> {
    let before = before.map_or(BEYOND, MessageId::as_str);
    let kind = wanted.kind.map_or("", MessageKind::name);
    let rows = match (wanted.order, wanted.state) {
        (Some(order), state) => {
            let args = [
                shop.as_str().into(),
                before.into(),
                kind.into(),
                state.map_or("", MessageState::name).into(),
                order.as_str().into(),
                limit.into(),
            ];
            session.all(&PAGE_OF_ORDER, &args).await?
        }
        (None, Some(state)) => {
            let args = [
                shop.as_str().into(),
                before.into(),
                kind.into(),
                state.name().into(),
                limit.into(),
            ];
            session.all(&PAGE_IN_STATE, &args).await?
        }
        (None, None) if wanted.kind.is_some() => {
            let args = [
                shop.as_str().into(),
                before.into(),
                kind.into(),
                limit.into(),
            ];
            session.all(&PAGE_OF_KIND, &args).await?
        }
        (None, None) => {
            let args = [shop.as_str().into(), before.into(), limit.into()];
            session.all(&PAGE, &args).await?
        }
    };
    rows.iter().map(message).collect()
}

/// Mails to a person that are about no order, the newest first.
pub(crate) async fn to_person(
    session: &mut Session,
    shop: &ShopId,
    person: &PersonId,
    limit: i64,
) -> Result<Vec<MessageView>, StoreError> {
    let args = [shop.as_str().into(), person.as_str().into(), limit.into()];
    let rows = session.all(&PAGE_TO_PERSON, &args).await?;
    rows.iter().map(message).collect()
}

/// The tries of a mail, the first one first.
pub(crate) async fn attempts(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
) -> Result<Vec<AttemptView>, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into()];
    let rows = session.all(&ATTEMPTS, &args).await?;
    rows.iter()
        .map(|row| {
            Ok(AttemptView {
                began_at: row.time("began_at")?,
                ended_at: row.optional_time("ended_at")?,
                result: row.optional_text("result")?,
                reply: row.optional_text("reply")?,
            })
        })
        .collect()
}

/// Tries a parked mail anew from a time on; `false` when it is not parked.
pub(crate) async fn again(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
    at: i64,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into(), at.into()];
    Ok(session.run(&AGAIN, &args).await? == 1)
}

/// Somebody has dealt with a parked mail; `false` when it is not parked.
pub(crate) async fn seen(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into()];
    Ok(session.run(&SEEN, &args).await? == 1)
}

/// A mail that may come back.
pub(crate) struct Returnable {
    pub(crate) kind: MessageKind,
    pub(crate) order: Option<OrderId>,
    /// What of the order it is about.
    pub(crate) about: String,
    /// Whether it was sent, or may have been.
    pub(crate) was_sent: bool,
    /// The address as it is compared; none where the person was erased.
    pub(crate) email_folded: Option<String>,
    /// Whether it was written with a plus sign: what came back says nothing of the one without it.
    pub(crate) is_tagged: bool,
}

/// A mail of which somebody says that it came back.
pub(crate) async fn returnable(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
) -> Result<Option<Returnable>, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into()];
    let row = session.first(&RETURNABLE, &args).await?;
    row.map(|row| {
        let was_sent = match row.parsed("state", MessageState::parse)? {
            MessageState::Sent | MessageState::Uncertain | MessageState::Bounced => true,
            MessageState::Planned
            | MessageState::Kept
            | MessageState::Skipped
            | MessageState::Superseded
            | MessageState::Parked => false,
        };
        let folded = row.optional_text("email_folded")?;
        let email = row.optional_text("email")?.unwrap_or_default();
        let local = email.rsplit_once('@').map_or("", |(local, _)| local);
        Ok(Returnable {
            is_tagged: local.contains('+'),
            kind: row.parsed("kind", MessageKind::parse)?,
            order: order_of(&row)?,
            about: row.text("subject_key")?,
            was_sent,
            email_folded: folded.filter(|folded| !folded.is_empty()),
        })
    })
    .transpose()
}

/// Notes that a mail came back; `false` where that was known.
pub(crate) async fn bounced(
    session: &mut Session,
    shop: &ShopId,
    id: &MessageId,
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into()];
    Ok(session.run(&BOUNCED, &args).await? == 1)
}

/// How many mails came back, and nobody has dealt with.
pub(crate) async fn count_bounced(session: &mut Session, shop: &ShopId) -> Result<u32, StoreError> {
    let args = [shop.as_str().into()];
    counted(session.first(&COUNT_BOUNCED, &args).await?)
}

/// How many mails are not tried any more.
pub(crate) async fn count_parked(session: &mut Session, shop: &ShopId) -> Result<u32, StoreError> {
    let args = [shop.as_str().into()];
    counted(session.first(&COUNT_PARKED, &args).await?)
}

/// How many mails were to be sent before a time and were not.
pub(crate) async fn count_late(
    session: &mut Session,
    shop: &ShopId,
    before: i64,
) -> Result<u32, StoreError> {
    let args = [shop.as_str().into(), before.into()];
    counted(session.first(&COUNT_LATE, &args).await?)
}

fn counted(row: Option<Row>) -> Result<u32, StoreError> {
    row.map_or_else(
        || Err(row::inconsistent("mails", "is missing")),
        |row| row.units("mails"),
    )
}

/// An order whose person is erased.
#[derive(Debug, Serialize)]
struct OrderRow<'a> {
    id: &'a OrderId,
}

/// Forgets what was written about some orders: that something was, and when, stays.
pub(crate) async fn erase(
    session: &mut Session,
    shop: &ShopId,
    orders: impl Iterator<Item = &OrderId>,
) -> Result<(), StoreError> {
    let rows: Vec<OrderRow<'_>> = orders.map(|id| OrderRow { id }).collect();
    let rows = super::json::json(&rows);
    for statement in [&ERASE_CONTENTS, &ERASE_REPLIES] {
        session
            .run(statement, &[rows.as_str().into(), shop.as_str().into()])
            .await?;
    }
    Ok(())
}
