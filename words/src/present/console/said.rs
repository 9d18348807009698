//! What the console answers to a form: what was done, or what is wrong.

use crate::present::refusal_text;
use crate::{Lang, number, words};
use dockline_domain::limits::PASSWORD_CHARS_MIN;
use dockline_domain::refusal::Refusal;
use fluent_bundle::FluentValue;

/// What has just been done; it travels in the query of the page that tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// A purchase order was entered.
    Entered,
    /// Its date was confirmed.
    Dated,
    /// Its date was moved.
    Moved,
    /// A milestone was added.
    Milestone,
    /// It was cancelled.
    Cancelled,
    /// The parcel of an order was packed.
    Packed(i64),
    /// The parcel of an order was handed over.
    HandedOver(i64),
    /// A priority was changed.
    Prioritised,
}

impl Done {
    /// As it stands in a query.
    pub fn query(self) -> String {
        match self {
            Self::Entered => "entered".to_owned(),
            Self::Dated => "dated".to_owned(),
            Self::Moved => "moved".to_owned(),
            Self::Milestone => "milestone".to_owned(),
            Self::Cancelled => "cancelled".to_owned(),
            Self::Packed(order) => format!("packed-{order}"),
            Self::HandedOver(order) => format!("handed-over-{order}"),
            Self::Prioritised => "prioritised".to_owned(),
        }
    }

    /// Reads it from a query; what makes no sense says nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let order = |prefix: &str| text.strip_prefix(prefix)?.parse().ok();
        match text {
            "entered" => Some(Self::Entered),
            "dated" => Some(Self::Dated),
            "moved" => Some(Self::Moved),
            "milestone" => Some(Self::Milestone),
            "cancelled" => Some(Self::Cancelled),
            "prioritised" => Some(Self::Prioritised),
            _ => order("packed-")
                .map(Self::Packed)
                .or_else(|| order("handed-over-").map(Self::HandedOver)),
        }
    }

    pub fn text(self, lang: Lang) -> String {
        let say = words(lang);
        match self {
            Self::Entered => say.say("done-po-entered"),
            Self::Dated => say.say("done-po-date"),
            Self::Moved => say.say("done-po-moved"),
            Self::Milestone => say.say("done-po-milestone"),
            Self::Cancelled => say.say("done-po-cancelled"),
            Self::Packed(order) => say.fill("done-packed", [("order", order.to_string().into())]),
            Self::HandedOver(order) => {
                say.fill("done-handed-over", [("order", order.to_string().into())])
            }
            Self::Prioritised => say.say("done-priority"),
        }
    }
}

/// What is wrong with a form of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands where something has to, or too much: at most this many characters.
    Required(usize),
    /// Too long, or not one line: at most this many characters.
    Text(usize),
    /// Not the number of a purchase order.
    Reference,
    /// That number is taken.
    ReferenceTaken(String),
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
    /// Not a date.
    Date,
    /// One end of a window alone.
    DatePair,
    /// A window that ends before it begins.
    DateOrder,
    /// A window that has passed.
    DatePast,
    /// A window beyond all planning.
    DateFar,
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
    /// Not a file that can be read.
    File,
    /// A file without rows, or none at all.
    FileEmpty,
    /// A file without these columns.
    FileLacks(String),
    /// A file of more rows than this.
    FileTooLong(usize),
    /// A file of more megabytes than this.
    FileTooLarge(usize),
    /// A purchase order of which nothing more is expected.
    Ended(String),
    /// Nothing that is expected was found.
    NotFound(String),
    /// A line that nobody has counted.
    CountMissing,
    /// Not a count, or more than this.
    Count(u32),
    /// Fewer came, and nobody said what that means.
    CountRest,
    /// A count that differs, without a reason.
    CountWhy,
    /// No unit was counted.
    CountNothing,
    /// Somebody else counted meanwhile.
    CountChanged,
    /// The units that were open when the count began, and those that are now.
    CountMoved {
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
    /// Not a time of day on a day.
    Clock,
    /// A time that has passed already, or too far ahead: at most this many days.
    ClockRange(u16),
    /// No such parcel.
    ParcelNotFound(String),
    /// The parcel holds something else by now.
    ParcelChanged,
    /// Not a priority of at most this.
    Priority(u32),
    /// Somebody else gave it another one.
    PriorityChanged {
        /// The one it has now.
        now: i32,
        /// The one that was written.
        wanted: i32,
    },
    /// It is not in line any more.
    NotWaiting,
    /// No such variant to look at.
    LineNotFound(String),
    /// Too short, or soon guessed.
    Password,
    /// Not what was written the first time.
    PasswordAgain,
    /// Not the password of this user.
    PasswordOld,
    /// Too many that were not; wait this many minutes.
    PasswordTooMany(u64),
    /// The key of the form was used for something else.
    Key,
    /// Too much at once.
    Busy,
    /// Our fault.
    Internal,
    /// The present state does not allow it.
    Refused(Refusal),
    /// It cannot be done now.
    Other,
}

