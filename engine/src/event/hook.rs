//! What programs of a merchant are told of an event: ids, quantities, dates and where more is read.
//! What somebody wrote freely about an order is not among it ([`Event::free_text`]), so nothing that
//! is told is of a person.

use super::{EndpointChanged, Event, Kind, money_event, no_order_event, parts};
use dockline_domain::backorder::Actor;
use dockline_domain::delay::Choice;
use dockline_domain::id::{OrderId, Sku};
use dockline_domain::payment::charge::Tried;
use dockline_domain::reason::Reason;
use dockline_domain::webhook::EventType;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The kinds of events of which something may be told.
pub(crate) const KINDS: [Kind; 26] = [
    Kind::OrderPlaced,
    Kind::OrderCancelled,
    Kind::VariantChanged,
    Kind::PromisesRevised,
    Kind::NoticeGiven,
    Kind::NoticeAnswered,
    Kind::UnitsAllocated,
    Kind::ShipmentPacked,
    Kind::ShipmentHandedOver,
    Kind::ShipmentDelivered,
    Kind::PurchaseOrderCreated,
    Kind::PurchaseOrderChanged,
    Kind::PurchaseOrderLinesChanged,
    Kind::MilestoneReached,
    Kind::MilestoneRetracted,
    Kind::GoodsReceived,
    Kind::ReceiptCorrected,
    Kind::WaitlistJoined,
    Kind::WaitlistTold,
    Kind::MethodVerified,
    Kind::ChargeTried,
    Kind::ChargePaid,
    Kind::RefundDue,
    Kind::RefundSent,
    Kind::RefundFailed,
    Kind::WebhookChanged,
];

/// Longest list of goods that were counted. What is longer is read at its address; other lists are
/// short enough by themselves.
const LINES_MAX: usize = 100;

/// What is told.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Told {
    /// As what.
    pub(crate) kind: EventType,
    /// Where more of it is read: a path of the server.
    pub(crate) path: String,
    /// The fields.
    pub(crate) data: Map<String, Value>,
}

impl Told {
    fn new(kind: EventType, path: String, data: Value) -> Self {
        let Value::Object(data) = data else {
            unreachable!("what is told is an object");
        };
        Self { kind, path, data }
    }
}

/// As what an event is told; none where it is not. Each event stands in one of the groups, so that a
/// new one is thought of.
pub(crate) fn told_as(event: &Event) -> Option<EventType> {
    Some(match event {
        Event::OrderPlaced { .. } => EventType::OrderPlaced,
        Event::OrderCancelled { .. } => EventType::OrderCancelled,
        Event::VariantChanged { .. } => EventType::OrderLineChanged,
        Event::NoticeGiven { .. } => EventType::NoticeSent,
        Event::NoticeAnswered { .. } => EventType::NoticeAnswered,
        Event::UnitsAllocated { .. } => EventType::BackorderAllocated,
        Event::ShipmentPacked { .. } => EventType::ShipmentPacked,
        Event::ShipmentHandedOver { .. } => EventType::ShipmentHandedOver,
        Event::ShipmentDelivered { .. } => EventType::ShipmentDelivered,
        Event::MethodVerified { .. } => EventType::PaymentVerified,
        Event::OrderPlaced1 { .. }
        | Event::OrderCancelled1 { .. }
        | Event::ShipmentReopened { .. }
        | Event::ShipmentHandedOver1 { .. }
        | Event::OrderHeld { .. }
        | Event::OrderResumed { .. }
        | Event::OrderDetailsChanged { .. }
        | Event::PriorityChanged { .. }
        | Event::UnitsTakenBack { .. }
        | Event::NoticeMailed { .. }
        | Event::WithdrawalDeclared { .. }
        | Event::WithdrawalMoved { .. }
        | Event::MailReturned { .. } => return None,
        money_event!(_) => return money_told_as(event),
        no_order_event!() => return others_told_as(event),
    })
}

