//! The console's sentences.

mod place;
mod said;

pub use place::place_sentences;
pub use said::{Done, Wrong};
