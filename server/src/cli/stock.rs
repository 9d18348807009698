//! Stock of a shop, from the command line.

use super::{CliError, allowed, encoded, read, say_rows, with_engine};
use crate::config::Config;
use crate::stock_file::{Outcome, Pending};
use clap::{Args, Subcommand};
use dockline_domain::by::By;
use dockline_domain::input::optional_text;
use dockline_domain::limits;
use dockline_engine::command::Context;
use dockline_intake::import::stock::{StockFormat, parse};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum StockCommand {
    /// Count the stock of many variants, as a file states it.
    Import(ImportOptions),
}

#[derive(Debug, Args)]
pub(super) struct ImportOptions {
    /// The shop's slug.
    #[arg(long)]
    shop: String,
    /// `shopify`: its inventory export; `plain`: the columns sku, location and `on_hand`.
    #[arg(long)]
    format: String,
    /// Why units that people were given may be counted as gone; without it none are.
    #[arg(long)]
    reason: Option<String>,
    /// How it is encoded, such as `windows-1250`; left out, it is found out or refused.
    #[arg(long)]
    encoding: Option<String>,
    /// The CSV file.
    file: PathBuf,
}

pub(super) async fn carry_out(config: &Config, command: StockCommand) -> Result<(), CliError> {
    let StockCommand::Import(options) = command;
    let format = options.format.parse::<StockFormat>();
    let format = format.map_err(allowed("--format"))?;
    let reason = optional_text(options.reason.as_deref(), limits::TEXT_CHARS_MAX);
    let reason = reason.map_err(allowed("--reason"))?;
    let csv = encoded(&read(&options.file)?, options.encoding.as_deref())?;
    with_engine(config, async |engine| {
        let shop = engine.shop(&options.shop).await?;
        let file = parse(format, &csv, shop.profile.currency);
        let file = file.map_err(|error| CliError::Refused(error.to_string()))?;
        let (command, pending) = Pending::of(file, reason);
        let counted = engine
            .count_stock(&shop.id, Context::by(By::Cli), command)
            .await?;
        say(&pending.finish(counted));
        Ok(())
    })
    .await
}

fn say(outcome: &Outcome) {
    say_rows(&outcome.notes, &outcome.rejected);
    for units in &outcome.taken_back {
        println!(
            "{} units of {} of order {} are not there: they wait again",
            units.quantity, units.sku, units.order
        );
    }
    println!(
        "{} rows: {} counts changed, {} unchanged; {} rows without units, {} rows not imported",
        outcome.rows,
        outcome.changed,
        outcome.unchanged,
        outcome.skipped.len(),
        outcome.rejected.len()
    );
}
