//! How a shop is paid, from the command line.

use super::{CliError, allowed, with_engine};
use crate::config::Config;
use clap::{Args, Subcommand};
use dockline_domain::by::By;
use dockline_domain::input::short_text;
use dockline_domain::limits;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings, Iban, Transfer, bank_code};
use dockline_engine::command::{Context, SetGateway};

#[derive(Debug, Subcommand)]
pub(super) enum GatewayCommand {
    /// Have orders that are placed from now on paid by way of the shop's pages.
    Set(SetOptions),
    /// Have orders that are placed from now on paid elsewhere.
    Disable {
        /// The shop's slug.
        #[arg(long)]
        shop: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct SetOptions {
    /// The shop's slug.
    #[arg(long)]
    shop: String,
    /// `manual`: people transfer the money, and somebody at the shop notes that it arrived.
    /// `simulator`: cards are checked when an order is placed and charged just before a parcel ships,
    /// by a gateway that is only played.
    #[arg(long)]
    kind: String,
    /// Whose account it is; otherwise as it was.
    #[arg(long)]
    payee: Option<String>,
    /// The account; otherwise as it was.
    #[arg(long)]
    iban: Option<String>,
    /// The code of its bank; otherwise as it was.
    #[arg(long)]
    bic: Option<String>,
}

pub(super) async fn carry_out(config: &Config, command: GatewayCommand) -> Result<(), CliError> {
    match command {
        GatewayCommand::Set(options) => set(config, options).await,
        GatewayCommand::Disable { shop } => {
            with_engine(config, async |engine| {
                let shop = engine.shop(&shop).await?;
                let command = SetGateway { settings: None };
                engine
                    .execute(&shop.id, Context::by(By::Cli), command)
                    .await?;
                println!("orders of {} are paid elsewhere from now on", shop.slug);
                Ok(())
            })
            .await
        }
    }
}

async fn set(config: &Config, options: SetOptions) -> Result<(), CliError> {
    let kind = GatewayKind::parse(&options.kind).map_err(allowed("--kind"))?;
    let payee = options.payee.as_deref();
    let payee = payee
        .map(|text| short_text(text, limits::TEXT_CHARS_MAX))
        .transpose()
        .map_err(allowed("--payee"))?;
    let iban = options.iban.as_deref().map(Iban::parse).transpose();
    let iban = iban.map_err(allowed("--iban"))?;
    let bic = options.bic.as_deref().map(bank_code).transpose();
    let bic = bic.map_err(allowed("--bic"))?;
    with_engine(config, async |engine| {
        let shop = engine.shop(&options.shop).await?;
        let before = engine.gateway(&shop).await?;
        let before = before.map(|settings| settings.transfer).unwrap_or_default();
        let settings = GatewaySettings {
            kind,
            transfer: Transfer {
                payee: payee.or(before.payee),
                iban: iban.or(before.iban),
                bic: bic.or(before.bic),
                texts: before.texts,
            },
        };
        let command = SetGateway {
            settings: Some(settings),
        };
        engine
            .execute(&shop.id, Context::by(By::Cli), command)
            .await?;
        println!(
            "orders of {} are paid by {} from now on",
            shop.slug,
            kind.name()
        );
        Ok(())
    })
    .await
}
