//! What moved the dates in a line, and why: read from the events themselves, so that a reason is
//! that of what moved the date and not of whatever serves the line afterwards.

use crate::event::{MOVING_DATES, Touched};
use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::promise::Cause;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What moved the dates in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Moves {
    /// Supply did.
    by_supply: bool,
    /// The line did.
    by_line: bool,
    /// What was said about the supply that moved: of the last event that said something, or should
    /// have.
    reason: Option<String>,
}

/// What moved the dates in each line that was moved.
pub(crate) type MovesByLine = BTreeMap<Sku, Moves>;

/// What an event says of why supply moved.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    reason: Option<String>,
    changes: Changes,
    lines: Vec<Counted>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Changes {
    expected: serde_json::Value,
    expected_before: serde_json::Value,
    stage: String,
}

impl Changes {
    fn move_a_date(&self) -> bool {
        self.expected != self.expected_before || self.stage == "cancelled"
    }
}

#[derive(Debug, Deserialize)]
struct Counted {
    sku: Sku,
    discrepancy: Option<String>,
}

impl Said {
    /// Takes over what an event says of why supply of a variant moved. An event that moves a date
    /// without a word leaves no reason; one that only tells where goods are says nothing about it.
    fn explain(&self, kind: &str, sku: &Sku, reason: &mut Option<String>) {
        match kind {
            "purchase_order_changed.1" if self.changes.move_a_date() => {
                reason.clone_from(&self.reason);
            }
            "milestone_reached.1" if self.reason.is_some() => reason.clone_from(&self.reason),
            "goods_received.1" => {
                let counted = self.lines.iter().find(|line| line.sku == *sku);
                if let Some(discrepancy) = counted.and_then(|line| line.discrepancy.clone()) {
                    *reason = Some(discrepancy);
                }
            }
            _ => {}
        }
    }
}

impl Moves {
    /// Supply moved, without anything being said about it.
    pub(super) fn supply() -> Self {
        Self {
            by_supply: true,
            ..Self::default()
        }
    }

    /// What moved a date from one to another, and why. Later is what supply does, unless only the
    /// line moved; earlier is what the line does.
    pub(crate) fn explain(
        &self,
        told: Option<Window>,
        now: Option<Window>,
    ) -> (Cause, Option<String>) {
        let later = match (told, now) {
            (Some(told), Some(now)) => now.latest() > told.latest(),
            (Some(_), None) => true,
            (None, _) => false,
        };
        // Both may have moved it in one stretch of the log, and one window does not tell how much
        // each did. Later is laid to supply, since leaving a line makes nobody later; a priority
        // alone is a move of the line.
        let by_supply = self.by_supply && (later || !self.by_line);
        if by_supply {
            (Cause::Supply, self.reason.clone())
        } else {
            (Cause::Line, None)
        }
    }
}

/// Adds what an event did.
pub(super) fn note(moves: &mut MovesByLine, kind: &str, payload: &str) {
    let Some((_, cause)) = MOVING_DATES.iter().find(|(moving, _)| *moving == kind) else {
        return;
    };
    let Ok(touched) = serde_json::from_str::<Touched>(payload) else {
        return;
    };
    let said: Said = serde_json::from_str(payload).unwrap_or_default();
    for sku in touched.into_skus() {
        let moved = moves.entry(sku.clone()).or_default();
        match cause {
            Cause::Supply => moved.by_supply = true,
            Cause::Line | Cause::Wish => moved.by_line = true,
        }
        said.explain(kind, &sku, &mut moved.reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    fn sku() -> Sku {
        Sku::parse("TENT").unwrap()
    }

    fn moved(events: &[(&str, serde_json::Value)]) -> Moves {
        let mut moves = MovesByLine::new();
        for (kind, payload) in events {
            note(&mut moves, kind, &payload.to_string());
        }
        moves.remove(&sku()).unwrap_or_default()
    }

    fn later(moves: &Moves) -> (Cause, Option<String>) {
        let window = |day| Some(Window::day(date(2026, 12, day)));
        moves.explain(window(10), window(20))
    }

    fn slip(reason: Option<&str>) -> (&'static str, serde_json::Value) {
        let changes =
            json!({ "expected": "later", "expected_before": "before", "stage": "ordered" });
        (
            "purchase_order_changed.1",
            json!({ "reason": reason, "changes": changes, "skus": ["TENT"] }),
        )
    }

    #[test]
    fn what_comes_after_a_slip_without_saying_anything_does_not_take_its_reason() {
        let stage = (
            "milestone_reached.1",
            json!({ "stage": "customs", "skus": ["TENT"] }),
        );
        let receipt = (
            "goods_received.1",
            json!({ "lines": [{ "sku": "TENT", "quantity": 1, "discrepancy": null }] }),
        );
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
    fn what_a_shopper_says_when_he_leaves_is_nobody_elses_business() {
        let left = (
            "order_cancelled.1",
            json!({ "reason": "divorce", "lines": [{ "sku": "TENT", "quantity": 1 }] }),
        );
        let moves = moved(&[left, slip(Some("storm"))]);
        assert_eq!(later(&moves), (Cause::Supply, Some("storm".to_owned())));
        let window = |day| Some(Window::day(date(2026, 12, day)));
        assert_eq!(moves.explain(window(20), window(10)), (Cause::Line, None));
    }

    #[test]
    fn what_was_counted_short_says_why_for_its_own_line_alone() {
        let lines = json!([{ "sku": "PEG", "quantity": 1, "discrepancy": "crushed" }, { "sku": "TENT", "quantity": 1, "discrepancy": null }]);
        assert_eq!(
            later(&moved(&[("goods_received.1", json!({ "lines": lines }))])),
            (Cause::Supply, None)
        );
    }
}
