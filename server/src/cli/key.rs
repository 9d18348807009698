//! `dockline api-key`: keys of a merchant's programs.

use super::{allowed, with_engine};
use crate::config::Config;
use crate::error::CliError;
use clap::Subcommand;
use dockline_domain::by::By;
use dockline_domain::input::{Invalid, short_text};
use dockline_domain::limits;
use dockline_domain::scope::Scopes;
use dockline_engine::Engine;
use dockline_engine::command::{Context, CreateApiKey, RevokeApiKey};
use dockline_view::{ApiKey, Shop};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Make a key and print it, alone, once.
    Create {
        /// The shop's slug.
        #[arg(long)]
        shop: String,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do: some of read,catalogue,supply,dock,orders,money,mail,webhooks,settings.
        /// Without it, everything.
        #[arg(long)]
        scopes: Option<String>,
        /// The last day on which it works, such as 2027-12-31, in the shop's time zone. Without it,
        /// until it is revoked.
        #[arg(long)]
        expires: Option<String>,
    },
    /// Print the keys of a shop, without the keys themselves.
    List {
        /// The shop's slug.
        #[arg(long)]
        shop: String,
    },
    /// Take a key back: it is refused from now on, in running servers too.
    Revoke {
        /// The shop's slug.
        #[arg(long)]
        shop: String,
        /// Its name, or its id when several keys have the name.
        #[arg(long)]
        name: String,
    },
}

pub(super) async fn carry_out(config: &Config, command: KeyCommand) -> Result<(), CliError> {
    match command {
        KeyCommand::Create {
            shop,
            name,
            scopes,
            expires,
        } => {
            let name = short_text(&name, limits::TEXT_CHARS_MAX).map_err(allowed("--name"))?;
            let scopes = scopes
                .as_deref()
                .map(Scopes::parse)
                .transpose()
                .map_err(allowed("--scopes"))?
                .unwrap_or_default();
            let last_day = expires
                .as_deref()
                .map(day)
                .transpose()
                .map_err(allowed("--expires"))?;
            with_engine(config, async |engine| {
                let shop = engine.shop(&shop).await?;
                let expires_at = last_day
                    .map(|day| end_of(day, &shop.zone))
                    .transpose()
                    .map_err(allowed("--expires"))?;
                let made = engine
                    .execute(
                        &shop.id,
                        Context::by(By::Cli),
                        CreateApiKey {
                            name,
                            scopes,
                            expires_at,
                        },
                    )
                    .await?;
                println!("{}", made.key);
                Ok(())
            })
            .await
        }
        KeyCommand::List { shop } => {
            with_engine(config, async |engine| {
                let shop = engine.shop(&shop).await?;
                print!("{}", table(&shop, &engine.keys(&shop).await?));
                Ok(())
            })
            .await
        }
        KeyCommand::Revoke { shop, name } => {
            with_engine(config, async |engine| {
                let shop = engine.shop(&shop).await?;
                revoke(&engine, &shop, &name).await
            })
            .await
        }
    }
}

fn day(text: &str) -> Result<Date, Invalid> {
    text.parse()
        .map_err(|_| Invalid::new("must be a date such as 2027-12-31"))
}

/// The instant at which a day is over.
fn end_of(day: Date, zone: &TimeZone) -> Result<Timestamp, Invalid> {
    let next = day
        .tomorrow()
        .and_then(|next| zone.to_timestamp(next.at(0, 0, 0, 0)));
    next.map_err(|_| Invalid::new("must be a date that there is"))
}

/// Of keys with one name only those that still work can be meant; when there are several, their ids
/// tell them apart.
async fn revoke(engine: &Engine, shop: &Shop, name: &str) -> Result<(), CliError> {
    let keys = engine.keys(shop).await?;
    let named: Vec<&ApiKey> = match keys.iter().find(|key| key.id.as_str() == name) {
        Some(key) => vec![key],
        None => keys
            .iter()
            .filter(|key| key.name == name && key.revoked_at.is_none())
            .collect(),
    };
    match named.as_slice() {
        [] => Err(CliError::Refused(format!(
            "the shop has no key of the name or id {name} that is not revoked"
        ))),
        [key] => {
            engine
                .execute(
                    &shop.id,
                    Context::by(By::Cli),
                    RevokeApiKey { id: key.id.clone() },
                )
                .await?;
            println!("{} {}", key.id, key.name);
            Ok(())
        }
        several => {
            let ids: Vec<&str> = several.iter().map(|key| key.id.as_str()).collect();
            Err(CliError::Refused(format!(
                "several keys are called {name}; say which by --name and its id: {}",
                ids.join(", ")
            )))
        }
    }
}

/// A row for each key, in columns as wide as they have to be.
fn table(shop: &Shop, keys: &[ApiKey]) -> String {
    let date = |at: Option<Timestamp>| {
        at.map_or_else(
            || "-".to_owned(),
            |at| shop.zone.to_datetime(at).date().to_string(),
        )
    };
    // Days of use are days of UTC, and a key works until the day before the instant at which it
    // ends.
    let used = |at: Option<Timestamp>| {
        at.map_or_else(
            || "-".to_owned(),
            |at| TimeZone::UTC.to_datetime(at).date().to_string(),
        )
    };
    let last_day = |key: &ApiKey| {
        date(key.expires_at.map(|at| {
            at.saturating_sub(jiff::SignedDuration::from_millis(1))
                .unwrap_or(at)
        }))
    };
    let head = [
        "name",
        "id",
        "scopes",
        "created",
        "last used",
        "expires",
        "revoked",
    ]
    .map(str::to_owned);
    let rows = keys.iter().map(|key| {
        let scopes = key.scopes.to_string();
        [
            key.name.clone(),
            key.id.to_string(),
            scopes,
            date(Some(key.created_at)),
            used(key.last_used_at),
            last_day(key),
            date(key.revoked_at),
        ]
    });
    let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..7).map(width).collect();
    let line = |row: &[String; 7]| {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
