//! Where the law stands about one backorder.

use super::clock::refund_by;
use super::notice::{Answer, Choice, Kind, Notice};
use super::{At, Days, Regime};
use crate::dates::add_days;
use jiff::civil::Date;

/// What is known of a backorder: a line of an order and the day that was told for it. Consent for
/// one is none for another.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Whose law.
    pub regime: Regime,
    /// The day told, T: on which it ships at the latest, or in Europe is delivered.
    pub due: Date,
    /// The notices that were given, in order.
    pub notices: &'a [Notice],
    /// The answers that came, in order.
    pub answers: &'a [Answer],
    /// When a carrier took it.
    pub hand_over: Option<At>,
    /// When it arrived, where somebody said so.
    pub arrived: Option<At>,
    /// Whether somebody ended it.
    pub decided: Option<Decision>,
    /// The day after which it is of no use, as it was told before ordering.
    pub needed_by: Option<Date>,
    /// On which day it ships as far as anybody knows.
    pub expected: Option<Date>,
}

/// Somebody ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// When.
    pub at: At,
    /// Whether the shop did, and not the shopper.
    pub by_shop: bool,
}

/// What the law says of a backorder on a day, and what is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// What the shop has to do.
    pub duty: Option<Duty>,
}

/// Where a backorder stands by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// No law is kept.
    NoLaw,
    /// The day told has not passed.
    OnTime,
    /// Silence was consent to wait.
    Deemed {
        /// Until this day.
        until: Date,
    },
    /// Silence is none: an answer has to come.
    Asked {
        /// By this day.
        answer_by: Date,
    },
    /// They said that they wait, or until when.
    Consented {
        /// Until this day.
        until: Date,
    },
    /// They said that they wait until it ships, whenever that is.
    Open,
    /// The day has passed, and nothing ends by itself.
    Late {
        /// The first day on which it was late.
        since: Date,
        /// Whether the shopper may end the contract at once.
        may_end: bool,
    },
    /// It has left.
    Shipped,
    /// It has ended.
    Cancelled(Cancellation),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancellation {
    /// Why.
    pub ground: Ground,
    /// From when on.
    pub on: Date,
    /// By when the money goes back.
    pub refund_by: Date,
    /// Whether a renewed notice was due and was not given: 16 CFR 435.2(b)(2).
    pub renewed_missing: bool,
}

/// Why a backorder has ended: 16 CFR 435.2(c)(1) to (5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ground {
    /// (1) The shopper ended it.
    ByShopper,
    /// (2) Nobody answered a notice to which silence is no consent.
    Unanswered,
    /// (3) The day agreed on has passed.
    Passed,
    /// (4) The shop will not ship it.
    ByShop,
    /// (5) Nothing was offered by the day told.
    NotOffered,
}

/// What the shop has to do, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Give the first notice: wait or cancel.
    Offer {
        /// By this day.
        by: Date,
    },
    /// Give a renewed notice.
    Renew {
        /// By this day.
        by: Date,
    },
    /// Give the money back.
    Refund {
        /// By this day.
        by: Date,
    },
}

impl Duty {
    /// By when.
    pub fn by(self) -> Date {
        match self {
            Self::Offer { by } | Self::Renew { by } | Self::Refund { by } => by,
        }
    }

    /// Whether people have to be told.
    pub fn is_notice(self) -> bool {
        match self {
            Self::Offer { .. } | Self::Renew { .. } => true,
            Self::Refund { .. } => false,
        }
    }
}

/// Where the law stands at the end of the days that it is now.
pub fn standing(facts: &Facts<'_>, now: impl Into<Days>) -> Standing {
    let now = now.into();
    let state = match facts.regime {
        Regime::None => State::NoLaw,
        Regime::Us | Regime::UsCa => american(facts, now),
        Regime::Eu | Regime::Uk => european(facts, now),
    };
    let duty = duty(facts, state, now.begun);
    Standing { state, duty }
}

/// One thing that happened.
#[derive(Clone, Copy)]
enum Step<'a> {
    Told(usize, &'a Notice),
    Answered(Choice),
    Left,
    Arrived,
    Ended(Ground),
}

/// All that happened so far, in the order of the log: between two things of one instant, that
/// decides.
fn steps<'a>(facts: &Facts<'a>, now: Days) -> Vec<(At, Step<'a>)> {
    let notices = facts.notices.iter().enumerate();
    let notices = notices.map(|(number, notice)| (notice.at, Step::Told(number, notice)));
    let answers = facts.answers.iter();
    let answers = answers.map(|answer| (answer.at, Step::Answered(answer.choice)));
    let ended = facts.decided.map(|decision| {
        let ground = if decision.by_shop {
            Ground::ByShop
        } else {
            Ground::ByShopper
        };
        (decision.at, Step::Ended(ground))
    });
    let left = facts.hand_over.map(|at| (at, Step::Left));
    let arrived = facts.arrived.map(|at| (at, Step::Arrived));
    let mut steps: Vec<_> = notices
        .chain(answers)
        .chain(ended)
        .chain(left)
        .chain(arrived)
        .filter(|(at, _)| at.day <= now.begun)
        .collect();
    steps.sort_by_key(|(at, _)| at.seq);
    steps
}

/// A state that ends by itself after a day, and why it does.
struct Running {
    state: State,
    ends: Option<(Date, Ground)>,
}

