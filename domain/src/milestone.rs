//! What reports say of where a purchase order is: which become milestones, and what is left when
//! one was wrong.

use crate::supply::Stage;
use jiff::{SignedDuration, Timestamp};

/// How far ahead of the clock a report may lie: clocks differ, and so do time zones written down
/// wrongly.
const AHEAD_MAX: SignedDuration = SignedDuration::from_hours(24);

/// Says that an event was wrong. What was recorded of it is taken back, and it is never recorded
/// again.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Id of the wrong event.
    pub event: String,
    /// When that was declared.
    pub declared_at: Timestamp,
    /// Why, in the word of the one who declared it.
    pub reason: Option<String>,
    /// Ids of the events that say what is right.
    pub corrected_by: Vec<String>,
}

/// Says that a purchase order reached a stage.
#[derive(Debug, Clone)]
pub struct Report {
    /// The references the order may have, the likeliest first.
    pub names: Vec<String>,
    /// The stage.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// What is said about it.
    pub note: Option<String>,
    /// Whether shoppers see it.
    pub public: bool,
    /// Id of the event it was taken from; `None` when somebody wrote it down.
    pub source: Option<String>,
}

/// How one purchase order came to its stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// Where it is.
    pub stage: Stage,
    /// The stage that was last said by hand: when it was entered, or by a change of it.
    pub stated: Stage,
    /// Number of the newest milestone when that was said; 0 when there was none.
    pub stated_after: i64,
    /// The milestones, as they were recorded one after the other.
    pub milestones: Vec<Recorded>,
}

/// A milestone, as far as it decides anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number in the order, from 1.
    pub number: i64,
    /// The stage it reached.
    pub stage: Stage,
    /// When.
    pub at: Timestamp,
    /// Id of the event it was taken from; `None` when somebody entered it.
    pub source: Option<String>,
    /// The event was declared wrong.
    pub retracted: bool,
}

/// Why a report does not become a milestone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unrecorded {
    /// It is recorded already.
    #[error("it is recorded already")]
    Known,
    /// The event it comes from was declared wrong.
    #[error("the event was declared wrong")]
    Wrong,
    /// The order is further already.
    #[error("a purchase order at {} cannot go to {}", from.name(), to.name())]
    Backwards {
        /// Where it is.
        from: Stage,
        /// Where the report says it is.
        to: Stage,
    },
    /// A milestone is a fact.
    #[error("its time is in the future: a milestone is a fact")]
    Future,
    /// Goods are received by counting them.
    #[error("goods are received by counting them at the dock")]
    Uncounted,
}

impl Way {
    /// Takes a report as a milestone and answers its number. A report of an event is known by the
    /// event; one that somebody entered is known by its stage and time. What happened before the
    /// newest milestone and is told later is recorded and moves nothing. So the order in which reports
    /// come does not matter: the same is left when one of them was wrong.
    pub fn record(
        &mut self,
        stage: Stage,
        at: Timestamp,
        source: Option<&str>,
        now: Timestamp,
    ) -> Result<i64, Unrecorded> {
        let same = self.milestones.iter().find(|one| match source {
            Some(_) => one.source.as_deref() == source,
            None => !one.retracted && one.stage == stage && one.at == at,
        });
        match same {
            Some(one) if one.retracted => return Err(Unrecorded::Wrong),
            Some(_) => return Err(Unrecorded::Known),
            None => {}
        }
        if stage == Stage::Received {
            return Err(Unrecorded::Uncounted);
        }
        if at > now.saturating_add(AHEAD_MAX).unwrap_or(now) {
            return Err(Unrecorded::Future);
        }
        // A report from before the newest milestone may name an earlier stage, because it moves
        // nothing. After the end of the order no report is taken, however old.
        let leads_on = self.stage.may_become(stage);
        let is_older = self
            .milestones
            .iter()
            .any(|one| !one.retracted && one.at > at);
        let is_over = matches!(self.stage, Stage::Received | Stage::Cancelled);
        if !leads_on && (!is_older || is_over) {
            return Err(Unrecorded::Backwards {
                from: self.stage,
                to: stage,
            });
        }
        // Numbers are never given again, also not those of milestones that were taken back.
        let number = self.milestones.last().map_or(1, |last| last.number + 1);
        self.milestones.push(Recorded {
            number,
            stage,
            at,
            source: source.map(str::to_owned),
            retracted: false,
        });
        if leads_on {
            self.stage = stage;
        }
        Ok(number)
    }

    /// Where the order is when its goods turn out not to have been counted in: where it was said to
    /// be last, without that. Answers the numbers of the milestones that said they were.
    pub fn uncount(&mut self) -> Vec<i64> {
        let mut numbers = Vec::new();
        for one in &mut self.milestones {
            if !one.retracted && one.stage == Stage::Received {
                one.retracted = true;
                numbers.push(one.number);
            }
        }
        self.stage = self.last_said();
        numbers
    }

    /// Takes back what an event had said and answers the numbers of its milestones. The order is
    /// where the newest of what is left says, by the time it happened: a later milestone, or what
    /// was said by hand. Goods that were counted stay received.
    pub fn retract(&mut self, source: &str) -> Vec<i64> {
        let mut numbers = Vec::new();
        for one in &mut self.milestones {
            if !one.retracted && one.source.as_deref() == Some(source) {
                one.retracted = true;
                numbers.push(one.number);
            }
        }
        if !numbers.is_empty() && self.stage != Stage::Received {
            self.stage = self.last_said();
        }
        numbers
    }

