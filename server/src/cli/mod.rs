//! The command line.

mod gateway;
mod key;
mod mail;
mod money;
mod person;
mod shop;
mod stock;
mod upkeep;
mod user;

use crate::config::{Config, Settings};
use crate::error::CliError;
use crate::import::{Outcome, Pending, in_utf_8};
use crate::{demo, serve};
use clap::{Parser, Subcommand};
use dockline_domain::by::By;
use dockline_domain::id::ShopSlug;
use dockline_domain::input::Invalid;
use dockline_domain::money::Currency;
use dockline_domain::shop::{ShopProfile, ShopRules};
use dockline_engine::command::{Context, CreateShop};
use dockline_engine::{Clock, Engine};
use dockline_intake::import::{self, Format, Note, Reading, RejectedRow, StatedEncoding};
use dockline_view::Shop;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Sell honestly while the supply chain is broken.
#[derive(Debug, Parser)]
#[command(name = "dockline", version)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the shops of the database.
    Serve,
    /// Serve a demo shop whose supply moves while you watch; it is made on the first start.
    Demo {
        /// Leave the demo's supply as it is.
        #[arg(long)]
        still: bool,
    },
    /// Bring the database's schema up to date and end.
    Migrate,
    /// Copy an SQLite database to a file that is not there yet, also while it is served, and look
    /// whether the copy is whole.
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// Look whether the log has no gap and the counters are what the rows add up to.
    Verify,
    /// Print the `OpenAPI` description of the REST interface.
    Openapi,
    /// Shops.
    #[command(subcommand)]
    Shop(ShopCommand),
    /// Keys for programs of a merchant.
    #[command(subcommand)]
    ApiKey(key::KeyCommand),
    /// How orders of a shop are paid.
    #[command(subcommand)]
    Gateway(gateway::GatewayCommand),
    /// How mails leave.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// The books of a shop.
    #[command(subcommand)]
    Money(money::MoneyCommand),
    /// People who ordered or wait to hear.
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// The merchant's people in the console.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Stock of a shop.
    #[command(subcommand)]
    Stock(stock::StockCommand),
    /// Import a product export into a shop.
    Import {
        /// The shop's slug.
        #[arg(long)]
        shop: String,
        /// `shopify` or `woocommerce`.
        #[arg(long)]
        format: String,
        /// `keep` keeps the policies of the file; `supply` lets every variant be sold up to the
        /// supply that is on order.
        #[arg(long, default_value = "keep")]
        policy: String,
        /// How it is encoded, such as `windows-1250`; left out, it is found out or refused.
        #[arg(long)]
        encoding: Option<String>,
        /// The CSV file.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum PageCommand {
    /// Write a legal page in one language: it stands in every footer of the shop.
    Set(shop::PageOptions),
}

#[derive(Debug, Subcommand)]
enum ShopCommand {
    /// Change a shop's rules and print all of them; without options only print them.
    Set(Box<shop::SetOptions>),
    /// Legal pages.
    #[command(subcommand)]
    Page(PageCommand),
    /// Open a shop.
    Create {
        /// Its name in URLs.
        slug: String,
        /// Its name for people.
        #[arg(long)]
        name: String,
        /// ISO 4217 code of its prices.
        #[arg(long)]
        currency: String,
        /// IANA time zone of its dates.
        #[arg(long)]
        timezone: String,
        /// Its clock may be advanced, to try a delay before it happens.
        #[arg(long)]
        rehearsal: bool,
    },
}

/// Reads the command line and does what it says.
pub fn run() -> Result<(), CliError> {
    let Cli { settings, command } = Cli::parse();
    let config = settings.config()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|source| CliError::Io {
        what: "the threads cannot be started".to_owned(),
        source,
    })?;
    runtime.block_on(carry_out(config, command))
}

