//! Money of an order: what falls due with which parcel, what became of asking for it, and what goes
//! back. Nothing here asks anybody for money: gateways do, and these rules say what their answers
//! mean.

pub mod books;
pub mod charge;
pub mod failure;
pub mod gateway;
pub mod method;
pub mod parcel;
pub mod reference;
pub mod refund;
pub mod rules;
pub mod stripe;
pub mod tax;
