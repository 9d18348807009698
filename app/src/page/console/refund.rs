//! Money that goes back: the list of it, and one refund with what can be done about it.

use super::table::{Column, table};
use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, done, input, problems};
use crate::component::order_form::key_field;
use dockline_domain::access::Permission;
use dockline_domain::payment::refund::{Input as Step, State};
use dockline_view::RefundView;
use dockline_words::link::console as link;
use dockline_words::present::refund_word;
use dockline_words::{local_date, money as price};
use leptos::prelude::*;

/// The page of one refund.
pub struct RefundPage {
    pub refund: RefundView,
    /// What has just been done.
    pub done: Option<RefundAction>,
    /// The form, if it came back.
    pub sent: Sent,
}

/// What can be done about a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefundAction {
    /// Note that somebody has sent it.
    Note,
    /// Have the gateway asked again.
    Retry,
}

impl RefundAction {
    /// All of them.
    const ALL: [Self; 2] = [Self::Note, Self::Retry];

    /// The name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "sent",
            Self::Retry => "retry",
        }
    }

    /// The action of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.name() == name)
    }
}

/// A list of refunds.
pub(super) fn refunds(
    console: &ConsoleContext<'_>,
    caption: String,
    refunds: &[RefundView],
) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("refund-column")),
        Column::text(say.say("charge-order")),
        Column::text(say.say("charge-state")),
        Column::text(say.say("refund-why")),
        Column::text(say.say("refund-until")),
    ];
    let rows = refunds.iter().map(|refund| {
        let why = refund.reason.clone();
        let why = why.unwrap_or_else(|| say.say("refund-why-not-owed"));
        let until = refund.due_by.filter(|_| refund.sent_at.is_none());
        let is_over = until.is_some_and(|day| day < console.shop.day);
        let until = until.map(|day| console.dates().day(day));
        let class = if is_over {
            "tone-attention table__tone"
        } else {
            ""
        };
        [
            view! { <a href=link::refund(&refund.id)>{price(console.ctx.lang, refund.amount)}</a> }
                .into_any(),
            view! { <a href=link::order(refund.order_number)>{refund.order_reference.clone()}</a> }
                .into_any(),
            refund_word(say, refund).into_any(),
            why.into_any(),
            view! { <span class=class>{until}</span> }.into_any(),
        ]
    });
    table(caption, &columns, rows)
}

/// A section with refunds that is there when there are some.
pub(super) fn section(
    console: &ConsoleContext<'_>,
    (id, text): (&'static str, Option<&str>),
    list: &[RefundView],
) -> Option<AnyView> {
    let say = console.words();
    (!list.is_empty()).then(|| {
        view! {
            <section class="story" aria-labelledby=id>
                <h2 id=id>{say.say(id)}</h2>
                {text.map(|text| view! { <p class="quiet">{say.say(text)}</p> })}
                {refunds(console, say.say(id), list)}
            </section>
        }
        .into_any()
    })
}

/// One refund: where it is, and the forms to see to it.
pub fn refund_page(console: &ConsoleContext<'_>, page: &RefundPage) -> String {
    let say = console.words();
    let of = &page.refund;
    let title = say.fill(
        "refund",
        [("reference", of.order_reference.as_str().into())],
    );
    frame(console, Section::Orders, &title, || {
        let notice = page.done.map(|action| {
            say.say(match action {
                RefundAction::Note => "refund-done-sent",
                RefundAction::Retry => "refund-done-retry",
            })
        });
        let sent = of.sent_at.map(|at| local_date(at, &console.shop.zone));
        let sent = of.day.or(sent).map(|day| {
            let day = console.dates().day(day);
            view! { <p>{say.say("refund-day")} ": " {day}</p> }
        });
        let forms = console.may(Permission::ManagePayments).then(|| {
            view! {
                {retry_form(console, page)}
                {note_form(console, page)}
            }
        });
        view! {
            <p class="breadcrumb"><a href=link::MONEY>{say.say("money")}</a></p>
            {done(notice)}
            {problems(say, &page.sent)}
            {refunds(console, say.say("refund-column"), std::slice::from_ref(of))}
            {sent}
            <p>{say.say("refund-of")} ": " <a href=link::charge(&of.charge)>{of.charge.to_string()}</a></p>
            {forms}
        }
        .into_any()
    })
}

fn hidden(console: &ConsoleContext<'_>, page: &RefundPage) -> AnyView {
    view! {
        {proof(console)}
        {key_field()}
        <input type="hidden" name="version" value=page.refund.version.to_string() />
    }
    .into_any()
}

/// The gateway can be asked again for what it could not send, or refuses.
fn retry_form(console: &ConsoleContext<'_>, page: &RefundPage) -> Option<AnyView> {
    let say = console.words();
    let of = &page.refund;
    (of.state == State::Failed && !of.is_by_hand).then(|| {
        view! {
            <section class="story" aria-labelledby="retry-title">
                <h2 id="retry-title">{say.say("refund-retry-title")}</h2>
                <form class="form" method="post" action=link::refund(&of.id)>
                    {hidden(console, page)}
                    <p class="quiet">{say.say("refund-retry-text")}</p>
                    <p><button class="button" type="submit" name="action" value=RefundAction::Retry.name()>{say.say("refund-retry-button")}</button></p>
                </form>
            </section>
        }
        .into_any()
    })
}

/// Somebody has sent it. What the gateway is about to send is not offered.
fn note_form(console: &ConsoleContext<'_>, page: &RefundPage) -> Option<AnyView> {
    let say = console.words();
    let of = &page.refund;
    if of.state.take(Step::Noted).is_err() || !of.wants_somebody() {
        return None;
    }
    let day = Input {
        name: "day",
        label: say.say("refund-note-day"),
        kind: "date",
        value: console.shop.day.to_string(),
        required: true,
        width: "input--medium",
        ..Input::default()
    };
    let note = Input {
        name: "note",
        label: say.say("charge-paid-note"),
        hint: say.say("charge-paid-note-hint"),
        width: "input--medium",
        ..Input::default()
    };
    Some(
        view! {
            <section class="story" aria-labelledby="note-title">
                <h2 id="note-title">{say.say("refund-note-title")}</h2>
                <form class="form" method="post" action=link::refund(&of.id)>
                    {hidden(console, page)}
                    <p class="quiet">{say.say("refund-note-text")}</p>
                    {input(&day, &page.sent)}
                    {input(&note, &page.sent)}
                    <p><button class="button button--primary" type="submit" name="action" value=RefundAction::Note.name()>{say.say("refund-note-button")}</button></p>
                </form>
            </section>
        }
        .into_any(),
    )
}
