//! The frame around every page of the console.

use super::{ConsoleContext, clock, keys, proof};
use crate::component::icon::icon;
use crate::page::ProblemKind;
use crate::page::shell::{Around, Head, framed, language_links, page_footer};
use dockline_domain::access::Role;
use dockline_words::link::console as link;
use leptos::prelude::*;

/// A part of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What needs a person.
    Today,
    Supply,
    /// Goods that arrive and leave.
    Dock,
    /// Who waits for what.
    Line,
    Orders,
    Mails,
    Webhooks,
    Embed,
}

impl Section {
    pub(super) const ALL: [Self; 8] = [
        Self::Today,
        Self::Supply,
        Self::Dock,
        Self::Line,
        Self::Orders,
        Self::Mails,
        Self::Webhooks,
        Self::Embed,
    ];

    fn path(self) -> &'static str {
        match self {
            Self::Today => link::TODAY,
            Self::Supply => link::SUPPLY,
            Self::Dock => link::DOCK,
            Self::Line => link::LINE,
            Self::Orders => link::ORDERS,
            Self::Mails => link::MAILBOX,
            Self::Webhooks => link::WEBHOOKS,
            Self::Embed => link::EMBED,
        }
    }

    /// The key that leads there, after `g`: the same in every language, so that hands learn it
    /// once.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Today => "t",
            Self::Supply => "s",
            Self::Dock => "d",
            Self::Line => "l",
            Self::Orders => "o",
            Self::Mails => "m",
            Self::Webhooks => "w",
            Self::Embed => "e",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Supply => "supply",
            Self::Dock => "dock",
            Self::Line => "line",
            Self::Orders => "orders",
            Self::Mails => "mails",
            Self::Webhooks => "webhooks",
            Self::Embed => "embed",
        }
    }

    pub(super) fn name(self, console: &ConsoleContext<'_>) -> String {
        let say = console.words();
        match self {
            Self::Today => say.say("console-today"),
            Self::Supply => say.say("console-supply"),
            Self::Dock => say.say("console-dock"),
            Self::Line => say.say("console-line"),
            Self::Orders => say.say("console-orders"),
            Self::Mails => say.say("console-mails"),
            Self::Webhooks => say.say("console-webhooks"),
            Self::Embed => say.say("console-embed"),
        }
    }
}

/// A page of the console: its title is its first heading.
pub fn frame(
    console: &ConsoleContext<'_>,
    section: Section,
    title: &str,
    content: impl FnOnce() -> AnyView,
) -> String {
    page(console, Some(section), title, content)
}

/// What stands where a page of the console cannot be shown.
pub fn problem(console: &ConsoleContext<'_>, kind: ProblemKind) -> String {
    let (title, text) = kind.words(console.words());
    let back = console.words().say("console-to-today");
    page(console, None, &title, || {
        view! {
            <p class="lede">{text}</p>
            <p><a class="button" href=link::TODAY>{back}</a></p>
        }
        .into_any()
    })
}

/// A page, of a part of the console or of none.
pub(super) fn page(
    console: &ConsoleContext<'_>,
    section: Option<Section>,
    title: &str,
    content: impl FnOnce() -> AnyView,
) -> String {
    let head = Head {
        title: title.to_owned(),
        private: true,
        console: true,
        ..Head::default()
    };
    let around = || Around {
        header: header(console, section),
        footer: page_footer(console.ctx, Some(console.shop)),
        class: Some("console"),
    };
    framed(console.ctx, Some(console.shop), head, around, || {
        view! {
            <div class="page console__page">
                <h1 dir="auto">{title.to_owned()}</h1>
                {content()}
            </div>
            {keys::help(console)}
        }
        .into_any()
    })
}

fn header(console: &ConsoleContext<'_>, section: Option<Section>) -> AnyView {
    let say = console.words();
    view! {
        <header class="console-header">
            <div class="console-header__inner">
                <a class="console-header__name" href=link::TODAY dir="auto">{console.shop.profile.name.clone()}</a>
                {console.shop.rehearsal.then(|| clock::in_head(console))}
                {search(console)}
                <div class="console-header__user">
                    <a class="site-header__link" href=dockline_words::link::shop(&console.shop.slug)>{say.say("console-to-shop")}</a>
                    {language_links(console.ctx)}
                    {keys::button(console)}
                    {user(console)}
                </div>
            </div>
            <nav class="console-nav" aria-label=say.say("console")>
                <ul class="console-nav__list" role="list">
                    {Section::ALL.map(|one| nav_link(console, one, section)).collect_view()}
                </ul>
            </nav>
        </header>
    }
    .into_any()
}

fn nav_link(console: &ConsoleContext<'_>, one: Section, current: Option<Section>) -> AnyView {
    let is_current = (current == Some(one)).then_some("page");
    view! {
        <li>
            <a class="console-nav__link" href=one.path() data-key=one.key() aria-current=is_current>{icon(one.icon())} <span>{one.name(console)}</span></a>
        </li>
    }
    .into_any()
}

/// The search of orders, at hand on every page: `/` leads there, and without a script the browser's
/// access key and `/`.
fn search(console: &ConsoleContext<'_>) -> AnyView {
    let say = console.words();
    view! {
        <form class="search console-header__search" role="search" method="get" action=link::ORDERS>
            <label class="visually-hidden" for="console-search">{say.say("console-search-label")}</label>
            <input
                id="console-search"
                class="search__input"
                type="search"
                name="q"
                maxlength="100"
                accesskey="/"
                placeholder=say.say("console-search-hint")
            />
            <button class="search__button" type="submit" aria-label=say.say("search")>{icon("search")}</button>
        </form>
    }
    .into_any()
}

fn user(console: &ConsoleContext<'_>) -> AnyView {
    let say = console.words();
    view! {
        <p class="console-header__who">
            <a class="site-header__link" href=link::ACCOUNT dir="auto">{console.user.called().to_owned()}</a>
            " "
            <span class="quiet">{role_name(console)}</span>
        </p>
        <form method="post" action=link::LOGOUT>
            {proof(console)}
            <button class="button button--plain" type="submit">{say.say("console-log-out")}</button>
        </form>
    }
    .into_any()
}

fn role_name(console: &ConsoleContext<'_>) -> String {
    let say = console.words();
    match console.user.role {
        Role::Owner => say.say("role-owner"),
        Role::Operations => say.say("role-operations"),
        Role::Support => say.say("role-support"),
        Role::Viewer => say.say("role-viewer"),
    }
}
