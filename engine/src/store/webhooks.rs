//! Webhooks: endpoints, the queue of each, and the tries.

use super::statement::statements;
use super::{Row, Rows, Session, StoreError, Write, row};
use dockline_domain::id::{DeliveryId, EndpointId, ShopId, TryId};
use dockline_domain::webhook::{
    DeliveryState, EndpointState, EventType, OffReason, Trouble, Types,
};
use dockline_view::{ClaimedDelivery, EndpointView, TryView};
use serde::Serialize;

statements! {
    INSERT = "insert into webhook_endpoints (shop_id, id, url, types, state, secret, created_at) values ($1, $2, $3, $4, 'unproven', $5, $6)";
    COUNT = "select count(*) as endpoints from webhook_endpoints where shop_id = $1 and state <> 'deleted'";
    LIST = "select id, url, types, state, reason, secret, old_secret, old_secret_until, begins_seq, created_at, failing_since, failed_at, not_before
        from webhook_endpoints where shop_id = $1 and state <> 'deleted' order by id limit $2";
    ONE = "select id, url, types, state, reason, secret, old_secret, old_secret_until, begins_seq, created_at, failing_since, failed_at, not_before
        from webhook_endpoints where shop_id = $1 and id = $2 and state <> 'deleted'";
    SAVE = "update webhook_endpoints set url = r.value ->> 'url', types = r.value ->> 'types', state = r.value ->> 'state',
            reason = r.value ->> 'reason', secret = r.value ->> 'secret', old_secret = r.value ->> 'old_secret',
            old_secret_until = cast(r.value ->> 'old_secret_until' as bigint), begins_seq = cast(r.value ->> 'begins_seq' as bigint),
            failing_since = cast(r.value ->> 'failing_since' as bigint), failed_at = cast(r.value ->> 'failed_at' as bigint),
            not_before = cast(r.value ->> 'not_before' as bigint)
        from {rows} where webhook_endpoints.shop_id = {shop} and webhook_endpoints.id = r.value ->> 'id'";
    PLAN = "insert into webhook_deliveries (shop_id, id, endpoint_id, type, cause_seq, state, planned_at, due_at)
        select {own shop}, r.value ->> 'id', r.value ->> 'endpoint', r.value ->> 'type', cast(r.value ->> 'cause' as bigint), 'planned',
            cast(r.value ->> 'at' as bigint), cast(r.value ->> 'at' as bigint)
        from {rows of the shop} where true
        on conflict do nothing";
    COUNT_WAITING = "select count(*) as deliveries from webhook_deliveries where shop_id = $1 and endpoint_id = $2 and due_at is not null";
    COUNT_FAILED = "select count(*) as deliveries from webhook_deliveries where shop_id = $1 and endpoint_id = $2 and state = 'failed'
        and cause_seq > 0";
    /// A message whose lease has not ended is being sent, by the database's clock.
    DUE_ENDPOINTS = "select e.id from webhook_endpoints e where e.shop_id = $1 and e.state = 'on' and coalesce(e.not_before, 0) <= $2
            and exists (select 1 from webhook_deliveries d where d.shop_id = $1 and d.endpoint_id = e.id and d.due_at <= $2
                and coalesce(d.leased_until, 0) < $3)
        order by e.id";
    DUE = "select id, cause_seq, attempts from webhook_deliveries where shop_id = $1 and endpoint_id = $2 and due_at <= $3
            and coalesce(leased_until, 0) < $4 order by due_at, id limit $5";
    LEASE = "update webhook_deliveries set leased_by = r.value ->> 'node', leased_until = cast(r.value ->> 'until' as bigint),
            attempts = cast(r.value ->> 'n' as bigint), try_id = r.value ->> 'try'
        from {rows} where webhook_deliveries.shop_id = {shop} and webhook_deliveries.id = r.value ->> 'id'";
    BEGIN_TRY = "insert into webhook_tries (shop_id, id, endpoint_id, delivery_id, n, began_at)
        select {own shop}, r.value ->> 'try', r.value ->> 'endpoint', r.value ->> 'id', cast(r.value ->> 'n' as bigint),
            cast(r.value ->> 'at' as bigint)
        from {rows of the shop}";
    LEASED = "select endpoint_id, type, failures from webhook_deliveries where shop_id = $1 and id = $2
        and leased_by = $3 and try_id = $4";
    SETTLE = "update webhook_deliveries set state = r.value ->> 'state', due_at = cast(r.value ->> 'due' as bigint),
            failures = cast(r.value ->> 'failures' as bigint), finished_at = cast(r.value ->> 'finished' as bigint),
            leased_by = null, leased_until = null
        from {rows} where webhook_deliveries.shop_id = {shop} and webhook_deliveries.id = r.value ->> 'id'";
    END_TRY = "update webhook_tries set ended_at = cast(r.value ->> 'at' as bigint), status = cast(r.value ->> 'status' as bigint),
            trouble = r.value ->> 'trouble', answer = r.value ->> 'answer'
        from {rows} where webhook_tries.shop_id = {shop} and webhook_tries.id = r.value ->> 'try'";
    /// A ping in flight asked another address. What came of that is nobody's any more.
    FAIL_PINGS = "update webhook_deliveries set state = 'failed', due_at = null, finished_at = $3, leased_by = null, leased_until = null
        where shop_id = $1 and endpoint_id = $2 and leased_by is not null and cause_seq = 0";
    RELEASE = "update webhook_deliveries set leased_by = null, leased_until = null
        where shop_id = $1 and endpoint_id = $2 and leased_by is not null";
    /// The node that is sending one of them still says what came of that.
    GIVE_UP = "update webhook_deliveries set state = 'failed', due_at = null, finished_at = $3
        where shop_id = $1 and id in (select d.id from webhook_deliveries d where d.shop_id = $1 and d.endpoint_id = $2
            and d.due_at is not null order by d.due_at, d.id limit $4)";
    LEFT_WAITING = "select e.id from webhook_endpoints e where e.shop_id = $1 and e.state in ('off', 'deleted')
            and exists (select 1 from webhook_deliveries d where d.shop_id = $1 and d.endpoint_id = e.id and d.due_at is not null)
        order by e.id";
    AGAIN_ONE = "update webhook_deliveries set state = 'planned', due_at = $4, finished_at = null, failures = 0
        where shop_id = $1 and endpoint_id = $2 and id = $3 and cause_seq > 0 and due_at is null";
    AGAIN_RANGE = "update webhook_deliveries set state = 'planned', due_at = $5, finished_at = null, failures = 0
        where shop_id = $1 and id in (select d.id from webhook_deliveries d where d.shop_id = $1 and d.endpoint_id = $2
            and d.id >= $3 and d.id < $4 and d.cause_seq > 0 and d.due_at is null order by d.id limit $6)";
    AGAIN_FAILED = "update webhook_deliveries set state = 'planned', due_at = $3, finished_at = null, failures = 0
        where shop_id = $1 and id in (select d.id from webhook_deliveries d where d.shop_id = $1 and d.endpoint_id = $2
            and d.state = 'failed' and d.cause_seq > 0 and d.due_at is null order by d.id limit $4)";
    TRIES = "select t.id, t.delivery_id, t.n, t.began_at, t.ended_at, t.status, t.trouble, t.answer, d.type, d.cause_seq, d.state, d.due_at
        from webhook_tries t join webhook_deliveries d on d.shop_id = $1 and d.id = t.delivery_id
        where t.shop_id = $1 and t.endpoint_id = $2 and t.id < $3 order by t.id desc limit $4";
    IS_OLD = "select id from webhook_deliveries where shop_id = $1 and id < $2 and due_at is null order by id limit 1";
    IS_OLD_TRY = "select id from webhook_tries where shop_id = $1 and id < $2 order by id limit 1";
    FORGET_TRIES = "delete from webhook_tries where shop_id = $1 and id in (select t.id from webhook_tries t where t.shop_id = $1
        and t.id < $2 order by t.id limit $3)";
    FORGET_DELIVERIES = "delete from webhook_deliveries where shop_id = $1 and id in (select d.id from webhook_deliveries d
        where d.shop_id = $1 and d.id < $2 and d.due_at is null order by d.id limit $3)";
    FORGET_ENDPOINTS = "delete from webhook_endpoints where shop_id = $1 and state = 'deleted' and created_at < $2
        and not exists (select 1 from webhook_deliveries d where d.shop_id = $1 and d.endpoint_id = webhook_endpoints.id)";
    COUNT_OFF = "select count(*) as endpoints from webhook_endpoints where shop_id = $1 and state = 'off' and reason <> 'by_hand'";
}

