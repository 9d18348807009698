//! Charges on their way through a gateway that takes money itself. A command decides what it is
//! asked next and writes that down; then it is asked; then a command takes what it answered.
//!
//! Whatever stops in between is taken up again after its lease: what may have been carried out is
//! read first, and then asked again in the same words under the same key.

use super::charges::Entry;
use super::{Command, charges, methods, refunds};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::gateway::{Confirm, Open, Outcome, Trouble};
use crate::store::methods::{self as store, AttemptRow, NewAttempt};
use crate::store::payments::{self, ChargeRow};
use crate::store::shops;
use crate::writer::turn::Turn;
use dockline_domain::id::{ChargeId, OrderId};
use dockline_domain::money::Money;
use dockline_domain::payment::charge::{Input, State, Tried};
use dockline_domain::payment::failure::{Failure, Remedy, next_morning};
use dockline_domain::refusal::Refusal;
use dockline_view::MoneyKind;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Most charges that are taken up at once.
const AT_ONCE: i64 = 16;
/// After this a gateway that was not reached is asked again.
pub(super) const ASKED_AGAIN: SignedDuration = SignedDuration::from_secs(30);
/// After this a gateway that did not answer is asked what it did.
pub(super) const READ_AGAIN: SignedDuration = SignedDuration::from_secs(5);
/// After this a gateway that refuses the shop is asked again: somebody has to do something first.
pub(super) const REFUSED_AGAIN: SignedDuration = SignedDuration::from_mins(15);
/// After this a gateway is asked whether the shopper has answered their bank; later the longer they
/// were sent there.
const PAGE_READ_AGAIN: SignedDuration = SignedDuration::from_secs(30);
/// After this at the latest.
const PAGE_READ_AGAIN_MAX: SignedDuration = SignedDuration::from_hours(1);
/// What an attempt is answered by that sent the shopper to a page of their bank.
const ON_PAGE: &str = "page";
/// After this it is looked whether a debit has arrived.
const SETTLED_AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// What a gateway is to be asked about a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) charge: ChargeId,
    /// By which gateway of the shop.
    pub(crate) gateway: u32,
    /// Which attempt it is; none for a question.
    pub(crate) attempt: Option<u32>,
    pub(crate) call: Call,
}

/// What it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Call {
    Open { key: String, ask: Open },
    Confirm { key: String, ask: Confirm },
    Read { intent: String },
    Cancel { key: String, intent: String },
}

/// What it said.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    Opened(String),
    Outcome(Outcome),
    Nothing(Trouble),
}

/// Take up the charges of the shop for which there is something to do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TakeUpCharges {
    /// For how long this node works on them: longer than a gateway may take to answer.
    pub(crate) lease: SignedDuration,
}

/// Take what a gateway said about a charge. Answers what it is asked next, at once.
#[derive(Clone)]
pub(crate) struct RecordOutcome {
    pub(crate) charge: ChargeId,
    pub(crate) attempt: Option<u32>,
    /// The intent that was read without a lease: what is said of another one than is asked by now
    /// counts for nothing.
    pub(crate) read: Option<String>,
    pub(crate) said: Said,
    /// For how long this node goes on with the charge; none leaves that to whoever looks next.
    pub(crate) lease: Option<SignedDuration>,
}

/// The shopper is here to answer their bank. It has the secret link of the order, so it is not shown.
#[derive(Clone)]
pub(crate) struct AskOnPage {
    pub(crate) order: OrderId,
    pub(crate) return_url: String,
    pub(crate) lease: SignedDuration,
}

/// Ask the gateway for the money of a charge now, and again where it let go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryCharge {
    /// Of which.
    pub charge: ChargeId,
    /// Only when the charge still has this version.
    pub if_version: Option<i64>,
}

/// Have the gateway let go of a charge. It is due then, and nobody is asked by itself: somebody notes
/// what came, waives it or has it tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancelCharge {
    /// Of which.
    pub charge: ChargeId,
    /// Only when the charge still has this version.
    pub if_version: Option<i64>,
}

