//! The withdrawal function: how a consumer ends a contract that was made at a distance by a form on
//! the shop's pages (Directive 2011/83/EU art. 11a, inserted by Directive (EU) 2023/2673; § 356a
//! BGB). An engineering reading, not advice.

use crate::country::Country;
use crate::dates::add_days;
use crate::input::{Invalid, short_text};
use crate::limits;
use crate::ordering::OrderRules;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The same statement within this time is the same withdrawal: a form that is sent twice has one
/// receipt.
pub const SAME_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Most receipts that one mail address is sent within [`SAME_WITHIN`]: nobody can have a stranger
/// written to without end. What is declared beyond that is recorded all the same.
pub const RECEIPTS_MAX: u32 = 5;

/// Days within which what was paid goes back (Directive 2011/83/EU art. 13(1)).
const REFUND_DAYS: i32 = 14;

/// Most numbers of orders that are looked for in what somebody wrote of their contract.
const NUMBERS_MAX: usize = 4;

/// The prescribed words of a language: what leads to the function, and what confirms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// The language.
    pub lang: &'static str,
    /// "Withdraw from contract here", art. 11a(1).
    pub function: &'static str,
    /// "Confirm withdrawal", art. 11a(3).
    pub confirmation: &'static str,
    /// The countries in which people read it, of those in which the pages have no language.
    countries: &'static [&'static str],
}

/// The words of each language. Pages are in the first two; the others stand beside the English ones
/// where the shop delivers to their countries.
pub const LABELS: [Labels; 5] = [
    Labels {
        lang: "en",
        function: "Withdraw from contract here",
        confirmation: "Confirm withdrawal",
        countries: &[],
    },
    Labels {
        lang: "de",
        function: "Vertrag widerrufen",
        confirmation: "Widerruf bestätigen",
        countries: &[],
    },
    Labels {
        lang: "nl",
        function: "Hier de overeenkomst ontbinden",
        confirmation: "Ontbinding bevestigen",
        countries: &["NL", "BE"],
    },
    Labels {
        lang: "fr",
        function: "Renoncer au contrat ici",
        confirmation: "Confirmer la rétractation",
        countries: &["FR", "BE", "LU"],
    },
    Labels {
        lang: "it",
        function: "Recedere dal contratto qui",
        confirmation: "Conferma recesso",
        countries: &["IT"],
    },
];

/// The words of languages that the pages do not have, for a shop that delivers where they are read.
pub fn labels_beside(rules: &OrderRules) -> impl Iterator<Item = Labels> {
    let is_read = |labels: &Labels| {
        let mut countries = labels.countries.iter();
        countries.any(|code| match &rules.countries {
            None => true,
            Some(to) => to.iter().any(|country| country.code() == *code),
        })
    };
    LABELS.into_iter().filter(is_read)
}

/// Whether the pages of a shop lead to the function: it delivers to the European Union or the
/// European Economic Area.
pub fn is_offered(rules: &OrderRules) -> bool {
    match &rules.countries {
        None => true,
        Some(to) => to.iter().copied().any(Country::is_in_eea),
    }
}

/// The name somebody declares a withdrawal under.
pub fn name(text: &str) -> Result<String, Invalid> {
    short_text(text, limits::TEXT_CHARS_MAX)
}

/// What somebody writes to say which contract it is.
pub fn contract(text: &str) -> Result<String, Invalid> {
    short_text(text, limits::TEXT_CHARS_MAX)
}

/// The numbers of orders that may be meant, as they stand in what somebody wrote.
pub fn numbers_in(contract: &str) -> Vec<i64> {
    let parts = contract.split(|one: char| !one.is_ascii_digit());
    let mut numbers: Vec<i64> = Vec::new();
    for number in parts.filter_map(|part| part.parse::<i64>().ok()) {
        if number > 0 && !numbers.contains(&number) && numbers.len() < NUMBERS_MAX {
            numbers.push(number);
        }
    }
    numbers
}

/// The day by which what was paid goes back after a withdrawal on a day.
pub fn refund_by(declared: Date) -> Date {
    add_days(declared, REFUND_DAYS)
}

/// From when on a statement is the same as one that is made now.
pub fn same_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(SAME_WITHIN).unwrap_or(now)
}

