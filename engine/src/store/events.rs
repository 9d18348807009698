//! The log and stored answers.

use super::json::json;
use super::statement::statements;
use super::{Arg, AtOnce, Session, Statement, StoreError, Write};
use crate::event::{Event, Kind};
use dockline_domain::by::By;
use dockline_domain::id::ShopId;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

statements! {
    INSERT = "insert into events (shop_id, seq, at, actor, topic, kind, payload)
        select {own shop}, cast(r.value ->> 'seq' as bigint), cast(r.value ->> 'at' as bigint), r.value ->> 'actor', r.value ->> 'topic',
            r.value ->> 'kind', r.value ->> 'payload'
        from {rows of the shop}";
    AFTER = "select seq, at, actor, topic, kind, payload from events where shop_id = $1 and seq > $2 order by seq limit $3";
    OF_KINDS = "select seq, at, actor, topic, kind, payload from events where shop_id = $2 and seq > $3
            and kind in (select r.value ->> 'kind' from {rows}) order by seq limit $4";
    BUT_KINDS = "select seq, at, actor, topic, kind, payload from events where shop_id = $2 and seq > $3
            and kind not in (select r.value ->> 'kind' from {rows}) order by seq limit $4";
    OF_TOPIC = "select seq, at, actor, topic, kind, payload from events where shop_id = $1 and topic = $2 order by seq desc limit $3";
    OF_TOPICS = "select seq, at, actor, topic, kind, payload from events where shop_id = $2 and kind in ($3, $5)
            and topic in (select r.value ->> 'topic' from {rows}) order by seq desc limit $4";
    // A look-up for each key, as no planner turns one into reading the whole table: PostgreSQL keeps the plan that it made while the table was
    // small. SQLite must pass over an index that begins with the shop and goes on with the time; PostgreSQL has one of shop and digest.
    ANSWERS = "select r.value ->> 'shop' as shop_id, r.value ->> 'key' as key, coalesce(
            (select a.fingerprint || ' ' || a.answer from answers a
                where a.digest = cast(r.value ->> 'digest' as bigint) and {passed over}a.shop_id = {shop} and a.key = r.value ->> 'key'),
            (select i.fingerprint || ' ' || i.answer from idempotency i where i.shop_id = {shop} and i.key = r.value ->> 'key')) as told
        from {rows}";
    ANSWER_KEYS = "select key, at from idempotency where shop_id = $1 and key > $2 order by key limit $3";
    FORGET_ANSWERS = "delete from idempotency where shop_id = $2 and at < $3 and key in (select r.value ->> 'key' from {rows})";
    FORGET_BEFORE = "delete from answers where shop_id = $1 and (at, digest) in
        (select at, digest from answers where shop_id = $1 and at < $2 order by at, digest limit $3)";
    INSERT_ANSWERS = "insert into answers (shop_id, at, digest, key, fingerprint, answer)
        select {own shop}, cast(r.value ->> 'at' as bigint), cast(r.value ->> 'digest' as bigint), r.value ->> 'key',
            r.value ->> 'fingerprint', r.value ->> 'answer'
        from {rows of the shop}";
}

/// An event as written.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EventRow {
    pub(crate) shop: ShopId,
    pub(crate) seq: i64,
    pub(crate) at: i64,
    pub(crate) actor: String,
    pub(crate) topic: String,
    pub(crate) kind: Kind,
    pub(crate) payload: String,
}

/// An event as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LoggedEvent {
    /// Its number in the shop.
    pub(crate) seq: i64,
    /// When, in milliseconds of UTC.
    pub(crate) at_ms: i64,
    /// Who: `shopper`, `system` or the id of a key.
    pub(crate) by: By,
    /// What it is about, such as `order:ord_…`.
    pub(crate) topic: String,
    /// The name of what happened: [`LoggedEvent::read`] says what it was.
    pub(crate) kind: String,
    /// The details as JSON, without personal data.
    pub(crate) payload: String,
}

impl LoggedEvent {
    /// What happened. An event that cannot be read is an error for everybody who asks.
    pub(crate) fn read(&self) -> Result<Event, StoreError> {
        Event::read(&self.kind, &self.payload).map_err(|problem| StoreError::Unreadable {
            seq: self.seq,
            problem,
        })
    }

