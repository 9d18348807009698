//! What moved the dates in a line, and why.

use crate::dates::Window;
use crate::promise::Cause;

/// What moved the dates in one line, of everything that happened to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves {
    /// Supply did.
    by_supply: bool,
    /// The line did.
    by_line: bool,
    /// What was said about the supply that moved: of the last event that said something, or should
    /// have.
    reason: Option<String>,
}

/// What is said of why supply moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said<'a> {
    /// This is why.
    Why(&'a str),
    /// Nothing, although a date moved: what was said before is not why.
    NotWhy,
    /// Nothing, and no date moved by it: what was said before stands.
    Nothing,
}

impl Moves {
    /// Supply moved, without anything being said about it.
    pub fn supply() -> Self {
        Self {
            by_supply: true,
            ..Self::default()
        }
    }

    /// Adds what happened after all of this.
    pub fn add(&mut self, cause: Cause, said: Said<'_>) {
        match cause {
            Cause::Supply | Cause::Here => self.by_supply = true,
            Cause::Line | Cause::Wish | Cause::Hold => self.by_line = true,
        }
        match said {
            Said::Why(why) => self.reason = Some(why.to_owned()),
            Said::NotWhy => self.reason = None,
            Said::Nothing => {}
        }
    }

    /// What moved a date from one to another, and why. Later is what supply does, unless only the
    /// line moved; earlier is what the line does.
    pub fn explain(&self, told: Option<Window>, now: Option<Window>) -> (Cause, Option<String>) {
        let later = match (told, now) {
            (Some(told), Some(now)) => now.latest() > told.latest(),
            (Some(_), None) => true,
            (None, _) => false,
        };
        // Both may have moved it in one stretch of the log, and one window does not tell how much
        // each did. Later is laid to supply, since leaving a line makes nobody later; a priority
        // alone is a move of the line.
        let by_supply = self.by_supply && (later || !self.by_line);
        if by_supply {
            (Cause::Supply, self.reason.clone())
        } else {
            (Cause::Line, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn moves(all: &[(Cause, Said<'_>)]) -> Moves {
        let mut moves = Moves::default();
        for &(cause, said) in all {
            moves.add(cause, said);
        }
        moves
    }

    #[test]
    fn later_is_what_supply_does_and_earlier_what_the_line_does() {
        let day = |day| Some(Window::day(date(2026, 12, day)));
        let storm = (Cause::Supply, Said::Why("storm"));
        let left = (Cause::Line, Said::Nothing);
        let (supply, line) = (
            (Cause::Supply, Some("storm".to_owned())),
            (Cause::Line, None),
        );
        for (all, told, now, expected) in [
            (&[storm][..], day(10), day(20), &supply),
            (&[storm], day(20), day(10), &supply),
            (&[storm], day(10), None, &supply),
            (&[left], day(10), day(20), &line),
            (&[left, storm], day(10), day(20), &supply),
            (&[storm, left], day(20), day(10), &line),
            (&[storm, left], day(10), None, &supply),
            (&[storm, left], None, day(10), &line),
            (&[(Cause::Wish, Said::Nothing)], day(10), day(20), &line),
        ] {
            assert_eq!(moves(all).explain(told, now), *expected, "{all:?}");
        }
    }

    #[test]
    fn a_move_without_a_word_takes_no_word_of_another() {
        let storm = (Cause::Supply, Said::Why("storm"));
        let reason = |all: &[_]| moves(all).reason;
        assert_eq!(reason(&[storm, (Cause::Supply, Said::NotWhy)]), None);
        assert_eq!(
            reason(&[storm, (Cause::Supply, Said::Nothing)]).as_deref(),
            Some("storm")
        );
        assert_eq!(
            reason(&[storm, (Cause::Supply, Said::Why("strike"))]).as_deref(),
            Some("strike")
        );
    }
}
