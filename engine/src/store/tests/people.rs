//! What is left of a person after they were erased: nothing that says who they are, in any column
//! of any table.

use super::databases::{self, TestDatabase};
use crate::command::{
    CancelOrder, ChangeDetails, ChangeStock, Context, CreateShop, ErasePerson, HandOverShipment,
    JoinWaitlist, PackShipment, PlaceOrder, PlacedOrder, SaveProduct, StockChange,
};
use crate::store::Database;
use crate::{Clock, Engine, Execute, ExecuteError};
use dockline_domain::address::Destination;
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_domain::catalogue::{ProductDraft, VariantDraft};
use dockline_domain::email::Email;
use dockline_domain::id::{Handle, LocationCode, ShipmentId, ShopSlug, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::{OrderLine, Person, Quantity, Ship};
use dockline_domain::refusal::Refusal;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_view::Shop;
use sqlx::Row as _;
use std::sync::Arc;

/// Who is erased: nothing else says any of it.
const WHO: [&str; 5] = [
    "zephyrine",
    "quill",
    "ottoline",
    "lantern row",
    "brass court",
];

/// Every text of every table, in lower case, with the column it stands in.
async fn texts(database: &TestDatabase) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    match Database::open(&database.url).await.unwrap() {
        Database::Sqlite { write, .. } => {
            let columns =
                "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p
                where m.type = 'table' and m.name not like 'sqlite%' and lower(p.type) = 'text'";
            for row in sqlx::query(columns).fetch_all(&write).await.unwrap() {
                let (table, column): (String, String) = (row.get(0), row.get(1));
                let all = sqlx::AssertSqlSafe(format!(
                    "select {column} from {table} where {column} is not null"
                ));
                let rows = sqlx::query(all).fetch_all(&write).await.unwrap();
                texts.extend(rows.iter().map(|row| {
                    (
                        format!("{table}.{column}"),
                        row.get::<String, _>(0).to_lowercase(),
                    )
                }));
            }
        }
        Database::Postgres(postgres) => {
            let pool = postgres.read;
            let columns =
                "select table_name::text, column_name::text from information_schema.columns
                where table_schema = 'public' and data_type = 'text'";
            for row in sqlx::query(columns).fetch_all(&pool).await.unwrap() {
                let (table, column): (String, String) = (row.get(0), row.get(1));
                let all = sqlx::AssertSqlSafe(format!(
                    "select {column} from {table} where {column} is not null"
                ));
                let rows = sqlx::query(all).fetch_all(&pool).await.unwrap();
                texts.extend(rows.iter().map(|row| {
                    (
                        format!("{table}.{column}"),
                        row.get::<String, _>(0).to_lowercase(),
                    )
                }));
            }
        }
    }
    texts
}

/// Where something of the person stands.
async fn traces(database: &TestDatabase) -> Vec<String> {
    let texts = texts(database).await;
    assert!(
        texts
            .iter()
            .any(|(column, text)| column == "products.title" && text == "tent"),
        "the tables are read"
    );
    texts
        .into_iter()
        .filter(|(_, text)| WHO.iter().any(|word| text.contains(word)))
        .map(|(column, text)| format!("{column}: {text}"))
        .collect()
}

struct Trade {
    engine: Engine,
    shop: Arc<Shop>,
    sku: Sku,
}

/// A product with one variant.
fn tent(sku: Sku, currency: Currency) -> ProductDraft {
    let price = Money {
        minor: 1_000,
        currency,
    };
    let variant = VariantDraft {
        off_sale: false,
        release_on: None,
        sku,
        price,
        options: vec![],
        policy: None,
        image: None,
        gtin: None,
        content: None,
    };
    ProductDraft {
        off_sale: false,
        release_on: None,
        handle: Handle::parse("tent").unwrap(),
        title: "Tent".into(),
        description: String::new(),
        vendor: None,
        tags: vec![],
        image: None,
        policy: None,
        variants: vec![variant],
        facts: dockline_domain::facts::Facts::default(),
    }
}

