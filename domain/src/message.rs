//! Mails to the people of a shop: which there are, what becomes of each, and whether what one says
//! is still news.

use crate::dates::Window;
use crate::input::Invalid;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Days before the window in which an order is to leave on which people are told of the charge.
pub const TOLD_OF_CHARGE_DAYS: i32 = 3;

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
    pub fn is_off(&self) -> bool {
        *self == Self::Off
    }
}

/// What a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// A notice of delay that the law asks for, with its choices.
    Notice,
    /// What somebody answered to a notice is recorded.
    AnswerRecorded,
    /// The bank has declined a payment.
    ChargeFailed,
    /// The bank wants to hear from the shopper.
    BankStep,
    /// A card is charged soon.
    ChargeComing,
    /// Money that goes back was sent.
    RefundSent,
    /// Money that goes back could not be sent, or came back.
    RefundFailed,
    /// Units went to the next in line, because they were not paid in time.
    PassedOn,
    /// Whether a mail address on a waitlist is of whoever asked.
    WaitlistConfirm,
    /// What somebody waits for on a waitlist can be had.
    WaitlistBack,
    /// A withdrawal was declared: what was declared, and when.
    WithdrawalReceived,
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Confirmation,
        Self::Moved,
        Self::Notice,
        Self::AnswerRecorded,
        Self::Cancelled,
        Self::Dispatched,
        Self::Delivered,
        Self::ChargeComing,
        Self::ChargeFailed,
        Self::BankStep,
        Self::RefundSent,
        Self::RefundFailed,
        Self::PassedOn,
        Self::WaitlistConfirm,
        Self::WaitlistBack,
        Self::WithdrawalReceived,
    ];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
            Self::Dispatched => "dispatched",
            Self::Delivered => "delivered",
            Self::Notice => "notice",
            Self::AnswerRecorded => "answer-recorded",
            Self::ChargeFailed => "charge-failed",
            Self::BankStep => "bank-step",
            Self::ChargeComing => "charge-coming",
            Self::RefundSent => "refund-sent",
            Self::RefundFailed => "refund-failed",
            Self::PassedOn => "passed-on",
            Self::WaitlistConfirm => "waitlist-confirm",
            Self::WaitlistBack => "waitlist-back",
            Self::WithdrawalReceived => "withdrawal-received",
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
            // Each names all units of the order that are cancelled, or all answers, or how paying stands.
            Self::Moved
            | Self::Cancelled
            | Self::AnswerRecorded
            | Self::ChargeFailed
            | Self::BankStep
            | Self::ChargeComing
            | Self::PassedOn => true,
            // A notice is about a line of its own, a refund about its own money: nothing takes the place
            // of one.
            Self::RefundSent
            | Self::RefundFailed
            | Self::Confirmation
            | Self::Dispatched
            | Self::Delivered
            | Self::Notice
            | Self::WaitlistConfirm
            | Self::WaitlistBack
            | Self::WithdrawalReceived => false,
        }
    }

    /// Whether it is a courtesy: it can be ended by its reader, and is not sent again when it may
    /// have arrived.
    pub fn is_courtesy(self) -> bool {
        self == Self::WaitlistBack
    }

    /// How much a mail of the kind is owed to its reader.
    pub fn class(self) -> Class {
        match self {
            Self::Notice | Self::WithdrawalReceived => Class::Law,
            Self::WaitlistConfirm | Self::WaitlistBack => Class::Courtesy,
            Self::Confirmation
            | Self::Moved
            | Self::Cancelled
            | Self::Dispatched
            | Self::Delivered
            | Self::AnswerRecorded
            | Self::ChargeFailed
            | Self::BankStep
            | Self::ChargeComing
            | Self::RefundSent
            | Self::RefundFailed
            | Self::PassedOn => Class::Order,
        }
    }

    /// Whether a mail waits a while before it is sent: a date that moves again meanwhile, or a
    /// mistake that is mended, is told once.
    pub fn waits(self) -> bool {
        self == Self::Moved
    }

    /// Whether it tells each date of the order: what is told next is compared with that. The others
    /// name a date in passing at most, and never what it was before.
    pub fn tells_dates(self) -> bool {
        match self {
            Self::Confirmation | Self::Moved => true,
            // A notice is about one line, and another mail tells its date too.
            Self::Cancelled
            | Self::Dispatched
            | Self::Delivered
            | Self::Notice
            | Self::AnswerRecorded
            | Self::ChargeFailed
            | Self::BankStep
            | Self::ChargeComing
            | Self::RefundSent
            | Self::RefundFailed
            | Self::PassedOn
            | Self::WaitlistConfirm
            | Self::WaitlistBack
            | Self::WithdrawalReceived => false,
        }
    }
}

