//! What a shopper does at the gateway: name a method, or answer their bank. Nothing that their
//! browser brings back is believed: the gateway is asked what became of what was begun for this order.

use crate::Engine;
use crate::command::{
    AskOnPage, BeginMethod, Call, Context, HintTaken, RecordMethod, RecordOutcome, RecordRefund,
    RefundSaid, Said, TakeHint, pending,
};
use crate::error::{ExecuteError, ReadError};
use crate::gateway::{Begin, Begun, Gateway, Outcome, Trouble};
use crate::store::StoreError;
use crate::store::methods::{self, MethodRow};
use crate::store::orders::{self, OrderRow};
use crate::store::payments::{self, ChargeRow};
use crate::store::refunds::{self, RefundRow};
use dockline_domain::by::By;
use dockline_domain::id::{OrderId, ShopId};
use dockline_domain::money::Currency;
use dockline_domain::payment::charge::State as ChargeState;
use dockline_domain::payment::method::State;
use dockline_domain::payment::refund::State as RefundState;
use dockline_domain::refusal::Refusal;
use dockline_view::Shop;
use std::fmt;
use std::sync::Arc;

/// Where somebody goes to name a method.
#[derive(Clone, PartialEq, Eq)]
pub enum Naming {
    /// To this page of the gateway.
    At(String),
    /// Nowhere: they have named one already.
    Done,
}

/// The page is for the shopper's eyes alone.
impl fmt::Debug for Naming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::At(_) => "At",
            Self::Done => "Done",
        })
    }
}

