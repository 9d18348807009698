//! What a shopper was told, and how it is kept.

use crate::availability::Part;
use crate::dates::Window;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The window that binds several parts together: the latest beginning and the latest end when they ship together,
/// the first beginning and the last end when each ships as it can. `None` when a part has no date.
pub fn promised_window(parts: &[Part], together: bool) -> Option<Window> {
    let windows: Option<Vec<Window>> = parts.iter().map(Part::window).collect();
    windows?.into_iter().reduce(|a, b| if together { a.not_before(b) } else { a.hull(b) })
}

/// How a promise stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Standing {
    /// It ships as told.
    AsPromised,
    /// It ships earlier than told.
    Earlier {
        /// Calendar days between the latest dates.
        days: i32,
    },
    /// It ships later than told.
    Later {
        /// Calendar days between the latest dates.
        days: i32,
    },
    /// There was no date, and there is none yet.
    Undated,
    /// The date has passed or is no longer known; a new one is being confirmed.
    BeingConfirmed,
}

/// Compares what was told with what supply implies today. Overdue supply touches only those whose promise it was: while the promised window
/// has not passed, the promise stands.
pub fn standing(promised: Option<Window>, expected: Option<Window>, today: Date) -> Standing {
    match (promised, expected) {
        (None, None) => Standing::Undated,
        (None, Some(_)) => Standing::Earlier { days: 0 },
        (Some(told), None) if told.latest() >= today => Standing::AsPromised,
        (Some(_), None) => Standing::BeingConfirmed,
        (Some(told), Some(now)) => {
            let days = crate::dates::days_between(told.latest(), now.latest());
            match days {
                0 => Standing::AsPromised,
                1.. => Standing::Later { days },
                _ => Standing::Earlier { days: -days },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn window(from: i8, to: i8) -> Option<Window> {
        Window::new(date(2026, 12, from), date(2026, 12, to)).ok()
    }

    #[test]
    fn a_promise_stands_until_its_window_has_passed() {
        assert_eq!(standing(window(10, 12), None, date(2026, 12, 12)), Standing::AsPromised);
        assert_eq!(standing(window(10, 12), None, date(2026, 12, 13)), Standing::BeingConfirmed);
    }

    #[test]
    fn the_latest_date_decides_how_far_a_promise_moved() {
        let today = date(2026, 12, 1);
        assert_eq!(standing(window(14, 18), window(22, 24), today), Standing::Later { days: 6 });
        assert_eq!(standing(window(14, 18), window(10, 12), today), Standing::Earlier { days: 6 });
        assert_eq!(standing(window(14, 18), window(15, 18), today), Standing::AsPromised);
    }
}
