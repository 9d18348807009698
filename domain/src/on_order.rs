//! The lines of a purchase order, and what a new word about them changes.
//!
//! A line is known by its SKU and its number among those of the SKU: a supplier may send one SKU in
//! two parts, each with its date.

use crate::dates::{InOrder, Window, in_order};
use crate::id::Sku;
use crate::receipt::OpenLine;

/// A line of a purchase order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderLine {
    /// What.
    pub sku: Sku,
    /// Its number among the lines of the SKU, from 1.
    pub number: u32,
    /// Units ordered, received and given up.
    pub units: OpenLine,
    /// When it is expected at the dock; `None` is when the order is.
    pub expected: Option<Window>,
}

/// A line as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedLine {
    /// What.
    pub sku: Sku,
    /// Which line of the SKU; `None` is the first that nothing else in the list names, or a new
    /// one.
    pub number: Option<u32>,
    /// Units ordered in all, those that came included.
    pub quantity: u32,
    /// When it is expected; `None` is when the order is.
    pub expected: Option<Window>,
}

/// A line that is another one than before, that is new, or that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineChange {
    /// As it was; `None` for a new one.
    pub before: Option<OrderLine>,
    /// As it is; `None` when it is gone.
    pub after: Option<OrderLine>,
}

impl LineChange {
    /// The line, as it is or was.
    pub fn line(&self) -> Option<&OrderLine> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// Whether somebody has said another date for it.
    pub fn moves_its_date(&self) -> bool {
        let date = |line: &Option<OrderLine>| line.as_ref().and_then(|line| line.expected);
        self.after.is_some() && date(&self.before) != date(&self.after)
    }
}

/// Why a list of lines cannot be what is on order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinesRefused {
    /// More of a line came in than it would have.
    #[error("{received} units of {sku} have come, so no fewer can be on order")]
    Received {
        /// Of what.
        sku: Sku,
        /// Units that came, or were given up when the rest came.
        received: u32,
    },
    /// The line at this index of the list names a line that is not there.
    #[error("must be a line of the SKU that is on order, or be left out for a new one")]
    NoLine {
        /// Where in the list.
        at: usize,
    },
    /// The line at this index of the list names one that is named before it.
    #[error("must differ from every other line of the SKU")]
    Twice {
        /// Where in the list.
        at: usize,
    },
    /// The line at this index of the list has no units.
    #[error("must be at least 1; leave the line out to take it from the order")]
    Nothing {
        /// Where in the list.
        at: usize,
    },
    /// The line at this index of the list takes more than is open.
    #[error("must be at most the {open} units still open")]
    Over {
        /// Where in the list.
        at: usize,
        /// Units that are open.
        open: u32,
    },
    /// Nothing would be left.
    #[error("something has to stay on order; change the date of the order instead")]
    All,
}

/// Numbers the lines of a new order: those of one SKU from 1, as they come.
pub fn numbered(wanted: &[WantedLine]) -> Result<Vec<OrderLine>, LinesRefused> {
    let changes = revise(&[], wanted)?;
    Ok(changes.into_iter().filter_map(|one| one.after).collect())
}

/// Which line each wanted one is: one that is there, or a new number.
fn matched(before: &[OrderLine], wanted: &[WantedLine]) -> Result<Vec<u32>, LinesRefused> {
    let there = |sku: &Sku, number: u32| {
        before
            .iter()
            .any(|line| line.sku == *sku && line.number == number)
    };
    let mut taken: Vec<(&Sku, u32)> = Vec::new();
    for (at, line) in wanted.iter().enumerate() {
        let Some(number) = line.number else {
            continue;
        };
        if !there(&line.sku, number) {
            return Err(LinesRefused::NoLine { at });
        }
        if taken.contains(&(&line.sku, number)) {
            return Err(LinesRefused::Twice { at });
        }
        taken.push((&line.sku, number));
    }
    let mut numbers = Vec::with_capacity(wanted.len());
    for line in wanted {
        let number = line.number.unwrap_or_else(|| {
            let of_sku = before.iter().filter(|known| known.sku == line.sku);
            let free = of_sku
                .map(|known| known.number)
                .filter(|number| !taken.contains(&(&line.sku, *number)))
                .min();
            free.unwrap_or_else(|| {
                let known = before.iter().filter(|known| known.sku == line.sku);
                let known = known.map(|known| known.number);
                let taken = taken.iter().filter(|(sku, _)| **sku == line.sku);
                known
                    .chain(taken.map(|(_, number)| *number))
                    .max()
                    .unwrap_or(0)
                    + 1
            })
        });
        if line.number.is_none() {
            taken.push((&line.sku, number));
        }
        numbers.push(number);
    }
    Ok(numbers)
}