/// Why paying did not come further.
#[derive(Debug, thiserror::Error)]
pub enum PayError {
    /// What was asked for is not there, or could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The present state does not allow it.
    #[error(transparent)]
    Execute(#[from] ExecuteError),
    /// The gateway said nothing that helps.
    #[error(transparent)]
    Gateway(#[from] Trouble),
}

impl From<StoreError> for PayError {
    fn from(error: StoreError) -> Self {
        Self::Read(error.into())
    }
}

/// Records the method that was named at the gateway for an order. Answers whether there was one.
pub(super) async fn named(
    engine: &Engine,
    gateway: &dyn Gateway,
    shop: &Shop,
    order: &OrderId,
) -> Result<bool, PayError> {
    let rows = engine
        .ask(async |session| methods::of_order(session, &shop.id, order).await)
        .await?;
    let waiting =
        |row: &&MethodRow| matches!(row.state, State::Verifying | State::Failed | State::Lapsed);
    for row in rows.iter().rev().filter(waiting) {
        let Some(session) = &row.session else {
            continue;
        };
        let caller = engine.caller(shop, row.gateway).await?;
        let Begun::Verified(verified) = engine.in_time(gateway.begun(&caller, session)).await?
        else {
            continue;
        };
        let record = RecordMethod {
            order: order.clone(),
            session: session.clone(),
            verified,
        };
        let context = Context::by(By::Shopper);
        if engine.execute(&shop.id, context, record).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Takes over what became of an order at its gateways: a method that was named, what was paid though
/// it was not known, and what came back.
pub(super) async fn look_at(
    engine: &Engine,
    gateway: &dyn Gateway,
    shop: &Shop,
    order: &OrderId,
) -> Result<(), PayError> {
    named(engine, gateway, shop, order).await?;
    let (charges, refunds) = engine
        .ask(async |session| {
            Ok((
                payments::of_order(session, &shop.id, order).await?,
                refunds::of_order(session, &shop.id, order).await?,
            ))
        })
        .await?;
    for charge in charges.iter().filter(|row| may_have_moved(row)) {
        let Some(intent) = &charge.intent else {
            continue;
        };
        let caller = engine.caller(shop, charge.gateway).await?;
        let outcome = engine.in_time(gateway.read(&caller, intent)).await?;
        if !is_news(charge.state, &outcome) {
            continue;
        }
        let record = RecordOutcome {
            charge: charge.id(),
            attempt: None,
            read: Some(intent.clone()),
            said: Said::Outcome(outcome),
            lease: None,
        };
        let context = Context::by(By::System);
        engine.execute(&shop.id, context, record).await?;
    }
    for refund in refunds.iter().filter(|row| may_have_come_back(row)) {
        let Some(intent) = &refund.intent else {
            continue;
        };
        let caller = engine.caller(shop, refund.gateway).await?;
        let found = engine.in_time(gateway.refunds_of(&caller, intent)).await?;
        let record = RecordRefund {
            refund: refund.id(),
            attempt: None,
            said: RefundSaid::Found(found),
            lease: None,
        };
        let context = Context::by(By::System);
        engine.execute(&shop.id, context, record).await?;
    }
    Ok(())
}

/// Whether the gateway may know more of a charge than is written here. Where a node is asking, it is
/// the one that hears.
fn may_have_moved(charge: &ChargeRow) -> bool {
    let is_asked = charge.leased_until.is_some();
    match charge.state {
        ChargeState::Open
        | ChargeState::Settling
        | ChargeState::Action
        | ChargeState::Failed { .. }
        | ChargeState::Unknown => !is_asked,
        // What may have been lost there is read and asked again by itself.
        ChargeState::Due
        | ChargeState::Opening
        | ChargeState::Asking
        | ChargeState::Cancelling
        | ChargeState::Paid
        | ChargeState::Covered
        | ChargeState::Waived
        | ChargeState::Cancelled
        | ChargeState::NeedsPerson => false,
    }
}

/// Whether what a gateway answers is more than what is known: a decline that was heard is not heard
/// again.
fn is_news(state: ChargeState, outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Succeeded(_) | Outcome::Settling | Outcome::Gone => true,
        Outcome::Open | Outcome::Action(_) => state == ChargeState::Unknown,
        Outcome::Declined(_) => !matches!(state, ChargeState::Open | ChargeState::Failed { .. }),
    }
}

fn may_have_come_back(refund: &RefundRow) -> bool {
    let moves = matches!(
        refund.state,
        RefundState::Pending | RefundState::Sent | RefundState::Unknown
    );
    moves && !refund.by_hand && refund.leased_until.is_none()
}

impl Engine {
    /// Takes a message of a gateway that was proven. What it names is looked into right after.
    pub async fn hear(&self, shop: &ShopId, hint: TakeHint) -> Result<HintTaken, ExecuteError> {
        let context = Context::by(By::System);
        let taken = self.execute(shop, context, hint).await?;
        if taken == HintTaken::New {
            self.hinted.insert(shop.clone(), ());
        }
        Ok(taken)
    }

    /// The order of a link, where a gateway takes its money.
    async fn paid_by_gateway(&self, token: &str) -> Result<(OrderRow, Arc<Shop>, u32), PayError> {
        let found = self
            .ask(async |session| {
                let Some(order) = orders::by_token(session, token).await? else {
                    return Ok(None);
                };
                let gateway = match order.gateway {
                    Some(number) => {
                        let gateway = payments::gateway(session, &order.shop, number).await?;
                        gateway.kind.is_hosted().then_some(number)
                    }
                    None => None,
                };
                Ok(Some((order, gateway)))
            })
            .await?;
        let (order, number) = found.ok_or_else(|| ReadError::not_found("order", ""))?;
        let number = number.ok_or_else(|| ExecuteError::from(Refusal::NothingToName))?;
        let shop = self.shop_by_id(&order.shop).await?;
        let shop = shop.ok_or_else(|| ReadError::not_found("shop", ""))?;
        Ok((order, shop, number))
    }

    /// Begins to name a method for an order, or goes on where it was begun.
    pub async fn begin_method(
        &self,
        gateway: &dyn Gateway,
        token: &str,
        (return_url, lang): (&str, &str),
    ) -> Result<Naming, PayError> {
        let (order, shop, number) = self.paid_by_gateway(token).await?;
        let caller = self.caller(&shop, number).await?;
        let rows = self
            .ask(async |session| methods::of_order(session, &order.shop, &order.id).await)
            .await?;
        if rows.iter().any(|row| row.state == State::Lapsed) {
            return Err(ExecuteError::from(Refusal::NothingToName).into());
        }
        let open = pending(&rows).filter(|row| row.state == State::Verifying);
        let mut instead_of = None;
        if let Some(session) = open.and_then(|row| row.session.clone()) {
            match self.in_time(gateway.begun(&caller, &session)).await? {
                Begun::Open => {
                    let url = open.and_then(|row| row.session_url.clone());
                    return Ok(Naming::At(url.ok_or(ExecuteError::Internal)?));
                }
                Begun::Verified(_) => {
                    named(self, gateway, &shop, &order.id).await?;
                    return Ok(Naming::Done);
                }
                Begun::Over => instead_of = Some(session),
            }
        }
        let begin = Begin {
            order: order.id.clone(),
            currency: Currency::parse(&order.currency).map_err(|_| ExecuteError::Internal)?,
            customer: rows.iter().rev().find_map(|row| row.customer.clone()),
            after: rows.iter().rev().find_map(|row| row.session.clone()),
            return_url: return_url.to_owned(),
            lang: lang.to_owned(),
        };
        let hosted = self.in_time(gateway.begin(&caller, &begin)).await?;
        let command = BeginMethod {
            order: order.id,
            session: hosted.session,
            url: hosted.url,
            instead_of,
        };
        let context = Context::by(By::Shopper);
        let url = self.execute(&order.shop, context, command).await?;
        Ok(Naming::At(url))
    }

    /// Somebody came back from the gateway: takes over what they did there.
    pub async fn came_back(&self, gateway: &dyn Gateway, token: &str) -> Result<(), PayError> {
        let (order, shop, number) = self.paid_by_gateway(token).await?;
        named(self, gateway, &shop, &order.id).await?;
        let caller = self.caller(&shop, number).await?;
        let charges = self
            .ask(async |session| payments::of_order(session, &order.shop, &order.id).await)
            .await?;
        let waits = |row: &&ChargeRow| row.state == ChargeState::Action;
        for charge in charges.iter().filter(waits) {
            let Some(intent) = &charge.intent else {
                continue;
            };
            let outcome = self.in_time(gateway.read(&caller, intent)).await?;
            // It still waits: nothing new.
            if matches!(outcome, Outcome::Action(_) | Outcome::Open) {
                continue;
            }
            let record = RecordOutcome {
                charge: charge.id(),
                attempt: None,
                read: Some(intent.clone()),
                said: Said::Outcome(outcome),
                // What is to be asked next is asked while nobody waits for it.
                lease: None,
            };
            let context = Context::by(By::Shopper);
            self.execute(&order.shop, context, record).await?;
        }
        Ok(())
    }

    /// Asks for the money while the shopper is here, so that their bank can ask them. Answers the
    /// address of the bank's page; none where there is nothing to answer any more.
    pub async fn begin_bank_step(
        &self,
        gateway: &dyn Gateway,
        token: &str,
        return_url: &str,
    ) -> Result<Option<String>, PayError> {
        let (order, shop, _) = self.paid_by_gateway(token).await?;
        let command = AskOnPage {
            order: order.id.clone(),
            return_url: return_url.to_owned(),
            lease: self.charge_lease(),
        };
        let context = || Context::by(By::Shopper);
        let Some(work) = self.execute(&order.shop, context(), command).await? else {
            return Ok(None);
        };
        debug_assert!(matches!(work.call, Call::Confirm { .. }));
        let said = self.ask_gateway(gateway, &shop, &work).await;
        let url = match &said {
            Said::Outcome(Outcome::Action(url)) => url.clone(),
            Said::Opened(_) | Said::Outcome(_) | Said::Nothing(_) => None,
        };
        let record = RecordOutcome {
            charge: work.charge,
            attempt: work.attempt,
            read: None,
            said,
            lease: None,
        };
        self.execute(&order.shop, context(), record).await?;
        Ok(url)
    }
}