    /// Whether it is this one.
    pub(crate) fn is(&self, row: &EventRow) -> bool {
        self.seq == row.seq
            && self.at_ms == row.at
            && self.by.to_string() == row.actor
            && self.topic == row.topic
            && self.kind == row.kind.name()
            && self.payload == row.payload
    }

    /// When it was.
    pub(crate) fn at(&self) -> Timestamp {
        Timestamp::from_millisecond(self.at_ms).unwrap_or(Timestamp::MIN)
    }
}

fn logged(row: &super::Row) -> Result<LoggedEvent, StoreError> {
    Ok(LoggedEvent {
        seq: row.int("seq")?,
        at_ms: row.int("at")?,
        by: row.parsed("actor", By::parse)?,
        topic: row.text("topic")?,
        kind: row.text("kind")?,
        payload: row.text("payload")?,
    })
}

pub(crate) fn insert(rows: &[EventRow]) -> Write {
    Write::rows(&INSERT, rows)
}

/// Events behind a number, oldest first.
pub(crate) async fn after(
    session: &mut Session,
    shop: &ShopId,
    seq: i64,
    limit: i64,
) -> Result<Vec<LoggedEvent>, StoreError> {
    session
        .all(&AFTER, &[shop.as_str().into(), seq.into(), limit.into()])
        .await?
        .iter()
        .map(logged)
        .collect()
}

/// Events of some kinds after a number, oldest first.
pub(crate) async fn of_kinds(
    session: &mut Session,
    shop: &ShopId,
    kinds: &[Kind],
    seq: i64,
    limit: i64,
) -> Result<Vec<LoggedEvent>, StoreError> {
    by_kinds(session, &OF_KINDS, shop, kinds, seq, limit).await
}

/// Events after a number, oldest first, but for those of some kinds: so those of kinds that this
/// program does not know are among them.
pub(crate) async fn but_kinds(
    session: &mut Session,
    shop: &ShopId,
    kinds: &[Kind],
    seq: i64,
    limit: i64,
) -> Result<Vec<LoggedEvent>, StoreError> {
    by_kinds(session, &BUT_KINDS, shop, kinds, seq, limit).await
}

async fn by_kinds(
    session: &mut Session,
    statement: &'static Statement,
    shop: &ShopId,
    kinds: &[Kind],
    seq: i64,
    limit: i64,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let kinds: Vec<_> = kinds
        .iter()
        .map(|kind| serde_json::json!({ "kind": kind }))
        .collect();
    let kinds = json(&kinds);
    let args = [
        Arg::Text(&kinds),
        shop.as_str().into(),
        seq.into(),
        limit.into(),
    ];
    let rows = session.all(statement, &args).await?;
    rows.iter().map(logged).collect()
}

/// The newest events about one thing, the oldest of them first.
pub(crate) async fn of_topic(
    session: &mut Session,
    shop: &ShopId,
    topic: &str,
    limit: i64,
) -> Result<Vec<LoggedEvent>, StoreError> {
    session
        .all(
            &OF_TOPIC,
            &[shop.as_str().into(), topic.into(), limit.into()],
        )
        .await?
        .iter()
        .rev()
        .map(logged)
        .collect()
}

/// The newest events of one kind about some things, newest first.
pub(crate) async fn of_topics(
    session: &mut Session,
    shop: &ShopId,
    kinds: [Kind; 2],
    topics: &[String],
    limit: i64,
) -> Result<Vec<LoggedEvent>, StoreError> {
    let topics = json(
        &topics
            .iter()
            .map(|topic| serde_json::json!({ "topic": topic }))
            .collect::<Vec<_>>(),
    );
    session
        .all(
            &OF_TOPICS,
            &[
                Arg::Text(&topics),
                shop.as_str().into(),
                kinds[0].name().into(),
                limit.into(),
                kinds[1].name().into(),
            ],
        )
        .await?
        .iter()
        .map(logged)
        .collect()
}

/// A stored answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AnswerRow {
    pub(crate) shop: ShopId,
    pub(crate) digest: i64,
    pub(crate) key: String,
    pub(crate) fingerprint: String,
    pub(crate) answer: String,
    pub(crate) at: i64,
}

