//! Mails: what people were written, what became of each, and how one would read now.

use super::table::{Column, table};
use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, done, input, problems, select};
use dockline_domain::access::Permission;
use dockline_domain::message::{MessageKind, MessageState, Suppression};
use dockline_view::{AttemptView, MessageView};
use dockline_words::link::console as link;
use dockline_words::present::{mail_kind_name, mail_state_text, try_text};
use dockline_words::{Lang, local_date};
use jiff::Timestamp;
use leptos::prelude::*;

/// A mail in a list.
pub struct MailRow {
    pub view: MessageView,
    /// What it is about, where it was written.
    pub subject: Option<String>,
}

/// A page of mails.
pub struct MailsPage {
    pub mails: Vec<MailRow>,
    pub next_cursor: Option<String>,
    /// Those in this state alone.
    pub state: Option<MessageState>,
    /// Whether mails are really sent.
    pub is_sent: bool,
    /// Who writes them.
    pub from: String,
}

/// A mail as it is read.
pub struct ReadMail {
    pub subject: String,
    pub preview: String,
    pub from: String,
    pub recipient: String,
    pub text: String,
    /// Where its HTML is.
    pub page: String,
}

/// One mail.
pub struct MailPage {
    pub view: MessageView,
    pub attempts: Vec<AttemptView>,
    /// None where nothing was written, or where it was erased.
    pub read: Option<ReadMail>,
    /// What was done about it.
    pub done: Option<MailAction>,
    /// What is wrong with what somebody wanted to do about it.
    pub sent: Sent,
}

/// What can be done about a mail that nobody tries to send any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailAction {
    /// It is sent again.
    Again,
    /// Somebody has dealt with it.
    Seen,
    /// Its address is written to again.
    Lift,
}

impl MailAction {
    /// The name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Seen => "seen",
            Self::Lift => "lift",
        }
    }

    /// The action of a name.
    pub fn parse(name: &str) -> Option<Self> {
        let all = [Self::Again, Self::Seen, Self::Lift];
        all.into_iter().find(|action| action.name() == name)
    }
}

/// Which mail somebody wants to see.
pub struct PreviewWish {
    /// The number of an order, as it was written.
    pub order: String,
    pub kind: MessageKind,
    pub lang: Lang,
}

/// A mail as it would be now.
pub struct MailPreviewPage {
    pub wish: PreviewWish,
    /// None where nothing like that could be said of the order.
    pub read: Option<ReadMail>,
    /// Whether it was sent to whoever asked.
    pub sent_to: Option<String>,
    /// Whether mails are really sent.
    pub is_sent: bool,
    /// What is wrong with what was asked.
    pub sent: Sent,
}

/// What people would get, where no mail server is set.
pub fn mailbox(console: &ConsoleContext<'_>, page: &MailsPage) -> String {
    let say = console.words();
    frame(console, Section::Mails, &say.say("mailbox"), || {
        let lead = say.say(if page.is_sent {
            "mailbox-sent"
        } else {
            "mailbox-kept"
        });
        view! {
            <p class="quiet">{lead}</p>
            {turned_off(console)}
            <p><a href=link::MAIL>{say.say("mails-all")}</a></p>
            {listed(console, page, say.say("mailbox"))}
            {next(console, link::MAILBOX, page)}
        }
        .into_any()
    })
}

/// Said where the shop writes no mails.
fn turned_off(console: &ConsoleContext<'_>) -> Option<AnyView> {
    let say = console.words();
    let command = format!("dockline shop set {} --mail on", console.shop.slug);
    (!console.shop.writes_mails()).then(|| {
        view! { <p class="notice tone-attention">{say.say("mails-off")} " " <code>{command}</code></p> }
            .into_any()
    })
}

