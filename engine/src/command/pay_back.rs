//! Refunds on their way through the gateway that took the money. A command decides what it is asked
//! and writes that down; then it is asked; then a command takes what it answered.
//!
//! Whatever stops in between is taken up again after its lease: what may have been carried out is
//! read first, and then asked again in the same words under the same key.

use super::Command;
use super::collect::{ASKED_AGAIN, READ_AGAIN, REFUSED_AGAIN, later};
use super::refunds::{failed, sent, take, tell};
use crate::error::ExecuteError;
use crate::gateway::{Giving, Refund, Refunded, Trouble};
use crate::store::refunds::{self, RefundAttempt, RefundRow};
use crate::store::shops;
use crate::writer::turn::Turn;
use dockline_domain::id::RefundId;
use dockline_domain::payment::refund::{Input, State, Tried};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Most refunds that are taken up at once.
const AT_ONCE: i64 = 16;
/// After this it is looked whether what is on its way was sent.
const PENDING_AGAIN: SignedDuration = SignedDuration::from_hours(24);
/// After this it is looked, once, whether what was sent came back: a bank needs days to find that
/// an account was closed.
const CAME_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a gateway is to be asked about a refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefundWork {
    pub(crate) refund: RefundId,
    /// By which gateway of the shop.
    pub(crate) gateway: u32,
    /// Which attempt it is; none for a question.
    pub(crate) attempt: Option<u32>,
    pub(crate) call: RefundCall,
}

/// What it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RefundCall {
    Refund { key: String, ask: Refund },
    Read { intent: String },
}

/// What it said.
#[derive(Debug, Clone)]
pub(crate) enum RefundSaid {
    Refunded(Refunded),
    /// All that it gave back of an intent.
    Found(Vec<Refunded>),
    Nothing(Trouble),
}

/// Take up the refunds of the shop for which there is something to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TakeUpRefunds {
    /// For how long this node works on them: longer than a gateway may take to answer.
    pub(crate) lease: SignedDuration,
}

/// Take what a gateway said about a refund. Answers what it is asked next, at once.
#[derive(Debug, Clone)]
pub(crate) struct RecordRefund {
    pub(crate) refund: RefundId,
    pub(crate) attempt: Option<u32>,
    pub(crate) said: RefundSaid,
    /// For how long this node goes on with it; none leaves that to whoever looks next.
    pub(crate) lease: Option<SignedDuration>,
}

