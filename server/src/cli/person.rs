//! `dockline person`: what is known about somebody who ordered, and how it is erased.

use super::with_engine;
use crate::config::Config;
use crate::error::CliError;
use clap::{Args, Subcommand};
use dockline_domain::backorder::Actor;
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::reason::Reason;
use dockline_engine::command::{CancelOrder, Context, ErasePerson};
use dockline_engine::{Engine, ExecuteError};
use dockline_view::Shop;
use jiff::SignedDuration;

#[derive(Debug, Subcommand)]
pub(super) enum PersonCommand {
    /// Print everything that is known about a mail address, as JSON.
    Export(Whose),
    /// Erase a mail address with its name and postal address. Orders stay without the person;
    /// places on waitlists go.
    Erase {
        #[command(flatten)]
        whose: Whose,
        /// Cancel what is still to be delivered; without it, nothing is erased while an order is
        /// open.
        #[arg(long)]
        cancel_open: bool,
    },
    /// Forget everybody who has waited on a waitlist for longer than this many days, with the mail
    /// address.
    ForgetWaiting {
        /// The shop's slug.
        #[arg(long)]
        shop: String,
        /// Days that a place is kept.
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
        days: u16,
    },
}

/// A person of a shop.
#[derive(Debug, Args)]
pub(super) struct Whose {
    /// The shop's slug.
    #[arg(long)]
    shop: String,
    /// The mail address they ordered with.
    #[arg(long)]
    email: String,
}

fn nobody() -> CliError {
    CliError::Refused("nothing is known about this mail address in this shop".to_owned())
}

pub(super) async fn carry_out(config: &Config, command: PersonCommand) -> Result<(), CliError> {
    let (Whose { shop, email }, erase, cancel_open) = match command {
        PersonCommand::Export(whose) => (whose, false, false),
        PersonCommand::Erase { whose, cancel_open } => (whose, true, cancel_open),
        PersonCommand::ForgetWaiting { shop, days } => {
            return forget_waiting(config, &shop, days).await;
        }
    };
    // What was taken in the past may have another form than what is taken now: then it is looked
    // for as it is written.
    let email = Email::parse(&email).map_or(email, String::from);
    with_engine(config, async |engine| {
        let shop = engine.shop(&shop).await?;
        if erase {
            return self::erase(&engine, &shop, email, cancel_open).await;
        }
        let known = engine.person(&shop, &email).await?.ok_or_else(nobody)?;
        println!(
            "{}",
            serde_json::to_string_pretty(&known).unwrap_or_default()
        );
        Ok(())
    })
    .await
}

async fn forget_waiting(config: &Config, shop: &str, days: u16) -> Result<(), CliError> {
    with_engine(config, async |engine| {
        let shop = engine.shop(shop).await?;
        let forgotten = engine
            .forget_places(&shop, SignedDuration::from_hours(24 * i64::from(days)))
            .await?;
        println!("{forgotten} places on waitlists were forgotten");
        Ok(())
    })
    .await
}

async fn erase(
    engine: &Engine,
    shop: &Shop,
    email: String,
    cancel_open: bool,
) -> Result<(), CliError> {
    let open = engine.open_orders_of(shop, &email).await?;
    if !open.is_empty() && !cancel_open {
        let numbers: Vec<String> = open.iter().map(|order| order.number.to_string()).collect();
        let numbers = numbers.join(", ");
        return Err(CliError::Refused(format!(
            "something is still to be delivered of order {numbers}; --cancel-open cancels it first"
        )));
    }
    for order in open {
        let cancel = CancelOrder {
            order: order.order,
            lines: Vec::new(),
            by: Actor::Merchant,
            reason: Reason::Erased,
            if_version: None,
        };
        engine
            .execute(&shop.id, Context::by(By::Cli), cancel)
            .await?;
        println!(
            "order {}: what was still to be delivered is cancelled",
            order.number
        );
    }
    let texts = engine.free_texts_of(shop, &email).await?;
    let erased = engine
        .execute(&shop.id, Context::by(By::Cli), ErasePerson { email })
        .await;
    let erased = erased.map_err(|error| {
        if matches!(error, ExecuteError::NotFound { .. }) {
            nobody()
        } else {
            error.into()
        }
    })?;
    println!(
        "erased from {} orders and {} waitlists",
        erased.orders.len(),
        erased.places
    );
    if !engine.empty_log().await? {
        println!(
            "the write-ahead log beside the database still holds what was erased, because a reader needs it; it goes when the log begins anew"
        );
    }
    if !texts.is_empty() {
        println!(
            "these texts were written freely and stay in the log; look whether one names the person:"
        );
    }
    for text in texts {
        println!("order {}, {}: {}", text.order, text.place, text.text);
    }
    Ok(())
}
