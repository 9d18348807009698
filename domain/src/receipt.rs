//! Counting goods in at the dock: what a count makes of a purchase-order line.

/// What is left open of a purchase-order line, in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenLine {
    /// Units ordered.
    pub ordered: u32,
    /// Units counted in before.
    pub received: u32,
    /// Units that were given up before: they will not come.
    pub written_off: u32,
}

/// What somebody counted of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Units that are there.
    pub quantity: u32,
    /// It was said why it is not what was ordered.
    pub explained: bool,
    /// With a discrepancy: the rest is still coming. Without one it always is.
    pub more_to_come: bool,
}

/// Why a count is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CountRefused {
    /// More came than was open: somebody has to say why.
    #[error("is more than the {open} units still open; give a discrepancy if they really came")]
    Over {
        /// Units that were still open.
        open: u32,
    },
    /// Nothing came: that is no receipt unless the rest is given up with a reason.
    #[error("must be at least 1; 0 needs a discrepancy, and says that the rest will not come")]
    Nothing,
}

impl OpenLine {
    /// A line of which nothing was ordered.
    pub const NONE: Self = Self {
        ordered: 0,
        received: 0,
        written_off: 0,
    };

    /// Units that are still coming.
    pub fn open(self) -> u32 {
        self.ordered
            .saturating_sub(self.received.saturating_add(self.written_off))
    }

    /// Takes a count. Fewer units than are open leave the rest open; with a discrepancy they are
    /// all that comes, unless more is announced. More units than are open need a discrepancy.
    pub fn count(self, counted: Counted) -> Result<Self, CountRefused> {
        let open = self.open();
        if counted.quantity > open && !counted.explained {
            return Err(CountRefused::Over { open });
        }
        if counted.quantity == 0 && (!counted.explained || counted.more_to_come) {
            return Err(CountRefused::Nothing);
        }
        let received = self.received.saturating_add(counted.quantity);
        let given_up = if counted.explained && !counted.more_to_come {
            open.saturating_sub(counted.quantity)
        } else {
            0
        };
        Ok(Self {
            received,
            written_off: self.written_off.saturating_add(given_up),
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: OpenLine = OpenLine {
        ordered: 100,
        received: 0,
        written_off: 0,
    };

    fn units(quantity: u32) -> Counted {
        Counted {
            quantity,
            explained: false,
            more_to_come: false,
        }
    }

    fn because(quantity: u32, more_to_come: bool) -> Counted {
        Counted {
            quantity,
            explained: true,
            more_to_come,
        }
    }

    #[test]
    fn fewer_units_leave_the_rest_open() {
        let after = LINE.count(units(60)).unwrap();
        assert_eq!((after.received, after.open()), (60, 40));
        assert_eq!(after.count(units(40)).unwrap().open(), 0);
    }

    #[test]
    fn fewer_units_with_a_reason_are_all_that_comes() {
        let after = LINE.count(because(90, false)).unwrap();
        assert_eq!(
            (after.received, after.written_off, after.open()),
            (90, 10, 0)
        );
        assert_eq!(LINE.count(because(90, true)).unwrap().open(), 10);
        assert_eq!(LINE.count(because(0, false)).unwrap().open(), 0);
    }

    #[test]
    fn more_units_than_are_open_need_a_reason() {
        assert_eq!(
            LINE.count(units(101)),
            Err(CountRefused::Over { open: 100 })
        );
        let after = LINE.count(because(101, false)).unwrap();
        assert_eq!(
            (after.received, after.written_off, after.open()),
            (101, 0, 0)
        );
    }

    #[test]
    fn nothing_is_no_receipt() {
        assert_eq!(LINE.count(units(0)), Err(CountRefused::Nothing));
        assert_eq!(LINE.count(because(0, true)), Err(CountRefused::Nothing));
    }
}
