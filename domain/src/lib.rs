//! The rules of Dockline: what may be sold, when it ships, who is next.
//!
//! Everything here is a pure function of its arguments. The crate reads no clock, draws no random
//! number and allocates no id: they are arguments. It compiles to `wasm32-unknown-unknown`, so that
//! a browser can apply the same rules as the server.

#![warn(missing_docs)]

pub mod access;
pub mod address;
pub mod allocation;
pub mod availability;
pub mod backorder;
pub mod barcode;
pub mod by;
pub mod calendar;
pub mod catalogue;
pub mod country;
pub mod dates;
pub mod delay;
pub mod email;
pub mod facts;
pub mod holidays;
pub mod id;
pub mod input;
pub mod lang;
pub mod limits;
pub mod line;
pub mod log_in;
pub mod message;
pub mod milestone;
pub mod money;
pub mod moves;
pub mod on_order;
pub mod order;
pub mod ordering;
pub mod payment;
pub mod policy;
pub mod price;
pub mod promise;
pub mod reason;
pub mod receipt;
pub mod refusal;
pub mod saving;
pub mod scope;
pub mod setup;
pub mod shipment;
pub mod shop;
pub mod stock;
pub mod storefront;
pub mod supply;
pub mod taking_back;
pub mod terms;
pub mod told;
pub mod transit;
pub mod vocabulary;
pub mod waitlist;
pub mod webhook;
pub mod wish;
pub mod withdrawal;