/// A stored answer as read.
pub(crate) struct StoredAnswer {
    pub(crate) shop: ShopId,
    pub(crate) key: String,
    pub(crate) fingerprint: String,
    pub(crate) answer: String,
}

/// The stored answers to some keys; on PostgreSQL all of them are of one shop.
pub(crate) async fn answers(
    session: &mut Session,
    keys: &[(&ShopId, &str)],
) -> Result<Vec<StoredAnswer>, StoreError> {
    let Some((shop, _)) = keys.first() else {
        return Ok(Vec::new());
    };
    let args = [Arg::Text(&json_of(keys)), shop.as_str().into()];
    let rows = session.all(&ANSWERS, &args).await?;
    rows.iter()
        .filter_map(|row| stored(row).transpose())
        .collect()
}

/// The same before a transaction has begun.
pub(crate) async fn answers_at_once(
    connection: &mut AtOnce,
    keys: &[(&ShopId, &str)],
) -> Result<Vec<StoredAnswer>, StoreError> {
    let Some((shop, _)) = keys.first() else {
        return Ok(Vec::new());
    };
    let args = [Arg::Text(&json_of(keys)), shop.as_str().into()];
    let rows = connection.all(&ANSWERS, &args).await?;
    rows.iter()
        .filter_map(|row| stored(row).transpose())
        .collect()
}

fn json_of(keys: &[(&ShopId, &str)]) -> String {
    let keys = keys.iter().map(
        |&(shop, key)| serde_json::json!({ "shop": shop, "key": key, "digest": digest(shop, key) }),
    );
    json(&keys.collect::<Vec<_>>())
}

/// By which an answer is looked up.
pub(crate) fn digest(shop: &ShopId, key: &str) -> i64 {
    let mut digest = Sha256::new();
    for part in [shop.as_str(), "\0", key] {
        digest.update(part);
    }
    let mut first = [0; 8];
    first.copy_from_slice(&digest.finalize()[..8]);
    i64::from_be_bytes(first)
}

/// The answer to a key, if it has one.
fn stored(row: &super::Row) -> Result<Option<StoredAnswer>, StoreError> {
    let Some(told) = row.optional_text("told")? else {
        return Ok(None);
    };
    let (fingerprint, answer) = told
        .split_once(' ')
        .ok_or_else(|| super::inconsistent("told", "no fingerprint stands before the answer"))?;
    Ok(Some(StoredAnswer {
        shop: row.parsed("shop_id", ShopId::parse)?,
        key: row.text("key")?,
        fingerprint: fingerprint.to_owned(),
        answer: answer.to_owned(),
    }))
}

pub(crate) fn insert_answers(rows: &[AnswerRow]) -> Write {
    Write::rows(&INSERT_ANSWERS, rows)
}

/// Deletes some of the stored answers that are older than an instant, and tells how many.
pub(crate) async fn forget_before(
    session: &mut Session,
    shop: &ShopId,
    before: i64,
    limit: i64,
) -> Result<u64, StoreError> {
    let args = [shop.as_str().into(), before.into(), limit.into()];
    session.run(&FORGET_BEFORE, &args).await
}

/// Keys of answers that an earlier program stored after one of them, each with when it was given.
pub(crate) async fn answer_keys(
    session: &mut Session,
    shop: &ShopId,
    after: &str,
    limit: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = session
        .all(
            &ANSWER_KEYS,
            &[shop.as_str().into(), Arg::Text(after), limit.into()],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.text("key")?, row.int("at")?)))
        .collect()
}

/// Deletes the stored answers to some keys that are older than an instant.
pub(crate) async fn forget_answers(
    session: &mut Session,
    shop: &ShopId,
    keys: &[String],
    before: i64,
) -> Result<(), StoreError> {
    let keys = json(
        &keys
            .iter()
            .map(|key| serde_json::json!({ "key": key }))
            .collect::<Vec<_>>(),
    );
    session
        .run(
            &FORGET_ANSWERS,
            &[Arg::Text(&keys), shop.as_str().into(), before.into()],
        )
        .await
        .map(|_| ())
}