/// A line as it is wanted, with what came of the one that is known.
fn as_wanted(
    (at, line): (usize, &WantedLine),
    number: u32,
    known: Option<&OrderLine>,
) -> Result<OrderLine, LinesRefused> {
    let units = known.map_or(OpenLine::NONE, |known| known.units);
    // More may have come than was ordered: such a line stays as it is.
    let is_as_before = known.is_some() && units.ordered == line.quantity;
    if line.quantity == 0 && !is_as_before {
        return Err(LinesRefused::Nothing { at });
    }
    if line.quantity < units.received && !is_as_before {
        return Err(LinesRefused::Received {
            sku: line.sku.clone(),
            received: units.received,
        });
    }
    // Fewer on order leave fewer to give up.
    let written_off = if is_as_before {
        units.written_off
    } else {
        let rest = line.quantity.saturating_sub(units.received);
        units.written_off.min(rest)
    };
    Ok(OrderLine {
        sku: line.sku.clone(),
        number,
        units: OpenLine {
            ordered: line.quantity,
            received: units.received,
            written_off,
        },
        expected: line.expected,
    })
}

/// What a list of lines, which is the whole order, changes. What came stays: no line has fewer
/// units than came of it, and one of which something was counted cannot be left out.
pub fn revise(
    before: &[OrderLine],
    wanted: &[WantedLine],
) -> Result<Vec<LineChange>, LinesRefused> {
    let numbers = matched(before, wanted)?;
    let mut changes = Vec::new();
    for (at, (line, number)) in wanted.iter().zip(&numbers).enumerate() {
        let known = before
            .iter()
            .find(|known| known.sku == line.sku && known.number == *number);
        let after = as_wanted((at, line), *number, known)?;
        if known != Some(&after) {
            changes.push(LineChange {
                before: known.cloned(),
                after: Some(after),
            });
        }
    }
    for known in before {
        let stays = wanted
            .iter()
            .zip(&numbers)
            .any(|(line, number)| line.sku == known.sku && *number == known.number);
        if stays {
            continue;
        }
        let counted = known.units.received + known.units.written_off;
        if counted > 0 {
            return Err(LinesRefused::Received {
                sku: known.sku.clone(),
                received: counted,
            });
        }
        changes.push(LineChange {
            before: Some(known.clone()),
            after: None,
        });
    }
    Ok(changes)
}

/// Units that are taken from an order to become one of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenUnits {
    /// What.
    pub sku: Sku,
    /// Of which line of the SKU; `None` is the one that comes last.
    pub number: Option<u32>,
    /// How many.
    pub quantity: u32,
}

/// What is left of an order when open units of it become another one: the list for [`revise`].
/// `order` is when the order is expected.
pub fn without(
    before: &[OrderLine],
    taken: &[TakenUnits],
    order: Option<Window>,
) -> Result<Vec<WantedLine>, LinesRefused> {
    let mut left: Vec<OrderLine> = before.to_vec();
    for (at, units) in taken.iter().enumerate() {
        let of_sku = left.iter_mut().filter(|line| line.sku == units.sku);
        let line = match units.number {
            Some(number) => of_sku
                .into_iter()
                .find(|line| line.number == number)
                .ok_or(LinesRefused::NoLine { at })?,
            None => of_sku
                .filter(|line| line.units.open() > 0)
                .max_by_key(|line| (comes(line, order), line.number))
                .ok_or(LinesRefused::Over { at, open: 0 })?,
        };
        let open = line.units.open();
        if units.quantity > open {
            return Err(LinesRefused::Over { at, open });
        }
        line.units.ordered -= units.quantity;
    }
    let is_whole = |line: &&OrderLine| line.units.ordered > 0 || line.units.received > 0;
    let left: Vec<WantedLine> = left
        .iter()
        .filter(is_whole)
        .map(|line| WantedLine {
            sku: line.sku.clone(),
            number: Some(line.number),
            quantity: line.units.ordered,
            expected: line.expected,
        })
        .collect();
    if left.is_empty() {
        return Err(LinesRefused::All);
    }
    Ok(left)
}

