//! What people are told of a delay, and what they answer.

use super::standing::Walked;
use super::{At, Days, Facts, State, standing};
use crate::dates::{add_days, days_between};
use crate::input::{Invalid, short_text};
use crate::limits;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Why something is late, in somebody's words: never blank. One reason is the system's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Why(String);

impl Why {
    /// What stands for *nobody knows a date yet*, where no other reason was told: presenters say it in
    /// the reader's language.
    const NO_DATE: &'static str = "no-date";

    /// That nobody knows a date yet.
    pub fn no_date() -> Self {
        Self(Self::NO_DATE.to_owned())
    }

    /// Whether it says only that.
    pub fn is_no_date(&self) -> bool {
        self.0 == Self::NO_DATE
    }

    /// Takes a text of one line.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        short_text(text, limits::TEXT_CHARS_MAX).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Why {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<Why> for String {
    fn from(why: Why) -> Self {
        why.0
    }
}

/// Until when a notice asks people to wait. A notice without a day cannot be made without a reason
/// (16 CFR 435.2(a)(3)), nor ask for more than it offers (435.2(b)(1)(iv) needs a definite day).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Until a day.
    Day {
        /// The last day on which it ships.
        last: Date,
        /// A later day to which people may agree at once.
        further: Option<Date>,
        /// Why it is late.
        reason: Option<Why>,
    },
    /// Nobody can say.
    Unknown {
        /// Why not.
        reason: Why,
    },
}

impl Until {
    /// The last day; none where nobody can say.
    pub fn last(&self) -> Option<Date> {
        match self {
            Self::Day { last, .. } => Some(*last),
            Self::Unknown { .. } => None,
        }
    }

    /// The reason, where one was given.
    pub fn reason(&self) -> Option<&Why> {
        match self {
            Self::Day { reason, .. } => reason.as_ref(),
            Self::Unknown { reason } => Some(reason),
        }
    }

    /// The later day, where one was asked for.
    pub fn further(&self) -> Option<Date> {
        match self {
            Self::Day { further, .. } => *further,
            Self::Unknown { .. } => None,
        }
    }
}

/// What a notice is by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The first, until a day within 30 days: silence is consent.
    Short,
    /// The first, until a later day: silence cancels.
    Long,
    /// The first, without a day: silence cancels.
    Indefinite,
    /// Any further one: silence cancels when the time agreed on ends.
    Renewed,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Short, Self::Long, Self::Indefinite, Self::Renewed];

    /// Days after the day told within which the first new day may lie for silence to be consent, and
    /// within which an answer must come where it is none (435.2(b)(1)).
    pub const DAYS: i32 = 30;

    /// What a notice is, for what was to ship on a day and had `earlier` notices.
    pub fn of(due: Date, earlier: usize, until: &Until) -> Self {
        match until {
            _ if earlier > 0 => Self::Renewed,
            Until::Day { last, .. } if days_between(due, *last) <= Self::DAYS => Self::Short,
            Until::Day { .. } => Self::Long,
            Until::Unknown { .. } => Self::Indefinite,
        }
    }

    /// The kind of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Indefinite => "indefinite",
            Self::Renewed => "renewed",
        }
    }
}

/// How people were told, or answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// On the phone.
    Phone,
    /// By mail.
    Mail,
    /// By letter.
    Letter,
    /// By the link of the order.
    Link,
}

impl Channel {
    /// Those in which somebody of the shop tells or hears something.
    pub const OF_STAFF: [Self; 3] = [Self::Mail, Self::Phone, Self::Letter];

    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Mail => "mail",
            Self::Letter => "letter",
            Self::Link => "link",
        }
    }

    /// How somebody of the shop told or heard something.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let found = Self::OF_STAFF.into_iter().find(|one| one.name() == text);
        found.ok_or_else(|| Invalid::new("must be mail, phone or letter"))
    }

    /// The channel of a name that was stored.
    pub fn stored(name: &str) -> Option<Self> {
        match name {
            "link" => Some(Self::Link),
            other => Self::parse(other).ok(),
        }
    }
}

/// Whether people have been given a notice: one that was only written is no offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Giving {
    /// They were told, or the mail server has taken the mail.
    Given,
    /// A mail with it waits to be sent.
    Planned,
    /// The mail was not taken, or came back: nobody was told.
    Failed,
}

impl Giving {
    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Planned => "planned",
            Self::Failed => "failed",
        }
    }
}

/// A notice that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When, by the shop's days.
    pub at: At,
    /// Until when it asks to wait.
    pub until: Until,
}

/// What somebody answered to a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "answer")]
pub enum Choice {
    /// They wait.
    Wait {
        /// Until this day; `None` until it ships, whenever that is.
        until: Option<Date>,
    },
    /// They do not.
    Cancel,
    /// They set a last day (Directive 2011/83/EU art. 18(2)).
    LastDate {
        /// Which.
        last_date: Date,
    },
}

/// An answer that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// When, by the days on which answers count.
    pub at: At,
    /// What they chose.
    pub choice: Choice,
}

