//! What needs a person today.

use super::{ConsoleContext, Section, frame};
use leptos::prelude::*;

/// The page to begin with.
pub fn today(console: &ConsoleContext<'_>) -> String {
    let title = console.words().say("console-today");
    frame(console, Section::Today, &title, || view! { <p class="lede">{console.words().say("today-empty")}</p> }.into_any())
}
