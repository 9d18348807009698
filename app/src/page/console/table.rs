//! Tables: sticky heads, numbers to the end, the action last. On a phone each row stands as a card
//! with the names of its columns.

use leptos::prelude::*;

#[derive(Debug, Clone)]
pub(super) struct Column {
    name: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What the row is about.
    Head,
    Text,
    Number,
    /// What to do about it.
    Action,
}

impl Column {
    pub(super) fn head(name: String) -> Self {
        Self {
            name,
            kind: Kind::Head,
        }
    }

    pub(super) fn text(name: String) -> Self {
        Self {
            name,
            kind: Kind::Text,
        }
    }

    pub(super) fn number(name: String) -> Self {
        Self {
            name,
            kind: Kind::Number,
        }
    }

    /// Its name is that of the action in each row.
    pub(super) fn action() -> Self {
        Self {
            name: String::new(),
            kind: Kind::Action,
        }
    }

    fn heading(&self) -> AnyView {
        match self.kind {
            Kind::Head | Kind::Text => {
                view! { <th scope="col">{self.name.clone()}</th> }.into_any()
            }
            Kind::Number => {
                view! { <th scope="col" class="number">{self.name.clone()}</th> }.into_any()
            }
            Kind::Action => view! { <td></td> }.into_any(),
        }
    }

    fn cell(&self, content: AnyView) -> AnyView {
        let label = self.name.clone();
        match self.kind {
            Kind::Head => view! { <th scope="row">{content}</th> }.into_any(),
            Kind::Text => view! { <td data-label=label>{content}</td> }.into_any(),
            Kind::Number => view! { <td class="number" data-label=label>{content}</td> }.into_any(),
            Kind::Action => view! { <td class="table__action">{content}</td> }.into_any(),
        }
    }
}

/// A table; the caption is for those who do not see the heading above it.
pub(super) fn table<const N: usize>(
    caption: String,
    columns: &[Column; N],
    rows: impl Iterator<Item = [AnyView; N]>,
) -> AnyView {
    let body = rows.map(|cells| {
        let cells = columns
            .iter()
            .zip(cells)
            .map(|(column, content)| column.cell(content));
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let body = body.collect_view();
    view! {
        <div class="table-frame">
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{columns.iter().map(Column::heading).collect_view()}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The one thing to do about a row; `about` tells it apart from the others for screen readers.
pub(super) fn action(href: String, word: String, about: &str) -> AnyView {
    view! { <a class="button button--small" href=href>{word} <span class="visually-hidden">" " {about.to_owned()}</span></a> }.into_any()
}
