//! Dock, first screen: what arrived? One field takes what is scanned or typed.

use super::supply::{expected, standing};
use super::{ConsoleContext, Section, frame, name_of, open_units};
use crate::component::console_field::done;
use crate::component::icon::icon;
use dockline_domain::access::Permission;
use dockline_domain::id::Sku;
use dockline_view::PurchaseOrder;
use dockline_words::link::console as link;
use dockline_words::present::stage_name;
use dockline_words::{Names, number};
use leptos::prelude::*;

/// What was found for a text that was scanned or typed.
pub struct Found {
    pub text: String,
    /// Purchase orders that have to do with it.
    pub orders: Vec<PurchaseOrder>,
    /// Why there are none, as a ready sentence.
    pub problem: Option<String>,
}

/// The first screen of the dock.
pub struct DockPage {
    /// What was looked for.
    pub found: Option<Found>,
    /// The purchase orders that are expected next.
    pub next: Vec<PurchaseOrder>,
    /// What the variants are called.
    pub names: Names,
    /// What has just been done.
    pub notice: Option<String>,
}

/// The first screen of the dock.
pub fn dock(console: &ConsoleContext<'_>, page: &DockPage) -> String {
    let say = console.words();
    let title = say.say("dock-question");
    frame(console, Section::Dock, &title, || {
        let (heading, orders) = match &page.found {
            Some(found) if !found.orders.is_empty() => (
                say.fill("dock-found", [("text", found.text.clone().into())]),
                found.orders.as_slice(),
            ),
            _ => (say.say("dock-next"), page.next.as_slice()),
        };
        let problem = page.found.as_ref().and_then(|found| found.problem.clone());
        let none = orders
            .is_empty()
            .then(|| view! { <p class="quiet">{say.say("dock-nothing-expected")}</p> });
        view! {
            {done(page.notice.clone())}
            <div class="page-actions">
            {scan_form(console, link::DOCK, &say.say("dock-scan"), &say.say("dock-scan-hint"), problem)}
                <a class="button" href=link::PARCELS_OPEN>{say.say("dock-to-parcels")}</a>
            </div>
            <section class="section" aria-labelledby="orders-title">
                <h2 id="orders-title">{heading}</h2>
                {none}
                <ul class="cards" role="list">{orders.iter().map(|order| card(console, page, order)).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// One field for a scanner: it types a text and presses Enter. It is always empty: what is scanned
/// next must not be glued to what was not found.
pub(super) fn scan_form(
    console: &ConsoleContext<'_>,
    action: &'static str,
    label: &str,
    hint: &str,
    problem: Option<String>,
) -> AnyView {
    let say = console.words();
    view! {
        <form class="scan" method="get" action=action role="search">
            <label class="scan__label" for="q">{label.to_owned()}</label>
            <p class="field__hint" id="q-hint">{hint.to_owned()}</p>
            <div class="scan__row">
                <input
                    class="input scan__input"
                    id="q"
                    name="q"
                    type="text"
                    maxlength="300"
                    autofocus
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    aria-describedby="q-hint q-error"
                    aria-invalid=problem.is_some().then_some("true")
                />
                <button class="button button--primary" type="submit">{say.say("dock-go")}</button>
            </div>
            <p class="field__error" id="q-error" role="alert">{problem}</p>
        </form>
    }
    .into_any()
}

fn card(console: &ConsoleContext<'_>, page: &DockPage, order: &PurchaseOrder) -> AnyView {
    let say = console.words();
    let dates = console.dates();
    let reference = order.reference.to_string();
    let href = if console.may(Permission::WorkDock) {
        link::receive(&order.reference)
    } else {
        link::supply_order(&order.reference)
    };
    let open: Vec<(&Sku, u32)> = order
        .lines
        .iter()
        .map(|line| (&line.sku, open_units(line)))
        .filter(|(_, open)| *open > 0)
        .collect();
    let first = open.iter().take(3).map(|(sku, units)| {
        let units = number(console.ctx.lang, i64::from(*units));
        view! { <li><span class="count">{units}</span> " " <span dir="auto">{name_of(&page.names, sku)}</span></li> }
    });
    let more = open.len().saturating_sub(3);
    let more = (more > 0).then(|| {
        let count = u32::try_from(more).unwrap_or(u32::MAX);
        view! { <li class="quiet">{say.fill("dock-more-lines", [("count", count.into())])}</li> }
    });
    view! {
        <li class="card">
            <h3 class="card__title"><a href=href dir="auto">{reference}</a></h3>
            <p class="quiet" dir="auto">{order.supplier.clone()}</p>
            <p>{expected(say, dates, order)} " · " {stage_name(say, order.stage)} " " {standing(console, order)}</p>
            <ul class="card__lines" role="list">{first.collect_view()} {more}</ul>
            <p class="card__go" aria-hidden="true">{icon("next")}</p>
        </li>
    }
    .into_any()
}
