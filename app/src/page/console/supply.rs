//! Supply: the purchase orders, the next ones first.

use super::{ConsoleContext, Section, frame, open_units};
use crate::component::console_field::done;
use crate::component::icon::icon;
use dockline_domain::access::Permission;
use dockline_domain::dates::days_between;
use dockline_domain::supply::Stage;
use dockline_view::{PurchaseOrder, SupplyFilter, WaitingFor};
use dockline_words::link::console as link;
use dockline_words::link::encoded;
use dockline_words::present::stage_name;
use dockline_words::{Dates, Words, local_date, number};
use leptos::prelude::*;

/// A purchase order with who waits for it.
pub struct SupplyRow {
    pub order: PurchaseOrder,
    /// Backorders and units of all its variants.
    pub waiting: WaitingFor,
}

/// A page of purchase orders.
pub struct SupplyPage {
    pub filter: SupplyFilter,
    pub rows: Vec<SupplyRow>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// What has just been done.
    pub notice: Option<String>,
}

/// The list of purchase orders.
pub fn supply(console: &ConsoleContext<'_>, page: &SupplyPage) -> String {
    let say = console.words();
    let title = say.say("console-supply");
    frame(console, Section::Supply, &title, || {
        let enter = console.may(Permission::ManageSupply).then(|| {
            view! {
                <p class="button-row">
                    <a class="button" href=link::SUPPLY_FILE>{say.say("po-file")}</a>
                    <a class="button" href=link::SUPPLY_NEW>{say.say("po-enter")}</a>
                </p>
            }
        });
        let body = if page.rows.is_empty() {
            empty(say, page.filter)
        } else {
            table(console, page)
        };
        let next = page.next_cursor.as_deref().map(|cursor| {
            let href = format!("/console/supply?show={}&cursor={}", filter_name(page.filter), encoded(cursor));
            view! { <p><a class="button button--quiet" href=href rel="next">{say.say("more-rows")}</a></p> }
        });
        view! {
            <div class="page-actions">{filters(say, page.filter)} {enter}</div>
            {done(page.notice.clone())}
            {body}
            {next}
        }
        .into_any()
    })
}

fn filter_name(filter: SupplyFilter) -> &'static str {
    match filter {
        SupplyFilter::Open => "open",
        SupplyFilter::Overdue => "overdue",
        SupplyFilter::All => "all",
    }
}

fn filters(say: &Words, chosen: SupplyFilter) -> AnyView {
    let link = |(filter, id): (SupplyFilter, &str)| {
        let current = (filter == chosen).then_some("page");
        view! { <a class="choice" href=format!("/console/supply?show={}", filter_name(filter)) aria-current=current>{say.say(id)}</a> }
    };
    let all = [
        (SupplyFilter::Open, "po-filter-open"),
        (SupplyFilter::Overdue, "po-filter-overdue"),
        (SupplyFilter::All, "po-filter-all"),
    ];
    view! { <nav class="choices" aria-label=say.say("po-filter")>{all.map(link).collect_view()}</nav> }.into_any()
}

fn empty(say: &Words, filter: SupplyFilter) -> AnyView {
    let text = say.say(match filter {
        SupplyFilter::Open => "po-none-open",
        SupplyFilter::Overdue => "po-none-overdue",
        SupplyFilter::All => "po-none",
    });
    view! { <p class="empty">{text}</p> }.into_any()
}

fn table(console: &ConsoleContext<'_>, page: &SupplyPage) -> AnyView {
    let say = console.words();
    view! {
        <div class="table-frame"><table class="table">
            <caption class="visually-hidden">{say.say("console-supply")}</caption>
            <thead>
                <tr>
                    <th scope="col">{say.say("po-order")}</th>
                    <th scope="col">{say.say("po-expected")}</th>
                    <th scope="col">{say.say("po-stage")}</th>
                    <th scope="col">{say.say("po-confirmed")}</th>
                    <th scope="col" class="number">{say.say("po-open")}</th>
                    <th scope="col" class="number">{say.say("po-waiting")}</th>
                </tr>
            </thead>
            <tbody>{page.rows.iter().map(|entry| row(console, entry)).collect_view()}</tbody>
        </table></div>
    }
    .into_any()
}

fn row(console: &ConsoleContext<'_>, entry: &SupplyRow) -> AnyView {
    let say = console.words();
    let dates = console.dates();
    let order = &entry.order;
    let open: u64 = order
        .lines
        .iter()
        .map(|line| u64::from(open_units(line)))
        .sum();
    let all: u64 = order
        .lines
        .iter()
        .map(|line| u64::from(line.quantity))
        .sum();
    let confirmed = dates.ago(local_date(order.confirmed_at, &console.shop.zone));
    view! {
        <tr>
            <th scope="row">
                <a class="table__main" href=link::supply_order(&order.reference) dir="auto">{order.reference.to_string()}</a>
                <span class="table__aside" dir="auto">{order.supplier.clone()}</span>
            </th>
            <td data-label=say.say("po-expected")>{expected(say, dates, order)} {standing(console, order)}</td>
            <td data-label=say.say("po-stage")>{stage_name(say, order.stage)}</td>
            <td data-label=say.say("po-confirmed")>{confirmed} <span class="table__aside" dir="auto">{order.basis.clone()}</span></td>
            <td class="number" data-label=say.say("po-open")>{of(console, open, all)}</td>
            <td class="number" data-label=say.say("po-waiting")>{waiting(say, entry.waiting)}</td>
        </tr>
    }
    .into_any()
}

fn of(console: &ConsoleContext<'_>, open: u64, all: u64) -> String {
    let lang = console.ctx.lang;
    let count = |units: u64| number(lang, i64::try_from(units).unwrap_or(i64::MAX));
    let values = [("open", count(open).into()), ("all", count(all).into())];
    console.words().fill("po-open-of", values)
}

/// When an order is expected at the dock.
pub(super) fn expected(say: &Words, dates: Dates, order: &PurchaseOrder) -> String {
    order.expected.map_or_else(
        || say.say("no-date-yet-short"),
        |window| dates.window(window),
    )
}

/// Whether the date of an order still holds: its day has passed, or it was not confirmed for long.
pub(super) fn standing(console: &ConsoleContext<'_>, order: &PurchaseOrder) -> Option<AnyView> {
    let say = console.words();
    let ended = matches!(order.stage, Stage::Received | Stage::Cancelled);
    let passed = order
        .expected
        .is_some_and(|window| window.latest() < console.shop.day);
    let age = days_between(
        local_date(order.confirmed_at, &console.shop.zone),
        console.shop.day,
    );
    let stale = order.expected.is_some() && age > i32::from(console.shop.rules.confirmation_days);
    let text = match (ended, passed, stale) {
        (true, ..) | (false, false, false) => return None,
        (false, true, _) => say.say("po-overdue"),
        (false, false, true) => say.say("po-stale"),
    };
    Some(
        view! { <span class="badge tone-attention">{icon("alert")} <span>{text}</span></span> }
            .into_any(),
    )
}

/// How many wait, in words.
pub(super) fn waiting(say: &Words, waiting: WaitingFor) -> String {
    if waiting.units == 0 {
        return say.say("po-nobody-waits");
    }
    let units = say.fill("units", [("count", waiting.units.into())]);
    say.fill(
        "po-waiting-text",
        [
            ("count", waiting.backorders.into()),
            ("units", units.into()),
        ],
    )
}
