//! What stands in the database, read past the engine: the simulation must not believe what it
//! checks.

use dockline_domain::dates::Window;
use dockline_domain::id::PurchaseOrderReference;
use dockline_domain::supply::{Inbound, Stage};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A connection beside those of the engine.
pub enum Raw {
    Sqlite(sqlx::SqlitePool),
    Postgres(sqlx::PgPool),
}

/// Runs a query on either database into tuples.
macro_rules! read {
    ($raw:expr, $row:ty, $sql:expr, $($argument:expr),+) => {
        match $raw {
            Raw::Sqlite(pool) => sqlx::query_as::<_, $row>($sql)$(.bind($argument))+.fetch_all(pool).await.unwrap(),
            Raw::Postgres(pool) => sqlx::query_as::<_, $row>($sql)$(.bind($argument))+.fetch_all(pool).await.unwrap(),
        }
    };
}

/// A backorder that is neither shipped nor cancelled.
#[derive(Debug, Clone)]
pub struct Live {
    pub order: String,
    pub number: u32,
    pub sku: String,
    pub quantity: u32,
    pub state: String,
    pub rank: i64,
    pub seq: i64,
    pub shipment: Option<u32>,
    pub location: Option<String>,
    /// The last day of the window that was told last.
    pub told: Option<String>,
}

/// On hand, allocated and queued.
pub type Counters = (u32, u32, u32);

/// The rows that change with nearly every step.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    pub live: Vec<Live>,
    pub counters: BTreeMap<String, Counters>,
    /// On hand and reserved, by SKU and location.
    pub stock: BTreeMap<(String, String), (u32, u32)>,
}

/// A backorder that waits, with the last thing that was told about it.
#[derive(Debug, Clone)]
pub struct Told {
    pub order: String,
    pub quantity: u32,
    pub complete: bool,
    pub placed_at: Timestamp,
    pub promised: Option<Window>,
}

/// A purchase-order line.
#[derive(Debug, Clone)]
#[expect(clippy::struct_field_names, reason = "the column is called so")]
pub struct Line {
    pub reference: String,
    pub sku: String,
    pub line: u32,
    /// A date that is not the order's.
    pub own: Option<Window>,
    pub ordered: u32,
    pub received: u32,
    pub written_off: u32,
    pub overdue: Option<u32>,
    pub expected: Option<Window>,
    pub stage: Stage,
    pub confirmed_at: Timestamp,
}

/// Units of an order in one state.
pub type UnitsRow = (String, String, String, Option<i64>, i64);

pub fn units(number: i64) -> u32 {
    u32::try_from(number).unwrap()
}

pub fn window(earliest: Option<&str>, latest: Option<&str>) -> Option<Window> {
    Some(Window::new(earliest?.parse().unwrap(), latest?.parse().unwrap()).unwrap())
}

impl Raw {
    pub async fn open(url: &str) -> Self {
        if url.starts_with("sqlite:") {
            Self::Sqlite(
                sqlx::pool::PoolOptions::new()
                    .max_connections(1)
                    .connect(url)
                    .await
                    .unwrap(),
            )
        } else {
            Self::Postgres(
                sqlx::pool::PoolOptions::new()
                    .max_connections(1)
                    .connect(url)
                    .await
                    .unwrap(),
            )
        }
    }

    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Changes what stands there.
    pub async fn execute(&self, sql: &'static str) {
        match self {
            Self::Sqlite(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.unwrap()),
            Self::Postgres(pool) => drop(sqlx::raw_sql(sql).execute(pool).await.unwrap()),
        }
    }

    /// The number that a query answers.
    pub async fn count(&self, sql: &'static str, argument: &str) -> i64 {
        read!(self, (i64,), sql, argument)[0].0
    }

    /// The node that has a follower's lease, and the follower's cursor.
    pub async fn follower(&self, shop: &str, name: &str) -> (Option<String>, i64) {
        let sql = "select leased_by, seq from followers where shop_id = $1 and name = $2";
        let found = read!(self, (Option<String>, i64), sql, shop, name);
        found.into_iter().next().unwrap_or_default()
    }

