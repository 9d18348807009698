//! Shops.

use super::json::json;
use super::statement::statements;
use super::{Arg, Row, Session, StoreError, Write};
use dockline_domain::id::{ShopId, ShopSlug};
use dockline_domain::payment::gateway::GatewayKind;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_view::Shop;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

statements! {
    MINIMUM_PROGRAM = "select minimum_program from _schema";
    USE_GATEWAY = "update shops set gateway = $2, gateway_kind = $3, gateway_test = $4, paid_here = 1 where id = $1";
    USE_NONE = "update shops set gateway = null, gateway_kind = null, gateway_test = 0 where id = $1";
    LOCK = "select id, slug, profile, rules, seq, day, cut_off_day, rehearsal, clock_ahead, gateway, gateway_kind, gateway_test, paid_here, mail_sent, mail_server, mail_checked, webhooks from shops where id = $1 {for update}";
    BY_ID = "select id, slug, profile, rules, seq, day, cut_off_day, rehearsal, clock_ahead, gateway, gateway_kind, gateway_test, paid_here, mail_sent, mail_server, mail_checked, webhooks from shops where id = $1";
    OF_SLUG = "select shop_id from shop_slugs where slug = $1";
    /// A program before this one writes the slug in the shop's row alone.
    OPENED_BEFORE = "select id as shop_id from shops where slug = $1";
    INSERT_SLUG = "insert into shop_slugs (slug, shop_id) values ($1, $2) on conflict do nothing";
    DELETE_SLUG = "delete from shop_slugs where slug = $1";
    LIST = "select id, slug, profile, rules, seq, day, cut_off_day, rehearsal, clock_ahead, gateway, gateway_kind, gateway_test, paid_here, mail_sent, mail_server, mail_checked, webhooks from shops where slug > $1 order by slug limit $2";
    DATABASE_TIME = "select {now} as now";
    /// A node says it again every quarter of a minute (`probe.rs`); one that has ended says nothing.
    WRONG_CLOCK = "select clock_ahead_ms from _schema where clock_wrong_at > {now} - 60000";
    SLUGS = "select id, slug from shops order by slug";
    SEQ = "select seq from shops where id = $1";
    TOTALS = "select count(*) as shops, cast(coalesce(sum(seq), 0) as bigint) as events from shops";
    NUMBERS = "select id, seq from shops where id > $1 order by id limit $2";
    INSERT = "insert into shops (id, slug, profile, rules, seq, day, rehearsal, clock_ahead, created_at)
        values ($1, $2, $3, $4, 0, $5, $6, 0, $7) on conflict do nothing";
    SAVE_SEQ = "update shops set seq = cast($1 as bigint) where id = $2";
    SAVE_CLOCK = "update shops set clock_ahead = $2 where id = $1";
    SAVE_MAIL_SENT = "update shops set mail_sent = cast($1 as bigint) where id = $2";
    SAVE_MAIL_SERVER = "update shops set mail_server = nullif($2, '') where id = $1";
    SAVE_MAIL_CHECKED = "update shops set mail_checked = $2 where id = $1";
    SAVE_WEBHOOKS = "update shops set webhooks = cast($1 as bigint) where id = $2";
    SAVE_RULES = "update shops set rules = $2 where id = $1";
    SAVE_PROFILE = "update shops set profile = $2 where id = $1";
    SAVE_DAY = "update shops set day = $2 where id = $1";
    SAVE_CUT_OFF_DAY = "update shops set cut_off_day = $2 where id = $1";
    UNFOLDED = "select id from shops where unfolded = 1 order by id";
    ALL_FOLDED = "update shops set unfolded = 0 where id = $1";
    SEALED_KEY = "select sealed_key from shops where id = $1";
    SEALED_KEYS = "select id, sealed_key from shops where sealed_key is not null order by id";
    SAVE_SEALED_KEY = "update shops set sealed_key = $2 where id = $1";
}

/// A shop's row.
#[derive(Debug, Clone)]
pub(crate) struct ShopRow {
    pub(crate) shop: Arc<Shop>,
    pub(crate) seq: i64,
}