/// As what is told that money of an order moved.
fn money_told_as(event: &Event) -> Option<EventType> {
    Some(match event {
        Event::ChargeTried {
            what: Tried::Failed { .. },
            ..
        } => EventType::ChargeFailed,
        Event::ChargePaid { .. } => EventType::ChargePaid,
        Event::RefundDue { .. } => EventType::RefundDue,
        Event::RefundSent { .. } => EventType::RefundSent,
        Event::RefundFailed { .. } => EventType::RefundFailed,
        _ => return None,
    })
}

/// As what is told that happened to no order.
fn others_told_as(event: &Event) -> Option<EventType> {
    Some(match event {
        Event::PromisesRevised { .. } => EventType::PromiseMoved,
        Event::PurchaseOrderCreated { .. }
        | Event::PurchaseOrderChanged { .. }
        | Event::PurchaseOrderLinesChanged { .. } => EventType::PurchaseOrderChanged,
        Event::MilestoneReached { .. } | Event::MilestoneRetracted { .. } => {
            EventType::PurchaseOrderMilestone
        }
        Event::GoodsReceived { .. } => EventType::ReceiptRecorded,
        Event::ReceiptCorrected { .. } => EventType::ReceiptCorrected,
        Event::WaitlistJoined { .. } => EventType::WaitlistJoined,
        Event::WaitlistTold { .. } => EventType::WaitlistNotified,
        Event::WebhookChanged {
            change: EndpointChanged::TurnedOff { .. },
            ..
        } => EventType::EndpointDisabled,
        _ => return None,
    })
}

impl Event {
    /// What programs are told of it; none where they are told nothing.
    pub(crate) fn told(&self) -> Option<Told> {
        let kind = told_as(self)?;
        of_supply(self, kind)
            .or_else(|| of_money(self, kind))
            .or_else(|| of_parcels(self, kind))
            .or_else(|| of_orders(self, kind))
    }
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut path, byte| {
        use std::fmt::Write as _;
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            let _ = write!(path, "%{byte:02X}");
        }
        path
    })
}

fn order_page(order: &OrderId) -> String {
    format!("/console/orders/{order}")
}

fn line_of(sku: &Sku) -> String {
    format!("/api/v1/backorders?sku={}", encoded(sku.as_str()))
}

/// Units by variant.
fn units<'a>(all: impl IntoIterator<Item = (&'a Sku, u32)>) -> Vec<Value> {
    let mut by_sku: BTreeMap<&Sku, u32> = BTreeMap::new();
    for (sku, quantity) in all {
        let units = by_sku.entry(sku).or_default();
        *units = units.saturating_add(quantity);
    }
    let lines = by_sku.into_iter();
    lines
        .map(|(sku, quantity)| json!({ "sku": sku, "quantity": quantity }))
        .collect()
}

/// The first lines, and whether there are more.
fn cut(mut lines: Vec<Value>) -> (Vec<Value>, bool) {
    let more = lines.len() > LINES_MAX;
    lines.truncate(LINES_MAX);
    (lines, more)
}

fn of_orders(event: &Event, kind: EventType) -> Option<Told> {
    let (path, data) = match event {
        Event::OrderPlaced { order, lines } => {
            let lines: Vec<Value> = lines.iter().map(ordered).collect();
            (order_page(order), json!({ "order": order, "lines": lines }))
        }
        Event::OrderCancelled {
            order,
            lines,
            reason,
            by,
            ..
        } => {
            let lines = units(lines.iter().map(|line| (&line.sku, line.quantity)));
            let data =
                json!({ "order": order, "lines": lines, "by": actor(*by), "reason": word(reason) });
            (order_page(order), data)
        }
        Event::VariantChanged {
            order,
            from,
            to,
            quantity,
            kept_place,
            ..
        } => (
            order_page(order),
            json!({ "order": order, "from": from, "to": to, "quantity": quantity, "kept_place": kept_place }),
        ),
        Event::PromisesRevised { sku, cause, orders } => (
            line_of(sku),
            json!({ "sku": sku, "cause": cause.name(), "orders": orders }),
        ),
        Event::UnitsAllocated {
            order,
            sku,
            quantity,
            is_told,
        } => (
            order_page(order),
            json!({ "order": order, "sku": sku, "quantity": quantity, "date_told": is_told }),
        ),
        Event::NoticeGiven { .. } | Event::NoticeAnswered { .. } => return of_notices(event, kind),
        Event::WaitlistJoined { sku } => (line_of(sku), json!({ "sku": sku })),
        Event::WaitlistTold { sku, people } => {
            (line_of(sku), json!({ "sku": sku, "people": people }))
        }
        Event::WebhookChanged {
            endpoint,
            change: EndpointChanged::TurnedOff { reason },
        } => (
            format!("/console/webhooks/{endpoint}"),
            json!({ "endpoint": endpoint, "reason": reason.name() }),
        ),
        _ => return None,
    };
    Some(Told::new(kind, path, data))
}

