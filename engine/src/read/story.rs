//! The whole story of one order.

use crate::Engine;
use crate::error::ReadError;
use crate::event::no_order_event;
use crate::event::{Event, Kind, Subject, Units};
use crate::store::events::{self, LoggedEvent};
use crate::store::{StoreError, find, former_names, orders, users, withdrawals};
use dockline_domain::id::OrderId;
use dockline_domain::reason::Reason;
use dockline_view::Shop;
use dockline_view::console::{OrderStory, StoryEvent, StoryKind};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Most events that are told of one order: the newest.
const EVENTS_MAX: i64 = 500;

impl Engine {
    /// An order of the shop by its number or id, with its part of the log.
    pub async fn order_story(&self, shop: &Arc<Shop>, name: &str) -> Result<OrderStory, ReadError> {
        let unknown = || ReadError::not_found("order", name);
        let mut session = self.database.read().await?;
        let read = async {
            let id = match name.parse::<i64>() {
                Ok(number) => {
                    let found = find::by_number(&mut session, &shop.id, number).await?;
                    found.map(|(id, _)| id)
                }
                Err(_) => OrderId::parse(name).ok(),
            };
            let Some(id) = id else { return Ok(None) };
            let Some(order) = orders::by_id(&mut session, &shop.id, &id).await? else {
                return Ok(None);
            };
            let topic = Subject::Order(&id).topic();
            let logged = events::of_topic(&mut session, &shop.id, &topic, EVENTS_MAX).await?;
            let actors: BTreeSet<&str> = logged.iter().map(|event| event.by.as_str()).collect();
            let called = users::called(
                &mut session,
                &shop.id,
                &actors.into_iter().collect::<Vec<_>>(),
            )
            .await?;
            // A newer program may have written what this one has no words for.
            let known = logged
                .into_iter()
                .filter(|event| Kind::named(&event.kind).is_some());
            let mut events = known
                .map(|logged| Ok((logged.read()?, logged)))
                .collect::<Result<Vec<_>, StoreError>>()?;
            let skus = events
                .iter_mut()
                .flat_map(|(event, _)| event.skus_of_order());
            former_names::call_by_present_names(&mut session, &shop.id, skus).await?;
            let withdrawals = withdrawals::of_order(&mut session, &shop.id, &id).await?;
            Ok::<_, StoreError>(Some((order, events, called, withdrawals)))
        }
        .await;
        session.end().await?;
        let (order, events, called, withdrawals) = read?.ok_or_else(unknown)?;
        let events = events
            .into_iter()
            .filter_map(|(event, logged)| told(event, &logged, &called))
            .collect();
        Ok(OrderStory {
            order: self.order_by_id(&shop.id, &order.id).await?,
            events,
            withdrawals,
            version: order.version,
        })
    }
}

/// An event in a form that can be put into words; `None` for one that has none.
fn told(
    event: Event,
    logged: &LoggedEvent,
    called: &HashMap<String, String>,
) -> Option<StoryEvent> {
    kind(event).map(|kind| StoryEvent {
        at: logged.at(),
        by: logged.by.clone(),
        user: called.get(logged.by.as_str()).cloned(),
        kind,
    })
}

