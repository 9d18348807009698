//! What is said about a purchase order, and what a new word about it changes.

use crate::dates::Window;
use crate::refusal::Refusal;
use crate::supply::Stage;

/// What is known of a purchase order besides its units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Where it is.
    pub stage: Stage,
    /// When it is expected at the dock; `None` when nobody can say.
    pub expected: Option<Window>,
    /// On what that date rests.
    pub basis: Option<String>,
    /// Why it is as it is: why the date moved, or why the order will not come.
    pub reason: Option<String>,
}

/// What somebody says of a purchase order; what is `None` was not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermsChange {
    /// It is at this stage.
    pub stage: Option<Stage>,
    /// It is expected then, or nobody can say when.
    pub expected: Option<Option<Window>>,
    /// On what the date rests.
    pub basis: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl TermsChange {
    /// Whether somebody has asked the supplier again: a date or its basis says so.
    pub fn confirms(&self) -> bool {
        self.expected.is_some() || self.basis.is_some()
    }
}

impl Terms {
    /// The terms after a change, or why it cannot be made.
    pub fn change(self, change: TermsChange) -> Result<Self, Refusal> {
        // By the stage before the change: an order may be cancelled and lose its date in one.
        if matches!(self.stage, Stage::Received | Stage::Cancelled) && change.expected.is_some() {
            return Err(Refusal::NotExpected(self.stage));
        }
        let stage = change.stage.unwrap_or(self.stage);
        if !self.stage.may_become(stage) {
            return Err(Refusal::StageBackwards {
                from: self.stage,
                to: stage,
            });
        }
        let expected = change.expected.unwrap_or(self.expected);
        // A date that is confirmed as it stands takes back no word about how it came to be.
        let moved = change.expected.is_some() && expected != self.expected;
        let explained = change.expected.is_some() && change.reason.is_some();
        let is_new = change.stage == Some(Stage::Cancelled) || moved || explained;
        // What the date before rested on does not vouch for another one.
        let basis_before = self.basis.filter(|_| expected == self.expected);
        Ok(Self {
            stage,
            expected,
            basis: change.basis.or(basis_before),
            reason: if is_new { change.reason } else { self.reason },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn window(day: i8) -> Window {
        Window::day(date(2026, 12, day))
    }

    fn terms(stage: Stage) -> Terms {
        Terms {
            stage,
            expected: Some(window(10)),
            basis: Some("by mail".into()),
            reason: Some("storm".into()),
        }
    }

    #[test]
    fn another_date_needs_a_basis_and_a_reason_of_its_own() {
        let text = |text: &str| Some(text.to_owned());
        let change = |expected, basis: Option<&str>, reason: Option<&str>| TermsChange {
            stage: None,
            expected,
            basis: basis.map(str::to_owned),
            reason: reason.map(str::to_owned),
        };
        for (change, expected, basis, reason) in [
            // Nothing about the date: all stays.
            (
                change(None, None, None),
                Some(window(10)),
                text("by mail"),
                text("storm"),
            ),
            (
                change(None, None, Some("strike")),
                Some(window(10)),
                text("by mail"),
                text("storm"),
            ),
            (
                change(None, Some("by phone"), None),
                Some(window(10)),
                text("by phone"),
                text("storm"),
            ),
            // The same date, confirmed.
            (
                change(Some(Some(window(10))), None, None),
                Some(window(10)),
                text("by mail"),
                text("storm"),
            ),
            (
                change(Some(Some(window(10))), None, Some("strike")),
                Some(window(10)),
                text("by mail"),
                text("strike"),
            ),
            // Another date, or none.
            (
                change(Some(Some(window(20))), None, None),
                Some(window(20)),
                None,
                None,
            ),
            (
                change(Some(None), Some("by phone"), Some("strike")),
                None,
                text("by phone"),
                text("strike"),
            ),
        ] {
            let after = terms(Stage::Ordered).change(change.clone()).unwrap();
            assert_eq!(
                (after.expected, after.basis, after.reason),
                (expected, basis, reason),
                "{change:?}"
            );
        }
    }

    #[test]
    fn an_order_that_is_cancelled_says_why_or_nothing() {
        let cancelled = |reason: Option<&str>| TermsChange {
            stage: Some(Stage::Cancelled),
            reason: reason.map(str::to_owned),
            ..TermsChange::default()
        };
        let reason = |change| terms(Stage::Ordered).change(change).unwrap().reason;
        assert_eq!(reason(cancelled(None)), None);
        assert_eq!(reason(cancelled(Some("bankrupt"))), Some("bankrupt".into()));
        // It may lose its date in the same change.
        let both = TermsChange {
            expected: Some(None),
            ..cancelled(None)
        };
        let after = terms(Stage::Ordered).change(both).unwrap();
        assert_eq!((after.stage, after.expected), (Stage::Cancelled, None));
    }

    #[test]
    fn what_has_ended_is_not_expected_and_goes_nowhere() {
        for stage in [Stage::Received, Stage::Cancelled] {
            let expected = TermsChange {
                expected: Some(Some(window(20))),
                ..TermsChange::default()
            };
            let refused = terms(stage).change(expected);
            assert_eq!(refused, Err(Refusal::NotExpected(stage)));
            let back = TermsChange {
                stage: Some(Stage::Ordered),
                ..TermsChange::default()
            };
            assert_eq!(
                terms(stage).change(back),
                Err(Refusal::StageBackwards {
                    from: stage,
                    to: Stage::Ordered
                })
            );
        }
    }

    #[test]
    fn a_date_or_its_basis_says_that_somebody_has_asked_again() {
        let said = |expected, basis: Option<&str>| TermsChange {
            expected,
            basis: basis.map(str::to_owned),
            stage: Some(Stage::Customs),
            reason: Some("storm".into()),
        };
        assert!(said(Some(None), None).confirms());
        assert!(said(None, Some("by phone")).confirms());
        assert!(!said(None, None).confirms());
    }
}
