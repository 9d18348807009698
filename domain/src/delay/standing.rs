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
    let walked = Walked::of(facts, now);
    Standing {
        state: walked.state,
        duty: duty(facts, walked, now),
    }
}

/// Where all that happened has led.
#[derive(Clone, Copy)]
pub(super) struct Walked {
    pub(super) state: State,
    /// The number of the event from which on people wait until the day they wait until now, 0 for the
    /// order itself. What they were told before it asked for something else, and renews nothing.
    agreed: i64,
    /// The last day, where it ends by itself after it.
    last: Option<Date>,
}

impl Walked {
    pub(super) fn of(facts: &Facts<'_>, now: Days) -> Self {
        match facts.regime {
            Regime::None => Self::end(State::NoLaw),
            Regime::Us | Regime::UsCa => american(facts, now),
            Regime::Eu | Regime::Uk => european(facts, now),
        }
    }

    /// Nothing moves it any more.
    fn end(state: State) -> Self {
        Self {
            state,
            agreed: 0,
            last: None,
        }
    }

    /// Whether a notice given now comes after the last day, by the shop's days: it would be void,
    /// though that day is not over everywhere.
    pub(super) fn is_over_in_the_shop(self, now: Days) -> bool {
        self.last.is_some_and(|last| now.shop > last)
    }
}

impl Facts<'_> {
    /// Whether it leaves by the day until which people wait, as far as anybody knows: then nobody has
    /// to be told anything.
    pub fn is_in_time(&self, now: impl Into<Days>) -> bool {
        let now = now.into();
        match Walked::of(self, now).state {
            State::OnTime => self.leaves_by(self.due, now),
            State::Deemed { until } | State::Consented { until } => self.leaves_by(until, now),
            State::NoLaw
            | State::Asked { .. }
            | State::Open
            | State::Late { .. }
            | State::Shipped
            | State::Cancelled(_) => false,
        }
    }

    /// Nobody is told of a delay that is not known, but on the last day: then it has not left, and
    /// after it no notice helps.
    fn leaves_by(&self, until: Date, now: Days) -> bool {
        now.begun < until && self.expected.is_some_and(|day| day <= until)
    }
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
    /// See [`Walked::agreed`].
    agreed: i64,
}

impl Running {
    fn day(state: State, day: Date, ground: Ground, agreed: i64) -> Self {
        let ends = Some((day, ground));
        Self {
            state,
            ends,
            agreed,
        }
    }

    /// Silence consents to the first notice alone, and to no more than 30 days.
    fn told(self, due: Date, number: usize, notice: &Notice) -> Self {
        let seq = notice.at.seq;
        match Kind::of(due, number, &notice.until) {
            Kind::Short => {
                let until = notice.until.last().unwrap_or(due);
                Self::day(State::Deemed { until }, until, Ground::Passed, seq)
            }
            Kind::Long | Kind::Indefinite => {
                let answer_by = add_days(due, Kind::DAYS);
                Self::day(
                    State::Asked { answer_by },
                    answer_by,
                    Ground::Unanswered,
                    seq,
                )
            }
            Kind::Renewed => self,
        }
    }

    /// A yes moves the end, and never to an earlier day.
    fn agreed(self, until: Option<Date>, seq: i64) -> Self {
        match (until, self.state) {
            (None, _) => Self {
                state: State::Open,
                ends: None,
                agreed: seq,
            },
            (Some(_), State::Open) => self,
            // The day stays, and so does what was told of it since.
            (Some(until), State::Deemed { until: now } | State::Consented { until: now })
                if until <= now =>
            {
                Self {
                    state: State::Consented { until: now },
                    ..self
                }
            }
            (Some(until), _) => Self::day(State::Consented { until }, until, Ground::Passed, seq),
        }
    }
}

fn ended(facts: &Facts<'_>, ground: Ground, on: Date) -> Cancellation {
    Cancellation {
        ground,
        on,
        refund_by: refund_by(facts.regime, ground, on),
        renewed_missing: false,
    }
}

