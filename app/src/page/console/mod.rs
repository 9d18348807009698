//! The merchant's console: a list of things that need a person, each with its one action, and the pages behind them.

mod frame;
pub mod link;
mod login;
mod order;
mod orders;
mod story;
mod table;
mod today;

pub use frame::{Section, frame, problem};
pub use login::{DemoLogin, LoginError, LoginForm, login};
pub use order::{OrderAction, OrderEdit, OrderPage, OrderProblem, order};
pub use orders::{OrdersPage, orders};
pub use today::today;

use super::PageContext;
use crate::words::{Dates, Words};
use dockline_domain::access::Permission;
use dockline_engine::view::{Shop, User};

/// What every page of the console depends on.
#[derive(Clone, Copy)]
pub struct ConsoleContext<'a> {
    /// What every page depends on.
    pub ctx: &'a PageContext,
    /// The shop it is about.
    pub shop: &'a Shop,
    /// Who is looking.
    pub user: &'a User,
}

impl ConsoleContext<'_> {
    /// The sentences of the page's language.
    pub fn words(&self) -> &'static Words {
        self.ctx.words()
    }

    /// The local time in the shop: that of a rehearsal may be ahead.
    pub fn shop_time(&self) -> jiff::civil::DateTime {
        self.shop.zone.to_datetime(self.shop.time(self.ctx.now))
    }

    /// Dates as seen from the shop's day.
    pub fn dates(&self) -> Dates {
        Dates::new(self.ctx.lang, self.shop.day)
    }

    /// Whether the user's role allows it: what it does not allow is not offered.
    pub fn may(&self, permission: Permission) -> bool {
        self.user.role.may(permission)
    }
}
