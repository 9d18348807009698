//! A small world to try rules in: one engine, one shop, a clock that stands still.

use crate::databases::TestDatabase;
use dockline_domain::by::By;
use dockline_domain::catalogue::{ProductDraft, VariantDraft};
use dockline_domain::dates::Window;
use dockline_domain::email::Email;
use dockline_domain::id::{Handle, LocationCode, PurchaseOrderReference, ShopSlug, Sku};
use dockline_domain::money::{Currency, Money};
use dockline_domain::order::{OrderLine, Person, Quantity, Ship};
use dockline_domain::policy::Policy;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    CancelOrder, Cancelled, ChangeStock, Context, CreatePurchaseOrder, CreateShop,
    NewPurchaseOrderLine, PlaceOrder, PlacedOrder, ReceiveGoods, Received, ReceivedLine,
    SaveProduct, StockChange,
};
use dockline_engine::{Clock, Engine, ExecuteError};
use dockline_view::Shop;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use std::sync::Arc;

pub struct World {
    pub database: TestDatabase,
    pub engine: Engine,
    pub clock: Clock,
    pub shop: Arc<Shop>,
}

pub fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap()
}

pub fn window(from: Date, to: Date) -> Window {
    Window::new(from, to).unwrap()
}

pub fn reference(text: &str) -> PurchaseOrderReference {
    PurchaseOrderReference::parse(text).unwrap()
}

pub fn line(text: &str, units: u32) -> OrderLine {
    OrderLine {
        sku: sku(text),
        quantity: Quantity::new(units).unwrap(),
    }
}

pub fn order(lines: Vec<OrderLine>, ship: Ship) -> PlaceOrder {
    let person = Person {
        email: Email::stored("ada@example.com"),
        name: "Ada".into(),
        locale: "en".into(),
    };
    PlaceOrder {
        person,
        lines,
        ship,
        needed_by: None,
        destination: None,
        expected_total: None,
        told: None,
    }
}

pub fn product(handle: &str, skus: &[&str], policy: Option<Policy>) -> ProductDraft {
    let price = Money {
        minor: 1_000,
        currency: Currency::parse("EUR").unwrap(),
    };
    let variant = |text: &&str| VariantDraft {
        off_sale: false,
        release_on: None,
        sku: sku(text),
        price,
        options: vec![],
        policy,
        image: None,
        gtin: None,
        content: None,
    };
    ProductDraft {
        off_sale: false,
        release_on: None,
        handle: Handle::parse(handle).unwrap(),
        title: handle.to_owned(),
        description: String::new(),
        vendor: None,
        tags: vec![],
        image: None,
        policy: None,
        variants: skus.iter().map(variant).collect(),
        facts: dockline_domain::facts::Facts::default(),
    }
}

/// A purchase order of one line, without a date.
pub fn purchase_order(name: &str, text: &str, units: u32) -> CreatePurchaseOrder {
    CreatePurchaseOrder {
        reference: reference(name),
        supplier: "Mill".into(),
        lines: vec![NewPurchaseOrderLine {
            sku: sku(text),
            quantity: units,
            expected: None,
        }],
        expected: None,
        stage: Stage::Ordered,
        basis: Some("order confirmation".into()),
    }
}

pub fn received(text: &str, quantity: u32) -> ReceivedLine {
    ReceivedLine {
        line: None,
        sku: sku(text),
        quantity,
        discrepancy: None,
        more_to_come: false,
        if_open: None,
    }
}

pub fn receipt(name: &str, lines: Vec<ReceivedLine>) -> ReceiveGoods {
    ReceiveGoods {
        purchase_order: reference(name),
        location: LocationCode::parse("main").unwrap(),
        lines,
        delivery_note: None,
    }
}

impl World {
    pub async fn new(database: TestDatabase) -> Self {
        let clock = Clock::fixed("2026-11-23T10:00:00Z".parse().unwrap());
        let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
        let shop = Self::create_shop(&engine, "demo").await;
        Self {
            database,
            engine,
            clock,
            shop,
        }
    }

    pub async fn create_shop(engine: &Engine, slug: &str) -> Arc<Shop> {
        let currency = Currency::parse("EUR").unwrap();
        let profile = ShopProfile {
            name: slug.into(),
            currency,
            time_zone: "Europe/Berlin".into(),
            tagline: None,
            storefront: Box::default(),
        };
        let command = CreateShop {
            slug: ShopSlug::parse(slug).unwrap(),
            profile,
            rules: ShopRules::default(),
            rehearsal: false,
        };
        engine
            .create_shop(Context::by(By::Cli), command)
            .await
            .unwrap()
    }

