//! A rehearsal's clock: in the head of every page, and on a page of its own when something was
//! wrong.

use super::{ConsoleContext, Sent, page, proof};
use crate::component::console_field::{Input, input, problems};
use dockline_domain::access::Permission;
use dockline_view::{About, Coming, Happening};
use dockline_words::link::console as link;
use dockline_words::link::shop as shop_link;
use dockline_words::present::coming_sentence;
use jiff::SignedDuration;
use leptos::prelude::*;

/// Most times that are listed.
const STEPS_MAX: usize = 12;
/// How long after something the clock is moved to: it has happened then.
const JUST_AFTER: SignedDuration = SignedDuration::from_mins(1);

/// The clock in the head of a page, with the form that moves it on.
pub(super) fn in_head(console: &ConsoleContext<'_>) -> AnyView {
    let now = reading(console);
    if !console.may(Permission::AdvanceClock) {
        return view! { <span class="tag">{now}</span> }.into_any();
    }
    view! {
        <details class="console-clock">
            <summary class="tag">{now}</summary>
            <div class="panel console-clock__form">{form(console, &console.ctx.path, "clock-to", &Sent::default())}</div>
        </details>
    }
    .into_any()
}

/// What it says.
fn reading(console: &ConsoleContext<'_>) -> String {
    let now = console.shop_time();
    let time = format!("{:02}:{:02}", now.hour(), now.minute());
    console.words().fill(
        "clock",
        [
            ("day", console.dates().day(now.date()).into()),
            ("time", time.into()),
        ],
    )
}

/// The page of the form: what was written comes back with what is wrong with it. Below it stands
/// what happens next, each time with a button that leads there.
pub fn clock(console: &ConsoleContext<'_>, sent: &Sent, coming: &[Coming]) -> String {
    let say = console.words();
    page(console, None, &say.say("clock-title"), || {
        let next = sent.value("next").map(|next| link::next(Some(next)));
        let leave = next
            .clone()
            .map(|next| view! { <p><a class="button" href=next>{say.say("leave-it")}</a></p> });
        let next = next.unwrap_or_else(|| link::CLOCK.to_owned());
        view! {
            <p class="lede">{reading(console)}</p>
            {to_come(console, coming)}
            <div class="panel form">{problems(say, sent)} {form(console, &next, "to", sent)}</div>
            {leave}
        }
        .into_any()
    })
}

/// What happens next, by the time at which it does.
fn to_come(console: &ConsoleContext<'_>, coming: &[Coming]) -> AnyView {
    let say = console.words();
    let steps = coming
        .chunk_by(|a, b| minute(a) == minute(b))
        .take(STEPS_MAX);
    let steps = steps
        .enumerate()
        .map(|(number, step)| step_view(console, number, step));
    let none = coming
        .is_empty()
        .then(|| view! { <p class="quiet">{say.say("coming-none")}</p> });
    view! {
        <section aria-labelledby="coming">
            <h2 id="coming">{say.say("coming-title")}</h2>
            <p class="quiet">{say.say("coming-text")}</p>
            {none}
            <ol class="coming" role="list">{steps.collect_view()}</ol>
            <p class="quiet"><a href=shop_link(&console.shop.slug)>{say.say("coming-own")}</a></p>
        </section>
    }
    .into_any()
}

/// What happens within one minute is one step.
fn minute(coming: &Coming) -> i64 {
    coming.at.as_second().div_euclid(60)
}

fn step_view(console: &ConsoleContext<'_>, number: usize, step: &[Coming]) -> AnyView {
    let say = console.words();
    let local = console.shop.zone.to_datetime(step[0].at);
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    let day = console.dates().day(local.date());
    let at = say.fill("coming-at", [("day", day.into()), ("time", time.into())]);
    let last = step.last().map_or(step[0].at, |one| one.at);
    let after = last.saturating_add(JUST_AFTER).unwrap_or(last);
    let class = if number == 0 {
        "button button--primary"
    } else {
        "button"
    };
    let sentences = step
        .iter()
        .map(|one| view! { <li>{coming_sentence(say, one)}</li> });
    let heading = format!("coming-{number}");
    let described = heading.clone();
    view! {
        <li class="panel coming__step">
            <h3 id=heading>{at}</h3>
            <ul class="coming__what" role="list">{sentences.collect_view()}</ul>
            <p class="quiet coming__look">{say.say("coming-look")} " " {worth_a_look(console, step)}</p>
            <form method="post" action=link::CLOCK>
                {proof(console)}
                <input type="hidden" name="next" value=link::CLOCK />
                <input type="hidden" name="to" value=after.to_string() />
                <button class=class type="submit" aria-describedby=described>{say.say("coming-advance")}</button>
            </form>
        </li>
    }
    .into_any()
}

/// Where it is seen what came of it: what it is about, mails, money and parcels.
fn worth_a_look(console: &ConsoleContext<'_>, step: &[Coming]) -> AnyView {
    let say = console.words();
    let mut places: Vec<(String, String)> = Vec::new();
    for one in step {
        let place = match &one.about {
            About::Order { number, reference } => (link::order(*number), reference.clone()),
            About::Supply(reference) => (link::supply_order(reference), reference.to_string()),
            About::Parcels => (link::PARCELS.to_owned(), say.say("console-dock")),
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let is_of_money = |one: &Coming| match one.what {
        Happening::CardCharged
        | Happening::ChargeTriedAgain
        | Happening::DebitLookedAt
        | Happening::UnitsPassOn
        | Happening::GoodsArrive => true,
        Happening::OrderLapses
        | Happening::ChargeTold
        | Happening::NoticeGiven
        | Happening::EndedByLaw
        | Happening::DatePasses
        | Happening::News
        | Happening::DateMoves
        | Happening::CarrierComes => false,
    };
    if step.iter().any(is_of_money) {
        places.push((link::MONEY.to_owned(), say.say("money")));
    }
    places.push((link::MAILBOX.to_owned(), say.say("mailbox")));
    let links = places.into_iter().enumerate().map(|(number, (to, name))| {
        let comma = (number > 0).then_some(", ");
        view! { {comma} <a href=to>{name}</a> }
    });
    links.collect_view().into_any()
}

/// The form; `name` tells the one in the head apart from the one of the page.
fn form(console: &ConsoleContext<'_>, next: &str, id: &'static str, sent: &Sent) -> AnyView {
    let say = console.words();
    let now = console.shop_time();
    let at = format!("{}T{:02}:{:02}", now.date(), now.hour(), now.minute());
    let in_head = id != "to";
    let field = if id == "to" {
        let field = Input {
            name: "to",
            label: say.say("clock-to"),
            kind: "datetime-local",
            value: at,
            required: true,
            autofocus: true,
            ..Input::default()
        };
        input(&field, sent)
    } else {
        view! {
            <div class="field">
                <label for=id>{say.say("clock-to")}</label>
                <input class="input" id=id name="to" type="datetime-local" required min=at.clone() value=at />
            </div>
        }
        .into_any()
    };
    view! {
        <form method="post" action=link::CLOCK>
            {proof(console)}
            <input type="hidden" name="next" value=next.to_owned() />
            <p class="quiet">{say.say("clock-text")}</p>
            {field}
            <button class="button" type="submit">{say.say("clock-advance")}</button>
            {in_head.then(|| view! { <p><a href=link::CLOCK>{say.say("coming-title")}</a></p> })}
        </form>
    }
    .into_any()
}
