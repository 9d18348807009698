//! What others send, read into values of the domain: product files and milestones as CSV, events of
//! the supply chain as EPCIS, reports of mail servers.
//!
//! All of it is a pure function of the bytes: the crate knows no database, no clock and no network,
//! so every odd file that somebody once sent can stand in a test as it was.

pub mod epcis;
pub mod import;
pub mod returned;