/// How much a mail is owed to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// The law asks for it.
    Law,
    /// It is about an order.
    Order,
    /// Nobody has to get it.
    Courtesy,
}

/// Which mails an address is not sent any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Suppression {
    /// None at all: what was sent came back for good.
    All,
    /// None that nobody has to get: somebody complained of one.
    Courtesy,
}

impl Suppression {
    /// Its name where it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Courtesy => "courtesy",
        }
    }

    /// Parses its name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "all" => Ok(Self::All),
            "courtesy" => Ok(Self::Courtesy),
            _ => Err(Invalid::new("must be all or courtesy")),
        }
    }

    /// Whether it stops all that another one stops.
    pub fn covers(self, other: Self) -> bool {
        self == Self::All || self == other
    }

    /// Whether a mail of a class is not sent.
    pub fn stops(self, class: Class) -> bool {
        match self {
            Self::All => true,
            Self::Courtesy => class == Class::Courtesy,
        }
    }
}

/// What others say of a mail after it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Returned {
    /// It did not arrive.
    Bounce {
        /// Whether another one would not arrive either.
        permanent: bool,
    },
    /// Its reader said that it is not wanted.
    Complaint,
}

impl Returned {
    /// Which mails the address is not sent any more.
    pub fn suppresses(self) -> Option<Suppression> {
        match self {
            Self::Bounce { permanent: true } => Some(Suppression::All),
            Self::Bounce { permanent: false } => None,
            Self::Complaint => Some(Suppression::Courtesy),
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
    /// It was sent, and came back: it did not arrive.
    Bounced,
}

impl MessageState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Sent,
        Self::Kept,
        Self::Skipped,
        Self::Superseded,
        Self::Uncertain,
        Self::Parked,
        Self::Bounced,
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
            Self::Bounced => "bounced",
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
    /// The parcel has arrived already.
    Arrived,
    /// What it was about has been settled otherwise.
    NotNeeded,
    /// It cannot be had any more.
    SoldOut,
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
    /// Mails to the address came back, or its owner wants none that nobody has to get.
    Suppressed,
}

impl Unsent {
    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::AlreadyTold => "already-told",
            Self::OrderCancelled => "order-cancelled",
            Self::OrderShipped => "order-shipped",
            Self::Arrived => "arrived",
            Self::NotNeeded => "not-needed",
            Self::SoldOut => "sold-out",
            Self::Erased => "erased",
            Self::MailOff => "mail-off",
            Self::Refused => "refused",
            Self::GaveUp => "gave-up",
            Self::Unreadable => "unreadable",
            Self::Suppressed => "suppressed",
        }
    }

    /// Parses the name in the interface.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let all = [
            Self::AlreadyTold,
            Self::OrderCancelled,
            Self::OrderShipped,
            Self::Arrived,
            Self::NotNeeded,
            Self::SoldOut,
            Self::Erased,
            Self::MailOff,
            Self::Refused,
            Self::GaveUp,
            Self::Unreadable,
            Self::Suppressed,
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

impl Next {
    /// The same for a courtesy: when it may have arrived it is not sent again.
    #[must_use]
    pub fn at_most_once(self) -> Self {
        match self.state {
            MessageState::Uncertain => Self {
                again_ms: None,
                ..self
            },
            _ => self,
        }
    }

