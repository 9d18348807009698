//! Withdrawals from contracts: what people declare, and what people of the shop do about it.

use super::Command;
use super::cancel_order::{CancelOrder, cancel};
use crate::error::ExecuteError;
use crate::event::Event;
use crate::fold;
use crate::secret::{new_message_id, new_person_id, new_withdrawal_id};
use crate::store::messages::{self, PlannedMail};
use crate::store::orders::{PersonRow, persons};
use crate::store::withdrawals::{self, NewWithdrawal};
use crate::store::{find, orders, shops};
use crate::writer::turn::Turn;
use dockline_domain::backorder::Actor;
use dockline_domain::email::Email;
use dockline_domain::id::{OrderId, PersonId, WithdrawalId};
use dockline_domain::message::MessageKind;
use dockline_domain::reason::Reason;
use dockline_domain::refusal::Refusal;
use dockline_domain::withdrawal::{self, RECEIPTS_MAX, State, Step};
use dockline_view::WithdrawalView;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Somebody withdraws from a contract. Whether there is such an order changes nothing of what they
/// are answered.
#[derive(Clone)]
pub struct DeclareWithdrawal {
    /// Their name.
    pub name: String,
    /// What they wrote to say which contract it is.
    pub contract: String,
    /// Where the receipt goes.
    pub email: Email,
    /// In which language.
    pub locale: String,
}

/// A withdrawal was declared, now or by the same statement before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawalDeclared {
    /// Its id.
    pub id: WithdrawalId,
    /// When it was declared first.
    pub at: Timestamp,
    /// Whether a mail has the receipt: nobody is written to without end.
    pub is_mailed: bool,
}

impl Command for DeclareWithdrawal {
    type Answer = WithdrawalDeclared;

    async fn run(self, turn: &mut Turn<'_>) -> Result<WithdrawalDeclared, ExecuteError> {
        let (shop, at) = (turn.shop(), turn.at.as_millisecond());
        let since = withdrawal::same_since(turn.at).as_millisecond();
        let email = self.email.as_str();
        let before = withdrawals::declared_since(turn.session, &shop.id, email, since).await?;
        let statement = (email, self.name.as_str(), self.contract.as_str());
        let same = withdrawals::same(turn.session, &shop.id, statement, since).await?;
        if let Some((id, at)) = same {
            let is_mailed = before <= RECEIPTS_MAX && shop.writes_mails();
            return Ok(WithdrawalDeclared { id, at, is_mailed });
        }
        let order = meant(turn, &self).await?;
        let (id, person) = (new_withdrawal_id(turn.at), new_person_id(turn.at));
        let mut people = persons();
        people.push(&PersonRow {
            shop: &shop.id,
            id: &person,
            order: None,
            email,
            name: &self.name,
            locale: &self.locale,
            at,
            email_folded: fold::address(email),
            name_folded: fold::text(&self.name),
            address: None,
            address_parts: None,
        });
        turn.session.write(&[people.write()]).await?;
        let seq = turn.log(Event::WithdrawalDeclared {
            withdrawal: id.clone(),
            order: order.clone(),
        });
        let new = NewWithdrawal {
            id: &id,
            person: &person,
            contract: &self.contract,
            order: order.as_ref(),
            at,
            seq,
        };
        withdrawals::declare(turn.session, &shop.id, &new).await?;
        let is_mailed = before < RECEIPTS_MAX && shop.writes_mails();
        if is_mailed {
            receipt(turn, &id, &person, seq).await?;
        }
        if let Some(order) = &order {
            turn.touch_order(order);
        }
        Ok(WithdrawalDeclared {
            id,
            at: turn.at,
            is_mailed,
        })
    }
}

