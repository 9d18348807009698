//! Mails: they are planned, taken by a worker, and what came of each is written down.

use super::Command;
use super::delay::{Came, mailed};
use super::follow::Runs;
use super::shop::resume_law;
use crate::error::ExecuteError;
use crate::event::Event;
use crate::secret::new_message_id;
use crate::store::messages::{self, LeasedMail, PlannedMail, Settled};
use crate::store::{followers, shops, suppressions, waitlist};
use crate::writer::turn::Turn;
use dockline_domain::id::{MessageId, OrderId};
use dockline_domain::message::{MessageKind, MessageState, Next, Outcome, Unsent};
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
    /// How long a mail waits that is for news which may change at once.
    pub(crate) wait_ms: i64,
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
        if !shop.writes_mails() {
            // They were turned off since these events were read.
            return Ok(true);
        }
        let now = shops::database_time(turn.session).await?;
        let at = now.as_millisecond();
        let (mut planned, mut hastened) = (messages::planned(), messages::hastened());
        let mut superseded = messages::superseded();
        for mail in &self.mails {
            let row = PlannedMail {
                shop: &shop.id,
                id: new_message_id(now),
                kind: mail.kind.name(),
                order: Some(&mail.order),
                person: None,
                about: mail.about.clone(),
                cause: mail.cause,
                at,
                due: at + if mail.kind.waits() { self.wait_ms } else { 0 },
            };
            if mail.kind.replaces_earlier() {
                hastened.push(&row);
                superseded.push(&row);
            }
            planned.push(&row);
        }
        // Those that are planned here may take the place of each other too.
        turn.session
            .write(&[planned.write(), hastened.write(), superseded.write()])
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
        give_up_courtesies(turn, at, self.limit).await?;
        let mails = messages::due(turn.session, &shop.id, at, self.limit).await?;
        let times = (at, at.saturating_add(self.lasts_ms));
        messages::lease(turn.session, &shop.id, &mails, &self.node, times).await?;
        Ok(mails)
    }
}

/// Nobody knows of some mails whether a node sent them that has gone: a courtesy is not sent again.
async fn give_up_courtesies(turn: &mut Turn<'_>, at: i64, limit: i64) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let given_up = messages::abandoned(turn.session, &shop.id, at, limit).await?;
    for (id, mail) in given_up.iter().filter(|(_, mail)| mail.kind.is_courtesy()) {
        let settled = Settled {
            shop: &shop.id,
            id,
            n: mail.attempt,
            at,
            result: Outcome::Uncertain.name(),
            reply: None,
            state: "",
            reason: None,
            due: None,
            failures: mail.failures,
            finished: None,
        };
        let next = Outcome::Uncertain.next(mail.failures).at_most_once();
        messages::settle(turn.session, &settled.with(next)).await?;
    }
    Ok(())
}

/// What was written.
#[derive(Debug, Clone)]
pub struct WrittenMail {
    /// To whom.
    pub recipient: String,
    /// The tree of sentences, as JSON.
    pub content: String,
    /// The dates that it tells, as JSON; none where it tells none.
    pub told: Option<String>,
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
            // Mails were turned off meanwhile: nobody takes it again.
            if mail.is_skipped && mail.kind == MessageKind::WaitlistBack {
                wait_again(turn, &mail).await?;
            }
            return Ok(true);
        };
        let at = shops::database_time(turn.session).await?.as_millisecond();
        // What the mail server said may name the address.
        let reply: Option<String> = self
            .reply
            .filter(|_| !mail.is_erased)
            .map(|reply| reply.chars().take(REPLY_CHARS_MAX).collect());
        let mut next = outcome.next(mail.failures);
        if mail.kind.is_courtesy() {
            next = next.at_most_once();
        }
        if mail.is_skipped || !shop.writes_mails() {
            next = next.for_good();
        }
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
        if mail.kind == MessageKind::Notice {
            give_notice(turn, &mail, next).await?;
        }
        // Who is written to no more keeps nobody behind them waiting.
        let is_suppressed = next.reason == Some(Unsent::Suppressed);
        if mail.kind == MessageKind::WaitlistBack
            && next.state == MessageState::Skipped
            && !is_suppressed
        {
            wait_again(turn, &mail).await?;
        }
        if let Some(written) = self.written.as_ref().filter(|_| !mail.is_erased) {
            let content = (
                written.recipient.as_str(),
                written.content.as_str(),
                written.told.as_deref(),
            );
            messages::save_content(turn.session, &shop.id, id, content).await?;
        }
        Ok(true)
    }
}

