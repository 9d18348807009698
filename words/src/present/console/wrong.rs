//! What the console answers to a form that cannot be carried out: one enum for each form, and one
//! for what every form may be told.

use crate::present::refusal_text;
use crate::{Lang, number, words};
use dockline_domain::limits::PASSWORD_CHARS_MIN;
use dockline_domain::refusal::Refusal;
use fluent_bundle::FluentValue;

/// The id of a sentence, with what the sentence names.
type Sentence<'a> = (&'static str, Vec<(&'static str, FluentValue<'a>)>);

/// Something that is wrong with a form.
pub trait Wrong {
    #[doc(hidden)]
    fn sentence(&self, lang: Lang) -> Sentence<'_>;

    /// What people are told.
    fn text(&self, lang: Lang) -> String {
        let (id, values) = self.sentence(lang);
        words(lang).fill_all(id, values)
    }
}

fn plain<'a>(id: &'static str) -> Sentence<'a> {
    (id, Vec::new())
}

fn one<'a>(
    id: &'static str,
    name: &'static str,
    value: impl Into<FluentValue<'a>>,
) -> Sentence<'a> {
    (id, vec![(name, value.into())])
}

fn count(lang: Lang, units: u32) -> String {
    number(lang, i64::from(units))
}

/// What may be wrong with a line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongText {
    /// Nothing stands where something has to, or too much: at most this many characters.
    Required(usize),
    /// Too long, or not one line: at most this many characters.
    TooLong(usize),
}

impl Wrong for WrongText {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        match self {
            Self::Required(max) => one("wrong-required", "max", max.to_string()),
            Self::TooLong(max) => one("wrong-text", "max", max.to_string()),
        }
    }
}

/// What may be wrong with the wish to see a mail, to be sent one, or to do something about one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongMail {
    /// No order has this number.
    Order,
    /// The mail server did not take it, and what it said.
    NotSent(String),
    /// It is not given up, or not any more.
    NotParked,
}

impl Wrong for WrongMail {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        match self {
            Self::Order => plain("mail-preview-unknown"),
            Self::NotParked => plain("mail-not-parked"),
            Self::NotSent(problem) => one("mail-test-failed", "problem", problem.as_str()),
        }
    }
}

/// What may be wrong with what is to be done about a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongWithdrawal {
    /// No order has this number.
    Order,
}

impl Wrong for WrongWithdrawal {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        match self {
            Self::Order => plain("withdrawal-match-unknown"),
        }
    }
}

/// What may be wrong with a webhook, or with what is to be done about one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongWebhook {
    /// Not an address.
    Url,
    /// An address that may not be called.
    Place,
    /// It is to be told nothing.
    Types,
    /// Not a time.
    Time,
    /// A time that ends before it begins.
    Range,
    /// It did not answer a ping.
    NotAnswered,
}

impl Wrong for WrongWebhook {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        plain(match self {
            Self::Url => "webhook-wrong-url",
            Self::Place => "webhook-wrong-place",
            Self::Types => "webhook-wrong-types",
            Self::Time => "webhook-wrong-time",
            Self::Range => "webhook-wrong-range",
            Self::NotAnswered => "webhook-not-answered",
        })
    }
}

/// What may be wrong with a date, or with the two of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongDate {
    /// Not a date.
    Unreadable,
    /// One end of a window alone.
    Pair,
    /// A window that ends before it begins.
    Order,
    /// A window that has passed.
    Past,
    /// A window beyond all planning.
    Far,
}

impl Wrong for WrongDate {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        plain(match self {
            Self::Unreadable => "wrong-date",
            Self::Pair => "wrong-date-pair",
            Self::Order => "wrong-date-order",
            Self::Past => "wrong-date-past",
            Self::Far => "wrong-date-far",
        })
    }
}

/// What may be wrong with a new purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongOrder {
    /// Not the number of a purchase order.
    Reference,
    /// A purchase order without lines.
    NoLines,
    /// No such variant.
    Sku(String),
    /// A line without a SKU.
    SkuMissing,
    /// A SKU in two lines.
    SkuTwice,
    /// Not a number of units, or more than this.
    Units(u32),
    /// Not a stage at which one can be entered.
    Stage,
}