    /// The same where nothing is tried again, because the shop has turned mails off meanwhile.
    #[must_use]
    pub fn for_good(self) -> Self {
        if self.again_ms.is_none() {
            return self;
        }
        let state = match self.state {
            // It may have arrived.
            MessageState::Uncertain => MessageState::Uncertain,
            _ => MessageState::Skipped,
        };
        Self {
            state,
            reason: Some(Unsent::MailOff),
            again_ms: None,
        }
    }
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
    /// What was told of a part that has been promised these windows, the first one first.
    ///
    /// A part that was split off since has a number of its own and the promises of what it was
    /// split from. So what was told of it is the last of its promises that was told of any part;
    /// otherwise what it was promised before the last change.
    pub fn of(&self, number: u32, promised: &[Option<Window>]) -> Option<Window> {
        if let Some(told) = self.0.get(&number) {
            return *told;
        }
        let was_told = |window: &&Option<Window>| self.0.values().any(|told| told == *window);
        let told = promised.iter().rev().find(was_told);
        let before_last = || promised.iter().rev().nth(1).or(promised.last());
        told.or_else(before_last).copied().flatten()
    }
}

/// Whether a date is news after another was told: another last day, or one where there was none. A
/// window that only begins on another day is no news.
pub fn is_news(told: Option<Window>, now: Option<Window>) -> bool {
    told.map(Window::latest) != now.map(Window::latest)
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

    fn window(days: Option<(i8, i8)>) -> Option<Window> {
        days.map(|(from, to)| Window::new(date(2026, 12, from), date(2026, 12, to)).unwrap())
    }

    #[test]
    fn news_is_another_last_day_than_the_one_that_was_told() {
        for (told, now, news) in [
            (Some((14, 18)), Some((14, 18)), false),
            (Some((14, 18)), Some((15, 18)), false),
            (Some((14, 18)), Some((14, 19)), true),
            (Some((14, 18)), None, true),
            (None, Some((1, 2)), true),
            (None, None, false),
        ] {
            assert_eq!(is_news(window(told), window(now)), news, "{told:?} {now:?}");
        }
    }

    #[test]
    fn a_part_that_was_split_off_was_told_what_the_whole_was_told() {
        let told = ToldDates(BTreeMap::from([(1, window(Some((14, 18)))), (2, None)]));
        let first = Some((14, 18));
        for (number, promised, before) in [
            (1, vec![first, Some((20, 21))], first),
            (2, vec![None, Some((1, 2))], None),
            // It is here since, and was told the date of the whole.
            (3, vec![first, Some((2, 2))], first),
            (3, vec![first], first),
            (3, vec![None, Some((2, 2))], None),
            // Of nothing that was told: what stood before the last change.
            (
                3,
                vec![Some((3, 4)), Some((5, 6)), Some((7, 8))],
                Some((5, 6)),
            ),
        ] {
            let windows: Vec<_> = promised.iter().copied().map(window).collect();
            assert_eq!(
                told.of(number, &windows),
                window(before),
                "{number} {promised:?}"
            );
        }
    }

    #[test]
    fn nothing_is_tried_again_where_mails_were_turned_off() {
        let ends = |outcome: Outcome| {
            let next = outcome.next(0).for_good();
            assert_eq!(next.again_ms, None);
            (next.state, next.reason)
        };
        let off = Some(Unsent::MailOff);
        assert_eq!(ends(Outcome::Sent), (MessageState::Sent, None));
        assert_eq!(ends(Outcome::Failed), (MessageState::Skipped, off));
        assert_eq!(ends(Outcome::Uncertain), (MessageState::Uncertain, off));
        let refused = (MessageState::Parked, Some(Unsent::Refused));
        assert_eq!(ends(Outcome::Refused), refused);
    }

    #[test]
    fn what_comes_back_stops_all_mails_and_a_complaint_those_that_nobody_has_to_get() {
        let stops = |returned: Returned| {
            let suppression = returned.suppresses();
            [Class::Law, Class::Order, Class::Courtesy]
                .map(|class| suppression.is_some_and(|one| one.stops(class)))
        };
        assert_eq!(stops(Returned::Bounce { permanent: true }), [true; 3]);
        assert_eq!(stops(Returned::Bounce { permanent: false }), [false; 3]);
        assert_eq!(stops(Returned::Complaint), [false, false, true]);
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
        assert!(MessageState::parse("lost").is_err());
    }
}