/// Says of the notice that a mail gives whether people were given it. A mail that is only kept is
/// given in a rehearsal alone.
async fn give_notice(
    turn: &mut Turn<'_>,
    mail: &LeasedMail,
    next: Next,
) -> Result<(), ExecuteError> {
    let came = match next.state {
        MessageState::Sent => Came::Taken,
        MessageState::Kept if turn.state.shop.rehearsal => Came::Taken,
        MessageState::Kept
        | MessageState::Skipped
        | MessageState::Superseded
        | MessageState::Parked
        | MessageState::Bounced => Came::Nowhere,
        MessageState::Uncertain if next.again_ms.is_none() => Came::Nowhere,
        MessageState::Planned | MessageState::Uncertain => return Ok(()),
    };
    let number = mail.about.rsplit_once(':');
    let number = number.and_then(|(_, number)| number.parse().ok());
    let named = mail.order.as_ref().zip(number);
    mailed(turn, named.ok_or(ExecuteError::Internal)?, came).await
}

/// Somebody on a waitlist was not told, because it could not be had any more: they wait on.
async fn wait_again(turn: &mut Turn<'_>, mail: &LeasedMail) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if let Some(person) = &mail.person {
        waitlist::untold(turn.session, &shop.id, person).await?;
    }
    Ok(())
}

/// Do something about a mail that nobody tries to send any more, or that came back.
#[derive(Debug, Clone)]
pub struct MendMail {
    /// Which.
    pub id: MessageId,
    /// What.
    pub how: Mend,
}

/// What somebody does about such a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    /// It is tried as often as a new one.
    Again,
    /// It is not sent: somebody has dealt with it.
    Seen,
    /// Its address may be written to again.
    Lift,
}

impl Command for MendMail {
    /// Whether that was done: one that is not given up and did not come back stays as it is, and so
    /// does one that a shop would send which writes no mails.
    type Answer = bool;

    async fn run(self, turn: &mut Turn<'_>) -> Result<bool, ExecuteError> {
        let shop = turn.shop();
        match self.how {
            Mend::Again if !shop.writes_mails() => Ok(false),
            Mend::Again => {
                let at = shops::database_time(turn.session).await?.as_millisecond();
                let again = messages::again(turn.session, &shop.id, &self.id, at).await?;
                if again {
                    // Nobody sends a mail again to an address that nothing reaches.
                    lift(turn, &self.id).await?;
                }
                Ok(again)
            }
            Mend::Lift => lift(turn, &self.id).await,
            Mend::Seen => Ok(messages::seen(turn.session, &shop.id, &self.id).await?),
        }
    }
}

/// Lets the address of a mail be written to again; `false` where it may be.
async fn lift(turn: &mut Turn<'_>, id: &MessageId) -> Result<bool, ExecuteError> {
    let (shop, at) = (turn.shop(), turn.machine_time().as_millisecond());
    let mail = messages::returnable(turn.session, &shop.id, id).await?;
    let Some(folded) = mail.and_then(|mail| mail.email_folded) else {
        return Ok(false);
    };
    let lifted = suppressions::lift(turn.session, (&shop.id, &folded), at).await?;
    if lifted {
        turn.log(Event::SuppressionLifted {
            message: id.clone(),
        });
    }
    Ok(lifted)
}

/// Say whether mails of the shop are really sent, and by which settings, as the server has them.
#[derive(Debug)]
pub(crate) struct SetMail {
    pub(crate) sent: bool,
    pub(crate) server: Option<String>,
}

impl Command for SetMail {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        if (shop.mail_sent, &shop.mail_server) == (self.sent, &self.server) {
            return Ok(());
        }
        turn.session
            .write(&[shops::save_mail_sent(&shop.id, self.sent)])
            .await?;
        shops::save_mail_server(turn.session, &shop.id, self.server.as_deref()).await?;
        turn.log(Event::MailSet { sent: self.sent });
        turn.state.shop = Arc::new(Shop {
            mail_sent: self.sent,
            mail_server: self.server,
            ..(*shop).clone()
        });
        turn.published.shop_changed = true;
        resume_law(turn, &shop).await
    }
}

/// Say that mails are taken by the mail server of some settings: somebody has looked.
#[derive(Debug, Clone)]
pub struct NoteMailCheck {
    /// What tells the settings from others.
    pub server: String,
}

impl Command for NoteMailCheck {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        if shop.mail_checked.as_ref() == Some(&self.server) {
            return Ok(());
        }
        shops::save_mail_checked(turn.session, &shop.id, &self.server).await?;
        // Other nodes read the shop anew by it.
        turn.log(Event::MailSet {
            sent: shop.mail_sent,
        });
        turn.state.shop = Arc::new(Shop {
            mail_checked: Some(self.server),
            ..(*shop).clone()
        });
        turn.published.shop_changed = true;
        resume_law(turn, &shop).await
    }
}
