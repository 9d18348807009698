//! The law of delay: what it asks for today, where it stands about one order, and the forms in which
//! somebody records what people were told and what they answered.

use super::table::{Column, action, table};
use super::{ConsoleContext, OrderAction, OrderEdit, OrderPage};
use crate::component::console_field::{Input, input, select};
use crate::sent::Sent;
use dockline_domain::access::Permission;
use dockline_domain::delay::{Channel, Giving};
use dockline_domain::id::Sku;
use dockline_view::console::{DelayDue, Delays};
use dockline_view::{Became, DelayView, NoticeView, OrderView};
use dockline_words::link::{self as shop_link, console as link};
use dockline_words::present::{
    channel_name, choice_text, duty_text, law_text, notice_name, notice_sentences, order_line_name,
    regime_name, why_text,
};
use dockline_words::{Dates, Lang, local_date, words};
use leptos::prelude::*;

/// What the law asks for today.
pub(super) fn due(console: &ConsoleContext<'_>, delays: &Delays) -> Option<AnyView> {
    let say = console.words();
    let notices = delays.first_by.map(|day| {
        let day = console.dates().day(day);
        let values = [("count", delays.notices.into()), ("day", day.into())];
        view! { <p class="quiet">{say.fill("today-delays-notices", values)}</p> }
    });
    let ended = (delays.ended > 0).then(|| {
        let text = say.fill("today-delays-ended", [("count", delays.ended.into())]);
        view! { <p class="quiet">{text}</p> }
    });
    let not_seen = delays
        .more
        .then(|| view! { <p class="quiet">{say.say("today-delays-more")}</p> });
    let suspended = delays.suspended.then(
        || view! { <p class="notice tone-attention">{say.say("today-delays-suspended")}</p> },
    );
    let more = delays
        .due
        .more
        .then(|| view! { <p class="quiet">{say.say("today-more")}</p> });
    let items = &delays.due.items;
    (delays.more || delays.suspended || !items.is_empty()).then(|| {
        view! {
            <section class="today__list" aria-labelledby="today-delays">
                <h2 id="today-delays">{say.say("today-delays")}</h2>
                {suspended}
                {notices}
                {ended}
                {not_seen}
                {(!items.is_empty()).then(|| due_table(console, items))}
                {more}
            </section>
        }
        .into_any()
    })
}

fn due_table(console: &ConsoleContext<'_>, rows: &[DelayDue]) -> AnyView {
    let (say, dates) = (console.words(), console.dates());
    let columns = [
        Column::head(say.say("col-order")),
        Column::text(say.say("col-variant")),
        Column::text(say.say("col-told-for")),
        Column::text(say.say("col-law")),
        Column::text(say.say("col-to-do")),
        Column::action(),
    ];
    let word = if console.may(Permission::ChangeOrders) {
        "action-delay"
    } else {
        "action-look"
    };
    let cells = |due: &DelayDue| {
        let name = say.fill("order-number", [("number", due.reference.as_str().into())]);
        let to_do = duty_text(say, dates, Became::Waiting, due.duty);
        let mail = due.not_given.and_then(|giving| match giving {
            Giving::Given => None,
            Giving::Planned => Some("today-notice-planned"),
            Giving::Failed => Some("today-notice-failed"),
        });
        let mail = mail.filter(|_| due.duty.is_notice());
        let mail = mail.map(|id| view! { <span class="table__aside">{say.say(id)}</span> });
        [
            view! { <a href=link::order(due.number)>{name.clone()}</a> }.into_any(),
            view! { <a href=link::line(&due.sku) dir="auto">{due.sku.to_string()}</a> }.into_any(),
            view! { <span class="date">{dates.day(due.told)}</span> }.into_any(),
            regime_name(say, due.regime).into_any(),
            view! { {to_do} " " {mail} }.into_any(),
            action(
                format!("{}#delay-title", link::order(due.number)),
                say.say(word),
                &name,
            ),
        ]
    };
    table(say.say("today-delays"), &columns, rows.iter().map(cells))
}

/// Where the law stands about an order.
pub(super) fn of_order(console: &ConsoleContext<'_>, view: &OrderView) -> Option<AnyView> {
    let say = console.words();
    let columns = [
        Column::head(say.say("col-goods")),
        Column::text(say.say("col-law")),
        Column::text(say.say("col-told-for")),
        Column::text(say.say("col-state")),
        Column::text(say.say("col-to-do")),
    ];
    let rows = view.delays.iter();
    let rows = rows.map(|delay| law_cells(console, view, delay));
    let law = (!view.delays.is_empty()).then(|| table(say.say("delay-law"), &columns, rows));
    let notices = notices(view);
    let told = (!notices.is_empty()).then(|| notice_table(console, view, &notices));
    (law.is_some() || told.is_some()).then(|| {
        view! {
            <section class="story" aria-labelledby="delay-title">
                <h2 id="delay-title">{say.say("delay-law")}</h2>
                {law}
                {told}
                {texts(console, view, &notices)}
            </section>
        }
        .into_any()
    })
}

