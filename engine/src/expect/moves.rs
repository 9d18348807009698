//! What moved the dates in a line, and why: read from the events themselves, so that a reason is
//! that of what moved the date and not of whatever serves the line afterwards.

use crate::event::{self, Event};
use dockline_domain::id::Sku;
use dockline_domain::moves::{Moves, Said};
use dockline_domain::promise::Cause;
use std::collections::BTreeMap;

/// What moved the dates in each line that was moved.
pub(crate) type MovesByLine = BTreeMap<Sku, Moves>;

/// What an event says of why supply of a variant moved. An event that moves a date without a word
/// takes back what was said before; one that only tells where goods are says nothing about it.
fn said<'e>(event: &'e Event, sku: &Sku) -> Said<'e> {
    let why = match event {
        Event::PurchaseOrderChanged {
            changes, reason, ..
        } if changes.move_a_date() => {
            return reason.as_deref().map_or(Said::NotWhy, Said::Why);
        }
        Event::PurchaseOrderLinesChanged { reason, .. } => {
            return reason.as_deref().map_or(Said::NotWhy, Said::Why);
        }
        Event::MilestoneReached { reason, .. } => reason.as_deref(),
        Event::ReceiptCorrected { reason, .. } => Some(reason.as_str()),
        Event::GoodsReceived { lines, .. } => {
            let counted = lines.iter().find(|line| line.sku == *sku);
            counted.and_then(|line| line.discrepancy.as_deref())
        }
        _ => None,
    };
    why.map_or(Said::Nothing, Said::Why)
}

/// Adds what an event did.
pub(super) fn note(moves: &mut MovesByLine, event: &Event) {
    let cause = match event.kind().moves_dates() {
        event::Moves::None => return,
        event::Moves::Lines(cause) => cause,
        event::Moves::All => Cause::Supply,
    };
    if let Event::VariantRenamed { from, to, .. } = event {
        // What moved the line before goes on under its new name.
        if let Some(moved) = moves.remove(from) {
            moves.insert(to.clone(), moved);
        }
    }
    for sku in event.touched().skus {
        let moved = moves.entry(sku.clone()).or_default();
        moved.add(cause, said(event, sku));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::{Changes, CountedUnits, Units};
    use dockline_domain::dates::Window;
    use dockline_domain::id::{LocationCode, OrderId, PurchaseOrderReference, ReceiptId};
    use dockline_domain::reason::Reason;
    use dockline_domain::supply::Stage;
    use jiff::civil::date;

    fn sku() -> Sku {
        Sku::parse("TENT").unwrap()
    }

    fn reference() -> PurchaseOrderReference {
        PurchaseOrderReference::parse("PO-1").unwrap()
    }

    fn window(day: i8) -> Window {
        Window::day(date(2026, 12, day))
    }

    fn moved(events: &[Event]) -> Moves {
        let mut moves = MovesByLine::new();
        for event in events {
            note(&mut moves, event);
        }
        moves.remove(&sku()).unwrap_or_default()
    }

    fn later(moves: &Moves) -> (Cause, Option<String>) {
        moves.explain(Some(window(10)), Some(window(20)))
    }

    fn slip(reason: Option<&str>) -> Event {
        Event::PurchaseOrderChanged {
            reference: reference(),
            changes: Changes {
                expected: Some(window(20)),
                expected_before: Some(Some(window(10))),
                stage: Stage::Ordered,
                basis: None,
            },
            reason: reason.map(str::to_owned),
            skus: vec![sku()],
        }
    }

    fn counted(lines: &[(&str, Option<&str>)]) -> Event {
        let line = |(sku, discrepancy): &(&str, Option<&str>)| CountedUnits {
            sku: Sku::parse(sku).unwrap(),
            quantity: 1,
            discrepancy: discrepancy.map(str::to_owned),
            line: 1,
        };
        Event::GoodsReceived {
            receipt: ReceiptId::parse("rcp_1").unwrap(),
            reference: reference(),
            location: LocationCode::parse("main").unwrap(),
            lines: lines.iter().map(line).collect(),
        }
    }

    #[test]
    fn what_comes_after_a_slip_without_saying_anything_does_not_take_its_reason() {
        let stage = Event::MilestoneReached {
            reference: reference(),
            stage: Stage::Customs,
            public: true,
            reason: None,
            skus: vec![sku()],
        };
        let receipt = counted(&[("TENT", None)]);
        assert_eq!(
            later(&moved(&[slip(Some("storm")), stage, receipt])),
            (Cause::Supply, Some("storm".to_owned()))
        );
    }

    #[test]
    fn a_slip_without_a_reason_has_none_of_another() {
        assert_eq!(
            later(&moved(&[slip(Some("storm")), slip(None)])),
            (Cause::Supply, None)
        );
    }

    #[test]
    fn what_a_shopper_says_when_they_leave_is_nobody_elses_business() {
        let left = Event::OrderCancelled1 {
            order: OrderId::parse("ord_1").unwrap(),
            lines: vec![Units {
                sku: sku(),
                quantity: 1,
            }],
            reason: Reason::Given("divorce".into()),
        };
        let moves = moved(&[left, slip(Some("storm"))]);
        assert_eq!(later(&moves), (Cause::Supply, Some("storm".to_owned())));
        assert_eq!(
            moves.explain(Some(window(20)), Some(window(10))),
            (Cause::Line, None)
        );
    }

    #[test]
    fn what_was_counted_short_says_why_for_its_own_line_alone() {
        let lines = [("PEG", Some("crushed")), ("TENT", None)];
        assert_eq!(later(&moved(&[counted(&lines)])), (Cause::Supply, None));
    }
}
