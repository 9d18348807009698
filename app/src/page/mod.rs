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
pub mod link;
mod order;
mod order_steps;
mod problem;
mod product;
mod shell;
mod shops;

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

use crate::lang::Lang;
use crate::words::{Words, words};
use jiff::Timestamp;

/// Stands in forms where each sent page needs a key of its own; the server replaces it. It has
/// characters that no text may hold, so that nobody's text is replaced with it.
pub const KEY_PLACEHOLDER: &str = "\u{1}idempotency-key\u{1}";

/// Addresses of the site's files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// What the console needs besides.
    pub console_css: String,
    /// The keys of the console.
    pub console_js: String,
    /// The glue around the wasm.
    pub js: String,
    /// The islands.
    pub wasm: String,
    /// The module that starts them.
    pub boot: String,
    /// The icon, if there is one.
    pub icon: Option<String>,
}

/// What every page depends on.
#[derive(Debug, Clone)]
pub struct PageContext {
    /// The page's language.
    pub lang: Lang,
    /// Addresses of the site's files.
    pub assets: Assets,
    /// Scheme and host, without a slash at the end.
    pub public_url: String,
    /// The page's path and query, without `lang`.
    pub path: String,
    /// The time at which the page is made.
    pub now: Timestamp,
}

impl PageContext {
    /// The sentences of the page's language.
    pub fn words(&self) -> &'static Words {
        words(self.lang)
    }

    /// A path of this site as a whole URL; other URLs stay as they are.
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            format!("{}{path}", self.public_url)
        } else {
            path.to_owned()
        }
    }
}
