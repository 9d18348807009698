//! How a shop is paid, from the command line.

use super::{CliError, allowed, with_engine};
use crate::config::Config;
use crate::hooks::hook_path;
use clap::{Args, Subcommand};
use dockline_adapters::gateway::stripe::Stripe;
use dockline_domain::by::By;
use dockline_domain::input::{Invalid, short_text};
use dockline_domain::limits;
use dockline_domain::payment::gateway::{GatewayKind, GatewaySettings, Iban, Transfer, bank_code};
use dockline_domain::payment::stripe::{Account, check_hook_secret};
use dockline_engine::Secret;
use dockline_engine::command::{Context, SetGateway, SetStripe};
use std::io::{BufRead, Read as _};

/// Longest line that is read for a key or a secret.
const SECRET_BYTES_MAX: u64 = 1_024;

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
    /// by a gateway that is only played. `stripe`: so they are by the shop's own account at Stripe.
    #[arg(long)]
    kind: String,
    /// Read a key of Stripe from the first line of the standard input; otherwise it is as it was.
    #[arg(long)]
    key_stdin: bool,
    /// Read what proves Stripe's messages from the standard input, from its second line where the
    /// first is the key; otherwise it is as it was.
    #[arg(long)]
    hook_secret_stdin: bool,
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

/// What stands in the next line of the standard input, where it is asked for.
fn line_of(input: &mut impl BufRead, is_asked: bool) -> Result<Option<Secret>, CliError> {
    if !is_asked {
        return Ok(None);
    }
    let mut line = String::new();
    let read = input.take(SECRET_BYTES_MAX).read_line(&mut line);
    read.map_err(|source| CliError::Io {
        what: "the standard input cannot be read".to_owned(),
        source,
    })?;
    line.truncate(line.trim_end().len());
    Ok(Some(Secret::from(line)))
}

async fn set_stripe(config: &Config, options: SetOptions) -> Result<(), CliError> {
    let mut input = std::io::stdin().lock();
    let key = line_of(&mut input, options.key_stdin)?;
    let hook_secret = line_of(&mut input, options.hook_secret_stdin)?;
    drop(input);
    let key = key.map(|key| {
        let account = Account::of_key(key.expose())?;
        Ok((key, account))
    });
    let mut key = key.transpose().map_err(allowed("--key-stdin"))?;
    if let Some((key, account)) = &mut key {
        let stripe = Stripe::at(config.stripe.clone());
        let found = stripe.check(key).await;
        account.name = found.map_err(|problem| {
            let refused = Invalid::new(format!("is not taken: {problem}"));
            allowed("--key-stdin")(refused)
        })?;
    }
    let hook_secret = hook_secret.map(|secret| check_hook_secret(secret.expose()).map(|()| secret));
    let hook_secret = hook_secret.transpose();
    let hook_secret = hook_secret.map_err(allowed("--hook-secret-stdin"))?;
    with_engine(config, async |engine| {
        let shop = engine.shop(&options.shop).await?;
        let command = SetStripe {
            key,
            hook_secret,
            transfer: None,
        };
        let context = Context::by(By::Cli);
        let set = engine.execute(&shop.id, context, command).await?;
        let (slug, mode) = (&shop.slug, set.account.mode.name());
        println!("orders of {slug} are paid by stripe ({mode}) from now on");
        let path = hook_path(slug, set.gateway);
        println!("Stripe is to send its messages to {}{path}", config.public_url);
        if !set.account.has_hook_secret {
            println!("none is taken yet: give the signing secret of that endpoint with --hook-secret-stdin");
        }
        Ok(())
    })
    .await
}

async fn set(config: &Config, options: SetOptions) -> Result<(), CliError> {
    let kind = GatewayKind::parse(&options.kind).map_err(allowed("--kind"))?;
    if kind == GatewayKind::Stripe {
        return set_stripe(config, options).await;
    }
    if options.key_stdin || options.hook_secret_stdin {
        let refused = Invalid::new("belongs to --kind stripe alone");
        return Err(allowed("--key-stdin")(refused));
    }
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
            stripe: None,
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