/// Every mail, and what became of it.
pub fn mails(console: &ConsoleContext<'_>, page: &MailsPage, wish: &PreviewWish) -> String {
    let say = console.words();
    frame(console, Section::Mails, &say.say("mails"), || {
        let lead = if page.is_sent {
            say.fill("mails-sent-from", [("from", page.from.as_str().into())])
        } else {
            say.say("mails-kept")
        };
        let states = MessageState::ALL.into_iter().map(|state| {
            let current = (page.state == Some(state)).then_some("page");
            let href = format!("{}?state={}", link::MAIL, state.name());
            view! { <li><a href=href aria-current=current>{mail_state_text(say, state, None)}</a></li> }
        });
        let all = page.state.is_none().then_some("page");
        view! {
            <p class="breadcrumb"><a href=link::MAILBOX>{say.say("mailbox")}</a></p>
            <p class="quiet" dir="auto">{lead}</p>
            {turned_off(console)}
            <nav aria-label=say.say("mails-states")>
                <ul class="choices" role="list"><li><a href=link::MAIL aria-current=all>{say.say("mails-all-states")}</a></li> {states.collect_view()}</ul>
            </nav>
            {listed(console, page, say.say("mails"))}
            {next(console, link::MAIL, page)}
            {preview_form(console, wish, &Sent::default())}
        }
        .into_any()
    })
}

fn next(console: &ConsoleContext<'_>, path: &str, page: &MailsPage) -> Option<AnyView> {
    let cursor = page.next_cursor.as_deref()?;
    let state = page
        .state
        .map_or_else(String::new, |state| format!("state={}&", state.name()));
    let href = format!("{path}?{state}cursor={cursor}");
    Some(
        view! { <p><a class="button" href=href rel="next">{console.words().say("orders-more")}</a></p> }
            .into_any(),
    )
}

fn moment(console: &ConsoleContext<'_>, at: Timestamp) -> String {
    let zone = &console.shop.zone;
    let day = console.dates().day(local_date(at, zone));
    let time = zone.to_datetime(at).time();
    format!("{day}, {:02}:{:02}", time.hour(), time.minute())
}

fn listed(console: &ConsoleContext<'_>, page: &MailsPage, caption: String) -> AnyView {
    let say = console.words();
    if page.mails.is_empty() {
        return view! { <p class="empty">{say.say("mails-none")}</p> }.into_any();
    }
    let columns = [
        Column::head(say.say("mail-column")),
        Column::text(say.say("mail-to")),
        Column::text(say.say("mail-order")),
        Column::text(say.say("mail-state")),
        Column::text(say.say("mail-when")),
    ];
    let rows = page.mails.iter().map(|row| {
        let mail = &row.view;
        let subject = row.subject.clone();
        let subject = subject.unwrap_or_else(|| mail_kind_name(say, mail.kind));
        let state = mail_state_text(say, mail.state, mail.reason);
        [
            view! { <a href=link::mail(&mail.id) dir="auto">{subject}</a> }.into_any(),
            view! { <span dir="auto">{mail.recipient.clone()}</span> }.into_any(),
            order_link(mail, mail.order_reference.clone()).into_any(),
            view! { {state} }.into_any(),
            view! { <span class="date">{moment(console, mail.finished_at.unwrap_or(mail.planned_at))}</span> }
                .into_any(),
        ]
    });
    table(caption, &columns, rows)
}

/// The way to the order that a mail is about, where it is about one.
fn order_link(mail: &MessageView, text: Option<String>) -> Option<AnyView> {
    let number = mail.order_number?;
    let text = text.unwrap_or_else(|| number.to_string());
    Some(view! { <a class="date" href=link::order(number)>{text}</a> }.into_any())
}