impl Wrong for WrongOrder {
    fn sentence(&self, lang: Lang) -> Sentence<'_> {
        match self {
            Self::Reference => plain("wrong-reference"),
            Self::NoLines => plain("wrong-no-lines"),
            Self::Sku(name) => one("wrong-sku", "name", name.as_str()),
            Self::SkuMissing => plain("wrong-sku-missing"),
            Self::SkuTwice => plain("wrong-sku-twice"),
            Self::Units(max) => one("wrong-units", "max", count(lang, *max)),
            Self::Stage => plain("wrong-stage"),
        }
    }
}

/// What may be wrong with what is said of a purchase order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongChange {
    /// A date moves without a reason.
    Reason,
    /// A date is confirmed without a basis.
    Basis,
    /// A stage that cannot follow.
    Stage,
    /// A milestone in the future.
    AtFuture,
    /// Not a number of days to slip by.
    Slip,
}

impl Wrong for WrongChange {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        plain(match self {
            Self::Reason => "wrong-reason",
            Self::Basis => "wrong-basis",
            Self::Stage => "wrong-stage",
            Self::AtFuture => "wrong-at-future",
            Self::Slip => "wrong-slip",
        })
    }
}

/// What may be wrong with a file of milestones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongFile {
    /// Not a file that can be read.
    Unreadable,
    /// Without rows, or none at all.
    Empty,
    /// Without these columns.
    Lacks(String),
    /// More rows than this.
    TooLong(usize),
    /// More megabytes than this.
    TooLarge(usize),
    /// It could be read, and our program failed.
    Internal,
}

impl Wrong for WrongFile {
    fn sentence(&self, lang: Lang) -> Sentence<'_> {
        match self {
            Self::Unreadable => plain("wrong-file"),
            Self::Empty => plain("wrong-file-empty"),
            Self::Lacks(columns) => one("wrong-file-lacks", "name", columns.as_str()),
            Self::TooLong(max) => {
                let max = i64::try_from(*max).unwrap_or(i64::MAX);
                one("wrong-file-too-long", "max", number(lang, max))
            }
            Self::TooLarge(max) => one("wrong-file-too-large", "max", max.to_string()),
            Self::Internal => plain("wrong-internal"),
        }
    }
}

/// What may be wrong with a count at the dock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongCount {
    /// A purchase order of which nothing more is expected.
    Ended(String),
    /// Nothing that is expected was found.
    NotFound(String),
    /// A line that nobody has counted.
    Missing,
    /// Not a count, or more than this.
    Units(u32),
    /// Fewer came, and nobody said what that means.
    Rest,
    /// It differs, without a reason.
    Why,
    /// No unit was counted.
    Nothing,
    /// Somebody else counted meanwhile.
    Changed,
    /// The units that were open when the count began, and those that are now.
    Moved {
        /// When it began.
        seen: u32,
        /// Now.
        open: u32,
    },
    /// Not the code of a location.
    Dock,
    /// A dock that the shop does not have; it has these.
    DockUnknown {
        /// What was written.
        code: String,
        /// The first of those there are.
        known: String,
    },
}

impl Wrong for WrongCount {
    fn sentence(&self, lang: Lang) -> Sentence<'_> {
        match self {
            Self::Ended(name) => one("wrong-ended", "name", name.as_str()),
            Self::NotFound(name) => one("wrong-not-found", "name", name.as_str()),
            Self::Missing => plain("wrong-count-missing"),
            Self::Units(max) => one("wrong-count", "max", count(lang, *max)),
            Self::Rest => plain("wrong-count-rest"),
            Self::Why => plain("wrong-count-why"),
            Self::Nothing => plain("wrong-count-nothing"),
            Self::Changed => plain("wrong-count-changed"),
            Self::Moved { seen, open } => (
                "wrong-count-moved",
                vec![
                    ("seen", (*seen).into()),
                    ("open", count(lang, *open).into()),
                ],
            ),
            Self::Dock => plain("wrong-dock"),
            Self::DockUnknown { code, known } => (
                "wrong-dock-unknown",
                vec![
                    ("code", code.as_str().into()),
                    ("known", known.as_str().into()),
                ],
            ),
        }
    }
}

