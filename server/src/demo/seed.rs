//! Makes the demo shop. What lies in the past is written with a clock that stands in the past, so
//! that it looks as it would have become.

use super::bank::{Bank, paid_by_cards};
use super::says::say;
use super::scene::{Scene, Supply};
use super::simulator::{Texts, unchanged};
use super::{DemoProduct, DemoShop, OWNER, PASSWORD, SHOP, SLUG, read};
use crate::config::Config;
use crate::error::CliError;
use crate::password;
use dockline_adapters::gateway::simulator::CardWord;
use dockline_domain::access::Role;
use dockline_domain::by::By;
use dockline_domain::catalogue::{OptionValue, ProductDraft, VariantDraft};
use dockline_domain::dates::{Window, add_days};
use dockline_domain::email::Email;
use dockline_domain::holidays::Region;
use dockline_domain::id::{Handle, LocationCode, PurchaseOrderReference, ShopSlug, Sku};
use dockline_domain::input::Invalid;
use dockline_domain::lang::Lang;
use dockline_domain::message::MailRule;
use dockline_domain::money::Currency;
use dockline_domain::order::{OrderLine, Person, Quantity, Ship};
use dockline_domain::ordering::{OrderRules, countries};
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_domain::supply::Stage;
use dockline_domain::transit::Transit;
use dockline_engine::command::{
    AddMilestone, ChangePurchaseOrder, ChangeStock, Context, CreateApiKey, CreatePurchaseOrder,
    CreateShop, CreateUser, NewPurchaseOrderLine, PlaceOrder, SaveProduct, StockChange,
};
use dockline_engine::{Clock, Engine, Execute};
use dockline_view::Shop;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// How long ago the oldest things happened.
const LONG_AGO_DAYS: i64 = 31;
/// How long ago the youngest purchase orders were confirmed.
const RECENTLY_DAYS: i64 = 2;
/// Where the demo sends parcels: first at home, then to its neighbours.
const DELIVERS_TO: [&str; 8] = ["DE", "AT", "BE", "CH", "DK", "FR", "LU", "NL"];
/// The shoppers who place the demo's waiting orders, one after the other.
pub(super) const SHOPPERS: [(&str, &str); 7] = [
    ("Ada Moreau", "ada.moreau@example.com"),
    ("Jonas Brandt", "jonas@example.net"),
    ("Ines Carvalho", "ines.carvalho@example.com"),
    ("Tomasz Wrona", "t.wrona@example.org"),
    ("Grete Lind", "grete.lind@example.net"),
    ("Yusuf Demir", "yusuf@example.org"),
    ("Maeve O’Neill", "maeve@example.com"),
];

impl From<Invalid> for CliError {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(invalid.to_string())
    }
}

/// A shop of the demo while it is made.
pub(super) struct Seeding<'a> {
    pub(super) engine: &'a Engine,
    pub(super) bank: &'a Bank,
    pub(super) shop: Arc<Shop>,
    pub(super) today: Date,
}

impl Seeding<'_> {
    pub(super) async fn run<C: Execute>(&self, command: C) -> Result<C::Answer, CliError> {
        Ok(self
            .engine
            .execute(&self.shop.id, Context::by(By::Demo), command)
            .await?)
    }
}