async fn carry_out(config: Config, command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve => serve::serve(&config, serve::Extras::default()).await,
        Command::Demo { still } => demo::run(&config, still).await,
        Command::Openapi => {
            println!(
                "{}",
                crate::api::openapi().to_pretty_json().unwrap_or_default()
            );
            Ok(())
        }
        Command::Migrate => with_engine(&config, async |_| Ok(())).await,
        Command::Backup { file } => upkeep::backup(&config, &file).await,
        Command::Verify => upkeep::verify(&config).await,
        Command::Shop(ShopCommand::Create {
            slug,
            name,
            currency,
            timezone,
            rehearsal,
        }) => {
            let command = new_shop(&slug, &name, &currency, timezone, rehearsal)?;
            with_engine(&config, async |engine| {
                let shop = engine.create_shop(Context::by(By::Cli), command).await?;
                println!("{}", shop.slug);
                eprintln!(
                    "It writes no mails. To turn them on: dockline shop set {} --mail on",
                    shop.slug
                );
                Ok(())
            })
            .await
        }
        Command::Shop(ShopCommand::Set(options)) => shop::set(&config, *options).await,
        Command::Shop(ShopCommand::Page(PageCommand::Set(options))) => {
            shop::set_page(&config, options).await
        }
        Command::ApiKey(command) => key::carry_out(&config, command).await,
        Command::Gateway(command) => gateway::carry_out(&config, command).await,
        Command::Mail(command) => mail::carry_out(&config, command).await,
        Command::Money(command) => money::carry_out(&config, command).await,
        Command::Person(command) => person::carry_out(&config, command).await,
        Command::User(command) => user::carry_out(&config, command).await,
        Command::Stock(command) => stock::carry_out(&config, command).await,
        Command::Import {
            shop,
            format,
            policy,
            encoding,
            file,
        } => {
            let csv = encoded(&read(&file)?, encoding.as_deref())?;
            with_engine(&config, async |engine| {
                let shop = engine.shop(&shop).await?;
                import_file(&engine, &shop, (&format, &policy), &csv).await
            })
            .await
        }
    }
}

/// Opens the engine for one piece of work and closes it again.
async fn with_engine(
    config: &Config,
    work: impl AsyncFnOnce(Engine) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let engine = Engine::open_with(&config.database_url, Clock::system(), &config.database).await?;
    let done = work(engine.clone()).await;
    engine.shut_down().await;
    done
}

fn read(file: &Path) -> Result<Vec<u8>, CliError> {
    std::fs::read(file).map_err(|source| CliError::Io {
        what: format!("{} cannot be read", file.display()),
        source,
    })
}

fn allowed(name: &str) -> impl Fn(Invalid) -> CliError {
    let name = name.to_owned();
    move |invalid| CliError::Refused(format!("{name} {invalid}"))
}

fn new_shop(
    slug: &str,
    name: &str,
    currency: &str,
    time_zone: String,
    rehearsal: bool,
) -> Result<CreateShop, CliError> {
    let slug = ShopSlug::parse(slug).map_err(allowed("the slug"))?;
    let name = dockline_domain::input::short_text(name, dockline_domain::limits::TEXT_CHARS_MAX)
        .map_err(allowed("--name"))?;
    let currency = Currency::parse(currency).map_err(allowed("--currency"))?;
    let profile = ShopProfile {
        name,
        currency,
        time_zone,
        tagline: None,
        storefront: Box::default(),
    };
    Ok(CreateShop {
        slug,
        profile,
        rules: ShopRules::default(),
        rehearsal,
    })
}

/// A file in UTF-8, where its encoding is stated; otherwise as it is.
fn encoded(csv: &[u8], encoding: Option<&str>) -> Result<Vec<u8>, CliError> {
    let stated = encoding.map(str::parse::<StatedEncoding>).transpose();
    let stated = stated.map_err(allowed("--encoding"))?;
    in_utf_8(stated, csv)
        .map(Cow::into_owned)
        .map_err(|error| CliError::Refused(error.to_string()))
}

/// Imports a file and says what came of each row that was not imported as it stood.
async fn import_file(
    engine: &Engine,
    shop: &Arc<Shop>,
    (format, policy): (&str, &str),
    csv: &[u8],
) -> Result<(), CliError> {
    let format = format.parse::<Format>().map_err(allowed("--format"))?;
    let policy = policy.parse().map_err(allowed("--policy"))?;
    let reading = Reading {
        currency: shop.profile.currency,
        today: shop.day,
        policy,
    };
    let parsed = import::parse(format, csv, &reading)
        .map_err(|error| CliError::Refused(error.to_string()))?;
    let (command, pending) = Pending::of(parsed);
    let Outcome {
        rows,
        saved,
        rejected,
        skipped,
        notes,
    } = pending.finish(
        engine
            .import_products(&shop.id, Context::by(By::Cli), command)
            .await?,
    );
    say_rows(&notes, &rejected);
    println!(
        "{rows} rows: {} products created, {} updated, {} unchanged, {} taken off sale; {} rows skipped, {} rows not imported",
        saved.created.len(),
        saved.updated.len(),
        saved.unchanged.len(),
        saved.withdrawn.len(),
        skipped.len(),
        rejected.len()
    );
    Ok(())
}

/// Says what was noted of rows of a file, and which were not taken.
fn say_rows(notes: &[Note], rejected: &[RejectedRow]) {
    for note in notes {
        println!("line {}: {}", note.line, note.text);
    }
    for row in rejected {
        println!("line {}: not imported: {}", row.line, row.reason);
    }
}
