//! What the console answers to a form: what was done, or what is wrong.

use crate::present::refusal_text;
use crate::{Lang, number, words};
use dockline_domain::limits::PASSWORD_CHARS_MIN;
use dockline_domain::refusal::Refusal;

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
    pub fn text(&self, lang: Lang) -> String {
        let say = words(lang);
        let count = |max: u32| number(lang, i64::from(max));
        let name = |id: &str, name: &String| say.fill(id, [("name", name.as_str().into())]);
        match self {
            Self::Required(max) => say.fill("wrong-required", [("max", max.to_string().into())]),
            Self::Text(max) => say.fill("wrong-text", [("max", max.to_string().into())]),
            Self::Reference => say.say("wrong-reference"),
            Self::ReferenceTaken(reference) => name("wrong-reference-taken", reference),
            Self::NoLines => say.say("wrong-no-lines"),
            Self::Sku(sku) => name("wrong-sku", sku),
            Self::SkuMissing => say.say("wrong-sku-missing"),
            Self::SkuTwice => say.say("wrong-sku-twice"),
            Self::Units(max) => say.fill("wrong-units", [("max", count(*max).into())]),
            Self::Date => say.say("wrong-date"),
            Self::DatePair => say.say("wrong-date-pair"),
            Self::DateOrder => say.say("wrong-date-order"),
            Self::DatePast => say.say("wrong-date-past"),
            Self::DateFar => say.say("wrong-date-far"),
            Self::Reason => say.say("wrong-reason"),
            Self::Basis => say.say("wrong-basis"),
            Self::Stage => say.say("wrong-stage"),
            Self::AtFuture => say.say("wrong-at-future"),
            Self::Slip => say.say("wrong-slip"),
            Self::File => say.say("wrong-file"),
            Self::FileEmpty => say.say("wrong-file-empty"),
            Self::FileLacks(columns) => name("wrong-file-lacks", columns),
            Self::FileTooLong(max) => say.fill(
                "wrong-file-too-long",
                [(
                    "max",
                    number(lang, i64::try_from(*max).unwrap_or(i64::MAX)).into(),
                )],
            ),
            Self::FileTooLarge(max) => {
                say.fill("wrong-file-too-large", [("max", max.to_string().into())])
            }
            Self::Ended(reference) => name("wrong-ended", reference),
            Self::NotFound(text) => name("wrong-not-found", text),
            Self::CountMissing => say.say("wrong-count-missing"),
            Self::Count(max) => say.fill("wrong-count", [("max", count(*max).into())]),
            Self::CountRest => say.say("wrong-count-rest"),
            Self::CountWhy => say.say("wrong-count-why"),
            Self::CountNothing => say.say("wrong-count-nothing"),
            Self::CountChanged => say.say("wrong-count-changed"),
            Self::CountMoved { seen, open } => say.fill(
                "wrong-count-moved",
                [("seen", (*seen).into()), ("open", count(*open).into())],
            ),
            Self::Dock => say.say("wrong-dock"),
            Self::DockUnknown { code, known } => say.fill(
                "wrong-dock-unknown",
                [
                    ("code", code.as_str().into()),
                    ("known", known.as_str().into()),
                ],
            ),
            Self::Clock => say.say("wrong-clock"),
            Self::ClockRange(days) => say.fill("wrong-clock-range", [("days", (*days).into())]),
            Self::ParcelNotFound(text) => name("wrong-parcel-not-found", text),
            Self::ParcelChanged => say.say("wrong-parcel-changed"),
            Self::Priority(max) => say.fill("wrong-priority", [("max", count(*max).into())]),
            Self::PriorityChanged { now, wanted } => say.fill(
                "wrong-priority-changed",
                [
                    ("now", now.to_string().into()),
                    ("wanted", wanted.to_string().into()),
                ],
            ),
            Self::NotWaiting => say.say("wrong-not-waiting"),
            Self::LineNotFound(text) => name("wrong-queue-not-found", text),
            Self::Password => say.fill(
                "wrong-password",
                [("min", PASSWORD_CHARS_MIN.to_string().into())],
            ),
            Self::PasswordAgain => say.say("wrong-password-again"),
            Self::PasswordOld => say.say("wrong-password-old"),
            Self::PasswordTooMany(minutes) => {
                say.fill("login-too-many", [("count", (*minutes).into())])
            }
            Self::Key => say.say("wrong-key"),
            Self::Busy => say.say("wrong-busy"),
            Self::Internal => say.say("wrong-internal"),
            Self::Refused(refused) => refusal_text(lang, refused),
            Self::Other => say.say("wrong-other"),
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
