//! The books of a shop, from the command line.

use super::{CliError, with_engine};
use crate::config::Config;
use crate::state::gateways;
use clap::Subcommand;
use dockline_view::Mismatch;

#[derive(Debug, Subcommand)]
pub(super) enum MoneyCommand {
    /// Compare the ledger of a shop with what its gateway says it did, and end with 1 where they
    /// differ.
    Reconcile {
        /// The shop's slug.
        #[arg(long)]
        shop: String,
    },
}

pub(super) async fn carry_out(config: &Config, command: MoneyCommand) -> Result<(), CliError> {
    let MoneyCommand::Reconcile { shop } = command;
    let gateway = gateways(config);
    with_engine(config, async |engine| {
        let shop = engine.shop(&shop).await?;
        let compared = engine.reconcile(&shop, &gateway).await;
        let compared = compared
            .map_err(|error| CliError::Refused(format!("the books were not compared: {error}")))?;
        println!("{} objects of the gateway were compared", compared.compared);
        for one in &compared.mismatches {
            println!("{}", line(one));
        }
        match compared.mismatches.len() {
            0 => Ok(()),
            differ => Err(CliError::Refused(format!(
                "the books differ in {differ} places; nothing was changed"
            ))),
        }
    })
    .await
}

/// One mismatch with both sides' numbers, in minor units.
fn line(one: &Mismatch) -> String {
    let order = one.order.as_ref();
    let order = order.map_or("no order", |(_, reference)| reference.as_str());
    format!(
        "{} {} ({order}): the ledger says {} {currency}, the gateway says {} {currency} ({})",
        one.differs.name(),
        one.intent,
        one.ours.minor,
        one.theirs.minor,
        one.their_state,
        currency = one.theirs.currency.as_str(),
    )
}
