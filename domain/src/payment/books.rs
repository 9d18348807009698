//! Compares the books of a shop with those of its gateway: what each says of one object of the
//! gateway. Where they differ, both numbers are shown, and nothing is mended by a guess.

use crate::input::Invalid;
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// What one side says of one object of the gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Book {
    /// What it took.
    pub taken: Money,
    /// What it sent back of that, in minor units.
    pub back_minor: i64,
}

/// How the books differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Differs {
    /// The gateway has moved money of which the ledger knows nothing.
    NotHere,
    /// The ledger says that money was moved of which the gateway knows nothing.
    NotThere,
    /// Another sum was taken, or one in another currency.
    Taken,
    /// Another sum was sent back.
    Back,
}

impl Differs {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::NotHere, Self::NotThere, Self::Taken, Self::Back];

    /// The name in the interface.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotHere => "not_here",
            Self::NotThere => "not_there",
            Self::Taken => "taken",
            Self::Back => "back",
        }
    }

    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut all = Self::ALL.into_iter();
        all.find(|one| one.name() == text)
            .ok_or_else(|| Invalid::new("must be not_here, not_there, taken or back"))
    }
}

impl Book {
    fn moved(self) -> bool {
        self.taken.minor != 0 || self.back_minor != 0
    }
}

/// How the ledger differs from what the gateway says of one of its objects; `None` where one side
/// does not know it.
pub fn differs(ours: Option<Book>, theirs: Option<Book>) -> Vec<Differs> {
    match (ours.filter(|book| book.moved()), theirs) {
        (None, Some(theirs)) if theirs.moved() => vec![Differs::NotHere],
        (Some(_), None) => vec![Differs::NotThere],
        (None, _) => Vec::new(),
        (Some(ours), Some(theirs)) => {
            let taken = (ours.taken != theirs.taken).then_some(Differs::Taken);
            let back = (ours.back_minor != theirs.back_minor).then_some(Differs::Back);
            taken.into_iter().chain(back).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn book((minor, back_minor): (i64, i64)) -> Book {
        let currency = Currency::parse("EUR").unwrap();
        let taken = Money { minor, currency };
        Book { taken, back_minor }
    }

    #[test]
    fn books_differ_where_one_side_has_other_numbers_or_none() {
        for (ours, theirs, expected) in [
            (None, None, vec![]),
            (None, Some((0, 0)), vec![]),
            (Some((0, 0)), None, vec![]),
            (Some((0, 0)), Some((0, 0)), vec![]),
            (Some((500, 100)), Some((500, 100)), vec![]),
            (None, Some((500, 0)), vec![Differs::NotHere]),
            (Some((0, 0)), Some((500, 0)), vec![Differs::NotHere]),
            (Some((500, 0)), None, vec![Differs::NotThere]),
            (Some((500, 0)), Some((0, 0)), vec![Differs::Taken]),
            (Some((500, 0)), Some((400, 0)), vec![Differs::Taken]),
            (Some((500, 0)), Some((500, 100)), vec![Differs::Back]),
            (
                Some((500, 200)),
                Some((400, 100)),
                vec![Differs::Taken, Differs::Back],
            ),
        ] {
            let found = differs(ours.map(book), theirs.map(book));
            assert_eq!(found, expected, "{ours:?} {theirs:?}");
        }
        let mut other = book((500, 0));
        other.taken.currency = Currency::parse("USD").unwrap();
        assert_eq!(differs(Some(book((500, 0))), Some(other)), [Differs::Taken]);
    }

    #[test]
    fn a_difference_has_one_name() {
        for one in Differs::ALL {
            assert_eq!(Differs::parse(one.name()), Ok(one));
        }
        assert!(Differs::parse("lost").is_err());
    }
}
