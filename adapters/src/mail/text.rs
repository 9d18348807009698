//! The text of a mail, for those who read no HTML.

use super::html::unlinked;
use dockline_words::mail::{Block, Item, Link, Mail};

/// The text.
pub(super) fn text(mail: &Mail) -> String {
    let mut parts = vec![unlinked(&mail.from)];
    parts.extend(mail.blocks.iter().map(block));
    let mut text = parts.join("\n\n");
    text.push('\n');
    text
}

fn block(block: &Block) -> String {
    let lines = match block {
        Block::Heading(text) | Block::Text(text) | Block::Note(text) => vec![unlinked(text)],
        Block::Facts(facts) => facts
            .iter()
            .map(|(name, value)| format!("{}: {}", unlinked(name), unlinked(value)))
            .collect(),
        Block::Items(items) => items.iter().map(item).collect(),
        Block::Choice(one) => vec![link(one)],
        Block::Choices(choices) => choices.iter().map(link).collect(),
        Block::Links(links) => links.iter().map(link).collect(),
    };
    lines.join("\n")
}

fn item(item: &Item) -> String {
    let mut lines = vec![format!("* {}", unlinked(&item.name))];
    lines.extend(
        item.details
            .iter()
            .map(|one| format!("  {}", unlinked(one))),
    );
    if !item.amount.is_empty() {
        lines.push(format!("  {}", unlinked(&item.amount)));
    }
    lines.join("\n")
}

fn link(link: &Link) -> String {
    format!("{}:\n{}", unlinked(&link.text), link.href)
}