/// An endpoint as it is stored.
#[derive(Clone)]
pub(crate) struct EndpointRow {
    pub(crate) id: EndpointId,
    pub(crate) url: String,
    pub(crate) types: Types,
    /// Names of types that only a newer node knows. They stay as they are.
    pub(crate) other_types: Vec<String>,
    pub(crate) state: EndpointState,
    /// Sealed.
    pub(crate) secret: String,
    /// The one before, sealed, and until when it signs too.
    pub(crate) old_secret: Option<(String, i64)>,
    /// The event after which it is told.
    pub(crate) begins_seq: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) failing_since: Option<i64>,
    pub(crate) failed_at: Option<i64>,
    pub(crate) not_before: Option<i64>,
}

#[derive(Debug, Serialize)]
struct SavedEndpoint<'a> {
    shop: &'a ShopId,
    id: &'a EndpointId,
    url: &'a str,
    types: String,
    state: &'static str,
    reason: Option<&'static str>,
    secret: &'a str,
    old_secret: Option<&'a str>,
    old_secret_until: Option<i64>,
    begins_seq: Option<i64>,
    failing_since: Option<i64>,
    failed_at: Option<i64>,
    not_before: Option<i64>,
}

impl EndpointRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let (types, other_types) = Types::stored(row.json("types")?);
        let reason = row.optional_parsed("reason", OffReason::parse)?;
        let old_secret = row.optional_text("old_secret")?;
        Ok(Self {
            id: row.parsed("id", EndpointId::parse)?,
            url: row.text("url")?,
            types,
            other_types,
            state: row.parsed("state", |name| EndpointState::parse(name, reason))?,
            secret: row.text("secret")?,
            old_secret: old_secret.zip(row.optional_int("old_secret_until")?),
            begins_seq: row.optional_int("begins_seq")?,
            created_at: row.int("created_at")?,
            failing_since: row.optional_int("failing_since")?,
            failed_at: row.optional_int("failed_at")?,
            not_before: row.optional_int("not_before")?,
        })
    }

    fn saved<'a>(&'a self, shop: &'a ShopId, state: &'static str) -> SavedEndpoint<'a> {
        let old = self.old_secret.as_ref();
        SavedEndpoint {
            shop,
            id: &self.id,
            url: &self.url,
            types: type_names(&self.types, &self.other_types),
            state,
            reason: self.state.reason().map(OffReason::name),
            secret: &self.secret,
            old_secret: old.map(|(secret, _)| secret.as_str()),
            old_secret_until: old.map(|(_, until)| *until),
            begins_seq: self.begins_seq,
            failing_since: self.failing_since,
            failed_at: self.failed_at,
            not_before: self.not_before,
        }
    }

    /// As readers see it, with how many messages wait, and how many were given up.
    pub(crate) fn view(self, (waiting, failed): (u32, u32)) -> EndpointView {
        let time = |ms: i64| jiff::Timestamp::from_millisecond(ms).ok();
        EndpointView {
            created_at: time(self.created_at).unwrap_or_default(),
            failing_since: self.failing_since.and_then(time),
            not_before: self.not_before.and_then(time),
            old_secret_until: self.old_secret.and_then(|(_, until)| time(until)),
            id: self.id,
            url: self.url,
            types: self.types,
            state: self.state,
            waiting,
            failed,
        }
    }
}