/// The kind of the gateway in use. A program before this one wrote none, and knew one.
fn gateway_kind(row: &Row) -> Result<Option<GatewayKind>, StoreError> {
    let kind = row.optional_parsed("gateway_kind", GatewayKind::parse)?;
    let is_in_use = row.optional_int("gateway")?.is_some();
    Ok(is_in_use.then(|| kind.unwrap_or(GatewayKind::Manual)))
}

fn shop_row(row: &Row) -> Result<ShopRow, StoreError> {
    let gateway_kind = gateway_kind(row)?;
    // A program that knew no real gateway wrote nothing of a played one.
    let is_simulated = gateway_kind == Some(GatewayKind::Simulator);
    let profile: ShopProfile = row.json("profile")?;
    let zone = TimeZone::get(&profile.time_zone)
        .map_err(|error| super::row::inconsistent("profile", error))?;
    let shop = Shop {
        id: row.parsed("id", ShopId::parse)?,
        slug: row.parsed("slug", ShopSlug::parse)?,
        rules: row.json("rules")?,
        day: row
            .optional_date("day")?
            .ok_or_else(|| super::row::inconsistent("day", "is null"))?,
        cut_off_day: row.optional_date("cut_off_day")?,
        mail_sent: row.flag("mail_sent")?,
        mail_server: row.optional_text("mail_server")?,
        mail_checked: row.optional_text("mail_checked")?,
        has_webhooks: row.flag("webhooks")?,
        gateway: row
            .optional_int("gateway")?
            .and_then(|number| u32::try_from(number).ok()),
        gateway_kind,
        payments_played: is_simulated || row.flag("gateway_test")?,
        paid_here: row.flag("paid_here")?,
        rehearsal: row.flag("rehearsal")?,
        clock_ahead_ms: row.int("clock_ahead")?,
        profile,
        zone,
    };
    Ok(ShopRow {
        shop: Arc::new(shop),
        seq: row.int("seq")?,
    })
}

/// Locks shops, of which a transaction on PostgreSQL has one: so two writers never wait for each
/// other in a circle.
pub(crate) async fn lock(
    session: &mut Session,
    ids: &[ShopId],
) -> Result<Vec<ShopRow>, StoreError> {
    let texts: Vec<&str> = ids.iter().map(ShopId::as_str).collect();
    let rows = session.each(&LOCK, &texts).await?;
    if let [shop] = ids {
        session.is_of(shop);
    }
    rows.iter().map(shop_row).collect()
}

/// Shops of whose persons and products an earlier program wrote no folded texts.
pub(crate) async fn unfolded(session: &mut Session) -> Result<Vec<ShopId>, StoreError> {
    session
        .all(&UNFOLDED, &[])
        .await?
        .iter()
        .map(|row| row.parsed("id", ShopId::parse))
        .collect()
}

/// Says that every text of a shop that is folded is so.
pub(crate) async fn all_folded(session: &mut Session, shop: &ShopId) -> Result<(), StoreError> {
    session
        .run(&ALL_FOLDED, &[shop.as_str().into()])
        .await
        .map(|_| ())
}

/// The key of a shop, sealed; none while nothing of the shop is sealed.
pub(crate) async fn sealed_key(
    session: &mut Session,
    shop: &ShopId,
) -> Result<Option<String>, StoreError> {
    let row = session.first(&SEALED_KEY, &[shop.as_str().into()]).await?;
    row.map_or(Ok(None), |row| row.optional_text("sealed_key"))
}

/// The keys of all shops of which something is sealed.
pub(crate) async fn sealed_keys(
    session: &mut Session,
) -> Result<Vec<(ShopId, String)>, StoreError> {
    let rows = session.all(&SEALED_KEYS, &[]).await?;
    rows.iter()
        .map(|row| Ok((row.parsed("id", ShopId::parse)?, row.text("sealed_key")?)))
        .collect()
}

