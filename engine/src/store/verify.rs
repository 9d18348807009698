//! Whether a database is whole: the log of each shop has no gap and can be read, and every counter
//! is what the rows add up to.
//!
//! Everything here only reads, and asks for columns that the schema has had since its second
//! migration. So a database can be looked at before it is migrated, and a copy without being
//! changed.

use super::postgres::{Limits, Postgres};
use super::readers::{QuestionLimit, Readers};
use super::session::PostgresTx;
use super::statement::statements;
use super::{Row, Session, Settings, SqliteTx, StoreError, events};
use crate::event::{Event, Unreadable};
use dockline_domain::id::ShopId;
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnectOptions;
use std::fmt;
use std::path::Path;
use std::str::FromStr as _;

statements! {
    LOG = "select count(*) as events, coalesce(max(seq), 0) as newest from events where shop_id = $1";
    /// Events before which one is missing.
    GAPS = "select seq from events e where e.shop_id = $1 and e.seq > 1
            and not exists (select 1 from events b where b.shop_id = $1 and b.seq = e.seq - 1) order by seq limit $2";
    COUNTERS = "with units as (select sku,
                cast(sum(case when state = 'queued' then quantity else 0 end) as bigint) as queued,
                cast(sum(case when state in ('queued', 'held') then 0 else quantity end) as bigint) as allocated
            from backorders where shop_id = $1 and state in {open states} group by sku),
        shelves as (select sku, cast(sum(on_hand) as bigint) as on_hand from stock where shop_id = $1 group by sku)
        select v.sku, v.on_hand, v.allocated, v.queued, coalesce(s.on_hand, 0) as on_shelves, coalesce(u.allocated, 0) as in_parcels,
            coalesce(u.queued, 0) as in_line
        from variants v left join units u on u.sku = v.sku left join shelves s on s.sku = v.sku
        where v.shop_id = $1
            and (v.on_hand <> coalesce(s.on_hand, 0) or v.allocated <> coalesce(u.allocated, 0) or v.queued <> coalesce(u.queued, 0))
        order by v.sku limit $2";
    /// Units of which no variant knows.
    STRAYS = "select sku from stock s where s.shop_id = $1 and s.on_hand > 0
            and not exists (select 1 from variants v where v.shop_id = $1 and v.sku = s.sku)
        union select sku from backorders b where b.shop_id = $1 and b.state in {open states}
            and not exists (select 1 from variants v where v.shop_id = $1 and v.sku = b.sku)
        order by 1 limit $2";
    RESERVED = "with units as (select sku, location, cast(sum(quantity) as bigint) as quantity from backorders
            where shop_id = $1 and location is not null and state in {open states} group by sku, location)
        select s.sku, s.location, s.reserved, coalesce(u.quantity, 0) as in_parcels
        from stock s left join units u on u.sku = s.sku and u.location = s.location
        where s.shop_id = $1 and s.reserved <> coalesce(u.quantity, 0) order by s.sku, s.location limit $2";
    /// Both sides below each other: SQLite would compare each row of a full join with each other.
    ORDERED = "select order_id, sku, cast(sum(ordered) as bigint) as ordered, cast(sum(units) as bigint) as units
        from (select order_id, sku, quantity as ordered, 0 as units from order_lines where shop_id = $1
            union all select order_id, sku, 0 as ordered, quantity as units from backorders where shop_id = $1) as sides
        group by order_id, sku having sum(ordered) <> sum(units) order by 1, 2 limit $2";
    RECEIVED = "with counted as (select r.purchase_order_id, l.sku, cast(sum(l.quantity) as bigint) as units
            from receipts r join receipt_lines l on l.shop_id = $1 and l.receipt_id = r.id
            where r.shop_id = $1 and l.shop_id = $1 group by r.purchase_order_id, l.sku)
        select p.reference, l.sku, cast(sum(l.received) as bigint) as received, coalesce(c.units, 0) as counted
        from purchase_order_lines l join purchase_orders p on p.shop_id = $1 and p.id = l.purchase_order_id
            left join counted c on c.purchase_order_id = l.purchase_order_id and c.sku = l.sku
        where l.shop_id = $1 and p.shop_id = $1
        group by p.reference, l.sku, c.units having sum(l.received) <> coalesce(c.units, 0) order by p.reference, l.sku limit $2";
    /// Followers that have gone further than the log.
    AHEAD = "select name, seq from followers where shop_id = $1 and seq > $3 order by name limit $2";
}

/// Most faults of a kind that are named in a shop.
const NAMED_MAX: i64 = 20;
/// Events that are read at once.
const EVENTS_CHUNK: i64 = 1_000;

