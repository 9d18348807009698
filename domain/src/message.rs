//! Mails to the people of a shop: which there are, what becomes of each, and whether what one says
//! is still news.

use crate::dates::Window;
use crate::input::Invalid;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether a shop writes mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailRule {
    /// It writes none, and no page says that it does.
    #[default]
    Off,
    /// It writes to those who order.
    On,
}

impl MailRule {
    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "off" => Ok(Self::Off),
            "on" => Ok(Self::On),
            _ => Err(Invalid::new("must be on or off")),
        }
    }

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
        }
    }

    /// Whether it writes none.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands the field over so"
    )]
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }
}

/// What a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    /// An order was placed: what, when it ships, what it costs and when that is charged.
    Confirmation,
    /// A date that was told has moved.
    Moved,
    /// Units were cancelled.
    Cancelled,
    /// A parcel has left the dock.
    Dispatched,
    /// A parcel has arrived.
    Delivered,
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Confirmation,
        Self::Moved,
        Self::Cancelled,
        Self::Dispatched,
        Self::Delivered,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Dispatched => "dispatched",
            Self::Delivered => "delivered",
        }
    }

    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|kind| kind.name() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Invalid::new(format!("must be one of {names}"))
        })
    }

    /// Whether a later mail of the kind takes the place of one that still waits: it says all that
    /// the earlier one would have said.
    pub fn replaces_earlier(self) -> bool {
        match self {
            Self::Moved => true,
            Self::Confirmation | Self::Cancelled | Self::Dispatched | Self::Delivered => false,
        }
    }
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// It waits to be sent, for the first time or again.
    Planned,
    /// The mail server has taken it.
    Sent,
    /// It is kept to be read in the console, because no mail server is set.
    Kept,
    /// It was not true any more when it was to be sent.
    Skipped,
    /// A later one says what it would have said.
    Superseded,
    /// The connection ended before the mail server answered: it may have been taken, and is sent
    /// again under the same Message-ID.
    Uncertain,
    /// It is not tried any more, until somebody does something.
    Parked,
}

impl MessageState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Planned,
        Self::Sent,
        Self::Kept,
        Self::Skipped,
        Self::Superseded,
        Self::Uncertain,
        Self::Parked,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Kept => "kept",
            Self::Skipped => "skipped",
            Self::Superseded => "superseded",
            Self::Uncertain => "uncertain",
            Self::Parked => "parked",
        }
    }

    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|state| state.name() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Invalid::new(format!("must be one of {names}"))
        })
    }
}

/// Why a mail was not sent, or is not tried any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unsent {
    /// What it would say has been told by an earlier mail.
    AlreadyTold,
    /// The order was cancelled meanwhile.
    OrderCancelled,
    /// Everything has left already.
    OrderShipped,
    /// The person was erased.
    Erased,
    /// The shop writes no mails any more.
    MailOff,
    /// The mail server refused it for good.
    Refused,
    /// It failed as often as it is tried.
    GaveUp,
    /// It could not be written.
    Unreadable,
}

impl Unsent {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::AlreadyTold => "already-told",
            Self::OrderCancelled => "order-cancelled",
            Self::OrderShipped => "order-shipped",
            Self::Erased => "erased",
            Self::MailOff => "mail-off",
            Self::Refused => "refused",
            Self::GaveUp => "gave-up",
            Self::Unreadable => "unreadable",
        }
    }

    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let all = [
            Self::AlreadyTold,
            Self::OrderCancelled,
            Self::OrderShipped,
            Self::Erased,
            Self::MailOff,
            Self::Refused,
            Self::GaveUp,
            Self::Unreadable,
        ];
        let found = all.into_iter().find(|reason| reason.name() == text);
        found.ok_or_else(|| Invalid::new("must be a reason for which a mail is not sent"))
    }
}

/// What came of one try to send a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has taken it.
    Sent,
    /// It is kept in the console.
    Kept,
    /// It is not true any more.
    Skipped(Unsent),
    /// The mail server refused it for good.
    Refused,
    /// The mail server did not take it this time.
    Failed,
    /// It is not known whether the mail server has taken it.
    Uncertain,
    /// It could not be written.
    Unreadable,
}

/// How long until a mail that failed is tried again, in milliseconds, after the first failure, the
/// second and so on. When the last of these tries fails too, it is parked.
const TRIED_AGAIN_AFTER_MS: [i64; 5] = [60_000, 300_000, 1_800_000, 7_200_000, 18_000_000];

/// A mail after a try: its state, why it is not sent, and after how many milliseconds it is tried
/// again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// What became of it.
    pub state: MessageState,
    /// Why it was not sent; none while it may still be.
    pub reason: Option<Unsent>,
    /// When it is tried again; none when it is not.
    pub again_ms: Option<i64>,
}