impl Running {
    fn day(state: State, day: Date, ground: Ground) -> Self {
        let ends = Some((day, ground));
        Self { state, ends }
    }

    /// Silence consents to the first notice alone, and to no more than 30 days.
    fn told(self, due: Date, number: usize, notice: &Notice) -> Self {
        match Kind::of(due, number, &notice.until) {
            Kind::Short => {
                let until = notice.until.last().unwrap_or(due);
                Self::day(State::Deemed { until }, until, Ground::Passed)
            }
            Kind::Long | Kind::Indefinite => {
                let answer_by = add_days(due, Kind::DAYS);
                Self::day(State::Asked { answer_by }, answer_by, Ground::Unanswered)
            }
            Kind::Renewed => self,
        }
    }

    /// A yes moves the end, and never to an earlier day.
    fn agreed(self, until: Option<Date>) -> Self {
        match (until, self.state) {
            (None, _) => Self {
                state: State::Open,
                ends: None,
            },
            (Some(_), State::Open) => self,
            (Some(until), State::Deemed { until: now } | State::Consented { until: now }) => {
                let until = until.max(now);
                Self::day(State::Consented { until }, until, Ground::Passed)
            }
            (Some(until), _) => Self::day(State::Consented { until }, until, Ground::Passed),
        }
    }
}

fn american(facts: &Facts<'_>, days: Days) -> State {
    let mut now = Running::day(State::OnTime, facts.due, Ground::NotOffered);
    let mut told = 0;
    let passed = |now: &Running, day: Date| now.ends.filter(|(last, _)| day > *last);
    let ended = |ground, on, told: usize| {
        let renewed_missing = ground == Ground::Passed && told < 2;
        State::Cancelled(Cancellation {
            ground,
            on,
            refund_by: refund_by(facts.regime, ground, on),
            renewed_missing,
        })
    };
    for (at, step) in steps(facts, days) {
        if let Some((last, ground)) = passed(&now, at.day) {
            return ended(ground, add_days(last, 1), told);
        }
        now = match step {
            Step::Left | Step::Arrived => return State::Shipped,
            Step::Ended(ground) => return ended(ground, at.day, told),
            Step::Answered(Choice::Cancel) => return ended(Ground::ByShopper, at.day, told),
            Step::Told(number, notice) => {
                told += 1;
                now.told(facts.due, number, notice)
            }
            Step::Answered(Choice::Wait { until }) => now.agreed(until),
            Step::Answered(Choice::LastDate { last_date }) => now.agreed(Some(last_date)),
        };
    }
    match passed(&now, days.over) {
        Some((last, ground)) => ended(ground, add_days(last, 1), told),
        None => now.state,
    }
}

/// Nothing ends by itself: silence moves no day, and the day after the last is late.
fn european(facts: &Facts<'_>, days: Days) -> State {
    let today = days.over;
    let ended = |ground, on| {
        State::Cancelled(Cancellation {
            ground,
            on,
            refund_by: refund_by(facts.regime, ground, on),
            renewed_missing: false,
        })
    };
    let (mut agreed, mut last_date, mut left) = (None, None, false);
    for (at, step) in steps(facts, days) {
        match step {
            Step::Arrived => return State::Shipped,
            Step::Left => left = true,
            Step::Ended(ground) => return ended(ground, at.day),
            Step::Answered(_) if left => {}
            Step::Answered(Choice::Cancel) => return ended(Ground::ByShopper, at.day),
            Step::Answered(Choice::Wait { until }) => agreed = Some(until),
            Step::Answered(Choice::LastDate { last_date: day }) => {
                (agreed, last_date) = (None, Some(day));
            }
            Step::Told(..) => {}
        }
    }
    if left {
        return State::Shipped;
    }
    let essential = facts.needed_by.is_some_and(|day| today > day);
    let due = match (agreed, last_date) {
        (Some(None), _) => return State::Open,
        (Some(Some(until)), _) | (None, Some(until)) => until,
        (None, None) => facts.due,
    };
    if today > due {
        let since = add_days(due, 1);
        let may_end = essential || last_date.is_some_and(|day| today > day);
        return State::Late { since, may_end };
    }
    if agreed.is_some() || last_date.is_some() {
        return State::Consented { until: due };
    }
    State::OnTime
}

/// What is to be done. Nobody is told of a delay that is not known, but on the last day: then it has
/// not left, and after it no notice helps.
fn duty(facts: &Facts<'_>, state: State, today: Date) -> Option<Duty> {
    let is_late = |until: Date| today >= until || facts.expected.is_none_or(|day| day > until);
    let is_told = |until: Date| {
        let beyond = |notice: &Notice| notice.until.last().is_none_or(|last| last > until);
        facts.notices.iter().any(beyond)
    };
    match state {
        State::OnTime => {
            let by = facts.due;
            (is_late(by) && !is_told(by)).then_some(Duty::Offer { by })
        }
        State::Deemed { until: by } | State::Consented { until: by } => {
            (is_late(by) && !is_told(by)).then_some(Duty::Renew { by })
        }
        State::Late { since, .. } => {
            let by = add_days(since, -1);
            let is_told = is_told(by.max(add_days(today, -1)));
            (!is_told).then_some(Duty::Offer { by })
        }
        State::Cancelled(ended) => Some(Duty::Refund {
            by: ended.refund_by,
        }),
        State::NoLaw | State::Asked { .. } | State::Open | State::Shipped => None,
    }
}