fn of_notices(event: &Event, kind: EventType) -> Option<Told> {
    match event {
        Event::NoticeGiven {
            order,
            notice,
            sku,
            told,
            notice_kind,
            until,
            further,
            channel,
            // Somebody wrote it to a person.
            reason: _,
            // What became of a mail is in the order.
            by_mail: _,
        } => {
            let data = json!({
                "order": order, "notice": notice, "sku": sku, "told": told, "kind": notice_kind.name(),
                "until": until, "further": further, "channel": channel.name(),
            });
            Some(Told::new(kind, order_page(order), data))
        }
        Event::NoticeAnswered {
            order,
            notice,
            choice,
            channel,
        } => {
            let until: Option<Date> = match choice {
                Choice::Wait { until } => *until,
                Choice::Cancel => None,
                Choice::LastDate { last_date } => Some(*last_date),
            };
            let data = json!({
                "order": order, "notice": notice, "answer": choice.name(), "until": until,
                "channel": channel.name(),
            });
            Some(Told::new(kind, order_page(order), data))
        }
        _ => None,
    }
}

fn of_parcels(event: &Event, kind: EventType) -> Option<Told> {
    let (shipment, data) = match event {
        Event::ShipmentPacked { order, shipment } => {
            (shipment, json!({ "order": order, "shipment": shipment }))
        }
        Event::ShipmentHandedOver {
            order,
            shipment,
            carrier,
            units: sent,
            // Who has the number sees where the parcel goes.
            tracking: _,
            skus: _,
        } => {
            let lines = units(sent.iter().map(|one| (&one.sku, one.quantity)));
            let data =
                json!({ "order": order, "shipment": shipment, "carrier": carrier, "lines": lines });
            (shipment, data)
        }
        Event::ShipmentDelivered {
            order,
            shipment,
            at,
        } => (
            shipment,
            json!({ "order": order, "shipment": shipment, "at": at }),
        ),
        _ => return None,
    };
    let path = format!("/api/v1/shipments/{shipment}");
    Some(Told::new(kind, path, data))
}

fn of_money(event: &Event, kind: EventType) -> Option<Told> {
    let (path, data) = match event {
        Event::MethodVerified { order } => (order_page(order), json!({ "order": order })),
        Event::ChargePaid { order, charge } => (
            format!("/console/charges/{charge}"),
            json!({ "order": order, "charge": charge }),
        ),
        Event::ChargeTried {
            order,
            charge,
            what: Tried::Failed { failure, code },
        } => (
            format!("/console/charges/{charge}"),
            json!({ "order": order, "charge": charge, "failure": failure.name(), "code": code }),
        ),
        Event::RefundDue {
            order,
            charge,
            refund,
            minor,
            ..
        }
        | Event::RefundSent {
            order,
            charge,
            refund,
            minor,
            ..
        } => (
            format!("/console/refunds/{refund}"),
            json!({ "order": order, "charge": charge, "refund": refund, "minor": minor }),
        ),
        Event::RefundFailed {
            order,
            charge,
            refund,
            minor,
            code,
        } => (
            format!("/console/refunds/{refund}"),
            json!({ "order": order, "charge": charge, "refund": refund, "minor": minor, "code": code }),
        ),
        _ => return None,
    };
    Some(Told::new(kind, path, data))
}

