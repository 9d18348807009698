//! Mails: they are written from trees of sentences, and sent by a worker that takes them from the
//! outbox of the engine.

mod compose;
mod html;
mod letter;
mod outgoing;
mod smtp;
#[cfg(test)]
mod tests;
mod text;
mod worker;

pub use compose::{Looks, Unwritten, preview};
pub use letter::{Letter, NoLetter, OrderLink, subject};
pub use outgoing::{Outgoing, WrongSetting};
pub use smtp::{Answer, Connection, NoConnection};
pub use worker::run;
