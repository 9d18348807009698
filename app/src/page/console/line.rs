//! Line: who waits for a variant, in order, and why in this order.

use super::table::{Column, table as table_of};
use super::{ConsoleContext, Section, Sent, frame, name_of, proof};
use crate::component::console_field::{Input, done, input, problems};
use crate::component::icon::icon;
use crate::component::order_form::key_field;
use dockline_domain::access::Permission;
use dockline_domain::availability::{Part, Source, Today};
use dockline_domain::dates::Window;
use dockline_domain::id::Sku;
use dockline_domain::limits;
use dockline_domain::promise::is_late;
use dockline_view::console::LineSummary;
use dockline_view::{HeldInLine, LinePage, LinePlace, Overtaking, PlaceReasons};
use dockline_words::link::console as link;
use dockline_words::link::encoded;
use dockline_words::present::place_sentences;
use dockline_words::{Names, Words, local_date, number};
use leptos::prelude::*;

/// The variants that people wait for.
pub struct LineIndex {
    /// Each with what it rests on, the longest first.
    pub lines: Vec<LineSummary>,
    /// What they are called.
    pub names: Names,
    /// Variants that may have been meant.
    pub meant: Vec<Sku>,
    /// What was looked for and not found, as a ready sentence.
    pub problem: Option<String>,
}

/// The line of a variant.
pub struct LineView {
    pub page: LinePage,
    /// What the variants are called.
    pub names: Names,
    /// The place that is explained.
    pub why: Option<PlaceReasons>,
    /// The page's own cursor.
    pub cursor: Option<String>,
    /// What has just been done.
    pub notice: Option<String>,
    /// The form, if it came back.
    pub sent: Sent,
}

/// The field is empty after a search that found nothing, as at the dock: the sentence below it
/// repeats what was written.
fn search_form(console: &ConsoleContext<'_>, problem: Option<String>) -> AnyView {
    let say = console.words();
    view! {
        <form class="scan" method="get" action=link::LINE role="search">
            <label class="scan__label" for="sku">{say.say("queue-sku")}</label>
            <div class="scan__row">
                <input class="input scan__input" id="sku" name="sku" type="text" maxlength="64" autocomplete="off" autocapitalize="off" spellcheck="false" autofocus aria-describedby="sku-error" aria-invalid=problem.is_some().then_some("true") />
                <button class="button" type="submit">{say.say("queue-show")}</button>
            </div>
            <p class="field__error" id="sku-error" role="alert">{problem}</p>
        </form>
    }
    .into_any()
}

/// The variants that people wait for.
pub fn line_index(console: &ConsoleContext<'_>, page: &LineIndex) -> String {
    let say = console.words();
    let title = say.say("console-line");
    frame(console, Section::Line, &title, || {
        let body = if page.lines.is_empty() {
            view! { <p class="empty">{say.say("queue-none")}</p> }.into_any()
        } else {
            lines_table(console, page)
        };
        view! { {search_form(console, page.problem.clone())} {meant(console, page)} {body} }
            .into_any()
    })
}

