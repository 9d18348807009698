//! `dockline user`: the merchant's people.

use super::{allowed, with_engine};
use crate::config::Config;
use crate::error::CliError;
use crate::password;
use clap::{Args, Subcommand};
use dockline_domain::access::Role;
use dockline_domain::by::By;
use dockline_domain::email::Email;
use dockline_domain::input::optional_text;
use dockline_domain::limits;
use dockline_engine::command::{ChangeUser, Context, CreateUser, PasswordHash, UserChange};
use std::io::Read as _;

/// Random bytes of a password that is made here.
const PASSWORD_BYTES: usize = 15;
/// What a made password is written with: nothing that looks like something else.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Let somebody into the console. Without --password-stdin a password is made and printed,
    /// alone, once.
    Create {
        #[command(flatten)]
        who: Who,
        /// `owner`, `operations`, `support` or `viewer`.
        #[arg(long)]
        role: String,
        /// What to call them.
        #[arg(long)]
        name: Option<String>,
        /// Read the password from the standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give somebody another password; their sessions end. Without --password-stdin it is made and
    /// printed, alone, once.
    Password {
        #[command(flatten)]
        who: Who,
        /// Read the password from the standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Give somebody another role; their sessions end.
    Role {
        #[command(flatten)]
        who: Who,
        /// `owner`, `operations`, `support` or `viewer`.
        #[arg(long)]
        role: String,
    },
    /// Shut somebody out who has left; their sessions end.
    Disable(Who),
    /// Let somebody in again.
    Enable(Who),
}

/// A user of a shop.
#[derive(Debug, Args)]
pub(super) struct Who {
    /// The shop's slug.
    #[arg(long)]
    shop: String,
    /// The mail address to log in with.
    #[arg(long)]
    email: String,
}

impl Who {
    fn email(&self) -> Result<String, CliError> {
        let email = Email::parse(&self.email).map(|email| email.as_str().to_lowercase());
        email.map_err(|_| {
            CliError::Refused("--email must be a mail address such as name@example.org".to_owned())
        })
    }
}

/// A password on its way: what is stored, and what is shown when it was made here.
struct Chosen {
    stored: PasswordHash,
    made: Option<String>,
}

impl Chosen {
    fn new(from_stdin: bool, about: &[String]) -> Result<Self, CliError> {
        let text = if from_stdin {
            read_password()?
        } else {
            made_password()
        };
        password::may_be_chosen(&text, about).map_err(allowed("the password"))?;
        let stored = password::hash(&text)
            .ok_or_else(|| CliError::Refused("the password could not be hashed".to_owned()))?;
        Ok(Self {
            stored,
            made: Some(text).filter(|_| !from_stdin),
        })
    }

    fn show(self) {
        if let Some(made) = self.made {
            println!("{made}");
        }
    }
}

fn read_password() -> Result<String, CliError> {
    let mut text = String::new();
    let read = std::io::stdin()
        .take(4 * limits::PASSWORD_BYTES_MAX as u64)
        .read_to_string(&mut text);
    read.map_err(|source| CliError::Io {
        what: "the standard input cannot be read".to_owned(),
        source,
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// 120 random bits in letters, in groups that can be read out.
fn made_password() -> String {
    let mut bytes = [0_u8; PASSWORD_BYTES];
    getrandom::fill(&mut bytes).expect("the operating system has random bits");
    let bits = bytes
        .iter()
        .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let letter = |index: usize| {
        char::from(LETTERS[usize::try_from((bits >> (5 * index)) & 31).unwrap_or(0)])
    };
    let letters: Vec<char> = (0..8 * PASSWORD_BYTES / 5).map(letter).collect();
    letters
        .chunks(6)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

pub(super) async fn carry_out(config: &Config, command: UserCommand) -> Result<(), CliError> {
    let role = |text: &str| Role::parse(text).map_err(allowed("--role"));
    match command {
        UserCommand::Create {
            who,
            role: text,
            name,
            password_stdin,
        } => {
            let (email, role) = (who.email()?, role(&text)?);
            let name = optional_text(name.as_deref(), limits::TEXT_CHARS_MAX)
                .map_err(allowed("--name"))?;
            with_engine(config, async |engine| {
                let shop = engine.shop(&who.shop).await?;
                let chosen = Chosen::new(
                    password_stdin,
                    &password::about(&shop, &email, name.as_deref()),
                )?;
                let create = CreateUser {
                    email,
                    name,
                    role,
                    password: chosen.stored.clone(),
                };
                engine
                    .execute(&shop.id, Context::by(By::Cli), create)
                    .await?;
                chosen.show();
                Ok(())
            })
            .await
        }
        UserCommand::Password {
            who,
            password_stdin,
        } => {
            let email = who.email()?;
            with_engine(config, async |engine| {
                let shop = engine.shop(&who.shop).await?;
                let chosen = Chosen::new(password_stdin, &password::about(&shop, &email, None))?;
                let change = UserChange::Password(chosen.stored.clone());
                engine
                    .execute(&shop.id, Context::by(By::Cli), ChangeUser { email, change })
                    .await?;
                chosen.show();
                Ok(())
            })
            .await
        }
        UserCommand::Role { who, role: text } => {
            change(config, &who, UserChange::Role(role(&text)?)).await
        }
        UserCommand::Disable(who) => change(config, &who, UserChange::Disable).await,
        UserCommand::Enable(who) => change(config, &who, UserChange::Enable).await,
    }
}

async fn change(config: &Config, who: &Who, change: UserChange) -> Result<(), CliError> {
    let email = who.email()?;
    with_engine(config, async |engine| {
        let shop = engine.shop(&who.shop).await?;
        engine
            .execute(&shop.id, Context::by(By::Cli), ChangeUser { email, change })
            .await?;
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_made_password_is_allowed_and_like_no_other() {
        let made: BTreeSet<String> = (0..50).map(|_| made_password()).collect();
        assert_eq!(made.len(), 50);
        for one in made {
            assert!(
                password::may_be_chosen(&one, &[]).is_ok() && one.len() == 27,
                "{one}"
            );
        }
    }
}
