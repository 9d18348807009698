//! Accounts of shops at gateways, and what gateways say by themselves. Gateways stand in
//! [`super::payments`].

use super::statement::statements;
use super::{Arg, Row, Session, StoreError};
use dockline_domain::id::{OrderId, ShopId};
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings};
use jiff::Timestamp;

statements! {
    ONE = "select kind, settings, key_sealed, hook_secret, old_hook_secret, old_hook_secret_until from gateways where shop_id = $1 and number = $2";
    NEWEST = "select kind, max(number) as number from gateways where shop_id = $1 group by kind order by number";
    OF_STRIPE = "select number, settings from gateways where shop_id = $1 and kind = 'stripe' order by number";
    SAVE_KEY = "update gateways set key_sealed = $3 where shop_id = $1 and number = $2";
    SAVE_HOOK_SECRET = "update gateways set old_hook_secret = hook_secret, old_hook_secret_until = $4, hook_secret = $3
        where shop_id = $1 and number = $2";
    OF_SESSION = "select order_id from methods where shop_id = $1 and gateway = $2 and session = $3 order by order_id limit 1";
    OF_INTENT = "select order_id from charges where shop_id = $1 and gateway = $2 and intent = $3";
    OF_REFUNDED = "select order_id from refunds where shop_id = $1 and gateway = $2 and intent = $3 order by order_id limit 1";
    KEEP_HINT = "insert into gateway_hints (shop_id, gateway, event, order_id, received_at) values ($1, $2, $3, $4, $5) on conflict do nothing";
    WAITING = "select gateway, event, order_id, received_at from gateway_hints where shop_id = $1 and handled_at is null
        order by received_at, gateway, event limit $2";
    HANDLED = "update gateway_hints set handled_at = $4 where shop_id = $1 and order_id = $2 and received_at <= $3 and handled_at is null";
    FORGET = "delete from gateway_hints where shop_id = $1 and received_at < $2 and handled_at is not null";
}

/// A gateway with what is sealed of it.
pub(crate) struct AccountRow {
    pub(crate) kind: GatewayKind,
    pub(crate) settings: GatewaySettings,
    /// Sealed.
    pub(crate) key: Option<String>,
    /// Sealed.
    pub(crate) hook_secret: Option<String>,
    /// Sealed, and until when it counts too.
    pub(crate) old_hook_secret: Option<(String, Timestamp)>,
}

fn account(row: &Row) -> Result<AccountRow, StoreError> {
    let old = row.optional_text("old_hook_secret")?;
    Ok(AccountRow {
        kind: row.parsed("kind", GatewayKind::parse)?,
        settings: row.json("settings")?,
        key: row.optional_text("key_sealed")?,
        hook_secret: row.optional_text("hook_secret")?,
        old_hook_secret: old.zip(row.optional_time("old_hook_secret_until")?),
    })
}

/// An account that a shop uses or has used.
pub(crate) async fn one(
    session: &mut Session,
    shop: &ShopId,
    number: u32,
) -> Result<Option<AccountRow>, StoreError> {
    let args = [shop.as_str().into(), i64::from(number).into()];
    let row = session.first(&ONE, &args).await?;
    row.as_ref().map(account).transpose()
}

/// The accounts at Stripe that a shop uses or has used.
pub(crate) async fn of_stripe(
    session: &mut Session,
    shop: &ShopId,
) -> Result<Vec<(u32, GatewaySettings)>, StoreError> {
    let rows = session.all(&OF_STRIPE, &[shop.as_str().into()]).await?;
    rows.iter()
        .map(|row| Ok((row.units("number")?, row.json("settings")?)))
        .collect()
}

/// The newest of each kind of gateway that a shop uses or has used.
pub(crate) async fn newest(
    session: &mut Session,
    shop: &ShopId,
) -> Result<Vec<(GatewayKind, u32)>, StoreError> {
    let rows = session.all(&NEWEST, &[shop.as_str().into()]).await?;
    rows.iter()
        .map(|row| {
            Ok((
                row.parsed("kind", GatewayKind::parse)?,
                row.units("number")?,
            ))
        })
        .collect()
}