/// What may have been meant by a text that is no SKU.
fn meant(console: &ConsoleContext<'_>, page: &LineIndex) -> Option<AnyView> {
    let say = console.words();
    let choice = |sku: &Sku| view! { <li><a href=link::line(sku)><span dir="auto">{name_of(&page.names, sku)}</span> " " <span class="quiet">{sku.to_string()}</span></a></li> };
    (!page.meant.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="meant-title">
                <h2 id="meant-title">{say.say("queue-meant")}</h2>
                <ul>{page.meant.iter().map(choice).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// Demand, what covers it, and what will not be kept, line by line.
fn lines_table(console: &ConsoleContext<'_>, page: &LineIndex) -> AnyView {
    let say = console.words();
    let columns = [
        Column::head(say.say("console-product")),
        Column::number(say.say("queue-waiting")),
        Column::number(say.say("queue-on-hand")),
        Column::number(say.say("queue-on-order")),
        Column::text(say.say("queue-last-ships")),
        Column::text(say.say("queue-risks")),
        Column::number(say.say("queue-on-waitlist")),
    ];
    let rows = page.lines.iter().map(|line| {
        let count = |units: u32| number(console.ctx.lang, i64::from(units)).into_any();
        let LineSummary { snapshot, .. } = line;
        let counters = snapshot.supply.counters;
        let on_order = snapshot.news.iter().map(|news| news.open).fold(0, u32::saturating_add);
        let parts = snapshot.supply.expected(0, counters.queued, snapshot.shop.day, snapshot.shop.today());
        let last = match parts.last().and_then(Part::window) {
            _ if counters.queued == 0 => String::new(),
            Some(window) => console.dates().window(window),
            None => say.say("no-date-yet-short"),
        };
        let sku = &snapshot.sku;
        let name = view! {
            <a class="table__main" href=link::line(sku) dir="auto">{name_of(&page.names, sku)}</a>
            <span class="table__aside" dir="auto">{sku.to_string()}</span>
        };
        [
            name.into_any(),
            count(counters.queued),
            view! {
                {count(counters.on_hand)}
                {(counters.on_hand > 0).then(|| view! { <span class="table__aside">{say.fill("queue-free", [("count", counters.free().into())])}</span> })}
            }
            .into_any(),
            count(on_order),
            view! { <span class="date">{last}</span> }.into_any(),
            risks(say, line, &parts),
            count(line.on_waitlist),
        ]
    });
    table_of(say.say("queue-longest"), &columns, rows)
}

/// What may go wrong with a line, each as a badge; nothing when all of it is covered in time.
fn risks(say: &Words, line: &LineSummary, parts: &[Part]) -> AnyView {
    let covered: u32 = parts.iter().map(|part| part.quantity).sum();
    let uncovered = line.snapshot.supply.counters.queued.saturating_sub(covered);
    let today = line.snapshot.shop.today();
    let waits = |fits: fn(&Part, Today<'_>) -> bool| {
        parts
            .iter()
            .any(|part| part.source == Source::Inbound && fits(part, today))
    };
    let late = line.late_orders.saturating_sub(line.undated_orders);
    let found = [
        (uncovered > 0).then(|| say.fill("risk-uncovered", [("count", uncovered.into())])),
        (late > 0).then(|| say.fill("risk-late", [("count", late.into())])),
        (line.undated_orders > 0).then(|| {
            say.fill(
                "risk-orders-undated",
                [("count", line.undated_orders.into())],
            )
        }),
        waits(|part, _| part.overdue).then(|| say.say("po-overdue")),
        waits(|part, _| !part.overdue && part.window().is_none()).then(|| say.say("risk-no-date")),
        waits(|part, today| !part.overdue && part.is_stale(today)).then(|| say.say("po-stale")),
    ];
    let badges =
        found.into_iter().flatten().map(|text| view! { <span class="badge tone-attention">{icon("alert")} <span>{text}</span></span> });
    let badges: Vec<_> = badges.collect();
    if badges.is_empty() {
        return view! { <span class="quiet">{say.say("risk-none")}</span> }.into_any();
    }
    view! { <span class="tags">{badges.collect_view()}</span> }.into_any()
}

/// The line of a variant, in order.
pub fn line(console: &ConsoleContext<'_>, view: &LineView) -> String {
    let say = console.words();
    let sku = &view.page.snapshot.sku;
    let title = say.fill("queue-title", [("name", name_of(&view.names, sku).into())]);
    frame(console, Section::Line, &title, || {
        let counters = view.page.snapshot.supply.counters;
        let values = [
            ("waiting", counters.queued.into()),
            ("there", counters.on_hand.into()),
            ("free", counters.free().into()),
        ];
        let next = view.page.next_cursor.as_deref().map(|cursor| {
            let href = format!("{}&cursor={}", link::line(sku), encoded(cursor));
            view! { <p><a class="button button--quiet" href=href rel="next">{say.say("more-rows")}</a></p> }
        });
        let body = if view.page.places.is_empty() {
            view! { <p class="empty">{say.say("queue-empty")}</p> }.into_any()
        } else {
            table(console, view)
        };
        view! {
            <p class="breadcrumb"><a href=link::LINE>{say.say("console-line")}</a></p>
            <p class="under-title quiet" dir="auto">{sku.to_string()}</p>
            {view.why.is_none().then(|| done(view.notice.clone()))}
            <p class="lede">
                {say.fill("queue-counts", values)}
                {(view.page.on_waitlist > 0).then(|| view! { " " {say.fill("queue-wishes", [("count", view.page.on_waitlist.into())])} })}
            </p>
            {held(console, view)}
            {elsewhere(console, view)}
            {body}
            {next}
        }
        .into_any()
    })
}

/// Who was stopped while they waited, and is not counted in the line until they go on.
fn held(console: &ConsoleContext<'_>, view: &LineView) -> Option<AnyView> {
    let say = console.words();
    let order = |one: &HeldInLine| {
        let values = [
            ("number", one.reference.clone().into()),
            ("count", one.units.into()),
        ];
        view! { <li><a href=link::order(one.number)>{say.fill("queue-held-order", values)}</a></li> }
    };
    (!view.page.held.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="held-title">
                <h2 id="held-title">{say.say("queue-held")}</h2>
                <p class="quiet">{say.say("queue-held-text")}</p>
                <ul>{view.page.held.iter().map(order).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// The place that is explained, when it lies on another page of the line: the person who moved it
/// sees where it went.
fn elsewhere(console: &ConsoleContext<'_>, view: &LineView) -> Option<AnyView> {
    let why = view.why.as_ref()?;
    let is_here = view
        .page
        .places
        .iter()
        .any(|place| place.backorder.id == why.place.backorder.id);
    (!is_here && why.snapshot.sku == view.page.snapshot.sku)
        .then(|| view! { <div class="panel">{explained(console, view, why)}</div> }.into_any())
}

fn table(console: &ConsoleContext<'_>, view: &LineView) -> AnyView {
    let say = console.words();
    view! {
        <div class="table-frame"><table class="table">
            <caption class="visually-hidden">{say.say("queue-caption")}</caption>
            <thead>
                <tr>
                    <th scope="col" class="number">{say.say("queue-place")}</th>
                    <th scope="col">{say.say("console-order")}</th>
                    <th scope="col" class="number">{say.say("console-units")}</th>
                    <th scope="col">{say.say("queue-promised")}</th>
                    <th scope="col">{say.say("queue-expected")}</th>
                    <th scope="col">{say.say("queue-since")}</th>
                    <th scope="col"><span class="visually-hidden">{say.say("queue-why")}</span></th>
                </tr>
            </thead>
            <tbody>{view.page.places.iter().map(|place| row(console, view, place)).collect_view()}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(console: &ConsoleContext<'_>, view: &LineView, place: &LinePlace) -> AnyView {
    let say = console.words();
    let dates = console.dates();
    let backorder = &place.backorder;
    let written = |window: Option<Window>| {
        window.map_or_else(
            || say.say("no-date-yet-short"),
            |window| dates.window(window),
        )
    };
    let late = is_late(backorder.promised, place.expected, console.shop.day);
    let chosen = view
        .why
        .as_ref()
        .filter(|why| why.place.backorder.id == backorder.id);
    let cursor = view
        .cursor
        .as_deref()
        .map_or_else(String::new, |cursor| format!("&cursor={}", encoded(cursor)));
    let why = match chosen {
        Some(_) => format!("{}{cursor}#{}", link::line(&backorder.sku), backorder.id),
        None => format!(
            "{}{cursor}&why={}#{}",
            link::line(&backorder.sku),
            backorder.id,
            backorder.id
        ),
    };
    let expected = written(place.expected);
    let tone = late.then_some("tone-attention badge");
    view! {
        <tr id=backorder.id.to_string()>
            <td class="number" data-label=say.say("queue-place")><strong>{place.position.map(|position| number(console.ctx.lang, i64::from(position)))}</strong></td>
            <th scope="row">
                <a class="table__main" href=link::order(backorder.order_number)>{say.fill("order-number", [("number", backorder.order_reference.clone().into())])}</a>
                {tags(say, place)}
            </th>
            <td class="number" data-label=say.say("console-units")>{number(console.ctx.lang, i64::from(backorder.quantity))}</td>
            <td data-label=say.say("queue-promised")>{written(backorder.promised)}</td>
            <td data-label=say.say("queue-expected")><span class=tone>{late.then(|| icon("alert"))} <span>{expected}</span></span></td>
            <td data-label=say.say("queue-since")>{dates.day(local_date(backorder.placed_at, &console.shop.zone))}</td>
            <td class="table__action">
                <a class="button button--small" href=why aria-expanded=if chosen.is_some() { "true" } else { "false" }>
                    {say.say("queue-why")}
                    <span class="visually-hidden">" " {backorder.order_reference.clone()}</span>
                </a>
            </td>
        </tr>
        {chosen.map(|why| view! { <tr class="table__detail"><td colspan="7">{explained(console, view, why)}</td></tr> })}
    }
    .into_any()
}

fn tags(say: &Words, place: &LinePlace) -> AnyView {
    let priority = place.backorder.place.priority;
    let priority = (priority != 0).then(|| {
        view! { <span class="tag">{say.fill("queue-priority", [("priority", format!("{priority:+}").into())])}</span> }
    });
    let complete = (!place.together.is_empty())
        .then(|| view! { <span class="tag tag--plain">{say.say("queue-complete")}</span> });
    view! { <span class="tags">{priority} {complete}</span> }.into_any()
}

/// Why somebody stands here, and the form that changes it.
fn explained(console: &ConsoleContext<'_>, view: &LineView, why: &PlaceReasons) -> AnyView {
    let say = console.words();
    let dates = console.dates();
    let sentences = place_sentences(console.ctx.lang, why, &view.names);
    let overtaking = |one: &Overtaking| {
        let values = [
            (
                "date",
                dates.day(local_date(one.at, &console.shop.zone)).into(),
            ),
            ("order", one.order_reference.clone().into()),
            ("priority", format!("{:+}", one.priority).into()),
            (
                "units",
                say.fill("units", [("count", one.overtaken_units.into())])
                    .into(),
            ),
            ("reason", one.reason.clone().into()),
        ];
        view! { <li dir="auto">{say.fill("queue-overtaking", values)}</li> }
    };
    let overtakings = (!why.overtakings.is_empty()).then(|| {
        view! {
            <h3>{say.say("queue-overtakings")}</h3>
            <ul>{why.overtakings.iter().map(overtaking).collect_view()}</ul>
        }
    });
    view! {
        <div class="why">
            <div class="why__reasons">
                {done(view.notice.clone())}
                <h2>{say.fill("queue-why-title", [("order", why.place.backorder.order_reference.clone().into())])}</h2>
                <ol class="why__steps">{sentences.into_iter().map(|text| view! { <li dir="auto">{text}</li> }).collect_view()}</ol>
                {overtakings}
            </div>
            {console.may(Permission::SetPriority).then(|| priority_form(console, view, why))}
        </div>
    }
    .into_any()
}

fn priority_form(console: &ConsoleContext<'_>, view: &LineView, why: &PlaceReasons) -> AnyView {
    let say = console.words();
    let backorder = &why.place.backorder;
    let present = view
        .sent
        .value("priority")
        .map_or_else(|| backorder.place.priority.to_string(), str::to_owned);
    let error = view.sent.error("priority").map(str::to_owned);
    let begins = view.sent.begins_at("priority", false);
    let reason = Input {
        name: "reason",
        label: say.say("queue-reason"),
        hint: say.say("queue-reason-hint"),
        required: true,
        ..Input::default()
    };
    view! {
        <form class="form why__form" method="post" action=link::LINE>
            {proof(console)}
            {key_field()}
            <h3>{say.say("queue-priority-title")}</h3>
            {problems(say, &view.sent)}
            <input type="hidden" name="backorder" value=backorder.id.to_string() />
            <input type="hidden" name="seen" value=backorder.place.priority.to_string() />
            <div class="field">
                <label for="priority">{say.say("queue-priority-field")}</label>
                <p class="field__hint" id="priority-hint">{say.say("queue-priority-hint")}</p>
                <input class="input input--short" id="priority" name="priority" type="number" min="0" max=limits::PRIORITY_MAX.to_string() value=present required autofocus=begins aria-describedby="priority-hint priority-error" aria-invalid=error.is_some().then_some("true") />
                <p class="field__error" id="priority-error">{error}</p>
            </div>
            {input(&reason, &view.sent)}
            <p><button class="button" type="submit">{say.say("queue-priority-save")}</button></p>
        </form>
    }
    .into_any()
}