/// As types are stored.
fn type_names(types: &Types, others: &[String]) -> String {
    let mut names: Vec<&str> = types.names();
    names.extend(others.iter().map(String::as_str));
    super::json::json(&names)
}

/// A new endpoint, which is yet to prove itself.
pub(crate) async fn insert(
    session: &mut Session,
    shop: &ShopId,
    id: &EndpointId,
    (url, types, secret): (&str, &Types, &str),
    at: i64,
) -> Result<(), StoreError> {
    let types = type_names(types, &[]);
    let args = [
        shop.as_str().into(),
        id.as_str().into(),
        url.into(),
        types.as_str().into(),
        secret.into(),
        at.into(),
    ];
    session.run(&INSERT, &args).await.map(|_| ())
}

/// How many endpoints there are.
pub(crate) async fn count(session: &mut Session, shop: &ShopId) -> Result<i64, StoreError> {
    counted(
        session.first(&COUNT, &[shop.as_str().into()]).await?,
        "endpoints",
    )
    .map(i64::from)
}

/// The endpoints, the oldest first.
pub(crate) async fn list(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<EndpointRow>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    let rows = session.all(&LIST, &args).await?;
    rows.iter().map(EndpointRow::read).collect()
}

/// One endpoint.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    id: &EndpointId,
) -> Result<Option<EndpointRow>, StoreError> {
    let args = [shop.as_str().into(), id.as_str().into()];
    let row = session.first(&ONE, &args).await?;
    row.as_ref().map(EndpointRow::read).transpose()
}