impl Command for TakeUpCharges {
    type Answer = Vec<Work>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Vec<Work>, ExecuteError> {
        let shop = turn.shop();
        let machine = shops::database_time(turn.session).await?;
        let now = (turn.at.as_millisecond(), machine.as_millisecond());
        let lease = machine.checked_add(self.lease).ok();
        let mut work = Vec::new();
        for mut row in payments::at_work(turn.session, &shop.id, now, AT_ONCE).await? {
            let charge = row.id();
            match go_on(turn, &mut row, lease).await {
                Ok(next) => work.extend(next),
                Err(ExecuteError::Conflict(_) | ExecuteError::Internal) => {
                    put_off(turn, &charge).await?;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(work)
    }
}

/// One charge that cannot go on keeps no other from it.
async fn put_off(turn: &mut Turn<'_>, charge: &ChargeId) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    tracing::error!(shop = %shop.slug, %charge, "a charge cannot go on; trying again later");
    let found = payments::one(turn.session, &shop.id, charge).await?;
    let mut row = found.ok_or(ExecuteError::Internal)?;
    row.next_at = later(turn.at, REFUSED_AGAIN);
    let write = row.saved(&shop.id, row.version);
    Ok(turn.session.write(&[write]).await?)
}

/// Decides what a gateway is asked about a charge now, writes that down, and takes the charge for
/// this node.
async fn go_on(
    turn: &mut Turn<'_>,
    row: &mut ChargeRow,
    lease: Option<Timestamp>,
) -> Result<Option<Work>, ExecuteError> {
    let shop = turn.shop();
    let work = next(turn, row).await?;
    row.leased_until = work.as_ref().and(lease);
    let write = row.saved(&shop.id, row.version);
    turn.session.write(&[write]).await?;
    Ok(work)
}

fn is_over(row: &ChargeRow, now: Timestamp) -> bool {
    row.state.is_to_repair() && row.hold_until.is_some_and(|until| until <= now)
}

async fn next(turn: &mut Turn<'_>, row: &mut ChargeRow) -> Result<Option<Work>, ExecuteError> {
    let missing = row.moved.missing_minor(row.owed());
    match row.state {
        State::Due if row.by_hand || missing == 0 => {
            row.next_at = None;
            Ok(None)
        }
        State::Due => open(turn, row, missing).await,
        State::Opening => open_again(turn, row).await,
        State::Open | State::Failed { .. } | State::Action => {
            if is_over(row, turn.at) {
                row.state = charges::take(row.state, Input::Cancel)?;
                return let_go(turn, row).await.map(Some);
            }
            // An object has one amount for life.
            if row.by_hand || row.asked != missing {
                return let_go(turn, row).await.map(Some);
            }
            // Who was sent to their bank may have answered it, and not have come back.
            if row.state == State::Action && is_at_bank(turn, row).await? {
                return Ok(Some(read(row)?));
            }
            confirm(turn, row, None).await
        }
        State::Asking | State::Unknown | State::Settling => Ok(Some(read(row)?)),
        State::Cancelling if row.intent.is_some() => let_go(turn, row).await.map(Some),
        // It was to be made when it was cancelled: it is made, and let go.
        State::Cancelling => open_again(turn, row).await,
        State::Paid | State::Covered | State::Waived | State::Cancelled | State::NeedsPerson => {
            row.next_at = None;
            Ok(None)
        }
    }
}

fn intent(row: &ChargeRow) -> Result<String, ExecuteError> {
    row.intent.clone().ok_or(ExecuteError::Internal)
}

fn read(row: &ChargeRow) -> Result<Work, ExecuteError> {
    Ok(Work {
        charge: row.id(),
        gateway: row.gateway,
        attempt: None,
        call: Call::Read {
            intent: intent(row)?,
        },
    })
}

async fn last(turn: &mut Turn<'_>, row: &ChargeRow) -> Result<Option<AttemptRow>, ExecuteError> {
    let shop = turn.shop();
    Ok(store::last_attempt(turn.session, &shop.id, &row.order, row.number).await?)
}

/// Whether the money was asked for last by another card than the one that is saved now.
async fn is_by_other_card(
    turn: &mut Turn<'_>,
    row: &ChargeRow,
    attempt: &AttemptRow,
) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    // Of a person who was erased nothing is known any more.
    let Ok(asked) = attempt.asked::<Confirm>() else {
        return Ok(false);
    };
    let named = store::of_order(turn.session, &shop.id, &row.order).await?;
    let saved = methods::current(&named).and_then(|method| method.reference.as_ref());
    Ok(saved.is_some_and(|saved| *saved != asked.method))
}

/// Whether the shopper was sent to a page of their bank, about the card that is saved.
async fn is_at_bank(turn: &mut Turn<'_>, row: &ChargeRow) -> Result<bool, ExecuteError> {
    let attempt = last(turn, row).await?;
    match attempt.filter(|attempt| attempt.outcome.as_deref() == Some(ON_PAGE)) {
        Some(attempt) => Ok(!is_by_other_card(turn, row, &attempt).await?),
        None => Ok(false),
    }
}

/// Tells what became of asking.
fn tell(turn: &mut Turn<'_>, row: &mut ChargeRow, what: Tried) {
    let (order, charge) = (row.order.clone(), row.id());
    row.version = turn.log(Event::ChargeTried {
        order,
        charge,
        what,
    });
    turn.touch_order(&row.order);
}

/// Writes down what is about to be asked.
async fn ask(
    turn: &mut Turn<'_>,
    row: &ChargeRow,
    (number, step, key): (u32, &'static str, &str),
    body: &impl Serialize,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let attempt = NewAttempt {
        shop: &shop.id,
        order: &row.order,
        charge: row.number,
        number,
        step,
        key,
        body: &crate::store::json::json(body),
        at: turn.at.as_millisecond(),
    };
    Ok(store::ask(turn.session, &attempt).await?)
}

/// The gateway is asked to make its object.
async fn open(
    turn: &mut Turn<'_>,
    row: &mut ChargeRow,
    missing: i64,
) -> Result<Option<Work>, ExecuteError> {
    let shop = turn.shop();
    let named = store::of_order(turn.session, &shop.id, &row.order).await?;
    let Some(customer) = methods::current(&named).and_then(|method| method.customer.clone()) else {
        row.next_at = None;
        return Ok(None);
    };
    row.state = charges::take(row.state, Input::Claim)?;
    (row.asked, row.round) = (missing, row.round + 1);
    let number = last(turn, row)
        .await?
        .map_or(1, |attempt| attempt.number + 1);
    let key = format!("dl1:{}:open:{}", row.id(), row.round);
    let open = Open {
        charge: row.id(),
        minor: missing,
        currency: row.currency,
        customer,
    };
    ask(turn, row, (number, "open", &key), &open).await?;
    Ok(Some(Work {
        charge: row.id(),
        gateway: row.gateway,
        attempt: Some(number),
        call: Call::Open { key, ask: open },
    }))
}

/// The same once more: it moves no money, and the same key makes the same object.
async fn open_again(turn: &mut Turn<'_>, row: &ChargeRow) -> Result<Option<Work>, ExecuteError> {
    let attempt = last(turn, row).await?.ok_or(ExecuteError::Internal)?;
    let open: Open = attempt.asked()?;
    Ok(Some(Work {
        charge: row.id(),
        gateway: row.gateway,
        attempt: Some(attempt.number),
        call: Call::Open {
            key: attempt.key,
            ask: open,
        },
    }))
}

/// The gateway is asked for the money: by the words of before where they were not answered.
async fn confirm(
    turn: &mut Turn<'_>,
    row: &mut ChargeRow,
    return_url: Option<String>,
) -> Result<Option<Work>, ExecuteError> {
    let shop = turn.shop();
    let attempt = last(turn, row).await?;
    let last_number = attempt.as_ref().map_or(0, |attempt| attempt.number);
    let unanswered = attempt.filter(|last| last.step == "confirm" && !last.is_answered);
    let (number, key, body) = if let Some(attempt) = unanswered {
        let body: Confirm = attempt.asked()?;
        (attempt.number, attempt.key, body)
    } else {
        let named = store::of_order(turn.session, &shop.id, &row.order).await?;
        let Some(method) = methods::current(&named).and_then(|method| method.reference.clone())
        else {
            row.next_at = None;
            return Ok(None);
        };
        let number = last_number + 1;
        let key = format!("dl1:{}:confirm:{number}", row.id());
        let body = Confirm {
            intent: intent(row)?,
            method,
            return_url,
        };
        ask(turn, row, (number, "confirm", &key), &body).await?;
        // That a request is refused is told once, and not each time that it is asked again.
        if !row.refused {
            tell(turn, row, Tried::Asked { attempt: number });
        }
        (number, key, body)
    };
    row.state = charges::take(row.state, Input::Ask)?;
    row.next_at = Some(turn.at);
    Ok(Some(Work {
        charge: row.id(),
        gateway: row.gateway,
        attempt: Some(number),
        call: Call::Confirm { key, ask: body },
    }))
}

/// The gateway is asked to let its object go.
async fn let_go(turn: &mut Turn<'_>, row: &ChargeRow) -> Result<Work, ExecuteError> {
    let intent = intent(row)?;
    let key = format!("dl1:{}:cancel:{}", row.id(), row.round);
    let attempt = last(turn, row).await?;
    let number = match attempt {
        Some(attempt) if attempt.key == key => attempt.number,
        other => {
            let number = other.as_ref().map_or(1, |attempt| attempt.number + 1);
            if let Some(attempt) = other {
                close(turn, row, &attempt, "overtaken").await?;
            }
            ask(turn, row, (number, "cancel", &key), &intent).await?;
            number
        }
    };
    Ok(Work {
        charge: row.id(),
        gateway: row.gateway,
        attempt: Some(number),
        call: Call::Cancel { key, intent },
    })
}

/// Writes what an attempt was answered by. Where the bank was to send the shopper is known by then,
/// and is the secret link of their order: it is not kept.
async fn close(
    turn: &mut Turn<'_>,
    row: &ChargeRow,
    attempt: &AttemptRow,
    word: &str,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let body = match attempt.asked::<Confirm>() {
        Ok(asked) if attempt.step == "confirm" => crate::store::json::json(&Confirm {
            return_url: None,
            ..asked
        }),
        Ok(_) | Err(_) => attempt.body.clone(),
    };
    let of = (&row.order, row.number, attempt.number);
    let at = turn.at.as_millisecond();
    Ok(store::answer(turn.session, &shop.id, of, at, (word, &body)).await?)
}

/// Whether the last request was carried out is not said by what became of one before it: it is asked
/// once more, in the same words, and answered as it was.
fn is_doubtful(said: &Said, was: State) -> bool {
    let is_of_before = matches!(
        said,
        Said::Outcome(Outcome::Open | Outcome::Declined(_) | Outcome::Action(_))
    );
    is_of_before && matches!(was, State::Asking | State::Unknown)
}

impl Command for RecordOutcome {
    type Answer = Option<Work>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Option<Work>, ExecuteError> {
        let shop = turn.shop();
        let found = payments::one(turn.session, &shop.id, &self.charge).await?;
        let mut row =
            found.ok_or_else(|| ExecuteError::not_found("charge", self.charge.as_str()))?;
        if self.read.is_some() && row.intent != self.read {
            return Ok(None);
        }
        let unanswered = last(turn, &row).await?.filter(|last| !last.is_answered);
        row.leased_until = None;
        let was = row.state;
        let is_question = self.attempt.is_none();
        let repeats = is_question && unanswered.is_some() && is_doubtful(&self.said, was);
        if let Some(last) = unanswered.filter(|_| !repeats)
            && let Some(word) = outcome_word(&self.said, is_question)
            && self.attempt.is_none_or(|number| number == last.number)
        {
            close(turn, &row, &last, word).await?;
        }
        let took = match &self.said {
            Said::Outcome(Outcome::Succeeded(money)) => Some(*money),
            _ => None,
        };
        row.refused &= matches!(self.said, Said::Nothing(_));
        match self.said {
            Said::Opened(intent) => {
                row.intent = Some(intent);
                row.next_at = Some(turn.at);
                row.state = charges::take(row.state, Input::Opened)?;
            }
            Said::Outcome(_) if repeats => {
                row.state = charges::take(row.state, Input::Opened)?;
                row.next_at = Some(turn.at);
            }
            Said::Outcome(outcome) => hear(turn, &mut row, outcome).await?,
            Said::Nothing(trouble) => nothing(turn, &mut row, &trouble),
        }
        if row.state == State::NeedsPerson && was != State::NeedsPerson {
            tell(turn, &mut row, Tried::Contradicts { took });
        }
        if let Some(lease) = self.lease
            && row.next_at.is_some_and(|at| at <= turn.at)
        {
            let machine = shops::database_time(turn.session).await?;
            return go_on(turn, &mut row, machine.checked_add(lease).ok()).await;
        }
        let write = row.saved(&shop.id, row.version);
        turn.session.write(&[write]).await?;
        Ok(None)
    }
}

/// What is kept of an answer; nothing where a request stays without one.
fn outcome_word(said: &Said, is_question: bool) -> Option<&str> {
    match said {
        Said::Nothing(_) if is_question => None,
        Said::Opened(_) => Some("opened"),
        Said::Outcome(Outcome::Open) => Some("open"),
        Said::Outcome(Outcome::Succeeded(_)) => Some("succeeded"),
        Said::Outcome(Outcome::Settling) => Some("settling"),
        Said::Outcome(Outcome::Action(Some(_))) => Some(ON_PAGE),
        Said::Outcome(Outcome::Action(None)) => Some("action"),
        Said::Outcome(Outcome::Declined(code)) => Some(code),
        Said::Outcome(Outcome::Gone) => Some("gone"),
        Said::Nothing(Trouble::Refused(_)) => Some("refused"),
        Said::Nothing(Trouble::NotAsked | Trouble::Unknown) => None,
    }
}

/// What an input makes of a charge. What the rules do not foresee is for a person to see.
fn stepped(state: State, input: Input) -> State {
    let next = state
        .take(input)
        .or_else(|_| state.take(Input::Contradicts));
    next.unwrap_or(state)
}

pub(super) fn later(now: Timestamp, wait: SignedDuration) -> Option<Timestamp> {
    now.checked_add(wait).ok()
}

async fn hear(
    turn: &mut Turn<'_>,
    row: &mut ChargeRow,
    outcome: Outcome,
) -> Result<(), ExecuteError> {
    match outcome {
        Outcome::Open => {
            row.state = stepped(row.state, Input::Opened);
            row.next_at = Some(turn.at);
        }
        Outcome::Succeeded(money) => return succeeded(turn, row, money).await,
        Outcome::Settling => {
            let was = row.state;
            row.state = stepped(row.state, Input::Settles);
            row.next_at = later(turn.at, SETTLED_AGAIN);
            if row.state == State::Settling && was != State::Settling {
                tell(turn, row, Tried::Settles);
            }
        }
        Outcome::Action(_) => {
            return declined(turn, row, Failure::Authentication, None).await;
        }
        Outcome::Declined(code) => {
            return declined(turn, row, Failure::of_decline(&code), Some(code)).await;
        }
        Outcome::Gone => return gone(turn, row).await,
    }
    Ok(())
}

/// Whether the ledger has what the gateway's object took.
async fn is_entered(turn: &mut Turn<'_>, row: &ChargeRow) -> Result<bool, ExecuteError> {
    let shop = turn.shop();
    let of = (&row.order, row.number);
    let taken = payments::taken(turn.session, &shop.id, of).await?;
    let intent = row.intent.as_ref();
    Ok(taken.iter().any(|one| Some(&one.intent) == intent))
}

/// The gateway has the money. It is entered once, though it may be paid otherwise too: a charge that
/// is paid stays so.
async fn succeeded(
    turn: &mut Turn<'_>,
    row: &mut ChargeRow,
    money: Money,
) -> Result<(), ExecuteError> {
    let (order, charge) = (row.order.clone(), row.id());
    let as_asked = money.minor == row.asked && money.currency == row.currency;
    if !as_asked || is_entered(turn, row).await? {
        let input = if as_asked {
            Input::Succeeded
        } else {
            Input::Contradicts
        };
        row.state = stepped(row.state, input);
        row.next_at = None;
        return Ok(());
    }
    let was = row.state;
    row.state = stepped(was, Input::Succeeded);
    row.next_at = None;
    if row.state != State::Paid {
        return Ok(());
    }
    let minor = money.minor;
    tell(turn, row, Tried::Captured { minor });
    row.moved.captured_minor += money.minor;
    let reference = row.intent.clone();
    let entry = Entry {
        gateway_ref: reference.as_deref(),
        ..Entry::of(MoneyKind::Captured, money.minor)
    };
    charges::enter(turn, row, entry).await?;
    if was != State::Paid {
        turn.log(Event::ChargePaid { order, charge });
    }
    // It may not be owed any more: then it goes back at once.
    refunds::plan(turn, row).await?;
    row.version = turn.state.seq;
    charges::release(turn, row).await
}

/// The bank said no, or wants to hear from the shopper: their units wait for some time.
async fn declined(
    turn: &mut Turn<'_>,
    row: &mut ChargeRow,
    failure: Failure,
    code: Option<String>,
) -> Result<(), ExecuteError> {
    let input = match failure {
        Failure::Authentication => Input::WantsShopper,
        other => Input::Declined(other),
    };
    let was = row.state;
    row.state = stepped(row.state, input);
    if !row.state.is_to_repair() {
        // It is being let go anyway, or is paid.
        row.next_at = match row.state {
            State::Cancelling => Some(turn.at),
            _ => None,
        };
        return Ok(());
    }
    let attempt = last(turn, row).await?.filter(|last| last.step == "confirm");
    let is_by_other = match &attempt {
        Some(attempt) => is_by_other_card(turn, row, attempt).await?,
        None => false,
    };
    // Another card that was saved meanwhile has not been asked: its time is not over.
    let is_running = |until: &Timestamp| !is_by_other || *until > turn.at;
    let hold = turn.shop().rules.payment.hold();
    let until = row.hold_until.filter(is_running);
    let until = until.or_else(|| later(turn.at, hold));
    row.hold_until = until;
    row.next_at = until;
    let page = attempt.filter(|last| last.outcome.as_deref() == Some(ON_PAGE));
    if is_by_other {
        (row.tried, row.next_at) = (0, Some(turn.at));
    } else if row.state == State::Action
        && let Some(sent) = page
    {
        let since = turn.at.duration_since(sent.asked_at);
        let wait = since.clamp(PAGE_READ_AGAIN, PAGE_READ_AGAIN_MAX);
        row.next_at = until.min(later(turn.at, wait));
    } else if failure.remedy(row.tried) == Remedy::TryAgain {
        row.tried += 1;
        let morning = next_morning(turn.at, &turn.state.shop.zone);
        row.next_at = until.map(|until| until.min(morning));
    }
    // What is known already is not told again.
    if was != State::Action || row.state != State::Action {
        tell(turn, row, Tried::Failed { failure, code });
    }
    Ok(())
}

/// The gateway has let go.
async fn gone(turn: &mut Turn<'_>, row: &mut ChargeRow) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    if row.state == State::Cancelling && row.amount > 0 {
        // While it still counts: it comes to nothing, and what was paid of it is to be given back.
        charges::pass_on(turn, row).await?;
        let found = payments::one(turn.session, &shop.id, &row.id()).await?;
        *row = found.ok_or(ExecuteError::Internal)?;
        (row.leased_until, row.next_at, row.refused) = (None, None, false);
        if row.state != State::Cancelling {
            return Ok(());
        }
    }
    row.state = stepped(row.state, Input::Gone);
    match row.state {
        State::Due => {
            (row.intent, row.asked) = (None, 0);
            row.next_at = (!row.by_hand).then_some(turn.at);
            if row.by_hand {
                row.hold_until = None;
            }
            tell(turn, row, Tried::LetGo);
        }
        State::Cancelled => {
            row.next_at = None;
            turn.log(Event::ChargeCancelled {
                order: row.order.clone(),
                charge: row.id(),
            });
            row.version = turn.state.seq;
            turn.touch_order(&row.order);
            let write = row.saved(&shop.id, row.version);
            turn.session.write(&[write]).await?;
            if row.amount == 0 {
                charges::release(turn, row).await?;
            }
        }
        _ => row.next_at = None,
    }
    Ok(())
}

/// Nothing is known: no other method is tried, and nobody loses their units.
fn nothing(turn: &mut Turn<'_>, row: &mut ChargeRow, trouble: &Trouble) {
    let (input, wait) = match trouble {
        Trouble::NotAsked => (Input::NotAsked, ASKED_AGAIN),
        Trouble::Unknown => (Input::NoAnswer, READ_AGAIN),
        Trouble::Refused(_) => (Input::NotAsked, REFUSED_AGAIN),
    };
    let was = row.state;
    row.state = row.state.take(input).unwrap_or(row.state);
    row.next_at = later(turn.at, wait);
    if let Trouble::Refused(why) = trouble
        && !row.refused
    {
        row.refused = true;
        let shop = turn.shop();
        tracing::warn!(shop = %shop.slug, charge = %row.id(), %why, "the gateway refuses the shop");
        tell(turn, row, Tried::Refused);
    }
    if row.state == State::Unknown && was != State::Unknown {
        tell(turn, row, Tried::Unknown);
    }
}

impl Command for AskOnPage {
    type Answer = Option<Work>;

    async fn run(self, turn: &mut Turn<'_>) -> Result<Option<Work>, ExecuteError> {
        let shop = turn.shop();
        let rows = payments::of_order(turn.session, &shop.id, &self.order).await?;
        let machine = shops::database_time(turn.session).await?;
        let is_free = |row: &ChargeRow| {
            row.state == State::Action
                && row.asked == row.moved.missing_minor(row.owed())
                && row.leased_until.is_none_or(|until| until <= machine)
        };
        let Some(mut row) = rows.into_iter().find(is_free) else {
            return Ok(None);
        };
        let work = confirm(turn, &mut row, Some(self.return_url)).await?;
        row.leased_until = work.as_ref().and(machine.checked_add(self.lease).ok());
        let write = row.saved(&shop.id, row.version);
        turn.session.write(&[write]).await?;
        Ok(work)
    }
}

/// A charge that a gateway takes, as somebody has seen it.
async fn hosted(
    turn: &mut Turn<'_>,
    charge: &ChargeId,
    if_version: Option<i64>,
) -> Result<ChargeRow, ExecuteError> {
    let row = super::money::find(turn, charge, if_version).await?;
    if !row.kind.is_hosted() {
        return Err(Refusal::TakenByNobody.into());
    }
    Ok(row)
}

impl Command for RetryCharge {
    type Answer = super::ChargeMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<super::ChargeMoved, ExecuteError> {
        let shop = turn.shop();
        let mut row = hosted(turn, &self.charge, self.if_version).await?;
        if !row.state.may_be_tried() {
            // As the rules say it of a second request.
            charges::take(row.state, Input::Ask)?;
            return Err(ExecuteError::Internal);
        }
        (row.by_hand, row.next_at) = (false, Some(turn.at));
        tell(turn, &mut row, Tried::Retried);
        let write = row.saved(&shop.id, row.version);
        turn.session.write(&[write]).await?;
        Ok(super::ChargeMoved {
            charge: self.charge,
            version: row.version,
        })
    }
}

impl Command for CancelCharge {
    type Answer = super::ChargeMoved;

    async fn run(self, turn: &mut Turn<'_>) -> Result<super::ChargeMoved, ExecuteError> {
        let shop = turn.shop();
        let mut row = hosted(turn, &self.charge, self.if_version).await?;
        match row.state {
            State::Due => row.next_at = None,
            state if state.may_be_tried() => row.next_at = Some(turn.at),
            // While an answer is missing nobody can know what would be cancelled.
            state => {
                return Err(Refusal::Charge(
                    state
                        .take(Input::Claim)
                        .err()
                        .ok_or(ExecuteError::Internal)?,
                )
                .into());
            }
        }
        row.by_hand = true;
        tell(turn, &mut row, Tried::TakenOver);
        let write = row.saved(&shop.id, row.version);
        turn.session.write(&[write]).await?;
        Ok(super::ChargeMoved {
            charge: self.charge,
            version: row.version,
        })
    }
}
