//! The demo: a shop that shows every state, and a supply that moves while one watches.

mod bank;
mod rehearsal;
mod says;
mod scene;
mod seed;
mod simulator;
mod story;

pub(crate) use story::{Story, coming};

use crate::config::Config;
use crate::error::CliError;
use crate::password::Passwords;
use crate::serve;
use dockline_app::page::console::DemoLogin;
use dockline_engine::{Clock, Engine};
use dockline_view::Shop;
use dockline_words::link::console as link;
use serde::Deserialize;
use std::sync::Arc;

/// A demo that is served.
#[derive(Debug)]
pub struct Demo {
    /// What the log-in page tells everybody.
    pub(crate) login: DemoLogin,
    /// What is played in its rehearsal.
    pub(crate) story: Arc<Story>,
}

/// The demo shop's texts and scenes.
const SHOP: &str = include_str!("../../demo/shop.json");
/// The demo shop's slug.
const SLUG: &str = "demo";
/// Who runs the demo shop.
const OWNER: &str = "owner@demo.example";
/// The owner's password is told to everybody who comes: a demo has no secrets.
const PASSWORD: &str = "dockline-demo";

/// The demo shop's products and the scene each variant plays.
#[derive(Debug, Deserialize)]
struct DemoShop {
    name: String,
    tagline: String,
    products: Vec<DemoProduct>,
}

#[derive(Debug, Deserialize)]
struct DemoProduct {
    handle: String,
    title: String,
    description: String,
    vendor: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    image: Option<String>,
    #[serde(default)]
    options_order: Vec<String>,
    #[serde(default)]
    facts: dockline_domain::facts::Facts,
    variants: Vec<DemoVariant>,
}

#[derive(Debug, Deserialize)]
struct DemoVariant {
    sku: String,
    options: std::collections::BTreeMap<String, String>,
    price: dockline_domain::money::Money,
    image: Option<String>,
    scene: scene::Scene,
}

/// Serves the demo shop; on the first start it is made.
pub(crate) async fn run(config: &Config, still: bool) -> Result<(), CliError> {
    if look(config, async |engine| Ok(engine.shop(SLUG).await.is_err())).await? {
        println!("Making the demo shop …");
        let key = seed::make(config).await?;
        rehearsal::make(config).await?;
        println!("A key for its REST interface, shown this once: {key}");
    }
    let demo_login = look(config, login).await?;
    let url = &config.public_url;
    println!("Worth opening:");
    println!("  {url}/s/{SLUG}                                   the shop");
    println!(
        "  {url}/s/{SLUG}/p/ridge-tent-2?variant=TENT-GREEN   a backorder over two purchase orders"
    );
    println!("  {url}/s/{SLUG}/p/storm-lantern                   goods at customs, live");
    println!("  {url}/api/openapi.json                       the REST interface");
    println!("  {url}/console                                  the console");
    println!("  {url}/console/mailbox                          the mails that shoppers would get");
    if let Some(DemoLogin {
        email,
        password,
        rehearsal,
        ..
    }) = &demo_login
    {
        if let Some(rehearsal) = rehearsal {
            println!(
                "  {url}{}   what happens over the next weeks",
                link::log_in_to(rehearsal, link::CLOCK)
            );
        }
        println!("The console's log-in: {email}, password {password}");
    }
    println!("Another key: dockline api-key create --shop {SLUG} --name NAME");
    // The rehearsal stands still by itself until somebody moves its clock.
    let story: Arc<Story> = Arc::default();
    let played = Arc::clone(&story);
    let companion: serve::Companion = Box::new(move |engine, stopping| {
        Box::pin(async move {
            let story = played.run(engine.clone(), stopping.clone());
            if still {
                story.await;
            } else {
                tokio::join!(story, simulator::run(engine, stopping));
            }
        })
    });
    serve::serve(
        config,
        serve::Extras {
            companion: Some(companion),
            demo: demo_login.map(|login| Demo { login, story }),
        },
    )
    .await
}

/// Opens the engine for one question.
async fn look<T>(
    config: &Config,
    question: impl AsyncFnOnce(&Engine) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let engine = Engine::open_with(&config.database_url, Clock::system(), &config.database).await?;
    let answer = question(&engine).await;
    engine.shut_down().await;
    answer
}

/// What everybody may log in with, as long as it is what the demo was made with: a shop that only
/// has the demo's name keeps its secrets.
async fn login(engine: &Engine) -> Result<Option<DemoLogin>, CliError> {
    let shop = engine.shop(SLUG).await?;
    let rehearsal = engine.shop(rehearsal::SLUG).await;
    let rehearsal = rehearsal.ok().filter(|shop| shop.rehearsal);
    let rehearsal = match rehearsal {
        Some(shop) if fits(engine, &shop).await? => Some(shop.slug.to_string()),
        Some(_) | None => None,
    };
    let told = || DemoLogin {
        shop: SLUG.to_owned(),
        rehearsal,
        email: OWNER.to_owned(),
        password: PASSWORD.to_owned(),
    };
    Ok(fits(engine, &shop).await?.then(told))
}

/// Whether the owner of a shop still has the password of the demo.
async fn fits(engine: &Engine, shop: &Arc<Shop>) -> Result<bool, CliError> {
    let Some(known) = engine.credentials(shop, OWNER).await? else {
        return Ok(false);
    };
    let passwords = Passwords::default();
    let fits = passwords.fits(PASSWORD.to_owned(), Some(known.password));
    Ok(fits.await == Ok(true))
}

/// The demo's texts, as they stand in the program.
fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, CliError> {
    serde_json::from_str(json)
        .map_err(|error| CliError::Refused(format!("the demo's texts are not readable: {error}")))
}