    /// The payloads of a kind of events, oldest first.
    pub async fn payloads(&self, shop: &str, kind: &str) -> Vec<String> {
        let sql = "select payload from events where shop_id = $1 and kind = $2 order by seq";
        let payloads = read!(self, (String,), sql, shop, kind);
        payloads.into_iter().map(|(payload,)| payload).collect()
    }

    /// Lets the newest event of a kind hold what no program reads, and followers begin anew.
    /// Answers its number.
    pub async fn damage(&self, shop: &str, kind: &str) -> i64 {
        let sql = "update events set payload = '{\"damaged\":' || payload || '}' where shop_id = $1 and seq =
            (select max(seq) from events where shop_id = $1 and kind = $2) returning seq";
        let damaged = read!(self, (i64,), sql, shop, kind)[0].0;
        let sql = "update followers set seq = 0 where shop_id = $1 and name <> $2 returning seq";
        read!(self, (i64,), sql, shop, "");
        damaged
    }

    /// Adds an event of a kind that only a newer program knows. Answers its number.
    pub async fn log_from_the_future(&self, shop: &str) -> i64 {
        let sql = "update shops set seq = seq + 1 where id = $1 and slug <> $2 returning seq";
        let sung = read!(self, (i64,), sql, shop, "")[0].0;
        let sql = "insert into events (shop_id, seq, at, actor, topic, kind, payload)
            select id, seq, 0, 'cli', 'shop', 'order_sung.1', '{}' from shops where id = $1 and seq = $2 returning seq";
        read!(self, (i64,), sql, shop, sung);
        sung
    }

    /// The kind becomes one that is known, as for a newer program.
    pub async fn know_the_future(&self, shop: &str, seq: i64) {
        let sql = "update events set kind = 'lines_moved.1', payload = '{\"skus\":[]}'
            where shop_id = $1 and seq = $2 returning seq";
        read!(self, (i64,), sql, shop, seq);
    }

    /// Runs statements.
    pub async fn run(&self, sql: &'static str) {
        match self {
            Self::Sqlite(pool) => sqlx::raw_sql(sql).execute(pool).await.map(|_| ()).unwrap(),
            Self::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(|_| ()).unwrap(),
        }
    }

    /// Counts units of a variant without a word to anybody: no program notifies others of it.
    /// Answers the number of the event, which is of this kind.
    pub async fn count_in_silence(&self, shop: &str, sku: &str, units: i64, kind: &str) -> i64 {
        let sql =
            "update variants set on_hand = $3 where shop_id = $1 and sku = $2 returning on_hand";
        read!(self, (i64,), sql, shop, sku, units);
        let payload = format!(
            r#"{{"sku":"{sku}","location":"main","on_hand":{units},"reason":null,"skus":["{sku}"]}}"#
        );
        // In this order: who reads the number finds the event.
        let sql = "insert into events (shop_id, seq, at, actor, topic, kind, payload)
            select id, seq + 1, 0, 'cli', 'shop', $2, $3 from shops where id = $1 returning seq";
        read!(self, (i64,), sql, shop, kind, payload.as_str());
        let sql = "update shops set seq = seq + 1 where id = $1 and slug <> $2 returning seq";
        read!(self, (i64,), sql, shop, "")[0].0
    }