    /// The stage that the newest of what counts says. A stage that was set by hand stands against
    /// all that was known when it was set, and against later reports that would lead back.
    fn last_said(&self) -> Stage {
        let left = self
            .milestones
            .iter()
            .filter(|one| !one.retracted && one.number > self.stated_after);
        let newest = left
            .filter(|one| self.stated.may_become(one.stage))
            .max_by_key(|one| (one.at, one.number));
        newest.map_or(self.stated, |one| one.stage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way() -> Way {
        Way {
            stage: Stage::Ordered,
            stated: Stage::Ordered,
            stated_after: 0,
            milestones: Vec::new(),
        }
    }

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3600).unwrap()
    }

    /// Records what an event said, at an hour long past.
    fn event(way: &mut Way, id: &str, stage: Stage, hour: i64) -> Result<i64, Unrecorded> {
        way.record(stage, at(hour), Some(id), at(1000))
    }

    #[test]
    fn an_event_is_recorded_once_and_never_after_it_was_declared_wrong() {
        let mut way = way();
        assert_eq!(event(&mut way, "a", Stage::InTransit, 1), Ok(1));
        assert_eq!(
            event(&mut way, "a", Stage::InTransit, 1),
            Err(Unrecorded::Known)
        );
        assert_eq!(event(&mut way, "b", Stage::InTransit, 1), Ok(2));
        assert_eq!(way.retract("a"), [1]);
        assert_eq!(
            event(&mut way, "a", Stage::InTransit, 1),
            Err(Unrecorded::Wrong)
        );
        assert_eq!((way.retract("a"), way.stage), (vec![], Stage::InTransit));
    }

    #[test]
    fn what_somebody_entered_is_known_by_stage_and_time() {
        let mut way = way();
        assert_eq!(way.record(Stage::InTransit, at(1), None, at(9)), Ok(1));
        assert_eq!(
            way.record(Stage::InTransit, at(1), None, at(9)),
            Err(Unrecorded::Known)
        );
        assert_eq!(way.record(Stage::InTransit, at(2), None, at(9)), Ok(2));
    }

    #[test]
    fn a_report_is_a_fact_that_leads_on() {
        let mut way = way();
        assert_eq!(event(&mut way, "a", Stage::Arrived, 1), Ok(1));
        let backwards = Unrecorded::Backwards {
            from: Stage::Arrived,
            to: Stage::InTransit,
        };
        assert_eq!(event(&mut way, "b", Stage::InTransit, 2), Err(backwards));
        assert_eq!(event(&mut way, "b", Stage::InTransit, 1), Err(backwards));
        assert_eq!(
            event(&mut way, "c", Stage::Received, 2),
            Err(Unrecorded::Uncounted)
        );
        assert_eq!(event(&mut way, "d", Stage::Arrived, 1024), Ok(2));
        assert_eq!(
            event(&mut way, "e", Stage::Arrived, 1025),
            Err(Unrecorded::Future)
        );
    }

    #[test]
    fn without_a_wrong_report_the_order_is_where_the_rest_says() {
        let mut way = way();
        event(&mut way, "a", Stage::InTransit, 1).unwrap();
        event(&mut way, "b", Stage::Arrived, 2).unwrap();
        assert_eq!((way.retract("a"), way.stage), (vec![1], Stage::Arrived));
        assert_eq!((way.retract("b"), way.stage), (vec![2], Stage::Ordered));
    }

    #[test]
    fn in_whichever_order_reports_come_the_same_is_left_without_a_wrong_one() {
        let reports = [
            ("a", Stage::InTransit, 1),
            ("b", Stage::Customs, 2),
            ("c", Stage::Arrived, 3),
        ];
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            let mut way = way();
            for (id, stage, hour) in order.map(|place| reports[place]) {
                event(&mut way, id, stage, hour).unwrap();
            }
            assert_eq!(way.stage, Stage::Arrived, "{order:?}");
            way.retract("c");
            assert_eq!(way.stage, Stage::Customs, "{order:?}");
            way.retract("b");
            assert_eq!(way.stage, Stage::InTransit, "{order:?}");
        }
        let mut over = Way {
            stage: Stage::Cancelled,
            ..way()
        };
        assert!(event(&mut over, "a", Stage::InTransit, 1).is_err());
    }

    #[test]
    fn what_was_said_by_hand_after_a_report_stands_without_it() {
        let mut way = way();
        event(&mut way, "a", Stage::InTransit, 1).unwrap();
        (way.stated, way.stated_after, way.stage) = (Stage::Customs, 1, Stage::Customs);
        event(&mut way, "b", Stage::Arrived, 2).unwrap();
        assert_eq!((way.retract("b"), way.stage), (vec![2], Stage::Customs));
        assert_eq!((way.retract("a"), way.stage), (vec![1], Stage::Customs));
    }

    #[test]
    fn counted_goods_stay_received() {
        let mut way = way();
        event(&mut way, "a", Stage::Arrived, 1).unwrap();
        way.stage = Stage::Received;
        assert_eq!((way.retract("a"), way.stage), (vec![1], Stage::Received));
    }
}
