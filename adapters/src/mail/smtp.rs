//! One connection to a mail server.
//!
//! It is our own, not one of a pool: a pool puts a connection back whose mail was given up half-way,
//! and the next mail then reads the answer of the one before. A mail counts as sent when the server
//! answered 250 to it, and for no other reason. After anything else the connection is ended.

use super::letter::{Letter, address};
use super::outgoing::{Outgoing, Security, Server};
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use std::time::Duration;
use tokio::time::timeout;

/// A connection to the mail server that takes mails.
pub struct Connection {
    smtp: AsyncSmtpConnection,
    mail_time: Duration,
}

/// Why there is no connection. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoConnection {
    /// The settings name no server.
    #[error("no mail server is set")]
    NotSet,
    /// It did not answer in time.
    #[error("the mail server did not answer in time")]
    TooSlow,
    /// It could not be reached, or its certificate is not good.
    #[error("the mail server could not be reached: {0}")]
    Unreached(String),
    /// It cannot encrypt.
    #[error("the mail server offers no STARTTLS, and is not on this machine")]
    NoTls,
    /// It does not take the name and the password.
    #[error("the mail server does not take the name and the password: {0}")]
    NotLoggedIn(String),
}

/// What the mail server answered to a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It has taken it.
    Taken(String),
    /// It will never take it.
    Refused(String),
    /// It did not take it this time.
    Later(String),
    /// The connection ended, or time was up, after the mail was on its way.
    Uncertain(String),
    /// The connection ended before the mail was on its way, or the server takes none from us.
    NotBegun(String),
}

/// How far the conversation about a mail has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Sender,
    /// The sender is named in a form that the recipient demands.
    SenderForRecipient,
    Recipient,
    Data,
    /// From here on the server may have the mail.
    Content,
}

impl Connection {
    /// Connects, encrypts and logs in.
    pub async fn open(outgoing: &Outgoing) -> Result<Self, NoConnection> {
        let server = outgoing.server.as_ref().ok_or(NoConnection::NotSet)?;
        let time = outgoing.times.mail;
        let hello = ClientId::Domain(outgoing.domain().to_owned());
        let smtp = timeout(time, connected(server, &hello, time))
            .await
            .map_err(|_| NoConnection::TooSlow)??;
        Ok(Self {
            smtp,
            mail_time: time,
        })
    }

    /// Whether the server still listens.
    pub async fn is_alive(&mut self) -> bool {
        timeout(self.mail_time, self.smtp.test_connected())
            .await
            .unwrap_or(false)
    }

    /// Hands over one mail. After any other answer of the server than that it was taken the
    /// connection is gone.
    pub async fn send(
        mut self,
        from: &Address,
        to: &Address,
        mail: &[u8],
    ) -> (Answer, Option<Self>) {
        let info = self.smtp.server_info();
        if is_beyond_ascii(to) && !info.supports_feature(Extension::SmtpUtfEight) {
            let said = "the mail server takes no address with such letters".to_owned();
            return (Answer::Refused(said), Some(self));
        }
        let mut phase = Phase::Sender;
        let spoken = timeout(
            self.mail_time,
            converse(&mut self.smtp, (from, to), mail, &mut phase),
        )
        .await;
        match spoken {
            Ok(Ok(response)) if response.has_code(250) => {
                (Answer::Taken(line(&response)), Some(self))
            }
            // A positive answer that is not 250 is the answer to something else.
            Ok(Ok(response)) => (Answer::Uncertain(line(&response)), None),
            Ok(Err(error)) => (refusal(phase, &error), None),
            Err(_) => {
                let late = "the mail server did not answer in time".to_owned();
                let answer = match phase {
                    Phase::Content => Answer::Uncertain(late),
                    Phase::Sender => Answer::NotBegun(late),
                    Phase::SenderForRecipient | Phase::Recipient | Phase::Data => {
                        Answer::Later(late)
                    }
                };
                (answer, None)
            }
        }
    }

    /// Sends a mail that somebody wants to look at. The error is what the mail server said.
    pub async fn send_test(self, letter: &Letter) -> Result<(), String> {
        let (answer, connection) = self.send(&letter.from, &letter.to, &letter.message).await;
        if let Some(connection) = connection {
            connection.close().await;
        }
        match answer {
            Answer::Taken(_) => Ok(()),
            Answer::Refused(said)
            | Answer::Later(said)
            | Answer::Uncertain(said)
            | Answer::NotBegun(said) => Err(said),
        }
    }

