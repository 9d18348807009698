//! Whole pages: plain values in, an HTML document out. A page is a pure function of its arguments,
//! so that the server can keep it.

mod cart;
mod catalogue;
pub mod console;
mod embed;
mod embed_form;
mod embed_wish;
mod form;
mod fragment;
mod order;
mod order_steps;
mod problem;
mod product;
mod shell;
mod shops;
#[cfg(test)]
mod tests;

pub use cart::{CartItem, cart};
pub use catalogue::catalogue;
pub use embed::{EmbedPage, console_embed, embed};
pub use embed_wish::Wish;
pub use form::{Notice, OrderFormState};
pub use fragment::{Layout, NoFragment, fragment, fragment_problem};
pub use order::{OrderMessage, order};
pub use order_steps::{DetailsForm, OrderStep};
pub use problem::{ProblemKind, problem};
pub use product::product;
pub use shops::{ShopCard, shops};

/// Stands in forms where each sent page needs a key of its own; the server replaces it. It has
/// characters that no text may hold, so that nobody's text is replaced with it.
pub const KEY_PLACEHOLDER: &str = "\u{1}idempotency-key\u{1}";