    /// Transactions of a PostgreSQL database up to now, once nobody else is connected to it.
    pub async fn transactions(&self) -> i64 {
        loop {
            let sql = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
                and backend_type = $1";
            if read!(self, (i64,), sql, "client backend")[0].0 == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let sql = "select xact_commit + xact_rollback from pg_stat_database where datname = current_database() and datname <> $1";
        read!(self, (i64,), sql, "")[0].0
    }

    /// Undoes [`Raw::damage`].
    pub async fn repair(&self, shop: &str, seq: i64) {
        let sql = "update events set payload = substr(payload, 12, length(payload) - 12)
            where shop_id = $1 and seq = $2 returning seq";
        read!(self, (i64,), sql, shop, seq);
    }

    pub async fn rows(&self, shop: &str) -> Rows {
        type Backorder = (
            String,
            i64,
            String,
            i64,
            String,
            i64,
            i64,
            Option<i64>,
            Option<String>,
            Option<String>,
        );
        let sql = "select order_id, number, sku, quantity,
                case when state = 'on_hold' and state_data like '%\"released\":true%' then 'on_hold, released' else state end,
                rank, placed_seq, shipment, location,
                (select p.latest from promises p where p.shop_id = backorders.shop_id and p.order_id = backorders.order_id
                    and p.backorder_number = backorders.number order by p.number desc limit 1) as told
            from backorders where shop_id = $1 and state not in ('shipped', 'delivered', 'cancelled')";
        let live = read!(self, Backorder, sql, shop).into_iter();
        let live = live.map(
            |(order, number, sku, quantity, state, rank, seq, shipment, location, told)| {
                let (number, quantity, shipment) =
                    (units(number), units(quantity), shipment.map(units));
                Live {
                    order,
                    number,
                    sku,
                    quantity,
                    state,
                    rank,
                    seq,
                    shipment,
                    location,
                    told,
                }
            },
        );
        let sql = "select sku, on_hand, allocated, queued from variants where shop_id = $1";
        let counters = read!(self, (String, i64, i64, i64), sql, shop).into_iter();
        let sql = "select sku, location, on_hand, reserved from stock where shop_id = $1";
        let stock = read!(self, (String, String, i64, i64), sql, shop).into_iter();
        Rows {
            live: live.collect(),
            counters: counters
                .map(|(sku, on_hand, allocated, queued)| {
                    (sku, (units(on_hand), units(allocated), units(queued)))
                })
                .collect(),
            stock: stock
                .map(|(sku, location, on_hand, reserved)| {
                    ((sku, location), (units(on_hand), units(reserved)))
                })
                .collect(),
        }
    }

    /// Everybody in line, by SKU and in line order.
    pub async fn told(&self, shop: &str) -> BTreeMap<String, Vec<Told>> {
        type Row = (
            String,
            String,
            i64,
            String,
            i64,
            Option<String>,
            Option<String>,
        );
        let sql = "select b.order_id, b.sku, b.quantity, o.ship, o.placed_at, p.earliest, p.latest
            from backorders b join orders o on o.shop_id = b.shop_id and o.id = b.order_id
            left join promises p on p.shop_id = b.shop_id and p.order_id = b.order_id and p.backorder_number = b.number
                and p.number = (select count(*) from promises q
                    where q.shop_id = b.shop_id and q.order_id = b.order_id and q.backorder_number = b.number)
            where b.shop_id = $1 and b.state = 'queued' order by b.sku, b.rank, b.placed_seq, b.number";
        let mut lines: BTreeMap<String, Vec<Told>> = BTreeMap::new();
        for (order, sku, quantity, ship, placed_at, earliest, latest) in read!(self, Row, sql, shop)
        {
            let told = Told {
                order,
                quantity: units(quantity),
                complete: ship == "complete",
                placed_at: Timestamp::from_millisecond(placed_at).unwrap(),
                promised: window(earliest.as_deref(), latest.as_deref()),
            };
            lines.entry(sku).or_default().push(told);
        }
        lines
    }

    /// The first thing that was told of each backorder of an order.
    pub async fn first_promises(&self, shop: &str, order: &str) -> Vec<(String, Option<Window>)> {
        type Row = (String, Option<String>, Option<String>);
        let sql = "select b.sku, p.earliest, p.latest from promises p join backorders b
                on b.shop_id = p.shop_id and b.order_id = p.order_id and b.number = p.backorder_number
            where p.shop_id = $1 and p.order_id = $2 and p.number = 1";
        let rows = read!(self, Row, sql, shop, order).into_iter();
        rows.map(|(sku, earliest, latest)| (sku, window(earliest.as_deref(), latest.as_deref())))
            .collect()
    }

    /// Every line of every purchase order.
    pub async fn purchase_order_lines(&self, shop: &str) -> Vec<Line> {
        type Row = (
            String,
            String,
            i64,
            Option<String>,
            Option<String>,
            i64,
            i64,
            i64,
            Option<i64>,
            Option<String>,
            Option<String>,
            String,
            i64,
        );
        let sql =
            "select p.reference, l.sku, l.line, l.expected_earliest, l.expected_latest, l.quantity, l.received, l.written_off, l.overdue_committed, p.expected_earliest, p.expected_latest,
                p.stage, p.confirmed_at
            from purchase_order_lines l join purchase_orders p on p.shop_id = l.shop_id and p.id = l.purchase_order_id
            where l.shop_id = $1";
        let rows = read!(self, Row, sql, shop).into_iter();
        rows.map(
            |(
                reference,
                sku,
                line,
                own_earliest,
                own_latest,
                ordered,
                received,
                written_off,
                overdue,
                earliest,
                latest,
                stage,
                confirmed_at,
            )| Line {
                reference,
                sku,
                line: units(line),
                own: window(own_earliest.as_deref(), own_latest.as_deref()),
                ordered: units(ordered),
                received: units(received),
                written_off: units(written_off),
                overdue: overdue.map(units),
                expected: window(own_earliest.as_deref(), own_latest.as_deref())
                    .or_else(|| window(earliest.as_deref(), latest.as_deref())),
                stage: Stage::parse(&stage).unwrap(),
                confirmed_at: Timestamp::from_millisecond(confirmed_at).unwrap(),
            },
        )
        .collect()
    }

    /// Units by order, SKU, state and shipment.
    pub async fn by_state(&self, shop: &str) -> Vec<UnitsRow> {
        let sql = "select order_id, sku, state, shipment, cast(sum(quantity) as bigint) from backorders where shop_id = $1
            group by order_id, sku, state, shipment";
        read!(self, UnitsRow, sql, shop)
    }

    pub async fn order_lines(&self, shop: &str) -> BTreeMap<(String, String), u32> {
        let sql = "select order_id, sku, cast(sum(quantity) as bigint) from order_lines where shop_id = $1 group by order_id, sku";
        let rows = read!(self, (String, String, i64), sql, shop).into_iter();
        rows.map(|(order, sku, quantity)| ((order, sku), units(quantity)))
            .collect()
    }

    /// The state of each parcel; one that was packed and is open again is `reopened`.
    pub async fn shipments(&self, shop: &str) -> BTreeMap<(String, u32), String> {
        let sql = "select order_id, number, case when state = 'open' and packed_at is not null then 'reopened' else state end
            from shipments where shop_id = $1";
        let rows = read!(self, (String, i64, String), sql, shop).into_iter();
        rows.map(|(order, number, state)| ((order, units(number)), state))
            .collect()
    }

    /// Orders whose version is not the number of their newest event.
    pub async fn wrong_versions(&self, shop: &str) -> Vec<(String, i64, i64)> {
        let sql = "select o.id, o.version, max(e.seq) from orders o
            join events e on e.shop_id = o.shop_id and e.topic = 'order:' || o.id
            where o.shop_id = $1 group by o.id, o.version having o.version <> max(e.seq)";
        read!(self, (String, i64, i64), sql, shop)
    }

    /// The newest event, how many there are, and what the shop says is the newest.
    pub async fn log(&self, shop: &str) -> (i64, i64, i64) {
        let sql = "select coalesce(max(e.seq), 0), count(*), min(s.seq) from events e join shops s on s.id = e.shop_id where e.shop_id = $1";
        read!(self, (i64, i64, i64), sql, shop)[0]
    }

    /// The last windows told of a backorder that say the same one after the other, of which only a
    /// wish may be the reason.
    pub async fn repeated_promises(&self, shop: &str) -> Vec<(String, i64)> {
        let sql =
            "select p.order_id, p.backorder_number from promises p join promises q on q.shop_id = p.shop_id and q.order_id = p.order_id
                and q.backorder_number = p.backorder_number and q.number = p.number + 1
            where p.shop_id = $1 and q.cause <> 'wish' and coalesce(p.latest, '') = coalesce(q.latest, '')";
        read!(self, (String, i64), sql, shop)
    }
}

impl Line {
    pub fn open(&self) -> u32 {
        self.ordered
            .saturating_sub(self.received + self.written_off)
    }

    pub fn inbound(&self) -> Inbound {
        Inbound {
            purchase_order: PurchaseOrderReference::parse(&self.reference).unwrap(),
            line: self.line,
            open: self.open(),
            expected: self.expected,
            stage: self.stage,
            confirmed_at: self.confirmed_at,
            overdue_committed: self.overdue,
        }
    }
}
