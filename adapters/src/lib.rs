//! What talks to the outside, each behind a port of the engine.
//!
//! Each part works through a queue that the engine keeps: it takes what is due by a lease, talks
//! without a transaction, and has the result recorded by a command.

#![warn(missing_docs)]

pub mod gateway;
mod going;
pub mod mail;
mod tls;
pub mod webhook;