/// Writes by what a gateway lets the shop in, sealed.
pub(crate) async fn save_key(
    session: &mut Session,
    shop: &ShopId,
    number: u32,
    sealed: &str,
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        i64::from(number).into(),
        Arg::Text(sealed),
    ];
    session.run(&SAVE_KEY, &args).await.map(|_| ())
}

/// Writes what proves a message, sealed. The proof before counts until a time.
pub(crate) async fn save_hook_secret(
    session: &mut Session,
    shop: &ShopId,
    number: u32,
    (sealed, old_until): (&str, i64),
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        i64::from(number).into(),
        Arg::Text(sealed),
        old_until.into(),
    ];
    session.run(&SAVE_HOOK_SECRET, &args).await.map(|_| ())
}

/// What a gateway named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hinted<'a> {
    /// An object that takes money.
    Intent(&'a str),
    /// A page on which a method is named.
    Session(&'a str),
}

/// The order of what a gateway named, where it is one of this shop at this gateway.
pub(crate) async fn order_of(
    session: &mut Session,
    shop: &ShopId,
    gateway: u32,
    of: Hinted<'_>,
) -> Result<Option<OrderId>, StoreError> {
    let args = |name| {
        [
            shop.as_str().into(),
            i64::from(gateway).into(),
            Arg::Text(name),
        ]
    };
    let found = match of {
        Hinted::Session(name) => session.first(&OF_SESSION, &args(name)).await?,
        Hinted::Intent(name) => match session.first(&OF_INTENT, &args(name)).await? {
            Some(row) => Some(row),
            // One that a charge had before gives back what it took.
            None => session.first(&OF_REFUNDED, &args(name)).await?,
        },
    };
    found
        .map(|row| row.parsed("order_id", OrderId::parse))
        .transpose()
}

/// Something that a gateway said by itself about an order.
#[derive(Debug, Clone)]
pub(crate) struct HintRow {
    pub(crate) gateway: u32,
    pub(crate) event: String,
    pub(crate) order: OrderId,
    pub(crate) received_at: Timestamp,
}

fn hint(row: &Row) -> Result<HintRow, StoreError> {
    Ok(HintRow {
        gateway: row.units("gateway")?,
        event: row.text("event")?,
        order: row.parsed("order_id", OrderId::parse)?,
        received_at: row.time("received_at")?,
    })
}

/// Keeps what a gateway said until the order is looked at; `false` where it was said before.
pub(crate) async fn keep_hint(
    session: &mut Session,
    shop: &ShopId,
    hint: &HintRow,
) -> Result<bool, StoreError> {
    let args = [
        shop.as_str().into(),
        i64::from(hint.gateway).into(),
        Arg::Text(&hint.event),
        hint.order.as_str().into(),
        hint.received_at.as_millisecond().into(),
    ];
    Ok(session.run(&KEEP_HINT, &args).await? == 1)
}

/// What gateways said and nobody looked at yet, the first of it first.
pub(crate) async fn waiting(
    session: &mut Session,
    shop: &ShopId,
    limit: i64,
) -> Result<Vec<HintRow>, StoreError> {
    let args = [shop.as_str().into(), limit.into()];
    let rows = session.all(&WAITING, &args).await?;
    rows.iter().map(hint).collect()
}

/// Somebody looked at what was said about an order until a time.
pub(crate) async fn handled(
    session: &mut Session,
    shop: &ShopId,
    order: &OrderId,
    (until, at): (i64, i64),
) -> Result<(), StoreError> {
    let args = [
        shop.as_str().into(),
        order.as_str().into(),
        until.into(),
        at.into(),
    ];
    session.run(&HANDLED, &args).await.map(|_| ())
}

/// Forgets what was said before a time: by then it is not said again.
pub(crate) async fn forget_hints(
    session: &mut Session,
    shop: &ShopId,
    before: i64,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), before.into()];
    session.run(&FORGET, &args).await.map(|_| ())
}