/// Writes an endpoint as it is now.
pub(crate) async fn save(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointRow,
) -> Result<(), StoreError> {
    let saved = endpoint.saved(shop, endpoint.state.name());
    session.write(&[Write::rows(&SAVE, &[saved])]).await
}

/// Forgets the address and the secrets of an endpoint. Its row stays until its messages go.
pub(crate) async fn delete(
    session: &mut Session,
    shop: &ShopId,
    endpoint: EndpointRow,
) -> Result<(), StoreError> {
    let wiped = EndpointRow {
        url: String::new(),
        secret: String::new(),
        old_secret: None,
        begins_seq: None,
        ..endpoint
    };
    let saved = wiped.saved(shop, "deleted");
    session.write(&[Write::rows(&SAVE, &[saved])]).await
}

/// A message as it is planned.
#[derive(Debug, Serialize)]
pub(crate) struct PlannedDelivery<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: DeliveryId,
    pub(crate) endpoint: &'a EndpointId,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) cause: i64,
    pub(crate) at: i64,
}

/// Messages that are planned, each a [`PlannedDelivery`]: those that were planned before stay as
/// they are.
pub(crate) fn planned() -> Rows {
    Rows::of(&PLAN)
}

/// How many messages wait for an endpoint.
pub(crate) async fn waiting(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointId,
) -> Result<u32, StoreError> {
    let args = [shop.as_str().into(), endpoint.as_str().into()];
    counted(session.first(&COUNT_WAITING, &args).await?, "deliveries")
}

/// How many messages to an endpoint were given up.
pub(crate) async fn failed(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointId,
) -> Result<u32, StoreError> {
    let args = [shop.as_str().into(), endpoint.as_str().into()];
    counted(session.first(&COUNT_FAILED, &args).await?, "deliveries")
}

/// Endpoints that are off without somebody having turned them off.
pub(crate) async fn count_off(session: &mut Session, shop: &ShopId) -> Result<u32, StoreError> {
    let args = [shop.as_str().into()];
    counted(session.first(&COUNT_OFF, &args).await?, "endpoints")
}

fn counted(row: Option<Row>, column: &str) -> Result<u32, StoreError> {
    row.map_or_else(
        || Err(row::inconsistent(column, "is missing")),
        |row| row.units(column),
    )
}

/// The times by which queues are emptied: the shop's, and the database's for leases.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    pub(crate) shop: i64,
    pub(crate) database: i64,
}

/// Endpoints for which something is due.
pub(crate) async fn due_endpoints(
    session: &mut Session,
    shop: &ShopId,
    times: Times,
) -> Result<Vec<EndpointId>, StoreError> {
    let args = [
        shop.as_str().into(),
        times.shop.into(),
        times.database.into(),
    ];
    let rows = session.all(&DUE_ENDPOINTS, &args).await?;
    rows.iter()
        .map(|row| row.parsed("id", EndpointId::parse))
        .collect()
}

/// Messages to an endpoint that are due and that nobody else is sending: id, event, tries before.
pub(crate) async fn due(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointId,
    times: Times,
    limit: i64,
) -> Result<Vec<(DeliveryId, i64, u32)>, StoreError> {
    let args = [
        shop.as_str().into(),
        endpoint.as_str().into(),
        times.shop.into(),
        times.database.into(),
        limit.into(),
    ];
    let rows = session.all(&DUE, &args).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("id", DeliveryId::parse)?,
                row.int("cause_seq")?,
                row.units("attempts")?,
            ))
        })
        .collect()
}

