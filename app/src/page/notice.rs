//! `/n/{token}`: a notice of delay, and the form of its answer. No choice is made beforehand, and
//! all look alike. Who holds its link sees the notice and no more: it does not lead to the order.

use super::shell::{Head, document};
use crate::component::icon::icon;
use dockline_domain::delay::Regime;
use dockline_view::{DelayView, NoticeView, OrderView};
use dockline_words::present::{notice_sentences, own_choice_text};
use dockline_words::{Dates, PageContext, link};
use leptos::prelude::*;

/// What a notice's page is about.
pub struct NoticePage<'a> {
    /// The address of the page.
    pub token: &'a str,
    /// The order.
    pub view: &'a OrderView,
    /// The units it is about, where it still is about any, and the notice.
    pub asked: (Option<&'a DelayView>, &'a NoticeView),
    /// What the link of the mail has marked, or what was sent.
    pub chosen: Option<&'a str>,
    /// The last day, as it was written.
    pub last_date: &'a str,
    /// What is to be said about what was sent.
    pub told: Option<NoticeTold>,
}

/// What is said about an answer that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeTold {
    /// It is recorded.
    Done,
    /// No answer was chosen, or its day is none.
    Wrong,
    /// It comes too late.
    TooLate,
    /// Too much at once, or nobody knows.
    Again,
}

/// The page of a notice.
pub fn notice(ctx: &PageContext, page: &NoticePage<'_>) -> String {
    let say = ctx.words();
    let (delay, notice) = page.asked;
    let title = say.say("notice-title");
    let head = Head {
        title: title.clone(),
        private: true,
        ..Head::default()
    };
    document(ctx, Some(&page.view.shop), head, || {
        let sentences = notice_sentences(say, dates(ctx, page), page.view, page.asked);
        let sentences = sentences
            .into_iter()
            .map(|text| view! { <p dir="auto">{text}</p> });
        let given = notice.answer.as_ref().map(|answer| {
            let text = own_choice_text(say, dates(ctx, page), answer.choice);
            view! { <p class="notice tone-stock">{icon("check")} <span>{text}</span></p> }
        });
        let order = say.fill(
            "order-number",
            [("number", page.view.reference.clone().into())],
        );
        view! {
            <div class="page narrow">
                <h1>{title}</h1>
                <p class="lede">{order}</p>
                {page.told.map(|told| told_line(ctx, told))}
                <div class="prose">{sentences.collect_view()}</div>
                {given}
                {match delay {
                    Some(delay) if delay.waits => form(ctx, page, delay.regime),
                    Some(_) => closed(ctx, "notice-closed"),
                    None => closed(ctx, "notice-not-current"),
                }}
            </div>
        }
        .into_any()
    })
}

fn dates(ctx: &PageContext, page: &NoticePage<'_>) -> Dates {
    Dates::new(ctx.lang, page.view.shop.day)
}

fn told_line(ctx: &PageContext, told: NoticeTold) -> AnyView {
    let say = ctx.words();
    let (id, tone, sign, role) = match told {
        NoticeTold::Done => ("notice-answered", "notice tone-stock", "check", "status"),
        NoticeTold::Wrong => (
            "notice-answer-wrong",
            "notice tone-attention",
            "alert",
            "alert",
        ),
        NoticeTold::TooLate => ("notice-too-late", "notice tone-attention", "alert", "alert"),
        NoticeTold::Again => (
            "wrong-outcome-unknown",
            "notice tone-attention",
            "alert",
            "alert",
        ),
    };
    view! { <p class=tone role=role tabindex="-1" autofocus>{icon(sign)} <span>{say.say(id)}</span></p> }.into_any()
}

/// Why nothing is asked any more.
fn closed(ctx: &PageContext, why: &str) -> AnyView {
    view! { <p class="quiet">{ctx.words().say(why)}</p> }.into_any()
}

fn form(ctx: &PageContext, page: &NoticePage<'_>, regime: Regime) -> AnyView {
    let say = ctx.words();
    let (_, notice) = page.asked;
    let dates = dates(ctx, page);
    let day = |id: &str, day| say.fill(id, [("day", dates.day(day).into())]);
    let wait = match notice.until.last() {
        Some(last) => day("answer-own-wait-until", last),
        None => say.say("answer-own-wait"),
    };
    let further = notice.until.further();
    let further =
        further.map(|last| choice(page, "wait_further", day("answer-own-wait-until", last)));
    view! {
        <form class="notice-answer panel" method="post" action=link::notice(page.token)>
            <fieldset class="radios">
                <legend>{say.say("notice-question")}</legend>
                {choice(page, "wait", wait)}
                {further}
                {choice(page, "cancel", say.say("answer-own-cancel"))}
                {(!regime.is_american()).then(|| last_date(ctx, page))}
            </fieldset>
            <p><button class="button" type="submit">{say.say("notice-send")}</button></p>
        </form>
    }
    .into_any()
}

fn choice(page: &NoticePage<'_>, value: &'static str, text: String) -> AnyView {
    let checked = page.chosen == Some(value);
    view! { <label class="radio"><input type="radio" name="answer" value=value required checked=checked /> <span>{text}</span></label> }.into_any()
}

fn last_date(ctx: &PageContext, page: &NoticePage<'_>) -> AnyView {
    let say = ctx.words();
    view! {
        {choice(page, "last_date", say.say("answer-own-last-date"))}
        <div class="field">
            <label for="last_date">{say.say("answer-last-date-field")}</label>
            <input class="input input--medium" id="last_date" name="last_date" type="date" value=page.last_date.to_owned() />
        </div>
    }
    .into_any()
}