/// What was looked at, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many shops there are.
    pub shops: usize,
    /// How many events their logs hold.
    pub events: i64,
    /// What is not as it should be; nothing when the database is whole.
    pub faults: Vec<Fault>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The slug of the shop; none when it is about the file.
    pub shop: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shop {
            Some(shop) => write!(f, "shop {shop}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// A database that is only looked at.
enum Looking {
    Sqlite(Readers),
    Postgres(Postgres),
}

impl Looking {
    async fn begin(&self) -> Result<Session, StoreError> {
        let mut session = match self {
            Self::Sqlite(readers) => Session::Sqlite(SqliteTx::Reads(readers.begin().await?)),
            Self::Postgres(postgres) => {
                Session::Postgres(PostgresTx::Reads(postgres.read().await?))
            }
        };
        session.limit(QuestionLimit::Verification).await?;
        Ok(session)
    }

    async fn close(&self) {
        match self {
            Self::Sqlite(readers) => readers.close().await,
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}

/// Looks at the database of an address. Where orders are placed meanwhile, each shop is looked at
/// in one state of it.
pub async fn verify(url: &str) -> Result<Verified, StoreError> {
    let database = if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url)?;
        Looking::Sqlite(Readers::new(&options.read_only(true)))
    } else {
        let limits = Limits {
            idle_in_transaction: QuestionLimit::Verification.time(),
            ..Limits::default()
        };
        let settings = Settings {
            readers: 1,
            limits,
            ..Settings::default()
        };
        Looking::Postgres(Postgres::open(url, &settings).await?)
    };
    look(database).await
}

/// Looks at a file that nobody writes, and leaves nothing beside it.
pub(super) async fn verify_copy(file: &Path) -> Result<Verified, StoreError> {
    let options = SqliteConnectOptions::new().filename(file).immutable(true);
    look(Looking::Sqlite(Readers::new(&options.read_only(true)))).await
}

async fn look(database: Looking) -> Result<Verified, StoreError> {
    let found = shops(&database).await;
    database.close().await;
    found
}

async fn shops(database: &Looking) -> Result<Verified, StoreError> {
    let mut found = Verified {
        shops: 0,
        events: 0,
        faults: file(database).await?,
    };
    // What is read from damaged pages proves nothing.
    if !found.faults.is_empty() {
        return Ok(found);
    }
    let mut session = database.begin().await?;
    let shops = super::shops::slugs(&mut session).await;
    session.end().await?;
    for (id, slug) in shops? {
        let mut shop = OneShop {
            id: &id,
            slug: &slug,
            faults: Vec::new(),
        };
        let mut session = database.begin().await?;
        let looked = shop.rows(&mut session).await;
        session.end().await?;
        let events = looked?;
        shop.log(database).await?;
        found.shops += 1;
        found.events += events;
        found.faults.append(&mut shop.faults);
    }
    Ok(found)
}

/// What SQLite finds wrong with its file.
async fn file(database: &Looking) -> Result<Vec<Fault>, StoreError> {
    let Looking::Sqlite(readers) = database else {
        return Ok(Vec::new());
    };
    let mut reading = readers.begin().await?;
    let rows = sqlx::query("pragma quick_check(20)")
        .fetch_all(reading.connection())
        .await;
    reading.end().await?;
    let fault = |what: String| Fault { shop: None, what };
    let rows = match rows {
        Ok(rows) => rows,
        // It gave up half-way, because so much is wrong.
        Err(error) if is_damage(&error) => return Ok(vec![fault(error.to_string())]),
        Err(error) => return Err(error.into()),
    };
    let said = rows
        .iter()
        .map(|row| row.try_get::<String, _>(0))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(said
        .into_iter()
        .filter(|text| text != "ok")
        .map(fault)
        .collect())
}

/// `SQLITE_CORRUPT`, with its finer kinds, and `SQLITE_NOTADB`.
fn is_damage(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    let code: Option<i32> = code.and_then(|code| code.parse().ok());
    code.is_some_and(|code| matches!(code & 0xff, 11 | 26))
}

struct OneShop<'a> {
    id: &'a ShopId,
    slug: &'a str,
    faults: Vec<Fault>,
}

impl OneShop<'_> {
    fn fault(&mut self, what: String) {
        self.faults.push(Fault {
            shop: Some(self.slug.to_owned()),
            what,
        });
    }

    /// Whether rows and numbers fit; answers how many events there are.
    async fn rows(&mut self, session: &mut Session) -> Result<i64, StoreError> {
        let args = [self.id.as_str().into(), NAMED_MAX.into()];
        let newest = super::shops::seq(session, self.id).await?;
        let log = session.all(&LOG, &args[..1]).await?;
        let (events, last) = match log.first() {
            Some(row) => (row.int("events")?, row.int("newest")?),
            None => (0, 0),
        };
        if last != newest {
            self.fault(format!(
                "its newest event is {newest}, and the log ends at {last}"
            ));
        }
        if events != last {
            let gaps = session.all(&GAPS, &args).await?;
            self.each(&gaps, |row| {
                Ok(format!("event {} is missing", row.int("seq")? - 1))
            })?;
        }
        let rows = session.all(&COUNTERS, &args).await?;
        self.each(&rows, |row| {
            let pairs = [
                ("on hand", row.int("on_hand")?, row.int("on_shelves")?),
                ("allocated", row.int("allocated")?, row.int("in_parcels")?),
                ("in line", row.int("queued")?, row.int("in_line")?),
            ];
            let wrong = pairs.iter().filter(|(_, counted, rows)| counted != rows);
            let wrong: Vec<String> = wrong
                .map(|(name, counted, rows)| format!("{name} {counted}, its rows say {rows}"))
                .collect();
            Ok(format!("{}: {}", row.text("sku")?, wrong.join("; ")))
        })?;
        let rows = session.all(&STRAYS, &args).await?;
        self.each(&rows, |row| {
            Ok(format!("{} has units and is no variant", row.text("sku")?))
        })?;
        self.sums(session).await?;
        let args = [self.id.as_str().into(), NAMED_MAX.into(), newest.into()];
        let rows = session.all(&AHEAD, &args).await?;
        self.each(&rows, |row| {
            let (name, seq) = (row.text("name")?, row.int("seq")?);
            Ok(format!(
                "the follower {name} is at event {seq}, after the newest"
            ))
        })?;
        Ok(events)
    }

    async fn sums(&mut self, session: &mut Session) -> Result<(), StoreError> {
        let args = [self.id.as_str().into(), NAMED_MAX.into()];
        let rows = session.all(&RESERVED, &args).await?;
        self.each(&rows, |row| {
            let (sku, at) = (row.text("sku")?, row.text("location")?);
            let (reserved, units) = (row.int("reserved")?, row.int("in_parcels")?);
            Ok(format!(
                "{sku}: {reserved} reserved at {at}, parcels take {units} from there"
            ))
        })?;
        let rows = session.all(&ORDERED, &args).await?;
        self.each(&rows, |row| {
            let (order, sku) = (row.text("order_id")?, row.text("sku")?);
            let (ordered, units) = (row.int("ordered")?, row.int("units")?);
            Ok(format!(
                "{order}: {ordered} {sku} ordered, its backorders are {units}"
            ))
        })?;
        let rows = session.all(&RECEIVED, &args).await?;
        self.each(&rows, |row| {
            let (reference, sku) = (row.text("reference")?, row.text("sku")?);
            let (received, counted) = (row.int("received")?, row.int("counted")?);
            Ok(format!(
                "{reference}: {received} {sku} received, its receipts say {counted}"
            ))
        })
    }

    /// One fault for each row.
    fn each(
        &mut self,
        rows: &[Row],
        what: impl Fn(&Row) -> Result<String, StoreError>,
    ) -> Result<(), StoreError> {
        for row in rows {
            let what = what(row)?;
            self.fault(what);
        }
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) >= NAMED_MAX {
            self.fault("there may be more of these".to_owned());
        }
        Ok(())
    }

    /// Whether every event can be read. What is logged never changes, so each piece is read in a
    /// transaction of its own, and none of them lasts long. A kind that this program does not know
    /// is no fault: a newer program wrote it.
    async fn log(&mut self, database: &Looking) -> Result<(), StoreError> {
        let mut seq = 0;
        loop {
            let mut session = database.begin().await?;
            let logged = events::after(&mut session, self.id, seq, EVENTS_CHUNK).await;
            session.end().await?;
            let logged = match logged {
                Ok(logged) => logged,
                Err(StoreError::Inconsistent { column, problem }) => {
                    self.fault(format!(
                        "an event after {seq} cannot be read: column {column}: {problem}"
                    ));
                    return Ok(());
                }
                Err(error) => return Err(error),
            };
            let Some(last) = logged.last() else {
                return Ok(());
            };
            seq = last.seq;
            for event in &logged {
                if let Err(problem @ Unreadable::Payload { .. }) =
                    Event::read(&event.kind, &event.payload)
                {
                    self.fault(format!("event {} cannot be read: {problem}", event.seq));
                }
            }
        }
    }
}