impl Command for TakeUpRefunds {
    type Answer = Vec<RefundWork>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<RefundWork>, ExecuteError> {
        let shop = turn.shop();
        let machine = shops::database_time(turn.session).await?;
        let now = (turn.at.as_millisecond(), machine.as_millisecond());
        let lease = machine.checked_add(self.lease).ok();
        let mut work = Vec::new();
        for mut row in refunds::at_work(turn.session, &shop.id, now, AT_ONCE).await? {
            match go_on(turn, &mut row, lease).await {
                Ok(next) => work.extend(next),
                Err(ExecuteError::Conflict(_) | ExecuteError::Internal) => {
                    put_off(turn, &row.id()).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(work)
    }
}

/// One refund that cannot go on keeps no other from it.
async fn put_off(turn: &mut Turn<'_>, refund: &RefundId) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    tracing::error!(shop = %shop.slug, %refund, "a refund cannot go on; trying again later");
    let found = refunds::one(turn.session, &shop.id, refund).await?;
    let mut row = found.ok_or(ExecuteError::Internal)?;
    row.next_at = later(turn.at, REFUSED_AGAIN);
    Ok(turn.session.write(&[row.saved(&shop.id)]).await?)
}

/// Decides what a gateway is asked about a refund now, writes that down, and takes the refund for
/// this node.
async fn go_on(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
    lease: Option<Timestamp>,
) -> Result<Option<RefundWork>, ExecuteError> {
    let shop = turn.shop();
    let work = next(turn, row).await?;
    row.leased_until = work.as_ref().and(lease);
    turn.session.write(&[row.saved(&shop.id)]).await?;
    Ok(work)
}

async fn next(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
) -> Result<Option<RefundWork>, ExecuteError> {
    let intent = row.intent.clone().filter(|_| !row.by_hand);
    let (attempt, call) = match (row.state, intent) {
        (State::Due | State::Failed, Some(intent)) => {
            let (number, call) = ask(turn, row, intent).await?;
            (Some(number), call)
        }
        (State::Asking | State::Unknown | State::Pending | State::Sent, Some(intent)) => {
            (None, RefundCall::Read { intent })
        }
        (State::NeedsPerson | State::Cancelled, Some(_)) | (_, None) => {
            row.next_at = None;
            return Ok(None);
        }
    };
    Ok(Some(RefundWork {
        refund: row.id(),
        gateway: row.gateway,
        attempt,
        call,
    }))
}

/// The gateway is asked to send it: by the words of before where they were not answered. Answers
/// which attempt that is.
async fn ask(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
    intent: String,
) -> Result<(u32, RefundCall), ExecuteError> {
    let shop = turn.shop();
    let last = refunds::last_attempt(turn.session, &shop.id, row).await?;
    let asked = if let Some(last) = last.filter(|last| !last.is_answered) {
        let ask = last.asked()?;
        let key = last.key;
        (last.number, RefundCall::Refund { key, ask })
    } else {
        row.attempt += 1;
        let key = format!("dl1:{}:{}", row.id(), row.attempt);
        let ask = Refund {
            refund: row.id(),
            intent,
            minor: row.amount.minor,
            currency: row.amount.currency,
        };
        let at = turn.at.as_millisecond();
        let attempt = (row.attempt, key.as_str(), &ask);
        refunds::ask(turn.session, &shop.id, row, attempt, at).await?;
        let attempt = row.attempt;
        tell(turn, row, Tried::Asked { attempt });
        (row.attempt, RefundCall::Refund { key, ask })
    };
    row.state = take(row, Input::Ask)?;
    // Where this node dies, another one goes on after the lease.
    row.next_at = Some(turn.at);
    Ok(asked)
}

impl Command for RecordRefund {
    type Answer = Option<RefundWork>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Option<RefundWork>, ExecuteError> {
        let shop = turn.shop();
        let found = refunds::one(turn.session, &shop.id, &self.refund).await?;
        let mut row =
            found.ok_or_else(|| ExecuteError::not_found("refund", self.refund.as_str()))?;
        let last = refunds::last_attempt(turn.session, &shop.id, &row).await?;
        let last = last.ok_or(ExecuteError::Internal)?;
        if self.attempt.is_some_and(|number| number != last.number) {
            return overtaken(turn, &mut row, self.said).await.map(|()| None);
        }
        row.leased_until = None;
        match self.said {
            RefundSaid::Refunded(refunded) => hear(turn, &mut row, &last, refunded).await?,
            RefundSaid::Found(all) => {
                let ours = |one: &Refunded| one.key.as_ref() == Some(&last.key);
                match all.into_iter().find(ours) {
                    Some(refunded) => hear(turn, &mut row, &last, refunded).await?,
                    None => not_there(turn, &mut row),
                }
            }
            RefundSaid::Nothing(trouble) => {
                let of = (&last, self.attempt.is_some());
                nothing(turn, &mut row, of, &trouble).await?;
            }
        }
        if let Some(lease) = self.lease
            && row.next_at.is_some_and(|at| at <= turn.at)
        {
            let machine = shops::database_time(turn.session).await?;
            return go_on(turn, &mut row, machine.checked_add(lease).ok()).await;
        }
        turn.session.write(&[row.saved(&shop.id)]).await?;
        Ok(None)
    }
}

/// An attempt is answered after a later one was made: it decides nothing about that one, and the
/// node that works on it keeps it. That it was sent though its answer was another is for a person.
async fn overtaken(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
    said: RefundSaid,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let RefundSaid::Refunded(refunded) = said else {
        return Ok(());
    };
    if matches!(refunded.state, Giving::Failed(_)) {
        return Ok(());
    }
    (row.state, row.next_at) = (take(row, Input::Contradicts)?, None);
    let sent = refunded.money;
    tell(turn, row, Tried::Contradicts { sent });
    Ok(turn.session.write(&[row.saved(&shop.id)]).await?)
}

/// The gateway knows of it.
async fn hear(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
    last: &RefundAttempt,
    refunded: Refunded,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let word = match &refunded.state {
        Giving::Pending => "pending",
        Giving::Sent => "sent",
        Giving::Failed(code) => code,
    };
    let at = turn.at.as_millisecond();
    refunds::answer(turn.session, &shop.id, (row, last.number), at, word).await?;
    // Somebody has sent it, or it is not owed: what the gateway says of it decides nothing.
    if row.by_hand || row.state == State::Cancelled {
        row.next_at = None;
        return Ok(());
    }
    (row.refused, row.failure) = (false, None);
    row.reference = Some(refunded.reference);
    let input = match &refunded.state {
        _ if refunded.money != row.amount => Input::Contradicts,
        Giving::Pending => Input::Pends,
        Giving::Sent => Input::Sent,
        Giving::Failed(_) => Input::Fails,
    };
    let was = row.state;
    row.state = was.take(input).unwrap_or(State::NeedsPerson);
    row.next_at = match row.state {
        State::Pending => later(turn.at, PENDING_AGAIN),
        State::Sent if was != State::Sent => later(turn.at, CAME_BACK),
        // Told twice: it is still to be looked whether it comes back.
        State::Sent => row.next_at.filter(|at| *at > turn.at),
        _ => None,
    };
    match (row.state, refunded.state) {
        (state, _) if state == was => {}
        (State::Pending, _) => tell(turn, row, Tried::Pends),
        (State::Sent, _) => return sent(turn, row, None, None).await,
        (State::Failed, Giving::Failed(code)) => return failed(turn, row, code).await,
        _ => {
            let sent = refunded.money;
            tell(turn, row, Tried::Contradicts { sent });
        }
    }
    Ok(())
}

/// The gateway does not know of it: where it was asked, that never arrived.
fn not_there(turn: &mut Turn<'_>, row: &mut RefundRow) {
    match row.state.take(Input::NotThere) {
        Ok(state) => (row.state, row.next_at) = (state, Some(turn.at)),
        // What it knew of it is not there any more: a day later, and shown when both are compared.
        Err(_) => {
            row.next_at = match row.state {
                State::Pending => later(turn.at, PENDING_AGAIN),
                _ => None,
            }
        }
    }
}

/// Nothing is known: it is not asked for anything else.
async fn nothing(
    turn: &mut Turn<'_>,
    row: &mut RefundRow,
    (last, is_attempt): (&RefundAttempt, bool),
    trouble: &Trouble,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let was = row.state;
    // A question that is refused says nothing of what was asked before it, by a node that died too.
    let is_asked = is_attempt && was == State::Asking;
    let (input, next_at) = match trouble {
        Trouble::NotAsked if is_asked => (Input::NotThere, later(turn.at, ASKED_AGAIN)),
        // Nothing was done, and it would be refused again: a person decides.
        Trouble::Refused(_) if is_asked => (Input::Fails, None),
        Trouble::NotAsked => (Input::NoAnswer, later(turn.at, ASKED_AGAIN)),
        Trouble::Unknown => (Input::NoAnswer, later(turn.at, READ_AGAIN)),
        Trouble::Refused(_) => (Input::NoAnswer, later(turn.at, REFUSED_AGAIN)),
    };
    // Somebody sent it meanwhile, or it failed: a late answer has nothing looked at again.
    let Ok(state) = was.take(input) else {
        return Ok(());
    };
    (row.state, row.next_at) = (state, next_at);
    if let Trouble::Refused(why) = trouble {
        tracing::warn!(shop = %shop.slug, refund = %row.id(), %why, "the gateway refuses the shop");
        if is_asked {
            let at = turn.at.as_millisecond();
            refunds::answer(turn.session, &shop.id, (row, last.number), at, "refused").await?;
            (row.refused, row.failure) = (true, Some("refused".to_owned()));
            tell(turn, row, Tried::Refused);
        }
    }
    if row.state == State::Unknown && was != State::Unknown {
        tell(turn, row, Tried::Unknown);
    }
    Ok(())
}