/// What an event says about an order, in whichever version it was written; `None` for one that is
/// not of an order.
pub(crate) fn kind(event: Event) -> Option<StoryKind> {
    Some(match event {
        Event::OrderPlaced1 { .. } | Event::OrderPlaced { .. } => StoryKind::Placed,
        Event::UnitsAllocated { sku, quantity, .. } => StoryKind::Allocated { sku, quantity },
        Event::UnitsTakenBack { sku, quantity, .. } => StoryKind::TakenBack { sku, quantity },
        Event::OrderCancelled1 { lines, reason, .. }
        | Event::OrderCancelled { lines, reason, .. } => cancelled(lines, reason),
        Event::OrderHeld { reason, .. } => StoryKind::Held { reason },
        Event::OrderResumed { place, .. } => StoryKind::Resumed { place },
        Event::ShipmentPacked { .. } => StoryKind::Packed,
        Event::ShipmentReopened { .. } => StoryKind::Reopened,
        Event::ShipmentHandedOver1 {
            carrier, tracking, ..
        }
        | Event::ShipmentHandedOver {
            carrier, tracking, ..
        } => StoryKind::HandedOver { carrier, tracking },
        Event::ShipmentDelivered { at, .. } => StoryKind::Delivered { at },
        Event::OrderDetailsChanged { .. } => StoryKind::DetailsChanged,
        Event::ChargeDue { .. } | Event::ChargeChanged { .. } | Event::MoneyArrived { .. } => {
            return of_money(event);
        }
        Event::MethodVerified { .. }
        | Event::ChargeTried { .. }
        | Event::ChargePaid { .. }
        | Event::ChargeCancelled { .. }
        | Event::AmountWaived { .. }
        | Event::ChargeExtended { .. }
        | Event::MoneyCorrected { .. }
        | Event::RefundDue { .. }
        | Event::RefundTried { .. }
        | Event::RefundSent { .. }
        | Event::RefundFailed { .. } => return of_money(event),
        Event::NoticeGiven { .. } | Event::NoticeMailed { .. } | Event::NoticeAnswered { .. } => {
            return notice(event);
        }
        Event::VariantChanged { .. } | Event::PriorityChanged { .. } => {
            return place_changed(event);
        }
        Event::WithdrawalDeclared { .. } => StoryKind::WithdrawalDeclared,
        Event::MailReturned { what, .. } => StoryKind::MailReturned(what),
        Event::WithdrawalMoved { what, .. } => StoryKind::WithdrawalMoved(what),
        no_order_event!() => return None,
    })
}

/// What an event says about money.
fn of_money(event: Event) -> Option<StoryKind> {
    Some(match event {
        Event::ChargeDue { minor, .. } => StoryKind::ChargeDue { minor },
        Event::ChargeChanged { minor, .. } => StoryKind::ChargeChanged { minor },
        Event::MoneyArrived {
            minor, day, note, ..
        } => StoryKind::MoneyArrived { minor, day, note },
        Event::MethodVerified { .. } => StoryKind::MethodVerified,
        Event::ChargeTried { what, .. } => StoryKind::ChargeTried(what),
        Event::ChargePaid { .. } => StoryKind::ChargePaid,
        Event::ChargeCancelled { .. } => StoryKind::ChargeCancelled,
        Event::AmountWaived { minor, reason, .. } => StoryKind::AmountWaived { minor, reason },
        Event::RefundDue {
            minor,
            reason,
            by_hand,
            ..
        } => StoryKind::RefundDue {
            minor,
            reason,
            by_hand,
        },
        Event::ChargeExtended { until, .. } => StoryKind::ChargeExtended { until },
        Event::MoneyCorrected { minor, reason, .. } => StoryKind::MoneyCorrected { minor, reason },
        Event::RefundTried { what, .. } => StoryKind::RefundTried(what),
        Event::RefundSent {
            minor, day, note, ..
        } => StoryKind::RefundSent { minor, day, note },
        Event::RefundFailed { minor, code, .. } => StoryKind::RefundFailed { minor, code },
        _ => return None,
    })
}

/// What an event says about a delay that people were told of.
fn notice(event: Event) -> Option<StoryKind> {
    match event {
        Event::NoticeGiven {
            sku,
            notice_kind,
            until,
            reason,
            channel,
            by_mail,
            ..
        } => Some(StoryKind::NoticeGiven {
            sku,
            kind: notice_kind,
            until,
            reason,
            channel,
            by_mail,
        }),
        Event::NoticeMailed {
            given,
            answered,
            bounced,
            ..
        } => Some(StoryKind::NoticeMailed {
            given,
            answered,
            bounced,
        }),
        Event::NoticeAnswered {
            choice, channel, ..
        } => Some(StoryKind::NoticeAnswered { choice, channel }),
        _ => None,
    }
}

/// What an event says about a place in line.
fn place_changed(event: Event) -> Option<StoryKind> {
    match event {
        Event::VariantChanged {
            from,
            to,
            quantity,
            kept_place,
            ..
        } => Some(StoryKind::VariantChanged {
            from,
            to,
            quantity,
            kept_place,
        }),
        Event::PriorityChanged {
            sku,
            from,
            to,
            reason,
            ..
        } => Some(StoryKind::PriorityChanged {
            sku,
            from,
            to,
            reason,
        }),
        _ => None,
    }
}

fn cancelled(lines: Vec<Units>, reason: Reason) -> StoryKind {
    let units = |line: Units| (line.sku, line.quantity);
    StoryKind::Cancelled {
        lines: lines.into_iter().map(units).collect(),
        reason,
    }
}
