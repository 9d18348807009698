//! Makes the demo's second shop: a rehearsal, whose clock is moved on to see what becomes of orders
//! over the next weeks. Each of its orders shows something else; what suppliers and carriers do
//! meanwhile stands in `story.rs`.

use super::bank::{Bank, paid_by_cards};
use super::seed::{self, SHOPPERS, Seeding};
use super::{DemoShop, SHOP, read};
use crate::config::Config;
use crate::error::CliError;
use dockline_adapters::gateway::simulator::CardWord;
use dockline_domain::address::{AddressDraft, Destination};
use dockline_domain::by::By;
use dockline_domain::dates::{Window, add_days};
use dockline_domain::delay::{DelayLaw, DelayRulesChange};
use dockline_domain::email::Email;
use dockline_domain::id::{Handle, LocationCode, PurchaseOrderReference, ShopSlug, Sku};
use dockline_domain::lang::Lang;
use dockline_domain::message::MailRule;
use dockline_domain::money::Currency;
use dockline_domain::order::{OrderLine, Person, Quantity, Ship};
use dockline_domain::shop::{RulesChange, ShopProfile, ShopRules};
use dockline_domain::storefront::StorefrontChange;
use dockline_domain::supply::Stage;
use dockline_engine::command::{
    ChangeShop, ChangeStock, Context, CreatePurchaseOrder, CreateShop, NewPurchaseOrderLine,
    PlaceOrder, SaveProduct, StockChange,
};
use dockline_engine::{Clock, Engine};

/// The shop's slug.
pub(super) const SLUG: &str = "rehearsal";
const LANTERN: &str = "LANTERN-STORM";
const KETTLE: &str = "KETTLE-12";
const FLASK: &str = "FLASK-CLAY";
/// The lanterns that four of six people get.
pub(super) const FIRST_LANTERNS: &str = "PO-LANTERN-1";
/// Those for anyone who is left.
pub(super) const NEXT_LANTERNS: &str = "PO-LANTERN-2";
/// The kettles that come later than told.
pub(super) const KETTLES: &str = "PO-KETTLE-1";
/// Flasks in stock.
const FLASKS: u32 = 6;

/// What is on order.
struct OnOrder {
    reference: &'static str,
    sku: &'static str,
    units: u32,
    /// Days from today to its window.
    days: (i32, i32),
    basis: &'static str,
}

const SUPPLY: [OnOrder; 3] = [
    OnOrder {
        reference: FIRST_LANTERNS,
        sku: LANTERN,
        units: 4,
        days: (8, 10),
        basis: "Forwarder's ASN",
    },
    OnOrder {
        reference: NEXT_LANTERNS,
        sku: LANTERN,
        units: 20,
        days: (28, 32),
        basis: "Order confirmation",
    },
    OnOrder {
        reference: KETTLES,
        sku: KETTLE,
        units: 12,
        days: (12, 14),
        basis: "E-mail of the maker",
    },
];

/// An order: what of, by which card, and where it goes.
struct Wish {
    sku: &'static str,
    card: Option<CardWord>,
    lang: Lang,
    to: Place,
}

#[derive(Clone, Copy)]
enum Place {
    Berlin,
    NewYork,
}

const fn wish(sku: &'static str, card: Option<CardWord>, lang: Lang, to: Place) -> Wish {
    Wish {
        sku,
        card,
        lang,
        to,
    }
}

/// The orders, in their place in line.
const ORDERS: [Wish; 10] = [
    // In stock: charged at once.
    wish(FLASK, Some(CardWord::Works), Lang::En, Place::Berlin),
    // Nobody names a card: it lapses.
    wish(FLASK, None, Lang::De, Place::Berlin),
    // Told of the charge, charged, sent.
    wish(LANTERN, Some(CardWord::Works), Lang::En, Place::Berlin),
    // Declined, and paid on the next morning.
    wish(
        LANTERN,
        Some(CardWord::DeclinedOnce),
        Lang::De,
        Place::Berlin,
    ),
    // Declined for good: its lantern goes to the next in line.
    wish(LANTERN, Some(CardWord::Expires), Lang::En, Place::Berlin),
    // The bank wants to hear from its owner.
    wish(LANTERN, Some(CardWord::NeedsBank), Lang::En, Place::Berlin),
    // They get what those before them did not pay.
    wish(LANTERN, Some(CardWord::Works), Lang::De, Place::Berlin),
    wish(LANTERN, Some(CardWord::Reissued), Lang::En, Place::Berlin),
    // Their date moves: by the law of the United States they have to be asked.
    wish(KETTLE, Some(CardWord::Works), Lang::En, Place::NewYork),
    wish(KETTLE, Some(CardWord::Works), Lang::De, Place::Berlin),
];

/// Makes the shop.
pub(super) async fn make(config: &Config) -> Result<(), CliError> {
    let engine = Engine::open_with(&config.database_url, Clock::system(), &config.database).await?;
    let made = fill(&engine, &Bank::beside(config)).await;
    engine.shut_down().await;
    made
}