/// The lease of a message, with the try that begins.
#[derive(Debug, Serialize)]
struct Lease<'a> {
    shop: &'a ShopId,
    id: &'a DeliveryId,
    endpoint: &'a EndpointId,
    node: &'a str,
    until: i64,
    n: u32,
    #[serde(rename = "try")]
    attempt: &'a TryId,
    at: i64,
}

/// Gives some messages to a node until a time, and writes down that it begins to send them.
pub(crate) async fn lease(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointId,
    deliveries: &[ClaimedDelivery],
    (node, at, until): (&str, i64, i64),
) -> Result<(), StoreError> {
    let rows: Vec<Lease<'_>> = deliveries
        .iter()
        .map(|delivery| Lease {
            shop,
            id: &delivery.id,
            endpoint,
            node,
            until,
            n: delivery.n,
            attempt: &delivery.attempt,
            at,
        })
        .collect();
    session.rows(&LEASE, &rows).await?;
    session.rows(&BEGIN_TRY, &rows).await
}

/// A message that a node is sending.
#[derive(Debug)]
pub(crate) struct LeasedDelivery {
    pub(crate) endpoint: EndpointId,
    pub(crate) kind: EventType,
    pub(crate) failures: u32,
}

/// The message, if it is still that node's by that try.
pub(crate) async fn leased(
    session: &mut Session,
    shop: &ShopId,
    (id, attempt): (&DeliveryId, &TryId),
    node: &str,
) -> Result<Option<LeasedDelivery>, StoreError> {
    let args = [
        shop.as_str().into(),
        id.as_str().into(),
        node.into(),
        attempt.as_str().into(),
    ];
    let row = session.first(&LEASED, &args).await?;
    row.map(|row| {
        Ok(LeasedDelivery {
            endpoint: row.parsed("endpoint_id", EndpointId::parse)?,
            kind: row.parsed("type", EventType::parse)?,
            failures: row.units("failures")?,
        })
    })
    .transpose()
}

/// What came of a try.
#[derive(Debug, Serialize)]
pub(crate) struct Settled<'a> {
    pub(crate) shop: &'a ShopId,
    pub(crate) id: &'a DeliveryId,
    #[serde(rename = "try")]
    pub(crate) attempt: &'a TryId,
    pub(crate) at: i64,
    pub(crate) status: Option<u16>,
    pub(crate) trouble: Option<&'static str>,
    pub(crate) answer: Option<&'a str>,
    pub(crate) state: &'static str,
    pub(crate) due: Option<i64>,
    pub(crate) failures: u32,
    pub(crate) finished: Option<i64>,
}

/// Writes what came of a try.
pub(crate) async fn settle(session: &mut Session, settled: &Settled<'_>) -> Result<(), StoreError> {
    let settled = std::slice::from_ref(settled);
    session.rows(&SETTLE, settled).await?;
    session.rows(&END_TRY, settled).await
}

/// Lets go of all that is on its way to an endpoint, which is another address by now: no answer of
/// the one before changes anything.
pub(crate) async fn release(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointId,
    at: i64,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), endpoint.as_str().into(), at.into()];
    session.run(&FAIL_PINGS, &args).await?;
    session.run(&RELEASE, &args[..2]).await.map(|_| ())
}

/// Gives up what waits for an endpoint, so many at most; how many.
pub(crate) async fn give_up(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointId,
    (at, limit): (i64, i64),
) -> Result<u64, StoreError> {
    let args = [
        shop.as_str().into(),
        endpoint.as_str().into(),
        at.into(),
        limit.into(),
    ];
    session.run(&GIVE_UP, &args).await
}

/// Endpoints that are told nothing, and for which messages wait that are to be given up.
pub(crate) async fn left_waiting(
    session: &mut Session,
    shop: &ShopId,
) -> Result<Vec<EndpointId>, StoreError> {
    let rows = session.all(&LEFT_WAITING, &[shop.as_str().into()]).await?;
    rows.iter()
        .map(|row| row.parsed("id", EndpointId::parse))
        .collect()
}