/// Writes the key of a shop.
pub(crate) async fn save_sealed_key(
    session: &mut Session,
    shop: &ShopId,
    sealed: &str,
) -> Result<(), StoreError> {
    session
        .run(&SAVE_SEALED_KEY, &[shop.as_str().into(), sealed.into()])
        .await
        .map(|_| ())
}

pub(crate) async fn by_id(
    session: &mut Session,
    id: &ShopId,
) -> Result<Option<ShopRow>, StoreError> {
    session
        .first(&BY_ID, &[Arg::Text(id.as_str())])
        .await?
        .as_ref()
        .map(shop_row)
        .transpose()
}

pub(crate) async fn by_slug(
    session: &mut Session,
    slug: &str,
) -> Result<Option<ShopRow>, StoreError> {
    let args = [Arg::Text(slug)];
    let mut row = session.first(&OF_SLUG, &args).await?;
    if row.is_none() {
        row = session.first(&OPENED_BEFORE, &args).await?;
    }
    match row {
        Some(row) => by_id(session, &row.parsed("shop_id", ShopId::parse)?).await,
        None => Ok(None),
    }
}

/// Shops by slug, after one.
pub(crate) async fn list(
    session: &mut Session,
    after: &str,
    limit: i64,
) -> Result<Vec<ShopRow>, StoreError> {
    session
        .all(&LIST, &[Arg::Text(after), Arg::Int(limit)])
        .await?
        .iter()
        .map(shop_row)
        .collect()
}

/// What time it is by the database's clock, which is the same for all nodes.
pub(crate) async fn database_time(session: &mut Session) -> Result<Timestamp, StoreError> {
    let row = session.first(&DATABASE_TIME, &[]).await?;
    row.ok_or_else(|| super::row::inconsistent("now", "is missing"))?
        .time("now")
}

/// How far the clock of a node is ahead of the database's, as that node said within the last minute.
pub(crate) async fn wrong_clock(
    session: &mut Session,
) -> Result<Option<SignedDuration>, StoreError> {
    let row = session.first(&WRONG_CLOCK, &[]).await?;
    row.map(|row| Ok(SignedDuration::from_millis(row.int("clock_ahead_ms")?)))
        .transpose()
}

/// Every shop, with its slug.
pub(crate) async fn slugs(session: &mut Session) -> Result<Vec<(ShopId, String)>, StoreError> {
    let rows = session.all(&SLUGS, &[]).await?;
    rows.iter()
        .map(|row| Ok((row.parsed("id", ShopId::parse)?, row.text("slug")?)))
        .collect()
}

/// The number of a shop's newest event; 0 when there is no such shop.
pub(crate) async fn seq(session: &mut Session, id: &ShopId) -> Result<i64, StoreError> {
    let row = session.first(&SEQ, &[Arg::Text(id.as_str())]).await?;
    row.map_or(Ok(0), |row| row.int("seq"))
}

/// How many shops there are, and how many events they have together.
pub(crate) async fn totals(session: &mut Session) -> Result<(i64, i64), StoreError> {
    let row = session.first(&TOTALS, &[]).await?;
    row.map_or(Ok((0, 0)), |row| {
        Ok((row.int("shops")?, row.int("events")?))
    })
}

/// The number of the newest event of some shops, by their ids, after one.
pub(crate) async fn numbers(
    session: &mut Session,
    after: &str,
    limit: i64,
) -> Result<Vec<(ShopId, i64)>, StoreError> {
    let rows = session
        .all(&NUMBERS, &[Arg::Text(after), Arg::Int(limit)])
        .await?;
    rows.iter()
        .map(|row| Ok((row.parsed("id", ShopId::parse)?, row.int("seq")?)))
        .collect()
}