impl Choice {
    /// Its name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wait { .. } => "wait",
            Self::Cancel => "cancel",
            Self::LastDate { .. } => "last_date",
        }
    }

    /// The day it names.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Wait { until } => until,
            Self::Cancel => None,
            Self::LastDate { last_date } => Some(last_date),
        }
    }

    /// The choice of a name and a day that were stored.
    pub fn stored(name: &str, day: Option<Date>) -> Option<Self> {
        match name {
            "wait" => Some(Self::Wait { until: day }),
            "cancel" => Some(Self::Cancel),
            "last_date" => day.map(|last_date| Self::LastDate { last_date }),
            _ => None,
        }
    }
}

/// Why a notice cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum NoNotice {
    /// No law is kept for the order.
    #[error("no law of delay is kept for this order")]
    NoLaw,
    /// It has left.
    #[error("it has been handed over: there is nothing to wait for")]
    Shipped,
    /// It has ended.
    #[error("it is cancelled, or the law has cancelled it: a notice revives nothing")]
    Ended,
    /// It leaves in time.
    #[error("it is here and leaves in time: nobody needs a notice")]
    InTime,
    /// The day is no later than the one that was told or agreed on.
    #[error("the day is no later than the one that people wait for: nobody needs a notice")]
    NotLater,
    /// The later day is no later than the day.
    #[error("further must be later than the day the notice gives")]
    FurtherNotLater,
    /// A mail with one waits to be sent.
    #[error(
        "a mail with a notice of this line is on its way: tell them on the phone or by letter, or wait for what comes of it"
    )]
    OnItsWay,
    /// California asks for a number of days or weeks.
    #[error("in California a notice names a day (Business and Professions Code 17538)")]
    NeedsDay,
}

impl Facts<'_> {
    /// What a notice given now would be; refused where there may be none.
    pub fn offer(&self, until: &Until, now: impl Into<Days>) -> Result<Kind, NoNotice> {
        let now = now.into();
        let walked = Walked::of(self, now);
        let waits_until = match walked.state {
            State::NoLaw => return Err(NoNotice::NoLaw),
            State::Shipped => return Err(NoNotice::Shipped),
            State::Cancelled(_) => return Err(NoNotice::Ended),
            _ if walked.is_over_in_the_shop(now) => return Err(NoNotice::Ended),
            State::OnTime | State::Late { .. } => Some(self.due),
            State::Deemed { until } | State::Consented { until } => Some(until),
            State::Asked { .. } | State::Open => None,
        };
        if self.regime == super::Regime::UsCa && until.last().is_none() {
            return Err(NoNotice::NeedsDay);
        }
        let earliest = waits_until.unwrap_or(self.due);
        if until
            .last()
            .is_some_and(|last| last <= earliest || last < now.over)
        {
            return Err(NoNotice::NotLater);
        }
        if until
            .further()
            .is_some_and(|further| Some(further) <= until.last())
        {
            return Err(NoNotice::FurtherNotLater);
        }
        Ok(Kind::of(self.due, self.notices.len(), until))
    }

    /// Until when an answer to a notice counts: to the number of those before it. `None` where it
    /// counts until it ships.
    pub fn answer_by(&self, earlier: usize) -> Option<Date> {
        let notice = self.notices.get(earlier)?;
        if !self.regime.is_american() {
            return None;
        }
        match Kind::of(self.due, earlier, &notice.until) {
            Kind::Short => notice.until.last(),
            Kind::Long | Kind::Indefinite => Some(add_days(self.due, Kind::DAYS)),
            Kind::Renewed => {
                let so_far = Self {
                    notices: &self.notices[..earlier],
                    ..*self
                };
                let before = self.answers.iter().filter(|one| one.at < notice.at);
                let answers: Vec<Answer> = before.copied().collect();
                let so_far = Facts {
                    answers: &answers,
                    ..so_far
                };
                match standing(&so_far, notice.at.day).state {
                    State::Deemed { until } | State::Consented { until } => Some(until),
                    State::Asked { answer_by } => Some(answer_by),
                    State::NoLaw
                    | State::OnTime
                    | State::Open
                    | State::Late { .. }
                    | State::Shipped
                    | State::Cancelled(_) => None,
                }
            }
        }
    }

    /// What an answer that comes now comes to: in the United States a yes never ends a time that was
    /// agreed on before.
    pub fn comes_to(&self, choice: Choice, now: impl Into<Days>) -> Choice {
        if !self.regime.is_american() {
            return choice;
        }
        match (choice, standing(self, now).state) {
            (Choice::Wait { .. }, State::Open) => Choice::Wait { until: None },
            (
                Choice::Wait { until: Some(day) },
                State::Deemed { until } | State::Consented { until },
            ) => Choice::Wait {
                until: Some(day.max(until)),
            },
            (choice, _) => choice,
        }
    }

    /// Whether anyone may still answer: it has not left, and has not ended.
    pub fn may_answer(&self, now: impl Into<Days>) -> bool {
        match standing(self, now).state {
            State::OnTime
            | State::Deemed { .. }
            | State::Asked { .. }
            | State::Consented { .. }
            | State::Open
            | State::Late { .. } => true,
            State::NoLaw | State::Shipped | State::Cancelled(_) => false,
        }
    }
}