/// Plans the receipt: a durable medium, where the shop writes mails.
async fn receipt(
    turn: &mut Turn<'_>,
    id: &WithdrawalId,
    person: &PersonId,
    seq: i64,
) -> Result<(), ExecuteError> {
    let shop = turn.shop();
    let now = shops::database_time(turn.session).await?;
    let mut planned = messages::planned();
    planned.push(&PlannedMail {
        shop: &shop.id,
        id: new_message_id(now),
        kind: MessageKind::WithdrawalReceived.name(),
        order: None,
        person: Some(person),
        about: id.to_string(),
        cause: seq,
        at: now.as_millisecond(),
        due: now.as_millisecond(),
    });
    turn.session.write(&[planned.write()]).await?;
    Ok(())
}

/// The order that is meant: the first whose number was written and whose mail address it is.
async fn meant(
    turn: &mut Turn<'_>,
    declared: &DeclareWithdrawal,
) -> Result<Option<OrderId>, ExecuteError> {
    let shop = turn.shop();
    let email = fold::address(declared.email.as_str());
    for number in withdrawal::numbers_in(&declared.contract) {
        let Some((id, _)) = find::by_number(turn.session, &shop.id, number).await? else {
            continue;
        };
        let order = orders::by_id(turn.session, &shop.id, &id).await?;
        if order.is_some_and(|order| fold::address(order.person.email.as_str()) == email) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Somebody of the shop does something about a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveWithdrawal {
    /// Which.
    pub id: WithdrawalId,
    /// What.
    pub how: Settle,
    /// Only while it stands so, as it was shown.
    pub if_state: State,
}

/// What somebody does about a withdrawal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settle {
    /// It is about the order with this number.
    Match(i64),
    /// What has not left of its order is cancelled.
    CarryOut,
    /// The goods come back.
    AnnounceReturn,
    /// There is nothing more to do.
    DealtWith,
}

impl Command for MoveWithdrawal {
    type Answer = ();

    async fn run(self, turn: &mut Turn<'_>) -> Result<(), ExecuteError> {
        let shop = turn.shop();
        let view = withdrawals::one(turn.session, &shop.id, &self.id).await?;
        let view = view.ok_or_else(|| ExecuteError::not_found("withdrawal", self.id.as_str()))?;
        if view.state != self.if_state {
            return Err(Refusal::WithdrawalSettled.into());
        }
        let mut order = view.order.clone();
        let step = match self.how {
            Settle::Match(number) => {
                let found = find::by_number(turn.session, &shop.id, number).await?;
                let unknown = || ExecuteError::NotFound {
                    what: "order",
                    name: number.to_string(),
                    pointer: Some("/order".to_owned()),
                };
                order = Some(found.ok_or_else(unknown)?.0);
                Step::Matched
            }
            Settle::CarryOut => Step::CarriedOut {
                goods_left: view.goods_left,
            },
            Settle::AnnounceReturn => Step::ReturnAnnounced,
            Settle::DealtWith => Step::DealtWith,
        };
        let to = view.state.take(step).ok_or(Refusal::WithdrawalSettled)?;
        if self.how == Settle::CarryOut {
            carry_out(turn, &view).await?;
        }
        let (named, at) = ((&shop.id, &self.id), turn.at.as_millisecond());
        let states = (view.state, to);
        if !withdrawals::moved(turn.session, named, states, order.as_ref(), at).await? {
            return Err(Refusal::WithdrawalSettled.into());
        }
        turn.log(Event::WithdrawalMoved {
            withdrawal: self.id,
            order: order.clone(),
            what: step,
        });
        if let Some(order) = &order {
            turn.touch_order(order);
        }
        Ok(())
    }
}

/// Cancels what has not left. What was paid goes back as it does after any cancellation.
async fn carry_out(turn: &mut Turn<'_>, view: &WithdrawalView) -> Result<(), ExecuteError> {
    let order = view.order.clone().ok_or(Refusal::WithdrawalSettled)?;
    let command = CancelOrder {
        order,
        lines: Vec::new(),
        by: Actor::Shopper,
        reason: Reason::Withdrawn,
        if_version: None,
    };
    cancel(command, None, turn).await?;
    Ok(())
}
