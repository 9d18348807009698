//! What every page depends on.

use crate::{Lang, Words, words};
use jiff::Timestamp;

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
