//! The dates a shopper was told before ordering, so that none of them changes unseen.

use crate::availability::Part;
use crate::dates::{InOrder, Window, in_order, parse_date};
use crate::input::Invalid;
use crate::order::{PlacedLine, Ship};
use std::collections::BTreeMap;
use std::fmt;

/// Most rows that are read: an order of the most lines with a few parts each.
const ROWS_MAX: usize = 500;

/// When an order would leave: its units by the window in which they do, in the order of the
/// windows; what has no date comes last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told(pub Vec<Row>);

/// Units, and the window in which they leave.
pub type Row = (u32, Option<Window>);

impl Told {
    /// What was decided for some lines, in one of the ways to ship.
    pub fn of(placed: &[PlacedLine], ship: Ship) -> Self {
        match ship {
            Ship::AsAvailable => Self::of_parts(placed.iter().flat_map(|line| &line.parts)),
            Ship::Complete => {
                let units = placed.iter().map(|line| line.quantity.units());
                let units = units.fold(0, u32::saturating_add);
                Self(vec![(units, together(placed))])
            }
        }
    }

    fn of_parts<'a>(parts: impl Iterator<Item = &'a Part>) -> Self {
        let mut by_window = BTreeMap::<InOrder, Row>::new();
        for part in parts {
            let window = part.window();
            let row = by_window.entry(in_order(window)).or_insert((0, window));
            row.0 = row.0.saturating_add(part.quantity);
        }
        Self(by_window.into_values().collect())
    }

    /// Reads what [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let rows: Vec<&str> = text.split(' ').collect();
        let wrong = || Invalid::new("must be what was told, as it was written");
        if rows.len() > ROWS_MAX {
            return Err(wrong());
        }
        let row = |text: &str| {
            let (units, days) = text.split_once(':')?;
            let units = units.parse().ok()?;
            if days == "-" {
                return Some((units, None));
            }
            let (from, to) = days.split_once('/')?;
            let window = Window::new(parse_date(from).ok()?, parse_date(to).ok()?).ok()?;
            Some((units, Some(window)))
        };
        let rows: Option<Vec<_>> = rows.into_iter().map(row).collect();
        rows.map(Self).ok_or_else(wrong)
    }
}

/// When all of some lines leave together; `None` while nobody can say.
pub fn together(placed: &[PlacedLine]) -> Option<Window> {
    let windows = placed.iter().map(|line| line.promised);
    let windows: Option<Vec<Window>> = windows.collect();
    windows?.into_iter().reduce(Window::not_before)
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (units, window)) in self.0.iter().enumerate() {
            let space = if number == 0 { "" } else { " " };
            match window {
                Some(window) => {
                    write!(
                        f,
                        "{space}{units}:{}/{}",
                        window.earliest(),
                        window.latest()
                    )?;
                }
                None => write!(f, "{space}{units}:-")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_was_told_is_read_as_it_was_written() {
        let window = Window::new(date(2026, 12, 14), date(2026, 12, 18)).unwrap();
        let told = Told(vec![(2, Some(window)), (3, None)]);
        assert_eq!(told.to_string(), "2:2026-12-14/2026-12-18 3:-");
        assert_eq!(Told::parse(&told.to_string()).unwrap(), told);
        let many = vec!["1:-"; ROWS_MAX + 1].join(" ");
        for bad in [
            "",
            "x",
            "1:2026-12-14",
            "1:2026-12-18/2026-12-14",
            "-1:-",
            &many,
        ] {
            assert!(Told::parse(bad).is_err(), "{bad}");
        }
    }
}