fn american(facts: &Facts<'_>, days: Days) -> Walked {
    let mut now = Running::day(State::OnTime, facts.due, Ground::NotOffered, 0);
    // The number of the last notice.
    let mut told = 0;
    let by_itself = |now: &Running, day: Date, told: i64| {
        let (last, ground) = now.ends.filter(|(last, _)| day > *last)?;
        let ended = Cancellation {
            renewed_missing: ground == Ground::Passed && told <= now.agreed,
            ..ended(facts, ground, add_days(last, 1))
        };
        Some(Walked::end(State::Cancelled(ended)))
    };
    let by_somebody = |ground, on| Walked::end(State::Cancelled(ended(facts, ground, on)));
    for (at, step) in steps(facts, days) {
        if let Some(end) = by_itself(&now, at.day, told) {
            return end;
        }
        now = match step {
            Step::Left | Step::Arrived => return Walked::end(State::Shipped),
            Step::Ended(ground) => return by_somebody(ground, at.day),
            Step::Answered(Choice::Cancel) => return by_somebody(Ground::ByShopper, at.day),
            Step::Told(number, notice) => {
                told = at.seq;
                now.told(facts.due, number, notice)
            }
            Step::Answered(Choice::Wait { until }) => now.agreed(until, at.seq),
            Step::Answered(Choice::LastDate { last_date }) => now.agreed(Some(last_date), at.seq),
        };
    }
    by_itself(&now, days.over, told).unwrap_or(Walked {
        state: now.state,
        agreed: now.agreed,
        last: now.ends.map(|(last, _)| last),
    })
}

/// Nothing ends by itself: silence moves no day, and the day after the last is late.
fn european(facts: &Facts<'_>, days: Days) -> Walked {
    let today = days.over;
    let ended = |ground, on| Walked::end(State::Cancelled(ended(facts, ground, on)));
    let (mut until, mut last_date, mut left, mut agreed) = (None, None, false, 0);
    for (at, step) in steps(facts, days) {
        match step {
            Step::Arrived => return Walked::end(State::Shipped),
            Step::Left => left = true,
            Step::Ended(ground) => return ended(ground, at.day),
            Step::Answered(_) if left => {}
            Step::Answered(Choice::Cancel) => return ended(Ground::ByShopper, at.day),
            Step::Answered(Choice::Wait { until: day }) => (until, agreed) = (Some(day), at.seq),
            // More time is given once the day told is missed (art. 18(2)): a day before that gives none.
            Step::Answered(Choice::LastDate { last_date: day }) if day > facts.due => {
                (until, last_date, agreed) = (None, Some(day), at.seq);
            }
            Step::Answered(Choice::LastDate { .. }) | Step::Told(..) => {}
        }
    }
    if left {
        return Walked::end(State::Shipped);
    }
    let essential = facts.needed_by.is_some_and(|day| today > day);
    let (due, is_agreed) = match (until, last_date) {
        (Some(None), _) => return Walked::end(State::Open),
        (Some(Some(day)), _) | (None, Some(day)) => (day, true),
        (None, None) => (facts.due, false),
    };
    let state = if today > due {
        State::Late {
            since: add_days(due, 1),
            may_end: essential || last_date.is_some_and(|day| today > day),
        }
    } else if is_agreed {
        State::Consented { until: due }
    } else {
        State::OnTime
    };
    Walked {
        state,
        agreed,
        last: None,
    }
}

/// What is to be done: only what still helps.
fn duty(facts: &Facts<'_>, walked: Walked, now: Days) -> Option<Duty> {
    let is_late = |until: Date| !facts.leaves_by(until, now);
    let is_told = |until: Date| {
        let beyond = |notice: &Notice| notice.until.last().is_none_or(|last| last > until);
        let mut since = facts.notices.iter();
        since.any(|notice| notice.at.seq > walked.agreed && beyond(notice))
    };
    if walked.is_over_in_the_shop(now) {
        return None;
    }
    match walked.state {
        State::OnTime => {
            let by = facts.due;
            (is_late(by) && !is_told(by)).then_some(Duty::Offer { by })
        }
        State::Deemed { until: by } | State::Consented { until: by } => {
            (is_late(by) && !is_told(by)).then_some(Duty::Renew { by })
        }
        State::Late { since, .. } => {
            let by = add_days(since, -1);
            let is_told = is_told(by.max(add_days(now.begun, -1)));
            (!is_told).then_some(Duty::Offer { by })
        }
        State::Cancelled(ended) => Some(Duty::Refund {
            by: ended.refund_by,
        }),
        State::NoLaw | State::Asked { .. } | State::Open | State::Shipped => None,
    }
}
