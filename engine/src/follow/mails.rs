//! Plans mails: who is to be told of what has happened. It is a follower of the log; what is planned
//! and how far the log was read are written together, so no mail is left out and none is planned
//! twice. What a mail says is decided when it is sent.

use super::log::{Begins, Follow, FollowError, Follower};
use crate::Engine;
use crate::command::{Context, NewMail, PlanMails, Runs};
use crate::event::{Batch, Event, Kind};
use crate::store::followers::MAILS;
use crate::store::promises;
use dockline_domain::by::By;
use dockline_domain::dates::add_days;
use dockline_domain::delay::Choice;
use dockline_domain::id::OrderId;
use dockline_domain::message::{MessageKind, TOLD_OF_CHARGE_DAYS};
use dockline_domain::payment::charge::Tried;
use dockline_domain::payment::failure::Failure;
use dockline_domain::payment::gateway::GatewayKind;
use dockline_domain::reason::Reason;
use dockline_view::Shop;
use jiff::civil::Date;
use std::sync::Arc;

/// Most events read at once.
const EVENTS_CHUNK: i64 = 1_000;
/// From how many mails on a command plans no more: nobody else is served meanwhile. One event names
/// at most 500 orders.
const MAILS_CHUNK: usize = 500;

/// The follower that plans mails.
pub(crate) struct Mails(Follower);

impl Mails {
    pub(crate) fn new() -> Self {
        Self(Follower {
            name: MAILS,
            kinds: vec![
                Kind::OrderPlaced,
                Kind::PromisesRevised,
                Kind::UnitsAllocated,
                Kind::OrderResumed,
                Kind::OrderCancelled,
                Kind::ShipmentHandedOver,
                Kind::ShipmentDelivered,
                Kind::NoticeGiven,
                Kind::NoticeAnswered,
                Kind::ChargeTried,
                Kind::RefundSent,
                Kind::RefundFailed,
                Kind::DayBegan,
            ],
            batch: EVENTS_CHUNK,
            begins: Begins::Now,
        })
    }
}

impl Follow for Mails {
    fn follower(&self) -> &Follower {
        &self.0
    }

    fn concerns(&self, shop: &Shop) -> bool {
        shop.writes_mails()
    }

    async fn act(
        &self,
        engine: &Engine,
        shop: &Arc<Shop>,
        batch: Batch,
    ) -> Result<i64, FollowError> {
        let mut mails = Vec::new();
        for (seq, event) in &batch.events {
            mails.extend(told_by(*seq, event));
            if let Event::DayBegan { day, .. } = event {
                mails.extend(charged_soon(engine, shop, *day, *seq).await?);
            }
            // Nothing is planned twice: what is begun anew after a part of these goes on.
            while mails.len() > MAILS_CHUNK {
                let later = mails.split_off(MAILS_CHUNK);
                plan(engine, shop, std::mem::replace(&mut mails, later), *seq - 1).await?;
            }
            if mails.len() == MAILS_CHUNK {
                plan(engine, shop, std::mem::take(&mut mails), *seq).await?;
            }
        }
        plan(engine, shop, mails, batch.upto).await?;
        Ok(batch.upto)
    }
}

async fn plan(
    engine: &Engine,
    shop: &Arc<Shop>,
    mails: Vec<NewMail>,
    seq: i64,
) -> Result<(), FollowError> {
    let some = !mails.is_empty();
    let command = PlanMails {
        runs: Runs {
            follower: MAILS,
            node: engine.node.as_ref().to_owned(),
        },
        mails,
        seq,
        wait_ms: i64::try_from(engine.news_wait(shop).as_millis()).unwrap_or(i64::MAX),
    };
    let is_ours = engine
        .execute(&shop.id, Context::by(By::System), command)
        .await?;
    if !is_ours {
        return Err(FollowError::Lost);
    }
    if some {
        engine.live.mails.note(&shop.id);
    }
    Ok(())
}

/// Most orders that are told of a charge on one day.
const CHARGES_MAX: i64 = 10_000;