/// One mail as it was written, and each try to send it.
pub fn mail(console: &ConsoleContext<'_>, page: &MailPage) -> String {
    let say = console.words();
    let mail = &page.view;
    let subject = page.read.as_ref().map(|read| read.subject.clone());
    let title = subject.unwrap_or_else(|| mail_kind_name(say, mail.kind));
    let order = mail.order_reference.as_deref();
    let order = order.map(|number| say.fill("order-number", [("number", number.into())]));
    frame(console, Section::Mails, &title, || {
        let read = match &page.read {
            Some(read) => shown(console, read),
            None => view! { <p class="empty">{say.say("mail-nothing-written")}</p> }.into_any(),
        };
        view! {
            <p class="breadcrumb"><a href=link::MAILBOX>{say.say("mailbox")}</a> " · " <a href=link::MAIL>{say.say("mails")}</a></p>
            <p>{mail_state_text(say, mail.state, mail.reason)} " · " {order_link(mail, order)}</p>
            {done(page.done.map(|action| say.say(match action {
                MailAction::Again => "mail-done-again",
                MailAction::Seen => "mail-done-seen",
                MailAction::Lift => "mail-done-lift",
            })))}
            {problems(say, &page.sent)}
            {mend_form(console, mail)}
            {suppressed(console, mail)}
            {read}
            {tries(console, &page.attempts)}
        }
        .into_any()
    })
}

/// What can be done about a mail that was given up.
fn mend_form(console: &ConsoleContext<'_>, mail: &MessageView) -> Option<AnyView> {
    let say = console.words();
    let may = console.may(Permission::ChangeOrders);
    let words = match mail.state {
        MessageState::Parked => Some(("mail-parked", "mail-parked-text")),
        MessageState::Bounced => Some(("mail-bounced", "mail-bounced-text")),
        MessageState::Planned
        | MessageState::Sent
        | MessageState::Kept
        | MessageState::Skipped
        | MessageState::Superseded
        | MessageState::Uncertain => None,
    };
    words.filter(|_| may).map(|(title, text)| {
        let button = |action: MailAction, text: &str| {
            view! { <button class="button" type="submit" name="action" value=action.name()>{say.say(text)}</button> }
        };
        view! {
            <form class="form" method="post" action=link::mail(&mail.id)>
                {proof(console)}
                <h2>{say.say(title)}</h2>
                <p class="quiet">{say.say(text)}</p>
                <p>{button(MailAction::Again, "mail-again")} " " {button(MailAction::Seen, "mail-seen")}</p>
            </form>
        }
        .into_any()
    })
}

/// That the address is not written to any more, and how it is again.
fn suppressed(console: &ConsoleContext<'_>, mail: &MessageView) -> Option<AnyView> {
    let say = console.words();
    let text = match mail.suppression? {
        Suppression::All => "mail-suppressed-all",
        Suppression::Courtesy => "mail-suppressed-courtesy",
    };
    let form = console.may(Permission::ChangeOrders).then(|| {
        view! {
            <form class="form" method="post" action=link::mail(&mail.id)>
                {proof(console)}
                <p><button class="button" type="submit" name="action" value=MailAction::Lift.name()>{say.say("mail-lift")}</button></p>
            </form>
        }
    });
    Some(view! { <p class="notice tone-attention">{say.say(text)}</p> {form} }.into_any())
}

fn tries(console: &ConsoleContext<'_>, attempts: &[AttemptView]) -> Option<AnyView> {
    let say = console.words();
    let columns = [
        Column::head(say.say("mail-when")),
        Column::text(say.say("mail-result")),
        Column::text(say.say("mail-reply")),
    ];
    let rows = attempts.iter().map(|one| {
        [
            view! { <span class="date">{moment(console, one.began_at)}</span> }.into_any(),
            view! { {try_text(say, one.result.as_deref())} }.into_any(),
            view! { <span dir="auto">{one.reply.clone()}</span> }.into_any(),
        ]
    });
    (!attempts.is_empty()).then(|| {
        view! {
            <section class="story" aria-labelledby="tries-title"><h2 id="tries-title">{say.say("mail-tries")}</h2> {table(say.say("mail-tries"), &columns, rows)}</section>
        }
        .into_any()
    })
}

