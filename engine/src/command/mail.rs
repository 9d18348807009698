//! Mails: they are planned, taken by a worker, and what came of each is written down.

use super::Command;
use super::follow::Runs;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::secret::new_message_id;
use crate::store::messages::{self, PlannedMail, Settled};
use crate::store::{followers, shops};
use crate::writer::turn::Turn;
use dockline_domain::id::{MessageId, OrderId};
use dockline_domain::message::{MessageKind, Outcome};
use dockline_view::{ClaimedMail, Shop};
use std::sync::Arc;

/// Most that is kept of what a mail server answered.
const REPLY_CHARS_MAX: usize = 500;

/// A mail that is to be planned.
#[derive(Debug)]
pub(crate) struct NewMail {
    pub(crate) kind: MessageKind,
    pub(crate) order: OrderId,
    /// What of the order it is about: nothing is planned twice.
    pub(crate) about: String,
    /// The event because of which it is planned.
    pub(crate) cause: i64,
}

/// Plan mails, and note how far the log has been worked through for that: one without the other
/// would leave a mail out, or plan it twice.
#[derive(Debug)]
pub(crate) struct PlanMails {
    pub(crate) runs: Runs,
    pub(crate) mails: Vec<NewMail>,
    /// The event up to which these are all.
    pub(crate) seq: i64,
}

impl Command for PlanMails {
    /// Whether the follower was still this node's.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let names = (self.runs.follower, self.runs.node.as_str());
        if !followers::advance(turn.session, &shop.id, names, self.seq).await? {
            return Ok(false);
        }
        let now = shops::database_time(turn.session).await?;
        let (mut planned, mut superseded) = (messages::planned(), messages::superseded());
        for mail in &self.mails {
            let row = PlannedMail {
                shop: &shop.id,
                id: new_message_id(now),
                kind: mail.kind.name(),
                order: &mail.order,
                about: mail.about.clone(),
                cause: mail.cause,
                at: now.as_millisecond(),
            };
            if mail.kind.replaces_earlier() {
                superseded.push(&row);
            }
            planned.push(&row);
        }
        // Those that are planned here may take the place of each other too.
        turn.session
            .write(&[planned.write(), superseded.write()])
            .await?;
        Ok(true)
    }
}

/// Take mails that are due, for as long as a lease lasts.
#[derive(Debug)]
pub(crate) struct ClaimMails {
    pub(crate) node: String,
    pub(crate) limit: i64,
    pub(crate) lasts_ms: i64,
}

impl Command for ClaimMails {
    type Answer = Vec<ClaimedMail>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<ClaimedMail>, ExecuteError> {
        let shop = turn.shop();
        let at = shops::database_time(turn.session).await?.as_millisecond();
        let mails = messages::due(turn.session, &shop.id, at, self.limit).await?;
        let times = (at, at.saturating_add(self.lasts_ms));
        messages::lease(turn.session, &shop.id, &mails, &self.node, times).await?;
        Ok(mails)
    }
}

/// What was written.
#[derive(Debug, Clone)]
pub struct WrittenMail {
    /// To whom.
    pub recipient: String,
    /// The tree of sentences, as JSON.
    pub content: String,
    /// The dates that it tells, as JSON.
    pub told: String,
}

/// What came of a mail that was taken.
#[derive(Debug, Clone)]
pub(crate) struct SettleMail {
    pub(crate) node: String,
    pub(crate) id: MessageId,
    /// None when it was not begun: somebody takes it again.
    pub(crate) outcome: Option<Outcome>,
    /// What the mail server said, or what went wrong.
    pub(crate) reply: Option<String>,
    /// What was written, where somebody reads it or may.
    pub(crate) written: Option<WrittenMail>,
}

impl Command for SettleMail {
    /// Whether the mail was still this node's.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        let (node, id) = (self.node.as_str(), &self.id);
        let Some(mail) = messages::leased(turn.session, &shop.id, id, node).await? else {
            return Ok(false);
        };
        let Some(outcome) = self.outcome else {
            let attempt = (node, mail.attempt);
            messages::release(turn.session, &shop.id, id, attempt).await?;
            return Ok(true);
        };
        let at = shops::database_time(turn.session).await?.as_millisecond();
        let reply: Option<String> = self
            .reply
            .map(|reply| reply.chars().take(REPLY_CHARS_MAX).collect());
        let next = outcome.next(mail.failures);
        let settled = Settled {
            shop: &shop.id,
            id,
            n: mail.attempt,
            at,
            result: outcome.name(),
            reply: reply.as_deref(),
            state: "",
            reason: None,
            due: None,
            failures: mail.failures + u32::from(outcome.is_failure()),
            finished: None,
        };
        messages::settle(turn.session, &settled.with(next)).await?;
        if let Some(written) = &self.written {
            let content = (
                written.recipient.as_str(),
                written.content.as_str(),
                written.told.as_str(),
            );
            messages::save_content(turn.session, &shop.id, id, content).await?;
        }
        Ok(true)
    }
}

/// Say whether mails of the shop are really sent, as the settings of the server have it.
#[derive(Debug)]
pub(crate) struct SetMail {
    pub(crate) sent: bool,
}

impl Command for SetMail {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        if shop.mail_sent == self.sent {
            return Ok(());
        }
        turn.session
            .write(&[shops::save_mail_sent(&shop.id, self.sent)])
            .await?;
        turn.log(Event::MailSet { sent: self.sent });
        turn.state.shop = Arc::new(Shop {
            mail_sent: self.sent,
            ..(*shop).clone()
        });
        turn.published.shop_changed = true;
        Ok(())
    }
}
