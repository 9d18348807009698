//! What people see: pages, components and islands.
//!
//! Compiled twice. With `ssr` it turns plain values and the sentences about them (`dockline_words`)
//! into pages (`page`). With `hydrate` only the islands remain, which put HTML of the server into
//! the page and send its forms.

// Views nest by the dozen; the compiler's default is too small for their types.
#![recursion_limit = "512"]

pub mod actions;
pub mod island;
mod live_view;
mod topic;

#[cfg(feature = "ssr")]
pub mod component;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod sent;

#[cfg(feature = "hydrate")]
pub mod browser;
#[cfg(feature = "hydrate")]
mod choosing;
#[cfg(feature = "hydrate")]
pub mod live;
#[cfg(feature = "hydrate")]
pub mod sending;

pub use live_view::LiveView;
pub use topic::{NoTopic, Topic};
