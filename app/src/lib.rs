//! What people see: words, presenters, pages and islands.
//!
//! Compiled twice. With `ssr` it turns the engine's plain values into text ([`present`], [`words`])
//! and text into pages ([`page`]). With `hydrate` only the islands remain, which put HTML of the
//! server into the page and send its forms.

// Views nest by the dozen; the compiler's default is too small for their types.
#![recursion_limit = "512"]

pub mod actions;
pub mod island;
pub mod view;

#[cfg(feature = "ssr")]
pub mod component;
#[cfg(feature = "ssr")]
pub mod lang;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod present;
#[cfg(feature = "ssr")]
pub mod words;

#[cfg(feature = "hydrate")]
pub mod browser;
#[cfg(feature = "hydrate")]
pub mod live;
