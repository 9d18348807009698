//! Mails that came back, and complaints of them: what follows for the mail, for a notice that it
//! gave, and for the address.

use super::Command;
use super::delay::{Came, mailed};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::store::{messages, suppressions};
use crate::writer::turn::Turn;
use dockline_domain::id::MessageId;
use dockline_domain::message::{MessageKind, Returned};
use dockline_domain::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// Somebody says of a mail that was sent that it came back, or that it is not wanted. The same again
/// changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnMail {
    /// Which.
    pub message: MessageId,
    /// What they say.
    pub what: Returned,
}

/// What followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailReturned {
    /// Whether it was news.
    pub is_new: bool,
}

impl Command for ReturnMail {
    type Answer = MailReturned;

    async fn run(self, turn: &mut Turn<'_>) -> Result<MailReturned, ExecuteError> {
        let (shop, at) = (turn.shop(), turn.machine_time().as_millisecond());
        let mail = messages::returnable(turn.session, &shop.id, &self.message).await?;
        let unknown = || ExecuteError::not_found("message", self.message.as_str());
        let mail = mail.ok_or_else(unknown)?;
        if !mail.was_sent {
            return Err(Refusal::MailNotSent.into());
        }
        let is_bounce = matches!(self.what, Returned::Bounce { .. });
        let mut is_new =
            is_bounce && messages::bounced(turn.session, &shop.id, &self.message).await?;
        // Anybody may write another's address with a plus sign after it, and no host has to know it.
        let suppresses = self
            .what
            .suppresses()
            .filter(|_| !(is_bounce && mail.is_tagged));
        if let Some((scope, folded)) = suppresses.zip(mail.email_folded.as_deref()) {
            let named = (&shop.id, folded);
            let before = suppressions::of_folded(turn.session, named).await?;
            if before.is_none_or(|before| !before.covers(scope)) {
                let because = (&self.message, at);
                suppressions::suppress(turn.session, named, scope, because).await?;
                is_new = true;
            }
        }
        if !is_new {
            return Ok(MailReturned { is_new });
        }
        turn.log(Event::MailReturned {
            message: self.message.clone(),
            order: mail.order.clone(),
            what: self.what,
        });
        // An offer that did not arrive is no offer.
        if is_bounce && mail.kind == MessageKind::Notice {
            let number = mail.about.rsplit_once(':');
            let number = number.and_then(|(_, number)| number.parse().ok());
            if let Some((order, number)) = mail.order.as_ref().zip(number) {
                mailed(turn, (order, number), Came::Back).await?;
            }
        }
        if let Some(order) = &mail.order {
            turn.touch_order(order);
        }
        Ok(MailReturned { is_new })
    }
}
