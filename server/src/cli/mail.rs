//! `dockline mail check`.

use crate::config::Config;
use crate::error::CliError;
use clap::Subcommand;
use dockline_adapters::mail::Connection;

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