/// What may be wrong with a time to which a rehearsal's clock is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongClock {
    /// Not a time of day on a day.
    Unreadable,
    /// A time that has passed already, or too far ahead: at most this many days.
    Range(u16),
}

impl Wrong for WrongClock {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        match self {
            Self::Unreadable => plain("wrong-clock"),
            Self::Range(days) => one("wrong-clock-range", "days", *days),
        }
    }
}

/// What may be wrong with money that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongMoney {
    /// Not an amount.
    Amount,
    /// A day to come.
    Day,
    /// The charge is another one by now.
    Changed,
    /// More than can go back.
    GiveBack,
    /// No later time, or too late a one.
    Extend,
}

impl Wrong for WrongMoney {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        plain(match self {
            Self::Amount => "wrong-amount",
            Self::Day => "wrong-day-future",
            Self::Changed => "charge-changed",
            Self::GiveBack => "wrong-give-back",
            Self::Extend => "wrong-extend",
        })
    }
}

/// What may be wrong with a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongParcel {
    /// There is none that is called so.
    NotFound(String),
    /// It holds something else by now.
    Changed,
}

impl Wrong for WrongParcel {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        match self {
            Self::NotFound(name) => one("wrong-parcel-not-found", "name", name.as_str()),
            Self::Changed => plain("wrong-parcel-changed"),
        }
    }
}

/// What may be wrong with a place in line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongPlace {
    /// Not a priority of at most this.
    Priority(u32),
    /// Somebody else gave it another one.
    Changed {
        /// The one it has now.
        now: i32,
        /// The one that was written.
        wanted: i32,
    },
    /// It is not in line any more.
    NotWaiting,
    /// No such variant to look at.
    LineNotFound(String),
}

impl Wrong for WrongPlace {
    fn sentence(&self, lang: Lang) -> Sentence<'_> {
        match self {
            Self::Priority(max) => one("wrong-priority", "max", count(lang, *max)),
            Self::Changed { now, wanted } => (
                "wrong-priority-changed",
                vec![
                    ("now", now.to_string().into()),
                    ("wanted", wanted.to_string().into()),
                ],
            ),
            Self::NotWaiting => plain("wrong-not-waiting"),
            Self::LineNotFound(name) => one("wrong-queue-not-found", "name", name.as_str()),
        }
    }
}

/// What may be wrong with a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrongPassword {
    /// Too short, or soon guessed.
    Weak,
    /// Not what was written the first time.
    Again,
    /// Not the password of this user.
    Old,
    /// Too many that were not; wait this many minutes.
    TooMany(u64),
}

impl Wrong for WrongPassword {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        match self {
            Self::Weak => one("wrong-password", "min", PASSWORD_CHARS_MIN.to_string()),
            Self::Again => plain("wrong-password-again"),
            Self::Old => plain("wrong-password-old"),
            Self::TooMany(minutes) => one("login-too-many", "count", *minutes),
        }
    }
}

/// Why a form was not carried out although nothing of it is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDone {
    /// Its key was used for something else.
    KeyReused,
    /// Too much at once.
    Busy,
    /// It may be done, or not.
    OutcomeUnknown,
    /// Our program failed.
    Internal,
    /// The present state does not allow it.
    Refused(Refusal),
    /// It cannot be done now.
    Other,
}

impl Wrong for NotDone {
    fn sentence(&self, _: Lang) -> Sentence<'_> {
        plain(match self {
            Self::KeyReused => "wrong-key",
            Self::Busy => "wrong-busy",
            Self::OutcomeUnknown => "wrong-outcome-unknown",
            Self::Internal => "wrong-internal",
            Self::Refused(_) | Self::Other => "wrong-other",
        })
    }

    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Refused(refused) => refusal_text(lang, refused),
            Self::KeyReused | Self::Busy | Self::OutcomeUnknown | Self::Internal | Self::Other => {
                words(lang).fill_all(self.sentence(lang).0, Vec::new())
            }
        }
    }
}