impl Trade {
    /// A shop with one variant and some units of it.
    async fn open(database: &TestDatabase, units: u32) -> Self {
        let engine = Engine::open(
            &database.url,
            Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap()),
        )
        .await
        .unwrap();
        let currency = Currency::parse("EUR").unwrap();
        let profile = ShopProfile {
            name: "Demo".into(),
            currency,
            time_zone: "Europe/Berlin".into(),
            tagline: None,
            storefront: Box::default(),
        };
        let create = CreateShop {
            slug: ShopSlug::parse("demo").unwrap(),
            profile,
            rules: ShopRules::default(),
            rehearsal: false,
        };
        let shop = engine
            .create_shop(Context::by(By::Cli), create)
            .await
            .unwrap();
        let trade = Self {
            engine,
            shop,
            sku: Sku::parse("TENT").unwrap(),
        };
        let product = tent(trade.sku.clone(), currency);
        trade
            .run(SaveProduct {
                product,
                if_version: None,
            })
            .await
            .unwrap();
        let stock = ChangeStock {
            sku: trade.sku.clone(),
            location: LocationCode::parse("main").unwrap(),
            change: StockChange::Set(units),
            reason: None,
        };
        trade.run(stock).await.unwrap();
        trade
    }

    async fn run<C: Execute>(&self, command: C) -> Result<C::Answer, ExecuteError> {
        self.engine
            .execute(&self.shop.id, Context::by(By::Cli), command)
            .await
    }

    async fn order(&self, email: &str, name: &str) -> PlacedOrder {
        let person = Person {
            email: Email::stored(email),
            name: name.into(),
            locale: "en".into(),
        };
        let lines = vec![OrderLine {
            sku: self.sku.clone(),
            quantity: Quantity::new(1).unwrap(),
        }];
        let placed = self
            .run(PlaceOrder {
                person,
                lines,
                ship: Ship::AsAvailable,
                needed_by: None,
                destination: None,
                expected_total: None,
                told: None,
            })
            .await
            .unwrap();
        self.details(&placed, name, "17 Lantern Row, Port Quill")
            .await;
        placed
    }

    async fn details(&self, placed: &PlacedOrder, name: &str, address: &str) {
        let (name, address) = (
            Some(name.to_owned()),
            Some(Some(Destination::Text(address.to_owned()))),
        );
        self.run(ChangeDetails {
            order: placed.order.clone(),
            name,
            address,
            needed_by: None,
            if_version: None,
        })
        .await
        .unwrap();
    }

    async fn erase(&self) -> Result<crate::command::PersonErased, ExecuteError> {
        self.run(ErasePerson {
            email: "Zephyrine@quill.example".into(),
        })
        .await
    }
}