fn of_supply(event: &Event, kind: EventType) -> Option<Told> {
    let changed = |change, stage: &dockline_domain::supply::Stage, expected: Value| json!({ "change": change, "stage": stage.name(), "expected": expected, "expected_before": null, "reason": null });
    let (reference, mut data) = match event {
        Event::PurchaseOrderCreated {
            reference,
            expected,
            stage,
            ..
        } => (reference, changed("created", stage, json!(expected))),
        Event::PurchaseOrderChanged {
            reference,
            changes,
            reason,
            ..
        } => {
            let mut data = changed("changed", &changes.stage, json!(changes.expected));
            data["expected_before"] = json!(changes.expected_before.flatten());
            data["reason"] = json!(reason);
            (reference, data)
        }
        Event::PurchaseOrderLinesChanged {
            reference,
            expected,
            stage,
            reason,
            ..
        } => {
            let mut data = changed("lines", stage, json!(expected));
            data["reason"] = json!(reason);
            (reference, data)
        }
        Event::MilestoneReached {
            reference,
            stage,
            public,
            reason,
            ..
        } => (
            reference,
            json!({ "stage": stage.name(), "retracted": false, "public": public, "reason": reason }),
        ),
        Event::MilestoneRetracted { reference, now, .. } => (
            reference,
            json!({ "stage": now.name(), "retracted": true, "public": false, "reason": null }),
        ),
        _ => return of_receipts(event, kind),
    };
    data["purchase_order"] = json!(reference);
    let path = format!("/api/v1/purchase-orders/{}", encoded(reference.as_str()));
    Some(Told::new(kind, path, data))
}

fn of_receipts(event: &Event, kind: EventType) -> Option<Told> {
    let (receipt, data) = match event {
        Event::GoodsReceived {
            receipt,
            reference,
            location,
            lines,
        } => {
            let (lines, more) = cut(units(lines.iter().map(|line| (&line.sku, line.quantity))));
            let data = json!({
                "receipt": receipt, "purchase_order": reference, "location": location, "lines": lines,
                "more": more,
            });
            (receipt, data)
        }
        Event::ReceiptCorrected {
            receipt,
            reference,
            location,
            lines,
            reason,
            ..
        } => {
            let line = |line: &parts::CorrectedUnits| json!({ "sku": line.sku, "from": line.from, "to": line.to });
            let (lines, more) = cut(lines.iter().map(line).collect());
            let data = json!({
                "receipt": receipt, "purchase_order": reference, "location": location, "lines": lines,
                "more": more, "reason": reason,
            });
            (receipt, data)
        }
        _ => return None,
    };
    Some(Told::new(kind, format!("/api/v1/receipts/{receipt}"), data))
}

fn ordered(line: &parts::OrderedUnits) -> Value {
    json!({
        "sku": line.sku, "quantity": line.from_stock.saturating_add(line.queued), "from_stock": line.from_stock,
        "queued": line.queued, "position": line.position, "promised": line.promised,
    })
}

fn actor(by: Actor) -> &'static str {
    match by {
        Actor::Shopper => "shopper",
        Actor::Merchant => "merchant",
        Actor::System => "system",
    }
}

/// A reason as a word: what somebody wrote stays here.
fn word(reason: &Reason) -> &'static str {
    match reason {
        Reason::OnOrderPage => "on_order_page",
        Reason::ByShopper => "by_shopper",
        Reason::Erased => "erased",
        Reason::NotVerified => "not_verified",
        Reason::NotRepaired => "not_repaired",
        Reason::EndedByLaw => "ended_by_law",
        Reason::Withdrawn => "withdrawn",
        Reason::OpeningStock => "opening_stock",
        Reason::Given(_) => "given",
    }
}

#[cfg(test)]
mod tests {
    use super::super::Units;
    use super::*;
    use dockline_domain::webhook::{BODY_BYTES_MAX, Field, Shape};
    use std::collections::BTreeSet;

    const GOLDEN: &str = include_str!("../../tests/events.golden.jsonl");

