//! What supply implies for people in line: asked by commands, by followers and by readers alike.

mod delay;
mod expectations;
mod moves;
mod revisions;
mod wish;

pub(crate) use delay::{Gone, Law, LawLine, Unit, recorded};
pub(crate) use expectations::{Expectations, Implied};
pub(crate) use revisions::{Moved, Revised, Stretch, look};
pub(crate) use wish::{Changed, Wish};
