//! Webhooks: messages are signed and sent to addresses of merchants by a worker that takes them from
//! the queues of the engine.

mod body;
mod call;
mod resolve;
mod sign;
#[cfg(test)]
mod tests;
mod worker;

pub use call::Caller;
pub use resolve::{Resolve, Resolved};
pub use worker::{ping, run};