/// Adds a shop; `false` when the slug is taken.
pub(crate) async fn insert(
    session: &mut Session,
    shop: &Shop,
    created_at: i64,
) -> Result<bool, StoreError> {
    let profile = json(&shop.profile);
    let rules = json(&shop.rules);
    let day = shop.day.to_string();
    let args = [
        Arg::Text(shop.id.as_str()),
        Arg::Text(shop.slug.as_str()),
        Arg::Text(&profile),
        Arg::Text(&rules),
        Arg::Text(&day),
        Arg::Int(i64::from(shop.rehearsal)),
        Arg::Int(created_at),
    ];
    session.is_of(&shop.id);
    let slug = Arg::Text(shop.slug.as_str());
    if session.run(&INSERT_SLUG, &[slug, args[0]]).await? == 0 {
        return Ok(false);
    }
    let is_new = session.run(&INSERT, &args).await? == 1;
    if !is_new {
        session.run(&DELETE_SLUG, &[slug]).await?;
    }
    Ok(is_new)
}

/// The number of a shop's newest event.
pub(crate) fn save_seq(shop: &ShopId, seq: i64) -> Write {
    Write::of_shop(&SAVE_SEQ, seq, shop)
}

/// What tells the settings of the mail server that sends from others; none where none is set.
pub(crate) async fn save_mail_server(
    session: &mut Session,
    shop: &ShopId,
    server: Option<&str>,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), server.unwrap_or_default().into()];
    session.run(&SAVE_MAIL_SERVER, &args).await.map(|_| ())
}

/// The settings with which mails were looked at and work.
pub(crate) async fn save_mail_checked(
    session: &mut Session,
    shop: &ShopId,
    server: &str,
) -> Result<(), StoreError> {
    let args = [shop.as_str().into(), server.into()];
    session.run(&SAVE_MAIL_CHECKED, &args).await.map(|_| ())
}

pub(crate) async fn save_clock(
    session: &mut Session,
    shop: &ShopId,
    ahead_ms: i64,
) -> Result<(), StoreError> {
    session
        .run(&SAVE_CLOCK, &[Arg::Text(shop.as_str()), Arg::Int(ahead_ms)])
        .await
        .map(|_| ())
}

pub(crate) async fn save_day(
    session: &mut Session,
    shop: &ShopId,
    day: &str,
) -> Result<(), StoreError> {
    session
        .run(&SAVE_DAY, &[Arg::Text(shop.as_str()), Arg::Text(day)])
        .await
        .map(|_| ())
}

/// The day whose cut-off has passed; none when it has not.
pub(crate) async fn save_cut_off_day(
    session: &mut Session,
    shop: &ShopId,
    day: Option<&str>,
) -> Result<(), StoreError> {
    session
        .run(
            &SAVE_CUT_OFF_DAY,
            &[Arg::Text(shop.as_str()), Arg::Optional(day)],
        )
        .await
        .map(|_| ())
}

pub(crate) async fn save_rules(
    session: &mut Session,
    shop: &ShopId,
    rules: &ShopRules,
) -> Result<(), StoreError> {
    session
        .run(
            &SAVE_RULES,
            &[Arg::Text(shop.as_str()), Arg::Text(&json(rules))],
        )
        .await
        .map(|_| ())
}

pub(crate) async fn save_profile(
    session: &mut Session,
    shop: &ShopId,
    profile: &ShopProfile,
) -> Result<(), StoreError> {
    session
        .run(
            &SAVE_PROFILE,
            &[Arg::Text(shop.as_str()), Arg::Text(&json(profile))],
        )
        .await
        .map(|_| ())
}

/// Whether mails of the shop are really sent.
pub(crate) fn save_mail_sent(shop: &ShopId, is_sent: bool) -> Write {
    Write::of_shop(&SAVE_MAIL_SENT, i64::from(is_sent), shop)
}

/// Whether the shop has endpoints that are told what happens.
pub(crate) fn save_webhooks(shop: &ShopId, some: bool) -> Write {
    Write::of_shop(&SAVE_WEBHOOKS, i64::from(some), shop)
}

/// The number of the oldest program that may run on this database.
pub(crate) async fn minimum_program(session: &mut Session) -> Result<i64, StoreError> {
    let row = session.first(&MINIMUM_PROGRAM, &[]).await?;
    row.map_or(Ok(0), |row| row.int("minimum_program"))
}