/// A mail as it is read: its head, its page, its text.
fn shown(console: &ConsoleContext<'_>, read: &ReadMail) -> AnyView {
    let say = console.words();
    let row = |name: &str, value: &str| {
        view! { <div><dt>{say.say(name)}</dt> " " <dd dir="auto">{value.to_owned()}</dd></div> }
    };
    view! {
        <dl class="facts">
            {row("mail-from", &read.from)} {row("mail-to", &read.recipient)} {row("mail-subject-line", &read.subject)} {row("mail-preview-line", &read.preview)}
        </dl>
        <iframe class="letter" src=read.page.clone() title=read.subject.clone() sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
        <details class="more"><summary>{say.say("mail-as-text")}</summary><pre class="letter__text" dir="auto">{read.text.clone()}</pre></details>
    }
    .into_any()
}

/// The form that asks for a mail as it would be now.
fn preview_form(console: &ConsoleContext<'_>, wish: &PreviewWish, sent: &Sent) -> AnyView {
    let say = console.words();
    let kinds: Vec<(String, String)> = MessageKind::ALL
        .iter()
        .map(|kind| (kind.name().to_owned(), mail_kind_name(say, *kind)))
        .collect();
    let languages: Vec<(String, String)> = Lang::ALL
        .iter()
        .map(|lang| (lang.tag().to_owned(), lang.name().to_owned()))
        .collect();
    let order = Input {
        name: "order",
        label: say.say("mail-preview-order"),
        hint: say.say("mail-preview-order-hint"),
        width: "input--short",
        value: wish.order.clone(),
        required: true,
        ..Input::default()
    };
    view! {
        <section class="story" aria-labelledby="preview-title">
            <h2 id="preview-title">{say.say("mail-preview")}</h2>
            <p class="quiet">{say.say("mail-preview-text")}</p>
            <form class="form" method="get" action=link::MAIL_PREVIEW>
                {select("kind", say.say("mail-preview-kind"), &kinds, wish.kind.name(), sent)}
                {select("in", say.say("mail-preview-language"), &languages, wish.lang.tag(), sent)}
                {input(&order, sent)}
                <p><button class="button" type="submit">{say.say("mail-preview-show")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// A mail of a kind about an order, as it would be now.
pub fn mail_preview(console: &ConsoleContext<'_>, page: &MailPreviewPage) -> String {
    let say = console.words();
    frame(console, Section::Mails, &say.say("mail-preview"), || {
        let sent_to = page.sent_to.as_deref();
        let notice =
            sent_to.map(|address| say.fill("mail-test-sent", [("address", address.into())]));
        let read = page.read.as_ref().map(|read| {
            view! { {shown(console, read)} {test_form(console, page)} }
        });
        let nothing = page.read.is_none() && !page.sent.is_wrong();
        view! {
            <p class="breadcrumb"><a href=link::MAIL>{say.say("mails")}</a></p>
            {done(notice)}
            {problems(say, &page.sent)}
            {nothing.then(|| view! { <p class="empty">{say.say("mail-preview-nothing")}</p> })}
            {read}
            {preview_form(console, &page.wish, &page.sent)}
        }
        .into_any()
    })
}

fn test_form(console: &ConsoleContext<'_>, page: &MailPreviewPage) -> Option<AnyView> {
    let say = console.words();
    let may = page.is_sent && console.may(Permission::ChangeOrders);
    may.then(|| {
        let address = console.user.email.clone();
        view! {
            <form class="form" method="post" action=link::MAIL_PREVIEW>
                {proof(console)}
                <input type="hidden" name="order" value=page.wish.order.clone() />
                <input type="hidden" name="kind" value=page.wish.kind.name() />
                <input type="hidden" name="in" value=page.wish.lang.tag() />
                <p class="quiet" dir="auto">{say.fill("mail-test-text", [("address", address.into())])}</p>
                <p><button class="button" type="submit">{say.say("mail-test")}</button></p>
            </form>
        }
        .into_any()
    })
}