async fn fill(engine: &Engine, bank: &Bank) -> Result<(), CliError> {
    let profile = ShopProfile {
        name: "Fjell & Ferd: rehearsal".to_owned(),
        currency: Currency::parse("EUR")?,
        time_zone: "Europe/Berlin".to_owned(),
        tagline: Some("Move its clock on, and see what comes of orders.".to_owned()),
        storefront: Box::default(),
    };
    let rules = ShopRules {
        mail: MailRule::On,
        ..ShopRules::default()
    };
    let command = CreateShop {
        slug: ShopSlug::parse(SLUG)?,
        profile,
        rules,
        rehearsal: true,
    };
    let shop = engine.create_shop(Context::by(By::Demo), command).await?;
    let today = shop.zone.to_datetime(engine.now()).date();
    let seeding = Seeding {
        engine,
        bank,
        shop,
        today,
    };
    set_up(&seeding).await?;
    sell(&seeding).await?;
    for (number, wish) in ORDERS.iter().enumerate() {
        place(&seeding, wish, number).await?;
    }
    seeding.run(seed::owner()?).await?;
    Ok(())
}

/// It is paid by cards, and keeps the law of delay by itself.
async fn set_up(seeding: &Seeding<'_>) -> Result<(), CliError> {
    let delay = DelayRulesChange {
        law: Some(DelayLaw::Automatic),
        ..DelayRulesChange::default()
    };
    let change = RulesChange {
        delay,
        ..RulesChange::default()
    };
    let storefront = StorefrontChange {
        contact_email: Some(Some("shop@demo.example".to_owned())),
        prices_include_vat: Some(Some(true)),
        ..StorefrontChange::default()
    };
    seeding
        .run(ChangeShop {
            change,
            storefront,
            if_mark: None,
        })
        .await?;
    seeding.run(paid_by_cards()).await?;
    Ok(())
}

/// Its goods are some of the demo's.
async fn sell(seeding: &Seeding<'_>) -> Result<(), CliError> {
    let demo: DemoShop = read(SHOP)?;
    let handles = ["storm-lantern", "enamel-kettle", "wool-flask"].map(Handle::parse);
    for handle in handles {
        let handle = handle?;
        let of_demo = demo
            .products
            .iter()
            .find(|product| product.handle == handle.as_str());
        let Some(product) = of_demo else {
            return Err(CliError::Refused(format!("the demo has no {handle}")));
        };
        seeding
            .run(SaveProduct {
                product: seed::draft(product)?,
                if_version: None,
            })
            .await?;
    }
    seeding
        .run(ChangeStock {
            sku: Sku::parse(FLASK)?,
            location: LocationCode::parse("main")?,
            change: StockChange::Set(FLASKS),
            reason: None,
        })
        .await?;
    for supply in SUPPLY {
        let (from, to) = supply.days;
        let expected = Window::new(add_days(seeding.today, from), add_days(seeding.today, to))?;
        let line = NewPurchaseOrderLine {
            expected: None,
            sku: Sku::parse(supply.sku)?,
            quantity: supply.units,
        };
        seeding
            .run(CreatePurchaseOrder {
                reference: PurchaseOrderReference::parse(supply.reference)?,
                supplier: "The maker".to_owned(),
                lines: vec![line],
                expected: Some(expected),
                stage: Stage::InTransit,
                basis: Some(supply.basis.to_owned()),
            })
            .await?;
    }
    Ok(())
}

impl Place {
    fn destination(self) -> Result<Destination, CliError> {
        let some = |text: &str| Some(text.to_owned());
        let draft = match self {
            Self::Berlin => AddressDraft {
                lines: vec!["Musterweg 1".to_owned()],
                postal_code: some("10115"),
                city: some("Berlin"),
                country: some("DE"),
                ..AddressDraft::default()
            },
            Self::NewYork => AddressDraft {
                lines: vec!["1 Main Street".to_owned()],
                postal_code: some("10001"),
                city: some("New York"),
                region: some("NY"),
                country: some("US"),
                ..AddressDraft::default()
            },
        };
        let address = draft.check();
        let address = address
            .map_err(|wrong| CliError::Refused(format!("an address of the demo: {wrong:?}")))?;
        Ok(Destination::Parts(address))
    }
}

async fn place(seeding: &Seeding<'_>, wish: &Wish, number: usize) -> Result<(), CliError> {
    // Somebody who orders again has another address of the same mailbox.
    let (name, email) = SHOPPERS[number % SHOPPERS.len()];
    let person = Person {
        email: Email::stored(email.replacen('@', &format!("+{number}@"), 1)),
        name: name.to_owned(),
        locale: wish.lang.tag().to_owned(),
    };
    let placed = seeding
        .run(PlaceOrder {
            person,
            lines: vec![OrderLine {
                sku: Sku::parse(wish.sku)?,
                quantity: Quantity::new(1)?,
            }],
            ship: Ship::AsAvailable,
            needed_by: None,
            destination: Some(wish.to.destination()?),
            expected_total: None,
            told: None,
        })
        .await?;
    let shop = seeding.engine.shop(SLUG).await?;
    seeding.engine.ask_for(&shop, &placed.order).await;
    if let Some(card) = wish.card {
        let card = (card, wish.lang);
        seeding
            .bank
            .keep(seeding.engine, &placed.token, card)
            .await?;
    }
    Ok(())
}