/// Makes the shop and answers a key for it.
pub(super) async fn make(config: &Config) -> Result<String, CliError> {
    let demo: DemoShop = read(SHOP)?;
    let now = Clock::system().now();
    let bank = Bank::beside(config);
    let scenes: Vec<(String, Scene)> = demo
        .products
        .iter()
        .flat_map(|product| {
            product
                .variants
                .iter()
                .map(|variant| (variant.sku.clone(), variant.scene))
        })
        .collect();
    at(config, before(now, LONG_AGO_DAYS), async |engine| {
        let shop = open_shop(&engine, &demo).await?;
        let today = shop.zone.to_datetime(now).date();
        let seeding = Seeding {
            engine: &engine,
            bank: &bank,
            shop,
            today,
        };
        say(&seeding).await?;
        seeding.run(paid_by_cards()).await?;
        for product in &demo.products {
            seeding
                .run(SaveProduct {
                    product: draft(product)?,
                    if_version: None,
                })
                .await?;
        }
        for (sku, scene) in &scenes {
            set_stage(&seeding, sku, *scene, true).await?;
        }
        Ok(())
    })
    .await?;
    at(config, before(now, RECENTLY_DAYS), async |engine| {
        let shop = engine.shop(SLUG).await?;
        let today = shop.zone.to_datetime(now).date();
        let seeding = Seeding {
            engine: &engine,
            bank: &bank,
            shop,
            today,
        };
        for (sku, scene) in &scenes {
            set_stage(&seeding, sku, *scene, false).await?;
        }
        Ok(())
    })
    .await?;
    let engine = Engine::open_with(&config.database_url, Clock::system(), &config.database).await?;
    let shop = engine.shop(SLUG).await?;
    let made = engine
        .execute(&shop.id, Context::by(By::Demo), CreateApiKey::named("demo"))
        .await?;
    engine
        .execute(&shop.id, Context::by(By::Demo), owner()?)
        .await?;
    engine.shut_down().await;
    Ok(made.key)
}

/// The user whose password is shown at the start.
pub(super) fn owner() -> Result<CreateUser, CliError> {
    let hashed = password::hash(PASSWORD)
        .ok_or_else(|| CliError::Refused("the demo's password could not be hashed".to_owned()))?;
    Ok(CreateUser {
        email: OWNER.to_owned(),
        name: None,
        role: Role::Owner,
        password: hashed,
    })
}

fn before(now: Timestamp, days: i64) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * days))
        .unwrap_or(now)
}

/// Works on the shop at a time in the past.
async fn at(
    config: &Config,
    time: Timestamp,
    work: impl AsyncFnOnce(Engine) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let engine =
        Engine::open_with(&config.database_url, Clock::fixed(time), &config.database).await?;
    let done = work(engine.clone()).await;
    engine.shut_down().await;
    done
}

/// Parcels leave from Germany.
fn rules() -> Result<ShopRules, CliError> {
    let transit = |countries: &[&str], min_days, max_days| Transit {
        countries: countries.iter().map(|&code| code.to_owned()).collect(),
        carrier: None,
        min_days,
        max_days,
    };
    Ok(ShopRules {
        holidays: Some(Region::parse("DE")?),
        orders: OrderRules {
            countries: Some(countries(DELIVERS_TO)?),
            orders_per_network_hour: Some(100),
            unusual_share: Some(25),
            ..OrderRules::default()
        },
        transit: vec![transit(&["DE"], 1, 2), transit(&DELIVERS_TO[1..], 2, 4)],
        mail: MailRule::On,
        ..ShopRules::default()
    })
}

async fn open_shop(engine: &Engine, demo: &DemoShop) -> Result<Arc<Shop>, CliError> {
    let profile = ShopProfile {
        name: demo.name.clone(),
        currency: Currency::parse("EUR")?,
        time_zone: "Europe/Berlin".to_owned(),
        tagline: Some(demo.tagline.clone()),
        storefront: Box::default(),
    };
    let command = CreateShop {
        slug: ShopSlug::parse(SLUG)?,
        profile,
        rules: rules()?,
        rehearsal: false,
    };
    Ok(engine.create_shop(Context::by(By::Demo), command).await?)
}

pub(super) fn draft(product: &DemoProduct) -> Result<ProductDraft, CliError> {
    let picture = |name: &String| format!("/demo/{name}");
    let mut variants = Vec::with_capacity(product.variants.len());
    for variant in &product.variants {
        let option = |name: &String| {
            variant.options.get(name).map(|value| OptionValue {
                name: name.clone(),
                value: value.clone(),
            })
        };
        variants.push(VariantDraft {
            off_sale: false,
            release_on: None,
            sku: Sku::parse(&variant.sku)?,
            price: variant.price,
            options: product.options_order.iter().filter_map(option).collect(),
            policy: variant.scene.policy(),
            image: variant.image.as_ref().map(picture),
            gtin: None,
            content: None,
        });
    }
    let draft = ProductDraft {
        off_sale: false,
        release_on: None,
        handle: Handle::parse(&product.handle)?,
        title: product.title.clone(),
        description: product.description.clone(),
        vendor: product.vendor.clone(),
        tags: product.tags.clone(),
        image: product.image.as_ref().map(picture),
        policy: None,
        variants,
        facts: product.facts.clone(),
    };
    let wrong = |errors: Vec<dockline_domain::input::FieldError>| {
        CliError::Refused(format!("the demo product {}: {errors:?}", product.handle))
    };
    draft.checked().map_err(wrong)
}