impl Outcome {
    /// What becomes of a mail that had failed `failures` times before.
    pub fn next(self, failures: u32) -> Next {
        let done = |state, reason| Next {
            state,
            reason,
            again_ms: None,
        };
        let again = |state, last| {
            let failures = usize::try_from(failures).unwrap_or(usize::MAX);
            match TRIED_AGAIN_AFTER_MS.get(failures) {
                Some(&ms) => Next {
                    state,
                    reason: None,
                    again_ms: Some(ms),
                },
                None => done(MessageState::Parked, Some(last)),
            }
        };
        match self {
            Self::Sent => done(MessageState::Sent, None),
            Self::Kept => done(MessageState::Kept, None),
            Self::Skipped(reason) => done(MessageState::Skipped, Some(reason)),
            Self::Refused => done(MessageState::Parked, Some(Unsent::Refused)),
            Self::Failed => again(MessageState::Planned, Unsent::GaveUp),
            Self::Uncertain => again(MessageState::Uncertain, Unsent::GaveUp),
            Self::Unreadable => again(MessageState::Planned, Unsent::Unreadable),
        }
    }

    /// The name in records and counters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Kept => "kept",
            Self::Skipped(_) => "skipped",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether it counts as a failure.
    pub fn is_failure(self) -> bool {
        match self {
            Self::Sent | Self::Kept | Self::Skipped(_) => false,
            Self::Refused | Self::Failed | Self::Uncertain | Self::Unreadable => true,
        }
    }
}

/// The windows that a mail told of the parts of an order, by their numbers; null is that there was
/// no date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ToldDates(pub BTreeMap<u32, Option<Window>>);

impl ToldDates {
    /// What was told of a part. One that was split off later has a number of its own and was told
    /// what the others were.
    pub fn of(&self, number: u32, window: Option<Window>) -> Option<Option<Window>> {
        let own = self.0.get(&number).copied();
        own.or_else(|| {
            let same = self.0.values().any(|told| *told == window);
            same.then_some(window)
        })
    }

    /// The parts of which `now` says another last day than was told, or that there is a date where
    /// there was none. A window that only begins on another day is no news.
    pub fn news(&self, now: &Self) -> Vec<u32> {
        let last = |window: Option<Window>| window.map(Window::latest);
        let is_news = |(number, window): (&u32, &Option<Window>)| {
            let told = self.of(*number, *window);
            (told.map(last) != Some(last(*window))).then_some(*number)
        };
        now.0.iter().filter_map(is_news).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_fails_is_tried_five_times_more_and_then_parked() {
        let again: Vec<Option<i64>> = (0..6)
            .map(|failures| Outcome::Failed.next(failures).again_ms)
            .collect();
        let ms = |minutes: i64| Some(minutes * 60_000);
        assert_eq!(again, [ms(1), ms(5), ms(30), ms(120), ms(300), None]);
        let parked = |outcome: Outcome| {
            let next = outcome.next(5);
            (next.state, next.reason)
        };
        assert_eq!(
            [Outcome::Failed, Outcome::Uncertain, Outcome::Unreadable].map(parked),
            [
                (MessageState::Parked, Some(Unsent::GaveUp)),
                (MessageState::Parked, Some(Unsent::GaveUp)),
                (MessageState::Parked, Some(Unsent::Unreadable)),
            ]
        );
    }

    #[test]
    fn only_an_answer_of_the_mail_server_ends_a_mail() {
        assert_eq!(Outcome::Sent.next(0).state, MessageState::Sent);
        assert_eq!(Outcome::Uncertain.next(0).state, MessageState::Uncertain);
        assert!(Outcome::Uncertain.next(0).again_ms.is_some());
        assert_eq!(
            Outcome::Refused.next(0),
            Next {
                state: MessageState::Parked,
                reason: Some(Unsent::Refused),
                again_ms: None
            }
        );
    }

    fn told(dates: &[(u32, Option<(i8, i8)>)]) -> ToldDates {
        let window = |(from, to)| Window::new(date(2026, 12, from), date(2026, 12, to)).unwrap();
        ToldDates(
            dates
                .iter()
                .map(|(number, days)| (*number, days.map(window)))
                .collect(),
        )
    }

    #[test]
    fn news_is_another_last_day_than_the_one_that_was_told() {
        let before = told(&[(1, Some((14, 18))), (2, None)]);
        for (now, news) in [
            (told(&[(1, Some((14, 18))), (2, None)]), vec![]),
            (told(&[(1, Some((15, 18)))]), vec![]),
            (told(&[(1, Some((14, 19)))]), vec![1]),
            (told(&[(1, None), (2, Some((1, 2)))]), vec![1, 2]),
            // Split off since: it was told what its number does not say.
            (told(&[(3, Some((14, 18)))]), vec![]),
            (told(&[(3, Some((20, 21)))]), vec![3]),
        ] {
            assert_eq!(before.news(&now), news, "{now:?}");
        }
    }

    #[test]
    fn every_name_is_read_as_it_is_written() {
        for kind in MessageKind::ALL {
            assert_eq!(MessageKind::parse(kind.name()), Ok(kind));
        }
        for state in MessageState::ALL {
            assert_eq!(MessageState::parse(state.name()), Ok(state));
        }
        for rule in [MailRule::Off, MailRule::On] {
            assert_eq!(MailRule::parse(rule.name()), Ok(rule));
        }
        assert!(MessageKind::parse("countdown").is_err());
        assert!(MessageState::parse("bounced").is_err());
    }
}