/// Lines in the order in which they come: by their last day, those without a date last.
fn comes(line: &OrderLine, order: Option<Window>) -> InOrder {
    in_order(line.expected.or(order))
}

/// The open lines of a SKU in the order in which counted units fill them, as indexes.
pub fn filling(lines: &[OrderLine], sku: &Sku, order: Option<Window>) -> Vec<usize> {
    let mut open: Vec<usize> = (0..lines.len())
        .filter(|index| lines[*index].sku == *sku && lines[*index].units.open() > 0)
        .collect();
    open.sort_by_key(|index| (comes(&lines[*index], order), lines[*index].number));
    open
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn sku(text: &str) -> Sku {
        Sku::parse(text).unwrap()
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "a line may be without a date of its own"
    )]
    fn december(day: i8) -> Option<Window> {
        Some(Window::day(date(2026, 12, day)))
    }

    /// SKU, number, ordered, received, given up.
    fn line(text: &str, number: u32, units: (u32, u32, u32), on: Option<Window>) -> OrderLine {
        OrderLine {
            sku: sku(text),
            number,
            units: OpenLine {
                ordered: units.0,
                received: units.1,
                written_off: units.2,
            },
            expected: on,
        }
    }

    fn wanted(text: &str, number: Option<u32>, quantity: u32, on: Option<Window>) -> WantedLine {
        WantedLine {
            sku: sku(text),
            number,
            quantity,
            expected: on,
        }
    }

    /// What is on order after a change, and how many lines are others.
    fn after(before: &[OrderLine], list: &[WantedLine]) -> (Vec<OrderLine>, usize) {
        let changes = revise(before, list).unwrap();
        let count = changes.len();
        let mut lines = before.to_vec();
        for change in changes {
            let one = change.line().unwrap().clone();
            lines.retain(|line| (&line.sku, line.number) != (&one.sku, one.number));
            lines.extend(change.after);
        }
        lines.sort_by(|a, b| (&a.sku, a.number).cmp(&(&b.sku, b.number)));
        (lines, count)
    }

    #[test]
    fn a_list_that_says_what_is_on_order_changes_nothing() {
        let before = [
            line("A", 1, (10, 4, 1), None),
            line("A", 2, (5, 0, 0), december(20)),
            // More came than was ordered, and what nobody had ordered.
            line("B", 1, (3, 5, 0), None),
            line("C", 1, (0, 2, 0), None),
        ];
        let list = [
            wanted("C", None, 0, None),
            wanted("A", Some(2), 5, december(20)),
            wanted("A", None, 10, None),
            wanted("B", Some(1), 3, None),
        ];
        assert_eq!(revise(&before, &list), Ok(vec![]));
    }

    #[test]
    fn a_supplier_who_splits_a_line_is_two_lines_with_a_date_each() {
        let before = [line("A", 1, (100, 0, 0), None)];
        let list = [
            wanted("A", None, 60, december(10)),
            wanted("A", None, 40, december(20)),
        ];
        let both = [
            line("A", 1, (60, 0, 0), december(10)),
            line("A", 2, (40, 0, 0), december(20)),
        ];
        assert_eq!(after(&before, &list), (both.to_vec(), 2));
        // A number that was given stays the line's.
        let second = [wanted("A", Some(2), 40, december(20))];
        assert_eq!(after(&both, &second), (both[1..].to_vec(), 1));
        let new = [
            wanted("A", Some(2), 40, december(20)),
            wanted("A", None, 60, december(10)),
            wanted("A", None, 7, None),
        ];
        let mut three = both.to_vec();
        three.push(line("A", 3, (7, 0, 0), None));
        assert_eq!(after(&both, &new), (three, 1));
    }

    #[test]
    fn no_line_has_fewer_units_than_came_of_it() {
        let before = [
            line("A", 1, (10, 6, 2), None),
            line("B", 1, (4, 0, 1), None),
        ];
        let b = wanted("B", None, 4, None);
        for (quantity, left) in [(6, Ok(0)), (7, Ok(0)), (9, Ok(1)), (5, Err(6)), (1, Err(6))] {
            let answer = revise(&before, &[wanted("A", None, quantity, None), b.clone()]);
            let open = answer.map(|changes| changes[0].after.as_ref().unwrap().units.open());
            let refused = |received| LinesRefused::Received {
                sku: sku("A"),
                received,
            };
            assert_eq!(open, left.map_err(refused), "{quantity}");
        }
        for (list, received) in [
            (vec![b.clone()], ("A", 8)),
            (vec![wanted("A", None, 10, None)], ("B", 1)),
        ] {
            let refused = LinesRefused::Received {
                sku: sku(received.0),
                received: received.1,
            };
            assert_eq!(revise(&before, &list), Err(refused));
        }
    }

    #[test]
    fn what_cannot_be_a_list_says_where_it_is_wrong() {
        let before = [line("A", 1, (10, 0, 0), None)];
        let a = wanted("A", Some(1), 10, None);
        for (list, refused) in [
            (
                vec![a.clone(), wanted("A", Some(2), 1, None)],
                LinesRefused::NoLine { at: 1 },
            ),
            (
                vec![a.clone(), wanted("B", Some(1), 1, None)],
                LinesRefused::NoLine { at: 1 },
            ),
            (vec![a.clone(), a.clone()], LinesRefused::Twice { at: 1 }),
            (
                vec![a.clone(), wanted("B", None, 0, None)],
                LinesRefused::Nothing { at: 1 },
            ),
            (
                vec![wanted("A", None, 0, None)],
                LinesRefused::Nothing { at: 0 },
            ),
        ] {
            assert_eq!(revise(&before, &list), Err(refused));
        }
    }

    #[test]
    fn what_becomes_an_order_of_its_own_is_taken_from_what_comes_last() {
        let before = [
            line("A", 1, (10, 4, 0), december(20)),
            line("A", 2, (5, 0, 0), december(10)),
            line("B", 1, (3, 0, 0), None),
        ];
        let take = |text: &str, number, quantity| TakenUnits {
            sku: sku(text),
            number,
            quantity,
        };
        let left = |taken: &[TakenUnits]| {
            let order = december(14);
            without(&before, taken, order).map(|list| after(&before, &list).0)
        };
        let four = left(&[take("A", None, 6), take("B", None, 3)]).unwrap();
        assert_eq!(
            four,
            [
                line("A", 1, (4, 4, 0), december(20)),
                line("A", 2, (5, 0, 0), december(10))
            ]
        );
        assert_eq!(
            left(&[take("A", None, 7)]),
            Err(LinesRefused::Over { at: 0, open: 6 })
        );
        // Twice the same: together no more than is open.
        assert_eq!(
            left(&[take("A", Some(2), 3), take("A", Some(2), 3)]),
            Err(LinesRefused::Over { at: 1, open: 2 })
        );
        assert_eq!(
            left(&[take("B", Some(2), 1)]),
            Err(LinesRefused::NoLine { at: 0 })
        );
        let alone = [line("B", 1, (3, 0, 0), None)];
        assert_eq!(
            without(&alone, &[take("B", None, 3)], None),
            Err(LinesRefused::All)
        );
    }

    #[test]
    fn counted_units_fill_the_line_that_comes_first() {
        let lines = [
            line("A", 1, (10, 0, 0), december(20)),
            line("B", 1, (10, 0, 0), None),
            line("A", 2, (10, 0, 0), None),
            line("A", 3, (10, 10, 0), december(1)),
        ];
        assert_eq!(filling(&lines, &sku("A"), december(14)), [2, 0]);
        assert_eq!(filling(&lines, &sku("A"), None), [0, 2]);
    }
}