    fn events() -> Vec<Event> {
        let event = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            let kind = line["kind"].as_str().unwrap();
            Event::read(kind, &line["payload"].to_string()).unwrap()
        };
        GOLDEN.lines().map(event).collect()
    }

    fn is_as_described(fields: &[Field], object: &Map<String, Value>) -> Result<(), String> {
        let names: BTreeSet<&str> = fields.iter().map(|field| field.name).collect();
        let there: BTreeSet<&str> = object.keys().map(String::as_str).collect();
        if names != there {
            return Err(format!("{names:?} are described, {there:?} are there"));
        }
        for field in fields {
            let value = &object[field.name];
            if value.is_null() && field.may_be_null {
                continue;
            }
            let text = value.as_str();
            let good = match field.shape {
                Shape::Text => text.is_some(),
                Shape::Word(words) => text.is_some_and(|text| words.contains(&text)),
                Shape::Number => value.is_u64(),
                Shape::Flag => value.is_boolean(),
                Shape::Day => text.is_some_and(|text| text.parse::<Date>().is_ok()),
                Shape::Time => text.is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
                Shape::Window => value["earliest"].is_string() && value["latest"].is_string(),
                Shape::Url => text.is_some_and(|text| text.starts_with('/')),
                Shape::Orders => {
                    let ids = value.as_array().into_iter().flatten();
                    ids.clone().next().is_some() && ids.into_iter().all(Value::is_string)
                }
                Shape::List(fields) => {
                    for one in value.as_array().into_iter().flatten() {
                        is_as_described(fields, one.as_object().unwrap())?;
                    }
                    value.is_array()
                }
            };
            if !good {
                return Err(format!("{}: {value}", field.name));
            }
        }
        Ok(())
    }

    #[test]
    fn what_is_told_of_an_event_has_the_fields_that_are_described_and_no_others() {
        let mut told_kinds = BTreeSet::new();
        for event in events() {
            assert_eq!(event.told().is_some(), told_as(&event).is_some());
            let Some(told) = event.told() else { continue };
            assert!(KINDS.contains(&event.kind()), "{:?}", event.kind());
            told_kinds.insert(told.kind);
            if let Err(problem) = is_as_described(told.kind.fields(), &told.data) {
                panic!("{}: {problem}", told.kind.name());
            }
            let path = &told.path;
            assert!(path.starts_with('/') && path.is_ascii(), "{path}");
        }
        let all: BTreeSet<EventType> = EventType::subscribable().collect();
        assert_eq!(told_kinds, all, "each type that is offered has an event");
    }

    #[test]
    fn what_somebody_wrote_about_an_order_is_told_to_no_program() {
        for event in events() {
            let Some((_, text)) = event.free_text() else {
                continue;
            };
            if let Some(told) = event.told() {
                let said = Value::Object(told.data).to_string();
                assert!(!said.contains(text), "{text} in {said}");
            }
        }
    }

    #[test]
    fn the_longest_messages_are_not_too_long() {
        let sku = |n: usize| Sku::parse(&format!("{n:0>64}")).unwrap();
        let order = |n: usize| OrderId::parse(&format!("ord_{n:0>26}")).unwrap();
        let placed = Event::OrderCancelled {
            order: order(1),
            lines: (0..500)
                .map(|n| Units {
                    sku: sku(n % dockline_domain::limits::ORDER_LINES_MAX),
                    quantity: 9_999,
                })
                .collect(),
            reason: Reason::ByShopper,
            by: Actor::Shopper,
            parts: Vec::new(),
        };
        let moved = Event::PromisesRevised {
            sku: sku(1),
            cause: dockline_domain::promise::Cause::Supply,
            orders: (0..500).map(order).collect(),
        };
        let received = Event::GoodsReceived {
            receipt: dockline_domain::id::ReceiptId::parse("rcp_1").unwrap(),
            reference: dockline_domain::id::PurchaseOrderReference::parse("PO-1").unwrap(),
            location: dockline_domain::id::LocationCode::parse("main").unwrap(),
            lines: (0..500)
                .map(|n| parts::CountedUnits {
                    sku: sku(n),
                    quantity: 1,
                    discrepancy: None,
                    line: 1,
                })
                .collect(),
        };
        for event in [placed, moved, received] {
            let told = event.told().unwrap();
            let bytes = Value::Object(told.data).to_string().len();
            assert!(bytes < BODY_BYTES_MAX - 1_000, "{bytes}");
        }
    }
}