    /// Asks whether the server takes mails from a sender, and sends none. The error is what it
    /// said.
    pub async fn takes(&mut self, outgoing: &Outgoing) -> Result<(), String> {
        let from = address(outgoing.from()).map_err(|error| error.to_string())?;
        let smtp = &mut self.smtp;
        let asked = async {
            smtp.command(Mail::new(Some(from), Vec::new())).await?;
            smtp.command(Rset).await
        };
        match timeout(self.mail_time, asked).await {
            Ok(answer) => answer.map(|_| ()).map_err(|error| error.to_string()),
            Err(_) => Err("the mail server did not answer in time".to_owned()),
        }
    }

    /// Says good-bye.
    pub async fn close(mut self) {
        let _ = timeout(Duration::from_secs(1), self.smtp.quit()).await;
    }
}

fn line(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    format!("{} {}", response.code(), lines.join(" "))
}

async fn connected(
    server: &Server,
    hello: &ClientId,
    time: Duration,
) -> Result<AsyncSmtpConnection, NoConnection> {
    let unreached =
        |error: lettre::transport::smtp::Error| NoConnection::Unreached(error.to_string());
    let tls = || TlsParameters::new(server.host.clone()).map_err(unreached);
    let implicit = match server.security {
        Security::Tls => Some(tls()?),
        Security::StartTls | Security::None => None,
    };
    let place = (server.host.as_str(), server.port);
    let mut smtp = AsyncSmtpConnection::connect_tokio1(place, Some(time), hello, implicit, None)
        .await
        .map_err(unreached)?;
    if server.security == Security::StartTls {
        if !smtp.can_starttls() {
            return Err(NoConnection::NoTls);
        }
        smtp.starttls(tls()?, hello).await.map_err(unreached)?;
    }
    if let Some((name, password)) = &server.login {
        let credentials = Credentials::new(name.clone(), password.clone());
        smtp.auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
            .await
            .map_err(|error| NoConnection::NotLoggedIn(error.to_string()))?;
    }
    Ok(smtp)
}

/// Whether an address goes only to servers that take letters beyond ASCII (RFC 6531). Its domain is
/// in ASCII already.
fn is_beyond_ascii(address: &Address) -> bool {
    !AsRef::<str>::as_ref(address).is_ascii()
}

/// Hands over one mail, and says how far it has come.
async fn converse(
    smtp: &mut AsyncSmtpConnection,
    (from, to): (&Address, &Address),
    mail: &[u8],
    phase: &mut Phase,
) -> Result<Response, lettre::transport::smtp::Error> {
    let mut parameters = Vec::new();
    if is_beyond_ascii(to) {
        // The server may refuse the extension, which is about this recipient alone.
        *phase = Phase::SenderForRecipient;
        parameters.push(MailParameter::SmtpUtfEight);
    }
    if smtp.server_info().supports_feature(Extension::EightBitMime) {
        parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    smtp.command(Mail::new(Some(from.clone()), parameters))
        .await?;
    *phase = Phase::Recipient;
    smtp.command(Rcpt::new(to.clone(), Vec::new())).await?;
    *phase = Phase::Data;
    smtp.command(Data).await?;
    *phase = Phase::Content;
    smtp.message(mail).await
}

/// What a negative answer, or none, means for the mail. Once the recipient was named, nothing that
/// happens may stop the mails to others: each such try counts as one of this mail's.
fn refusal(phase: Phase, error: &lettre::transport::smtp::Error) -> Answer {
    let said = error.to_string();
    match phase {
        // Whoever does not take the sender takes none of our mails: that is no fault of this one.
        Phase::Sender => Answer::NotBegun(said),
        Phase::SenderForRecipient | Phase::Recipient if is_about_us(error) => Answer::Later(said),
        _ if error.is_permanent() => Answer::Refused(said),
        _ if error.is_transient() => Answer::Later(said),
        Phase::SenderForRecipient | Phase::Recipient | Phase::Data => Answer::Later(said),
        Phase::Content => Answer::Uncertain(said),
    }
}

/// Whether a refusal of a recipient is about who sends: no log-in, or no right to send there (RFC
/// 4954 and 3463). A setting mends it, and then the mail is taken.
fn is_about_us(error: &lettre::transport::smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    let said = error.to_string();
    let has = |status: &str| said.split([' ', ':', '(', ')']).any(|word| word == status);
    matches!(code, Some(530 | 535)) || ["5.7.0", "5.7.1"].into_iter().any(has)
}
