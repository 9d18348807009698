//! What people read: sentences, dates, money and addresses of pages, in every language.
//!
//! Presenters ([`present`]) turn plain values of [`dockline_view`] into ready strings ([`shown`]).
//! Nothing here knows a page framework, so a mail says the same sentence as a page.

mod context;
mod countries;
mod dates;
mod fluent;
pub mod link;
pub mod mail;
mod money;
pub mod present;
pub mod shown;

pub use context::{Assets, PageContext};
pub use countries::{country_name, country_names};
pub use dates::{Dates, local_date};
pub use dockline_domain::lang::Lang;
pub use fluent::{Words, words};
pub use money::{money, number, price_for_machines};

use dockline_domain::id::Sku;
use std::collections::HashMap;

/// What variants are called.
pub type Names = HashMap<Sku, String>;