/// The mails that tell of charges to come: once for each day on which an order was to leave.
async fn charged_soon(
    engine: &Engine,
    shop: &Shop,
    day: Date,
    cause: i64,
) -> Result<Vec<NewMail>, FollowError> {
    if !shop.gateway_kind.is_some_and(GatewayKind::is_hosted) {
        return Ok(Vec::new());
    }
    let days = (add_days(day, 1), add_days(day, TOLD_OF_CHARGE_DAYS));
    let soon = engine
        .ask(async |session| promises::leaving(session, &shop.id, days, CHARGES_MAX).await)
        .await?;
    let mail = |(order, earliest): (OrderId, Date)| NewMail {
        kind: MessageKind::ChargeComing,
        about: format!("{order}:{earliest}"),
        order,
        cause,
    };
    Ok(soon.into_iter().map(mail).collect())
}

/// The mails that tell of an event.
fn told_by(cause: i64, event: &Event) -> Vec<NewMail> {
    let mail = |kind, order: &OrderId, about: String| NewMail {
        kind,
        order: order.clone(),
        about,
        cause,
    };
    match event {
        Event::OrderPlaced { order, .. } => {
            vec![mail(MessageKind::Confirmation, order, order.to_string())]
        }
        Event::PromisesRevised { orders, .. } => orders
            .iter()
            .map(|order| mail(MessageKind::Moved, order, format!("{order}:{cause}")))
            .collect(),
        // The units are here, or the shop lets the order go on: either may tell another date. Where
        // it did not, the mail has no news and is not sent.
        Event::UnitsAllocated {
            order,
            is_told: true,
            ..
        }
        | Event::OrderResumed { order, .. } => {
            vec![mail(MessageKind::Moved, order, format!("{order}:{cause}"))]
        }
        Event::OrderCancelled { order, reason, .. } => {
            let kind = match reason {
                Reason::NotVerified | Reason::NotRepaired => MessageKind::PassedOn,
                Reason::OnOrderPage
                | Reason::ByShopper
                | Reason::Erased
                | Reason::EndedByLaw
                | Reason::Withdrawn
                | Reason::OpeningStock
                | Reason::Given(_) => MessageKind::Cancelled,
            };
            vec![mail(kind, order, format!("{order}:{cause}"))]
        }
        Event::ChargeTried { .. } | Event::RefundSent { .. } | Event::RefundFailed { .. } => {
            told_of_money(cause, event).into_iter().collect()
        }
        Event::ShipmentHandedOver {
            order, shipment, ..
        } => vec![mail(MessageKind::Dispatched, order, shipment.to_string())],
        Event::ShipmentDelivered {
            order, shipment, ..
        } => vec![mail(MessageKind::Delivered, order, shipment.to_string())],
        Event::NoticeGiven {
            order,
            notice,
            by_mail: true,
            ..
        } => vec![mail(
            MessageKind::Notice,
            order,
            format!("{order}:{notice}"),
        )],
        // Another mail says what was cancelled.
        Event::NoticeAnswered { order, choice, .. } if *choice != Choice::Cancel => vec![mail(
            MessageKind::AnswerRecorded,
            order,
            format!("{order}:{cause}"),
        )],
        // The follower reads no others.
        _ => Vec::new(),
    }
}

/// The mail that tells of money: what it is by then is looked at when it is written.
fn told_of_money(cause: i64, event: &Event) -> Option<NewMail> {
    let (kind, order, about) = match event {
        Event::ChargeTried {
            order,
            what: Tried::Failed { failure, .. },
            ..
        } => (refused_as(*failure)?, order, format!("{order}:{cause}")),
        // It may come back, and be sent again.
        Event::RefundSent { order, refund, .. } => {
            (MessageKind::RefundSent, order, format!("{refund}:{cause}"))
        }
        // It may fail again after it was tried again.
        Event::RefundFailed { order, refund, .. } => (
            MessageKind::RefundFailed,
            order,
            format!("{refund}:{cause}"),
        ),
        _ => return None,
    };
    Some(NewMail {
        kind,
        order: order.clone(),
        about,
        cause,
    })
}

/// The mail that tells of a payment which a bank did not make; none where the shopper cannot help it.
fn refused_as(failure: Failure) -> Option<MessageKind> {
    match failure {
        Failure::Soft | Failure::Hard => Some(MessageKind::ChargeFailed),
        Failure::Authentication => Some(MessageKind::BankStep),
        Failure::Misconfigured | Failure::NotAsked | Failure::Unknown => None,
    }
}