/// A parcel that was packed for one name and address, then another of the same order for others, an
/// order that was cancelled, and two waitlists.
#[expect(
    clippy::too_many_lines,
    reason = "a test tells its story from beginning to end"
)]
async fn nobody_is_found_after_they_were_erased(database: TestDatabase) {
    let trade = Trade::open(&database, 5).await;
    let placed = trade
        .order("zephyrine@quill.example", "Zephyrine Quill")
        .await;
    let parcel = ShipmentId::of(&placed.order, 1);
    trade
        .run(PackShipment {
            shipment: parcel.clone(),
            if_version: None,
        })
        .await
        .unwrap();
    let second = trade
        .order("Zephyrine@Quill.example", "Zephyrine Quill")
        .await;
    trade
        .details(&second, "Ottoline Quill", "4 Brass Court")
        .await;
    let stranger = trade.order("ada@example.com", "Ada").await;
    trade.details(&stranger, "Ada", "1 Other Street").await;
    let join = JoinWaitlist {
        sku: trade.sku.clone(),
        email: Email::stored("zephyrine@quill.example"),
        locale: "en".into(),
    };
    trade.run(join).await.unwrap();

    let refused = trade.erase().await.unwrap_err();
    assert!(
        matches!(&refused, ExecuteError::Conflict(Refusal::StillToDeliver(_))),
        "{refused}"
    );
    let open = trade
        .engine
        .open_orders_of(&trade.shop, "zephyrine@quill.example")
        .await
        .unwrap();
    assert_eq!(open.len(), 2);
    let before = traces(&database).await;
    assert!(
        before
            .iter()
            .any(|trace| trace.starts_with("persons.address")),
        "{before:?}"
    );

    let hand_over = HandOverShipment {
        shipment: parcel,
        carrier: "Post".into(),
        tracking: Some("42".into()),
        if_version: None,
    };
    trade.run(hand_over).await.unwrap();
    let cancel = CancelOrder {
        order: second.order.clone(),
        lines: vec![],
        by: Actor::Shopper,
        reason: "changed my mind".into(),
        if_version: None,
    };
    trade.run(cancel).await.unwrap();
    let told = trade
        .engine
        .person(&trade.shop, "zephyrine@quill.example")
        .await
        .unwrap()
        .unwrap();
    for known in [
        "Zephyrine Quill",
        "Ottoline Quill",
        "17 Lantern Row, Port Quill",
        "4 Brass Court",
        "changed my mind",
        "\"42\"",
        "TENT",
    ] {
        assert!(
            told.to_string().contains(known),
            "{known} is missing in {told:#}"
        );
    }
    assert!(!told.to_string().contains("Ada"), "{told:#}");
    let texts = trade
        .engine
        .free_texts_of(&trade.shop, "zephyrine@quill.example")
        .await
        .unwrap();
    assert_eq!(
        texts
            .iter()
            .map(|text| text.text.as_str())
            .collect::<Vec<_>>(),
        ["42", "changed my mind"]
    );

    let erased = trade.erase().await.unwrap();
    assert_eq!((erased.orders.len(), erased.places), (2, 1));
    assert_eq!(traces(&database).await, Vec::<String>::new());
    let order = trade.engine.order(&placed.token).await.unwrap();
    assert_eq!(
        (order.person.name.as_str(), order.address, order.lines.len()),
        ("", None, 1),
        "the order stays, without the person"
    );
    let other = trade.engine.order(&stranger.token).await.unwrap();
    assert_eq!(
        (other.person.name.as_str(), other.address.as_deref()),
        ("Ada", Some("1 Other Street"))
    );
    assert!(
        trade
            .engine
            .person(&trade.shop, "zephyrine@quill.example")
            .await
            .unwrap()
            .is_none()
    );
    assert!(matches!(
        trade.erase().await,
        Err(ExecuteError::NotFound { .. })
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_found_after_they_were_erased_on_sqlite() {
    nobody_is_found_after_they_were_erased(databases::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_found_after_they_were_erased_on_postgres() {
    nobody_is_found_after_they_were_erased(databases::postgres()).await;
}

/// Files of a database in which something of the person stands.
fn files_with_traces(database: &TestDatabase) -> Vec<std::path::PathBuf> {
    let file = database.url.strip_prefix("sqlite://").unwrap();
    let folder = std::path::Path::new(file).parent().unwrap();
    let files = std::fs::read_dir(folder).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    paths
        .filter(|path| {
            let bytes = std::fs::read(path).unwrap().to_ascii_lowercase();
            WHO.iter()
                .any(|word| memchr::memmem::find(&bytes, word.as_bytes()).is_some())
        })
        .collect()
}

/// Among many others, so that pages were split and rows have moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_file_holds_anything_of_whom_was_erased() {
    let database = databases::sqlite();
    let trade = Trade::open(&database, 500).await;
    let mut theirs = Vec::new();
    for number in 0..120 {
        if number % 15 == 0 {
            let order = trade
                .order("zephyrine@quill.example", "Zephyrine Quill")
                .await;
            trade
                .details(&order, "Ottoline Quill", "4 Brass Court")
                .await;
            theirs.push(order);
        }
        let other = trade
            .order(&format!("ada{number}@example.com"), "Ada")
            .await;
        trade
            .details(&other, "Ada", &"1 Other Street, ".repeat(1 + number % 7))
            .await;
    }
    let join = JoinWaitlist {
        sku: trade.sku.clone(),
        email: Email::stored("zephyrine@quill.example"),
        locale: "en".into(),
    };
    trade.run(join).await.unwrap();
    for order in theirs {
        let cancel = CancelOrder {
            order: order.order,
            lines: vec![],
            by: Actor::Shopper,
            reason: "changed my mind".into(),
            if_version: None,
        };
        trade.run(cancel).await.unwrap();
    }
    assert!(!files_with_traces(&database).is_empty());
    trade.erase().await.unwrap();
    assert!(trade.engine.empty_log().await.unwrap());
    assert_eq!(
        files_with_traces(&database),
        Vec::<std::path::PathBuf>::new()
    );
}

#[tokio::test]
async fn who_has_waited_to_hear_for_too_long_is_forgotten_when_somebody_says_so() {
    let database = databases::sqlite();
    let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
    let trade = Trade {
        engine: Engine::open(&database.url, clock.clone()).await.unwrap(),
        ..Trade::open(&database, 0).await
    };
    let join = JoinWaitlist {
        sku: trade.sku.clone(),
        email: Email::stored("zephyrine@quill.example"),
        locale: "en".into(),
    };
    trade.run(join).await.unwrap();
    clock.set("2027-11-23T09:00:00Z".parse().unwrap());
    let year = jiff::SignedDuration::from_hours(365 * 24);
    assert_eq!(
        trade.engine.forget_places(&trade.shop, year).await.unwrap(),
        0
    );
    assert!(!traces(&database).await.is_empty());
    clock.set("2027-11-24T10:00:00Z".parse().unwrap());
    assert_eq!(
        trade.engine.forget_places(&trade.shop, year).await.unwrap(),
        1
    );
    assert_eq!(traces(&database).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_database_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = databases::sqlite();
    let trade = Trade::open(&database, 1).await;
    let file = database.url.strip_prefix("sqlite://").unwrap();
    for name in [
        file.to_owned(),
        format!("{file}-wal"),
        format!("{file}-shm"),
    ] {
        let mode = std::fs::metadata(&name).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name} has mode {mode:o}");
    }
    drop(trade);
}