impl Wrong {
    /// The sentence.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Refused(refused) => refusal_text(lang, refused),
            other => words(lang).fill_all(other.id(), other.values(lang)),
        }
    }

    fn id(&self) -> &'static str {
        match self {
            Self::Required(_) => "wrong-required",
            Self::Text(_) => "wrong-text",
            Self::Reference => "wrong-reference",
            Self::ReferenceTaken(_) => "wrong-reference-taken",
            Self::NoLines => "wrong-no-lines",
            Self::Sku(_) => "wrong-sku",
            Self::SkuMissing => "wrong-sku-missing",
            Self::SkuTwice => "wrong-sku-twice",
            Self::Units(_) => "wrong-units",
            Self::Date => "wrong-date",
            Self::DatePair => "wrong-date-pair",
            Self::DateOrder => "wrong-date-order",
            Self::DatePast => "wrong-date-past",
            Self::DateFar => "wrong-date-far",
            Self::Reason => "wrong-reason",
            Self::Basis => "wrong-basis",
            Self::Stage => "wrong-stage",
            Self::AtFuture => "wrong-at-future",
            Self::Slip => "wrong-slip",
            Self::File => "wrong-file",
            Self::FileEmpty => "wrong-file-empty",
            Self::FileLacks(_) => "wrong-file-lacks",
            Self::FileTooLong(_) => "wrong-file-too-long",
            Self::FileTooLarge(_) => "wrong-file-too-large",
            Self::Ended(_) => "wrong-ended",
            Self::NotFound(_) => "wrong-not-found",
            Self::CountMissing => "wrong-count-missing",
            Self::Count(_) => "wrong-count",
            Self::CountRest => "wrong-count-rest",
            Self::CountWhy => "wrong-count-why",
            Self::CountNothing => "wrong-count-nothing",
            Self::CountChanged => "wrong-count-changed",
            Self::CountMoved { .. } => "wrong-count-moved",
            Self::Dock => "wrong-dock",
            Self::DockUnknown { .. } => "wrong-dock-unknown",
            Self::Clock => "wrong-clock",
            Self::ClockRange(_) => "wrong-clock-range",
            Self::ParcelNotFound(_) => "wrong-parcel-not-found",
            Self::ParcelChanged => "wrong-parcel-changed",
            Self::Priority(_) => "wrong-priority",
            Self::PriorityChanged { .. } => "wrong-priority-changed",
            Self::NotWaiting => "wrong-not-waiting",
            Self::LineNotFound(_) => "wrong-queue-not-found",
            Self::Password => "wrong-password",
            Self::PasswordAgain => "wrong-password-again",
            Self::PasswordOld => "wrong-password-old",
            Self::PasswordTooMany(_) => "login-too-many",
            Self::Key => "wrong-key",
            Self::Busy => "wrong-busy",
            Self::Internal => "wrong-internal",
            Self::Refused(_) | Self::Other => "wrong-other",
        }
    }

    /// What the sentence names.
    fn values(&self, lang: Lang) -> Vec<(&'static str, FluentValue<'_>)> {
        let count = |max: u32| number(lang, i64::from(max));
        match self {
            Self::Required(max) | Self::Text(max) => vec![("max", max.to_string().into())],
            Self::FileTooLarge(max) => vec![("max", max.to_string().into())],
            Self::FileTooLong(max) => {
                let max = i64::try_from(*max).unwrap_or(i64::MAX);
                vec![("max", number(lang, max).into())]
            }
            Self::Units(max) | Self::Count(max) => vec![("max", count(*max).into())],
            Self::Priority(max) => vec![("max", count(*max).into())],
            Self::ReferenceTaken(name)
            | Self::Sku(name)
            | Self::FileLacks(name)
            | Self::Ended(name)
            | Self::NotFound(name)
            | Self::ParcelNotFound(name)
            | Self::LineNotFound(name) => vec![("name", name.as_str().into())],
            Self::CountMoved { seen, open } => {
                vec![("seen", (*seen).into()), ("open", count(*open).into())]
            }
            Self::DockUnknown { code, known } => vec![
                ("code", code.as_str().into()),
                ("known", known.as_str().into()),
            ],
            Self::ClockRange(days) => vec![("days", (*days).into())],
            Self::PriorityChanged { now, wanted } => vec![
                ("now", now.to_string().into()),
                ("wanted", wanted.to_string().into()),
            ],
            Self::Password => vec![("min", PASSWORD_CHARS_MIN.to_string().into())],
            Self::PasswordTooMany(minutes) => vec![("count", (*minutes).into())],
            // The sentences of the others name nothing; a test would miss a value.
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_survives_its_query() {
        for done in [
            Done::Entered,
            Done::Dated,
            Done::Moved,
            Done::Milestone,
            Done::Cancelled,
            Done::Packed(7),
            Done::HandedOver(8),
            Done::Prioritised,
        ] {
            assert_eq!(Done::parse(&done.query()), Some(done));
        }
        assert_eq!(Done::parse("packed-"), None);
        assert_eq!(Done::parse("<b>"), None);
    }
}