fn goods(view: &OrderView, sku: &Sku) -> String {
    view.goods(sku).map_or_else(
        || sku.to_string(),
        |(title, options)| order_line_name(title, options),
    )
}

fn law_cells(console: &ConsoleContext<'_>, view: &OrderView, delay: &DelayView) -> [AnyView; 5] {
    let (say, dates) = (console.words(), console.dates());
    let units = say.fill("units", [("count", delay.units.into())]);
    let duty = delay.duty;
    [
        view! { <span dir="auto">{goods(view, &delay.sku)}</span> <span class="table__aside">{units}</span> }.into_any(),
        regime_name(say, delay.regime).into_any(),
        view! { <span class="date">{dates.day(delay.due)}</span> }.into_any(),
        law_text(say, dates, delay.state, delay.became).into_any(),
        duty.map(|duty| duty_text(say, dates, delay.became, duty)).into_any(),
    ]
}

/// A notice, with the line that it is about where there still is one.
type Noticed<'a> = (Option<&'a DelayView>, &'a NoticeView);

/// The notices of an order, each once.
fn notices(view: &OrderView) -> Vec<Noticed<'_>> {
    let all = view.notices.iter();
    all.map(|notice| (view.noticed(notice.number), notice))
        .collect()
}

/// Whether the units that a notice is about still wait.
fn waits((delay, _): &Noticed<'_>) -> bool {
    delay.is_some_and(|delay| delay.waits)
}