/// Brings a variant to its scene: what was long ago in one step, the rest in another.
async fn set_stage(
    seeding: &Seeding<'_>,
    sku: &str,
    scene: Scene,
    long_ago: bool,
) -> Result<(), CliError> {
    if !long_ago && scene.on_hand() > 0 {
        let change = StockChange::Set(scene.on_hand());
        seeding
            .run(ChangeStock {
                sku: Sku::parse(sku)?,
                location: LocationCode::parse("main")?,
                change,
                reason: None,
            })
            .await?;
    }
    let supplies: Vec<Supply> = scene
        .supplies()
        .into_iter()
        .filter(|supply| supply.long_ago == long_ago)
        .collect();
    for (number, supply) in (1..).zip(&supplies) {
        order_goods(seeding, sku, number, supply).await?;
    }
    if !supplies.is_empty() {
        for (number, units) in (sku.len()..).zip(scene.waiting()) {
            wait_for(seeding, sku, *units, number).await?;
        }
    }
    Ok(())
}

async fn order_goods(
    seeding: &Seeding<'_>,
    sku: &str,
    number: u32,
    supply: &Supply,
) -> Result<(), CliError> {
    let reference = PurchaseOrderReference::parse(&format!("PO-{sku}-{number}"))?;
    let window =
        |(from, to)| Window::new(add_days(seeding.today, from), add_days(seeding.today, to));
    let expected = supply
        .at_first
        .map(|(days, _)| days)
        .or(supply.days)
        .map(window)
        .transpose()?;
    let lines = vec![NewPurchaseOrderLine {
        expected: None,
        sku: Sku::parse(sku)?,
        quantity: supply.quantity,
    }];
    let create = CreatePurchaseOrder {
        reference: reference.clone(),
        supplier: "The maker".to_owned(),
        lines,
        expected,
        stage: Stage::Ordered,
        basis: Some(supply.basis.to_owned()),
    };
    seeding.run(create).await?;
    if let (Some((_, reason)), Some(days)) = (supply.at_first, supply.days) {
        let moved = ChangePurchaseOrder {
            expected: Some(Some(window(days)?)),
            reason: Some(reason.to_owned()),
            basis: Some(supply.basis.to_owned()),
            ..unchanged(&reference)
        };
        seeding.run(moved).await?;
    }
    let texts = Texts::load()?;
    let reached: Vec<Stage> = Stage::WAY
        .into_iter()
        .filter(|stage| *stage <= supply.stage)
        .collect();
    for (index, stage) in reached.iter().enumerate() {
        let days = 4 * i64::try_from(reached.len() - index).unwrap_or(1) - 3;
        let at = before(seeding.engine.now(), days);
        let note = texts.note(*stage, index);
        seeding
            .run(AddMilestone {
                reference: reference.clone(),
                stage: *stage,
                at: Some(at),
                note,
                public: true,
            })
            .await?;
    }
    Ok(())
}

async fn wait_for(
    seeding: &Seeding<'_>,
    sku: &str,
    units: u32,
    number: usize,
) -> Result<(), CliError> {
    let (name, email) = SHOPPERS[number % SHOPPERS.len()];
    let person = Person {
        email: Email::stored(email),
        name: name.to_owned(),
        locale: "en".to_owned(),
    };
    let lines = vec![OrderLine {
        sku: Sku::parse(sku)?,
        quantity: Quantity::new(units)?,
    }];
    let placed = seeding
        .run(PlaceOrder {
            person,
            lines,
            ship: Ship::AsAvailable,
            needed_by: None,
            destination: None,
            expected_total: None,
            told: None,
        })
        .await?;
    let card = (CardWord::Works, Lang::En);
    seeding.bank.keep(seeding.engine, &placed.token, card).await
}
