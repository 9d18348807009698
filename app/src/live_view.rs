//! What a live update carries: the whole present view of one topic, never a change of it.

use serde::{Deserialize, Serialize};

/// The present view of one topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveView {
    /// The text of a [`crate::Topic`].
    pub topic: String,
    /// Newer is greater; an older one than shown is dropped.
    pub version: i64,
    /// The new content of elements, by their `data-html`.
    pub html: Vec<(String, String)>,
    /// The new words of elements, by their `data-text`.
    pub text: Vec<(String, String)>,
    /// Which elements show, by their `data-when`.
    pub shown: Vec<(String, bool)>,
    /// What has changed, as a sentence for the page's live region.
    pub announcement: String,
}