/// Lets a message be sent again; how many.
pub(crate) async fn again_one(
    session: &mut Session,
    (shop, endpoint): (&ShopId, &EndpointId),
    id: &DeliveryId,
    at: i64,
) -> Result<u64, StoreError> {
    let args = [
        shop.as_str().into(),
        endpoint.as_str().into(),
        id.as_str().into(),
        at.into(),
    ];
    session.run(&AGAIN_ONE, &args).await
}

/// Lets messages be sent again that have ids from one to before another; how many.
pub(crate) async fn again_range(
    session: &mut Session,
    (shop, endpoint): (&ShopId, &EndpointId),
    (from, to): (&str, &str),
    (at, limit): (i64, i64),
) -> Result<u64, StoreError> {
    let args = [
        shop.as_str().into(),
        endpoint.as_str().into(),
        from.into(),
        to.into(),
        at.into(),
        limit.into(),
    ];
    session.run(&AGAIN_RANGE, &args).await
}

/// Lets messages be sent again that were given up; how many.
pub(crate) async fn again_failed(
    session: &mut Session,
    (shop, endpoint): (&ShopId, &EndpointId),
    (at, limit): (i64, i64),
) -> Result<u64, StoreError> {
    let args = [
        shop.as_str().into(),
        endpoint.as_str().into(),
        at.into(),
        limit.into(),
    ];
    session.run(&AGAIN_FAILED, &args).await
}

/// Ids of tries come before this, also where a database sorts signs before letters.
const BEYOND: &str = "try_zzzz";

/// The tries of an endpoint, the newest first, before one of them.
pub(crate) async fn tries(
    session: &mut Session,
    shop: &ShopId,
    endpoint: &EndpointId,
    before: Option<&TryId>,
    limit: i64,
) -> Result<Vec<TryView>, StoreError> {
    let args = [
        shop.as_str().into(),
        endpoint.as_str().into(),
        before.map_or(BEYOND, TryId::as_str).into(),
        limit.into(),
    ];
    let rows = session.all(&TRIES, &args).await?;
    rows.iter()
        .map(|row| {
            let status = row.optional_int("status")?;
            Ok(TryView {
                id: row.parsed("id", TryId::parse)?,
                delivery: row.parsed("delivery_id", DeliveryId::parse)?,
                event: row.parsed("type", EventType::parse)?,
                cause: row.int("cause_seq")?,
                n: row.units("n")?,
                began_at: row.time("began_at")?,
                ended_at: row.optional_time("ended_at")?,
                status: status.and_then(|status| u16::try_from(status).ok()),
                trouble: row.optional_parsed("trouble", Trouble::parse)?,
                answer: row.optional_text("answer")?,
                state: row.parsed("state", DeliveryState::parse)?,
                due_at: row.optional_time("due_at")?,
            })
        })
        .collect()
}

/// Whether there are tries with ids before this one, or messages that nobody sends any more.
pub(crate) async fn has_old(
    session: &mut Session,
    shop: &ShopId,
    (delivery, attempt): (&str, &str),
) -> Result<bool, StoreError> {
    let args = [shop.as_str().into(), delivery.into()];
    if session.first(&IS_OLD, &args).await?.is_some() {
        return Ok(true);
    }
    let args = [shop.as_str().into(), attempt.into()];
    Ok(session.first(&IS_OLD_TRY, &args).await?.is_some())
}

/// Forgets old messages and tries, some of each at once, and endpoints of which nothing is left;
/// how many messages and tries.
pub(crate) async fn forget(
    session: &mut Session,
    shop: &ShopId,
    (delivery, attempt, made_before): (&str, &str, i64),
    limit: i64,
) -> Result<u64, StoreError> {
    let args = [shop.as_str().into(), attempt.into(), limit.into()];
    let tries = session.run(&FORGET_TRIES, &args).await?;
    let args = [shop.as_str().into(), delivery.into(), limit.into()];
    let forgotten = session.run(&FORGET_DELIVERIES, &args).await?;
    let args = [shop.as_str().into(), made_before.into()];
    session.run(&FORGET_ENDPOINTS, &args).await?;
    Ok(tries.saturating_add(forgotten))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_id_of_a_try_comes_before_is_of_letters_as_they_are() {
        // Signs sort before letters by most collations of PostgreSQL, and after them by bytes.
        let name = BEYOND.strip_prefix("try_").unwrap();
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(BEYOND > crate::secret::new_try_id(jiff::Timestamp::MAX).as_str());
    }
}
