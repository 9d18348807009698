//! What a delay would do, before it is done.

use super::supply_order::hidden_fields;
use super::{ConsoleContext, Section, Sent, frame, proof};
use crate::component::console_field::{Input, input, problems};
use dockline_domain::access::Permission;
use dockline_domain::dates::{Window, days_between};
use dockline_domain::id::OrderId;
use dockline_view::{Affected, NoticesByLaw, PurchaseOrder, WhatIf};
use dockline_words::Dates;
use dockline_words::link::console as link;
use leptos::prelude::*;
use std::collections::HashMap;

/// What a delay would do.
pub struct WhatIfPage {
    /// The order as it is.
    pub order: PurchaseOrder,
    /// By how many days it would slip.
    pub slip_days: i32,
    /// What would come of it.
    pub what_if: WhatIf,
    /// The numbers of the orders that it names.
    pub numbers: HashMap<OrderId, (i64, String)>,
    /// The form, if it came back.
    pub sent: Sent,
}

/// The page of a delay that has not happened yet.
pub fn what_if(console: &ConsoleContext<'_>, page: &WhatIfPage) -> String {
    let say = console.words();
    let dates = console.dates();
    let reference = page.order.reference.to_string();
    let title = say.fill(
        "what-if-title",
        [
            ("reference", reference.clone().into()),
            ("days", page.slip_days.into()),
        ],
    );
    frame(console, Section::Supply, &title, || {
        let before = page.order.expected.map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(window),
        );
        let after = page.what_if.expected_then.map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(window),
        );
        let counts = [
            ("count", page.what_if.orders.into()),
            (
                "units",
                say.fill("units", [("count", page.what_if.units.into())])
                    .into(),
            ),
        ];
        let summary = if page.what_if.orders == 0 {
            say.say("what-if-nobody")
        } else {
            say.fill("what-if-summary", counts)
        };
        let notices = (page.what_if.notices_due > 0).then(|| {
            say.fill(
                "what-if-notices",
                [("count", page.what_if.notices_due.into())],
            )
        });
        view! {
            <p class="breadcrumb"><a href=link::supply_order(&page.order.reference) dir="auto">{reference.clone()}</a></p>
            <p class="slip"><s>{before}</s> " " <strong>{after}</strong></p>
            <p class="lede">{summary} " " {notices}</p>
            {page.what_if.by_law.map(|law| by_law(console, dates, law))}
            <p class="quiet">{say.say("what-if-nothing-done")} " " {say.say("what-if-days-note")}</p>
            <div class="columns">
                <div class="columns__main">{(!page.what_if.affected.is_empty()).then(|| table(console, dates, page))}</div>
                <div class="columns__side">
                    {page.what_if.expected_then.filter(|_| console.may(Permission::ManageSupply)).map(|window| commit(console, dates, page, window))}
                </div>
            </div>
        }
        .into_any()
    })
}

/// What the law of delay would ask for.
fn by_law(console: &ConsoleContext<'_>, dates: Dates, law: NoticesByLaw) -> AnyView {
    let say = console.words();
    let text = match law.first_by {
        Some(day) => {
            let values = [
                ("count", law.notices.into()),
                ("day", dates.day(day).into()),
            ];
            say.fill("what-if-law", values)
        }
        None => say.say("what-if-law-none"),
    };
    let more = law.more.then(|| say.say("what-if-law-more"));
    view! { <p>{text} " " {more}</p> }.into_any()
}

fn table(console: &ConsoleContext<'_>, dates: Dates, page: &WhatIfPage) -> AnyView {
    let say = console.words();
    let named = u32::try_from(page.what_if.affected.len()).unwrap_or(u32::MAX);
    let left = page.what_if.backorders.saturating_sub(named);
    let rest = (left > 0).then(
        || view! { <p class="quiet">{say.fill("what-if-more", [("count", left.into())])}</p> },
    );
    view! {
        <div class="table-frame"><table class="table">
            <caption class="visually-hidden">{say.say("what-if-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{say.say("console-order")}</th>
                    <th scope="col" class="number">{say.say("console-units")}</th>
                    <th scope="col">{say.say("what-if-promised")}</th>
                    <th scope="col">{say.say("what-if-now")}</th>
                    <th scope="col">{say.say("what-if-then")}</th>
                    <th scope="col" class="number">{say.say("what-if-difference")}</th>
                </tr>
            </thead>
            <tbody>{page.what_if.affected.iter().map(|one| row(console, dates, page, one)).collect_view()}</tbody>
        </table></div>
        {rest}
    }
    .into_any()
}

fn row(console: &ConsoleContext<'_>, dates: Dates, page: &WhatIfPage, one: &Affected) -> AnyView {
    let say = console.words();
    let written = |window: Option<Window>| {
        window.map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(window),
        )
    };
    let days = one
        .promised
        .or(one.expected_now)
        .zip(one.expected_then)
        .map(|(told, then)| days_between(told.latest(), then.latest()));
    let difference = days.map(|days| {
        let id = if days < 0 {
            "what-if-days-earlier"
        } else {
            "what-if-days"
        };
        say.fill(id, [("count", days.abs().into())])
    });
    view! {
        <tr>
            <th scope="row">{page.numbers.get(&one.order).map(|(number, reference)| view! { <a href=link::order(*number)>{say.fill("order-number", [("number", reference.clone().into())])}</a> })}</th>
            <td class="number" data-label=say.say("console-units")>{one.quantity.to_string()}</td>
            <td data-label=say.say("what-if-promised")>{written(one.promised)}</td>
            <td data-label=say.say("what-if-now")>{written(one.expected_now)}</td>
            <td data-label=say.say("what-if-then")><strong>{written(one.expected_then)}</strong></td>
            <td class="number" data-label=say.say("what-if-difference")>{difference}</td>
        </tr>
    }
    .into_any()
}

/// One button that does what the page shows: the window stands in the form, so that nothing else
/// can be committed by it.
fn commit(
    console: &ConsoleContext<'_>,
    dates: Dates,
    page: &WhatIfPage,
    window: Window,
) -> AnyView {
    let say = console.words();
    let reason = Input {
        name: "reason",
        label: say.say("po-field-reason"),
        hint: say.say("po-field-reason-hint"),
        required: true,
        ..Input::default()
    };
    let basis = Input {
        name: "basis",
        label: say.say("po-field-basis"),
        hint: say.say("po-field-basis-hint"),
        ..Input::default()
    };
    view! {
        <form class="panel form" method="post" action=link::supply_order(&page.order.reference)>
            {proof(console)}
            {hidden_fields(&page.order)}
            <h2>{say.say("what-if-commit-title")}</h2>
            {problems(say, &page.sent)}
            <input type="hidden" name="earliest" value=window.earliest().to_string() />
            <input type="hidden" name="latest" value=window.latest().to_string() />
            <input type="hidden" name="slip_days" value=page.slip_days.to_string() />
            {input(&reason, &page.sent)}
            {input(&basis, &page.sent)}
            <p class="button-row">
                <button class="button button--primary" type="submit" name="action" value="slip">
                    {say.fill("what-if-commit", [("when", dates.window(window).into())])}
                </button>
                <a class="button" href=link::supply_order(&page.order.reference)>{say.say("leave-it")}</a>
            </p>
        </form>
    }
    .into_any()
}