fn notice_table(
    console: &ConsoleContext<'_>,
    view: &OrderView,
    notices: &[Noticed<'_>],
) -> AnyView {
    let (say, dates) = (console.words(), console.dates());
    let columns = [
        Column::head(say.say("col-notice")),
        Column::text(say.say("col-goods")),
        Column::text(say.say("col-given")),
        Column::text(say.say("col-until")),
        Column::text(say.say("col-answer")),
    ];
    let day = |day| dates.day(day);
    let rows = notices.iter().map(|(_, notice)| {
        let zone = &console.shop.zone;
        let given = day(local_date(notice.at, zone));
        let late = notice
            .late_there
            .then(|| view! { <span class="table__aside tone-attention table__tone">{say.say("notice-late-there")}</span> });
        let mail = match notice.giving {
            Giving::Given => None,
            Giving::Planned => Some("notice-planned"),
            Giving::Failed => Some("notice-failed"),
        };
        let mail = mail.map(|id| {
            view! { <span class="table__aside tone-attention table__tone">{say.say(id)}</span> }
        });
        let until = notice.until.last().map_or_else(|| say.say("no-date-yet-short"), day);
        let reason = notice.until.reason().map(|why| why_text(say, why));
        let answer = notice.answer.as_ref().map(|answer| {
            let on = day(local_date(answer.at, zone));
            let how = channel_name(say, answer.channel);
            let text = choice_text(say, dates, answer.choice);
            view! { <span>{text}</span> <span class="table__aside">{on} ", " {how}</span> }.into_any()
        });
        let open = || {
            let by = notice.answer_by;
            by.map(|by| say.fill("notice-answer-by", [("day", day(by).into())])).into_any()
        };
        [
            view! { {notice.number} ": " {notice_name(say, notice.kind)} }.into_any(),
            view! { <span dir="auto">{goods(view, &notice.sku)}</span> }.into_any(),
            view! { <span>{given}</span> <span class="table__aside">{channel_name(say, notice.channel)}</span> {late} {mail} }.into_any(),
            view! { <span>{until}</span> <span class="table__aside" dir="auto">{reason}</span> }.into_any(),
            answer.unwrap_or_else(open),
        ]
    });
    table(say.say("notices"), &columns, rows)
}

/// What is to be sent, of each notice that is not answered yet, in the order's language.
fn texts(
    console: &ConsoleContext<'_>,
    view: &OrderView,
    notices: &[Noticed<'_>],
) -> Option<AnyView> {
    if !console.may(Permission::ChangeOrders) {
        return None;
    }
    let say = console.words();
    let lang = Lang::from_tag(&view.person.locale).unwrap_or_default();
    let open = notices
        .iter()
        .filter(|noticed| waits(noticed) && noticed.1.answer.is_none() && !noticed.1.by_mail);
    let texts = open.filter_map(|(delay, notice)| {
        let page = console
            .ctx
            .absolute(&shop_link::notice(notice.token.as_deref()?));
        let dates = Dates::new(lang, view.shop.day);
        let mut lines = notice_sentences(words(lang), dates, view, (*delay, notice));
        lines.push(words(lang).fill("notice-says-link", [("page", page.into())]));
        let title = say.fill("notice-text", [("number", notice.number.into())]);
        let lines = lines
            .into_iter()
            .map(|line| view! { <p>{line}</p> })
            .collect_view();
        Some(view! {
            <details class="panel story__action">
                <summary>{title}</summary>
                <p class="quiet">{say.say("notice-text-hint")}</p>
                <div class="prose" lang=lang.tag() dir="auto">{lines}</div>
            </details>
        })
    });
    Some(texts.collect_view().into_any())
}

/// Whether anything may be recorded of an order.
pub(super) fn is_offered(view: &OrderView, action: OrderAction) -> bool {
    let mut waits = view.delays.iter().filter(|delay| delay.waits);
    match action {
        OrderAction::Notice => waits.next().is_some(),
        OrderAction::Answer => waits.any(|delay| !delay.notices.is_empty()),
        OrderAction::Cancel | OrderAction::Hold | OrderAction::Resume | OrderAction::Address => {
            false
        }
    }
}

/// What was written into one of the forms.
fn sent(edit: Option<&OrderEdit>) -> Sent {
    Sent {
        fields: edit.map_or_else(Vec::new, |edit| edit.delay.clone()),
        ..Sent::default()
    }
}

fn channels(console: &ConsoleContext<'_>) -> Vec<(String, String)> {
    let say = console.words();
    let all = Channel::OF_STAFF.into_iter();
    all.map(|one| (one.name().to_owned(), channel_name(say, one)))
        .collect()
}

fn day_field(name: &str, label: String, hint: String, sent: &Sent) -> AnyView {
    let field = Input {
        name,
        label,
        hint,
        kind: "date",
        width: "input--medium",
        ..Input::default()
    };
    input(&field, sent)
}

/// The fields that say what people were told.
pub(super) fn notice_fields(console: &ConsoleContext<'_>, page: &OrderPage) -> AnyView {
    let (say, view) = (console.words(), &page.story.order);
    let sent = sent(Some(&page.edit).filter(|edit| edit.action == OrderAction::Notice));
    let mut lines: Vec<(String, String)> = Vec::new();
    for delay in view.delays.iter().filter(|delay| delay.waits) {
        let value = delay.sku.to_string();
        if lines.iter().all(|(known, _)| *known != value) {
            lines.push((value, goods(view, &delay.sku)));
        }
    }
    let reason = Input {
        name: "why",
        label: say.say("field-reason"),
        hint: say.say("notice-reason-hint"),
        ..Input::default()
    };
    let (until, until_hint) = (say.say("notice-until"), say.say("notice-until-hint"));
    let (further, further_hint) = (say.say("notice-further"), say.say("notice-further-hint"));
    view! {
        {select("sku", say.say("col-goods"), &lines, "", &sent)}
        {day_field("until", until, until_hint, &sent)}
        {day_field("further", further, further_hint, &sent)}
        {input(&reason, &sent)}
        {select("notice-channel", say.say("notice-channel"), &channels(console), "mail", &sent)}
    }
    .into_any()
}

/// The fields that say what people answered.
pub(super) fn answer_fields(console: &ConsoleContext<'_>, page: &OrderPage) -> AnyView {
    let (say, view) = (console.words(), &page.story.order);
    let sent = sent(Some(&page.edit).filter(|edit| edit.action == OrderAction::Answer));
    let open = notices(view);
    let open = open.iter().rev().filter(|noticed| waits(noticed));
    let named = open.map(|(_, notice)| {
        let text = format!(
            "{}: {}, {}",
            notice.number,
            notice_name(say, notice.kind),
            goods(view, &notice.sku)
        );
        (notice.number.to_string(), text)
    });
    let named: Vec<(String, String)> = named.collect();
    let choices = [
        ("wait", say.say("answer-choice-wait")),
        ("wait_further", say.say("answer-choice-wait-further")),
        ("cancel", say.say("answer-choice-cancel")),
        ("last_date", say.say("answer-choice-last-date")),
    ];
    let mut waiting = view.delays.iter().filter(|delay| delay.waits);
    let may_set = waiting.any(|delay| !delay.regime.is_american());
    let choices = choices.into_iter();
    let choices = choices.filter(|(choice, _)| may_set || *choice != "last_date");
    let choices: Vec<_> = choices
        .map(|(choice, text)| (choice.to_owned(), text))
        .collect();
    let last = may_set.then(|| {
        day_field(
            "last_date",
            say.say("answer-last-date-field"),
            say.say("answer-last-date-hint"),
            &sent,
        )
    });
    view! {
        {select("notice", say.say("col-notice"), &named, "", &sent)}
        {select("answer", say.say("col-answer"), &choices, "", &sent)}
        {last}
        {select("answer-channel", say.say("answer-channel"), &channels(console), "mail", &sent)}
    }
    .into_any()
}