/// What became of a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody has done anything yet.
    Open,
    /// What had not left is cancelled, and nothing had.
    CarriedOut,
    /// Goods had left: they come back.
    Returning,
    /// Somebody has dealt with it.
    DealtWith,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [
        Self::Open,
        Self::CarriedOut,
        Self::Returning,
        Self::DealtWith,
    ];
    /// Those in which somebody has to do something.
    pub const WAITING: [Self; 2] = [Self::Open, Self::Returning];

    /// Its name where it is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CarriedOut => "carried_out",
            Self::Returning => "returning",
            Self::DealtWith => "dealt_with",
        }
    }

    /// Parses its name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let found = Self::ALL.into_iter().find(|state| state.name() == text);
        found.ok_or_else(|| Invalid::new("must be the state of a withdrawal"))
    }

    /// Whether somebody has to do something.
    pub fn waits(self) -> bool {
        match self {
            Self::Open | Self::Returning => true,
            Self::CarriedOut | Self::DealtWith => false,
        }
    }

    /// The state after a step; none where the step cannot be taken.
    pub fn take(self, step: Step) -> Option<Self> {
        match (self, step) {
            (Self::Open, Step::Matched) => Some(Self::Open),
            (Self::Open, Step::CarriedOut { goods_left }) => Some(if goods_left {
                Self::Returning
            } else {
                Self::CarriedOut
            }),
            (Self::Open, Step::ReturnAnnounced) => Some(Self::Returning),
            (Self::Open | Self::Returning, Step::DealtWith) => Some(Self::DealtWith),
            (
                Self::CarriedOut | Self::Returning | Self::DealtWith,
                Step::Matched | Step::CarriedOut { .. } | Step::ReturnAnnounced | Step::DealtWith,
            ) => None,
        }
    }
}

/// What people of the shop do about a withdrawal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// They found the order that it is about.
    Matched,
    /// What had not left of the order is cancelled.
    CarriedOut {
        /// Whether something of it had left.
        goods_left: bool,
    },
    /// The goods come back.
    ReturnAnnounced,
    /// There is nothing more to do.
    DealtWith,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(codes: &[&str]) -> OrderRules {
        let countries = codes.iter().map(|code| Country::parse(code).unwrap());
        OrderRules {
            countries: Some(countries.collect()),
            ..OrderRules::default()
        }
    }

    #[test]
    fn it_is_offered_where_a_shop_delivers_to_the_union_or_the_economic_area() {
        assert!(is_offered(&OrderRules::default()));
        assert!(is_offered(&to(&["US", "DE"])));
        assert!(is_offered(&to(&["NO"])));
        assert!(!is_offered(&to(&["US", "GB", "CH"])));
    }

    #[test]
    fn each_language_has_the_prescribed_words() {
        let of = |lang: &str| LABELS.into_iter().find(|one| one.lang == lang).unwrap();
        let german = of("de");
        assert_eq!(
            (german.function, german.confirmation),
            ("Vertrag widerrufen", "Widerruf bestätigen")
        );
        let beside = |rules: &OrderRules| -> Vec<_> {
            labels_beside(rules).map(|labels| labels.lang).collect()
        };
        assert_eq!(beside(&to(&["BE", "US"])), ["nl", "fr"]);
        assert_eq!(beside(&OrderRules::default()), ["nl", "fr", "it"]);
        assert!(beside(&to(&["DE", "AT"])).is_empty());
    }

    #[test]
    fn numbers_are_found_in_what_people_write_of_their_contract() {
        for (text, numbers) in [
            ("1043", vec![1043]),
            ("FJ-1043", vec![1043]),
            ("Bestellung 1043 vom 3.12.", vec![1043, 3, 12]),
            ("the tent", vec![]),
            ("0", vec![]),
            ("99999999999999999999", vec![]),
            ("1 2 3 4 5 6", vec![1, 2, 3, 4]),
        ] {
            assert_eq!(numbers_in(text), numbers, "{text}");
        }
    }

    #[test]
    fn what_was_dealt_with_stays_so() {
        use State::{CarriedOut, DealtWith, Open, Returning};
        let steps = [
            Step::Matched,
            Step::CarriedOut { goods_left: false },
            Step::CarriedOut { goods_left: true },
            Step::ReturnAnnounced,
            Step::DealtWith,
        ];
        let after = |state: State| steps.map(|step| state.take(step));
        assert_eq!(
            after(Open),
            [Open, CarriedOut, Returning, Returning, DealtWith].map(Some)
        );
        assert_eq!(after(Returning), [None, None, None, None, Some(DealtWith)]);
        for ended in [CarriedOut, DealtWith] {
            assert_eq!(after(ended), [None; 5]);
            assert!(!ended.waits());
        }
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Ok(state));
            assert_eq!(state.waits(), State::WAITING.contains(&state));
        }
    }
}
