//! The law of delay: who has to be told what of a late backorder, by when, and what silence means.
//! An engineering reading, not advice.
//!
//! The decisions for the United States (16 CFR 435.2), T being the last day that was told before
//! ordering and R the day a notice gives. Each is decided at the end of a day, for one line of an
//! order and one T.
//!
//! | given | then | ground |
//! |---|---|---|
//! | handed over | shipped, whatever comes later | |
//! | ended by the shopper before that | ended that day | (c)(1) |
//! | ended by the shop | ended that day | (c)(4) |
//! | T has passed without a notice | ended on T + 1 | (c)(5) |
//! | first notice, R ≤ T + 30, silence | consent until R | (b)(1)(i) |
//! | first notice, R > T + 30 or none, silence | asked until T + 30, ended after it | (c)(2) |
//! | a yes that came in time | consent until the day it is to | (b)(1)(iv), (b)(2) |
//! | a yes without a day | open: they may end it until it ships | (b)(1)(iii) |
//! | the day of consent has passed | ended on the day after | (c)(3) |
//! | any further notice, silence | nothing: the day of consent stands | (b)(2) |
//!
//! California adds that a notice names a day, and that money goes back within a week. In the
//! European Union, the European Economic Area and the United Kingdom T is the day of delivery,
//! silence never moves it, and nothing ends by itself: after it the order is late. The shopper may
//! agree to another day or set a last one, and may end it at once when that has passed, or when
//! they said before ordering that it is of no use later.

mod clock;
mod due;
mod notice;
mod regime;
mod standing;

pub use clock::{Days, Zones, due};
pub use due::{Due, Known, due_now, is_carried_out};
pub use notice::{Answer, Channel, Choice, Giving, Kind, NoNotice, Notice, Until, Why};
pub use regime::{DelayLaw, DelayRules, DelayRulesChange, Regime};
pub use standing::{Cancellation, Decision, Duty, Facts, Ground, Standing, State, standing};

use jiff::civil::Date;

/// When something happened: the day on which it counts, and its number in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Its number in the log.
    pub seq: i64,
    /// The day.
    pub day: Date,
}
