//! `dockline mail check` and `dockline mail bounce`.

use crate::config::Config;
use crate::error::CliError;
use clap::Subcommand;
use dockline_adapters::mail::Connection;
use dockline_domain::by::By;
use dockline_engine::ReadError;
use dockline_engine::command::{Context, NoteMailCheck, ReturnMail};
use dockline_intake::returned::{self, NotReturned, REPORT_BYTES_MAX, ReturnedMail};
use std::io::Read as _;

use super::with_engine;

#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Look whether the mail server can be reached, takes the name and the password, and takes the
    /// sender. Nothing is sent.
    Check,
    /// Read what a mail server sends back from standard input: a report that a mail did not arrive
    /// (RFC 3464), or a complaint (RFC 5965). For a pipe of the mail server.
    Bounce,
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
        MailCommand::Bounce => bounce(config).await,
    }
}

/// Notes what a mail server says of a mail. What it sends besides is refused, and changes nothing.
async fn bounce(config: &Config) -> Result<(), CliError> {
    let mut report = Vec::new();
    let most = u64::try_from(REPORT_BYTES_MAX).unwrap_or(u64::MAX);
    std::io::stdin()
        .lock()
        .take(most)
        .read_to_end(&mut report)
        .map_err(|error| CliError::Refused(format!("the report cannot be read: {error}")))?;
    let refused = |why: NotReturned| CliError::Refused(why.to_string());
    let ReturnedMail { message, what } = returned::read(&report).map_err(refused)?;
    with_engine(config, async |engine| {
        for shop in engine.shops().await? {
            match engine.message(&shop, &message).await {
                Ok(_) => {}
                Err(ReadError::NotFound { .. }) => continue,
                Err(error) => return Err(error.into()),
            }
            let command = ReturnMail {
                message: message.clone(),
                what,
            };
            let context = Context::by(By::Cli);
            let done = engine.execute(&shop.id, context, command).await?;
            let word = if done.is_new { "is noted" } else { "was known" };
            println!("what became of {message} {word} in the shop {}", shop.slug);
            return Ok(());
        }
        Err(CliError::Refused(NotReturned::NotOurs.to_string()))
    })
    .await
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
