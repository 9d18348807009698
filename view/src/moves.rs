//! Which moves of a purchase order's dates a line of it went along with.

use crate::{DateMove, MovedLine};
use dockline_domain::id::Sku;

/// Each time the date of a line moved, newest first: with the order while it had no date of its
/// own, and by itself. `moves` are those of the order, newest first; `own` says whether the line has a
/// date of its own now.
pub fn of_line(moves: &[DateMove], (sku, number): (&Sku, u32), mut own: bool) -> Vec<DateMove> {
    let mut all = Vec::new();
    for one in moves {
        let is_told = match &one.line {
            None => !own,
            Some(line) if line.sku == *sku && line.number == number => {
                let MovedLine { own_before, .. } = line;
                own = *own_before;
                one.before != one.after
            }
            Some(_) => false,
        };
        if is_told {
            all.push(one.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use dockline_domain::dates::Window;
    use jiff::Timestamp;
    use jiff::civil::date;

    #[test]
    fn a_line_moves_with_its_order_until_it_has_a_date_of_its_own() {
        let sku = Sku::parse("A").unwrap();
        let moved = |seq, before: i8, after: i8, line: Option<(u32, bool)>| DateMove {
            seq,
            at: Timestamp::UNIX_EPOCH,
            before: Some(Window::day(date(2026, 12, before))),
            after: Some(Window::day(date(2026, 12, after))),
            reason: None,
            line: line.map(|(number, own_before)| MovedLine {
                sku: sku.clone(),
                number,
                own_before,
            }),
        };
        let moves = [
            moved(5, 12, 20, None),
            moved(4, 12, 14, Some((2, false))),
            moved(3, 11, 12, None),
            moved(2, 11, 11, Some((1, true))),
            moved(1, 10, 11, None),
        ];
        let seqs = |line, own| -> Vec<i64> {
            let all = of_line(&moves, (&sku, line), own);
            all.iter().map(|one| one.seq).collect()
        };
        assert_eq!(seqs(2, true), [4, 3, 1]);
        assert_eq!(seqs(3, false), [5, 3, 1]);
        // The line had a date of its own once: what the order did then is none of its moves.
        assert_eq!(seqs(1, false), [5, 3]);
    }
}