    /// Ends the engine and opens another on the same database, as after a restart of the program.
    pub async fn restart(self) -> Self {
        let Self {
            database,
            engine,
            clock,
            shop,
        } = self;
        engine.shut_down().await;
        let engine = Engine::open(&database.url, clock.clone()).await.unwrap();
        Self {
            database,
            engine,
            clock,
            shop,
        }
    }

    pub async fn run<C: dockline_engine::Execute>(
        &self,
        command: C,
    ) -> Result<C::Answer, ExecuteError> {
        self.engine
            .execute(&self.shop.id, Context::by(By::Cli), command)
            .await
    }

    pub async fn product(&self, handle: &str, skus: &[&str]) {
        self.run(SaveProduct {
            product: product(handle, skus, None),
            if_version: None,
        })
        .await
        .unwrap();
    }

    pub async fn stock(&self, text: &str, units: u32) {
        self.stock_is(text, units, None).await;
    }

    /// So many are left, also where more were promised.
    pub async fn broke(&self, text: &str, units: u32) {
        self.stock_is(text, units, Some("broken")).await;
    }

    async fn stock_is(&self, text: &str, units: u32, reason: Option<&str>) {
        let location = LocationCode::parse("main").unwrap();
        self.run(ChangeStock {
            sku: sku(text),
            location,
            change: StockChange::Set(units),
            reason: reason.map(Into::into),
        })
        .await
        .unwrap();
    }

    pub async fn supply(&self, name: &str, text: &str, units: u32, expected: Option<Window>) {
        let command = CreatePurchaseOrder {
            expected,
            ..purchase_order(name, text, units)
        };
        self.run(command).await.unwrap();
    }

    /// Two purchase orders of one SKU: A in December, B in January.
    pub async fn two_supplies(&self, text: &str, units: u32) {
        self.supply(
            "PO-A",
            text,
            units,
            Some(window(date(2026, 12, 10), date(2026, 12, 11))),
        )
        .await;
        self.supply(
            "PO-B",
            text,
            units,
            Some(window(date(2027, 1, 11), date(2027, 1, 12))),
        )
        .await;
    }

    /// Receives units of a purchase order at the main dock.
    pub async fn receive(
        &self,
        name: &str,
        lines: &[(&str, u32)],
    ) -> Result<Received, ExecuteError> {
        let line = |(text, quantity): &(&str, u32)| received(text, *quantity);
        self.run(receipt(name, lines.iter().map(line).collect()))
            .await
    }

    /// The windows that the only backorder of an order was told, oldest first, once all promises
    /// are revised.
    pub async fn told(&self, placed: &PlacedOrder) -> Vec<Option<Date>> {
        self.engine.promises_revised(&self.shop).await.unwrap();
        let view = self.engine.order(&placed.token).await.unwrap();
        view.lines[0].backorders[0]
            .promises
            .iter()
            .map(|promise| promise.window.map(Window::latest))
            .collect()
    }

    pub async fn place(&self, text: &str, units: u32) -> Result<PlacedOrder, ExecuteError> {
        self.run(order(vec![line(text, units)], Ship::AsAvailable))
            .await
    }

    pub async fn cancel(&self, placed: &PlacedOrder) -> Result<Cancelled, ExecuteError> {
        let by = dockline_domain::backorder::Actor::Shopper;
        self.run(CancelOrder {
            order: placed.order.clone(),
            lines: vec![],
            by,
            reason: "changed my mind".into(),
            if_version: None,
        })
        .await
    }

    /// On hand, allocated and queued, as readers see them.
    pub async fn counters(&self, text: &str) -> (u32, u32, u32) {
        let counters = self
            .engine
            .snapshot(&self.shop, text)
            .await
            .unwrap()
            .supply
            .counters;
        (counters.on_hand, counters.allocated, counters.queued)
    }

    /// The place in line and the last expected day of the first waiting backorder of an order.
    pub async fn waiting(&self, placed: &PlacedOrder) -> (Option<u32>, Option<Date>) {
        let view = self.engine.order(&placed.token).await.unwrap();
        let waiting = view
            .lines
            .iter()
            .flat_map(|line| &line.backorders)
            .find(|one| one.position.is_some());
        waiting.map_or((None, None), |one| {
            (one.position, one.expected.map(Window::latest))
        })
    }

    pub fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }
}
