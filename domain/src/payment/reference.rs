//! What a shopper writes into a transfer, so that the money finds its charge: a creditor reference
//! (ISO 11649), whose two check digits tell a typing error from another charge. Banks know it, and
//! many forms for transfers check it too.

use crate::input::Invalid;
use std::fmt;

/// The reference of one charge.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The order's number for people.
    pub order_number: i64,
    /// Which charge of the order.
    pub charge: u32,
}

/// What stands between the numbers of order and charge. Without it, two pairs could look alike.
const BETWEEN: char = 'C';

impl Reference {
    fn body(&self) -> String {
        format!("{}{BETWEEN}{}", self.order_number, self.charge)
    }

    /// Reads what somebody typed, in groups or not.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("must be the reference of a payment, such as RF76 1023 C1");
        let plain = ungrouped(text);
        let body = plain
            .strip_prefix("RF")
            .and_then(|rest| rest.get(2..))
            .ok_or_else(wrong)?;
        if plain.len() > 25 || mod_97(&format!("{body}{}", &plain[..4])) != Some(1) {
            return Err(wrong());
        }
        let (order, charge) = body.split_once(BETWEEN).ok_or_else(wrong)?;
        Ok(Self {
            order_number: order.parse().map_err(|_| wrong())?,
            charge: charge.parse().map_err(|_| wrong())?,
        })
    }
}

/// In groups of four, as it is printed.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        let rest = mod_97(&format!("{body}RF00")).expect("digits and letters alone");
        write_grouped(f, &format!("RF{:02}{body}", 98 - rest))
    }
}

/// What somebody typed in groups, without the spaces and in capitals.
pub(super) fn ungrouped(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_whitespace())
        .map(|char| char.to_ascii_uppercase())
        .collect()
}

/// Writes a text in groups of four.
pub(super) fn write_grouped(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    for (at, char) in text.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            f.write_str(" ")?;
        }
        write!(f, "{char}")?;
    }
    Ok(())
}

/// The rest of a division by 97 (ISO 7064), where a letter stands for the two digits of its place
/// after 9; `None` when there is anything else in it.
pub(super) fn mod_97(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |rest, char| {
        let digit = char.to_digit(36).filter(|_| !char.is_ascii_lowercase())?;
        Some(if digit < 10 {
            (rest * 10 + digit) % 97
        } else {
            (rest * 100 + digit) % 97
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_is_read_as_it_is_printed() {
        let one = Reference {
            order_number: 1_023,
            charge: 1,
        };
        let printed = one.to_string();
        assert_eq!(printed, "RF76 1023 C1");
        assert_eq!(Reference::parse(&printed), Ok(one.clone()));
        assert_eq!(Reference::parse(" rf761023c1 "), Ok(one));
        // The example of the standard's text has the same check digits.
        assert_eq!(mod_97("539007547034RF18"), Some(1));
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for bad in [
            "",
            "RF",
            "RF76",
            "1023",
            "RF761023",
            "RF76 1023 C1 9",
            "RF76é1023C1",
            "R",
        ] {
            assert!(Reference::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        /// One wrong digit, or two that changed places, is never another charge.
        #[test]
        fn a_typing_error_is_found(order_number in 1..=i64::from(u32::MAX), charge in 1..1_000u32, at in 2..20usize, digit in 0..10u32) {
            let printed = Reference { order_number, charge }.to_string().replace(' ', "");
            let chars: Vec<char> = printed.chars().collect();
            prop_assert_eq!(Reference::parse(&printed), Ok(Reference { order_number, charge }));
            if let Some(old) = chars.get(at).filter(|old| old.is_ascii_digit()) {
                let typed = char::from_digit(digit, 10).unwrap();
                let mut other = chars.clone();
                other[at] = typed;
                let other: String = other.into_iter().collect();
                prop_assert!(*old == typed || Reference::parse(&other).is_err());
            }
            if at + 1 < chars.len() && chars[at] != chars[at + 1] {
                let mut other = chars.clone();
                other.swap(at, at + 1);
                let other: String = other.into_iter().collect();
                prop_assert!(Reference::parse(&other).is_err());
            }
        }
    }
}
