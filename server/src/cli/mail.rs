//! `dockline mail check`.

use crate::config::Config;
use crate::error::CliError;
use clap::Subcommand;
use dockline_adapters::mail::Connection;
use dockline_domain::by::By;
use dockline_engine::command::{Context, NoteMailCheck};

use super::with_engine;

#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Look whether the mail server can be reached, takes the name and the password, and takes the
    /// sender. Nothing is sent.
    Check,
}

pub(super) async fn carry_out(config: &Config, command: MailCommand) -> Result<(), CliError> {
    match command {
        MailCommand::Check => {
            let outgoing = &config.outgoing;
            if !outgoing.is_sent() {
                println!("no mail server is set: mails are kept in the console's mailbox");
                return Ok(());
            }
            let connection = Connection::open(outgoing).await;
            let mut connection =
                connection.map_err(|error| CliError::Refused(error.to_string()))?;
            let taken = connection.takes(outgoing).await;
            connection.close().await;
            taken.map_err(|said| {
                let from = outgoing.from();
                CliError::Refused(format!(
                    "the mail server takes no mails from {from}: {said}"
                ))
            })?;
            println!("the mail server takes mails from {}", outgoing.from());
            note(config).await?;
            if !config.public_url.starts_with("https://") {
                println!(
                    "links in mails begin with {}: set DOCKLINE_PUBLIC_URL to where shoppers reach the shop by https",
                    config.public_url
                );
            }
            Ok(())
        }
    }
}

/// Remembers for each shop that mails are taken with these settings: until they are others, a shop
/// may let notices of delay go out by themselves.
async fn note(config: &Config) -> Result<(), CliError> {
    let Some(server) = config.outgoing.settings() else {
        return Ok(());
    };
    with_engine(config, async |engine| {
        for shop in engine.shops().await? {
            let command = NoteMailCheck {
                server: server.to_owned(),
            };
            let context = Context::by(By::Cli);
            engine.execute(&shop.id, context, command).await?;
        }
        Ok(())
    })
    .await
}
